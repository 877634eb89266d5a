"""What a passage names is named in the text of its article, under one of its names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kzcn.curated import Curated, CuratedFile, graph_of
from kzcn.findings import Finding, Severity
from kzcn.namespaces import PREFIXES, compact
from kzcn.oxigraph import EmbeddedStore, NamedNode, text

NAMES = "SELECT ?thing ?name WHERE { ?thing skos:prefLabel|skos:altLabel|kzcn:nameAsPrinted ?name }"
# Kinds that a source calls by name. Projects, meetings and posts are often named by the curator.
NAMED_BY_SOURCES = tuple(PREFIXES[kind] for kind in ("person", "company", "place", "platform"))
WORD = re.compile(r"\w+")
SHORTEST_STEM = 4
ENDING = 3


def check(curated: Curated, store: EmbeddedStore, texts: dict[str, str]) -> list[Finding]:
    """A warning for each named thing of which no name occurs in the text; inflected endings are allowed for.

    `store` holds the curated quads.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for row in store.solutions(NAMES):
        names[text(row["thing"])].add(text(row["name"]))
    articles = [file for file in curated.files if file.path.stem in texts and file.is_article]
    return [finding for file in articles for finding in _check_file(file, texts[file.path.stem], names)]


def _check_file(file: CuratedFile, article: str, names: dict[str, set[str]]) -> Iterator[Finding]:
    words = tokens(article)
    unspaced = "".join(words)
    home = graph_of(file.name)
    mentioned = {
        node.value: text(quad.subject)
        for quad in file.quads
        if text(quad.graph_name) != home
        for node in (quad.object, quad.subject)
        if isinstance(node, NamedNode) and node.value.startswith(NAMED_BY_SOURCES)
    }
    for iri, subject in sorted(mentioned.items()):
        if not any(occurs(tokens(name), words, unspaced) for name in names[iri]):
            yield Finding(
                "name-not-in-text",
                f"no name of {compact(iri)} occurs in the text of the article.",
                "Add the printed form with kzcn:nameAsPrinted, or mend the identity.",
                file.name,
                file.line_of(subject, compact(iri)),
                subject=compact(subject),
                severity=Severity.WARNING,
            )


def tokens(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return WORD.findall(text.casefold())


def occurs(name: Sequence[str], words: Sequence[str], unspaced: str) -> bool:
    """Whether the words of a name stand side by side in a text, up to three letters of each word's ending.

    Names in scripts without spaces are sought in the words of the text put together, `unspaced`.
    """
    if not name:
        return False
    if any("一" <= letter <= "鿿" for letter in name[0]):
        return "".join(name) in unspaced
    return any(
        all(map(_same_stem, name, words[start : start + len(name)]))
        for start in range(len(words) - len(name) + 1)
        if _same_stem(name[0], words[start])
    )


def _same_stem(one: str, two: str) -> bool:
    if one == two:
        return True
    stem = max(SHORTEST_STEM, len(one) - ENDING)
    return len(one) >= SHORTEST_STEM and one[:stem] == two[:stem] and abs(len(one) - len(two)) <= ENDING
