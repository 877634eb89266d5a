"""Who may run a query when: a quick lane for the first second that a query works, a slow lane for what takes longer.

A query that is quick never waits behind slow ones, since these have left the quick lane; and whose turn it is among
those that wait goes by how much each client has running.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kzcn.serve.refusals import RefusedError, busy
from kzcn.serve.settings import Limits


class Turn:
    """A query's place in a lane."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.ready = asyncio.get_running_loop().create_future()
        self.slow = False


class Lanes:
    """The two lanes and those who wait for the quick one."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.waiting: list[Turn] = []
        self.running: set[Turn] = set()

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[Turn]:
        """A place in the quick lane, held until the block ends.

        Raises RefusedError where the client has too many queries already (429), or too many wait (503).
        """
        turn = self._join(client)
        try:
            self._admit()
            await turn.ready
            yield turn
        finally:
            self.running.discard(turn)
            if turn in self.waiting:
                self.waiting.remove(turn)
            self._admit()

    def slow_down(self, turn: Turn) -> bool:
        """Moves a query to the slow lane, which makes room in the quick one; False where the slow lane is full.

        One client never fills more than half of it.
        """
        slow = Counter(other.client for other in self.running if other.slow)
        if slow.total() >= self.limits.slow or slow[turn.client] >= max(1, self.limits.slow // 2):
            return False
        turn.slow = True
        self._admit()
        return True

    def _join(self, client: str) -> Turn:
        own = sum(turn.client == client for turn in (*self.waiting, *self.running))
        if own >= self.limits.client_queries:
            raise RefusedError(
                429, f"You have {own} queries running or waiting, which is the most. Wait for one.", retry_after=1
            )
        if len(self.waiting) >= self.limits.waiting:
            raise busy("The server is busy: too many queries wait. Try again in a few seconds.")
        turn = Turn(client)
        self.waiting.append(turn)
        return turn

    def _admit(self) -> None:
        """Lets in whoever may go: of those who wait, first the one whose client has least running."""
        while True:
            quick = Counter(turn.client for turn in self.running if not turn.slow)
            # The last place is not for a client that has all the others.
            most = max(1, self.limits.quick - 1)
            able = [turn for turn in self.waiting if quick[turn.client] < most]
            if not able or quick.total() >= self.limits.quick:
                return
            running = Counter(turn.client for turn in self.running)
            chosen = min(able, key=lambda turn: running[turn.client])
            self.waiting.remove(chosen)
            self.running.add(chosen)
            if not chosen.ready.done():
                chosen.ready.set_result(None)
