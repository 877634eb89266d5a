"""Work that runs beside the build in a Python process of its own: a second core is used, and a fixed hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kzcn.errors import SetupError
from kzcn.folders import PACKAGE


@contextmanager
def beside(what: str, module: str, *arguments: str) -> Iterator[Callable[[], None]]:
    """Runs `python -m module arguments` while the block goes on; calling what is yielded waits for its end.

    `arguments` that are paths are absolute: the process stands in the folder of the package, so that it finds the
    package, and finds nothing else by accident in the folder where the user works.

    That call raises SetupError with the last words of the process where it failed. When the block ends, for
    whatever reason, the process ends with it.
    """
    environment = os.environ | {"PYTHONHASHSEED": "0"}  # handed on, not read: the seed can be given in no other way
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        cwd=PACKAGE.parent,
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )

    def finish() -> None:
        _, diagnostics = process.communicate()
        if process.returncode:
            last = diagnostics.strip().splitlines()[-1:] or ["no message"]
            raise SetupError(f"{what} could not be written: {last[0]}")

    try:
        yield finish
    finally:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()
