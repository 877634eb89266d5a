"""Plots of the report, all alike: sizes to the right, costs upwards, both logarithmic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import matplotlib as mpl

from measuring.section import PLOTS, exponent

mpl.use("Agg")
import matplotlib.pyplot as plt

COLOURS = ("#0b6e99", "#c8553d", "#5b8c2a", "#8a5fb0", "#b8860b", "#4d4d4d")
LINES = ("-", "--", ":")
FEW = 4  # lines; the names of more stand beside the plot, so that they hide none


def growth_plot(
    name: str, title: str, series: Mapping[str, Sequence[tuple[float, float]]], *, across: str, upwards: str
) -> str:
    """Draws costs against sizes to benchmarks/plots/NAME.png, with the exponent of each; gives the file."""
    many = len(series) > FEW
    figure, axes = plt.subplots(figsize=(9 if many else 7, 4.2), layout="constrained")
    for (line, colour), (label, points) in zip(product(LINES, COLOURS), series.items(), strict=False):
        power = exponent(points)
        words = label if power != power else f"{label} (n^{power:.2f})"  # noqa: PLR0124 - nan
        axes.plot(*zip(*sorted(points), strict=True), marker="o", linestyle=line, color=colour, label=words)
    axes.set(xscale="log", yscale="log", xlabel=across, ylabel=upwards, title=title)
    sizes = sorted({size for points in series.values() for size, _ in points})
    axes.set_xticks(sizes, labels=[f"{size:,.0f}" for size in sizes])
    axes.set_xticks([], minor=True)
    axes.grid(which="both", alpha=0.25)
    (figure if many else axes).legend(fontsize=8, frameon=False, loc="outside right upper" if many else "best")
    PLOTS.mkdir(exist_ok=True)
    figure.savefig(PLOTS / f"{name}.png", dpi=110)
    plt.close(figure)
    return f"{name}.png"
