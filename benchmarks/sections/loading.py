"""`kzcn load` into a store just started, beside curl uploading the same statements there as one file."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from measuring import generated
from measuring.plots import growth_plot
from measuring.runs import Run, Side, alternate, command, kzcn
from measuring.section import Aim, Section, Table, seconds, versions_of

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "tests"))
from servers.fuseki import Fuseki
from servers.oxigraph import Oxigraph
from servers.process import Server

SHORT, FULL = (100_000,), (100_000, 1_000_000)
STORES: dict[str, type[Oxigraph | Fuseki]] = {"Oxigraph": Oxigraph, "Fuseki": Fuseki}
WANTED = 0.8  # of curl's speed


def measure(*, full: bool, rounds: int) -> Section:
    """Measures a build of 100,000 curated statements; with `full` one of a million too."""
    section = Section("loading", "Loading into a remote store", "the store's own upload, `curl -T` with one file")
    table = Table(
        "A build into an empty store over loopback; “speed” is curl's time over that of kzcn.",
        ["store", "statements", "kzcn load", "curl", "speed", "memory of kzcn load"],
        [],
    )
    for size in FULL if full else SHORT:
        build = generated.build_of(size)
        statements = _lines(build / "kzcn.nq")
        for name in STORES:
            ours, curl = _compare(name, build, rounds)
            speed = curl.median / ours.median
            spread = [
                f"{seconds(side.median)} ({seconds(side.least)} to {seconds(side.most)})" for side in (ours, curl)
            ]
            table.rows.append([name, f"{statements:,}", *spread, f"{speed:.2f}", f"{ours.memory:.0f} MB"])
            section.aims.append(Aim(f"{name}, {size:,}: {WANTED:g} of curl's speed", f"{speed:.2f}", speed >= WANTED))
            section.growth.setdefault(f"kzcn load, {name}", []).append((statements, ours.median))
            section.growth.setdefault(f"curl, {name}", []).append((statements, curl.median))
    section.tables.append(table)
    if section.growing:
        title = "Loading into an empty store"
        section.plots.append(growth_plot("loading", title, section.growing, across="statements", upwards="seconds"))
    section.remarks.append(
        "The default graph of both stores is the union of the named ones. The time of `kzcn load` includes its start, "
        "asking what the store holds, checking the build's checksums, counting every graph afterwards and comparing a "
        "sample of statements; curl only sends. Virtuoso has no upload of N-Quads to compare with."
    )
    section.versions = versions_of("oxigraph", "httpx") | {"Fuseki": "5.6.0"}
    return section


def _lines(file: Path) -> int:
    with file.open("rb") as opened:
        return sum(block.count(b"\n") for block in iter(lambda: opened.read(1 << 20), b""))


def _compare(name: str, build: Path, rounds: int) -> tuple[Side, Side]:
    def into(words: Callable[[Server], list[str]]) -> Callable[[], Run]:
        def run() -> Run:
            with tempfile.TemporaryDirectory() as folder, STORES[name](Path(folder), union=True) as store:
                return command(words(store))

        return run

    ours = Side("kzcn load", into(lambda store: kzcn("load", store.dataset_url, "--graph", build)))
    curl = Side("curl", into(lambda store: _upload(store, build / "kzcn.nq")))
    alternate([ours, curl], rounds)
    return ours, curl


def _upload(store: Server, file: Path) -> list[str]:
    """The store's own upload of a file."""
    where = store.graph_store_url if store.name == "oxigraph" else store.dataset_url
    headers = ["-H", "Content-Type: application/n-quads", "-H", "Expect:"]
    return [_curl(), "--fail", "-sS", "-o", os.devnull, *headers, "-X", "POST", "-T", str(file), where]


def _curl() -> str:
    found = shutil.which("curl")
    if found is None:
        raise SystemExit("curl is not installed: apt-get install curl")
    return found
