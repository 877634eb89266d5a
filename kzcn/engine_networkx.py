"""networkx: graphs, communities and file formats of networks. The one module that imports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

Graph = nx.Graph


def new_graph(kind: str) -> nx.Graph:
    """An undirected graph without nodes, with its kind of network beside it."""
    return nx.Graph(kind=kind)


def communities(graph: nx.Graph, seed: int, resolution: float = 1.0) -> list[list[str]]:
    """The communities that Louvain's method finds, the largest first, members in order.

    Each community is a set of nodes with more weight among them than chance would put there (modularity after
    Newman; Blondel et al. 2008, "Fast unfolding of communities in large networks", J. Stat. Mech. P10008). The
    same graph and seed give the same communities, in whatever order the graph was filled.
    """
    if graph.number_of_nodes() == 0:
        return []
    plain = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_weighted_edges_from(
        sorted((min(u, v), max(u, v), d.get("weight", 1)) for u, v, d in graph.edges(data=True))
    )
    found = nx.community.louvain_communities(plain, weight="weight", resolution=resolution, seed=seed)
    return sorted((sorted(members) for members in found), key=lambda members: (-len(members), members))


def relabelled(
    graph: nx.Graph, nodes: Mapping[str, Mapping[str, Any]], edges: Iterable[tuple[str, str, dict[str, Any]]]
) -> nx.Graph:
    """A graph of the same kind with other attributes, for writing."""
    fresh = nx.Graph(**{key: value for key, value in graph.graph.items() if isinstance(value, str)})
    fresh.add_nodes_from(nodes.items())
    fresh.add_edges_from(edges)
    return fresh


def to_graphml(graph: nx.Graph) -> str:
    """The graph as GraphML."""
    return "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"


def to_gexf(graph: nx.Graph) -> str:
    """The graph as GEXF 1.2, without the day of writing, so that the same graph is the same text."""
    text = "\n".join(nx.generate_gexf(graph, version="1.2draft")) + "\n"
    begin, end = text.find("<meta"), text.find("</meta>")
    return text if begin < 0 or end < 0 else text[:begin] + text[end + len("</meta>") :].lstrip()
