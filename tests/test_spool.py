"""Statements laid down in their fixed order, each once, whatever the batches."""

from __future__ import annotations

import random

import pytest

from kzcn.oxigraph import Literal, NamedNode, Quad
from kzcn.write import spool
from kzcn.write.spool import Spool

TYPE = NamedNode(spool.RDF_TYPE)


def name(slug: str) -> NamedNode:
    return NamedNode(f"https://example.org/{slug}")


QUADS = [
    Quad(name("b"), TYPE, name("Thing"), name("g1")),
    Quad(name("a"), name("p"), Literal("two\nlines ! "), name("g2")),
    Quad(name("a"), TYPE, name("Thing"), name("g1")),
    Quad(name("a"), NamedNode("http://a.example/before-rdf"), Literal("3", language="en"), name("g1")),
    Quad(name("a"), name("p"), Literal("two\nlines ! "), name("g1")),
]


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_statements_come_in_their_order_and_once(batch, tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "BATCH", batch)
    shuffled = random.Random(batch).sample(QUADS, len(QUADS))
    laid = Spool(tmp_path)
    for quad in [*shuffled, *shuffled]:
        laid.add([quad])
    kind, thing = f"<{spool.RDF_TYPE}>", "<https://example.org/Thing>"
    about_a = [
        f"<https://example.org/a> {kind} {thing} .\n",
        '<https://example.org/a> <http://a.example/before-rdf> "3"@en .\n',
        '<https://example.org/a> <https://example.org/p> "two\\nlines ! " .\n',
    ]
    about_b = f"<https://example.org/b> {kind} {thing} .\n"
    expected = {"<https://example.org/g1>": [*about_a, about_b], "<https://example.org/g2>": about_a[2:]}
    for _ in range(2):
        found = {graph.decode(): [line.decode() for line in lines] for graph, lines in laid.quads()}
        assert found == expected
        assert [line.decode() for line in laid.triples()] == [*about_a, about_b]


def test_what_is_added_after_a_look_is_there_at_the_next(tmp_path):
    laid = Spool(tmp_path)
    laid.add(QUADS[:1])
    assert len(list(laid.triples())) == 1
    laid.add_triples(b'<https://example.org/c> <https://example.org/p> "x" .\n', "https://example.org/g0")
    assert [graph for graph, _ in laid.quads()] == [b"<https://example.org/g0>", b"<https://example.org/g1>"]
    assert len(list(laid.triples())) == 2


def test_an_empty_spool_has_nothing(tmp_path):
    assert list(Spool(tmp_path).quads()) == list(Spool(tmp_path).triples()) == []
