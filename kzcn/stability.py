"""How sure a rank is: what becomes of it when other articles had been written.

News samples badly. The unit that is drawn is the *report*: an article with its parallel versions in other languages.
A membership (an actor in an event) stands as long as one report that tells of it is in the sample, and the network is
made anew from what stands. Two samplings:

- *bootstrap*: as many reports as there are, drawn with replacement, many times (Efron 1979, "Bootstrap methods: another
  look at the jackknife", Annals of Statistics 7, 1-26). A report drawn twice says no more than drawn once, so a sample
  holds about 63 % of the reports, and intervals err on the wide side.
- *leave one out*: each report is left out once.

Whoever is not in a sample has no ties there and comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kzcn import engine_sparse as engine
from kzcn.affiliations import Membership
from kzcn.engine_sparse import Matrix, Vector
from kzcn.measures import Measure

SEED = 1
INTERVAL = 0.95
DIGITS = 9  # values that agree to so many digits share a rank
LEAST_REPORTS = 2
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ranks:
    """Ranks of one measure in one table of n rows; 1 is the most influential, ties share the best rank.

    `low` and `high` bound the middle 95 % of the ranks in the bootstrap (and hold the rank itself), `least` and `most`
    those when any one report is left out. Someone tied with others could hold any rank of the tie, and counts as
    holding all of them. `unsure` where low to high spans half the table or more. `stability` is the mean
    correlation (Spearman) of the values with those in the bootstrap's samples: 1 where the order never changes,
    0 where nothing of it remains; None where all values are equal or there are fewer than two reports.
    """

    rank: npt.NDArray[np.int64]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    least: npt.NDArray[np.int64]
    most: npt.NDArray[np.int64]
    stability: float | None

    @property
    def unsure(self) -> Bools:
        """Whose interval spans half the table or more."""
        return (self.high > self.low) & (2 * (self.high - self.low + 1) >= len(self.rank))


class Resampler:
    """Makes the network of any sample of reports, as a matrix whose rows are always `nodes`.

    `kind` is that of the network (see network.py); for `places`, `sides` gives the country of each node.
    """

    def __init__(
        self,
        memberships: Sequence[Membership],
        reports: Mapping[str, str],
        kind: str,
        nodes: Sequence[str],
        sides: Mapping[str, str | None] | None = None,
    ) -> None:
        self.kind = kind
        at = {node: index for index, node in enumerate(nodes)}
        events = sorted({m.event for m in memberships})
        self.reports = sorted({reports.get(m.article, m.article) for m in memberships})
        pairs = sorted({(m.node, m.event) for m in memberships})
        pair_at = {pair: index for index, pair in enumerate(pairs)}
        report_at = {report: index for index, report in enumerate(self.reports)}
        told = {(pair_at[m.node, m.event], report_at[reports.get(m.article, m.article)]) for m in memberships}
        self._told = engine.incidence(len(pairs), len(self.reports), *_columns(sorted(told)))
        self._size = len(nodes)
        if kind == "affiliation":
            # Events are nodes too: pairs become ties of positions in `nodes`.
            self._ties = _columns([(at[node], at[event]) for node, event in pairs])
        else:
            event_at = {event: index for index, event in enumerate(events)}
            self._ties = _columns([(at[node], event_at[event]) for node, event in pairs])
            self._events = len(events)
        self._sides = np.array([str(sides.get(node)) for node in nodes]) if sides is not None else None

    def network(self, kept: Bools) -> Matrix:
        """The matrix of the network that remains where only the reports that are True are kept."""
        present = (self._told @ kept.astype(float)) > 0
        rows, columns = self._ties[0][present], self._ties[1][present]
        if self.kind == "affiliation":
            return engine.matrix(self._size, rows, columns, np.ones(len(rows)))
        return engine.newman(engine.incidence(self._size, self._events, rows, columns), self._sides)

    def bootstrap(self, resamples: int, seed: int) -> tuple[Bools, npt.NDArray[np.int64]]:
        """The distinct samples (rows; columns are reports) and how often each was drawn."""
        count = len(self.reports)
        drawn = np.random.default_rng(seed).integers(count, size=(resamples, count))
        kept = np.zeros((resamples, count), dtype=bool)
        kept[np.arange(resamples)[:, None], drawn] = True
        found, times = np.unique(kept, axis=0, return_counts=True)
        return found, times

    def leave_one_out(self) -> Bools:
        """The samples that lack one report, one row each."""
        return ~np.eye(len(self.reports), dtype=bool)


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def ranks(
    resampler: Resampler,
    measures: Sequence[Measure],
    rows: npt.NDArray[np.int64],
    values: Mapping[str, Vector],
    *,
    compute: Callable[[Matrix, int], Mapping[str, Vector]],
    resamples: int,
    seed: int = SEED,
    leave_one_out: bool = True,
) -> dict[str, Ranks]:
    """The ranks of each measure in the table of `rows` (positions of nodes), by name of measure.

    `values` are those of the whole network, all nodes; `compute` gives those of a sample from its matrix and its
    number, by name of measure. With fewer than two reports nothing can be said about how sure
    a rank is: intervals then span the whole table.
    Without `leave_one_out`, `least` and `most` repeat the interval. The same seed gives the same intervals.
    """
    if len(resampler.reports) < LEAST_REPORTS or resamples < 1:
        return {m.name: _unknown(_scores(m, values[m.name])[rows]) for m in measures}
    samples, times = resampler.bootstrap(resamples, seed)
    drawn = _repeat(resampler, samples, measures, compute, rows)
    left = _repeat(resampler, resampler.leave_one_out(), measures, compute, rows) if leave_one_out else None
    found = {}
    for m in measures:
        best, worst = places(_scores(m, values[m.name])[rows])
        low, high = _interval(*places(drawn[m.name]), times)
        least, most = places(left[m.name]) if left else (low[None], high[None])
        found[m.name] = Ranks(
            best,
            np.minimum(low, best),
            np.maximum(high, worst),
            np.minimum(least.min(axis=0).astype(np.int64), best) if len(rows) else best,
            np.maximum(most.max(axis=0).astype(np.int64), worst) if len(rows) else best,
            _stability((best + worst) / 2, *places(drawn[m.name]), times),
        )
    return found


def _repeat(
    resampler: Resampler,
    samples: Bools,
    measures: Sequence[Measure],
    compute: Callable[[Matrix, int], Mapping[str, Vector]],
    rows: npt.NDArray[np.int64],
) -> dict[str, Vector]:
    """The scores of each measure in each sample: a table of samples × rows."""
    found = {m.name: np.empty((len(samples), len(rows))) for m in measures}
    for index, kept in enumerate(samples):
        values = compute(resampler.network(kept), index)
        for m in measures:
            found[m.name][index] = _scores(m, values[m.name])[rows]
    return found


def _scores(measure: Measure, values: Vector) -> Vector:
    """Values turned so that high means more influence and nothing at all comes last, with noise rounded off."""
    scores = np.where(np.isnan(values), -np.inf, values if measure.high else -values)
    finite = np.abs(scores[np.isfinite(scores)])
    largest = finite.max(initial=0.0)
    return np.round(scores / largest, DIGITS) if largest > 0 else scores


def places(scores: Vector) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Best and worst rank that each score can hold in its row: they differ where scores are tied.

    >>> best, worst = places(np.array([3.0, 1.0, 1.0]))
    >>> best.tolist(), worst.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    table = np.atleast_2d(scores)
    count = table.shape[1]
    best, worst = np.empty(table.shape, dtype=np.int64), np.empty(table.shape, dtype=np.int64)
    for index, row in enumerate(table):
        ordered = np.sort(row)
        best[index] = count - np.searchsorted(ordered, row, side="right") + 1
        worst[index] = count - np.searchsorted(ordered, row, side="left")
    return (best[0], worst[0]) if scores.ndim == 1 else (best, worst)


def _interval(
    best: npt.NDArray[np.int64], worst: npt.NDArray[np.int64], times: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Per column the ranks between which the middle 95 % of samples lie, each sample counted as often as drawn."""
    tail = (1 - INTERVAL) / 2
    whole_best, whole_worst = np.repeat(best, times, axis=0), np.repeat(worst, times, axis=0)
    low = np.quantile(whole_best, tail, axis=0, method="inverted_cdf")
    high = np.quantile(whole_worst, 1 - tail, axis=0, method="inverted_cdf")
    return low.astype(np.int64), high.astype(np.int64)


def _stability(
    middle: Vector, best: npt.NDArray[np.int64], worst: npt.NDArray[np.int64], times: npt.NDArray[np.int64]
) -> float | None:
    """Mean Spearman correlation with the samples; a sample in which all are equal counts as 0."""
    own = middle - middle.mean() if len(middle) else middle
    length = np.linalg.norm(own)
    if length == 0:
        return None
    table = (best + worst) / 2
    table -= table.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(table, axis=1)
    correlations = np.divide(table @ own, lengths * length, out=np.zeros(len(table)), where=lengths > 0)
    return float(np.average(correlations, weights=times))


def _unknown(scores: Vector) -> Ranks:
    best, _ = places(scores)
    count = len(scores)
    lowest, highest = np.ones(count, dtype=np.int64), np.full(count, count, dtype=np.int64)
    return Ranks(best, lowest, highest, lowest, highest, None)
