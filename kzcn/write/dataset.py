"""The description of a build, dataset.ttl: that of the graph, and in DCAT the files with their checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from kzcn.namespaces import DATASET
from kzcn.oxigraph import Literal, NamedNode, Triple, sort_key, write_rdf
from kzcn.write.description import LICENCE, checksum_facts, fact, number, term

MEDIA_TYPES = {
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv",
    ".html": "text/html",
}


def write_description(described: Iterable[Triple], files: Iterable[Path], folder: Path) -> None:
    """Writes dataset.ttl to `folder`: what `graph:dataset` says, and the files. No clock is read."""
    facts = [*described]
    for path in files:
        facts += _distribution(path, folder)
    with (folder / "dataset.ttl").open("wb") as target:
        write_rdf(sorted(set(facts), key=sort_key), target, ".ttl")


def sha256(path: Path) -> str:
    """The SHA-256 checksum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _distribution(path: Path, folder: Path) -> list[Triple]:
    name = path.relative_to(folder).as_posix()
    iri = f"{DATASET}/{name}"
    media = f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[path.suffix]}"
    facts = [
        fact(DATASET, "dcat:distribution", NamedNode(iri)),
        fact(iri, "rdf:type", term("dcat:Distribution")),
        fact(iri, "dcterms:title", Literal(name)),
        fact(iri, "dcterms:license", NamedNode(LICENCE)),
        fact(iri, "dcat:mediaType", NamedNode(media)),
        fact(iri, "dcat:byteSize", number(path.stat().st_size)),
        *checksum_facts(iri, sha256(path)),
    ]
    if path.suffix in {".trig", ".nq", ".ttl", ".nt"}:
        facts.append(fact(DATASET, "void:dataDump", NamedNode(iri)))
    return facts
