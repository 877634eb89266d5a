"""Reading curated files into what a build works with, beside the bare parser on the same bytes."""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyoxigraph
from measuring import generated
from measuring.plots import growth_plot
from measuring.runs import Side, alternate
from measuring.section import Aim, Section, Table, seconds, versions_of

from kzcn import curated
from kzcn.collector import uncollected
from kzcn.folders import Folders

SHORT, FULL = (10_000, 100_000), (10_000, 100_000, 1_000_000)
WANTED = 0.5  # of the bare parser's speed
FORMATS = {".ttl": pyoxigraph.RdfFormat.TURTLE, ".trig": pyoxigraph.RdfFormat.TRIG}


def measure(*, full: bool, rounds: int) -> Section:
    """Measures trees of ten and a hundred thousand statements; with `full` a million too."""
    section = Section(
        "reading",
        "Reading curated files",
        "`pyoxigraph.parse` over the bytes of the same files, its quads thrown away",
    )
    table = Table(
        "From files to statements in their named graphs; “speed” is the bare parser's time over that. “With store” is "
        "all of `kzcn.curated.read`: statements in a store in memory, odd literals looked for.",
        ["statements", "files", "kzcn", "bare parser", "speed", "kzcn with store"],
        [],
    )
    for size in FULL if full else SHORT:
        folders = Folders.find(generated.tree(size))
        paths = curated.curated_paths(folders)
        ours, bare = Side("kzcn", _timed(partial(_statements, folders))), Side("bare", _timed(partial(_parse, paths)))
        whole = Side("kzcn with store", _timed(partial(curated.read, folders)))
        for side in (ours, bare):  # once for the system's cache
            side.work()
        alternate([ours, bare, whole], rounds)
        speed = bare.median / ours.median
        cells = [_spread(ours), _spread(bare), f"{speed:.2f}", _spread(whole)]
        table.rows.append([f"{size:,}", f"{len(paths):,}", *cells])
        section.aims.append(
            Aim(f"{size:,}: at least half the speed of the bare parser", f"{speed:.2f}", speed >= WANTED)
        )
        for name, side in (("reading", ours), ("reading, with store", whole), ("bare parser", bare)):
            section.growth.setdefault(name, []).append((size, side.median))
    section.tables.append(table)
    section.plots.append(
        growth_plot("reading", "Reading curated files", section.growth, across="statements", upwards="seconds")
    )
    section.remarks.append(
        "kzcn also checks that each file is UTF-8 without a byte order mark, and puts statements into their named "
        "graphs; the bare parser only parses."
    )
    section.versions = versions_of("pyoxigraph")
    return section


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    """Runs `work`: its seconds, what it leaves behind cleared away before the clock starts."""

    def run() -> float:
        gc.collect()
        with uncollected():  # as in a build
            start = time.perf_counter()
            kept = work()
            took = time.perf_counter() - start
        del kept
        return took

    return run


def _statements(folders: Folders) -> None:
    for path in curated.curated_paths(folders):
        deque(curated.read_file(path, path.relative_to(folders.root).as_posix()).quads, maxlen=0)


def _parse(paths: list[Path]) -> None:
    for path in paths:
        deque(pyoxigraph.parse(path.read_bytes(), format=FORMATS[path.suffix]), maxlen=0)


def _spread(side: Side) -> str:
    return f"{seconds(side.median)} ({seconds(side.least)} to {seconds(side.most)})"
