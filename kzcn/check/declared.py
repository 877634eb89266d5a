"""Every IRI used is declared: terms in the ontology, entities and nodes where they have a type."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kzcn.curated import Curated
from kzcn.errors import did_you_mean, nearest_prefixed
from kzcn.findings import Finding
from kzcn.namespaces import BASE, ONTOLOGY, PREFIXES, compact, expand
from kzcn.oxigraph import RDF_TYPE, NamedNode, Quad, text

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
UNTYPED = (ONTOLOGY, f"{BASE}contributors", f"{BASE}graph/")


def check(curated: Curated) -> list[Finding]:
    """Undeclared IRIs, each with the nearest declared one, and entities that two blocks declare."""
    known = {text(quad.subject) for quad in curated.quads if text(quad.predicate) == RDF_TYPE}
    by_namespace: dict[str, list[str]] = defaultdict(list)
    for iri in known:
        by_namespace[_namespace(iri)].append(compact(iri))
    return [*_undeclared(curated, known, by_namespace), *_declared_twice(curated)]


def _undeclared(curated: Curated, known: set[str], by_namespace: dict[str, list[str]]) -> Iterator[Finding]:
    first_use = {iri: quad for quad in reversed(curated.quads) for iri in _iris_that_need_declaring(quad)}
    for iri in sorted(first_use.keys() - known):
        name, subject = compact(iri), text(first_use[iri].subject)
        file, line = curated.locate(subject, name)
        suggestions = nearest_prefixed(name, by_namespace[_namespace(iri)])
        yield Finding(
            "undeclared",
            f"{name} is not declared.{did_you_mean(suggestions)}",
            "Mend the name, or declare it in ontology/ or graph/entities/.",
            file,
            line,
            subject=compact(subject),
        )


def _iris_that_need_declaring(quad: Quad) -> Iterator[str]:
    predicate = text(quad.predicate)
    if not predicate.startswith(META):
        yield predicate
    if predicate == RDF_TYPE and not text(quad.object).startswith(META):
        yield text(quad.object)
    nodes = (quad.subject, quad.object)
    for node in nodes:
        if isinstance(node, NamedNode) and _needs_declaring(node.value):
            yield node.value


def _needs_declaring(iri: str) -> bool:
    if iri.startswith(UNTYPED):
        return iri.startswith(PREFIXES["kzcn"])
    return iri.startswith(BASE) or (iri.startswith(VOCABULARIES) and iri not in VOCABULARIES)


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _declared_twice(curated: Curated) -> Iterator[Finding]:
    blocks: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for file in curated.files:
        if file.is_article:
            continue
        for block in re.finditer(r"^(\S+:\S+)\s+a\s", file.text, re.MULTILINE):
            name = compact(expand(block[1]) or block[1])
            blocks[name].append((file.name, file.text.count("\n", 0, block.start()) + 1))
    for name, places in blocks.items():
        first_file, first_line = places[0]
        for name_of_file, line in places[1:]:
            yield Finding(
                "declared-twice",
                f"the subject has a block already, at {first_file}:{first_line}.",
                "Keep one block a subject: merge the two, or give one another IRI.",
                name_of_file,
                line,
                subject=name,
            )
