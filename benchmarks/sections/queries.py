"""Every query of the library on the embedded store, beside rdflib in memory and Fuseki and Virtuoso over HTTP."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from measuring import engines, generated
from measuring.engines import Answer
from measuring.runs import Side, alternate
from measuring.section import Aim, Section, Table, geometric_mean, seconds, times, versions_of

from kzcn.folders import Folders
from kzcn.library import LibraryQuery, read_library
from kzcn.oxigraph import EmbeddedStore
from kzcn.source import SparqlSource, select
from kzcn.values import Iri

SHORT, FULL = (100_000,), (100_000, 1_000_000)
LIMITS = {"short": {"server": 5.0, "rdflib": 2.0}, "full": {"server": 60.0, "rdflib": 60.0}}  # seconds
SLOW = 0.5  # seconds; an answer that takes more is asked for once
OURS, RDFLIB, FUSEKI, VIRTUOSO = "kzcn", "rdflib", "Fuseki", "Virtuoso"
WANTED = {"rdflib": 20.0, "server": 1.0, "one": 3.0}
# Without a thing to be about these tell the whole graph: they are asked of the thing with most statements of a kind.
OF_ONE_THING = {
    "article-statements": {"article": "article"},
    "connections": {"a": "person", "b": "company"},
    "evidence-of-entity": {"entity": "company"},
    "names-of-entity": {"entity": "company"},
    "neighbourhood": {"entity": "company"},
    "project-evidence": {"project": "project"},
}
LONG = {"connections"}  # minutes on every side between two such things: measured only with `full`
BUSIEST = """
SELECT ?thing WHERE {{ ?thing ?property ?value FILTER (STRSTARTS(STR(?thing), "https://w3id.org/kzcn/{kind}/")) }}
GROUP BY ?thing ORDER BY DESC(COUNT(*)) ?thing LIMIT 1"""


@dataclass
class Asked:
    """One query: its sides, what each answered, and which of them answered something else than ours."""

    name: str
    sides: dict[str, Side]
    answers: dict[str, object] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows or triples ours gives."""
        found = self.answers.get(OURS)
        return len(found) if isinstance(found, list) else 0

    def agrees(self, name: str) -> bool:
        """Whether a side gave what ours gives; of rdflib only the number of rows is compared."""
        there = self.answers.get(name)
        return there == (self.rows if name == RDFLIB else self.answers[OURS])

    def ratio(self, name: str) -> float:
        """How many times as long a side takes as ours, at least, if it was ended; nan where it gave no such answer."""
        side = self.sides.get(name)
        if side is None or not (self.answers.get(name) is None or self.agrees(name)):
            return math.nan
        took = side.median if side.runs else _limit(side.gave_up)
        return took / self.sides[OURS].median

    @property
    def behind(self) -> float:
        """How many times as long ours takes as the fastest side, ours included."""
        ratios = [self.ratio(name) for name in self.sides if name != OURS and self.sides[name].runs]
        return max([1.0, *(1 / ratio for ratio in ratios if not math.isnan(ratio))])


def measure(*, full: bool, rounds: int) -> Section:
    """Measures the library at 100,000 statements, and with `full` at a million."""
    section = Section(
        "queries",
        "The query library",
        "rdflib in memory (in a fork); Apache Jena Fuseki (TDB2) and Virtuoso over HTTP on loopback; all warm",
    )
    limits = LIMITS["full" if full else "short"]
    for size in FULL if full else SHORT:
        library = read_library(Folders.find().queries)
        asked = [query for name, query in library.items() if full or name not in LONG]
        _measure(section, asked, size, rounds, limits)
    section.remarks += [
        "A run is from the query's text to all rows as Python values; kzcn is the store on disk as `kzcn.open` opens "
        "it, in the same process. Each side is asked once before, unmeasured.",
        f"{', '.join(OF_ONE_THING)} are asked of one thing (that with most statements), the others of everything."
        + ("" if full else f" Left to `make bench-full`, since it takes minutes: {', '.join(LONG)}."),
        f"What takes more than {SLOW:g} s is measured once. An answer is waited for no longer than "
        f"{limits['server']:g} s (rdflib {limits['rdflib']:g} s); what takes longer counts as that long, so that those "
        "ratios and means are lower bounds. ≠ marks another answer than ours, which is left out of ratios and means.",
    ]
    section.versions = versions_of("pyoxigraph", "rdflib") | {"Fuseki": "5.6.0", "Virtuoso": "7.2"}
    return section


def _measure(
    section: Section, library: Sequence[LibraryQuery], size: int, rounds: int, limits: Mapping[str, float]
) -> None:
    folder = generated.store_of(size)
    source = EmbeddedStore.on_disk(folder / "store")
    texts = {query.name: query.bind(_values(source, query)) for query in library}
    quads = folder / "kzcn.nq"
    with ExitStack() as running, tempfile.TemporaryDirectory() as scratch:
        told: dict[str, Answer] = {
            OURS: engines.answers(source),
            FUSEKI: running.enter_context(engines.fuseki(Path(scratch) / "fuseki", quads, limits["server"])),
            VIRTUOSO: running.enter_context(engines.virtuoso(Path(scratch) / "virtuoso", quads, limits["server"])),
            RDFLIB: engines.Rdflib.of(quads).answer,
        }
        asked = [_ask(name, text, told, rounds, limits) for name, text in texts.items()]
    _tell(section, size, asked)


def _values(source: SparqlSource, query: LibraryQuery) -> dict[str, Iri]:
    kinds = OF_ONE_THING.get(query.name, {})
    assert kinds.keys() <= query.parameters.keys()
    return {parameter: Iri(select(source, BUSIEST.format(kind=kind))[0].thing) for parameter, kind in kinds.items()}


def _ask(name: str, text: str, told: Mapping[str, Answer], rounds: int, limits: Mapping[str, float]) -> Asked:
    """Asks every side in turn; the first answer of each is kept for comparison, and its time only where it is slow."""
    asked = Asked(name, {})
    for side, answer in told.items():
        asked.sides[side] = _side(asked, side, answer, text, limits["rdflib" if side == RDFLIB else "server"])
    alternate([*asked.sides.values()], 1)
    for side in asked.sides.values():
        if side.runs and side.runs[0].seconds > SLOW:
            side.gave_up = "asked once"
        else:
            side.runs.clear()
    alternate([*asked.sides.values()], rounds)
    return asked


def _side(asked: Asked, name: str, answer: Answer, text: str, limit: float) -> Side:
    def work() -> float:
        took, found = answer(text, limit)
        asked.answers.setdefault(name, found)
        return took

    return Side(name, work)


def _limit(gave_up: str) -> float:
    """The seconds after which a side was ended; nan where it gave up for another reason."""
    words = gave_up.split()
    return float(words[2]) if words[:2] == ["more", "than"] else math.nan


def _tell(section: Section, size: int, asked: list[Asked]) -> None:
    others = (RDFLIB, FUSEKI, VIRTUOSO)
    ratios = {
        name: [ratio for one in asked if not math.isnan(ratio := one.ratio(name)) and OURS in one.answers]
        for name in others
    }
    ended = {name: sum(one.sides[name].gave_up.startswith("more") for one in asked) for name in others}
    for name in others:
        wanted, mean = WANTED["rdflib" if name == RDFLIB else "server"], geometric_mean(ratios[name])
        bound = f", at least: {ended[name]} were ended" if ended[name] else ""
        found = f"{times(mean)} ({len(ratios[name])} queries{bound})"
        section.aims.append(
            Aim(f"{size:,}: {wanted:g} times as fast as {name} (geometric mean)", found, mean >= wanted)
        )
    worst = sorted(asked, key=lambda one: one.behind, reverse=True)
    beyond = [one.name for one in worst if one.behind > WANTED["one"]]
    found = f"{len(beyond)} are{': ' if beyond else ''}{', '.join(beyond)}; most {times(worst[0].behind)}"
    section.aims.append(Aim(f"{size:,}: no query over {WANTED['one']:g} times the best", found, not beyond))
    section.tables.append(
        Table(
            f"{size:,} curated statements, medians, those first in which kzcn is farthest behind the fastest side. "
            "“behind” is kzcn's time over the fastest; the others are their time over kzcn's.",
            ["query", "rows", OURS, *others, "behind", *(f"{name} / kzcn" for name in others)],
            [list(_row(one, others)) for one in worst],
        )
    )


def _row(one: Asked, others: tuple[str, ...]) -> Iterator[str]:
    yield from (one.name, f"{one.rows:,}", _time(one, OURS), *(_time(one, name) for name in others))
    yield times(one.behind)
    for name in others:
        at_least = "> " if one.sides[name].gave_up.startswith("more") else ""
        ratio = one.ratio(name)
        yield "–" if math.isnan(ratio) else f"{at_least}{times(ratio)}"


def _time(one: Asked, name: str) -> str:
    side = one.sides[name]
    if not side.runs:
        return side.gave_up
    return seconds(side.median) + ("" if name == OURS or one.agrees(name) else " ≠")
