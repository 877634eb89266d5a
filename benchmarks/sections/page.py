"""The page beside the stock page of pyvis and a page of sigma.js, at growing sizes, in a real Chromium."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from browsing import FIGURES, Candidate, chromium
from browsing import measure as measure_page
from measuring.plots import growth_plot
from measuring.section import Aim, Section, Table, times, versions_of
from network_pages import Data, data_of, sigma_versions, write_ours, write_pyvis, write_sigma

OURS, PYVIS, SIGMA = "this page", "pyvis", "sigma.js"
SHORT, FULL = (200, 1_000, 5_000), (200, 1_000, 5_000, 20_000)
TIES_FOR_A_NODE = 2
LIMIT = {True: 30.0, False: 6.0}  # seconds that a page has to be ready
FASTER, FROM = 5.0, 1_000  # times faster than pyvis, from so many nodes on
WRITERS: dict[str, Callable[[Data, Path], None]] = {OURS: write_ours, PYVIS: write_pyvis, SIGMA: write_sigma}
COLUMNS = {
    "ready": "ready, s",
    "interactive": "interactive, s",
    "answer": "answer, ms",
    "frames": "frames a second",
    "drawn": "drawn a second",
    "slowest": "slowest frame, ms",
    "heap": "heap, MB",
}
TIMES = ("ready", "interactive")


def measure(*, full: bool, rounds: int) -> Section:
    """Measures 200 to 5,000 nodes, each page for 6 seconds at most; with `full` 20,000 too, and for 30 seconds."""
    sizes = FULL if full else SHORT
    section = Section("page", "The page", "the stock page of pyvis; a page of sigma.js")
    with TemporaryDirectory() as folder:
        pages = {size: _pages(size, Path(folder)) for size in sizes}
        browser = asyncio.run(_measure_all([*pages.values()], rounds, LIMIT[full]))
        section.tables.append(_table(pages))
    section.aims += [_aim(size, pages[size]) for size in sizes if size >= FROM]
    for name in WRITERS:
        known = [(size, found[name]) for size, found in pages.items() if name in found and not found[name].late]
        section.growth[f"interactive, {name}"] = [(size, one.median("interactive")) for size, one in known]
    section.plots.append(
        growth_plot("page", "From navigation to an answered click", section.growing, across="nodes", upwards="seconds")
    )
    section.remarks += _remarks(pages, LIMIT[full])
    section.versions = {"Chromium": browser} | versions_of("pyvis", "playwright") | sigma_versions()
    return section


def _pages(size: int, folder: Path) -> dict[str, Candidate]:
    """The pages of one network, by what made them."""
    data = data_of(size, TIES_FOR_A_NODE * size)
    found = {}
    for at, (name, write) in enumerate(WRITERS.items()):
        found[name] = Candidate(name, folder / f"{size}-{at}.html")
        write(data, found[name].file)
    return found


async def _measure_all(pages: Sequence[dict[str, Candidate]], rounds: int, limit: float) -> str:
    """Measures the pages of each size in turn, the order turned round each time; gives the browser's version."""
    async with chromium() as browser:
        for found in pages:
            for at in range(rounds):
                for one in found.values() if at % 2 == 0 else reversed(found.values()):
                    await measure_page(browser, one, limit)
        return browser.version


def _aim(size: int, found: dict[str, Candidate]) -> Aim:
    least = ">" if found[PYVIS].late else ""
    faster = found[PYVIS].median("interactive") / found[OURS].median("interactive")
    wanted = f"{size:,} nodes: opens at least {FASTER:.0f} times faster than the stock page of pyvis"
    return Aim(wanted, f"{least}{times(faster)}", faster >= FASTER)


def _table(pages: dict[int, dict[str, Candidate]]) -> Table:
    caption = f"One network, three pages, twice as many ties as nodes. {'; '.join(_meanings())}."
    table = Table(caption, ["nodes", "page", "bytes", *COLUMNS.values(), "addresses asked for"], [])
    for size, found in pages.items():
        for name, one in found.items():
            cells = [
                f"{one.file.stat().st_size:,}",
                *(_told(one, figure) for figure in COLUMNS),
                str(len(one.requests)),
            ]
            table.rows.append([f"{size:,}", name, *cells])
    return table


def _meanings() -> list[str]:
    return [f"{name.partition(',')[0]}: {FIGURES[figure]}" for figure, name in COLUMNS.items()]


def _told(one: Candidate, figure: str) -> str:
    """The median of a figure with its least and largest value; with > where the page was not ready in time."""
    runs = [run[figure] for run in one.runs]
    least = ">" if one.late and figure in TIMES else ""
    return f"{least}{one.median(figure):.3g} ({min(runs):.3g} to {max(runs):.3g})"


def _remarks(pages: dict[int, dict[str, Candidate]], limit: float) -> list[str]:
    late = [
        f"{size:,} nodes after {min(one.late)} to {max(one.late)} of 1,000 steps"
        for size, found in pages.items()
        for one in found.values()
        if one.late
    ]
    return [
        "The networks are made up, by preferential attachment, with the words of the real page. There is no graphics "
        "card: the canvas of this page and of pyvis is drawn, and the WebGL of sigma.js computed by SwiftShader, on "
        "the processor; with a graphics card sigma.js would draw faster, and the ratio of frames says nothing of that.",
        "What differs: this page holds six views, search, filters, facts and their passages, and sigma.js's and "
        "pyvis's only the network with names; this page and sigma.js's get their places from the build, pyvis computes "
        "them in the browser; while a large network is dragged, this page draws its nodes and the ties among the "
        "foremost of them, the others everything. sigma.js's page marks a clicked node as pyvis's does.",
        f"Where a page was not ready in {limit:.0f} s, its simulation was made to end then, and what it takes is "
        f"more than what is told (>){': pyvis with ' + '; '.join(late) if late else ''}. "
        "Such figures are not in the growth.",
    ]
