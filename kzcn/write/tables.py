"""The graph as tables: one tidy CSV file a kind, each asked by a query in queries/tables/."""

from __future__ import annotations

from pathlib import Path

from kzcn.formats import rows_to_csv
from kzcn.oxigraph import EmbeddedStore
from kzcn.values import Rows


def write_tables(store: EmbeddedStore, queries: Path, folder: Path) -> list[Path]:
    """Writes NAME.csv to `folder` for each queries/tables/NAME.rq, in the order of names."""
    folder.mkdir()
    paths = []
    for query in sorted((queries / "tables").glob("*.rq")):
        rows = store.query(query.read_text(encoding="utf-8"))
        if not isinstance(rows, Rows):
            raise TypeError(f"{query} is no SELECT query")
        path = folder / f"{query.stem}.csv"
        path.write_text(rows_to_csv(rows), encoding="utf-8")
        paths.append(path)
    return paths
