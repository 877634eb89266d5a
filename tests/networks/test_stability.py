"""Rank intervals: by hand where few samples are possible, determinism, and what cannot be known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kzcn.affiliations import Actor, Affiliations, Event, Membership
from kzcn.errors import UsageError
from kzcn.influence import find_group, influence
from kzcn.measures import MEASURES
from kzcn.stability import places


def ties_of(events: dict[str, tuple[str, str]]) -> Affiliations:
    """Affiliations from events: each name has its members, one letter each, and its articles, one letter each."""
    members = [
        Membership(node, event, "guest", f"passage-{event}-{article}", article, ("2025",))
        for event, (nodes, articles) in events.items()
        for node in nodes
        for article in articles
    ]
    actors = {m.node: Actor(m.node, m.node.upper(), "person", "KZ" if m.node < "c" else "CN") for m in members}
    return Affiliations(tuple(members), actors, {e: Event(e, e, "meeting", "talks") for e in events})


# Three articles: x tells of a–b, y of a–c, z of a–d and again of a–b.
THREE = ties_of({"ab": ("ab", "xz"), "ac": ("ac", "y"), "ad": ("ad", "z")})


def ranks(found, measure="strength"):
    return {row.iri: row.ranks[measure] for row in found.rows}


def test_leaving_one_out_by_hand():
    found = ranks(influence(THREE))
    # Strengths: a 3, b, c and d 1 each. Without x nothing changes; without y c falls out; without z d does.
    assert [(found[n].least, found[n].most) for n in "abcd"] == [(1, 1), (2, 4), (2, 4), (2, 4)]
    assert [found[n].rank for n in "abcd"] == [1, 2, 2, 2]


def test_bootstrap_by_hand():
    # Of 27 equally likely samples one holds x alone, one y, one z, six x and y, and so on. With y alone (1/27 > 2.5 %)
    # a and c share ranks 1 and 2; so a's interval ends at 2 and c's begins at 1.
    found = ranks(influence(THREE, resamples=4000))
    assert (found["a"].low, found["a"].high) == (1, 2)
    assert (found["c"].low, found["c"].high) == (1, 4)
    assert found["c"].unsure and found["d"].unsure


def test_the_same_seed_gives_the_same_and_another_hardly_differs():
    one, two, other = (influence(THREE, measures=["all"], seed=seed, resamples=300) for seed in (1, 1, 2))
    assert one.rows == two.rows or str(one.rows) == str(two.rows)  # NaN differs from itself
    assert one.stability == two.stability
    assert one.stability != other.stability
    assert one.stability == pytest.approx(other.stability, abs=0.1)


def test_well_covered_ranks_are_sure():
    # Twelve articles each tell of everything: no sample changes anything.
    found = influence(
        ties_of({"ab": ("ab", "0123456789xy"), "ac": ("ac", "0123456789xy")}), measures=["all"], resamples=100
    )
    assert all(rank.low == rank.rank for row in found.rows for rank in row.ranks.values())
    assert found.stability["strength"] == pytest.approx(1.0)
    assert ranks(found)["a"].high == 1
    assert not ranks(found)["a"].unsure


def test_one_article_says_nothing_of_how_sure_it_is():
    found = influence(ties_of({"ab": ("ab", "x"), "ac": ("ac", "x")}))
    assert found.reports == 1
    assert found.stability == {"strength": None}
    assert [(r.low, r.high, r.unsure) for r in ranks(found).values()] == [(1, 3, True)] * 3


def test_parallel_versions_are_one_report():
    twice = ties_of({"ab": ("ab", "xy"), "ac": ("ac", "xy")})
    assert influence(twice).reports == 2
    joined = influence(replace(twice, reports={"x": "x", "y": "x"}))
    assert joined.reports == 1
    assert joined.stability == {"strength": None}


def test_no_resamples_no_intervals():
    found = influence(THREE, resamples=0)
    assert found.stability == {"strength": None}
    assert all(rank.unsure for rank in ranks(found).values())


def test_nothing(nothing):
    found = nothing.influence("all")
    assert found.rows == ()
    assert set(found.stability.values()) == {None}


def test_tied_ranks():
    best, worst = places(np.array([[2.0, 2.0, 1.0, -np.inf], [0, 0, 0, 0]]))
    assert best.tolist() == [[1, 1, 3, 4], [1, 1, 1, 1]]
    assert worst.tolist() == [[2, 2, 3, 4], [4, 4, 4, 4]]


def test_constraint_ranks_the_least_constrained_first():
    found = influence(THREE, measures=["constraint"])
    assert found.rows[0].iri == "a"
    assert not MEASURES["constraint"].high


def test_groups_rank_among_themselves_by_values_of_the_whole():
    whole, group = influence(THREE), influence(THREE, group="china")
    assert [row.iri for row in group.rows] == ["c", "d"]
    assert group.rows[0].values == next(row for row in whole.rows if row.iri == "c").values
    assert {row.ranks["strength"].rank for row in group.rows} == {1}


@pytest.mark.parametrize(("name", "stands_for"), [("officials", ("kind", "person")), ("cn", ("country", "CN"))])
def test_group_names(name, stands_for):
    assert find_group(name) == stands_for


def test_unknown_group_and_numbers_below_zero():
    with pytest.raises(UsageError, match="Did you mean officials"):
        influence(THREE, group="oficials")
    with pytest.raises(UsageError, match="begin at 0"):
        influence(THREE, resamples=-1)


@pytest.mark.parametrize("kind", ["actors", "affiliation", "places"])
def test_forty_real_articles(selected_graph, kind):
    found = selected_graph.influence("all", kind=kind, resamples=100)
    count = len(found.rows)
    assert found.reports >= 5
    for row in found.rows:
        for rank in row.ranks.values():
            assert 1 <= rank.low <= rank.rank <= rank.high <= count
            assert 1 <= rank.least <= rank.rank <= rank.most <= count
    assert all(value is None or -1 <= value <= 1 for value in found.stability.values())
