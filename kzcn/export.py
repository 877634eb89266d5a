"""The whole graph of a source as RDF, through SPARQL alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from kzcn.errors import QueryError, UsageError
from kzcn.ordered import in_order
from kzcn.oxigraph import Quad, write_rdf
from kzcn.source import Solutions, StreamingSource

# Virtuoso keeps what it knows of itself in named graphs beside those of its users.
OURS = """GRAPH ?g { ?s ?p ?o }
  FILTER (?g NOT IN (
    <http://www.openlinksw.com/schemas/virtrdf#>, <http://localuriqaserver/sparql>, <http://www.w3.org/ns/ldp#>
  ))"""
ALL_QUADS = f"SELECT ?s ?p ?o ?g WHERE {{ {OURS} }}"
SIZE = f"SELECT (COUNT(*) AS ?statements) WHERE {{ SELECT DISTINCT ?s ?p ?o WHERE {{ {OURS} }} }}"
WITH_GRAPHS = ("trig", "nq")
MERGED = ("ttl", "nt", "jsonld")


def write_graph(source: StreamingSource, form: str, target: IO[bytes]) -> None:
    """Writes all that stands in named graphs: as TriG or N-Quads, or merged as Turtle, N-Triples or JSON-LD.

    In a fixed order, each statement once, terms as the store gives them; memory does not grow with the graph.
    Raises UsageError for another format before anything is asked, QueryError and RemoteError as the source does.
    """
    if form not in WITH_GRAPHS + MERGED:
        raise UsageError(f"There is no format {form!r}. Take one of: {', '.join(WITH_GRAPHS + MERGED)}.")
    write_rdf(in_order(_quads(source, merged=form in MERGED)), target, f".{form}")


def _quads(source: StreamingSource, *, merged: bool) -> Iterator[Quad]:
    answer = source.stream(ALL_QUADS)
    if not isinstance(answer, Solutions):
        raise QueryError("The source answers a SELECT query with something else than rows.")
    for subject, predicate, value, graph in answer.rows:
        yield Quad(subject, predicate, value) if merged else Quad(subject, predicate, value, graph)  # type: ignore[arg-type]
