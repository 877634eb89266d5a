"""Influence on the page: the measures of all that is drawn, for sizes, and the table of actors with its intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from kzcn import engine_sparse as engine
from kzcn.affiliations import Affiliations
from kzcn.influence import Row, influence
from kzcn.measures import MEASURES, MOST_NODES_EXACT
from kzcn.page.statements import compact
from kzcn.page.ties import Tie

DIGITS = 4  # significant ones: more would only fill the page
# Sizes by these would mislead: little constraint is much influence.
NO_SIZES = {"constraint"}
LARGE = 2000  # beyond it the costly measures of what is drawn are left to the table
RESAMPLES = 100  # the command line takes up to 1,000
FEW_RESAMPLES = 40  # beyond MOST_NODES_EXACT actors, so that the page of a large graph does not wait for them
QUICK = ("strength", "degree", "eigenvector", "pagerank", "core")


def drawn_measures(ties: Iterable[Tie], things: Sequence[str]) -> dict[str, dict[str, float]]:
    """The measures of each thing in the network of all ties that are drawn, each tie weighing 1; see kzcn.measures."""
    at = {thing: index for index, thing in enumerate(things)}
    ends = [(at[tie.source], at[tie.target]) for tie in ties]
    weights = engine.matrix(len(things), [one for one, _ in ends], [other for _, other in ends], [1.0] * len(ends))
    names = [name for name in MEASURES if name not in NO_SIZES and (len(things) <= LARGE or name in QUICK)]
    found: dict[str, dict[str, float]] = {thing: {} for thing in things}
    for name in names:
        for thing, value in zip(things, MEASURES[name].compute(weights), strict=True):
            if math.isfinite(value):
                found[thing][name] = _rounded(value)
    return found


def influence_rows(affiliations: Affiliations) -> dict[str, Any]:
    """The table of actors: values in the network of actors, ranks with their intervals, brokerage by role.

    A measure that says nothing of an actor (constraint of one without ties) is missing in its row. `resamples` says how
    many samples the intervals come from: 100, or 40 where there are more than 1,000 actors; for what is estimated in
    them, see `pivots` of `kzcn.influence.influence`.
    """
    resamples = RESAMPLES if len(affiliations.actors) <= MOST_NODES_EXACT else FEW_RESAMPLES
    table = influence(affiliations, measures=["all"], resamples=resamples, leave_one_out=False)
    return {
        "measures": [measure.name for measure in table.measures],
        "stability": {name: _rounded(value) for name, value in table.stability.items() if value is not None},
        "reports": table.reports,
        "resamples": table.resamples,
        "rows": [_row(row) for row in table.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    known = {name: value for name, value in row.values.items() if math.isfinite(value)}
    return {
        "id": compact(row.iri),
        "values": {name: _rounded(value) for name, value in known.items()},
        "ranks": {name: [row.ranks[name].rank, row.ranks[name].low, row.ranks[name].high] for name in known},
        "brokerage": {role: _rounded(found["count"]) for role, found in (row.roles or {}).items() if role != "total"},
        "community": row.community,
    }


def _rounded(value: float) -> float:
    """A number as a page needs it, whole where it is whole."""
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() else rounded
