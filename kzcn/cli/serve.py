"""The command that serves the graph on the web."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kzcn.cli.options import GraphFolder
from kzcn.serve.settings import MEGABYTE, Limits, Settings

PLACES = {
    "/": "the page",
    "/query": "write queries",
    "/sparql": "SPARQL 1.1, for programs",
    "/download/": "the files",
}


def register(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command("serve", rich_help_panel="Make")(serve)


def serve(  # noqa: PLR0917 - the command line passes options by name
    graph: GraphFolder = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="The address to listen at; 0.0.0.0 for every one.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port to listen at; 0 for a free one.")
    ] = 8000,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="The longest that a query may run.")
    ] = Limits.seconds,
    row_limit: Annotated[
        int, typer.Option("--row-limit", metavar="ROWS", min=1, help="The most rows or triples of an answer.")
    ] = Limits.rows,
    memory_limit: Annotated[
        int | None,
        typer.Option(
            "--memory-limit",
            metavar="MB",
            min=16,
            help="The most memory of a query; by the machine's memory unless named.",
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            "--rate",
            metavar="NUMBER",
            min=0,
            help="Requests a second that a client may make in the long run; 0 for any number. "
            "20 unless named, and any number at a loopback address without --behind-proxy.",
        ),
    ] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Believe the last X-Forwarded-For and X-Forwarded-Proto.")
    ] = False,
    log_queries: Annotated[
        bool, typer.Option("--log-queries", help="Write whole queries to the log, not only their checksums.")
    ] = False,
) -> None:
    """Serve a build on the web: the page, a SPARQL endpoint, an editor for queries, every thing's own page.

    Read-only, with limits on time, memory and size of every query. The log goes to standard error, a JSON object a
    line. Ctrl-C stops it; SIGHUP has it take up a new build.

    Examples: kzcn serve · kzcn serve --graph my-build --port 8080 · kzcn serve --host 0.0.0.0 --behind-proxy
    """
    from kzcn.folders import Folders, default_build
    from kzcn.serve.run import serve as run

    folders = Folders.find()
    limits = _limits(time_limit, row_limit, memory_limit, _rate(rate, host, behind_proxy=behind_proxy))
    settings = Settings(
        (graph or default_build(folders)).absolute(),
        folders,
        limits,
        host,
        port,
        behind_proxy=behind_proxy,
        log_queries=log_queries,
    )
    run(settings, lambda address: _announce(address, settings.build))


def _announce(address: str, build: Path) -> None:
    from rich.markup import escape

    from kzcn.cli.console import out

    out.print(f"Serving {escape(str(build))} at [bold cyan]{address}/[/]", soft_wrap=True)
    for path, meaning in PLACES.items():
        out.print(f"  {address}{path:<10} [dim]{meaning}[/]", soft_wrap=True)
    out.print("[dim]Ctrl-C stops it.[/]")


def _limits(seconds: float, rows: int, megabytes: int | None, rate: float | None) -> Limits:
    limits = Limits(seconds=seconds, rows=rows, rate=rate)
    return limits if megabytes is None else replace(limits, memory=megabytes * MEGABYTE)


def _rate(asked: float | None, host: str, *, behind_proxy: bool) -> float | None:
    """At a loopback address every client is the user, unless a proxy stands before it."""
    if asked is not None:
        return asked or None
    alone = host == "localhost" or host.startswith("127.") or host == "::1"
    return None if alone and not behind_proxy else Limits.rate
