"""What the server says in RDF: of one thing with the passages behind it, of the dataset, and of the service."""

from __future__ import annotations

from collections.abc import Iterable

from kzcn.formats import turtle
from kzcn.namespaces import DATASET, DETAILS, PREFIXES
from kzcn.oxigraph import quads_to_bytes, triples_from_bytes, triples_to_bytes
from kzcn.serve.addresses import FORMATS
from kzcn.source import SparqlSource, select
from kzcn.values import Iri, Triples, Value

W3_FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)
LICENCE = Iri("https://creativecommons.org/licenses/by/4.0/")
RDF_ENDINGS = tuple(ending for ending in FORMATS if ending != ".html")
# A thing; what only says something of it; the passages that say something of it; their articles.
ABOUT = """
  {{ BIND ({thing} AS ?s) GRAPH ?g {{ ?s ?p ?o }} }}
  UNION {{ {{ {thing} ?part ?s }} UNION {{ ?s ?of {thing} }} FILTER ({is_detail}) GRAPH ?g {{ ?s ?p ?o }} }}
  UNION {{ GRAPH ?s {{ {thing} ?said ?of }} ?s kzcn:fromArticle ?article . GRAPH ?g {{ ?s ?p ?o }} }}
  UNION {{ GRAPH ?passage {{ {thing} ?said ?of }} ?passage kzcn:fromArticle ?s . GRAPH ?g {{ ?s ?p ?o }} }}
  UNION {{ GRAPH {thing} {{ ?s ?p ?o }} BIND ({thing} AS ?g) }}"""
Quads = list[tuple[Value, Value, Value, Value]]


def describe(source: SparqlSource, iri: Iri, document: str, ending: str) -> bytes | None:
    """The description of a thing in the format of `ending`; None where the graph says nothing of it.

    It holds the statements about the thing, about the nodes that only say something of it (sums, states, …), about the
    passages that speak of it and about their articles; of a passage or another named graph, what it says. `document`
    is the address of the description, of which it tells topic, licence and the passages it rests on. In TriG each
    statement stands in its named graph. Raises what the source raises.
    """
    quads = _about(source, iri)
    if not quads:
        return None
    about_itself = _document(iri, document, quads)
    if ending == ".trig":
        return quads_to_bytes([*quads, *((*triple, Iri(document)) for triple in about_itself)], ending)
    return triples_to_bytes(_each_once([*(quad[:3] for quad in quads), *about_itself]), ending)


def _about(source: SparqlSource, iri: Iri) -> Quads:
    is_detail = " || ".join(f'STRSTARTS(STR(?s), "{PREFIXES[kind]}")' for kind in DETAILS)
    where = ABOUT.format(thing=turtle(iri), is_detail=is_detail)
    return [tuple(row) for row in select(source, f"SELECT DISTINCT ?s ?p ?o ?g WHERE {{ {where} }}")]  # type: ignore[misc]


def _document(iri: Iri, document: str, quads: Quads) -> Triples:
    """What a description says of itself."""
    graphs = {str(quad[3]) for quad in quads if quad[0] == iri}
    passages = sorted(graph for graph in graphs if graph.startswith(PREFIXES["passage"]))
    return _triples(
        document,
        ("rdf:type", _iri("foaf:Document")),
        ("foaf:primaryTopic", iri),
        ("dcterms:license", LICENCE),
        ("dcterms:isPartOf", Iri(DATASET)),
        *(("prov:wasDerivedFrom", Iri(passage)) for passage in passages),
    )


def dataset_description(built: bytes, files: Iterable[str], server: str, ending: str) -> bytes:
    """The DCAT and VoID description of the dataset: what the build says, and where this server gives it.

    `built` is dataset.ttl of the build, `files` the names it distributes, `server` this server's address.
    """
    told = triples_from_bytes(built, ".ttl")
    told += _triples(
        DATASET,
        ("void:sparqlEndpoint", Iri(f"{server}/sparql")),
        ("foaf:homepage", Iri(f"{server}/")),
        ("dcat:landingPage", Iri(f"{server}/download/")),
        ("void:uriLookupEndpoint", Iri(f"{server}/search?q=")),
    )
    for name in files:
        told += _triples(f"{DATASET}/{name}", ("dcat:downloadURL", Iri(f"{server}/download/{name}")))
    return triples_to_bytes(_each_once(told), ending)


def service_description(endpoint: str, suffix: str) -> bytes:
    """The SPARQL 1.1 service description of the endpoint at that address, in the format of the suffix.

    SELECT, ASK, CONSTRUCT and DESCRIBE; no update, no federation; the default graph is the union of the named graphs.
    """
    dataset, graph = f"{endpoint}#dataset", f"{endpoint}#default"
    told = _triples(
        endpoint,
        ("rdf:type", _iri("sd:Service")),
        ("sd:endpoint", Iri(endpoint)),
        ("sd:supportedLanguage", _iri("sd:SPARQL11Query")),
        ("sd:feature", _iri("sd:UnionDefaultGraph")),
        ("sd:defaultDataset", Iri(dataset)),
        ("dcterms:license", LICENCE),
        *(("sd:resultFormat", Iri(W3_FORMATS + name)) for name in RESULTS),
    )
    told += _triples(dataset, ("rdf:type", _iri("sd:Dataset")), ("sd:defaultGraph", Iri(graph)))
    told += _triples(dataset, ("rdfs:seeAlso", Iri(DATASET)))
    told += _triples(graph, ("rdf:type", _iri("sd:Graph")))
    return triples_to_bytes(told, suffix)


def _each_once(triples: Iterable[tuple[Value, ...]]) -> Triples:
    """The triples without repetition; equal texts in two languages are two."""
    return Triples({(s, p, turtle(o)): (s, p, o) for s, p, o in triples}.values())


def _triples(subject: str, *facts: tuple[str, Value]) -> Triples:
    return Triples((Iri(subject), _iri(name), value) for name, value in facts)


def _iri(name: str) -> Iri:
    prefix, _, local = name.partition(":")
    return Iri(PREFIXES[prefix] + local)


def ontology_description(built: bytes, ending: str) -> bytes:
    """The terms of the ontology, from ontology.ttl of the build, in another format."""
    return built if ending == ".ttl" else triples_to_bytes(triples_from_bytes(built, ".ttl"), ending)
