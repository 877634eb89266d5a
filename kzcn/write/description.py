"""The graph's description of itself, in its named graph `graph:dataset`: VoID counts, and a checksum a named graph.

It travels with the graph into every file and store, so that a store tells what it holds. Its counts leave out the
description itself.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from kzcn import __version__
from kzcn.namespaces import BASE, DATASET, DATASET_GRAPH, PREFIXES
from kzcn.oxigraph import RDF_TYPE, Literal, NamedNode, Quad, Triple, text, write_rdf

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ABOUT = "Officials, companies, projects, meetings and agreements, each fact under its passage."


def described(quads: Sequence[Quad]) -> list[Quad]:
    """The quads and, in `graph:dataset`, their description: the same for the same quads in any order, without a clock.

    Quads of `graph:dataset` that are there already are replaced.
    """
    home = NamedNode(DATASET_GRAPH)
    others = [quad for quad in quads if quad.graph_name != home]
    return [*others, *(Quad(t.subject, t.predicate, t.object, home) for t in description(others))]


def description(quads: Iterable[Quad]) -> list[Triple]:
    """What `graph:dataset` says of the quads."""
    quads = list(quads)
    triples = {Triple(q.subject, q.predicate, q.object) for q in quads}
    return [*_about(quads), *_counts(triples), *_parts(quads)]


def checksum_facts(subject: str, digest: str) -> list[Triple]:
    """That `subject` has this SHA-256 checksum."""
    node = f"{subject}#checksum"
    return [
        fact(subject, "spdx:checksum", NamedNode(node)),
        fact(node, "spdx:algorithm", term("spdx:checksumAlgorithm_sha256")),
        fact(node, "spdx:checksumValue", Literal(digest, datatype=term("xsd:hexBinary"))),
    ]


def term(name: str) -> NamedNode:
    """The named node of a prefixed name."""
    prefix, local = name.split(":", 1)
    return NamedNode(PREFIXES[prefix] + local)


def fact(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    """A triple; the predicate is a prefixed name."""
    return Triple(NamedNode(subject), term(predicate), value)


def number(count: int) -> Literal:
    """A whole number as a literal."""
    return Literal(str(count), datatype=term("xsd:integer"))


def _about(quads: Sequence[Quad]) -> list[Triple]:
    curated = PREFIXES["kzcn"] + "curatedOn"
    latest = max((text(q.object) for q in quads if text(q.predicate) == curated), default="")
    facts = [
        fact(DATASET, "rdf:type", term("dcat:Dataset")),
        fact(DATASET, "rdf:type", term("void:Dataset")),
        fact(DATASET, "dcterms:title", Literal("kzcn: Kazakhstan–China cooperation", language="en")),
        fact(DATASET, "dcterms:description", Literal(ABOUT, language="en")),
        fact(DATASET, "dcterms:license", NamedNode(LICENCE)),
        fact(DATASET, "dcterms:creator", NamedNode(f"{BASE}contributors")),
        fact(DATASET, "dcat:version", Literal(__version__)),
        fact(DATASET, "dcterms:conformsTo", NamedNode(f"{BASE}ontology")),
        fact(DATASET, "void:uriSpace", Literal(BASE)),
    ]
    facts += [fact(DATASET, "dcterms:language", Literal(language)) for language in ("en", "kk", "ru", "zh")]
    facts += [
        fact(DATASET, "void:vocabulary", NamedNode(PREFIXES[p])) for p in ("kzcn", "org", "prov", "schema", "skos")
    ]
    if latest:
        facts.append(fact(DATASET, "dcterms:modified", Literal(latest, datatype=term("xsd:date"))))
    return facts


def _counts(triples: set[Triple]) -> list[Triple]:
    ours = {t.subject for t in triples if isinstance(t.subject, NamedNode) and text(t.subject).startswith(BASE)}
    numbers = {
        "void:triples": len(triples),
        "void:entities": len(ours),
        "void:distinctSubjects": len({t.subject for t in triples}),
        "void:distinctObjects": len({t.object for t in triples}),
        "void:properties": len({t.predicate for t in triples}),
        "void:classes": len({t.object for t in triples if text(t.predicate) == RDF_TYPE}),
    }
    facts = [fact(DATASET, name, number(count)) for name, count in numbers.items()]
    by_class = Counter(text(t.object) for t in triples if text(t.predicate) == RDF_TYPE)
    for kind, count in by_class.items():
        if kind.startswith(PREFIXES["kzcn"]):
            part = f"{DATASET}/{kind.removeprefix(PREFIXES['kzcn'])}"
            facts += [
                fact(DATASET, "void:classPartition", NamedNode(part)),
                fact(part, "void:class", NamedNode(kind)),
                fact(part, "void:entities", number(count)),
            ]
    return facts


def _parts(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Each named graph with the number of its triples and its checksum."""
    by_graph: dict[str, set[Triple]] = defaultdict(set)
    for quad in quads:
        by_graph[text(quad.graph_name)].add(Triple(quad.subject, quad.predicate, quad.object))
    for graph, triples in by_graph.items():
        # A node of its own: a passage is called as its graph is, and nothing is to be said of passages here.
        part = f"{DATASET}/graphs/{quote(graph.removeprefix(BASE), safe='/')}"
        yield fact(DATASET, "void:subset", NamedNode(part))
        yield fact(part, "rdf:type", term("sd:NamedGraph"))
        yield fact(part, "sd:name", NamedNode(graph))
        yield fact(part, "void:triples", number(len(triples)))
        yield from checksum_facts(part, graph_checksum(triples))


def graph_checksum(triples: Iterable[Triple]) -> str:
    """SHA-256, in hexadecimal, of the triples as N-Triples lines in the order of their bytes, each with its line end.

    For a graph without blank nodes these lines are its canonical form by RDFC-1.0 (RDF Dataset Canonicalization).
    """
    lines = io.BytesIO()
    write_rdf(triples, lines, ".nt")
    return hashlib.sha256(b"".join(sorted(lines.getvalue().splitlines(keepends=True)))).hexdigest()
