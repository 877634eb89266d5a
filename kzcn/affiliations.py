"""Who takes part in what: the ties that every network is made from, read through SPARQL and cut as one likes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kzcn.errors import UsageError, did_you_mean, nearest
from kzcn.names import Names
from kzcn.namespaces import BASE, compact, local
from kzcn.periods import first_day, last_day
from kzcn.seats import Seats, read_seats
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Row, shown

# From the surest to the least sure.
CONFIDENCES = ("stated", "corrected", "inferred", "ambiguous")

PARTICIPATIONS = """
SELECT DISTINCT ?actor ?event ?role ?passage ?article ?confidence ?participation ?post WHERE {
  GRAPH ?passage { ?participation kzcn:inMeeting ?event ; kzcn:participant ?actor }
  ?passage kzcn:fromArticle ?article .
  OPTIONAL { ?participation kzcn:participationKind ?role }
  OPTIONAL { GRAPH ?passage { ?participation kzcn:confidence ?confidence } }
  OPTIONAL { ?participation kzcn:asPost ?post }
}
ORDER BY ?event ?actor ?passage ?role ?confidence ?post"""
PARTIES = """
SELECT DISTINCT ?actor ?event ?role ?passage ?article WHERE {
  ?role rdfs:subPropertyOf* kzcn:party .
  GRAPH ?passage { ?event ?role ?actor }
  ?passage kzcn:fromArticle ?article .
}
ORDER BY ?event ?actor ?passage ?role"""
# What a curator doubts in a passage: a participation, whom a name means, or which agent is the party.
DOUBTS = """
SELECT DISTINCT ?passage ?about ?confidence ?other WHERE {
  GRAPH ?passage { ?reading kzcn:readingOf ?about ; kzcn:confidence ?confidence .
    OPTIONAL { ?reading kzcn:alternative ?other } }
}
ORDER BY ?passage ?about ?confidence ?other"""
COUNTRIES = "SELECT DISTINCT ?thing ?country WHERE { ?thing kzcn:country ?country } ORDER BY ?thing ?country"
EVENTS = """
SELECT DISTINCT ?event ?about ?value WHERE {
  { ?event schema:startDate|schema:endDate|kzcn:signedOn ?value . BIND ("date" AS ?about) }
  UNION { ?event kzcn:meetingKind|kzcn:agreementKind ?value . BIND ("nature" AS ?about) }
  UNION { ?event kzcn:inRegion ?value . BIND ("region" AS ?about) }
  UNION { ?event kzcn:concerns/kzcn:inRegion ?value . BIND ("region" AS ?about) }
  UNION { ?event kzcn:sector|kzcn:topic ?value . BIND ("sector" AS ?about) }
  UNION { ?event kzcn:concerns/kzcn:sector ?value . BIND ("sector" AS ?about) }
  UNION { ?event kzcn:currentStatus ?value . BIND ("status" AS ?about) }
  UNION { ?event kzcn:partOf ?value . BIND ("wider" AS ?about) }
}
ORDER BY ?event ?about ?value"""
BROADER = "SELECT DISTINCT ?narrow ?wide WHERE { ?narrow skos:broader/skos:broader* ?wide } ORDER BY ?narrow ?wide"
ARTICLES = """
SELECT DISTINCT ?article ?date ?other WHERE {
  ?article a kzcn:Article .
  OPTIONAL { ?article schema:datePublished ?date }
  OPTIONAL { ?article kzcn:parallelVersion ?other }
}
ORDER BY ?article ?date ?other"""


@dataclass(frozen=True)
class Actor:
    """An official, company, body or organisation. `country` is "KZ", "CN", …, or None where it is not known."""

    iri: str
    label: str
    kind: str
    country: str | None


@dataclass(frozen=True)
class Event:
    """A meeting, project or agreement.

    `nature` says which: the kind of meeting (`talks`, `forum`, …) or of agreement (`memorandum`, …), or `project`.
    `dates` are as printed (2025-05-22, 2025-05 or 2025), earliest first; empty where no source gives any.
    """

    iri: str
    label: str
    kind: str
    nature: str
    dates: tuple[str, ...] = ()
    regions: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Membership:
    """One passage's word that something takes part in an event, and in which role.

    `dates` are those of the event, else of the event that it is part of, else of the article.
    """

    node: str
    event: str
    role: str
    passage: str
    article: str
    dates: tuple[str, ...] = ()
    confidence: str = "stated"
    post: str | None = None


@dataclass(frozen=True)
class Affiliations:
    """Every membership of actors in events, with what cuts and networks need to know of both.

    `reports` maps each article to its report: an article and its parallel versions in other languages are one.
    """

    memberships: tuple[Membership, ...]
    actors: Mapping[str, Actor]
    events: Mapping[str, Event]
    reports: Mapping[str, str] = field(default_factory=dict)
    broader: Mapping[str, frozenset[str]] = field(default_factory=dict)
    seats: Seats = field(default_factory=Seats)
    labels: Mapping[str, str] = field(default_factory=dict)

    def cut(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        region: str | None = None,
        sector: str | None = None,
        status: str | None = None,
        confidence: str | None = None,
        kinds: Iterable[str] = (),
    ) -> Affiliations:
        """The memberships that fit every condition; those who take part in none are left out.

        since, until: the dates of the membership touch the period; each a day, a month or a year.
        region, sector, status: IRIs of what the event lies in or concerns; a sector holds its narrower ones, and
            only projects have a status. A region also holds the events in which those who govern it take part.
        confidence: as sure as this or surer, of `stated`, `corrected`, `inferred`, `ambiguous`.
        kinds: only actors of these kinds (`person`, `company`, `body`, `organization`).

        Raises UsageError for a confidence that does not exist and for a date that cannot be read.
        """
        start = first_day(since) if since else ""
        end = last_day(until) if until else "9999"
        sure = CONFIDENCES[: _level(confidence) + 1] if confidence else CONFIDENCES
        wanted_kinds = frozenset(kinds)

        def fits(m: Membership) -> bool:
            event = self.events[m.event]
            known = not (since or until) or bool(m.dates)
            return (
                known
                and (not m.dates or (last_day(m.dates[-1]) >= start and first_day(m.dates[0]) <= end))
                and (region is None or region in event.regions)
                and (sector is None or any(sector == s or sector in self.broader.get(s, ()) for s in event.sectors))
                and (status is None or status in event.statuses)
                and (confidence is None or m.confidence in sure)
                and (not wanted_kinds or self.actors[m.node].kind in wanted_kinds)
            )

        return self.keep(m for m in self.memberships if fits(m))

    def keep(self, memberships: Iterable[Membership]) -> Affiliations:
        """The same with only these memberships, and only the actors and events that are in them."""
        kept = tuple(memberships)
        nodes, events = {m.node for m in kept}, {m.event for m in kept}
        return replace(
            self,
            memberships=kept,
            actors={iri: actor for iri, actor in self.actors.items() if iri in nodes},
            events={iri: event for iri, event in self.events.items() if iri in events},
        )


def _level(confidence: str) -> int:
    name = confidence.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
    if name not in CONFIDENCES:
        suggestions = nearest(name, CONFIDENCES)
        raise UsageError(
            f"There is no confidence {confidence!r}. Take one of: {', '.join(CONFIDENCES)}.{did_you_mean(suggestions)}",
            suggestions,
        )
    return CONFIDENCES.index(name)


def weakest(confidences: Iterable[str]) -> str:
    """The least sure of several confidences; `stated` for none.

    >>> weakest(["stated", "inferred"])
    'inferred'
    """
    return max(confidences, key=_sureness, default=CONFIDENCES[0])


def surest(confidences: Iterable[str]) -> str:
    """The surest of several confidences; `stated` for none."""
    return min(confidences, key=_sureness, default=CONFIDENCES[0])


def _sureness(confidence: str) -> int:
    """A place in CONFIDENCES; behind all of them for one that is unknown here."""
    return CONFIDENCES.index(confidence) if confidence in CONFIDENCES else len(CONFIDENCES)


def kind_of(iri: str) -> str:
    """The kind of a thing, from its IRI: person, company, meeting, …; "thing" for an IRI of another house."""
    return compact(iri).split(":")[0] if iri.startswith(BASE) else "thing"


def read_affiliations(source: SparqlSource, names: Names | None = None) -> Affiliations:
    """All memberships of the graph, in a fixed order. Raises QueryError and RemoteError as the source does."""
    names = names or Names(source)
    articles = list(select(source, ARTICLES))
    published = {str(row["article"]): shown(row["date"]) for row in articles if row["date"] is not None}
    rows = [*select(source, PARTICIPATIONS), *select(source, PARTIES)]
    events = _events(source, names, {str(row["event"]) for row in rows})
    doubts = _doubts(source)
    found = [_membership(row, events, published, doubts) for row in rows]
    seats = read_seats(source)
    events = _with_regions(events, found, seats)
    countries = _countries(source)
    actors = {
        iri: Actor(iri, names.label(iri), kind_of(iri), countries.get(iri)) for iri in sorted({m.node for m in found})
    }
    broader = defaultdict(set)
    for narrow, wide in select(source, BROADER):
        broader[str(narrow)].add(str(wide))
    return Affiliations(
        tuple(dict.fromkeys(found)),
        actors,
        events,
        _reports(articles),
        {narrow: frozenset(wide) for narrow, wide in broader.items()},
        seats,
        {iri: names.label(iri) for iri in seats.places},
    )


def _with_regions(events: Mapping[str, Event], found: Iterable[Membership], seats: Seats) -> dict[str, Event]:
    """The events, each also in the regions for which those who take part stand."""
    regions = {iri: set(event.regions) for iri, event in events.items()}
    for m in found:
        regions[m.event] |= seats.lifted(seats.behind(m.node, m.post), ("region",))
    return {iri: replace(event, regions=frozenset(regions[iri])) for iri, event in events.items()}


def _membership(
    row: Row, events: Mapping[str, Event], published: Mapping[str, str], doubts: Mapping[tuple[str, str], list[str]]
) -> Membership:
    r = row.asdict()
    event, passage, article = str(r["event"]), str(r["passage"]), str(r["article"])
    own = r.get("confidence")
    post = r.get("post")
    about = [str(r["actor"]), str(r["participation"])] if r.get("participation") else [str(r["actor"])]
    doubted = [c for thing in about for c in doubts.get((passage, thing), ())]
    doubted += doubts.get((passage, f"party of {event}"), [])
    return Membership(
        node=str(r["actor"]),
        event=event,
        role=local(str(r["role"])) if r["role"] else "participant",
        passage=passage,
        article=article,
        dates=events[event].dates or ((published[article],) if article in published else ()),
        confidence=weakest([local(str(own))] * bool(own) + doubted),
        post=str(post) if post else None,
    )


def _doubts(source: SparqlSource) -> dict[tuple[str, str], list[str]]:
    """The confidence of readings by passage and thing; `party of …` where a reading names another agent for it."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for passage, about, confidence, other in select(source, DOUBTS):
        found[str(passage), str(about)].append(local(str(confidence)))
        if isinstance(other, Iri) and kind_of(other) in {"person", "company", "body", "organization"}:
            found[str(passage), f"party of {about}"].append(local(str(confidence)))
    return found


def _countries(source: SparqlSource) -> dict[str, str]:
    """The ISO 3166-1 code of each thing's country, or its slug; the first where a thing has several."""
    codes = {
        str(thing): str(code)
        for thing, code in select(
            source, "SELECT ?c ?code WHERE { ?c a kzcn:Country ; kzcn:isoCode ?code } ORDER BY ?c"
        )
    }
    found: dict[str, str] = {}
    for thing, country in select(source, COUNTRIES):
        found.setdefault(str(thing), codes.get(str(country), local(str(country))))
    return found


def _events(source: SparqlSource, names: Names, wanted: set[str]) -> dict[str, Event]:
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for event, about, value in select(source, EVENTS):
        facts[str(event)][str(about)].append(str(value) if isinstance(value, Iri) else shown(value))

    def dates(event: str, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
        own = facts[event]["date"] if event in facts else []
        if own or event in seen:
            return tuple(sorted(set(own)))
        wider = [d for up in facts.get(event, {}).get("wider", []) for d in dates(up, seen | {event})]
        return tuple(sorted(set(wider)))

    found = {}
    for iri in sorted(wanted):
        told, kind = facts.get(iri, {}), kind_of(iri)
        natures = sorted(local(nature) for nature in told.get("nature", []))
        found[iri] = Event(
            iri,
            names.label(iri),
            kind,
            natures[0] if natures else kind,
            dates(iri),
            frozenset(told.get("region", [])),
            frozenset(told.get("sector", [])),
            frozenset(told.get("status", [])),
        )
    return found


def _reports(articles: Iterable[Row]) -> dict[str, str]:
    """Each article's report: the first IRI among the article and all that are parallel to it."""
    report: dict[str, str] = {}

    def top(article: str) -> str:
        while report.setdefault(article, article) != article:
            article = report[article]
        return article

    for row in articles:
        first = top(str(row["article"]))
        if row["other"] is not None:
            second = top(str(row["other"]))
            report[max(first, second)] = min(first, second)
    return {article: top(article) for article in sorted(report)}
