"""Measures of influence: what each is, how it is computed, and which way it points.

Every measure takes the matrix of a network (see engine_sparse) and gives one number a node, in the order of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kzcn import engine_sparse as engine
from kzcn.engine_sparse import Matrix, Vector
from kzcn.errors import UsageError, did_you_mean, nearest

if TYPE_CHECKING:
    from networkx import Graph

MOST_NODES_EXACT = 1000  # beyond it betweenness is sampled unless asked otherwise
MOST_NODES_CLOSENESS = 5000  # the same for closeness, whose exact computation takes a third of the time
PIVOTS = 1000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Measure:
    """A measure: `high` tells whether a high number means more influence; `about` says in one line what it is."""

    name: str
    about: str
    compute: Callable[[Matrix], Vector]
    high: bool = True


def betweenness(weights: Matrix) -> Vector:
    """Share of the pairs of other nodes whose shortest path runs through the node; 0 to 1.

    Σ σ(s,t|v)/σ(s,t) over all pairs {s,t} without v, divided by (n-1)(n-2)/2; σ(s,t) counts the shortest paths
    between s and t, σ(s,t|v) those through v. The length of a tie is 1/weight, so strong ties are short. Pairs
    without a path count as 0. Exact.

    Freeman (1977), "A set of measures of centrality based on betweenness", Sociometry 40, 35-41; computed after
    Brandes (2001), "A faster algorithm for betweenness centrality", J. Math. Sociology 25, 163-177; lengths after
    Newman (2001), Physical Review E 64, 016132.
    """
    size: int = weights.shape[0]
    found: Vector = np.zeros(size)
    for part, inner in engine.parts(weights):
        for rows, _ in engine.dependencies(inner, np.arange(len(part))):
            found[part] += rows.sum(axis=0)
    return found / max((size - 1) * (size - 2), 1)


def closeness(weights: Matrix) -> Vector:
    """Harmonic closeness: the mean over all other nodes of 1/distance, 0 for those out of reach.

    Distances are sums of 1/weight along the shortest path. 1 where a node has a tie of weight 1 to every other;
    more where ties are stronger than that. Works for disconnected networks, as plain closeness does not.

    Marchiori and Latora (2000), "Harmony in the small-world", Physica A 285, 539-546; Rochat (2009); Boldi and
    Vigna (2014), "Axioms for centrality", Internet Mathematics 10, 222-262.
    """
    return engine.harmonic(weights)


def strength(weights: Matrix) -> Vector:
    """Sum of the weights of a node's ties.

    In the network of actors it is the number of shared events (meetings, projects, agreements with someone else).
    Barrat et al. (2004), "The architecture of complex weighted networks", PNAS 101, 3747-3752.
    """
    return engine.strength(weights)


def degree(weights: Matrix) -> Vector:
    """Number of others to whom a node is tied, however weakly; 0 to n-1. Freeman (1978), Social Networks 1, 215-239."""
    return engine.degree(weights)


def eigenvector(weights: Matrix) -> Vector:
    """High for nodes tied strongly to nodes that are high themselves; the vector has length 1, values 0 to 1.

    The eigenvector of the largest eigenvalue of the matrix of weights. In a disconnected network only the component
    with the largest eigenvalue has values above 0. Bonacich (1987), "Power and centrality: a family of measures",
    American J. Sociology 92, 1170-1182.
    """
    return engine.eigenvector(weights)


def pagerank(weights: Matrix) -> Vector:
    """Share of time that a random walker spends at a node; sums to 1 over the network.

    The walker follows ties in proportion to weight, and with probability 0.15 goes to any node. Brin and Page (1998),
    "The anatomy of a large-scale hypertextual Web search engine", Computer Networks 30, 107-117.
    """
    return engine.pagerank(weights)


def core(weights: Matrix) -> Vector:
    """Largest k such that the node belongs to a group in which each is tied to k others of the group; weights unused.

    Seidman (1983), "Network structure and minimum degree", Social Networks 5, 269-287.
    """
    return engine.core(weights)


def constraint(weights: Matrix) -> Vector:
    """Burt's constraint: how far a node's ties lead back to one another; low means free to broker. NaN without ties.

    Σ_j (p_ij + Σ_q p_iq p_qj)², j over those tied to i, p_ij the share of i's weight that goes to j. Above 0; about 1
    for a node with a single tie, and a little more in small closed groups. Burt (1992), Structural Holes, ch. 2.
    """
    return engine.constraint(weights)


def effective_size(weights: Matrix) -> Vector:
    """Burt's effective size: number of ties less their redundancy; from 1 to the degree. NaN without ties.

    Σ_j (1 - Σ_q p_iq m_jq), j over those tied to i, m_jq the weight of j and q divided by j's largest weight. Burt
    (1992), Structural Holes, ch. 2; Borgatti (1997), Connections 20, 35-38.
    """
    return engine.effective_size(weights)


MEASURES = {
    m.name: m
    for m in (
        Measure("strength", "sum of the weights of its ties: how many events it shared with others", strength),
        Measure("degree", "number of others it is tied to", degree),
        Measure("betweenness", "share of pairs of others whose shortest path runs through it", betweenness),
        Measure("closeness", "how near it is to all others (harmonic)", closeness),
        Measure("eigenvector", "tied to those who are well tied themselves", eigenvector),
        Measure("pagerank", "share of time that a random walker spends at it", pagerank),
        Measure("core", "the densest part of the network that it belongs to (k-core)", core),
        Measure(
            "constraint", "how far its ties lead back to one another; low is free to broker", constraint, high=False
        ),
        Measure("effective-size", "number of its ties that are not redundant", effective_size),
    )
}


def find_measures(names: Sequence[str]) -> list[Measure]:
    """The measures of these names, in their order; `all` stands for all. Raises UsageError for an unknown name."""
    if "all" in names:
        return list(MEASURES.values())
    found = []
    for name in names:
        wanted = name.strip().lower().replace("_", "-")
        if wanted not in MEASURES:
            suggestions = nearest(wanted, list(MEASURES))
            raise UsageError(
                f"There is no measure {name!r}. Take one of: {', '.join(MEASURES)}, all.{did_you_mean(suggestions)}",
                suggestions,
            )
        found.append(MEASURES[wanted])
    return list(dict.fromkeys(found))


def matrix_of(graph: Graph) -> tuple[list[str], Matrix]:
    """The nodes of a network, sorted, and its matrix in their order; ties to oneself are left out."""
    nodes = sorted(graph)
    at = {node: index for index, node in enumerate(nodes)}
    ties = [(at[u], at[v], d.get("weight", 1.0)) for u, v, d in graph.edges(data=True)]
    rows, columns, weights = zip(*ties, strict=True) if ties else ((), (), ())
    return nodes, engine.matrix(len(nodes), rows, columns, weights)


def measure(graph: Graph, name: str) -> dict[str, float]:
    """One measure of each node of a network. Raises UsageError for an unknown name.

    >>> import networkx as nx
    >>> measure(nx.path_graph(3), "betweenness")
    {0: 0.0, 1: 1.0, 2: 0.0}
    """
    nodes, weights = matrix_of(graph)
    return dict(zip(nodes, find_measures([name])[0].compute(weights).tolist(), strict=True))


@dataclass(frozen=True)
class Sampled:
    """Betweenness from a sample, and closeness from the same paths.

    With probability `confidence` no value at all is off by more than its bound: that is proven, whatever the network,
    and therefore wide. `errors` are standard errors estimated from the sample itself: the usual miss of a value. Both
    are of betweenness.
    """

    values: Vector
    bounds: Vector
    errors: Vector
    pivots: int
    confidence: float
    closeness: Vector


def sampled_betweenness(
    weights: Matrix, pivots: int = PIVOTS, *, seed: int | tuple[int, ...] = 1, confidence: float = CONFIDENCE
) -> Sampled:
    """Betweenness from the shortest paths of some nodes, drawn with replacement, and how far off it can be.

    The estimate is the mean over the pivots of their dependency on a node (Brandes and Pich 2007, "Centrality
    estimation in large networks", Int. J. Bifurcation and Chaos 17, 2303-2318), on the scale of `betweenness`. The
    bound of a node is the smaller of two, each holding for all nodes at once with half the risk: Hoeffding's, which
    is the one of Brandes and Pich and shrinks with the root of the pivots, and the empirical one of Bernstein (Maurer
    and Pontil 2009, COLT, theorem 4), which shrinks nearly with the pivots for nodes on which few depend. Closeness is
    the mean of 1/distance to the same pivots (after Eppstein and Wang 2004, "Fast approximation of centrality", J.
    Graph Algorithms and Applications 8, 39-45).

    Raises UsageError for fewer than two pivots.
    """
    least = 2
    if pivots < least:
        raise UsageError(f"Betweenness cannot be sampled from {pivots} pivots; take two or more.")
    size = weights.shape[0]
    if size <= least:
        none = np.zeros(size)
        return Sampled(none, none, none, pivots, confidence, closeness(weights))
    drawn, times = np.unique(np.random.default_rng(seed).integers(size, size=pivots), return_counts=True)
    total, squares, near, done = np.zeros(size), np.zeros(size), np.zeros(size), 0
    for rows, far in engine.dependencies(weights, drawn):
        shares = rows / (size - 2)  # 0 to 1
        weight = times[done : done + len(rows)]
        total += weight @ shares
        squares += weight @ (shares * shares)
        near += weight @ engine.nearness(far)
        done += len(rows)
    mean = total / pivots
    variance = np.maximum(squares - pivots * mean**2, 0.0) / (pivots - 1)
    risk = np.log(2 * size / ((1 - confidence) / 2))
    hoeffding = np.sqrt(risk / (2 * pivots))
    bernstein = np.sqrt(2 * variance * (risk + np.log(2)) / pivots) + 7 * (risk + np.log(2)) / (3 * (pivots - 1))
    scale = size / (size - 1)  # a node is never its own source
    errors = np.sqrt(variance / pivots)
    bounds = np.minimum(hoeffding, bernstein) * scale
    return Sampled(mean * scale, bounds, errors * scale, pivots, confidence, near / pivots * scale)
