"""Behind a derived statement: the rule that derives it and the nodes that the rule started from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
    parts = CONSTRUCT.search(rule.text)
    if not parts:
        return ()
    template, pattern = parts.groups()
    variables = _variables(template, predicate)
    if not variables:
        return ()
    prologue = rule.text[: parts.start()]
    binds = f"VALUES ?{variables[0]} {{ {turtle(subject)} }}"
    query = f"{prologue}SELECT DISTINCT * WHERE {{ {pattern} FILTER (?{variables[1]} = {turtle(value)}) {binds} }}"
    given = {subject, predicate, value}
    nodes = {
        cell
        for row in select(source, query)
        for cell in row
        if isinstance(cell, Iri)
        and cell.startswith(BASE)
        and cell not in given
        and not cell.startswith(CONCEPTS_AND_TERMS)
    }
    return tuple(sorted(nodes))


def _variables(template: str, predicate: Iri) -> tuple[str, str] | None:
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
