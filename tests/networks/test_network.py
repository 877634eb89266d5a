"""The three networks: hand-computed weights, what edges carry, cuts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kzcn
from kzcn.affiliations import Affiliations, Event, Membership
from kzcn.errors import UsageError
from kzcn.measures import matrix_of, strength
from kzcn.namespaces import BASE, compact
from kzcn.network import KINDS, memberships_of, network
from kzcn.stability import Resampler


def weights(graph):
    return {frozenset({compact(u), compact(v)}): d["weight"] for u, v, d in graph.edges(data=True)}


def pair(one, other):
    return frozenset({one, other})


def test_weights_of_actors_are_newmans(small):
    # The forum has four guests: each pair gets 1/3. Talk, plant and memorandum have two: 1.
    third = pytest.approx(1 / 3)
    assert weights(small.network()) == {
        pair("person:anna", "person:bo"): pytest.approx(4 / 3),
        pair("person:anna", "company:cco"): third,
        pair("person:anna", "company:dco"): third,
        pair("person:bo", "company:cco"): third,
        pair("person:bo", "company:dco"): third,
        pair("company:cco", "company:dco"): pytest.approx(4 / 3),
        pair("body:akimat", "company:cco"): 1.0,
    }


def test_strength_is_the_number_of_shared_events(small):
    graph = small.network()
    found = {compact(node): value for node, value in graph.degree(weight="weight")}
    # Dco's visit alone shares nothing with anyone.
    assert found == pytest.approx(
        {"person:anna": 2, "person:bo": 2, "company:cco": 3, "company:dco": 2, "body:akimat": 1}
    )


def test_an_event_told_of_in_several_articles_counts_once(small):
    tie = small.network().edges[BASE + "person/anna", BASE + "person/bo"]
    assert tie["weight"] == pytest.approx(4 / 3)
    assert [compact(p) for p in tie["passages"]] == ["passage:one.talk", "passage:two-ru.forum", "passage:two.forum"]


def test_edges_carry_ties_dates_passages_and_confidence(small):
    tie = small.network().edges[BASE + "person/anna", BASE + "person/bo"]
    assert tie["ties"] == ("forum", "talks")
    assert tie["dates"] == ("2024-02-10", "2025-05")
    assert [compact(event) for event in tie["events"]] == ["meeting:forum", "meeting:talk"]
    assert [compact(article) for article in tie["articles"]] == ["article:one", "article:two", "article:two-ru"]
    assert tie["confidence"] == "stated"  # the talk is
    assert small.network().edges[BASE + "body/akimat", BASE + "company/cco"]["confidence"] == "ambiguous"


def test_affiliation_has_actors_and_events_with_roles(small):
    graph = small.network("affiliation")
    assert set(weights(graph).values()) == {1.0}
    assert len(graph.edges) == 2 + 4 + 2 + 2 + 1
    tie = graph.edges[BASE + "company/cco", BASE + "project/plant"]
    assert tie["ties"] == ("investor",)
    assert tie["dates"] == ("2025-05-20",)  # no date of its own: that of the article
    assert graph.nodes[BASE + "project/plant"] == {"label": "The plant", "kind": "project", "country": None}


def test_places_by_location_government_and_seats(small):
    # Talk: almaty-region (Anna's post), shanghai (Bo's post), beijing (where it was): three places, 1/2 each.
    # Forum: posts are not said, tenures are. Plant: talgar lies in almaty-region, Cco sits in shanghai. Memo: both.
    assert weights(small.network("places")) == {
        pair("place:almaty-region", "place:shanghai"): pytest.approx(0.5 + 1 + 1 + 1),
        pair("place:almaty-region", "place:beijing"): pytest.approx(0.5),
    }
    tie = small.network("places").edges[BASE + "place/almaty-region", BASE + "place/shanghai"]
    assert tie["ties"] == ("forum", "memorandum", "project", "talks")
    assert BASE + "passage/two.plant" in tie["passages"]


def test_nodes_carry_label_kind_country(small):
    nodes = small.network().nodes
    assert nodes[BASE + "company/cco"] == {"label": "Cco", "kind": "company", "country": "CN"}
    assert nodes[BASE + "company/dco"]["country"] is None


@pytest.mark.parametrize(
    ("cut", "events"),
    [
        ({"since": "2025"}, {"forum", "plant"}),
        ({"until": "2024"}, {"talk", "memo", "alone"}),
        ({"since": "2024-02-10", "until": "2024-02-10"}, {"talk", "alone"}),
        ({"since": "2024-03", "until": "2024-04-30"}, {"memo", "alone"}),
        ({"since": "2025-05-31", "until": "2025-06"}, {"forum"}),
        ({"region": "almaty-region"}, {"talk", "forum", "plant", "memo"}),
        ({"region": "place:beijing"}, set()),
        ({"sector": "energy"}, {"plant", "memo"}),
        ({"sector": "coal"}, {"plant", "memo"}),
        ({"status": "operating"}, {"plant"}),
        ({"confidence": "stated"}, {"talk", "forum", "plant", "memo", "alone"}),
        ({}, {"talk", "forum", "plant", "memo", "alone"}),
    ],
)
def test_cuts(small, cut, events):
    assert {event.rsplit("/", 1)[1] for event in small.cut(**cut).events} == events


def test_cut_by_confidence_drops_the_doubtful_memberships(small):
    sure = small.cut(confidence="stated")
    assert {compact(m.node) for m in sure.memberships if m.event.endswith("memo")} == {"body:akimat"}
    # The Russian version says plainly what is inferred from the English one.
    anna = {compact(m.passage) for m in sure.memberships if m.node.endswith("anna") and m.event.endswith("forum")}
    assert anna == {"passage:two-ru.forum"}


def test_cut_by_kind(ties):
    graph = network(ties.cut(kinds=["person"]))
    assert weights(graph) == {pair("person:anna", "person:bo"): 2.0}  # with two left, the forum counts whole


@pytest.mark.parametrize(
    ("cut", "message"),
    [
        ({"since": "soon"}, "'soon' is no date. Write a year"),
        ({"until": "2025-13"}, "is no date"),
        ({"since": "2025-02-30"}, "is no date"),
        ({"confidence": "statd"}, "Did you mean stated?"),
        ({"region": "almaty-regoin"}, "Did you mean place:almaty-region?"),
        ({"colour": "red"}, "cannot be cut by colour"),
    ],
)
def test_cuts_that_do_not_fit(small, cut, message):
    with pytest.raises(UsageError, match="(?s)" + message.replace("?", r"\?")):
        small.cut(**cut)


def test_unknown_network(small):
    with pytest.raises(UsageError, match="Did you mean actors"):
        small.network("actor")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_gives_an_empty_network(nothing, kind):
    graph = nothing.network(kind)
    assert (graph.number_of_nodes(), graph.number_of_edges(), graph.graph["kind"]) == (0, 0, kind)


def test_reports_join_parallel_versions(ties):
    assert {compact(a): compact(r) for a, r in ties.reports.items()} == {
        "article:one": "article:one",
        "article:two": "article:two",
        "article:two-ru": "article:two",
    }


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 6)), max_size=40))
def test_newman_by_loop_and_by_matrix_agree(pairs):
    members = tuple(Membership(f"n{a}", f"e{b}", "guest", f"p{b}", f"a{b}") for a, b in sorted(pairs))
    ties = Affiliations(members, {}, {f"e{b}": Event(f"e{b}", f"e{b}", "meeting", "forum") for b in range(7)})
    graph = network(ties)
    nodes, found = matrix_of(graph)
    again = Resampler(members, {}, "actors", nodes)
    everything = np.ones(len(again.reports), dtype=bool)
    assert np.allclose(found.toarray(), again.network(everything).toarray())
    sizes = {b: sum(event == b for _, event in pairs) for _, b in pairs}
    shared = [sum(sizes[b] > 1 for a, b in pairs if f"n{a}" == node) for node in nodes]
    assert strength(found).tolist() == pytest.approx(shared)


@pytest.mark.parametrize("kind", KINDS)
def test_every_tie_of_the_real_graph_has_its_evidence(graph, kind):
    found = graph.network(kind)
    assert found.number_of_edges() > 5
    passages = {str(row[0]) for row in graph.sparql("SELECT ?p WHERE { ?p a kzcn:Passage }")}
    for one, other, tie in found.edges(data=True):
        assert tie["passages"] and passages.issuperset(tie["passages"])
        assert tie["dates"] and tie["weight"] > 0 and one != other
        assert tie["ties"] and tie["events"]


@pytest.mark.parametrize("kind", KINDS)
def test_matrix_and_graph_agree_on_the_real_graph(graph, kind):
    found = graph.network(kind)
    nodes, weights = matrix_of(found)
    sides = {node: found.nodes[node]["country"] for node in nodes} if kind == "places" else None
    again = Resampler(memberships_of(graph.affiliations, kind), graph.affiliations.reports, kind, nodes, sides)
    everything = np.ones(len(again.reports), dtype=bool)
    assert abs(weights - again.network(everything)).max() < 1e-12


def test_opening_the_package_loads_no_engine():
    import subprocess
    import sys

    code = (
        "import sys, kzcn\nfrom kzcn.cli import main\n"
        "try: main(['influence', '--help'])\nexcept SystemExit: pass\n"
        "assert not {'networkx', 'scipy', 'numpy'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
    assert kzcn.__version__
