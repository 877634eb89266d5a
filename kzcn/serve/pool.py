"""Runs queries in worker processes, within their limits, and says why one was stopped."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kzcn.errors import QueryError, SetupError
from kzcn.serve.forks import EndedError, Forks, Worker
from kzcn.serve.lanes import Lanes, Turn
from kzcn.serve.refusals import RefusedError, busy
from kzcn.serve.settings import MEGABYTE, Limits
from kzcn.serve.wire import Job, Report

QUICK_SECONDS = 1.0  # of a processor, so that what is slow because others are does not count as slow
SHORTEST_LOOK = 0.2
PAUSE_AFTER_A_FALL = 1.0
STARTING = "The server is starting again."
NARROW = "Narrow it: name more of what you look for, or set a LIMIT."
IN_PARTS = "Ask for it in parts with ORDER BY, LIMIT and OFFSET, or download the whole graph."
DEEP = "The query is nested too deeply, or has too many parts, for the engine to read. Write it in a flatter way."


@dataclass
class Answered:
    """An answer in its file, and the report on it."""

    report: Report
    spool: IO[bytes]


class Pool:
    """The workers of a server over one build. `start` before anything else, `close` at the end."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self.store = store
        self.limits = limits
        self.lanes = Lanes(limits)
        self.forks: Forks | None = None
        self.stopped: RefusedError | None = None  # why nothing more is run
        self._busy: dict[Worker, RefusedError | None] = {}  # why a worker was killed
        self._retired: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Loads the graph. Raises SetupError where it cannot be read."""
        await self.reload()
        self._watch = asyncio.create_task(self._keep_up())

    async def reload(self) -> None:
        """Loads the graph anew; queries that run finish with the old one.

        Raises SetupError where it cannot be read; the old one stays then.
        """
        fresh = await Forks.start(self.store, memory=self.limits.memory, most_bytes=self.limits.size)
        old, self.forks = self.forks, fresh
        if old:
            retiring = asyncio.create_task(self._retire(old))
            self._retired.add(retiring)
            retiring.add_done_callback(self._retired.discard)

    @asynccontextmanager
    async def answer(self, job: Job, client: str) -> AsyncIterator[Answered]:
        """The answer to a job, in a file that lasts until the block ends.

        Raises QueryError where the query is wrong, RefusedError where a limit stops it or the server has no room.
        """
        with tempfile.TemporaryFile(buffering=0) as spool:
            async with self.lanes.turn(client) as turn:
                report = await self._run(job, spool, turn)
            self._raise(report, job)
            yield Answered(report, spool)

    def stop(self, why: RefusedError) -> None:
        """Takes no more queries, and ends those that run after the seconds that the limits give them."""
        self.stopped = why
        asyncio.get_running_loop().call_later(self.limits.stopping_seconds, self._kill_all, why)

    async def close(self) -> None:
        """Ends every process."""
        if self._watch:
            self._watch.cancel()
        for task in self._retired:
            task.cancel()
        if self.forks:
            await self.forks.close()

    async def _run(self, job: Job, spool: IO[bytes], turn: Turn) -> Report:
        forks = self.forks
        if self.stopped or forks is None or forks.gone.is_set():
            raise self.stopped or busy(STARTING)
        try:
            worker = await forks.worker()
        except OSError:
            raise busy(STARTING) from None
        self._busy[worker] = None
        watching = asyncio.create_task(self._slow_down(worker, turn))
        try:
            return await worker.run(job, spool)
        except EndedError as ended:
            fallen = busy(STARTING) if forks.gone.is_set() else None
            raise self._busy[worker] or fallen or self._why(ended.signal) from None
        except asyncio.CancelledError:  # the client has gone
            worker.reusable = False
            raise
        finally:
            watching.cancel()
            del self._busy[worker]
            forks.give_back(worker)

    async def _slow_down(self, worker: Worker, turn: Turn) -> None:
        """Moves a query to the slow lane once it has worked for a second.

        Where that is full, it stays in the quick lane until another query waits for its place, and is ended then.
        """
        before, left = worker.worked() or 0.0, QUICK_SECONDS
        while left > 0:
            await asyncio.sleep(max(left, SHORTEST_LOOK))
            worked = worker.worked()
            left = 0 if worked is None else QUICK_SECONDS - (worked - before)
        worker.step_back()
        while not self.lanes.slow_down(turn):
            if self.lanes.waiting:
                why = busy("The server is busy with long queries. Try again in a while.", retry_after=10)
                self._kill(worker, why)
                return
            await asyncio.sleep(SHORTEST_LOOK)

    def _kill(self, worker: Worker, why: RefusedError) -> None:
        self._busy[worker] = why
        worker.kill()

    def _kill_all(self, why: RefusedError) -> None:
        for worker in list(self._busy):
            self._kill(worker, why)

    def _why(self, number: int) -> Exception:
        """What it means that a signal ended a worker while it had a query."""
        seconds, memory = self.limits.seconds, self.limits.memory // MEGABYTE
        if number == signal.SIGALRM:
            return RefusedError(
                504, f"The query took more than {seconds:g} seconds, the time limit of this server. {NARROW}"
            )
        if number == 0:  # an error of the engine itself, which Python does not see
            return QueryError("The engine fails at this query. Write it in another way.")
        if number in {signal.SIGSEGV, signal.SIGBUS}:  # the stack is full
            return QueryError(DEEP)
        return RefusedError(507, f"The query needs more than {memory} MB, the memory limit of this server. {NARROW}")

    def _raise(self, report: Report, job: Job) -> None:
        """Raises what a report without an answer means."""
        match report.outcome:
            case Report.WRONG:
                raise QueryError(report.message, line=report.line, column=report.column, text=job.query)
            case Report.TOO_LARGE:
                most = f"{self.limits.rows:,} rows or {self.limits.size // MEGABYTE} MB"
                raise RefusedError(507, f"The answer has more than {most}, the most that this server gives. {IN_PARTS}")
            case Report.MEMORY:
                raise self._why(signal.SIGABRT)
            case _:
                return

    async def _retire(self, old: Forks) -> None:
        while any(worker in self._busy for worker in old.workers.values()):
            await asyncio.sleep(0.2)
        await old.close()

    async def _keep_up(self) -> None:
        """Starts a new zygote whenever the current one has died."""
        while self.forks:
            await self.forks.gone.wait()
            if self.forks.gone.is_set():  # not when it has gone because another took its place
                try:
                    await self.reload()
                except (SetupError, OSError):
                    await asyncio.sleep(PAUSE_AFTER_A_FALL)
