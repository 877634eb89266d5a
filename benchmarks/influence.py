"""Networks of this project's shape with as many ties as wanted: meetings of two to twelve, some forums of up to 124.

Members are drawn in proportion to how often they were drawn before; each meeting is told of in one to three of half as
many articles as there are meetings.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from kzcn.affiliations import Actor, Affiliations, Event, Membership
from kzcn.network import network

if TYPE_CHECKING:
    from networkx import Graph

SMALL, FORUM, FORUM_SHARE = 12, 124, 0.002
TELLINGS = 3


def meetings(actors: int, ties: int, seed: int) -> Affiliations:
    """Who met whom: so many actors, of two countries, and at least so many pairs that met (a forum's more at most)."""
    rng = np.random.default_rng(seed)
    names = [f"a{number:06}" for number in range(actors)]
    urn, met, members = np.arange(actors), set(), []
    while len(met) < ties:
        forum = rng.random() < FORUM_SHARE
        size = int(rng.integers(20, FORUM + 1)) if forum else min(int(rng.geometric(0.4)) + 1, SMALL)
        found = np.unique(rng.choice(urn, size=size))
        met.update(combinations(found.tolist(), 2))
        members.append(found.tolist())
        urn = np.concatenate([urn, found])
    events = [f"m{number:06}" for number in range(len(members))]
    articles = len(events) // 2 + 1
    memberships = []
    for event, present in zip(events, members, strict=True):
        for article in np.unique(rng.integers(articles, size=int(rng.integers(1, TELLINGS + 1)))).tolist():
            source = f"article/{article:06}"
            memberships += [
                Membership(names[at], event, "participant", f"{source}/{event}", source, ("2025",)) for at in present
            ]
    present_names = sorted({m.node for m in memberships})
    return Affiliations(
        tuple(memberships),
        {name: Actor(name, name, "person", "KZ" if int(name[1:]) % 2 else "CN") for name in present_names},
        {event: Event(event, event, "meeting", "talks", ("2025",)) for event in events},
    )


def make(actors: int, ties: int, seed: int) -> Graph:
    """The network of those actors who met anyone; ties weigh what Newman's rule gives."""
    return network(meetings(actors, ties, seed))
