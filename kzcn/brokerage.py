"""Gould–Fernandez brokerage: who stands between whom, by the groups of all three.

A node j brokers between i and k where i is tied to j and j to k, but i not to k. The groups of the three name the role:

- coordinator: all three of one group;
- itinerant (or consultant): i and k of one group, j of another;
- representative: i and j of one group, k of another: j passes on to the outside;
- gatekeeper: j and k of one group, i of another: j lets in from the outside;
- liaison: three groups.

In a directed network pairs (i, k) are ordered. In an undirected one each pair counts once; a broker between one of
its own group and an outsider is then representative and gatekeeper alike, and the two numbers are the same.

Gould and Fernandez (1989), "Structures of mediation: a formal approach to brokerage in transaction networks",
Sociological Methodology 19, 89-126. Directed counts, expectations and deviations are those of `brokerage` in the
R package sna (roles w_I, w_O, b_IO, b_OI, b_O, t), held equal by tests; the undirected ones follow the same argument.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kzcn import engine_sparse as engine
from kzcn.engine_sparse import Matrix, Vector

if TYPE_CHECKING:
    from networkx import Graph

ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")


@dataclass(frozen=True)
class Brokerage:
    """Brokerage of each node (rows, in the order of `nodes`) by role (columns, ROLES and then the total).

    `counts` are numbers of pairs; `expected` and `deviation` what they would be on average, and how they would scatter,
    if ties fell at random without regard to groups; `scores` are (counts - expected)/deviation, NaN where nothing
    can vary. In an undirected network the total counts each pair once, so it is the sum of the roles less one of the
    two equal ones.
    """

    nodes: tuple[Any, ...]
    groups: tuple[Hashable, ...]
    directed: bool
    counts: Vector
    expected: Vector
    deviation: Vector

    @cached_property
    def scores(self) -> Vector:
        """How many standard deviations each count lies above what chance would give."""
        unclear = self.deviation <= 0
        return np.where(unclear, np.nan, (self.counts - self.expected) / np.where(unclear, 1.0, self.deviation))

    @cached_property
    def _positions(self) -> dict[Any, int]:
        return {node: index for index, node in enumerate(self.nodes)}

    def of(self, node: Any) -> dict[str, dict[str, float]]:
        """One node's role by role: `count`, `expected`, `score`. Raises ValueError where it has no group."""
        if node not in self._positions:
            raise ValueError(f"{node!r} has no group")
        at = self._positions[node]
        scores = self.scores[at]
        return {
            role: {"count": float(count), "expected": float(expected), "score": float(score)}
            for role, count, expected, score in zip(
                (*ROLES, "total"), self.counts[at], self.expected[at], scores, strict=True
            )
        }


def brokerage(graph: Graph, groups: Mapping[Any, Hashable | None]) -> Brokerage:
    """The brokerage of each node that has a group, among those that have one; weights and ties to oneself unused.

    The graph may be directed (networkx.DiGraph) or not. A node that `groups` does not name, or names None, is left out
    with its ties: one cannot say what it would mediate.
    """
    nodes = tuple(sorted(node for node in graph if groups.get(node) is not None))
    at = {node: index for index, node in enumerate(nodes)}
    ties = [(at[u], at[v]) for u, v in graph.edges() if u in at and v in at]
    directed = bool(graph.is_directed())
    if not directed:
        ties += [(v, u) for u, v in ties]
    return brokerage_of(nodes, ties, [groups[node] for node in nodes], directed=directed)


def brokerage_of(
    nodes: tuple[Any, ...], ties: Iterable[tuple[int, int]], groups: list[Any], *, directed: bool
) -> Brokerage:
    """The same from pairs of positions; an undirected tie is given in both directions."""
    pairs = np.array(list(ties), dtype=np.int64).reshape(-1, 2)
    matrix = engine.directed_matrix(len(nodes), pairs[:, 0], pairs[:, 1])
    names = sorted(set(groups), key=str)
    classes = np.array([names.index(group) for group in groups], dtype=np.int64)
    counts = _counts(matrix, classes, len(names))
    if not directed:
        counts *= np.array([0.5, 0.5, 1.0, 1.0, 0.5])
    total = counts.sum(axis=1) - (0.0 if directed else counts[:, 3])
    expected, deviation = _chance(matrix, classes, len(names), directed=directed)
    return Brokerage(nodes, tuple(groups), directed, np.column_stack([counts, total]), expected, deviation)


def _counts(matrix: Matrix, classes: npt.NDArray[np.int64], count: int) -> Vector:
    """Ordered open pairs around each node by role: ties in times ties out, less i = k, less closed ones."""
    size = matrix.shape[0]
    same, other = _split(matrix, classes)
    members = engine.indicator(size, classes, count)
    into = {"same": _sum(same.T), "other": _sum(other.T)}
    out = {"same": _sum(same), "other": _sum(other)}
    # Pairs of outsiders of one group: by group, ties in times ties out.
    like = _sum((other.T @ members).multiply(other @ members))
    back_same, back_other = _sum(same.multiply(same.T)), _sum(other.multiply(other.T))
    pairs = [
        into["same"] * out["same"] - back_same,
        like - back_other,
        into["same"] * out["other"],
        into["other"] * out["same"],
        into["other"] * out["other"] - like,
    ]
    closed = [
        _closed(same, same, same),
        _closed(other, other, same),
        _closed(same, other, other),
        _closed(other, same, other),
        _closed(other, other, other),
    ]
    return np.column_stack([a - b for a, b in zip(pairs, closed, strict=True)]) if size else np.zeros((0, 5))


def _split(matrix: Matrix, classes: npt.NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """The ties within groups and those between groups."""
    ties = matrix.tocoo()
    within = classes[ties.row] == classes[ties.col]
    size = matrix.shape[0]
    return (
        engine.directed_matrix(size, ties.row[within], ties.col[within]),
        engine.directed_matrix(size, ties.row[~within], ties.col[~within]),
    )


def _sum(matrix: Matrix) -> Vector:
    return np.asarray(matrix.sum(axis=1), dtype=float).ravel()


def _closed(first: Matrix, second: Matrix, direct: Matrix) -> Vector:
    """For each j the pairs with i→j in `first`, j→k in `second` and i→k in `direct`."""
    return _sum((first.T @ direct).multiply(second))


def _chance(matrix: Matrix, classes: npt.NDArray[np.int64], count: int, *, directed: bool) -> tuple[Vector, Vector]:
    """Mean and standard deviation of each count where each tie exists with the density's probability, independently.

    A count is a sum over pairs (i, k) of events of probability p = d²(1-d). Two pairs around one broker depend on each
    other only where they share one node at the same end: their covariance is d³(1-d)³. So it takes the number of pairs
    of each role, and how many pairs of pairs share a node.
    """
    size = matrix.shape[0]
    if size < 2:  # noqa: PLR2004 - a density needs two nodes
        return np.zeros((size, 6)), np.zeros((size, 6))
    density = matrix.nnz / (size * (size - 1))
    chance = density**2 * (1 - density)
    overlap = density**3 * (1 - density) ** 3
    sizes = np.bincount(classes, minlength=count).astype(float)
    pairs, sharing = np.zeros((count, 6)), np.zeros((count, 6))
    for group in range(count):
        pairs[group], sharing[group] = _pairs(sizes, group)
    if not directed:
        pairs[:, [0, 1, 4, 5]] /= 2
        sharing[:, [0, 1, 4, 5]] /= 2
    expected = chance * pairs
    variance = expected * (1 - chance) + overlap * sharing
    return expected[classes], np.sqrt(np.maximum(variance, 0.0))[classes]


def _pairs(sizes: Vector, group: int) -> tuple[Vector, Vector]:
    """For a broker of a group: ordered pairs (i, k) of each role, and ordered pairs of those that share an end."""
    own, rest, everyone = sizes[group] - 1, sizes.sum() - sizes[group], sizes.sum() - 1
    others = np.delete(sizes, group)
    apart = rest - others  # outsiders of yet another group
    mixed = own * rest * (rest - 1) + rest * own * (own - 1)
    pairs = np.array(
        [
            own * (own - 1),
            (others * (others - 1)).sum(),
            own * rest,
            own * rest,
            (others * apart).sum(),
            everyone * (everyone - 1),
        ]
    )
    sharing = np.array(
        [
            2 * own * (own - 1) * (own - 2),
            2 * (others * (others - 1) * (others - 2)).sum(),
            mixed,
            mixed,
            2 * (others * apart * (apart - 1)).sum(),
            2 * everyone * (everyone - 1) * (everyone - 2),
        ]
    )
    return pairs, sharing
