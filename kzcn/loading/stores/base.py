"""What every store has: addresses, and a way to put a build into it."""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar

from kzcn.errors import RemoteError
from kzcn.loading.asking import Asked
from kzcn.loading.staged import STAGING
from kzcn.loading.updates import MISSING
from kzcn.loading.web import Web
from kzcn.loading.work import Work
from kzcn.source import select

PROBE = STAGING + "probe"
UPDATE = {"Content-Type": "application/sparql-update"}
QUADS = {"Content-Type": "application/n-quads"}
CLEAN = f"""\
DELETE {{ GRAPH ?graph {{ ?s ?p ?o }} }}
WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?graph), "{STAGING}")) }}"""


class Store:
    """A store of one kind at an address as its users type it."""

    name: ClassVar[str]
    title: ClassVar[str]
    # Whether the default graph holds what the named ones hold; None where that is a setting of the store.
    union: bool | None = None
    # What is to be said when a load failed and the store cannot be asked what it holds.
    after_failure = "A load is one transaction there: the store holds what it held before. Load again once it is back."

    def __init__(self, web: Web, url: str) -> None:
        self.web = web
        self.url = url.rstrip("/")
        for ending in self.endings():
            self.url = self.url.removesuffix(ending)
        self.asked = Asked(web, self.query_url)

    @classmethod
    def endings(cls) -> tuple[str, ...]:
        """Ends of addresses that users may type instead of the store's own."""
        return ()

    @property
    def query_url(self) -> str:
        """Where it is asked."""
        return self.url

    @property
    def update_url(self) -> str:
        """Where it takes updates."""
        return self.url

    def load(self, work: Work) -> None:
        """Makes the store's copy equal to the build, or raises and leaves it as it was, where the store can."""
        raise NotImplementedError

    def update(self, text: bytes) -> None:
        """One SPARQL update."""
        self.web.send("POST", self.update_url, text, headers=UPDATE)

    def clean(self) -> None:
        """Removes what a load that ended too early has left in graphs of its own."""
        self.update(CLEAN.encode())

    def tidy(self) -> None:
        """The same after a failure, which is what the user is told of, and not that this fails too."""
        self.web.impatient = True
        with suppress(RemoteError):
            self.clean()

    def fill_default(self) -> None:
        """Adds to the default graph what named graphs of ours hold and it lacks."""
        self.update(MISSING.encode())

    def default_is_union(self) -> bool:
        """Whether the default graph holds what the named ones hold: tried with one triple, which is removed again."""
        if self.union is not None:
            return self.union
        self.update(f"INSERT DATA {{ GRAPH <{PROBE}> {{ <{PROBE}> a <{PROBE}> }} }}".encode())
        try:
            return len(select(self.asked, f"SELECT ?kind WHERE {{ <{PROBE}> a ?kind }}")) > 0
        finally:
            self.update(f"DROP SILENT GRAPH <{PROBE}>".encode())
