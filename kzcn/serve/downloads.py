"""The files of a build that can be fetched: those that its description names, and the description itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kzcn.namespaces import DATASET, PREFIXES
from kzcn.oxigraph import triples_from_bytes

DCAT, SPDX = PREFIXES["dcat"], PREFIXES["spdx"]
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
ABOUT = {
    "kzcn.trig": "everything, each statement in its named graph, for reading",
    "kzcn.nq": "everything, each statement in its named graph, for loading",
    "kzcn.ttl": "everything merged into one graph, for reading",
    "kzcn.nt": "everything merged into one graph, for loading",
    "kzcn.jsonld": "everything merged into one graph, for programs that read JSON",
    "ontology.ttl": "the terms of the ontology",
    "ontology.html": "the reference of the ontology",
    "index.html": "the interactive page, in one file that works without a network",
    "dataset.ttl": "description of the dataset and of these files",
}
IN_ORDER = tuple(ABOUT)


@dataclass(frozen=True)
class File:
    """A file of the build: its name below the build folder, its size in bytes, media type and SHA-256 checksum."""

    name: str
    path: Path
    size: int
    media_type: str
    checksum: str

    @property
    def about(self) -> str:
        """What is in it; empty for a table, which says it by its name."""
        return ABOUT.get(self.name, "")


def files(build: Path) -> dict[str, File]:
    """The files of a build by name: what is for all first, then the tables; empty where it has no description."""
    description = build / "dataset.ttl"
    if not description.is_file():
        return {}
    facts: dict[tuple[str, str], str] = {}
    names = []
    for subject, predicate, value in triples_from_bytes(description.read_bytes(), ".ttl"):
        facts[str(subject), str(predicate)] = str(value)
        if predicate == DCAT + "distribution":
            names.append(str(value).removeprefix(f"{DATASET}/"))
    found = [File("dataset.ttl", description, description.stat().st_size, "text/turtle", "")]
    found += [_file(build, name, facts) for name in names if (build / name).is_file()]
    return {file.name: file for file in sorted(found, key=_order)}


def _file(build: Path, name: str, facts: dict[tuple[str, str], str]) -> File:
    iri = f"{DATASET}/{name}"
    media_type = facts.get((iri, DCAT + "mediaType"), "").removeprefix(MEDIA_TYPES)
    checksum = facts.get((facts.get((iri, SPDX + "checksum"), ""), SPDX + "checksumValue"), "")
    return File(name, build / name, (build / name).stat().st_size, media_type, checksum)


def _order(file: File) -> tuple[bool, int, str]:
    return "/" in file.name, IN_ORDER.index(file.name) if file.name in IN_ORDER else len(IN_ORDER), file.name
