"""What the pages need again and again of one build: names, conflicts, rules, the library; each read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from kzcn.errors import QueryError
from kzcn.folders import Folders
from kzcn.library import LibraryQuery, read_library
from kzcn.names import Names
from kzcn.namespaces import BASE
from kzcn.rules import Rule, read_rules
from kzcn.source import SparqlSource, select
from kzcn.values import Result, Row, Rows, Value

A_PART = 50_000
KINDS = f"""SELECT ?kind (COUNT(DISTINCT ?thing) AS ?things) WHERE {{
  {{ ?thing a ?class }} UNION {{ GRAPH ?thing {{ }} }}
  FILTER (STRSTARTS(STR(?thing), "{BASE}"))
  BIND (STRBEFORE(STRAFTER(STR(?thing), "{BASE}"), "/") AS ?kind)
}}
GROUP BY ?kind ORDER BY ?kind"""


@dataclass(frozen=True)
class InParts:
    """A source whose answers may be larger than those of `source`: rows in a total order are asked for part by part."""

    source: SparqlSource

    def query(self, query: str) -> Result:
        """The whole answer. Raises what the source raises."""
        columns: Sequence[str] = ()
        rows: list[tuple[Value | None, ...]] = []
        while True:
            part = self.source.query(f"{query}\nLIMIT {A_PART} OFFSET {len(rows)}")
            if not isinstance(part, Rows):
                return part
            columns = part.columns
            rows.extend(tuple(row) for row in part)
            if len(part) < A_PART:
                return Rows(columns, rows)


@dataclass
class Knowledge:
    """A graph that is served, and what was read of it. Used in threads: it asks, and waits for the answer."""

    source: SparqlSource
    folders: Folders
    _reading: Lock = field(default_factory=Lock)

    @property
    def names(self) -> Names:
        """The names of things. The first who asks waits until they are read, and so do others meanwhile."""
        with self._reading:
            return self._names

    @cached_property
    def _names(self) -> Names:
        names = Names(InParts(self.source))
        _ = names.labels
        return names

    @cached_property
    def spellings(self) -> dict[str, list[str]]:
        """Every spelling of the name of each thing that has one, each once."""
        found: dict[str, dict[str, None]] = {}
        for thing, name, _ in self.names.rows:
            found.setdefault(thing, {})[str(name)] = None
        return {thing: list(names) for thing, names in found.items()}

    @cached_property
    def kinds(self) -> dict[str, int]:
        """How many things there are of each kind, named graphs among them."""
        return {str(row[0]): int(str(row[1])) for row in select(self.source, KINDS) if row[0]}

    @cached_property
    def library(self) -> dict[str, LibraryQuery]:
        """The queries of the library, by name."""
        return read_library(self.folders.queries)

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules that derive."""
        return read_rules(self.folders.ontology)

    @cached_property
    def conflicts(self) -> list[Row]:
        """Where sources disagree; empty where the library does not ask it, or asks it in a way that cannot be read."""
        query = self.library.get("conflicts")
        try:
            return list(select(self.source, query.text)) if query else []
        except QueryError:
            return []
