"""Articles and passages: where everything on the page is said."""

from __future__ import annotations

from typing import Any

from kzcn.page.statements import Statements, compact, term
from kzcn.values import Text

HEADLINE = term("article-part:headline")


class Sources:
    """Short ids for the articles (a1, in order of date) and passages (p1, in order of article and place)."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        dated = [(statements.text(a, "schema:datePublished"), a) for a in statements.of("kzcn:Article")]
        self.article_ids: dict[str, str] = {article: f"a{at}" for at, (_, article) in enumerate(sorted(dated), 1)}
        self.passage_ids = {passage: f"p{at}" for at, passage in enumerate(self._in_order(), 1)}

    def _in_order(self) -> list[str]:
        order = {article: at for at, article in enumerate(self.article_ids)}
        return sorted(
            self.statements.of("kzcn:Passage"),
            key=lambda p: (order[self.article_of(p)], self.statements.first(p, "schema:position") or 0, p),
        )

    def article_of(self, passage: str) -> str:
        """The IRI of the article in which a passage stands."""
        return self.statements.iris(passage, "kzcn:fromArticle")[0]

    def ids(self, passages: tuple[str, ...] | list[str]) -> list[str]:
        """Short ids of passages, in the order of the sources."""
        return [self.passage_ids[p] for p in sorted(passages, key=lambda p: int(self.passage_ids[p][1:]))]

    def articles_behind(self, passages: set[str]) -> list[str]:
        """Short ids of the articles of the passages, in order of date."""
        found = {self.article_ids[self.article_of(p)] for p in passages}
        return sorted(found, key=lambda short: int(short[1:]))

    def passages(self) -> dict[str, dict[str, Any]]:
        """Every passage by its short id."""
        return {short: self._passage(passage) for passage, short in self.passage_ids.items()}

    def _passage(self, passage: str) -> dict[str, Any]:
        about = self.statements
        return {
            "id": compact(passage),
            "article": self.article_ids[self.article_of(passage)],
            "anchor": about.text(passage, "kzcn:anchor"),
            "link": about.text(passage, "kzcn:link"),
            "position": about.first(passage, "schema:position"),
            "headline": HEADLINE in about.values(passage, "kzcn:articlePart"),
        }

    def articles(self) -> dict[str, dict[str, Any]]:
        """Every article by its short id, with its passages in their order."""
        passages: dict[str, list[str]] = {article: [] for article in self.article_ids}
        for passage, short in self.passage_ids.items():
            passages[self.article_of(passage)].append(short)
        return {short: self._article(article, passages[article]) for article, short in self.article_ids.items()}

    def _article(self, article: str, passages: list[str]) -> dict[str, Any]:
        about = self.statements
        title = about.first(article, "dcterms:title")
        publisher = about.iris(article, "kzcn:publisher")
        return {
            "id": compact(article),
            "title": str(title) if title else "",
            "titleLanguage": title.language if isinstance(title, Text) else None,
            "publisher": about.labels(publisher[0])["en"] if publisher else "",
            "date": about.text(article, "schema:datePublished"),
            "language": about.text(article, "schema:inLanguage"),
            "url": about.text(article, "schema:url"),
            "passages": passages,
        }
