"""The server's log: one JSON object a line, one line a request."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTES = "kzcn.notes"
LONGEST_PATH = 500


def note(scope: Scope, **notes: object) -> None:
    """Has the line of a request say more."""
    scope.setdefault(NOTES, {}).update(notes)


class Journal:
    """Writes a line for each request: when, who, what, status, milliseconds, and what was noted of it."""

    def __init__(self, app: ASGIApp, client: Callable[[Scope], str], *, whole_queries: bool) -> None:
        self.app = app
        self.client = client
        self.whole_queries = whole_queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does, and writes the line."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        status = 0  # of a request that was left unanswered
        scope[NOTES] = {}

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            notes = scope[NOTES]
            if query := notes.pop("query", None):
                notes["query"] = query if self.whole_queries else checksum(query)
            write(
                client=self.client(scope),
                method=scope["method"],
                path=scope["path"][:LONGEST_PATH],
                status=status,
                ms=round((time.perf_counter() - start) * 1000, 1),
                **notes,
            )


class JsonLines(logging.Formatter):
    """What libraries log, as lines of the same kind."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        error = {"error": self.formatException(record.exc_info)} if record.exc_info else {}
        return line(level=record.levelname.lower(), message=record.getMessage(), **error)


def checksum(query: str) -> str:
    """A short name for a query: the same query has the same name."""
    return hashlib.sha256(query.encode()).hexdigest()[:12]


def write(**fields: object) -> None:
    """Writes a line to standard error."""
    sys.stderr.write(line(**fields) + "\n")
    sys.stderr.flush()


def line(**fields: object) -> str:
    """Fields as a line, with the time before them."""
    now: dict[str, Any] = {"time": datetime.now(UTC).isoformat(timespec="milliseconds")}
    return json.dumps(now | fields, ensure_ascii=False, default=str)


def take_over_logging() -> None:
    """Has what uvicorn and asyncio log come as lines of this log, from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
