"""Every fact of an article's file stands in a passage, and every passage in its article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kzcn.curated import Curated, CuratedFile, graph_of
from kzcn.findings import Finding
from kzcn.namespaces import PREFIXES, compact
from kzcn.oxigraph import RDF_TYPE, DefaultGraph, NamedNode, Quad, parse_rdf, text

ARTICLE = PREFIXES["kzcn"] + "Article"
PASSAGE = PREFIXES["kzcn"] + "Passage"
FROM_ARTICLE = PREFIXES["kzcn"] + "fromArticle"
POSITION = PREFIXES["schema"] + "position"


def check(curated: Curated) -> list[Finding]:
    """Facts outside passages, graphs that are no passage, passages without facts, wrong or doubled places."""
    return [finding for file in curated.files for finding in _check_file(file)]


def _check_file(file: CuratedFile) -> Iterator[Finding]:
    described, graphs = _parts(file)
    if not file.is_article:
        for graph in sorted(graphs):
            yield Finding(
                "graph-outside-article",
                f"the graph {compact(graph)} stands outside an article's file.",
                "What a source says belongs in graph/articles/, one file an article.",
                file.name,
                file.line_of(graph),
                subject=compact(graph),
            )
        return
    types = {text(quad.subject): text(quad.object) for quad in described if text(quad.predicate) == RDF_TYPE}
    passages = {iri for iri, kind in types.items() if kind == PASSAGE}
    articles = {iri for iri, kind in types.items() if kind == ARTICLE}
    yield from _check_article(file, articles)
    if _article(file) not in articles:  # whatever else would be found follows from the name
        return
    for iri in sorted({text(quad.subject) for quad in described} - passages - articles):
        yield Finding(
            "outside-passage",
            "a fact stands outside every passage.",
            "Move it into the graph of the passage that says it, or into graph/entities/ if a curator says it.",
            file.name,
            file.line_of(iri, indent=""),
            subject=compact(iri),
        )
    for iri in sorted(graphs - passages):
        yield _finding(
            file,
            iri,
            "unknown-passage",
            f"the graph {compact(iri)} is no passage of this file.",
            f"Describe it: {compact(iri)} a kzcn:Passage ; kzcn:fromArticle … ; kzcn:anchor … .",
        )
    for iri in sorted(passages - graphs):
        yield _finding(
            file, iri, "empty-passage", "the passage says nothing.", "Write its graph, or remove the passage."
        )
    yield from _check_places(file, passages, described)


def _parts(file: CuratedFile) -> tuple[list[Quad], set[str]]:
    """What the file says outside of the graphs of passages, and the names of those graphs."""
    home = {DefaultGraph(), NamedNode(graph_of(file.name))}
    described, graphs = [], set()
    for quad in parse_rdf(file.data, file.path.suffix):
        if quad.graph_name in home:
            described.append(quad)
        else:
            graphs.add(quad.graph_name)
    return described, {text(graph) for graph in graphs}


def _check_article(file: CuratedFile, articles: set[str]) -> Iterator[Finding]:
    expected = _article(file)
    if expected not in articles:
        yield Finding(
            "no-article",
            f"the file describes no {compact(expected)}.",
            "Each file in graph/articles/ is named after the one article that it holds.",
            file.name,
            1,
        )
        return
    for iri in sorted(articles - {expected}):
        yield _finding(
            file, iri, "second-article", "a second article stands in this file.", "Give it a file of its own."
        )


def _check_places(file: CuratedFile, passages: set[str], described: Sequence[Quad]) -> Iterator[Finding]:
    positions: dict[str, list[str]] = defaultdict(list)
    for quad in described:
        subject = text(quad.subject)
        if text(quad.predicate) == FROM_ARTICLE and text(quad.object) != _article(file):
            yield _finding(
                file,
                subject,
                "foreign-passage",
                f"the passage says that it stands in {compact(text(quad.object))}.",
                f"Passages of this file stand in {compact(_article(file))}.",
            )
        if text(quad.predicate) == POSITION:
            positions[text(quad.object)].append(subject)
    prefix = f"{PREFIXES['passage']}{file.path.stem}."
    for iri in sorted(passages):
        if not iri.startswith(prefix):
            yield _finding(
                file,
                iri,
                "passage-name",
                "the name does not begin with that of the article.",
                f"Name it {compact(prefix + 'short-name')}.",
            )
    for position, subjects in sorted(item for item in positions.items() if len(item[1]) > 1):
        first, *others = sorted(subjects, key=lambda iri: (file.line_of(iri), iri))
        for iri in others:
            yield _finding(
                file,
                iri,
                "position-twice",
                f"position {position} is taken by {compact(first)}.",
                "Number the passages in the order of the text.",
            )


def _article(file: CuratedFile) -> str:
    return PREFIXES["article"] + file.path.stem


def _finding(file: CuratedFile, iri: str, code: str, message: str, remedy: str) -> Finding:
    return Finding(code, message, remedy, file.name, file.line_of(iri), subject=compact(iri))
