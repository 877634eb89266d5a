"""The graph as tables: one tidy CSV file a kind, each asked by a query in queries/tables/."""

from __future__ import annotations

from pathlib import Path

from kzcn.errors import QueryError
from kzcn.formats import write_answer
from kzcn.library import read_query
from kzcn.oxigraph import EmbeddedStore
from kzcn.source import Solutions


def write_tables(store: EmbeddedStore, queries: Path, folder: Path) -> list[Path]:
    """Writes NAME.csv to `folder` for each queries/tables/NAME.rq, in the order of names.

    Raises QueryError where a query is malformed or is no SELECT query.
    """
    folder.mkdir()
    paths = []
    for query in sorted((queries / "tables").glob("*.rq")):
        try:
            paths.append(_written(store, read_query(query), folder / f"{query.stem}.csv"))
        except QueryError as error:
            place = f":{error.line}:{error.column}" if error.line else ""
            raise QueryError(f"The table {query.name}{place} cannot be asked: {error}") from error
    return paths


def _written(store: EmbeddedStore, query: str, path: Path) -> Path:
    rows = store.stream(query)
    if not isinstance(rows, Solutions):
        raise QueryError("a SELECT query is needed here.")
    with path.open("wb") as file:
        write_answer(rows, "csv", file)
    return path
