"""The pages of the server: things, lists, search, editor, ontology, downloads, and what machines ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kzcn.errors import KzcnError, UsageError
from kzcn.folders import read_part
from kzcn.formats import turtle
from kzcn.namespaces import BASE, TERMS, compact, expand
from kzcn.page.html import policy
from kzcn.serve import editor, listings, sitemaps
from kzcn.serve.addresses import FORMATS, address_of, split_ending
from kzcn.serve.answers import OWN_PAGE, Body, answer, html
from kzcn.serve.descriptions import dataset_description, describe, ontology_description
from kzcn.serve.downloads import File, files
from kzcn.serve.knowledge import Knowledge
from kzcn.serve.negotiation import best
from kzcn.serve.reference import reference_body
from kzcn.serve.schemaorg import data_block
from kzcn.serve.templates import Site
from kzcn.serve.things import Thing, thing
from kzcn.serve.why import reasons
from kzcn.values import Iri

if TYPE_CHECKING:
    from kzcn.serve.context import Context

MOST_HELD = 64  # answers held for a build: clients choose by which name they call the server
MERGED = tuple(ending for ending in FORMATS if ending != ".trig")
# Beside the site's own styles: the one style element that YASGUI's table adds, for the handles of its columns.
EDITOR = OWN_PAGE.replace("style-src 'self'", "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='")
FACTS = """# What is said of {name}, and where
SELECT ?property ?value ?passage WHERE {{
  GRAPH ?passage {{ {term} ?property ?value }}
}}
ORDER BY ?property ?value ?passage
"""


def routes(context: Context) -> list[BaseRoute]:
    """The routes of the site. None of them asks the graph before it is visited."""
    pages = Pages(context)
    paths = {
        "/": pages.front,
        "/query": pages.query,
        "/query/library.json": pages.library,
        "/query/terms.json": pages.terms,
        "/query/names.json": pages.names,
        "/query/bound": pages.bound,
        "/things": pages.things,
        "/search": pages.search,
        "/why": pages.why,
        "/ontology{ending}": pages.ontology,
        "/ontology": pages.ontology,
        "/download/": pages.downloads,
        "/download/{name:path}": pages.download,
        "/.well-known/void": pages.dataset,
        "/static/{name}": pages.asset,
        "/favicon.ico": pages.icon,
        "/robots.txt": pages.robots,
        "/sitemap.xml": pages.sitemap,
        "/sitemap-{at:int}.xml": pages.sitemap,
        "/{kind}/": pages.kind,
        "/{path:path}": pages.thing,
    }
    return [Route(path, page) for path, page in paths.items()]


class Pages:
    """Answers for each route. They ask and wait, so that Starlette runs each in a thread."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.site = Site(context.folders.viz)
        self._held: dict[str, Any] = {}

    def _once(self, name: str, make: Any) -> Any:
        """What `make` gives, made once for a build: what was made of another build is forgotten."""
        key = f"{self.context.checksum} {name}"
        if key not in self._held:
            if len(self._held) > MOST_HELD or not all(held.startswith(self.context.checksum) for held in self._held):
                self._held = {}
            self._held[key] = make()
        return self._held[key]

    @property
    def known(self) -> Knowledge:
        """What was read of the graph that is served now."""
        return cast(Knowledge, self._once("knowledge", lambda: Knowledge(self.context.source, self.context.folders)))

    @property
    def files(self) -> Mapping[str, File]:
        """The files of the build that can be fetched."""
        return cast(Mapping[str, File], self._once("files", lambda: files(self.context.build)))

    def front(self, request: Request) -> Response:
        """The interactive page, as the build made it."""
        return answer(request, self._once("front", self._front))

    def _front(self) -> Body:
        text = read_part(self.context.build / "index.html")
        return html(text, policy=f"{policy(text)}; frame-ancestors 'none'")

    def query(self, request: Request) -> Response:
        """The editor."""
        made = self._once("query", lambda: html(self.site.page("query.html", at="query"), policy=EDITOR))
        return answer(request, made)

    def library(self, request: Request) -> Response:
        """The library's queries, for the editor."""
        return answer(request, self._once("library", lambda: _json(editor.library(self.known))))

    def terms(self, request: Request) -> Response:
        """Classes and properties, for the editor."""
        return answer(request, self._once("terms", lambda: _json(editor.terms(self.known))))

    def names(self, request: Request) -> Response:
        """Things by name, for the editor and the search box."""
        wanted = request.query_params
        return answer(request, _json(editor.names(self.known, wanted.get("q", ""), wanted.get("kind", ""))))

    def bound(self, request: Request) -> Response:
        """A query of the library with its parameters filled in; 400 where one does not fit."""
        given = {name: value for name, value in request.query_params.items() if name != "query"}
        try:
            text = editor.bound(self.known, request.query_params.get("query", ""), given)
        except KzcnError as error:
            return PlainTextResponse(str(error), 400)
        return answer(request, Body(text.encode(), "application/sparql-query; charset=utf-8"))

    def things(self, request: Request) -> Response:
        """The kinds of things."""
        return self._page(request, "kinds.html", at="things", sections=listings.sections(self.known))

    def kind(self, request: Request) -> Response:
        """The things of one kind, a page at a time."""
        kind, at = request.path_params["kind"], request.query_params.get("page", "1")
        shown = listings.listing(self.known, kind, int(at)) if at.isdecimal() and 1 <= int(at) < 10**6 else None
        if shown is None:
            return self.missing(request)
        return self._page(request, "kind.html", at="things", listing=shown)

    def search(self, request: Request) -> Response:
        """What is called so."""
        typed = request.query_params.get("q", "").strip()
        return self._page(request, "search.html", at="", typed=typed, found=listings.found(self.known, typed))

    def why(self, request: Request) -> Response:
        """Why the graph says something; 404 where it does not."""
        subject, predicate = (request.query_params.get(name, "") for name in ("subject", "property"))
        value = request.query_params.get("value")
        try:
            found = reasons(self.known, subject, predicate, value)
        except UsageError:
            found = []
        if not found:
            return self.missing(request)
        return self._page(request, "why.html", at="things", reasons=found, names=self.known.names)

    def thing(self, request: Request) -> Response:
        """A thing, in the format that its address or the client asks for."""
        path, ending = split_ending(request.path_params["path"])
        chosen = ending or _chosen(request, tuple(FORMATS))
        if moved := self._moved(request.path_params["path"]):
            return RedirectResponse(moved, 303)
        if not chosen:
            return _not_acceptable(path, FORMATS)
        iri = Iri(BASE + path)
        make = self._thing_page if chosen == ".html" else self._thing_rdf
        body = make(request, iri, chosen) if is_iri(iri) else None
        return self.missing(request) if body is None else answer(request, body)

    def _moved(self, path: str) -> str:
        """Where a thing is that has no page of its own: the dataset, its files, a kind; empty for others."""
        if path == "dataset":
            return "/.well-known/void"
        if path.startswith("dataset/") and (name := path.removeprefix("dataset/")) in self.files:
            return f"/download/{name}"
        return f"/{path}/" if path in self.known.kinds else ""

    def _thing_page(self, _: Request, iri: Iri, __: str) -> Body | None:
        shown = thing(self.known, iri)
        if shown is None:
            return None
        block = data_block(self.known.source, self.known.names, iri, _articles(shown))
        query = FACTS.format(name=iri.short, term=turtle(iri))
        page = self.site.page("thing.html", at="things", thing=shown, block=block, query=query, formats=FORMATS)
        return html(page, _of_variant(iri, ".html", FORMATS))

    def _thing_rdf(self, request: Request, iri: Iri, ending: str) -> Body | None:
        document = str(request.base_url.replace(path=address_of(iri), query=""))
        data = describe(self.known.source, iri, document, ending)
        return None if data is None else Body(data, FORMATS[ending], _of_variant(iri, ending, FORMATS))

    def ontology(self, request: Request) -> Response:
        """The ontology: its reference for people, its terms for programs."""
        ending = request.path_params.get("ending", "") or _chosen(request, MERGED)
        if not ending or ending not in MERGED:
            return _not_acceptable("ontology", MERGED) if not ending else self.missing(request)
        return answer(request, self._once(f"ontology{ending}", lambda: self._ontology(ending)))

    def _ontology(self, ending: str) -> Body:
        headers = _of_variant(Iri(TERMS.removesuffix("#")), ending, MERGED)
        if ending == ".html":
            reference = reference_body(read_part(self.context.build / "ontology.html"))
            return html(self.site.page("ontology.html", at="ontology", reference=reference), headers)
        built = (self.context.build / "ontology.ttl").read_bytes()
        return Body(ontology_description(built, ending), FORMATS[ending], headers)

    def downloads(self, request: Request) -> Response:
        """The files of the build."""
        shown = {
            "for all": [file for file in self.files.values() if "/" not in file.name],
            "tables": [file for file in self.files.values() if "/" in file.name],
        }
        return self._page(request, "downloads.html", at="downloads", files=shown)

    def download(self, request: Request) -> Response:
        """One file of the build, also in parts; 404 for what the build does not distribute."""
        file = self.files.get(request.path_params["name"])
        if file is None:
            return self.missing(request)
        headers = {"cache-control": "no-cache", "accept-ranges": "bytes"}
        return FileResponse(file.path, media_type=file.media_type, filename=Path(file.name).name, headers=headers)

    def dataset(self, request: Request) -> Response:
        """The description of the dataset, in RDF; people are led to the downloads."""
        chosen = _chosen(request, (".ttl", ".jsonld", ".nt", ".rdf", ".html"))
        if not chosen:
            return _not_acceptable(".well-known/void", (".ttl",))
        if chosen == ".html":
            return RedirectResponse("/download/", 303)
        server = str(request.base_url).rstrip("/")
        return answer(request, self._once(f"dataset {chosen} {server}", lambda: self._dataset(chosen, server)))

    def _dataset(self, ending: str, server: str) -> Body:
        built = (self.context.build / "dataset.ttl").read_bytes()
        told = dataset_description(built, self.files, server, ending)
        return Body(told, FORMATS[ending], {"vary": "Accept"})

    def asset(self, request: Request) -> Response:
        """A style, script or picture of the site."""
        found = self.site.assets.get(request.path_params["name"])
        return answer(request, found) if found else self.missing(request)

    def icon(self, request: Request) -> Response:
        """The picture of the site, where browsers look for it unasked."""
        return answer(request, self.site.assets["icon.svg"])

    def robots(self, request: Request) -> Response:
        """What robots may visit."""
        return PlainTextResponse(sitemaps.robots(str(request.base_url)))

    def sitemap(self, request: Request) -> Response:
        """The addresses of all things; where they are many, the addresses of several such lists."""
        at, base = request.path_params.get("at", 0), str(request.base_url).rstrip("/")
        pages = listings.sitemap_pages(self.known)
        if at > pages:
            return self.missing(request)
        if not at and pages > 1:
            text = sitemaps.index(base, pages)
        else:
            text = sitemaps.urls(base, listings.sitemap(self.known, at or 1))
        return answer(request, Body(text.encode(), "application/xml"))

    def missing(self, request: Request) -> Response:
        """The page for what is not there, with the names that come nearest."""
        path = split_ending(request.url.path.strip("/"))[0]
        near = [Iri(iri) for iri in map(expand, _near(self.known, path)) if iri]
        page = self.site.page("missing.html", at="", path=path, near=[listings.listed(self.known, iri) for iri in near])
        return answer(request, html(page), 404)

    def _page(self, request: Request, template: str, **given: Any) -> Response:
        return answer(request, html(self.site.page(template, **given)))


def is_iri(text: str) -> bool:
    """Whether a text can stand as an IRI in a query."""
    try:
        return bool(turtle(Iri(text)))
    except UsageError:
        return False


def _chosen(request: Request, endings: tuple[str, ...]) -> str:
    """The ending of the format that the client likes best; empty where it likes none."""
    kinds = {FORMATS[ending]: ending for ending in endings}
    return kinds.get(best(request.headers.get("accept"), list(kinds)) or "", "")


def _of_variant(iri: Iri, ending: str, endings: tuple[str, ...] | Mapping[str, str]) -> dict[str, str]:
    """Headers of one format of a description: where it is, where the others are, and what it describes."""
    path = address_of(iri)
    links = [f'<{path}{other}>; rel="alternate"; type="{FORMATS[other]}"' for other in endings if other != ending]
    links.append(f'<{address_of_iri(iri)}>; rel="describes"')
    return {"content-location": path + ending, "vary": "Accept", "link": ", ".join(links)}


def address_of_iri(iri: Iri) -> str:
    """An IRI in the letters that a header can carry."""
    return BASE.removesuffix("/") + address_of(iri)


def _not_acceptable(path: str, endings: tuple[str, ...] | Mapping[str, str]) -> Response:
    offers = "".join(f"{FORMATS[ending]}  /{path}{ending}\n" for ending in endings)
    return PlainTextResponse(f"None of the formats asked for is offered. There are:\n{offers}", 406)


def _articles(shown: Thing) -> list[Any]:
    return [p for part in shown.sections for group in part.groups for fact in group.facts for p in fact.passages]


def _near(known: Knowledge, path: str) -> list[str]:
    """Prefixed names of the things that come nearest to a path."""
    try:
        return [compact(known.names.find(path.rsplit("/", 1)[-1]))]
    except UsageError as error:
        return [choice.partition(" (")[0] for choice in error.suggestions][:6]


def _json(data: object) -> Body:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Body(text.encode(), "application/json; charset=utf-8")
