"""Checking: the shapes beside pySHACL and pyrudof, all that `kzcn check` looks at, and the faults that it finds."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measuring import generated
from measuring.plots import growth_plot
from measuring.runs import Run, Side, alternate, command, kzcn
from measuring.section import Aim, Section, Table, seconds, times, versions_of

PROGRAM = Path(__file__).parent.parent / "shacl_engines.py"
ENGINES = {"kzcn, shapes alone": "kzcn", "pySHACL": "pyshacl", "pyrudof": "pyrudof"}
OURS, *OTHERS = ENGINES
COMMAND = "`kzcn check`, all checks"
SHORT, FULL = (10_000, 100_000), (10_000, 100_000, 1_000_000)
LARGE = 1_000_000
FAULTS = 51  # three of each kind
COMPARED = 100_000  # statements in which the findings of all three are compared
LIMIT = 1200  # seconds
MEMORY, MUCH_MEMORY = 5000, 16_000  # MB that an engine may take up to COMPARED statements, and beyond
WANTED_SECONDS, WANTED_MEMORY = 60, 3 * 1024
Violations = frozenset[tuple[str, ...]]


@dataclass
class _Engine:
    """An engine on one tree: whole processes, and within them the validation alone; what it found last."""

    name: str
    tree: Path
    memory: float
    whole: Side = field(init=False)
    alone: Side = field(init=False)
    found: Violations = frozenset()

    def __post_init__(self) -> None:
        self.whole, self.alone = Side(self.name, self._run), Side(self.name, lambda: None)

    def _run(self) -> Run:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            words = [sys.executable, str(PROGRAM), ENGINES[self.name], str(self.tree), str(report)]
            run = command(words, limit=LIMIT, memory=self.memory)
            written = json.loads(report.read_text(encoding="utf-8"))
        self.alone.runs.append(Run(written["validating"]))
        self.found = frozenset(map(tuple, written["violations"]))
        return run


def measure(*, full: bool, rounds: int) -> Section:
    """Measures trees of ten and a hundred thousand statements; with `full` a million too."""
    section = Section(
        "checking",
        "Checking",
        "pySHACL on an rdflib graph in memory, and pyrudof, with the same shapes; planted faults",
    )
    table = Table(
        "Seconds of a process from curated files to findings, with its most memory, looked at five times a second; of "
        "those seconds, the validation alone: shapes read and applied, the graph at hand.",
        ["statements", "what", "from files to findings", "memory", "validation alone"],
        [],
    )
    for size in FULL if full else SHORT:
        _measure_speed(section, table, size, rounds)
    section.tables.append(table)
    for size in FULL if full else SHORT:
        section.aims.append(_planted_faults(size))
    _same_findings(section)
    section.plots.append(
        growth_plot(
            "checking", "From curated files to findings", section.growth, across="statements", upwards="seconds"
        )
    )
    section.remarks += [
        "The three engines read the same files, each with its own parser, into one graph; kzcn keeps named graphs "
        "beside it. `kzcn check` does more than they do, so no aim compares it with them: it also looks at passages, "
        "places, undeclared names, blocks that stand twice, literals and counts, derives what the rules say, and "
        "applies further shapes to that.",
        f"Up to {COMPARED:,} statements an engine may take {MEMORY / 1000:g} GB, beyond that {MUCH_MEMORY / 1000:g} "
        f"GB; {LIMIT / 60:g} minutes at any size.",
    ]
    section.versions = versions_of("pyoxigraph", "pyshacl", "rdflib", "pyrudof")
    return section


def _measure_speed(section: Section, table: Table, size: int, rounds: int) -> None:
    tree = generated.tree(size)
    memory = MEMORY if size <= COMPARED else MUCH_MEMORY
    engines = [_Engine(name, tree, memory) for name in ENGINES]
    check = Side(COMMAND, lambda: command(kzcn("check", "--from", tree), limit=LIMIT, memory=memory))
    alternate([check, *(engine.whole for engine in engines)], rounds)
    nothing = Side("", lambda: None)
    pairs = [(check, nothing), *((engine.whole, engine.alone) for engine in engines)]
    for whole, alone in pairs:
        table.rows.append([f"{size:,}", whole.name, *_shown(whole, alone)])
        if whole.runs:
            section.growth.setdefault(whole.name, []).append((size, whole.median))
    ours, *others = engines
    section.aims += [
        _faster(f"{size:,}, shapes, from files", ours.whole, [engine.whole for engine in others]),
        _faster(f"{size:,}, shapes, validation alone", ours.alone, [engine.alone for engine in others]),
    ]
    fastest = min((engine.whole.median for engine in others if engine.whole.runs), default=float("nan"))
    ratio = times(check.median / fastest)
    section.remarks.append(f"{size:,} statements: {COMMAND} take {ratio} the time of the faster of the two.")
    if size == LARGE:
        met = check.median < WANTED_SECONDS and check.memory < WANTED_MEMORY
        found = f"{seconds(check.median)}, {check.memory / 1024:.2g} GB"
        section.aims.append(Aim(f"{size:,}, `kzcn check`: under {WANTED_SECONDS} s and 3 GB", found, met))


def _shown(whole: Side, alone: Side) -> Iterator[str]:
    yield whole.gave_up or _spread(whole)
    yield f"{whole.memory:,.0f} MB" if whole.memory else "–"
    yield _spread(alone) if alone.runs else "–"


def _spread(side: Side) -> str:
    return f"{seconds(side.median)} ({seconds(side.least)} to {seconds(side.most)})"


def _faster(what: str, ours: Side, others: Sequence[Side]) -> Aim:
    """That `ours` is at least as fast as the fastest of the others that ran."""
    ran = [side for side in others if side.runs]
    wanted = f"{what}: at least as fast as the faster of the two"
    if not ran:
        return Aim(wanted, "no other came to an end", met=True)
    fastest = min(ran, key=lambda side: side.median)
    ratio = fastest.median / ours.median
    return Aim(wanted, f"{times(ratio)} of {fastest.name}", ratio >= 1)


def _planted_faults(size: int) -> Aim:
    """That `kzcn check` finds every planted fault, with each code that is expected of its subject."""
    tree = generated.tree(size, faults=FAULTS)
    planted = json.loads((tree / "faults.json").read_text(encoding="utf-8"))
    words = kzcn("check", "--from", tree, "--format", "json")
    said = subprocess.run(words, check=False, capture_output=True, text=True, timeout=LIMIT)
    found = {(one["subject"], one["code"]) for one in json.loads(said.stdout)["findings"]}
    seen = sum(all((fault["subject"], code) in found for code in fault["codes"]) for fault in planted)
    return Aim(f"{size:,}: all planted faults found", f"{seen} of {len(planted)}", seen == len(planted))


def _same_findings(section: Section) -> None:
    """Compares what the three find in a tree with planted faults: focus node, path, value, severity."""
    tree = generated.tree(COMPARED, faults=FAULTS)
    engines = [_Engine(name, tree, MEMORY) for name in ENGINES]
    alternate([engine.whole for engine in engines], 1)
    ours, *others = engines
    rows = []
    for engine in others:
        if engine.whole.gave_up:
            rows.append([engine.name, engine.whole.gave_up, *"–––"])
            continue
        missed, more = ours.found - engine.found, engine.found - ours.found
        rows.append([engine.name, f"{len(engine.found)}", f"{len(missed)}", f"{len(more)}", _example(missed | more)])
    caption = (
        f"What breaks shapes in {COMPARED:,} statements with {FAULTS} planted faults: different focus nodes, paths, "
        f"values and severities. kzcn finds {len(ours.found)}."
    )
    columns = ["engine", "it finds", "only kzcn finds", "only it finds", "for example"]
    section.tables.append(Table(caption, columns, rows))
    reference = others[0]
    same = not reference.whole.gave_up and ours.found == reference.found
    found = f"{len(ours.found & reference.found)} in common, {len(ours.found ^ reference.found)} not"
    section.aims.append(Aim(f"the same findings as {reference.name}", found, same))


def _example(violations: Violations) -> str:
    return " ".join(filter(None, min(violations)[:3])) if violations else ""
