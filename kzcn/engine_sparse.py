"""scipy: measures of a network on its sparse matrix, whole vectors at a time. The one module that imports scipy.

A matrix here is symmetric, of weights above zero, with an empty diagonal; row and column i are node i. The same
measures are in networkx; these exist because rank intervals repeat each measure hundreds of times. Tests hold the
two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.sparse.linalg import ArpackNoConvergence, eigsh
from scipy.spatial import cKDTree

Vector = npt.NDArray[np.float64]
Matrix = Any  # scipy.sparse.csr_array; scipy carries no types

DAMPING = 0.85
SAME_LENGTH = 1e-9  # two paths are equally long where their lengths differ by less than this part
DENSE = 50  # up to so many nodes a dense decomposition is quicker than Lanczos'
DENSE_PRODUCT = 200  # up to so many nodes a dense matrix takes a vector quicker than a sparse one
MOST_ITERATIONS = 10_000
TOLERANCE = 1e-12
BLOCK = 500_000  # numbers in one working array: more would not stay in the processor's cache


def matrix(size: int, rows: Any, columns: Any, weights: Any) -> Matrix:
    """The symmetric matrix of ties, each given once; several ties of a pair add up, ties to oneself are left out."""
    rows, columns = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    weights = np.asarray(weights, dtype=float)
    kept = (rows != columns) & (weights > 0)
    rows, columns, weights = rows[kept], columns[kept], weights[kept]
    both = (np.concatenate([weights, weights]), (np.concatenate([rows, columns]), np.concatenate([columns, rows])))
    return _tidy(sparse.csr_array(both, shape=(size, size)))


def directed_matrix(size: int, rows: Any, columns: Any) -> Matrix:
    """The matrix of directed ties, 1 each, however often one is given; ties to oneself are left out."""
    rows, columns = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    kept = rows != columns
    found = sparse.csr_array((np.ones(kept.sum()), (rows[kept], columns[kept])), shape=(size, size))
    found.sum_duplicates()
    found.data[:] = 1.0
    return found


def indicator(size: int, classes: Any, count: int) -> Matrix:
    """The matrix that has 1 where node i belongs to class j."""
    return sparse.csr_array((np.ones(size), (np.arange(size), np.asarray(classes))), shape=(size, count))


def incidence(size: int, events: int, nodes: Any, where: Any) -> Matrix:
    """The matrix that has 1 where node i takes part in event j; each pair is given once."""
    return sparse.csr_array((np.ones(len(nodes)), (nodes, where)), shape=(size, events))


def newman(members: Matrix, sides: npt.NDArray[Any] | None = None) -> Matrix:
    """One-mode weights after Newman (2001): 1/(k - 1) for each shared event of k members.

    With `sides`, only ties between nodes of different sides are kept.
    """
    sizes = members.sum(axis=0)
    shares = np.divide(1.0, sizes - 1, out=np.zeros_like(sizes), where=sizes > 1)
    found = ((members * shares) @ members.T).tocoo()
    kept = (found.row != found.col) & (found.data > 0)
    if sides is not None:
        kept &= sides[found.row] != sides[found.col]
    return _tidy(sparse.csr_array((found.data[kept], (found.row[kept], found.col[kept])), shape=found.shape))


def _tidy(found: Matrix) -> Matrix:
    found.sum_duplicates()
    found.sort_indices()
    return found


def pattern(weights: Matrix) -> Matrix:
    """The same ties, each of weight 1."""
    return sparse.csr_array((np.ones_like(weights.data), weights.indices, weights.indptr), shape=weights.shape)


def strength(weights: Matrix) -> Vector:
    """Sum of the weights of each node's ties."""
    return np.asarray(weights.sum(axis=1), dtype=float)


def degree(weights: Matrix) -> Vector:
    """Number of each node's ties."""
    return np.asarray(np.diff(weights.indptr), dtype=float)


def pagerank(weights: Matrix) -> Vector:
    """Share of time of a walker who follows ties by weight and jumps anywhere with 0.15; sums to 1."""
    size = weights.shape[0]
    if size == 0:
        return np.zeros(0)
    totals = strength(weights)
    share = np.divide(1.0, totals, out=np.zeros(size), where=totals > 0)
    lonely = totals == 0
    rank = np.full(size, 1.0 / size)
    ties = weights.toarray() if size <= DENSE_PRODUCT else weights
    for _ in range(MOST_ITERATIONS):
        fresh = DAMPING * (ties @ (rank * share) + rank[lonely].sum() / size) + (1 - DAMPING) / size
        change = np.abs(fresh - rank).sum()
        rank = fresh
        if change < TOLERANCE:
            break
    return rank


def eigenvector(weights: Matrix) -> Vector:
    """Bonacich's eigenvector centrality, of length 1.

    The limit of each node taking again and again the weighted sum of its neighbours' values, all equal at first: it
    exists for disconnected networks too, where only the component with the largest eigenvalue keeps values above 0.
    """
    found = np.zeros(weights.shape[0])
    if weights.nnz == 0:
        return found
    largest, parts = 0.0, []
    for members, bound in _components(weights):
        if bound < largest * (1 - SAME_LENGTH):
            break
        value, vector = _perron(weights[members][:, members])
        largest = max(largest, value)
        parts.append((value, members, vector))
    for value, members, vector in parts:
        if value >= largest * (1 - SAME_LENGTH):
            found[members] = vector * vector.sum()
    found[found < TOLERANCE] = 0.0
    return np.asarray(found / np.linalg.norm(found))


def _components(weights: Matrix) -> Iterator[tuple[npt.NDArray[np.int64], float]]:
    """The nodes of each connected component, with a bound of its largest eigenvalue, falling: the largest strength."""
    count, labels = connected_components(weights, directed=False)
    bounds = np.zeros(count)
    np.maximum.at(bounds, labels, strength(weights))
    by_component = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[by_component], np.arange(count + 1))
    for part in np.argsort(-bounds, kind="stable"):
        yield by_component[starts[part] : starts[part + 1]], float(bounds[part])


def _perron(weights: Matrix) -> tuple[float, Vector]:
    """The largest eigenvalue of a connected network, and its eigenvector of length 1, which is above 0 everywhere."""
    size = weights.shape[0]
    if size > DENSE:
        try:
            values, vectors = eigsh(weights, k=1, which="LA", v0=np.ones(size), tol=0)
        except ArpackNoConvergence:
            values, vectors = np.linalg.eigh(weights.toarray())
    else:
        values, vectors = np.linalg.eigh(weights.toarray())
    return float(values[-1]), np.abs(vectors[:, -1])


def core(weights: Matrix) -> Vector:
    """Largest k such that the node is in a part of the network where each has k ties or more within it."""
    ties = pattern(weights)
    left = degree(weights)
    found = np.zeros_like(left)
    alive = np.ones(len(left), dtype=bool)
    level = 0.0
    while alive.any():
        level = max(level, left[alive].min())
        while (drop := alive & (left <= level)).any():
            found[drop] = level
            alive &= ~drop
            left = left - ties @ drop.astype(float)
    return found


def constraint(weights: Matrix) -> Vector:
    """Burt's constraint; NaN for a node without ties."""
    totals = strength(weights)
    share = _scaled(weights, totals)
    direct = share + (share @ share).multiply(pattern(weights))
    found = np.asarray(direct.multiply(direct).sum(axis=1), dtype=float)
    return np.where(totals > 0, found, np.nan)


def effective_size(weights: Matrix) -> Vector:
    """Burt's effective size; NaN for a node without ties."""
    totals = strength(weights)
    share = _scaled(weights, totals)
    best = weights.max(axis=1).toarray().ravel() if weights.nnz else np.zeros(len(totals))
    marginal = _scaled(weights, best)
    redundant = (share @ marginal.T).multiply(pattern(weights))
    found = degree(weights) - np.asarray(redundant.sum(axis=1), dtype=float)
    return np.where(totals > 0, found, np.nan)


def _scaled(weights: Matrix, by: Vector) -> Matrix:
    """Each row divided by its number; rows of zero stay."""
    factors = np.divide(1.0, by, out=np.zeros_like(by), where=by > 0)
    return sparse.csr_array(sparse.diags_array(factors) @ weights)


def lengths(weights: Matrix) -> Matrix:
    """The length of each tie, 1/weight: a strong tie is short."""
    return sparse.csr_array((1.0 / weights.data, weights.indices, weights.indptr), shape=weights.shape)


def average(weights: Matrix) -> Matrix:
    """The matrix that takes the mean over each node's neighbours, whatever the weights; 0 for one without ties."""
    return _scaled(pattern(weights), degree(weights))


def shortest(long: Matrix, sources: Any) -> Vector:
    """As `distances`, from the lengths of ties; one source alone gives one row."""
    return np.asarray(dijkstra(long, directed=True, indices=sources))


def near_pairs(points: Vector, distance: float) -> npt.NDArray[np.int64]:
    """The pairs of points that are at most so far from each other, by their rows: a table of two columns."""
    return np.asarray(cKDTree(points).query_pairs(distance, output_type="ndarray"))


def distances(weights: Matrix, sources: npt.NDArray[np.int64]) -> Vector:
    """Length of the shortest path from each source (rows) to each node; infinite where there is none."""
    return shortest(lengths(weights), sources)


def parts(weights: Matrix) -> Iterator[tuple[npt.NDArray[np.int64], Matrix]]:
    """The nodes with ties in two parts with no tie between them, each with its own matrix.

    The largest component is one, all others the other: what looks at every pair of nodes need not look across.
    """
    _, labels = connected_components(weights, directed=False)
    tied = degree(weights) > 0
    if tied.any():
        inner = tied & (labels == np.bincount(labels[tied]).argmax())
        for part in map(np.flatnonzero, (inner, tied & ~inner)):
            if len(part):
                yield part, sparse.csr_array(weights[part][:, part])


def harmonic(weights: Matrix) -> Vector:
    """Harmonic closeness: the mean of 1/distance to all other nodes, 0 for those that cannot be reached."""
    size: int = weights.shape[0]
    found: Vector = np.zeros(size)
    for part, inner in parts(weights):
        for sources in _blocks(np.arange(len(part)), len(part)):
            found[part[sources]] = nearness(distances(inner, sources)).sum(axis=1)
    return found / max(size - 1, 1)


def nearness(far: Vector) -> Vector:
    """1/distance of each; 0 for a node itself and for what is out of reach."""
    reached = (far > 0) & np.isfinite(far)
    return np.divide(1.0, far, out=np.zeros_like(far), where=reached)


def dependencies(weights: Matrix, sources: npt.NDArray[np.int64]) -> Iterator[tuple[Vector, Vector]]:
    """For blocks of sources: how much each source depends on each node (Brandes 2001), and how far it is from there.

    Two tables, one row a source. The dependency of s on v is the sum, over all t, of the share of shortest paths from
    s to t that run through v; distances are those of `distances`.
    """
    size = weights.shape[0]
    long = lengths(weights)
    one, other = np.repeat(np.arange(size), np.diff(long.indptr)), long.indices.astype(np.int64)
    once = one < other
    ties = (one[once], other[once], long.data[once])
    for block in _blocks(sources, max(long.nnz, size)):
        far = shortest(long, block).reshape(len(block), size)
        yield _dependencies(far, block, *ties), far


def _dependencies(
    far: Vector, sources: npt.NDArray[np.int64], one: npt.NDArray[Any], other: npt.NDArray[Any], long: Vector
) -> Vector:
    """Brandes' accumulation for all sources at once: the shortest paths of all of them as one acyclic network."""
    count, size = far.shape
    near, beyond = _steps(far, one, other, long)
    back = sparse.csr_array((np.ones(len(near)), (near, beyond)), shape=(count * size, count * size))
    steps = back.T.tocsr()
    start = np.zeros(count * size)
    start[np.arange(count) * size + sources] = 1.0
    paths = start
    while True:  # ends after as many rounds as the longest shortest path has ties
        fresh = start + steps @ paths
        if np.array_equal(fresh, paths):
            break
        paths = fresh
    inverse = np.divide(1.0, paths, out=np.zeros_like(paths), where=paths > 0)
    found = np.zeros_like(paths)
    while True:
        fresh = paths * (back @ (inverse * (1.0 + found)))
        if np.array_equal(fresh, found):
            break
        found = fresh
    table = found.reshape(count, size)
    table[np.arange(count), sources] = 0.0
    return table


def _steps(
    far: Vector, one: npt.NDArray[Any], other: npt.NDArray[Any], long: Vector
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The ties on shortest paths, each from its nearer end to the other; node v of the source in row i is i·n + v."""
    here, there = np.take(far, one, axis=1), np.take(far, other, axis=1)
    with np.errstate(invalid="ignore"):  # out of reach: ∞ - ∞ is on no path
        gap = there - here
        on_path = np.abs(np.abs(gap) - long) <= SAME_LENGTH * np.maximum(here, there)
    row, tie = np.nonzero(on_path)
    outward = gap[row, tie] > 0
    first = row * far.shape[1]
    return first + np.where(outward, one[tie], other[tie]), first + np.where(outward, other[tie], one[tie])


def _blocks(sources: npt.NDArray[np.int64], width: int) -> Iterator[npt.NDArray[np.int64]]:
    step = max(1, BLOCK // max(width, 1))
    for begin in range(0, len(sources), step):
        yield sources[begin : begin + step]
