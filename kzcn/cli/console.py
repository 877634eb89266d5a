"""Printing: results to standard output, diagnostics to standard error."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from kzcn.errors import DataError, KzcnError, QueryError, UsageError
from kzcn.findings import Finding, Severity
from kzcn.formats import ROW_FORMATS, TRIPLE_FORMATS, write_answer
from kzcn.oxigraph import result_of
from kzcn.source import Solutions, Statements, Stream
from kzcn.values import Iri, Rows, Value, shown

if TYPE_CHECKING:
    from collections.abc import Callable

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
PIPED_WIDTH = 160


def _console(*, stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else max(PIPED_WIDTH, shutil.get_terminal_size().columns)
    # Without emoji=False “kzcn:anchor:” would print as a picture of an anchor.
    return Console(stderr=stderr, width=width, highlight=False, emoji=False, soft_wrap=False)


out = _console()
err = _console(stderr=True)


def show_error(error: KzcnError) -> None:
    """An error with its place, its findings and its remedy."""
    if isinstance(error, DataError) and error.findings:
        show_findings(error.findings, to=err)
    where = f" (line {error.line}, column {error.column})" if isinstance(error, QueryError) and error.line else ""
    err.print(f"[bold red]error:[/] {escape(str(error))}{where}", soft_wrap=True)
    if isinstance(error, QueryError) and error.excerpt():
        err.print(escape(error.excerpt()), soft_wrap=True)


def show_warning(text: str) -> None:
    """One line of warning."""
    err.print(f"[yellow]warning:[/] {escape(text)}", soft_wrap=True)


def show_findings(findings: Sequence[Finding], to: Console = out) -> None:
    """Findings, one block each: the place, then what is wrong and what to do."""
    for finding in findings:
        place = f"{escape(finding.place)}: " if finding.place else ""
        subject = f" [bold]{escape(finding.subject)}[/]:" if finding.subject else ""
        style = STYLES[finding.severity]
        to.print(
            f"{place}[{style}]{finding.severity}[/] \\[{finding.code}]{subject} "
            f"{escape(finding.message)} {escape(finding.remedy)}".rstrip(),
            soft_wrap=True,
        )


def show_answer(answer: Stream, form: str, label: Callable[[str], str] | None = None) -> None:
    """A query's answer: a table for people, or one of the formats for programs, written as it comes."""
    if form not in ("table", *ROW_FORMATS, *TRIPLE_FORMATS):
        raise UsageError(
            f"There is no format {form}. Take one of: table, {', '.join((*ROW_FORMATS, *TRIPLE_FORMATS))}."
        )
    if form == "table" and isinstance(answer, Solutions):
        rows = result_of(answer)
        assert isinstance(rows, Rows)
        _show_rows(rows, label)
        return
    plain = "ttl" if isinstance(answer, Statements) else "csv"
    write_answer(answer, plain if form == "table" else form, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _show_rows(rows: Rows, label: Callable[[str], str] | None) -> None:
    table = rows_table(rows, label)
    if _narrowest(table) <= out.width:
        out.print(table)
    else:
        _print_records(table)
    err.print(f"[dim]{len(rows)} row{'' if len(rows) == 1 else 's'}[/]")


def rows_table(rows: Rows, label: Callable[[str], str] | None = None) -> Table:
    """Rows as a table. A column of IRIs beside a column of their names is left out; other IRIs show their names."""
    columns = [name for name in rows.columns if f"{name}Name" not in rows.columns]
    numbers = {name for name in columns if _is_numeric([row[name] for row in rows])}
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in columns:
        table.add_column(_heading(name), justify="right" if name in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[name], label) for name in columns))
    return table


def _narrowest(table: Table) -> int:
    """The width below which a table would break words."""
    gap = 3
    widths = [
        max((len(word) for cell in (column.header, *column.cells) for word in str(cell).split()), default=0)
        for column in table.columns
    ]
    return sum(widths) + gap * len(widths)


def _print_records(table: Table) -> None:
    """A table that is too wide for the terminal, one block a row; empty cells are left out."""
    width = max(len(str(column.header)) for column in table.columns)
    columns = [(str(column.header), list(column.cells)) for column in table.columns]
    for at in range(table.row_count):
        for heading, cells in columns:
            if str(cells[at]):
                out.print(f"[bold]{escape(heading):<{width}}[/]  {escape(str(cells[at]))}", soft_wrap=True)
        out.print()


def _heading(column: str) -> str:
    name = column.removesuffix("Name") or column
    words = re.split(r"(?<=[a-z])(?=[A-Z])", name)
    return " ".join("USD" if word.upper() == "USD" else word.lower() for word in words)


def _is_numeric(values: Sequence[Value | None]) -> bool:
    present = [value for value in values if value is not None]
    return bool(present) and all(not isinstance(value, str | bool) and hasattr(value, "__add__") for value in present)


def _cell(value: Value | None, label: Callable[[str], str] | None) -> RichText:
    if isinstance(value, Iri):
        return RichText(label(value) if label else value.short, style="" if label else "cyan")
    if value is not None and not isinstance(value, str | bool) and hasattr(value, "as_integer_ratio"):
        # Some stores write 469 as 469.0; people read one number.
        return RichText(f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}")
    return RichText(shown(value))
