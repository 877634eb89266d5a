"""Measures of influence for the page, until the package's own are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kzcn.namespaces import compact
from kzcn.page.kinds import AGENTS
from kzcn.page.ties import Tie

MEASURES = ("strength", "degree", "betweenness", "pagerank")


def measures_of(ties: Iterable[Tie], things: Iterable[str]) -> dict[str, dict[str, float]]:
    """Strength, degree, betweenness and PageRank of each thing in the undirected network of all ties.

    Strength is the number of ties, degree that of neighbours, betweenness the share of shortest paths between
    other things that run through it, PageRank sums to 1.
    """
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(sorted(things))
    for tie in ties:
        weight = graph.get_edge_data(tie.source, tie.target, {"weight": 0})["weight"]
        graph.add_edge(tie.source, tie.target, weight=weight + 1)
    found: dict[str, dict[str, float]] = {
        "strength": dict(graph.degree(weight="weight")),
        "degree": dict(graph.degree()),
        "betweenness": networkx.betweenness_centrality(graph),
        "pagerank": networkx.pagerank(graph, weight="weight"),
    }
    return {thing: {name: round(float(values[thing]), 6) for name, values in found.items()} for thing in graph.nodes}


def influence_rows(measures: Mapping[str, Mapping[str, float]], kinds: Mapping[str, str]) -> dict[str, Any]:
    """The table of actors with their values and ranks. Ranks are competition ranks; equal values share one."""
    actors = sorted(thing for thing in measures if kinds[thing] in AGENTS)
    ranks = {name: _ranks({actor: measures[actor][name] for actor in actors}) for name in MEASURES}
    rows = [
        {
            "id": compact(actor),
            "values": dict(measures[actor]),
            "ranks": {name: [ranks[name][actor]] * 3 for name in MEASURES},
            "brokerage": {},
        }
        for actor in actors
    ]
    rows.sort(key=lambda row: (-row["values"]["strength"], row["id"]))
    return {"measures": list(MEASURES), "stability": {}, "rows": rows}


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    ordered = sorted(values.values(), reverse=True)
    first = {value: at for at, value in reversed(list(enumerate(ordered, 1)))}
    return {thing: first[value] for thing, value in values.items()}
