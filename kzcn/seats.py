"""Which places stand behind actors and events: who governs or is seated where, and where events lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kzcn.namespaces import local
from kzcn.source import SparqlSource, select
from kzcn.values import shown

PLACES = """
SELECT DISTINCT ?place ?class ?country ?wider WHERE {
  VALUES ?class { kzcn:Country kzcn:Region kzcn:City kzcn:Place }
  ?place a ?class .
  OPTIONAL { ?place kzcn:country/kzcn:isoCode ?country }
  OPTIONAL { ?place kzcn:partOf ?wider }
}
ORDER BY ?place ?class ?wider"""
# Bodies stand for what they govern; companies and groups for their seat or that of their parent.
SEATS = """
SELECT DISTINCT ?actor ?place WHERE {
  { ?actor kzcn:governs ?place }
  UNION { ?actor kzcn:seatedIn ?place . ?actor kzcn:country ?own . ?place kzcn:country ?own }
  UNION { ?actor kzcn:parent+ ?parent . ?parent kzcn:governs|kzcn:seatedIn ?place . ?place kzcn:country ?own
          FILTER EXISTS { ?actor kzcn:country ?own } }
}
ORDER BY ?actor ?place"""
POSTS = """
SELECT DISTINCT ?post ?place ?holder WHERE {
  ?post (kzcn:headOf|org:postIn)/kzcn:governs ?place .
  OPTIONAL { ?tenure kzcn:heldPost ?post ; org:member ?holder }
}
ORDER BY ?post ?place ?holder"""
LOCATIONS = """
SELECT DISTINCT ?event ?place ?property ?passage ?article WHERE {
  VALUES ?property { kzcn:location kzcn:equipmentFrom }
  GRAPH ?passage { ?event ?property ?place }
  ?passage kzcn:fromArticle ?article .
}
ORDER BY ?event ?place ?property ?passage"""


@dataclass(frozen=True)
class Place:
    """A place: `level` is `country`, `region`, `city` or `place`; `wider` are the places that it is part of."""

    iri: str
    level: str
    country: str | None
    wider: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Location:
    """One passage's word that an event lies in a place (`location`) or has its equipment from it."""

    event: str
    place: str
    role: str
    passage: str
    article: str


@dataclass(frozen=True)
class Seats:
    """The places behind actors (by actor), behind posts (by post), and of events (by passage)."""

    places: Mapping[str, Place] = field(default_factory=dict)
    by_actor: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by_post: Mapping[str, frozenset[str]] = field(default_factory=dict)
    locations: tuple[Location, ...] = ()

    def behind(self, actor: str, post: str | None = None) -> frozenset[str]:
        """The places for which an actor stands, as holder of `post` where that is known.

        A person without a post stands for a place only where all posts that the graph knows of them lead to it.
        """
        return self.by_post.get(post, frozenset()) if post else self.by_actor.get(actor, frozenset())

    def lifted(self, places: Iterable[str], levels: Iterable[str]) -> frozenset[str]:
        """Each place itself where it is of one of the levels, else the nearest places of them that hold it."""
        wanted = frozenset(levels)
        found: set[str] = set()
        seen: set[str] = set()
        left = list(places)
        while left:
            place = self.places.get(left.pop())
            if place is None or place.iri in seen:
                continue
            seen.add(place.iri)
            if place.level in wanted:
                found.add(place.iri)
            else:
                left.extend(place.wider)
        return frozenset(found)


def read_seats(source: SparqlSource) -> Seats:
    """The seats of the graph. Raises QueryError and RemoteError as the source does."""
    by_actor: dict[str, set[str]] = defaultdict(set)
    for actor, place in select(source, SEATS):
        by_actor[str(actor)].add(str(place))
    by_post: dict[str, set[str]] = defaultdict(set)
    by_holder: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for post, place, holder in select(source, POSTS):
        by_post[str(post)].add(str(place))
        if holder is not None:
            by_holder[str(holder)][str(post)].add(str(place))
    for holder, posts in by_holder.items():
        governed = {frozenset(places) for places in posts.values()}
        if len(governed) == 1:
            by_actor[holder] |= governed.pop()
    locations = tuple(
        Location(str(event), str(place), local(str(role)), str(passage), str(article))
        for event, place, role, passage, article in select(source, LOCATIONS)
    )
    return Seats(_places(source), _frozen(by_actor), _frozen(by_post), locations)


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in sets.items()}


def _places(source: SparqlSource) -> dict[str, Place]:
    levels: dict[str, set[str]] = defaultdict(set)
    countries: dict[str, str] = {}
    wider: dict[str, set[str]] = defaultdict(set)
    for row in select(source, PLACES):
        place = str(row["place"])
        levels[place].add(local(str(row["class"])).lower())
        if row["country"] is not None:
            countries.setdefault(place, shown(row["country"]))
        if row["wider"] is not None:
            wider[place].add(str(row["wider"]))
    order = ("country", "region", "city", "place")
    return {
        place: Place(place, next(o for o in order if o in found), countries.get(place), frozenset(wider[place]))
        for place, found in sorted(levels.items())
    }
