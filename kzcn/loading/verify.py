"""After a load: what the store holds, beside what it should hold."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Iterator

from kzcn.errors import Difference
from kzcn.loading.asking import Asked
from kzcn.loading.files import QUADS, Files
from kzcn.loading.plan import Plan
from kzcn.loading.terms import canonical
from kzcn.namespaces import compact
from kzcn.source import SparqlSource, select

SIZE = 50  # things whose statements are compared
SAMPLE = """
SELECT ?graph ?subject ?predicate ?object WHERE {{
  VALUES ?subject {{ {subjects} }}
  GRAPH ?graph {{ ?subject ?predicate ?object }}
}}"""
Statement = tuple[str, str]  # graph and words


class Check:
    """The build and a store that should hold it."""

    def __init__(self, there: Asked, files: Files) -> None:
        self.there = there
        self.files = files
        self.fingerprint = ""
        self.compared = 0

    def counts(self, plan: Plan) -> list[Difference]:
        """The graphs of a plan of which the store does not hold as many triples as the build."""
        found = self.there.counts()
        return [
            Difference(compact(one.graph), _triples(one.here), f"found {found.get(one.graph, 0):,}")
            for one in plan.graphs
            if found.get(one.graph, 0) != one.here
        ]

    def default(self, strangers: int | None) -> list[Difference]:
        """Whether the default graph holds the merged graph, and beside it no more than `strangers`, where known."""
        least, found = self.files.merged, self.there.default_count()
        most = found if strangers is None else least + strangers
        if least <= found <= most:
            return []
        return [Difference("the default graph", _triples(least if found < least else most), f"found {found:,}")]

    def statements(self) -> list[Difference]:
        """The first difference of each graph in what is said of a sample of things; sets `fingerprint`."""
        subjects = self._sample()
        here, there = (self._statements(source, subjects) for source in (self.files.source, self.there))
        self.compared, self.fingerprint = here.total(), _fingerprint(here)
        if self.fingerprint == _fingerprint(there):
            return []
        return list(_differences(here, there))

    def _sample(self) -> list[str]:
        """The same things of a build every time: subjects of lines that are drawn with the build's own seed."""
        path = self.files.folder / QUADS
        size = path.stat().st_size
        chance = random.Random(",".join(part.checksum for part in self.files.manifest.parts.values()))
        drawn: dict[str, None] = {}
        with path.open("rb") as file:
            for _ in range(SIZE):
                file.seek(chance.randrange(size))
                file.readline()
                line = file.readline()
                drawn |= {line[1 : line.index(b">")].decode(): None} if line else {}
        return list(drawn)

    def _statements(self, source: SparqlSource, subjects: Iterable[str]) -> Counter[Statement]:
        """Everything that our graphs say of things in a source, values in one writing."""
        query = SAMPLE.format(subjects=" ".join(f"<{subject}>" for subject in subjects))
        return Counter(
            (str(graph), " ".join(map(canonical, said)))
            for graph, *said in select(source, query)
            if str(graph) in self.files.counts
        )


def _differences(expected: Counter[Statement], found: Counter[Statement]) -> Iterator[Difference]:
    told: set[str] = set()
    for graph, words in sorted((expected - found).keys() | (found - expected).keys()):
        if graph not in told:
            told.add(graph)
            surplus = (graph, words) not in expected
            yield Difference(
                compact(graph), "no such statement" if surplus else words, words if surplus else "not found"
            )


def _fingerprint(rows: Counter[Statement]) -> str:
    return hashlib.sha256("\n".join(" ".join(row) for row in sorted(rows.elements())).encode()).hexdigest()


def _triples(count: int) -> str:
    return f"{count:,} triples"
