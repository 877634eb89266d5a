"""Work that runs beside the build in a Python process of its own: a second core is used, and a fixed hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from kzcn.errors import SetupError
from kzcn.folders import PACKAGE


class Beside:
    """A process beside the build; `finish` waits for its end."""

    def __init__(self, what: str, process: subprocess.Popen[str]) -> None:
        self.what = what
        self.process = process

    def finish(self) -> None:
        """Waits for the end. Raises SetupError with the last words of the process where it failed."""
        diagnostics = self.process.stderr.read() if self.process.stderr else ""
        if self.process.wait():
            last = diagnostics.strip().splitlines()[-1:] or ["no message"]
            raise SetupError(f"{self.what} could not be written: {last[0]}")


@contextmanager
def beside(what: str, module: str, *arguments: str, given: IO[bytes] | None = None) -> Iterator[Beside]:
    """Runs `python -m module arguments` while the block goes on; with the block the process ends, whatever the reason.

    `given` is an open file that the process reads as its input. `arguments` that are paths are absolute: the process
    stands in the folder of the package, so that it finds the package, and finds nothing else by accident in the folder
    where the user works.
    """
    # Handed on, not read: a hash seed can be given in no other way; two of these share the cores, with a thread each.
    environment = os.environ | {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        cwd=PACKAGE.parent,
        text=True,
        stdin=given or subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield Beside(what, process)
    finally:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()
