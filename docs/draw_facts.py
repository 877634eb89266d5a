"""Draws facts at random, to be compared with their texts: `python docs/draw_facts.py build 30 SEED > FILE`.

A fact is one statement of a passage. The same build, number and seed draw the same facts; who compares them fills in
the verdict (right, wrong, arguable) and a remark.
"""

from __future__ import annotations

import random
import sys

import kzcn
from kzcn.namespaces import compact
from kzcn.values import Iri, Rows

STATEMENTS = """
SELECT ?passage ?subject ?property ?value WHERE {
  ?passage a kzcn:Passage .
  GRAPH ?passage { ?subject ?property ?value }
  FILTER (?property != rdf:type)
} ORDER BY ?passage ?subject ?property STR(?value)"""


def main(build: str, number: int, seed: int) -> None:
    """Prints `number` facts of the graph in the folder `build`, one a line, with columns still to be filled."""
    rows = kzcn.open(build).sparql(STATEMENTS)
    assert isinstance(rows, Rows)
    print("fact", "passage", "verdict", "remark", sep="\t")
    for passage, *fact in sorted(random.Random(seed).sample(list(rows), number), key=str):
        words = " ".join(compact(part) if isinstance(part, Iri) else f"“{part}”" for part in fact)
        print(words, compact(str(passage)).removeprefix("passage:"), "", "", sep="\t")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
