"""A graph of shapes, read node by node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kzcn.namespaces import PREFIXES
from kzcn.oxigraph import BlankNode, Literal, NamedNode, Quad, Triple, text

SH = PREFIXES["sh"]
RDF = PREFIXES["rdf"]
Node = NamedNode | BlankNode | Literal | Triple


class NotCompiledError(Exception):
    """A shape uses a part of SHACL that is not compiled; the text names it."""


class ShapeGraph:
    """The triples of shapes, by subject and property."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._values: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            values = self._values[quad.subject][quad.predicate.value]
            if quad.object not in values:
                values.append(quad.object)

    def properties(self, node: Node) -> dict[str, list[Node]]:
        """What stands of `node`: values by the IRI of the property; empty for a stranger."""
        return self._values.get(node, {})

    def values(self, node: Node, name: str) -> list[Node]:
        """The values of the SHACL property `name`, in the order of the file."""
        return self.properties(node).get(SH + name, [])

    def value(self, node: Node, name: str) -> Node | None:
        """The one value of the SHACL property `name`. Raises NotCompiledError where there are several."""
        values = self.values(node, name)
        if len(values) > 1:
            raise NotCompiledError(f"several values of sh:{name}")
        return values[0] if values else None

    def number(self, node: Node, name: str) -> int | None:
        """The whole number that is the value of the SHACL property `name`; None without it."""
        value = self.value(node, name)
        return None if value is None else int(text(value))

    def members(self, head: Node) -> Iterator[Node]:
        """The members of an RDF list."""
        while text(head) != RDF + "nil":
            cell = self.properties(head)
            if not cell.get(RDF + "first") or not cell.get(RDF + "rest"):
                raise NotCompiledError("a list without end")
            yield cell[RDF + "first"][0]
            head = cell[RDF + "rest"][0]

    def targeted(self) -> list[Node]:
        """The shapes that say which nodes they are about, in the order of the files."""
        names = {SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")}
        return [node for node, values in self._values.items() if names & values.keys()]


def path(shapes: ShapeGraph, node: Node) -> str:
    """A SHACL property path in SPARQL's notation. Raises NotCompiledError for what is no path."""
    if isinstance(node, NamedNode) and node.value != RDF + "nil":
        return str(node)
    parts = shapes.properties(node)
    if RDF + "first" in parts:
        return "/".join(path(shapes, step) for step in shapes.members(node))
    for name, mark in (("zeroOrMorePath", "*"), ("oneOrMorePath", "+"), ("zeroOrOnePath", "?")):
        if inner := shapes.value(node, name):
            return f"({path(shapes, inner)}){mark}"
    if inner := shapes.value(node, "inversePath"):
        return f"^({path(shapes, inner)})"
    if inner := shapes.value(node, "alternativePath"):
        return "(" + "|".join(path(shapes, way) for way in shapes.members(inner)) + ")"
    raise NotCompiledError("an unknown kind of path")
