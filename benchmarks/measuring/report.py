"""The report: every section's tables, ratios and plots, with versions and the machine's load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from measuring.section import RESULTS, Section, Table, exponent

REPORT = RESULTS.parent / "report.md"
HEAD = """# Speed, side by side

Written by `make bench` (`make bench-full` for the large sizes); results are kept in `benchmarks/results/`. Both sides
of a comparison ran in one go, in turn; figures are medians, with the least and the greatest in brackets. Seconds are of
the machine named below each section; ratios carry further.
"""


def write_report(names: Sequence[str]) -> Path:
    """Writes benchmarks/report.md from the kept results, in the order of `names`."""
    sections = [Section.kept(path) for name in names if (path := RESULTS / f"{name}.json").exists()]
    REPORT.write_text("\n".join([HEAD, *_aims(sections), *(line for one in sections for line in _section(one))]) + "\n")
    return REPORT


def _aims(sections: Sequence[Section]) -> Iterator[str]:
    yield "## Aims\n"
    rows = [
        [f"[{one.title}](#{_anchor(one.title)})", aim.wanted, aim.found, "yes" if aim.met else "**no**"]
        for one in sections
        for aim in one.aims
    ]
    yield from _table(Table("", ["what", "aim", "found", "met"], rows))


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.title}\n"
    yield f"Against: {section.against}\n"
    for table in section.tables:
        yield f"{table.caption}\n"
        yield from _table(table)
    if section.growing:
        rows = [
            [name, ", ".join(f"{size:,.0f}: {cost:.3g}" for size, cost in points), f"{exponent(points):.2f}"]
            for name, points in section.growing.items()
        ]
        yield "How cost grows with size (cost = a · size^b):\n"
        yield from _table(Table("", ["what", "size: cost", "b"], rows))
    yield from (f"![{section.title}](plots/{plot})\n" for plot in section.plots)
    yield from (f"{remark}\n" for remark in section.remarks)
    machine = section.machine
    programs = ", ".join(f"{name} {number}" for name, number in section.versions.items())
    low, high = machine["load"]
    yield (
        f"<sub>{machine['date']}; {machine['cores']} cores, {machine['memory']}, load {low} to {high}; "
        f"Python {machine['python']}{programs and ', '}{programs}</sub>\n"
    )


def _table(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(table.columns) + " |"
    yield "|" + "---|" * len(table.columns)
    yield from ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table.rows)
    yield ""


def _anchor(title: str) -> str:
    return "".join(letter for letter in title.lower().replace(" ", "-") if letter.isalnum() or letter == "-")
