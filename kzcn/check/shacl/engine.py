"""Checking a graph with compiled shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from kzcn.check.shacl.conditions import SubClasses
from kzcn.check.shacl.constraints import Constraint, compile_shapes
from kzcn.check.shacl.shape_graph import NotCompiledError, ShapeGraph
from kzcn.check.shacl.violations import UnusableShapesError, Violation
from kzcn.errors import QueryError
from kzcn.namespaces import PREFIXES
from kzcn.oxigraph import BlankNode, EmbeddedStore, Quad, Term, text

SUBCLASSES = "SELECT DISTINCT ?sub WHERE {{ ?sub <{}subClassOf>* <{}> }}"


def violations(store: EmbeddedStore, shapes: Sequence[Quad]) -> Iterator[Violation]:
    """Every node of the store that breaks a shape. Raises UnusableShapesError for shapes that cannot be applied."""
    try:
        constraints = compile_shapes(ShapeGraph(shapes), _subclasses(store))
    except NotCompiledError:
        from kzcn.check.shacl.reference import violations as by_pyshacl

        yield from by_pyshacl(store.default_graph(), shapes)
        return
    for constraint in constraints:
        yield from _broken(store, constraint)


def _subclasses(store: EmbeddedStore) -> SubClasses:
    @cache
    def of(kind: str) -> tuple[str, ...]:
        found = store.solutions(SUBCLASSES.format(PREFIXES["rdfs"], kind))
        return tuple(sorted({kind, *(text(row["sub"]) for row in found if not isinstance(row["sub"], BlankNode))}))

    return of


def _broken(store: EmbeddedStore, constraint: Constraint) -> Iterator[Violation]:
    try:
        for row in store.solutions(constraint.query):
            focus, value = row["this"], row.get("value")
            if isinstance(focus, BlankNode):  # found already, with its place
                continue
            shown = "" if value is None or value == focus else text(value)
            yield Violation(text(focus), constraint.path, shown, constraint.severity, _filled(constraint.message, row))
    except QueryError as error:
        said = str(error).rstrip(".")
        raise UnusableShapesError(f"the query that says “{constraint.message}” breaks: {said}") from error


def _filled(message: str, row: Mapping[str, Term]) -> str:
    """The message with the columns of the row that it names; {?value} is left to who shows it."""
    for name, term in row.items():
        if name != "value":
            message = message.replace(f"{{?{name}}}", text(term))
    return message
