"""Our own server, `kzcn serve`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from servers.process import Server

CHECKOUT = Path(__file__).parents[2]


class Kzcn(Server):
    """A server over the build in `build`, for reading only."""

    name = "kzcn"

    def __init__(self, folder: Path, *, build: Path) -> None:
        super().__init__(folder)
        self.build = build
        self.dataset_url = f"http://127.0.0.1:{self.port}"
        self.query_url = f"{self.dataset_url}/sparql"
        self.ready_url = f"{self.dataset_url}/health"

    def command(self) -> list[str]:
        program = [sys.executable, "-c", "from kzcn.cli import main; main()"]
        return [*program, "serve", "--graph", str(self.build), "--port", str(self.port)]

    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")]))}
