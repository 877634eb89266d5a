"""Every command that asks says of each store what it says of the embedded graph."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from servers.fixtures import EACH_SERVER
from servers.process import Server
from trees import Outcome, run

from kzcn.oxigraph import parse_rdf, to_value

COMMANDS = [
    ["show", "almaty-region", "--format", "json"],
    ["show", "Gong Zheng"],
    ["why", "fufeng-corn-processing"],
    ["why", "fufeng-corn-processing", "investor", "fufeng-group"],
    ["why", "fufeng-corn-processing", "inRegion", "--format", "json"],
    ["conflicts", "--format", "csv"],
    ["ask", "region-governors", "--region", "Алматинская область", "--format", "md"],
    ["ask", "money-by-region"],
    ["sparql", "ASK { ?any a kzcn:Company }"],
    ["influence", "--measure", "all", "--format", "csv"],
    ["influence", "Gong Zheng"],
    ["influence", "--network", "places", "--sector", "energy", "--format", "json"],
    ["influence", "--network", "affiliation", "--since", "2025", "--format", "graphml"],
    ["path", "Gong Zheng", "Zhou Naixiang", "--format", "json"],
    ["path", "Gong Zheng", "fufeng"],
]
PICTURES = [
    ["fufeng"],
    ["TBEA", "--steps", "2", "--language", "zh"],
    ["CONSTRUCT { ?p kzcn:investor ?c } WHERE { ?p kzcn:investor ?c }"],
]


@pytest.mark.parametrize("store", EACH_SERVER)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_same_words(
    store: str, command: list[str], selected: Path, loaded_store: Callable[[str], Server], said: Callable[..., Outcome]
) -> None:
    here = said(*command, "--graph", selected)
    there = run(*command, "--endpoint", loaded_store(store).query_url)
    assert here.code == 0
    assert here == there


@pytest.mark.parametrize("store", EACH_SERVER)
@pytest.mark.parametrize("drawn", PICTURES, ids=lambda drawn: drawn[0])
def test_the_same_picture(
    store: str, drawn: list[str], selected: Path, loaded_store: Callable[[str], Server], tmp_path: Path
) -> None:
    here, there = tmp_path / "here.svg", tmp_path / "there.svg"
    assert run("picture", *drawn, "--output", here, "--graph", selected).code == 0
    assert run("picture", *drawn, "--output", there, "--endpoint", loaded_store(store).query_url).code == 0
    assert here.read_bytes() == there.read_bytes()


@pytest.mark.parametrize("store", EACH_SERVER)
@pytest.mark.parametrize("form", ["nq", "nt"])
def test_the_whole_graph_comes_back(
    store: str, form: str, selected: Path, loaded_store: Callable[[str], Server], tmp_path: Path
) -> None:
    here, there = selected / f"kzcn.{form}", tmp_path / f"there.{form}"
    run("export", "--format", form, "--output", there, "--endpoint", loaded_store(store).query_url)
    assert quads(there, store) == quads(here, store)


@pytest.mark.parametrize("store", EACH_SERVER)
def test_version_counts_the_graph_alone(store: str, selected: Path, loaded_store: Callable[[str], Server]) -> None:
    counts = [
        re.search(r"[\d,]+ statements from \d+ articles", run("version", *source).out)
        for source in (["--graph", selected], ["--endpoint", loaded_store(store).query_url])
    ]
    assert counts[0] and counts[1]
    assert counts[0][0] == counts[1][0]


@pytest.fixture(scope="module")
def said() -> Callable[..., Outcome]:
    """What a command says, asked once."""
    known: dict[tuple[object, ...], Outcome] = {}

    def say(*words: object) -> Outcome:
        if words not in known:
            known[words] = run(*words)
        return known[words]

    return say


def quads(file: Path, store: str) -> set[tuple[object, ...]]:
    """What a file says. Numbers by value: Fuseki writes 469 as 469.0, Oxigraph and Virtuoso 0.50 as 0.5."""
    return {
        (quad.subject, quad.predicate, to_value(quad.object), quad.graph_name)
        for quad in parse_rdf(file.read_bytes(), file.suffix)
        # Virtuoso keeps a point as two floating-point numbers, so that it has other digits afterwards.
        if store != "virtuoso" or quad.predicate.value != "http://www.opengis.net/ont/geosparql#asWKT"
    }
