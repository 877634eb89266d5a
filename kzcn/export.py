"""The whole graph of a source as RDF, through SPARQL alone."""

from __future__ import annotations

from kzcn.errors import UsageError
from kzcn.oxigraph import quads_to_bytes, triples_to_bytes
from kzcn.source import SparqlSource, select
from kzcn.values import Triples

ALL_QUADS = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
ALL_TRIPLES = "SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"
WITH_GRAPHS = ("trig", "nq")
MERGED = ("ttl", "nt", "jsonld")


def graph_as_bytes(source: SparqlSource, form: str) -> bytes:
    """Everything in named graphs, as TriG or N-Quads, or merged as Turtle, N-Triples or JSON-LD, in a fixed order.

    Raises UsageError for another format.
    """
    if form in WITH_GRAPHS:
        return quads_to_bytes((tuple(row) for row in select(source, ALL_QUADS)), f".{form}")
    if form in MERGED:
        return triples_to_bytes(Triples((s, p, o) for s, p, o in select(source, ALL_TRIPLES)), f".{form}")
    raise UsageError(f"There is no format {form!r}. Take one of: {', '.join(WITH_GRAPHS + MERGED)}.")
