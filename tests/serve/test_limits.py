"""What a query, a client and a request may take, and that whatever takes more is stopped alone."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import httpx
import pytest
from serving import HEAVY, LIGHT, eventually, running
from starlette.requests import Request

from kzcn.serve.clients import Throttle, client_of
from kzcn.serve.endpoint import Endpoint
from kzcn.serve.journal import NOTES
from kzcn.serve.lanes import Lanes
from kzcn.serve.pool import Answered
from kzcn.serve.refusals import RefusedError
from kzcn.serve.settings import LEAST_MEMORY, MOST_MEMORY, Limits, memory_share
from kzcn.serve.wire import Report

SECONDS = 2.0
MEMORY = {
    "rows to sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f",
    "one long text": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "a text of texts": 'SELECT (STRLEN(?f) AS ?n) { BIND(REPLACE("aaaaaaaaaa", "a", "bbbbbbbbbb") AS ?a) '
    + "".join(f"BIND(REPLACE(?{x}, 'b', ?{x}) AS ?{y}) " for x, y in zip("abcde", "bcdef", strict=True))
    + "}",
}


@pytest.fixture(scope="module")
def narrow(selected):
    """A server with narrow limits."""
    with running(selected, "--time-limit", str(SECONDS), "--memory-limit", "150", "--row-limit", "1000") as server:
        yield server


def ask(server, query, **options):
    return httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=30, **options)


def still_answers(server):
    return ask(server, LIGHT).status_code == 200


@pytest.mark.parametrize("query", HEAVY.values(), ids=list(HEAVY))
def test_time_runs_out_for_the_query_alone(narrow, query):
    with ThreadPoolExecutor() as threads:
        start = time.monotonic()
        heavy = threads.submit(ask, narrow, query)
        while not heavy.done():
            assert still_answers(narrow)
            time.sleep(0.1)
        answer, took = heavy.result(), time.monotonic() - start
    assert answer.status_code == 504
    assert "more than 2 seconds" in answer.text
    assert SECONDS <= took < SECONDS + 3


@pytest.mark.parametrize("query", MEMORY.values(), ids=list(MEMORY))
def test_memory_runs_out_for_the_query_alone(narrow, query):
    answer = ask(narrow, query)
    assert (answer.status_code, "150 MB" in answer.text) == (507, True), answer.text
    assert still_answers(narrow)


@pytest.mark.parametrize("accept", ["application/json", "application/sparql-results+xml", "text/csv", "text/tsv, */*"])
def test_too_many_rows_are_an_error_and_no_shorter_answer(narrow, accept):
    pairs = "SELECT ?a ?c {{ ?a ?b ?c }} ORDER BY ?a ?b ?c LIMIT {}"
    assert ask(narrow, pairs.format(1000), headers={"Accept": accept}).status_code == 200
    answer = ask(narrow, pairs.format(1001), headers={"Accept": accept})
    assert (answer.status_code, "1,000 rows" in answer.text) == (507, True)


def test_too_many_triples_too(narrow):
    triples = "CONSTRUCT {{ ?a ?b ?c }} {{ ?a ?b ?c }} LIMIT {}"
    assert ask(narrow, triples.format(1000)).status_code == 200
    assert ask(narrow, triples.format(1001)).status_code == 507


@pytest.mark.parametrize("headers", [{"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}])
def test_an_answer_of_too_many_bytes_is_stopped_though_it_would_pack_well(selected, headers):
    long = 'SELECT ?x { BIND(REPLACE("aaaaaaaaaa", "a", "bbbbbbbbbb") AS ?a) BIND(REPLACE(?a, "b", ?a) AS ?b) '
    long += "BIND(CONCAT(?b, ?b, ?b, ?b, ?b) AS ?x) ?s ?p ?o }"
    with running(selected, "--memory-limit", "500") as server:
        answer = ask(server, long, headers=headers)
    assert (answer.status_code, "64 MB" in answer.text) == (507, True)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ {'{' * 30_000}{'}' * 30_000} }}",
        f"SELECT * {{ FILTER({'(' * 20_000}1{')' * 20_000}) }}",
        f"SELECT * {{ FILTER({'!' * 90_000}1) }}",
        f"SELECT * {{ ?s {'|'.join(['<a:b>'] * 15_000)} ?o }}",
    ],
    ids=["groups", "brackets", "not", "alternatives"],
)
def test_a_query_that_overflows_the_stack_is_a_wrong_query(narrow, query):
    answer = ask(narrow, query)
    assert (answer.status_code, "nested too deeply" in answer.text) == (400, True), answer.text
    assert still_answers(narrow)


def test_requests_of_one_client_are_counted(selected):
    with running(selected, "--rate", "0.01") as server, httpx.Client(base_url=server.url) as client:
        codes = [client.get("/health").status_code for _ in range(210)]
        refused = client.get("/health")
    assert codes[:200] == [200] * 200
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1


def test_the_bucket_fills_again():
    now = 0.0
    throttle = Throttle(Limits(rate=2, burst=3), clock=lambda: now)
    for _ in range(3):
        throttle.take("a")
    with pytest.raises(RefusedError, match="Too many"):
        throttle.take("a")
    throttle.take("b")
    now = 0.5
    throttle.take("a")
    with pytest.raises(RefusedError) as refused:
        throttle.take("a")
    assert refused.value.headers == {"Retry-After": "1"}


@pytest.mark.parametrize(
    ("address", "said", "behind_proxy", "client"),
    [
        ("192.0.2.1", "198.51.100.9", False, "192.0.2.1"),
        ("192.0.2.1", "forged, 198.51.100.9", True, "198.51.100.9"),
        ("192.0.2.1", None, True, "192.0.2.1"),
        ("192.0.2.1", "nonsense", True, "unknown"),
        ("2001:db8:1:2:3:4:5:6", None, False, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", None, False, "192.0.2.1"),
    ],
)
def test_who_a_client_is(address, said, behind_proxy, client):
    headers = [(b"x-forwarded-for", said.encode())] if said else []
    assert client_of({"client": (address, 1), "headers": headers}, behind_proxy=behind_proxy) == client


def connect(server):
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def _said_to(server, request):
    """All that the server says to a request until it closes the connection."""
    said = b""
    with connect(server) as connection, suppress(ConnectionError):
        connection.sendall(request)
        while piece := connection.recv(4096):
            said += piece
    return said


def _drip(server):
    with connect(server) as connection, pytest.raises(OSError):
        for _ in range(200):
            connection.sendall(b"G")
            time.sleep(0.1)


def test_behind_a_proxy_clients_are_those_that_it_names(selected):
    def get(client, path="/health"):
        headers = {"X-Forwarded-For": client, "X-Forwarded-Proto": "https", "Accept": "text/turtle"}
        return session.get(server.url + path, headers=headers)

    with running(selected, "--rate", "0.001", "--behind-proxy") as server, httpx.Client() as session:
        assert "<https://127.0.0.1" in get("192.0.2.1", "/sparql").text
        codes = {get("192.0.2.7").status_code for _ in range(201)}
        assert codes == {200, 429}
        assert get("192.0.2.7, 192.0.2.8").status_code == 200
        assert eventually(lambda: server.log()[-1]["client"] == "192.0.2.8")


@pytest.mark.slow
def test_late_heads_and_bodies_are_cut_off_however_they_drip(served):
    starts = (
        b"GET /sparql HTTP/1.1\r\nHost: x\r\n",
        b"",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\nASK",
    )
    begin = time.monotonic()
    with ThreadPoolExecutor() as threads:
        dripping = threads.submit(_drip, served)
        *heads, body = threads.map(lambda start: _said_to(served, start), starts)
        dripping.result()
    assert 5 < time.monotonic() - begin < 16
    assert heads == [b"", b""]
    assert body.startswith(b"HTTP/1.1 408")
    assert still_answers(served)


def test_one_client_cannot_take_every_connection(served):
    many = [connect(served) for _ in range(80)]
    try:
        cut = 0
        for connection in many:
            connection.settimeout(0.05)
            try:
                cut += not connection.recv(1)
            except ConnectionError:
                cut += 1
            except TimeoutError:
                pass
        assert 16 <= cut < 80
    finally:
        for connection in many:
            connection.close()
    assert eventually(lambda: still_answers(served))


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"a" * 500_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Long: " + b"a" * 500_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 90_000 + b"\r\n",
        b"nonsense\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ],
    ids=["long address", "long header", "many headers", "nonsense", "negative length", "two lengths"],
)
def test_heads_that_are_too_long_or_wrong(served, request_):
    assert _said_to(served, request_)[:12] in {b"HTTP/1.1 400", b""}  # cut off while it still sent
    assert still_answers(served)


async def answered_slowly(limits):
    """What is noted of an answer of a thousand bytes to a client that takes nothing."""
    context = SimpleNamespace(settings=SimpleNamespace(limits=limits))
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""})
    with tempfile.TemporaryFile(buffering=0) as spool:
        spool.write(b"a" * 1000)
        answer = Answered(Report(Report.ROWS), spool)
        await Endpoint(context)._send(answer, {}, request, lambda _: asyncio.sleep(60))
    return request.scope[NOTES]


def test_a_client_that_takes_an_answer_too_slowly_is_left():
    limits = Limits(body_seconds=0.1, slowest=10_000)
    start = time.monotonic()
    with pytest.raises(TimeoutError):  # not of the whole: of the test, when nobody leaves
        asyncio.run(asyncio.wait_for(answered_slowly(replace(limits, slowest=1)), 1))
    assert asyncio.run(answered_slowly(limits)) == {"outcome": "client too slow"}
    assert time.monotonic() - start < 5


def test_answers_under_way_have_room_up_to_a_bound():
    with pytest.raises(RefusedError, match="large answers"):
        asyncio.run(answered_slowly(Limits(spooled=999)))


def test_the_memory_of_all_queries_together_fits_the_machine():
    assert memory_share(10**6) == LEAST_MEMORY
    assert LEAST_MEMORY <= memory_share(8) <= MOST_MEMORY


def lanes(**limits):
    return Lanes(replace(Limits(quick=3, slow=4, waiting=5, client_queries=4), **limits))


async def hold(lane, client, entered, until):
    async with lane.turn(client) as turn:
        entered.append((client, turn))
        await until.wait()


def test_turns_go_to_who_has_least_and_slow_ones_make_room():
    async def story():
        lane, entered, until = lanes(), [], asyncio.Event()
        tasks = [asyncio.create_task(hold(lane, client, entered, until)) for client in "aaaa"]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert [client for client, _ in entered] == ["a", "a"]  # the last place is for others
        tasks.append(asyncio.create_task(hold(lane, "b", entered, until)))
        for _ in range(3):
            await asyncio.sleep(0)
        assert [client for client, _ in entered] == ["a", "a", "b"]
        with pytest.raises(RefusedError) as refused:
            await hold(lane, "a", entered, until)
        assert refused.value.status == 429
        tasks += [asyncio.create_task(hold(lane, client, entered, until)) for client in "bc"]
        for _ in range(3):
            await asyncio.sleep(0)
        assert lane.slow_down(entered[0][1])
        for _ in range(3):
            await asyncio.sleep(0)
        assert entered[-1][0] == "c"  # who has nothing running goes before a and b
        assert lane.slow_down(entered[1][1])
        assert not lane.slow_down(entered[0][1])  # half of the slow lane is the most for one client
        until.set()
        await asyncio.gather(*tasks)
        assert not lane.running
        assert not lane.waiting

    asyncio.run(story())


def test_the_queue_has_an_end_and_who_leaves_it_makes_room():
    async def story():
        lane, entered, until = lanes(waiting=1, quick=1, client_queries=9), [], asyncio.Event()
        running_ = asyncio.create_task(hold(lane, "a", entered, until))
        await asyncio.sleep(0)
        leaving = asyncio.create_task(hold(lane, "b", entered, until))
        await asyncio.sleep(0)
        with pytest.raises(RefusedError) as refused:
            await hold(lane, "c", entered, until)
        assert (refused.value.status, "Retry-After" in refused.value.headers) == (503, True)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        assert not lane.waiting
        until.set()
        await running_

    asyncio.run(story())
