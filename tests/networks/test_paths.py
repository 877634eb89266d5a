"""Shortest chains and the evidence of their links."""

from __future__ import annotations

import pytest

from kzcn.errors import UsageError
from kzcn.namespaces import compact


def nodes(chain):
    return [compact(node) for node in chain.nodes]


def test_chains_over_small_meetings_first(small):
    found = small.path("Anna", "Bo")
    assert [nodes(chain) for chain in found] == [
        ["person:anna", "meeting:talk", "person:bo"],
        ["person:anna", "meeting:forum", "person:bo"],
    ]
    assert [chain.crowd for chain in found] == [2, 4]


def test_each_link_has_its_passages_and_direction(small):
    first, second = small.path("Anna", "Bo")[0].links
    assert (first.ties, first.forward, [compact(p) for p in first.passages]) == (
        ("interlocutor",),
        True,
        ["passage:one.talk"],
    )
    assert (second.forward, second.curated) == (False, False)
    over_forum = small.path("Anna", "Bo")[1].links[0]
    assert [compact(p) for p in over_forum.passages] == ["passage:two-ru.forum", "passage:two.forum"]


def test_posts_and_agreements_are_links(small):
    chain = small.path("Anna", "The memorandum")[0]
    assert nodes(chain) == ["person:anna", "body:akimat", "agreement:memo"]
    assert (chain.links[0].ties, chain.links[0].curated, chain.links[0].passages) == (("heldPost",), True, ())


def test_places_are_ends_only(small):
    assert nodes(small.path("Beijing", "Anna")[0]) == ["place:beijing", "meeting:talk", "person:anna"]
    for chain in small.path("Anna", "Cco", limit=20):
        assert not any(node.startswith("place:") for node in nodes(chain))


def test_limit_and_both_ways(small):
    assert len(small.path("Anna", "Bo", limit=1)) == 1
    there, back = small.path("Anna", "Cco", limit=50), small.path("Cco", "Anna", limit=50)
    assert sorted(nodes(chain)[::-1] for chain in back) == sorted(nodes(chain) for chain in there)
    assert len({len(chain.links) for chain in there}) == 1


def test_who_is_tied_to_nothing_or_named_twice(small):
    with pytest.raises(UsageError, match="company:far is tied to nothing"):
        small.path("Anna", "Far")
    with pytest.raises(UsageError, match="named twice"):
        small.path("Anna", "person:anna")
    with pytest.raises(UsageError, match="Nothing in the graph is called 'Nobody'"):
        small.path("Nobody", "Anna")


def test_unlinked_things_have_no_chain(selected_graph):
    assert selected_graph.path("tbea", "YTO Express") == []


def test_real_chains_rest_on_passages(graph):
    passages = {str(row[0]) for row in graph.sparql("SELECT ?p WHERE { ?p a kzcn:Passage }")}
    found = graph.path("Gong Zheng", "Zhou Naixiang")
    assert nodes(found[0])[2] == "person:marat-sultangaziyev"
    for chain in found:
        for link in chain.links:
            assert passages.issuperset(link.passages)
            assert link.passages or link.curated
