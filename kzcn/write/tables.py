"""The graph as tables: one tidy CSV file a kind, each asked by a query in queries/tables/."""

from __future__ import annotations

from pathlib import Path

from kzcn.errors import QueryError
from kzcn.formats import as_text
from kzcn.library import read_query
from kzcn.oxigraph import EmbeddedStore
from kzcn.source import select


def write_tables(store: EmbeddedStore, queries: Path, folder: Path) -> list[Path]:
    """Writes NAME.csv to `folder` for each queries/tables/NAME.rq, in the order of names.

    Raises QueryError where a query is malformed or is no SELECT query.
    """
    folder.mkdir()
    paths = []
    for query in sorted((queries / "tables").glob("*.rq")):
        try:
            rows = select(store, read_query(query))
        except QueryError as error:
            place = f":{error.line}:{error.column}" if error.line else ""
            raise QueryError(f"The table {query.name}{place} cannot be asked: {error}") from error
        path = folder / f"{query.stem}.csv"
        path.write_text(as_text(rows, "csv"), encoding="utf-8")
        paths.append(path)
    return paths
