"""kzcn: an open knowledge graph of Kazakhstan–China cooperation, every fact tied to the passage that says it.

>>> import kzcn
>>> graph = kzcn.open()                                        # doctest: +SKIP
>>> graph.ask("projects-by-region", region="almaty-region")    # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzcn.errors import DataError, DifferenceError, KzcnError, QueryError, RemoteError, SetupError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from kzcn.graph import Graph
    from kzcn.loading.report import LoadReport

__version__ = "0.1.0"
__all__ = [
    "DataError",
    "DifferenceError",
    "KzcnError",
    "QueryError",
    "RemoteError",
    "SetupError",
    "UsageError",
    "__version__",
    "load",
    "open",
]


def open(
    folder: str | Path | None = None,
    *,
    endpoint: str | None = None,
    user: str | None = None,
    password: str | None = None,
    timeout: float = 60,
) -> Graph:
    """The graph of a build folder, of a remote SPARQL endpoint, or, with neither, the graph at hand.

    At hand is `build/` in a checkout, and otherwise the graph that came with the package. User and password answer an
    endpoint that asks for them; `timeout` is its longest silence, in seconds, that is waited through. Raises SetupError
    where there is no graph, UsageError for an endpoint that is no web address and for one of user and password alone.
    """
    from kzcn.graph import open_graph

    return open_graph(folder, endpoint=endpoint, user=user, password=password, timeout=timeout)


def load(
    url: str,
    graph: Graph | str | Path | None = None,
    *,
    store: str = "auto",
    user: str | None = None,
    password: str | None = None,
    replace: bool = False,
    dry_run: bool = False,
) -> LoadReport:
    """Makes the copy of a graph in a running store equal to `graph` (a build folder, or the graph at hand); checks it.

    `store` names the kind of store (fuseki, oxigraph, virtuoso, graphdb, rdf4j, qlever) where it is not to be found
    out. Only named graphs that changed are sent, with `replace` all; `dry_run` writes nothing. See
    kzcn.loading.run.load_graph for what is promised and raised.
    """
    from kzcn.credentials import Credentials
    from kzcn.errors import UsageError
    from kzcn.graph import Graph
    from kzcn.loading.run import load_graph

    if (user is None) != (password is None):
        raise UsageError("A store takes user and password together, or neither.")
    known = Credentials(user, password) if user is not None and password is not None else None
    opened = graph if isinstance(graph, Graph) else open(graph)
    return load_graph(opened, url, store=store, credentials=known, replace=replace, dry_run=dry_run)
