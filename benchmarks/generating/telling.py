"""What the passages of an article say: projects, meetings, agreements, positions, observations, and their figures."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable

from generating.measure import AGENTS
from generating.stock import COUNTRIES
from generating.things import Things
from generating.words import figure, name, said

Said = dict[str, dict[tuple[str, str], None]]  # statements by subject, each once

PARTY_ROLES = ("investor", "owner", "contractor", "supplier", "operator", "namedPartner")
UNITS = {"unit:MegaW": "MW", "unit:TONNE": "t", "unit:NUM": "", "unit:M3": "m³", "unit:KiloW-HR": "kWh"}


class Telling:
    """One article being written: what its passages say, one after another.

    `said` holds the statements of the passage being written; `here` what the article has named so far, by kind.
    """

    def __init__(self, things: Things, slug: str, date: str, language: str, rng: random.Random) -> None:
        self.things, self.slug, self.date, self.language, self.rng = things, slug, date, language, rng
        self.laws = things.parameters.laws
        self.short = slug.partition("made-")[2]
        self.said: Said = {}
        self.here: dict[str, list[str]] = defaultdict(list)
        self.nodes = 0
        self.anchor = ""

    def passage(self, most_participants: int) -> Said:
        """What the next passage says: at least one thing."""
        self.said, self.anchor = {}, ""
        tell: dict[str, Callable[[], str]] = {
            "project": self.project,
            "meeting": lambda: self.meeting(most_participants),
            "agreement": self.agreement,
            "position": self.position,
            "observation": self.observation,
        }
        told = [tell[self._word("thing")]() for _ in range(self.laws["things told in a passage"].draw(self.rng))]
        if not self.said:
            self._describe(told[0])
        for _ in range(self._number("reading of a passage")):
            self._reading(told[0])
        self._printed()
        return self.said

    def say(self, subject: str, *pairs: tuple[str, str]) -> None:
        """Adds statements about a subject."""
        self.said.setdefault(subject, {}).update(dict.fromkeys(pairs))

    def project(self) -> str:
        """A project, with its parties, its state and its figures."""
        project, new = self._thing("project")
        for _ in range(max(new, self._number("location of a telling of a project"))):
            self.say(project, ("kzcn:location", self._place()))
        for name_ in ("sector", "product", "aim"):
            self._several(name_, project, lambda name_=name_: self._word(f"kzcn:{name_}"))  # type: ignore[misc]
        for role in PARTY_ROLES:
            self._several(role, project, lambda role=role: self._agent(f"kind of kzcn:{role}"))  # type: ignore[misc]
        if self._number("partOf of a telling of a project"):
            self._part_of(project)
        if self._yes("dcterms:description of project"):
            self._describe(project)
        for _ in range(max(new, self._number("hasState of a telling of a project"))):
            self._state(project)
        self._figures(project)
        return project

    def meeting(self, most: int, least: int = 2) -> str:
        """A meeting; those who took part, no fewer and no more than so many, are named where it is told first."""
        meeting, new = self._thing("meeting")
        if new or self._yes("kzcn:meetingKind of meeting"):
            kinds = self.things.choice("kzcn:meetingKind")
            self.say(meeting, ("kzcn:meetingKind", kinds.draw(random.Random(self._bits(meeting)))))
        if new and self._yes("schema:startDate of meeting"):
            self.say(meeting, ("schema:startDate", self._dated))
            if self._yes("schema:endDate of meeting"):
                self.say(meeting, ("schema:endDate", self._dated))
        self._several("topic", meeting, lambda: self._word("kzcn:topic"))
        self._several("location", meeting, self._place)
        self._several("discussed", meeting, self._subject)
        if self._number("partOf of a telling of a meeting"):
            self._part_of(meeting)
        if self._yes("dcterms:description of meeting"):
            self._describe(meeting)
        if new:
            number = self.laws["participants of a meeting"].draw(self.rng)
            self.participants(meeting, max(least, min(most, number)))
        return meeting

    def participants(self, meeting: str, number: int) -> None:
        """So many different persons and organisations take part in the meeting."""
        found: dict[str, None] = {}
        while len(found) < number:
            found[self.things.mention(self._word("kind of kzcn:participant", AGENTS))[0]] = None
        for agent in found:
            node = self._node("participation", meeting)
            self.say(
                node,
                ("a", "kzcn:Participation"),
                ("kzcn:inMeeting", meeting),
                ("kzcn:participant", agent),
                ("kzcn:participationKind", self._word("kzcn:participationKind")),
            )
            if agent.startswith("person:"):
                self._seat(node, agent)

    def agreement(self) -> str:
        """An agreement, with at least one party."""
        agreement, new = self._thing("agreement")
        if new or self._yes("kzcn:agreementKind of agreement"):
            self.say(agreement, ("kzcn:agreementKind", self._word("kzcn:agreementKind")))
        for _ in range(max(new, self._number("party of a telling of a agreement"))):
            self.say(agreement, ("kzcn:party", self._agent("kind of kzcn:party")))
        self._several("concerns", agreement, lambda: self._known("project"))
        self._several("topic", agreement, lambda: self._word("kzcn:topic"))
        if new and self._yes("kzcn:signedOn of agreement"):
            self.say(agreement, ("kzcn:signedOn", self._dated))
        if self._number("signedAt of a telling of a agreement") and self.here["meeting"]:
            self.say(agreement, ("kzcn:signedAt", self._known("meeting")))
        if self._yes("dcterms:description of agreement"):
            self._describe(agreement)
        self._figures(agreement)
        return agreement

    def position(self) -> str:
        """What somebody thinks, wants or promises."""
        node, holder = self._node("position", f"article:{self.short}"), self._agent("kind of kzcn:holder")
        self.say(
            node,
            ("a", "kzcn:Position"),
            ("kzcn:positionKind", self._word("kzcn:positionKind")),
            ("kzcn:asOf", self._dated),
            ("kzcn:holder", holder),
        )
        if holder.startswith("person:") and self._number("asPost of a telling of a position"):
            self._seat(node, holder)
        if self._number("statedAt of a telling of a position") and self.here["meeting"]:
            self.say(node, ("kzcn:statedAt", self._known("meeting")))
        self._several("discussed", node, self._subject, "position")
        self._several("topic", node, lambda: self._word("kzcn:topic"), "position")
        self._describe(node)
        return node

    def observation(self) -> str:
        """A figure of a country or region over a period."""
        node, value = self._node("observation", f"article:{self.short}"), self._lognormal("sum")
        in_money = self._yes("schema:currency of observation")
        currency, units = self._currency() if in_money else ("", 1.0)
        number = _rounded(value * units)
        self.say(
            node,
            ("a", "kzcn:Observation"),
            ("kzcn:measure", self._word("kzcn:measure")),
            ("kzcn:area", self.things.region(self.rng)),
            ("kzcn:period", f'"{self.date[:4]}"'),
            ("kzcn:value", str(number)),
            ("schema:currency", f'"{currency}"') if in_money else ("kzcn:unit", "unit:NUM"),
        )
        if self._yes("kzcn:counterpart of observation"):
            self.say(node, ("kzcn:counterpart", COUNTRIES[1]))
        self._as_printed(node, "observation", figure(number, currency, self.language))
        return node

    def amount(self, owner: str) -> str:
        """A sum of money that belongs to a project or agreement."""
        node, (currency, units) = self._node("amount", owner), self._currency()
        value = _rounded(self._lognormal("sum") * units)
        self.say(owner, ("kzcn:hasAmount", node))
        self.say(
            node,
            ("a", "kzcn:Amount"),
            ("schema:value", str(value)),
            ("schema:currency", f'"{currency}"'),
            ("kzcn:amountKind", self._word("kzcn:amountKind")),
            ("kzcn:covers", self._word("kzcn:covers")),
        )
        self._as_printed(node, "amount", figure(value, currency, self.language))
        return node

    def _quantity(self, owner: str) -> None:
        node, kind = self._node("quantity", owner), self._word("quantity")
        capacity = kind == "kzcn:Capacity"
        unit = self._word("qudt:hasUnit") if capacity else "unit:NUM"
        value = _rounded(self._lognormal("quantity"))
        self.say(owner, ("kzcn:hasQuantity", node))
        self.say(node, ("a", kind))
        if kind != "kzcn:Jobs":
            of = self.things.choice("kzcn:quantityOf", "product:" if capacity else "counted:").draw(self.rng)
            self.say(node, ("kzcn:quantityOf", of))
        self.say(
            node,
            ("qudt:numericValue", str(value)),
            ("qudt:hasUnit", unit),
            ("kzcn:realisation", self._word("kzcn:realisation")),
        )
        if capacity and self._yes("kzcn:perPeriod of quantity"):
            self.say(node, ("kzcn:perPeriod", "unit:YR"))
        self._as_printed(node, "quantity", figure(value, UNITS.get(unit, unit[5:]), self.language))

    def _state(self, project: str) -> None:
        node, status = self._node("state", project), self._word("kzcn:status")
        words = name(self.rng.getrandbits(32))[self.language]
        self.say(project, ("kzcn:hasState", node))
        self.say(node, ("a", "kzcn:State"), ("kzcn:status", status))
        self._as_printed(node, "state", words)

    def _figures(self, owner: str) -> None:
        kind = owner.partition(":")[0]
        for _ in range(self._number(f"hasAmount of a telling of a {kind}")):
            self.amount(owner)
        for _ in range(self._number(f"hasQuantity of a telling of a {kind}")):
            self._quantity(owner)

    def _as_printed(self, node: str, kind: str, words: str) -> None:
        """The words of a figure or state, its date, and what limits it."""
        self.anchor = self.anchor or words
        self.say(node, ("kzcn:asPrinted", f'"{words}"'), ("kzcn:asOf", self._dated))
        if kind != "state" and self._yes(f"kzcn:qualifier of {kind}"):
            self.say(node, ("kzcn:qualifier", self._word("kzcn:qualifier")))
        if self._yes(f"kzcn:confidence of {kind}"):
            self._doubt(node)

    def _doubt(self, node: str) -> None:
        reason = said(f"The text leaves open what {self._name()} stands for.")
        self.say(node, ("kzcn:confidence", self._word("kzcn:confidence")), ("kzcn:reason", reason))

    def _reading(self, of: str) -> None:
        node = self._node("reading", f"article:{self.short}")
        words = name(self.rng.getrandbits(32))[self.language]
        self.say(node, ("a", "kzcn:Reading"), ("kzcn:readingOf", of), ("kzcn:asPrinted", f'"{words}"'))
        self._doubt(node)

    def _printed(self) -> None:
        """Names as the article prints them, of those whom the passage names."""
        wanted = self._number("printed of a passage")
        named = [
            term
            for pairs in (list(self.said.values()) if wanted else ())
            for _, term in pairs
            if term.partition(":made-")[0] in AGENTS and term[0] != '"'
        ]
        for agent in list(dict.fromkeys(named))[:wanted]:
            words = self.things.names(agent)[self.language]
            self.anchor = self.anchor or words
            self.say(agent, ("kzcn:nameAsPrinted", said(words, self.language)))

    def _seat(self, node: str, person: str) -> None:
        """In which post a person took part or spoke; often the passage attests the tenure."""
        number = person.partition("made-")[2]
        post, tenure = f"post:made-{number}", f"tenure:made-{number}"
        self.say(node, ("kzcn:asPost", post))
        if self.rng.random() < self.things.parameters.numbers["tenures for a post"]:
            self.say(
                tenure,
                ("a", "kzcn:Tenure"),
                ("org:member", person),
                ("kzcn:heldPost", post),
                ("kzcn:attestedOn", self._dated),
            )

    def _describe(self, subject: str) -> None:
        self.say(subject, ("dcterms:description", said(f"It is told of {self._name()} and of {self._name()}.")))

    def _part_of(self, term: str) -> None:
        """Makes the thing a part of an older one, so that nothing is part of itself."""
        kind, _, number = term.partition(":made-")
        older = self.things.mentions.earlier(kind, int(number), self.rng)
        if older is not None:
            self.say(term, ("kzcn:partOf", self.things.called(kind, older)))

    def _several(self, predicate: str, subject: str, value: Callable[[], str], kind: str = "") -> None:
        for _ in range(self._number(f"{predicate} of a telling of a {kind or subject.partition(':')[0]}")):
            self.say(subject, (f"kzcn:{predicate}", value()))

    def _thing(self, kind: str) -> tuple[str, bool]:
        """A thing that the article has named already, or one that is mentioned anew."""
        here = self.here[kind]
        if here and self.rng.random() < self.things.parameters.recurrences[kind].stay:
            return here[self.rng.randrange(len(here))], False
        term, new = self.things.mention(kind)
        here.append(term)
        return term, new

    def _known(self, kind: str) -> str:
        """A thing that the article has named already, so that it needs no telling; a place where there is none."""
        here = self.here[kind]
        return here[self.rng.randrange(len(here))] if here else self._place()

    def _subject(self) -> str:
        """What a meeting or position is about."""
        kind = self._word("kind of kzcn:discussed", {"project", "place", "company"})
        return self._thing("company")[0] if kind == "company" else self._known(kind)

    def _agent(self, share: str) -> str:
        return self._thing(self._word(share, AGENTS))[0]

    def _place(self) -> str:
        share = self.things.parameters.numbers["made places"]
        return self._thing("place")[0] if self.rng.random() < share else self.things.region(self.rng)

    def _node(self, kind: str, owner: str) -> str:
        self.nodes += 1
        return f"{kind}:{owner.partition(':')[2]}.{self.short}.{self.nodes}"

    def _word(self, share: str, among: set[str] | None = None) -> str:
        while True:
            word = self.things.choice(share).draw(self.rng)
            if among is None or word in among:
                return word

    def _number(self, law: str) -> int:
        return self.laws[law].draw(self.rng)

    def _yes(self, share: str) -> bool:
        return self.rng.random() < self.things.chance(share)

    def _bits(self, term: str) -> int:
        kind, _, number = term.partition(":made-")
        return self.things.bits(kind, int(number))

    def _name(self) -> str:
        return name(self.rng.getrandbits(32))["en"]

    def _lognormal(self, what: str) -> float:
        numbers = self.things.parameters.numbers
        drawn = self.rng.gauss(numbers[f"log of a {what}, mean"], numbers[f"log of a {what}, deviation"])
        return math.exp(min(drawn, LARGEST))

    def _currency(self) -> tuple[str, float]:
        """A currency of which a rate is known for the year of the article, and units for a dollar."""
        currency, year = self._word("schema:currency"), int(self.date[:4])
        known = (currency, year) in self.things.rates
        return (currency, float(self.things.stock.rates[currency, year])) if known else ("USD", 1.0)

    @property
    def _dated(self) -> str:
        return f'"{self.date}"^^xsd:date'


LARGEST = 30.0  # log of the largest value: some ten trillions


def _rounded(value: float) -> int:
    """To two digits, and at least 1."""
    return max(1, int(float(f"{value:.2g}")))
