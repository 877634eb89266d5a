"""The nodes of the picture with what filters, searches and borders need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from kzcn.page.articles import Sources
from kzcn.page.dates import dates_of
from kzcn.page.facts import FLAGS
from kzcn.page.kinds import AGENTS, country_codes, country_of, is_place
from kzcn.page.places import Places
from kzcn.page.statements import Statements, compact, term
from kzcn.page.ties import Tie
from kzcn.values import Iri

EVENTS = ("project", "meeting", "agreement")
SECTORS = ("kzcn:sector", "kzcn:topic")

PHASE = term("coverage:phase")


def passages_about(statements: Statements, thing: str) -> set[str]:
    """IRIs of the passages that say something of a thing."""
    told = (*statements.about.get(thing, ()), *statements.to.get(thing, ()))
    return {passage for said in told for passage in said.passages}


def worth_showing(statements: Statements, kinds: Mapping[str, str], ties: Iterable[Tie]) -> set[str]:
    """The things that a source speaks of, the agents tied to these, and the places in which any of them lies.

    The other regions and cities that the curators keep at hand would only be dots without a tie.
    """
    ties = list(ties)
    kept = {thing for thing in kinds if passages_about(statements, thing)}
    spoken = set(kept)
    for tie in ties:
        ends = {tie.source, tie.target}
        if ends & spoken:
            kept |= {end for end in ends if not is_place(end)}
    for _ in range(3):  # a seat lies in a city, the city in a region
        kept |= {tie.target for tie in ties if tie.source in kept and is_place(tie.target)}
    return kept


class Nodes:
    """Makes the nodes of the things in `kinds`, all of which have a place in the picture."""

    def __init__(self, statements: Statements, sources: Sources, kinds: Mapping[str, str], ties: Iterable[Tie]) -> None:
        self.statements = statements
        self.sources = sources
        self.kinds = kinds
        self.places = Places(statements)
        self.codes = country_codes(statements)
        self.sectors_of = cache(self._sectors_of)  # asked again by every neighbour
        self.ties: dict[str, list[Tie]] = defaultdict(list)
        for tie in ties:
            self.ties[tie.source].append(tie)
            self.ties[tie.target].append(tie)

    def node(self, thing: str) -> dict[str, Any]:
        """One node, without place in the layout and measures."""
        about, kind = self.statements, self.kinds[thing]
        dates = dates_of(about, thing) or sorted({date for tie in self.ties[thing] for date in tie.dates})
        place = self.places.coordinates(thing)
        return {
            "id": compact(thing),
            "iri": thing,
            "kind": kind,
            "labels": about.labels(thing),
            "names": about.names(thing),
            "country": self._country(thing),
            "regions": self._regions(thing),
            "sectors": self._sectors(thing),
            "status": next((compact(s) for s in about.iris(thing, "kzcn:currentStatus")), None),
            "amountUSD": self._amount(thing),
            "lat": place[0] if place else None,
            "lon": place[1] if place else None,
            "from": dates[0] if dates else None,
            "to": dates[-1] if dates else None,
            "articles": self.sources.articles_behind(passages_about(about, thing)),
            "flags": self._flags(thing),
        }

    def _country(self, thing: str) -> str | None:
        own = country_of(self.statements, thing, self.codes)
        if own:
            return own
        sites = [*self.places.sites(thing), *self.places.regions_of(thing)]
        found = {self.places.country_of(site) for site in sites} - {""}
        return found.pop() if len(found) == 1 else None

    def _regions(self, thing: str) -> list[str]:
        """Its own regions; for agents and agreements also those of their projects and meetings."""
        found = set(self.places.regions_of(thing))
        if self.kinds[thing] in {*AGENTS, "agreement", "platform"}:
            for other in self._neighbours(thing):
                found.update(self.places.regions_of(other) if self.kinds[other] in {*EVENTS, "body"} else ())
        return sorted(map(compact, found))

    def _sectors(self, thing: str) -> list[str]:
        """Its own sectors; for agents also those of their projects."""
        found = set(self.sectors_of(thing))
        if self.kinds[thing] in AGENTS:
            for other in self._neighbours(thing):
                found.update(self.sectors_of(other) if self.kinds[other] == "project" else ())
        return sorted(map(compact, found))

    def _sectors_of(self, thing: str) -> tuple[Iri, ...]:
        return tuple(iri for iri in self.statements.iris(thing, *SECTORS) if iri.startswith(term("sector:")))

    def _neighbours(self, thing: str) -> set[str]:
        ties = [tie for tie in self.ties[thing] if tie.kind not in {"Position", "discussed"}]
        return {tie.target if tie.source == thing else tie.source for tie in ties}

    def _amount(self, thing: str) -> float | None:
        """The largest sum in US dollars for the whole of it; a phase stands for it only where no whole is told."""
        amounts = self.statements.iris(thing, "kzcn:hasAmount")
        parts = {amount for amount in amounts if self.statements.first(amount, "kzcn:covers") == PHASE}
        whole = [amount for amount in amounts if amount not in parts] or amounts
        values = [self.statements.first(amount, "kzcn:valueUSD") for amount in whole]
        return max((float(str(value)) for value in values if value is not None), default=None)

    def _flags(self, thing: str) -> list[str]:
        """Degrees of confidence, other than stated, of what hangs on the thing and of the readings of it."""
        about = self.statements
        nodes = [s.object for s in about.about.get(thing, ()) if isinstance(s.object, Iri)]
        nodes += [s.subject for s in about.to.get(thing, ()) if s.predicate != term("alternative")]
        said = {c.rsplit("/", 1)[-1] for node in nodes if self._is_detail(node) for c in self._confidence(node)}
        return [flag for flag in FLAGS if flag in said]

    def _is_detail(self, node: str) -> bool:
        return node not in self.kinds

    def _confidence(self, node: str) -> list[Iri]:
        return self.statements.iris(node, "kzcn:confidence")
