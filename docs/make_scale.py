"""Writes what was measured into docs/scale.md, from the kept results of the benchmarks: `python docs/make_scale.py`."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "scale.md"
sys.path.append(str(HERE.parent / "benchmarks"))

from measuring.section import RESULTS, Section, exponent, seconds  # noqa: E402

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
MEMORY = 24 * 1024  # MB of the machine that the page speaks of

Points = Sequence[tuple[float, float]]


def main() -> None:
    """Writes the tables between the two comments of the page."""
    sections = [Section.kept(path) for path in sorted(RESULTS.glob("*.json"))]
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), sections), encoding="utf-8")


def filled(page: str, sections: Iterable[Section]) -> str:
    """The page with the tables of these sections between its two comments, in place of what stood there."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return before + "\n".join([BEGIN, *_tables([*sections]), END]) + after


def full_at(points: Points) -> float:
    """The size at which memory (MB) reaches that of the machine, on a straight line through least and greatest size.

    nan where it does not grow, or where there is one size only.

    >>> full_at([(1_000, 124), (2_000, 148)])
    1010833.3333333334
    """
    (least, low), (most, high) = min(points), max(points)
    if most == least or high <= low:
        return math.nan
    return least + (MEMORY - low) * (most - least) / (high - low)


def _tables(sections: Sequence[Section]) -> Iterator[str]:
    if not sections:
        yield "Nothing is measured yet: `make bench`, then `python docs/make_scale.py`."
        return
    series = [(one, name, points) for one in sections for name, points in one.growing.items()]
    yield "| of | what | sizes | b | cost at the largest |"
    yield "|---|---|---|---|---|"
    for section, name, points in series:
        if not _is_memory(name):
            yield _row(section, name, points, seconds(max(points)[1]))
    yield ""
    yield "| memory of | what | sizes | b | at the largest | 24 GiB are full at about |"
    yield "|---|---|---|---|---|---|"
    for section, name, points in series:
        if _is_memory(name):
            size = full_at(points)
            ends = "does not grow" if math.isnan(size) else f"{_rounded(size):,}"
            yield _row(section, name, points, f"{max(points)[1]:,.0f} MB | {ends}")


def _is_memory(name: str) -> bool:
    return name.endswith("MB")


def _row(section: Section, name: str, points: Points, last: str) -> str:
    sizes = f"{min(points)[0]:,.0f} to {max(points)[0]:,.0f}"
    return f"| {section.title} | {name} | {sizes} | {exponent(points):.2f} | {last} |"


def _rounded(size: float) -> int:
    """A whole number with two digits that count."""
    return int(round(size, 1 - math.floor(math.log10(size))))


if __name__ == "__main__":
    main()
