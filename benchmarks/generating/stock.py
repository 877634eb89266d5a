"""What a generated graph takes over from the checkout: declared concepts, regions, and exchange rates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generating.laws import Choice, Parameters
from kzcn.namespaces import compact
from kzcn.oxigraph import RDF_TYPE, Literal, Quad, parse_rdf, text

COUNTRIES = ("place:kazakhstan", "place:china")
RATES = "reference:made-rates"
ROOM_FOR_ONE = 150  # a region and a rate each for so many statements, so that small graphs hold few


@dataclass(frozen=True)
class Stock:
    """The checkout's ontology and places, read once."""

    root: Path

    @cached_property
    def declared(self) -> set[str]:
        """The concepts of the vocabularies, as prefixed names."""
        paths = sorted((self.root / "ontology" / "vocabularies").glob("**/*.ttl"))
        return {name for path in paths for name in re.findall(r"^(\S+:\S+) a ", path.read_text(encoding="utf-8"), re.M)}

    def ontology(self) -> Iterator[tuple[str, Quad]]:
        """Each quad of terms and vocabularies once, with the name of its named graph."""
        seen: set[tuple[str, Quad]] = set()
        folder = self.root / "ontology"
        for pattern, graph in (("*.ttl", "ontology"), ("terms/**/*.ttl", "ontology"), ("vocabularies/**/*.ttl", "")):
            for path in sorted(folder.glob(pattern)):
                for quad in parse_rdf(path.read_bytes(), ".ttl"):
                    one = (graph or "vocabularies", quad)
                    if one not in seen:
                        seen.add(one)
                        yield one

    def choice(self, parameters: Parameters, name: str, only: str = "") -> Choice:
        """The words of a share that the ontology still declares, and which begin with `only`."""
        weights = parameters.shares[name]
        kept = {
            word: weight
            for word, weight in weights.items()
            if word.startswith(only) and (":" not in word or word in self.declared or word.startswith(OUTSIDE))
        }
        if not kept:
            raise SystemExit(f"Nothing that was fitted for {name} is declared in ontology/ any more: fit again.")
        return Choice(kept)

    @cached_property
    def places(self) -> dict[str, list[tuple[str, str]]]:
        """Countries and regions with their names, codes and coordinates, as statements."""
        files = ("countries", "regions-kazakhstan", "regions-china")
        kept = ("skos:prefLabel", "kzcn:country", "kzcn:isoCode", "schema:latitude", "schema:longitude")
        found = {
            subject: [
                ("a", max(pairs["a"], key="kzcn:Region".__eq__)),
                *((name, value) for name in kept for value in pairs[name]),
            ]
            for file in files
            for subject, pairs in self._blocks(file)
        }
        return {
            place: pairs
            for place, pairs in found.items()
            if place in COUNTRIES or any(("kzcn:country", country) in pairs for country in COUNTRIES)
        }

    @cached_property
    def rates(self) -> dict[tuple[str, int], str]:
        """Units of a currency for a US dollar, by currency and year."""
        return {
            (pairs["schema:currency"][0].strip('"'), int(pairs["kzcn:year"][0][1:5])): pairs["kzcn:unitsPerUSD"][0]
            for _, pairs in self._blocks("exchange-rates")
        }

    def _blocks(self, file: str) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
        blocks: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in parse_rdf((self.root / "graph" / "entities" / f"{file}.ttl").read_bytes(), ".ttl"):
            predicate = "a" if text(quad.predicate) == RDF_TYPE else compact(text(quad.predicate))
            blocks[compact(text(quad.subject))][predicate].append(_turtle(quad.object))
        yield from blocks.items()


OUTSIDE = ("unit:", "kzcn:")  # declared elsewhere than in the vocabularies


def most(weights: Mapping[str, float], names: Iterable[str], room: int) -> list[str]:
    """As many of the names as there is room for, those of most weight, at least eight."""
    ranked = sorted(names, key=lambda name: (-weights.get(name, 0), name))
    return ranked[: max(8, room // ROOM_FOR_ONE)]


def _turtle(term: object) -> str:
    if not isinstance(term, Literal):
        return compact(text(term))  # type: ignore[arg-type]
    if term.language:
        return f'"{term.value}"@{term.language}'
    kind = compact(term.datatype.value)
    if kind in {"xsd:integer", "xsd:decimal"}:
        return term.value
    return f'"{term.value}"' if kind == "xsd:string" else f'"{term.value}"^^{kind}'
