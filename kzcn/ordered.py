"""Quads in their fixed order, however many: sorted a batch at a time, laid on disk, and merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from typing import IO

from kzcn.oxigraph import Quad, parse_rdf, sort_key, write_rdf

BATCH = 20_000  # about 25 MB of quads and their keys


def in_order(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Each quad once, in the order of `sort_key`. Raises OSError where the temporary folder is full."""
    source = iter(quads)
    with ExitStack() as files:
        batches: list[Iterable[Quad]] = []
        while batch := sorted(islice(source, BATCH), key=sort_key):
            whole = not batches and len(batch) < BATCH
            batches.append(batch if whole else _laid_down(batch, files))
        for quad, _ in groupby(heapq.merge(*batches, key=sort_key)):
            yield quad


def _laid_down(batch: list[Quad], files: ExitStack) -> Iterator[Quad]:
    file: IO[bytes] = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - merged after this returns
    write_rdf(batch, file, ".nq")
    file.seek(0)
    return parse_rdf(file, ".nq")
