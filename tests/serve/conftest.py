"""The server that most tests ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Served, running


@pytest.fixture(scope="session")
def served(built: Path) -> Iterator[Served]:
    """A server over a build of the checkout, with the limits that it has when nobody names others."""
    with running(built) as server:
        yield server
