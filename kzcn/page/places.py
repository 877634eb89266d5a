"""Where things lie, and how the regions of one country are tied to those of the other."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from kzcn.affiliations import Affiliations
from kzcn.network import network
from kzcn.page.articles import Sources
from kzcn.page.statements import Statements, compact, term

SITES = ("kzcn:location", "kzcn:governs", "kzcn:seatedIn")


class Places:
    """Regions and coordinates of things."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self.regions = set(statements.of("kzcn:Region"))
        self.regions_of = cache(self._regions_of)  # asked again by every neighbour
        self.up = cache(self._up)

    def sites(self, thing: str) -> list[str]:
        """The places where a thing lies, is seated or governs; the place itself for a place."""
        if self.statements.find(thing, "kzcn:isoCode", "schema:latitude"):
            return [thing]
        return list(dict.fromkeys(self.statements.iris(thing, *SITES)))

    def _regions_of(self, thing: str) -> tuple[str, ...]:
        """The regions in which a thing lies, sorted."""
        found: set[str] = set()
        for site in [thing, *self.sites(thing)]:
            found |= self.up(site)
        return tuple(sorted(found))

    def _up(self, place: str) -> set[str]:
        """The regions that a place lies in, itself if it is one."""
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
        for site in [*sites, *(region for narrow in sites for region in sorted(self.up(narrow)))]:
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


def place_ties(affiliations: Affiliations, sources: Sources, shown: Iterable[str]) -> list[dict[str, Any]]:
    """Regions of Kazakhstan × provinces and cities of China, as kzcn.network ties them; only those shown.

    The Kazakh place is the source. Weights are shared among the places of an event, after Newman.
    """
    graph = network(affiliations, "places")
    rows, drawn = [], set(shown)
    for one, other, tie in graph.edges(data=True):
        kazakh, chinese = sorted((one, other), key=lambda place: graph.nodes[place]["country"] != "KZ")
        if {kazakh, chinese} <= drawn:
            rows.append(
                {
                    "source": compact(kazakh),
                    "target": compact(chinese),
                    "weight": round(tie["weight"], 3),
                    "ties": sorted(_nature(sources.statements, nature) for nature in tie["ties"]),
                    "passages": sources.ids(tie["passages"]),
                }
            )
    return sorted(rows, key=lambda row: (row["source"], row["target"]))


def _nature(statements: Statements, slug: str) -> str:
    """The concept that names a nature of event, as prefixed name; `project`, which is a kind of node, stays."""
    names = (f"{scheme}:{slug}" for scheme in ("meeting-kind", "agreement-kind"))
    return next((name for name in names if term(name) in statements.about), slug)
