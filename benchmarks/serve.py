"""How long light queries take at `kzcn serve`: alone, then with eight clients at once and a heavy query running.

    python benchmarks/serve.py [--graph DIR] [--clients 8] [--seconds 20] [--pause 0.1]

Light are the queries of the library that take under 100 ms alone. Each client is a process that asks them in an order
of its own and pauses between them, as people and pages do; without pauses (`--pause 0`) clients are as many as the
server has cores to answer and the figure is one of throughput. The heavy query is a cartesian product that starts
anew whenever the server ends it. Memory is that of the server and all its processes, shared parts counted once (PSS).
All clients come from one address, which the server lets use all but one of its quick places.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import kzcn
from kzcn.folders import Folders, default_build

BAR = 5.0
LIGHT_SECONDS = 0.1
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "keep-alive"}
MEGABYTE = 2**20


@contextmanager
def server(build: Path) -> Iterator[tuple[str, int]]:
    """A server over a build: its address and process."""
    command = [sys.executable, "-c", "from kzcn.cli import main; main()", "serve", "--graph", str(build), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        found = re.search(r"http://\S+?(?=/\s)", process.stdout.readline())
        if not found:
            raise SystemExit("The server did not start. Is there a build?")
        try:
            yield found[0], process.pid
        finally:
            process.terminate()


def ask(connection: HTTPConnection, query: str) -> tuple[float, int]:
    """Seconds of an answer, read to its end, and its status."""
    start = time.perf_counter()
    connection.request("POST", "/sparql", urlencode({"query": query}), FORM)
    response = connection.getresponse()
    response.read()
    return time.perf_counter() - start, response.status


def client(url: str, queries: list[str], seconds: float, pause: float, seed: int) -> tuple[list[float], int]:
    """Asks queries in a random order for some seconds: the seconds that each took, and how many were not answered."""
    chance = random.Random(seed)
    connection = HTTPConnection(urlsplit(url).netloc)
    took, refused, end = [], 0, time.monotonic() + seconds
    while time.monotonic() < end:
        one, status = ask(connection, chance.choice(queries))
        took.append(one)
        refused += status != 200  # noqa: PLR2004
        time.sleep(pause * chance.uniform(0.5, 1.5))
    return took, refused


def heavy(url: str, stop: threading.Event) -> None:
    """Keeps a heavy query running."""
    while not stop.is_set():
        with suppress(OSError, HTTPException):
            ask(HTTPConnection(urlsplit(url).netloc), HEAVY)


def memory(pid: int) -> int:
    """The bytes of a process and all below it, shared parts counted once."""
    total = 0
    with suppress(OSError):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[0]) * 1024
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            total += memory(int(child))
    return total


def watch(pid: int, stop: threading.Event, found: list[int]) -> None:
    """Notes the memory twice a second."""
    while not stop.wait(0.5):
        found.append(memory(pid))


def percentile(values: list[float], share: float) -> float:
    """The value that a share of the values stays under."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def light_queries(url: str, queries: dict[str, str]) -> list[str]:
    """Those that take little alone, at the second time of asking."""
    connection = HTTPConnection(urlsplit(url).netloc)
    return [query for query in queries.values() if min(ask(connection, query)[0] for _ in range(2)) < LIGHT_SECONDS]


def shown(name: str, took: list[float], refused: int, kept: list[int]) -> None:
    """One line of the table."""
    milliseconds = [1000 * one for one in took]
    print(
        f"{name:<36} {len(took):>6} answers  median {statistics.median(milliseconds):>6.1f} ms  "
        f"p95 {percentile(milliseconds, 0.95):>6.1f} ms  longest {max(milliseconds):>7.1f} ms  refused {refused}  "
        f"memory at most {max(kept, default=0) / MEGABYTE:,.0f} MB"
    )


def measure(url: str, pid: int, queries: list[str], options: argparse.Namespace) -> float:
    """Both situations; the ratio of their 95th percentiles."""
    kept: list[int] = []
    stop = threading.Event()
    watching = threading.Thread(target=watch, args=(pid, stop, kept))
    watching.start()
    with multiprocessing.get_context("spawn").Pool(options.clients) as pool:
        alone, refused = pool.apply(client, (url, queries, options.seconds, options.pause, 0))
        shown("one client", alone, refused, kept)
        kept.clear()
        burden = threading.Thread(target=heavy, args=(url, stop), daemon=True)
        burden.start()
        time.sleep(2)  # until the heavy one is in the slow lane
        jobs = [(url, queries, options.seconds, options.pause, seed) for seed in range(1, options.clients + 1)]
        parts = pool.starmap(client, jobs)
    stop.set()
    watching.join()
    together = [one for took, _ in parts for one in took]
    shown(f"{options.clients} clients and a heavy query", together, sum(refused for _, refused in parts), kept)
    steps = [kept[int(at * (len(kept) - 1) / 4)] / MEGABYTE for at in range(5)] if kept else []
    print("memory over the second part, in MB:", " ".join(f"{step:,.0f}" for step in steps))
    return percentile(together, 0.95) / percentile(alone, 0.95)


def main() -> None:
    """Prints both situations, the ratio and the load of the machine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", type=Path, default=None)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pause", type=float, default=0.1)
    parser.add_argument("--json", type=Path, default=None)
    options = parser.parse_args()
    build = options.graph or default_build(Folders.find())
    library = {name: query.bind({}) for name, query in kzcn.open(build).library.items()}
    with server(build) as (url, pid):
        queries = light_queries(url, library)
        print(f"{len(queries)} light queries of {len(library)}; load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
        ratio = measure(url, pid, queries, options)
    print(f"ratio {ratio:.2f} (bar {BAR:g}); load {os.getloadavg()[0]:.1f}")
    if options.json:
        options.json.write_text(json.dumps({"ratio": ratio, "bar": BAR}))


if __name__ == "__main__":
    main()
