"""Shapes as queries: each is one SELECT of the nodes, and values, that break a part of a shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kzcn.check.shacl.conditions import Conditions, SubClasses
from kzcn.check.shacl.shape_graph import SH, Node, NotCompiledError, ShapeGraph, path
from kzcn.oxigraph import RDF_TYPE, NamedNode, text

COUNTS = {"minCount", "maxCount", "uniqueLang", "qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount"}


@dataclass(frozen=True)
class Constraint:
    """What one query finds: all that breaks the conditions of a shape on values, or on their number.

    `query` selects ?this, and ?value where a single value is at fault; `path` is the IRI of the property, empty where
    the shape looks at the node itself or along a longer path; `severity` is an IRI of SHACL; `message` may name
    columns of the query as {?name}.
    """

    query: str
    path: str
    severity: str
    message: str


def compile_shapes(shapes: ShapeGraph, subclasses: SubClasses) -> list[Constraint]:
    """The constraints of every shape that has a target. Raises NotCompiledError for what SHACL can and this cannot."""
    compiler = _Compiler(shapes, subclasses)
    return [constraint for shape in shapes.targeted() for constraint in compiler.of_shape(shape)]


class _Compiler:
    def __init__(self, shapes: ShapeGraph, subclasses: SubClasses) -> None:
        self.shapes = shapes
        self.subclasses = subclasses
        self.conditions = Conditions(shapes, subclasses)

    def of_shape(self, shape: Node) -> Iterator[Constraint]:
        target = self._target(shape)
        if self.shapes.value(shape, "path") is not None:
            yield from self._of_property(shape, target)
            return
        self.conditions.refuse_unknown(shape, {"property", "sparql"})
        if conditions := self.conditions.of_values(shape, "?this"):
            yield self._constraint(shape, f"SELECT ?this WHERE {{ {target} {_breaking(conditions)} }}")
        for constraint in self.shapes.values(shape, "sparql"):
            yield self._of_sparql(shape, constraint, target)
        for inner in self.shapes.values(shape, "property"):
            yield from self._of_property(inner, target)

    def _target(self, shape: Node) -> str:
        ways = [
            f"{{ ?this <{RDF_TYPE}> <{kind}> }}"
            for node in self.shapes.values(shape, "targetClass")
            for kind in self.subclasses(text(node))
        ]
        ways += [f"{{ VALUES ?this {{ {node} }} }}" for node in self.shapes.values(shape, "targetNode")]
        ways += [f"{{ ?this {node} ?any }}" for node in self.shapes.values(shape, "targetSubjectsOf")]
        ways += [f"{{ ?any {node} ?this }}" for node in self.shapes.values(shape, "targetObjectsOf")]
        if self.shapes.values(shape, "target") or not ways:
            raise NotCompiledError("sh:target")
        return f"{{ SELECT DISTINCT ?this WHERE {{ {' UNION '.join(ways)} }} }}"

    def _of_property(self, shape: Node, target: str) -> Iterator[Constraint]:
        route = self.shapes.value(shape, "path")
        if route is None:
            raise NotCompiledError("a property shape without path")
        self.conditions.refuse_unknown(shape, COUNTS | {"property"})
        step = f"?this {path(self.shapes, route)} ?value"
        for query in self._counts(shape, target, step):
            yield self._constraint(shape, query)
        if conditions := self.conditions.of_values(shape, "?value"):
            query = f"SELECT DISTINCT ?this ?value WHERE {{ {target} {step} {_breaking(conditions)} }}"
            yield self._constraint(shape, query)
        start = f"{{ SELECT (?this AS ?from) WHERE {{ {target} }} }}"
        values = f"{{ SELECT DISTINCT ?this WHERE {{ {start} ?from {path(self.shapes, route)} ?this }} }}"
        for inner in self.shapes.values(shape, "property"):
            yield from self._of_property(inner, values)

    def _counts(self, shape: Node, target: str, step: str) -> Iterator[str]:
        least, most = self.shapes.number(shape, "minCount"), self.shapes.number(shape, "maxCount")
        yield from _too_few_or_many(target, step, "", least, most)
        unique = self.shapes.value(shape, "uniqueLang")
        if unique is not None and text(unique) == "true":
            yield (
                f'SELECT ?this WHERE {{ {target} {step} FILTER (LANG(?value) != "") }} '
                "GROUP BY ?this (LCASE(LANG(?value)) AS ?language) HAVING (COUNT(DISTINCT ?value) > 1)"
            )
        qualified = self.shapes.value(shape, "qualifiedValueShape")
        if qualified is not None:
            fits = f"FILTER ({self.conditions.conforms(qualified, '?value')})"
            least = self.shapes.number(shape, "qualifiedMinCount")
            most = self.shapes.number(shape, "qualifiedMaxCount")
            yield from _too_few_or_many(target, step, fits, least, most)

    def _of_sparql(self, shape: Node, constraint: Node, target: str) -> Constraint:
        select = self.shapes.value(constraint, "select")
        if select is None:
            raise NotCompiledError("a SPARQL constraint without sh:select")
        prefixes = "".join(
            f"PREFIX {text(prefix)}: <{text(namespace)}>\n"
            for owner in self.shapes.values(constraint, "prefixes")
            for declared in self.shapes.values(owner, "declare")
            for prefix in self.shapes.values(declared, "prefix")
            for namespace in self.shapes.values(declared, "namespace")
        )
        query = f"{prefixes}SELECT DISTINCT * WHERE {{ {target} {{ {text(select)} }} }}"
        own = self.shapes.value(constraint, "message") or self.shapes.value(shape, "message")
        return self._constraint(shape, query, message=own)

    def _constraint(self, shape: Node, query: str, *, message: Node | None = None) -> Constraint:
        route = self.shapes.value(shape, "path")
        said = message or self.shapes.value(shape, "message")
        severity = self.shapes.value(shape, "severity")
        return Constraint(
            query,
            route.value if isinstance(route, NamedNode) else "",
            text(severity) if severity is not None else SH + "Violation",
            text(said) if said is not None else f"The shape {_name(shape)} is not met.",
        )


def _too_few_or_many(target: str, step: str, fits: str, least: int | None, most: int | None) -> Iterator[str]:
    """Queries for nodes with too few or too many values that fit; asked without counting where one is the limit."""
    counted = "SELECT ?this WHERE {{ {} {} }} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) {} {})"
    values = f"{step} {fits}"
    if least == 1:
        yield f"SELECT ?this WHERE {{ {target} FILTER NOT EXISTS {{ {values} }} }}"
    elif least:
        yield counted.format(target, f"OPTIONAL {{ {values} }}", "<", least)
    if most == 1 and not fits:
        other = f"FILTER EXISTS {{ {step.replace('?value', '?other')} FILTER (!SAMETERM(?value, ?other)) }}"
        yield f"SELECT ?this WHERE {{ {target} FILTER EXISTS {{ {step} {other} }} }}"
    elif most is not None:
        yield counted.format(target, values, ">", most)


def _breaking(conditions: Sequence[str]) -> str:
    """A filter for what breaks one of the conditions or more; that it is found once is enough, with one message."""
    return f"FILTER (!({' && '.join(conditions)}))"


def _name(shape: Node) -> str:
    return re.sub(r".*[/#]", "", text(shape)) or "without a name"
