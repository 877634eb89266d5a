"""Rewrites the rows that tests/test_queries.py expects. Run it after a change of data, and read the diff.

python -m tests.expected.refresh            # all
python -m tests.expected.refresh conflicts  # some
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import kzcn
from kzcn.build import build
from kzcn.folders import Folders
from kzcn.formats import as_text
from kzcn.graph import Graph
from kzcn.values import Rows

EXPECTED = Path(__file__).parent / "queries"
# Asked for everything these answer with thousands of rows, which nobody would read: they are asked with their examples.
LARGE = {
    "article-statements",
    "connections",
    "evidence-of-entity",
    "names-of-entity",
    "neighbourhood",
    "project-evidence",
}


def asked_with_examples(name: str) -> bool:
    """Whether a query is asked with the examples of its header instead of for everything."""
    return name in LARGE


def expected_text(graph: Graph, name: str) -> str:
    """The answer as it stands in the expected file: CSV for rows, N-Triples for triples."""
    parameters = graph.library[name].parameters.values()
    examples = {parameter.name: parameter.example for parameter in parameters} if asked_with_examples(name) else {}
    result = graph.ask(name, **examples)
    return as_text(result, "csv" if isinstance(result, Rows) else "nt")


def main(names: list[str]) -> None:
    """Builds the checkout in a temporary folder and writes the files of `names`, or of all."""
    EXPECTED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        graph = kzcn.open(build(Folders.find(), Path(folder) / "build").folder)
        for name in names or graph.library:
            (EXPECTED / f"{name}.csv").write_text(expected_text(graph, name), encoding="utf-8")
        if not names:
            for path in EXPECTED.glob("*.csv"):
                if path.stem not in graph.library:
                    path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
