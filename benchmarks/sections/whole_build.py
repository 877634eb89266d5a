"""The whole build with all its outputs, beside the plain pipeline (plain_pipeline.py)."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from measuring.generated import HOME, tree
from measuring.plots import growth_plot
from measuring.runs import Run, Side, alternate, command, kzcn
from measuring.section import Aim, Section, Table, seconds, times, versions_of

PLAIN = Path(__file__).parent.parent / "plain_pipeline.py"
SIZES, LARGE = (10_000, 100_000), 1_000_000
LONG = 120  # seconds; a run that takes more is not repeated
LIMIT = 1800  # seconds for one run of the plain pipeline
FASTER, GROWTH, MEMORY = 10, 1.5, 3072  # aims: times, times, MB


def measure(*, full: bool, rounds: int) -> Section:
    """Both sides at each size; with `full` up to a million statements."""
    section = Section(
        "whole_build",
        "Whole build",
        "the plain pipeline: rdflib parses, pySHACL validates, rdflib serialises, networkx measures, pyvis shows",
        versions=versions_of("rdflib", "pyshacl", "networkx", "pyvis", "pyoxigraph"),
    )
    table = Table(
        "Medians of whole runs, and the most memory of all processes at once:",
        ["statements", "kzcn build", "memory", "plain pipeline", "memory", "plain / kzcn"],
        [],
    )
    found: dict[int, tuple[Side, Side]] = {}
    for size in (*SIZES, LARGE) if full else SIZES:
        ours, plain = _sides(size)
        alternate([ours, plain], rounds, long=LONG)
        found[size] = ours, plain
        table.rows.append(
            [
                f"{size:,}",
                _told(ours),
                f"{ours.memory:,.0f} MB",
                _told(plain),
                f"{plain.memory:,.0f} MB",
                times(plain.median / ours.median),
            ]
        )
    section.tables = [table, *_steps()]
    section.aims = _aims(found)
    section.growth = {
        "whole build, seconds": [(size, ours.median) for size, (ours, _) in found.items()],
        "whole build, MB": [(size, ours.memory) for size, (ours, _) in found.items()],
        "plain pipeline, seconds": [(size, plain.median) for size, (_, plain) in found.items() if plain.runs],
    }
    series = {name: points for name, points in section.growth.items() if "seconds" in name}
    section.plots = [growth_plot("whole_build", section.title, series, across="statements", upwards="seconds")]
    section.remarks = [
        "The plain pipeline makes less: it derives nothing (the build adds about seven statements to ten), writes no "
        "store, no tables, no reference of the ontology and no passages on its page, and gives ranks without "
        f"intervals. Its betweenness is from 200 nodes. What takes more than {LONG} s is run once."
    ]
    return section


def _sides(size: int) -> tuple[Side, Side]:
    root, target = tree(size), HOME / "plain"
    build = [*kzcn("build"), "--from", str(root), "--graph", str(HOME / f"build-{size}")]

    def plain() -> Run:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        return command([sys.executable, str(PLAIN), str(root), str(target)], limit=LIMIT)

    return Side("kzcn build", _anew(HOME / f"build-{size}", lambda: command(build))), Side("plain pipeline", plain)


def _anew(target: Path, run: Callable[[], Run]) -> Callable[[], Run]:
    """A run that finds nothing of an earlier build."""

    def work() -> Run:
        for left in target.parent.glob(f"{target.name}*"):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()
        return run()

    return work


def _told(side: Side) -> str:
    if not side.runs:
        return side.gave_up
    spread = f"{seconds(side.least)} to {seconds(side.most)}" if len(side.runs) > 1 else "one run"
    return f"{seconds(side.median)} ({spread})"


def _steps() -> list[Table]:
    """Where the seconds of the last plain run go; nothing where it did not come to its end."""
    told = HOME / "plain" / "seconds.json"
    if not told.exists():
        return []
    plain = json.loads(told.read_text(encoding="utf-8"))
    cells = [seconds(value) for value in plain.values()]
    return [Table("Steps of the last run of the plain pipeline:", list(plain), [cells])]


def _aims(found: dict[int, tuple[Side, Side]]) -> list[Aim]:
    middle, least, most = max(SIZES), min(found), max(found)
    ours, plain = found[middle]
    ratio = plain.median / ours.median
    growth = (found[most][0].median / most) / (found[least][0].median / least)
    aims = [
        Aim(f"{FASTER} times faster at {middle:,}", times(ratio), ratio >= FASTER),
        Aim(
            f"cost a statement grows by less than {GROWTH} from {least:,} to {most:,}",
            f"{growth:.2f} ×",
            growth < GROWTH,
        ),
    ]
    if most >= LARGE:
        memory = found[most][0].memory
        aims.append(Aim("under 3 GB at 1M", f"{memory:,.0f} MB", memory < MEMORY))
    return aims
