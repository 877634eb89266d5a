"""What the parts of a running server share: the build, the settings, and a way to ask the graph."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.types import Scope

from kzcn.errors import SetupError
from kzcn.folders import Folders
from kzcn.oxigraph import rows_from_bytes, triples_from_bytes
from kzcn.serve.clients import CURRENT, client_of
from kzcn.serve.pool import Pool
from kzcn.serve.settings import Settings
from kzcn.serve.wire import Job, Report
from kzcn.values import Result


class Context:
    """One for each server. Queries can be asked while `running`."""

    def __init__(self, settings: Settings) -> None:
        """Raises SetupError where the folder holds no build."""
        self.settings = settings
        self.build: Path = settings.build
        self.folders: Folders = settings.folders
        self.checksum = build_checksum(settings.build)
        self.pool = Pool(settings.build / "store", settings.limits)
        self.source = ThreadSource(self)
        self.tasks: set[asyncio.Task[None]] = set()  # what goes on beside requests
        self.loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Starts the workers, and ends them. Raises SetupError where the graph cannot be read."""
        self.loop = asyncio.get_running_loop()
        try:
            await self.pool.start()
            yield
        finally:
            await self.pool.close()

    async def reload(self) -> None:
        """Serves what is in the folder now. Raises SetupError where that is no build; the old one is served on then."""
        fresh = build_checksum(self.build)
        await self.pool.reload()
        self.checksum = fresh

    def client(self, scope: Scope) -> str:
        """Who a request comes from."""
        return client_of(scope, behind_proxy=self.settings.behind_proxy)

    async def query(self, text: str, client: str | None = None) -> Result:
        """The answer to a query, found by the same workers and under the same limits as the queries of clients.

        It counts as one of `client`, of whoever sent the current request unless another is named.
        Raises QueryError for a query that cannot be answered, RefusedError where a limit stops it.
        """
        limits = self.settings.limits
        job = Job(text, ".srj", ".nt", False, limits.seconds, limits.rows, limits.size)
        async with self.pool.answer(job, CURRENT.get() if client is None else client) as answered:
            data = os.pread(answered.spool.fileno(), os.fstat(answered.spool.fileno()).st_size, 0)
            if answered.report.outcome == Report.TRIPLES:
                return triples_from_bytes(data, ".nt")
            return rows_from_bytes(data)


class ThreadSource:
    """The graph of a context for code that knows no event loop. To be asked in threads other than the loop's."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def query(self, query: str) -> Result:
        """As `Context.query`. Raises RuntimeError in the thread of the event loop, which it would stop for ever."""
        loop = self._context.loop
        try:
            running = asyncio.get_running_loop()
        except RuntimeError:
            running = None
        if loop is None or loop is running:
            raise RuntimeError("Ask this source in a thread, while the server runs.")
        return asyncio.run_coroutine_threadsafe(self._context.query(query, CURRENT.get()), loop).result()


def build_checksum(build: Path) -> str:
    """A short name that changes with the build. Raises SetupError where there is none in the folder."""
    described = build / "dataset.ttl"
    if not (build / "store" / "CURRENT").exists() or not described.exists():
        raise SetupError(f"{build} holds no built graph. Build it with: kzcn build (or make, in a checkout)")
    return hashlib.sha256(described.read_bytes()).hexdigest()[:12]
