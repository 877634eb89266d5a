"""Networks: making them from what is told, and each measure beside igraph's on the same network."""

from __future__ import annotations

import gc
import math
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import igraph
import numpy as np
from influence import meetings
from measuring import generated
from measuring.plots import growth_plot
from measuring.runs import Side, alternate
from measuring.section import Aim, Section, Table, seconds, times, versions_of

from kzcn import engine_sparse as engine
from kzcn.graph import open_graph
from kzcn.measures import MEASURES, matrix_of
from kzcn.network import network

SIZES = (1_000, 10_000, 100_000)
TIES_EACH = 10  # ties for each actor
SEED = 1
PIVOTS = 1000
EXACT = 10_000  # ties up to which every shortest path is followed
QUICK, WITHIN = 1.0, 3.0  # seconds for a projection; times igraph
Answer = Callable[[], Any]
REMARKS = (
    "Both start from the same network in memory: kzcn from its sparse matrix, igraph from its own graph; making these "
    "from the NetworkX graph is not counted. Values are compared after division by the largest. Effective size and the "
    "brokerage roles are not in igraph.",
    f"Beyond {EXACT:,} ties betweenness and closeness are those of {PIVOTS:,} nodes, the same on both sides.",
    "kzcn's measures are products of sparse matrices and vectors, and each product has a fixed cost, which weighs most "
    "in small networks. Core numbers take one product for each layer that is peeled off; constraint takes the product "
    "of the whole matrix with itself.",
    "igraph's PageRank stops at the precision of its solver, kzcn's at changes below 1e-12.",
)


def measure(*, full: bool, rounds: int) -> Section:
    """Measures 1k, 10k and 100k ties, and networks from a store of 100k statements (a million too with `full`)."""
    section = Section("networks", "Networks and their measures", "igraph, each measure on the same network")
    memory = Table("From memberships in memory to a NetworkX graph:", ["ties", "actors", "seconds"], [])
    beside = Table(
        "Each measure; “ratio” is kzcn's time to igraph's:",
        ["measure", "ties", "kzcn", "igraph", "ratio", "largest difference"],
        [],
    )
    worst: dict[str, float] = {}
    for ties in SIZES:
        told = meetings(ties // TIES_EACH, ties, SEED)
        side = Side("kzcn", _timed(lambda told=told: network(told)))
        alternate([side], rounds)
        graph = network(told)
        memory.rows.append([f"{graph.number_of_edges():,}", f"{len(graph):,}", _spread(side)])
        section.growth.setdefault("projection", []).append((graph.number_of_edges(), side.median))
        _beside_igraph(section, beside, matrix_of(graph)[1], rounds, worst)
    least = side.median
    section.tables += [memory, _from_stores(full, rounds), beside]
    section.aims.append(Aim("projection under 1 s at 100k ties", seconds(least), least < QUICK))
    slow = {name: ratio for name, ratio in worst.items() if ratio > WITHIN}
    found = ", ".join(f"{name} {times(ratio)}" for name, ratio in worst.items())
    section.aims.append(Aim("each measure within 3 times of igraph at 100k ties", found, not slow))
    section.plots.append(
        growth_plot("networks", "Networks: kzcn", section.growth, across="ties", upwards="seconds"),
    )
    section.remarks += REMARKS
    section.versions = versions_of("networkx", "scipy", "igraph")
    return section


def _from_stores(full: bool, rounds: int) -> Table:
    """`Graph.network("actors")`, all queries to the store included."""
    table = Table(
        'From an open store to a NetworkX graph, `Graph.network("actors")`, all queries included:',
        ["statements", "ties", "actors", "seconds"],
        [],
    )
    for size in (100_000, 1_000_000) if full else (100_000,):
        folder = generated.store_of(size)
        side = Side("kzcn", lambda folder=folder: _from_store(folder)[0])
        alternate([side], rounds)
        made = _from_store(folder)[1]
        table.rows.append([f"{size:,}", f"{made.number_of_edges():,}", f"{len(made):,}", _spread(side)])
    return table


def _from_store(folder: Any) -> tuple[float, Any]:
    graph = open_graph(folder)
    gc.collect()
    start = time.perf_counter()
    made = graph.network("actors")
    return time.perf_counter() - start, made


def _beside_igraph(section: Section, table: Table, weights: Any, rounds: int, worst: dict[str, float]) -> None:
    ties = weights.nnz // 2
    for name, ours, theirs in _pairs(weights):
        answers: dict[str, Any] = {}
        sides = [Side("kzcn", _kept(answers, "kzcn", ours)), Side("igraph", _kept(answers, "igraph", theirs))]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # igraph warns of disconnected networks
            alternate(sides, rounds)
        ratio = sides[0].median / sides[1].median
        gap = _difference(answers["kzcn"], answers["igraph"])
        table.rows.append([name, f"{ties:,}", *(_spread(side) for side in sides), times(ratio), f"{gap:.0e}"])
        section.growth.setdefault(name, []).append((ties, sides[0].median))
        worst[name] = ratio  # the largest network comes last


def _pairs(weights: Any) -> Iterator[tuple[str, Answer, Answer]]:
    """Each measure: its name, what computes it here, what computes it there."""
    ties = weights.tocoo()
    once = ties.row < ties.col
    heavy = ties.data[once].tolist()
    long = [1 / weight for weight in heavy]
    theirs = igraph.Graph(n=weights.shape[0], edges=list(zip(ties.row[once], ties.col[once], strict=True)))
    answers: dict[str, Answer] = {
        "strength": lambda: theirs.strength(weights=heavy),
        "degree": theirs.degree,
        "eigenvector": lambda: theirs.eigenvector_centrality(weights=heavy),
        "pagerank": lambda: theirs.pagerank(weights=heavy),
        "core": theirs.coreness,
        "constraint": lambda: theirs.constraint(weights=heavy),
    }
    for name, answer in answers.items():
        yield name, lambda name=name: MEASURES[name].compute(weights), answer
    if weights.nnz // 2 <= 2 * EXACT:
        yield "betweenness", lambda: MEASURES["betweenness"].compute(weights), lambda: theirs.betweenness(weights=long)
        yield (
            "closeness",
            lambda: MEASURES["closeness"].compute(weights),
            lambda: theirs.harmonic_centrality(weights=long),
        )
        return
    sources = np.unique(np.random.default_rng(SEED).integers(weights.shape[0], size=PIVOTS))
    yield (
        "betweenness",
        lambda: sum(rows.sum(axis=0) for rows, _ in engine.dependencies(weights, sources)),
        lambda: theirs.betweenness(weights=long, sources=sources.tolist(), directed=False),
    )
    yield (
        "closeness",
        lambda: engine.nearness(engine.distances(weights, sources)).sum(axis=1),
        lambda: theirs.harmonic_centrality(sources.tolist(), weights=long),
    )


def _difference(ours: Any, theirs: Any) -> float:
    """The largest difference, as a part of the largest value."""
    here, there = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    known = np.isfinite(here) & np.isfinite(there)
    if not known.any() or not (here[known].max() and there[known].max()):
        return math.nan
    return float(np.abs(here[known] / here[known].max() - there[known] / there[known].max()).max())


def _kept(answers: dict[str, Any], name: str, answer: Answer) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        answers[name] = answer()
        return time.perf_counter() - start

    return run


def _timed(work: Answer) -> Callable[[], float]:
    """Runs `work`: its seconds, with earlier results cleared away before the clock starts."""

    def run() -> float:
        gc.collect()
        start = time.perf_counter()
        made = work()
        took = time.perf_counter() - start
        del made
        return took

    return run


def _spread(side: Side) -> str:
    return f"{seconds(side.median)} ({seconds(side.least)} to {seconds(side.most)})"
