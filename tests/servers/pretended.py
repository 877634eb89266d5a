"""A tiny web server that says what a test wants: what a store may answer, but will not on request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ROWS = "application/sparql-results+json"
Answer = tuple[int, dict[str, str], Iterable[bytes]]  # the body in pieces; a number of seconds is a pause


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that goes away early is what some tests are about."""


@contextmanager
def pretending(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[str]:
    """The address of a server whose every answer `answer` gives, from the body and the headers of the request."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            status, headers, pieces = answer(body, dict(self.headers))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()


def says(body: bytes | str, kind: str = ROWS, status: int = 200, **headers: str) -> Callable[..., Answer]:
    """The same answer to everything."""
    data = body.encode() if isinstance(body, str) else body
    headers = {"Content-Type": kind, "Content-Length": str(len(data))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return lambda *_: (status, headers, [data])


def silent(seconds: float) -> Iterator[bytes]:
    """A piece that comes late."""
    time.sleep(seconds)
    yield b""
