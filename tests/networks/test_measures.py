"""Measures against hand-computed values and against networkx."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest

from kzcn.engine_networkx import communities
from kzcn.errors import UsageError
from kzcn.measures import MEASURES, find_measures, matrix_of, measure, sampled_betweenness

# Weights whose inverses are exact in binary, so that networkx sees equally long paths as equal too.
WEIGHTS = (0.25, 0.5, 1.0, 2.0, 4.0)


def random_graph(nodes: int, ties: int, seed: int) -> nx.Graph:
    graph = nx.gnm_random_graph(nodes, ties, seed=seed)
    rng = np.random.default_rng(seed)
    for *_, data in graph.edges(data=True):
        data["weight"] = float(rng.choice(WEIGHTS))
        data["length"] = 1 / data["weight"]
    return graph


REFERENCE = {
    "strength": lambda g: dict(g.degree(weight="weight")),
    "degree": lambda g: dict(g.degree()),
    "betweenness": lambda g: nx.betweenness_centrality(g, weight="length"),
    "closeness": lambda g: {v: x / (len(g) - 1) for v, x in nx.harmonic_centrality(g, distance="length").items()},
    "eigenvector": lambda g: nx.eigenvector_centrality(g, weight="weight", max_iter=100_000, tol=1e-12),
    "pagerank": lambda g: nx.pagerank(g, weight="weight", tol=1e-12, max_iter=10_000),
    "core": nx.core_number,
    "constraint": lambda g: nx.constraint(g, weight="weight"),
    # With nodes given networkx takes the formula of Burt; without, version 3.6 scales by the wrong rows (its #8906).
    "effective-size": lambda g: nx.effective_size(g, nodes=list(g), weight="weight"),
}


@pytest.mark.parametrize("shape", [(30, 25), (40, 60), (60, 200), (25, 300)], ids=str)
@pytest.mark.parametrize("name", REFERENCE)
def test_as_networkx_says(name, shape):
    graph = random_graph(*shape, seed=sum(shape))  # the sparse ones are disconnected and have isolated nodes
    expected = REFERENCE[name](graph)
    found = measure(graph, name)
    assert found == pytest.approx(expected, abs=1e-7, nan_ok=True)


@pytest.mark.parametrize("name", REFERENCE)
def test_as_networkx_says_of_the_real_graph(graph, name):
    actors = graph.network()
    for *_, tie in actors.edges(data=True):
        tie["length"] = 1 / tie["weight"]
    assert measure(actors, name) == pytest.approx(REFERENCE[name](actors), abs=1e-7, nan_ok=True)


def test_large_networks_take_the_same_values_by_other_ways():
    graph = random_graph(600, 1500, seed=5)  # beyond the size for a dense decomposition
    assert measure(graph, "eigenvector") == pytest.approx(REFERENCE["eigenvector"](graph), abs=1e-6)


def test_a_star_by_hand():
    star = nx.star_graph(4)  # 0 in the middle of 1 to 4
    assert measure(star, "betweenness") == {0: 1.0, 1: 0.0, 2: 0.0, 3: 0.0, 4: 0.0}
    assert measure(star, "closeness")[0] == 1.0
    assert measure(star, "closeness")[1] == pytest.approx((1 + 3 / 2) / 4)
    assert measure(star, "constraint")[0] == pytest.approx(4 * (1 / 4) ** 2)
    assert measure(star, "constraint")[1] == pytest.approx(1.0)
    assert measure(star, "effective-size")[0] == 4.0
    assert measure(star, "core") == dict.fromkeys(range(5), 1.0)


def test_a_strong_tie_is_short():
    # The direct tie 0–2 is weak (length 4); over 1 it is 1 + 1.
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 1.0), (1, 2, 1.0), (0, 2, 0.25)])
    assert measure(graph, "betweenness")[1] == 1.0
    assert measure(graph, "closeness")[0] == pytest.approx((1 + 1 / 2) / 2)


def test_equally_long_paths_share_whatever_way_they_add_up():
    # 1/3 + 1/7 and 1/7 + 1/3 differ in the last bit on some machines; both ways round count half.
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 3.0), (1, 3, 7.0), (0, 2, 7.0), (2, 3, 3.0)])
    assert measure(graph, "betweenness")[1] == pytest.approx(1 / 6)
    assert measure(graph, "betweenness")[2] == pytest.approx(1 / 6)


def test_ties_to_oneself_do_not_count():
    graph = nx.path_graph(4)
    plain = {name: measure(graph, name) for name in MEASURES}
    graph.add_edge(1, 1, weight=5.0)
    assert {name: measure(graph, name) for name in MEASURES} == plain


@pytest.mark.parametrize("name", MEASURES)
def test_no_nodes_one_node_no_ties(name):
    assert measure(nx.Graph(), name) == {}
    for size in (1, 3):
        lonely = nx.empty_graph(size)
        values = list(measure(lonely, name).values())
        if name in {"constraint", "effective-size"}:
            assert all(map(math.isnan, values))
        else:
            assert values == pytest.approx([1 / size if name == "pagerank" else 0.0] * size)


def test_eigenvector_of_equal_components_is_shared():
    twins = nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(3))
    assert measure(twins, "eigenvector") == pytest.approx(dict.fromkeys(range(6), 6**-0.5))


def test_unknown_measure():
    with pytest.raises(UsageError, match="Did you mean betweenness") as error:
        find_measures(["betweeness"])
    assert error.value.suggestions == ("betweenness",)
    assert find_measures(["effective_size", "Effective-Size"]) == [MEASURES["effective-size"]]
    assert len(find_measures(["all"])) == 9


@pytest.mark.parametrize("seed", range(5))
def test_sampled_betweenness_keeps_its_bound(seed):
    graph = random_graph(120, 300, seed=9)
    nodes, weights = matrix_of(graph)
    exact = np.array([measure(graph, "betweenness")[node] for node in nodes])
    found = sampled_betweenness(weights, 400, seed=seed)
    assert (np.abs(found.values - exact) <= found.bounds).all()
    assert found.bounds.max() < 0.2
    assert np.mean(np.abs(found.values - exact) <= 3 * found.errors + 1e-12) > 0.9
    again = sampled_betweenness(weights, 400, seed=seed)
    assert (again.values == found.values).all()


def test_sampled_betweenness_of_small_networks_and_few_pivots():
    _, weights = matrix_of(nx.path_graph(2))
    assert sampled_betweenness(weights, 10).values.tolist() == [0, 0]
    with pytest.raises(UsageError, match="two or more"):
        sampled_betweenness(weights, 1)


def test_communities_by_seed_not_by_order():
    graph = nx.planted_partition_graph(4, 8, 0.9, 0.05, seed=2)
    found = communities(graph, seed=3)
    shuffled = nx.Graph()
    shuffled.add_nodes_from(reversed(list(graph)))
    shuffled.add_edges_from(reversed([(v, u) for u, v in graph.edges]))
    assert communities(shuffled, seed=3) == found
    assert sorted(len(members) for members in found) == [8, 8, 8, 8]
    assert communities(nx.Graph(), seed=1) == []


def test_closeness_from_the_same_sample():
    graph = random_graph(120, 300, seed=9)
    nodes, weights = matrix_of(graph)
    exact = np.array([measure(graph, "closeness")[node] for node in nodes])
    found = sampled_betweenness(weights, 4000, seed=1)
    assert found.closeness == pytest.approx(exact, rel=0.1)
