"""Passages as a reader wants them: which article, where in it, and the link that opens it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kzcn.formats import turtle
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, shown

PASSAGES = """
SELECT ?passage ?article ?title ?publisher ?date ?anchor ?link ?position WHERE {{
  VALUES ?passage {{ {passages} }}
  ?passage kzcn:fromArticle ?article .
  OPTIONAL {{ ?passage kzcn:anchor ?anchor }}
  OPTIONAL {{ ?passage kzcn:link ?link }}
  OPTIONAL {{ ?passage schema:position ?position }}
  OPTIONAL {{ ?article dcterms:title ?title }}
  OPTIONAL {{ ?article schema:datePublished ?date }}
  OPTIONAL {{ ?article kzcn:publisher/skos:prefLabel ?publisher FILTER (LANG(?publisher) = "en") }}
}}
ORDER BY STR(?date) ?article ?position ?passage STR(?title)"""
AT_ONCE = 500


@dataclass(frozen=True)
class PassageSource:
    """One passage with its article, publisher, date, anchor as printed and link; empty text where not known."""

    iri: str
    article: str
    title: str
    publisher: str
    date: str
    anchor: str
    link: str


def read_passages(source: SparqlSource, passages: Iterable[str]) -> dict[str, PassageSource]:
    """The passages of these IRIs, by date of the article and position in it; what is no passage is left out."""
    wanted = sorted(set(passages))
    found: dict[str, PassageSource] = {}
    for begin in range(0, len(wanted), AT_ONCE):
        terms = " ".join(turtle(Iri(iri)) for iri in wanted[begin : begin + AT_ONCE])
        for row in select(source, PASSAGES.format(passages=terms)):
            texts = {key: shown(value) for key, value in row.asdict().items()}
            iri = str(row["passage"])
            found.setdefault(
                iri,
                PassageSource(
                    iri,
                    str(row["article"]),
                    *(texts[key] for key in ("title", "publisher", "date", "anchor", "link")),
                ),
            )
    return dict(sorted(found.items(), key=lambda item: (item[1].date, item[1].article)))
