"""A part of the real graph in memory and the page's data made from it, once for all tests of a process."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selection import selected_tree

from kzcn.curated import read
from kzcn.folders import Folders
from kzcn.oxigraph import EmbeddedStore, Quad, parse_rdf, store_in_memory
from kzcn.page.data import page_data
from kzcn.rules import Rule, derive, read_rules

CHECKOUT = Path(__file__).parent.parent
HOSTILE = '<img src=x onerror="document.title=1"></script><script>document.title=2</script>'
FOLDERS = Folders(CHECKOUT)

MORE = """
PREFIX agreement: <https://w3id.org/kzcn/agreement/>
PREFIX company: <https://w3id.org/kzcn/company/>
PREFIX kzcn: <https://w3id.org/kzcn/ontology#>
PREFIX passage: <https://w3id.org/kzcn/passage/>
PREFIX place: <https://w3id.org/kzcn/place/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
GRAPH <https://w3id.org/kzcn/graph/entities> {
  company:hostile a kzcn:Company ; skos:prefLabel %(text)s@en ; skos:altLabel %(text)s@zh .
  place:silent a kzcn:Region ; skos:prefLabel "Silent Region"@en ; kzcn:country place:china .
}
GRAPH passage:2025-06-16-qazinform-joint-projects.tbea {
  company:hostile kzcn:nameAsPrinted %(text)s@en .
  <https://w3id.org/kzcn/project/tbea-almaty-region-energy> kzcn:investor company:hostile .
}
"""


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the ontology."""
    return tuple(read_rules(FOLDERS.ontology))


def store_of(quads: list[Quad]) -> EmbeddedStore:
    """A store of curated quads and what the rules derive from them."""
    store = store_in_memory(quads)
    derive(store, rules())
    return store


@cache
def curated() -> tuple[Quad, ...]:
    """The curated quads of forty articles of the checkout and of what they speak of."""
    with TemporaryDirectory() as folder:
        return tuple(read(Folders(selected_tree(Path(folder) / "tree"))).quads)


@cache
def real_source() -> EmbeddedStore:
    """The graph of these articles."""
    return store_of(list(curated()))


@cache
def hostile_source() -> EmbeddedStore:
    """The same graph with one company whose name is markup, and a region of which no source says anything."""
    text = (MORE % {"text": json.dumps(HOSTILE)}).encode()
    return store_of([*curated(), *parse_rdf(text, ".trig")])


@cache
def outlines() -> dict[str, Any]:
    """The outlines of the map."""
    found: dict[str, Any] = json.loads((FOLDERS.viz / "data" / "outlines.json").read_text(encoding="utf-8"))
    return found


@cache
def conflicts_query() -> str:
    """The query of the library for conflicts; empty where the checkout has none."""
    path = FOLDERS.queries / "conflicts.rq"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@cache
def real_data() -> dict[str, Any]:
    """The page's data of this graph; not to be changed."""
    return page_data(real_source(), rules(), outlines(), conflicts_query())
