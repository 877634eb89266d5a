"""The page's data: whole, consistent in itself, and no other than what the graph says."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from pages import HOSTILE, conflicts_query, curated, hostile_source, outlines, real_data, real_source, rules, store_of

from kzcn.evidence import behind, evidence_of, facts_about
from kzcn.lineage import lineage_of
from kzcn.names import Names
from kzcn.namespaces import expand
from kzcn.page.data import page_data
from kzcn.values import Iri

KEYS = {
    "meta": {"title", "version", "date", "counts"},
    "influence": {"measures", "stability", "reports", "resamples", "rows"},
}
ROWS = {
    "nodes": {"id", "iri", "kind", "labels", "names", "country", "regions", "sectors", "status", "amountUSD", "x", "y"}
    | {"lat", "lon", "measures", "from", "to", "articles", "flags"},
    "edges": {"id", "source", "target", "tie", "weight", "dates", "passages", "confidence", "derived"},
    "timeline": {"date", "end", "type", "node", "status", "passages", "inferred"},
    "placeTies": {"source", "target", "weight", "ties", "passages"},
    "conflicts": {"about", "text", "passages", "reading"},
}
TABLES = {
    "passages": {"id", "article", "anchor", "link", "position", "headline"},
    "articles": {"id", "title", "titleLanguage", "publisher", "date", "language", "url", "passages"},
}
ISO_CODES = "SELECT ?code WHERE { ?place kzcn:isoCode ?code }"
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
NODES = {node["id"]: node for node in real_data()["nodes"]}
PAIRS = [
    ("project:fufeng-corn-processing", "company:fufeng-group", "tie:investor"),
    ("person:marat-sultangaziyev", "meeting:sultangaziyev-jiang-wei-2024", "tie:participatedIn"),
    ("person:marat-sultangaziyev", "body:akimat-of-almaty-region", "tie:heldPost"),
    ("person:jiang-wei", "person:marat-sultangaziyev", "tie:met"),
    ("meeting:jinan-business-forum-2025-05-23", "place:jinan", "tie:location"),
]


def test_every_key_of_the_contract_is_there():
    data = real_data()
    assert list(data) == [
        *("meta", "kinds", "terms", "nodes", "edges", "facts", "passages", "articles", "timeline", "placeTies"),
        *("influence", "conflicts", "outlines"),
    ]
    for part, keys in KEYS.items():
        assert set(data[part]) == keys
    for part, keys in ROWS.items():
        assert data[part]
        for row in data[part]:
            assert set(row) == keys
    for part, keys in TABLES.items():
        for row in data[part].values():
            assert set(row) == keys


def test_ids_are_unique_and_every_reference_leads_somewhere():
    data = real_data()
    assert len(NODES) == len(data["nodes"])
    assert len({edge["id"] for edge in data["edges"]}) == len(data["edges"])
    for edge in data["edges"]:
        assert {edge["source"], edge["target"]} <= NODES.keys()
        assert edge["source"] != edge["target"]
        assert {edge["tie"], edge["confidence"]} <= data["terms"].keys()
    for row in [*data["edges"], *data["timeline"], *data["placeTies"], *data["conflicts"]]:
        assert set(row["passages"]) <= data["passages"].keys()
    assert {row["node"] for row in data["timeline"]} <= NODES.keys()
    assert {end for row in data["placeTies"] for end in (row["source"], row["target"])} <= NODES.keys()
    assert {row["id"] for row in data["influence"]["rows"]} <= NODES.keys()
    assert {row["about"] for row in data["conflicts"]} <= NODES.keys()
    assert data["facts"].keys() == NODES.keys()
    for short, article in data["articles"].items():
        assert all(data["passages"][passage]["article"] == short for passage in article["passages"])


def test_what_needs_a_name_has_one_in_english_at_least():
    data = real_data()
    for node in data["nodes"]:
        assert node["labels"]["en"]
        assert set(node["labels"]) <= {"en", "ru", "kk", "zh"}
        assert set(node["labels"].values()) <= set(node["names"])
        assert node["kind"] in data["kinds"]
        for name in (*node["sectors"], *node["regions"], *filter(None, [node["status"]])):
            assert name in data["terms"] or name in NODES
    for fact in (fact for facts in data["facts"].values() for fact in facts):
        assert data["terms"][fact["property"]]["labels"]["en"]
        if "id" in fact["value"] and not fact["value"]["id"].startswith("<"):
            assert fact["value"]["id"] in data["terms"] or fact["value"]["id"] in NODES


def test_our_own_terms_are_named_in_four_languages():
    for name, entry in real_data()["terms"].items():
        if name.startswith(("tie:", "measure:", "status:", "confidence:", "kzcn:")):
            assert set(entry["labels"]) == {"en", "ru", "kk", "zh"}, name


def test_broader_sectors_come_along():
    terms = real_data()["terms"]
    for entry in terms.values():
        assert entry.get("broader") is None or entry["broader"] in terms
    assert [terms[f"status:{name}"]["stage"] for name in ("discussed", "announced", "operating")] == [10, 30, 80]


@pytest.mark.parametrize("thing", sorted(NODES))
def test_evidence_of_a_thing_is_what_the_graph_gives(thing):
    data = real_data()
    shown = {p for fact in data["facts"][thing] if not fact.get("derived") for p in fact.get("passages", ())}
    told = {fact.graph.short for fact in facts_about(real_source(), expand(thing)) if fact.kind == "passage"}
    assert {data["passages"][short]["id"] for short in shown} == told


@pytest.mark.parametrize("thing", ["project:fufeng-corn-processing", "place:almaty-region", "person:gong-zheng"])
def test_passages_behind_derived_facts_are_those_of_their_rules(thing):
    data, source = real_data(), real_source()
    derived = [f for f in data["facts"][thing] if f.get("derived") and "id" in f["value"]]
    assert derived
    for fact in derived:
        ends = [Iri(expand(thing)), Iri(expand(fact["value"]["id"]))]
        subject, value = reversed(ends) if fact.get("inverse") else ends
        predicate = Iri(expand(fact["property"]))
        (said,) = evidence_of(source, subject, predicate, value)
        nodes = {node for found in lineage_of(source, rules(), subject, predicate, value) for node in found.nodes}
        told = {place.graph.short for place in behind(source, said, nodes)}
        assert {data["passages"][short]["id"] for short in fact["passages"]} == told


@pytest.mark.parametrize("pair", PAIRS)
def test_known_ties_are_drawn_with_their_passages(pair):
    data = real_data()
    (edge,) = [e for e in data["edges"] if (e["source"], e["target"], e["tie"]) == pair]
    assert edge["passages"]
    assert edge["dates"]
    assert edge["derived"] == (pair[2] == "tie:met")


def test_a_tie_that_one_property_makes_has_exactly_its_passages():
    data, source = real_data(), real_source()
    direct = [edge for edge in data["edges"] if edge["tie"] in {"tie:investor", "tie:location", "tie:partOf"}]
    for edge in direct:
        predicate = expand("kzcn:" + edge["tie"].removeprefix("tie:"))
        told = evidence_of(source, expand(edge["source"]), predicate, Iri(expand(edge["target"])))
        assert {data["passages"][p]["id"] for p in edge["passages"]} == {
            place.graph.short for place in told if place.kind == "passage"
        }


def test_links_and_anchors_are_those_of_the_passages():
    data = real_data()
    for passage in data["passages"].values():
        article = data["articles"][passage["article"]]
        assert passage["link"].startswith(article["url"] + "#:~:text=")
        assert 0 < len(passage["anchor"]) <= 60
    (tbea,) = [p for p in data["passages"].values() if p["id"].endswith("qazinform-joint-projects.tbea")]
    assert tbea["anchor"] == "TBEA Company Limited"


def test_names_hold_every_spelling():
    names = Names(real_source())
    codes = {str(row[0]) for row in real_source().query(ISO_CODES)}
    for node in NODES.values():
        assert {str(name) for name in names.names_of(node["iri"])} - codes <= set(node["names"])
    assert "TVEA company" in NODES["company:tbea"]["names"]


def test_dates_are_as_exact_as_the_graph_and_in_order():
    for node in NODES.values():
        assert all(DATE.fullmatch(node[end]) for end in ("from", "to") if node[end])
        assert not node["from"] or node["from"][:4] <= node["to"][:4]
    dates = [event["date"] for event in real_data()["timeline"]]
    assert all(DATE.fullmatch(date) for date in dates)
    assert all(one <= other for one, other in pairwise(dates))
    assert NODES["meeting:jinan-business-forum-2025-05-23"]["from"] == "2025-05-23"


def test_what_is_known_of_one_project():
    fufeng = NODES["project:fufeng-corn-processing"]
    assert fufeng["status"] == "status:preparing"
    assert fufeng["amountUSD"] == 800_000_000
    assert fufeng["regions"] == ["place:zhambyl-region"]
    assert fufeng["country"] == "KZ"
    assert fufeng["flags"] == ["ambiguous", "inferred"] or "ambiguous" in fufeng["flags"]
    (amount,) = [f for f in real_data()["facts"][fufeng["id"]] if f["property"] == "kzcn:hasAmount"]
    assert amount["value"] == {"text": "$800 million"}
    assert "amount-kind:announced" in amount["detail"]


def test_regions_without_a_word_in_any_source_stay_out():
    assert "place:silent" not in {node["id"] for node in page_data(hostile_source(), rules())["nodes"]}
    assert "place:almaty-region" in NODES
    assert NODES["place:shandong"]["lat"]


def test_arcs_run_from_kazakhstan_to_china():
    for arc in real_data()["placeTies"]:
        assert (NODES[arc["source"]]["country"], NODES[arc["target"]]["country"]) == ("KZ", "CN")
        assert arc["weight"] > 0
        assert all(NODES[arc[end]]["lat"] is not None for end in ("source", "target"))


def test_influence_ranks_lie_in_their_intervals():
    influence = real_data()["influence"]
    for row in influence["rows"]:
        assert row["values"].keys() == row["ranks"].keys() <= set(influence["measures"])
        assert all(low <= rank <= high for rank, low, high in row["ranks"].values())


def test_outlines_hold_both_countries_in_hundredths_of_a_degree():
    assert outlines().keys() == {"KZ", "CN"}
    for country, (west, south, east, north) in {"KZ": (46, 40, 88, 56), "CN": (73, 17, 136, 54)}.items():
        points = [point for ring in outlines()[country] for point in ring]
        assert all(west * 100 <= x <= east * 100 and south * 100 <= y <= north * 100 for x, y in points)
        assert all(ring[0] == ring[-1] for ring in outlines()[country])


def test_the_same_graph_gives_the_same_data_in_whatever_order_it_was_loaded():
    again = page_data(store_of(list(reversed(curated()))), list(rules()), outlines(), conflicts_query())
    assert json.dumps(again) == json.dumps(real_data())


def test_a_name_that_is_markup_stays_a_name():
    data = page_data(hostile_source(), rules())
    (node,) = [node for node in data["nodes"] if node["id"] == "company:hostile"]
    assert (node["labels"], node["names"]) == ({"en": HOSTILE}, [HOSTILE])
    assert {"property": "kzcn:nameAsPrinted", "value": {"text": HOSTILE, "language": "en"}}.items() <= (
        next(f for f in data["facts"]["company:hostile"] if f["property"] == "kzcn:nameAsPrinted").items()
    )


def test_everything_can_be_written_as_json():
    json.dumps(real_data(), allow_nan=False)


def test_conflicts_are_flagged_and_rest_on_passages():
    conflicts = real_data()["conflicts"]
    disputed = {row["about"] for row in conflicts if not row["reading"]}
    assert disputed == {node["id"] for node in NODES.values() if "conflict" in node["flags"]}
    assert all(row["passages"] and row["text"]["en"] for row in conflicts)
    assert "project:west-kazakhstan-14-projects" in disputed
