"""A store as a process: a free port, a folder of its own, a log, and an end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

PATIENCE = 90  # seconds; a Java server on a busy machine needs many of them
JAVA = Path(__file__).parent / "java"
MAKE_SERVERS = "make servers (needs Java 17, Maven and npm)"


class Unavailable(Exception):  # noqa: N818 - no error, a reason to skip
    """The store's program is not on this machine. The text says which command brings it."""


class Server:
    """A store that can be started, stopped, killed, and started again on the same data and port.

    Subclasses say how it is run and what its addresses are.
    """

    name: str
    query_url: str
    update_url: str
    graph_store_url: str
    dataset_url: str  # what a user types
    user: str | None = None
    password: str | None = None
    ready_url: str | None = None  # answers once the store is up; else query_url

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def command(self) -> list[str]:
        """The command line. Raises Unavailable where the program is missing."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """What the process sees beside our own environment."""
        return {}

    @property
    def log_file(self) -> Path:
        return self.folder / "server.log"

    @property
    def log(self) -> str:
        """Everything the store has printed."""
        return self.log_file.read_text(encoding="utf-8", errors="replace") if self.log_file.exists() else ""

    def start(self) -> Self:
        """Starts the store and waits until it answers. Raises Unavailable or RuntimeError with the end of its log."""
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env=os.environ | self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # an interrupt of pytest is not an interrupt of the store
            )
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Ends the store as its keeper would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the store as a power cut would."""
        self._end(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self if self.process else self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _wait(self) -> None:
        assert self.process
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if answers(self.ready_url or self.query_url):
                return
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not come up:\n{self.log[-3000:]}")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(url: str) -> bool:
    """Whether a server answers there, be it with a refusal."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code < 500
    except OSError:
        return False
    return True


def jar(name: str) -> Path:
    """A Java archive that `make servers` brought. Raises Unavailable where it is missing."""
    found = sorted(JAVA.glob(name))
    if not found:
        raise Unavailable(f"{name} is not here: {MAKE_SERVERS}")
    return found[-1]
