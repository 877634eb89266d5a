"""Influence on Spark beside kzcn's own engine and NetworkX: what spreading over machines costs where one suffices."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import networkx as nx
from influence import make
from measuring.plots import growth_plot
from measuring.runs import Side, alternate, resident
from measuring.section import Aim, Section, Table, seconds, times, versions_of
from scipy.sparse.csgraph import connected_components

from kzcn import engine_spark
from kzcn.measures import MEASURES, matrix_of

MASTER = "local[2]"
SEED = 1
SHORT, FULL = (1_000,), (1_000, 10_000, 100_000)
TIES_EACH = 10  # ties for each node
TOLERANCE = 1e-6
READING, PAGERANK, COMPONENTS, LABELS = "reading ties", "PageRank", "components", "label propagation"
SPARK, OURS, NETWORKX = "Spark", "kzcn", "NetworkX"
REMARKS = (
    "Each side starts from the same weighted network: Spark from its table of ties, kzcn from its sparse matrix, "
    "NetworkX from its own graph; reading ties in is a row of its own. Spark's answers are collected here.",
    f"Spark runs at {MASTER}; its first round also compiles its plans. kzcn has no label propagation (its communities "
    "are Louvain's), so only NetworkX stands beside Spark there, with its weighted rule, one node after another.",
    "Label propagation has many right ends. Compared is what makes an end: no node has more weight towards another "
    "community than towards its own.",
)


@dataclass
class Work:
    """One task at one size: its sides, and the last answer of each."""

    task: str
    ties: int
    answers: dict[str, Any] = field(default_factory=dict)
    sides: dict[str, Side] = field(default_factory=dict)

    def add(self, name: str, answer: Callable[[], Any]) -> None:
        """Has one more side, which gives its answer."""

        def run() -> None:
            self.answers[name] = answer()

        self.sides[name] = Side(name, run)


def measure(*, full: bool, rounds: int) -> Section:
    """Spark against kzcn and NetworkX at 1k and 10k ties (100k with `full`); empty where Spark cannot run."""
    section = Section(
        "spark",
        "Influence on Spark",
        "kzcn's own engine and NetworkX on the same networks",
        versions=versions_of("pyspark", "networkx", "scipy"),
    )
    if missing := _missing():
        section.remarks = [f"Not measured: {missing}"]
        return section
    start = time.perf_counter()
    with engine_spark.session(MASTER) as spark:
        started = time.perf_counter() - start
        works = [work for ties in (FULL if full else SHORT) for work in _measured(spark, ties, full, rounds)]
        memory = resident(os.getpid())
    _tell(section, works)
    section.remarks = [
        f"Spark took {seconds(started)} to start (once), and at the end held {memory / 1024:.1f} GB with this process.",
        *REMARKS,
    ]
    if not full:
        section.remarks.append("Label propagation ran once; more of it, and larger networks, are part of the long run.")
    return section


def _missing() -> str:
    if find_spec("pyspark") is None:
        return "Spark is not installed. Try: make spark"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Spark needs Java 17 or newer. Try: apt-get install default-jre-headless"
    return ""


def _measured(spark: Any, ties: int, full: bool, rounds: int) -> list[Work]:
    graph = make(ties // TIES_EACH, ties, SEED)
    nodes, matrix = matrix_of(graph)
    at = {node: number for number, node in enumerate(nodes)}
    rows = [(at[u], at[v], weight) for u, v, weight in graph.edges(data="weight")]

    def read() -> Any:
        arcs = engine_spark.arcs_of(spark.createDataFrame(rows, "src long, dst long, weight double"))
        arcs.count()
        return arcs

    arcs = read()
    works = {task: Work(task, graph.size()) for task in (READING, PAGERANK, COMPONENTS, LABELS)}
    works[READING].add(SPARK, lambda: read().unpersist())
    works[READING].add(OURS, lambda: matrix_of(graph))
    works[PAGERANK].add(SPARK, lambda: _named(nodes, engine_spark.pagerank(arcs, len(nodes))))
    works[PAGERANK].add(OURS, lambda: dict(zip(nodes, MEASURES["pagerank"].compute(matrix).tolist(), strict=True)))
    works[PAGERANK].add(NETWORKX, lambda: nx.pagerank(graph, tol=1e-10, max_iter=1000))
    works[COMPONENTS].add(SPARK, lambda: _groups(_named(nodes, engine_spark.components(arcs)), nodes))
    works[COMPONENTS].add(
        OURS, lambda: _groups(dict(zip(nodes, connected_components(matrix)[1].tolist(), strict=True)), nodes)
    )
    works[COMPONENTS].add(NETWORKX, lambda: {frozenset(part) for part in nx.connected_components(graph)})
    works[LABELS].add(SPARK, lambda: _groups(_named(nodes, engine_spark.communities(arcs, SEED)[0]), nodes))
    works[LABELS].add(
        NETWORKX,
        lambda: {frozenset(part) for part in nx.community.asyn_lpa_communities(graph, weight="weight", seed=SEED)},
    )
    labels = works[LABELS]
    alternate([side for work in works.values() if work is not labels for side in work.sides.values()], rounds)
    alternate([*labels.sides.values()], rounds if full else 1)
    for work in works.values():
        work.answers = {"same": _same(work, graph)}
    arcs.unpersist()
    return list(works.values())


def _named(nodes: list[str], frame: Any) -> dict[str, Any]:
    return {nodes[row[0]]: row[1] for row in frame.collect()}


def _groups(labels: dict[str, Any], nodes: Iterable[str]) -> set[frozenset[str]]:
    """The groups that labels make; a node without a label is one by itself."""
    members: dict[Any, set[str]] = {}
    for node in nodes:
        members.setdefault(labels.get(node, node), set()).add(node)
    return {frozenset(group) for group in members.values()}


def _same(work: Work, graph: nx.Graph) -> tuple[bool, str]:
    """Whether the answers agree, and in which words."""
    found = work.answers
    if work.task == READING:
        return True, ""
    if work.task == PAGERANK:
        most = max(
            abs(value - other[node]) for node, value in found[SPARK].items() for other in (found[OURS], found[NETWORKX])
        )
        return most < TOLERANCE, f"differ by {most:.0e} at most"
    if work.task == COMPONENTS:
        return found[SPARK] == found[OURS] == found[NETWORKX], f"{len(found[SPARK]):,} components each"
    unsettled = {name: _discontent(graph, groups) for name, groups in found.items()}
    counts = ", ".join(f"{len(found[name]):,} communities, {unsettled[name]} unsettled: {name}" for name in found)
    return not unsettled[SPARK], counts


def _discontent(graph: nx.Graph, groups: Iterable[frozenset[str]]) -> int:
    """Nodes with more weight towards another group than towards their own."""
    group_of = {node: number for number, group in enumerate(groups) for node in group}
    count = 0
    for node in graph:
        heavy: Counter[int] = Counter()
        for other, data in graph[node].items():
            heavy[group_of[other]] += data["weight"]
        count += bool(heavy) and heavy[group_of[node]] < max(heavy.values()) - TOLERANCE
    return count


def _tell(section: Section, works: list[Work]) -> None:
    rows, agreed = [], []
    for work in works:
        medians = {name: side.median for name, side in work.sides.items()}
        other = medians.get(OURS, medians.get(NETWORKX, float("nan")))
        same, words = work.answers["same"]
        agreed.append(same)
        shown = [_spread(work.sides[name]) if name in work.sides else "–" for name in (SPARK, OURS, NETWORKX)]
        rows.append([work.task, f"{work.ties:,}", *shown, times(medians[SPARK] / other), words])
        for name, median in medians.items():
            section.growth.setdefault(f"{work.task}, {name}", []).append((work.ties, median))
    section.tables.append(
        Table(
            "Medians, with the least and the greatest; the ratio is Spark's time to that of kzcn, or of NetworkX:",
            ["what", "ties", SPARK, OURS, NETWORKX, "ratio", "answers"],
            rows,
        )
    )
    section.aims.append(
        Aim("the same results as NetworkX within tolerance", "same" if all(agreed) else "not the same", all(agreed))
    )
    if tasks := {name: points for name, points in section.growing.items() if not name.startswith(READING)}:
        section.plots.append(
            growth_plot("spark", "Influence on Spark and on one core", tasks, across="ties", upwards="seconds")
        )


def _spread(side: Side) -> str:
    return f"{seconds(side.median)} [{seconds(side.least)}, {seconds(side.most)}]"
