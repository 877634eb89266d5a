"""Networks come out the same through a remote endpoint: only SPARQL is asked for."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import kzcn


@pytest.fixture(scope="module")
def remote(built, tmp_path_factory):
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
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
            yield kzcn.open(endpoint=f"http://127.0.0.1:{port}/query")
        finally:
            server.terminate()


def _wait_for(url):
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} did not come up")


def test_the_same_affiliations_networks_and_chains(graph, remote):
    assert remote.affiliations == graph.affiliations
    for kind in ("actors", "affiliation", "places"):
        here, there = graph.network(kind), remote.network(kind)
        assert dict(here.nodes) == dict(there.nodes)
        assert list(here.edges(data=True)) == list(there.edges(data=True))
    assert remote.path("Gong Zheng", "Zhou Naixiang") == graph.path("Gong Zheng", "Zhou Naixiang")
