"""A remote endpoint is asked as the embedded store is: Oxigraph's own server and others, started on loopback."""

from __future__ import annotations

import pytest
from servers.pretended import pretending, says
from trees import run, run_script

import kzcn
from kzcn.evidence import facts_about
from kzcn.remote import RemoteStore, with_prefixes
from kzcn.source import select

ROW = '{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"469.40","datatype":"%s"}}]}}'
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


@pytest.fixture(scope="module")
def endpoint(loaded_store):
    return loaded_store("oxigraph").query_url


@pytest.fixture(scope="module")
def remote(endpoint):
    return kzcn.open(endpoint=endpoint)


def test_parameters_are_bound_remotely_too(selected_graph, remote):
    here = selected_graph.ask("projects-by-region", region="almaty-region")
    there = remote.ask("projects-by-region", region="Алматинская область")
    assert [tuple(row) for row in here] == [tuple(row) for row in there]
    assert here


def test_facts_are_the_same(selected_graph, remote):
    iri = selected_graph.find("fufeng")
    assert facts_about(selected_graph.source, iri) == facts_about(remote.source, iri)


def test_construct_and_ask(remote):
    assert remote.sparql("ASK { ?x a kzcn:Company }") is True
    triples = remote.sparql("CONSTRUCT { ?x a kzcn:Company } WHERE { ?x a kzcn:Company }")
    assert len(triples) == len(select(remote.source, "SELECT ?x WHERE { ?x a kzcn:Company }"))


def test_malformed_query_shows_the_users_own_line(remote):
    with pytest.raises(kzcn.QueryError) as caught:
        remote.sparql("SELECT ?x WHERE {\n  ?x a kzcn:Company }}")
    assert (caught.value.line, caught.value.column) == (2, 22)


def test_rdflib_needs_the_embedded_store(remote):
    with pytest.raises(kzcn.SetupError, match="remote"):
        remote.rdflib()


def test_only_undeclared_prefixes_are_added():
    query = 'PREFIX kzcn: <https://w3id.org/kzcn/ontology#> SELECT * { ?s a kzcn:Place ; skos:prefLabel "place:x" }'
    assert with_prefixes(query).splitlines()[0] == "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    assert with_prefixes(query).count("PREFIX") == 2


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "md"])
def test_a_number_keeps_its_digits(form):
    with pretending(says(ROW % DECIMAL)) as url:
        assert "469.40" in run("sparql", "SELECT ?x {}", "--format", form, "--endpoint", url).out


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld"])
def test_a_number_of_a_triple_keeps_its_digits(form):
    line = f'<http://e/s> <http://e/p> "469.40"^^<{DECIMAL}> .\n'
    with pretending(says(line, "application/n-triples")) as url:
        query = "CONSTRUCT WHERE { ?s ?p ?o }"
        assert "469.40" in run("sparql", query, "--format", form, "--endpoint", url).out


def test_a_graph_has_no_triple_twice():
    line = "<http://e/s> <http://e/p> <http://e/o> .\n"
    with pretending(says(3 * line, "application/n-triples")) as url:
        query = "CONSTRUCT WHERE { ?s ?p ?o }"
        assert len(kzcn.open(endpoint=url).sparql(query)) == 1
        assert run("sparql", query, "--format", "nt", "--endpoint", url).out == line


def test_distinct_rows_stay_distinct():
    binding = '{"x":{"type":"literal","value":"a"}}'
    answer = f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{binding},{binding}]}}}}'
    with pretending(says(answer)) as url:
        store = RemoteStore(url)
        assert len(store.query("# a header\nPREFIX e: <http://e/>\nSELECT DISTINCT ?x {}")) == 1
        assert len(store.query("SELECT ?x {}")) == 2


def test_xml_is_read_too():
    answer = (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>'
        '<results><result><binding name="x"><literal xml:lang="kk">Алматы</literal></binding></result></results>'
        "</sparql>"
    )
    with pretending(says(answer, "application/sparql-results+xml")) as url:
        [row] = RemoteStore(url).query("SELECT ?x {}")
    assert (row.x, row.x.language) == ("Алматы", "kk")


def test_the_query_goes_by_post_whatever_its_length():
    asked = []

    def answer(body, _):
        asked.append(body)
        return says('{"head":{},"boolean":true}')()

    with pretending(answer) as url:
        assert RemoteStore(url).query(f"ASK {{ FILTER ({' || '.join(['true'] * 20_000)}) }}") is True
    assert len(asked[0]) > 100_000


def test_the_endpoint_may_stand_in_the_environment(endpoint):
    outcome = run_script(
        "from kzcn.cli import main; main(['sparql', 'ASK { ?x a kzcn:Company }'])", KZCN_ENDPOINT=endpoint
    )
    assert outcome.stdout == "true\n"
