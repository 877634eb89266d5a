"""Bad input, each with the exact words that a user then reads, through the real command line."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from trees import ARTICLE, read_cases, run, run_script, small_tree, spoil

FILES = read_cases("bad_files.toml")
COMMANDS = read_cases("bad_commands.toml")
SUMMARY = re.compile(r"^\d+ files, [\d,]+ statements: \d+ errors?, \d+ warnings?, \d+ notes?\.\n", re.MULTILINE)
BOXES = re.compile(r"^(Usage: .*|Try .*|[╭╰].*)\n|^│ | *│$", re.MULTILINE)


def test_the_small_tree_is_good(tmp_path):
    tree = small_tree(tmp_path / "tree")
    outcome = run("check", "--from", tree, "--sources", tree / "sources")
    assert (outcome.code, SUMMARY.sub("", outcome.out), outcome.err) == (0, "", "")


@pytest.mark.parametrize("name", FILES)
def test_bad_file(name, tmp_path):
    tree = small_tree(tmp_path / "tree")
    spoil(tree, FILES[name])
    outcome = run("check", "--from", tree, "--sources", tree / "sources")
    said = SUMMARY.sub("", outcome.out) + outcome.err
    assert said.replace(ARTICLE, "ARTICLE") == FILES[name]["says"]
    assert outcome.code == FILES[name].get("exit", 1)


def test_a_build_of_a_bad_file_says_the_same_and_writes_nothing(tmp_path):
    tree = small_tree(tmp_path / "tree")
    spoil(tree, FILES["negative-amount"])
    outcome = run("build", "--from", tree, "--graph", tmp_path / "build")
    assert outcome.err.replace(ARTICLE, "ARTICLE").endswith(
        FILES["negative-amount"]["says"] + "error: The curated data break a rule in 1 place; nothing was written.\n"
    )
    assert (outcome.code, (tmp_path / "build").exists()) == (1, False)


def test_all_bad_files_of_a_run_are_found_together(tmp_path):
    tree = small_tree(tmp_path / "tree")
    for name in ("negative-amount", "malformed-iso-code", "declared-twice-in-two-files", "part-of-itself"):
        spoil(tree, FILES[name])
    lines = SUMMARY.sub("", run("check", "--from", tree).out).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        ARTICLE,
        "graph/entities/people.ttl",
        "graph/entities/places.ttl",
        "graph/entities/places.ttl",
    ]


def test_unreadable_file():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        tree = small_tree(Path(folder) / "tree")
        (tree / "graph/entities/people.ttl").chmod(0)
        outcome = run_script(CHECK_WITHOUT_PRIVILEGES, tree)
    assert outcome.stderr == ""
    assert outcome.returncode == 1
    assert "\ngraph/entities/people.ttl: error [unreadable] the file cannot be read: Permission denied. " in (
        outcome.stdout
    )


# Checks once with all rights, so that every module is loaded, and then as nobody.
CHECK_WITHOUT_PRIVILEGES = """
import os, sys
from trees import run
run("check", "--from", sys.argv[1])
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
outcome = run("check", "--from", sys.argv[1])
print(outcome.out)
print(outcome.err, file=sys.stderr, end="")
sys.exit(outcome.code)
"""


class NotSparql(BaseHTTPRequestHandler):
    """A web server that is no SPARQL endpoint: what it answers is named by the path."""

    ANSWERS: ClassVar = {
        "/page": (200, "text/html", b"<html>Welcome</html>"),
        "/json": (200, "application/json", b'{"hello": 1}'),
        "/list": (200, "application/sparql-results+json", b"[]"),
        "/cut": (200, "application/sparql-results+json", b'{"head": {"vars": ["s"]}, "results": {"bind'),
        "/bytes": (200, "application/sparql-results+json", bytes(range(256))),
        "/refusing": (400, "text/plain", "<b>нет</b> такого".encode()),
        "/closed": (401, "text/plain", b""),
        "/forbidden": (403, "text/plain", b""),
        "/busy": (503, "text/plain", b""),
        "/broken": (500, "text/plain", b"out of memory"),
    }

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        code, kind, body = self.ANSWERS.get(self.path, (404, "text/plain", b""))
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def web_server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), NotSparql) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", COMMANDS)
def test_bad_command(name, built, web_server, tmp_path):
    case = COMMANDS[name]
    places = {"BUILD": str(built), "WEB": web_server, "TMP": str(tmp_path)}
    for file, content in case.get("files", {}).items():
        (tmp_path / file).write_bytes(content.encode(case.get("encoding", "utf-8")))

    def placed(text: str) -> str:
        for mark, place in places.items():
            text = text.replace(mark, place)
        return text

    outcome = run(*map(placed, case["words"]))
    said = BOXES.sub("", outcome.err)
    assert (said, outcome.code) == (placed(case["says"]), case.get("exit", 2))


def test_standard_input_that_is_no_text(built):
    program = "from kzcn.cli import main; main()"
    command = [sys.executable, "-c", program, "ask", "-", "--graph", built]
    outcome = subprocess.run(command, input=b"\xff\xfe", capture_output=True, check=False)
    assert (outcome.returncode, outcome.stderr.decode()) == (2, "error: Standard input is no text in UTF-8.\n")
