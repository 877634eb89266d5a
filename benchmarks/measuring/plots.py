"""Plots of the report, all alike: sizes to the right, costs upwards, both logarithmic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl

from measuring.section import PLOTS, exponent

mpl.use("Agg")
import matplotlib.pyplot as plt

COLOURS = ("#0b6e99", "#c8553d", "#5b8c2a", "#8a5fb0", "#b8860b", "#4d4d4d")


def growth_plot(
    name: str, title: str, series: Mapping[str, Sequence[tuple[float, float]]], *, across: str, upwards: str
) -> str:
    """Draws costs against sizes to benchmarks/plots/NAME.png, with the exponent of each; gives the file."""
    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for colour, (label, points) in zip(COLOURS * 3, series.items(), strict=False):
        power = exponent(points)
        words = label if power != power else f"{label} (n^{power:.2f})"  # noqa: PLR0124 - nan
        axes.plot(*zip(*sorted(points), strict=True), marker="o", color=colour, label=words)
    axes.set(xscale="log", yscale="log", xlabel=across, ylabel=upwards, title=title)
    axes.grid(which="both", alpha=0.25)
    axes.legend(fontsize=8, frameon=False)
    PLOTS.mkdir(exist_ok=True)
    figure.savefig(PLOTS / f"{name}.png", dpi=110)
    plt.close(figure)
    return f"{name}.png"
