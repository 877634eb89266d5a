"""The answer of a remote store, parsed as it arrives, and never taken for whole when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import IO, TypeVar, cast

from kzcn.errors import RemoteError
from kzcn.oxigraph import parse_rdf, parse_rows
from kzcn.source import Solutions, Statements, Stream

ROWS = {"application/sparql-results+json": ".srj", "application/sparql-results+xml": ".srx", "application/json": ".srj"}
TRIPLES = {"application/n-triples": ".nt", "text/turtle": ".ttl", "application/rdf+xml": ".rdf"}
# Virtuoso says in headers beyond how many rows it cuts an answer off, and what stopped a query that it answers in
# part. Its own greatest number it does not say: measured, 7.2.5 gives 1,048,576 rows of three million.
LIMIT = "X-SPARQL-MaxRows"
CUT = "X-SQL-State"
MOST = "1048576"
Item = TypeVar("Item")


def answer_of(response: HTTPResponse, url: str, timeout: float) -> Stream:
    """The answer in a response that said 200, whatever its format; the response is closed when all is read.

    Raises RemoteError, here or while it is read, where it is no answer to a query, breaks off, falls silent, or is cut.
    """
    reader = _Reader(response, url, timeout)
    try:
        answer = reader.parsed()
    except BaseException:
        response.close()
        raise
    match answer:
        case Solutions(columns, rows):
            return Solutions(columns, reader.watched(rows, "rows"))
        case Statements(triples):
            return Statements(reader.watched(triples, "triples"))
    response.close()
    return answer


class _Body:
    """The bytes of a response as they arrive: its own `read` waits until as many have come as were asked for."""

    def __init__(self, response: HTTPResponse) -> None:
        self.response = response
        self.lacking = response.length or 0

    def read(self, size: int) -> bytes:
        data = self.response.read1(size)
        self.lacking -= len(data)
        return data


class _Reader:
    def __init__(self, response: HTTPResponse, url: str, timeout: float) -> None:
        self.response = response
        self.body = _Body(response)
        self.stream = cast("IO[bytes]", self.body)
        self.url = url
        self.timeout = timeout

    def parsed(self) -> Stream:
        """The answer, of which no more than the head is read."""
        kind = self.response.headers.get_content_type()
        if cut := self.response.headers.get(CUT):
            raise RemoteError(f"{self.url} gives only a part of the answer ({cut}): its own time is up. Ask for less.")
        try:
            if kind in TRIPLES:
                return Statements(quad.triple for quad in parse_rdf(self.stream, TRIPLES[kind]))
            return parse_rows(self.stream, ROWS[kind])
        except (KeyError, SyntaxError) as error:
            if kind.startswith("application/sparql-results"):
                raise self._broken(error, "0 rows") from error
            raise RemoteError(
                f"{self.url} does not answer as a SPARQL endpoint does (it sends {kind}). Look at the path of the URL."
            ) from error
        except (OSError, HTTPException) as error:
            raise self._broken(error, "0 rows") from error

    def watched(self, items: Iterator[Item], what: str) -> Iterator[Item]:
        """The items; an end that is not the end of the answer is an error."""
        count = 0
        with self.response:
            try:
                for item in items:
                    yield item
                    count += 1
                if self.body.lacking > 0:  # http.client tells of what is lacking in chunks, but not of a short body
                    raise IncompleteRead(b"", self.body.lacking)
            except (OSError, HTTPException, SyntaxError) as error:
                raise self._broken(error, f"{count:,} {what}") from error
            most = MOST if "Virtuoso" in self.response.headers.get("Server", "") else None
            if str(count) in {self.response.headers.get(LIMIT), most}:
                raise RemoteError(f"{self.url} cuts answers off at {count:,} {what}. Ask for less, or raise its limit.")

    def _broken(self, error: Exception, after: str) -> RemoteError:
        if isinstance(error, TimeoutError):
            return RemoteError(
                f"{self.url} fell silent after {after}, for more than {self.timeout:g} seconds. "
                "Allow more time (--timeout), or ask for less."
            )
        return RemoteError(
            f"The answer of {self.url} breaks off after {after}: the store stopped, or failed on the query. Try again."
        )
