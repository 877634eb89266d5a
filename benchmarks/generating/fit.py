"""Fitting the generator's parameters to a graph, and showing how well they fit."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scipy.optimize import minimize

from generating.laws import Law, Parameters, Recurrence
from generating.measure import Measured

# Numbers that may grow beyond what the real graph shows, and how far; all others stay within its largest.
MOST = {"participants of a meeting": 200, "passages of an article": 120}
TAIL = 0.1  # share of cases that the law of the tail is fitted to
LEAST = {"participants of a meeting": 2}
PANELS = (
    *("passages of an article", "things told in a passage", "statements of a passage", "participants of a meeting"),
    *("parties of a project", "states of a project", "amounts of a project", "ties of an actor"),
    *("articles of a project", "articles of a company", "articles of a person", "projects of a company"),
)
EMERGING = {"statements of a passage", *PANELS[4:]}
INK, PALE, GENERATED = "#1f2933", "#9aa5b1", "#c2410c"


def law_of(counts: Counter[int], low: int, most: int | None = None) -> Law:
    """The law of numbers from `low` on: shares as counted up to the tail, and the likeliest tail for the last tenth."""
    seen = Counter({k: times for k, times in counts.items() if k >= low})
    total, largest = sum(seen.values()), max(seen)
    begins = low
    while begins <= largest and sum(times for k, times in seen.items() if k >= begins) > TAIL * total:
        begins += 1
    shares = tuple(round(seen[k] / total, 5) for k in range(low, begins))
    scale, shape = _tail({k - begins: times for k, times in seen.items() if k >= begins})
    return Law(low, shares, scale, shape, most or largest)


def _tail(seen: dict[int, int]) -> tuple[float, float]:
    """Scale and shape under which these numbers, from 0 on, are likeliest."""
    if not any(seen):
        return 1.0, 50.0

    def surprise(logs: Sequence[float]) -> float:
        tail = Law(0, (), math.exp(logs[0]), math.exp(logs[1]), 10**9).tail
        return -sum(times * math.log(max(tail(k) - tail(k + 1), 1e-300)) for k, times in seen.items())

    bounds = [(math.log(0.1), math.log(1e3)), (math.log(0.5), math.log(1e3))]
    found = minimize(surprise, [1.0, 1.0], method="Nelder-Mead", bounds=bounds).x
    scale, shape = (float(f"{math.exp(one):.4g}") for one in found)
    return scale, shape


def fitted(found: Measured) -> Parameters:
    """The parameters of a graph that was measured with what the rules derived of it: sums are fitted in dollars."""
    shares = {name: dict(sorted(words.items())) for name, words in sorted(found.values.items()) if len(words) > 1}
    numbers: dict[str, float] = {}
    for name, values in {"sum": found.sums, "quantity": found.quantities}.items():
        numbers[f"log of a {name}, mean"] = round(statistics.fmean(map(math.log, values)), 3)
        numbers[f"log of a {name}, deviation"] = round(statistics.stdev(map(math.log, values)), 3)
    beside, places = found.values["beside a post"], found.values["kind of place"]
    numbers["tenures for a post"] = round(beside["tenure"] / beside["post"], 3)
    numbers["made places"] = round(places["made"] / sum(places.values()), 3)
    return Parameters(laws(found), shares, recurrences(found), numbers)


def laws(found: Measured) -> dict[str, Law]:
    """The laws of all numbers that the generator draws."""
    drawn = [name for name in found.counts if " of a telling of " in name or name.endswith(" of a passage")]
    lows = {"passages of an article": 1, "things told in a passage": 1, "notes of an article": 0, **LEAST}
    return {
        name: law_of(found.counts[name], lows.get(name, 0), MOST.get(name))
        for name in sorted({*drawn, *lows} - {"statements of a passage"})
    }


def recurrences(found: Measured) -> dict[str, Recurrence]:
    """How the things of each kind come back."""
    return {
        kind: _recurrence(articles, round(1 - pairs / tellings, 4))
        for kind, (tellings, pairs, articles) in sorted(found.mentions.items())
    }


def _recurrence(articles: Counter[int], stay: float) -> Recurrence:
    """How things come back that have so many articles each: right in their mean, and in how many have only one.

    Of a thing with k of t mentions, the next names it with the chance (1 − new)((1 − evenly)k/t + evenly/(new·t)); so
    the share with one mention is 1/(1 + (1 − new)(1 − evenly + evenly/new)).
    """
    things = sum(articles.values())
    new = things / sum(k * times for k, times in articles.items())
    evenly = ((things / articles[1] - 1) / (1 - new) - 1) / (1 / new - 1)
    return Recurrence(round(new, 4), round(min(max(evenly, 0.0), 1.0), 4), stay)


def tails(counts: Counter[int]) -> tuple[list[int], list[float]]:
    """For each number that occurs, the share of cases with that number or more.

    >>> tails(Counter({1: 3, 4: 1}))
    ([1, 4], [1.0, 0.25])
    """
    numbers, total = sorted(counts), sum(counts.values())
    left, shares = total, []
    for number in numbers:
        shares.append(left / total)
        left -= counts[number]
    return numbers, shares


def distance(real: Counter[int], made: Counter[int]) -> float:
    """The largest difference of the two shares of cases with a number or more (Kolmogorov and Smirnov), 0 to 1.

    >>> distance(Counter({1: 1, 2: 1}), Counter({1: 1, 3: 1}))
    0.5
    """
    totals = sum(real.values()), sum(made.values())

    def tail(counts: Counter[int], total: int, k: int) -> float:
        return sum(times for number, times in counts.items() if number >= k) / total

    return max(abs(tail(real, totals[0], k) - tail(made, totals[1], k)) for k in {*real, *made})


def pair(name: str, real: Measured, made: Measured) -> tuple[Counter[int], Counter[int]]:
    """The numbers of that name in both graphs, from the least on that is generated."""
    low = LEAST.get(name, 1)
    one, two = (Counter({k: n for k, n in found.counts[name].items() if k >= low}) for found in (real, made))
    return one, two


def plot(real: Measured, made: Measured, target: Path, labels: tuple[str, str]) -> None:
    """Draws, for each number, the shares of cases with that number or more: real beside generated."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import NullFormatter

    figure, axes = plt.subplots(3, 4, figsize=(13, 8.6), layout="constrained")
    for axis, name in zip(axes.flat, PANELS, strict=True):
        two = pair(name, real, made)
        axis.loglog(*tails(two[1]), color=GENERATED, linewidth=1.6, label=labels[1], drawstyle="steps-pre")
        axis.loglog(*tails(two[0]), "o", color=INK, markersize=3.6, markerfacecolor="white", label=labels[0])
        axis.set_title(name + ("" if name in EMERGING else " *"), fontsize=10, color=INK, loc="left")
        axis.text(0.04, 0.06, f"D = {distance(*two):.2f}", transform=axis.transAxes, fontsize=9, color=INK)
        axis.grid(color=PALE, alpha=0.25, linewidth=0.6)
        axis.xaxis.set_minor_formatter(NullFormatter())
        axis.tick_params(labelsize=8, colors=INK)
        axis.spines[["top", "right"]].set_visible(False)
    axes[0, 0].legend(frameon=False, fontsize=9)
    figure.supxlabel("number, at least", fontsize=10, color=INK)
    figure.supylabel("share of cases", fontsize=10, color=INK)
    figure.suptitle(
        "The generated graph beside the real one (* drawn from a fitted law; the others follow from what is drawn)",
        fontsize=11,
        color=INK,
        x=0.01,
        ha="left",
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    metadata = {"Date": None} if target.suffix == ".svg" else None
    figure.savefig(target, dpi=110, metadata=metadata)
    plt.close(figure)
