"""Where sources disagree: two figures for one thing, two states at one date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from kzcn.page.articles import Sources
from kzcn.page.statements import Statement, Statements, compact, passages_of


def conflicts(statements: Statements, sources: Sources) -> list[dict[str, Any]]:
    """What disagrees, each with the thing it is about, in words and with the passages on every side."""
    found = [*_states(statements, sources), *_observations(statements, sources), *_countries(statements, sources)]
    return sorted(found, key=lambda row: (row["about"], row["text"]["en"]))


def _row(sources: Sources, about: str, text: str, said: list[Statement]) -> dict[str, Any]:
    return {"about": compact(about), "text": {"en": text}, "passages": sources.ids(passages_of(said))}


def _states(statements: Statements, sources: Sources) -> Iterator[dict[str, Any]]:
    for project in statements.of("kzcn:Project"):
        by_date: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        for said in statements.find(project, "kzcn:hasState"):
            state = str(said.object)
            for status in statements.iris(state, "kzcn:status"):
                by_date[statements.text(state, "kzcn:asOf")][status].append(said)
        for date, by_status in sorted(by_date.items()):
            if len(by_status) > 1:
                words = " or ".join(sorted(statements.labels(status)["en"] for status in by_status))
                said_all = [said for group in by_status.values() for said in group]
                yield _row(sources, project, f"status on {date}: {words}", said_all)


def _observations(statements: Statements, sources: Sources) -> Iterator[dict[str, Any]]:
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for node in statements.of("kzcn:Observation"):
        names = ("kzcn:area", "kzcn:measure", "kzcn:period", "kzcn:counterpart")
        groups[tuple(str(statements.first(node, name) or "") for name in names)].append(node)
    for (area, measure, period, _), nodes in sorted(groups.items()):
        figures = sorted({statements.text(node, "kzcn:value") for node in nodes})
        if len(figures) > 1 and area:
            said = [s for node in nodes for s in statements.find(node, "kzcn:value")]
            text = f"{statements.labels(measure)['en']}, {period}: {' or '.join(figures)}"
            yield _row(sources, area, text, said)


def _countries(statements: Statements, sources: Sources) -> Iterator[dict[str, Any]]:
    for company in statements.of("kzcn:Organization"):
        said = statements.find(company, "kzcn:country")
        if len({s.object for s in said}) > 1:
            words = " or ".join(sorted(statements.labels(str(s.object))["en"] for s in said))
            yield _row(sources, company, f"country: {words}", said)
