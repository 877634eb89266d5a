"""Commands about the program and the graph as a whole: export and version."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kzcn.cli.options import Endpoint, GraphFolder, open_graph


def register(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command("export", rich_help_panel="Make")(export)
    app.command("version", rich_help_panel="Look up")(version)


def export(
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
) -> None:
    """Write the whole graph as RDF.

    Examples: kzcn export -o kzcn.trig · kzcn export --format ttl | head
    """
    from kzcn.cli.console import err
    from kzcn.export import graph_as_bytes
    from kzcn.staging import write_whole

    data = graph_as_bytes(open_graph(graph, endpoint).source, form)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    write_whole(output, data)
    err.print(f"Wrote {output} ({len(data):,} bytes).", markup=False)


def version(graph: GraphFolder = None, endpoint: Endpoint = None) -> None:
    """Print the versions of program, ontology and engines, and the size of the graph at hand.

    Example: kzcn version
    """
    from importlib.metadata import version as version_of

    import kzcn
    from kzcn.cli.console import out
    from kzcn.errors import KzcnError

    out.print(f"kzcn {kzcn.__version__}")
    out.print(
        "  " + ", ".join(f"{name} {version_of(name)}" for name in ("rdflib", "pyoxigraph", "pyshacl")),
        style="dim",
    )
    try:
        opened = open_graph(graph, endpoint)
        rows = opened.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        articles = opened.sparql("SELECT (COUNT(DISTINCT ?a) AS ?n) WHERE { ?a a kzcn:Article }")
        out.print(f"  {rows[0].n:,} statements from {articles[0].n} articles")  # type: ignore[index,union-attr]
    except KzcnError as error:
        out.print(f"  no graph at hand: {error}", style="dim", soft_wrap=True, markup=False)
