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
# These are tested on everything, but of their answers only that to the example of the first parameter is kept.
KEPT_IN_PART = {
    *("agreements-signed", "agreements-that-led-to-projects", "ambiguous-facts", "article-passages", "articles"),
    *("companies-in-region", "company-undertakings", "conflicts", "embassy-and-facilitators", "events-for-calendars"),
    *("inferred-facts", "map-points", "meetings", "meetings-of-official", "money-by-company", "national-figures"),
    *("planned-capacities", "positions-of-agent", "posts-of-official", "products-planned", "project-history"),
    *("projects-by-region", "projects-by-sector", "regional-figures", "shared-ties", "single-source-facts"),
    *("sums-as-printed", "talked-signed-built", "timeline", "titles-as-printed", "versions-compared"),
    "who-met-whom",
}


def asked_with_examples(name: str) -> bool:
    """Whether a query is asked with the examples of its header instead of for everything."""
    return name in LARGE


def expected_text(graph: Graph, name: str) -> str:
    """The answer as it stands in the expected file: CSV for rows, N-Triples for triples."""
    examples = {parameter.name: parameter.example for parameter in graph.library[name].parameters.values()}
    kept = len(examples) if asked_with_examples(name) else int(name in KEPT_IN_PART)
    result = graph.ask(name, **dict(list(examples.items())[:kept]))
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
