"""Networks made from the graph: who takes part in what, who is tied to whom, which place to which.

Three networks, all undirected, as networkx graphs whose nodes are IRIs:

- `affiliation`: actors and the events in which they take part (meetings, projects, agreements); each tie weighs 1.
- `actors`: actors tied by the events that they share. An event of k actors adds 1/(k - 1) to the weight of each
  of its pairs, so that every actor gets a strength of 1 from each event, however large (Newman 2001, "Scientific
  collaboration networks. II", Physical Review E 64, 016132).
- `places`: regions of Kazakhstan tied to provinces and cities of China by the events that both have a part in:
  because an event lies there, or because someone who takes part governs the place or is seated there. The same
  1/(k - 1), where k counts all places of the event, those of the same country included.

Nodes carry `label`, `kind` and `country` ("KZ", "CN", … or None). Edges carry `weight`, and as sorted tuples `ties`
(kinds of tie), `events`, `dates` (as printed), `passages` and `articles`; and `confidence`, that of the surest event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, NamedTuple

from kzcn.affiliations import Affiliations, Membership, kind_of, surest, weakest
from kzcn.collector import uncollected
from kzcn.errors import UsageError, did_you_mean, nearest
from kzcn.namespaces import local

if TYPE_CHECKING:
    from networkx import Graph

KINDS = ("actors", "affiliation", "places")
SMALLEST_EVENT = 2
KAZAKHSTAN, CHINA = "KZ", "CN"


def network(affiliations: Affiliations, kind: str = "actors") -> Graph:
    """The network of one kind; without nodes where there are no memberships. Raises UsageError for another kind."""
    return project(memberships_of(affiliations, kind), affiliations, kind)


def memberships_of(affiliations: Affiliations, kind: str) -> tuple[Membership, ...]:
    """What a network of that kind is made from: actors in events, or places in events.

    Raises UsageError for a kind that does not exist.
    """
    if kind not in KINDS:
        suggestions = nearest(kind, KINDS)
        raise UsageError(
            f"There is no network {kind!r}. Take one of: {', '.join(KINDS)}.{did_you_mean(suggestions)}", suggestions
        )
    return places_in_events(affiliations) if kind == "places" else affiliations.memberships


@uncollected()
def project(memberships: Iterable[Membership], affiliations: Affiliations, kind: str) -> Graph:
    """The network of one kind from its memberships; each node of a membership is in it, tied or not."""
    from kzcn.engine_networkx import new_graph

    graph = new_graph(kind)
    by_event = _by_event(memberships)
    describe = _describer(affiliations)
    for node in sorted({node for members in by_event.values() for node in members}):
        graph.add_node(node, **describe(node))
    if kind == "affiliation":
        _add_affiliations(graph, by_event, describe)
        return graph
    across = {node: graph.nodes[node]["country"] for node in graph} if kind == "places" else None
    graph.add_edges_from(_ties(_pairs(by_event, across), by_event, affiliations))
    return graph


def places_in_events(affiliations: Affiliations) -> tuple[Membership, ...]:
    """Regions of Kazakhstan and provinces and cities of China, each with the events in which it has a part.

    Smaller places count as the place that holds them. `role` is `location`, `equipmentFrom`, or the role of the
    actor who stands for the place.
    """
    seats = affiliations.seats
    first = {(m.event, m.article): m for m in reversed(affiliations.memberships)}
    found = []
    for m in affiliations.memberships:
        for place in _sides(affiliations, seats.behind(m.node, m.post)):
            found.append(Membership(place, m.event, m.role, m.passage, m.article, m.dates, m.confidence))
    for where in seats.locations:
        like = first.get((where.event, where.article))
        if like:
            for place in _sides(affiliations, [where.place]):
                found.append(Membership(place, where.event, where.role, where.passage, where.article, like.dates))
    return tuple(sorted(set(found), key=lambda m: (m.event, m.node, m.passage, m.role)))


def _sides(affiliations: Affiliations, places: Iterable[str]) -> list[str]:
    seats = affiliations.seats
    found: set[str] = set()
    for place in places:
        country = seats.places[place].country if place in seats.places else None
        if country == KAZAKHSTAN:
            found |= seats.lifted([place], ["region"])
        elif country == CHINA:
            found |= seats.lifted([place], ["region", "city"])
    return sorted(found)


def _by_event(memberships: Iterable[Membership]) -> dict[str, dict[str, list[Membership]]]:
    by_event: dict[str, dict[str, list[Membership]]] = defaultdict(lambda: defaultdict(list))
    for m in memberships:
        by_event[m.event][m.node].append(m)
    return by_event


def _describer(affiliations: Affiliations) -> Callable[[str], dict[str, Any]]:
    def describe(node: str) -> dict[str, Any]:
        if node in affiliations.actors:
            actor = affiliations.actors[node]
            return {"label": actor.label, "kind": actor.kind, "country": actor.country}
        if node in affiliations.events:
            return {"label": affiliations.events[node].label, "kind": affiliations.events[node].kind, "country": None}
        place = affiliations.seats.places.get(node)
        label = affiliations.labels.get(node, local(node))
        return {"label": label, "kind": kind_of(node), "country": place.country if place else None}

    return describe


def _add_affiliations(
    graph: Graph, by_event: Mapping[str, Mapping[str, list[Membership]]], describe: Callable[[str], dict[str, Any]]
) -> None:
    for event, members in sorted(by_event.items()):
        graph.add_node(event, **describe(event))
        for node, found in sorted(members.items()):
            roles, told = _sorted(m.role for m in found), _told(found)
            graph.add_edge(node, event, weight=1.0, ties=roles, events=(event,), **told._asdict())


def _pairs(
    by_event: Mapping[str, Mapping[str, list[Membership]]], across: Mapping[str, str | None] | None
) -> dict[tuple[str, str], list[str]]:
    """The events that each pair shares; with `across`, only pairs of Kazakhstan and China."""
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for event, members in sorted(by_event.items()):
        if len(members) < SMALLEST_EVENT:
            continue
        nodes = sorted(members)
        if across is None:
            pairs: Iterable[tuple[str, str]] = combinations(nodes, 2)
        else:
            pairs = product(
                [node for node in nodes if across[node] == KAZAKHSTAN],
                [node for node in nodes if across[node] == CHINA],
            )
        for pair in pairs:
            shared[pair].append(event)
    return shared


class _Told(NamedTuple):
    """What is told of one member of an event: sorted dates, passages and articles; the surest confidence."""

    dates: tuple[str, ...]
    passages: tuple[str, ...]
    articles: tuple[str, ...]
    confidence: str


def _told(memberships: list[Membership]) -> _Told:
    if len(memberships) == 1:  # as nearly all are
        [m] = memberships
        return _Told(m.dates, (m.passage,), (m.article,), m.confidence)
    return _Told(
        _sorted(date for m in memberships for date in m.dates),
        _sorted(m.passage for m in memberships),
        _sorted(m.article for m in memberships),
        surest(m.confidence for m in memberships),
    )


def _ties(
    pairs: Mapping[tuple[str, str], list[str]],
    by_event: Mapping[str, Mapping[str, list[Membership]]],
    affiliations: Affiliations,
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The ties of all pairs, in order. Most pairs of an event are told of in the same words: their tie is made once."""
    number: dict[_Told, int] = {}
    heard = {
        event: {node: number.setdefault(_told(found), len(number)) for node, found in members.items()}
        for event, members in by_event.items()
    }
    all_told = list(number)
    made: dict[tuple[tuple[str, int, int], ...], dict[str, Any]] = {}
    for pair in sorted(pairs):
        one, other = pair
        shared = pairs[pair]
        words = tuple([(event, heard[event][one], heard[event][other]) for event in shared])
        tie = made.get(words)
        if tie is None:
            both = [(all_told[first], all_told[second]) for _, first, second in words]
            weight = sum(1 / (len(by_event[event]) - 1) for event in shared)
            natures = _sorted(affiliations.events[event].nature for event in shared)
            tie = made[words] = {"weight": weight, "ties": natures, "events": tuple(shared), **_evidence(both)}
        yield one, other, tie


def _evidence(shared: list[tuple[_Told, _Told]]) -> dict[str, Any]:
    """What is told of both ends of a tie, event by event, together: of an event the less sure, of all the surest."""
    told = [one for both in shared for one in both]
    return {
        "dates": _united(one.dates for one in told),
        "passages": _united(one.passages for one in told),
        "articles": _united(one.articles for one in told),
        "confidence": surest(weakest((one.confidence, other.confidence)) for one, other in shared),
    }


def _united(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Sorted tuples made one."""
    found = set(several)
    return found.pop() if len(found) == 1 else _sorted(value for one in found for value in one)


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))
