"""What tests ask for: a store of their own (`start_store`), or one that holds a part of the graph (`loaded_store`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from servers.fuseki import Fuseki
from servers.kzcn import Kzcn
from servers.loading import upload
from servers.oxigraph import Oxigraph
from servers.process import Server, Unavailable
from servers.rdf4j import Rdf4j
from servers.virtuoso import Virtuoso

STORES: dict[str, type[Server]] = {"oxigraph": Oxigraph, "fuseki": Fuseki, "virtuoso": Virtuoso, "rdf4j": Rdf4j}
# A parameter for each; the tests of one run in one process, which starts it once.
EACH_STORE = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in STORES]
EACH_SERVER = [*EACH_STORE, pytest.param("kzcn", marks=pytest.mark.xdist_group("kzcn"))]


def started(name: str, folder: Path, **options: Any) -> Server:
    """A running store. Skips the test where its program is missing, with the command that brings it."""
    try:
        return STORES[name](folder, **options).start()
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture
def start_store(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts empty stores by name and options; they end with the test."""
    running: list[Server] = []

    def start(name: str, **options: Any) -> Server:
        running.append(started(name, tmp_path / f"{name}-{len(running)}", **options))
        return running[-1]

    yield start
    for server in running:
        server.kill()


@pytest.fixture(scope="session")
def loaded_store(selected: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Gives the store of that name with `selected_graph` in it, started once for all tests; for reading only.

    Under the name kzcn it is our own server. With `anew` another store takes the place of the one before.
    """
    running: dict[str, Server] = {}

    def give(name: str, *, anew: bool = False) -> Server:
        if anew:
            running.pop(name).kill()
        if name not in running:
            folder = tmp_path_factory.mktemp("stores") / name
            running[name] = Kzcn(folder, build=selected).start() if name == "kzcn" else started(name, folder)
            if name != "kzcn":
                upload(running[name], selected)
        return running[name]

    yield give
    for server in running.values():
        server.kill()
