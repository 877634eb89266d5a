"""Measures of influence on a network of 10,000 actors and 100,000 ties, beside igraph in the same run.

python benchmarks/influence.py [--actors 10000] [--ties 100000] [--seed 1] [--pivots 1000] [--json FILE]

The network has the shape of this project's: meetings of two to twelve, some forums of up to 124, members drawn in
proportion to how often they were drawn before; ties weigh what Newman's rule gives. igraph is under the GPL, so it is
used here only (pip install igraph); without it the column stays empty. Seconds depend on the machine and on what
else it does; ratios are those of computing time, which on idle cores is the time by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np

from kzcn.brokerage import brokerage
from kzcn.engine_networkx import communities
from kzcn.measures import MEASURES, matrix_of, sampled_betweenness

BAR = 60.0
SMALL, FORUM, FORUM_SHARE = 12, 124, 0.002


def make(actors: int, ties: int, seed: int) -> nx.Graph:
    """A network of so many actors, of two countries, and at least so many ties (a forum more at most)."""
    rng = np.random.default_rng(seed)
    graph = nx.Graph()
    graph.add_nodes_from((f"a{n:06}", {"country": "KZ" if n % 2 else "CN"}) for n in range(actors))
    names = list(graph)
    urn = np.arange(actors)
    while graph.number_of_edges() < ties:
        forum = rng.random() < FORUM_SHARE
        size = int(rng.integers(20, FORUM + 1)) if forum else min(int(rng.geometric(0.4)) + 1, SMALL)
        members = np.unique(rng.choice(urn, size=size))
        for one, other in combinations(members.tolist(), 2):
            edge = graph.get_edge_data(names[one], names[other], {"weight": 0.0})
            graph.add_edge(names[one], names[other], weight=edge["weight"] + 1 / (len(members) - 1))
        urn = np.concatenate([urn, members])
    return graph


Run = tuple[float, float, Any]


def timed(work: Callable[[], Any]) -> Run:
    """Seconds by the clock, seconds of computing, and result of one run."""
    start, busy = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - start, time.process_time() - busy, found


def ours(graph: nx.Graph, pivots: int, seed: int) -> dict[str, Run]:
    """Seconds and values of every measure of this project but exact betweenness."""
    seconds, busy, (_, weights) = timed(lambda: matrix_of(graph))
    found: dict[str, Run] = {"reading the network": (seconds, busy, None)}
    for name, measure in MEASURES.items():
        if name != "betweenness":
            found[name] = timed(lambda measure=measure: measure.compute(weights))
    found["betweenness, sampled"] = timed(lambda: sampled_betweenness(weights, pivots, seed=seed))
    found["communities"] = timed(lambda: communities(graph, seed))
    groups = nx.get_node_attributes(graph, "country")
    found["brokerage"] = timed(lambda: brokerage(graph, groups))
    return found


def igraphs(graph: nx.Graph, pivots: int, seed: int) -> dict[str, Run]:
    """The same with igraph, where it has the measure; empty where igraph is not installed."""
    try:
        import igraph
    except ImportError:
        return {}
    nodes = sorted(graph)
    at = {node: index for index, node in enumerate(nodes)}
    ties = [(at[u], at[v]) for u, v in graph.edges]
    weights = [data["weight"] for *_, data in graph.edges(data=True)]
    lengths = [1 / weight for weight in weights]
    seconds, busy, g = timed(lambda: igraph.Graph(n=len(nodes), edges=ties))
    sources = sorted(set(np.random.default_rng(seed).integers(len(nodes), size=pivots).tolist()))
    works: dict[str, Callable[[], Any]] = {
        "strength": lambda: g.strength(weights=weights),
        "degree": g.degree,
        "closeness": lambda: g.harmonic_centrality(weights=lengths),
        "eigenvector": lambda: g.eigenvector_centrality(weights=weights),
        "pagerank": lambda: g.pagerank(weights=weights),
        "core": g.coreness,
        "constraint": lambda: g.constraint(weights=weights),
        "betweenness, sampled": lambda: g.betweenness(weights=lengths, sources=sources, directed=False),
        "communities": lambda: g.community_multilevel(weights=weights),
    }
    return {"reading the network": (seconds, busy, None), **{name: timed(work) for name, work in works.items()}}


def differences(mine: dict[str, Run], others: dict[str, Run]) -> dict[str, float]:
    """The largest difference of two programs' values, as a part of the largest value."""
    found = {}
    for name in ("strength", "degree", "closeness", "eigenvector", "pagerank", "core", "constraint"):
        if name in others:
            a, b = np.array(mine[name][2]), np.array(others[name][2], dtype=float)
            known = ~np.isnan(a) & ~np.isnan(b)
            a, b = a[known] / a[known].max(), b[known] / b[known].max()
            found[name] = float(np.abs(a - b).max())
    return found


def main() -> None:
    """Measures, prints a table, and ends with 1 where the bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actors", type=int, default=10_000)
    parser.add_argument("--ties", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pivots", type=int, default=1000)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    graph = make(options.actors, options.ties, options.seed)
    mine = ours(graph, options.pivots, options.seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # igraph warns of disconnected networks
        others = igraphs(graph, options.pivots, options.seed)
    gaps = differences(mine, others)
    load = os.getloadavg()[0]
    print(f"{len(graph):,} actors, {graph.number_of_edges():,} ties; load {load:.1f} on {os.cpu_count()} cores")
    print(f"{'':22}{'seconds':>10}{'computing':>11}{'igraph':>10}{'ratio':>8}{'largest difference':>20}")
    for name, (seconds, busy, _) in mine.items():
        beside = others.get(name)
        told = f"{beside[1]:10.3f}{busy / max(beside[1], 1e-6):8.1f}" if beside else f"{'–':>10}{'–':>8}"
        gap = f"{gaps[name]:20.1e}" if name in gaps else ""
        print(f"{name:22}{seconds:10.3f}{busy:11.3f}{told}{gap}")
    total, computing = (sum(run[part] for run in mine.values()) for part in (0, 1))
    sampled = mine["betweenness, sampled"][2]
    print(f"\nall together: {total:.1f} s by the clock, {computing:.1f} s of computing (the bar is {BAR:.0f} s)")
    print(
        f"betweenness from {sampled.pivots} nodes: with {sampled.confidence:.0%} probability no value is off by "
        f"more than {sampled.bounds.max():.4f};\nthe largest value is {sampled.values.max():.4f}, "
        f"the largest estimated standard error {sampled.errors.max():.5f}"
    )
    if options.json:
        document = {
            "actors": len(graph),
            "ties": graph.number_of_edges(),
            "load": load,
            "versions": {name: version(name) for name in ("networkx", "numpy", "scipy")},
            "seconds": {name: run[0] for name, run in mine.items()},
            "computing": {name: run[1] for name, run in mine.items()},
            "igraph computing": {name: run[1] for name, run in others.items()},
            "total": total,
            "bound": float(sampled.bounds.max()),
        }
        with open(options.json, "w", encoding="utf-8") as file:  # noqa: PTH123 - a script
            json.dump(document, file, indent=1)
    raise SystemExit(total > BAR)


if __name__ == "__main__":
    main()
