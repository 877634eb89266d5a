"""What goes wrong between us and a store is told in one line that says where, what, and what to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from servers.fixtures import EACH_SERVER
from servers.loading import upload
from servers.pretended import ROWS, Answer, pretending, says, silent
from servers.process import Server
from trees import Outcome, run

import kzcn
from kzcn.remote import RemoteStore
from kzcn.source import Solutions

VALUE = b'{"x":{"type":"literal","value":"1"}}'
TWO_ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[' + VALUE + b"," + VALUE
LINE = b"<http://e/s> <http://e/p> <http://e/o> .\n"
SELECT, CONSTRUCT = "SELECT ?x {}", "CONSTRUCT WHERE { ?s ?p ?o }"
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


def asked(url: str, query: str = SELECT, *options: str) -> Outcome:
    outcome = run("sparql", query, "--format", "csv", "--endpoint", url, *options)
    assert outcome.err.startswith("error: ")
    return outcome


@pytest.fixture(autouse=True)
def no_passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own netrc takes part."""
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.delenv("KZCN_PASSWORD", raising=False)


# What real stores say


@pytest.mark.parametrize("store", EACH_SERVER)
def test_a_malformed_query_points_at_its_place(store: str, loaded_store: Callable[[str], Server]) -> None:
    outcome = asked(loaded_store(store).query_url, "SELECT ?x WHERE { ?x a kzcn:Company }}")
    assert (outcome.code, outcome.err.splitlines()[0]) == (2, "error: '}' does not fit here (line 1, column 38)")


@pytest.mark.parametrize("store", EACH_SERVER)
def test_an_update_is_refused_before_it_is_sent(store: str, loaded_store: Callable[[str], Server]) -> None:
    outcome = asked(loaded_store(store).query_url, "DELETE WHERE { ?s ?p ?o }")
    assert outcome.code == 2
    assert "DELETE changes data" in outcome.err


@pytest.mark.parametrize("store", EACH_SERVER)
def test_a_path_without_endpoint(store: str, loaded_store: Callable[[str], Server]) -> None:
    outcome = asked(loaded_store(store).query_url + "-nothing")
    assert outcome.code == 3
    assert "Look at the path of the URL." in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert "<" not in outcome.err


@pytest.mark.parametrize("store", EACH_SERVER)
def test_a_query_that_only_the_store_refuses(store: str, loaded_store: Callable[[str], Server]) -> None:
    """Our grammar lets it pass: the store's own words are shown, in one line."""
    outcome = asked(loaded_store(store).query_url, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    assert outcome.code == (2 if store == "kzcn" else 3)
    assert len(outcome.err.splitlines()) == 1
    assert "SPARQL query:" not in outcome.err


def test_patience_ends() -> None:
    """Not tried with real stores: they go on working when their client has gone, and Oxigraph's takes all memory."""

    def slow(*_: object) -> Answer:
        time.sleep(2)
        return says(TWO_ROWS + b"]}}")()

    with pretending(slow) as url:
        outcome = asked(url, SELECT, "--timeout", "0.5")
    assert outcome.code == 3
    assert "did not answer within 0.5 seconds. Allow more time (--timeout), or ask for less." in outcome.err


def test_a_store_that_is_killed_while_it_answers(start_store: Callable[..., Server], selected: Path) -> None:
    server = start_store("oxigraph")
    upload(server, selected)
    answer = RemoteStore(server.query_url).stream(MANY)
    assert isinstance(answer, Solutions)
    for _ in range(1000):
        next(answer.rows)
    server.kill()
    with pytest.raises(kzcn.RemoteError, match=r"breaks off after [\d,]+ rows: the store stopped"):
        list(answer.rows)
    with pytest.raises(kzcn.RemoteError, match="Is the store running"):
        RemoteStore(server.query_url).query("ASK {}")


# Who is there?


@pytest.mark.parametrize("store", ["fuseki", "virtuoso"])
def test_passwords(
    store: str, start_store: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fuseki asks for the user in the basic way, Virtuoso by digest."""
    server = start_store("fuseki", password="a secret") if store == "fuseki" else start_store("virtuoso")
    url = server.query_url if store == "fuseki" else server.update_url
    query = ["sparql", "ASK {}", "--endpoint", url]
    assert "asks for a user and password. Name the user: --user NAME." in run(*query).err
    assert "There is no password for" in run(*query, "--user", server.user).err
    monkeypatch.setenv("KZCN_PASSWORD", "another")
    wrong = run(*query, "--user", server.user)
    assert (wrong.code, "does not take the user" in wrong.err, "another" in wrong.err) == (3, True, False)
    monkeypatch.setenv("KZCN_PASSWORD", server.password)
    assert run(*query, "--user", server.user).out == "true\n"
    monkeypatch.delenv("KZCN_PASSWORD")
    (tmp_path / "netrc").write_text(f'machine 127.0.0.1 login {server.user} password "{server.password}"\n')
    (tmp_path / "netrc").chmod(0o600)
    assert run(*query).out == "true\n"
    assert kzcn.open(endpoint=url, user=server.user, password=server.password).sparql("ASK {}") is True


def test_user_and_password_go_together():
    with pytest.raises(kzcn.UsageError, match="together"):
        kzcn.open(endpoint="http://127.0.0.1:1/", user="somebody")
    assert "--user is for an endpoint" in run("sparql", "ASK {}", "--user", "somebody").err


# What stores seldom say on request

PLAIN, PAGE = "text/plain", "text/html"
VIRTUOSO = "Virtuoso 22023 Error SL001: It needs a string\n\nSPARQL query:\nSELECT"
REFUSALS = {
    "no rights": (says("no access", PLAIN, 403), 3, "does not let everybody ask (403): no access."),
    "too busy": (says("", PLAIN, 503, Retry_After="7"), 3, "(503): Service Unavailable. Try again in 7 seconds."),
    "too many": (says("Slow down.", PLAIN, 429), 3, "cannot answer now (429): Slow down. Try again later."),
    "its own time": (says("Timed out", PLAIN, 504), 3, "gave the query up (504): Timed out. Ask for less."),
    "too long": (says("", PAGE, 413), 3, "answered 413: Request Entity Too Large."),
    "moved": (says("", PAGE, 301, Location="http://127.0.0.1:1/new"), 3, "Ask http://127.0.0.1:1/new instead."),
    "Virtuoso's words": (says(VIRTUOSO, PLAIN, 500), 3, "failed on the query: It needs a string."),
    "Fuseki's words": (says("Error 400: Line 3, odd", PLAIN, 400), 2, "refuses the query: Line 3, odd"),
    "RDF4J's words": (says("MALFORMED QUERY: odd", PLAIN, 400), 2, "refuses the query: odd"),
    "a page": (says("<html>Welcome!", PAGE), 3, "does not answer as a SPARQL endpoint does (it sends text/html)"),
    "another service": (says('{"detail":"no"}', "application/json"), 3, "does not answer as a SPARQL endpoint does"),
    "a cut answer": (says(TWO_ROWS), 3, "breaks off after 2 rows"),
    "no answer": (says(""), 3, "breaks off after 0 rows"),
    "a limit of rows": (says(TWO_ROWS + b"]}}", X_SPARQL_MaxRows="2"), 3, "cuts answers off at 2 rows."),
    "a limit of time": (says(TWO_ROWS + b"]}}", X_SQL_State="S1TAT"), 3, "gives only a part of the answer (S1TAT)"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals(name: str) -> None:
    answer, code, words = REFUSALS[name]
    with pretending(answer) as url:
        outcome = asked(url)
    assert words in outcome.err
    assert outcome.err.startswith(f"error: {url}") or outcome.err.startswith(f"error: The answer of {url}")
    assert outcome.code == code
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("query", "part", "kind"), [(SELECT, TWO_ROWS, ROWS), (CONSTRUCT, LINE, "application/n-triples")]
)
def test_a_connection_cut_after_some_bytes(query: str, part: bytes, kind: str) -> None:
    """N-Triples that end with a line look whole; only the length that was promised tells."""
    with pretending(lambda *_: (200, {"Content-Type": kind, "Content-Length": "100000"}, [part])) as url:
        outcome = run("sparql", query, "--format", "csv" if query == SELECT else "nt", "--endpoint", url)
    assert outcome.code == 3
    assert "breaks off after" in outcome.err


def test_silence_within_an_answer() -> None:
    def slow():
        yield TWO_ROWS
        yield from silent(2)
        yield b"]}}"

    with pretending(lambda *_: (200, {"Content-Type": ROWS}, slow())) as url:
        outcome = asked(url, SELECT, "--timeout", "0.5")
    assert "fell silent after 2 rows, for more than 0.5 seconds" in outcome.err


def test_an_export_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "graph.nq"
    target.write_text("before")
    with pretending(says('{"head":{"vars":["s","p","o","g"]},"results":{"bindings":[')) as url:
        outcome = run("export", "--format", "nq", "--output", target, "--endpoint", url)
    assert (outcome.code, target.read_text(), [path.name for path in tmp_path.iterdir()]) == (3, "before", ["graph.nq"])


@pytest.mark.parametrize("url", ["graph.ttl", "localhost:7878", "ftp://localhost/"])
def test_an_address_that_is_none(url: str) -> None:
    outcome = asked(url)
    assert outcome.code == 2
    assert "Write it whole" in outcome.err
