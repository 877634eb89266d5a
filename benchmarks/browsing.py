"""One page opened in a real Chromium, a node clicked and the network dragged, as a hand would; see `FIGURES`."""

from __future__ import annotations

import asyncio
import math
import shutil
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

FIGURES = {
    "ready": "seconds from navigation to the page's own mark: `data-ready` of this page and of sigma.js's after its "
    "first drawing, in pyvis's the end of the loading bar, which lies over the network until it has settled",
    "interactive": "seconds from navigation to the first frame after the page has answered a real click on a node",
    "answer": "of these, milliseconds from the pressing of the mouse to that frame",
    "frames": "frames that the browser offers in a second (60 at most) while the mouse, 125 times a second, drags the "
    "whole network about; 0 where it does not follow",
    "drawn": "how many of these drew it",
    "slowest": "milliseconds of the longest time between two frames",
    "heap": "MB of the JavaScript heap after that, rubbish collected",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--enable-unsafe-swiftshader")  # WebGL without a graphics card; the rest as without it
DESK = {"width": 1440, "height": 900}
MOVES, BETWEEN, SWINGS, REACH = 250, 0.008, 1.9, (180, 110)
WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")


@dataclass
class Candidate:
    """A page to be measured, and what was measured: the figures of each run.

    `late` has for each run that was not ready in time how far its simulation was when it was made to end, in steps.
    """

    name: str
    file: Path
    runs: list[dict[str, float]] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    requests: set[str] = field(default_factory=set)

    def median(self, figure: str) -> float:
        """The median of one figure over the runs."""
        return statistics.median(run[figure] for run in self.runs)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running browser that draws WebGL in software."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


async def measure(browser: Browser, candidate: Candidate, limit: float) -> None:
    """Opens the page anew, without network, and adds a run to the candidate's.

    Where it is not ready after `limit` seconds, the simulation is made to end, and the time until then stands for what
    it takes at least. Raises RuntimeError where the network cannot be clicked.
    """
    context = await browser.new_context(viewport=DESK, locale="en-GB", offline=True)
    context.set_default_timeout(0)
    await context.add_init_script(f"{{{WATCH} watch.limit = {1000 * limit};}}")
    page = await context.new_page()
    page.on("request", lambda asked: asked.url.startswith("http") and candidate.requests.add(asked.url))
    await page.goto(candidate.file.as_uri(), wait_until="commit")
    ready, late, steps = await page.evaluate("() => watch.ready")
    if late:
        candidate.late.append(steps)
    await page.mouse.click(*await _found(page, "node"))
    pressed, answered = await page.evaluate("() => watch.answered")
    figures = {"ready": ready / 1000, "interactive": answered / 1000, "answer": answered - pressed}
    await page.wait_for_timeout(400)
    await page.mouse.click(*await _found(page, "gap"))  # nothing is chosen any more
    await page.wait_for_timeout(600)
    candidate.runs.append(figures | await _drag(page) | {"heap": await _heap(page)})
    await context.close()


async def _found(page: Page, what: str) -> list[float]:
    """A point of the page, from the watching script. Raises RuntimeError where there is none."""
    point: list[float] | None = await page.evaluate(f"() => watch.{what}()")
    if not point:
        raise RuntimeError(f"There is no {what} to be found in {page.url}.")
    return point


async def _drag(page: Page) -> dict[str, float]:
    """Frames while the mouse drags the network to and fro; none where it does not follow the mouse in that time."""
    x, y = await _found(page, "gap")
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
        return {"frames": 0.0, "drawn": 0.0, "slowest": 1000 * MOVES * BETWEEN}
    frames = counted["frames"]
    gaps = [later - earlier for earlier, later in pairwise(frames)]
    seconds = max(sum(gaps) / 1000, MOVES * BETWEEN)
    slowest = max(gaps, default=1000 * MOVES * BETWEEN)
    return {"frames": len(gaps) / seconds, "drawn": counted["drawn"] / seconds, "slowest": slowest}


async def _heap(page: Page) -> float:
    """MB of the page's JavaScript heap, rubbish collected."""
    session = await page.context.new_cdp_session(page)
    await session.send("HeapProfiler.collectGarbage")
    found = await session.send("Runtime.getHeapUsage")
    return float(found["usedSize"]) / 2**20
