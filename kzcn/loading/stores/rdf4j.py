"""RDF4J's server, and GraphDB, which speaks the same protocol: a transaction that is committed or rolled back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from kzcn.errors import RemoteError
from kzcn.loading.stores.base import QUADS, UPDATE, Store
from kzcn.loading.work import Work

CHUNK = 8 << 20  # bytes: a dropped connection costs no more than this once more


class Rdf4j(Store):
    """A repository of RDF4J's server."""

    name = "rdf4j"
    title = "RDF4J"
    union = True

    @classmethod
    def endings(cls) -> tuple[str, ...]:
        """What belongs to a repository."""
        return ("/statements", "/rdf-graphs/service", "/rdf-graphs")

    @property
    def update_url(self) -> str:
        """Where it takes updates."""
        return f"{self.url}/statements"

    def load(self, work: Work) -> None:
        """Empties and fills graphs in one transaction, in chunks that end where a graph ends."""
        with self._transaction() as place:
            if work.plan.emptied:
                drops = " ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in work.plan.emptied)
                self.web.send("PUT", place, drops.encode(), headers=UPDATE, params={"action": "UPDATE"})
            work.told.begin(work.plan.triples)
            for chunk in _chunks(work.quads().lines()):
                self.web.send("PUT", place, chunk, headers=QUADS, params={"action": "ADD"})
                work.told.sent(chunk.count(b"\n"))

    @contextmanager
    def _transaction(self) -> Iterator[str]:
        """The address of a new transaction, which ends with the block: committed, or rolled back where it fails.

        That of a dead load the server rolls back by itself after a minute.
        """
        place = self.web.send("POST", f"{self.url}/transactions").headers["Location"]
        try:
            yield place
            self.web.send("PUT", place, params={"action": "COMMIT"})
        except BaseException:
            with suppress(RemoteError):
                self.web.send("DELETE", place)
            raise


class GraphDB(Rdf4j):
    """A repository of GraphDB."""

    name = "graphdb"
    title = "GraphDB"


def _chunks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same lines in longer blocks."""
    held: list[bytes] = []
    for block in blocks:
        held.append(block)
        if sum(map(len, held)) >= CHUNK:
            yield b"".join(held)
            held = []
    if held:
        yield b"".join(held)
