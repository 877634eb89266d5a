"""Commands that read the curated folders: build and check."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kzcn.cli.options import Root, Sources, TableOrJson

if TYPE_CHECKING:
    from rich.columns import Columns

Target = Annotated[
    Path | None,
    typer.Option("--graph", metavar="DIR", help="The build folder to write. Default: build/ of the checkout."),
]
SHOWN = (
    *("Article", "Passage", "Person", "Company", "PublicBody", "Organization", "Region", "Place"),
    *("Project", "Meeting", "Agreement", "Amount", "Quantity", "Observation", "Position", "Reading"),
)


def register(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command("build", rich_help_panel="Make")(build)
    app.command("check", rich_help_panel="Make")(check)


def build(
    graph: Target = None,
    root: Root = None,
    sources: Sources = None,
    form: TableOrJson = "table",
) -> None:
    """Build the graph: read, check, derive, check again, write; all or nothing.

    Examples: kzcn build · kzcn build --sources ../texts · kzcn build --from my-graph --graph my-build
    """
    import json

    from rich.markup import escape

    from kzcn.build import build as run
    from kzcn.cli.console import err, out, show_findings
    from kzcn.errors import DataError
    from kzcn.findings import as_json, summary
    from kzcn.folders import Folders, default_build

    folders = Folders.find(root)
    target = graph or default_build(folders)
    start = time.perf_counter()

    def report(step: str, outcome: str) -> None:
        err.print(f"[green]✓[/] {step:<12} {outcome}  [dim]{time.perf_counter() - start:.1f} s[/]")

    try:
        result = run(folders, target, sources=sources, report=report)
    except DataError as error:
        if form == "json":
            out.print_json(json.dumps({"built": False, "findings": as_json(error.findings)}, ensure_ascii=False))
            raise typer.Exit(error.exit_code) from error
        raise
    if form == "json":
        document = {
            "built": True,
            "folder": str(result.folder),
            "counts": result.counts,
            "statements": {"curated": result.curated, "derived": result.derived},
            "graphs": result.graphs,
            "findings": as_json(result.findings),
        }
        out.print_json(json.dumps(document, ensure_ascii=False))
        return
    show_findings(result.findings, to=err)
    out.print(_counts_table(result.counts))
    statements = f"{result.curated:,} curated and {result.derived:,} derived statements"
    out.print(f"{statements} in {result.graphs} named graphs; {summary(result.findings)}.")
    out.print(
        f"Built [bold]{escape(_shown_path(result.folder))}[/] in {time.perf_counter() - start:.1f} s.\n\nTry next:",
        soft_wrap=True,
    )
    for command, meaning in _next_steps(result.folder):
        out.print(f"  [bold cyan]{command}[/]  [dim]{meaning}[/]", soft_wrap=True)


def check(
    root: Root = None,
    sources: Sources = None,
    form: TableOrJson = "table",
) -> None:
    """Check the curated files and write nothing. Ends with 1 where a rule is broken.

    Examples: kzcn check · kzcn check --sources ../texts · kzcn check --format json
    """
    import json

    from kzcn.build import check as run
    from kzcn.check import errors
    from kzcn.cli.console import out, show_findings
    from kzcn.findings import as_json, summary, tally
    from kzcn.folders import Folders

    curated, findings = run(Folders.find(root), sources)
    if form == "json":
        out.print_json(json.dumps({"findings": as_json(findings), "tally": tally(findings)}, ensure_ascii=False))
    else:
        show_findings(findings)
        out.print(f"{len(curated.files)} files, {curated.statements:,} statements: {summary(findings)}.")
    if errors(findings):
        raise typer.Exit(1)


def _counts_table(counts: dict[str, int]) -> Columns:
    from rich.columns import Columns

    return Columns([f"[bold]{counts.get(kind, 0):>5}[/] {_plural(kind)}" for kind in SHOWN], equal=True, padding=(0, 2))


def _plural(kind: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
    if words == "person":
        return "people"
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def _shown_path(folder: Path) -> str:
    folder = folder.absolute()
    return str(folder.relative_to(Path.cwd())) if folder.is_relative_to(Path.cwd()) else str(folder)


def _next_steps(folder: Path) -> list[tuple[str, str]]:
    import shutil

    program = "kzcn" if shutil.which("kzcn") else ".venv/bin/kzcn"
    return [
        (
            f"open {_shown_path(folder / 'index.html')}",
            "the page, in a browser: network, map, timeline, table, sources",
        ),
        (f"{program} ask projects-by-region --region almaty-region", "one of the questions that kzcn queries lists"),
        (f"{program} show fufeng", "what the graph knows of a company, with the source of each fact"),
    ]
