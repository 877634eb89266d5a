"""Where the nodes of the picture stand: the same for the same graph, and nearly the same for nearly the same graph.

Each connected component is drawn by stress majorization (Gansner, Koren and North, "Graph Drawing by Stress
Majorization", 2004): distances on the page come as near as can be to distances along the ties, near pairs counting
more. It starts from classical scaling of the distances to some pivots (Brandes and Pich, "Eigensolver Methods for
Progressive Multidimensional Scaling", 2006), which changes little when the graph does, and not from chance. Large
components use the pivots in the second step too. The result is turned so that one side of the graph comes to lie
left and the other right, nodes that touch are pushed apart, and the components are packed around the largest.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kzcn import engine_sparse as engine
from kzcn.engine_sparse import Matrix, Vector

Points = Vector  # one row a point, x and y

GAP = 46.0  # least distance between two nodes, in pixels at scale 1
UNIT = 1.6  # length of a tie between two nodes without other ties, in gaps
SPREAD = 0.6  # how much longer a tie is for the square root of each end's number of ties
WHOLE = 900  # components up to this size compare every pair of nodes
PIVOTS = 60
SPREADING = 12
ROUNDS = 150
MARGIN = 120.0
ROOM = 1.6  # a crowd is spread until each node has so many gaps of room, squared
SETTLED = 1e-3  # a round that moves no point farther than this, in lengths of a tie, is the last
NOTHING = 1e-9
NEARLY = 0.05  # points nearer than this part of the gap are taken to be at one place
SPOTS = 1024  # places that are tried at a time
BLOCK = 2048  # nodes that are moved at a time
PAIRS = 1 << 20  # pairs that are pushed apart at a time
GOLDEN = np.pi * (3 - 5**0.5)


def layout(
    nodes: Iterable[str],
    ties: Iterable[tuple[str, str]],
    sides: Mapping[str, float] | None = None,
    *,
    gap: float = GAP,
) -> dict[str, tuple[float, float]]:
    """Positions of the nodes in pixels, x to the right and y down, around the origin of the largest component.

    `sides` says of some nodes to which side they belong, from -1 (left) to 1 (right); `gap` is the least distance
    between two nodes, and ties between nodes without other ties are half as long again. Ties whose ends are not
    among the nodes are left out. No nodes give no positions.
    """
    neighbours: dict[str, set[str]] = {node: set() for node in sorted(set(nodes))}
    for one, other in ties:
        if one != other and one in neighbours and other in neighbours:
            neighbours[one].add(other)
            neighbours[other].add(one)
    parts = _components(neighbours)
    drawn = [_component(neighbours, part, sides or {}, gap) for part in parts]
    found = {}
    for part, points in zip(parts, _packed(drawn), strict=True):
        found.update(
            {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(part, points, strict=True)}
        )
    return found


def _components(neighbours: Mapping[str, set[str]]) -> list[list[str]]:
    """The connected components, largest first, the nodes of each in the order of their names."""
    found, seen = [], set[str]()
    for node in neighbours:
        if node in seen:
            continue
        part, open_ = {node}, [node]
        while open_:
            new = neighbours[open_.pop()] - part
            part |= new
            open_ += new
        seen |= part
        found.append(sorted(part))
    return sorted(found, key=lambda part: (-len(part), part))


def noise(node: str) -> tuple[float, float]:
    """Two numbers between -1 and 1 that depend on nothing but the node's name."""
    digest = hashlib.sha256(node.encode()).digest()
    return (int.from_bytes(digest[:4]) / 2**31 - 1, int.from_bytes(digest[4:8]) / 2**31 - 1)


def _component(
    neighbours: Mapping[str, set[str]], part: Sequence[str], sides: Mapping[str, float], gap: float
) -> Points:
    """Positions of one connected component, centred on the origin."""
    noises = np.array([noise(node) for node in part])
    if len(part) == 1:
        return np.zeros((1, 2))
    lengths = _lengths(neighbours, part)
    if len(part) <= WHOLE:
        distances = engine.shortest(lengths, range(len(part))).T
        points = _majorized(_scaled(distances) + noises * 0.05, distances)
    else:
        pivots, distances = _pivots(lengths, PIVOTS)
        points = _relaxed(_scaled(distances) + noises * 0.05, distances, pivots, lengths)
    points = _turned(points * UNIT * gap, _wanted(lengths, part, noises, sides))
    return _apart(points, gap)


def _lengths(neighbours: Mapping[str, set[str]], part: Sequence[str]) -> Matrix:
    """A sparse symmetric matrix of the wished lengths of ties: longer at nodes with many ties, which need room."""
    at = {node: index for index, node in enumerate(part)}
    ends = np.array([(at[a], at[b]) for a in part for b in sorted(neighbours[a]) if a < b])
    degrees = np.sqrt(np.array([len(neighbours[node]) for node in part], dtype=float))
    wished = 1 + SPREAD * (degrees[ends[:, 0]] + degrees[ends[:, 1]] - 2)
    return engine.matrix(len(part), ends[:, 0], ends[:, 1], wished)


def _pivots(lengths: Matrix, count: int) -> tuple[list[int], Vector]:
    """Nodes far from each other: the first has most ties, each next is farthest from those before.

    With them the lengths of the shortest chains from each node (rows) to each pivot (columns).
    """
    chosen = [int(np.argmax(np.diff(lengths.indptr)))]
    distances = [engine.shortest(lengths, chosen[0])]
    nearest = distances[0]
    while len(chosen) < count:
        chosen.append(int(np.argmax(nearest)))
        distances.append(engine.shortest(lengths, chosen[-1]))
        nearest = np.minimum(nearest, distances[-1])
    return chosen, np.stack(distances, axis=1)


def _scaled(distances: Vector) -> Points:
    """Pivot scaling: the two main directions of the doubly centred squared distances."""
    squared = distances**2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean())
    _, vectors = np.linalg.eigh(centred.T @ centred)
    points: Points = centred @ vectors[:, :-3:-1]
    size = np.abs(points).max() or 1.0
    return np.asarray(points / size * distances.max() / 2)


def _majorized(points: Points, distances: Vector) -> Points:
    """Stress majorization over all pairs, each weighted with the inverse square of its distance."""
    wished = distances + np.eye(len(distances))
    weights = wished**-2.0
    np.fill_diagonal(weights, 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    pull = weights * distances
    for _ in range(ROUNDS):
        gaps = np.hypot(*(np.subtract.outer(axis, axis) for axis in points.T))
        ratio = np.divide(pull, gaps, out=np.zeros_like(pull), where=gaps > NOTHING)
        moved = inverse @ (ratio.sum(axis=1)[:, None] * points - ratio @ points)
        settled = np.abs(moved - points).max() < SETTLED
        points = moved
        if settled:
            break
    return points


def _relaxed(points: Points, distances: Vector, pivots: Sequence[int], lengths: Matrix) -> Points:
    """Stress over ties and over the pairs of node and pivot only: each node moves half way to where these want it."""
    ties = lengths.tocoo()
    near = ties.data**-2.0
    far = np.divide(1.0, distances**2, out=np.zeros_like(distances), where=distances > 0)
    total = np.bincount(ties.row, near, len(points)) + far.sum(axis=1)
    blocks = [slice(first, first + BLOCK) for first in range(0, len(points), BLOCK)]
    for _ in range(ROUNDS):
        places = points[pivots]
        drawn = [_drawn(points[rows], places, distances[rows], far[rows]) for rows in blocks]
        step = points[ties.row] - points[ties.col]
        stretch = ties.data / np.maximum(np.hypot(*step.T), NOTHING)
        goal = (near * (points[ties.col].T + step.T * stretch)).T
        sums = np.stack([np.bincount(ties.row, axis, len(points)) for axis in goal.T], axis=1) + np.concatenate(drawn)
        points = (points + sums / total[:, None]) / 2
    return points


def _drawn(points: Points, pivots: Points, wished: Vector, weights: Vector) -> Points:
    """Where each point is to be for each of the pivots, weighted and summed."""
    across, down = (points[:, axis, None] - pivots[:, axis] for axis in (0, 1))
    pull = weights * wished / np.maximum(np.sqrt(across * across + down * down), NOTHING)
    pulled = np.stack([(pull * across).sum(axis=1), (pull * down).sum(axis=1)], axis=1)
    return np.asarray(weights @ pivots + pulled)


def _turned(points: Points, wanted: Points) -> Points:
    """The points turned and mirrored so that they lie where wanted as well as can be (Procrustes)."""
    points = points - points.mean(axis=0)
    left, _, right = np.linalg.svd(points.T @ wanted)
    return np.asarray(points @ left @ right)


def _wanted(lengths: Matrix, part: Sequence[str], noises: Points, sides: Mapping[str, float]) -> Points:
    """To which side, and whether up or down, each node is to come: noise spread along the ties, so that hubs decide.

    Noise alone would agree with the picture by chance only, and a small change of the graph could mirror it.
    """
    walk = engine.average(lengths)
    across = np.array([sides.get(node, 0.0) for node in part]) + noises[:, 0] * 0.2
    wanted = np.stack([across, noises[:, 1]], axis=1)
    for _ in range(SPREADING):
        wanted = (wanted + walk @ wanted) / 2
        wanted -= wanted.mean(axis=0)
    length = np.linalg.norm(wanted, axis=0)
    across, upward = (wanted / np.where(length > NOTHING, length, 1)).T
    return np.stack([across, (upward - across * (across @ upward)) / 2], axis=1)


def _apart(points: Points, gap: float) -> Points:
    """The points with at least a gap between any two, moved as little as need be."""
    room = np.prod(np.maximum(np.ptp(points, axis=0), gap)) / (len(points) * (ROOM * gap) ** 2)
    points = points / min(1.0, room) ** 0.5
    for _ in range(ROUNDS):
        pairs = engine.near_pairs(points, gap)
        if not len(pairs):
            break
        blocks = (pairs[first : first + PAIRS] for first in range(0, len(pairs), PAIRS))
        points = points + sum((_pushed(points, block, gap) for block in blocks), np.zeros_like(points))
    return np.asarray(points - (points.max(axis=0) + points.min(axis=0)) / 2)


def _pushed(points: Points, pairs: npt.NDArray[np.int64], gap: float) -> Points:
    """How far each point is pushed away from those that it is too near to."""
    one, two = pairs[:, 0], pairs[:, 1]
    step = points[one] - points[two]
    gaps = np.linalg.norm(step, axis=1)[:, None]
    angle = GOLDEN * (one * 31.0 + two)  # of points at one place, each goes its own way
    apart = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    push = np.where(gaps > NEARLY * gap, step / np.maximum(gaps, NOTHING), apart) * (gap - gaps) * 0.4
    ends, pushes = np.concatenate([one, two]), np.concatenate([push, -push])
    return np.stack([np.bincount(ends, axis, len(points)) for axis in pushes.T], axis=1)


def _packed(drawn: Sequence[Points]) -> list[Points]:
    """The components, largest first, each as near to the origin as there is room, seen as boxes; wider than high."""
    sizes = [(points.max(axis=0) - points.min(axis=0) + MARGIN) / 2 for points in drawn]
    least = np.min(sizes, axis=0) if sizes else np.empty(2)
    centres, halves = np.empty((0, 2)), np.empty((0, 2))
    packed, first = [], 0
    for points, half in zip(drawn, sizes, strict=True):
        first, _ = _next_clear(first, least, centres, halves)  # before it there is room for none
        _, centre = _next_clear(first, half, centres, halves)
        centres, halves = np.vstack([centres, centre]), np.vstack([halves, half])
        packed.append(points + centre)
    return packed


def _next_clear(first: int, half: Points, centres: Points, halves: Points) -> tuple[int, Points]:
    """The first place on the spiral, from a number on, where a box touches none of those that are placed."""
    for start in itertools.count(first, SPOTS):
        spots = _spiral(start)
        clear = np.flatnonzero(_clear(spots, half, centres, halves))
        if len(clear):
            return start + int(clear[0]), spots[clear[0]]
    raise AssertionError("a spiral has no end")


def _spiral(first: int) -> Points:
    """Points ever farther from the origin, on a spiral twice as wide as high: so many from a number on."""
    steps = np.sqrt(np.arange(first, first + SPOTS, dtype=float))
    angles, radii = 0.6 * steps * 2.4, 12 * steps * 2
    return np.stack([1.5 * radii * np.cos(angles), radii * np.sin(angles)], axis=1)


def _clear(spots: Points, half: Points, centres: Points, halves: Points) -> npt.NDArray[np.bool_]:
    """At which spots a box touches none of those that are placed."""
    away = np.abs(spots[:, None] - centres) >= half + halves
    clear: npt.NDArray[np.bool_] = np.all(np.any(away, axis=2), axis=1)
    return clear
