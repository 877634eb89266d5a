"""Python values for RDF terms, and the rows that a query gives. Knows no engine."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, overload

from kzcn.namespaces import PREFIXES, compact

XSD = PREFIXES["xsd"]
RDF_LANG_STRING = PREFIXES["rdf"] + "langString"
XSD_STRING = XSD + "string"
NOT_FINITE = {"nan": "NaN", "inf": "INF", "-inf": "-INF"}  # as XML Schema writes them
INTEGERS = {XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")}


class Iri(str):
    """The IRI of a thing. Prints whole; `short` is its prefixed name."""

    __slots__ = ()

    @property
    def short(self) -> str:
        """Prefixed name, such as `place:almaty-region`."""
        return compact(self)


class Text(str):
    """A string in a language, given as a BCP 47 tag in `language`."""

    language: str

    def __new__(cls, text: str, language: str) -> Text:
        """A text with its language tag."""
        self = super().__new__(cls, text)
        self.language = language
        return self

    def __reduce__(self) -> tuple[type[Text], tuple[str, str]]:
        return Text, (str(self), self.language)


class Typed(str):
    """A literal of a datatype that Python has no type for: a year, a month, a geometry. `datatype` is its IRI."""

    datatype: str

    def __new__(cls, text: str, datatype: str) -> Typed:
        """A literal with its datatype."""
        self = super().__new__(cls, text)
        self.datatype = datatype
        return self

    def __reduce__(self) -> tuple[type[Typed], tuple[str, str]]:
        return Typed, (str(self), self.datatype)


Value = Iri | Text | Typed | str | bool | int | Decimal | float | date


def from_lexical(text: str, datatype: str, language: str | None = None) -> Value:  # noqa: PLR0911 - one return a type
    """The Python value of a literal; a `Typed` where its text does not fit its datatype.

    >>> from_lexical("12.5", XSD + "decimal")
    Decimal('12.5')
    """
    if language:
        return Text(text, language)
    if datatype == XSD_STRING:
        return text
    try:
        if datatype in INTEGERS:
            return int(text)
        if datatype == XSD + "decimal":
            return Decimal(text)
        if datatype in {XSD + "double", XSD + "float"}:
            return float(text)
        if datatype == XSD + "date":
            return date.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return Typed(text, datatype)
    if datatype == XSD + "boolean":
        return text in {"true", "1"}
    return Typed(text, datatype)


def lexical(value: Value) -> tuple[str, str, str | None]:  # noqa: PLR0911 - one return a type
    """Text, datatype IRI and language of a literal's value.

    >>> lexical(3)
    ('3', 'http://www.w3.org/2001/XMLSchema#integer', None)
    """
    match value:
        case Text():
            return str(value), RDF_LANG_STRING, value.language
        case Typed():
            return str(value), value.datatype, None
        case str():
            return value, XSD_STRING, None
        case bool():
            return str(value).lower(), XSD + "boolean", None
        case int():
            return str(value), XSD + "integer", None
        case Decimal():
            return format(value, "f"), XSD + "decimal", None
        case float():
            return NOT_FINITE.get(repr(value), repr(value)), XSD + "double", None
        case date():
            return value.isoformat(), XSD + "date", None


def shown(value: Value | None) -> str:
    """What a reader sees of a value: prefixed names for IRIs, nothing for an unbound variable."""
    if value is None:
        return ""
    if isinstance(value, Iri):
        return value.short
    return lexical(value)[0]


class Row(Sequence[Value | None]):
    """One answer of a query: values by position, by name (`row["region"]`) or as attribute (`row.region`)."""

    __slots__ = ("_index", "_values")

    def __init__(self, index: Mapping[str, int], values: tuple[Value | None, ...]) -> None:
        self._index = index
        self._values = values

    @overload
    def __getitem__(self, key: int | str) -> Value | None: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Value | None]: ...
    def __getitem__(self, key: int | str | slice) -> Value | Sequence[Value | None] | None:
        if isinstance(key, str):
            return self._values[self._index[key]]
        return self._values[key]

    def __getattr__(self, name: str) -> Value | None:
        if name.startswith("__") or name in self.__slots__:  # what copy and pickle ask of a row not yet filled
            raise AttributeError(name)
        try:
            return self._values[self._index[name]]
        except KeyError:
            raise AttributeError(f"no column {name!r}; there are {', '.join(self._index)}") from None

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return tuple(other) == self._values if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={self._values[at]!r}' for name, at in self._index.items())})"

    def asdict(self) -> dict[str, Value | None]:
        """The row as a dictionary, columns in order."""
        return {name: self._values[at] for name, at in self._index.items()}


class Rows(Sequence[Row]):
    """The answers of a SELECT query in their order; `columns` names the variables."""

    def __init__(self, columns: Iterable[str], values: Iterable[tuple[Value | None, ...]]) -> None:
        self.columns = tuple(columns)
        index = {name: at for at, name in enumerate(self.columns)}
        self._rows = [Row(index, row) for row in values]

    @overload
    def __getitem__(self, key: int) -> Row: ...
    @overload
    def __getitem__(self, key: slice) -> list[Row]: ...
    def __getitem__(self, key: int | slice) -> Row | list[Row]:
        return self._rows[key]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} × {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """A table for notebooks; everything from the graph is text in it, never markup."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(shown(value))}</td>" for value in row) + "</tr>" for row in self
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class Triples(list[tuple[Any, Any, Any]]):
    """The triples of a CONSTRUCT or DESCRIBE query, as (subject, predicate, object)."""


Result = Rows | Triples | bool
