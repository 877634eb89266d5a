"""The first row of an answer from the shell: `kzcn ask` beside a short script of rdflib's that parses the Turtle."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from measuring import generated
from measuring.plots import growth_plot
from measuring.runs import Side, alternate, kzcn, python
from measuring.section import Aim, Section, Table, seconds, times, versions_of

from kzcn.errors import SetupError
from kzcn.folders import Folders, default_build
from kzcn.graph import open_graph
from kzcn.source import select

# Without named graphs, which Turtle does not have, and quick in rdflib, which spends its time on parsing.
QUERIES = ("graph-at-a-glance", "signings-attended")
SCRIPT = """
import csv, sys
import rdflib
graph = rdflib.Graph()
graph.parse(sys.argv[1], format="turtle")
with open(sys.argv[2], encoding="utf-8") as file:
    answer = graph.query(file.read())
writer = csv.writer(sys.stdout)
writer.writerow(answer.vars)
writer.writerows(answer)
"""
LONG = 500_000  # statements beyond which rdflib takes a minute a run
REAL = "the real graph"
QUICK = 0.3  # seconds
WANTED = {100_000: 5.0, 1_000_000: 50.0}  # by curated statements: how many times faster than rdflib


def measure(*, full: bool, rounds: int) -> Section:
    """Measures the build of the checkout and 100,000 statements; with `full` a million too."""
    section = Section(
        "cold_answer",
        "A cold answer: `kzcn ask`, first row",
        "a ten-line rdflib script that parses the Turtle and asks the same query",
    )
    folders = {REAL: _real(), "100,000": generated.store_of(100_000)}
    if full:
        folders["1,000,000"] = generated.store_of(1_000_000)
    table = Table(
        "Seconds from the start of the process to the first row in its output (CSV), files in the system's cache.",
        ["graph", "statements", "query", "rows", "kzcn ask", "rdflib", "ratio"],
        [],
    )
    for graph, folder in folders.items():
        _measure(section, table, graph, folder, rounds)
    section.tables.append(table)
    section.plots.append(
        growth_plot("cold_answer", "First row from the shell", section.growth, across="statements", upwards="seconds")
    )
    section.remarks.append("Beyond half a million statements rdflib runs twice for each query, kzcn as often as else.")
    section.versions = versions_of("pyoxigraph", "rdflib", "typer")
    return section


def _real() -> Path:
    build = default_build(Folders.find())
    if not (build / "kzcn.ttl").exists():
        raise SetupError(f"{build} is not there. Build it with: make")
    return build


def _measure(section: Section, table: Table, graph: str, folder: Path, rounds: int) -> None:
    size = _statements(folder)
    ours, theirs = [], []
    for name in QUERIES:
        ask = kzcn("ask", name, "--graph", folder, "--format", "csv")
        parse = python(SCRIPT, folder / "kzcn.ttl", Folders.find().queries / f"{name}.rq")
        rows: set[int] = set()
        ask_side, parse_side = Side("kzcn", _first_row(ask, rows)), Side("rdflib", _first_row(parse, rows))
        ask_side.work()  # once for the system's cache
        alternate([ask_side, parse_side], min(rounds, 2) if size > LONG else rounds)
        alternate([ask_side], rounds - len(ask_side.runs))
        if len(rows) > 1:
            raise AssertionError(f"{name} gives different numbers of rows: {rows}")
        ours.append(ask_side.median)
        theirs.append(parse_side.median)
        table.rows.append([graph, f"{size:,}", name, str(*rows), *_row(ask_side, parse_side)])
    section.growth.setdefault("kzcn ask", []).append((size, sum(ours) / len(ours)))
    section.growth.setdefault("rdflib", []).append((size, sum(theirs) / len(theirs)))
    section.aims.append(_aim(graph, ours, theirs))


def _statements(folder: Path) -> int:
    [row] = select(open_graph(folder).source, "SELECT (COUNT(*) AS ?found) { ?s ?p ?o }")
    return int(str(row.found))


def _first_row(words: Sequence[str], rows: set[int]) -> Callable[[], float]:
    """Runs a command once: seconds to its second line. The number of its rows is added to `rows`."""

    def run() -> float:
        start = time.perf_counter()
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout
            process.stdout.readline()
            first = process.stdout.readline()
            took = time.perf_counter() - start
            rows.add(bool(first) + sum(1 for _ in process.stdout))
        if process.returncode:
            raise AssertionError(f"{words[:6]} ended with {process.returncode}")
        return took

    return run


def _row(ours: Side, theirs: Side) -> Iterator[str]:
    for side in (ours, theirs):
        yield f"{seconds(side.median)} ({seconds(side.least)} to {seconds(side.most)})"
    yield times(theirs.median / ours.median)


def _aim(graph: str, ours: Sequence[float], theirs: Sequence[float]) -> Aim:
    if graph == REAL:
        slowest = max(ours)
        return Aim(f"{REAL}: under {QUICK:g} s", f"{seconds(slowest)} for the slowest query", slowest < QUICK)
    wanted = WANTED[int(graph.replace(",", ""))]
    least = min(there / here for here, there in zip(ours, theirs, strict=True))
    return Aim(f"{graph} statements: {wanted:g} times faster", f"{times(least)} at least", least >= wanted)
