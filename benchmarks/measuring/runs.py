"""Runs of what is compared: how long each took, and the memory of its process and all below it."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 2**20
LOOKS = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True)
class Run:
    """One run: seconds by the clock, and the most memory in MB that its processes held at once (0: not measured)."""

    seconds: float
    memory: float = 0.0


@dataclass
class Side:
    """One side of a comparison: its name, how it is run once, and the runs so far.

    `gave_up` says why it was not run, or not to the end: too slow, too much memory, or unable.
    """

    name: str
    work: Callable[[], Run | float | None]
    runs: list[Run] = field(default_factory=list)
    gave_up: str = ""

    @property
    def median(self) -> float:
        """Median of the seconds; not a number where nothing was run."""
        return statistics.median(run.seconds for run in self.runs) if self.runs else float("nan")

    @property
    def least(self) -> float:
        """The fastest run's seconds."""
        return min((run.seconds for run in self.runs), default=float("nan"))

    @property
    def most(self) -> float:
        """The slowest run's seconds."""
        return max((run.seconds for run in self.runs), default=float("nan"))

    @property
    def memory(self) -> float:
        """The most memory of any run, in MB."""
        return max((run.memory for run in self.runs), default=0.0)


def alternate(sides: Sequence[Side], rounds: int, *, long: float = math.inf) -> None:
    """Runs every side once a round, in turn, the order turned round each time; a side that gave up is left out.

    What has taken more than `long` seconds once is not run again.
    """
    for at in range(rounds):
        for side in sides if at % 2 == 0 else reversed(sides):
            if side.gave_up or (side.runs and side.runs[-1].seconds > long):
                continue
            start = time.perf_counter()
            try:
                found = side.work()
            except GaveUp as why:
                side.gave_up = str(why)
                continue
            if not isinstance(found, Run):
                found = Run(time.perf_counter() - start if found is None else found)
            side.runs.append(found)


class GaveUp(Exception):  # noqa: N818 - no error: a result
    """A side cannot go on; says why."""


def command(
    words: Sequence[str], *, limit: float = 3600, memory: float = 16_000, environment: Mapping[str, str] | None = None
) -> Run:
    """Runs a command, which must end well: its seconds and the memory of its processes, shared pages counted once.

    Raises GaveUp where it takes more than `limit` seconds or `memory` MB, SystemExit with its last words if it fails.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        words,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=None if environment is None else {**os.environ, **environment},
    ) as process:
        peak = [0.0]
        reason: list[str] = []

        def watch() -> None:
            while process.poll() is None:
                peak[0] = max(peak[0], resident(process.pid))
                if time.perf_counter() - start > limit:
                    reason.append(f"more than {limit:,.0f} s")
                elif peak[0] > memory:
                    reason.append(f"more than {memory / 1024:,.0f} GB")
                if reason:
                    with suppress(OSError):
                        os.killpg(process.pid, 9)
                    return
                time.sleep(LOOKS)

        watching = threading.Thread(target=watch)
        watching.start()
        assert process.stderr
        said = process.stderr.read()
        process.wait()
        seconds = time.perf_counter() - start
        watching.join()
    if reason:
        raise GaveUp(reason[0])
    if process.returncode:
        sys.exit(f"{' '.join(map(str, words))[:200]} ended with {process.returncode}: {said[-2000:]}")
    return Run(seconds, peak[0])


def resident(pid: int) -> float:
    """Memory in MB of a process and all below it, shared pages counted once (Linux: PSS); 0 where it has ended."""
    total = 0.0
    with suppress(OSError, IndexError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                total = int(line.split()[1]) / 1024
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            total += resident(int(child))
    return total


def python(code: str, *arguments: str | Path) -> list[str]:
    """The words that run a piece of Python in an interpreter of its own."""
    return [sys.executable, "-c", code, *map(str, arguments)]


def kzcn(*arguments: str | Path) -> list[str]:
    """The words that run a command of this project as its users do."""
    program = Path(sys.executable).parent / "kzcn"
    start = [str(program)] if program.exists() else python("from kzcn.cli import main; main()")
    return [*start, *map(str, arguments)]
