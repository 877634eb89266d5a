"""The query library and the tables: headers, parameters, order, and the rows that are expected."""

from __future__ import annotations

import random
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from expected.refresh import EXPECTED, asked_with_examples, expected_text

from kzcn.folders import Folders
from kzcn.graph import Graph
from kzcn.library import LibraryQuery, read_library
from kzcn.oxigraph import EmbeddedStore, NamedNode, Quad, parse_rdf, store_in_memory
from kzcn.parameters import read_values
from kzcn.values import Rows

QUERIES = Folders.find().queries
LIBRARY = read_library(QUERIES)
TABLES = read_library(QUERIES / "tables")
EVERY = {**LIBRARY, **{f"tables/{name}": query for name, query in TABLES.items()}}
THEMES = {"people", "meetings", "projects", "money", "agreements", "places", "evidence", "network", "figures"}
TYPES = {
    *("region", "place", "person", "company", "body", "organization", "agent", "project", "meeting", "agreement"),
    *("article", "sector", "status", "product", "measure", "entity", "date", "year", "number", "text"),
}
WITH_PARAMETERS = [(name, parameter) for name, query in LIBRARY.items() for parameter in query.parameters]
COUNTED = re.compile(r"^ *# The sums that count\.\n(.*?)^ *# End of the sums that count\.$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", EVERY)
def test_header_says_title_question_and_theme(name: str) -> None:
    query = EVERY[name]
    assert query.title and query.question.endswith(("?", ".")), "the header needs a title and a question"
    assert query.theme in (THEMES if name in LIBRARY else {"tables"})
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", query.name)


@pytest.mark.parametrize("name", EVERY)
def test_only_used_prefixes_are_declared(name: str) -> None:
    text = EVERY[name].text
    body = re.sub(r"^PREFIX .*$", "", text, flags=re.MULTILINE)
    for prefix in re.findall(r"^PREFIX ([\w-]+):", text, flags=re.MULTILINE):
        assert re.search(rf"(?<![\w-]){prefix}:", body), f"{prefix}: is declared and not used"


@pytest.mark.parametrize("name", EVERY)
def test_runs_without_the_prefixes_of_the_store(name: str, built: Path) -> None:
    """The file runs as it stands in any engine: every prefix it uses is declared, and no engine extension is used."""
    store = _raw_store(built)
    store.query(EVERY[name].text)


@pytest.mark.parametrize("name", EVERY)
def test_columns_are_those_of_the_header(name: str, graph: Graph) -> None:
    result = graph.source.query(_text(name, graph))
    if isinstance(result, Rows):
        assert result.columns == tuple(EVERY[name].columns)
    else:
        assert not EVERY[name].columns, "a CONSTRUCT query has no columns"


@pytest.mark.parametrize("name", EVERY)
def test_names_stand_beside_things_and_no_row_twice(name: str, graph: Graph) -> None:
    result = graph.source.query(_text(name, graph))
    if isinstance(result, Rows):
        repeated = [row for row, count in Counter(tuple(row) for row in result).items() if count > 1]
        assert not repeated


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_one_row_a_key(name: str, graph: Graph) -> None:
    key = TABLES[name].header.get("key").split()
    assert key, "the header of a table says its key"
    rows = graph.source.query(TABLES[name].text)
    repeated = [k for k, count in Counter(tuple(row[part] for part in key) for row in rows).items() if count > 1]
    assert not repeated


@pytest.mark.parametrize(("name", "parameter"), WITH_PARAMETERS)
def test_a_parameter_is_typed_bound_and_has_a_good_example(name: str, parameter: str, graph: Graph) -> None:
    query = LIBRARY[name]
    about = query.parameters[parameter]
    assert about.type in TYPES
    assert about.about and about.example
    line = (
        rf"VALUES \?{parameter} {{.*}}.* #\? {parameter}$"
        if about.default
        else rf"#\? {parameter}  VALUES \?{parameter} {{"
    )
    assert re.search(rf"^ *{line}", query.text, flags=re.MULTILINE)
    answer = graph.ask(name, **{parameter: about.example})
    assert len(answer) > 0, f"{about.example} gives nothing"


@pytest.mark.parametrize(
    ("name", "parameter"), [(n, p) for n, p in WITH_PARAMETERS if LIBRARY[n].parameters[p].default]
)
def test_the_default_of_the_header_is_that_of_the_text(name: str, parameter: str, graph: Graph) -> None:
    default = LIBRARY[name].parameters[parameter].default
    left, given = graph.ask(name), graph.ask(name, **{parameter: default})
    assert list(map(tuple, left)) == list(map(tuple, given))


def test_a_default_holds_until_another_value_is_given() -> None:
    header = "#+ param end: text, default a — one end\n"
    query = LibraryQuery("ends", header + 'SELECT ?end {\n  VALUES ?end { "a" } FILTER (?end != "c") #? end\n}')
    assert query.parameters["end"].meaning == "one end; unless given a"
    assert query.bind({}) == query.text
    assert query.bind({"end": "b"}) == header + 'SELECT ?end {\n  VALUES ?end { "b" } FILTER (?end != "c")\n}'


AGGREGATES = {
    *("companies-in-region", "projects-by-sector", "future-partners", "money-by-sector", "money-by-status"),
    *("money-by-region", "money-by-year", "single-source-facts", "who-met-whom"),
    "money-that-moved",
}
SLOW = {"connections"}
# A sum over fewer things is another sum, and the answer of a slow query to everything is large.
NARROWING = [name for name in LIBRARY if LIBRARY[name].parameters and name not in {*AGGREGATES, *SLOW}]


@pytest.mark.parametrize("name", NARROWING)
def test_a_parameter_narrows_the_answer(name: str, graph: Graph) -> None:
    """Bound rows are rows of the whole answer; a query is not quietly another one when it is asked for one thing."""
    query = LIBRARY[name]
    whole = {tuple(row) for row in graph.ask(name)}
    for parameter in query.parameters.values():
        part = {tuple(row) for row in graph.ask(name, **{parameter.name: parameter.example})}
        assert part <= whole, parameter.name


@pytest.mark.parametrize("name", EVERY)
def test_same_rows_in_same_order_whatever_the_order_of_loading(name: str, graph: Graph, built: Path) -> None:
    text = _text(name, graph)
    one, two = (_shuffled(built, seed).query(text) for seed in (1, 2))
    if isinstance(one, Rows) and isinstance(two, Rows):
        assert [tuple(row) for row in one] == [tuple(row) for row in two]
    else:
        assert sorted(map(repr, one)) == sorted(map(repr, two))


@pytest.mark.parametrize("name", [name for name in EVERY if EVERY[name].columns])
def test_order_is_total(name: str, graph: Graph) -> None:
    """No two rows have the same keys of order, so no engine is free to swap them."""
    text = _text(name, graph)
    last = text.rindex("\nORDER BY ")
    keys = _terms(text[last + len("\nORDER BY ") :])
    selected = set(EVERY[name].columns)
    outer = re.search(r"^SELECT (DISTINCT )?", text, flags=re.MULTILINE)
    assert outer
    assert outer[1] or "\nGROUP BY" in text, "without DISTINCT an engine may give a row once for each graph"
    used = {variable for key in keys for variable in re.findall(r"\?(\w+)", key)}
    if outer[1]:
        assert used <= selected, "with DISTINCT the order can only go by columns"
        where = text.index("\nWHERE", outer.end())
        extra = " ".join(f"({key} AS ?order{at})" for at, key in enumerate(keys))
        rows = graph.source.query(f"{text[:where]} {extra}{text[where:]}")
        by = [f"order{at}" for at in range(len(keys))]
    else:
        rows, by = graph.source.query(text), sorted(used & selected)
    repeated = [k for k, n in Counter(tuple(str(row[name]) for name in by) for row in rows).items() if n > 1]
    assert not repeated


@pytest.mark.parametrize("name", EVERY)
def test_same_rows_when_every_triple_stands_in_two_graphs(name: str, graph: Graph, built: Path) -> None:
    text = _text(name, graph)
    assert _as_text(_doubled(built), text) == _as_text(_shuffled(built, 1), text)


@pytest.mark.parametrize("name", LIBRARY)
def test_expected_rows(name: str, graph: Graph) -> None:
    path = EXPECTED / f"{name}.csv"
    assert path.exists(), "run: python -m tests.expected.refresh"
    assert expected_text(graph, name) == path.read_text(encoding="utf-8"), (
        "read what changed, then run: python -m tests.expected.refresh"
    )


def test_no_expectation_without_its_query() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} <= set(LIBRARY)


def test_the_rule_that_counts_nothing_twice_is_one() -> None:
    rules = {re.sub(r"\s+", " ", found[1]) for query in LIBRARY.values() if (found := COUNTED.search(query.text))}
    assert len(rules) == 1


def test_sums_agree_however_they_are_cut(graph: Graph) -> None:
    """By year and by status the totals are one; by region, where some projects count in several, they are more."""
    by_region, by_year, by_status = (
        sum(row.usd or 0 for row in graph.ask(name)) for name in ("money-by-region", "money-by-year", "money-by-status")
    )
    assert by_region > by_year == by_status


def test_a_programme_and_its_part_are_not_added(graph: Graph) -> None:
    sums = " ".join(row.sums for row in graph.ask("money-by-region", region="west-kazakhstan-region"))
    assert "134 billion" in sums
    assert "30 million" not in sums, "the first phase belongs to the 134 billion"


def test_no_project_is_lost(graph: Graph) -> None:
    # A state that only a headline claims is no current status.
    every = {row[0] for row in graph.sparql("SELECT ?project { ?project a kzcn:Project ; kzcn:currentStatus ?status }")}
    for name in ("projects-by-region", "talked-signed-built", "project-history"):
        assert {row.project for row in graph.ask(name)} >= every, name


def test_every_link_of_a_chain_is_given(graph: Graph) -> None:
    links = Counter((row.a, row.b, row.chain, row.links) for row in graph.ask("connections", a="marat-sultangaziyev"))
    assert links
    assert all(count == chain[3] for chain, count in links.items())


def _text(name: str, graph: Graph) -> str:
    """The query as it stands; with its examples where the answer to everything is large."""
    query = EVERY[name]
    if asked_with_examples(name):
        return query.bind(read_values(query, {p.name: p.example for p in query.parameters.values()}, graph.names))
    return query.text


def _terms(order: str) -> list[str]:
    """The terms of an ORDER BY clause, without ASC and DESC.

    >>> _terms("DESC(?usd) STR(?name) ?thing")
    ['(?usd)', 'STR(?name)', '?thing']
    """
    terms, depth, start = [], 0, 0
    for at, letter in enumerate(order.strip() + " "):
        depth += (letter == "(") - (letter == ")")
        if letter == " " and not depth:
            terms.append(order.strip()[start:at])
            start = at + 1
    return [re.sub(r"^(ASC|DESC)\(", "(", term) for term in terms if term]


def _as_text(source: EmbeddedStore, text: str) -> list[str]:
    result = source.query(text)
    return [repr(row) for row in result] if isinstance(result, Rows) else sorted(map(repr, result))


@cache
def _quads(built: Path) -> tuple[Quad, ...]:
    return tuple(parse_rdf((built / "kzcn.nq").read_bytes(), ".nq"))


@cache
def _shuffled(built: Path, seed: int) -> EmbeddedStore:
    quads = list(_quads(built))
    random.Random(seed).shuffle(quads)
    return store_in_memory(quads)


@cache
def _doubled(built: Path) -> EmbeddedStore:
    copy = NamedNode("https://w3id.org/kzcn/graph/copy")
    return store_in_memory([*_quads(built), *(Quad(q.subject, q.predicate, q.object, copy) for q in _quads(built))])


@cache
def _raw_store(built: Path) -> object:
    return _shuffled(built, 1).store
