"""The page beside the stock page of pyvis, for the same graphs, in one run in a real Chromium.

    python benchmarks/page.py [--page build/index.html] [--nodes 5000] [--ties 10000] [--rounds 3] [--limit 30]

Two graphs: the real one, from the built page, and a made one (see synthetic.py), which has no intervals of influence.
Two pages of each: this project's, and what `pyvis.network.Network(cdn_resources="in_line").from_nx(…)` writes, with
physics as it comes. Each page is opened anew in each round, in turn, from a file and without network; what a page asks
of the network all the same fails at once, and is counted, so that no page waits for a server.

- ready: from navigation to the page's own mark: `data-ready` here; in pyvis's page the end of its loading bar, which
  lies over the network until it has settled and takes all clicks;
- interactive: from navigation to the first frame after the page has answered a real click on a node, so the way of the
  mouse from here to the page is in it (tens of milliseconds, more where the machine has other work). Where the bar has
  not gone after `--limit` seconds, the simulation is made to end, and the time until then is given as what it takes
  at least;
- answer: of these, the milliseconds from the pressing of the mouse to that frame;
- frames: callbacks of requestAnimationFrame in a second while the mouse, 125 times a second, drags the whole network
  about; drawn: how many of these drew it; slowest: the longest time between two. The display asks for 60 at most, and
  everything is drawn without a graphics card. While a large network is dragged, this project's page draws its nodes
  and the ties among the foremost of them.

Only medians of one run are to be compared, never seconds of two machines: nothing here fails for being slow.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import re
import shutil
import statistics
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.async_api import Browser, Page, async_playwright
from synthetic import synthetic

from kzcn.folders import Folders
from kzcn.page.html import page as page_of
from kzcn.page.html import unpacked

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK = {"width": 1440, "height": 900}
MOVES, BETWEEN, SWINGS, REACH = 250, 0.008, 1.9, (180, 110)
BARS = (
    "bars, on two cores: the page of the five articles at most 1.5 MB and interactive within 1 s; the page of 5,000\n"
    "nodes and 10,000 ties interactive within 3 s and dragged at 30 frames a second or better"
)
# Runs before the page's own scripts; the network is the instance of vis.Network that the page makes.
WATCH = """
const watch = (window.watch = { drawn: 0, frames: [], steps: 0, late: false });
let space;
const noticed = {
  construct(Network, given) {
    watch.network = new Network(...given);
    watch.box = given[0];
    watch.network.on("afterDrawing", () => (watch.drawn += 1));
    const engine = watch.network.physics;
    const tick = engine.physicsTick;
    engine.physicsTick = () => {
      tick.call(engine);
      watch.steps += 1;
      watch.late ||= !isReady() && performance.now() > watch.limit;
      if (watch.late) engine.stabilized = true;
    };
    return watch.network;
  },
};
Object.defineProperty(window, "vis", {
  get: () => space,
  set: (value) => {
    space = new Proxy(value, {
      get: (all, key) => (key === "Network" ? new Proxy(all[key], noticed) : all[key]),
    });
  },
});
const isReady = () =>
  document.documentElement?.dataset.ready || document.getElementById("loadingBar")?.style.display === "none";
watch.ready = new Promise((resolve) => {
  const observer = new MutationObserver(() => {
    if (!isReady()) return;
    observer.disconnect();
    const at = performance.now();
    addEventListener("pointerdown", (event) => (watch.pressed = event.timeStamp), { capture: true, once: true });
    watch.answered = new Promise((answer) =>
      watch.network.once("click", () =>
        requestAnimationFrame(() => setTimeout(() => answer([watch.pressed, performance.now()]))),
      ),
    );
    resolve([at, watch.late, watch.steps]);
  });
  observer.observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready", "style"] });
});
watch.middle = () => {
  const { left, top, width, height } = watch.box.getBoundingClientRect();
  return { left, top, x: width / 2, y: height / 2 };
};
watch.free = ({ left, top }, { x, y }) => watch.box.contains(document.elementFromPoint(left + x, top + y));
/** Where a node can be clicked, near the middle. */
watch.node = () => {
  const middle = watch.middle();
  const places = Object.entries(watch.network.getPositions()).map(([id, place]) => {
    const { x, y } = watch.network.canvasToDOM(place);
    return { id, x, y, away: Math.hypot(x - middle.x, y - middle.y) };
  });
  const found = places
    .sort((a, b) => a.away - b.away)
    .find((place) => watch.free(middle, place) && String(watch.network.getNodeAt(place)) === place.id);
  return found && [middle.left + found.x, middle.top + found.y];
};
/** Where nothing lies, near the middle. */
watch.gap = () => {
  const middle = watch.middle();
  for (let ring = 0; ring < 40; ring += 1)
    for (let turn = 0; turn < 12; turn += 1) {
      const point = { x: middle.x + 6 * ring * Math.cos(turn), y: middle.y + 6 * ring * Math.sin(turn) };
      if (watch.free(middle, point) && watch.network.getNodeAt(point) === undefined)
        return [middle.left + point.x, middle.top + point.y];
    }
  return null;
};
watch.count = () => {
  watch.frames = [];
  watch.drawn = 0;
  watch.counting = true;
  const frame = () => {
    watch.frames.push(performance.now());
    if (watch.counting) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};
watch.counted = () => {
  watch.counting = false;
  return { frames: watch.frames, drawn: watch.drawn };
};
watch.camera = () => ({ ...watch.network.getViewPosition(), scale: watch.network.getScale() });
"""
DATA = re.compile(r'<script type="application/gzip" id="kzcn-data">(.*?)</script>', re.DOTALL)
FIGURES = {
    "ready": "ready, s",
    "interactive": "interactive, s",
    "answer": "answer, ms",
    "frames": "frames a second",
    "drawn": "drawn a second",
    "slowest": "slowest frame, ms",
}
TIMES = ("ready", "interactive")


@dataclass
class Candidate:
    """A page to be measured, and what was measured."""

    name: str
    file: Path
    runs: list[dict[str, float]] = field(default_factory=list)
    requests: set[str] = field(default_factory=set)
    late: list[int] = field(default_factory=list)

    def median(self, figure: str) -> float:
        """The median of one figure over the rounds."""
        return statistics.median(run[figure] for run in self.runs)


def pyvis_page(data: Mapping[str, Any], file: Path) -> None:
    """Writes pyvis's page of a graph as it comes: names as labels, kinds as groups."""
    from pyvis.network import Network

    graph = nx.Graph()
    for node in data["nodes"]:
        graph.add_node(node["id"], label=node["labels"]["en"], title=node["labels"]["en"], group=node["kind"])
    graph.add_edges_from((edge["source"], edge["target"]) for edge in data["edges"])
    network = Network(cdn_resources="in_line")
    network.from_nx(graph)
    file.write_text(network.generate_html(), encoding="utf-8")


async def measure(browser: Browser, candidate: Candidate, limit: float) -> None:
    """Opens the page once, clicks a node, drags the network, and notes the figures with the candidate."""
    context = await browser.new_context(viewport=DESK, locale="en-GB", offline=True)
    context.set_default_timeout(0)
    await context.add_init_script(f"{{{WATCH} watch.limit = {1000 * limit};}}")
    page = await context.new_page()
    page.on("request", lambda asked: asked.url.startswith("http") and candidate.requests.add(asked.url))
    await page.goto(candidate.file.as_uri(), wait_until="commit")
    ready, late, steps = await page.evaluate("() => watch.ready")
    if late:
        candidate.late.append(steps)
    await page.mouse.click(*await found(page, "node"))
    pressed, answered = await page.evaluate("() => watch.answered")
    figures = {"ready": ready / 1000, "interactive": answered / 1000, "answer": answered - pressed}
    await page.wait_for_timeout(400)
    await page.mouse.click(*await found(page, "gap"))  # nothing is chosen any more
    await page.wait_for_timeout(600)
    candidate.runs.append(figures | await drag(page))
    await context.close()


async def found(page: Page, what: str) -> list[float]:
    """A point of the page, from the watching script. Raises RuntimeError where there is none."""
    point: list[float] | None = await page.evaluate(f"() => watch.{what}()")
    if not point:
        raise RuntimeError(f"There is no {what} to be found in {page.url}.")
    return point


async def drag(page: Page) -> dict[str, float]:
    """Frames while the mouse drags the network to and fro. Raises RuntimeError where it does not follow the mouse."""
    x, y = await found(page, "gap")
    before = await page.evaluate("() => watch.camera()")
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 10, y + 10, steps=3)
    await page.evaluate("() => watch.count()")
    moves = []
    for at in range(MOVES):  # a hand does not wait until the page has followed
        angle = 2 * math.pi * SWINGS * at / MOVES
        to = (x + 10 + REACH[0] * math.sin(angle), y + 10 + REACH[1] * math.sin(2 * angle))
        moves.append(asyncio.create_task(page.mouse.move(*to)))
        await asyncio.sleep(BETWEEN)
    counted = await page.evaluate("() => watch.counted()")
    await asyncio.gather(*moves)
    after = await page.evaluate("() => watch.camera()")
    await page.mouse.up()
    if (before["x"], before["y"]) == (after["x"], after["y"]) or before["scale"] != after["scale"]:
        raise RuntimeError(f"The network of {page.url} did not follow the mouse.")
    frames = counted["frames"]
    seconds = (frames[-1] - frames[0]) / 1000
    gaps = [later - earlier for earlier, later in pairwise(frames)]
    return {"frames": len(gaps) / seconds, "drawn": counted["drawn"] / seconds, "slowest": max(gaps)}


def shown(value: float) -> str:
    """A figure as the table has it."""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004


def told(candidate: Candidate, figure: str) -> str:
    """The median of a figure and, in brackets, its least and largest value."""
    runs = [run[figure] for run in candidate.runs]
    least = ">" if candidate.late and figure in TIMES else ""
    return f"{least}{shown(candidate.median(figure))} ({shown(min(runs))}–{shown(max(runs))})"


def table(title: str, ours: Candidate, stock: Candidate) -> str:
    """The figures of two pages of one graph, side by side."""
    sizes = [candidate.file.stat().st_size for candidate in (ours, stock)]
    lines = [f"{title:<20}{'this page':>24}{'pyvis':>24}{'pyvis / this':>14}"]
    lines.append(f"{'bytes':<20}{sizes[0]:>24,}{sizes[1]:>24,}{sizes[1] / sizes[0]:>14.2f}")
    for figure, name in FIGURES.items():
        cells = [told(candidate, figure) for candidate in (ours, stock)]
        least = ">" if stock.late and figure in TIMES else ""
        part = f"{least}{stock.median(figure) / ours.median(figure):.2f}"
        lines.append(f"{name:<20}{cells[0]:>24}{cells[1]:>24}{part:>14}")
    lines.append(f"{'addresses asked for':<20}{len(ours.requests):>24}{len(stock.requests):>24}")
    if stock.late:
        lines.append(f"(>: pyvis's page was stopped then, after {min(stock.late)} to {max(stock.late)} of 1,000 steps)")
    return "\n".join(lines)


def pages(built: Path, nodes: int, ties: int, folder: Path) -> list[tuple[str, Candidate, Candidate]]:
    """The pages to be measured: for each graph its title, this project's page and pyvis's."""
    real = unpacked(DATA.findall(built.read_text(encoding="utf-8"))[0])
    made = synthetic(real, nodes, ties)
    files = {name: folder / f"{name}.html" for name in ("made", "pyvis-real", "pyvis-made")}
    files["made"].write_text(page_of(made, Folders.find().viz), encoding="utf-8", newline="\n")
    pyvis_page(real, files["pyvis-real"])
    pyvis_page(made, files["pyvis-made"])
    found_ = []
    for name, data, ours in (("real", real, built), ("made", made, files["made"])):
        title = f"{len(data['nodes']):,} and {len(data['edges']):,}"
        found_.append((title, Candidate(f"{name} here", ours), Candidate(f"{name} pyvis", files[f"pyvis-{name}"])))
    return found_


async def measure_all(candidates: list[Candidate], rounds: int, limit: float) -> tuple[str, list[float]]:
    """Measures the pages in turn, round by round; the browser's version, and the machine's load along the way."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    loads = [os.getloadavg()[0]]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for _ in range(rounds):
            for candidate in candidates:
                await measure(browser, candidate, limit)
                loads.append(os.getloadavg()[0])
        chromium = browser.version
        await browser.close()
    return chromium, loads


def main() -> None:
    """Measures all pages and prints a table for each graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, metavar="FILE", help="the built page; that of the build unless told")
    parser.add_argument("--nodes", type=int, default=5000)
    parser.add_argument("--ties", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=30.0, help="seconds that a page may take to be ready")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    built = (options.page or Folders.find().root / "build" / "index.html").resolve()
    with tempfile.TemporaryDirectory() as folder:
        graphs = pages(built, options.nodes, options.ties, Path(folder))
        every = [candidate for _, *pair in graphs for candidate in pair]
        chromium, loads = asyncio.run(measure_all(every, options.rounds, options.limit))
        print(
            f"Chromium {chromium}, pyvis {version('pyvis')}; {options.rounds} rounds, medians with least and largest;\n"
            f"load {min(loads):.1f} to {max(loads):.1f} on {os.cpu_count()} cores"
        )
        for title, ours, stock in graphs:
            print(f"\n{table(title, ours, stock)}")
        print(f"\n{BARS}")
        if options.json:
            known = {
                one.name: {"bytes": one.file.stat().st_size, "requests": sorted(one.requests), "runs": one.runs}
                for one in every
            }
            document = {"chromium": chromium, "load": [min(loads), max(loads)], "pages": known}
            options.json.write_text(json.dumps(document, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
