"""Connections that do not hold the server up: late heads of requests, and too many of one client, are cut off."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from kzcn.serve.settings import Limits


class Connection(H11Protocol):
    """A connection of uvicorn's with what it lacks: it waits for the rest of a request's head for ever."""

    def __init__(self, *arguments: Any, limits: Limits, open_by: Counter[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.limits = limits
        self.open_by = open_by
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Counts the connection, and cuts it off where its client has too many."""
        super().connection_made(transport)
        self.open_by[self._address] += 1
        if self.open_by[self._address] > self.limits.client_connections:
            transport.abort()
            return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Counts the connection no longer."""
        self._expect_nothing()
        self.open_by -= Counter([self._address])
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """The timer runs from the first byte of a request until its head is whole."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._expect_nothing()
        elif self._late is None and self._between_requests:
            self._expect_head()

    @property
    def _between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    @property
    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def _expect_head(self) -> None:
        self._late = self.loop.call_later(self.limits.head_seconds, self.transport.abort)

    def _expect_nothing(self) -> None:
        if self._late:
            self._late.cancel()
            self._late = None


def connections(limits: Limits) -> partial[Connection]:
    """What makes connections within the limits."""
    return partial(Connection, limits=limits, open_by=Counter())
