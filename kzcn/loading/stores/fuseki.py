"""Apache Jena Fuseki: one transaction for everything, on a dataset in TDB2, TDB1 or memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kzcn.loading.stores.base import UPDATE, Store
from kzcn.loading.updates import exchange
from kzcn.loading.work import Work

# Whether the default graph shows more than is stored in it, which Jena calls by a name of its own.
BEYOND = """
ASK {
  { SELECT * { ?s ?p ?o } LIMIT 100 }
  FILTER NOT EXISTS { GRAPH <urn:x-arq:DefaultGraph> { ?s ?p ?o } }
}"""
BOUNDARY = "kzcn-load-of-quads"
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="kzcn.nq"\r\n'
    "Content-Type: application/n-quads\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Fuseki(Store):
    """A dataset of Fuseki, which takes queries, updates and quads at one address."""

    name = "fuseki"
    title = "Apache Jena Fuseki"

    @classmethod
    def endings(cls) -> tuple[str, ...]:
        """The services of a dataset."""
        return ("/sparql", "/query", "/update", "/data", "/get", "/upload")

    def load(self, work: Work) -> None:
        """Adds everything in one upload, or exchanges graphs in one update."""
        if work.first:
            self.web.send("POST", self.url, work.everything().through(_form), headers=FORM)
            return
        body = work.quads().through(lambda quads: exchange(work.plan.emptied, quads, merged=work.merged))
        self.web.send("POST", self.url, body, headers=UPDATE, compress=True)

    def default_is_union(self) -> bool:
        """As its statements tell; only an empty store is tried with a triple, which its readers might see."""
        if self.asked.query("ASK { ?s ?p ?o }"):
            return bool(self.asked.query(BEYOND))
        if self.asked.query("ASK { GRAPH ?g { ?s ?p ?o } }"):
            return False
        return super().default_is_union()


def _form(quads: Iterable[bytes]) -> Iterator[bytes]:
    """The quads as a file in a form.

    Fuseki (5.6) takes plain quads whose connection broke at the end of a line for whole ones, and keeps them: a killed
    load would leave half a graph. A form without its last line it refuses. A compressed form it takes for an empty one.
    """
    yield HEAD
    yield from quads
    yield TAIL
