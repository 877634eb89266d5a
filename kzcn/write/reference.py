"""The HTML reference of the ontology, made by pyLODE.

Run as a program of its own (`python -m kzcn.write.reference TURTLE HTML [MEMO]`), because what pyLODE writes depends
on the hash seed of the process, and the build must give the same bytes every time.
"""

from __future__ import annotations

import logging
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from kzcn.curated import Curated, graph_of
from kzcn.memo import Memo
from kzcn.namespaces import BASE, PREFIXES
from kzcn.oxigraph import Literal, NamedNode, Quad, Triple, sort_key, write_rdf
from kzcn.write.beside import Beside, beside

ONTOLOGY_GRAPH = PREFIXES["graph"] + "ontology"


def reference_beside(curated: Curated, folder: Path, memo: Memo) -> AbstractContextManager[Beside]:
    """Writes ontology.html to `folder` from the curated terms, in English, beside the build; see `beside`."""
    turtle = folder / "ontology.ttl"
    said = (quad for file in curated.files if graph_of(file.name) == ONTOLOGY_GRAPH for quad in file.quads)
    terms = {Triple(q.subject, q.predicate, q.object) for q in said if _is_ours(q)}
    with turtle.open("wb") as target:
        write_rdf(sorted(terms, key=sort_key), target, ".ttl")
    paths = (turtle, folder / "ontology.html", memo.folder)
    return beside("The reference of the ontology", __name__, *(str(path.absolute()) for path in paths if path))


def _is_ours(quad: Quad) -> bool:
    language = quad.object.language if isinstance(quad.object, Literal) else None
    return isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(BASE) and language in {None, "en"}


def write_reference(turtle: Path, target: Path, memo: Memo) -> None:
    """Writes the reference of the ontology in `turtle` to `target`."""
    page = memo.recall("reference", turtle.read_text(encoding="utf-8"), lambda: _reference(turtle))
    target.write_text(page, encoding="utf-8")


def _reference(turtle: Path) -> str:
    from pylode.profiles import ontpub

    logging.disable(logging.INFO)
    # pyLODE keeps a cache inside its own package, which may be unwritable, and fills it in directory order.
    ontpub.load_background_onts = _background
    ontpub.load_background_onts_titles = _titles
    page: str = ontpub.OntPub(ontology=turtle, sort_subjects=True).make_html()
    return page


def _background():  # type: ignore[no-untyped-def]
    """The ontologies that pyLODE explains terms from, with titles and descriptions under one property each."""
    from pylode.utils import RDF_FOLDER

    from kzcn.rdf import DCTERMS, parse_turtle, widen

    graph = parse_turtle(sorted(RDF_FOLDER.glob("*.ttl")))
    widen(graph, DCTERMS.title, ("dc:title", "rdfs:label", "skos:prefLabel", "schema:name"))
    widen(
        graph,
        DCTERMS.description,
        ("dc:description", "rdfs:comment", "skos:definition", "schema:description"),
    )
    return graph


def _titles(background) -> dict[str, str]:  # type: ignore[no-untyped-def]
    from kzcn.rdf import DCTERMS, ontologies

    titles = {
        str(iri): str(title) for iri in ontologies(background) for title in background.objects(iri, DCTERMS.title)
    }
    return dict(sorted(titles.items(), key=lambda item: item[1]))


if __name__ == "__main__":
    given, wanted, *kept = map(Path, sys.argv[1:])
    write_reference(given, wanted, Memo(*kept))
