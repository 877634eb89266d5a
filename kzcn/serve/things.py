"""One thing as its page shows it: names, facts with their sources, doubts, conflicts, and what a passage says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kzcn.evidence import Doubt, doubts
from kzcn.formats import turtle
from kzcn.namespaces import BASE, PREFIXES, compact
from kzcn.page.conflicts import READINGS as TWO_WAYS
from kzcn.passages import PassageSource, read_passages
from kzcn.profile import Profile, Said, Statement, profile_of
from kzcn.serve.knowledge import Knowledge
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Row, Value, shown

KZCN = PREFIXES["kzcn"]
READINGS = (KZCN + "readingOf", KZCN + "alternative")
NOTED = (KZCN + "confidence", KZCN + "reason")  # told by a flag, not among the details
SECTIONS = ("reported", "elsewhere", "doubts", "curated", "described", "derived")
NAMED = (PREFIXES["passage"], PREFIXES["graph"])  # IRIs that name graphs
MOST_INCOMING = 400
MOST_SAID = 300


@dataclass(frozen=True)
class Group:
    """Facts of one property in one direction."""

    label: str
    inverse: bool
    facts: list[Fact]


@dataclass(frozen=True)
class Fact:
    """A fact with what curators noted of it, and the addresses of its rule's explanation."""

    statement: Statement
    doubts: list[Doubt]

    @property
    def passages(self) -> list[PassageSource]:
        """The passages that say it, each once, by date."""
        found = {e.graph: e for e in self.statement.evidence if e.kind == "passage"}
        return [
            PassageSource(
                e.graph, e.article or "", *(text or "" for text in (e.title, e.publisher, e.date, e.anchor, e.link))
            )
            for e in found.values()
        ]


@dataclass(frozen=True)
class Section:
    """A part of the page: a heading and groups of facts."""

    name: str
    groups: list[Group]


@dataclass(frozen=True)
class Sentence:
    """A statement of a named graph: subject, property and value, each with its words."""

    subject: Said
    predicate: Said
    value: Said


@dataclass(frozen=True)
class Thing:
    """Everything that the page of a thing shows.

    `disputes` are conflicts between sources, `two_ways` words to be read in two ways: rows of the library's query.
    """

    profile: Profile
    sections: list[Section]
    disputes: list[Row]
    two_ways: list[Row]
    passages: list[PassageSource]
    says: list[Sentence]
    incoming: int

    @property
    def place(self) -> PassageSource | None:
        """For a passage, where it stands; None for anything else."""
        return next((p for p in self.passages if p.iri == self.profile.iri), None)

    @property
    def more(self) -> int:
        """How many statements with the thing as object are not shown."""
        return max(0, self.incoming - MOST_INCOMING)


def thing(known: Knowledge, iri: Iri) -> Thing | None:
    """The page of a thing; None where the graph does not know the IRI. Raises what the source raises."""
    profile = profile_of(known.source, known.names, iri, most=MOST_INCOMING)
    says = _said_in(known, f"GRAPH {turtle(iri)} {{ ?subject ?predicate ?value }}") if iri.startswith(NAMED) else []
    if not (profile.statements or says):
        says = _said_in(known, f"BIND ({turtle(iri)} AS ?subject) ?subject ?predicate ?value")
    if not (profile.statements or says):
        return None
    passages = _passages_of(known.source, iri) if iri.startswith((PREFIXES["article"], PREFIXES["passage"])) else []
    noted = doubts(known.source, *_things_and_passages(profile))
    nodes = {str(s.other) for s in profile.statements if isinstance(s.other, Iri)}
    conflicts = _conflicts(known.conflicts, iri, nodes)
    return Thing(
        profile,
        list(_sections(profile, noted)),
        [row for row in conflicts if row.conflict != TWO_WAYS],
        [row for row in conflicts if row.conflict == TWO_WAYS],
        passages,
        says,
        _incoming(known.source, iri),
    )


def _sections(profile: Profile, noted: list[Doubt]) -> Iterator[Section]:
    parts: dict[str, list[Statement]] = {name: [] for name in SECTIONS}
    for statement in profile.statements:
        parts[_part_of(statement)].append(statement)
    for name, statements in parts.items():
        if statements:
            yield Section(name, _groups(statements, noted))


def _part_of(statement: Statement) -> str:
    if statement.inverse and statement.predicate in READINGS:
        return "doubts"
    if any(e.kind == "passage" for e in statement.evidence):
        return "elsewhere" if statement.inverse else "reported"
    kinds = {e.kind for e in statement.evidence}
    return next((name for name in ("curated", "described") if name in kinds), "derived")


def _groups(statements: Iterable[Statement], noted: list[Doubt]) -> list[Group]:
    groups: dict[tuple[str, bool], Group] = {}
    for statement in statements:
        group = groups.setdefault((statement.label, statement.inverse), Group(statement.label, statement.inverse, []))
        group.facts.append(_fact(statement, noted))
    return list(groups.values())


def _fact(statement: Statement, noted: list[Doubt]) -> Fact:
    graphs = {e.graph for e in statement.evidence}
    ours = {(d.confidence, d.reason): d for d in noted if d.thing == statement.other and d.passage in graphs}
    details = tuple(d for d in statement.words.details if not ours or d.predicate not in NOTED)
    return Fact(replace(statement, words=replace(statement.words, details=details)), list(ours.values()))


def _things_and_passages(profile: Profile) -> tuple[set[str], set[str]]:
    things = {str(s.other) for s in profile.statements if isinstance(s.other, Iri) and s.other.startswith(BASE)}
    return things, {str(e.graph) for s in profile.statements for e in s.evidence if e.kind == "passage"}


def _conflicts(rows: Iterable[Row], iri: str, nodes: set[str]) -> list[Row]:
    """The conflicts that are about a thing, or about one of the nodes that say something of it."""
    return [row for row in rows if row.subject == iri or {str(row.one), str(row.other)} & {iri, *nodes}]


def _passages_of(source: SparqlSource, iri: Iri) -> list[PassageSource]:
    """The passages of an article; a passage itself."""
    rows = select(source, f"SELECT DISTINCT ?passage {{ ?passage kzcn:fromArticle {turtle(iri)} }}")
    return list(read_passages(source, [str(row[0]) for row in rows] or [iri]).values())


def _said_in(known: Knowledge, where: str) -> list[Sentence]:
    """The statements that a pattern of ?subject, ?predicate and ?value matches, types left out of named graphs."""
    plain = "FILTER (?predicate != rdf:type)" if where.startswith("GRAPH") else ""
    order = f"ORDER BY ?subject ?predicate ?value LIMIT {MOST_SAID + 1}"
    return [
        Sentence(*(_words(known, value) for value in (row.subject, row.predicate, row.value) if value is not None))
        for row in select(known.source, f"SELECT ?subject ?predicate ?value WHERE {{ {where} {plain} }} {order}")
    ]


def _words(known: Knowledge, value: Value) -> Said:
    return Said(value, known.names.labels.get(value, compact(value)) if isinstance(value, Iri) else shown(value))


def _incoming(source: SparqlSource, iri: Iri) -> int:
    """How many statements have the thing as object."""
    return int(str(select(source, f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s ?p {turtle(iri)} }}")[0][0]))
