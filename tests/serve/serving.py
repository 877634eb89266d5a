"""A real `kzcn serve` process, and queries to try it with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
SECONDS_TO_START = 60
# Each takes long, each in its own way.
HEAVY = {
    "a cartesian product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a runaway path": "SELECT (COUNT(*) AS ?n) { ?s (!<x:y>)* ?o . ?o (!<x:z>)* ?p . ?p (!<x:a>)* ?q }",
    "a giant regular expression": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c "
    'FILTER REGEX(CONCAT(STR(?o), STR(?c)), "(a|b|ab)*c{1,100}(x+x+)+y") }',
}
LIGHT = "SELECT ?s { ?s a kzcn:Company } LIMIT 10"


class Served:
    """A server that runs: `url` without a slash at its end, `pid`, and its log so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.pid = process.pid
        self.url = ""
        self._lines: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def log(self) -> list[dict[str, object]]:
        """The lines of the log that are JSON."""
        return [json.loads(line) for line in list(self._lines) if line.startswith("{")]

    def said(self) -> str:
        """Everything on standard error."""
        return "".join(self._lines)

    def family(self) -> list[int]:
        """The processes that the server has started, and those that these have."""
        return descendants(self.pid)

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._lines.append(line)


@contextmanager
def running(build: Path, *options: str) -> Iterator[Served]:
    """A server over a build, on a free port, ended at the end."""
    command = [sys.executable, "-c", "from kzcn.cli import main; main()", "serve", "--graph", str(build), "--port", "0"]
    process = subprocess.Popen(
        [*command, *options],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        served = Served(process)
        try:
            assert process.stdout
            found = re.search(r"http://\S+?(?=/\s)", process.stdout.readline())
            assert found, served.said()
            served.url = found[0]
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield served
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def descendants(pid: int) -> list[int]:
    """The processes below one, by what /proc says."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [other for child in map(int, children) for other in (child, *descendants(child))]


def alive(pid: int) -> bool:
    """Whether a process runs, dead ones that nobody has asked after not counted."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(true: object, seconds: float = 10) -> bool:
    """Whether `true()` becomes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False
