"""Where things lie, and how the regions of one country are tied to those of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from kzcn.namespaces import compact
from kzcn.page.articles import Sources
from kzcn.page.statements import Statements, term
from kzcn.page.ties import PARTIES, Tie

SITES = ("kzcn:location", "kzcn:governs", "kzcn:seatedIn")
INVESTING = {*PARTIES, "namedPartner", "party"}


class Places:
    """Regions and coordinates of things."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self.regions = set(statements.of("kzcn:Region"))

    def sites(self, thing: str) -> list[str]:
        """The places where a thing lies, is seated or governs; the place itself for a place."""
        if self.statements.find(thing, "kzcn:isoCode", "schema:latitude"):
            return [thing]
        return list(dict.fromkeys(self.statements.iris(thing, *SITES)))

    def regions_of(self, thing: str) -> list[str]:
        """The regions in which a thing lies, sorted."""
        found: set[str] = set()
        for site in [thing, *self.sites(thing)]:
            found |= self._up(site)
        return sorted(found)

    def _up(self, place: str) -> set[str]:
        wider, open_ = {place}, [place]
        while open_:
            for other in self.statements.iris(open_.pop(), "kzcn:partOf"):
                if other not in wider:
                    wider.add(other)
                    open_.append(other)
        return wider & self.regions

    def coordinates(self, thing: str) -> tuple[float, float] | None:
        """Latitude and longitude of the first of its sites that has them; None where none has."""
        sites = self.sites(thing)
        for site in [*sites, *(region for narrow in sites for region in sorted(self._up(narrow)))]:
            latitude = self.statements.text(site, "schema:latitude")
            longitude = self.statements.text(site, "schema:longitude")
            if latitude and longitude:
                return float(latitude), float(longitude)
        return None

    def country_of(self, region: str) -> str:
        """The code of the country of a region; empty where it is unknown."""
        for country in self.statements.iris(region, "kzcn:country", "kzcn:partOf"):
            code = self.statements.text(country, "kzcn:isoCode")
            if code:
                return code
        return ""


def place_ties(
    statements: Statements, sources: Sources, ties: Iterable[Tie], kinds: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Regions of Kazakhstan × regions of China, by the meetings, projects and agreements that join them.

    Each of these gives one unit of weight, shared among the pairs of regions that it joins.
    """
    places = Places(statements)
    joined: dict[tuple[str, str], dict[str, Any]] = {}
    for thing, around in _around(ties, kinds).items():
        members = [thing, *(tie.target if tie.source == thing else tie.source for tie in around)]
        regions = {region for member in members for region in places.regions_of(member)}
        kazakh = sorted(region for region in regions if places.country_of(region) == "KZ")
        chinese = sorted(region for region in regions if places.country_of(region) == "CN")
        passages = {passage for tie in around for passage in tie.passages}
        for pair in product(kazakh, chinese):
            row = joined.setdefault(pair, {"weight": 0.0, "ties": set(), "passages": set()})
            row["weight"] += 1 / (len(kazakh) * len(chinese))
            row["ties"].add(_kind_of(statements, thing, kinds[thing]))
            row["passages"] |= passages
    return [
        {
            "source": compact(source),
            "target": compact(target),
            "weight": round(row["weight"], 3),
            "ties": sorted(row["ties"]),
            "passages": sources.ids(list(row["passages"])),
        }
        for (source, target), row in sorted(joined.items())
    ]


def _around(ties: Iterable[Tie], kinds: Mapping[str, str]) -> dict[str, list[Tie]]:
    """The ties of each meeting, project and agreement."""
    found: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        for end in (tie.source, tie.target):
            if kinds[end] in {"meeting", "project", "agreement"} and tie.kind not in {"Position", "discussed"}:
                found[end].append(tie)
    return found


def _kind_of(statements: Statements, thing: str, kind: str) -> str:
    visit = term("meeting-kind:visit") in statements.values(thing, "kzcn:meetingKind")
    return "visit" if visit else kind
