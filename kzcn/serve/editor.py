"""What the query editor asks this server for: the library by theme, terms and names to complete, bound queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kzcn.library import LibraryQuery, find_query
from kzcn.namespaces import PREFIXES, compact
from kzcn.parameters import KINDS, read_values
from kzcn.serve.knowledge import Knowledge
from kzcn.source import select
from kzcn.values import Iri

AS_TYPED = ("text", "date", "year", "number")
MOST_NAMES = 20
TERMS = """SELECT ?term (MIN(?said) AS ?about) WHERE {
  { SELECT DISTINCT ?term { %s } }
  OPTIONAL { ?term skos:definition|rdfs:comment ?said FILTER (LANG(?said) IN ("en", "")) }
}
GROUP BY ?term ORDER BY ?term"""
CLASSES = TERMS % "{ ?thing a ?term } UNION { ?term a owl:Class }"
PROPERTIES = TERMS % "{ ?s ?term ?o } UNION { ?term a ?kind VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty } }"
Data = dict[str, Any]


def library(known: Knowledge) -> Data:
    """The queries by theme, as `kzcn queries` groups them, with parameters and texts; and the graph's prefixes."""
    themes: dict[str, list[Data]] = {}
    for query in known.library.values():
        themes.setdefault(query.theme or "other", []).append(_query(query))
    return {"themes": dict(sorted(themes.items())), "prefixes": dict(sorted(PREFIXES.items()))}


def _query(query: LibraryQuery) -> Data:
    parameters = [
        {"name": p.name, "type": p.type, "example": p.example, "about": p.meaning, "named": p.type not in AS_TYPED}
        for p in query.parameters.values()
    ]
    told = {"name": query.name, "title": query.title, "question": query.question, "columns": query.columns}
    return {**told, "parameters": parameters, "text": readable(query, query.text)}


def readable(query: LibraryQuery, text: str) -> str:
    """A query's text as the editor shows it: the question above it instead of the header."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()
    return f"# {query.question or query.title}\n{kept}\n"


def bound(known: Knowledge, name: str, given: Mapping[str, str]) -> str:
    """A query of the library with values for its parameters, as the editor shows it; empty values are left out.

    Raises UsageError for an unknown query or parameter and for a value that does not fit.
    """
    query = find_query(known.library, name)
    values = read_values(query, {key: value for key, value in given.items() if value.strip()}, known.names)
    return readable(query, query.bind(values))


def terms(known: Knowledge) -> Data:
    """Classes and properties of the ontology and of the data, each with label and definition in English."""
    return {
        kind: [_term(known, Iri(str(row.term)), str(row.about or "")) for row in select(known.source, query)]
        for kind, query in (("classes", CLASSES), ("properties", PROPERTIES))
    }


def _term(known: Knowledge, iri: Iri, about: str) -> Data:
    label = known.names.labels.get(iri, "")
    return {"iri": str(iri), "name": compact(iri), "label": label, "about": about}


def names(known: Knowledge, typed: str, kind: str) -> list[Data]:
    """The things that a name can mean, the best first; `kind` is the type of a parameter, or empty for all."""
    kinds = KINDS.get(kind, (kind,)) if kind else ()
    found = known.names.search(typed, kinds)[:MOST_NAMES]
    return [{"iri": str(iri), "name": iri.short, "label": known.names.label(iri)} for iri in found]
