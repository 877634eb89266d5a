"""Commands that ask: queries, ask, sparql, conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kzcn.cli.options import Endpoint, Format, GraphFolder, Timeout, User, open_graph, own_query
from kzcn.source import TIMEOUT

if TYPE_CHECKING:
    from kzcn.graph import Graph
    from kzcn.library import LibraryQuery
    from kzcn.source import Stream

OPEN_ENDED = {"allow_extra_args": True, "ignore_unknown_options": True}


def register(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command("queries", rich_help_panel="Ask")(queries)
    app.command("ask", rich_help_panel="Ask", context_settings=OPEN_ENDED)(ask)
    app.command("sparql", rich_help_panel="Ask")(sparql)
    app.command("conflicts", rich_help_panel="Ask")(conflicts)


def _query_names(incomplete: str) -> list[str]:
    """Names of the library for shell completion."""
    from kzcn.folders import Folders

    return [path.stem for path in sorted(Folders.find().queries.glob("*.rq")) if path.stem.startswith(incomplete)]


QueryName = Annotated[
    str,
    typer.Argument(
        metavar="NAME|FILE|-",
        help="A query of the library, a .rq file, or - for standard input.",
        autocompletion=_query_names,
    ),
]


def queries(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Show this query whole.", autocompletion=_query_names),
    ] = None,
) -> None:
    """List the questions of the library by theme, or show one with its parameters and columns.

    Examples: kzcn queries · kzcn queries projects-by-region
    """
    from rich.markup import escape

    from kzcn.cli.console import out
    from kzcn.folders import Folders
    from kzcn.library import find_query, read_library

    library = read_library(Folders.find().queries)
    if name:
        _show_query(find_query(library, name))
        return
    themes: dict[str, list[LibraryQuery]] = {}
    for query in library.values():
        themes.setdefault(query.theme or "other", []).append(query)
    width = max((len(query.name) for query in library.values()), default=0)
    for theme, group in sorted(themes.items()):
        out.print(f"\n[bold]{escape(theme)}[/]")
        for query in group:
            out.print(f"  [cyan]{query.name:<{width}}[/]  {escape(query.question)}")
    out.print("\n[dim]kzcn queries NAME shows parameters and columns; kzcn ask NAME runs one.[/]")


def _show_query(query: LibraryQuery) -> None:
    from shlex import quote

    from rich.markup import escape

    from kzcn.cli.console import out

    out.print(f"[bold]{escape(query.title)}[/]\n{escape(query.question)}\n")
    for parameter in query.parameters.values():
        out.print(
            f"  [cyan]--{parameter.name}[/] {parameter.type.upper()}  {escape(parameter.meaning)}",
            soft_wrap=True,
        )
    for column, meaning in query.columns.items():
        out.print(f"  [green]?{column}[/]  {escape(meaning)}", soft_wrap=True)
    examples = next((f"--{p.name} {quote(p.example)}" for p in query.parameters.values() if p.example), "")
    out.print(f"\nkzcn ask {query.name} {examples}".rstrip() + "\n", style="dim", soft_wrap=True)
    out.print(
        escape("\n".join(line for line in query.text.splitlines() if not line.startswith("#+")).strip()),
        soft_wrap=True,
    )


def ask(  # noqa: PLR0917 - the command line passes options by name
    context: typer.Context,
    name: QueryName,
    form: Format = "table",
    graph: GraphFolder = None,
    endpoint: Endpoint = None,
    user: User = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Ask a question of the library, or a query of your own.

    Parameters of the query are options: kzcn queries NAME shows them. Examples:

    kzcn ask projects-by-region --region almaty-region --since 2025

    kzcn ask region-governors --format csv > governors.csv

    kzcn ask my-own.rq · kzcn ask - < my-own.rq
    """
    from kzcn.errors import UsageError

    parameters = _parameters(context.args)
    opened = open_graph(graph, endpoint, user, timeout)
    own = own_query(name)
    if own is None:
        answer = opened.stream(opened.text(name, **parameters))
    elif parameters:
        raise UsageError(f"A query of your own takes no options, but --{next(iter(parameters))} was given.")
    else:
        _run_own(opened, own, form)
        return
    _show(opened, answer, form)


def sparql(  # noqa: PLR0917 - the command line passes options by name
    query: Annotated[str, typer.Argument(metavar="QUERY", help="SPARQL 1.1; the graph's prefixes are known.")],
    form: Format = "table",
    graph: GraphFolder = None,
    endpoint: Endpoint = None,
    user: User = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Ask in SPARQL.

    Example: kzcn sparql 'SELECT ?project ?status WHERE { ?project kzcn:currentStatus ?status }'
    """
    _run_own(open_graph(graph, endpoint, user, timeout), query, form)


def conflicts(
    form: Format = "table",
    graph: GraphFolder = None,
    endpoint: Endpoint = None,
    user: User = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Show where sources disagree.

    Examples: kzcn conflicts · kzcn conflicts --format md
    """
    opened = open_graph(graph, endpoint, user, timeout)
    _show(opened, opened.stream(opened.text("conflicts")), form)


def _run_own(opened: Graph, text: str, form: str) -> None:
    from kzcn.cli.console import show_warning
    from kzcn.lint import unknown_names

    answer = opened.stream(text)
    for warning in unknown_names(text, opened.names):
        show_warning(warning)
    _show(opened, answer, form)


def _show(opened: Graph, answer: Stream, form: str) -> None:
    from kzcn.cli.console import show_answer

    show_answer(answer, form, opened.names.label if form == "table" else None)


def _parameters(arguments: list[str]) -> dict[str, str]:
    """Options such as `--region almaty-region` or `--since=2025`, by name."""
    from kzcn.errors import UsageError

    found: dict[str, str] = {}
    words = iter(arguments)
    for word in words:
        if not word.startswith("--"):
            raise UsageError(f"{word!r} has no name before it. Write parameters as --name value.")
        name, equals, value = word[2:].partition("=")
        if not equals:
            value = next(words, "")
        if not value:
            raise UsageError(f"--{name} has no value. Write --{name} VALUE.")
        if name in found:
            raise UsageError(f"--{name} is given twice.")
        found[name] = value
    return found
