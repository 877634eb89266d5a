"""A thing that answers SPARQL: the embedded store or a remote endpoint. What reads the graph asks for no more."""

from __future__ import annotations

from typing import Protocol

from kzcn.errors import QueryError
from kzcn.values import Result, Rows, Triples


class SparqlSource(Protocol):
    """Answers SPARQL 1.1 queries. Raises QueryError for a query that it cannot answer, RemoteError when away."""

    def query(self, query: str) -> Result:
        """The answer: rows of SELECT, triples of CONSTRUCT and DESCRIBE, the truth value of ASK."""
        ...


def select(source: SparqlSource, query: str) -> Rows:
    """The rows of a SELECT query. Raises QueryError where `query` is another kind of query."""
    result = source.query(query)
    if not isinstance(result, Rows):
        kind = "a CONSTRUCT or DESCRIBE" if isinstance(result, Triples) else "an ASK"
        raise QueryError(f"A SELECT query is needed here; this is {kind} query.")
    return result
