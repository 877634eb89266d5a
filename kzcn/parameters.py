"""Values of parameters as people type them, turned into terms after the type that a query's header names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from kzcn.errors import UsageError
from kzcn.library import LibraryQuery, Parameter
from kzcn.names import Names
from kzcn.periods import first_day
from kzcn.values import Iri, Value

# What a type of parameter may name: kinds of IRI.
KINDS = {
    "entity": (),
    "agent": ("person", "company", "body", "organization"),
    "region": ("place",),
    "organization": ("organization", "company", "body"),
}
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def read_values(query: LibraryQuery, given: Mapping[str, object], names: Names) -> dict[str, Value]:
    """The given values as terms. Raises UsageError where one does not fit its type, with what is expected."""
    return {
        name: read_value(query.parameters[name], value, names) if name in query.parameters else str(value)
        for name, value in given.items()
        if value is not None
    }


def read_value(parameter: Parameter, value: object, names: Names) -> Value:
    """One value as a term. Raises UsageError where it does not fit the type of the parameter."""
    if isinstance(value, Iri):
        return value
    text = str(value).strip()
    match parameter.type:
        case "text":
            return text
        case "date":
            if not _is_date(text):
                raise _wrong(parameter, text, "a date such as 2025, 2025-06 or 2025-06-16")
            return text
        case "year":
            if not re.fullmatch(r"[0-9]{4}", text):
                raise _wrong(parameter, text, "a year such as 2025")
            return text
        case "number":
            if not NUMBER.fullmatch(text):
                raise _wrong(parameter, text, "a number such as 1000000")
            return Decimal(text) if "." in text else int(text)
        case kind:
            return names.find(text, KINDS.get(kind, (kind,)))


def _is_date(text: str) -> bool:
    try:
        first_day(text)
    except UsageError:
        return False
    return True


def _wrong(parameter: Parameter, text: str, expected: str) -> UsageError:
    return UsageError(f"--{parameter.name} takes {expected}, not {text!r}.")
