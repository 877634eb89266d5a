"""All comparisons, one after another, and the report of them: benchmarks/report.md.

    python benchmarks/bench.py [SECTION …] [--full] [--rounds 5]
    python benchmarks/bench.py --report

Each section is a module of sections/ with `measure(full, rounds)`; both sides of a comparison run in one go, in turn.
Sections that are not named keep their last results (benchmarks/results/). `--full` adds the sizes that do not fit in
half an hour. `--report` only writes the report anew.
"""

from __future__ import annotations

import argparse
import importlib
import os
import time
from collections.abc import Sequence

from measuring.report import write_report

SECTIONS = (
    *("cold_answer", "whole_build", "second_build", "parts", "reading", "checking"),
    *("queries", "loading", "networks", "intervals", "page", "spark"),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures the sections and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"all unless named: {', '.join(SECTIONS)}")
    parser.add_argument("--full", action="store_true", help="the large sizes too; takes hours")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--report", action="store_true", help="measure nothing")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.sections) - set(SECTIONS))
    if unknown:
        parser.error(f"there is no section {unknown[0]}; there are {', '.join(SECTIONS)}")
    for name in [] if given.report else given.sections or SECTIONS:
        start, loads = time.perf_counter(), [os.getloadavg()[0]]
        section = importlib.import_module(f"sections.{name}").measure(full=given.full, rounds=given.rounds)
        section.keep([*loads, os.getloadavg()[0]])
        print(f"{name}: {time.perf_counter() - start:,.0f} s", flush=True)
    print(f"written: {write_report(SECTIONS)}")


if __name__ == "__main__":
    main()
