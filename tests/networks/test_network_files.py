"""Files read back by networkx and by plain readers: nothing lost, nothing invented."""

from __future__ import annotations

import csv
import io
import json
import math

import networkx as nx
import pytest

from kzcn.errors import UsageError
from kzcn.namespaces import BASE, compact
from kzcn.network_files import NETWORK_FORMATS, network_text, table_text


@pytest.fixture(scope="module")
def found(small):
    return small.influence("all", resamples=50)


def read(text, form):
    reader = nx.read_graphml if form == "graphml" else nx.read_gexf
    return reader(io.BytesIO(text.encode()))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networks_read_back(found, form):
    again = read(network_text(found.graph, form, found), form)
    original = found.graph
    assert set(again.nodes) == {compact(node) for node in original}
    assert {frozenset(tie) for tie in again.edges} == {frozenset(map(compact, tie)) for tie in original.edges}
    for one, other, tie in original.edges(data=True):
        back = again.edges[compact(one), compact(other)]
        assert back["weight"] == pytest.approx(tie["weight"])
        assert back["ties"] == " | ".join(tie["ties"])
        assert back["dates"] == " | ".join(tie["dates"])
        assert back["passages"].split(" | ") == [compact(p) for p in tie["passages"]]
        assert back["confidence"] == tie["confidence"]
    for row in found.rows:
        node = again.nodes[compact(row.iri)]
        assert (node["label"], node["kind"], node["iri"]) == (row.label, row.kind, row.iri)
        assert node.get("country") == row.country
        assert node["community"] == row.community
        for name, value in row.values.items():
            assert node[name] == pytest.approx(value) if math.isfinite(value) else name not in node
            assert node[f"{name} rank"] == row.ranks[name].rank


def test_gexf_carries_the_days_that_gephi_shows(found):
    text = network_text(found.graph, "gexf", found)
    tie = read(text, "gexf").edges["person:anna", "person:bo"]
    assert (tie["start"], tie["end"]) == ("2024-02-10", "2025-05-31")
    assert 'mode="dynamic"' in text
    assert 'timeformat="date"' in text
    assert "lastmodified" not in text


def test_ties_as_csv(small):
    lines = list(csv.DictReader(io.StringIO(network_text(small.network(), "csv"))))
    anna = next(line for line in lines if (line["source"], line["target"]) == ("person:anna", "person:bo"))
    assert len(lines) == 7
    assert float(anna["weight"]) == pytest.approx(4 / 3)
    assert (anna["first"], anna["last"]) == ("2024-02-10", "2025-05-31")
    assert (anna["source label"], anna["ties"]) == ("Anna", "forum | talks")


def test_network_as_json(small):
    document = json.loads(network_text(small.network("affiliation"), "json"))
    assert document["network"] == "affiliation"
    assert {"id": "meeting:talk", "label": "The talk", "kind": "meeting", "iri": BASE + "meeting/talk"} in document[
        "nodes"
    ]
    tie = next(t for t in document["ties"] if {t["source"], t["target"]} == {"company:cco", "project:plant"})
    assert (tie["ties"], tie["dates"], tie["passages"]) == (["investor"], ["2025-05-20"], ["passage:two.plant"])


def test_table_as_csv_and_json_agree(found):
    lines = list(csv.DictReader(io.StringIO(table_text(found, "csv"))))
    document = json.loads(table_text(found, "json"))
    assert [line["id"] for line in lines] == [row["id"] for row in document["rows"]]
    assert document["reports"] == 2
    assert document["stability"]["strength"] == pytest.approx(found.stability["strength"])
    for line, row in zip(lines, document["rows"], strict=True):
        for name, value in row["values"].items():
            assert (float(line[name]) if line[name] else None) == value
            assert int(line[f"{name} high"]) == row["ranks"][name]["high"]
            assert line[f"{name} unsure"] == str(row["ranks"][name]["unsure"])
        assert bool(line["coordinator"]) == (row["brokerage"] is not None)


def test_nothing_is_written_as_nothing(nothing):
    found = nothing.influence("all")
    assert table_text(found, "csv").startswith("id,label,kind,country,community,strength,strength rank")
    assert json.loads(table_text(found, "json"))["rows"] == []
    for form in NETWORK_FORMATS:
        text = network_text(found.graph, form, found)
        if form in {"graphml", "gexf"}:
            assert len(read(text, form)) == 0


@pytest.mark.parametrize("form", NETWORK_FORMATS)
def test_the_same_network_is_the_same_text(small, form):
    assert network_text(small.network(), form) == network_text(small.network(), form)


def test_unknown_formats(found):
    with pytest.raises(UsageError, match="Did you mean graphml"):
        network_text(found.graph, "graphm")
    with pytest.raises(UsageError, match="Take one of: csv, json"):
        table_text(found, "xlsx")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
@pytest.mark.parametrize("kind", ["actors", "affiliation", "places"])
def test_the_real_networks_read_back(graph, kind, form):
    original = graph.network(kind)
    again = read(network_text(original, form), form)
    assert (len(again), again.number_of_edges()) == (len(original), original.number_of_edges())
