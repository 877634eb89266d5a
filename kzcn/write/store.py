"""The graph as an Oxigraph store on disk: named graphs, and their union as default graph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kzcn.oxigraph import Quad, Store, fill


def write_store(quads: Iterable[Quad], folder: Path) -> None:
    """Writes a new store to `folder`, ready to be opened for reading. Raises OSError where the disk is full."""
    store = Store(str(folder))
    fill(store, quads)
    store.flush()
