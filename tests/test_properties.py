"""What holds of any graph, any name and any value that someone types."""

from __future__ import annotations

import json
import random
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from trees import small_tree

from kzcn.curated import read
from kzcn.errors import QueryError, UsageError
from kzcn.folders import Folders
from kzcn.formats import as_text, turtle
from kzcn.library import LibraryQuery
from kzcn.names import normalise
from kzcn.namespaces import BASE, DERIVED, KINDS, PREFIXES, compact, expand
from kzcn.oxigraph import (
    Literal,
    NamedNode,
    Quad,
    Triple,
    parse_rdf,
    sort_key,
    store_in_memory,
    to_node,
    to_value,
    write_rdf,
)
from kzcn.rules import derive, read_rules
from kzcn.values import Iri, Rows, Text, Typed
from kzcn.write.description import describe
from kzcn.write.files import write_lines, write_readable
from kzcn.write.spool import Spool

quick = settings(max_examples=40, deadline=None, derandomize=True)
slow = settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

slugs = st.from_regex(r"[a-z][a-z0-9.-]{0,12}[a-z0-9]|[А-я一-龥]{1,4}", fullmatch=True)
iris = st.builds(lambda kind, slug: NamedNode(f"{BASE}{kind}/{slug}"), st.sampled_from(KINDS), slugs)
properties = st.sampled_from([NamedNode(PREFIXES["kzcn"] + name) for name in ("hasState", "asPrinted", "value", "x-1")])
literals = st.one_of(
    st.builds(Literal, st.text(max_size=20)),
    st.builds(
        lambda text, language: Literal(text, language=language),
        st.text(max_size=20),
        st.sampled_from(["en", "ru", "kk", "zh-hans"]),
    ),
    st.builds(
        lambda text, kind: Literal(text, datatype=NamedNode(PREFIXES["xsd"] + kind)),
        st.one_of(
            st.integers().map(str), st.decimals(allow_nan=False, allow_infinity=False).map(str), st.text(max_size=8)
        ),
        st.sampled_from(["integer", "decimal", "gYear", "date", "boolean", "anyURI"]),
    ),
)
graphs = st.lists(st.builds(Quad, iris, properties, st.one_of(iris, literals), iris), max_size=20)
values = st.one_of(
    st.text(max_size=20),
    st.builds(Text, st.text(max_size=20), st.sampled_from(["en", "ru", "kk", "zh"])),
    st.integers(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.dates(),
    st.integers(1000, 9999).map(lambda year: Typed(str(year), PREFIXES["xsd"] + "gYear")),
    iris.map(lambda node: Iri(node.value)),
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_tree(tmp_path_factory.mktemp("properties") / "tree")


@slow
@given(seed=st.integers())
def test_the_order_of_files_and_statements_never_changes_what_is_written(seed, tree, tmp_path_factory):
    rules = read_rules(tree / "ontology")
    files = list(read(Folders(tree)).files)
    expected = written(files, rules, tmp_path_factory.mktemp("sorted"))
    shuffled = random.Random(seed)
    shuffled.shuffle(files)
    assert written(files, rules, tmp_path_factory.mktemp("shuffled"), shuffled) == expected


def written(files, rules, folder: Path, shuffled: random.Random | None = None) -> dict[str, bytes]:
    quads = [quad for file in files for quad in file.quads]
    if shuffled:
        shuffled.shuffle(quads)
    store = store_in_memory(quads)
    derive(store, rules)
    spool = Spool(folder)
    for at in range(0, len(quads), 1000):
        spool.add(quads[at : at + 1000])
    spool.add_triples(store.dump_triples(DERIVED), DERIVED)
    describe(spool)
    return {path.name: path.read_bytes() for path in [*write_lines(spool, folder), *write_readable(folder)]}


@pytest.mark.parametrize("suffix", [".trig", ".nq"])
@quick
@given(quads=graphs)
def test_quads_are_read_as_they_were_written(suffix, quads):
    ordered = sorted(set(quads), key=sort_key)
    assert set(parse_rdf(serialized(ordered, suffix), suffix)) == set(quads)


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".jsonld"])
@quick
@given(quads=graphs)
def test_triples_are_read_as_they_were_written(suffix, quads):
    triples = {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}
    again = parse_rdf(serialized(sorted(triples, key=sort_key), suffix), suffix)
    assert {Triple(quad.subject, quad.predicate, quad.object) for quad in again} == triples


def serialized(items, suffix: str) -> bytes:
    target = BytesIO()
    write_rdf(items, target, suffix)
    return target.getvalue()


@quick
@given(name=st.text())
@example("Ёлка")
@example("Şanghay İş Birliği")
@example("ﬁﬂ ™")
@example("Й")
def test_normalising_twice_is_normalising_once(name):
    assert normalise(normalise(name)) == normalise(name)


def test_what_readers_type_otherwise_is_the_same():
    assert normalise("Шёлковый  путь") == normalise("шелковый путь")
    assert normalise("Xi’an") == normalise("Xi'an") == normalise("XIAN")
    assert normalise("Й") != normalise("И")


@quick
@given(name=st.text(min_size=1))
def test_spaces_never_matter(name):
    assert normalise(f"  {name} ") == normalise(name)


QUERY = LibraryQuery(
    "words",
    """#+ param words: text, example wind — what to look for
SELECT ?words ?other WHERE {
  #? words  VALUES ?words { "wind" } FILTER (?words != ?nothing || true)
  BIND ("}" AS ?other)
}
""",
)


@quick
@given(value=st.text())
@example('"')
@example("\\")
@example('x" } } DROP ALL #')
@example("\\u0022 } ")
@example("\\g<1>\\1")
@example("\n#? words  VALUES ?words { 1 }")
@example("\u2028\x85\x00\x7f")
def test_a_bound_text_stays_data(value):
    rows = store_in_memory([]).query(QUERY.bind({"words": value}))
    assert isinstance(rows, Rows)
    assert [tuple(row) for row in rows] == [(value, "}")]


@quick
@given(value=values)
def test_a_bound_value_comes_back_the_same(value):
    [row] = store_in_memory([]).query(QUERY.bind({"words": value}))
    assert row.words == value
    assert type(row.words) is type(value)


@quick
@given(value=st.text())
@example("https://example.org/x> } DROP ALL #")
@example("https://example.org/\u2028x")
def test_a_bound_iri_stays_an_iri_or_is_refused(value):
    try:
        rows = store_in_memory([]).query(f"BASE <https://example.org/>\n{QUERY.bind({'words': Iri(value)})}")
    except (UsageError, QueryError):
        return
    assert len(rows) == 1
    assert isinstance(rows[0].words, Iri)


@quick
@given(value=values)
def test_values_survive_terms_and_turtle(value):
    assert to_value(to_node(value)) == value
    [quad] = parse_rdf(f"<a:s> <a:p> {turtle(value)} .".encode(), ".ttl")
    assert to_value(quad.object) == value


@quick
@given(cells=st.lists(st.tuples(values, st.none() | values), max_size=5))
def test_tables_for_programs_have_one_line_a_row(cells):
    rows = Rows(["one", "two"], cells)
    assert as_text(rows, "tsv").count("\n") == len(cells) + 1
    assert json.loads(as_text(rows, "json"))


@quick
@given(node=iris)
def test_prefixed_names_lead_back(node):
    assert expand(compact(node.value)) == node.value


def test_values_compare_as_python_values():
    assert to_value(to_node(Decimal("12.50"))) == Decimal("12.5")
    assert to_value(to_node(date(2025, 6, 16))) == date(2025, 6, 16)
