"""Which things of the graph are nodes of the picture, and of which kind."""

from __future__ import annotations

from kzcn.namespaces import PREFIXES
from kzcn.page.statements import Statements

CLASSES = {
    "person": "kzcn:Person",
    "company": "kzcn:Company",
    "body": "kzcn:PublicBody",
    "organization": "kzcn:Organization",
    "project": "kzcn:Project",
    "meeting": "kzcn:Meeting",
    "agreement": "kzcn:Agreement",
    "region": "kzcn:Region",
    "place": "kzcn:Place",
    "platform": "kzcn:Platform",
}
SIDES = {"KZ": -1.0, "CN": 1.0}  # where a country's things stand in a layout: left and right, as on the map
AGENTS = ("person", "company", "body", "organization")


def kinds_of(statements: Statements) -> dict[str, str]:
    """The kind of each thing that can be a node, by IRI; the narrower kind where a thing has two."""
    found: dict[str, str] = {}
    for kind, of_class in CLASSES.items():
        for thing in statements.of(of_class):
            found.setdefault(thing, kind)
    return found


def country_codes(statements: Statements) -> dict[str, str]:
    """Two-letter codes of countries (ISO 3166-1) by IRI."""
    return {place: statements.text(place, "kzcn:isoCode") or "" for place in statements.of("kzcn:Country")}


def country_of(statements: Statements, thing: str, codes: dict[str, str]) -> str | None:
    """The code of the one country of a thing; None where none or several are said.

    A project, meeting or agreement has none of its own: it belongs to both sides.
    """
    if thing in codes:
        return codes[thing] or None
    said = {codes.get(country) for country in statements.iris(thing, "kzcn:country")} - {None, ""}
    return said.pop() if len(said) == 1 else None


def is_place(thing: str) -> bool:
    """Whether an IRI is that of a place."""
    return thing.startswith(PREFIXES["place"])
