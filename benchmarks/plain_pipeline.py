"""The plain pipeline: what one writes without this project, with rdflib, pySHACL, networkx and pyvis.

    python benchmarks/plain_pipeline.py TREE TARGET

It reads the same curated files, validates them against the same shapes, serialises the graph in the same five formats,
links who took part in the same meeting, project or agreement, measures the network (betweenness from 200 nodes), and
writes pyvis's page of it. It derives nothing, makes no store and no tables, looks up no passage, and gives no interval
of any rank. Seconds of each step go to TARGET/seconds.json.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path

import networkx as nx
import pyshacl
import rdflib
from pyvis.network import Network
from rdflib.namespace import RDFS, SKOS

KZCN = rdflib.Namespace("https://w3id.org/kzcn/ontology#")
PATTERNS = (
    *("ontology/*.ttl", "ontology/terms/*.ttl", "ontology/vocabularies/**/*.ttl"),
    *("graph/entities/*.ttl", "graph/articles/*.trig"),
)
PIVOTS = 200


def main(root: Path, target: Path) -> None:
    """Runs all steps."""
    seconds: dict[str, float] = {}

    @contextmanager
    def step(name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        seconds[name] = round(time.perf_counter() - start, 2)

    with step("parse"):
        data, merged = parse(root)
    with step("validate"):
        validate(root, merged)
    with step("serialise"):
        for form, graph in (("trig", data), ("nquads", data), ("turtle", merged), ("nt", merged), ("json-ld", merged)):
            graph.serialize(target / f"plain.{form}", format=form, encoding="utf-8")
    with step("network"):
        network = project(merged)
        table = measures(network)
    (target / "influence.json").write_text(json.dumps(table), encoding="utf-8")
    with step("page"):
        page(network, target / "plain.html")
    (target / "seconds.json").write_text(json.dumps(seconds), encoding="utf-8")


def parse(root: Path) -> tuple[rdflib.Dataset, rdflib.Graph]:
    """The curated files as named graphs, and merged."""
    data = rdflib.Dataset(default_union=True)
    for pattern in PATTERNS:
        for file in sorted(root.glob(pattern)):
            data.parse(file, format="trig" if file.suffix == ".trig" else "turtle")
    merged = rdflib.Graph()
    merged += data.triples((None, None, None))
    return data, merged


def validate(root: Path, merged: rdflib.Graph) -> None:
    """Validates against the shapes."""
    shapes = rdflib.Graph()
    for file in sorted(root.glob("ontology/shapes/curated/*.ttl")):
        shapes.parse(file)
    pyshacl.validate(merged, shacl_graph=shapes, inplace=True)


def project(merged: rdflib.Graph) -> nx.Graph:
    """Who took part in the same meeting, project or agreement; a tie weighs as Newman's rule has it."""
    members: dict[rdflib.term.Node, set[str]] = {}
    for participation, meeting in merged.subject_objects(KZCN.inMeeting):
        for one in merged.objects(participation, KZCN.participant):
            members.setdefault(meeting, set()).add(str(one))
    for role in merged.transitive_subjects(RDFS.subPropertyOf, KZCN.party):
        for event, one in merged.subject_objects(role):
            members.setdefault(event, set()).add(str(one))
    network = nx.Graph()
    for together in members.values():
        for one, other in combinations(sorted(together), 2):
            weight = network.get_edge_data(one, other, {"weight": 0.0})["weight"]
            network.add_edge(one, other, weight=weight + 1 / (len(together) - 1))
    for node in network:
        names = (name for name in merged.objects(rdflib.URIRef(node), SKOS.prefLabel) if name.language == "en")
        network.nodes[node]["label"] = str(next(names, node))
    return network


def measures(network: nx.Graph) -> dict[str, dict[str, float]]:
    """The measures that networkx has of those that this project gives."""
    for _, _, tie in network.edges(data=True):
        tie["length"] = 1 / tie["weight"]
    return {
        "strength": dict(network.degree(weight="weight")),
        "degree": dict(network.degree()),
        "pagerank": nx.pagerank(network, weight="weight"),
        "eigenvector": nx.eigenvector_centrality(network, weight="weight", max_iter=1000),
        "betweenness": nx.betweenness_centrality(network, k=min(PIVOTS, len(network)), weight="length", seed=1),
        "core": nx.core_number(network),
        "constraint": nx.constraint(network, weight="weight"),
        "communities": {
            node: float(at)
            for at, group in enumerate(nx.community.louvain_communities(network, weight="weight", seed=1))
            for node in group
        },
    }


def page(network: nx.Graph, path: Path) -> None:
    """The stock page of pyvis."""
    shown = Network(cdn_resources="in_line", height="800px")
    shown.from_nx(network)
    path.write_text(shown.generate_html(notebook=False), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
