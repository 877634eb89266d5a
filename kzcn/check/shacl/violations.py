"""What a constraint finds."""

from __future__ import annotations

from dataclasses import dataclass


class UnusableShapesError(Exception):
    """Shapes that cannot be applied; the text says why."""


@dataclass(frozen=True)
class Violation:
    """A node that breaks a constraint.

    `focus` is the IRI of the node, `path` that of the property or empty, `value` the text of the value at fault or
    empty, `severity` an IRI of SHACL. `message` is the shape's own; `{?value}` in it is still to be filled in.
    """

    focus: str
    path: str
    value: str
    severity: str
    message: str
