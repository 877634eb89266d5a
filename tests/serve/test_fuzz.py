"""A thousand malformed requests: each is answered, none with an error of the server."""

from __future__ import annotations

import socket
import string
from contextlib import suppress
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import LIGHT

METHODS = st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "QUERY", "TRACE"])
PATHS = st.sampled_from(["/sparql", "/sparql/", "/sparql%00", "/health", "/", "//", "/query", "/..%2f..%2fetc/passwd"])
TYPES = st.sampled_from(
    [
        "application/sparql-query",
        "application/x-www-form-urlencoded",
        "application/sparql-update",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/sparql-query; charset=utf-16",
        ";",
        "",
    ]
)
WORDS = st.sampled_from(
    [
        *("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "SERVICE", "GRAPH", "FROM", "VALUES", "FILTER", "BIND"),
        *("{", "}", "(", ")", ".", ";", "*", "?s", "?p ?o", "a", "kzcn:Company", "<x:y>", "<", ">", "'", '"', '"""'),
        *(
            "REGEX",
            "GROUP_CONCAT(",
            "1e999999",
            "-1",
            "LIMIT",
            "OFFSET",
            "99999999999999999999",
            "\\u0000",
            "\x00",
            "#",
        ),
        *(
            "INSERT DATA",
            "LOAD <http://127.0.0.1:1/>",
            "PREFIX",
            ":",
            "_:b",
            "@en",
            "^^",
            "|",
            "/",
            "!",
            "+",
            "<<",
            "\U0001f600",
        ),
    ]
)
QUERIES = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=60)
NAMES = st.sampled_from(["query", "update", "default-graph-uri", "named-graph-uri", "format", "using-graph-uri", ""])
PAIRS = st.lists(st.tuples(NAMES, QUERIES), max_size=4)
HEADER_TEXT = st.text(st.sampled_from(string.printable.strip()), max_size=40)
ACCEPT = (
    st.sampled_from(["", "*/*", "text/html", "q=1", ";;;,,,", "text/csv;q=2", "text/csv;q=-1", "a/b;c"]) | HEADER_TEXT
)
ALLOWED = {200, 204, 303, 304, 307, 308, *range(400, 500), 503, 504, 507}


@pytest.fixture(scope="module")
def client(served):
    with httpx.Client(base_url=served.url, timeout=60) as client:
        yield client


def fuzzed(examples):
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
    )


@fuzzed(700)
@given(st.tuples(METHODS, PATHS, PAIRS), TYPES, st.binary(max_size=80) | QUERIES.map(str.encode), ACCEPT)
def test_requests_of_any_form(client, line, kind, body, accept):
    method, path, pairs = line
    pairs = [(quote(name), quote(value.encode("utf-8", "surrogatepass"))) for name, value in pairs]
    address = f"{path}?{'&'.join('='.join(pair) for pair in pairs)}"
    answer = client.request(
        method,
        address,
        content=None if method in {"GET", "HEAD"} else body,
        headers={"Content-Type": kind, "Accept": accept, "If-None-Match": accept, "Accept-Encoding": accept},
    )
    assert answer.status_code in ALLOWED, (answer.status_code, answer.text)


@fuzzed(300)
@given(QUERIES, st.sampled_from(["json", "xml", "csv", "tsv", "ttl", "rdf", "jsonld", "nq", None]))
def test_queries_of_any_form(client, query, form):
    data = {"query": query.encode("utf-8", "surrogatepass").decode("utf-8", "replace")} | (
        {"format": form} if form else {}
    )
    answer = client.post("/sparql", data=data)
    assert answer.status_code in {200, 400, 406, 504, 507}, (answer.status_code, answer.text)


@fuzzed(150)
@given(
    st.binary(max_size=200)
    | st.builds(
        lambda *parts: b" ".join(parts) + b"\r\n\r\n",
        st.sampled_from([b"GET", b"POST", b"get", b"\xff", b""]),
        st.sampled_from([b"/sparql", b"/sparql?query=%", b"*", b"http://x/", b"\x00", b"/%ff%fe"]),
        st.sampled_from(
            [b"HTTP/1.1", b"HTTP/1.1\r\nHost: x", b"HTTP/2", b"HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"]
        ),
        st.binary(max_size=40),
    )
)
def test_bytes_of_any_form(served, data):
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection, suppress(ConnectionError):
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        said = connection.recv(100)
        assert not said or said.startswith(b"HTTP/1.1 ")
        assert not said.startswith(b"HTTP/1.1 50"), said


def test_it_is_alive_and_well_afterwards(served, client):
    assert client.post("/sparql", data={"query": LIGHT}).status_code == 200
    assert client.get("/health").json()["queries"] == {"quick": 0, "slow": 0, "waiting": 0}
    assert "Traceback" not in served.said()
