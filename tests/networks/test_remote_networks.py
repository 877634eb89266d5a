"""Networks come out the same through a remote endpoint: only SPARQL is asked for."""

from __future__ import annotations

import pytest
from servers.fixtures import EACH_SERVER

import kzcn


@pytest.mark.parametrize("store", EACH_SERVER)
def test_the_same_affiliations_networks_and_chains(store, selected_graph, loaded_store):
    remote = kzcn.open(endpoint=loaded_store(store).query_url)
    assert remote.affiliations == selected_graph.affiliations
    for kind in ("actors", "affiliation", "places"):
        here, there = selected_graph.network(kind), remote.network(kind)
        assert dict(here.nodes) == dict(there.nodes)
        assert list(here.edges(data=True)) == list(there.edges(data=True))
    assert remote.path("Gong Zheng", "Zhou Naixiang") == selected_graph.path("Gong Zheng", "Zhou Naixiang")
