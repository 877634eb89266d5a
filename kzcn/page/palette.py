"""Colours and shapes of the pictures, read from the designer's palette, so that they stand in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kzcn.errors import SetupError
from kzcn.folders import read_part

KIND = re.compile(r'^\s*(\w+): \{ light: "(#[0-9a-f]{6})", dark: "#[0-9a-f]{6}", shape: "(\w+)" \}', re.MULTILINE)
COUNTRY = re.compile(r'^\s*([A-Z]{2}): \{ light: "(#[0-9a-f]{6})"', re.MULTILINE)
PLAIN = ("#8c939b", "circle")
BORDER = "#6b7480"


@dataclass(frozen=True)
class Palette:
    """Colour and shape by kind of node, border colour by country; light, as for paper."""

    kinds: dict[str, tuple[str, str]]
    countries: dict[str, str]

    def look(self, kind: str) -> tuple[str, str]:
        """Colour and shape of a kind."""
        return self.kinds.get(kind, PLAIN)

    def border(self, country: str | None) -> str:
        """Border colour of a country."""
        return self.countries.get(country or "", BORDER)


@cache
def palette(viz: Path) -> Palette:
    """The palette of js/palette.js below `viz`. Raises SetupError where it has none."""
    path = viz / "js" / "palette.js"
    text = read_part(path)
    kinds = {kind: (colour, shape) for kind, colour, shape in KIND.findall(text)}
    if not kinds:
        raise SetupError(f"{path} names no colours of kinds in the style that is read here.")
    return Palette(kinds, dict(COUNTRY.findall(text)))
