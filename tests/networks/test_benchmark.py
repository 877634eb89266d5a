"""The networks that benchmarks are made on: as large as asked, the same for the same seed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def made(monkeypatch):
    """`influence.make` of the benchmarks."""
    monkeypatch.syspath_prepend(str(CHECKOUT / "benchmarks"))
    monkeypatch.delitem(sys.modules, "influence", raising=False)
    from influence import make

    return make


def test_networks_of_the_size_asked_for(made):
    graph = made(300, 900, 1)
    assert len(graph) <= 300
    assert graph.number_of_edges() >= 900
    assert set(graph.nodes[next(iter(graph))]) == {"label", "kind", "country"}
    assert list(graph.edges(data=True)) == list(made(300, 900, 1).edges(data=True))
