"""The SPARQL endpoint at /sparql."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from kzcn.errors import QueryError
from kzcn.serve.context import Context
from kzcn.serve.descriptions import service_description
from kzcn.serve.formats import TRIPLES, unwanted
from kzcn.serve.journal import note
from kzcn.serve.negotiation import best
from kzcn.serve.pool import Answered
from kzcn.serve.protocol import Asked, read
from kzcn.serve.refusals import RefusedError, busy
from kzcn.serve.wire import Report

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
PIECE = 2**16
VARY = "Accept, Accept-Encoding"
DESCRIPTIONS = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
# Answers that differ from one time to the next have no tag. A name that only looks like one of these loses its tag too.
CHANGING = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


class Endpoint:
    """Answers requests of SPARQL 1.1 Protocol from the workers of a context."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._spooled = 0  # bytes of answers that are being sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request; ends its query as soon as the client has gone."""
        request = Request(scope, receive)
        if request.method == "OPTIONS":
            await Response(status_code=204, headers={"Allow": ", ".join(METHODS)})(scope, receive, send)
            return
        try:
            asked = await read(request, self.context.settings.limits)
            if asked.query is None:
                response = self._described(request)
                await response(scope, receive, send)
                return
            await self._answer(request, asked, send)
        except (QueryError, RefusedError) as error:
            await refused(scope, error)(scope, receive, send)

    def _described(self, request: Request) -> Response:
        """The description of the service, or for a browser the way to the editor."""
        offer = best(request.headers.get("accept"), [*DESCRIPTIONS, "text/html"])
        if offer is None:
            raise RefusedError(406, f"Send a query, or accept the description as one of: {', '.join(DESCRIPTIONS)}.")
        if offer == "text/html":
            return RedirectResponse("/query", 303, headers={"Vary": "Accept"})
        data = service_description(str(request.url.replace(query="")), TRIPLES[offer])
        return Response(data, media_type=offer, headers={"Vary": "Accept"})

    async def _answer(self, request: Request, asked: Asked, send: Send) -> None:
        note(request.scope, query=asked.query)
        tag = self._tag(asked)
        if tag and tag in request.headers.get("if-none-match", ""):
            response = Response(status_code=304, headers={"ETag": tag, "Vary": VARY})
            await response(request.scope, request.receive, send)
            return
        running = asyncio.ensure_future(self._run(request, asked, tag, send))
        leaving = asyncio.ensure_future(_left(request.receive))
        try:
            await asyncio.wait({running, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                note(request.scope, outcome="client left")
                return
            running.result()
        finally:
            for task in (running, leaving):
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(running, leaving, return_exceptions=True)

    async def _run(self, request: Request, asked: Asked, tag: str | None, send: Send) -> None:
        job = asked.job(self.context.settings.limits)
        async with self.context.pool.answer(job, self.context.client(request.scope)) as answered:
            report = answered.report
            if report.outcome == Report.UNWANTED:
                raise unwanted(report.message)
            note(request.scope, outcome=report.outcome, rows=report.rows, bytes=report.size)
            headers = {
                "content-type": asked.wanted.media_type(report.outcome),
                "vary": VARY,
                "cache-control": "no-cache" if tag else "no-store",
                **({"etag": tag} if tag else {}),
                **({"content-encoding": "gzip"} if asked.compress else {}),
            }
            await self._send(answered, headers, request, send)

    async def _send(self, answered: Answered, headers: dict[str, str], request: Request, send: Send) -> None:
        """Sends an answer from its file. Raises RefusedError where too many large ones are on their way already."""
        limits = self.context.settings.limits
        spool = answered.spool.fileno()
        size = os.fstat(spool).st_size
        if self._spooled + size > limits.spooled:
            raise busy("The server is sending too many large answers. Try again in a while.", retry_after=10)
        self._spooled += size
        headers["content-length"] = str(size)
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        try:
            async with asyncio.timeout(limits.body_seconds + size / limits.slowest):
                await send({"type": "http.response.start", "status": 200, "headers": raw})
                for at in range(0, size, PIECE) if request.method != "HEAD" else ():
                    piece = os.pread(spool, PIECE, at)
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        except TimeoutError:  # uvicorn closes the connection of an answer that is not whole
            note(request.scope, outcome="client too slow")
        finally:
            self._spooled -= size

    def _tag(self, asked: Asked) -> str | None:
        """A tag that changes with whatever the answer depends on; None where it changes from one time to the next."""
        if CHANGING.search(asked.query or ""):
            return None
        job = repr((self.context.checksum, asked.job(self.context.settings.limits), asked.wanted.__dict__))
        return f'"{hashlib.sha256(job.encode()).hexdigest()[:24]}"'


def refused(scope: Scope, error: QueryError | RefusedError) -> Response:
    """What is wrong, in words for people, with the place in the query where there is one."""
    status = error.status if isinstance(error, RefusedError) else 400
    text = str(error)
    headers = {"Cache-Control": "no-store", "Vary": VARY}
    if isinstance(error, RefusedError):
        headers |= error.headers
    elif error.line:
        text += f" (line {error.line}, column {error.column})\n{error.excerpt()}"
    note(scope, outcome=str(error))
    return PlainTextResponse(f"{text}\n", status, headers)


async def _left(receive: Receive) -> None:
    """Ends when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
