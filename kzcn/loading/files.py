"""The files of a build that are loaded: read in blocks, never whole."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

from kzcn.errors import SetupError
from kzcn.export import write_graph
from kzcn.graph import Graph
from kzcn.loading.manifest import Manifest, read_manifest
from kzcn.namespaces import DATASET, DATASET_GRAPH
from kzcn.source import SparqlSource
from kzcn.write.dataset import sha256

BLOCK = 1 << 18
QUADS, TRIPLES = "kzcn.nq", "kzcn.nt"


@dataclass(frozen=True)
class Span:
    """Where named graphs stand in the file of quads, in bytes."""

    start: int
    end: int


@dataclass(frozen=True)
class Files:
    """A build's N-Quads, in the order of their graphs, its merged N-Triples, and what it says of itself."""

    folder: Path
    source: SparqlSource
    manifest: Manifest

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many triples each named graph has, by IRI, in the order of the file."""
        counts = {graph: part.triples for graph, part in self.manifest.parts.items()}
        with (self.folder / QUADS).open("rb") as file:
            lines = sum(block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b""))
        counts[DATASET_GRAPH] = lines - sum(counts.values())
        return dict(sorted(counts.items(), key=lambda item: f"<{item[0]}>"))

    @cached_property
    def spans(self) -> dict[str, Span]:
        """Every named graph by IRI, in the order of the file."""
        found: dict[str, Span] = {}
        at = 0
        with (self.folder / QUADS).open("rb") as file:
            for graph, lines in groupby(file, key=lambda line: line[line.rindex(b" ", 0, -3) + 2 : -4]):
                start, at = at, at + sum(map(len, lines))
                found[graph.decode()] = Span(start, at)
        return found

    @property
    def merged(self) -> int:
        """How many triples the merged graph has."""
        return self.manifest.merged + self.counts[DATASET_GRAPH]

    def checked(self) -> Files:
        """The same files. Raises SetupError where they are not as the build wrote them."""
        described_as = (self.folder / "dataset.ttl").read_text(encoding="utf-8")
        for name in (QUADS, TRIPLES):
            pattern = rf"<{re.escape(f'{DATASET}/{name}#checksum')}>[^.]*?checksumValue \"([0-9a-f]+)\""
            said = re.search(pattern, described_as)
            if not said or said[1] != sha256(self.folder / name):
                raise SetupError(f"{self.folder / name} is not as it was built. Build it again: kzcn build")
        return self

    def quads(self, graphs: Collection[str]) -> Iterator[bytes]:
        """The lines of these graphs, in blocks of whole lines that end where a graph ends."""
        path = self.folder / QUADS
        everything = Span(0, path.stat().st_size)
        with path.open("rb") as file:
            for span in self._joined(graphs) if self.counts.keys() - graphs else [everything]:
                file.seek(span.start)
                yield from _blocks(file.read, span.end - span.start)

    def _joined(self, graphs: Collection[str]) -> Iterator[Span]:
        """The spans of these graphs; neighbours in the file are one span."""
        last: Span | None = None
        for span in (span for graph, span in self.spans.items() if graph in graphs):
            if last and span.start == last.end:
                last = Span(last.start, span.end)
                continue
            if last:
                yield last
            last = span
        if last:
            yield last

    def triples(self) -> Iterator[bytes]:
        """The lines of the merged graph, in blocks of whole lines."""
        path = self.folder / TRIPLES
        with path.open("rb") as file:
            yield from _blocks(file.read, path.stat().st_size)


@contextmanager
def files_of(graph: Graph) -> Iterator[Files]:
    """The files of a graph: those of its build, else, for one in memory, in the cache or remote, written for now.

    Raises SetupError where a build's files are missing or not as they were built, or tell no checksums.
    """
    manifest = read_manifest(graph.source)
    if not manifest.parts:
        raise SetupError("The graph was built by an older kzcn: it has no checksums. Build it again: kzcn build")
    if graph.build and (graph.build / "dataset.ttl").is_file():
        yield Files(graph.build, graph.source, manifest).checked()
        return
    with tempfile.TemporaryDirectory(prefix="kzcn-load-") as folder:
        for name in (QUADS, TRIPLES):
            with (Path(folder) / name).open("wb") as file:
                write_graph(graph.source, name.rpartition(".")[2], file)  # type: ignore[arg-type]
        yield Files(Path(folder), graph.source, manifest)


def _blocks(read: Callable[[int], bytes], size: int) -> Iterator[bytes]:
    """`size` bytes in blocks that end with a line."""
    rest = b""
    while size > 0 and (block := read(min(BLOCK, size))):
        size -= len(block)
        cut = block.rfind(b"\n") + 1
        if cut:
            yield rest + block[:cut]
            rest = block[cut:]
        else:
            rest += block
    if rest:
        yield rest
