"""The shortest chains between two things, and what each link rests on.

A chain leads over meetings, projects and agreements that people, companies and bodies take part in, over posts, over
parents of organisations, and over what is part of, signed at, decided by or discussed at what. Places join everything
to everything, so a place is only ever the end of a chain.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from kzcn.affiliations import Affiliations
from kzcn.errors import UsageError
from kzcn.namespaces import compact, local
from kzcn.source import SparqlSource, select

MOST_CHAINS = 5
LINKS = """
SELECT DISTINCT ?one ?other ?tie ?graph WHERE {
  {
    VALUES ?tie {
      kzcn:partOf kzcn:concerns kzcn:signedAt kzcn:outcome kzcn:discussed
      kzcn:parent org:memberOf kzcn:location kzcn:seatedIn kzcn:governs
    }
    GRAPH ?graph { ?one ?tie ?other }
    FILTER (?graph != graph:derived)
    FILTER NOT EXISTS { ?one a kzcn:Place }
    FILTER NOT EXISTS { ?one a kzcn:Position }
  } UNION {
    GRAPH ?graph { ?tenure org:member ?one ; kzcn:heldPost ?post }
    ?post (kzcn:headOf|org:postIn) ?other .
    BIND (kzcn:heldPost AS ?tie)
  } UNION {
    GRAPH ?graph { ?participation kzcn:participant ?one ; kzcn:onBehalfOf ?other }
    BIND (kzcn:onBehalfOf AS ?tie)
  }
}
ORDER BY ?one ?other ?tie ?graph"""


@dataclass(frozen=True)
class Link:
    """One step of a chain: `ties` are the kinds of tie, `forward` whether they are said of `source`.

    `passages` support it; empty where only the curators say it (`curated`).
    """

    source: str
    target: str
    ties: tuple[str, ...]
    forward: bool
    passages: tuple[str, ...]
    curated: bool


@dataclass(frozen=True)
class Chain:
    """A chain of links from one thing to another; `crowd` sums, over its events, how many take part in each."""

    links: tuple[Link, ...]
    crowd: int

    @property
    def nodes(self) -> tuple[str, ...]:
        """The things on the chain, ends included."""
        return (self.links[0].source, *(link.target for link in self.links))


@dataclass(frozen=True)
class Web:
    """Everything that chains can lead over: `around` gives the neighbours, `said` what ties two things."""

    around: Mapping[str, tuple[str, ...]]
    said: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]  # (tie, passage or graph), in the direction said
    crowds: Mapping[str, int]
    passages: frozenset[str]
    places: frozenset[str]  # and states: what joins everything to everything


def read_web(source: SparqlSource, affiliations: Affiliations) -> Web:
    """The web of links of a graph. Raises QueryError and RemoteError as the source does."""
    said: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    members: dict[str, set[str]] = defaultdict(set)
    for m in affiliations.memberships:
        said[m.node, m.event].add((m.role, m.passage))
        members[m.event].add(m.node)
    for one, other, tie, graph in select(source, LINKS):
        if one != other:
            said[str(one), str(other)].add((local(str(tie)), str(graph)))
    passages = frozenset(str(row[0]) for row in select(source, "SELECT DISTINCT ?p WHERE { ?p kzcn:fromArticle ?a }"))
    states = frozenset(str(row[0]) for row in select(source, "SELECT ?s WHERE { ?s kzcn:bodyKind body-kind:state }"))
    around: dict[str, set[str]] = defaultdict(set)
    for one, other in said:
        around[one].add(other)
        around[other].add(one)
    return Web(
        {node: tuple(sorted(others)) for node, others in around.items()},
        {pair: tuple(sorted(what)) for pair, what in said.items()},
        {event: len(who) for event, who in members.items()},
        passages,
        frozenset(affiliations.seats.places) | states,
    )


def chains(web: Web, start: str, end: str, *, limit: int = MOST_CHAINS) -> list[Chain]:
    """The chains of fewest links from start to end, those over the smallest meetings first; at most `limit`.

    Empty where nothing links the two. Raises UsageError where one of them is tied to nothing, or both are the same.
    """
    for thing in (start, end):
        if thing not in web.around:
            raise UsageError(
                f"{compact(thing)} is tied to nothing: it takes part in no meeting, project or agreement of the graph."
            )
    if start == end:
        raise UsageError(f"A chain needs two things; {compact(start)} was named twice.")
    steps = _steps(web, start, end)
    if start not in steps:
        return []
    left = _remaining(web, steps, start, end)
    found: list[Chain] = []
    heap: list[tuple[int, tuple[str, ...]]] = [(left[start], (start,))]
    while heap and len(found) < limit:
        crowd, path = heapq.heappop(heap)
        node = path[-1]
        if node == end:
            found.append(Chain(tuple(_link(web, a, b) for a, b in pairwise(path)), crowd))
            continue
        for after in web.around[node]:
            if steps.get(after, -1) == steps[node] - 1 and after in left:
                heapq.heappush(heap, (crowd - left[node] + _crowd(web, node) + left[after], (*path, after)))
    return found


def _steps(web: Web, start: str, end: str) -> dict[str, int]:
    """How many links each thing is from the end, as far as the start; places other than the ends are passed by."""
    steps = {end: 0}
    front = [end]
    while front and start not in steps:
        ahead = {
            other
            for node in front
            for other in web.around[node]
            if other not in steps and (other == start or other not in web.places)
        }
        steps.update(dict.fromkeys(ahead, steps[front[0]] + 1))
        front = sorted(ahead)
    return steps


def _remaining(web: Web, steps: Mapping[str, int], start: str, end: str) -> dict[str, int]:
    """The smallest crowd of the chains from each thing to the end, its own included."""
    left = {end: _crowd(web, end)}
    for node in sorted(steps, key=lambda node: (steps[node], node)):
        if node != end and (node == start or steps[node] < steps[start]):
            ahead = [left[other] for other in web.around[node] if steps.get(other) == steps[node] - 1 and other in left]
            if ahead:
                left[node] = _crowd(web, node) + min(ahead)
    return left


def _crowd(web: Web, node: str) -> int:
    return web.crowds.get(node, 0)


def _link(web: Web, one: str, other: str) -> Link:
    forward = (one, other) in web.said
    said = web.said[one, other] if forward else web.said[other, one]
    both = said + (web.said.get((other, one), ()) if forward else ())
    told = tuple(sorted({where for _, where in both if where in web.passages}))
    return Link(
        one,
        other,
        tuple(sorted({tie for tie, _ in both})),
        forward,
        told,
        any(where not in web.passages for _, where in both),
    )
