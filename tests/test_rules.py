"""Each rule derives exactly what it should from one small graph, and nothing from another.

The files in cases/rules are named after the rules; a line such as `### derives` begins each part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from trees import CASES, CHECKOUT, small_tree

from kzcn.errors import DataError
from kzcn.folders import Folders
from kzcn.namespaces import DERIVED, PREFIXES
from kzcn.oxigraph import DefaultGraph, NamedNode, Quad, Triple, parse_rdf, store_in_memory
from kzcn.rules import Rule, derive, read_rules

RULES = {rule.name: rule for rule in read_rules(Folders(CHECKOUT).ontology)}
HOME = NamedNode(PREFIXES["graph"] + "given")
PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


def parts() -> list[tuple[str, str, str]]:
    """Rule, given graph and expected triples of each case; where nothing may follow, no triples."""
    found = []
    for path in sorted((CASES / "rules").glob("*.trig")):
        pieces = re.split(r"^### (given|derives|nothing from)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        given = ""
        for title, text in zip(pieces[1::2], pieces[2::2], strict=True):
            if title == "given":
                given = text
            else:
                found.append((path.stem, given if title == "derives" else text, text if title == "derives" else ""))
    return found


def quads(text: str) -> list[Quad]:
    found = parse_rdf((PROLOGUE + text).encode(), ".trig")
    return [q if q.graph_name != DefaultGraph() else Quad(q.subject, q.predicate, q.object, HOME) for q in found]


@pytest.mark.parametrize(("name", "given", "expected"), parts())
def test_rule(name, given, expected):
    assert derived(given, [RULES[name]]) == {Triple(q.subject, q.predicate, q.object) for q in quads(expected)}


def derived(given: str, rules: Iterable[Rule]) -> set[Triple]:
    """What rules add: to the default graph, to the graph of what is derived, and to no other."""
    store = store_in_memory(quads(given))
    before = set(store.store)
    count = derive(store, rules)
    added = set(store.store) - before
    triples = {Triple(q.subject, q.predicate, q.object) for q in added if q.graph_name == NamedNode(DERIVED)}
    in_default = {Triple(q.subject, q.predicate, q.object) for q in added if q.graph_name == DefaultGraph()}
    assert triples == in_default
    assert len(added) == 2 * count
    return triples


def test_every_rule_has_both_kinds_of_case():
    with_triples = {name for name, _, expected in parts() if expected}
    without = {name for name, _, expected in parts() if not expected}
    assert with_triples == without == set(RULES)


def test_what_is_curated_is_not_derived_again():
    given = (
        "participation:x kzcn:participant person:a ; kzcn:inMeeting meeting:m .person:a kzcn:participatedIn meeting:m ."
    )
    assert derived(given, [RULES["50-participated-in"]]) == set()


def test_rules_see_what_earlier_rules_derive():
    given = (
        "meeting:m kzcn:meetingKind meeting-kind:talks . kzcn:Official rdfs:subClassOf kzcn:Person ."
        "participation:x kzcn:inMeeting meeting:m ; kzcn:participant person:a . person:a a kzcn:Official ."
        "participation:y kzcn:inMeeting meeting:m ; kzcn:participant person:b . person:b a kzcn:Official ."
    )
    met = NamedNode(PREFIXES["kzcn"] + "met")
    assert sum(triple.predicate == met for triple in derived(given, RULES.values())) == 2
    assert sum(triple.predicate == met for triple in derived(given, reversed(RULES.values()))) == 0


def test_every_rule_derives_something_from_the_real_graph(graph):
    for rule in RULES.values():
        for iri in rule.derives:
            assert graph.sparql(f"ASK {{ GRAPH graph:derived {{ ?subject <{iri}> ?object }} }}"), (rule.name, iri)


@pytest.mark.parametrize("key", ["title", "derives", "because"])
def test_a_rule_without_a_header_line_is_refused(key, tmp_path):
    tree = small_tree(tmp_path / "tree")
    path = tree / "ontology/rules/51-met.rq"
    path.write_text(path.read_text(encoding="utf-8").replace(f"#+ {key}:", "# "), encoding="utf-8")
    with pytest.raises(DataError, match=rf"^ontology/rules/51-met\.rq has no line “#\+ {key}: …” in its header\."):
        read_rules(tree / "ontology")


def test_a_rule_that_breaks_the_grammar_is_placed():
    rule = Rule("99-bad", RULES["51-met"].header, "CONSTRUCT { ?a ?b ?c }\nWHERE { ?a ?b }")
    with pytest.raises(DataError, match=r"^ontology/rules/99-bad\.rq:2:15: the rule cannot be evaluated: '}' does not"):
        derive(store_in_memory([]), [rule])
