"""What goes wrong while a real store is loaded: it answers afterwards as before, or as it should, and we say which."""

from __future__ import annotations

import datetime
import os
import resource
import signal
import subprocess
import sys
import time
from email.utils import format_datetime

import pytest
from trees import run

import kzcn
from kzcn.loading import web
from kzcn.loading.staged import STAGING
from kzcn.loading.stores import virtuoso
from load.builds import default_of, held, quads_of, update
from load.proxy import Proxy

KINDS = ["oxigraph", "fuseki", "rdf4j", "virtuoso"]
ROLL_BACK = ["oxigraph", "fuseki", "rdf4j"]  # Virtuoso has tests of its own
pytestmark = pytest.mark.slow
each_store = pytest.mark.parametrize("server", KINDS, indirect=True)
each_that_rolls_back = pytest.mark.parametrize("server", ROLL_BACK, indirect=True)
LOAD = "from kzcn.cli import main; main()"
WRITES = (b"PUT /rdf4j-server/repositories/kzcn/transactions/", b"POST /store", b"POST /sparql-auth", b"POST /update")


def load(server, build, url=None, **options):
    login = {"user": server.user, "password": server.password} if server.user else {}
    return kzcn.load(url or server.dataset_url, build, **login, **options)


def is_write(data: bytes) -> bool:
    """Whether the head of a request announces what changes the store."""
    head = data.partition(b"\r\n\r\n")[0]
    return head.startswith(WRITES) or (head.startswith(b"POST /kzcn HTTP") and b"sparql-results" not in head)


class Refusing:
    """Answers the first so many writes in the store's place."""

    def __init__(self, times: int, answer: str) -> None:
        self.left, self.answer, self.asked = times, answer, []

    def __call__(self, data: bytes) -> bytes | None:
        if not is_write(data):
            return None
        self.asked.append(time.monotonic())
        if not self.left:
            return None
        self.left -= 1
        return f"HTTP/1.1 {self.answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


# Busy stores


@each_store
def test_a_busy_store_is_tried_again_as_late_as_it_asks(server, first, capsys):
    with Proxy(server.port) as proxy:
        proxy.refuse = Refusing(2, "503 Service Unavailable\r\nRetry-After: 1")
        load(server, first, proxy.url(server.dataset_url))
        one, two, three = proxy.refuse.asked[:3]
    assert two - one >= 1
    assert three - two >= 1
    assert held(server) == quads_of(first)


def test_a_date_and_too_many_requests(start_store, first, tmp_path):
    server = start_store("oxigraph")
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=3)
    with Proxy(server.port) as proxy:
        proxy.refuse = Refusing(1, f"429 Too Many Requests\r\nRetry-After: {format_datetime(later, usegmt=True)}")
        outcome = run("load", proxy.url(server.dataset_url), "--store", "oxigraph", "--graph", first)
        one, two = proxy.refuse.asked[:2]
    assert outcome.code == 0
    assert "the store is busy (429); trying again in" in outcome.err
    assert two - one > 1
    assert held(server) == quads_of(first)


def test_a_store_that_stays_busy_is_left_alone(start_store, first, in_a_hurry):
    server = start_store("oxigraph")
    with Proxy(server.port) as proxy:
        proxy.refuse = Refusing(99, "503 Service Unavailable")
        with pytest.raises(kzcn.RemoteError, match=r"busy \(503\), 6 times asked.*holds what it held before"):
            load(server, first, proxy.url(server.dataset_url))
        assert len(proxy.refuse.asked) == web.TRIES
        proxy.refuse = Refusing(99, "503 Service Unavailable\r\nRetry-After: 3600")
        with pytest.raises(kzcn.RemoteError, match="asks to wait 3600 seconds"):
            load(server, first, proxy.url(server.dataset_url))
    assert held(server) == set()


# Connections that are cut


@each_store
@pytest.mark.parametrize("how", ["first load", "next load"])
def test_cut_connections_leave_the_store_as_it_was(server, how, first, second, in_a_hurry):
    if how == "next load":
        load(server, first)
    before, before_default = held(server), default_of(server)
    build = second if how == "next load" else first
    size = (build / "kzcn.nq").stat().st_size
    with Proxy(server.port) as proxy:
        for cut in (6000, size // 3, size // 2):
            proxy.cut_after = cut
            with pytest.raises(kzcn.RemoteError, match="connection was lost") as caught:
                load(server, build, proxy.url(server.dataset_url), replace=True)
            assert caught.value.exit_code == 3
            assert held(server) == before
            assert default_of(server) == before_default
        assert proxy.cuts
        proxy.cut_after = None
        load(server, build, proxy.url(server.dataset_url))
    assert held(server) == quads_of(build)


@each_that_rolls_back
def test_a_cut_at_the_end_of_a_line_leaves_the_store_as_it_was(server, first, in_a_hurry):
    """Where half of it is quads without a fault, a store may take it for the whole (Fuseki does)."""
    with Proxy(server.port) as proxy:
        before = held(server)
        seen = bytearray()

        def note(data):
            if is_write(data) or seen:
                seen.extend(data)

        proxy.refuse = note
        load(server, first, proxy.url(server.dataset_url))
        ends = [at + 3 for at in range(len(seen)) if seen[at : at + 3] == b" .\n"]
        update(server, "DROP ALL")
        proxy.refuse = lambda _: None
        for end in ends[3], ends[len(ends) // 4], ends[len(ends) // 2]:
            proxy.cut_after = end
            with pytest.raises(kzcn.RemoteError):
                load(server, first, proxy.url(server.dataset_url))
            assert held(server) == before


@each_store
def test_an_answer_that_is_lost_does_no_harm(server, first, second, in_a_hurry):
    """The store has done it, and the connection breaks before it can say so: at the first write, the second, …"""
    load(server, first)
    for at in range(5):
        build = (second, first)[at % 2]
        with Proxy(server.port) as proxy:
            writes = iter(range(99))
            proxy.lose = lambda data, at=at, writes=writes: is_write(data) and next(writes) == at
            load(server, build, proxy.url(server.dataset_url))
        assert held(server) == quads_of(build)


# Stores that stop


@each_that_rolls_back
def test_a_store_that_is_killed_holds_what_it_held(server, first, second, in_a_hurry):
    load(server, first)
    size = (second / "kzcn.nq").stat().st_size
    with Proxy(server.port) as proxy:
        proxy.on_bytes = lambda passed: server.kill() if passed > size // 3 else None
        with pytest.raises(kzcn.RemoteError, match="holds what it held before") as caught:
            load(server, second, proxy.url(server.dataset_url), replace=True)
        assert caught.value.exit_code == 3
    server.start()
    assert held(server) == quads_of(first)
    load(server, second)
    assert held(server) == quads_of(second)


@pytest.mark.parametrize("server", ["virtuoso"], indirect=True)
def test_a_virtuoso_that_is_killed_is_put_right_by_the_next_load(server, first, selected, in_a_hurry):
    load(server, first)
    size = (selected / "kzcn.nq").stat().st_size
    with Proxy(server.port) as proxy:
        proxy.on_bytes = lambda passed: server.kill() if passed > size // 3 else None
        with pytest.raises(kzcn.RemoteError, match="the next load puts right what this one left"):
            load(server, selected, proxy.url(server.dataset_url))
    server.start()
    load(server, selected)
    assert held(server) == quads_of(selected)


# Our own process


@each_store
@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_load_that_is_killed_leaves_the_store_as_it_was(server, part, first, selected):
    """Or as it should be: what the dead process has sent whole is done."""
    load(server, first)
    size = (selected / "kzcn.nq").stat().st_size
    with Proxy(server.port) as proxy:
        process = started(server, proxy, selected)
        proxy.on_bytes = lambda passed: process.kill() if passed > part * size else None
        assert process.wait(60) == -signal.SIGKILL
    time.sleep(0.5)
    after = held(server)
    assert after == quads_of(first) or (part > 0.5 and after == quads_of(selected))
    load(server, selected)
    assert held(server) == quads_of(selected)


def started(server, proxy, build, *words):
    """`kzcn load` in a process of its own, through a proxy."""
    command = [sys.executable, "-c", LOAD, "load", proxy.url(server.dataset_url), "--graph", str(build), *words]
    command += ["--user", server.user] if server.user else []
    environment = {**os.environ, "KZCN_PASSWORD": server.password or ""}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("server", ["virtuoso"], indirect=True)
def test_what_a_killed_load_leaves_in_virtuoso_is_removed(server, first, second, monkeypatch):
    """By the next load, and by the command that the message names."""
    load(server, first)
    for at in range(3):
        update(server, f"INSERT DATA {{ GRAPH <{STAGING}{at}> {{ <urn:a> <urn:b> {at} }} }}")
    load(server, second)
    assert held(server) == quads_of(second)

    monkeypatch.setattr(virtuoso, "LARGEST_UPDATE", 1000)
    update(server, f"INSERT DATA {{ GRAPH <{STAGING}7> {{ <urn:a> <urn:b> 7 }} }}")
    command = virtuoso.Virtuoso.after_failure.fget(
        type("At", (), {"update_url": server.update_url})  # type: ignore[attr-defined]
    ).splitlines()[1]
    words = command.replace("NAME", f"{server.user}:{server.password}")
    subprocess.run(words, shell=True, check=True, capture_output=True)
    assert held(server) == quads_of(second)


@pytest.mark.parametrize("server", ["virtuoso"], indirect=True)
def test_virtuoso_cleans_its_staging_when_a_load_fails(server, first, second, in_a_hurry, monkeypatch):
    load(server, first)
    monkeypatch.setattr(virtuoso, "LARGEST_UPDATE", 1000)
    monkeypatch.setattr(virtuoso, "CHUNK", 50)
    with Proxy(server.port) as proxy:
        proxy.refuse = Failing(after=4)
        with pytest.raises(kzcn.RemoteError, match="holds what it held before"):
            load(server, second, proxy.url(server.dataset_url), replace=True)
    assert held(server) == quads_of(first)


class Failing:
    """Answers each upload after the first so many with an error of the server."""

    def __init__(self, after: int) -> None:
        self.after = after

    def __call__(self, data: bytes) -> bytes | None:
        if not data.startswith(b"POST /sparql-graph-crud-auth"):
            return None
        self.after -= 1
        return b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" if self.after < 0 else None


# Full disks


@each_that_rolls_back
def test_a_full_disk_at_the_store(server, first, selected):
    """No file of the store may grow beyond a limit: it is refused more room as on a full disk, for root as well."""
    server.stop()
    command = server.command()
    server.command = lambda: ["bash", "-c", "trap '' XFSZ; exec \"$@\"", "bash", *command]
    server.start()
    load(server, first)
    files = [path.stat().st_size for path in server.folder.rglob("*") if path.suffix in {".dat", ".sst", ".log"}]
    # Fuseki's tables have room from the start; its journal has not.
    limit = 256 << 10 if server.name == "fuseki" else max(files) + (16 << 10)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (limit, limit))
    with pytest.raises(kzcn.RemoteError) as caught:
        load(server, selected)
    assert caught.value.exit_code == 3
    assert held(server) == quads_of(first)
    server.kill()
    server.command = lambda: command
    server.start()
    assert held(server) == quads_of(first)
    if server.name != "rdf4j":  # its native store (4.1) can be read afterwards, but takes no more
        load(server, selected)
        assert held(server) == quads_of(selected)


# Refusals


def test_a_wrong_password(start_store, first):
    server = start_store("fuseki", password="right")
    with pytest.raises(kzcn.RemoteError, match="does not let this user do that") as caught:
        kzcn.load(server.dataset_url, first, user=server.user, password="wrong")
    assert caught.value.exit_code == 3
    with pytest.raises(kzcn.RemoteError, match="asks for a user and password"):
        kzcn.load(server.dataset_url, first, store="fuseki")
    assert held(server) == set()


def test_virtuoso_without_a_user_and_with_a_wrong_one(start_store, first):
    server = start_store("virtuoso")
    with pytest.raises(kzcn.RemoteError, match="Name the user with --user"):
        kzcn.load(server.dataset_url, first)
    with pytest.raises(kzcn.RemoteError, match="does not let this user do that"):
        kzcn.load(server.dataset_url, first, user="dba", password="wrong")
    assert held(server) == set()


def test_a_read_only_store(start_store, first):
    server = start_store("oxigraph")
    server.stop()
    server.read_only = True
    server.start()
    with pytest.raises(kzcn.RemoteError, match="read-only"):
        kzcn.load(server.dataset_url, first)


def test_addresses_that_are_wrong(start_store, first):
    fuseki, rdf4j = start_store("fuseki"), start_store("rdf4j")
    with pytest.raises(kzcn.RemoteError, match=r"is not there \(404\)|takes no"):
        kzcn.load(fuseki.dataset_url.replace("/kzcn", "/nothing"), first, store="fuseki")
    with pytest.raises(kzcn.RemoteError, match="Unknown repository"):
        kzcn.load(rdf4j.dataset_url.replace("/kzcn", "/nothing"), first)
    with pytest.raises(kzcn.RemoteError, match="Is the store running"):
        kzcn.load("http://127.0.0.1:1/kzcn", first)
    with pytest.raises(kzcn.UsageError, match="no address"):
        kzcn.load("localhost:3030/kzcn", first)
    with pytest.raises(kzcn.UsageError, match="Did you mean fuseki"):
        kzcn.load(fuseki.dataset_url, first, store="fuski")
