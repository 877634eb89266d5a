"""The graph as RDF files: all named graphs (TriG, N-Quads) and merged (Turtle, N-Triples, JSON-LD)."""

from __future__ import annotations

from pathlib import Path

from kzcn.oxigraph import parse_rdf, write_rdf
from kzcn.write.spool import Spool

NAME = "kzcn"
READABLE = {".trig": ".nq", ".ttl": ".nt", ".jsonld": ".nt"}  # each with the lines that it is made from


def write_lines(spool: Spool, folder: Path) -> list[Path]:
    """Writes kzcn.nq and kzcn.nt to `folder`, in the order of the spool."""
    quads, triples = (folder / f"{NAME}{suffix}" for suffix in (".nq", ".nt"))
    with quads.open("wb") as file:
        for graph, lines in spool.quads():
            end = b" %s .\n" % graph
            file.writelines(line[:-3] + end for line in lines)
    with triples.open("wb") as file:
        file.writelines(spool.triples())
    return [quads, triples]


def write_readable(folder: Path) -> list[Path]:
    """Writes kzcn.trig, .ttl and .jsonld beside the files of `write_lines`, in the same order."""
    paths = []
    for suffix, given in READABLE.items():
        path = folder / f"{NAME}{suffix}"
        with path.with_suffix(given).open("rb") as lines, path.open("wb") as target:
            write_rdf(parse_rdf(lines, given), target, suffix)
        paths.append(path)
    return paths
