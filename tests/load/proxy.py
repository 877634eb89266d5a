"""A TCP proxy on loopback that does harm: it cuts connections, refuses requests, and says how far it is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Self


class Proxy:
    """Hands on what comes in at `port` to `target`.

    `refuse` is given the first bytes of what a client sends at once and may answer in the store's place. `cut_after`
    ends a connection when so many bytes of requests have gone through it. `lose` is given those first bytes too, and
    says whether the connection is to break when the target answers. `passed` counts the bytes, and `on_bytes` is told
    that number as it grows.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.refuse: Callable[[bytes], bytes | None] = lambda _: None
        self.lose: Callable[[bytes], bool] = lambda _: False
        self.on_bytes: Callable[[int], None] = lambda _: None
        self.cut_after: int | None = None
        self.cuts = 0
        self.passed = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        # What the kernel holds for a client that dies is delivered still; a client cannot be far ahead with so little.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        self.port = self.listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.close()

    def url(self, url: str) -> str:
        """The same address through the proxy."""
        return url.replace(f":{self.target}", f":{self.port}")

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            client.close()
            return
        with client, server:
            lost = threading.Event()
            threading.Thread(target=_pump, args=(server, client, lost), daemon=True).start()
            self._requests(client, server, lost)
            for end in (client, server):
                _shut(end)

    def _requests(self, client: socket.socket, server: socket.socket, lost: threading.Event) -> None:
        sent = 0
        while data := _received(client):
            if answer := self.refuse(data):
                _drain(client)
                client.sendall(answer)
                return
            if self.lose(data):
                lost.set()
            whole = data
            if self.cut_after is not None and sent + len(data) > self.cut_after:
                whole = data[: self.cut_after - sent]
            try:
                server.sendall(whole)
            except OSError:
                return
            sent += len(whole)
            self.passed += len(whole)
            self.on_bytes(self.passed)
            if len(whole) < len(data):
                self.cuts += 1
                return


def _received(end: socket.socket) -> bytes:
    try:
        return end.recv(1 << 16)
    except OSError:
        return b""


def _drain(client: socket.socket) -> None:
    """Reads what the client still sends: an answer before the end would be lost on it."""
    client.settimeout(0.3)
    while _received(client):
        pass
    client.settimeout(None)


def _pump(source: socket.socket, sink: socket.socket, lost: threading.Event) -> None:
    while (data := _received(source)) and not lost.is_set():
        try:
            sink.sendall(data)
        except OSError:
            break
    _shut(sink)


def _shut(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
