"""kzcn: an open knowledge graph of Kazakhstan–China cooperation, every fact tied to the passage that says it.

>>> import kzcn
>>> graph = kzcn.open()                                        # doctest: +SKIP
>>> graph.ask("projects-by-region", region="almaty-region")    # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzcn.errors import DataError, KzcnError, QueryError, RemoteError, SetupError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from kzcn.graph import Graph

__version__ = "0.1.0"
__all__ = [
    "DataError",
    "KzcnError",
    "QueryError",
    "RemoteError",
    "SetupError",
    "UsageError",
    "__version__",
    "open",
]


def open(folder: str | Path | None = None, *, endpoint: str | None = None) -> Graph:
    """The graph of a build folder, of a remote SPARQL endpoint, or, with neither, the graph at hand.

    At hand is `build/` in a checkout, and otherwise the graph that came with the package. Raises SetupError
    where there is none, UsageError for an endpoint that is no web address.
    """
    from kzcn.graph import open_graph

    return open_graph(folder, endpoint=endpoint)
