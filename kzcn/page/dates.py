"""Dates as the graph writes them: a day, a month or a year, compared as text."""

from __future__ import annotations

from collections.abc import Iterable

from kzcn.page.statements import Statement, Statements, passages_of

MEETING = ("schema:startDate", "schema:endDate")


def dates_of(statements: Statements, thing: str, *, seen: frozenset[str] = frozenset()) -> list[str]:
    """When a meeting or agreement took place: its own dates, else those of the meeting that it belongs to."""
    own = sorted(filter(None, (statements.text(thing, name) for name in (*MEETING, "kzcn:signedOn"))))
    if own or thing in seen:
        return own
    wider = statements.iris(thing, "kzcn:signedAt", "kzcn:partOf") + [
        s.subject for s in statements.into(thing, "kzcn:outcome")
    ]
    for other in wider:
        found = dates_of(statements, other, seen=seen | {thing})
        if found:
            return found
    return []


def published(statements: Statements, passages: Iterable[str]) -> list[str]:
    """Dates on which the articles of the passages were published, each once, in order."""
    articles = {article for passage in passages for article in statements.iris(passage, "kzcn:fromArticle")}
    dates = {statements.text(article, "schema:datePublished") for article in articles}
    return sorted(dates - {""})


def said_on(statements: Statements, said: Iterable[Statement]) -> list[str]:
    """Dates of publication of the articles that make the statements."""
    return published(statements, passages_of(said))
