"""Lists of things: of a kind, found by a name, for search engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kzcn.formats import turtle
from kzcn.namespaces import BASE, DETAILS, KINDS, compact
from kzcn.serve.addresses import address_of
from kzcn.serve.knowledge import Knowledge
from kzcn.source import select
from kzcn.values import Iri

A_PAGE = 200
A_SITEMAP = 20_000  # the protocol of sitemaps allows 50,000
MOST_FOUND = 60
GRAPH = "graph"
SECTIONS = {
    "Who, where and what": KINDS[: KINDS.index("article")],
    "Sources": ("article", "passage", "publisher", "reference", "rate", GRAPH),
    "What is said of them": (*(kind for kind in DETAILS if kind != "tenure"), "geometry", "interval"),
    "Vocabularies": KINDS[KINDS.index("sector") :],
}
THINGS = """SELECT DISTINCT ?thing WHERE {{ {where} FILTER (STRSTARTS(STR(?thing), {base})) }}
ORDER BY ?thing LIMIT {limit} OFFSET {offset}"""


@dataclass(frozen=True)
class Listed:
    """A thing in a list: its IRI, the name it is shown under, its other names, its kind."""

    iri: Iri
    label: str
    others: Sequence[str]

    @property
    def kind(self) -> str:
        """The kind, as its IRI has it."""
        return compact(self.iri).partition(":")[0]


@dataclass(frozen=True)
class Listing:
    """One page of the things of a kind, with the number of all of them."""

    kind: str
    things: list[Listed]
    total: int
    at: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // A_PAGE))


def listing(known: Knowledge, kind: str, at: int = 1) -> Listing | None:
    """The things of a kind on page `at`, in the order of their IRIs; None where there are none there."""
    rows = _things(known, kind, A_PAGE, (at - 1) * A_PAGE)
    if not rows:
        return None
    return Listing(kind, [listed(known, iri) for iri in rows], known.kinds.get(kind, len(rows)), at)


def listed(known: Knowledge, iri: Iri) -> Listed:
    """A thing as lists show it."""
    label = known.names.label(iri)
    return Listed(iri, label, [name for name in known.spellings.get(iri, ()) if name != label])


def sections(known: Knowledge) -> dict[str, dict[str, int]]:
    """The kinds of things by section, with their numbers; kinds without things are left out."""
    numbers = known.kinds
    found = {title: {kind: numbers[kind] for kind in kinds if kind in numbers} for title, kinds in SECTIONS.items()}
    known_kinds = {kind for kinds in SECTIONS.values() for kind in kinds}
    found["Vocabularies"] |= {kind: count for kind, count in numbers.items() if kind not in known_kinds}
    return found


def found(known: Knowledge, name: str, most: int = MOST_FOUND) -> list[Listed]:
    """The things that `name` can mean, the best first; empty where nothing is called so."""
    return [listed(known, iri) for iri in known.names.search(name)[:most]]


def sitemap_pages(known: Knowledge) -> int:
    """How many sitemaps there are."""
    return max(1, -(-sum(known.kinds.values()) // A_SITEMAP))


def sitemap(known: Knowledge, at: int) -> list[str]:
    """The paths that the sitemap of that number names, from 1."""
    kept = [iri for iri in _things(known, "", A_SITEMAP, (at - 1) * A_SITEMAP) if not iri.startswith(_detailed())]
    pages = ["/", "/query", "/things", "/ontology", "/download/"] if at == 1 else []
    return [*pages, *(address_of(iri) for iri in kept if "#" not in iri)]


def _detailed() -> tuple[str, ...]:
    return tuple(f"{BASE}{kind}/" for kind in DETAILS)


def _things(known: Knowledge, kind: str, limit: int, offset: int) -> list[Iri]:
    where = "GRAPH ?thing { }" if kind == GRAPH else "?thing a ?class ."
    base = turtle(f"{BASE}{kind}/" if kind else BASE)
    rows = select(known.source, THINGS.format(where=where, base=base, limit=limit, offset=offset))
    return [Iri(str(row[0])) for row in rows]
