"""Headers that every answer has, and the bounds that hold for every request."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kzcn.serve.clients import CURRENT, Throttle
from kzcn.serve.refusals import RefusedError

# For data and messages, which run nothing; pages bring a policy of their own.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "cross-origin",  # open data, for everyone's pages
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": NOTHING,
}


class Security:
    """Adds the headers that an answer lacks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does, with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class Bounded:
    """Refuses the requests of a client that makes too many."""

    def __init__(self, app: ASGIApp, throttle: Throttle, client: Callable[[Scope], str]) -> None:
        self.app = app
        self.throttle = throttle
        self.client = client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does, or with 429."""
        if scope["type"] == "http":
            CURRENT.set(self.client(scope))
            try:
                self.throttle.take(CURRENT.get())
            except RefusedError as refusal:
                response = PlainTextResponse(f"{refusal}\n", refusal.status, refusal.headers)
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)
