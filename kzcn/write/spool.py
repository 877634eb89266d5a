"""Statements laid down on disk in the graph's fixed order, so that memory does not grow with their number.

They are sorted a batch at a time and merged (external merge sort). The order is that of graph, subject, predicate
(rdf:type first) and object, each as N-Quads writes it.
"""

from __future__ import annotations

import heapq
import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from tempfile import mkstemp

from kzcn.oxigraph import RDF_TYPE, Quad, write_rdf

BATCH = 150_000  # lines sorted at once; about 50 MB
TYPE, FIRST = f"<{RDF_TYPE}> ".encode(), b"! "


class Spool:
    """Statements in named graphs, kept in a folder; each is given once, however often it was added.

    Inside, a line is `graph subject predicate object` or `subject predicate object`, with `!` for rdf:type, which so
    sorts before all other predicates. Methods that write raise OSError where the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines: list[bytes] = []
        self._quads: list[Path] = []
        self._triples: list[Path] = []

    def add(self, quads: Iterable[Quad]) -> None:
        """Adds quads, all of which stand in named graphs."""
        written = io.BytesIO()
        write_rdf(quads, written, ".nq")
        self._add(map(_from_quad, written.getvalue().splitlines()))

    def add_triples(self, data: bytes, graph: str) -> None:
        """Adds N-Triples to a named graph."""
        name = f"<{graph}> ".encode()
        self._add(name + _from_triple(line) for line in data.splitlines())

    def quads(self) -> Iterator[tuple[bytes, Iterator[bytes]]]:
        """Each named graph in order, with its statements in order, as lines of N-Triples."""
        for graph, lines in groupby(self._merged(self._quads), key=_graph_of):
            yield graph, (_as_triple(line[len(graph) + 1 :]) for line in lines)

    def triples(self) -> Iterator[bytes]:
        """The statements of all graphs in order, each once, as lines of N-Triples."""
        return map(_as_triple, self._merged(self._triples))

    def _add(self, lines: Iterable[bytes]) -> None:
        self._lines += lines
        if len(self._lines) >= BATCH:
            self._lay_down()

    def _lay_down(self) -> None:
        lines, self._lines = sorted(set(self._lines)), []
        self._quads.append(self._written(lines))
        self._triples.append(self._written(sorted({line[line.index(b" ") + 1 :] for line in lines})))

    def _merged(self, runs: list[Path]) -> Iterator[bytes]:
        """The lines of all runs, each once, in order; they are one run afterwards."""
        if self._lines:
            self._lay_down()
        if len(runs) > 1:
            with ExitStack() as files:
                merged = heapq.merge(*(files.enter_context(run.open("rb")) for run in runs))
                whole = self._written((line for line, _ in groupby(merged)), end=b"")
            for run in runs:
                run.unlink()
            runs[:] = [whole]
        for run in runs:
            with run.open("rb") as file:
                yield from map(bytes.rstrip, file)

    def _written(self, lines: Iterable[bytes], end: bytes = b"\n") -> Path:
        number, name = mkstemp(dir=self.folder)
        with open(number, "wb") as file:  # noqa: PTH123 - by its number
            file.writelines(line + end for line in lines)
        return Path(name)


def _from_quad(line: bytes) -> bytes:
    r"""A line of N-Quads as a spool keeps it.

    >>> _from_quad(b'<s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <o> <g> .')
    b'<g> <s> ! <o>'
    """
    statement, graph = line[:-2].rsplit(b" ", 1)
    subject, rest = statement.split(b" ", 1)
    return b"%s %s %s" % (graph, subject, FIRST + rest[len(TYPE) :] if rest.startswith(TYPE) else rest)


def _from_triple(line: bytes) -> bytes:
    """A line of N-Triples as a spool keeps it."""
    subject, rest = line[:-2].split(b" ", 1)
    return b"%s %s" % (subject, FIRST + rest[len(TYPE) :] if rest.startswith(TYPE) else rest)


def _as_triple(line: bytes) -> bytes:
    r"""What a spool keeps of a triple as a line of N-Triples.

    >>> _as_triple(b'<s> <p> "o"')
    b'<s> <p> "o" .\n'
    """
    subject, rest = line.split(b" ", 1)
    return b"%s %s .\n" % (subject, TYPE + rest[len(FIRST) :] if rest.startswith(FIRST) else rest)


def _graph_of(line: bytes) -> bytes:
    return line[: line.index(b" ")]
