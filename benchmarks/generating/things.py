"""Things that articles speak of: made when they are mentioned first, and written to the files of entities at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cached_property

from generating.laws import Choice, Mentions, Parameters, hash_of, mixed
from generating.sinks import Pairs, Sink
from generating.stock import COUNTRIES, RATES, Stock, most
from generating.words import name, said

FILES = {
    **{"company": "companies", "person": "people", "body": "bodies", "organization": "organizations"},
    **{"place": "places", "project": "projects", "meeting": "meetings", "agreement": "agreements"},
    **{"publisher": "publishers", "post": "posts"},
}
FOUR_NAMES = {"company", "person", "body", "organization", "place", "publisher"}
PLACE_KINDS = Choice({"kzcn:City": 5, "kzcn:District": 3, "kzcn:Zone": 2})
PERSON_KINDS = Choice({"kzcn:Official": 48, "kzcn:BusinessPerson": 46, "kzcn:Person": 6})
SEATS = Choice({"body": 5, "company": 5})


class Things:
    """All things of a generated graph. Only counts of mentions are kept, so memory does not grow with them.

    `written` is the number of statements so far. A thing is called after the number of its first mention, and its
    names, class and country follow from the seed and that number.
    """

    def __init__(self, parameters: Parameters, stock: Stock, sink: Sink, seed: int, quads: int) -> None:
        self.parameters, self.stock, self.sink, self.seed = parameters, stock, sink, seed
        self.mentions = Mentions(seed, parameters.recurrences)
        self.written = 0
        self.governed = 0
        self.room = quads
        self.choices: dict[str, Choice] = {}
        self.regions: list[str] = []
        self.rates: set[tuple[str, int]] = set()

    def start(self) -> None:
        """Writes what there is before any article: countries, regions, exchange rates and their reference."""
        weights = self.parameters.shares["kind of place"]
        regions = [place for place in self.stock.places if place not in COUNTRIES]
        self.regions = most(weights, regions, self.room)
        for place in sorted([*COUNTRIES, *self.regions]):
            self.write("regions" if place in self.regions else "countries", place, self.stock.places[place])
        currencies, years = self.parameters.shares["schema:currency"], self.parameters.shares["year"]
        weight = {
            f"{currency}-{year}": currencies.get(currency, 0) * years.get(str(year), 0)
            for currency, year in self.stock.rates
        }
        kept = most(weight, weight, self.room)
        self.rates = {(one[:3], int(one[4:])) for one in kept}
        for currency, year in sorted(self.rates):
            pairs = [
                ("a", "kzcn:ExchangeRate"),
                ("skos:prefLabel", said(f"{currency} to US dollar, average of {year}")),
                ("schema:currency", f'"{currency}"'),
                ("kzcn:year", f'"{year}"^^xsd:gYear'),
                ("kzcn:unitsPerUSD", self.stock.rates[currency, year]),
                ("dcterms:source", RATES),
            ]
            self.write("exchange-rates", f"rate:{currency.lower()}-{year}", pairs)
        label = said("Average rates of the year, taken over from the real graph")
        pairs = [("a", "kzcn:Reference"), ("skos:prefLabel", label), ("schema:url", "<https://example.org/rates>")]
        self.write("references", RATES, pairs)

    def write(self, file: str, subject: str, pairs: Pairs) -> str:
        """Writes a block of entities, each statement once; gives the name of its file."""
        kept = list(dict.fromkeys(pairs))
        self.written += len(kept)
        return self.sink.entity(file, subject, kept)

    def choice(self, share: str, only: str = "") -> Choice:
        """The declared words of a share."""
        key = share + only
        if key not in self.choices:
            self.choices[key] = self.stock.choice(self.parameters, share, only)
        return self.choices[key]

    def chance(self, share: str, yes: str = "yes", no: str = "no") -> float:
        """How often the share says yes, from 0 to 1."""
        words = self.parameters.shares[share]
        return words[yes] / max(words[yes] + words[no], 1)

    def mention(self, kind: str) -> tuple[str, bool]:
        """A thing of the kind, often one that was mentioned often, and whether it is new; if so it is written."""
        number, new = self.mentions.draw(kind)
        if new:
            self._introduce(kind, number)
        return self.called(kind, number), new

    def called(self, kind: str, number: int) -> str:
        """The prefixed name of a thing."""
        return f"{kind}:made-{number:07}"

    def bits(self, kind: str, number: int) -> int:
        """The random bits that belong to a thing."""
        return mixed(self.seed, hash_of(kind), number, 7)

    def names(self, term: str) -> dict[str, str]:
        """The names of a made thing in four languages."""
        kind, _, slug = term.partition(":made-")
        return name(self.bits(kind, int(slug)), kind)

    def country(self, rng: random.Random) -> str:
        """One of the two countries."""
        return COUNTRIES[rng.random() < self.chinese]

    @cached_property
    def chinese(self) -> float:
        """The share of China among mentions of the two countries."""
        shares = self.parameters.shares["kind of place"]
        return shares[COUNTRIES[1]] / (shares[COUNTRIES[0]] + shares[COUNTRIES[1]])

    def region(self, rng: random.Random) -> str:
        """A region or country, by how often the real graph names it."""
        if "region" not in self.choices:
            shares = self.parameters.shares["kind of place"]
            self.choices["region"] = Choice({one: shares.get(one, 1) for one in (*COUNTRIES, *self.regions)})
        return self.choices["region"].draw(rng)

    def _introduce(self, kind: str, number: int) -> None:
        term, bits = self.called(kind, number), self.bits(kind, number)
        rng = random.Random(bits)
        makers: dict[str, Callable[[int, random.Random], Pairs]] = {
            "company": self._company,
            "person": self._person,
            "body": self._body,
            "place": self._place,
            "project": self._project,
            "publisher": self._publisher,
        }
        classes = {"organization": "kzcn:Organization", "meeting": "kzcn:Meeting", "agreement": "kzcn:Agreement"}
        made = list(makers[kind](number, rng)) if kind in makers else [("a", classes[kind])]
        self.write(FILES[kind], term, [made[0], *self._labels(kind, name(bits, kind), rng), *made[1:]])

    def _labels(self, kind: str, names: dict[str, str], rng: random.Random) -> list[tuple[str, str]]:
        shares = self.parameters.shares[f"label of {kind}"]
        return [
            ("skos:prefLabel", said(text, language))
            for language, text in names.items()
            if language == "en" or kind in FOUR_NAMES or rng.random() < shares[language] / shares["en"]
        ]

    def _company(self, number: int, rng: random.Random) -> Pairs:
        yield "a", "kzcn:Company"
        yield "kzcn:country", self.country(rng)
        parent = self.mentions.earlier("company", number, rng) if rng.random() < PARENTS else None
        if parent is not None:
            yield "kzcn:parent", self.called("company", parent)

    def _person(self, number: int, rng: random.Random) -> Pairs:
        """A person, whose post is written beside; who made the body known is its head, so that it has but one."""
        organization, new = self.mention(SEATS.draw(rng))
        post = self.called("post", number)
        pairs = [
            ("a", "kzcn:Post"),
            *self._labels("post", name(self.bits("person", number), "post"), rng),
            ("kzcn:headOf" if new else "org:postIn", organization),
            ("org:role", self.choice("org:role").draw(rng)),
        ]
        self.write(FILES["post"], post, pairs)
        yield "a", PERSON_KINDS.draw(rng)
        yield "kzcn:country", self.country(rng)

    def _body(self, _number: int, rng: random.Random) -> Pairs:
        yield "a", "kzcn:PublicBody"
        kind = self.choice("kzcn:bodyKind").draw(rng)
        yield "kzcn:bodyKind", kind
        yield "kzcn:country", self.country(rng)
        if kind == "body-kind:akimat" and self.governed < len(self.regions):
            yield "kzcn:governs", self.regions[self.governed]
            self.governed += 1

    def _place(self, _number: int, rng: random.Random) -> Pairs:
        within = self.regions[rng.randrange(len(self.regions))]
        country = next(value for predicate, value in self.stock.places[within] if predicate == "kzcn:country")
        yield "a", PLACE_KINDS.draw(rng)
        yield "kzcn:country", country
        yield "kzcn:partOf", within
        yield "schema:latitude", f"{rng.uniform(42, 52):.4f}"
        yield "schema:longitude", f"{rng.uniform(52, 85) if country == COUNTRIES[0] else rng.uniform(90, 120):.4f}"

    def _project(self, _number: int, rng: random.Random) -> Pairs:
        yield "a", "kzcn:Programme" if rng.random() < PROGRAMMES else "kzcn:Project"

    def _publisher(self, number: int, _rng: random.Random) -> Pairs:
        yield "a", "kzcn:Publisher"
        yield "schema:url", f"<https://news-{number}.example.org>"


PARENTS, PROGRAMMES = 0.08, 0.2  # shares in the real graph
