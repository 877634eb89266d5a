"""A remote endpoint answers as the embedded store does: Oxigraph's own server, started on loopback."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import kzcn
from kzcn.evidence import facts_about
from kzcn.export import graph_as_bytes
from kzcn.remote import RemoteStore, with_prefixes
from kzcn.source import select


def server_program() -> str | None:
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


@pytest.fixture(scope="module")
def endpoint(built, tmp_path_factory):
    program = server_program()
    if program is None:
        pytest.skip("Oxigraph's server is not installed. Try: pip install oxigraph")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    store = shutil.copytree(built / "store", tmp_path_factory.mktemp("served") / "store")
    command = [program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.terminate()


def _wait_for(url):
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} did not come up")


@pytest.fixture(scope="module")
def remote(endpoint):
    return kzcn.open(endpoint=endpoint)


def test_every_library_query_gives_the_same_rows(graph, remote):
    for name in graph.library:
        here, there = graph.ask(name), remote.ask(name)
        if isinstance(here, kzcn.values.Triples):
            assert sorted(map(str, here)) == sorted(map(str, there)), name
        else:
            assert here.columns == there.columns, name
            assert [tuple(row) for row in here] == [tuple(row) for row in there], name


def test_parameters_are_bound_remotely_too(graph, remote):
    here = graph.ask("projects-by-region", region="almaty-region")
    there = remote.ask("projects-by-region", region="Алматинская область")
    assert [tuple(row) for row in here] == [tuple(row) for row in there]
    assert here


def test_facts_and_export_are_the_same(graph, remote):
    iri = graph.find("fufeng")
    assert facts_about(graph.source, iri) == facts_about(remote.source, iri)
    assert graph_as_bytes(graph.source, "nq") == graph_as_bytes(remote.source, "nq")


def test_construct_and_ask(remote):
    assert remote.sparql("ASK { ?x a kzcn:Company }") is True
    triples = remote.sparql("CONSTRUCT { ?x a kzcn:Company } WHERE { ?x a kzcn:Company }")
    assert len(triples) == len(select(remote.source, "SELECT ?x WHERE { ?x a kzcn:Company }"))


def test_malformed_query_shows_the_users_own_line(remote):
    with pytest.raises(kzcn.QueryError) as caught:
        remote.sparql("SELECT ?x WHERE {\n  ?x a kzcn:Company }}")
    assert (caught.value.line, caught.value.column) == (2, 22)


def test_absent_and_wrong_endpoints_say_what_to_do(endpoint):
    with pytest.raises(kzcn.RemoteError, match="Is the store running"):
        RemoteStore("http://127.0.0.1:1/query").query("ASK {}")
    with pytest.raises(kzcn.RemoteError, match="no SPARQL endpoint"):
        RemoteStore(endpoint.replace("/query", "/nothing")).query("ASK {}")


def test_rdflib_needs_the_embedded_store(remote):
    with pytest.raises(kzcn.SetupError, match="remote"):
        remote.rdflib()


def test_only_undeclared_prefixes_are_added():
    query = 'PREFIX kzcn: <https://w3id.org/kzcn/ontology#> SELECT * { ?s a kzcn:Place ; skos:prefLabel "place:x" }'
    assert with_prefixes(query).splitlines()[0] == "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    assert with_prefixes(query).count("PREFIX") == 2
