"""Generated graphs for measuring, each made once and kept: trees, N-Quads, builds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import generate

from measuring.runs import kzcn

HOME = Path(__file__).parent.parent.parent / "build-bench"
SEED = 1


def tree(quads: int, faults: int = 0) -> Path:
    """Curated folders of so many statements."""
    name = f"tree-{quads}" + (f"-{faults}-faults" if faults else "")
    return _once(name, lambda path: generate.write_tree(path, quads, SEED, faults))


def quads_file(quads: int) -> Path:
    """The same statements as `tree(quads)` in a file of N-Quads."""
    return _once(f"quads-{quads}.nq", lambda path: generate.write_quads(path, quads, SEED))


def build_of(quads: int) -> Path:
    """A whole build of `tree(quads)`."""
    source = tree(quads)
    return _once(
        f"build-{quads}",
        lambda path: subprocess.run(
            [*kzcn("build"), "--from", str(source), "--graph", str(path)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=sys.stderr,
        ),
    )


def _once(name: str, make: Callable[[Path], object]) -> Path:
    HOME.mkdir(exist_ok=True)
    path, fresh = HOME / name, HOME / f"new-{name}"
    if not path.exists():
        make(fresh)
        fresh.rename(path)
    return path
