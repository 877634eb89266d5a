"""What a load has to do: each named graph of the build beside the same graph of the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kzcn.loading.files import Files
from kzcn.loading.manifest import Manifest
from kzcn.namespaces import DATASET_GRAPH

Change = Literal["new", "changed", "again", "same", "gone"]


@dataclass(frozen=True)
class GraphChange:
    """One named graph: what happens to it, and how many triples it has in the build and in the store."""

    graph: str
    change: Change
    here: int
    there: int


@dataclass(frozen=True)
class Plan:
    """The named graphs of the build and of the build that the store holds; those of others are not among them."""

    graphs: tuple[GraphChange, ...]

    @property
    def sent(self) -> list[str]:
        """Graphs that the store is sent, in the order of the build's file."""
        return [one.graph for one in self.graphs if one.change in {"new", "changed", "again"}]

    @property
    def emptied(self) -> list[str]:
        """Graphs whose present triples leave the store."""
        return [one.graph for one in self.graphs if one.there and one.change in {"changed", "again", "gone"}]

    @property
    def triples(self) -> int:
        """How many triples are sent."""
        return sum(one.here for one in self.graphs if one.change in {"new", "changed", "again"})

    def count(self, change: Change) -> int:
        """How many graphs have this change."""
        return sum(one.change == change for one in self.graphs)


def compare(files: Files, there: Manifest, counts: Mapping[str, int], *, replace: bool) -> Plan:
    """The plan that makes the store's copy equal to the build.

    `there` is what the store says of itself, `counts` what it holds. A graph is the same where both builds give it one
    checksum and the store still holds as many triples; with `replace` it is sent again.
    """
    changes = [
        GraphChange(graph, _change(files, there, counts, graph, replace=replace), here, counts.get(graph, 0))
        for graph, here in files.counts.items()
        if graph != DATASET_GRAPH
    ]
    changes += _gone(files, there, counts)
    return Plan((*changes, _description(files, there, counts, changes)))


def _change(files: Files, there: Manifest, counts: Mapping[str, int], graph: str, *, replace: bool) -> Change:
    if not counts.get(graph):
        return "new"
    same = there.parts.get(graph) == files.manifest.parts[graph] and counts[graph] == files.counts[graph]
    if same:
        return "again" if replace else "same"
    return "changed"


def _gone(files: Files, there: Manifest, counts: Mapping[str, int]) -> Iterator[GraphChange]:
    for graph in sorted(there.parts.keys() - files.counts.keys()):
        yield GraphChange(graph, "gone", 0, counts.get(graph, 0))


def _description(files: Files, there: Manifest, counts: Mapping[str, int], others: list[GraphChange]) -> GraphChange:
    """What happens to the description itself, which has no checksum of its own: it changes with every other graph."""
    here, count = files.counts[DATASET_GRAPH], counts.get(DATASET_GRAPH, 0)
    same = all(one.change == "same" for one in others) and there.about == files.manifest.about and count == here
    return GraphChange(DATASET_GRAPH, "same" if same else "changed" if count else "new", here, count)
