"""Every query of the library gives the same rows on every store as on the embedded one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from expected.refresh import asked_with_examples
from servers.fixtures import STORES
from servers.process import Server

import kzcn
from kzcn.folders import Folders
from kzcn.graph import Graph
from kzcn.library import LibraryQuery, read_library
from kzcn.parameters import read_values
from kzcn.remote import RemoteStore
from kzcn.values import Result, Rows

QUERIES = Folders.find().queries
SERVERS = [*STORES, "kzcn"]
LIBRARY = read_library(QUERIES)
EVERY = {**LIBRARY, **{f"tables/{name}": query for name, query in read_library(QUERIES / "tables").items()}}

# What Virtuoso 7.2.5 cannot answer, or answers wrongly, however the query was turned: by store, query, parameters.
WRONG = {
    ("virtuoso", "conflicts", "entity"): "a COALESCE over two OPTIONALs in a branch of a UNION mixes up its rows",
    ("virtuoso", "connections", "a b"): "the query becomes more than 10,000 lines of SQL (SP031)",
    ("virtuoso", "timeline", "since"): "a bound on the least of a group's dates is a compiler error (SQ156)",
    ("virtuoso", "timeline", "region since"): "the same",
    ("virtuoso", "meetings", "since"): "where a COALESCE is filtered, rows come in the order of another date",
    ("virtuoso", "money-by-company", ""): "joins with the greatest text of a group lose most of their rows",
    ("virtuoso", "project-history", ""): "the order by a number's text is another",
    ("virtuoso", "tables/articles", ""): "a count of solutions from several graphs leaves some out",
    ("virtuoso", "tables/evidence", ""): "the same",
    ("virtuoso", "transport-and-transit", "since"): "a COALESCE that is filtered gives the date of another row",
}
LOADS = 3
# What RDF4J 4.1.3 answers alike, but in a minute or never: it evaluates paths before what would bind their ends.
SLOW = {
    ("rdf4j", "connections", "a b"),
    ("rdf4j", "money-by-company", ""),
    ("rdf4j", "money-by-company", "company"),
}


def ways(name: str, query: LibraryQuery) -> Iterator[tuple[str, ...]]:
    """The parameters that are given when a query is asked: none, all of them, each alone."""
    parameters = tuple(query.parameters)
    if not asked_with_examples(name):
        yield ()
        if len(parameters) > 1:
            yield from ((parameter,) for parameter in parameters)
    if parameters:
        yield parameters


def cases() -> Iterator[Any]:
    for store in SERVERS:
        for name, query in EVERY.items():
            for given in ways(name, query):
                marks = [pytest.mark.xdist_group(store)]
                if (store, name, " ".join(given)) in SLOW:
                    marks.append(pytest.mark.skip(f"{store} takes a minute or more for this query"))
                yield pytest.param(store, name, given, id="-".join([store, name, *given]), marks=marks)


@pytest.mark.parametrize(("store", "name", "given"), list(cases()))
def test_the_same_rows(
    store: str, name: str, given: tuple[str, ...], selected_graph: Graph, loaded_store: Callable[..., Server]
) -> None:
    query = EVERY[name]
    examples = {parameter: query.parameters[parameter].example for parameter in given}
    text = query.bind(read_values(query, examples, selected_graph.names))
    remote = RemoteStore(loaded_store(store).query_url, timeout=120)
    here = compared(selected_graph.source.query(text), store)
    there = _or_error(remote, text, store)
    if there != here and store == "virtuoso":
        if reason := WRONG.get((store, name, " ".join(given))):  # some answers are wrong one day and right the next
            pytest.xfail(reason)
        # Virtuoso plans queries by samples of its data, others in each run, and some of its plans give other answers.
        for _ in range(LOADS):
            remote = RemoteStore(loaded_store(store, anew=True).query_url, timeout=120)
            if _or_error(remote, text, store) == here:
                pytest.xfail("Virtuoso answers this query in one way or another, by the samples that it plans with")
    assert there == here


def test_each_known_difference_is_of_a_query_that_is_asked() -> None:
    asked = {(store, name, " ".join(given)) for store in SERVERS for name in EVERY for given in ways(name, EVERY[name])}
    assert WRONG.keys() | SLOW <= asked


def compared(result: Result, store: str) -> object:
    """An answer with the types of its values: rows in their order, triples in any."""
    if isinstance(result, Rows):
        return result.columns, [tuple(typed(value, store) for value in row) for row in result]
    if isinstance(result, bool):
        return result
    return sorted(tuple(map(repr, (typed(part, store) for part in triple))) for triple in result)


def typed(value: object, store: str) -> tuple[str, object, object]:
    """A value with its type and its language or datatype."""
    # Virtuoso keeps an xsd:integer beyond 32 bits as xsd:decimal.
    kind = "number" if store == "virtuoso" and isinstance(value, int | Decimal) else type(value).__name__
    return kind, getattr(value, "language", getattr(value, "datatype", None)), value


def _or_error(remote: RemoteStore, text: str, store: str) -> object:
    try:
        return compared(remote.query(text), store)
    except kzcn.KzcnError as error:
        return str(error)
