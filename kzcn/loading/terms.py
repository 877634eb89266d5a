"""Values as they are compared between stores, which write one number in several ways."""

from __future__ import annotations

import re
import struct
from decimal import Decimal

from kzcn.namespaces import PREFIXES
from kzcn.values import Iri, Value, lexical

# Virtuoso keeps the coordinates of geometries as numbers of four bytes, under a datatype of its own.
GEOMETRIES = (PREFIXES["geo"] + "wktLiteral", "http://www.openlinksw.com/schemas/virtrdf#Geometry")
INTEGERS = 2**31 - 1
COORDINATE = re.compile(r"-?\d+(\.\d+)?")


def canonical(value: Value | None) -> str:
    """One text for all ways to write a value: 469.40 as 469.4, language tags in small letters.

    >>> canonical(Decimal("469.40")) == canonical(Decimal("469.4"))
    True
    >>> canonical(Decimal("3700000000")) == canonical(3700000000)
    True
    """
    if value is None:
        return ""
    if isinstance(value, Iri):
        return f"<{value}>"
    if isinstance(value, Decimal):
        # Virtuoso keeps an integer beyond 32 bits as a decimal where it is uploaded.
        value = int(value) if abs(value) > INTEGERS and value == int(value) else value.normalize()
    words, datatype, language = lexical(value)
    if datatype in GEOMETRIES:
        words = COORDINATE.sub(lambda found: _single(found[0]), words.upper())
        datatype = GEOMETRIES[0]
    return f'"{words}"@{language.lower()}' if language else f'"{words}"^^<{datatype}>'


def _single(number: str) -> str:
    """A number as it is when kept in four bytes."""
    (kept,) = struct.unpack("f", struct.pack("f", float(number)))
    return f"{kept:.9g}"
