"""The graph as RDF files: all named graphs (TriG, N-Quads) and merged (Turtle, N-Triples, JSON-LD)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kzcn.oxigraph import Quad, Triple, sort_key, write_rdf

WITH_GRAPHS = (".trig", ".nq")
MERGED = (".ttl", ".nt", ".jsonld")


def write_files(quads: Iterable[Quad], folder: Path) -> list[Path]:
    """Writes kzcn.trig, .nq, .ttl, .nt and .jsonld to `folder`; the same bytes for the same quads in any order."""
    ordered = sorted(set(quads), key=sort_key)
    merged = sorted({Triple(q.subject, q.predicate, q.object) for q in ordered}, key=sort_key)
    paths = []
    for suffix in (*WITH_GRAPHS, *MERGED):
        path = folder / f"kzcn{suffix}"
        with path.open("wb") as target:
            write_rdf(ordered if suffix in WITH_GRAPHS else merged, target, suffix)
        paths.append(path)
    return paths
