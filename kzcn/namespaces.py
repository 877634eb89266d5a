"""The namespaces of the graph, and prefixed names from IRIs and back."""

from __future__ import annotations

BASE = "https://w3id.org/kzcn/"
ONTOLOGY = BASE + "ontology"
TERMS = ONTOLOGY + "#"

# Kinds of node that only say something of another thing: shown by what they say, not by their IRI.
DETAILS = ("amount", "quantity", "state", "participation", "position", "observation", "reading", "tenure")
# Kinds of thing whose IRIs are BASE + kind + "/" + slug. Entities first, then nodes, then concepts.
KINDS = (
    *("person", "company", "body", "organization", "platform", "place", "post", "tenure", "project"),
    *("meeting", "agreement", "article", "passage", "publisher", "reference", "rate", "graph"),
    *(kind for kind in DETAILS if kind != "tenure"),
    *("geometry", "interval"),
    *("sector", "status", "role", "meeting-kind", "participation-kind", "agreement-kind", "amount-kind"),
    *("coverage", "qualifier", "realisation", "confidence", "article-part", "date-basis", "body-kind"),
    *("legal-form", "post-role", "position-kind", "measure", "topic", "counted", "product", "scheme"),
)

PREFIXES: dict[str, str] = {
    "kzcn": TERMS,
    **{kind: f"{BASE}{kind}/" for kind in KINDS},
    "aiddata": BASE + "aiddata-gcdf3-status/",
    "bibo": "http://purl.org/ontology/bibo/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "iati-role": BASE + "iati-organisation-role/",
    "iati-status": BASE + "iati-activity-status/",
    "isic": BASE + "isic-rev4/",
    "oc4ids": BASE + "oc4ids-project-status/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "time": "http://www.w3.org/2006/time#",
    "unit": "http://qudt.org/vocab/unit/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

DERIVED = PREFIXES["graph"] + "derived"  # the graph that holds what the rules derive
DATASET = BASE + "dataset"
DATASET_GRAPH = PREFIXES["graph"] + "dataset"  # the graph that describes the others

_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def compact(iri: str) -> str:
    """The prefixed name of `iri` (`place:almaty-region`), or `<iri>` where no prefix fits.

    >>> compact("https://w3id.org/kzcn/place/almaty-region")
    'place:almaty-region'
    """
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if local and not set(local) & set("/#<> "):
                return f"{prefix}:{local}"
    return f"<{iri}>"


def expand(name: str) -> str | None:
    """The IRI of a prefixed name, of `<iri>` or of a bare http(s) IRI; None where `name` is none of these.

    >>> expand("place:almaty-region")
    'https://w3id.org/kzcn/place/almaty-region'
    """
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    if name.startswith(("http://", "https://")):
        return name
    prefix, colon, local = name.partition(":")
    if colon and local and prefix in PREFIXES and " " not in local:
        return PREFIXES[prefix] + local
    return None


def local(iri: str) -> str:
    """The last part of an IRI: `talks` of meeting-kind:talks, `investor` of kzcn:investor.

    >>> local("https://w3id.org/kzcn/meeting-kind/talks")
    'talks'
    """
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
