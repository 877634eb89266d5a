"""Oxigraph's server: one transaction for everything."""

from __future__ import annotations

from kzcn.loading.staged import load_staged
from kzcn.loading.stores.base import QUADS, UPDATE, Store
from kzcn.loading.updates import exchange
from kzcn.loading.web import Body
from kzcn.loading.work import Work

LARGEST_UPDATE = 128 << 20  # bytes that Oxigraph (0.5) reads of an update
UNION = "UnionDefaultGraph"


class Oxigraph(Store):
    """A server of Oxigraph with its three addresses."""

    name = "oxigraph"
    title = "Oxigraph"

    @classmethod
    def endings(cls) -> tuple[str, ...]:
        """Its addresses."""
        return ("/query", "/update", "/store")

    @property
    def query_url(self) -> str:
        """Where it is asked."""
        return f"{self.url}/query"

    @property
    def update_url(self) -> str:
        """Where it takes updates."""
        return f"{self.url}/update"

    @property
    def quads_url(self) -> str:
        """Where it takes quads."""
        return f"{self.url}/store"

    def load(self, work: Work) -> None:
        """Adds everything in one upload, or exchanges graphs in one update, through staging where that is too long."""
        if work.first:
            self.web.send("POST", self.quads_url, work.everything(), headers=QUADS, compress=True)
            return
        body = work.quads().through(lambda quads: exchange(work.plan.emptied, quads, merged=work.merged))
        if sum(map(len, body.lines())) < LARGEST_UPDATE:
            self.web.send("POST", self.update_url, body, headers=UPDATE, compress=True)
        else:
            load_staged(self, work, self._stage)

    def _stage(self, quads: Body) -> None:
        self.web.send("POST", self.quads_url, quads, headers=QUADS, compress=True)

    def default_is_union(self) -> bool:
        """As its service description says."""
        answer = self.web.send("GET", self.query_url, headers={"Accept": "application/n-triples"})
        return UNION in answer.text
