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
from kzcn.source import TIMEOUT, SparqlSource, Stream, StreamingSource
from kzcn.values import Iri, Result, Rows, Value

if TYPE_CHECKING:
    import networkx
    import pandas
    import rdflib

    from kzcn.affiliations import Affiliations
    from kzcn.influence import Influence
    from kzcn.page.picture import Picture
    from kzcn.paths import Chain, Web


class Graph:
    """A graph of this shape behind anything that answers SPARQL. Made by `kzcn.open`.

    `build` is the folder with the graph as files, None where there is none.
    """

    def __init__(self, source: SparqlSource, folders: Folders, build: Path | None = None) -> None:
        self.source = source
        self.folders = folders
        self.build = build

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
        return self.source.query(self.text(query, **parameters))

    def text(self, query: str, **parameters: object) -> str:
        """A query of the library as SPARQL, its parameters bound.

        Raises UsageError for an unknown query, an unknown parameter or a value that does not fit.
        """
        asked = find_query(self.library, query)
        values = read_values(asked, {name.replace("_", "-"): value for name, value in parameters.items()}, self.names)
        return asked.bind(values)

    def sparql(self, text: str) -> Result:
        """The answer to a SPARQL query of one's own; the graph's prefixes need not be declared.

        Raises QueryError for a query that cannot be answered, RemoteError where a remote graph is away.
        """
        return self.source.query(text)

    def stream(self, text: str) -> Stream:
        """The answer to a SPARQL query as RDF terms, in rows or triples that are read as they come and only once.

        An answer of any length takes little memory, where the source can give it so. Raises what `sparql` raises, here
        or while the answer is read.
        """
        from kzcn.oxigraph import terms_of

        if isinstance(self.source, StreamingSource):
            return self.source.stream(text)
        return terms_of(self.source.query(text))

    def find(self, name: str) -> Iri:
        """The thing of that name, in any language or spelling. Raises UsageError where none or several bear it."""
        return self.names.find(name)

    def facts(self, entity: str) -> list[Evidence]:
        """Every statement about a thing, each with the passage or graph it stands in.

        Raises UsageError where nothing or more than one thing bears the name.
        """
        return facts_about(self.source, self.find(entity))

    def why(self, subject: str, predicate: str | None = None, value: str | None = None) -> list[Evidence]:
        """Where a statement stands: passages with publisher, date, anchor and link, curators' graphs, rules.

        `subject` and `value` are names, slugs or IRIs (`value` also a text or number), `predicate` a property by
        local name, prefixed name or label. With `subject` alone, every passage that speaks of the thing. Empty
        where the graph does not say so; UsageError where a name is unknown or means several things.
        """
        thing = self.find(subject)
        if predicate is None:
            facts = facts_about(self.source, thing)
            return [fact for fact in facts if fact.kind == "passage"] or facts
        found = evidence_of(self.source, thing, self.names.property(predicate), None)
        return [fact for fact in found if value is None or self.names.means(value, fact.object)]

    def conflicts(self) -> Rows:
        """Where sources disagree: the rows of the library's query of that name.

        Raises UsageError where the library has no such query, QueryError where it gives no rows.
        """
        rows = self.ask("conflicts")
        if not isinstance(rows, Rows):
            raise QueryError("The library's query conflicts is no SELECT query.")
        return rows

    def to_dataframe(self, query: str, **parameters: object) -> pandas.DataFrame:
        """The answer of `ask` as a pandas DataFrame, numbers as numbers.

        Raises SetupError without pandas, UsageError for a query that gives triples, and what `ask` raises.
        """
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

    @cached_property
    def affiliations(self) -> Affiliations:
        """Who takes part in which meeting, project and agreement, passage by passage."""
        from kzcn.affiliations import read_affiliations

        return read_affiliations(self.source, self.names)

    @cached_property
    def _web(self) -> Web:
        from kzcn.paths import read_web

        return read_web(self.source, self.affiliations)

    def cut(self, **cut: str | None) -> Affiliations:
        """The affiliations of a period (`since`, `until`), `region`, `sector`, `status` or `confidence`.

        Region, sector and status may be given by any name. Raises UsageError for a name or date that does not fit.
        """
        kinds = {"region": ("place",), "sector": ("sector", "topic"), "status": ("status",)}
        found = {
            key: self.names.find(value, kinds[key]) if key in kinds and value else value for key, value in cut.items()
        }
        unknown = sorted(found.keys() - {"since", "until", "confidence", *kinds})
        if unknown:
            raise UsageError(
                f"A network cannot be cut by {unknown[0]}. "
                "Cut it by since, until, region, sector, status or confidence."
            )
        return self.affiliations.cut(**found)  # type: ignore[arg-type]

    def network(self, kind: str = "actors", **cut: str | None) -> networkx.Graph:
        """A network as a networkx graph: `actors`, `affiliation` or `places`, cut as `cut` says.

        Edges carry weight, kinds of tie, dates, passages and confidence: see kzcn.network. Raises UsageError for an
        unknown kind or cut.
        """
        from kzcn.network import network

        return network(self.cut(**cut), kind)

    def influence(
        self,
        *measures: str,
        kind: str = "actors",
        group: str | None = None,
        resamples: int | None = None,
        pivots: int | None = None,
        seed: int = 1,
        **cut: str | None,
    ) -> Influence:
        """Who holds influence, by one or several measures (strength unless named), with how sure each rank is.

        See kzcn.influence. Raises UsageError for an unknown measure, kind, group or cut.
        """
        from kzcn.influence import influence

        return influence(
            self.cut(**cut),
            kind=kind,
            measures=measures or ("strength",),
            group=group,
            resamples=resamples,
            pivots=pivots,
            seed=seed,
        )

    def path(self, start: str, end: str, *, limit: int = 5) -> list[Chain]:
        """The shortest chains between two things, by any of their names; empty where nothing links them.

        Raises UsageError for an unknown name and for a thing that is tied to nothing.
        """
        from kzcn.paths import chains

        return chains(self._web, self.find(start), self.find(end), limit=limit)

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


def open_graph(
    folder: str | Path | None = None,
    *,
    endpoint: str | None = None,
    user: str | None = None,
    password: str | None = None,
    timeout: float = TIMEOUT,
) -> Graph:
    """The graph of a build folder, of a remote endpoint, or, with neither, the graph at hand.

    At hand is `build/` in a checkout; in an installed package the graph that came with it, composed once into
    the user's cache. Raises SetupError where there is no build, UsageError for an endpoint that is no web address and
    for one of user and password alone.
    """
    folders = Folders.find()
    if endpoint:
        from kzcn.remote import RemoteStore

        return Graph(RemoteStore(endpoint, user=user, password=password, timeout=timeout), folders)
    from kzcn.oxigraph import EmbeddedStore

    if folder is None and not folders.in_checkout:
        from kzcn.bundled import bundled_store

        return Graph(bundled_store(folders), folders)
    build = Path(folder) if folder is not None else default_build(folders)
    store = build / "store" if (build / "store").is_dir() else build
    if not store.is_dir() or not (store / "CURRENT").exists():
        raise SetupError(f"{build} holds no built graph. Build it with: kzcn build (or make, in a checkout)")
    return Graph(EmbeddedStore.on_disk(store), folders, store.parent)
