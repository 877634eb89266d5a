"""The command that draws: picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kzcn.cli.options import Endpoint, GraphFolder, Timeout, User, open_graph, own_query
from kzcn.source import TIMEOUT


def register(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command("picture", rich_help_panel="See")(picture)


def picture(  # noqa: PLR0917 - the command line passes options by name
    what: Annotated[
        str,
        typer.Argument(
            metavar="ENTITY|QUERY", help="A thing by any name, or a CONSTRUCT query: its text, a .rq file, or -."
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to: a file that ends in .html, .svg or .png.")
    ],
    steps: Annotated[int, typer.Option("--steps", metavar="N", help="How many ties away from the thing.")] = 1,
    language: Annotated[str, typer.Option("--language", "-l", metavar="LANG", help="en, ru, kk or zh.")] = "en",
    graph: GraphFolder = None,
    endpoint: Endpoint = None,
    user: User = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Draw a small picture: one thing and all around it, or what a CONSTRUCT query gives.

    Examples: kzcn picture fufeng-corn-processing -o fufeng.svg · kzcn picture TBEA --steps 2 --language zh -o tbea.html

    kzcn picture 'CONSTRUCT WHERE { ?project kzcn:investor ?company }' -o investors.png
    """
    from rich.markup import escape

    from kzcn.cli.console import err

    opened = open_graph(graph, endpoint, user, timeout)
    query = what if "{" in what else own_query(what)
    saved = opened.picture(query or what, steps=steps, language=language).save(output)
    err.print(f"[green]✓[/] {escape(str(saved))}", soft_wrap=True, highlight=False)
