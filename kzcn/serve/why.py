"""Why the graph says something, for a page: what `kzcn why` prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kzcn.evidence import Doubt, Evidence, behind, doubts, evidence_of
from kzcn.lineage import Lineage, lineage_of
from kzcn.serve.knowledge import Knowledge
from kzcn.values import Iri


@dataclass
class Reason:
    """One fact with the passages behind it, the other graphs that say it and the rules that give it, and doubts."""

    fact: Evidence
    passages: dict[str, Evidence] = field(default_factory=dict)
    graphs: list[Iri] = field(default_factory=list)
    rules: list[Lineage] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def reasons(known: Knowledge, subject: str, predicate: str, value: str | None) -> list[Reason]:
    """The facts of that subject and property, and of that value where one is given; empty where there are none.

    Raises UsageError where subject or property is no IRI.
    """
    found: dict[tuple[object, ...], list[Evidence]] = {}
    for place in evidence_of(known.source, subject, predicate, None):
        if value is not None and not known.names.means(value, place.object):
            continue
        found.setdefault((place.subject, place.predicate, place.object), []).append(place)
    return [_reason(known, places) for places in found.values()]


def _reason(known: Knowledge, places: Iterable[Evidence]) -> Reason:
    first, *_ = places = list(places)
    reason = Reason(first)
    things = {str(thing) for thing in (first.subject, first.object) if isinstance(thing, Iri)}
    for place in places:
        if place.kind == "passage":
            reason.passages[place.graph] = place
        elif place.kind != "derived":
            reason.graphs.append(place.graph)
        else:
            reason.rules = lineage_of(known.source, known.rules, place.subject, place.predicate, place.object)
            for lineage in reason.rules:
                reason.passages |= {e.graph: e for e in behind(known.source, place, lineage.nodes)}
                things |= {str(node) for node in lineage.nodes}
    noted = doubts(known.source, things, reason.passages)
    reason.doubts = list({(d.confidence, d.reason): d for d in noted}.values())
    return reason
