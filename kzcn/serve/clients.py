"""Who a client is, and how many requests it may make: a bucket of tokens for each."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from kzcn.serve.refusals import RefusedError
from kzcn.serve.settings import Limits

MOST_REMEMBERED = 10_000
SCHEMES = {"http", "https"}
CURRENT: ContextVar[str] = ContextVar("client", default="")  # of the request that is being answered


def client_of(scope: Scope, *, behind_proxy: bool) -> str:
    """The address that a request comes from; of IPv6 the network of 64 bits, which one client has to itself.

    Behind a proxy it is the last address of X-Forwarded-For: the proxy wrote that one, anybody may write the others.
    """
    address = (scope.get("client") or ("",))[0]
    if behind_proxy:
        address = _last(scope, b"x-forwarded-for") or address
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


class Proxied:
    """Takes it from the proxy in front whether a client came by https, so that addresses in answers are right."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does."""
        if scope["type"] == "http" and (scheme := _last(scope, b"x-forwarded-proto")) in SCHEMES:
            scope["scheme"] = scheme
        await self.app(scope, receive, send)


class Throttle:
    """Lets a client make `rate` requests a second in the long run and `burst` at one stroke."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst = limits.rate, limits.burst
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}  # tokens, and when there were so many

    def take(self, client: str) -> None:
        """Counts a request. Raises RefusedError (429) where the client has made too many."""
        if self.rate is None:
            return
        now = self._clock()
        tokens, then = self._buckets.pop(client, (float(self.burst), now))
        tokens = min(self.burst, tokens + (now - then) * self.rate)
        self._buckets[client] = (max(tokens - 1, 0.0), now)
        if len(self._buckets) > MOST_REMEMBERED:  # the one that has been away longest
            del self._buckets[next(iter(self._buckets))]
        if tokens < 1:
            wait = int((1 - tokens) / self.rate) + 1
            raise RefusedError(429, f"Too many requests: {self.rate:g} a second are the most.", retry_after=wait)


def _last(scope: Scope, header: bytes) -> str:
    """The last of the values that a header lists; empty where there is none."""
    said = [value for name, value in scope["headers"] if name == header]
    return said[-1].decode("latin-1").rpartition(",")[2].strip() if said else ""
