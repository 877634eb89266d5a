"""Commands about the program and the graph as a whole: export and version."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kzcn.cli.options import Endpoint, GraphFolder, Timeout, User, open_graph
from kzcn.source import TIMEOUT


def register(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command("export", rich_help_panel="Make")(export)
    app.command("version", rich_help_panel="Look up")(version)


def export(  # noqa: PLR0917 - the command line passes options by name
    form: Annotated[
        str,
        typer.Option("--format", "-f", metavar="FORMAT", help="trig, nq (all graphs); ttl, nt, jsonld (merged)"),
    ] = "trig",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output."),
    ] = None,
    graph: GraphFolder = None,
    endpoint: Endpoint = None,
    user: User = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Write the whole graph as RDF.

    Examples: kzcn export -o kzcn.trig · kzcn export --format ttl | head
    """
    from kzcn.cli.console import err
    from kzcn.export import write_graph
    from kzcn.staging import writing

    opened = open_graph(graph, endpoint, user, timeout)
    if output is None:
        write_graph(opened, form, sys.stdout.buffer)
        return
    with writing(output) as file:
        write_graph(opened, form, file)
    err.print(f"Wrote {output} ({output.stat().st_size:,} bytes).", markup=False)


def version(
    graph: GraphFolder = None, endpoint: Endpoint = None, user: User = None, timeout: Timeout = TIMEOUT
) -> None:
    """Print the versions of program, ontology and engines, and the size of the graph at hand.

    Example: kzcn version
    """
    from importlib.metadata import version as version_of

    import kzcn
    from kzcn.cli.console import out
    from kzcn.errors import KzcnError
    from kzcn.export import SIZE

    out.print(f"kzcn {kzcn.__version__}")
    out.print(
        "  " + ", ".join(f"{name} {version_of(name)}" for name in ("rdflib", "pyoxigraph", "pyshacl")),
        style="dim",
    )
    try:
        opened = open_graph(graph, endpoint, user, timeout)
        rows = opened.sparql(SIZE)
        articles = opened.sparql("SELECT (COUNT(DISTINCT ?a) AS ?n) WHERE { ?a a kzcn:Article }")
        out.print(f"  {rows[0].statements:,} statements from {articles[0].n} articles")  # type: ignore[index,union-attr]
    except KzcnError as error:
        out.print(f"  no graph at hand: {error}", style="dim", soft_wrap=True, markup=False)
