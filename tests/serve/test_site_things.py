"""Each thing at its address: what its page shows, its formats, and what they have in common."""

from __future__ import annotations

import html
import json
import re

import httpx
import pytest
import rdflib
from serving import running
from sites import BLOCK, TYPES, one_of_each, parsed, triples

from kzcn.evidence import facts_about
from kzcn.namespaces import BASE, KINDS
from kzcn.serve.addresses import FORMATS, address_of

READ = (
    *("company/tbea", "project/fufeng-corn-processing", "project/west-kazakhstan-14-projects"),
    *("person/nariman-turegaliyev", "meeting/almaty-region-visit-to-china-2025-05", "place/almaty-region"),
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(selected):
    with running(selected, "--rate", "0") as served, httpx.Client(base_url=served.url) as client:
        yield client


@pytest.fixture(scope="module")
def things(graph):
    return one_of_each(graph)


def test_there_is_a_thing_of_every_kind(things):
    assert set(KINDS) - set(things) <= {"platform"}


def test_every_kind_in_every_format_by_negotiation_and_by_ending(client, things):
    for path in things.values():
        same = set()
        for ending, kind in FORMATS.items():
            asked = client.get(path, headers={"accept": kind})
            ended = client.get(path + ending)
            assert asked.status_code == ended.status_code == 200, path + ending
            assert asked.headers["content-type"].partition(";")[0] == kind
            assert asked.content == ended.content
            assert asked.headers["content-location"] == ended.headers["content-location"] == path + ending
            assert "Accept" in asked.headers["vary"]
            links = asked.headers["link"]
            assert all(f"<{path}{other}>" in links for other in FORMATS if other != ending)
            assert f'<{BASE.rstrip("/")}{path}>; rel="describes"' in links
            if kind != "text/html":
                same.add(frozenset(triples(asked)))
        assert len(same) == 1, path


def test_a_client_gets_the_format_that_it_likes_best(client):
    for accept, kind in (
        (None, "text/html"),
        ("*/*", "text/html"),
        (BROWSER, "text/html"),
        ("text/*;q=0.5, application/ld+json", "application/ld+json"),
        ("text/turtle, text/html;q=0.9", "text/turtle"),
        ("application/n-triples;q=0.2, application/rdf+xml;q=0.3", "application/rdf+xml"),
    ):
        headers = {} if accept is None else {"accept": accept}
        assert client.get("/company/tbea", headers=headers).headers["content-type"].startswith(kind)


def test_what_cannot_be_given_is_refused_with_what_can(client):
    answer = client.get("/company/tbea", headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert "/company/tbea.ttl" in answer.text


def test_a_page_that_the_client_holds_is_not_sent_again(client):
    first = client.get("/company/tbea.ttl")
    again = client.get("/company/tbea.ttl", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get("/company/tbea.ttl", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert (first.headers["content-encoding"], first.content) == ("gzip", plain.content)
    assert client.head("/company/tbea.ttl").headers["content-length"] == first.headers["content-length"]


@pytest.mark.parametrize("path", READ)
def test_the_page_gives_the_evidence_that_the_program_gives(client, graph, path):
    page = client.get(f"/{path}").text
    for fact in facts_about(graph.source, BASE + path):
        if fact.kind == "passage":
            assert f'href="{html.escape(fact.link)}"' in page
            assert f"“{fact.anchor}”" in html.unescape(page)
            assert f'href="{address_of(fact.graph)}"' in page
    for name in graph.names.names_of(BASE + path):
        assert name in html.unescape(page)


def test_doubts_stand_beside_the_facts_and_conflicts_above_them(client):
    page = html.unescape(client.get("/project/west-kazakhstan-14-projects").text)
    assert page.index("Where sources disagree") < page.index("What sources report")
    assert "two statuses on one date" in page
    assert '<span class="flag">ambiguous</span> The region is said to have started the 14 projects' in page


def test_why_tells_the_rule_and_the_passages_behind_it(client):
    page = client.get("/project/fufeng-corn-processing").text
    link = html.unescape(re.search(r'href="(/why\?[^"]+)"', page)[1])
    told = client.get(link).text
    assert "is that of its latest reported state" in told
    assert "“Fufeng Group”" in told
    assert 'href="/passage/' in told
    assert client.get(link.replace("preparing", "completed")).status_code == 404


def test_a_passage_tells_its_article_and_what_it_says(client, graph):
    path = "/passage/2025-06-16-qazinform-joint-projects.tbea"
    page = html.unescape(client.get(path).text)
    assert "Qazinform, 16 June 2025" in page
    rows = graph.sparql(
        f"SELECT DISTINCT ?s {{ GRAPH <{BASE.rstrip('/')}{path}> {{ ?s ?p ?o FILTER (?p != rdf:type) }} }}"
    )
    assert all(f'href="{address_of(row.s)}"' in page for row in rows)


def test_an_article_lists_its_passages(client, graph):
    article = "article/2024-kazinform-almaty-region-consul-general"
    page = client.get(f"/{article}").text
    for row in graph.sparql(f"SELECT ?p {{ ?p kzcn:fromArticle <{BASE}{article}> }}"):
        assert f'href="{address_of(row.p)}"' in page


def test_the_data_block_is_json_ld_in_the_words_of_schema_org(client, things):
    for path in things.values():
        page = client.get(path).text
        block = BLOCK.search(page)[1]
        told = parsed(block, "json-ld")
        thing = rdflib.URIRef(BASE.rstrip("/") + path)
        assert (thing, rdflib.RDF.type, None) in told, path
        ours = ("https://schema.org/", str(rdflib.RDF))
        assert all(str(predicate).startswith(ours) for predicate in told.predicates())
    company = json.loads(BLOCK.search(client.get("/company/tbea").text)[1])
    assert company["@type"] == ["Organization"]
    assert {"@value": "特变电工", "@language": "zh"} in company["name"]
    assert company["tickerSymbol"] == ["600089.SH"]
    assert company["subjectOf"][0]["@type"] == "NewsArticle"


def test_the_description_holds_the_things_facts_their_passages_and_itself(client, graph):
    told = triples(client.get("/project/fufeng-corn-processing.ttl"))
    thing = rdflib.URIRef(BASE + "project/fufeng-corn-processing")
    said = {(f.predicate, str(f.object)) for f in facts_about(graph.source, thing) if f.subject == thing}
    assert {(str(p), str(o)) for s, p, o in told if s == thing} == said
    passages = {o for s, p, o in told if p == rdflib.PROV.wasDerivedFrom and str(s).startswith("http://127")}
    assert passages
    for passage in passages:
        assert any(s == passage and str(p).endswith("#anchor") for s, p, _ in told)
    assert any(str(s).startswith(BASE + "amount/") and str(p).endswith("asPrinted") for s, p, _ in told)
    assert any(p == rdflib.FOAF.primaryTopic and o == thing for _, p, o in told)


def test_trig_keeps_each_statement_in_its_passage(client, graph):
    data = parsed(client.get("/company/tbea.trig").content, "trig")
    thing = rdflib.URIRef(BASE + "company/tbea")
    said = {(str(p), str(o), str(g)) for _, p, o, g in data.quads((thing, None, None, None))}
    told = {(f.predicate, str(f.object), f.graph) for f in facts_about(graph.source, thing) if f.subject == thing}
    assert said == told


@pytest.mark.parametrize("path", ["/%25", "/company/%25zz", "/a%252", "/%ff%fe", "/%EF%BF%BD", "/company/%5B", "/%00"])
@pytest.mark.parametrize("ending", ["", ".ttl"])
def test_an_address_that_is_no_iri_is_404(client, path, ending):
    assert client.get(path + ending).status_code == 404


def test_what_is_not_there_is_404_with_the_nearest_names(client):
    answer = client.get("/company/tbeea")
    assert answer.status_code == 404
    assert 'href="/company/tbea"' in answer.text
    assert client.get("/company/tbeea.ttl").status_code == 404
    assert client.get("/no-such-kind/thing").status_code == 404
    assert client.get("/a/b/c/d").status_code == 404
    assert client.get("/company/%00").status_code == 404
    assert client.get("/company/a b<c>").status_code == 404


def test_the_dataset_leads_to_its_description(client):
    assert client.get("/dataset").headers["location"] == "/.well-known/void"
    assert client.get("/dataset/kzcn.ttl").headers["location"] == "/download/kzcn.ttl"


def test_types_of_the_formats_are_those_that_are_parsed():
    assert set(FORMATS.values()) == set(TYPES)
