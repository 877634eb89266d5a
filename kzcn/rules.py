"""The rules of the ontology: SPARQL CONSTRUCT files that derive shortcuts from what is curated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kzcn.errors import DataError, QueryError
from kzcn.headers import Header, parse_header
from kzcn.namespaces import DERIVED, expand
from kzcn.oxigraph import EmbeddedStore


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


def derive(source: EmbeddedStore, rules: Iterable[Rule]) -> int:
    """Adds what the rules derive to the default graph and to `graph:derived`; gives the number of statements added.

    `source` is in memory and holds what is curated. Every rule sees that and what the rules before it derived, in the
    default graph; what is curated already is not derived again. Raises DataError where a rule cannot be evaluated.
    """
    for rule in rules:
        source.add_triples(_constructed(rule, source))
    source.store.update(
        f"INSERT {{ GRAPH <{DERIVED}> {{ ?s ?p ?o }} }} "
        "WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?graph { ?s ?p ?o } } }"
    )
    return source.count(f"{{ GRAPH <{DERIVED}> {{ ?s ?p ?o }} }}")


def _constructed(rule: Rule, source: EmbeddedStore) -> bytes:
    try:
        return source.constructed(rule.text)
    except QueryError as error:
        place = ":".join(str(number) for number in (error.line, error.column) if number)
        file = f"ontology/rules/{rule.name}.rq{place and ':' + place}"
        said = str(error).rstrip(".")
        raise DataError(f"{file}: the rule cannot be evaluated: {said}. Mend the rule.") from error
