"""Worker processes: what they answer, how they end, and that the server replaces them."""

from __future__ import annotations

import asyncio
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import CHECKOUT, HEAVY, LIGHT, alive, eventually, running

from kzcn.errors import SetupError
from kzcn.oxigraph import ROW_FORMATS, EmbeddedStore, store_in_memory, write_rows
from kzcn.serve.forks import Forks
from kzcn.serve.settings import MEGABYTE
from kzcn.serve.sink import CsvRows, JsonRows, TsvRows, XmlRows
from kzcn.serve.wire import LENGTH, Job, Report, length
from kzcn.serve.worker import answer

COUNTERS = {".srj": JsonRows, ".srx": XmlRows, ".csv": CsvRows, ".tsv": TsvRows}


class Connected:
    """A connection to a worker."""

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.socket, self.pid = connection, pid


@contextmanager
def worker_of(build):
    """A worker as the server has them, without the server: nothing looks at its queries."""
    control, controlled = socket.socketpair()
    ours, theirs = socket.socketpair()
    sizes = (str(500 * MEGABYTE), str(64 * MEGABYTE))
    command = [sys.executable, "-m", "kzcn.serve.zygote", str(controlled.fileno()), str(build / "store"), *sizes]
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(command, pass_fds=[controlled.fileno()], env=environment), control, ours:
        controlled.close()
        said = control.makefile("rb")
        assert "quads" in json.loads(said.readline())
        socket.send_fds(control, [b"+"], [theirs.fileno()])
        theirs.close()
        yield Connected(ours, json.loads(said.readline())["forked"])
        said.close()


def ask_worker(connection, query, seconds=30.0):
    """A worker's report on a query."""
    with tempfile.TemporaryFile(buffering=0) as spool:
        packed = job(query, seconds=seconds).packed()
        socket.send_fds(connection.socket, [packed[: LENGTH.size]], [spool.fileno()])
        connection.socket.sendall(packed[LENGTH.size :])
        stream = connection.socket.makefile("rb")
        return Report.read(stream.read(length(stream.read(LENGTH.size))))


def job(query, *, rows=".srj", seconds=30.0, most_rows=10**6, most_bytes=10**9):
    return Job(query, rows, ".ttl", False, seconds, most_rows, most_bytes)


def ask(server, query):
    return httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=30)


def zygote(server):
    return server.family()[0]


def test_the_zygote_has_one_thread_and_its_copy_is_whole(served, graph):
    assert len(list(Path(f"/proc/{zygote(served)}/task").iterdir())) == 1
    assert httpx.get(f"{served.url}/health").json()["quads"] == len(graph.source.store)


def test_a_copy_in_memory_is_the_same_as_the_store(graph):
    dumped = io.BytesIO()
    graph.source.dump(dumped)
    dumped.seek(0)
    copied = EmbeddedStore.copied(dumped)
    for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"):
        query = f"SELECT * {{ {pattern} }} ORDER BY ?g ?s ?p ?o"
        assert list(copied.query(query)) == list(graph.source.query(query))


def test_a_store_that_cannot_be_read_is_an_error(tmp_path):
    async def start():
        await Forks.start(tmp_path / "absent", memory=500 * MEGABYTE, most_bytes=MEGABYTE)

    with pytest.raises(SetupError, match="Build it again"):
        asyncio.run(start())


texts = st.text(st.sampled_from('a{}[],:"\\\n\r<>\t'), max_size=12)


@given(st.lists(st.lists(st.none() | texts, min_size=2, max_size=2), max_size=6), st.randoms())
def test_rows_are_counted_in_every_format_cut_anywhere(table, chance):
    values = "".join(f"({' '.join(map(_term, row))})" for row in table)
    query = f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {values} }} }}"
    store = store_in_memory([])
    for suffix in ROW_FORMATS:
        written = io.BytesIO()
        write_rows(store.answer(query), written, suffix)
        assert _counted(written.getvalue(), COUNTERS[suffix](), chance) == len(table), (suffix, written.getvalue())


def _term(text):
    if text is None:
        return "UNDEF"
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(letter, letter) for letter in text) + '"'


def _counted(data: bytes, counter, chance: random.Random) -> int:
    found, at = 0, 0
    while at < len(data):
        end = at + chance.choice([1, 2, 3, 7, 50])
        found += counter.more(data[at:end])
        at = end
    return found


def test_reports_in_process(graph):
    source = graph.source
    assert isinstance(source, EmbeddedStore)
    assert answer(source, job(LIGHT), io.BytesIO()).rows == 10
    assert answer(source, job(LIGHT, most_rows=9), io.BytesIO()).outcome == Report.TOO_LARGE
    assert answer(source, job(LIGHT, most_bytes=100), io.BytesIO()).outcome == Report.TOO_LARGE
    assert answer(source, job(LIGHT, rows=None), io.BytesIO()).outcome == Report.UNWANTED
    assert answer(source, job("ASK {"), io.BytesIO()).column == 6
    described = answer(source, job("CONSTRUCT { ?s a kzcn:Company } { ?s a kzcn:Company }"), io.BytesIO())
    assert (described.outcome, described.rows > 0, described.size > 0) == (Report.TRIPLES, True, True)


def test_a_worker_that_was_quick_is_used_again(served):
    for _ in range(5):
        ask(served, LIGHT)
    before = set(served.family())
    for _ in range(5):
        ask(served, LIGHT)
    assert set(served.family()) == before


def test_a_slow_query_goes_to_a_low_priority_and_its_worker_ends(selected):
    with running(selected, "--time-limit", "6") as server:
        with ThreadPoolExecutor() as threads:
            heavy = threads.submit(ask, server, HEAVY["a cartesian product"])
            assert eventually(lambda: 10 in [os.getpriority(os.PRIO_PROCESS, pid) for pid in server.family()], 6)
            counts = {"quick": 0, "slow": 1, "waiting": 0}
            assert eventually(lambda: httpx.get(f"{server.url}/health").json()["queries"] == counts, 3)
            slow = next(pid for pid in server.family() if os.getpriority(os.PRIO_PROCESS, pid) == 10)
            assert heavy.result().status_code == 504
        assert eventually(lambda: not alive(slow))


def test_a_client_that_leaves_takes_its_query_with_it(served):
    before = set(served.family())
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{served.url}/sparql", data={"query": HEAVY["a cartesian product"]}, timeout=0.7)
    assert eventually(lambda: set(served.family()) <= before, 3)
    assert eventually(lambda: served.log()[-1].get("outcome") == "client left", 3)
    assert httpx.get(f"{served.url}/health").json()["queries"] == {"quick": 0, "slow": 0, "waiting": 0}


def test_a_worker_and_the_zygote_that_die_are_replaced(selected):
    with running(selected) as server:
        ask(server, LIGHT)
        first, *workers = server.family()
        os.kill(workers[0], signal.SIGKILL)
        assert eventually(lambda: not alive(workers[0]))
        time.sleep(0.1)
        assert ask(server, LIGHT).status_code == 200
        with ThreadPoolExecutor() as threads:
            heavy = threads.submit(ask, server, HEAVY["a cartesian product"])
            assert eventually(lambda: len(server.family()) == 2)
            os.kill(first, signal.SIGKILL)
            assert heavy.result().status_code == 503
        assert eventually(lambda: server.family() and server.family()[0] != first)
        assert eventually(lambda: ask(server, LIGHT).status_code == 200)
        assert not [pid for pid in workers if alive(pid)]


@pytest.mark.slow
def test_clients_that_leave_and_workers_that_die_at_any_time_leave_nothing_behind(selected):
    def hurry(seed):
        chance = random.Random(seed)
        for _ in range(30):
            query = chance.choice([LIGHT, *HEAVY.values()])
            with suppress(httpx.HTTPError):
                httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=chance.uniform(0.005, 0.4))
            if chance.random() < 0.2 and (workers := server.family()[1:]):
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)

    with running(selected) as server:
        assert ask(server, LIGHT).status_code == 200
        files = open_files(server)
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(hurry, range(8)))
        none = {"quick": 0, "slow": 0, "waiting": 0}
        assert eventually(lambda: httpx.get(f"{server.url}/health").json()["queries"] == none)
        assert [ask(server, LIGHT).status_code for _ in range(20)] == [200] * 20
        assert eventually(lambda: open_files(server) <= files + len(server.family()))
        assert "Traceback" not in server.said()


def open_files(server):
    return len(list(Path(f"/proc/{server.pid}/fd").iterdir()))
