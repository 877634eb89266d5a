"""Every IRI used is declared: terms in the ontology, entities and nodes where they have a type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kzcn.curated import Curated, CuratedFile
from kzcn.errors import did_you_mean, nearest_prefixed
from kzcn.findings import Finding
from kzcn.namespaces import BASE, ONTOLOGY, PREFIXES, compact, expand
from kzcn.oxigraph import EmbeddedStore, NamedNode, text

# Namespaces whose IRIs name terms: what is used of them must be listed in the ontology.
VOCABULARIES = tuple(
    PREFIXES[prefix]
    for prefix in (
        "kzcn",
        "schema",
        "org",
        "skos",
        "foaf",
        "prov",
        "geo",
        "qb",
        "qudt",
        "unit",
        "time",
        "dcterms",
    )
)
META = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "xsd", "vann", "bibo", "dc"))
BLOCK = re.compile(rb"^(\S+:\S+)\s+a\s", re.MULTILINE)
UNTYPED = (ONTOLOGY, f"{BASE}contributors", f"{BASE}graph/")

# What stands as a subject or object, and what stands as a property or class; of these, what has no type.
NODES = "{ ?iri ?p ?o } UNION { ?s ?p ?iri FILTER (ISIRI(?iri)) }"
TERMS = "{ ?s ?iri ?o } UNION { ?s a ?iri }"
UNTYPED_AMONG = (
    "SELECT ?iri WHERE {{ {{ SELECT DISTINCT ?iri WHERE {{ {} }} }} FILTER NOT EXISTS {{ ?iri a ?class }} }}"
)
DECLARED_IN = 'SELECT DISTINCT ?iri WHERE {{ ?iri a ?class FILTER STRSTARTS(STR(?iri), "{}") }}'


def check(curated: Curated, store: EmbeddedStore) -> list[Finding]:
    """Undeclared IRIs, each with the nearest declared one, and entities that two blocks declare.

    `store` holds the curated quads.
    """
    return [*_undeclared(curated, store), *_declared_twice(curated)]


def _undeclared(curated: Curated, store: EmbeddedStore) -> Iterator[Finding]:
    nodes = {iri for iri in _untyped(store, NODES) if _needs_declaring(iri.value)}
    terms = {iri for iri in _untyped(store, TERMS) if not iri.value.startswith(META)}

    @cache
    def declared_in(namespace: str) -> list[str]:
        found = store.solutions(DECLARED_IN.format(namespace))
        return sorted(compact(iri) for row in found if _namespace(iri := text(row["iri"])) == namespace)

    for iri, (file, subject) in _first_uses(curated, nodes | terms).items():
        name = compact(iri)
        suggestions = nearest_prefixed(name, declared_in(_namespace(iri)))
        yield Finding(
            "undeclared",
            f"{name} is not declared.{did_you_mean(suggestions)}",
            "Mend the name, or declare it in ontology/ or graph/entities/.",
            file.name,
            file.line_of(subject, name),
            subject=compact(subject),
        )


def _untyped(store: EmbeddedStore, places: str) -> Iterator[NamedNode]:
    rows = store.solutions(UNTYPED_AMONG.format(places))
    return (row["iri"] for row in rows if isinstance(row["iri"], NamedNode))


def _first_uses(curated: Curated, iris: set[NamedNode]) -> dict[str, tuple[CuratedFile, str]]:
    """The first file that uses each of these IRIs, and the subject of which it says so; no file is read for none."""
    found: dict[str, tuple[CuratedFile, str]] = {}
    sought = set(iris)
    for file in curated.files:
        if not sought:
            break
        for quad in file.quads:
            for iri in sought & {quad.subject, quad.predicate, quad.object}:
                found[iri.value] = (file, text(quad.subject))
                sought.remove(iri)
    return found


def _needs_declaring(iri: str) -> bool:
    if iri.startswith(UNTYPED):
        return iri.startswith(PREFIXES["kzcn"])
    return iri.startswith(BASE) or (iri.startswith(VOCABULARIES) and iri not in VOCABULARIES)


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _declared_twice(curated: Curated) -> Iterator[Finding]:
    first: dict[str, tuple[CuratedFile, int]] = {}
    for file in curated.files:
        if file.is_article:
            continue
        for block in BLOCK.finditer(file.data):
            name = block[1].decode("utf-8")
            iri = expand(name) or name
            if iri not in first:
                first[iri] = (file, block.start())
                continue
            home, at = first[iri]
            yield Finding(
                "declared-twice",
                f"the subject has a block already, at {home.name}:{_line(home, at)}.",
                "Keep one block a subject: merge the two, or give one another IRI.",
                file.name,
                _line(file, block.start()),
                subject=compact(iri),
            )


def _line(file: CuratedFile, at: int) -> int:
    return file.data.count(b"\n", 0, at) + 1
