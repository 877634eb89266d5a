"""What several test files share."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from selection import selected_tree
from servers.fixtures import loaded_store, start_store  # noqa: F401 - fixtures

import kzcn
from kzcn.build import build
from kzcn.folders import Folders


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Has the tests of one store run in one process, where that is asked for with --dist loadgroup.

    xdist (3.8) writes the group into an attribute that pytest (9.2) no longer reads: each process started each store.
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group and not item.nodeid.endswith(f"@{group.args[0]}"):
            item._id = type(item.id).parse(f"{item.nodeid}@{group.args[0]}")  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the checkout."""
    return made_once(tmp_path_factory, "checkout", lambda folder: build(Folders.find(), folder / "build"))


@pytest.fixture(scope="session")
def graph(built: Path) -> kzcn.graph.Graph:
    """The graph of that build."""
    return kzcn.open(built)


@pytest.fixture(scope="session")
def selected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of forty articles of the checkout and what they speak of, for tests that load or serve a graph."""

    def make(folder: Path) -> None:
        build(Folders.find(selected_tree(folder / "tree")), folder / "build")

    return made_once(tmp_path_factory, "selection", make)


@pytest.fixture(scope="session")
def selected_graph(selected: Path) -> kzcn.graph.Graph:
    """The graph of that build."""
    return kzcn.open(selected)


def made_once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The build that `make` puts into a folder of that name; of several processes of pytest the first makes it."""
    shared = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / name
    folder.mkdir(exist_ok=True)
    with (folder / "making").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        if not (folder / "build").is_dir():
            make(folder)
    return folder / "build"
