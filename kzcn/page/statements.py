"""The graph in memory as the page reads it: every statement about its things once, with the graphs that say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from kzcn import namespaces
from kzcn.namespaces import BASE, DERIVED, PREFIXES, local
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Text, Value, shown

ALL = f"""
SELECT ?graph ?subject ?predicate ?object WHERE {{
  GRAPH ?graph {{ ?subject ?predicate ?object }}
  FILTER (STRSTARTS(STR(?graph), "{BASE}") && STRSTARTS(STR(?subject), "{BASE}"))
}}"""

PASSAGES = PREFIXES["passage"]
TYPE = PREFIXES["rdf"] + "type"
LANGUAGES = ("en", "ru", "kk", "zh")
LABELS = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label")
OTHER_NAMES = (PREFIXES["skos"] + "altLabel", PREFIXES["kzcn"] + "nameAsPrinted", PREFIXES["schema"] + "tickerSymbol")
NAMES = {*LABELS, *OTHER_NAMES}
LONG = 50

Labels = dict[str, str]
Key = tuple[Iri, Iri, str, str, Value]


@lru_cache(maxsize=1 << 18)
def compact(iri: str) -> str:
    """The prefixed name of an IRI, remembered: a page asks for the same ones many times."""
    return namespaces.compact(iri)


@cache
def term(name: str) -> str:
    """The IRI of a prefixed name; without a prefix, of a term of the ontology.

    >>> term("met")
    'https://w3id.org/kzcn/ontology#met'
    """
    prefix, colon, rest = name.partition(":")
    return PREFIXES[prefix] + rest if colon else PREFIXES["kzcn"] + name


@cache
def _terms(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(term, names))


class Statement(NamedTuple):
    """Subject, predicate and object, the graphs they stand in, and those of these that are passages, both sorted."""

    subject: Iri
    predicate: Iri
    object: Value
    graphs: tuple[str, ...]
    passages: tuple[str, ...]

    @property
    def derived(self) -> bool:
        """Whether only a rule says it."""
        return self.graphs == (DERIVED,)


@dataclass
class Statements:
    """The statements of a graph, by subject and by object."""

    about: dict[str, list[Statement]] = field(default_factory=dict)
    to: dict[str, list[Statement]] = field(default_factory=dict)
    _sorted: dict[int, dict[str, list[Statement]]] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, source: SparqlSource) -> Statements:
        """Everything that the named graphs of a source say of things of ours."""
        found = _graphs_by_statement(source)
        places: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        statements = cls(defaultdict(list), defaultdict(list))
        # Sorted here: a store on disk takes ten times as long for it.
        for (subject, predicate, _, _, value), graphs in sorted(found.items(), key=_order):
            place = places.get(graphs)
            if place is None:
                place = places[graphs] = (graphs, tuple(graph for graph in graphs if graph.startswith(PASSAGES)))
            statements._add(Statement(subject, predicate, value, *place))
        return statements

    def _add(self, statement: Statement) -> None:
        self.about[statement.subject].append(statement)
        if isinstance(statement.object, Iri):
            self.to[statement.object].append(statement)

    def __iter__(self) -> Iterator[Statement]:
        for statements in self.about.values():
            yield from statements

    def find(self, subject: str, *predicates: str) -> list[Statement]:
        """The statements of `subject` with one of the predicates, given as prefixed names."""
        return self._with(self.about.get(subject, ()), predicates)

    def into(self, value: str, *predicates: str) -> list[Statement]:
        """The statements with `value` as object and one of the predicates, given as prefixed names."""
        return self._with(self.to.get(value, ()), predicates)

    def _with(self, told: Sequence[Statement], predicates: tuple[str, ...]) -> list[Statement]:
        """Those with one of the predicates; a long list, which many things ask, is sorted by predicate once."""
        wanted = _terms(predicates)
        if len(told) > LONG:
            known = self._by_predicate(told)
            wanted &= known.keys()
            if len(wanted) <= 1:
                return [s for predicate in wanted for s in known[predicate]]
        return [s for s in told if s.predicate in wanted]

    def _by_predicate(self, told: Sequence[Statement]) -> dict[str, list[Statement]]:
        known = self._sorted.get(id(told))  # the lists live as long as this object does
        if known is None:
            known = self._sorted[id(told)] = defaultdict(list)
            for statement in told:
                known[statement.predicate].append(statement)
        return known

    def values(self, subject: str, *predicates: str) -> list[Value]:
        """The objects of `find`."""
        return [s.object for s in self.find(subject, *predicates)]

    def iris(self, subject: str, *predicates: str) -> list[Iri]:
        """The objects of `find` that are things."""
        return [value for value in self.values(subject, *predicates) if isinstance(value, Iri)]

    def first(self, subject: str, *predicates: str) -> Value | None:
        """The first of the objects of `find`; None where there is none."""
        return next(iter(self.values(subject, *predicates)), None)

    def text(self, subject: str, *predicates: str) -> str:
        """The text of `first`, whole for an IRI; empty where there is none."""
        value = self.first(subject, *predicates)
        return str(value) if isinstance(value, Iri) else shown(value)

    @cached_property
    def instances(self) -> dict[str, list[Iri]]:
        """The things of each class, by the IRI of the class."""
        found: dict[str, list[Iri]] = defaultdict(list)
        for statement in self:
            if statement.predicate == TYPE:
                found[str(statement.object)].append(statement.subject)
        return found

    def of(self, kind: str) -> list[Iri]:
        """The things of a class, given as prefixed name, in the order of their IRIs."""
        return sorted(self.instances.get(term(kind), ()))

    def labels(self, thing: str) -> Labels:
        """The names of a thing by language, English always: else another of its names, else its slug in words."""
        found: Labels = {}
        for statement in self.about.get(thing, ()):
            if statement.predicate in LABELS and isinstance(statement.object, Text):
                found.setdefault(statement.object.language, str(statement.object))
        labels = {language: found[language] for language in LANGUAGES if language in found}
        if "en" not in labels:
            other = next(iter(labels.values()), None) or next(iter(found.values()), None)
            labels = {"en": other or _words(thing), **labels}
        return labels

    def names(self, thing: str) -> list[str]:
        """Every spelling of a thing in every script, each once; the names it is shown under first."""
        found = list(self.labels(thing).values())
        found += [str(s.object) for s in self.about.get(thing, ()) if s.predicate in NAMES]
        return list(dict.fromkeys(found))


def _graphs_by_statement(source: SparqlSource) -> dict[Key, tuple[str, ...]]:
    """The named graphs of each statement, sorted; type and language tell apart values of the same text."""
    found: dict[Key, tuple[str, ...]] = {}
    for graph, subject, predicate, value in select(source, ALL):
        key = (subject, predicate, type(value).__name__, getattr(value, "language", ""), value)
        known = found.get(key)  # type: ignore[arg-type]
        found[key] = tuple(sorted((*known, graph))) if known else (graph,)  # type: ignore[index,assignment,arg-type]
    return found


def _order(item: tuple[Key, tuple[str, ...]]) -> tuple[str, ...]:
    (subject, predicate, kind, language, value), graphs = item
    return (graphs[0], subject, predicate, value if isinstance(value, str) else str(value), kind, language)


def _words(iri: str) -> str:
    return local(iri.rstrip("/")).replace("-", " ")


def passages_of(statements: Iterable[Statement]) -> list[str]:
    """IRIs of the passages that make the statements, each once, sorted."""
    return sorted({passage for statement in statements for passage in statement.passages})
