"""Checks that ask the store: what counts as a use of a name, and how many things there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import ARTICLE, small_tree

from kzcn.check import counts, declared
from kzcn.curated import Curated, read
from kzcn.findings import Finding
from kzcn.folders import Folders


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return small_tree(tmp_path / "tree")


def reread(tree: Path) -> Curated:
    return read(Folders(tree))


def undeclared(tree: Path) -> list[Finding]:
    curated = reread(tree)
    return [found for found in declared.check(curated, curated.store) if found.code == "undeclared"]


def add(tree: Path, file: str, text: str) -> None:
    path = tree / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def test_the_first_file_that_uses_an_undeclared_name_is_shown(tree):
    add(tree, ARTICLE, "company:red-tomato kzcn:colour 1 .")
    add(tree, "graph/entities/companies.ttl", "company:red-tomato kzcn:colour 2 .")
    [found] = undeclared(tree)
    assert (found.file, found.subject) == (ARTICLE, "company:red-tomato")


def test_a_text_that_reads_like_a_name_is_no_use_of_it(tree):
    iri = "https://w3id.org/kzcn/place/nowhere"
    add(tree, ARTICLE, f'company:red-tomato kzcn:reason "{iri}" .')
    add(tree, "graph/entities/companies.ttl", f"company:red-tomato kzcn:location <{iri}> .")
    [found] = undeclared(tree)
    assert (found.file, found.message) == ("graph/entities/companies.ttl", "place:nowhere is not declared.")


def test_only_names_of_the_same_namespace_are_offered(tree):
    add(tree, "graph/entities/companies.ttl", "company:red-tomato kzcn:location place:red-tomato .")
    [found] = undeclared(tree)
    assert "Did you mean" not in found.message


def test_a_thing_told_in_many_graphs_counts_once(tree):
    before = counts.by_class(reread(tree).store)
    add(tree, ARTICLE, "passage:2025-01-15-steppe-tomato.talks { company:red-tomato a kzcn:Company }")
    assert counts.by_class(reread(tree).store) == before
    assert before["Company"] > 0
