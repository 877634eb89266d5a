"""Where a thing of the graph is found on this server, and which thing an address means."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from kzcn.namespaces import BASE, ONTOLOGY, TERMS, compact
from kzcn.page.kinds import CLASSES

IN_PATHS = "/:@!$&'()*+,;=~"
# Endings of an address that name a format, and their media types; the first is what a browser gets.
FORMATS = {
    ".html": "text/html",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".trig": "application/trig",
}


def address_of(iri: str) -> str:
    """The path of a thing of ours on this server; the IRI itself for what others name.

    >>> address_of("https://w3id.org/kzcn/company/tbea")
    '/company/tbea'
    >>> address_of("https://w3id.org/kzcn/ontology#investor")
    '/ontology#investor'
    """
    if iri.startswith(TERMS):
        return f"/ontology#{quote(iri.removeprefix(TERMS), safe='')}"
    if iri == ONTOLOGY:
        return "/ontology"
    return "/" + quote(iri.removeprefix(BASE), safe=IN_PATHS) if iri.startswith(BASE) else iri


def is_web(address: str) -> bool:
    """Whether a link may lead there: to this server or to another page of the web, and nowhere else.

    >>> is_web("javascript:alert(1)")
    False
    """
    if address.startswith("/"):
        return not address.startswith("//")
    return address.startswith(("http://", "https://"))


def split_ending(path: str) -> tuple[str, str]:
    """A path without the ending that names a format, and that ending; empty where it has none.

    >>> split_ending("company/tbea.ttl")
    ('company/tbea', '.ttl')
    >>> split_ending("passage/2025-06-16-qazinform-joint-projects.tbea")
    ('passage/2025-06-16-qazinform-joint-projects.tbea', '')
    """
    return next(((path.removesuffix(end), end) for end in FORMATS if path.endswith(end)), (path, ""))


def view_of(iri: str) -> str:
    """The address that opens the interactive page at a thing; empty for a thing that it does not draw."""
    name = compact(iri)
    return f"/#{urlencode({'sel': name}, safe=':')}" if name.partition(":")[0] in CLASSES else ""


def query_address(text: str) -> str:
    """The address that opens the editor with a query."""
    return "/query#" + urlencode({"query": text}, quote_via=quote)
