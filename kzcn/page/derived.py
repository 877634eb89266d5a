"""The passages behind derived statements, for a whole graph at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from kzcn.lineage import is_node, pattern_of
from kzcn.page.statements import Statement, Statements, passages_of
from kzcn.rules import Rule
from kzcn.source import SparqlSource, select
from kzcn.values import Iri

Nodes = dict[tuple[str, str], set[str]]


class Derivations:
    """For each derived property the nodes that its rules matched, each rule asked once; see `kzcn.lineage`."""

    def __init__(
        self, source: SparqlSource, statements: Statements, rules: Sequence[Rule], properties: Iterable[str]
    ) -> None:
        self.statements = statements
        self.by_object = cache(self._by_object)
        self.nodes: dict[str, Nodes] = {
            iri: _matched(source, [rule for rule in rules if iri in rule.derives], iri) for iri in properties
        }

    def passages(self, said: Statement) -> list[str]:
        """The passages that a derived statement rests on, as `kzcn.evidence.behind` finds them; sorted."""
        nodes = self.nodes.get(said.predicate, {}).get((str(said.subject), str(said.object)), set())
        if not nodes:
            return []
        matched = {*nodes, str(said.subject), str(said.object)}
        ties = (
            passages
            for node in matched - {str(said.object)}
            for other in self.by_object(node).keys() & matched
            for passages in self.by_object(node)[other]
        )
        return sorted(set(ties)) or passages_of(self.statements.about.get(said.subject, ()))

    def _by_object(self, subject: str) -> dict[str, set[str]]:
        """The passages that tie a thing to others, by the other; only those that are tied by a passage."""
        found: dict[str, set[str]] = defaultdict(set)
        for said in self.statements.about.get(subject, ()):
            if said.passages and isinstance(said.object, Iri):
                found[said.object].update(said.passages)
        return found


def _matched(source: SparqlSource, rules: Iterable[Rule], predicate: str) -> Nodes:
    found: Nodes = defaultdict(set)
    for rule in rules:
        pattern = pattern_of(rule, predicate)
        if not pattern:
            continue
        for row in select(source, pattern.query()):
            pair = (str(row[pattern.subject]), str(row[pattern.object]))
            found[pair] |= {str(cell) for cell in row if is_node(cell) and str(cell) not in {*pair, predicate}}
    return found
