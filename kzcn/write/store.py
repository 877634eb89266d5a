"""The graph as an Oxigraph store on disk: named graphs, and their union as default graph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kzcn.oxigraph import load_store


def write_store(files: Iterable[Path], folder: Path) -> None:
    """Writes a new store to `folder`, ready to be opened, from kzcn.nq and kzcn.nt. Raises OSError on a full disk."""
    load_store(folder, *files)
