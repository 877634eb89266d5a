"""A thing that answers SPARQL: the embedded store or a remote endpoint. What reads the graph asks for no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kzcn.errors import QueryError
from kzcn.values import Result, Rows, Triples

if TYPE_CHECKING:
    from kzcn.oxigraph import Term, Triple


@dataclass(frozen=True)
class Solutions:
    """The rows of a SELECT query as terms, read as they come and only once; `columns` names the variables."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


@dataclass(frozen=True)
class Statements:
    """The triples of a CONSTRUCT or DESCRIBE query as terms, read as they come and only once."""

    triples: Iterator[Triple]


TIMEOUT = 60.0  # seconds of silence that a remote source may keep
Stream = Solutions | Statements | bool


class SparqlSource(Protocol):
    """Answers SPARQL 1.1 queries. Raises QueryError for a query that it cannot answer, RemoteError when away."""

    def query(self, query: str) -> Result:
        """The answer: rows of SELECT, triples of CONSTRUCT and DESCRIBE, the truth value of ASK."""
        ...


@runtime_checkable
class StreamingSource(Protocol):
    """A source whose long answers need not be held whole."""

    def stream(self, query: str) -> Stream:
        """The answer with the store's own terms; going through it raises what `query` raises."""
        ...


def select(source: SparqlSource, query: str) -> Rows:
    """The rows of a SELECT query. Raises QueryError where `query` is another kind of query."""
    result = source.query(query)
    if not isinstance(result, Rows):
        kind = "a CONSTRUCT or DESCRIBE" if isinstance(result, Triples) else "an ASK"
        raise QueryError(f"A SELECT query is needed here; this is {kind} query.")
    return result
