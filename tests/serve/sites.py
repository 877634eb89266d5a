"""What tests of the site share: one thing of each kind, and pages read as a client reads them."""

from __future__ import annotations

import re
import warnings

import httpx
import rdflib

from kzcn.namespaces import BASE, KINDS
from kzcn.serve.addresses import address_of

OTHERS = ("isic-rev4", "iati-activity-status", "oc4ids-project-status", "aiddata-gcdf3-status")
TYPES = {
    "text/html": "html",
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/trig": "trig",
}
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def one_of_each(graph: object) -> dict[str, str]:
    """The path of the first thing of each kind that the graph has."""
    found = {}
    for kind in (*KINDS, *OTHERS):
        where = "GRAPH ?thing { ?s ?p ?o }" if kind in {"graph", "passage"} else "?thing a ?class"
        where += f' FILTER (STRSTARTS(STR(?thing), "{BASE}{kind}/"))'
        for row in graph.sparql(f"SELECT DISTINCT ?thing {{ {where} }} ORDER BY ?thing LIMIT 1"):  # type: ignore[attr-defined]
            found[kind] = address_of(row.thing)
    return found


def parsed(data: str | bytes, kind: str) -> rdflib.Graph | rdflib.Dataset:
    """A document as rdflib reads it."""
    read = rdflib.Dataset() if kind == "trig" else rdflib.Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's parsers use what rdflib has given up
        read.parse(data=data, format=kind)
    return read


def triples(answer: httpx.Response) -> set[tuple[object, ...]]:
    """The triples of an answer, whatever its format."""
    kind = TYPES[answer.headers["content-type"].partition(";")[0]]
    return {statement[:3] for statement in parsed(answer.content, kind)}
