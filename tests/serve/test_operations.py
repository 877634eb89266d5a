"""Starting, stopping, watching and reloading; many clients at once while a heavy query runs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from serving import CHECKOUT, HEAVY, LIGHT, alive, eventually, running

from kzcn.oxigraph import Store

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")


def ask(server, query, **options):
    return httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=60, **options)


def command(*options):
    program = [sys.executable, "-c", "from kzcn.cli import main; main()", "serve", *options]
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_leaves_no_process(selected, sign):
    with running(selected) as server, ThreadPoolExecutor() as threads:
        heavy = threads.submit(ask, server, HEAVY["a cartesian product"])
        assert eventually(lambda: len(server.family()) == 2)
        family = server.family()
        os.kill(server.pid, sign)
        answer = heavy.result()
        assert (answer.status_code, "stopping" in answer.text) == (503, True)
        assert server.process.wait(10) == 0
        assert "Traceback" not in server.said()
    assert eventually(lambda: not any(map(alive, family)))


def test_a_query_under_way_is_finished_before_it_stops(selected):
    with running(selected) as server, ThreadPoolExecutor() as threads:
        some_seconds = (
            "SELECT (COUNT(*) AS ?n) { { SELECT * { ?s ?p ?o } LIMIT 500 } { SELECT * { ?a ?b ?c } LIMIT 3000 } }"
        )
        query = threads.submit(ask, server, some_seconds)
        assert eventually(lambda: len(server.family()) == 2)
        os.kill(server.pid, signal.SIGTERM)
        assert query.result().status_code == 200


def test_when_it_is_killed_its_processes_go_too(selected):
    with running(selected) as server, ThreadPoolExecutor() as threads:
        heavy = threads.submit(ask, server, HEAVY["a cartesian product"])
        assert eventually(lambda: len(server.family()) == 2)
        family = server.family()
        server.process.kill()
        with pytest.raises(httpx.HTTPError):
            heavy.result()
    assert eventually(lambda: not any(map(alive, family)))


def test_errors_at_the_start_say_what_to_do(selected, tmp_path):
    absent = command("--graph", str(tmp_path))
    assert (absent.returncode, "kzcn build" in absent.stderr) == (2, True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = command("--graph", str(selected), "--port", str(port))
    assert (refused.returncode, f"Port {port}" in refused.stderr, "--port" in refused.stderr) == (2, True, True)
    damaged = shutil.copytree(selected, tmp_path / "damaged")
    (damaged / "store" / "CURRENT").write_text("nonsense")
    broken = command("--graph", str(damaged), "--port", "0")
    assert (broken.returncode, "Build it again" in broken.stderr) == (2, True)
    nowhere = command("--graph", str(selected), "--host", "no such host")
    assert (nowhere.returncode, "error:" in nowhere.stderr) == (2, True)
    assert "Traceback" not in absent.stderr + refused.stderr + broken.stderr + nowhere.stderr


def test_the_guide_names_every_option():
    guide = (CHECKOUT / "docs" / "serving.md").read_text("utf-8")
    known = set(re.findall(r"--[a-z-]+", command("--help").stdout)) - {"--help"}
    assert known - {"--no-behind-proxy", "--no-log-queries"} <= set(re.findall(r"--[a-z-]+", guide))


def test_the_log_says_who_asked_what_and_how_it_went(selected):
    with running(selected, "--log-queries") as server:
        ask(server, LIGHT, headers={"Accept": "text/csv"})
        ask(server, "ASK {")
        httpx.get(f"{server.url}/health")
        assert eventually(lambda: len(server.log()) == 3)
        good, wrong, health = server.log()
    assert TIMESTAMP.fullmatch(str(good["time"]))
    assert good["ms"] > 0
    assert good == good | {
        **{"client": "127.0.0.1", "method": "POST", "path": "/sparql", "status": 200, "outcome": "rows"},
        **{"rows": 10, "query": LIGHT},
    }
    assert wrong == wrong | {"status": 400, "outcome": "the query ends before it is complete", "query": "ASK {"}
    assert health == health | {"method": "GET", "path": "/health", "status": 200}


def test_the_log_has_only_a_checksum_of_queries_unless_asked(served):
    secret = f"ASK {{ ?s ?p 'somebody {time.time()}' }}"
    ask(served, secret)
    assert eventually(lambda: re.fullmatch("[0-9a-f]{12}", str(served.log()[-1].get("query"))) is not None)
    assert "somebody" not in served.said()


def test_health(served):
    answer = httpx.get(f"{served.url}/health")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert said["ok"]
    assert re.fullmatch("[0-9a-f]{12}", said["build"])
    assert said["quads"] > 0


def test_a_new_build_is_taken_up_without_a_gap(selected, tmp_path):
    folder = shutil.copytree(selected, tmp_path / "build")
    count = "SELECT (COUNT(*) AS ?n) { GRAPH <https://example.org/new> { ?s ?p ?o } }"

    def found():
        answer = ask(server, count)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]["bindings"][0]["n"]["value"]

    with running(folder) as server, ThreadPoolExecutor() as threads:
        before = httpx.get(f"{server.url}/health").json()
        assert found() == "0"
        store = Store(str(folder / "store"))
        store.update("INSERT DATA { GRAPH <https://example.org/new> { <x:a> <x:b> <x:c> } }")
        del store
        with (folder / "dataset.ttl").open("a") as described:
            described.write("# newer\n")
        old = threads.submit(ask, server, "SELECT (COUNT(*) AS ?n) { { SELECT * { ?s ?p ?o } LIMIT 500 } ?a ?b ?c }")
        os.kill(server.pid, signal.SIGHUP)
        assert eventually(lambda: found() == "1")
        assert old.result().status_code == 200
        after = httpx.get(f"{server.url}/health").json()
        assert (after["build"] != before["build"], after["quads"]) == (True, before["quads"] + 1)
        assert eventually(lambda: len([pid for pid in server.family() if "zygote" in _command(pid)]) <= 2)
        (folder / "dataset.ttl").unlink()
        os.kill(server.pid, signal.SIGHUP)
        assert eventually(lambda: any(line.get("level") == "error" for line in server.log()))
        assert found() == "1"


def _command(pid):
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


@pytest.mark.slow
def test_eight_clients_ask_the_library_while_a_heavy_query_runs(served, graph):
    queries = [query.bind({}) for query in graph.library.values()]
    stop = threading.Event()

    def heavy():
        while not stop.is_set():
            with suppress(httpx.TimeoutException):
                httpx.post(f"{served.url}/sparql", data={"query": HEAVY["a cartesian product"]}, timeout=5)

    def client(number):
        with httpx.Client(timeout=30) as session:
            mixed = queries[number:] + queries[:number]
            return [session.post(f"{served.url}/sparql", data={"query": query}).status_code for query in mixed]

    with ThreadPoolExecutor(9) as threads:
        burden = threads.submit(heavy)
        try:
            codes = [code for found in threads.map(client, range(8)) for code in found]
        finally:
            stop.set()
        burden.result()
    assert len(codes) == 8 * len(queries)
    assert set(codes) == {200}
