"""One actor explained: its ties in order of weight, and the shortest chains between others that run through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kzcn import engine_sparse as engine
from kzcn.measures import matrix_of

if TYPE_CHECKING:
    from networkx import Graph

SAME_LENGTH = engine.SAME_LENGTH


@dataclass(frozen=True)
class Partner:
    """Someone to whom the actor is tied; `tie` holds the attributes of the edge (see network.py)."""

    iri: str
    label: str
    country: str | None
    tie: dict[str, Any]


@dataclass(frozen=True)
class Bridged:
    """Two partners of the actor whose shortest chain runs through it; `alone` where every shortest one does."""

    one: str
    other: str
    labels: tuple[str, str]
    length: float
    alone: bool
    crosses: bool


def partners(graph: Graph, iri: str) -> list[Partner]:
    """Those to whom a node is tied, the strongest tie first; empty where it has none."""
    found = [
        Partner(other, graph.nodes[other]["label"], graph.nodes[other]["country"], dict(tie))
        for other, tie in graph[iri].items()
    ]
    return sorted(found, key=lambda p: (-p.tie["weight"], p.label, p.iri))


def bridged_by(graph: Graph, iri: str) -> list[Bridged]:
    """The pairs of partners whose shortest chain runs through the node, those of two countries first, then the nearest.

    Length counts 1/weight for each tie. Longer chains through the node pass through two of its partners too, so these
    pairs are the last steps of every chain that betweenness counts.
    """
    nodes, weights = matrix_of(graph)
    at = {node: index for index, node in enumerate(nodes)}
    around = sorted(other for other in graph[iri] if other != iri)
    if not around:
        return []
    places = np.array([at[other] for other in around])
    direct = {other: 1 / graph[iri][other]["weight"] for other in around}
    far = engine.distances(weights, places)
    detour = engine.distances(_without(weights, at[iri]), places)
    found = []
    for first, one in enumerate(around):
        for second in range(first + 1, len(around)):
            other = around[second]
            through, shortest = direct[one] + direct[other], far[first, places[second]]
            if through > shortest * (1 + SAME_LENGTH):
                continue
            alone = bool(detour[first, places[second]] > shortest * (1 + SAME_LENGTH))
            found.append(_bridged(graph, one, other, float(through), alone))
    return sorted(found, key=lambda p: (not p.crosses, not p.alone, p.length, p.labels))


def _bridged(graph: Graph, one: str, other: str, length: float, alone: bool) -> Bridged:
    ends = graph.nodes[one], graph.nodes[other]
    countries = {end["country"] for end in ends}
    crosses = None not in countries and len(countries) > 1
    return Bridged(one, other, (ends[0]["label"], ends[1]["label"]), length, alone, crosses)


def _without(weights: engine.Matrix, node: int) -> engine.Matrix:
    """The matrix without the ties of one node."""
    ties = weights.tocoo()
    kept: Sequence[bool] = (ties.row < ties.col) & (ties.row != node) & (ties.col != node)
    return engine.matrix(weights.shape[0], ties.row[kept], ties.col[kept], ties.data[kept])
