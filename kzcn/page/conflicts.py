"""Where sources disagree, as the library's query tells it; compared here where a library has no such query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from typing import Any

from kzcn.page.articles import Sources
from kzcn.page.statements import Statement, Statements, compact, passages_of
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Row

READINGS = "two readings"  # what the query calls words that can be read in two ways


def conflicts(source: SparqlSource, query: str, sources: Sources, shown: Container[str]) -> list[dict[str, Any]]:
    """What disagrees: the thing it is about, in words, the passages on both sides, and whether it is only a reading.

    `query` is that of the library, or empty. Rows about nothing that is `shown` are left out.
    """
    if query:
        opens = {passage["link"]: short for short, passage in sources.passages().items()}
        rows = [_told(row, opens, sources, shown) for row in select(source, query)]
        return [row for row in rows if row]
    statements = sources.statements
    found = [*_states(statements, sources), *_observations(statements, sources), *_countries(statements, sources)]
    return sorted(found, key=lambda row: (row["about"], row["text"]["en"]))


def _told(row: Row, opens: dict[str, str], sources: Sources, shown: Container[str]) -> dict[str, Any]:
    """One row of the library's query; empty where none of its things is shown."""
    told = row.asdict()
    things = [told[name] for name in ("subject", "one", "other")]
    about = next((str(thing) for thing in things if isinstance(thing, Iri) and thing in shown), "")
    if not about:
        return {}
    words = f"{told['conflict']}: {told['oneSays']} / {told['otherSays']}"
    if told["words"]:
        words = f"{told['conflict']} of “{told['words']}”: {told['oneSays']} / {told['otherSays']}"
    passages = {opens[str(told[name])] for name in ("oneLink", "otherLink") if str(told[name]) in opens}
    if told["conflict"] != READINGS:
        nodes = [s for name in ("one", "other") for s in sources.statements.about.get(str(told[name]), ())]
        passages |= set(sources.ids(passages_of(nodes)))
    return {
        "about": compact(about),
        "text": {"en": f"{words}. {told['note']}" if told["note"] else words},
        "passages": sorted(passages, key=lambda short: int(short[1:])),
        "reading": told["conflict"] == READINGS,
    }


def _row(sources: Sources, about: str, text: str, said: list[Statement]) -> dict[str, Any]:
    return {"about": compact(about), "text": {"en": text}, "passages": sources.ids(passages_of(said)), "reading": False}


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
