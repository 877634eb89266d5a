"""Influence with intervals of its ranks, beside a plain loop that makes each resample's network anew with NetworkX."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import networkx as nx
import numpy as np
import numpy.typing as npt
from influence import meetings
from measuring.plots import growth_plot
from measuring.runs import Side, alternate
from measuring.section import Aim, Section, Table, seconds, times, versions_of

from kzcn.affiliations import Affiliations
from kzcn.influence import Influence, influence
from kzcn.stability import DIGITS, SEED, Resampler

MEASURED = ("strength", "pagerank", "eigenvector", "betweenness")
TIES_EACH = 10
WANTED = 10.0
PIVOTS = 100  # beyond the smallest size, on both sides
TAIL = 0.025
Ranks = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


@dataclass(frozen=True)
class Size:
    """How large, how many resamples are asked for, and how many of them the loop does in a run."""

    ties: int
    resamples: int
    looped: int
    pivots: int  # 0: every node


SHORT = (Size(1_000, 100, 100, 0), Size(10_000, 100, 1, PIVOTS))  # resamples: as many as for a page
FULL = (*SHORT, Size(100_000, 40, 1, PIVOTS))


def measure(*, full: bool, rounds: int) -> Section:
    """Measures 1k and 10k ties; with `full` 100k too."""
    section = Section(
        "intervals",
        "Intervals of ranks",
        "a plain loop: for each resample of articles, a NetworkX graph and its measures, then ranks",
    )
    table = Table(
        "Strength, PageRank, eigenvector and betweenness with the intervals of their ranks:",
        ["ties", "actors", "resamples", "kzcn", "the loop", "ratio", "same intervals"],
        [],
    )
    for size in FULL if full else SHORT:
        _measure(section, table, size, rounds)
    section.tables.append(table)
    section.plots.append(
        growth_plot("intervals", "Influence with intervals", section.growth, across="ties", upwards="seconds")
    )
    section.remarks = [
        "The loop draws the same resamples. kzcn's time is that of the whole table: the network, communities and "
        "brokerage too, which the loop leaves out.",
        f"At 1,000 ties betweenness is exact on both sides; beyond, it follows the paths of {PIVOTS} nodes drawn for "
        "each resample. There the loop does only some of the resamples "
        f"({', '.join(f'{size.looped} at {size.ties:,} ties' for size in FULL[1:])}) and its time is "
        "multiplied to as many as kzcn does: each resample costs the same.",
        "Intervals are compared at 1,000 ties, where both do all resamples and nothing is drawn but these.",
    ]
    section.versions = versions_of("networkx", "scipy", "numpy")
    return section


def _measure(section: Section, table: Table, size: Size, rounds: int) -> None:
    told = meetings(size.ties // TIES_EACH, size.ties, SEED)
    loop = Loop(told, size)
    found: list[Influence] = []

    def ours() -> None:
        found[:] = [
            influence(
                told,
                measures=MEASURED,
                resamples=size.resamples,
                pivots=size.pivots,
                leave_one_out=False,
            )
        ]

    sides = [Side("kzcn", ours), Side("the loop", loop.run)]
    alternate(sides, rounds)
    ties, nodes = found[0].graph.number_of_edges(), found[0].graph.number_of_nodes()
    ratio = sides[1].median / sides[0].median
    same = f"{_agreement(found[0], loop):.1%}" if size.looped == size.resamples else "–"
    table.rows.append(
        [f"{ties:,}", f"{nodes:,}", str(size.resamples), *(_spread(side) for side in sides), times(ratio), same]
    )
    section.aims.append(Aim(f"{size.ties:,} ties: 10 times faster than the loop", times(ratio), ratio >= WANTED))
    for side in sides:
        section.growth.setdefault(side.name, []).append((ties, side.median))


@dataclass
class Loop:
    """The plain loop, and the ranks that its last run found: by measure, the best and worst of each resample."""

    told: Affiliations
    size: Size
    ranks: dict[str, list[Ranks]] = field(default_factory=dict)
    weights: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.nodes = sorted(self.told.actors)
        resampler = Resampler(self.told.memberships, self.told.reports, "actors", self.nodes)
        samples, often = resampler.bootstrap(self.size.resamples, SEED)
        self.samples = [{resampler.reports[at] for at in np.flatnonzero(kept)} for kept in samples]
        self.weights = often.tolist()

    def run(self) -> float:
        """Seconds that all resamples take, or would take."""
        self.ranks = {name: [] for name in MEASURED}
        done = self.samples[: self.size.looped]
        start = time.perf_counter()
        for number, sample in enumerate(done):
            for name, values in self._values(self._network(sample), number).items():
                self.ranks[name].append(_ranked(np.array([values.get(node, 0.0) for node in self.nodes])))
        return (time.perf_counter() - start) / len(done) * len(self.samples)

    def _network(self, sample: set[str]) -> nx.Graph:
        members: dict[str, set[str]] = defaultdict(set)
        for m in self.told.memberships:
            if m.article in sample:
                members[m.event].add(m.node)
        graph = nx.Graph()
        graph.add_nodes_from(self.nodes)
        for present in members.values():
            for one, other in combinations(sorted(present), 2):
                before = graph.get_edge_data(one, other, {"weight": 0.0})["weight"]
                graph.add_edge(one, other, weight=before + 1 / (len(present) - 1))
        for *_, tie in graph.edges(data=True):
            tie["length"] = 1 / tie["weight"]
        return graph

    def _values(self, graph: nx.Graph, number: int) -> dict[str, Mapping[str, float]]:
        largest = graph.subgraph(max(nx.connected_components(graph), key=len))
        return {
            "strength": dict(graph.degree(weight="weight")),
            "pagerank": nx.pagerank(graph, weight="weight", tol=1e-12, max_iter=10_000),
            "eigenvector": {
                node: abs(value) for node, value in nx.eigenvector_centrality_numpy(largest, weight="weight").items()
            },
            "betweenness": nx.betweenness_centrality(
                graph, k=self.size.pivots or None, weight="length", seed=SEED + number
            ),
        }


def _ranked(values: npt.NDArray[np.float64]) -> Ranks:
    """The best and the worst rank that each value can hold."""
    rounded = np.round(values / (values.max() or 1.0), DIGITS)
    ordered = np.sort(rounded)
    best = len(values) - np.searchsorted(ordered, rounded, side="right") + 1
    return best, len(values) - np.searchsorted(ordered, rounded, side="left")


def _agreement(found: Influence, loop: Loop) -> float:
    """The part of intervals, of all measures and actors, that are the same."""
    row_at = {row.iri: row for row in found.rows}
    same = []
    for name in MEASURED:
        rows = [row_at[node] for node in loop.nodes]
        best, worst = _ranked(np.array([row.values[name] for row in rows]))
        low = np.minimum(_quantile([first for first, _ in loop.ranks[name]], loop.weights, TAIL), best)
        high = np.maximum(_quantile([last for _, last in loop.ranks[name]], loop.weights, 1 - TAIL), worst)
        given = np.array([(row.ranks[name].low, row.ranks[name].high) for row in rows])
        same.append((given == np.column_stack([low, high])).all(axis=1).mean())
    return float(np.mean(same))


def _quantile(ranks: Sequence[npt.NDArray[np.int64]], often: Sequence[int], part: float) -> npt.NDArray[np.int64]:
    table = np.repeat(np.array(ranks), often, axis=0)
    return np.quantile(table, part, axis=0, method="inverted_cdf").astype(np.int64)


def _spread(side: Side) -> str:
    return f"{seconds(side.median)} ({seconds(side.least)} to {seconds(side.most)})"
