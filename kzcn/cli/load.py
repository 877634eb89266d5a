"""The command that loads a build into a running store."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Self

import typer

from kzcn.cli.options import GraphFolder

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from kzcn.loading.report import LoadReport


def register(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command("load", rich_help_panel="Make")(load)


def load(  # noqa: PLR0917 - the command line passes options by name
    url: Annotated[str, typer.Argument(metavar="URL", help="The store, as http://localhost:3030/kzcn.")],
    store: Annotated[
        str,
        typer.Option(
            "--store", metavar="NAME", help="fuseki, oxigraph, virtuoso, graphdb, rdf4j, qlever (not tried), or auto."
        ),
    ] = "auto",
    user: Annotated[
        str | None,
        typer.Option(
            "--user", metavar="NAME", help="Who loads; the password is in KZCN_PASSWORD or ~/.netrc. Default: netrc's."
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace/--only-changed", help="Send every named graph, or only those whose checksum is another one."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell, graph by graph, what would be done, and write nothing.")
    ] = False,
    graph: GraphFolder = None,
) -> None:
    """Load the graph into a running triple store, and check that it holds it. Others' graphs there are left alone.

    Ends with 1 where the store then holds something else. docs/stores.md has a section for each store.

    Examples: kzcn load http://localhost:3030/kzcn · kzcn load http://localhost:7878 --dry-run
    """
    import os

    import kzcn
    from kzcn.cli.console import err
    from kzcn.credentials import credentials_for
    from kzcn.loading.run import load_graph

    credentials = credentials_for(url, user, os.environ)
    opened = kzcn.open(graph)
    try:
        with _Shown() as told:
            report = load_graph(
                opened, url, store=store, credentials=credentials, replace=replace, dry_run=dry_run, told=told
            )
    except KeyboardInterrupt:
        # What was sent whole the store may yet keep.
        err.print("\nStopped. The store holds what it held before, or all of it. See which: --dry-run")
        raise typer.Exit(130) from None
    _print_plan(report) if dry_run else _print_report(report)


class _Shown:
    """Shows on standard error what goes on; how fast, on a terminal only."""

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self.task: TaskID | None = None

    def __enter__(self) -> Self:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        from kzcn.cli.console import err

        columns = (
            BarColumn(),
            TextColumn("{task.completed:,.0f} of {task.total:,.0f} triples"),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
        )
        self.progress = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self.progress:
            self.progress.stop()

    def note(self, text: str) -> None:
        """One line."""
        from rich.markup import escape

        from kzcn.cli.console import err

        err.print(f"[dim]{escape(text)}[/]", soft_wrap=True)

    def begin(self, triples: int) -> None:
        """The bar starts anew."""
        if self.progress:
            if self.task is not None:
                self.progress.remove_task(self.task)
            self.task = self.progress.add_task("", total=triples, speed="")

    def sent(self, triples: int) -> None:
        """The bar goes on."""
        if self.progress and self.task is not None:
            task = self.progress.tasks[0]
            speed = f"{task.speed:,.0f} a second" if task.speed else ""
            self.progress.update(self.task, advance=triples, speed=speed)


def _print_plan(report: LoadReport) -> None:
    from kzcn.cli.console import err, out
    from kzcn.namespaces import compact

    for one in report.plan.graphs:
        here, there = (f"{one.here:,}" if one.here else "–"), (f"{one.there:,}" if one.there else "–")
        out.print(f"{one.change:<8} {here:>10} {there:>10}  {compact(one.graph)}", soft_wrap=True, markup=False)
    err.print(f"[dim]change, triples here and there, named graph. {_summary(report)} Nothing was written.[/]")


def _print_report(report: LoadReport) -> None:
    from kzcn.cli.console import out

    out.print(f"{report.url} is {report.store}, {report.why}.", soft_wrap=True, markup=False)
    sent = report.plan.triples
    if report.merged is not None:
        speed = f"{sent / max(report.seconds, 0.001):,.0f} a second"
        out.print(f"Sent {sent:,} triples in {report.seconds:.1f} s ({speed}). {_summary(report)}", soft_wrap=True)
        if report.merged:
            out.print("Its default graph was filled as well: it does not show the named graphs by itself.")
    else:
        out.print(f"Nothing had to be sent. {_summary(report)}")
    out.print(
        f"Checked: every named graph holds as many triples as it should; {report.compared:,} statements of a sample "
        f"are the same (SHA-256 {report.sample[:12]}…).",
        soft_wrap=True,
    )


def _summary(report: LoadReport) -> str:
    words = {"new": "new", "changed": "changed", "again": "sent again", "same": "unchanged", "gone": "removed"}
    counts = [f"{count} {words[change]}" for change in words if (count := report.plan.count(change))]  # type: ignore[arg-type]
    return f"Named graphs: {', '.join(counts)}."
