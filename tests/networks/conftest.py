"""A small graph whose networks can be worked out by hand, and helpers."""

from __future__ import annotations

from pathlib import Path

import pytest

from kzcn.affiliations import Affiliations, read_affiliations
from kzcn.folders import Folders
from kzcn.graph import Graph
from kzcn.oxigraph import parse_rdf, store_in_memory

SMALL = Path(__file__).parents[1] / "cases" / "networks" / "small.trig"


def graph_of(trig: bytes) -> Graph:
    return Graph(store_in_memory(parse_rdf(trig, ".trig")), Folders.find())


@pytest.fixture(scope="session")
def small() -> Graph:
    return graph_of(SMALL.read_bytes())


@pytest.fixture(scope="session")
def ties(small: Graph) -> Affiliations:
    return read_affiliations(small.source, small.names)


@pytest.fixture(scope="session")
def nothing() -> Graph:
    """A graph that says nothing."""
    return graph_of(b"")
