"""Brokerage by hand, against what R's sna::brokerage said once (frozen), against R itself, and against chance."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from itertools import combinations, product
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from kzcn.brokerage import ROLES, brokerage, brokerage_of

TESTS = Path(__file__).parents[1]
SCRIPT = TESTS / "r" / "brokerage.R"
CASES = json.loads((TESTS / "expected" / "brokerage.json").read_text(encoding="utf-8"))
INSTALL = "apt-get update && apt-get install --yes r-cran-sna"


def numbers(table) -> np.ndarray:
    return np.array(table, dtype=float)  # null becomes NaN


def ours(case, *, directed):
    nodes = tuple(range(len(case["groups"])))
    return brokerage_of(nodes, [tuple(tie) for tie in case["ties"]], case["groups"], directed=directed)


def check(case):
    """Every network as R sees it: directed, an undirected tie as two."""
    found = ours(case, directed=True)
    assert found.counts == pytest.approx(numbers(case["counts"]))
    assert found.expected == pytest.approx(numbers(case["expected"]))
    assert found.deviation == pytest.approx(numbers(case["deviation"]))
    assert found.scores == pytest.approx(numbers(case["scores"]), nan_ok=True)
    if not case["directed"]:  # R counts each pair in both directions; a mixed pair once as each of two roles
        twice = np.array([2, 2, 1, 1, 2, 2])
        undirected = ours(case, directed=False)
        assert undirected.counts * twice == pytest.approx(numbers(case["counts"]))
        assert undirected.expected * twice == pytest.approx(numbers(case["expected"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_as_r_said(case):
    check(case)


@cache
def sna_is_there() -> bool:
    program = shutil.which("Rscript")
    if not program:
        return False
    asked = [program, "-e", "quit(status = !requireNamespace('sna', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def test_as_r_says_now():
    if not sna_is_there():
        pytest.skip(f"R with its package sna is not there; to supply it: {INSTALL}")
    said = subprocess.run([shutil.which("Rscript"), str(SCRIPT)], capture_output=True, text=True, check=True).stdout
    cases = json.loads(said)
    assert [(c["name"], c["groups"], c["ties"]) for c in cases] == [(c["name"], c["groups"], c["ties"]) for c in CASES]
    for case in cases:
        check(case)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("aaa", "coordinator"),
        ("bab", "itinerant"),
        ("aab", "representative"),
        ("baa", "gatekeeper"),
        ("bac", "liaison"),
    ],
)
def test_each_role_by_hand(groups, role):
    path = nx.DiGraph([(0, 1), (1, 2)])
    found = brokerage(path, dict(enumerate(groups)))
    assert {name: of["count"] for name, of in found.of(1).items()} == {
        **dict.fromkeys(ROLES, 0.0),
        role: 1.0,
        "total": 1.0,
    }
    assert not found.counts[[0, 2]].any()


def test_an_undirected_pair_counts_once_and_is_representative_and_gatekeeper_alike():
    path = nx.path_graph(3)
    found = brokerage(path, dict(enumerate("aab"))).of(1)
    assert [found[role]["count"] for role in ROLES] == [0, 0, 1, 1, 0]
    assert found["total"]["count"] == 1
    assert brokerage(path, dict(enumerate("bab"))).of(1)["itinerant"]["count"] == 1


def test_closed_pairs_are_no_brokerage():
    assert not brokerage(nx.complete_graph(5), dict(enumerate("aabbc"))).counts.any()


def test_self_loops_weights_and_those_without_a_group_do_not_count():
    path = nx.path_graph(3)
    plain = brokerage(path, dict(enumerate("aab"))).counts
    path.add_edge(1, 1)
    path.add_edge(1, 3, weight=9)
    found = brokerage(path, {**dict(enumerate("aab")), 3: None})
    assert found.nodes == (0, 1, 2)
    assert (found.counts == plain).all()


def test_nothing_and_too_little():
    assert brokerage(nx.Graph(), {}).counts.shape == (0, 6)
    alone = brokerage(nx.empty_graph(1), {0: "a"})
    assert not alone.counts.any()
    assert np.isnan(alone.scores).all()


@pytest.mark.parametrize("groups", ["aaaa", "abbb", "aabb", "aabc", "abcd"])
def test_expectations_of_undirected_networks_are_exact(groups):
    """All 64 networks of four nodes, each as likely: ties of probability 0.5."""
    pairs = list(combinations(range(4), 2))
    counts = []
    for drawn in product([False, True], repeat=len(pairs)):
        graph = nx.empty_graph(4)
        graph.add_edges_from(pair for pair, there in zip(pairs, drawn, strict=True) if there)
        counts.append(brokerage(graph, dict(enumerate(groups))).counts)
    half = brokerage(nx.path_graph(4), dict(enumerate(groups)))  # three ties of six: the density is 0.5
    assert half.expected == pytest.approx(np.mean(counts, axis=0))
    assert half.deviation == pytest.approx(np.std(counts, axis=0))
