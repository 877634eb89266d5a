"""Known faults, planted one by one into articles and entities, each with the findings that a check is to give of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generating.sinks import Block
from generating.telling import Said, Telling
from generating.things import Things
from generating.words import name, said


@dataclass(frozen=True)
class Fault:
    """A fault: its kind, the file that holds it, its subject, and the codes of the errors expected of that subject."""

    kind: str
    file: str
    subject: str
    codes: tuple[str, ...]


@dataclass
class _Here:
    """Where a fault is planted: the article, the name that tells it from others, and what may be changed."""

    things: Things
    slug: str
    telling: Telling
    described: list[Block]
    passages: dict[str, list[Block]]
    number: int

    @property
    def own(self) -> str:
        """The last part of names that only this fault uses."""
        return f"fault-{self.number:04}"

    def passage(self, told: Said, leave_out: str = "", position: int = 0) -> str:
        """Adds a passage that says so; its description may lack a property or take the place of another."""
        passage = f"passage:{self.slug}.{self.own}"
        pairs = [
            ("a", "kzcn:Passage"),
            ("kzcn:fromArticle", f"article:{self.slug}"),
            ("schema:position", str(position or 1 + len(self.passages))),
            ("kzcn:anchor", f'"{name(self.number)["en"]}"'),
        ]
        kept = [pair for pair in pairs if pair[0] != leave_out]
        self.passages[passage] = [(passage, kept), *told.items()]
        self.things.written += len(kept) + sum(map(len, told.values()))
        return passage

    def tell(self) -> Said:
        """Starts a new passage of the article and gives what it says, to be filled."""
        self.telling.said = {}
        return self.telling.said

    def entity(self, file: str, kind: str, cls: str, *pairs: tuple[str, str], label: bool = True) -> tuple[str, str]:
        """Writes an entity of this fault; gives its name and its file."""
        subject = f"{kind}:{self.own}"
        labels = [("skos:prefLabel", said(name(self.number, kind)["en"]))] if label else []
        return subject, self.things.write(file, subject, [("a", cls), *labels, *pairs])


# What is changed, and then: the subject, and the file where it is not that of the article.
Plant = Callable[[_Here], tuple[str, str]]


def _project(here: _Here) -> tuple[str, Said]:
    told = here.tell()
    return here.telling.project(), told


def _amount(here: _Here) -> tuple[str, Said]:
    project, told = _project(here)
    return here.telling.amount(project), told


def _replaced(told: Said, subject: str, predicate: str, value: str) -> None:
    told[subject] = dict.fromkeys((name_, value if name_ == predicate else old) for name_, old in told[subject])


def negative_amount(here: _Here) -> tuple[str, str]:
    """A sum below zero."""
    amount, told = _amount(here)
    _replaced(told, amount, "schema:value", "-1500000")
    here.passage(told)
    return amount, ""


def two_values(here: _Here) -> tuple[str, str]:
    """A sum with two values."""
    amount, told = _amount(here)
    told[amount]["schema:value", "1234567"] = None
    here.passage(told)
    return amount, ""


def unknown_currency(here: _Here) -> tuple[str, str]:
    """A currency that ISO 4217 does not know."""
    amount, told = _amount(here)
    _replaced(told, amount, "schema:currency", '"RUR"')
    here.passage(told)
    return amount, ""


def missing_label(here: _Here) -> tuple[str, str]:
    """A company without an English name."""
    label = said(name(here.number, "company")["ru"], "ru")
    return here.entity("companies", "company", "kzcn:Company", ("skos:prefLabel", label), label=False)


def dangling_reference(here: _Here) -> tuple[str, str]:
    """A project that serves a place which nobody declares."""
    project, told = _named_project(here)
    told[project]["kzcn:serves", f"place:absent-{here.own}"] = None
    here.passage(told)
    return project, ""


def _named_project(here: _Here) -> tuple[str, Said]:
    """A project of this fault's own, properly told, so that findings of others have another subject."""
    project, _ = here.entity("projects", "project", "kzcn:Project")
    told, state = here.tell(), f"state:{here.own}"
    region = here.things.region(here.telling.rng)
    here.telling.say(project, ("kzcn:location", region), ("kzcn:hasState", state))
    here.telling.say(
        state,
        ("a", "kzcn:State"),
        ("kzcn:status", "status:announced"),
        ("kzcn:asPrinted", f'"{name(here.number)["en"]}"'),
        ("kzcn:asOf", f'"{here.telling.date}"^^xsd:date'),
    )
    return project, told


def passage_without_article(here: _Here) -> tuple[str, str]:
    """A passage that does not say where it stands."""
    return here.passage(_named_project(here)[1], leave_out="kzcn:fromArticle"), ""


def passage_without_anchor(here: _Here) -> tuple[str, str]:
    """A passage without the words by which it is found."""
    return here.passage(_named_project(here)[1], leave_out="kzcn:anchor"), ""


def empty_passage(here: _Here) -> tuple[str, str]:
    """A passage that says nothing."""
    return here.passage({}), ""


def position_twice(here: _Here) -> tuple[str, str]:
    """A passage in the place of the first."""
    return here.passage(_named_project(here)[1], position=1), ""


def outside_passage(here: _Here) -> tuple[str, str]:
    """A fact that stands outside every passage."""
    project, told = _named_project(here)
    here.passage(told)
    pairs = [("dcterms:description", said("Told by nobody."))]
    here.described.append((project, pairs))
    here.things.written += len(pairs)
    return project, ""


def declared_twice(here: _Here) -> tuple[str, str]:
    """A second block for one company."""
    here.entity("companies", "company", "kzcn:Company")
    subject, file = here.entity("companies", "company", "kzcn:Company")
    here.things.written -= 2  # the statements of the second block are those of the first
    return subject, file


def end_before_start(here: _Here) -> tuple[str, str]:
    """A meeting that ends before it begins."""
    meeting, _ = here.entity("meetings", "meeting", "kzcn:Meeting")
    told = here.tell()
    here.telling.say(
        meeting,
        ("kzcn:meetingKind", "meeting-kind:talks"),
        ("schema:startDate", '"2024-05-10"^^xsd:date'),
        ("schema:endDate", '"2024-05-08"^^xsd:date'),
    )
    here.telling.participants(meeting, 2)
    here.passage(told)
    return meeting, ""


def unknown_status(here: _Here) -> tuple[str, str]:
    """A status that the vocabulary does not have: neither declared nor of the class that is asked for."""
    _, told = _named_project(here)
    state = f"state:{here.own}"
    _replaced(told, state, "kzcn:status", f"status:rumoured-{here.number}")
    here.passage(told)
    return state, ""


def wrong_datatype(here: _Here) -> tuple[str, str]:
    """A date that is a mere text."""
    _, told = _named_project(here)
    state = f"state:{here.own}"
    _replaced(told, state, "kzcn:asOf", '"10.05.2024"')
    here.passage(told)
    return state, ""


def misspelt_property(here: _Here) -> tuple[str, str]:
    """A property that the ontology does not have."""
    project, told = _named_project(here)
    told[project][f"kzcn:investr{here.number}", "place:china"] = None
    here.passage(told)
    return project, ""


def part_of_itself(here: _Here) -> tuple[str, str]:
    """A project that is part of itself."""
    project, told = _named_project(here)
    told[project]["kzcn:partOf", project] = None
    here.passage(told)
    return project, ""


def off_the_globe(here: _Here) -> tuple[str, str]:
    """A place beyond the pole."""
    spot = (("schema:latitude", "95.5"), ("schema:longitude", "71.4"))
    return here.entity("places", "place", "kzcn:City", *spot)


KINDS: dict[str, tuple[Plant, tuple[str, ...]]] = {
    "negative amount": (negative_amount, ("shape",)),
    "missing label": (missing_label, ("shape",)),
    "dangling reference": (dangling_reference, ("undeclared",)),
    "passage without article": (passage_without_article, ("shape",)),
    "duplicated declaration": (declared_twice, ("declared-twice",)),
    "end before start": (end_before_start, ("shape",)),
    "unknown status": (unknown_status, ("shape", "undeclared")),
    "wrong datatype": (wrong_datatype, ("shape",)),
    "fact outside every passage": (outside_passage, ("outside-passage",)),
    "empty passage": (empty_passage, ("empty-passage",)),
    "position taken twice": (position_twice, ("position-twice",)),
    "misspelt property": (misspelt_property, ("undeclared",)),
    "part of itself": (part_of_itself, ("shape",)),
    "unknown currency": (unknown_currency, ("shape",)),
    "two values": (two_values, ("shape",)),
    "coordinates off the globe": (off_the_globe, ("shape",)),
    "passage without anchor": (passage_without_anchor, ("shape",)),
}


class Planter:
    """Writes articles, with faults where they are due."""

    def __init__(self, things: Things) -> None:
        self.things = things

    def write(
        self, slug: str, telling: Telling, described: Block, passages: dict[str, list[Block]], numbers: range
    ) -> list[Fault]:
        """Writes the article with the faults of these numbers, and says what they are."""
        blocks, kinds = [described], list(KINDS)
        planted = []
        for number in numbers:
            kind = kinds[number % len(kinds)]
            plant, codes = KINDS[kind]
            subject, file = plant(_Here(self.things, slug, telling, blocks, passages, number))
            planted.append((kind, file, subject, codes))
        article = self.things.sink.article(slug, blocks, passages)
        return [Fault(kind, file or article, subject, codes) for kind, file, subject, codes in planted]
