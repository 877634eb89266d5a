"""Reading a request as SPARQL 1.1 Protocol has it: the query, its dataset, and the formats that the client takes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from kzcn.serve.federation import asks_elsewhere
from kzcn.serve.formats import Wanted
from kzcn.serve.negotiation import takes_gzip
from kzcn.serve.refusals import RefusedError
from kzcn.serve.settings import Limits
from kzcn.serve.wire import Job

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
KNOWN = {"query", "default-graph-uri", "named-graph-uri", "format"}
MOST_PARAMETERS = 1000
PATIENCE = 20
READ_ONLY = "This endpoint is read-only: it takes queries and no updates."


@dataclass(frozen=True)
class Asked:
    """What a request asks for; `query` is None where it asks nothing."""

    query: str | None
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    wanted: Wanted
    compress: bool

    def job(self, limits: Limits) -> Job:
        """The request as a job for a worker."""
        return Job(
            query=self.query or "",
            rows=self.wanted.row_ending,
            triples=self.wanted.triple_ending,
            compress=self.compress,
            seconds=limits.seconds,
            most_rows=limits.rows,
            most_bytes=limits.size,
            default_graphs=self.default_graphs,
            named_graphs=self.named_graphs,
        )


async def read(request: Request, limits: Limits) -> Asked:
    """What a request asks for.

    Raises RefusedError where it is not as the protocol has it, is too large, changes data or asks another server.
    """
    values = _parameters(request.scope["query_string"])
    if request.method == "POST":
        values = await _posted(request, values, limits)
    query = _query(values, limits)
    default, named = (values.get(f"{kind}-graph-uri") for kind in ("default", "named"))
    if default or named:  # a dataset in the request stands in the place of the query's, with both its parts
        default, named = default or [], named or []
    return Asked(
        query,
        default,
        named,
        Wanted(request.headers.get("accept"), values.get("format", [""])[0].replace(" ", "+")),
        takes_gzip(request.headers.get("accept-encoding")),
    )


async def _posted(request: Request, values: dict[str, list[str]], limits: Limits) -> dict[str, list[str]]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == UPDATE:
        raise RefusedError(403, READ_ONLY)
    if kind not in {FORM, QUERY}:
        raise RefusedError(415, f"Post a query as {QUERY}, or as the field query of {FORM}.")
    body = await _body(request, limits)
    if kind == FORM:
        return _parameters(body, values)
    if "query" in values:
        raise RefusedError(400, "There are two queries: one in the address, one in the body. Send one.")
    return values | {"query": [_decoded(body)]}


async def _body(request: Request, limits: Limits) -> bytes:
    """The body. Raises RefusedError where it is too large or comes too slowly.

    The rest of a body that is too large is read too, up to a point: a client that still sends does not listen.
    """
    body, size = b"", 0
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for piece in request.stream():
                size += len(piece)
                body = body + piece if size <= limits.body else b""
                if size > limits.body * PATIENCE:
                    break
    except TimeoutError:
        raise RefusedError(408, "The request did not arrive in time.", headers={"Connection": "close"}) from None
    except ClientDisconnect:
        raise RefusedError(400, "The request ended early.") from None
    if size > limits.body:
        raise RefusedError(413, f"The request is larger than {limits.body:,} bytes, the most that this server reads.")
    return body


def _query(values: dict[str, list[str]], limits: Limits) -> str | None:
    """The query of a request; None where there is none. Raises RefusedError where it may not be run."""
    if "update" in values:
        raise RefusedError(403, READ_ONLY)
    queries = values.get("query", [])
    if len(queries) > 1:
        raise RefusedError(400, "There are several queries. Send one.")
    if not queries:
        return None
    query = queries[0]
    if len(query.encode()) > limits.query:
        raise RefusedError(413, f"The query is longer than {limits.query:,} bytes, the most that this server reads.")
    if asks_elsewhere(query):
        raise RefusedError(400, "SERVICE is not allowed: this server asks no other. Ask the other one directly.")
    return query


def _parameters(data: bytes, others: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    """The parameters of an address or a form, in UTF-8, after `others`. Unknown ones are passed over."""
    found: dict[str, list[str]] = {name: list(values) for name, values in (others or {}).items()}
    try:
        pairs = parse_qsl(data.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError as error:  # UnicodeDecodeError is one
        raise RefusedError(400, "The parameters of the request are not in UTF-8, or too many.") from error
    for name, value in pairs:
        if name in KNOWN or name == "update":
            found.setdefault(name, []).append(value)
    return found


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"The query is not in UTF-8: byte {error.start + 1} cannot be read.") from error
