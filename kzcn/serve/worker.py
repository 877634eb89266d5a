"""A worker process: answers one query after another from the graph that it was forked with, and can do nothing else.

It holds the graph in memory, so it needs no files, and may open none: no socket either, whatever a query asks for.
The system ends it when a query takes too long or too much memory; the server then forks another.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BufferedWriter
from typing import IO, NoReturn, TypeVar

from kzcn.errors import QueryError
from kzcn.oxigraph import EmbeddedStore, QueryBoolean, QueryTriples, query_errors, write_rdf, write_rows
from kzcn.serve.sink import Sink, TooLargeError
from kzcn.serve.wire import LENGTH, Job, Report, length

T = TypeVar("T")

SERVER, SPOOL = 3, 4  # the two files beside standard input, output and error that a worker ever has
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl
MOST_GROWTH = 8  # a worker that keeps an eighth of its memory after a query is not used again
ROOM_FOR_COMPRESSION = 2**20
WRITE_AT_ONCE = 2**16


def work(store: EmbeddedStore, connection: socket.socket, memory: int, most_bytes: int) -> NoReturn:
    """Answers jobs until the server closes the connection; never returns. For a process just forked."""
    _keep_only(connection)
    die_with_parent()
    _confine(memory, most_bytes)
    at_first = _held()
    with socket.socket(fileno=SERVER) as server:
        while job := _receive(server):
            with os.fdopen(SPOOL, "wb", buffering=0) as spool:
                report = _timed(store, job, spool)
            grown = _held() - at_first > memory // MOST_GROWTH
            server.sendall(replace(report, reusable=report.reusable and not grown).packed())
    os._exit(0)


def answer(store: EmbeddedStore, job: Job, spool: IO[bytes]) -> Report:
    """Writes the answer to `spool` and reports. Whatever a query does wrong stands in the report."""
    try:
        return _answer(store, job, spool)
    except QueryError as error:
        return Report(Report.WRONG, message=str(error), line=error.line, column=error.column)
    except TooLargeError:
        return Report(Report.TOO_LARGE)
    except MemoryError:
        return Report(Report.MEMORY, reusable=False)


def _answer(store: EmbeddedStore, job: Job, spool: IO[bytes]) -> Report:
    found = store.answer(job.query, job.default_graphs, job.named_graphs)
    suffix = job.triples if isinstance(found, QueryTriples) else job.rows
    if suffix is None:
        return Report(Report.UNWANTED, message=Report.TRIPLES if isinstance(found, QueryTriples) else Report.ROWS)
    sink = Sink(spool, suffix, compress=job.compress, most_rows=job.most_rows, most_bytes=job.most_bytes)
    with query_errors(job.query), sink, BufferedWriter(sink, WRITE_AT_ONCE) as target:
        if isinstance(found, QueryTriples):
            kind = Report.TRIPLES
            write_rdf(_counted(found, sink), target, suffix)
        else:
            kind = Report.TRUTH if isinstance(found, QueryBoolean) else Report.ROWS
            write_rows(found, target, suffix)
    return Report(kind, sink.rows, sink.size)


def _counted(triples: Iterable[T], sink: Sink) -> Iterator[T]:
    for triple in triples:
        sink.count()
        yield triple


def _timed(store: EmbeddedStore, job: Job, spool: IO[bytes]) -> Report:
    """The system ends the process when the job's time is over: no code of an engine can put that off."""
    signal.setitimer(signal.ITIMER_REAL, job.seconds)
    try:
        return answer(store, job, spool)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _receive(server: socket.socket) -> Job | None:
    """The next job, with its file at SPOOL; None when the server has closed the connection."""
    head, files, _, _ = socket.recv_fds(server, LENGTH.size, 1)
    if len(head) < LENGTH.size or files != [SPOOL]:
        return None
    with server.makefile("rb") as stream:
        data = stream.read(length(head))
    return Job.read(data)


def _keep_only(connection: socket.socket) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # the engine's last words go nowhere: the log is for the server's
        os.dup2(nothing, standard)
    os.dup2(connection.detach(), SERVER)
    os.closerange(SPOOL, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def die_with_parent() -> None:
    """Has the system end this process when its parent ends, however that happens. On Linux; elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


def _confine(memory: int, most_bytes: int) -> None:
    """No further files and sockets, no dumps, no large files, and `memory` bytes more than there are now."""
    _limit(resource.RLIMIT_NOFILE, SPOOL + 1)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, most_bytes + ROOM_FOR_COMPRESSION)
    if held := _held():
        _limit(resource.RLIMIT_AS, held + memory)


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _held() -> int:
    """The bytes of address space of this process; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - nothing is imported or allocated needlessly here
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
