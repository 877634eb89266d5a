"""Articles, written one after another until the graph is large enough."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import count

from generating.faults import Fault, Planter
from generating.laws import hash_of, mixed
from generating.sinks import Block
from generating.telling import Said, Telling
from generating.things import Things
from generating.words import name, said, title

CURATED = '"2026-11-22"^^xsd:date'
NOTES = (
    "The printed headline was not seen; the title is worded by the curators.",
    "Curated from the beginning of the article, as far as its text could be read.",
    "Day and month are printed; the year is inferred.",
)
LARGEST_MEETING = 200
QUADS_FOR_ONE = 1000  # statements of a graph for each participant of most meetings, so that none shifts its size


@dataclass
class Written:
    """How much was written: statements with those of the ontology, articles, and the faults among them."""

    quads: int
    articles: int
    faults: list[Fault]


def write_graph(things: Things, quads: int, faults: int = 0) -> Written:
    """Writes entities and articles until there are so many statements, those of the ontology included.

    One passage may go beyond. Faults are spread evenly over the articles, their kinds in turn.
    """
    things.start()
    planter = Planter(things)
    started, number, planted = things.written, 0, list[Fault]()
    for number in count():
        due = int(faults * (things.written - started) / max(1, quads - started))
        wanted = range(len(planted), min(faults, due + 1)) if faults else range(0)
        planted += _write_article(things, number, quads, planter, wanted)
        if things.written >= quads:
            break
    while len(planted) < faults:
        number += 1
        planted += _write_article(things, number, 0, planter, range(len(planted), faults))
    things.sink.close()
    return Written(things.written, number + 1, planted)


def _write_article(things: Things, number: int, quads: int, planter: Planter, faults: range) -> list[Fault]:
    """Writes one article, and into it the faults of these numbers."""
    rng = random.Random(mixed(things.seed, hash_of("article"), number))
    year = int(things.choice("year").draw(rng))
    date = f"{year}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    slug, language = f"{date}-made-{number:06}", things.choice("schema:inLanguage").draw(rng)
    telling = Telling(things, slug, date, language, rng)
    described = _description(things, number, slug, telling)
    passages: dict[str, list[Block]] = {}
    for at in range(1, things.parameters.laws["passages of an article"].draw(rng) + 1):
        if at > 1 and things.written >= quads:
            break
        first = (number, at) == (0, 1)
        told = _largest_meeting(telling) if first else telling.passage(max(5, things.room // QUADS_FOR_ONE))
        passages[f"passage:{slug}.{at}"] = _passage(things, slug, at, telling, told)
    return planter.write(slug, telling, described, passages, faults)


def _largest_meeting(telling: Telling) -> Said:
    """The first passage of a graph: a meeting as large as the graph has room for."""
    largest = largest_meeting(telling.things.room)
    telling.said, telling.anchor = {}, ""
    telling.meeting(largest, largest)
    return telling.said


def largest_meeting(room: int) -> int:
    """How many take part in the largest meeting of a graph with so many statements beside the ontology.

    >>> largest_meeting(2_000), largest_meeting(10_000_000)
    (5, 200)
    """
    return min(LARGEST_MEETING, max(5, 2 * room // QUADS_FOR_ONE))


def _description(things: Things, number: int, slug: str, telling: Telling) -> Block:
    rng = telling.rng
    publisher, _ = things.mention("publisher")
    notes = things.parameters.laws["notes of an article"].draw(rng)
    pairs = [
        ("a", "kzcn:Article"),
        ("dcterms:title", said(title(telling.language, rng), telling.language)),
        ("kzcn:publisher", publisher),
        ("schema:datePublished", f'"{telling.date}"^^xsd:date'),
        ("kzcn:dateBasis", things.choice("kzcn:dateBasis").draw(rng)),
        ("schema:inLanguage", f'"{telling.language}"'),
        ("schema:url", f"<https://news.example.org/{number}>"),
        *(("skos:editorialNote", said(note)) for note in NOTES[:notes]),
        ("kzcn:curatedOn", CURATED),
        ("kzcn:checkedOn", CURATED),
    ]
    things.written += len(pairs)
    return f"article:{slug}", pairs


def _passage(things: Things, slug: str, at: int, telling: Telling, told: Said) -> list[Block]:
    """The description of a passage, and what it says."""
    anchor = telling.anchor if len(telling.anchor) > 1 else name(telling.rng.getrandbits(32))[telling.language]
    pairs = [
        ("a", "kzcn:Passage"),
        ("kzcn:fromArticle", f"article:{slug}"),
        ("schema:position", str(at)),
        ("kzcn:anchor", f'"{anchor}"'),
    ]
    things.written += len(pairs) + sum(map(len, told.values()))
    return [(f"passage:{slug}.{at}", pairs), *told.items()]
