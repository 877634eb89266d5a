"""What a copy of the graph says it holds: the named graphs with their checksums, from `graph:dataset`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kzcn.loading.terms import canonical
from kzcn.namespaces import DATASET, DATASET_GRAPH, PREFIXES
from kzcn.source import SparqlSource, select

PARTS = f"""
SELECT ?graph ?triples ?checksum WHERE {{
  GRAPH <{DATASET_GRAPH}> {{
    ?part sd:name ?graph ; void:triples ?triples ; spdx:checksum ?sum .
    ?sum spdx:checksumValue ?checksum
  }}
}}"""
ABOUT = f"""
SELECT ?property ?value WHERE {{
  GRAPH <{DATASET_GRAPH}> {{ <{DATASET}> ?property ?value }}
  FILTER (?property NOT IN (void:subset, void:classPartition))
}}"""
MERGED = PREFIXES["void"] + "triples"


@dataclass(frozen=True)
class Part:
    """A named graph: how many triples it has, and their checksum."""

    triples: int
    checksum: str


@dataclass(frozen=True)
class Manifest:
    """Named graphs by IRI, `graph:dataset` left out, and what is said of them all; empty where nothing is said.

    `merged` is how many different triples the named graphs hold together.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    about: frozenset[tuple[str, str]] = frozenset()
    merged: int = 0


def read_manifest(source: SparqlSource) -> Manifest:
    """What `graph:dataset` says in a source. Raises what the source raises."""
    parts = {str(row.graph): Part(int(str(row.triples)), str(row.checksum).lower()) for row in select(source, PARTS)}
    about = select(source, ABOUT)
    merged = next((int(str(row.value)) for row in about if row.property == MERGED), 0)
    return Manifest(parts, frozenset((str(row.property), canonical(row.value)) for row in about), merged)
