"""Virtuoso: one update while that is short enough, else staging graphs. It rolls nothing back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kzcn.loading.staged import STAGING
from kzcn.loading.stores.base import CLEAN, Store
from kzcn.loading.work import Work
from kzcn.namespaces import DATASET_GRAPH
from kzcn.source import select

# Virtuoso (7.2) refuses an INSERT DATA of more than some thousand triples, and a request of more than ten megabytes.
PIECE = 1000
LARGEST_UPDATE = 9_000_000
WORDS = STAGING + "languages"
LANGUAGES = "SELECT DISTINCT (LANG(?o) AS ?language) WHERE { GRAPH ?g { ?s ?p ?o FILTER (isLiteral(?o)) } }"
CHUNK = 20_000  # lines of a graph that are uploaded at once


class Virtuoso(Store):
    """A server of Virtuoso."""

    name = "virtuoso"
    title = "Virtuoso"
    union = True

    @property
    def after_failure(self) -> str:  # type: ignore[override]
        """How to put right what a load that failed has left."""
        return (
            "Virtuoso rolls nothing back: the next load puts right what this one left. To remove its graphs at once:\n"
            f"  curl --digest --user NAME --data-urlencode 'update={' '.join(CLEAN.split())}' {self.update_url}"
        )

    @classmethod
    def endings(cls) -> tuple[str, ...]:
        """Its addresses."""
        return ("/sparql-graph-crud-auth", "/sparql-graph-crud", "/sparql-auth", "/sparql")

    @property
    def query_url(self) -> str:
        """Where it is asked: where it knows its users, if one is named."""
        return f"{self.url}/sparql-auth" if self.web.credentials else f"{self.url}/sparql"

    @property
    def update_url(self) -> str:
        """Where it takes updates."""
        return f"{self.url}/sparql-auth"

    def update(self, text: bytes) -> None:
        """One SPARQL update. Its length is said, since Virtuoso reads no body in chunks."""
        self.web.send("POST", self.update_url, data={"update": text.decode()})

    def load(self, work: Work) -> None:
        """Exchanges graphs in one update, whose operations readers see together, or through staging graphs."""
        self._name_languages(work)
        text = b" ;\n".join((*emptied(work.plan.emptied), *inserts(work)))
        if len(text) <= LARGEST_UPDATE:
            self.update(text)
        else:
            self._through_staging(work)

    def _name_languages(self, work: Work) -> None:
        """Has Virtuoso meet the languages of the build one request before their literals.

        From a request that breaks off (7.2 reads it, refuses it, and takes back what it wrote down) it remembers new
        languages as known; the next request's literals then have none.
        """
        languages = sorted(str(row.language) for row in select(work.files.source, LANGUAGES) if row.language)
        words = " , ".join(f'"-"@{language}' for language in languages)
        if words:
            self.update(f"INSERT DATA {{ GRAPH <{WORDS}> {{ <{WORDS}> <{WORDS}> {words} }} }}".encode())
            self.update(f"DELETE WHERE {{ GRAPH <{WORDS}> {{ ?s ?p ?o }} }}".encode())

    def _through_staging(self, work: Work) -> None:
        names = {graph: f"{STAGING}{at}" for at, graph in enumerate(work.plan.sent)}
        try:
            work.told.begin(work.plan.triples)
            for graph, stage in names.items():
                self._upload(work, graph, stage)
            self.update(b" ;\n".join((*emptied(work.plan.emptied), *moves(names))))
        except BaseException:
            self.tidy()
            raise
        self.clean()

    def _upload(self, work: Work, graph: str, stage: str) -> None:
        for lines in pieces(work, graph, CHUNK):
            self.web.send(
                "POST",
                f"{self.url}/sparql-graph-crud-auth",
                b"".join(lines),
                headers={"Content-Type": "application/n-triples"},
                params={"graph-uri": stage},
            )
            work.told.sent(len(lines))


def emptied(graphs: Iterable[str]) -> list[bytes]:
    """Operations that empty graphs, the description first: what is interrupted is then sent whole the next time."""
    ordered = sorted(graphs, key=lambda graph: graph != DATASET_GRAPH)
    return [f"DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}".encode() for graph in ordered]


def inserts(work: Work) -> Iterator[bytes]:
    """Operations that fill the graphs of a plan, the description last."""
    for graph in work.plan.sent:
        for lines in pieces(work, graph, PIECE):
            yield b"INSERT DATA { GRAPH <%s> {\n%s} }" % (graph.encode(), b"".join(lines))


def moves(names: dict[str, str]) -> Iterator[bytes]:
    """Operations that fill graphs from others."""
    for graph, stage in names.items():
        yield f"INSERT {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{stage}> {{ ?s ?p ?o }} }}".encode()


def pieces(work: Work, graph: str, size: int) -> Iterator[list[bytes]]:
    """The triples of a graph as N-Triples lines, so many at once."""
    end = f" <{graph}> .\n".encode()
    held: list[bytes] = []
    for block in work.files.quads({graph}):
        held += block.replace(end, b" .\n").splitlines(keepends=True)
        while len(held) >= size:
            yield held[:size]
            held = held[size:]
    if held:
        yield held
