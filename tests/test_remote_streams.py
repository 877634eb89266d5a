"""A long answer passes through: rows are written as they come, and memory does not grow with them."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from threading import Event

import pytest
from servers.pretended import ROWS, Answer, pretending

from kzcn.ordered import BATCH

COUNT = 500_000
MEGABYTES = 40  # what a child may need beyond what it needs for one row
BOUND = {
    "s": {"type": "uri", "value": "https://example.org/thing/%d"},
    "p": {"type": "uri", "value": "https://example.org/property"},
    "o": {"type": "literal", "xml:lang": "en", "value": "The value that number %d has, in some words of its own"},
    "g": {"type": "uri", "value": "https://example.org/graph"},
}
ROW = json.dumps(BOUND).encode()
TRIPLE = b'<https://example.org/thing/%d> <https://example.org/p> "The value of number %d, in some words"@en .\n'
CHILD = """
import re, sys
from kzcn.cli import main
try:
    main(sys.argv[1:])
finally:
    status = open("/proc/self/status").read()
    sys.stderr.write("peak " + re.search(r"VmHWM:\\s+(\\d+)", status)[1])
"""
COMMANDS = {
    "csv": ["sparql", "SELECT * { ?s ?p ?o }", "--format", "csv"],
    "tsv": ["sparql", "SELECT * { ?s ?p ?o }", "--format", "tsv"],
    "json": ["sparql", "SELECT * { ?s ?p ?o }", "--format", "json"],
    "nt": ["sparql", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "nt"],
    "export nq": ["export", "--format", "nq"],
    "export nt": ["export", "--format", "nt"],
}
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory is read from /proc")


def rows(count: int) -> Iterator[bytes]:
    yield b'{"head":{"vars":["s","p","o","g"]},"results":{"bindings":[' + ROW % (0, 0)
    for start in range(1, count, 1000):
        yield b"".join(b"," + ROW % (at, at) for at in range(start, min(start + 1000, count)))
    yield b"]}}"


def triples(count: int) -> Iterator[bytes]:
    for start in range(0, count, 1000):
        yield b"".join(TRIPLE % (at, at) for at in range(start, min(start + 1000, count)))


def answering(count: int, names: int):
    """A store with an answer of that length to every query but the one for the names of things."""

    def answer(body: str, _: dict[str, str]) -> Answer:
        if "CONSTRUCT" in body:
            return 200, {"Content-Type": "application/n-triples"}, triples(count)
        return 200, {"Content-Type": ROWS}, rows(names if "isoCode" in body else count)

    return answer


def child(command: list[str], count: int) -> tuple[int, int]:
    """The lines that a command writes, and the peak of its memory in kilobytes."""
    with pretending(answering(count, 1)) as url:
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD, *command, "--endpoint", url], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout and process.stderr
        lines = sum(1 for _ in process.stdout)
        said = process.stderr.read().decode()
        process.stdout.close()
        process.stderr.close()
        assert process.wait() == 0, said
    return lines, int(re.search(r"peak (\d+)", said)[1])


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_memory_stays_flat(name):
    few, low = child(COMMANDS[name], 1)
    many, high = child(COMMANDS[name], COUNT)
    assert many - few == COUNT - 1
    assert high - low < MEGABYTES * 1024


def test_the_first_rows_are_written_before_the_last_have_come():
    """The store goes on only when the first row has been seen."""
    seen = Event()
    in_time = []

    def answer(body: str, _: dict[str, str]) -> Answer:
        if "isoCode" in body:
            return 200, {"Content-Type": ROWS}, rows(1)
        return 200, {"Content-Type": ROWS}, itertools.chain(itertools.islice(rows(20_000), 15), waiting())

    def waiting() -> Iterator[bytes]:
        in_time.append(seen.wait(60))
        yield from itertools.islice(rows(20_000), 15, None)

    with pretending(answer) as url:
        command = [sys.executable, "-c", "import sys; from kzcn.cli import main; main(sys.argv[1:])", *COMMANDS["csv"]]
        process = subprocess.Popen([*command, "--endpoint", url], stdout=subprocess.PIPE)
        first = [process.stdout.readline() for _ in range(2)]
        seen.set()
        lines = sum(1 for _ in process.stdout)
        process.stdout.close()
        assert process.wait() == 0
    assert in_time == [True]
    assert len(first) + lines == 20_001


def test_more_than_a_batch_is_in_order_too(tmp_path):
    count = BATCH + 10
    with pretending(answering(count, 1)) as url:
        command = [*COMMANDS["nt"], "--endpoint", url]
        script = "import sys; from kzcn.cli import main; main(sys.argv[1:])"
        done = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()
    assert len(lines) == count
    assert lines == sorted(lines, key=lambda line: line.split()[0])
