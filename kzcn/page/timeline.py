"""What happened when: meetings, agreements and changes of status, in order of date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kzcn.page.articles import Sources
from kzcn.page.dates import dates_of, said_on
from kzcn.page.statements import Statements, compact, passages_of


def timeline(statements: Statements, sources: Sources, kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    """Events in order of date. A thing without a date of its own stands at the publication of its first article."""
    events = [*_meetings_and_agreements(statements, sources, kinds), *_states(statements, sources)]
    return sorted(events, key=lambda e: (e["date"], e["type"], e["node"], e["status"] or ""))


def _meetings_and_agreements(
    statements: Statements, sources: Sources, kinds: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for thing, kind in kinds.items():
        if kind not in {"meeting", "agreement"}:
            continue
        told = [s for s in (*statements.about.get(thing, ()), *statements.to.get(thing, ())) if s.passages]
        passages = passages_of(told)
        dates = dates_of(statements, thing)
        when = dates or said_on(statements, told)[:1]
        if when:
            event = _event(when[0], kind, thing, sources.ids(passages))
            end = when[-1] if len(when) > 1 else None
            yield event | {"end": end, "inferred": not dates}


def _states(statements: Statements, sources: Sources) -> Iterator[dict[str, Any]]:
    for state in statements.of("kzcn:State"):
        said = statements.into(state, "kzcn:hasState")
        for project in sorted({s.subject for s in said}):
            for status in statements.iris(state, "kzcn:status"):
                when = statements.text(state, "kzcn:asOf")
                if when:
                    passages = passages_of(s for s in said if s.subject == project)
                    event = _event(when, "status", project, sources.ids(passages))
                    yield event | {"status": compact(status)}


def _event(date: str, kind: str, thing: str, passages: list[str]) -> dict[str, Any]:
    return {
        "date": date,
        "end": None,
        "type": kind,
        "node": compact(thing),
        "status": None,
        "passages": passages,
        "inferred": False,
    }
