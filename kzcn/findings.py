"""What a check found: where, what, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the build; a warning is to be looked at; a note says what could not be checked."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One finding of a check.

    `file` is relative to the root of the curated folders, with forward slashes; `line` and `column` count
    from 1 and are 0 where nothing nearer than the file is known. `subject` is a prefixed name or empty.
    """

    code: str
    message: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    subject: str = ""
    severity: Severity = Severity.ERROR

    @property
    def place(self) -> str:
        """File, line and column as editors understand them: `graph/articles/x.trig:12:5`."""
        parts = [self.file] + [str(number) for number in (self.line, self.column) if number]
        return ":".join(parts)

    def __str__(self) -> str:
        subject = f"{self.subject}: " if self.subject else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.place}: {self.severity} [{self.code}] {subject}{self.message}{remedy}"


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The distinct findings, sorted by file, line and code: the same list in every run."""
    return sorted(set(findings), key=lambda f: (f.file, f.line, f.column, f.code, f.subject, f.message))


def tally(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are of each severity; every severity is a key."""
    counts = Counter(finding.severity.value for finding in findings)
    return {severity.value: counts[severity.value] for severity in Severity}


def summary(findings: Iterable[Finding]) -> str:
    """How many findings there are of each severity, in words.

    >>> summary([Finding("shape", "it is wrong.")])
    '1 error, 0 warnings, 0 notes'
    """
    return ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in tally(findings).items())


def as_json(findings: Iterable[Finding]) -> list[dict[str, str | int]]:
    """The findings as plain dictionaries."""
    return [asdict(finding) | {"severity": finding.severity.value} for finding in findings]
