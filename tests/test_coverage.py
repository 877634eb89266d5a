"""The report on coverage: what stands in docs/ is what the graph of the checkout gives."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_report_is_up_to_date(graph):
    text, plots = runpy.run_path(str(DOCS / "make_coverage.py"))["report"](graph)
    assert (DOCS / "coverage.md").read_text(encoding="utf-8") == text, "run: make coverage"
    for name, counts in plots.items():
        drawn = (DOCS / "images" / f"{name}.svg").read_text(encoding="utf-8")
        assert [word for word in counts if f"<!-- {word} -->" not in drawn] == [], "run: make coverage"
