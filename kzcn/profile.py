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
CONVERSION = {"rate used", "year of the rate used", "value in US dollars", "converted with"}
PARTS = {
    PREFIXES["rdf"] + "type",
    PREFIXES["schema"] + "value",
    PREFIXES["qudt"] + "numericValue",
    PREFIXES["qudt"] + "hasUnit",
}


@dataclass
class Statement:
    """One fact about a thing in words: the property, the value, whether the thing is its object, who says it."""

    label: str
    value: str
    inverse: bool
    evidence: list[Evidence] = field(default_factory=list)

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


def profile_of(source: SparqlSource, names: Names, iri: Iri) -> Profile:
    """The profile of a thing. Statements that several passages make stand once, with every passage."""
    facts = facts_about(source, iri)
    nodes = {str(node) for e in facts for node in (e.subject, e.object) if _is_node(node) and node != iri}
    described = _describe(source, names, nodes, iri)
    statements: dict[tuple[bool, str, str], Statement] = {}
    for evidence in facts:
        if _hidden(evidence):
            continue
        inverse = evidence.subject != iri
        other: Value = evidence.subject if inverse else evidence.object
        words = described.get(str(other)) or _words(names, other)
        key = (inverse, names.label(evidence.predicate), words)
        statements.setdefault(key, Statement(key[1], words, inverse)).evidence.append(evidence)
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


def _describe(source: SparqlSource, names: Names, nodes: set[str], about: str) -> dict[str, str]:
    """Each node in words: its own facts in one line, without those that lead back."""
    if not nodes:
        return {}
    values = " ".join(turtle(Iri(node)) for node in sorted(nodes))
    query = f"SELECT DISTINCT ?node ?p ?o WHERE {{ VALUES ?node {{ {values} }} ?node ?p ?o }} ORDER BY ?node ?p ?o"
    parts: dict[str, dict[str, list[str]]] = {}
    for node, predicate, value in select(source, query):
        ours = str(predicate).startswith(
            (PREFIXES["kzcn"], PREFIXES["org"] + "member", PREFIXES["dcterms"] + "description")
        )
        if value == about or predicate in PARTS or not ours:
            continue
        text = _words(names, value)  # type: ignore[arg-type]
        parts.setdefault(str(node), {}).setdefault(names.label(str(predicate)), []).append(text)
    return {node: _line(facts) for node, facts in parts.items()}


def _line(facts: dict[str, list[str]]) -> str:
    if facts.get("rate used") == ["1"]:  # a sum in US dollars: its own words say it already
        facts = {key: values for key, values in facts.items() if key not in CONVERSION}
    lead = [
        ", ".join(facts.pop(key))
        for key in ("as printed", "description", "status", "held post", "in meeting")
        if key in facts
    ]
    rest = [f"{key} {', '.join(values)}" for key, values in facts.items() if key != "member during"]
    return " · ".join([*lead, *rest])


def _words(names: Names, value: Value) -> str:
    if isinstance(value, Iri):
        return names.labels.get(value, compact(value))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{value:,}"
    return shown(value)
