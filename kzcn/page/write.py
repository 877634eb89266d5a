"""Writing the page of a build.

Run as a program of its own (`python -m kzcn.page.write ROOT FOLDER`, the curated quads as N-Quads on its input), it
works beside the rest of a build.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kzcn.collector import uncollected
from kzcn.folders import Folders, read_part
from kzcn.library import read_query
from kzcn.oxigraph import Quad, parse_rdf, store_in_memory, write_rdf
from kzcn.page.data import page_data
from kzcn.page.html import page
from kzcn.rules import derive, read_rules
from kzcn.source import SparqlSource
from kzcn.write.beside import Beside, beside


@contextmanager
def page_beside(quads: Iterable[Quad], folders: Folders, folder: Path) -> Iterator[Beside]:
    """Writes index.html to `folder` beside the build, from the curated `quads` and what the rules derive from them."""
    with tempfile.TemporaryFile() as given:
        write_rdf(quads, given, ".nq")
        given.seek(0)
        with beside("The page", __name__, str(folders.root.absolute()), str(folder.absolute()), given=given) as process:
            yield process


def write_page(source: SparqlSource, folders: Folders, folder: Path) -> Path:
    """Writes index.html to `folder`: everything that the source says, in one file that needs no other.

    Raises SetupError where a part of viz/ is missing or cannot be joined, QueryError and
    RemoteError as the source does.
    """
    outlines = json.loads(read_part(folders.viz / "data" / "outlines.json"))
    query = folders.queries / "conflicts.rq"
    conflicts = read_query(query) if query.is_file() else ""
    data = page_data(source, read_rules(folders.ontology), outlines, conflicts)
    path = folder / "index.html"
    path.write_text(page(data, folders.viz), encoding="utf-8", newline="\n")
    return path


@uncollected()
def _main() -> None:
    root, target = map(Path, sys.argv[1:])
    folders = Folders(root)
    whole = store_in_memory(parse_rdf(sys.stdin.buffer, ".nq"))
    derived, _ = derive(whole, read_rules(folders.ontology))
    whole.store.extend(derived)
    write_page(whole, folders, target)


if __name__ == "__main__":
    _main()
