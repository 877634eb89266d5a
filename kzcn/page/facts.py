"""What the graph says of each thing, in rows that a page can show: a property, a value, details, passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from kzcn import namespaces
from kzcn.page.articles import Sources
from kzcn.page.derived import Derivations
from kzcn.page.statements import TYPE, Statement, Statements, compact, term
from kzcn.page.ties import confidence_of
from kzcn.values import Iri, Value, shown

# What a node that only says something of another thing says of itself, in the order in which a reader wants it.
DETAILS = {
    term(name): at
    for at, name in enumerate(
        (
            *("measure", "area", "counterpart", "participationKind", "positionKind", "holder", "addressee"),
            *("statedAt", "onBehalfOf", "asPost", "amountKind", "covers", "qualifier", "realisation", "quantityOf"),
            *("topic", "discussed", "alternative", "titleAsPrinted", "asPrinted", "period", "asOf", "from", "until"),
            *("attestedOn", "valueUSD", "confidence", "reason", "dcterms:description"),
        )
    )
}
ATTESTED = term("attestedOn")
PRINTED = {term("asPrinted"), term("titleAsPrinted")}
HIDDEN = {
    TYPE,
    *(term(name) for name in ("skos:prefLabel", "skos:altLabel", "skos:exactMatch", "geo:hasGeometry")),
    *(term(name) for name in ("schema:latitude", "schema:longitude")),
}
DERIVED = tuple(term(name) for name in ("currentStatus", "governedBy", "met", "participatedIn", "inRegion"))
DERIVED_INVERSE = tuple(term(name) for name in ("governedBy", "inRegion"))
NO_INVERSE = {*HIDDEN, term("country")}
FLAGS = ("corrected", "ambiguous", "inferred")

Fact = dict[str, Any]


class Facts:
    """Makes the facts of things."""

    def __init__(
        self, statements: Statements, sources: Sources, derivations: Derivations, shown: Iterable[str] = ()
    ) -> None:
        self.statements = statements
        self.sources = sources
        self.derivations = derivations
        self.shown = frozenset(shown)

    def about(self, thing: str) -> list[Fact]:
        """The facts of a thing: what is said of it first, then what is said with it as object; in a fixed order."""
        merged: dict[str, Fact] = {}
        leads = set[str]()
        told = [s for s in self._statements(thing) if not s.derived]
        known = {(s.subject if s.object == thing else s.object) for s in told}
        for said in told:
            self._add(merged, leads, self._fact(thing, said))
        for said in self._statements(thing):
            other = said.subject if said.object == thing else said.object
            worth = said.predicate in (DERIVED if said.subject == thing else DERIVED_INVERSE)
            if said.derived and worth and other not in known:
                self._add(merged, leads, self._fact(thing, said))
        return sorted(merged.values(), key=_order)

    def _statements(self, thing: str) -> Iterator[Statement]:
        yield from (s for s in self.statements.about.get(thing, ()) if s.predicate not in HIDDEN)
        yield from (s for s in self.statements.to.get(thing, ()) if s.subject != thing and self._worth(s))

    def _worth(self, said: Statement) -> bool:
        """Whether a statement is worth reading from its object: what a source says always is.

        Of what the curators say, only ties to things of the picture are, and not which things belong to a country.
        """
        if said.passages:
            return said.predicate not in HIDDEN
        if said.derived:
            return said.predicate in DERIVED_INVERSE
        return said.predicate not in NO_INVERSE and (said.subject in self.shown or _is_node(said.subject))

    def _add(self, merged: dict[str, Fact], leads: set[str], fact: Fact) -> None:
        """Adds a fact to those merged so far; `leads` are what these say without their details."""
        lead = repr((fact["property"], fact["inverse"], fact["value"]))
        if fact["derived"] and lead in leads:
            return
        leads.add(lead)
        known = merged.setdefault(lead + repr(fact["detail"]), fact)
        if known is not fact:
            passages = {*known["passages"], *fact["passages"]}
            known["passages"] = sorted(passages, key=lambda short: int(short[1:]))
            known["flags"] = sorted({*known["flags"], *fact["flags"]})

    def _fact(self, thing: str, said: Statement) -> Fact:
        inverse = said.object == thing
        other: Value = said.subject if inverse else said.object
        passages = self.derivations.passages(said) if said.derived else said.passages
        label, inverse, value, detail, flags = self._read(thing, said, other, inverse=inverse)
        return {
            "property": compact(label),
            "inverse": inverse,
            "value": value,
            "detail": detail,
            "passages": self.sources.ids(passages),
            "derived": said.derived,
            "flags": flags,
        }

    def _read(
        self, thing: str, said: Statement, other: Value, *, inverse: bool
    ) -> tuple[str, bool, Fact, list[str], list[str]]:
        """Term whose label names the fact, direction, value, details and flags."""
        kind = compact(other).partition(":")[0] if isinstance(other, Iri) else ""
        if kind not in namespaces.DETAILS or not isinstance(other, Iri):
            return said.predicate, inverse, self._value(said.predicate, other), [], []
        value, used = self._value_of(thing, other, kind)
        detail = self._detail(thing, other, used)
        sure = confidence_of(self.statements, other)
        flags = [sure] if sure in FLAGS else []
        label, turned = _named(said.predicate, kind, inverse=inverse)
        return label, turned, value, detail, flags

    def _value_of(self, thing: str, node: Iri, kind: str) -> tuple[Fact, str]:
        """What a node says in the first place, and the property that it was taken from."""
        about = self.statements
        leads = {
            "amount": ("asPrinted",),
            "quantity": ("asPrinted",),
            "state": ("status",),
            "tenure": ("heldPost", "org:member"),
            "position": ("dcterms:description",),
            "reading": ("reason",),
            "participation": ("inMeeting", "participant"),
            "observation": ("value",),
        }[kind]
        for name in leads:
            for value in about.values(node, name):
                if value != thing:
                    return self._worded(node, kind, name, value), term(name)
        return {"text": ""}, ""

    def _worded(self, node: Iri, kind: str, name: str, value: Value) -> Fact:
        if kind == "observation" and isinstance(value, Decimal | int):
            unit = self.statements.text(node, "schema:currency")
            return {"text": f"{value:,} {unit}".strip()}
        return self._value(term(name), value)

    def _value(self, predicate: str, value: Value) -> Fact:
        if not isinstance(value, Iri):
            return _text(value)
        if predicate == term("dcterms:source"):
            return self._reference(value)
        return {"id": compact(value)}

    def _reference(self, reference: Iri) -> Fact:
        """A public page that a curator looked up, with its title and address."""
        about = self.statements
        title = about.first(reference, "dcterms:title") or about.first(reference, "dcterms:publisher") or ""
        return {**_text(title or reference.short), "link": about.text(reference, "schema:url")}

    def _detail(self, thing: str, node: Iri, used: str) -> list[str]:
        told = [s for s in self.statements.about.get(node, ()) if s.predicate in DETAILS and s.object != thing]
        attested = sorted(shown(s.object) for s in told if s.predicate == ATTESTED)
        between = set(attested[1:-1])
        words = [
            self._word(said)
            for said in sorted(told, key=_detail_order)
            if said.predicate != used and not (said.predicate == ATTESTED and shown(said.object) in between)
        ]
        return list(dict.fromkeys(words))

    def _word(self, said: Statement) -> str:
        if isinstance(said.object, Iri):
            return compact(said.object)
        if said.predicate in PRINTED:
            return f"“{said.object}”"
        if said.predicate == term("valueUSD"):
            return f"{said.object:,} USD"
        return shown(said.object)


def _text(value: Value) -> Fact:
    language = getattr(value, "language", None)
    return {"text": shown(value), "language": language} if language else {"text": shown(value)}


def _named(predicate: str, kind: str, *, inverse: bool) -> tuple[str, bool]:
    """The term that names a fact whose value is a node, and whether the fact reads against its direction."""
    if kind == "participation":
        return {
            term("participant"): (term("participatedIn"), False),
            term("inMeeting"): (term("participant"), False),
        }.get(predicate, (predicate, inverse))
    if predicate == term("org:member"):
        return term("heldPost"), False
    if kind in {"reading", "observation", "position"} and inverse:
        return term(kind.capitalize()), False
    return predicate, inverse


def _is_node(thing: str) -> bool:
    return compact(thing).partition(":")[0] in namespaces.DETAILS


def _detail_order(said: Statement) -> tuple[int, str]:
    return DETAILS.get(said.predicate, len(DETAILS)), shown(said.object)


def _order(fact: Fact) -> tuple[bool, bool, bool, str, int, str]:
    first = int(fact["passages"][0][1:]) if fact["passages"] else 0
    return (
        not fact["passages"],
        fact["inverse"],
        fact["derived"],
        fact["property"],
        first,
        repr((fact["value"], fact["detail"])),
    )


def written(fact: Fact) -> Fact:
    """A fact without what is empty or false, as the page's data hold it."""
    return {name: value for name, value in fact.items() if value or name == "property"}
