"""The graph's description of itself, in its named graph `graph:dataset`: VoID counts, and a checksum a named graph.

It travels with the graph into every file and store, so that a store tells what it holds. Its counts leave out the
description itself.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import quote

from kzcn import __version__
from kzcn.namespaces import BASE, DATASET, DATASET_GRAPH, PREFIXES
from kzcn.oxigraph import RDF_TYPE, Literal, NamedNode, Quad, Triple
from kzcn.write.spool import Spool

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
OURS, TYPE, CURATED_ON = f"<{BASE}".encode(), f"<{RDF_TYPE}>".encode(), f"<{PREFIXES['kzcn']}curatedOn>".encode()
ABOUT = "Officials, companies, projects, meetings and agreements, each fact under its passage."


def describe(spool: Spool) -> list[Triple]:
    """Adds to a spool, in `graph:dataset`, the description of what it holds, and gives it.

    It is the same for the same statements; no clock is read.
    """
    home, facts = NamedNode(DATASET_GRAPH), description(spool)
    spool.add(Quad(fact.subject, fact.predicate, fact.object, home) for fact in facts)
    return facts


def description(spool: Spool) -> list[Triple]:
    """What `graph:dataset` says of the statements in a spool."""
    return [*_about_and_counts(spool.triples()), *_parts(spool)]


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


def _about(latest: str) -> list[Triple]:
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


@dataclass
class _Counts:
    """What stands in the merged graph: numbers, terms and texts in the syntax of N-Triples."""

    triples: int = 0
    subjects: int = 0
    entities: int = 0
    latest: bytes = b""
    objects: set[bytes] = field(default_factory=set)
    properties: set[bytes] = field(default_factory=set)
    classes: Counter[bytes] = field(default_factory=Counter)

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> _Counts:
        """Counts lines of N-Triples, those of a subject one after another."""
        found, last = cls(), b""
        for line in lines:
            subject, predicate, value = line[:-3].split(b" ", 2)
            found.triples += 1
            if subject != last:
                found.subjects += 1
                found.entities += subject.startswith(OURS)
                last = subject
            found.objects.add(value)
            found.properties.add(predicate)
            if predicate == TYPE:
                found.classes[value] += 1
            elif predicate == CURATED_ON:
                found.latest = max(found.latest, value)
        return found


def _about_and_counts(lines: Iterable[bytes]) -> list[Triple]:
    counts = _Counts.of(lines)
    numbers = {
        "void:triples": counts.triples,
        "void:entities": counts.entities,
        "void:distinctSubjects": counts.subjects,
        "void:distinctObjects": len(counts.objects),
        "void:properties": len(counts.properties),
        "void:classes": len(counts.classes),
    }
    facts = _about(counts.latest.decode().split('"')[1] if counts.latest else "")
    facts += [fact(DATASET, name, number(count)) for name, count in numbers.items()]
    for name, count in counts.classes.items():
        kind = name.decode()[1:-1]
        if kind.startswith(PREFIXES["kzcn"]):
            part = f"{DATASET}/{kind.removeprefix(PREFIXES['kzcn'])}"
            facts += [
                fact(DATASET, "void:classPartition", NamedNode(part)),
                fact(part, "void:class", NamedNode(kind)),
                fact(part, "void:entities", number(count)),
            ]
    return facts


def _parts(spool: Spool) -> Iterator[Triple]:
    """Each named graph with the number of its triples and its checksum."""
    for name, lines in spool.quads():
        graph = name.decode()[1:-1]
        count, checksum = _checksum(lines)
        # A node of its own: a passage is called as its graph is, and nothing is to be said of passages here.
        part = f"{DATASET}/graphs/{quote(graph.removeprefix(BASE), safe='/')}"
        yield fact(DATASET, "void:subset", NamedNode(part))
        yield fact(part, "rdf:type", term("sd:NamedGraph"))
        yield fact(part, "sd:name", NamedNode(graph))
        yield fact(part, "void:triples", number(count))
        yield from checksum_facts(part, checksum)


def _checksum(lines: Iterable[bytes]) -> tuple[int, str]:
    """How many lines of N-Triples a graph has, and the SHA-256, in hexadecimal, of them in the order of their bytes.

    `lines` come by subject. For a graph without blank nodes they are, with their line ends, its canonical form by
    RDFC-1.0 (RDF Dataset Canonicalization).
    """
    count, digest = 0, hashlib.sha256()
    for _, about in groupby(lines, key=lambda line: line[: line.index(b" ")]):
        ordered = sorted(about)
        count += len(ordered)
        digest.update(b"".join(ordered))
    return count, digest.hexdigest()
