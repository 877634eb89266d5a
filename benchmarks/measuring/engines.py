"""Engines that answer the same queries: the embedded store, rdflib in memory, servers over HTTP."""

from __future__ import annotations

import gc
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import rdflib

from kzcn.errors import KzcnError
from kzcn.remote import RemoteStore
from kzcn.source import SparqlSource
from kzcn.values import Result, Rows, Value
from measuring.runs import GaveUp

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "tests"))
from servers.fuseki import Fuseki
from servers.virtuoso import PASSWORD, Virtuoso, program

LOADED = 3600  # seconds that loading may take
Answer = Callable[[str, float], tuple[float, object]]  # a query and its limit; seconds and what to compare answers by


def answers(source: SparqlSource) -> Answer:
    """Asks a source of SPARQL until its answer stands as Python values. Raises GaveUp for what it cannot answer."""

    def answer(query: str, limit: float) -> tuple[float, object]:
        start = time.perf_counter()
        try:
            result = source.query(query)
        except KzcnError as error:
            late = time.perf_counter() - start > limit
            raise GaveUp(f"more than {limit:g} s" if late else f"cannot: {str(error)[:60]}") from error
        return time.perf_counter() - start, comparable(result)

    return answer


def comparable(result: Result) -> object:
    """An answer as it is the same wherever it comes from: rows in their order, triples in any; numbers as numbers."""
    if isinstance(result, Rows):
        return [tuple(map(_words, row)) for row in result]
    if isinstance(result, bool):
        return result
    return sorted(tuple(map(str, triple)) for triple in result)


def _words(value: Value | None) -> str | None:
    """A value as text; numbers as one text, though stores write 469 as 469.0 too."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{Decimal(value).normalize():f}"
    return None if value is None else str(value)


@dataclass
class Rdflib:
    """An rdflib Dataset in memory. Each query is asked in a fork, which can be ended."""

    dataset: rdflib.Dataset

    @classmethod
    def of(cls, quads: Path) -> Rdflib:
        """Reads a file of N-Quads; the default graph is the union of the named ones."""
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(quads, format="nquads")
        gc.freeze()
        return cls(dataset)

    def answer(self, query: str, limit: float) -> tuple[float, object]:
        """Asks in a fork; of the answer only the number of rows comes back. Raises GaveUp after `limit` seconds."""
        fork = multiprocessing.get_context("fork")
        receiver, sender = fork.Pipe(duplex=False)
        process = fork.Process(target=self._ask, args=(query, sender))
        process.start()
        sender.close()
        try:
            if not receiver.poll(limit):
                raise GaveUp(f"more than {limit:g} s")
            found: tuple[float, object] = receiver.recv()
        except EOFError as error:
            raise GaveUp("cannot") from error
        finally:
            process.kill()
            process.join()
        return found

    def _ask(self, query: str, sender: Connection) -> None:
        start = time.perf_counter()
        rows = len(list(self.dataset.query(query)))
        sender.send((time.perf_counter() - start, rows))


class LimitedFuseki(Fuseki):
    """Fuseki that ends a query after a time, in seconds."""

    limit = 30.0

    def command(self) -> list[str]:
        """The command line."""
        return [*super().command(), f"--timeout={self.limit * 1000:.0f}"]


class LimitedVirtuoso(Virtuoso):
    """Virtuoso that ends a query after a time, in seconds."""

    limit = 30.0

    def command(self) -> list[str]:
        """The command line."""
        words = super().command()
        settings = Path(words[-1])
        settings.write_text(f"{settings.read_text()}MaxQueryExecutionTime = {self.limit:.0f}\n", encoding="utf-8")
        return words


@contextmanager
def fuseki(folder: Path, quads: Path, limit: float) -> Iterator[Answer]:
    """A server of Fuseki that holds a file of N-Quads, and ends with the context."""
    server = LimitedFuseki(folder, union=True)
    server.limit = limit
    with server:
        with quads.open("rb") as file:
            kind = {"Content-Type": "application/n-quads"}
            httpx.post(server.graph_store_url, content=file, headers=kind, timeout=LOADED).raise_for_status()
        yield answers(RemoteStore(server.query_url, timeout=limit + 5))


@contextmanager
def virtuoso(folder: Path, quads: Path, limit: float) -> Iterator[Answer]:
    """A server of Virtuoso that holds a file of N-Quads, read by its own bulk loader, and ends with the context."""
    server = LimitedVirtuoso(folder)
    server.limit = limit
    with server:
        (folder / "kzcn.nq").symlink_to(quads.resolve())
        login = [program("isql-vt"), f"127.0.0.1:{server.sql_port}", "dba", PASSWORD]
        load = f"exec=ld_dir('{folder}', 'kzcn.nq', 'urn:x-none'); rdf_loader_run(); checkpoint;"
        subprocess.run([*login, load], check=True, stdout=subprocess.DEVNULL, timeout=LOADED)
        yield answers(RemoteStore(server.query_url, timeout=limit + 5))
