"""Small curated folders to break: a graph of one article under the ontology and queries of the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

from kzcn.cli import main

TESTS = Path(__file__).parent
CHECKOUT = TESTS.parent
CASES = TESTS / "cases"
ARTICLE = "graph/articles/2025-01-15-steppe-tomato.trig"


def small_tree(root: Path) -> Path:
    """Writes the small tree to the new folder `root`: a graph of one article, its text in sources/."""
    shutil.copytree(CASES / "tree", root)
    shutil.copytree(CHECKOUT / "ontology", root / "ontology")
    (root / "queries").symlink_to(CHECKOUT / "queries")
    return root


def sources_folder() -> Path:
    """The folder with the texts of the articles, which may be absent: texts never enter the repository."""
    return Path(os.environ.get("KZCN_SOURCES", CHECKOUT.parent / "shared" / "sources"))


def read_cases(name: str) -> dict[str, dict[str, Any]]:
    """The tables of a file in cases/, by name."""
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))


def spoil(root: Path, change: Mapping[str, Any]) -> None:
    """Makes one change of a case, and those in `also`, in the tree at `root`; see cases/bad_files.toml."""
    path = root / _full(change["file"])
    match change:
        case {"link": target}:
            path.symlink_to(target)
        case {"folder": True}:
            path.mkdir()
        case {"rename": old}:
            (root / _full(old)).rename(path)
        case _:
            old_text = path.read_text(encoding="utf-8") if path.exists() else ""
            new_text = _edited(old_text, change).replace("\n", change.get("line-end", "\n"))
            path.write_bytes(new_text.encode(change.get("encoding", "utf-8")))
    for further in change.get("also", ()):
        spoil(root, further)


def _edited(text: str, change: Mapping[str, Any]) -> str:
    match change:
        case {"text": whole}:
            return str(whole)
        case {"cut": mark}:
            assert text.count(mark) == 1
            return text[: text.index(mark)]
        case {"add": lines}:
            return f"{text}{lines}\n"
        case {"swap": [old, new]}:
            assert text.count(old) == 1
            return text.replace(old, new.replace("LONG", 2001 * "x"))
        case {"swap-all": [old, new]}:
            assert old in text
            return text.replace(old, new)
    return text


def _full(file: str) -> str:
    return file.replace("ARTICLE", ARTICLE)


@dataclass(frozen=True)
class Outcome:
    """How a command ended: exit code, standard output and standard error."""

    code: int
    out: str
    err: str


def run(*words: str | Path) -> Outcome:
    """Runs the command line in this process."""
    streams = [TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    code = 0
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        try:
            main([str(word) for word in words])
        except SystemExit as ending:
            code = int(ending.code or 0)
    out, err = (stream.buffer.getvalue().decode() for stream in streams)
    return Outcome(code, out, err)


def run_script(script: str, *words: object, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python of its own in a new process that can import this module, with warnings as errors."""
    path = os.pathsep.join(filter(None, [str(TESTS), str(CHECKOUT), os.environ.get("PYTHONPATH", "")]))
    variables = os.environ | {"PYTHONPATH": path} | environment
    command = [sys.executable, "-W", "error", "-c", script, *map(str, words)]
    return subprocess.run(command, env=variables, input=stdin, capture_output=True, encoding="utf-8", check=False)
