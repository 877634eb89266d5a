"""The graph as programs use it: ask, look up, explain."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzcn.errors import QueryError, SetupError, UsageError
from kzcn.evidence import Evidence, evidence_of, facts_about
from kzcn.folders import Folders, default_build
from kzcn.library import LibraryQuery, find_query, read_library
from kzcn.names import Names
from kzcn.parameters import read_values
from kzcn.source import SparqlSource
from kzcn.values import Iri, Result, Rows, Value

if TYPE_CHECKING:
    import pandas
    import rdflib

    from kzcn.page.picture import Picture


class Graph:
    """A graph of this shape behind anything that answers SPARQL. Made by `kzcn.open`."""

    def __init__(self, source: SparqlSource, folders: Folders) -> None:
        self.source = source
        self.folders = folders

    @cached_property
    def library(self) -> Mapping[str, LibraryQuery]:
        """The queries of the library, by name."""
        return read_library(self.folders.queries)

    @cached_property
    def names(self) -> Names:
        """The names of things."""
        return Names(self.source)

    def ask(self, query: str, **parameters: object) -> Result:
        """The answer to a query of the library; parameters are names, slugs, IRIs, dates or numbers.

        Rows of typed values for SELECT, triples for CONSTRUCT. Raises UsageError for an unknown query, an unknown
        parameter or a value that does not fit; QueryError and RemoteError as the source does.
        """
        asked = find_query(self.library, query)
        values = read_values(asked, {name.replace("_", "-"): value for name, value in parameters.items()}, self.names)
        return self.source.query(asked.bind(values))

    def sparql(self, text: str) -> Result:
        """The answer to a SPARQL query of one's own; the graph's prefixes need not be declared."""
        return self.source.query(text)

    def find(self, name: str) -> Iri:
        """The thing of that name, in any language or spelling. Raises UsageError where none or several bear it."""
        return self.names.find(name)

    def facts(self, entity: str) -> list[Evidence]:
        """Every statement about a thing, each with the passage or graph it stands in."""
        return facts_about(self.source, self.find(entity))

    def why(self, subject: str, predicate: str | None = None, value: Value | None = None) -> list[Evidence]:
        """Where a statement stands: passages with publisher, date, anchor and link."""
        return evidence_of(self.source, subject, predicate, value)

    def conflicts(self) -> Rows:
        """Where sources disagree: the rows of the library's query of that name."""
        rows = self.ask("conflicts")
        if not isinstance(rows, Rows):
            raise QueryError("The library's query conflicts is no SELECT query.")
        return rows

    def to_dataframe(self, query: str, **parameters: object) -> pandas.DataFrame:
        """The answer of `ask` as a pandas DataFrame, numbers as numbers. Raises SetupError without pandas."""
        try:
            import pandas
        except ImportError as error:
            raise SetupError("pandas is not installed. Try: pip install 'kzcn[pandas]'") from error
        rows = self.ask(query, **parameters)
        if not isinstance(rows, Rows):
            raise UsageError(f"{query} gives triples, not rows.")
        return pandas.DataFrame([[_plain(value) for value in row] for row in rows], columns=list(rows.columns))

    def picture(self, what: str, *, steps: int = 1, language: str = "en") -> Picture:
        """A small picture: of a thing by any name with all within `steps` ties of it, or of a CONSTRUCT query.

        Names are shown in `language` where they are known in it, else in English. A notebook shows the picture
        inline; `save` writes it as .html, .svg or .png. Raises UsageError for an unknown name or language, for a
        thing without ties and for a query that gives no triples; QueryError and RemoteError as the source does.
        """
        from kzcn.page.picture import picture_of, picture_of_triples

        if "{" in what:
            return picture_of_triples(self.source, self.folders, what, language=language)
        return picture_of(self.source, self.folders, self.find(what), steps=steps, language=language)

    def rdflib(self) -> rdflib.Dataset:
        """An rdflib Dataset over the same store. Raises SetupError for a remote graph."""
        from kzcn.oxigraph import EmbeddedStore
        from kzcn.rdf import dataset_over

        if not isinstance(self.source, EmbeddedStore):
            raise SetupError("An rdflib Dataset needs the embedded store; this graph is remote.")
        return dataset_over(self.source)


def _plain(value: Value | None) -> Any:
    """A value as pandas takes it best."""
    from decimal import Decimal

    return float(value) if isinstance(value, Decimal) else value


def open_graph(folder: str | Path | None = None, *, endpoint: str | None = None) -> Graph:
    """The graph of a build folder, of a remote endpoint, or, with neither, the graph at hand.

    At hand is `build/` in a checkout; in an installed package the graph that came with it, composed once into
    the user's cache. Raises SetupError where there is no build.
    """
    folders = Folders.find()
    if endpoint:
        from kzcn.remote import RemoteStore

        return Graph(RemoteStore(endpoint), folders)
    from kzcn.oxigraph import EmbeddedStore

    if folder is None and not folders.in_checkout:
        from kzcn.bundled import bundled_store

        return Graph(bundled_store(folders), folders)
    build = Path(folder) if folder is not None else default_build(folders)
    store = build / "store" if (build / "store").is_dir() else build
    if not store.is_dir() or not (store / "CURRENT").exists():
        raise SetupError(f"{build} holds no built graph. Build it with: kzcn build (or make, in a checkout)")
    return Graph(EmbeddedStore.on_disk(store), folders)
