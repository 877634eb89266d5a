"""The stores that are known, and telling one from another."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit

from kzcn.credentials import VARIABLE
from kzcn.errors import UsageError, did_you_mean, nearest
from kzcn.loading.stores.base import Store
from kzcn.loading.stores.fuseki import Fuseki
from kzcn.loading.stores.oxigraph import Oxigraph
from kzcn.loading.stores.qlever import QLever
from kzcn.loading.stores.rdf4j import GraphDB, Rdf4j
from kzcn.loading.stores.virtuoso import Virtuoso
from kzcn.loading.web import Web

KNOWN: dict[str, type[Store]] = {store.name: store for store in (Fuseki, Oxigraph, Virtuoso, GraphDB, Rdf4j, QLever)}
AUTO = "auto"


def store_at(web: Web, url: str, name: str) -> tuple[Store, str]:
    """The store at an address, and how it was known: it is named, or tells by itself.

    Raises UsageError for an unknown name, for what is no address, and where the store does not tell what it is;
    RemoteError where nothing answers.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"{url!r} is no address of a store. Write it whole: http://localhost:3030/kzcn")
    if parts.username is not None:
        raise UsageError(f"Leave user and password out of the address: use --user, and set {VARIABLE}.")
    if name != AUTO and name not in KNOWN:
        suggestions = nearest(name, [*KNOWN, AUTO])
        raise UsageError(f"There is no store {name!r} here.{did_you_mean(suggestions)}", suggestions)
    found, why = (name, "named by --store") if name != AUTO else _told_apart(web, url)
    return KNOWN[found](web, url), why


def _told_apart(web: Web, url: str) -> tuple[str, str]:
    """Which store answers at an address, and by what sign."""
    answer = web.send("OPTIONS", url, whatever=True)
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        raise web.refused(url, answer)
    server = answer.headers.get("Server", "")
    if "fuseki-request-id" in answer.headers or "Fuseki" in server:
        return Fuseki.name, "known by the header Fuseki-Request-Id"
    for kind in (Oxigraph, Virtuoso):
        if server.startswith(kind.title):
            return kind.name, f"known by the header Server: {server.split()[0]}"
    if "/repositories/" in url:
        return _of_repositories(web, url)
    with suppress(ValueError):
        if "name-index" in json.loads(web.send("GET", url, whatever=True, params={"cmd": "stats"}).text):
            return QLever.name, "known by its answer to cmd=stats"
    raise UsageError(f"{url} does not say which store it is. Name it: --store {'|'.join(KNOWN)}")


def _of_repositories(web: Web, url: str) -> tuple[str, str]:
    root = re.sub(r"/repositories/.*", "", url)
    if "productVersion" in web.send("GET", f"{root}/rest/info/version", whatever=True).text:
        return GraphDB.name, "known by its answer at /rest/info/version"
    if web.send("GET", f"{root}/protocol", whatever=True).text.strip().isdigit():
        return Rdf4j.name, "known by its answer at /protocol"
    raise UsageError(f"{url} does not say which store it is. Name it: --store {Rdf4j.name}|{GraphDB.name}")
