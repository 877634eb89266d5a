"""Compiled shapes find what pySHACL finds: on the shapes of the ontology, and on each part of SHACL by itself."""

from __future__ import annotations

import pytest
from test_shapes import CASE_ROWS, FOLDERS, GOOD, changed_copy, parsed

from kzcn.check.shacl import reference
from kzcn.check.shacl.conditions import SubClasses
from kzcn.check.shacl.constraints import Constraint, compile_shapes
from kzcn.check.shacl.engine import violations
from kzcn.check.shacl.shape_graph import NotCompiledError, ShapeGraph
from kzcn.check.shacl.violations import UnusableShapesError
from kzcn.check.shapes import read_shapes
from kzcn.curated import Curated, read
from kzcn.oxigraph import store_in_memory

THINGS = """
kzcn:A rdfs:subClassOf kzcn:B .
place:a a kzcn:A ; kzcn:n 1 , 2 , 3 ; kzcn:t "one"@en , "eins"@de , "uno"@en ; kzcn:to place:b , place:c .
place:b a kzcn:B ; kzcn:n "x" , 5.5 ; kzcn:t "two" ; kzcn:to place:a ; kzcn:d "2025-02-30"^^xsd:date .
place:c a kzcn:C ; kzcn:d "2025-02-28"^^xsd:date , "2025"^^xsd:gYear ; kzcn:to "text" ; kzcn:t "", "Three letters"@kk .
place:d a kzcn:B .
"""
HERE = 'kzcn:s a sh:NodeShape ; sh:targetClass kzcn:B , kzcn:C ; sh:message "no"@en ; '
SHAPES = {
    "class of the node": HERE + "sh:class kzcn:B .",
    "not": HERE + "sh:not [ sh:class kzcn:A ] .",
    "and": HERE + "sh:and ( [ sh:class kzcn:B ] [ sh:nodeKind sh:IRI ] ) .",
    "or of nested properties": HERE + "sh:or ( [ sh:property [ sh:path kzcn:d ; sh:minCount 1 ] ] "
    "[ sh:property [ sh:path kzcn:n ; sh:minCount 1 ] ] ) .",
    "nested maximum": HERE + "sh:node [ sh:property [ sh:path kzcn:to ; sh:maxCount 1 ] ] .",
    "nested class": HERE + "sh:node [ sh:property [ sh:path kzcn:to ; sh:class kzcn:B ] ] .",
    "none allowed": HERE + "sh:node [ sh:property [ sh:path kzcn:d ; sh:maxCount 0 ] ] .",
    **{
        name: HERE + f'sh:property [ sh:path {path} ; {rest} ; sh:message "no"@en ] .'
        for name, path, rest in [
            ("at least two", "kzcn:n", "sh:minCount 2"),
            ("at most two", "kzcn:n", "sh:maxCount 2"),
            ("at most one", "kzcn:to", "sh:maxCount 1"),
            ("at most one by any path", "[ sh:alternativePath ( kzcn:n kzcn:d ) ]", "sh:maxCount 1"),
            ("none at all", "kzcn:d", "sh:maxCount 0"),
            (
                "several conditions on one value",
                "kzcn:n",
                "sh:datatype xsd:integer ; sh:minInclusive 2 ; sh:maxInclusive 5",
            ),
            ("class", "kzcn:to", "sh:class kzcn:B"),
            ("two classes", "kzcn:to", "sh:class kzcn:B , kzcn:A"),
            ("datatype", "kzcn:n", "sh:datatype xsd:integer"),
            ("ill-formed date", "kzcn:d", "sh:datatype xsd:date"),
            ("kind of node", "kzcn:to", "sh:nodeKind sh:IRI"),
            ("literals", "kzcn:to", "sh:nodeKind sh:BlankNodeOrLiteral"),
            ("bounds", "kzcn:n", "sh:minExclusive 1 ; sh:maxInclusive 3"),
            ("other bounds", "kzcn:n", "sh:minInclusive 2 ; sh:maxExclusive 5.5"),
            ("lengths", "kzcn:t", "sh:minLength 1 ; sh:maxLength 5"),
            ("pattern", "kzcn:t", 'sh:pattern "^[a-z]+$"'),
            ("pattern with flags", "kzcn:t", 'sh:pattern "^[a-z ]+$" ; sh:flags "i"'),
            ("languages", "kzcn:t", 'sh:languageIn ( "en" "kk" )'),
            ("one in each language", "kzcn:t", "sh:uniqueLang true"),
            ("one of a list", "kzcn:n", "sh:in ( 1 2 3 )"),
            ("one of some texts", "kzcn:t", 'sh:in ( "two" "" )'),
            (
                "has a value",
                "kzcn:to",
                "sh:minCount 1 ; sh:qualifiedValueShape [ sh:hasValue place:b ] ; sh:qualifiedMinCount 1",
            ),
            (
                "at least one such",
                "kzcn:t",
                'sh:qualifiedValueShape [ sh:languageIn ( "en" ) ] ; sh:qualifiedMinCount 1',
            ),
            (
                "at most one such",
                "kzcn:n",
                "sh:qualifiedValueShape [ sh:datatype xsd:integer ] ; sh:qualifiedMaxCount 1",
            ),
            ("against the arrow", "[ sh:inversePath kzcn:to ]", "sh:minCount 1"),
            ("two steps", "( kzcn:to kzcn:n )", "sh:minCount 1"),
            ("any steps", "[ sh:oneOrMorePath kzcn:to ]", "sh:maxCount 2"),
            ("a step or none", "[ sh:zeroOrOnePath kzcn:to ]", "sh:nodeKind sh:IRI"),
            ("either way", "[ sh:alternativePath ( kzcn:n kzcn:d ) ]", "sh:minCount 1"),
            ("property of values", "kzcn:to", 'sh:property [ sh:path kzcn:n ; sh:minCount 1 ; sh:message "deep"@en ]'),
        ]
    },
    "targets": "kzcn:s a sh:NodeShape ; sh:targetNode place:d ; sh:targetSubjectsOf kzcn:d ; "
    "sh:targetObjectsOf kzcn:to ; "
    'sh:property [ sh:path kzcn:n ; sh:minCount 1 ; sh:message "no"@en ] .',
    "query": "kzcn:s a sh:NodeShape ; sh:targetClass kzcn:B ; "
    + 'sh:sparql [ sh:message "with {?other}"@en ; sh:prefixes kzcn:p ; sh:select "SELECT $this ?other WHERE '
    '{ $this kzcn:to ?other . ?other kzcn:to $this }" ] . kzcn:p sh:declare [ sh:prefix "kzcn" ; '
    'sh:namespace "https://w3id.org/kzcn/ontology#"^^xsd:anyURI ] .',
    "warning": HERE + 'sh:property [ sh:path kzcn:d ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "no"@en ] .',
}


def compiled(shapes: str) -> list[Constraint]:
    one_class: SubClasses = lambda kind: (kind,)  # noqa: E731
    return compile_shapes(ShapeGraph(parsed(shapes)), one_class)


@pytest.mark.parametrize("name", SHAPES)
def test_each_part_agrees_with_pyshacl(name):
    things, shapes = parsed(THINGS), parsed(SHAPES[name])
    compiled(SHAPES[name])
    ours, theirs = (
        sorted({(v.focus, v.path, v.value, v.severity, v.message) for v in found})
        for found in (violations(store_in_memory(things), shapes), reference.violations(things, shapes))
    )
    assert ours == theirs != []


@pytest.mark.parametrize("folder", ["curated", "derived"])
def test_the_shapes_of_the_ontology_agree_with_pyshacl(folder):
    ontology = [quad for file in read(FOLDERS).files if file.name.startswith("ontology/") for quad in file.quads]
    quads = [*ontology, *GOOD, *(quad for name, change, _ in CASE_ROWS for quad in changed_copy(name, change))]
    shapes = read_shapes(Curated(FOLDERS, ()), folder)
    assert set(violations(store_in_memory(quads), shapes)) == set(reference.violations(quads, shapes))


@pytest.mark.parametrize("folder", ["curated", "derived"])
def test_all_shapes_of_the_ontology_are_compiled(folder):
    shapes = ShapeGraph(read_shapes(Curated(FOLDERS, ()), folder))
    assert compile_shapes(shapes, lambda kind: (kind,))


def test_what_is_not_compiled_is_left_to_pyshacl():
    shapes = (
        HERE + "sh:property [ sh:path kzcn:n ; sh:disjoint kzcn:to ] , "
        '[ sh:path kzcn:d ; sh:equals kzcn:n ; sh:message "differ"@en ] .'
    )
    with pytest.raises(NotCompiledError, match="sh:disjoint"):
        compiled(shapes)
    found = violations(store_in_memory(parsed(THINGS)), parsed(shapes))
    assert {v.message for v in found} == {"differ"}


@pytest.mark.parametrize(
    "shapes",
    [
        HERE + 'sh:property [ sh:path kzcn:t ; sh:pattern "(" ] .',
        HERE + 'sh:sparql [ sh:select "SELECT $this WHERE { $this kzcn:to }" ] .',
    ],
)
def test_shapes_that_cannot_be_applied_say_so(shapes):
    with pytest.raises(UnusableShapesError):
        list(violations(store_in_memory(parsed(THINGS)), parsed(shapes)))
