"""The site beside the things' own pages: lists, search, editor's data, ontology, downloads, what machines ask for."""

from __future__ import annotations

import hashlib
import html
import re
from xml.etree import ElementTree

import httpx
import pytest
import rdflib
from markupsafe import escape
from pages import FOLDERS, HOSTILE, hostile_source, real_source
from serving import running
from sites import BLOCK, parsed, triples

from kzcn.library import find_query
from kzcn.names import Names
from kzcn.namespaces import BASE, TERMS
from kzcn.serve import knowledge
from kzcn.serve.addresses import FORMATS
from kzcn.serve.descriptions import service_description
from kzcn.serve.knowledge import Knowledge
from kzcn.serve.schemaorg import data_block
from kzcn.serve.site import FACTS
from kzcn.serve.templates import Site
from kzcn.serve.things import thing
from kzcn.values import Iri

PAGES = (
    *("/things", "/company/", "/search?q=tbea", "/query", "/ontology", "/download/", "/nothing/there"),
    *(
        "/company/tbea",
        "/passage/2025-06-16-qazinform-joint-projects.tbea",
        "/graph/companies",
        "/geometry/almaty-region",
    ),
    "/why?subject=https://w3id.org/kzcn/project/fufeng-corn-processing"
    "&property=https://w3id.org/kzcn/ontology%23currentStatus",
)
NASTY = '"><script>document.title=1</script><img src=x onerror=alert(1)>'
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")


@pytest.fixture(scope="module")
def client(selected):
    with running(selected, "--rate", "0") as served, httpx.Client(base_url=served.url) as client:
        yield client


def policy_of(answer: httpx.Response) -> dict[str, str]:
    parts = answer.headers["content-security-policy"].split(";")
    return dict(part.strip().partition(" ")[::2] for part in parts)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_to_a_strict_policy(client, path):
    answer = client.get(path)
    policy = policy_of(answer)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    page = BLOCK.sub("", answer.text)
    assert not re.findall(r"<script(?![^>]* src=)[^>]*>", page)
    assert not re.findall(r"<style|\sstyle=|\son\w+=", page)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]*\.(?:js|css|woff2?|png|svg)', page)


@pytest.mark.parametrize(
    "path",
    [
        f"/search?q={NASTY}",
        f"/company/{NASTY}",
        f"/{NASTY}/",
        f"/why?subject={NASTY}&property={NASTY}",
        f"/query?x={NASTY}",
    ],
)
def test_what_is_typed_into_an_address_is_text(client, path):
    answer = client.get(path)
    assert answer.status_code in {200, 404}
    assert "<script>document" not in answer.text
    assert "<img src=x" not in answer.text


def test_what_stands_in_the_graph_is_text():
    known = Knowledge(hostile_source(), FOLDERS)
    site = Site(FOLDERS.viz)
    for path in ("company/hostile", "project/tbea-almaty-region-energy"):
        shown = thing(known, Iri(BASE + path))
        block = data_block(known.source, known.names, shown.profile.iri, [])
        assert "<" not in block
        page = site.page("thing.html", at="", thing=shown, block=block, query=FACTS, formats=FORMATS)
        assert escape(HOSTILE) in page
        assert HOSTILE not in page
        assert "<img" not in page


def test_what_is_read_whole_is_read_in_parts(monkeypatch):
    monkeypatch.setattr(knowledge, "A_PART", 1000)
    asked = []

    class Listening:
        def query(self, query):
            asked.append(query)
            return real_source().query(query)

    names = Knowledge(Listening(), FOLDERS).names
    assert names.rows == Names(real_source()).rows
    assert len(asked) == len(names.rows) // 1000 + 1


def test_the_front_is_the_interactive_page_of_the_build(client, selected):
    answer = client.get("/")
    assert answer.content == (selected / "index.html").read_bytes()
    assert policy_of(answer)["script-src"].startswith("'sha256-")
    assert policy_of(answer)["frame-ancestors"] == "'none'"


def test_kinds_are_listed_with_their_things(client, graph):
    page = client.get("/things").text
    companies = {str(row.c) for row in graph.sparql("SELECT DISTINCT ?c { ?c a kzcn:Company }")}
    assert re.search(rf'href="/company/".*?</a> <span class="number">{len(companies)}</span>', page)
    listed = client.get("/company/").text
    assert all(f'href="{iri.replace(BASE, "/")}"' in listed for iri in companies)
    assert client.get("/company").headers["location"] == "/company/"
    for path in ("/company/?page=99", "/company/?page=0", "/company/?page=x", "/no-such-kind/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("typed", ["TBEA", "特变电工", "tvea", "Трансформаторный"])
def test_search_finds_by_any_name(client, typed):
    assert re.search(r'href="/(company|project)/tbea', client.get("/search", params={"q": typed}).text)


def test_search_without_a_find_says_so(client):
    assert "Nothing is called" in client.get("/search?q=qwertzuiop").text
    assert "Find a thing" in client.get("/search").text


def test_the_editor_gets_the_library_by_theme(client, graph):
    told = client.get("/query/library.json").json()
    queries = {query["name"]: query for theme in told["themes"].values() for query in theme}
    assert set(queries) == set(graph.library)
    one = queries["projects-by-region"]
    assert [parameter["name"] for parameter in one["parameters"]] == ["region", "status", "sector", "since"]
    assert one["text"].startswith("# Which projects")
    assert told["prefixes"]["kzcn"] == TERMS


def test_a_query_of_the_library_is_bound_as_the_program_binds_it(client, graph):
    asked = client.get("/query/bound", params={"query": "projects-by-region", "region": "Almaty Region", "since": ""})
    query = find_query(graph.library, "projects-by-region")
    wanted = query.bind({"region": Iri(BASE + "place/almaty-region")})
    assert asked.text.splitlines()[1:] == [line for line in wanted.splitlines() if not line.startswith("#+")]
    rows = client.post("/sparql", data={"query": asked.text}, headers={"accept": "application/sparql-results+json"})
    assert len(rows.json()["results"]["bindings"]) == len(graph.ask("projects-by-region", region="almaty-region"))
    for given, said in (
        ({"region": "nowhere"}, "nowhere"),
        ({"nonsense": "1"}, "no parameter"),
        ({"since": "x"}, "date"),
    ):
        refused = client.get("/query/bound", params={"query": "projects-by-region", **given})
        assert refused.status_code == 400
        assert said in refused.text
    assert client.get("/query/bound", params={"query": "no-such"}).status_code == 400


def test_every_query_of_the_library_is_shown_as_one_that_runs(client, graph):
    told = client.get("/query/library.json").json()
    for theme in told["themes"].values():
        for query in theme:
            answer = client.post("/sparql", data={"query": query["text"]})
            assert answer.status_code == 200, (query["name"], answer.text)


def test_terms_and_names_are_those_of_this_graph(client):
    terms = client.get("/query/terms.json").json()
    assert {"kzcn:Project", "kzcn:Company"} <= {term["name"] for term in terms["classes"]}
    properties = {term["name"]: term for term in terms["properties"]}
    assert properties["kzcn:investor"]["label"] == "investor"
    assert properties["kzcn:investor"]["about"]
    assert "skos:prefLabel" in properties
    names = client.get("/query/names.json", params={"q": "特变", "kind": "company"}).json()
    assert names == [{"iri": BASE + "company/tbea", "name": "company:tbea", "label": "TBEA"}]
    assert client.get("/query/names.json?q=").json() == []


def test_every_term_of_the_ontology_has_its_place(client, graph):
    page = client.get("/ontology").text
    places = re.findall(r'id="([^"]+)"', page)
    assert len(places) == len(set(places))
    ours = graph.sparql(
        "SELECT DISTINCT ?t { ?t a ?kind ; rdfs:isDefinedBy <https://w3id.org/kzcn/ontology> "
        "VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } }"
    )
    assert {str(row.t).removeprefix(TERMS) for row in ours} <= set(places)
    for name in ("Status", "status"):
        entity = re.search(rf'id="{name}">.*?<code>([^<]+)</code>', page, re.DOTALL)
        assert entity[1] == TERMS + name
    assert set(re.findall(r'href="#([^"]+)"', page)) <= {*places, "main"}


def test_the_ontology_in_each_format_is_the_same(client):
    asked = [client.get("/ontology", headers={"accept": kind}) for kind in ("text/turtle", "application/ld+json")]
    asked += [client.get(f"/ontology{ending}") for ending in (".nt", ".rdf")]
    assert len({frozenset(triples(answer)) for answer in asked}) == 1
    assert asked[0].headers["content-location"] == "/ontology.ttl"
    assert client.get("/ontology", headers={"accept": "image/png"}).status_code == 406
    assert client.get("/ontology.exe").status_code == 404


def test_every_file_of_the_build_can_be_fetched_whole_and_in_parts(client, selected):
    page = client.get("/download/").text
    names = [html.unescape(name) for name in re.findall(r'href="/download/([^"]+)"', page)]
    assert {"kzcn.trig", "kzcn.nq", "ontology.ttl", "dataset.ttl", "index.html", "csv/companies.csv"} <= set(names)
    for name in names:
        data = (selected / name).read_bytes()
        answer = client.get(f"/download/{name}")
        assert answer.content == data
        if name != "dataset.ttl":
            assert hashlib.sha256(data).hexdigest()[:16] in page
    assert client.get("/download/kzcn.nq").headers["content-type"] == "application/n-quads"
    part = client.get("/download/kzcn.nq", headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, (selected / "kzcn.nq").read_bytes()[100:200])
    held = client.get("/download/kzcn.nq").headers["etag"]
    assert client.get("/download/kzcn.nq", headers={"if-none-match": held}).status_code in {200, 304}


@pytest.mark.parametrize(
    "name", ["store/CURRENT", "../pyproject.toml", "%2e%2e/pyproject.toml", "/etc/passwd", "nothing", ""]
)
def test_nothing_else_can_be_fetched(client, name):
    assert client.get(f"/download/{name}").status_code == (200 if not name else 404)


def test_void_tells_where_everything_is(client):
    told = parsed(client.get("/.well-known/void", headers={"accept": "text/turtle"}).content, "turtle")
    dataset = rdflib.URIRef(BASE + "dataset")
    here = str(client.base_url).rstrip("/")
    assert (dataset, VOID.sparqlEndpoint, rdflib.URIRef(f"{here}/sparql")) in told
    links = {str(o) for o in told.objects(None, rdflib.DCAT.downloadURL)}
    assert f"{here}/download/kzcn.ttl" in links
    assert all(client.head(link).status_code == 200 for link in links)
    assert client.get("/.well-known/void", headers={"accept": "text/html"}).headers["location"] == "/download/"


def test_the_service_description_says_what_the_endpoint_does(client):
    told = {
        suffix: service_description("http://127.0.0.1/sparql", suffix) for suffix in (".ttl", ".nt", ".jsonld", ".rdf")
    }
    read = {
        frozenset(parsed(data, kind))
        for data, kind in zip(told.values(), ("turtle", "nt", "json-ld", "xml"), strict=True)
    }
    assert len(read) == 1
    graph = parsed(told[".ttl"], "turtle")
    service = rdflib.URIRef("http://127.0.0.1/sparql")
    assert (service, SD.feature, SD.UnionDefaultGraph) in graph
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    answered = client.get("/sparql", headers={"accept": "text/turtle"})
    assert (None, SD.supportedLanguage, SD.SPARQL11Query) in parsed(answered.content, "turtle")


def test_robots_are_led_to_every_thing(client):
    robots = client.get("/robots.txt").text
    address = re.search(r"Sitemap: (\S+)", robots)[1]
    root = ElementTree.fromstring(client.get(address).content)
    found = [place.text for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    here = str(client.base_url).rstrip("/")
    assert {f"{here}/", f"{here}/company/tbea", f"{here}/sector/corn-processing"} <= set(found)
    assert not any("/amount/" in place for place in found)
    for place in found[:: max(1, len(found) // 40)]:
        assert client.get(place).status_code == 200, place
    assert client.get("/sitemap-2.xml").status_code == 404


def test_assets_change_their_address_with_their_content(client):
    page = client.get("/query").text
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(addresses) >= 6
    for address in addresses:
        answer = client.get(html.unescape(address))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
    assert client.get("/static/nothing.js").status_code == 404


def test_nothing_may_be_sent(client):
    for path in ("/", "/company/tbea", "/query", "/download/kzcn.ttl"):
        assert client.post(path, content=b"x").status_code == 405
        assert client.delete(path).status_code == 405
