"""Clients that nobody here wrote get what they ask of every store, and of our own server."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from servers.fixtures import EACH_SERVER
from servers.fuseki import java
from servers.process import MAKE_SERVERS, Server, Unavailable, jar
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from kzcn.graph import Graph
from kzcn.oxigraph import parse_rdf

COMUNICA = Path(__file__).parent / "servers" / "node_modules" / ".bin" / "comunica-sparql"
PREFIXES = """PREFIX kzcn: <https://w3id.org/kzcn/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
SELECT = (
    PREFIXES
    + """SELECT DISTINCT ?region ?name WHERE {
  ?project kzcn:inRegion ?region . ?region skos:prefLabel ?name FILTER (LANG(?name) = "ru")
} ORDER BY ?region"""
)
ASK = PREFIXES + "ASK { ?any a kzcn:Company }"
CONSTRUCT = PREFIXES + "CONSTRUCT { ?a skos:prefLabel ?n } WHERE { ?a a kzcn:Company ; skos:prefLabel ?n }"
JSON_ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
Client = Callable[[Server, str, str], Any]


def sparqlwrapper(server: Server, query: str, kind: str) -> Any:
    """By GET, as it does unless told otherwise, and by POST."""
    wrapper = SPARQLWrapper(server.query_url, returnFormat=JSON if kind == JSON_ROWS else TURTLE)
    wrapper.setOnlyConneg(True)
    wrapper.setQuery(query)
    by_get = wrapper.queryAndConvert()
    wrapper.setMethod(POST)
    assert wrapper.queryAndConvert() == by_get
    return by_get


def curl(server: Server, query: str, kind: str) -> Any:
    """By GET, as a form, and with the query as the body."""
    program = _program("curl", "apt-get install curl")
    asks = [program, "--silent", "--show-error", "--fail", "--header", f"Accept: {kind}", server.query_url]
    ways = [["--get", "--data-urlencode", f"query={query}"], ["--data-urlencode", f"query={query}"]]
    if server.name != "virtuoso":  # Virtuoso 7.2.5 waits for ever when the query is the body
        ways.append(["--header", "Content-Type: application/sparql-query", "--data-binary", query])
    answers = [_parsed(_output([*asks, *way]), kind) for way in ways]
    if kind == JSON_ROWS:
        assert all(answer == answers[0] for answer in answers)
    return answers[0]


def rsparql(server: Server, query: str, kind: str) -> Any:
    """Jena's."""
    try:
        program = [java(), "-cp", str(jar("jena-fuseki-server-*.jar")), "arq.rsparql"]
    except Unavailable as missing:
        pytest.skip(str(missing))
    form = "json" if kind == JSON_ROWS else "NT"
    return _parsed(_output([*program, "--service", server.query_url, "--results", form, query]), kind)


def comunica(server: Server, query: str, kind: str) -> Any:
    """From npm."""
    node = _program("node", "apt-get install nodejs npm")
    if not COMUNICA.exists():
        pytest.skip(f"Comunica is not installed: {MAKE_SERVERS}")
    return _parsed(_output([node, str(COMUNICA), f"sparql@{server.query_url}", query, "-t", kind]), kind)


@pytest.mark.parametrize("store", EACH_SERVER)
@pytest.mark.parametrize("client", [sparqlwrapper, curl, rsparql, comunica])
def test_the_same_as_here(
    client: Client, store: str, selected_graph: Graph, loaded_store: Callable[[str], Server]
) -> None:
    server = loaded_store(store)
    rows = client(server, SELECT, JSON_ROWS)["results"]["bindings"]
    here = selected_graph.source.query(SELECT)
    assert [(row["region"]["value"], row["name"]["value"]) for row in rows] == [tuple(row) for row in here]
    assert {row["name"]["xml:lang"] for row in rows} == {"ru"}
    assert client(server, ASK, JSON_ROWS)["boolean"] is True
    triples = client(server, CONSTRUCT, TRIPLES)
    assert {(t.subject.value, t.object.value) for t in parse_rdf(triples, ".ttl")} == {
        (str(subject), str(name)) for subject, _, name in selected_graph.source.query(CONSTRUCT)
    }


def _program(name: str, remedy: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name}: {remedy}")
    return found


def _output(command: list[str]) -> bytes:
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout


def _parsed(output: bytes, kind: str) -> Any:
    return json.loads(output) if kind == JSON_ROWS else output
