"""What a server is told at its start: the build, the address, and how much a query and a client may take."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from kzcn.folders import Folders

MEGABYTE = 2**20
LEAST_MEMORY, MOST_MEMORY = 128 * MEGABYTE, 1024 * MEGABYTE


@dataclass(frozen=True)
class Limits:
    """Bounds of a query, of a client and of the server as a whole."""

    seconds: float = 30.0  # a query's run, waiting not counted
    rows: int = 100_000  # rows or triples of an answer
    size: int = 64 * MEGABYTE  # bytes of an answer before compression
    memory: int = field(default_factory=lambda: memory_share(places()))  # bytes of a query beside the graph itself
    quick: int = field(default_factory=lambda: cores() + 2)  # queries at once in the first second that they work
    slow: int = field(default_factory=lambda: 2 * (cores() + 2))  # queries at once beyond it
    waiting: int = 64  # queries that wait for a place
    client_queries: int = 16  # queries of one client, waiting ones counted
    rate: float | None = 20.0  # requests a second and client in the long run; None for no bound
    burst: int = 200  # requests of a client at one stroke
    query: int = 100_000  # bytes of a query's text
    body: int = 400_000  # bytes of a request's body: a query as a form may be three times as long
    head_seconds: float = 10.0  # for the head of a request to arrive
    body_seconds: float = 10.0  # for its body
    connections: int = 512
    client_connections: int = 64
    spooled: int = 2048 * MEGABYTE  # bytes of answers that are being sent, on disk
    slowest: int = 50_000  # bytes a second that a client must take
    stopping_seconds: float = 3.0  # for running queries when the server stops


@dataclass(frozen=True)
class Settings:
    """A server over the build in `build`, with the queries and page parts of `folders`."""

    build: Path
    folders: Folders
    limits: Limits = field(default_factory=Limits)
    host: str = "127.0.0.1"
    port: int = 8000
    behind_proxy: bool = False  # take the client's address from what a proxy in front says
    log_queries: bool = False  # whole queries in the log, not only their checksums


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def places() -> int:
    """How many queries run at once unless other numbers are given."""
    return 3 * (cores() + 2)


def memory_share(queries: int) -> int:
    """The bytes for each of so many queries, so that all together stay within half of the machine's memory.

    Never less than 128 MB, with which every query of the library runs, nor more than 1 GB.
    """
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(LEAST_MEMORY, min(MOST_MEMORY, machine // 2 // queries))
