"""Oxigraph's own server, from PyPI."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from servers.process import Server, Unavailable


class Oxigraph(Server):
    """A store on disk in `folder`/store; `union` asks for a default graph that is the union of the named ones."""

    name = "oxigraph"

    def __init__(self, folder: Path, *, union: bool = False, read_only: bool = False) -> None:
        super().__init__(folder)
        self.union = union
        self.read_only = read_only
        self.dataset_url = f"http://127.0.0.1:{self.port}"
        self.query_url = f"{self.dataset_url}/query"
        self.update_url = f"{self.dataset_url}/update"
        self.graph_store_url = f"{self.dataset_url}/store"
        self.ready_url = self.dataset_url

    def command(self) -> list[str]:
        serve = "serve-read-only" if self.read_only else "serve"
        options = ["--location", str(self.folder / "store"), "--bind", f"127.0.0.1:{self.port}"]
        return [program(), serve, *options, *(["--union-default-graph"] if self.union else [])]


def program() -> str:
    beside = Path(sys.executable).with_name("oxigraph")
    found = str(beside) if beside.exists() else shutil.which("oxigraph")
    if found is None:
        raise Unavailable("Oxigraph's server is not installed: pip install oxigraph")
    return found
