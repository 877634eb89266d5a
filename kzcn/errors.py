"""The exceptions of the package, one class by remedy, each with fields beside its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kzcn.findings import Finding


class KzcnError(Exception):
    """Base of every error that a user can mend. `exit_code` is what the command line returns."""

    exit_code = 2


class DataError(KzcnError):
    """The curated data break a rule: mend the data. `findings` says where and how."""

    exit_code = 1

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class QueryError(KzcnError):
    """A query cannot be read or answered: mend the query.

    `line` and `column` count from 1 where known, in `text`, the query as it was sent.
    """

    def __init__(self, message: str, *, line: int = 0, column: int = 0, text: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.text = text

    def excerpt(self) -> str:
        """The line of the query that is wrong, with a caret below the place; empty where that is not known."""
        lines = self.text.splitlines()
        if not 0 < self.line <= len(lines):
            return ""
        number = f"{self.line:>4} | "
        shown = lines[self.line - 1]
        return f"{number}{shown}\n{' ' * (len(number) - 2)}| {' ' * (self.column - 1)}^"


class UsageError(KzcnError):
    """A name or value that was asked for does not exist or does not fit. `suggestions` come nearest."""

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = tuple(suggestions)


class SetupError(KzcnError):
    """A folder, file or library is missing, locked or unwritable: mend the setup."""


class RemoteError(KzcnError):
    """A remote store is unreachable, busy or refused: try again, or look at the store."""

    exit_code = 3


@dataclass(frozen=True)
class Difference:
    """One thing that a store should hold and does not: where, what was expected there, and what was found."""

    where: str
    expected: str
    found: str


class DifferenceError(KzcnError):
    """A store does not hold what it was sent: look at the store, then load again. `differences` says where."""

    exit_code = 1

    def __init__(self, message: str, differences: Sequence[Difference]) -> None:
        super().__init__(message)
        self.differences = tuple(differences)


def nearest(name: str, known: Sequence[str], count: int = 3) -> list[str]:
    """Up to `count` names of `known` that look most like `name`; empty where none comes near.

    >>> nearest("almaty-regoin", ["almaty-region", "shandong"])
    ['almaty-region']
    """
    return get_close_matches(name, known, n=count, cutoff=0.6)


def nearest_prefixed(name: str, known: Sequence[str], count: int = 3) -> list[str]:
    """As `nearest`, for prefixed names of one namespace: what all of them begin with is not compared.

    >>> nearest_prefixed("kzcn:invester", ["kzcn:investor", "kzcn:stage"])
    ['kzcn:investor']
    """
    prefix, colon, local = name.rpartition(":")
    found = nearest(local, [other.rpartition(":")[2] for other in known], count)
    return [f"{prefix}{colon}{other}" for other in found]


def did_you_mean(suggestions: Sequence[str]) -> str:
    """A sentence that offers the suggestions; empty where there are none.

    >>> did_you_mean(["a", "b"])
    ' Did you mean a or b?'
    """
    return f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
