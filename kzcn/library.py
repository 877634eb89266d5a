"""The query library: one question a file, with a header that says its title, parameters and columns.

A parameter is bound where the query has a line such as

    #? since  VALUES ?since { "2025" } FILTER (STR(?date) >= ?since)

Left alone the line is a comment and the query asks for everything; bound, it loses its mark and the term
between the braces is replaced. A parameter with a default has its mark at the end of the line instead:

    VALUES ?a { person:kassym-jomart-tokayev } #? a

Left alone the line holds and the query asks for the default. So every file runs as it stands in any SPARQL engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kzcn.errors import QueryError, UsageError, did_you_mean, nearest
from kzcn.formats import turtle
from kzcn.headers import Header, parse_header
from kzcn.values import Value

PARAMETER_LINE = r"^([ \t]*)#\?[ \t]+{name}[ \t]+(VALUES[ \t]+\?{name}[ \t]*\{{)([^}}\n]*)(\}}.*)$"
DEFAULT_LINE = r"^([ \t]*)(VALUES[ \t]+\?{name}[ \t]*\{{)([^}}\n]*)(\}}.*?)[ \t]+#\?[ \t]+{name}[ \t]*$"
PARAMETER = re.compile(r"^([\w-]+)(?:, (example|default) (.*?))?(?: — (.*))?$")


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, its type (a kind of thing, `date`, `number`, `text`), an example, its meaning.

    `default` is the value that holds where none is given, empty where the query then asks for everything; the default
    is the example too.
    """

    name: str
    type: str
    example: str
    about: str
    default: str = ""

    @property
    def meaning(self) -> str:
        """What it means and, where it has a default, what holds where none is given."""
        return f"{self.about}; unless given {self.default}" if self.default else self.about


@dataclass(frozen=True)
class LibraryQuery:
    """One question of the library."""

    name: str
    text: str

    @cached_property
    def header(self) -> Header:
        """The lines at the head of the file."""
        return parse_header(self.text)

    @property
    def title(self) -> str:
        """A few words."""
        return self.header.get("title")

    @property
    def question(self) -> str:
        """The question in a sentence."""
        return self.header.get("question")

    @property
    def theme(self) -> str:
        """The group under which the query is listed."""
        return self.header.get("theme")

    @property
    def columns(self) -> dict[str, str]:
        """What each column holds, with its unit."""
        return self.header.named.get("column", {})

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The parameters by name. Raises QueryError where a header line is malformed."""
        found = {}
        for name, line in self.header.named.get("param", {}).items():
            match = PARAMETER.match(line)
            if not match:
                raise QueryError(
                    f"{self.name}: the header line of the parameter {name} is malformed. "
                    f"Write: #+ param {name}: TYPE, example VALUE — what it means"
                )
            kind, word, value, about = match.groups(default="")
            found[name] = Parameter(name, kind, value, about, value if word == "default" else "")
        return found

    def bind(self, values: Mapping[str, Value]) -> str:
        """The query's text with parameters bound as terms; for the others their defaults hold.

        Raises UsageError for a parameter it does not have, QueryError where no line binds one.
        """
        text = self.text
        for name, value in values.items():
            if name not in self.parameters:
                suggestions = nearest(name, list(self.parameters))
                known = ", ".join(self.parameters) or "none"
                raise UsageError(
                    f"{self.name} has no parameter {name}; it has: {known}.{did_you_mean(suggestions)}",
                    suggestions,
                )
            term = turtle(value).replace("\\", "\\\\")
            line, mark = (
                (DEFAULT_LINE, f"… #? {name}") if self.parameters[name].default else (PARAMETER_LINE, f"#? {name} …")
            )
            text, count = re.subn(line.format(name=name), rf"\1\2 {term} \4", text, flags=re.MULTILINE)
            if not count:
                raise QueryError(f"{self.name} says that it has a parameter {name}, but no line “{mark}” binds it.")
        return text


def read_library(folder: Path) -> dict[str, LibraryQuery]:
    """The queries in `folder`, by name, in the order of names. Raises QueryError where a file is unreadable."""
    return {path.stem: LibraryQuery(path.stem, read_query(path)) for path in sorted(folder.glob("*.rq"))}


def read_query(path: Path) -> str:
    """The text of a query file. Raises QueryError where it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise QueryError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise QueryError(f"{path} is no text in UTF-8. Save the query as UTF-8.") from error


def find_query(library: Mapping[str, LibraryQuery], name: str) -> LibraryQuery:
    """The query of that name. Raises UsageError with the nearest names where there is none."""
    if name in library:
        return library[name]
    suggestions = nearest(name, list(library)) or [known for known in library if name in known][:3]
    raise UsageError(
        f"There is no query {name!r} in the library.{did_you_mean(suggestions)} See them all with: kzcn queries",
        suggestions,
    )
