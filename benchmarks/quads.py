"""Builds of any size in the shape of a real one, for measuring: the same for the same numbers.

A real build is copied under new slugs until there are enough quads: things, articles, passages, and what is said of
them. Terms and vocabularies stay as they are. So the mix of properties and values is the real one, and named graphs are
many: a few that grow large (entities, derived) and thousands of small ones (passages).

    python benchmarks/quads.py build large --quads 1000000
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from kzcn.namespaces import BASE, DATASET_GRAPH, PREFIXES
from kzcn.oxigraph import Quad, parse_rdf
from kzcn.write.dataset import write_description
from kzcn.write.description import described
from kzcn.write.files import write_files
from kzcn.write.store import write_store

COPIED = (
    *("person", "company", "body", "organization", "place", "post", "tenure", "project", "meeting", "agreement"),
    *("article", "passage", "reference", "amount", "quantity", "state", "participation", "position", "observation"),
    *("reading", "interval", "geometry", "graph/article"),
)
SLUG = re.compile(rf"<{BASE}({'|'.join(COPIED)})([/-][^>]+)>".encode())
KEPT = tuple(f"<{PREFIXES['graph']}{name}> .".encode() for name in ("ontology", "vocabularies"))
DESCRIPTION = f"<{DATASET_GRAPH}> .".encode()


def lines(real: Path, quads: int) -> Iterator[bytes]:
    """So many N-Quads lines, or a few more."""
    real_lines = [line for line in (real / "kzcn.nq").read_bytes().splitlines() if not line.endswith(DESCRIPTION)]
    kept = [line for line in real_lines if line.endswith(KEPT)]
    copied = [line for line in real_lines if not line.endswith(KEPT) and SLUG.search(line)]
    yield from kept
    for copy in range(max(1, -(-(quads - len(kept)) // len(copied)))):
        slug = rb"<%s\1\2-%d>" % (BASE.encode(), copy)
        yield from (SLUG.sub(slug, line) for line in copied)


def write_build(real: Path, folder: Path, quads: int) -> int:
    """Writes to `folder` what `kzcn load` reads of a build. Gives the number of quads, their description included."""
    made: list[Quad] = described(list(parse_rdf(b"\n".join(lines(real, quads)), ".nq")))
    folder.mkdir(parents=True)
    files = write_files(made, folder)
    write_store(made, folder / "store")
    write_description(made, files, folder)
    return len(made)


def main() -> None:
    """Writes a build and says how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("real", type=Path, help="a build")
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("--quads", type=int, default=1_000_000)
    given = parser.parse_args()
    print(f"{write_build(given.real, given.folder, given.quads):,} quads in {given.folder}")


if __name__ == "__main__":
    main()
