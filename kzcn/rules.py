"""The rules of the ontology: SPARQL CONSTRUCT files that derive shortcuts from what is curated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kzcn.errors import DataError, QueryError
from kzcn.headers import Header, parse_header
from kzcn.namespaces import DERIVED, expand
from kzcn.oxigraph import DefaultGraph, EmbeddedStore, NamedNode, Quad, Store

DERIVED_GRAPH = NamedNode(DERIVED)


@dataclass(frozen=True)
class Rule:
    """One rule: its file name without ending, its header, and the text of its query."""

    name: str
    header: Header
    text: str

    @property
    def derives(self) -> tuple[str, ...]:
        """IRIs of the properties that the header names as derived."""
        words = self.header.get("derives").replace(",", " ").split()
        return tuple(iri for word in words if ":" in word and (iri := expand(word)))


def read_rules(folder: Path) -> list[Rule]:
    """The rules in ontology/rules/, in the order of their numbers. Raises DataError for a rule without header."""
    rules = []
    for path in sorted(folder.glob("rules/*.rq")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"ontology/rules/{path.name} cannot be read as UTF-8: {error}.") from error
        header = parse_header(text)
        for key in ("title", "derives", "because"):
            if not header.get(key):
                raise DataError(f"ontology/rules/{path.name} has no line “#+ {key}: …” in its header. Add one.")
        rules.append(Rule(path.stem, header, text))
    return rules


def derive(source: EmbeddedStore, rules: Iterable[Rule]) -> tuple[list[Quad], dict[str, int]]:
    """The quads that the rules add, all in the graph `graph:derived`, and how many each rule adds.

    `source` holds what is curated; its default graph gains what is derived.

    Every rule sees what is curated and what the rules before it derived; what is curated already is not
    derived again. Raises DataError where a rule cannot be evaluated.
    """
    store = source.store
    derived: dict[Quad, None] = {}
    counts: dict[str, int] = {}
    for rule in rules:
        new = _new_quads(rule, store)
        counts[rule.name] = len(new)
        derived.update(dict.fromkeys(new))
        store.extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in new)
    return list(derived), counts


def _new_quads(rule: Rule, store: Store) -> list[Quad]:
    try:
        triples = set(EmbeddedStore(store).construct(rule.text))
    except QueryError as error:
        place = ":".join(str(number) for number in (error.line, error.column) if number)
        file = f"ontology/rules/{rule.name}.rq{place and ':' + place}"
        said = str(error).rstrip(".")
        raise DataError(f"{file}: the rule cannot be evaluated: {said}. Mend the rule.") from error
    return [
        Quad(triple.subject, triple.predicate, triple.object, DERIVED_GRAPH)
        for triple in triples
        if Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) not in store
    ]
