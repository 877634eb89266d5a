"""rdflib: graphs for libraries that want them. The one module that imports rdflib and oxrdflib."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF

from kzcn.namespaces import expand
from kzcn.oxigraph import BlankNode, EmbeddedStore, Literal, NamedNode, Quad, Triple
from kzcn.values import XSD_STRING

__all__ = ["DCTERMS", "dataset_over", "is_blank", "ontologies", "parse_turtle", "to_rdflib", "widen"]


def to_rdflib(quads: Iterable[Quad | Triple]) -> rdflib.Graph:
    """The triples of `quads` as one rdflib graph in memory, literals with the text they were written with."""
    graph = rdflib.Graph(bind_namespaces="none")
    iris: dict[str, rdflib.URIRef] = {}

    def iri(node: NamedNode) -> rdflib.URIRef:
        return iris.setdefault(node.value, rdflib.URIRef(node.value))

    def term(node: NamedNode | BlankNode | Literal | Triple) -> rdflib.term.Node:
        if isinstance(node, NamedNode):
            return iri(node)
        if isinstance(node, Literal):
            if node.language:
                return rdflib.Literal(node.value, lang=node.language)
            # rdflib holds "a" and "a"^^xsd:string apart, RDF 1.1 does not: the plain form stands for both.
            datatype = None if node.datatype.value == XSD_STRING else iri(node.datatype)
            return rdflib.Literal(node.value, datatype=datatype, normalize=False)
        return rdflib.BNode(node.value if isinstance(node, BlankNode) else str(node))

    with _silent_literals():
        for quad in quads:
            graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph


def is_blank(node: object) -> bool:
    """Whether a node of an rdflib graph is blank."""
    return isinstance(node, rdflib.BNode)


@contextmanager
def _silent_literals() -> Iterator[None]:
    """Keeps rdflib from logging a traceback for each literal that does not fit its datatype: shapes find those."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def parse_turtle(paths: Iterable[Path]) -> rdflib.Graph:
    """The Turtle files of `paths` as one rdflib graph."""
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def dataset_over(store: EmbeddedStore) -> rdflib.Dataset:
    """An rdflib Dataset over an embedded store: the same named graphs, and their union as default graph.

    Only reading is meant; a store opened from a build refuses to be written.
    """
    from oxrdflib.store import OxigraphStore

    return rdflib.Dataset(store=OxigraphStore(store=store.store), default_union=False)


def widen(graph: rdflib.Graph, predicate: rdflib.URIRef, narrower: Iterable[str]) -> None:
    """Adds to `graph` each triple of a narrower predicate, given by prefixed name, under `predicate` too."""
    for name in narrower:
        for subject, value in list(graph.subject_objects(rdflib.URIRef(expand(name) or name))):
            graph.add((subject, predicate, value))


def ontologies(graph: rdflib.Graph) -> list[rdflib.term.Node]:
    """The ontologies that `graph` describes, sorted."""
    return sorted(graph.subjects(RDF.type, OWL.Ontology), key=str)
