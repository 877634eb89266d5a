"""The part of the graph that tests load and serve stands for the whole."""

from __future__ import annotations

import pytest
from selection import ARTICLES
from trees import CHECKOUT

from kzcn.folders import Folders
from kzcn.graph import Graph
from kzcn.library import read_library

LIBRARY = read_library(Folders.find().queries)
EXAMPLES = [(name, parameter.name) for name, query in LIBRARY.items() for parameter in query.parameters.values()]
LANGUAGES = "SELECT DISTINCT (LANG(?words) AS ?language) { ?thing ?property ?words FILTER (isLiteral(?words)) }"


def test_each_article_is_there_once() -> None:
    names = [name for chosen in ARTICLES.values() for name in chosen]
    assert len(names) == len(set(names)) == 40
    assert set(names) <= {path.stem for path in (CHECKOUT / "graph/articles").glob("*.trig")}


@pytest.mark.parametrize("name", LIBRARY)
def test_every_query_finds_rows(name: str, selected_graph: Graph) -> None:
    assert len(selected_graph.ask(name)) > 0


@pytest.mark.parametrize(("name", "parameter"), EXAMPLES)
def test_every_example_that_finds_rows_in_the_whole_finds_some(
    name: str, parameter: str, graph: Graph, selected_graph: Graph
) -> None:
    example = {parameter: LIBRARY[name].parameters[parameter].example}
    assert len(selected_graph.ask(name, **example)) > 0 or len(graph.ask(name, **example)) == 0


def test_all_languages_are_there(graph: Graph, selected_graph: Graph) -> None:
    assert set(selected_graph.sparql(LANGUAGES)) == set(graph.sparql(LANGUAGES))
