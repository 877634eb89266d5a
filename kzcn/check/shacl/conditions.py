"""Components of SHACL as SPARQL expressions: true where a value meets the component, never an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import count

from kzcn.check.shacl.shape_graph import SH, Node, NotCompiledError, ShapeGraph, path
from kzcn.check.shacl.violations import UnusableShapesError
from kzcn.namespaces import PREFIXES
from kzcn.oxigraph import RDF_TYPE, Literal, text

XSD = PREFIXES["xsd"]
CAST = {
    XSD + name
    for name in (
        *("boolean", "decimal", "integer", "double", "float", "date", "time", "dateTime"),
        *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
        *("duration", "yearMonthDuration", "dayTimeDuration"),
    )
}  # datatypes whose lexical form Oxigraph checks by a cast
NODE_KINDS = {
    "IRI": "ISIRI({0})",
    "Literal": "ISLITERAL({0})",
    "BlankNode": "ISBLANK({0})",
    "BlankNodeOrIRI": "(ISBLANK({0}) || ISIRI({0}))",
    "BlankNodeOrLiteral": "(ISBLANK({0}) || ISLITERAL({0}))",
    "IRIOrLiteral": "(ISIRI({0}) || ISLITERAL({0}))",
}
ORDERED = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
ANNOTATIONS = {"message", "severity", "name", "description", "order", "group", "defaultValue", "path", "flags"}
TARGETS = {"targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"}
SubClasses = Callable[[str], tuple[str, ...]]


class Conditions:
    """Writes the conditions of shapes; every variable of its own is new."""

    def __init__(self, shapes: ShapeGraph, subclasses: SubClasses) -> None:
        self.shapes = shapes
        self.subclasses = subclasses
        self._numbers = count(1)

    def of_values(self, shape: Node, value: str) -> list[str]:
        """For each component of `shape` that looks at single values: the condition that the variable `value` meets.

        Components that count, and nested property shapes, are left to the caller. Raises NotCompiledError.
        """
        writers: Mapping[str, Callable[[Node, str], str]] = {
            "class": self._class,
            "datatype": _datatype,
            "nodeKind": _node_kind,
            "in": self._in,
            "hasValue": lambda term, variable: f"SAMETERM({variable}, {term})",
            "minLength": lambda term, variable: _length(variable, ">=", term),
            "maxLength": lambda term, variable: _length(variable, "<=", term),
            "pattern": lambda term, variable: self._pattern(shape, term, variable),
            "languageIn": self._languages,
            "node": self.conforms,
            "or": lambda term, variable: self._logic(term, variable, " || "),
            "and": lambda term, variable: self._logic(term, variable, " && "),
            "not": lambda term, variable: f"!({self.conforms(term, variable)})",
            **{name: _ordered(sign) for name, sign in ORDERED.items()},
        }
        return [writers[name](term, value) for name in writers for term in self.shapes.values(shape, name)]

    def conforms(self, shape: Node, value: str) -> str:
        """The condition that the variable `value` conforms to `shape`, nested property shapes included."""
        known = {"property", "minCount", "maxCount"}
        self.refuse_unknown(shape, known)
        conditions = self.of_values(shape, value) + [
            self._has_property(inner, value) for inner in self.shapes.values(shape, "property")
        ]
        return "(" + " && ".join(conditions or ["true"]) + ")"

    def refuse_unknown(self, shape: Node, more: set[str]) -> None:
        """Raises NotCompiledError where `shape` has a property of SHACL beyond those of `of_values` and `more`."""
        known = ANNOTATIONS | TARGETS | more | ORDERED.keys()
        known |= {"class", "datatype", "nodeKind", "in", "hasValue", "minLength", "maxLength", "pattern"}
        known |= {"languageIn", "node", "or", "and", "not"}
        for name in self.shapes.properties(shape):
            if name.startswith(SH) and name.removeprefix(SH) not in known:
                raise NotCompiledError(f"sh:{name.removeprefix(SH)}")

    def _has_property(self, shape: Node, subject: str) -> str:
        """A nested property shape: how many values, and that none breaks it."""
        route = self.shapes.value(shape, "path")
        if route is None:
            raise NotCompiledError("a property shape without path")
        value = self._new()
        step = f"{subject} {path(self.shapes, route)} {value}"
        wrong = [f"NOT EXISTS {{ {step} FILTER (!({condition})) }}" for condition in self._of_nested(shape, value)]
        least, most = self.shapes.number(shape, "minCount"), self.shapes.number(shape, "maxCount")
        if least not in (None, 0, 1) or most not in (None, 0, 1):
            raise NotCompiledError("a nested count above one")
        if least:
            wrong.append(f"EXISTS {{ {step} }}")
        if most == 0:
            wrong.append(f"NOT EXISTS {{ {step} }}")
        if most == 1:
            other = self._new()
            twice = f"{step} . {subject} {path(self.shapes, route)} {other}"
            wrong.append(f"NOT EXISTS {{ {twice} FILTER (!SAMETERM({value}, {other})) }}")
        return "(" + " && ".join(wrong or ["true"]) + ")"

    def _of_nested(self, shape: Node, value: str) -> list[str]:
        self.refuse_unknown(shape, {"property", "minCount", "maxCount"})
        nested = [self._has_property(inner, value) for inner in self.shapes.values(shape, "property")]
        return self.of_values(shape, value) + nested

    def _class(self, term: Node, variable: str) -> str:
        kind = self._new()
        classes = ", ".join(f"<{iri}>" for iri in self.subclasses(text(term)))
        return f"EXISTS {{ {variable} <{RDF_TYPE}> {kind} FILTER ({kind} IN ({classes})) }}"

    def _in(self, term: Node, variable: str) -> str:
        members = list(self.shapes.members(term))
        if any(isinstance(member, Literal) and member.datatype.value != XSD + "string" for member in members):
            return "(" + " || ".join(f"SAMETERM({variable}, {member})" for member in members) + ")"
        return f"COALESCE({variable} IN ({', '.join(map(str, members))}), false)"

    def _pattern(self, shape: Node, term: Node, variable: str) -> str:
        try:
            re.compile(text(term))
        except re.error as error:  # Oxigraph would take it for a pattern that nothing breaks
            raise UnusableShapesError(f"the pattern {text(term)!r} is malformed: {error}") from error
        flags = self.shapes.value(shape, "flags")
        more = f", {flags}" if flags is not None else ""
        return f"(!ISBLANK({variable}) && REGEX(STR({variable}), {term}{more}))"

    def _languages(self, term: Node, variable: str) -> str:
        ranges = [f"LANGMATCHES(LANG({variable}), {member})" for member in self.shapes.members(term)]
        return f"(ISLITERAL({variable}) && ({' || '.join(ranges or ['false'])}))"

    def _logic(self, term: Node, variable: str, sign: str) -> str:
        return "(" + sign.join(self.conforms(member, variable) for member in self.shapes.members(term)) + ")"

    def _new(self) -> str:
        return f"?v{next(self._numbers)}"


def _datatype(term: Node, variable: str) -> str:
    formed = f" && COALESCE(ISLITERAL({term}(STR({variable}))), false)" if text(term) in CAST else ""
    return f"(ISLITERAL({variable}) && DATATYPE({variable}) = {term}{formed})"


def _node_kind(term: Node, variable: str) -> str:
    return NODE_KINDS[text(term).removeprefix(SH)].format(variable)


def _length(variable: str, sign: str, term: Node) -> str:
    return f"(!ISBLANK({variable}) && STRLEN(STR({variable})) {sign} {text(term)})"


def _ordered(sign: str) -> Callable[[Node, str], str]:
    return lambda term, variable: f"COALESCE({variable} {sign} {term}, false)"
