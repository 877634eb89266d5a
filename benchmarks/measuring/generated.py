"""Generated graphs for measuring, each made once and kept: trees, N-Quads, stores, builds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import generate

from kzcn.folders import Folders
from kzcn.oxigraph import DefaultGraph, empty_store, parse_rdf, unite, write_rdf
from kzcn.rules import derive, read_rules
from kzcn.write.store import write_store
from measuring.runs import kzcn

HOME = Path(__file__).parent.parent.parent / "build-bench"
SEED = 1


def tree(quads: int, faults: int = 0) -> Path:
    """Curated folders of so many statements."""
    name = f"tree-{quads}" + (f"-{faults}-faults" if faults else "")
    return _once(name, lambda path: generate.write_tree(path, quads, SEED, faults))


def quads_file(quads: int) -> Path:
    """The same statements as `tree(quads)` in a file of N-Quads."""
    return _once(f"quads-{quads}.nq", lambda path: generate.write_quads(path, quads, SEED))


def store_of(quads: int) -> Path:
    """What is asked of a build of `tree(quads)`, without the rest of it, so that it is made sooner.

    A folder with the store that `kzcn ask --graph` opens, what the rules derive included, and with what it holds as
    N-Quads (kzcn.nq) and without its graphs as Turtle (kzcn.ttl).
    """
    return _once(f"store-{quads}", lambda path: _write_store(quads_file(quads), path))


def build_of(quads: int) -> Path:
    """A whole build of `tree(quads)`."""
    source = tree(quads)
    return _once(
        f"build-{quads}",
        lambda path: subprocess.run(
            [*kzcn("build"), "--from", str(source), "--graph", str(path)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=sys.stderr,
        ),
    )


def _write_store(statements: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    source = empty_store()
    with statements.open("rb") as file:
        source.store.bulk_extend(parse_rdf(file, ".nq"))
    unite(source)
    derive(source, read_rules(Folders.find().ontology))
    quads, triples = folder / "kzcn.nq", folder / "kzcn.ttl"
    with quads.open("wb") as file:
        write_rdf((quad for quad in source.store if not isinstance(quad.graph_name, DefaultGraph)), file, ".nq")
    with triples.open("wb") as file:
        write_rdf((quad.triple for quad in source.default_graph()), file, ".ttl")
    write_store((quads, triples), folder / "store")


def _once(name: str, make: Callable[[Path], object]) -> Path:
    HOME.mkdir(exist_ok=True)
    path, fresh = HOME / name, HOME / f"new-{name}"
    if not path.exists():
        make(fresh)
        fresh.rename(path)
    return path
