"""The layout: the same for the same graph, nearly the same for nearly the same graph, and readable."""

from __future__ import annotations

import math
import random
from itertools import combinations
from statistics import median

import pytest
from pages import real_data

from kzcn.page.layout import GAP, layout

NODES = [node["id"] for node in real_data()["nodes"]]
TIES = [(edge["source"], edge["target"]) for edge in real_data()["edges"]]
SIDES = {n["id"]: {"KZ": -1.0, "CN": 1.0}[n["country"]] for n in real_data()["nodes"] if n["country"] in {"KZ", "CN"}}
PLACES = layout(NODES, TIES, SIDES)
CLOSE = 0.12  # of the width of the picture: how far nodes may move, in the median, for one change of the graph


def width(places):
    return max(x for x, _ in places.values()) - min(x for x, _ in places.values())


def moved(one, other):
    return median(math.dist(one[node], other[node]) for node in one.keys() & other.keys()) / width(one)


def nearest(places):
    return min(math.dist(one, other) for one, other in combinations(places.values(), 2))


def test_order_of_nodes_and_ties_does_not_matter():
    assert layout(NODES[::-1], [(b, a) for a, b in TIES[::-1]], SIDES) == PLACES


def test_no_two_nodes_lie_on_each_other():
    assert nearest(PLACES) > 0.8 * GAP


def test_ends_of_ties_lie_nearer_than_strangers():
    tied = median(math.dist(PLACES[a], PLACES[b]) for a, b in TIES)
    assert tied < median(math.dist(a, b) for a, b in combinations(PLACES.values(), 2)) / 1.8


def test_sides_come_left_and_right():
    left = [PLACES[node][0] for node, side in SIDES.items() if side < 0]
    right = [PLACES[node][0] for node, side in SIDES.items() if side > 0]
    assert sum(left) / len(left) < sum(right) / len(right)


@pytest.mark.parametrize("seed", range(8))
def test_a_new_leaf_moves_little(seed):
    at = random.Random(seed).choice(NODES)
    assert moved(PLACES, layout([*NODES, "company:new"], [*TIES, ("company:new", at)], SIDES)) < CLOSE


@pytest.mark.parametrize("seed", range(8))
def test_a_tie_less_moves_little(seed):
    gone = random.Random(seed).choice(TIES)
    assert moved(PLACES, layout(NODES, [tie for tie in TIES if tie != gone], SIDES)) < CLOSE


def test_components_do_not_overlap():
    stars = [(f"hub:{k}", f"leaf:{k}.{at}") for k in range(6) for at in range(3 + k)]
    places = layout({end for tie in stars for end in tie} | {"alone:1", "alone:2"}, stars)
    assert nearest(places) > 0.8 * GAP
    boxes = []
    for k in range(6):
        own = [place for node, place in places.items() if node in {f"hub:{k}"} or node.startswith(f"leaf:{k}.")]
        boxes.append([f(p[axis] for p in own) for axis in (0, 1) for f in (min, max)])
    for one, other in combinations(boxes, 2):
        assert one[1] < other[0] or other[1] < one[0] or one[3] < other[2] or other[3] < one[2]


def test_small_and_empty_graphs():
    assert layout([], []) == {}
    assert layout(["a:1"], [("a:1", "a:1"), ("a:1", "b:not-there")]) == {"a:1": (0.0, 0.0)}
    two = layout(["a:1", "a:2"], [("a:1", "a:2")])
    assert math.dist(two["a:1"], two["a:2"]) >= GAP


def test_a_large_component_is_laid_out_with_pivots():
    # 1,500 nodes, each new one tied to two earlier ones, mostly to those with many ties.
    chance, ends, ties = random.Random(1), ["n:0", "n:1"], [("n:0", "n:1")]
    for at in range(2, 1500):
        for other in sorted({chance.choice(ends), chance.choice(ends)}):
            ties.append((f"n:{at}", other))
            ends += [f"n:{at}", other]
    places = layout({end for tie in ties for end in tie}, ties)
    assert len(places) == 1500
    assert nearest(places) > GAP / 2
    assert all(math.isfinite(number) for place in places.values() for number in place)
