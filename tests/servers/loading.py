"""A build put into a store by the store's own HTTP upload, so that asking is tested apart from `kzcn load`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import httpx

from kzcn.oxigraph import parse_rdf
from servers.process import Server

FOUR = {"Content-Type": "application/n-quads"}
THREE = {"Content-Type": "application/n-triples"}


def upload(server: Server, build: Path) -> None:
    """The named graphs and, where the default graph is not made of them, the merged default graph."""
    quads, merged = (build / "kzcn.nq").read_bytes(), (build / "kzcn.nt").read_bytes()
    auth = (server.user, server.password) if server.user and server.password else None
    with httpx.Client(timeout=120, auth=httpx.DigestAuth(*auth) if auth else None) as client:
        match server.name:
            case "virtuoso":
                for graph, triples in _by_graph(quads):
                    _send(client, "PUT", server.graph_store_url, triples, THREE, **{"graph-uri": graph})
            case "rdf4j":
                _send(client, "POST", server.update_url, quads, FOUR)
            case _:
                _send(client, "POST", server.graph_store_url, quads, FOUR)
                _send(client, "POST", server.graph_store_url, merged, THREE, default="")


def _send(client: httpx.Client, method: str, url: str, data: bytes, kind: dict[str, str], **where: str) -> None:
    answer = client.request(method, url, content=data, headers=kind, params=where or None)
    assert answer.is_success, f"{url} {where}: {answer.status_code} {answer.text[:500]}"


def _by_graph(quads: bytes) -> list[tuple[str, bytes]]:
    ordered = sorted(parse_rdf(quads, ".nq"), key=lambda quad: str(quad.graph_name))
    return [
        (graph.value, b"".join(f"{quad.triple} .\n".encode() for quad in group))
        for graph, group in groupby(ordered, key=lambda quad: quad.graph_name)
    ]
