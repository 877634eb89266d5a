"""The main job: read the curated folders, check, derive, check again, write everything, all or nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kzcn.check import check_curated, check_derived, errors
from kzcn.check.counts import by_class
from kzcn.collector import uncollected
from kzcn.curated import Curated, read
from kzcn.errors import DataError
from kzcn.findings import Finding, in_order, summary
from kzcn.folders import Folders
from kzcn.namespaces import PREFIXES
from kzcn.oxigraph import store_in_memory, text
from kzcn.page.write import page_beside
from kzcn.rules import derive, read_rules
from kzcn.staging import replacing
from kzcn.write.dataset import write_description
from kzcn.write.description import described
from kzcn.write.files import write_files
from kzcn.write.reference import reference_beside
from kzcn.write.store import write_store
from kzcn.write.tables import write_tables

ONTOLOGY_GRAPH = PREFIXES["graph"] + "ontology"
Report = Callable[[str, str], None]


@dataclass
class BuildResult:
    """What a build did: its folder, how much it holds, what the checks found, and seconds by step."""

    folder: Path
    counts: dict[str, int]
    curated: int
    derived: int
    graphs: int
    findings: list[Finding]
    seconds: dict[str, float] = field(default_factory=dict)


def silent(_step: str, _outcome: str) -> None:
    """Reports nothing."""


def check(folders: Folders, sources: Path | None = None) -> tuple[Curated, list[Finding]]:
    """Reads and checks without writing, rules included.

    Raises SetupError where there is nothing to read or `sources` is no folder of texts, DataError where a rule of
    the ontology cannot be read or evaluated.
    """
    curated = read(folders)
    store = store_in_memory(curated.quads)
    findings = check_curated(curated, sources, store)
    if not errors(findings):
        derive(store, read_rules(folders.ontology))
        findings = in_order([*findings, *check_derived(curated, store)])
    return curated, findings


@uncollected()
def build(folders: Folders, target: Path, *, sources: Path | None = None, report: Report = silent) -> BuildResult:
    """Builds the graph of `folders` into the folder `target`, which is replaced whole or left as it was.

    `report` is told each step and its outcome. Raises DataError with every finding where the data break a
    rule, QueryError where the query of a table is malformed, and SetupError where `target` cannot be written, another
    build is writing it or a part of viz/ is missing; `target` stays as it was then.
    """
    seconds: dict[str, float] = {}

    @contextmanager
    def step(name: str) -> Iterator[Callable[[str], None]]:
        start, outcome = time.perf_counter(), [""]
        yield outcome.append
        seconds[name] = time.perf_counter() - start
        report(name, outcome[-1])

    with replacing(target) as fresh:
        with step("read") as done:
            curated = read(folders)
            done(f"{len(curated.files)} files, {len(curated.quads):,} statements")
        terms = [quad for quad in curated.quads if text(quad.graph_name) == ONTOLOGY_GRAPH]
        with ExitStack() as running:
            reference = running.enter_context(reference_beside(terms, fresh))
            page = running.enter_context(page_beside(curated.quads, folders, fresh))
            with step("check") as done:
                whole = store_in_memory(curated.quads)
                findings = check_curated(curated, sources, whole)
                _stop_at_errors(findings)
                done(summary(findings))
            with step("derive") as done:
                derived, by_rule = derive(whole, read_rules(folders.ontology))
                done(f"{len(derived):,} statements by {len(by_rule)} rules")
            quads = [*curated.quads, *derived]
            with step("store") as done:
                stored = described(quads)
                write_store(stored, fresh / "store")
                done(f"{len({quad.graph_name for quad in stored})} named graphs")
            with step("check again") as done:
                findings = in_order([*findings, *check_derived(curated, whole)])
                _stop_at_errors(findings)
                done(summary(findings))
            with step("write") as done:
                whole.store.extend(derived)
                files = [*write_files(stored, fresh), *write_tables(whole, folders.queries, fresh / "csv")]
                done(f"{len(files)} files and tables")
            with step("page") as done:
                reference.finish()
                page.finish()
                pages = [fresh / name for name in ("index.html", "ontology.html")]
                done(f"index.html, {pages[0].stat().st_size / 1e6:.1f} MB; ontology.html")
            with step("describe") as done:
                write_description(stored, [*files, fresh / "ontology.ttl", *pages], fresh)
                done("dataset.ttl")
    return BuildResult(
        target,
        dict(by_class(quads)),
        len(curated.quads),
        len(derived),
        len({quad.graph_name for quad in stored}),
        findings,
        seconds,
    )


def _stop_at_errors(findings: list[Finding]) -> None:
    wrong = errors(findings)
    if wrong:
        places = "place" if len(wrong) == 1 else "places"
        raise DataError(f"The curated data break a rule in {len(wrong)} {places}; nothing was written.", findings)
