"""Parts of a load that need no store, and the command line."""

from __future__ import annotations

import gzip
import hashlib

import pytest
from trees import run

import kzcn
from kzcn.credentials import Credentials, credentials_for
from kzcn.loading.answers import complaint, shortened
from kzcn.loading.files import BLOCK, files_of
from kzcn.loading.report import Silence
from kzcn.loading.terms import canonical
from kzcn.loading.updates import exchange
from kzcn.loading.web import Body, Compressed, retry_after
from kzcn.namespaces import DATASET_GRAPH, PREFIXES
from kzcn.oxigraph import Store, parse_rdf, text, to_value
from load.builds import default_of, held, quads_of, triples_of, update

LABEL = f"<{PREFIXES['skos']}prefLabel>"
LABELS = f"GRAPH <{PREFIXES['graph']}people> {{ ?person {LABEL} ?name }}"

# The description in the build


def test_every_named_graph_is_described_with_its_checksum(selected):
    """Recomputed from the file of quads by hand, as a user could with grep, sort and sha256sum."""
    lines: dict[str, list[str]] = {}
    for line in (selected / "kzcn.nq").read_text(encoding="utf-8").splitlines():
        triple, _, graph = line.removesuffix(" .").rpartition(" ")
        lines.setdefault(graph.strip("<>"), []).append(f"{triple} .\n")
    described = lines.pop(DATASET_GRAPH)
    rows = kzcn.open(selected).sparql(
        "SELECT ?graph ?triples ?sum { GRAPH graph:dataset { "
        "?part sd:name ?graph ; void:triples ?triples ; spdx:checksum/spdx:checksumValue ?sum } }"
    )
    assert {str(row.graph): (row.triples, str(row.sum)) for row in rows} == {
        graph: (len(found), hashlib.sha256("".join(sorted(found)).encode()).hexdigest())
        for graph, found in lines.items()
    }
    assert all(line.startswith(f"<{PREFIXES['graph'].removesuffix('graph/')}dataset") for line in described)


def test_the_description_is_in_dataset_ttl_and_is_no_thing_of_the_page(selected):
    described = {
        q.triple for q in parse_rdf((selected / "kzcn.nq").read_bytes(), ".nq") if text(q.graph_name) == DATASET_GRAPH
    }
    assert described <= {q.triple for q in parse_rdf((selected / "dataset.ttl").read_bytes(), ".ttl")}
    assert "dataset/graphs" not in (selected / "index.html").read_text(encoding="utf-8")


# Files


def test_files_come_in_blocks_of_whole_lines(selected):
    with files_of(kzcn.open(selected)) as files:
        graphs = [graph for graph in files.counts if graph.startswith(PREFIXES["passage"])]
        for chosen in (set(files.counts), set(graphs[::2]), {DATASET_GRAPH}):
            blocks = list(files.quads(chosen))
            assert all(len(block) < 2 * BLOCK and block.endswith(b" .\n") for block in blocks)
            assert b"".join(blocks).count(b"\n") == sum(files.counts[graph] for graph in chosen)
            assert {text(q.graph_name) for block in blocks for q in parse_rdf(block, ".nq")} == chosen
        assert b"".join(files.triples()) == (selected / "kzcn.nt").read_bytes()


def test_files_that_somebody_changed_are_not_loaded(first, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in (first / "kzcn.nt", first / "dataset.ttl"):
        (copy / path.name).write_bytes(path.read_bytes())
    (copy / "kzcn.nq").write_bytes((first / "kzcn.nq").read_bytes().replace(b"2023", b"2024"))
    (copy / "store").symlink_to(first / "store")
    with pytest.raises(kzcn.SetupError, match="not as it was built"):
        kzcn.load("http://127.0.0.1:1", copy)


# Updates


def test_an_exchange_is_one_update_and_none_of_its_beginnings_is(first):
    old = [f"{PREFIXES['graph']}people", DATASET_GRAPH]
    with files_of(kzcn.open(first)) as files:
        whole = b"".join(exchange(old, files.quads({DATASET_GRAPH, *old}), merged=True)).decode()
    Store().update(whole)
    for cut in (*range(1, len(whole), 1999), *(at for at in range(1, len(whole)) if whole[at - 1] in "})")):
        with pytest.raises(SyntaxError):
            Store().update(whole[:cut])
            pytest.fail(whole[:cut][-200:])


def test_a_changed_default_graph_keeps_what_others_and_other_graphs_say(first, second):
    store = Store()
    for build in (first, second):
        old = [text(name) for name in store.named_graphs()]
        with files_of(kzcn.open(build)) as files:
            store.update(b"".join(exchange(old, files.quads(set(files.counts)), merged=True)).decode())
        if build == first:
            store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    default = {q for q in store if not text(q.graph_name)}
    words = {" ".join(canonical(to_value(term)) for term in (q.subject, q.predicate, q.object)) for q in default}
    assert words == triples_of(second) | {"<urn:a> <urn:b> <urn:c>"}


# HTTP


def test_how_long_a_store_asks_to_wait():
    assert retry_after("7", 0) == 7
    assert retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 784111770.0) == 7
    assert retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 9e9) == 0
    assert retry_after("soon", 0) is None
    assert retry_after(None, 0) is None


def test_a_body_can_be_read_again_and_compressed():
    body = Body(lambda: iter([b"a\n", b"b\n" * 1000]), Silence(), 1001)
    assert b"".join(body) == b"".join(body) == gzip.decompress(b"".join(Compressed(body)))


@pytest.mark.parametrize(
    ("status", "said", "named", "expected"),
    [
        (401, "", False, "asks for a user and password. Name the user with --user"),
        (401, "", True, "does not let this user do that (401)"),
        (403, "", False, "is it read-only?"),
        (404, "Unknown repository: kzcn", False, "is not there (404): Unknown repository: kzcn."),
        (413, "", False, "no request of this size"),
        (500, "java.io.IOException: No space left on device", False, "The store's disk is full"),
        (500, "IO error: While appending: File too large (os error 27)", False, "The store's disk is full"),
        (500, "<html><title>x</title><body><h1>Oh</h1>no</body></html>", False, "answered 500: Oh no."),
    ],
)
def test_refusals_in_words(status, said, named, expected):
    assert expected in str(complaint("http://x/kzcn", status, said, named=named))


def test_long_answers_are_shortened():
    assert len(shortened("word " * 1000)) < 310


def test_requests_to_other_machines_are_compressed(start_store, first, second, monkeypatch):
    monkeypatch.setattr("kzcn.loading.web._is_loopback", lambda _: False)
    for name in ("oxigraph", "fuseki"):
        server = start_store(name)
        for build in (first, second):
            kzcn.load(server.dataset_url, build)
            assert held(server) == quads_of(build)
        assert default_of(server) == triples_of(second)


# Who is there


def test_passwords_come_from_the_environment_or_netrc(tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine store.example login keeper password secret\n")
    place = {"NETRC": str(netrc)}
    url = "http://store.example:3030/kzcn"
    assert credentials_for(url, None, place) == Credentials("keeper", "secret")
    assert credentials_for(url, "keeper", place) == Credentials("keeper", "secret")
    assert credentials_for(url, "other", {**place, "KZCN_PASSWORD": "of other"}) == Credentials("other", "of other")
    assert credentials_for("http://elsewhere.example", None, place) is None
    assert credentials_for(url, None, {"HOME": str(tmp_path / "nowhere")}) is None
    with pytest.raises(kzcn.SetupError, match="no password for other"):
        credentials_for(url, "other", place)
    with pytest.raises(kzcn.UsageError, match="Leave the password out"):
        credentials_for("http://keeper:secret@store.example", None, place)
    netrc.write_text("machine")
    with pytest.raises(kzcn.SetupError, match="cannot be read"):
        credentials_for(url, None, place)
    assert "secret" not in repr(Credentials("keeper", "secret"))


# The command line


def test_the_command_tells_what_it_did(start_store, first, second):
    server = start_store("oxigraph")
    dry = run("load", server.dataset_url, "--graph", first, "--dry-run")
    assert (dry.code, dry.out.count("\nnew ")) == (
        0,
        len(kzcn.open(first).source.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")) - 1,
    )
    assert "Nothing was written." in dry.err
    assert held(server) == set()
    done = run("load", server.dataset_url, "--graph", first)
    assert done.code == 0
    assert "is oxigraph, known by the header Server: Oxigraph" in done.out
    assert "Named graphs: 14 new." in done.out
    again = run("load", server.dataset_url, "--graph", first, "--only-changed")
    assert "Nothing had to be sent. Named graphs: 14 unchanged." in again.out
    update(server, f"DELETE {{ {LABELS} }} INSERT {{ {LABELS.replace(LABEL, '<urn:other>')} }} WHERE {{ {LABELS} }}")
    wrong = run("load", server.dataset_url, "--graph", first)
    assert wrong.code == 1
    assert "does not hold what the build holds:" in wrong.err
    assert run("load", server.dataset_url, "--graph", first, "--replace").code == 0
    assert run("load", "http://127.0.0.1:1", "--graph", first).code == 3
    assert run("load", server.dataset_url, "--store", "oxygraph", "--graph", first).code == 2
