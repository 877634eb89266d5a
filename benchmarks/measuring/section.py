"""A part of the report: what was compared, in tables, ratios and plots; kept as JSON between runs."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent.parent / "results"
PLOTS = Path(__file__).parent.parent / "plots"


@dataclass
class Table:
    """Columns and rows as they are shown; `caption` says what a row is and how to read it."""

    caption: str
    columns: list[str]
    rows: list[list[str]]


@dataclass
class Aim:
    """One aim of a section: what was wanted, what was found, and whether that is enough."""

    wanted: str
    found: str
    met: bool


@dataclass
class Section:
    """One comparison: `name` is that of its module, `plots` are files in benchmarks/plots/.

    `growth`: by what is measured, pairs of a size and a cost (`unit` says of what), from which exponents are fitted.
    """

    name: str
    title: str
    against: str
    aims: list[Aim] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    plots: list[str] = field(default_factory=list)
    growth: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    machine: dict[str, Any] = field(default_factory=dict)

    @property
    def growing(self) -> dict[str, list[tuple[float, float]]]:
        """What of `growth` was measured at more than one size."""
        return {name: points for name, points in self.growth.items() if len(points) > 1}

    def keep(self, loads: Sequence[float]) -> Path:
        """Writes the section to benchmarks/results/NAME.json, with the machine and its load; gives the file."""
        self.machine = {
            "date": date.today().isoformat(),
            "cores": os.cpu_count(),
            "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
            "python": platform.python_version(),
            "load": [round(min(loads), 1), round(max(loads), 1)],
        }
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{self.name}.json"
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return path

    @classmethod
    def kept(cls, path: Path) -> Section:
        """A section as `keep` wrote it."""
        found = json.loads(path.read_text(encoding="utf-8"))
        found["tables"] = [Table(**table) for table in found["tables"]]
        found["aims"] = [Aim(**aim) for aim in found["aims"]]
        return cls(**found)


def versions_of(*packages: str) -> dict[str, str]:
    """The versions of installed packages; those that are not installed are left out."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The power b of cost = a · size^b that fits best (least squares of the logarithms); nan for fewer than two points.

    >>> round(exponent([(10, 20), (100, 200), (1000, 2000)]), 6)
    1.0
    """
    logs = [(math.log(size), math.log(cost)) for size, cost in points if size > 0 and cost > 0]
    if len(logs) < 2:  # noqa: PLR2004
        return math.nan
    x, y = (sum(log[at] for log in logs) / len(logs) for at in (0, 1))
    spread = sum((one - x) ** 2 for one, _ in logs)
    return sum((one - x) * (other - y) for one, other in logs) / spread if spread else math.nan


def seconds(value: float) -> str:
    """Seconds as people read them, three digits.

    >>> seconds(0.00123), seconds(0.25), seconds(75.3), seconds(float("nan"))
    ('1.23 ms', '250 ms', '75.3 s', '–')
    """
    if math.isnan(value):
        return "–"
    return f"{value * 1000:.3g} ms" if value < 1 else f"{value:.3g} s"


def times(value: float) -> str:
    """A ratio as people read it, three digits.

    >>> times(12.34), times(0.456), times(float("nan"))
    ('12.3 ×', '0.456 ×', '–')
    """
    return "–" if math.isnan(value) else f"{value:,.0f} ×" if value >= 1000 else f"{value:.3g} ×"  # noqa: PLR2004


def geometric_mean(values: Mapping[str, float] | Sequence[float]) -> float:
    """The geometric mean of numbers above zero; nan of none."""
    found = [*values.values()] if isinstance(values, Mapping) else [*values]
    return math.exp(sum(map(math.log, found)) / len(found)) if found else math.nan
