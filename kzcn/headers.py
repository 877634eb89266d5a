"""The header of a query or rule file: lines of `#+ key: value` that people and programs read."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE = re.compile(r"^#\+ ?([\w-]+)(?: ([\w-]+))?:\s*(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Header:
    """What the lines say: `single` holds plain keys, `named` keys with a name, such as `param region`."""

    single: dict[str, str]
    named: dict[str, dict[str, str]]

    def get(self, key: str) -> str:
        """The value of a plain key; empty where the header has none."""
        return self.single.get(key, "")


def parse_header(text: str) -> Header:
    r"""The header of a file's text.

    >>> parse_header("#+ title: Regions\n#+ column region: the region").named
    {'column': {'region': 'the region'}}
    """
    single: dict[str, str] = {}
    named: dict[str, dict[str, str]] = {}
    for key, name, value in LINE.findall(text):
        if name:
            named.setdefault(key, {})[name] = value
        else:
            single[key] = value
    return Header(single, named)
