"""How numbers are drawn: laws fitted to the real graph, choices by weight, and who is mentioned again."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import accumulate

WHOLE = (1 << 64) - 1
HALF = 1 << 32


def mixed(*numbers: int) -> int:
    """64 bits that look random and are the same for the same numbers (splitmix64, Steele et al. 2014).

    >>> mixed(1, 2) == mixed(1, 2), mixed(1, 2) == mixed(2, 1)
    (True, False)
    """
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & WHOLE
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & WHOLE
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & WHOLE
        state ^= state >> 31
    return state


@dataclass(frozen=True)
class Law:
    """Whole numbers from `low` on: first the given shares, one number each, then a tail that may be heavy.

    In the tail, which begins at t = low + len(shares), P(X ≥ k) falls as (1 + (k − t)/scale)^−shape: the discrete
    Lomax law (Pareto type II). The smaller the shape, the heavier. What would lie beyond `most` is `most`.
    """

    low: int
    shares: tuple[float, ...]
    scale: float
    shape: float
    most: int

    def draw(self, rng: random.Random) -> int:
        """A number of this law."""
        left, number = 1 - rng.random(), self.low
        for share in self.shares:
            left -= share
            if left <= 0:
                return number
            number += 1
        part = left / max(1 - sum(self.shares), left)
        beyond = self.scale * math.expm1(-math.log(part) / self.shape)
        return number + int(min(beyond, self.most - number))

    def tail(self, k: int) -> float:
        """The probability of `k` or more.

        >>> Law(1, (0.5,), 1.0, 1.0, 9).tail(3)
        0.25
        """
        inside, begins = max(0, k - self.low), self.low + len(self.shares)
        above = 1 - sum(self.shares[:inside])
        if k > self.most:
            return 0.0
        return above if k <= begins else above * (1 + (k - begins) / self.scale) ** -self.shape


class Choice:
    """One of several words, by weight."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.words = list(weights)
        self.bounds = list(accumulate(weights.values()))

    def draw(self, rng: random.Random) -> str:
        """A word."""
        return self.words[bisect_right(self.bounds, rng.random() * self.bounds[-1])]


@dataclass(frozen=True)
class Recurrence:
    """How things of a kind come back.

    `new` is the share of mentions that name a thing for the first time, and `evenly` the share of the others that
    name each known thing with the same chance; `stay` is the chance that a passage names a thing that the article has
    named already, rather than mentioning one anew.
    """

    new: float
    evenly: float
    stay: float


@dataclass
class Mentions:
    """Who is mentioned: with the chance `new` somebody new, otherwise whoever was named at a mention drawn at random.

    So the often named are named more often, in proportion (Simon 1955, "On a class of skew distribution functions":
    the tail has the exponent 1 + 1/(1 − new)); `evenly` makes it lighter. A thing is called after the number of its
    first mention. Which earlier mention a mention repeats follows from the seed and its number alone, so nothing is
    kept but how many there were.
    """

    seed: int
    recurrences: Mapping[str, Recurrence]
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def draw(self, kind: str) -> tuple[int, bool]:
        """The number of the thing that is mentioned next, and whether it is new."""
        at = self.counts[kind]
        self.counts[kind] += 1
        thing = self.first(kind, at)
        return thing, thing == at

    def earlier(self, kind: str, before: int, rng: random.Random) -> int | None:
        """A thing that was mentioned before mention `before`, in proportion to its mentions; None before the first."""
        return self.first(kind, rng.randrange(before)) if before else None

    def first(self, kind: str, at: int) -> int:
        """The mention at which the thing of mention `at` was named first."""
        key, law = hash_of(kind), self.recurrences[kind]
        new, evenly = law.new * HALF, (law.new + (1 - law.new) * law.evenly) * HALF
        while at:
            bits = mixed(self.seed, key, at)
            how = bits % HALF
            if how < new:
                break
            at = (bits >> 32) % at if how >= evenly else self._any(key, at, bits, new)
        return at

    def _any(self, key: int, before: int, bits: int, new: float) -> int:
        """A thing that was named before, each with the same chance."""
        at = before
        while at:
            bits = mixed(bits)
            at = bits % before
            if mixed(self.seed, key, at) % HALF < new:
                break
        return at


def hash_of(word: str) -> int:
    """A number for a word, the same in every run."""
    return int.from_bytes(word.encode()[:7], "big")


@dataclass(frozen=True)
class Parameters:
    """What was fitted to the real graph: laws and shares by name, recurrences by kind of thing."""

    laws: dict[str, Law]
    shares: dict[str, dict[str, float]]
    recurrences: dict[str, Recurrence]
    numbers: dict[str, float]

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, object]]) -> Parameters:
        """The parameters of a table as `asdict` gives it."""
        return cls(
            {name: Law(**{**law, "shares": tuple(law["shares"])}) for name, law in table["laws"].items()},  # type: ignore
            {name: dict(share) for name, share in table["shares"].items()},  # type: ignore[call-overload]
            {name: Recurrence(**one) for name, one in table["recurrences"].items()},  # type: ignore[arg-type]
            dict(table["numbers"]),  # type: ignore[arg-type]
        )

    def table(self) -> dict[str, dict[str, object]]:
        """As a table that can be written as JSON."""
        return asdict(self)
