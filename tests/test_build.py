"""What a build writes: the same bytes every time, the same graph in every file, every fact with its passage."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import owlrl
import pytest
from trees import CHECKOUT, run, run_script, small_tree, sources_folder, spoil

from kzcn.build import build, check
from kzcn.check import anchors
from kzcn.curated import CuratedFile, graph_of, read
from kzcn.errors import DataError
from kzcn.folders import Folders
from kzcn.namespaces import DATASET_GRAPH, DERIVED, PREFIXES
from kzcn.oxigraph import DefaultGraph, EmbeddedStore, NamedNode, Quad, Triple, parse_rdf, store_in_memory, text
from kzcn.rdf import to_rdflib

BUILD = "from kzcn.cli import main; import sys; main(['build', '--from', sys.argv[1], '--graph', sys.argv[2]])"
LANGUAGES = {"en", "ru", "kk", "zh"}
# What a check for findable, accessible, interoperable and reusable ontologies looks for.
FAIR = (
    *("dcterms:title", "dcterms:description", "dcterms:creator", "dcterms:publisher", "dcterms:license"),
    *("dcterms:created", "dcterms:issued", "dcterms:modified", "dcterms:bibliographicCitation", "dcterms:rights"),
    *("owl:versionIRI", "owl:versionInfo", "bibo:status"),
    *("vann:preferredNamespacePrefix", "vann:preferredNamespaceUri"),
)


def quads_of(path: Path) -> set[Quad]:
    return set(parse_rdf(path.read_bytes(), path.suffix))


def triples_of(quads: set[Quad]) -> set[Triple]:
    return {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}


@pytest.fixture(scope="module")
def quads(built: Path) -> set[Quad]:
    return quads_of(built / "kzcn.nq")


@pytest.fixture(scope="module")
def articles() -> list[CuratedFile]:
    return [file for file in read(Folders(CHECKOUT)).files if file.is_article]


# The same every time


@pytest.mark.parametrize("seed", ["1", "4294967295"])
def test_two_builds_give_the_same_bytes(seed, selected, tmp_path):
    outcome = run_script(BUILD, selected.parent / "tree", tmp_path / "build", PYTHONHASHSEED=seed)
    assert outcome.returncode == 0, outcome.stderr
    assert text_files(tmp_path / "build") == text_files(selected)


def text_files(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "store")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_build_lists_what_it_did(tmp_path):
    tree, steps = small_tree(tmp_path / "tree"), []
    result = build(Folders(tree), tmp_path / "build", report=lambda step, outcome: steps.append((step, outcome)))
    assert [step for step, _ in steps] == list(result.seconds)
    assert list(result.seconds) == ["read", "check", "derive", "check again", "lines", "write", "page", "describe"]
    assert (result.counts["Project"], result.counts["Article"], result.findings) == (2, 1, [])
    written = quads_of(tmp_path / "build/kzcn.nq")
    assert result.curated + result.derived == len({q for q in written if text(q.graph_name) != DATASET_GRAPH})


def test_a_build_of_broken_data_says_where(tmp_path):
    tree = small_tree(tmp_path / "tree")
    spoil(tree, {"file": "ARTICLE", "swap": ["schema:value 2500000", "schema:value -1"]})
    with pytest.raises(DataError, match="in 1 place; nothing was written") as caught:
        build(Folders(tree), tmp_path / "build")
    assert [finding.place for finding in caught.value.findings] == ["graph/articles/2025-01-15-steppe-tomato.trig:76"]
    assert not (tmp_path / "build").exists()


# The same graph in every file


def test_trig_and_nquads_hold_the_same(built, quads):
    assert quads_of(built / "kzcn.trig") == quads


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld"])
def test_merged_files_hold_the_union(suffix, built, quads):
    assert triples_of(quads_of(built / f"kzcn.{suffix}")) == triples_of(quads)


def test_the_store_holds_the_named_graphs_and_their_union_as_default_graph(built, quads):
    stored = set(EmbeddedStore.on_disk(built / "store").store)
    default = {quad for quad in stored if isinstance(quad.graph_name, DefaultGraph)}
    assert triples_of(default) == triples_of(stored - default)
    # A store writes numbers in their shortest form: 469.4 for 469.40.
    assert stored == set(store_in_memory(quads).store)


def test_what_is_derived_is_not_curated(quads):
    derived = triples_of({quad for quad in quads if quad.graph_name == NamedNode(DERIVED)})
    curated = triples_of({quad for quad in quads if quad.graph_name != NamedNode(DERIVED)})
    assert derived
    assert not derived & curated


def test_the_description_names_every_file_with_its_checksum(built):
    rows = store_in_memory(quads_of(built / "dataset.ttl")).query(
        "SELECT ?name ?sum ?size "
        "{ ?file dcterms:title ?name ; dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum }"
    )
    files = {name: content for name, content in text_files(built).items() if name != "dataset.ttl"}
    assert {str(row.name): (str(row.sum), row.size) for row in rows} == {
        name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in files.items()
    }


def test_tables_have_a_header_and_rows(built):
    tables = sorted((built / "csv").glob("*.csv"))
    assert [table.stem for table in tables] == sorted(p.stem for p in (CHECKOUT / "queries/tables").glob("*.rq"))
    for table in tables:
        assert table.read_text(encoding="utf-8").count("\n") > 1, table.name


# Every fact with its passage


def test_every_fact_of_an_article_stands_in_a_passage(articles):
    outside = []
    for file in articles:
        home = NamedNode(graph_of(file.name))
        passages = {q.subject for q in file.quads if q.graph_name == home and text(q.object).endswith("#Passage")}
        article = NamedNode(PREFIXES["article"] + file.path.stem)
        outside += [q for q in file.quads if q.graph_name == home and q.subject not in {*passages, article}]
        outside += [q for q in file.quads if q.graph_name != home and q.graph_name not in passages]
    assert outside == []


def test_every_anchor_is_short_and_every_passage_has_one(articles):
    for file in articles:
        found = [quad for quad in file.quads if text(quad.predicate) == anchors.ANCHOR]
        passages = {quad.subject for quad in file.quads if text(quad.object).endswith("#Passage")}
        assert {quad.subject for quad in found} == passages
        assert len(found) == len(passages)
        assert max(len(text(quad.object)) for quad in found) <= 60


def test_every_anchor_occurs_once_in_its_text(articles):
    folder = sources_folder()
    if not folder.is_dir():
        pytest.skip(f"The texts of the articles are not at hand in {folder}; name their folder in KZCN_SOURCES")
    texts = anchors.read_texts(folder)
    at_hand = [file for file in articles if file.path.stem in texts]
    assert len(at_hand) >= 5
    counts = Counter(
        texts[file.path.stem].count(text(quad.object))
        for file in at_hand
        for quad in file.quads
        if text(quad.predicate) == anchors.ANCHOR
    )
    assert set(counts) == {1}


def test_the_checks_with_texts_find_no_error_and_no_unknown_name():
    folder = sources_folder()
    if not folder.is_dir():
        pytest.skip(f"The texts of the articles are not at hand in {folder}; name their folder in KZCN_SOURCES")
    _, findings = check(Folders(CHECKOUT), folder)
    assert [str(finding) for finding in findings if finding.code in {"anchor", "name-not-in-text"}] == []


# The ontology


@pytest.fixture(scope="module")
def terms() -> list[Quad]:
    return [quad for file in read(Folders(CHECKOUT)).files if "/terms/" in file.name for quad in file.quads]


def contradictions(quads: list[Quad] | set[Quad]) -> list[str]:
    """What the closure under the rules of OWL 2 RL finds to be contradictory."""
    graph = to_rdflib(quads)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return sorted(str(value) for _, predicate, value in graph if str(predicate).endswith("#error"))


def test_ontology_and_data_are_consistent_under_owl_2_rl(selected):
    """Of forty articles: the closure grows faster than the graph. In all, disjoint classes are looked for below."""
    assert contradictions(read(Folders(selected.parent / "tree")).quads) == []


def members_of_disjoint_classes(quads: list[Quad] | set[Quad]) -> set[str]:
    """Things of two disjoint classes, by their types and by the domains and ranges of their properties."""
    said: dict[str, list[Quad]] = {}
    for quad in quads:
        said.setdefault(text(quad.predicate), []).append(quad)
    wider: dict[str, set[str]] = {}
    for quad in said[PREFIXES["rdfs"] + "subClassOf"]:
        wider.setdefault(text(quad.subject), set()).add(text(quad.object))
    ends = [
        (text(quad.subject), text(quad.object), end == "domain")
        for end in ("domain", "range")
        for quad in said[PREFIXES["rdfs"] + end]
    ]
    kinds: dict[str, set[str]] = {}
    for quad in said[PREFIXES["rdf"] + "type"]:
        kinds.setdefault(text(quad.subject), set()).add(text(quad.object))
    for prop, kind, of_subject in ends:
        for quad in said.get(prop, ()):
            kinds.setdefault(text(quad.subject if of_subject else quad.object), set()).add(kind)
    apart = [{text(q.subject), text(q.object)} for q in said[PREFIXES["owl"] + "disjointWith"]]
    for own in kinds.values():
        while more := {w for kind in own for w in wider.get(kind, ())} - own:
            own.update(more)
    return {thing for thing, own in kinds.items() if any(pair <= own for pair in apart)}


def test_nothing_is_of_two_disjoint_classes(quads, terms):
    assert members_of_disjoint_classes(quads) == set()
    thing, kind = NamedNode("https://example.org/both"), NamedNode(PREFIXES["rdf"] + "type")
    both = [Quad(thing, kind, NamedNode(PREFIXES["kzcn"] + name)) for name in ("Official", "Company")]
    assert members_of_disjoint_classes([*terms, *both]) == {text(thing)}


def test_a_contradiction_would_be_found(terms):
    thing, kind = NamedNode("https://example.org/both"), NamedNode(PREFIXES["rdf"] + "type")
    both = [Quad(thing, kind, NamedNode(PREFIXES["kzcn"] + name)) for name in ("Article", "Passage")]
    assert contradictions([*terms, *both])[0].startswith("Disjoint classes ")


def test_every_term_has_labels_in_four_languages_and_a_definition(terms):
    declared = {q.subject for q in terms if text(q.predicate) == PREFIXES["rdf"] + "type"}
    ours = {subject for subject in declared if text(subject).startswith(PREFIXES["kzcn"])}
    languages: dict[str, list[str]] = {}
    defined = {q.subject for q in terms if text(q.predicate) == PREFIXES["skos"] + "definition"}
    for quad in terms:
        if text(quad.predicate) == PREFIXES["rdfs"] + "label":
            languages.setdefault(text(quad.subject), []).append(quad.object.language)
    assert len(ours) > 100
    assert [text(term) for term in ours if sorted(languages.get(text(term), [])) != sorted(LANGUAGES)] == []
    assert ours - defined == set()


@pytest.mark.parametrize("name", FAIR)
def test_the_ontology_describes_itself(name, graph):
    assert graph.sparql(f"ASK {{ <https://w3id.org/kzcn/ontology> a owl:Ontology ; {name} ?value }}")


def test_the_ontology_has_one_open_licence_and_a_versioned_iri(graph):
    [row] = graph.sparql(
        "SELECT ?licence ?iri ?version { ?o a owl:Ontology ; dcterms:license ?licence ; owl:versionIRI ?iri ; "
        "owl:versionInfo ?version FILTER (?o = <https://w3id.org/kzcn/ontology>) }"
    )
    assert row.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert row.iri == f"https://w3id.org/kzcn/ontology/{row.version}"


def test_the_reference_explains_every_class(built, terms):
    page = (built / "ontology.html").read_text(encoding="utf-8")
    classes = {text(q.subject) for q in terms if text(q.object) == PREFIXES["owl"] + "Class"}
    assert [iri for iri in classes if iri not in page] == []


def test_the_build_command_says_where_the_build_is_and_what_to_try(tmp_path):
    tree = small_tree(tmp_path / "tree")
    outcome = run("build", "--from", tree, "--graph", tmp_path / "build")
    assert outcome.code == 0
    assert f"Built {tmp_path}/build in " in outcome.out
    assert "Try next:" in outcome.out
