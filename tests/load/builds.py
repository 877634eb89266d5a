"""Small builds to load, made of a part of the checkout's, and what a store holds beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from servers.process import Server

from kzcn.loading.terms import canonical
from kzcn.namespaces import PREFIXES
from kzcn.oxigraph import Literal, NamedNode, Quad, parse_rdf, text, to_value
from kzcn.remote import RemoteStore
from kzcn.source import select
from kzcn.write.dataset import write_description
from kzcn.write.description import describe
from kzcn.write.files import write_lines, write_readable
from kzcn.write.spool import Spool
from kzcn.write.store import write_store

PASSAGES, OURS = PREFIXES["passage"], "https://w3id.org/kzcn/"
GRAPHS = 12
STRANGER = "https://example.org/graph"
EVERYTHING = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"
DEFAULT = "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }"


def some_quads(selected: Path) -> list[Quad]:
    """The people and some passages of a build."""
    quads = list(parse_rdf((selected / "kzcn.nq").read_bytes(), ".nq"))
    passages = sorted({text(q.graph_name) for q in quads if text(q.graph_name).startswith(PASSAGES)})
    kept = {PREFIXES["graph"] + "people", *passages[:GRAPHS]}
    return [quad for quad in quads if text(quad.graph_name) in kept]


def changed(quads: list[Quad]) -> list[Quad]:
    """The same with one graph less, one more, and one triple more in a third, which another graph has too."""
    graphs = sorted({text(q.graph_name) for q in quads})
    shared = next(q for q in quads if text(q.graph_name) == graphs[1])
    kept = [q for q in quads if text(q.graph_name) != graphs[-1]]
    thing = NamedNode(f"{OURS}person/somebody-new")
    return [
        *kept,
        Quad(shared.subject, shared.predicate, shared.object, NamedNode(graphs[2])),
        Quad(thing, NamedNode(PREFIXES["skos"] + "prefLabel"), Literal("某人", language="zh"), NamedNode(graphs[2])),
        Quad(thing, NamedNode(PREFIXES["skos"] + "prefLabel"), Literal('A "new"\none'), NamedNode(f"{PASSAGES}new.1")),
    ]


def written(folder: Path, quads: Iterable[Quad]) -> Path:
    """A build of these quads, with what `kzcn load` reads of it."""
    folder.mkdir(parents=True)
    with TemporaryDirectory() as temporary:
        spool = Spool(Path(temporary))
        spool.add(quads)
        facts = describe(spool)
        lines = write_lines(spool, folder)
    write_store(lines, folder / "store")
    write_description(facts, [*lines, *write_readable(folder)], folder)
    return folder


def held(server: Server) -> set[str]:
    """All quads of a store in our graphs and in the stranger's, values in one writing."""
    rows = select(_source(server), EVERYTHING)
    return {" ".join(map(canonical, row)) for row in rows if str(row[0]).startswith((OURS, STRANGER))}


def default_of(server: Server) -> set[str]:
    """All triples of a store's default graph, values in one writing."""
    return {" ".join(map(canonical, row)) for row in select(_source(server), DEFAULT)}


def quads_of(build: Path) -> set[str]:
    """All quads of a build, written as those of `held`."""
    quads = parse_rdf((build / "kzcn.nq").read_bytes(), ".nq")
    return {" ".join(canonical(to_value(t)) for t in (q.graph_name, q.subject, q.predicate, q.object)) for q in quads}


def triples_of(build: Path) -> set[str]:
    """All triples of a build's merged graph, written as those of `default_of`."""
    quads = parse_rdf((build / "kzcn.nt").read_bytes(), ".nt")
    return {" ".join(canonical(to_value(t)) for t in (q.subject, q.predicate, q.object)) for q in quads}


def update(server: Server, operation: str) -> None:
    """Somebody else's update."""
    auth = httpx.DigestAuth(server.user, server.password) if server.user and server.password else None
    if server.name == "fuseki" and server.user and server.password:
        auth = httpx.BasicAuth(server.user, server.password)
    httpx.post(server.update_url, data={"update": operation}, auth=auth, timeout=60).raise_for_status()


def _source(server: Server) -> RemoteStore:
    # Virtuoso answers everybody, and those who log in with no more than ten megabytes.
    login = {"user": server.user, "password": server.password} if server.user and server.name != "virtuoso" else {}
    return RemoteStore(server.query_url, **login)
