"""Each part of the build by itself, and the projection to a network: how time and memory grow; no other side."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
from collections import defaultdict
from typing import Any

from measuring import generated
from measuring.plots import growth_plot
from measuring.runs import python
from measuring.section import Section, Table, seconds, versions_of

SHORT, FULL = (10_000, 100_000), (10_000, 100_000, 1_000_000)
PARTS = {
    "read": "reading",
    "check": "checking",
    "derive": "deriving",
    "check again": "checking again",
    "lines": "sorting statements",
    "write": "store, files and tables",
    "page": "waiting for the page",
    "describe": "describing",
}
BUILD = r"""
import json, re, sys
from pathlib import Path
from kzcn.build import build
from kzcn.folders import Folders

peaks = {}
def report(step, outcome):
    # Not getrusage(), which counts the memory of the process that started this one too.
    peaks[step] = int(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024

made = build(Folders.find(Path(sys.argv[1])), Path(sys.argv[2]), report=report)
print(json.dumps({"seconds": made.seconds, "memory": peaks}))
"""
PROJECT = """
import json, sys, time, tracemalloc
import kzcn

graph = kzcn.open(sys.argv[1])
if sys.argv[2] == "memory":
    tracemalloc.start()
start = time.perf_counter()
network = graph.network()
took = time.perf_counter() - start
print(json.dumps({"ties": network.size(), "seconds": took, "memory": tracemalloc.get_traced_memory()[1] / 2**20}))
"""


def measure(*, full: bool, rounds: int) -> Section:
    """One build each of ten and a hundred thousand curated statements; with `full` `rounds`, and a million too."""
    versions = versions_of("pyoxigraph", "networkx")
    section = Section("parts", "The parts of a build", "nothing; this is how each grows", versions=versions)
    times, memory = Table("Seconds, medians:", ["statements", *PARTS.values()], []), []
    growth: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for size in FULL if full else SHORT:
        runs = [_build(size) for _ in range(rounds if full else 1)]
        medians = {step: statistics.median(run["seconds"][step] for run in runs) for step in PARTS}
        times.rows.append([f"{size:,}", *map(seconds, medians.values())])
        peak = max(run["memory"]["describe"] for run in runs)
        projected = _told(PROJECT, generated.HOME / "parts", "seconds")
        network = _told(PROJECT, generated.HOME / "parts", "memory")["memory"]
        memory.append([f"{size:,}", f"{peak:,.0f} MB", f"{projected['ties']:,}", f"{network:,.0f} MB"])
        for step, part in PARTS.items():
            growth[part].append((size, medians[step]))
        growth["projection"].append((projected["ties"], projected["seconds"]))
        growth["build without the page's process, MB"].append((size, peak))
        growth["projection, MB"].append((projected["ties"], network))
    section.tables = [times, Table("Most memory:", ["statements", "build", "ties", "projection"], memory)]
    section.growth = dict(growth)
    steps = {part: growth[part] for part in PARTS.values()}
    section.plots = [growth_plot("parts", section.title, steps, across="statements", upwards="seconds")]
    section.remarks = [
        "The page is made beside the other parts, in a process of its own; its column is what the build still waits "
        "for it. Sizes are curated statements, before rules add to them; for the projection, ties. Memory is that of "
        "the process for a build, and what Python allots for the projection.",
        *([] if full else ["Each was run once; the long run gives medians."]),
    ]
    return section


def _build(size: int) -> dict[str, Any]:
    """Seconds and memory by step of a build that finds nothing of an earlier one."""
    for left in generated.HOME.glob("parts*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()
    return _told(BUILD, generated.tree(size), generated.HOME / "parts")


def _told(program: str, *arguments: object) -> dict[str, Any]:
    done = subprocess.run(python(program, *map(str, arguments)), check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
