"""The server that most tests ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Served, running

from kzcn.graph import Graph


@pytest.fixture(scope="session")
def graph(selected_graph: Graph) -> Graph:
    """The graph that is served here."""
    return selected_graph


@pytest.fixture(scope="session")
def served(selected: Path) -> Iterator[Served]:
    """A server over a build, with the limits that it has when nobody names others."""
    with running(selected) as server:
        yield server
