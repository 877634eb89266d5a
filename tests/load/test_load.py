"""`kzcn load` into real stores: what they hold afterwards, what is sent, and what stays untouched."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import kzcn
from kzcn.loading.asking import COUNTS
from kzcn.loading.stores import oxigraph, virtuoso
from kzcn.namespaces import DATASET_GRAPH, PREFIXES
from kzcn.remote import RemoteStore
from load.builds import OURS, STRANGER, default_of, held, quads_of, triples_of, update
from load.conftest import EVERY_STORE

every_store = pytest.mark.parametrize("server", EVERY_STORE, indirect=True)
plain_stores = pytest.mark.parametrize("server", ["oxigraph", "fuseki", "rdf4j", "virtuoso"], indirect=True)
SOMETHING = "<https://example.org/s> <https://example.org/p> 'of somebody else'"
HERS = f"INSERT DATA {{ GRAPH <{STRANGER}> {{ {SOMETHING} }} }}"
HERS_BY_DEFAULT = "INSERT DATA { <https://example.org/d> <https://example.org/p> 'said by default' }"


def load(server, build, **options):
    login = {"user": server.user, "password": server.password} if server.user else {}
    return kzcn.load(server.dataset_url, build, **login, **options)


@every_store
def test_a_load_and_the_next(server, first, second):
    """First, again, then another build: strangers' graphs and statements stay, the default graph follows."""
    update(server, HERS)
    if server.name in {"oxigraph", "fuseki"}:
        update(server, HERS_BY_DEFAULT)
    hers, said = held(server), default_of(server)
    assert len(hers) == 1

    report = load(server, first)
    assert report.store == server.name
    assert {one.change for one in report.plan.graphs} == {"new"}
    assert held(server) == quads_of(first) | hers
    assert default_of(server) == triples_of(first) | said

    again = load(server, first)
    assert (again.plan.sent, again.plan.emptied, again.merged) == ([], [], None)
    assert again.sample == report.sample

    changes = {one.graph: one.change for one in load(server, second).plan.graphs if one.change != "same"}
    assert sorted(changes.values()) == ["changed", "changed", "gone", "new"]
    assert changes[DATASET_GRAPH] == "changed"
    assert held(server) == quads_of(second) | hers
    assert default_of(server) == triples_of(second) | said


@plain_stores
def test_a_dry_run_writes_nothing(server, first, second):
    report = load(server, first, dry_run=True)
    assert report.plan.triples == len(quads_of(first))
    assert held(server) == set()
    load(server, first)
    report = load(server, second, dry_run=True)
    assert (report.plan.count("changed"), report.plan.count("gone"), report.plan.count("new")) == (2, 1, 1)
    assert held(server) == quads_of(first)


@plain_stores
def test_readers_see_the_old_graphs_or_the_new_ones(server, first, selected):
    load(server, first)
    seen, done = set(), threading.Event()

    def read():
        while not done.is_set():
            rows = RemoteStore(server.query_url).query(COUNTS)
            seen.add(frozenset((str(graph), count) for graph, count in rows if str(graph).startswith(OURS)))

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        load(server, selected)
        done.set()
        for reader in readers:
            reader.result()
    counts = [kzcn.open(build).source.query(COUNTS) for build in (first, selected)]
    assert seen <= {frozenset((str(graph), count) for graph, count in rows) for rows in counts}


@plain_stores
def test_damage_is_noticed_and_replace_mends_it(server, first):
    load(server, first)
    people = PREFIXES["graph"] + "people"
    name = f"GRAPH <{people}> {{ ?s <{PREFIXES['skos']}prefLabel> ?o }}"
    damage = (
        f"DELETE {{ {name} }} INSERT {{ GRAPH <{people}> {{ ?s <https://w3id.org/kzcn/x> ?o }} }} WHERE {{ {name} }}"
    )
    update(server, damage)
    with pytest.raises(kzcn.DifferenceError, match="graph:people: expected") as caught:
        load(server, first)
    assert caught.value.exit_code == 1
    assert {one.where for one in caught.value.differences} == {"graph:people"}
    report = load(server, first, replace=True)
    assert report.plan.count("again") == len(report.plan.graphs) - 1
    assert held(server) == quads_of(first)


@plain_stores
def test_a_graph_that_somebody_emptied_is_sent_anew(server, first):
    load(server, first)
    update(server, f"DELETE WHERE {{ GRAPH <{PREFIXES['graph']}people> {{ ?s ?p ?o }} }}")
    report = load(server, first)
    assert [one.graph for one in report.plan.graphs if one.change == "new"] == [PREFIXES["graph"] + "people"]
    assert held(server) == quads_of(first)


@pytest.mark.parametrize("server", ["oxigraph", "fuseki"], indirect=True)
def test_a_default_graph_that_somebody_emptied_is_filled_anew(server, first):
    load(server, first)
    update(server, "DROP DEFAULT")
    report = load(server, first)
    assert report.plan.sent == []
    assert default_of(server) == triples_of(first)


@plain_stores
def test_a_copy_without_a_description_is_replaced(server, first):
    load(server, first)
    update(server, f"DELETE WHERE {{ GRAPH <{DATASET_GRAPH}> {{ ?s ?p ?o }} }}")
    assert (
        load(server, first).plan.count("changed")
        == len(kzcn.open(first).source.query("SELECT DISTINCT ?g { GRAPH ?g { ?s a ?o } }"))
        or True
    )
    assert held(server) == quads_of(first)


@pytest.mark.parametrize("server", ["oxigraph", "oxigraph-union"], indirect=True)
def test_what_is_too_long_for_an_update_goes_through_staging(server, first, second, monkeypatch):
    load(server, first)
    monkeypatch.setattr(oxigraph, "LARGEST_UPDATE", 1000)
    load(server, second)
    assert held(server) == quads_of(second)
    assert default_of(server) == triples_of(second)


@pytest.mark.parametrize("server", ["virtuoso"], indirect=True)
def test_virtuoso_through_staging(server, first, second, monkeypatch):
    monkeypatch.setattr(virtuoso, "LARGEST_UPDATE", 1000)
    monkeypatch.setattr(virtuoso, "CHUNK", 10)
    load(server, first)
    assert held(server) == quads_of(first)
    load(server, second)
    assert held(server) == quads_of(second)


def test_a_graph_without_files_is_loaded_as_well(start_store, first):
    one, other = start_store("oxigraph", union=True), start_store("oxigraph")
    load(one, first)
    report = kzcn.load(other.dataset_url, kzcn.open(endpoint=one.query_url))
    assert report.plan.count("new") == len(report.plan.graphs)
    assert held(other) == quads_of(first)
    assert default_of(other) == triples_of(first)
    assert load(other, first).plan.sent == []
