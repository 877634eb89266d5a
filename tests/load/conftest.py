"""Stores to load into, and builds to load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from servers.process import Server

from kzcn.loading import web
from load.builds import changed, some_quads, written

EVERY_STORE = {
    "oxigraph": ("oxigraph", {}),
    "oxigraph-union": ("oxigraph", {"union": True}),
    "fuseki": ("fuseki", {}),
    "fuseki-union": ("fuseki", {"union": True}),
    "fuseki-password": ("fuseki", {"password": "a secret: of two words"}),
    "rdf4j": ("rdf4j", {}),
    "virtuoso": ("virtuoso", {}),
}


@pytest.fixture
def server(request: pytest.FixtureRequest, start_store: Callable[..., Server]) -> Server:
    """An empty store, of the kind that the test is given as its parameter."""
    name, options = EVERY_STORE[request.param]
    return start_store(name, **options)


@pytest.fixture(scope="session")
def first(selected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small build."""
    return written(tmp_path_factory.mktemp("first") / "build", some_quads(selected))


@pytest.fixture(scope="session")
def second(selected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build that follows it."""
    return written(tmp_path_factory.mktemp("second") / "build", changed(some_quads(selected)))


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortens the pauses before a request is tried again."""
    monkeypatch.setattr(web, "FIRST_PAUSE", 0.01)
