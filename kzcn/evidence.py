"""Why the graph says something: the passages behind a fact, and the rule behind a derived one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kzcn.formats import turtle
from kzcn.namespaces import DATASET_GRAPH, DERIVED
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Value

PASSAGES = """
SELECT DISTINCT ?graph ?article ?title ?publisher ?date ?anchor ?link ?position ?subject ?predicate ?object WHERE {{
  {pattern}
  OPTIONAL {{
    ?graph kzcn:fromArticle ?article ; kzcn:anchor ?anchor ; schema:position ?position .
    OPTIONAL {{ ?graph kzcn:link ?link }}
    OPTIONAL {{ ?article dcterms:title ?title }}
    OPTIONAL {{ ?article schema:datePublished ?date }}
    OPTIONAL {{ ?article kzcn:publisher/skos:prefLabel ?publisher FILTER (LANG(?publisher) = "en") }}
  }}
}}
ORDER BY STR(?date) ?article ?position ?graph ?subject ?predicate STR(?object) LANG(?object)"""

DOUBTS = """
SELECT DISTINCT ?thing ?passage ?confidence ?reason WHERE {{
  VALUES ?thing {{ {things} }}
  VALUES ?passage {{ {passages} }}
  {{ GRAPH ?passage {{ ?thing kzcn:confidence ?level ; kzcn:reason ?reason }} }}
  UNION
  {{ GRAPH ?passage {{ ?reading kzcn:readingOf ?thing ; kzcn:confidence ?level ; kzcn:reason ?reason }} }}
  ?level skos:prefLabel ?confidence .
  FILTER (LANG(?confidence) = "en")
}}
ORDER BY ?confidence ?reason ?thing ?passage"""


@dataclass(frozen=True)
class Evidence:
    """One place where a fact stands.

    For a passage: its article, publisher, date of publication, anchor and link. For another graph (`graph`
    begins with the namespace of graphs) these are None: the curators say it, or a rule derives it.
    """

    graph: Iri
    subject: Iri
    predicate: Iri
    object: Value
    article: Iri | None = None
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    anchor: str | None = None
    link: str | None = None

    @property
    def kind(self) -> str:
        """`passage`, `derived`, `described` (what the build says of itself) or `curated`."""
        if self.article:
            return "passage"
        return {DERIVED: "derived", DATASET_GRAPH: "described"}.get(self.graph, "curated")


@dataclass(frozen=True)
class Doubt:
    """What curators noted of a thing in a passage: confidence (in English) and reason."""

    thing: str
    passage: str
    confidence: str
    reason: str


def facts_about(source: SparqlSource, entity: str, *, most: int | None = None) -> list[Evidence]:
    """Every statement with `entity` as subject or object, with the graph it stands in; articles in order of date.

    Where `most` is given, at most so many of the statements that have it as object, the first by predicate and subject.
    """
    term = turtle(Iri(entity))
    ends = f"?subject ?predicate {term}"
    first = f"{{ SELECT DISTINCT ?subject ?predicate {{ {ends} }} ORDER BY ?predicate ?subject LIMIT {most} }}"
    pattern = f"""{{ GRAPH ?graph {{ {term} ?predicate ?object }} BIND ({term} AS ?subject) }}
  UNION {{ {first if most is not None else ""} GRAPH ?graph {{ {ends} }} BIND ({term} AS ?object) }}"""
    return _evidence(source, pattern)


def evidence_of(
    source: SparqlSource, subject: str | None, predicate: str | None, value: Value | None
) -> list[Evidence]:
    """Where a statement stands; a part that is None may be anything."""
    parts = [
        (name, turtle(part if name == "object" else Iri(part)))
        for name, part in (("subject", subject), ("predicate", predicate), ("object", value))
        if part is not None
    ]
    binds = "".join(f" VALUES ?{name} {{ {term} }}" for name, term in parts)
    return _evidence(source, f"{binds} GRAPH ?graph {{ ?subject ?predicate ?object }}")


def behind(source: SparqlSource, fact: Evidence, nodes: Iterable[str]) -> list[Evidence]:
    """The passages that a derived fact rests on: those that tie the nodes its rule matched to each other.

    Where none ties them (the rule works on one thing alone), the passages that describe the fact's subject.
    """
    matched = {*map(str, nodes), str(fact.subject), str(fact.object)}
    told = [e for e in described(source, sorted(matched - {str(fact.object)})) if e.article]
    ties = [e for e in told if isinstance(e.object, Iri) and e.object in matched]
    return ties or [e for e in told if e.subject == fact.subject]


def described(source: SparqlSource, things: Iterable[str]) -> list[Evidence]:
    """Every statement about the things, with the graph it stands in."""
    values = " ".join(turtle(Iri(thing)) for thing in things)
    return _evidence(source, f"VALUES ?subject {{ {values} }} GRAPH ?graph {{ ?subject ?predicate ?object }}")


def doubts_about(source: SparqlSource, things: Iterable[str], passages: Iterable[str]) -> list[tuple[str, str]]:
    """What curators noted of things in passages: pairs of confidence (in English) and reason, in a fixed order."""
    return list(dict.fromkeys((d.confidence, d.reason) for d in doubts(source, things, passages)))


def doubts(source: SparqlSource, things: Iterable[str], passages: Iterable[str]) -> list[Doubt]:
    """What curators noted of things in passages, by confidence and reason; empty where they had no doubt."""
    about, where = (" ".join(turtle(Iri(iri)) for iri in sorted(set(iris))) for iris in (things, passages))
    if not about or not where:
        return []
    rows = select(source, DOUBTS.format(things=about, passages=where))
    return [Doubt(*map(str, row)) for row in rows]


def _evidence(source: SparqlSource, pattern: str) -> list[Evidence]:
    found = []
    for row in select(source, PASSAGES.format(pattern=pattern)):
        r = row.asdict()
        found.append(
            Evidence(
                graph=r["graph"],  # type: ignore[arg-type]
                subject=r["subject"],  # type: ignore[arg-type]
                predicate=r["predicate"],  # type: ignore[arg-type]
                object=r["object"],  # type: ignore[arg-type]
                article=r["article"],  # type: ignore[arg-type]
                **{
                    key: None if r[key] is None else str(r[key])
                    for key in ("title", "publisher", "date", "anchor", "link")
                },
            )
        )
    return found
