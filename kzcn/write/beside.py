"""Work that runs beside the build in a process of its own, so that a second core is used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kzcn.errors import SetupError
from kzcn.folders import PACKAGE

DIAGNOSTICS = 2  # the number of a process's standard error


class Beside:
    """A process beside the build; `finish` waits for its end."""

    def __init__(self, what: str, diagnostics: IO[str], wait: Callable[[], int]) -> None:
        self.what = what
        self.diagnostics = diagnostics
        self.wait = wait

    def finish(self) -> None:
        """Waits for the end. Raises SetupError with the last words of the process where it failed."""
        said = self.diagnostics.read()
        if self.wait():
            last = said.strip().splitlines()[-1:] or ["no message"]
            raise SetupError(f"{self.what} could not be written: {last[0]}")


@contextmanager
def beside(what: str, module: str, *arguments: str) -> Iterator[Beside]:
    """Runs `python -m module arguments` while the block goes on; with the block the process ends, whatever the reason.

    `arguments` that are paths are absolute: the process stands in the folder of the package, so that it finds the
    package, and finds nothing else by accident in the folder where the user works.
    """
    # Handed on, not read: a hash seed can be given in no other way.
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        cwd=PACKAGE.parent,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    try:
        yield Beside(what, process.stderr, process.wait)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@contextmanager
def forked(what: str, work: Callable[[], object]) -> Iterator[Beside]:
    """Does `work` in a copy of this process while the block goes on; with the block the copy ends, whatever the reason.

    The copy has all that this process holds, a store in memory too, and shares its memory until either changes it.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 warns where there are other threads. The build has none; what has, such as a test's, must bear it.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process == 0:
        _work(work, writing)
    os.close(writing)
    ended: list[int] = []

    def wait() -> int:
        if not ended:
            ended.append(os.waitpid(process, 0)[1])
        return ended[0]

    with open(reading, encoding="utf-8") as diagnostics:  # noqa: PTH123 - by its number
        try:
            yield Beside(what, diagnostics, wait)
        finally:
            if not ended:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
                wait()


def _work(work: Callable[[], object], diagnostics: int) -> None:
    """The life of the copy: the work, what went wrong, and an end without the cleaning up that the original does."""
    status = 1
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for number, stream in ((0, null), (1, null), (DIAGNOSTICS, diagnostics)):
            os.dup2(stream, number)
        _close_others()
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # two processes share the cores
        work()
        status = 0
    except BaseException:
        os.write(DIAGNOSTICS, traceback.format_exc().encode(errors="replace"))
    finally:
        os._exit(status)


def _close_others() -> None:
    """Closes what the original has open: its lock, above all, must not outlive it."""
    for number in [int(path.name) for path in Path("/dev/fd").iterdir()]:
        if number > DIAGNOSTICS:
            with suppress(OSError):
                os.close(number)
