"""The process that holds the graph in memory and forks workers, which share that memory.

It has one thread, so what it forks is whole: it asks nothing of its store itself, and reads it from the build through
another process, because an Oxigraph store on disk starts threads.

Run as `python -m kzcn.serve.zygote SOCKET STORE MEMORY SIZE`, with the number of an open socket. What comes through
that socket are connections, one a worker to fork; back go lines of JSON: `{"quads": …}` once when the graph is there,
`{"forked": pid}` for each connection in order, `{"ended": pid, "signal": …}`, or `{"failed": …}` at the start.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

from kzcn.errors import SetupError
from kzcn.oxigraph import EmbeddedStore
from kzcn.serve.worker import die_with_parent, work


class Zygote:
    """Forks workers with `store` for the server at the other end of `server`."""

    def __init__(self, store: EmbeddedStore, server: socket.socket, memory: int, most_bytes: int) -> None:
        self.store = store
        self.server = server
        self.memory, self.most_bytes = memory, most_bytes
        self.children: set[int] = set()

    def run(self) -> None:
        """Forks as it is told until the server closes the connection, then ends every worker."""
        ended, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake)
        while True:
            ready, _, _ = select.select([self.server.fileno(), ended], [], [])
            if ended in ready:
                os.read(ended, 512)
                self.reap()
            if self.server.fileno() in ready and not self.fork():
                break
        for child in self.children:
            os.kill(child, signal.SIGKILL)

    def fork(self) -> bool:
        """Forks a worker for the next connection; False where the server is gone."""
        data, files, _, _ = socket.recv_fds(self.server, 1, 1)
        if not data:
            return False
        child = os.fork()
        if child == 0:
            self.be_a_worker(socket.socket(fileno=files[0]))
        os.close(files[0])
        self.children.add(child)
        tell(self.server, forked=child)
        return True

    def be_a_worker(self, connection: socket.socket) -> NoReturn:
        """Never returns, and never runs what the zygote would run at its end."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            work(self.store, connection, self.memory, self.most_bytes)
        finally:
            os._exit(1)

    def reap(self) -> None:
        """Tells the server which workers have ended, and by which signal (0 for none)."""
        while self.children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                break
            self.children.discard(child)
            tell(self.server, ended=child, signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


def tell(server: socket.socket, **message: object) -> None:
    """Sends the server a line."""
    server.sendall(json.dumps(message).encode() + b"\n")


def load(folder: Path) -> EmbeddedStore:
    """The store of a build, copied into memory. Raises SetupError where it cannot be read."""
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _pour(folder, target)
    os.close(target)
    with os.fdopen(source, "rb") as stream:
        try:
            store = EmbeddedStore.copied(stream)
        except SyntaxError:  # the other process has ended in the middle
            store = None
    _, status = os.waitpid(child, 0)
    if status or store is None:
        raise SetupError(f"The store in {folder} cannot be read. Build it again: kzcn build")
    return store


def _pour(folder: Path, target: int) -> NoReturn:
    try:
        with os.fdopen(target, "wb") as stream:
            EmbeddedStore.on_disk(folder).dump(stream)
    except (SetupError, OSError, RuntimeError):
        os._exit(1)
    os._exit(0)


def main(number: str, folder: str, memory: str, most_bytes: str) -> None:
    """Loads the graph, says so, and forks."""
    die_with_parent()
    with socket.socket(fileno=int(number)) as server:
        try:
            store = load(Path(folder))
        except SetupError as error:
            tell(server, failed=str(error))
            return
        tell(server, quads=len(store.store))
        gc.collect()
        gc.freeze()  # what is there already stays shared: no collection writes to it
        Zygote(store, server, int(memory), int(most_bytes)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
