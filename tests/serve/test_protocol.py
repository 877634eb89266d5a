"""The endpoint speaks SPARQL 1.1 Protocol: methods, datasets, formats, errors; and what the web expects of it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import warnings
import xml.etree.ElementTree as ET

import httpx
import pytest
import rdflib
from serving import LIGHT
from SPARQLWrapper import JSON, POST, TURTLE, XML, SPARQLWrapper

from kzcn.serve.formats import ROWS, TRIPLES
from kzcn.serve.negotiation import best, takes_gzip

QUERY = {"Content-Type": "application/sparql-query"}
CONSTRUCT = "CONSTRUCT { ?s a kzcn:Company } WHERE { ?s a kzcn:Company }"
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s a ?kind } } ORDER BY ?g"


@pytest.fixture(scope="module")
def client(served):
    with httpx.Client(base_url=served.url, timeout=60) as client:
        yield client


def rows(answer):
    assert answer.status_code == 200, answer.text
    return [{name: term["value"] for name, term in row.items()} for row in answer.json()["results"]["bindings"]]


def test_the_three_ways_to_ask_give_the_same(client):
    by_get = client.get("/sparql", params={"query": LIGHT})
    by_form = client.post("/sparql", data={"query": LIGHT})
    directly = client.post("/sparql", content=LIGHT, headers=QUERY)
    assert rows(by_get) == rows(by_form) == rows(directly)
    assert len(rows(by_get)) == 10


@pytest.mark.parametrize(("name", "ending"), ROWS.items())
def test_formats_of_rows(client, name, ending):
    answer = client.get("/sparql", params={"query": LIGHT}, headers={"Accept": name})
    assert answer.headers["content-type"].partition(";")[0] == name
    read = {
        ".srj": lambda text: len(json.loads(text)["results"]["bindings"]),
        ".srx": lambda text: len(list(ET.fromstring(text).iter("{http://www.w3.org/2005/sparql-results#}result"))),
        ".csv": lambda text: len(list(csv.reader(io.StringIO(text)))) - 1,
        ".tsv": lambda text: len(text.splitlines()) - 1,
    }
    assert read[ending](answer.text) == 10


@pytest.mark.parametrize(("name", "ending"), TRIPLES.items())
def test_formats_of_triples(client, graph, name, ending):
    answer = client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": name})
    assert answer.headers["content-type"].partition(";")[0] == name
    forms = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".rdf": "xml", ".trig": "trig", ".nq": "nquads"}
    found = rdflib.Dataset(default_union=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib's own
        found.parse(data=answer.text, format=forms[ending])
    assert len(found) == len(graph.sparql(CONSTRUCT))


def test_truth_in_every_format(client):
    said = {name: client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": name}).text for name in ROWS}
    assert all("true" in text for text in said.values())


@pytest.mark.parametrize("form", ["json", "xml", "csv", "text/csv", "application/sparql-results+json"])
def test_format_in_the_address(client, form):
    answer = client.get("/sparql", params={"query": LIGHT, "format": form}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert form in answer.headers["content-type"]


def test_unknown_formats_say_which_there_are(client):
    answer = client.get("/sparql", params={"query": LIGHT, "format": "jsno"})
    assert (answer.status_code, "Did you mean json" in answer.text) == (400, True)
    answer = client.get("/sparql", params={"query": LIGHT}, headers={"Accept": "image/png"})
    assert (answer.status_code, "text/csv" in answer.text) == (406, True)
    answer = client.get("/sparql", params={"query": CONSTRUCT, "format": "csv"})
    assert (answer.status_code, "text/turtle" in answer.text) == (406, True)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "a/b"),
        ("", "a/b"),
        ("*/*", "a/b"),
        ("c/d", "c/d"),
        ("a/b;q=0.1, c/*;q=0.2", "c/d"),
        ("c/d;q=0, */*;q=0.1", "a/b"),
        ("a/*;q=0.9, a/b;q=0.1, c/d;q=0.5", "c/d"),
        ("C/D ; Q=0.5", "c/d"),
        ("c/d;charset=utf-8;q=0.3, a/b;q=0.2", "c/d"),
        ("a/b;q=0, c/d;q=0", None),
        ("x/y", None),
        ("a/b;q=nonsense, c/d;q=0.1", "c/d"),
        (",,;;,", "a/b"),
    ],
)
def test_negotiation(accept, chosen):
    assert best(accept, ["a/b", "c/d"]) == chosen


def test_compression_is_for_those_who_name_it(client):
    assert takes_gzip("br, gzip;q=0.5")
    assert not takes_gzip("gzip;q=0")
    assert not takes_gzip(None)
    plain = client.get("/sparql", params={"query": LIGHT}, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", "/sparql", params={"query": LIGHT}, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) == len(raw)
    assert gzip.decompress(raw) == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]


def test_a_tag_spares_the_second_answer(client):
    first = client.get("/sparql", params={"query": LIGHT})
    again = client.get("/sparql", params={"query": LIGHT}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/sparql", params={"query": LIGHT, "format": "csv"})
    assert other.headers["etag"] != first.headers["etag"]
    changing = client.get("/sparql", params={"query": "SELECT (RAND() AS ?x) {}"})
    assert "etag" not in changing.headers
    assert changing.headers["cache-control"] == "no-store"


def test_the_dataset_of_the_request_stands_before_that_of_the_query(client):
    one, other = (row["g"] for row in rows(client.get("/sparql", params={"query": GRAPHS}))[:2])
    named = rows(client.get("/sparql", params={"query": GRAPHS, "named-graph-uri": one}))
    assert [row["g"] for row in named] == [one]
    both = rows(client.post("/sparql", data={"query": GRAPHS, "named-graph-uri": [one, other]}))
    assert [row["g"] for row in both] == [one, other]
    count = "SELECT (COUNT(*) AS ?n) FROM <x:nothing> { ?s ?p ?o }"
    assert rows(client.get("/sparql", params={"query": count, "default-graph-uri": one})) != [{"n": "0"}]
    assert rows(client.get("/sparql", params={"query": count})) == [{"n": "0"}]
    assert rows(client.get("/sparql", params={"query": count, "named-graph-uri": one})) == [{"n": "0"}]
    assert client.get("/sparql", params={"query": count, "default-graph-uri": "no iri"}).status_code == 400


def test_the_parameters_of_the_address_count_for_a_posted_query(client):
    one = rows(client.get("/sparql", params={"query": GRAPHS}))[0]["g"]
    answer = client.post("/sparql", params={"named-graph-uri": one}, content=GRAPHS, headers=QUERY)
    assert rows(answer) == [{"g": one}]


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, {"method": "GET", "params": {"query": ["ASK {}", "ASK {}"]}}),
        (400, {"method": "GET", "params": b"query=%ff"}),
        (400, {"method": "GET", "params": {"query": ""}}),
        (400, {"method": "POST", "content": b"\xff", "headers": QUERY}),
        (400, {"method": "POST", "params": {"query": "ASK {}"}, "content": "ASK {}", "headers": QUERY}),
        (400, {"method": "GET", "params": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}),
        (403, {"method": "POST", "data": {"update": "CLEAR ALL"}}),
        (403, {"method": "POST", "content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}),
        (405, {"method": "DELETE"}),
        (405, {"method": "PUT", "content": "x"}),
        (413, {"method": "POST", "data": {"query": "#" * 150_000}}),
        (413, {"method": "POST", "content": "#" * 500_000, "headers": QUERY}),
        (415, {"method": "POST", "content": "ASK {}", "headers": {"Content-Type": "text/plain"}}),
        (415, {"method": "POST"}),
    ],
)
def test_what_is_wrong_with_a_request_is_said(client, status, request_):
    answer = client.request(url="/sparql", **request_)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.strip()


def test_an_error_in_a_query_has_its_place(client):
    answer = client.post("/sparql", data={"query": "SELECT ?x WHERE {\n  ?x a kzcn:Company }}"})
    assert answer.status_code == 400
    assert "line 2, column 22" in answer.text
    assert answer.text.splitlines()[-2:] == ["   2 |   ?x a kzcn:Company }}", "     |                      ^"]


def test_head_and_options(client):
    full = client.get("/sparql", params={"query": LIGHT})
    head = client.head("/sparql", params={"query": LIGHT})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == full.headers["content-length"]
    options = client.options("/sparql")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_pages_of_others_may_ask(client):
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    preflight = client.options("/sparql", headers=asked | {"Access-Control-Request-Headers": "content-type"})
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "content-type" in preflight.headers["access-control-allow-headers"]
    for path in ("/sparql?query=ASK%20{}", "/sparql?query=ASK%20{", "/health"):
        answer = client.get(path, headers={"Origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"


def test_without_a_query_it_describes_itself_and_sends_people_to_the_editor(client, served):
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    described = rdflib.Graph().parse(data=answer.text, format="turtle")
    endpoint = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#endpoint")
    assert [str(found) for found in described.objects(None, endpoint)] == [f"{served.url}/sparql"]
    browser = client.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (browser.status_code, browser.headers["location"]) == (303, "/query")
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_sparqlwrapper(served, graph):
    asked = SPARQLWrapper(f"{served.url}/sparql")
    asked.setQuery("PREFIX kzcn: <https://w3id.org/kzcn/ontology#>\n" + LIGHT)
    for form, count in (
        (JSON, lambda a: len(a["results"]["bindings"])),
        (XML, lambda a: len(a.getElementsByTagName("result"))),
    ):
        asked.setReturnFormat(form)
        assert count(asked.queryAndConvert()) == 10
    asked.setMethod(POST)
    asked.setReturnFormat(TURTLE)
    asked.setQuery("PREFIX kzcn: <https://w3id.org/kzcn/ontology#>\n" + CONSTRUCT)
    assert len(rdflib.Graph().parse(data=asked.queryAndConvert(), format="turtle")) == len(graph.sparql(CONSTRUCT))


def test_the_whole_library_as_from_the_store(served, graph, client):
    for name, query in graph.library.items():
        answer = client.post("/sparql", data={"query": query.bind({})}, headers={"Accept": "text/csv, text/turtle"})
        assert answer.status_code == 200, (name, answer.text)
        here = graph.ask(name)
        if answer.headers["content-type"].startswith("text/csv"):
            assert len(list(csv.reader(io.StringIO(answer.text)))) == len(here) + 1, name
