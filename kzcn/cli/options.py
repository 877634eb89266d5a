"""Options that several commands share, and what they mean."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kzcn.graph import Graph

GraphFolder = Annotated[
    Path | None,
    typer.Option(
        "--graph",
        metavar="DIR",
        help="The build folder to read. Default: build/ of the checkout.",
        envvar="KZCN_GRAPH",
    ),
]
Endpoint = Annotated[
    str | None,
    typer.Option(
        "--endpoint",
        metavar="URL",
        help="Ask this SPARQL 1.1 endpoint instead of a build.",
        envvar="KZCN_ENDPOINT",
    ),
]
User = Annotated[
    str | None,
    typer.Option(
        "--user",
        metavar="NAME",
        help="Who asks the endpoint; the password is in KZCN_PASSWORD or ~/.netrc. Default: who netrc says.",
    ),
]
Timeout = Annotated[
    float,
    typer.Option("--timeout", metavar="SECONDS", help="The longest silence of the endpoint to wait through.", min=0.1),
]
Format = Annotated[
    str,
    typer.Option("--format", "-f", metavar="FORMAT", help="table, csv, tsv, json, md; for triples ttl, nt, jsonld."),
]


def _table_or_json(form: str) -> str:
    from kzcn.errors import UsageError

    if form not in {"table", "json"}:
        raise UsageError(f"There is no format {form} here. Take one of: table, json.")
    return form


TableOrJson = Annotated[
    str, typer.Option("--format", "-f", metavar="FORMAT", help="table or json", callback=_table_or_json)
]
Root = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="DIR",
        help="The folder that holds ontology/, graph/ and queries/. Default: the checkout.",
    ),
]
Sources = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        metavar="DIR",
        help="A folder with the texts of articles, SLUG.txt each, to check anchors and names.",
    ),
]


def open_graph(graph: Path | None, endpoint: str | None, user: str | None, timeout: float) -> Graph:
    """The graph that the options name.

    Raises SetupError where it is not there, or where the password of a user is not; UsageError for a user without an
    endpoint and for an endpoint that is no web address.
    """
    import os

    import kzcn
    from kzcn.credentials import credentials_for
    from kzcn.errors import UsageError

    if not endpoint:
        if user:
            raise UsageError("--user is for an endpoint. Name it: --endpoint URL")
        return kzcn.open(graph)
    known = credentials_for(endpoint, user, os.environ)
    login = {"user": known.user, "password": known.password} if known else {}
    return kzcn.open(endpoint=endpoint, timeout=timeout, **login)


def own_query(name: str) -> str | None:
    """The text of the user's own query where `name` is a file or standard input; None for a name of the library.

    Raises QueryError where it cannot be read as UTF-8.
    """
    from kzcn.errors import QueryError
    from kzcn.library import read_query

    if name == "-":
        try:
            return sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise QueryError("Standard input is no text in UTF-8.") from error
    path = Path(name)
    if path.suffix not in {".rq", ".sparql"} and not path.is_file():
        return None
    return read_query(path)
