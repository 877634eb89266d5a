"""Every shape has a graph that passes it and a small change that it finds."""

from __future__ import annotations

import csv
import re

import pytest
from trees import CASES, CHECKOUT

from kzcn.build import check
from kzcn.check import errors, shapes
from kzcn.curated import Curated, read
from kzcn.folders import Folders
from kzcn.namespaces import PREFIXES, expand
from kzcn.oxigraph import NamedNode, Quad, parse_rdf, store_in_memory, text

FOLDERS = Folders(CHECKOUT)
PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
SH = PREFIXES["sh"]


def parsed(turtle: str) -> list[Quad]:
    return list(parse_rdf((PROLOGUE + turtle).encode(), ".ttl"))


def read_cases() -> list[tuple[str, str, str]]:
    with (CASES / "shapes" / "cases.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(f"{thing}-{number}", change, message) for number, (thing, change, message) in enumerate(rows[1:], 1)]


CASE_ROWS = read_cases()
GOOD = parsed((CASES / "shapes" / "good.ttl").read_text(encoding="utf-8"))
ALL_MESSAGES = {
    text(quad.object)
    for path in (FOLDERS.ontology / "shapes").rglob("*.ttl")
    for quad in parse_rdf(path.read_bytes(), ".ttl")
    if text(quad.predicate) == SH + "message"
}


def changed_copy(name: str, change: str) -> list[Quad]:
    """A copy of the good thing that `name` begins with, with the change of the case."""
    good, copy = (NamedNode(expand(iri) or "") for iri in (name.rpartition("-")[0], name))
    how, _, what = change.partition(" ")
    own = [Quad(copy, quad.predicate, quad.object) for quad in GOOD if quad.subject == good]
    links = [Quad(quad.subject, quad.predicate, copy) for quad in GOOD if quad.object == good]
    dropped = {expand(word) for word in what.split()} if how.startswith("-") else {expand(what.split()[0])}
    new = parsed(f"{name} {what.replace('SELF', name)} .") if how in {"=", "+"} else []
    if how == "+^":
        predicate, subject = what.split()
        new = parsed(f"{subject} {predicate} {name} .")
    if how in {"-", "="}:
        own = [quad for quad in own if text(quad.predicate) not in dropped]
    if how == "-^":
        links = [quad for quad in links if text(quad.predicate) not in dropped]
    return [*own, *links, *new]


@pytest.fixture(scope="module")
def ontology() -> list[Quad]:
    return [quad for file in read(FOLDERS).files if file.name.startswith("ontology/") for quad in file.quads]


@pytest.fixture(scope="module")
def messages(ontology: list[Quad]) -> dict[str, dict[str, set[str]]]:
    """What the shapes say of each subject, by folder of shapes, when all cases stand in one graph."""
    quads = [*ontology, *GOOD, *(quad for name, change, _ in CASE_ROWS for quad in changed_copy(name, change))]
    found: dict[str, dict[str, set[str]]] = {}
    for folder in ("curated", "derived"):
        for finding in shapes.check(Curated(FOLDERS, ()), store_in_memory(quads), folder):
            found.setdefault(folder, {}).setdefault(finding.subject, set()).add(finding.message)
    return found


@pytest.mark.parametrize("folder", ["curated", "derived"])
def test_good_things_pass(folder, ontology):
    assert shapes.check(Curated(FOLDERS, ()), store_in_memory([*ontology, *GOOD]), folder) == []


@pytest.mark.parametrize(("name", "change", "message"), CASE_ROWS, ids=[row[0] for row in CASE_ROWS])
def test_a_small_change_is_found(name, change, message, messages):
    folder = "derived" if message in derived_messages() else "curated"
    said = sorted(messages[folder].get(name, set()))
    assert [words[-len(message) :] for words in said] == [message]


def derived_messages() -> set[str]:
    written = (FOLDERS.ontology / "shapes/derived/derived.ttl").read_text(encoding="utf-8")
    return {message for message in ALL_MESSAGES if message in written}


def test_every_message_has_a_case():
    patterns = [re.sub(r"\\{\\\?\w+\\}", ".+", re.escape(message)) for message in ALL_MESSAGES]
    without = [p for p in patterns if not any(re.fullmatch(p, message) for _, _, message in CASE_ROWS)]
    assert without == []


def test_every_shape_is_about_something_in_the_real_graph(graph):
    """So that the real graph passes for its merits, not for want of such things."""
    targets: dict[str, list[str]] = {}
    for path in sorted((FOLDERS.ontology / "shapes").rglob("*.ttl")):
        for quad in parse_rdf(path.read_bytes(), ".ttl"):
            if text(quad.predicate) == SH + "targetClass":
                targets.setdefault(str(quad.subject), []).append(f"ASK {{ ?thing a <{text(quad.object)}> }}")
            if text(quad.predicate) == SH + "targetSubjectsOf":
                targets.setdefault(str(quad.subject), []).append(f"ASK {{ ?thing <{text(quad.object)}> ?value }}")
    assert [shape for shape, asked in targets.items() if not any(graph.sparql(query) for query in asked)] == []


def test_the_real_graph_passes():
    """With warnings at most: of what no source says."""
    _, findings = check(FOLDERS)
    assert errors(findings) == []
