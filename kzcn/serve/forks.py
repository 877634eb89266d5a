"""One copy of the graph in memory and the worker processes forked from it, as the server sees them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from kzcn.errors import SetupError
from kzcn.serve.wire import LENGTH, Job, Report, length

USER_TIME, SYSTEM_TIME = 11, 12  # places in /proc/…/stat behind the name of the program
PACKAGES = Path(__file__).parents[2]
LOW_PRIORITY = 10  # a ninth of the time of others where there is not enough for all


class EndedError(Exception):
    """A worker ended before it reported. `signal` is what ended it, 0 for none."""

    def __init__(self, number: int) -> None:
        super().__init__(f"ended by signal {number}")
        self.signal = number


class Worker:
    """A worker process. It takes one job at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.pid = 0
        self.forked = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.reusable = True

    async def run(self, job: Job, spool: IO[bytes]) -> Report:
        """The worker's report on a job, whose answer goes to `spool`. Raises EndedError where the worker dies of it."""
        try:
            report = await self._exchange(job, spool)
        except (ConnectionError, asyncio.IncompleteReadError, BlockingIOError):
            self.reusable = False
            raise EndedError(await asyncio.shield(self.ended)) from None
        self.reusable &= report.reusable
        return report

    async def _exchange(self, job: Job, spool: IO[bytes]) -> Report:
        loop = asyncio.get_running_loop()
        data = job.packed()
        socket.send_fds(self.connection, [data[: LENGTH.size]], [spool.fileno()])
        await loop.sock_sendall(self.connection, data[LENGTH.size :])
        return Report.read(await self._read(length(await self._read(LENGTH.size))))

    async def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = await asyncio.get_running_loop().sock_recv(self.connection, size - len(data))
            if not more:
                raise asyncio.IncompleteReadError(data, size)
            data += more
        return data

    def step_back(self) -> None:
        """Lets every other process go first, for good: a priority cannot be raised again."""
        self.reusable = False
        with suppress(ProcessLookupError):
            if not self.ended.done():
                os.setpriority(os.PRIO_PROCESS, self.pid, LOW_PRIORITY)

    def worked(self) -> float | None:
        """The seconds of a processor that it has had since it was forked; None where the system does not say."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return None
        return (int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Ends the worker at once."""
        self.reusable = False
        with suppress(ProcessLookupError):
            if not self.ended.done():
                os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Ends the worker and the connection to it."""
        self.kill()
        # asyncio would go on to watch the number of the closed socket, and not see the next one that has it.
        loop = asyncio.get_running_loop()
        loop.remove_reader(self.connection)
        loop.remove_writer(self.connection)
        self.connection.close()


class Forks:
    """A zygote and its workers. Made by `start`."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self.process = process
        self.control = control
        self.quads = 0
        self.workers: dict[int, Worker] = {}
        self.gone = asyncio.Event()
        self._idle: list[Worker] = []
        self._awaited: deque[Worker] = deque()
        self._listening: asyncio.Task[None] | None = None
        self._voice: asyncio.StreamWriter | None = None  # kept, since its end is the reader's end

    @classmethod
    async def start(cls, store: Path, *, memory: int, most_bytes: int) -> Forks:
        """Loads the store of a build into a new process. Raises SetupError where that fails."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "kzcn.serve.zygote"),
                *(str(theirs.fileno()), str(store), str(memory), str(most_bytes)),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the server, which then ends the others
                env=os.environ | {"PYTHONPATH": os.pathsep.join([str(PACKAGES), *filter(None, sys.path)])},
            )
        self = cls(process, ours)
        reader, self._voice = await asyncio.open_connection(sock=ours.dup())
        first = json.loads(await reader.readline() or b"{}")
        if "quads" not in first:
            await self.close()
            raise SetupError(first.get("failed", "The process that holds the graph did not start."))
        self.quads = first["quads"]
        self._listening = asyncio.create_task(self._listen(reader))
        return self

    async def worker(self) -> Worker:
        """A worker that has nothing to do, forked where there is none.

        Raises ConnectionError when the zygote is gone.
        """
        while self._idle:
            worker = self._idle.pop()
            if not worker.ended.done():
                return worker
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        worker = Worker(ours)
        with theirs:
            socket.send_fds(self.control, [b"+"], [theirs.fileno()])
        self._awaited.append(worker)
        try:
            await asyncio.shield(worker.forked)
        except asyncio.CancelledError:  # whoever asks next may have it
            worker.forked.add_done_callback(lambda _: self._idle.append(worker))
            raise
        return worker

    def give_back(self, worker: Worker) -> None:
        """Takes a worker that has done its job; ends it where it is not to be used again."""
        if worker.reusable and not worker.ended.done():
            self._idle.append(worker)
        else:
            worker.close()

    async def close(self) -> None:
        """Ends the zygote and with it every worker."""
        self.gone.set()
        self.control.close()
        for worker in self._idle:
            worker.close()
        if self._voice:
            self._voice.close()
        if self._listening:
            self._listening.cancel()
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Hears what the zygote says, until it is gone."""
        with suppress(ConnectionError):
            while line := await reader.readline():
                self._hear(json.loads(line))
        self.gone.set()
        for worker in self._awaited:
            worker.forked.set_exception(ConnectionError("the zygote is gone"))
        for worker in self.workers.values():
            if not worker.ended.done():
                worker.ended.set_result(signal.SIGKILL)

    def _hear(self, message: dict[str, Any]) -> None:
        if pid := message.get("forked"):
            worker = self._awaited.popleft()
            worker.pid = pid
            self.workers[pid] = worker
            worker.forked.set_result(None)
        else:
            self.workers.pop(message["ended"]).ended.set_result(message["signal"])
