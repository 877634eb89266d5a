"""Who holds influence: measures, ranks with how sure they are, communities and brokerage, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kzcn.affiliations import Affiliations
from kzcn.brokerage import Brokerage, brokerage
from kzcn.engine_sparse import Matrix, Vector
from kzcn.errors import UsageError, did_you_mean, nearest
from kzcn.measures import (
    MOST_NODES_CLOSENESS,
    MOST_NODES_EXACT,
    PIVOTS,
    Measure,
    Sampled,
    find_measures,
    matrix_of,
    sampled_betweenness,
)
from kzcn.network import memberships_of, project
from kzcn.stability import SEED, Ranks, Resampler, ranks

if TYPE_CHECKING:
    from networkx import Graph

GROUPS = {
    "officials": ("kind", "person"),
    "companies": ("kind", "company"),
    "bodies": ("kind", "body"),
    "organizations": ("kind", "organization"),
    "kazakhstan": ("country", "KZ"),
    "china": ("country", "CN"),
    "meetings": ("kind", "meeting"),
    "projects": ("kind", "project"),
    "agreements": ("kind", "agreement"),
}
PATH_MEASURES = {"betweenness", "closeness"}
MOST_RESAMPLES, LEAST_RESAMPLES = 1000, 50
BUDGET = 200_000_000  # ties followed in all resamples together: some ten seconds
FROM_SAMPLE = f"; estimated from its distance to {PIVOTS:,} nodes drawn at random"
RESAMPLE_PIVOTS = 100  # in each resample of a large network


@dataclass(frozen=True)
class Rank:
    """A rank from 1, the interval in which it lies, that when any one report is left out, and whether to trust it."""

    rank: int
    low: int
    high: int
    least: int
    most: int
    unsure: bool


@dataclass(frozen=True)
class Row:
    """One node of the table: its values and ranks by measure; its community, numbered from 1 by size.

    `roles` has `count`, `expected` and `score` of each brokerage role; None for a node without a country.
    """

    iri: str
    label: str
    kind: str
    country: str | None
    values: Mapping[str, float]
    ranks: Mapping[str, Rank]
    community: int
    roles: Mapping[str, Mapping[str, float]] | None = None


@dataclass(frozen=True)
class Influence:
    """The table, in order of its first measure, and what it was made from.

    `rows` hold the group that was asked for; values are always those of the whole network, ranks those in the table.
    `stability` is None for a measure of which nothing can be said. `sampled` is there where betweenness was sampled:
    `bounds` and `errors` say how far off each value can be. Where closeness was sampled, its measure's `about` says so.
    """

    graph: Graph
    nodes: tuple[str, ...]
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    stability: Mapping[str, float | None]
    reports: int
    resamples: int
    seed: int
    brokerage: Brokerage | None = None
    sampled: Sampled | None = None
    bounds: Mapping[str, float] = field(default_factory=dict)
    errors: Mapping[str, float] = field(default_factory=dict)

    def row(self, iri: str) -> Row:
        """The row of a node. Raises UsageError where the table has none."""
        for row in self.rows:
            if row.iri == iri:
                return row
        raise UsageError(f"{iri} is not in the table.")


def influence(
    affiliations: Affiliations,
    *,
    kind: str = "actors",
    measures: Sequence[str] = ("strength",),
    group: str | None = None,
    resamples: int | None = None,
    pivots: int | None = None,
    seed: int = SEED,
    leave_one_out: bool = True,
) -> Influence:
    """The table of influence in a network of one kind.

    measures: names, or `all`. The first one orders the table.
    group: ranks only these: a name of GROUPS, or an ISO 3166-1 code of a country. The network stays whole.
    resamples: samples of the bootstrap, 0 for none. Where not given: 1000, but fewer, down to 50, where that would take
        much longer than ten seconds, and none beyond 1,000 nodes.
    leave_one_out: also ranks without each report in turn; else `least` and `most` are the ends of the interval.
    pivots: samples betweenness from so many nodes, 0 for exact. Where not given: exact up to 1,000 nodes, then 1,000;
        closeness comes from the same paths beyond 5,000 nodes. Each resample of more than 1,000 nodes then follows the
        shortest paths of 100 nodes of its own only, for both measures: intervals hold that noise too, and are wider.

    Raises UsageError for an unknown kind, measure or group, for a negative number, and for a single pivot.
    """
    wanted = find_measures(measures)
    of_group = find_group(group) if group is not None else None
    memberships = memberships_of(affiliations, kind)
    graph = project(memberships, affiliations, kind)
    nodes, weights = matrix_of(graph)
    if resamples is None:
        resamples = _resamples(len(nodes), graph.number_of_edges(), wanted)
    if resamples < 0 or (pivots is not None and pivots < 0):
        raise UsageError("Numbers of resamples and pivots begin at 0.")
    names = {m.name for m in wanted}
    large = pivots is None and len(nodes) > MOST_NODES_EXACT
    far = large and len(nodes) > MOST_NODES_CLOSENESS and "closeness" in names
    sampled = None
    if far or ("betweenness" in names and (pivots or large)):
        sampled = sampled_betweenness(weights, pivots or PIVOTS, seed=seed)
    values = _values(wanted, weights, sampled, closeness=far)
    if "betweenness" not in names:
        sampled = None
    compute = _resampled(wanted, RESAMPLE_PIVOTS if large else pivots or 0, seed, closeness=large)
    chosen = np.array([at for at, node in enumerate(nodes) if _in_group(graph.nodes[node], of_group)], dtype=np.int64)
    sides = {node: graph.nodes[node]["country"] for node in nodes} if kind == "places" else None
    resampler = Resampler(memberships, affiliations.reports, kind, nodes, sides)
    ranked = ranks(
        resampler, wanted, chosen, values, compute=compute, resamples=resamples, seed=seed, leave_one_out=leave_one_out
    )
    roles = brokerage(graph, {node: data["country"] for node, data in graph.nodes(data=True)})
    rows = _rows(graph, nodes, chosen, values, ranked, roles, seed)
    first = wanted[0].name
    return Influence(
        graph,
        tuple(nodes),
        tuple(replace(m, about=f"{m.about}{FROM_SAMPLE}") if far and m.name == "closeness" else m for m in wanted),
        tuple(sorted(rows, key=lambda row: (row.ranks[first].rank, row.label, row.iri))),
        {name: found.stability for name, found in ranked.items()},
        len(resampler.reports),
        resamples,
        seed,
        roles,
        sampled,
        dict(zip(nodes, sampled.bounds.tolist(), strict=True)) if sampled else {},
        dict(zip(nodes, sampled.errors.tolist(), strict=True)) if sampled else {},
    )


def _resamples(nodes: int, ties: int, measures: Iterable[Measure]) -> int:
    """How many resamples take some ten seconds: every shortest path follows all ties from every node."""
    if nodes > MOST_NODES_EXACT:
        return 0
    rounds = nodes if any(m.name in PATH_MEASURES for m in measures) else 20
    return min(MOST_RESAMPLES, max(LEAST_RESAMPLES, BUDGET // max(rounds * (nodes + 2 * ties), 1)))


def _values(
    measures: Iterable[Measure], weights: Matrix, sampled: Sampled | None, *, closeness: bool
) -> dict[str, Vector]:
    """The values by measure: betweenness from a sample where there is one, closeness too where that is wanted."""
    from_sample = {"betweenness": sampled.values} if sampled else {}
    if sampled and closeness:
        from_sample["closeness"] = sampled.closeness
    return {m.name: from_sample[m.name] if m.name in from_sample else m.compute(weights) for m in measures}


def _resampled(
    measures: Sequence[Measure], pivots: int, seed: int, *, closeness: bool
) -> Callable[[Matrix, int], dict[str, Vector]]:
    """What computes the measures of a resample, from paths of so many nodes drawn anew each time; 0 for exact."""
    paths = {"betweenness", "closeness"} if closeness else {"betweenness"}
    sampling = pivots > 0 and any(m.name in paths for m in measures)

    def compute(weights: Matrix, number: int) -> dict[str, Vector]:
        sampled = sampled_betweenness(weights, pivots, seed=(seed, number)) if sampling else None
        return _values(measures, weights, sampled, closeness=closeness)

    return compute


def _in_group(data: Mapping[str, Any], group: tuple[str, str] | None) -> bool:
    return group is None or bool(data[group[0]] == group[1])


def find_group(name: str) -> tuple[str, str]:
    """The attribute and value that a group stands for. Raises UsageError for an unknown group.

    >>> find_group("officials")
    ('kind', 'person')
    """
    wanted = name.strip().casefold()
    if wanted in GROUPS:
        return GROUPS[wanted]
    code_length = 2
    if len(wanted) == code_length and wanted.isalpha():
        return "country", wanted.upper()
    suggestions = nearest(wanted, list(GROUPS))
    raise UsageError(
        f"There is no group {name!r}. Take one of: {', '.join(GROUPS)}, or the code of a country (KZ, CN, US)."
        f"{did_you_mean(suggestions)}",
        suggestions,
    )


def _rows(  # noqa: PLR0917 - called once
    graph: Graph,
    nodes: Sequence[str],
    chosen: Iterable[int],
    values: Mapping[str, Any],
    ranked: Mapping[str, Ranks],
    roles: Brokerage,
    seed: int,
) -> list[Row]:
    from kzcn.engine_networkx import communities

    community = {node: number for number, members in enumerate(communities(graph, seed), 1) for node in members}
    role_at = {node: index for index, node in enumerate(roles.nodes)}
    unsure = {name: found.unsure for name, found in ranked.items()}
    rows = []
    for position, at in enumerate(chosen):
        node, data = nodes[at], graph.nodes[nodes[at]]
        rows.append(
            Row(
                node,
                data["label"],
                data["kind"],
                data["country"],
                {name: float(found[at]) for name, found in values.items()},
                {name: _rank(found, position, bool(unsure[name][position])) for name, found in ranked.items()},
                community[node],
                roles.of(node) if node in role_at else None,
            )
        )
    return rows


def _rank(found: Ranks, at: int, unsure: bool) -> Rank:
    return Rank(
        int(found.rank[at]), int(found.low[at]), int(found.high[at]), int(found.least[at]), int(found.most[at]), unsure
    )
