"""Writing the page of a build."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from pathlib import Path

from kzcn.folders import Folders, read_part
from kzcn.library import read_query
from kzcn.memo import Memo
from kzcn.oxigraph import EmbeddedStore
from kzcn.rules import derive, read_rules
from kzcn.source import SparqlSource
from kzcn.write.beside import Beside, forked


def page_beside(curated: EmbeddedStore, folders: Folders, folder: Path, memo: Memo) -> AbstractContextManager[Beside]:
    """Writes index.html to `folder` beside the build, from a store of what is curated; see `forked`."""

    def work() -> None:
        derive(curated, read_rules(folders.ontology))
        write_page(curated, folders, folder, memo)

    return forked("The page", work)


def write_page(source: SparqlSource, folders: Folders, folder: Path, memo: Memo | None = None) -> Path:
    """Writes index.html to `folder`: everything that the source says, in one file that needs no other.

    `memo` keeps what need not be computed again by the next build. Raises SetupError where a part of viz/ is missing or
    cannot be joined, QueryError and RemoteError as the source does.
    """
    from kzcn.page.data import page_data
    from kzcn.page.html import page

    outlines = json.loads(read_part(folders.viz / "data" / "outlines.json"))
    query = folders.queries / "conflicts.rq"
    conflicts = read_query(query) if query.is_file() else ""
    data = page_data(source, read_rules(folders.ontology), outlines, conflicts, memo)
    path = folder / "index.html"
    path.write_text(page(data, folders.viz), encoding="utf-8", newline="\n")
    return path
