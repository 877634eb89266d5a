"""Behind a derived statement: the rule that derives it and the nodes that the rule started from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from kzcn.formats import turtle
from kzcn.namespaces import BASE, PREFIXES
from kzcn.rules import Rule
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Value

CONSTRUCT = re.compile(r"CONSTRUCT\s*\{(.*?)\}\s*WHERE\s*\{(.*)\}\s*$", re.DOTALL)
CONCEPTS_AND_TERMS = (
    PREFIXES["kzcn"],
    PREFIXES["graph"],
    *(PREFIXES[kind] for kind in ("status", "meeting-kind", "role")),
)


@dataclass(frozen=True)
class Lineage:
    """One rule that derives a statement, and the nodes of the graph that its pattern matched."""

    rule: Rule
    nodes: tuple[Iri, ...]


@dataclass(frozen=True)
class Pattern:
    """What a rule matches: its prologue and WHERE, and the variables of the subject and object that it derives."""

    prologue: str
    where: str
    subject: str
    object: str

    def query(self, more: str = "") -> str:
        """A SELECT query of everything that the pattern matches; `more` is added to its conditions."""
        return f"{self.prologue}SELECT DISTINCT * WHERE {{ {self.where} {more} }}"


def lineage_of(
    source: SparqlSource, rules: Sequence[Rule], subject: Iri, predicate: Iri, value: Value
) -> list[Lineage]:
    """The rules whose pattern gives the statement, each with the nodes it matched; empty where none does."""
    found = []
    for rule in rules:
        if predicate not in rule.derives:
            continue
        nodes = _matched(source, rule, subject, predicate, value)
        if nodes:
            found.append(Lineage(rule, nodes))
    return found


def _matched(source: SparqlSource, rule: Rule, subject: Iri, predicate: Iri, value: Value) -> tuple[Iri, ...]:
    pattern = pattern_of(rule, predicate)
    if not pattern:
        return ()
    binds = f"VALUES ?{pattern.subject} {{ {turtle(subject)} }}"
    query = pattern.query(f"FILTER (?{pattern.object} = {turtle(value)}) {binds}")
    given = {subject, predicate, value}
    nodes = {cell for row in select(source, query) for cell in row if is_node(cell) and cell not in given}
    return tuple(sorted(nodes))


def pattern_of(rule: Rule, predicate: str) -> Pattern | None:
    """The pattern from which a rule derives statements of `predicate`; None where it derives none."""
    parts = CONSTRUCT.search(rule.text)
    variables = _variables(parts[1], predicate) if parts else None
    return Pattern(rule.text[: parts.start()], parts[2], *variables) if parts and variables else None


def is_node(cell: object) -> TypeGuard[Iri]:
    """Whether a value is a thing of the graph that a rule can start from, and not a concept or term."""
    return isinstance(cell, Iri) and cell.startswith(BASE) and not cell.startswith(CONCEPTS_AND_TERMS)


def _variables(template: str, predicate: str) -> tuple[str, str] | None:
    """The variables that stand for subject and object of `predicate` in a rule's template."""
    subject = ""
    for part in re.split(r"[;.]", template):
        words = part.split()
        if len(words) == 3:  # noqa: PLR2004 - subject, predicate, object
            subject, words = words[0], words[1:]
        if len(words) == 2 and subject.startswith("?") and words[1].startswith("?"):  # noqa: PLR2004
            prefix, _, local = words[0].partition(":")
            if words[0].startswith("?") or PREFIXES.get(prefix, "") + local == predicate:
                return subject[1:], words[1][1:]
    return None
