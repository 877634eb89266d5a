"""A thing in the words of schema.org, as the data block that search engines read in its page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from kzcn.formats import turtle
from kzcn.names import Names
from kzcn.namespaces import PREFIXES
from kzcn.passages import PassageSource
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Text, Value, shown

SCHEMA = PREFIXES["schema"]
CONTEXT = {"@vocab": SCHEMA}
TYPE = PREFIXES["rdf"] + "type"
MEANT = {
    PREFIXES["skos"] + "prefLabel": "name",
    PREFIXES["skos"] + "altLabel": "alternateName",
    PREFIXES["skos"] + "definition": "description",
    PREFIXES["skos"] + "exactMatch": "sameAs",
    PREFIXES["dcterms"] + "title": "name",
    PREFIXES["dcterms"] + "description": "description",
    PREFIXES["dcterms"] + "identifier": "identifier",
}
Block = dict[str, Any]


def data_block(source: SparqlSource, names: Names, iri: Iri, articles: Iterable[PassageSource]) -> str:
    """JSON-LD of a thing, safe to stand in HTML: types, names and properties that schema.org has, and the articles.

    It needs no context from elsewhere. Raises what the source raises.
    """
    block: Block = {"@context": CONTEXT, "@id": str(iri), "@type": []}
    for predicate, value in select(source, f"SELECT DISTINCT ?p ?o {{ {turtle(iri)} ?p ?o }} ORDER BY ?p ?o"):
        _add(block, names, str(predicate), value)  # type: ignore[arg-type]
    block["@type"] = block["@type"] or ["DefinedTerm" if "description" in block else "Thing"]
    told = [_article(passage) for passage in {p.article: p for p in articles}.values()]
    if told:
        block["subjectOf"] = told
    return _safe(block)


def _add(block: Block, names: Names, predicate: str, value: Value) -> None:
    if predicate == TYPE:
        if str(value).startswith(SCHEMA):
            block["@type"].append(str(value).removeprefix(SCHEMA))
        return
    key = MEANT.get(predicate) or (predicate.removeprefix(SCHEMA) if predicate.startswith(SCHEMA) else "")
    if not key:
        return
    told: Sequence[object] = block.setdefault(key, [])
    said = _value(names, value)
    if said not in told:
        block[key].append(said)


def _value(names: Names, value: Value) -> object:
    if isinstance(value, Iri):
        return {"@id": str(value), "name": names.labels[value]} if value in names.labels else {"@id": str(value)}
    if isinstance(value, Text):
        return {"@value": str(value), "@language": value.language}
    if isinstance(value, Decimal):
        return {"@value": shown(value), "@type": PREFIXES["xsd"] + "decimal"}
    return value if isinstance(value, bool | int | float) else shown(value)


def _article(passage: PassageSource) -> Block:
    return {
        "@id": passage.article,
        "@type": "NewsArticle",
        "name": passage.title,
        "datePublished": passage.date,
        "publisher": {"@type": "Organization", "name": passage.publisher},
        "url": passage.link.partition("#")[0],
    }


def _safe(block: Block) -> str:
    return json.dumps(block, ensure_ascii=False, indent=1).replace("<", "\\u003c")
