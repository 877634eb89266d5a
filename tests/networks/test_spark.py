"""Spark gives what NetworkX and our own engine give, on cores of this machine."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from hashlib import md5
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest

from kzcn import engine_spark
from kzcn.cli import main
from kzcn.engine_spark import MEASURES, UNITS, compute, master_of, refuse_unknown, table
from kzcn.errors import SetupError, UsageError
from kzcn.measures import measure

pytestmark = [
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # pyspark leaves them to the collector
]
MASTER = "local[2]"


def network() -> nx.Graph:
    """Weighted meetings, a long path in no order, cliques, and nodes without ties."""
    drawn = random.Random(5)
    graph = nx.Graph()
    for _ in range(40):
        members = drawn.sample(range(60), drawn.choice([2, 3, 4, 9]))
        for one in members:
            for other in members:
                if one < other:
                    pair = f"m{one:03}", f"m{other:03}"
                    weight = graph.get_edge_data(*pair, {"weight": 0.0})["weight"]
                    graph.add_edge(*pair, weight=weight + 1 / (len(members) - 1))
    way = [f"p{at:03}" for at in drawn.sample(range(20), 20)]
    graph.add_edges_from(pairwise(way), weight=2.0)
    cliques = nx.caveman_graph(4, 6)
    graph.add_edges_from((f"c{u:02}", f"c{v:02}") for u, v in cliques.edges)
    graph.add_nodes_from(["alone", "x"])
    graph.add_edge("x", "x", weight=9.0)
    return graph


GRAPH = network()


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """One session for all, with the quick compiler only: its hundreds of small plans end before the slow one pays."""
    try:
        from pyspark import SparkContext
        from pyspark.sql import SparkSession
    except ImportError:
        pytest.skip("Spark is not installed. Try: make spark")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java 17 or newer. Try: apt-get install default-jre-headless")
    here = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -XX:-UsePerfData -Djava.io.tmpdir={here}",
        "spark.local.dir": here / "local",
        "spark.sql.warehouse.dir": here / "warehouse",
    }
    builder = engine_spark._builder(SparkSession, MASTER)
    for name, value in settings.items():
        builder = builder.config(name, str(value))
    session = builder.getOrCreate()
    yield session
    gateway = SparkContext._gateway
    session.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    assert gateway.proc.wait(timeout=60) == 0
    SparkContext._gateway = SparkContext._jvm = None
    assert not [path for path in here.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def found(spark):
    return compute(GRAPH, master=MASTER, seed=3)


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURES)
def test_values_are_those_of_our_own_engine(found, name):
    assert found.values[name] == pytest.approx(measure(GRAPH, name), abs=1e-8)


@pytest.mark.slow
def test_pagerank_is_that_of_networkx(found):
    plain = GRAPH.copy()
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    expected = nx.pagerank(plain, alpha=0.85, weight="weight", tol=1e-12, max_iter=1000)
    assert found.values["pagerank"] == pytest.approx(expected, abs=1e-6)
    assert sum(found.values["pagerank"].values()) == pytest.approx(1, abs=1e-7)


@pytest.mark.slow
def test_components_are_those_of_networkx(found):
    expected = sorted((tuple(sorted(part)) for part in nx.connected_components(GRAPH)), key=lambda c: (-len(c), c))
    assert found.components == tuple(expected)


def weights_of_labels(graph, node, label):
    """The weight of each label among the neighbours, in thousandths of a millionth rounded to millionths."""
    heavy = Counter()
    for other in graph[node]:
        if other != node:
            heavy[label[other]] += int(graph[node][other].get("weight", 1.0) * UNITS + 0.5)
    return {name: (units + 500) // 1000 for name, units in heavy.items()}


def propagated(graph, seed, rounds):
    """The same rule in plain Python on a networkx graph."""
    label = {node: number for number, node in enumerate(sorted(graph))}
    number_of = dict(label)
    for number in range(rounds):
        before = dict(label)
        for node in graph:
            heavy = weights_of_labels(graph, node, before)
            content = not heavy or heavy.get(before[node], -1) == max(heavy.values())
            if not content and md5(f"{seed}:{number}:{number_of[node]}".encode()).hexdigest()[0] < "8":
                label[node] = min(name for name, weight in heavy.items() if weight == max(heavy.values()))
    return label


@pytest.mark.slow
def test_communities_are_those_of_the_same_rule_on_networkx(found):
    label = propagated(GRAPH, 3, found.communities.rounds)
    groups = {}
    for node in sorted(GRAPH):
        groups.setdefault(label[node], []).append(node)
    assert found.communities.settled
    assert {tuple(group) for group in groups.values()} == set(found.communities.groups)


@pytest.mark.slow
def test_every_node_is_content_as_networkx_demands_at_its_end(found):
    label = {node: number for number, group in enumerate(found.communities.groups) for node in group}
    for node in GRAPH:
        heavy = weights_of_labels(GRAPH, node, label)
        assert not heavy or heavy[label[node]] == max(heavy.values())


@pytest.mark.slow
def test_communities_of_cliques_are_those_of_networkx(found):
    """Where cliques touch, what networkx finds hangs on the order of its nodes."""
    cliques = GRAPH.subgraph(node for node in GRAPH if node.startswith("c"))
    expected = {tuple(sorted(group)) for group in nx.community.label_propagation_communities(cliques)}
    assert expected == {group for group in found.communities.groups if group[0].startswith("c")}


def answer(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        main(["influence", *words, "--format", "json"])
    said = capsys.readouterr()
    assert not ended.value.code, said.err
    return json.loads(said.out)


@pytest.mark.slow
def test_the_command(spark, selected, capsys):
    cut = ["--since", "2025", "-m", "strength", "--graph", str(selected)]
    ours = answer(capsys, "--engine", MASTER, "-m", "degree", *cut)["rows"]
    theirs = answer(capsys, "--resamples", "0", *cut)["rows"]
    expected = {row["id"]: row["values"]["strength"] for row in theirs}
    assert {row["id"]: row["strength"] for row in ours} == pytest.approx(expected)
    assert [row["degree rank"] for row in ours] == sorted(row["degree rank"] for row in ours)
    assert {row["component"] for row in ours} == set(range(1, max(row["component"] for row in ours) + 1))


@pytest.mark.slow
def test_the_way_of_the_documentation_past_one_machine(spark, selected_graph, tmp_path):
    """Its query and its program give the network and the PageRank that `kzcn influence` has."""
    page = (Path(__file__).parent.parent.parent / "docs" / "scale.md").read_text("utf-8")
    [query] = re.findall(r"^kzcn sparql --endpoint \S+ --format csv '(.*?)' > participation.csv$", page, re.M | re.S)
    [program] = re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)
    rows = [f"{row.event},{row.actor}" for row in selected_graph.sparql(query)]
    (tmp_path / "participation.csv").write_text("\n".join(["event,actor", *rows]) + "\n", "utf-8")
    exec(re.sub(r'"(\w+\.(csv|parquet))"', rf'"{tmp_path}/\1"', program), {})
    named, ranks, parts = (
        {row[0]: row[1] for row in spark.read.parquet(str(tmp_path / f"{name}.parquet")).collect()}
        for name in ("actors", "pagerank", "components")
    )
    network = selected_graph.network()
    assert set(named) == set(network)
    expected = {named[node]: value for node, value in measure(network, "pagerank").items() if network[node]}
    assert ranks == pytest.approx(expected, abs=1e-8)
    found = {frozenset(node for node in network if parts.get(named[node]) == part) for part in set(parts.values())}
    assert found == {frozenset(part) for part in nx.connected_components(network) if len(part) > 1}


def test_no_ties_need_no_spark():
    graph = nx.empty_graph(["a", "b"])
    found = compute(graph)
    assert found.values["pagerank"] == {"a": 0.5, "b": 0.5}
    assert found.components == (("a",), ("b",))
    assert compute(nx.Graph()).components == ()


def test_ranks_are_shared_by_equal_values():
    graph = nx.Graph()
    graph.add_nodes_from(("abc"), label="L", kind="company", country=None)
    graph.nodes["c"]["country"] = "KZ"
    found = engine_spark.Found(
        {"degree": {"a": 1.0, "b": 2.0, "c": 1.0}},
        (("a", "b", "c"),),
        engine_spark.Communities((("a", "b"), ("c",)), 1, True),
    )
    assert [(row["id"], row["degree rank"], row["community"]) for row in table(graph, found)] == [
        ("<b>", 1, 1),
        ("<a>", 2, 1),
        ("<c>", 2, 2),
    ]
    assert [row["degree rank"] for row in table(graph, found, ("country", "KZ"))] == [1]


def test_what_spark_has_not_is_refused():
    with pytest.raises(UsageError, match=r"does not compute betweenness, core\. It computes pagerank, strength"):
        refuse_unknown(["pagerank", "betweenness", "core"])
    assert refuse_unknown(["all"]) == ["pagerank", "strength", "degree"]
    with pytest.raises(UsageError, match="no engine 'sparc'"):
        master_of("sparc")


def test_without_pyspark_the_command_to_install_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(SetupError, match=r"pip install 'kzcn\[spark\]'"):
        compute(nx.path_graph(3))


@pytest.mark.slow
def test_without_java_it_is_told():
    pytest.importorskip("pyspark", reason=engine_spark.INSTALL)
    program = "import networkx as nx; from kzcn.engine_spark import compute; compute(nx.path_graph(3))"
    environment = {**os.environ, "JAVA_HOME": "/nowhere"}
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False
    )
    assert "SetupError: Spark does not start at local[*]" in ended.stderr
    assert "Java 17 or newer" in ended.stderr


@pytest.mark.parametrize(
    "words", [["--roles"], ["--format", "gexf", "-o", "x"], ["--resamples", "9"], ["--pivots", "9"], ["someone"]]
)
def test_options_that_do_not_go_with_it(words, selected, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["influence", "--engine", "spark", *words, "--graph", str(selected)])
    assert ended.value.code == 2
    assert "does not go with" in " ".join(capsys.readouterr().err.split())
