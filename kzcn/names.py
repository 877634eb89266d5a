"""Finding things by name: any language, any spelling that the graph knows, any typing of it."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kzcn.errors import UsageError, did_you_mean, nearest
from kzcn.formats import turtle
from kzcn.namespaces import BASE, TERMS, compact, expand, local
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Text, Value, shown

ALL_NAMES = """
SELECT ?thing ?name ?property WHERE {
  VALUES ?property {
    skos:prefLabel skos:altLabel kzcn:nameAsPrinted rdfs:label kzcn:isoCode schema:tickerSymbol dcterms:title
  }
  ?thing ?property ?name .
}
ORDER BY ?thing ?property STR(?name) LANG(?name)"""
# Kinds that sources call by name: what a name means first. Projects and meetings are named by curators.
NAMED_BY_SOURCES = tuple(
    f"{BASE}{kind}/" for kind in ("person", "company", "body", "organization", "place", "platform")
)
NEVER_MEANT = tuple(f"{BASE}{kind}/" for kind in ("reference", "scheme", "rate"))
MOST_CHOICES = 12
SHORTEST_WORD = 4


def normalise(name: str) -> str:
    """A name as it is compared: no case, accents, punctuation or surplus spaces.

    >>> normalise("Xi'an")
    'xian'
    >>> normalise("TBEA  Co., Ltd.")
    'tbea co ltd'
    """
    folded = unicodedata.normalize("NFKD", name.casefold()).casefold()  # twice: ™ is made of capitals
    decomposed = unicodedata.normalize("NFKD", folded)
    # The breve of й is part of the letter, not an accent: keep what composes again in Cyrillic.
    kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter) or letter == "\u0306")
    plain = unicodedata.normalize("NFC", kept)
    words = "".join(letter if letter.isalnum() else "" if letter in "'’ʼ`ʹ" else " " for letter in plain)
    return " ".join(words.split())


@dataclass
class Names:
    """The names that a source gives to things, for looking up and for showing."""

    source: SparqlSource

    @cached_property
    def rows(self) -> list[tuple[Iri, str, str]]:
        """Thing, name and property that gives the name, of every name, in a fixed order."""
        return [(row[0], row[1], str(row[2])) for row in select(self.source, ALL_NAMES)]  # type: ignore[misc]

    @cached_property
    def labels(self) -> dict[str, str]:
        """The name under which each thing is shown: English, else the first language it has."""
        found: dict[str, str] = {}
        english: set[str] = set()
        for thing, name, property_ in self.rows:
            if not property_.endswith(("prefLabel", "#label", "/title")):
                continue
            in_english = getattr(name, "language", "") == "en"
            if thing not in found or (in_english and thing not in english):
                found[thing] = str(name)
            if in_english:
                english.add(thing)
        return found

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        index: dict[str, set[str]] = defaultdict(set)
        for thing, name, _ in self.rows:
            index[normalise(str(name))].add(str(thing))
        for thing in {thing for thing, _, _ in self.rows}:
            index[normalise(local(thing))].add(str(thing))
        return index

    def label(self, iri: str) -> str:
        """The name of a thing; its prefixed name where it has none."""
        return self.labels.get(iri, compact(iri))

    def names_of(self, iri: str) -> list[Text | str]:
        """Every name of a thing, each once."""
        return list(dict.fromkeys(name for thing, name, _ in self.rows if thing == iri))

    def find(self, name: str, kinds: Iterable[str] = ()) -> Iri:
        """The one thing that `name` means: an IRI, a prefixed name, a slug, or a name in any language.

        `kinds` limits the search to IRIs of these kinds. Raises UsageError where nothing or more than one thing
        bears the name, with the nearest names or with the choices.
        """
        wanted = tuple(kinds)
        iri = expand(name)
        if iri is not None:
            if iri in self.labels or self._exists(iri):
                _refuse_other_kinds(name, (Iri(iri),), wanted)
                return Iri(iri)
            suggestions = self._like(name.rsplit(":", maxsplit=1)[-1], wanted)
            raise UsageError(f"{name} is not in the graph.{did_you_mean(suggestions)}", suggestions)
        found = self.search(name, wanted)
        named = [thing for thing in found if thing.startswith(NAMED_BY_SOURCES)]
        if len(found) == 1 or len(named) == 1:
            return (named or found)[0]
        if not found:
            _refuse_other_kinds(name, self.search(name), wanted)
            of_kind = f" as {' or '.join(wanted)}" if wanted else ""
            suggestions = self._like(name, wanted)
            raise UsageError(
                f"Nothing in the graph is called {name!r}{of_kind}.{did_you_mean(suggestions)}", suggestions
            )
        choices = [f"{thing.short} ({self.label(thing)})" for thing in found]
        offered = "; ".join(choices[:MOST_CHOICES]) + (
            f"; and {len(choices) - MOST_CHOICES} more" if len(choices) > MOST_CHOICES else ""
        )
        raise UsageError(f"{name!r} can mean {len(found)} things: {offered}. Say which.", choices)

    def search(self, name: str, kinds: Iterable[str] = ()) -> list[Iri]:
        """The things that `name` can mean, the best kind of match only: whole name, slug, beginning, or words in it."""
        wanted = normalise(name)
        allowed = tuple(f"{BASE}{kind}/" for kind in kinds)
        if not wanted:
            return []
        tests = (
            lambda known: known == wanted,
            lambda known: known.startswith(wanted + " "),
            lambda known: f" {wanted} " in f" {known} ",
            lambda known: known.startswith(wanted),
            lambda known: wanted in known,
        )
        for test in tests:
            found = {thing for known, things in self._by_name.items() if test(known) for thing in things}
            found = {thing for thing in found if _wanted(thing, allowed)}
            if found:
                return [Iri(thing) for thing in sorted(found, key=_kind_order)]
        return []

    def property(self, name: str) -> Iri:
        """The property of that local name, prefixed name or label. Raises UsageError where there is none."""
        iri = expand(name)
        terms = {t: label for t, label in self.labels.items() if t.startswith(TERMS) and t[len(TERMS) :][:1].islower()}
        if iri in terms or (iri and not iri.startswith(TERMS)):
            return Iri(iri)
        wanted = name.removeprefix("kzcn:").casefold()
        found = [t for t, label in terms.items() if wanted in {t.removeprefix(TERMS).casefold(), label.casefold()}]
        if len(found) == 1:
            return Iri(found[0])
        suggestions = nearest(name.removeprefix("kzcn:"), [term.removeprefix(TERMS) for term in terms])
        remedy = " See what the graph says of a thing with: kzcn show NAME"
        raise UsageError(f"There is no property {name!r}.{did_you_mean(suggestions)}{remedy}", suggestions)

    def means(self, wanted: str, value: Value) -> bool:
        """Whether `wanted`, a name, slug, IRI, text or number, can mean `value`."""
        if not isinstance(value, Iri):
            return shown(value).casefold() == wanted.casefold()
        return value in {wanted, expand(wanted)} or value in self.search(wanted)

    def _exists(self, iri: str) -> bool:
        term = turtle(Iri(iri))
        return bool(self.source.query(f"ASK {{ {{ {term} ?p ?o }} UNION {{ ?s ?p2 {term} }} }}"))

    def _like(self, name: str, kinds: tuple[str, ...]) -> list[str]:
        allowed = tuple(f"{BASE}{kind}/" for kind in kinds)
        known: dict[str, str] = {}
        for text, things in self._by_name.items():
            for thing in sorted(filter(lambda iri: _wanted(iri, allowed), things), key=_kind_order)[:1]:
                known.setdefault(text, thing)
                for word in text.split():
                    if len(word) >= SHORTEST_WORD:
                        known.setdefault(word, thing)
        found = [known[text] for text in nearest(normalise(name), list(known))]
        return [compact(thing) for thing in dict.fromkeys(found)]


def _refuse_other_kinds(name: str, found: Iterable[Iri], wanted: tuple[str, ...]) -> None:
    """Raises UsageError where `name` means things, but none of the kinds that are looked for."""
    things = list(found)[:MOST_CHOICES]
    if wanted and things and not any(thing.startswith(tuple(f"{BASE}{kind}/" for kind in wanted)) for thing in things):
        meant = " or ".join(thing.short for thing in things)
        means = f"{name} is another thing" if expand(name) else f"{name!r} means {meant}"
        raise UsageError(f"{means}, but a {' or '.join(wanted)} is needed here.")


def _wanted(iri: str, allowed: tuple[str, ...]) -> bool:
    """Whether a thing is of a kind that is looked for; without kinds, anything but terms and references."""
    return iri.startswith(allowed) if allowed else iri.startswith(BASE) and not iri.startswith((TERMS, *NEVER_MEANT))


def _kind_order(iri: str) -> tuple[bool, str]:
    return not iri.startswith(NAMED_BY_SOURCES), iri
