"""A profile of one thing: its names, and its facts in words, each with the places that say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from kzcn.evidence import Evidence, facts_about
from kzcn.formats import turtle
from kzcn.names import Names
from kzcn.namespaces import DETAILS, PREFIXES, compact
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Value, shown

NODES = tuple(PREFIXES[kind] for kind in DETAILS)
NAMES = {PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel"}
# What a reader of a profile does not want to see again: types, links of evidence, what other rows say already.
HIDDEN = {
    PREFIXES["rdf"] + "type",
    *NAMES,
    PREFIXES["prov"] + "wasDerivedFrom",
    PREFIXES["geo"] + "hasGeometry",
    PREFIXES["kzcn"] + "fromArticle",
}
KZCN = PREFIXES["kzcn"]
CONVERSION = {KZCN + name for name in ("usdRate", "usdRateYear", "valueUSD", "convertedWith")}
PARTS = {
    PREFIXES["rdf"] + "type",
    PREFIXES["schema"] + "value",
    PREFIXES["qudt"] + "numericValue",
    PREFIXES["qudt"] + "hasUnit",
}
LEAD = (
    KZCN + "asPrinted",
    PREFIXES["dcterms"] + "description",
    *(KZCN + name for name in ("status", "heldPost", "inMeeting")),
)


@dataclass(frozen=True)
class Said:
    """A value and the words under which it is shown."""

    value: Value
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Detail:
    """What a node says beside its lead: property, its label, values."""

    predicate: str
    label: str
    values: tuple[Said, ...]

    def __str__(self) -> str:
        return f"{self.label} {', '.join(map(str, self.values))}"


@dataclass(frozen=True)
class Words:
    """A value in words: what it says in the first place, and its details."""

    lead: tuple[Said, ...]
    details: tuple[Detail, ...] = ()

    def __str__(self) -> str:
        return " · ".join(map(str, (*self.lead, *self.details)))


@dataclass
class Statement:
    """One fact about a thing: the property, the other thing or value, whether the thing is its object, who says it."""

    predicate: Iri
    label: str
    other: Value
    words: Words
    inverse: bool
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def value(self) -> str:
        """The value in words, on one line."""
        return str(self.words)

    @property
    def derived(self) -> bool:
        """Whether only a rule says it."""
        return all(e.kind == "derived" for e in self.evidence)


@dataclass
class Profile:
    """What the graph knows of a thing; `statements` in the order of properties."""

    iri: Iri
    label: str
    kinds: list[str]
    names: dict[str, list[str]]
    statements: list[Statement]


def profile_of(source: SparqlSource, names: Names, iri: Iri, *, most: int | None = None) -> Profile:
    """The profile of a thing. Statements that several passages make stand once, with every passage.

    Of the statements with the thing as object at most `most` are read, where a number is given.
    """
    facts = facts_about(source, iri, most=most)
    nodes = {str(node) for e in facts for node in (e.subject, e.object) if _is_node(node) and node != iri}
    described = _describe(source, names, nodes, iri)
    statements: dict[tuple[bool, str, str], Statement] = {}
    for evidence in facts:
        if _hidden(evidence):
            continue
        inverse = evidence.subject != iri
        other: Value = evidence.subject if inverse else evidence.object
        words = described.get(str(other)) or Words((_said(names, other),))
        key = (inverse, names.label(evidence.predicate), str(words))
        statement = Statement(evidence.predicate, key[1], other, words, inverse)
        statements.setdefault(key, statement).evidence.append(evidence)
    reported = {(s.inverse, s.value) for s in statements.values() if not s.derived}
    told = [s for s in statements.values() if not (s.derived and (s.inverse, s.value) in reported)]
    return Profile(
        iri,
        names.label(iri),
        sorted(
            {
                names.label(str(e.object))
                for e in facts
                if e.predicate == PREFIXES["rdf"] + "type" and e.kind == "curated"
            }
        ),
        _names(facts, iri),
        sorted(told, key=lambda s: (s.inverse, s.derived, s.label, s.evidence[0].date or "", s.value)),
    )


def _hidden(evidence: Evidence) -> bool:
    if evidence.predicate in HIDDEN:
        return True
    # Wider terms of other ontologies repeat what our own terms say.
    return evidence.kind == "derived" and not evidence.predicate.startswith(PREFIXES["kzcn"])


def _names(facts: Iterable[Evidence], iri: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for evidence in facts:
        if evidence.predicate in NAMES and evidence.subject == iri:
            language = getattr(evidence.object, "language", "")
            preferred = evidence.predicate.endswith("prefLabel")
            known = found.setdefault(language, [])
            if str(evidence.object) not in known:
                known.insert(0 if preferred else len(known), str(evidence.object))
    return dict(sorted(found.items()))


def _is_node(value: object) -> bool:
    return isinstance(value, Iri) and value.startswith(NODES)


def _describe(source: SparqlSource, names: Names, nodes: set[str], about: str) -> dict[str, Words]:
    """Each node in words: its own facts, without those that lead back."""
    if not nodes:
        return {}
    values = " ".join(turtle(Iri(node)) for node in sorted(nodes))
    query = f"""SELECT DISTINCT ?node ?p ?o WHERE {{ VALUES ?node {{ {values} }} ?node ?p ?o }}
ORDER BY ?node ?p STR(?o) LANG(?o)"""
    parts: dict[str, dict[str, list[Said]]] = {}
    for node, predicate, value in select(source, query):
        ours = str(predicate).startswith((KZCN, PREFIXES["org"] + "member", PREFIXES["dcterms"] + "description"))
        if value == about or predicate in PARTS or not ours:
            continue
        said = _said(names, value)  # type: ignore[arg-type]
        parts.setdefault(str(node), {}).setdefault(str(predicate), []).append(said)
    return {node: _in_order(names, facts) for node, facts in parts.items()}


def _in_order(names: Names, facts: dict[str, list[Said]]) -> Words:
    if [str(rate) for rate in facts.get(KZCN + "usdRate", ())] == ["1"]:  # a sum in US dollars: its words say it
        facts = {key: values for key, values in facts.items() if key not in CONVERSION}
    lead = tuple(said for key in LEAD for said in facts.get(key, ()))
    rest = (key for key in facts if key not in LEAD and key != PREFIXES["org"] + "memberDuring")
    return Words(lead, tuple(Detail(key, names.label(key), tuple(facts[key])) for key in rest))


def _said(names: Names, value: Value) -> Said:
    if isinstance(value, Iri):
        return Said(value, names.labels.get(value, compact(value)))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Said(value, f"{Decimal(value).normalize():,f}")  # some stores write 469 as 469.0
    return Said(value, shown(value))
