"""What several test files share."""

from __future__ import annotations

from pathlib import Path

import pytest
from servers.fixtures import loaded_store, start_store  # noqa: F401 - fixtures

import kzcn
from kzcn.build import build
from kzcn.folders import Folders


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the checkout."""
    return build(Folders.find(), tmp_path_factory.mktemp("checkout") / "build").folder


@pytest.fixture(scope="session")
def graph(built: Path) -> kzcn.graph.Graph:
    """The graph of that build."""
    return kzcn.open(built)
