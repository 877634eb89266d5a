"""The graph as an Oxigraph store on disk: named graphs, and their union as default graph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kzcn.oxigraph import DefaultGraph, Quad, Store


def write_store(quads: Iterable[Quad], folder: Path) -> None:
    """Writes a new store to `folder`, ready to be opened for reading. Raises OSError where the disk is full."""
    quads = list(quads)
    store = Store(str(folder))
    store.bulk_extend(quads)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)
    store.flush()
