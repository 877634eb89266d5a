"""Dates of three precisions, as sources print them: a day, a month, a year."""

from __future__ import annotations

import calendar
import re

from kzcn.errors import UsageError

DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
DECEMBER = 12


def _parts(date: str) -> tuple[int, int | None, int | None]:
    found = DATE.fullmatch(date.strip())
    if found:
        year, month, day = (int(part) if part else None for part in found.groups())
        if year and (month is None or 1 <= month <= DECEMBER):
            last = calendar.monthrange(year, month or 1)[1]
            if day is None or 1 <= day <= last:
                return year, month, day
    raise UsageError(f"{date!r} is no date. Write a year (2025), a month (2025-05) or a day (2025-05-22).")


def first_day(date: str) -> str:
    """The first day of a date: itself, or the beginning of its month or year. Raises UsageError for no date.

    >>> first_day("2025-05")
    '2025-05-01'
    """
    year, month, day = _parts(date)
    return f"{year:04}-{month or 1:02}-{day or 1:02}"


def last_day(date: str) -> str:
    """The last day of a date. Raises UsageError for no date.

    >>> last_day("2024-02")
    '2024-02-29'
    """
    year, month, day = _parts(date)
    month = month or DECEMBER
    return f"{year:04}-{month:02}-{day or calendar.monthrange(year, month)[1]:02}"
