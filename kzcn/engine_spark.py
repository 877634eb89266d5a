"""Spark: PageRank, connected components and label propagation of a network, spread over cores or machines.

The one module that imports pyspark. It passes messages along ties as joins of Spark's own DataFrames, so nothing but
`pip install 'kzcn[spark]'` and Java 17 or newer is needed: no jar, no Python on the machines that compute.
(GraphFrames does the same with a jar of its own; its PageRank knows no weights.)

`compute` takes a network from memory: only numbers of nodes and ties travel, names stay here. `arcs_of`, `pagerank`,
`components` and `communities` take and give DataFrames, for networks that no one machine holds (docs/scale.md).

Three results, with what they equal:

- PageRank is the measure `pagerank` (damping 0.85, by weight), no value off by more than 1e-8.
- Components are those of networkx, exactly.
- Communities are what label propagation comes to: every node has the label that weighs most among its neighbours,
  which is where networkx's label propagation ends too. A network has many such divisions; see `Communities`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzcn.errors import SetupError, UsageError

if TYPE_CHECKING:
    from networkx import Graph

Frame = Any  # pyspark.sql.DataFrame; pyspark is optional
Session = Any  # pyspark.sql.SparkSession

MEASURES = ("pagerank", "strength", "degree")
INSTALL = "pip install 'kzcn[spark]'"
LOCAL = "local[*]"
MASTERS = ("local", "spark://", "yarn", "k8s://")
DAMPING = 0.85
TOLERANCE = 1e-8  # of the sum of all values' errors
STEPS = 5  # of PageRank between two looks at how far it is
MOST_STEPS = 1000
MOST_ROUNDS = 100
UNITS = 10**9  # weights are added as whole numbers, so that no order of adding decides between two labels
SAME = 10**3  # of these units are the same


@dataclass(frozen=True)
class Communities:
    """Groups of nodes, the largest first, members in order; a node without ties is a group by itself.

    `rounds` of label propagation made them. `settled`: in each group, no node has more weight towards another group.
    """

    groups: tuple[tuple[str, ...], ...]
    rounds: int
    settled: bool


@dataclass(frozen=True)
class Found:
    """Values by measure and node; components, the largest first, members in order; communities."""

    values: dict[str, dict[str, float]]
    components: tuple[tuple[str, ...], ...]
    communities: Communities


def refuse_unknown(names: Sequence[str]) -> list[str]:
    """The measures, in their order; `all` stands for all that Spark has. Raises UsageError for one that it has not."""
    if "all" in names:
        return list(MEASURES)
    wanted = [name.strip().lower().replace("_", "-") for name in names]
    missing = [name for name in wanted if name not in MEASURES]
    if missing:
        raise UsageError(
            f"Spark does not compute {', '.join(missing)}. It computes {', '.join(MEASURES)}, with components and "
            "communities beside them. Leave --engine out for the other measures."
        )
    return list(dict.fromkeys(wanted))


def master_of(engine: str) -> str:
    """Where Spark is to run: `spark` is this machine, all its cores; else a master's address.

    Raises UsageError for what is neither.

    >>> master_of("spark"), master_of("spark://host:7077"), master_of("local[2]")
    ('local[*]', 'spark://host:7077', 'local[2]')
    """
    if engine == "spark":
        return LOCAL
    if engine.startswith(MASTERS):
        return engine
    raise UsageError(
        f"There is no engine {engine!r}. Take spark, or the address of a Spark master: local[2], spark://host:7077, "
        "yarn."
    )


def compute(graph: Graph, measures: Sequence[str] = MEASURES, *, master: str = LOCAL, seed: int = 1) -> Found:
    """The measures, components and communities of a network with weights above zero; ties to oneself do not count.

    master: where Spark runs. A session that is already open in this process is used instead, and left open.
    seed: decides which half of the nodes takes new labels in which round; the same seed gives the same communities,
        however many machines there are.

    Raises SetupError where pyspark or Java is missing or Spark does not start, UsageError for a measure that Spark
    does not compute.
    """
    wanted = refuse_unknown(measures)
    nodes = sorted(graph)
    at = {node: index for index, node in enumerate(nodes)}
    ties = [(at[u], at[v], float(d.get("weight", 1.0))) for u, v, d in graph.edges(data=True) if u != v]
    if not ties:
        alone = tuple((node,) for node in nodes)
        lone = {"pagerank": 1 / max(len(nodes), 1), "strength": 0.0, "degree": 0.0}
        values = {name: dict.fromkeys(nodes, lone[name]) for name in wanted}
        return Found(values, alone, Communities(alone, 0, True))
    with session(master) as spark:
        arcs = arcs_of(spark.createDataFrame(ties, "src long, dst long, weight double"))
        values = {name: _named(nodes, *_computed(name, arcs, len(nodes))) for name in wanted}
        parts = _groups(nodes, _collected(components(arcs)))
        labels, rounds, settled = communities(arcs, seed)
        groups = _groups(nodes, _collected(labels))
    return Found(values, parts, Communities(groups, rounds, settled))


def _computed(name: str, arcs: Frame, size: int) -> tuple[dict[int, float], float]:
    """A measure of the nodes with ties, by their numbers, and that of each node without."""
    from pyspark.sql import functions as f

    if name == "pagerank":
        ranks = _collected(pagerank(arcs, size))
        return ranks, _alone(size, len(ranks))
    total = f.sum("weight") if name == "strength" else f.count("weight").cast("double")
    return _collected(arcs.groupBy("src").agg(total)), 0.0


def _named(nodes: Sequence[str], values: dict[int, float], lone: float) -> dict[str, float]:
    return {node: values.get(number, lone) for number, node in enumerate(nodes)}


def _collected(frame: Frame) -> dict[int, Any]:
    """The first column of a frame, with the second."""
    return {row[0]: row[1] for row in frame.collect()}


def table(graph: Graph, found: Found, group: tuple[str, str] | None = None) -> list[dict[str, Any]]:
    """One row a node, in order of the first measure: identity, values and ranks, community and component from 1.

    group: an attribute of nodes and its value; only those are ranked. Values that differ by less than 1e-8 rank alike.
    """
    from kzcn.namespaces import compact

    community = {node: number for number, members in enumerate(found.communities.groups, 1) for node in members}
    component = {node: number for number, members in enumerate(found.components, 1) for node in members}
    chosen = [node for node in graph if group is None or graph.nodes[node][group[0]] == group[1]]
    rounded = {name: {node: round(values[node], 8) for node in chosen} for name, values in found.values.items()}
    ranks = {name: _ranks(values) for name, values in rounded.items()}
    first = ranks[next(iter(ranks))]
    rows = []
    for node in sorted(chosen, key=lambda node: (first[node], graph.nodes[node]["label"], node)):
        data = graph.nodes[node]
        row = {"id": compact(node), "label": data["label"], "kind": data["kind"], "country": data["country"]}
        for name, values in found.values.items():
            row |= {name: values[node], f"{name} rank": ranks[name][node]}
        rows.append(row | {"community": community[node], "component": component[node]})
    return rows


def _ranks(values: dict[str, float]) -> dict[str, int]:
    """1 and one more for each node with a higher value."""
    rank_of: dict[float, int] = {}
    for place, value in enumerate(sorted(values.values(), reverse=True), 1):
        rank_of.setdefault(value, place)
    return {node: rank_of[value] for node, value in values.items()}


def _groups(nodes: Sequence[str], labels: dict[int, int]) -> tuple[tuple[str, ...], ...]:
    members: dict[int, list[str]] = defaultdict(list)
    for number, node in enumerate(nodes):
        members[labels.get(number, number)].append(node)
    return tuple(sorted((tuple(group) for group in members.values()), key=lambda group: (-len(group), group)))


@contextmanager
def session(master: str = LOCAL) -> Iterator[Session]:
    """A session with settings for many small joins; the process's own session, if any, keeps its settings.

    Raises SetupError where pyspark or Java is missing or Spark does not start.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SetupError(f"Spark is not installed. Try: {INSTALL}") from error
    open_here = SparkSession.getActiveSession()
    try:
        spark = open_here.newSession() if open_here else _builder(SparkSession, master).getOrCreate()
    except (PySparkException, OSError) as error:
        raise SetupError(
            f"Spark does not start at {master}: {str(error).splitlines()[0]} It needs Java 17 or newer, on the path "
            "or in JAVA_HOME. Try: apt-get install openjdk-17-jre-headless"
        ) from error
    spark.conf.set("spark.sql.shuffle.partitions", str(max(spark.sparkContext.defaultParallelism, 1)))
    spark.conf.set("spark.sql.adaptive.enabled", "false")  # it would plan each of hundreds of small joins anew
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")
    try:
        yield spark
    finally:
        spark.catalog.clearCache()
        if open_here is None:
            spark.stop()


def _builder(sessions: Any, master: str) -> Any:
    builder = sessions.builder.master(master).appName("kzcn").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false").config("spark.log.level", "ERROR")
    if master.startswith("local["):
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    return builder


def arcs_of(ties: Frame) -> Frame:
    """Ties (`src`, `dst`, both whole numbers, `weight` above zero) in both directions, all arcs of a source together.

    Each pair once, in either order, and no tie to oneself. The arcs stay in memory, or on disk where that is full.
    """
    from pyspark.sql import functions as f

    one_way = ties.select("src", "dst", "weight")
    other_way = one_way.select(f.col("dst").alias("src"), f.col("src").alias("dst"), "weight")
    both = one_way.union(other_way)
    return both.repartition(_width(both), "src").persist()


def _width(frame: Frame) -> int:
    return int(frame.sparkSession.conf.get("spark.sql.shuffle.partitions"))


def _alone(size: int, tied: int) -> float:
    """PageRank of a node without ties, which is also what a node gets from the jumps alone.

    All walkers without ties jump, so r = (1 - d)/n + d·m·r/n with m nodes without ties.
    """
    return (1 - DAMPING) / (size - DAMPING * (size - tied))


def pagerank(arcs: Frame, size: int) -> Frame:
    """PageRank (`id`, `rank`) of the nodes with ties, in a network of `size` nodes with and without.

    rank = alone + d · Σ rank of neighbours · their share of weight for it; see `_alone`.

    Each step leans on the last two by Chebyshev's weights, which may be done because the ties have no direction: it
    takes a third of the steps of plain repetition. Golub and Varga (1961), "Chebyshev semi-iterative methods",
    Numerische Mathematik 3, 147-156.
    """
    from pyspark.sql import functions as f

    totals = arcs.groupBy("src").agg(f.sum("weight").alias("total"))
    shares = arcs.join(totals, "src").select("src", "dst", (f.col("weight") / f.col("total")).alias("share")).persist()
    tied = totals.count()
    jump = _alone(size, tied)
    start = f.lit((1 - (size - tied) * jump) / tied)
    lean = f.col("lean")  # a column, like `round` below: a number in its place would be compiled anew in every step
    leaning = f.when(lean == 1.0, 1 / (1 - DAMPING**2 / 2)).otherwise(1 / (1 - DAMPING**2 / 4 * lean))
    ranks = totals.select(
        f.col("src").alias("id"), start.alias("rank"), start.alias("was"), start.alias("got"), f.lit(1.0).alias("lean")
    ).localCheckpoint()
    for step in range(1, MOST_STEPS + 1):
        sent = shares.join(ranks.select(f.col("id").alias("from"), "rank"), f.col("src") == f.col("from"))
        sums = sent.groupBy("dst").agg((jump + DAMPING * f.sum(f.col("rank") * f.col("share"))).alias("fresh"))
        ranks = (
            sums.join(ranks, sums["dst"] == ranks["id"])
            .select(
                "id",
                (lean * (f.col("fresh") - f.col("was")) + f.col("was")).alias("rank"),
                f.col("rank").alias("was"),
                f.col("fresh").alias("got"),
                leaning.alias("lean"),
            )
            .localCheckpoint()
        )
        if step % STEPS == 0:
            change = ranks.agg(f.sum(f.abs(f.col("got") - f.col("was")))).first()[0]
            if change * DAMPING / (1 - DAMPING) < TOLERANCE:
                break
    shares.unpersist()
    return ranks.select("id", f.col("got").alias("rank"))


def components(arcs: Frame) -> Frame:
    """The component of each node with ties (`id`, `label`), named by the smallest number in it.

    In each round a node takes its neighbours' smallest number, then the smallest known to that one.
    """
    from pyspark.sql import functions as f

    found = arcs.groupBy("src").agg(f.least(f.min("dst"), f.col("src")).alias("label"))
    found = found.select(f.col("src").alias("id"), "label").localCheckpoint()
    while True:
        near = arcs.join(found, arcs["src"] == found["id"]).groupBy("dst").agg(f.min("label").alias("near"))
        hooked = found.join(near, found["id"] == near["dst"]).select(
            "id", f.col("label").alias("was"), f.least("label", "near").alias("via")
        )
        own = hooked.select(f.col("id").alias("of"), f.col("via").alias("label"))
        after = hooked.join(own, f.col("via") == f.col("of")).select("id", "label", "was").localCheckpoint()
        if after.where(f.col("label") != f.col("was")).isEmpty():
            return after.select("id", "label")
        found = after.select("id", "label")


def communities(arcs: Frame, seed: int = 1) -> tuple[Frame, int, bool]:
    """The community of each node with ties (`id`, `label`) by label propagation, its rounds, and whether it settled.

    It has settled when all nodes are content; after 100 rounds it stops in any case.

    A node is content with a label that weighs most among its neighbours. In each round half of the nodes, drawn by
    digest, look; one that is not content takes the label that weighs most, the smallest of equals. That all at once
    would do so makes two nodes swap labels for ever.

    Raghavan, Albert and Kumara (2007), "Near linear time algorithm to detect community structures in large-scale
    networks", Physical Review E 76, 036106.
    """
    from pyspark.sql import functions as f

    votes = arcs.select("src", "dst", f.round(f.col("weight") * UNITS).cast("long").alias("units")).persist()
    labels = votes.select("src").distinct()
    labels = labels.select(f.col("src").alias("id"), f.col("src").alias("label"), f.lit(0).alias("round"))
    labels = labels.localCheckpoint()
    rounds, settled = 0, False
    while not settled and rounds < MOST_ROUNDS:
        sums = votes.join(labels, votes["src"] == labels["id"])
        sums = sums.groupBy("dst", "label").agg(f.sum("units").alias("sum"))
        weighed = sums.select("dst", "label", f.expr(f"(sum + {SAME // 2}) div {SAME}").alias("heavy"))
        own = labels.select(f.col("id").alias("of"), f.col("label").alias("own"), "round")
        looked = weighed.join(own, f.col("dst") == f.col("of")).groupBy("dst", "own", "round")
        best = looked.agg(
            f.max(f.struct("heavy", (-f.col("label")).alias("less"))).alias("best"),
            f.max(f.when(f.col("label") == f.col("own"), f.col("heavy")).otherwise(-1)).alias("mine"),
        )
        discontent = f.col("mine") < f.col("best.heavy")
        awake = f.substring(f.md5(f.concat_ws(":", f.lit(seed), "round", "dst")), 1, 1) < "8"
        after = best.select(
            f.col("dst").alias("id"),
            f.when(discontent & awake, -f.col("best.less")).otherwise(f.col("own")).alias("label"),
            (f.col("round") + 1).alias("round"),
            discontent.alias("discontent"),
        ).localCheckpoint()
        labels = after.select("id", "label", "round")
        settled = after.where("discontent").isEmpty()
        rounds += not settled
    votes.unpersist()
    return labels.select("id", "label"), rounds, settled
