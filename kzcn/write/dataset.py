"""The description of a build in DCAT and VoID: what was built, how large it is, and its checksums."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from kzcn import __version__
from kzcn.namespaces import BASE, PREFIXES
from kzcn.oxigraph import RDF_TYPE, Literal, NamedNode, Quad, Triple, sort_key, text, write_rdf

DATASET = BASE + "dataset"
MEDIA_TYPES = {
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv",
    ".html": "text/html",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def write_description(quads: Sequence[Quad], files: Iterable[Path], folder: Path) -> None:
    """Writes dataset.ttl to `folder`, which describes the quads and the files below it. No clock is read."""
    triples = {Triple(q.subject, q.predicate, q.object) for q in quads}
    described = [*_about(quads), *_counts(triples)]
    for path in files:
        described += _distribution(path, folder)
    with (folder / "dataset.ttl").open("wb") as target:
        write_rdf(sorted(set(described), key=sort_key), target, ".ttl")


def sha256(path: Path) -> str:
    """The SHA-256 checksum of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _about(quads: Sequence[Quad]) -> list[Triple]:
    curated = PREFIXES["kzcn"] + "curatedOn"
    latest = max((text(q.object) for q in quads if text(q.predicate) == curated), default="")
    facts = [
        _triple(DATASET, "rdf:type", _iri("dcat:Dataset")),
        _triple(DATASET, "rdf:type", _iri("void:Dataset")),
        _triple(DATASET, "dcterms:title", Literal("kzcn: Kazakhstan–China cooperation", language="en")),
        _triple(
            DATASET,
            "dcterms:description",
            Literal(
                "Officials, companies, projects, meetings and agreements, each fact under its passage.",
                language="en",
            ),
        ),
        _triple(DATASET, "dcterms:license", NamedNode(LICENCE)),
        _triple(DATASET, "dcterms:creator", NamedNode(f"{BASE}contributors")),
        _triple(DATASET, "dcat:version", Literal(__version__)),
        _triple(DATASET, "dcterms:conformsTo", NamedNode(f"{BASE}ontology")),
        _triple(DATASET, "void:uriSpace", Literal(BASE)),
    ]
    facts += [_triple(DATASET, "dcterms:language", Literal(language)) for language in ("en", "kk", "ru", "zh")]
    facts += [
        _triple(DATASET, "void:vocabulary", NamedNode(PREFIXES[p])) for p in ("kzcn", "org", "prov", "schema", "skos")
    ]
    if latest:
        facts.append(_triple(DATASET, "dcterms:modified", Literal(latest, datatype=_iri("xsd:date"))))
    return facts


def _counts(triples: set[Triple]) -> list[Triple]:
    ours = {t.subject for t in triples if isinstance(t.subject, NamedNode) and text(t.subject).startswith(BASE)}
    numbers = {
        "void:triples": len(triples),
        "void:entities": len(ours),
        "void:distinctSubjects": len({t.subject for t in triples}),
        "void:distinctObjects": len({t.object for t in triples}),
        "void:properties": len({t.predicate for t in triples}),
        "void:classes": len({t.object for t in triples if text(t.predicate) == RDF_TYPE}),
    }
    facts = [_triple(DATASET, name, _number(count)) for name, count in numbers.items()]
    by_class = Counter(text(t.object) for t in triples if text(t.predicate) == RDF_TYPE)
    for kind, count in by_class.items():
        if kind.startswith(PREFIXES["kzcn"]):
            part = f"{DATASET}/{kind.removeprefix(PREFIXES['kzcn'])}"
            facts += [
                _triple(DATASET, "void:classPartition", NamedNode(part)),
                _triple(part, "void:class", NamedNode(kind)),
                _triple(part, "void:entities", _number(count)),
            ]
    return facts


def _distribution(path: Path, folder: Path) -> list[Triple]:
    name = path.relative_to(folder).as_posix()
    iri = f"{DATASET}/{name}"
    facts = [
        _triple(DATASET, "dcat:distribution", NamedNode(iri)),
        _triple(iri, "rdf:type", _iri("dcat:Distribution")),
        _triple(iri, "dcterms:title", Literal(name)),
        _triple(iri, "dcterms:license", NamedNode(LICENCE)),
        _triple(
            iri,
            "dcat:mediaType",
            NamedNode(f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[path.suffix]}"),
        ),
        _triple(iri, "dcat:byteSize", _number(path.stat().st_size)),
        _triple(iri, "spdx:checksum", NamedNode(f"{iri}#checksum")),
        _triple(f"{iri}#checksum", "spdx:algorithm", _iri("spdx:checksumAlgorithm_sha256")),
        _triple(f"{iri}#checksum", "spdx:checksumValue", Literal(sha256(path), datatype=_iri("xsd:hexBinary"))),
    ]
    if path.suffix in {".trig", ".nq", ".ttl", ".nt"}:
        facts.append(_triple(DATASET, "void:dataDump", NamedNode(iri)))
    return facts


def _iri(name: str) -> NamedNode:
    prefix, local = name.split(":", 1)
    return NamedNode(PREFIXES[prefix] + local)


def _triple(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(NamedNode(subject), _iri(predicate), value)


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=_iri("xsd:integer"))
