"""The main job: read the curated folders, check, derive, check again, write everything, all or nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
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
from kzcn.memo import Memo
from kzcn.page.write import page_beside
from kzcn.rules import derive, read_rules
from kzcn.staging import replacing
from kzcn.write.dataset import write_description
from kzcn.write.files import write_readable
from kzcn.write.reference import reference_beside
from kzcn.write.statements import write_statements
from kzcn.write.store import write_store
from kzcn.write.tables import write_tables

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
    findings = check_curated(curated, sources)
    if not errors(findings):
        derive(curated.store, read_rules(folders.ontology))
        findings = in_order([*findings, *check_derived(curated)])
    return curated, findings


@uncollected()
def build(folders: Folders, target: Path, *, sources: Path | None = None, report: Report = silent) -> BuildResult:
    """Builds the graph of `folders` into the folder `target`, which is replaced whole or left as it was.

    `report` is told each step and its outcome. What the next build need not compute again is kept in a folder beside
    the target, with the ending .memo. Raises DataError with every finding where the data break a
    rule, QueryError where the query of a table is malformed, and SetupError where `target` cannot be written, another
    build is writing it or a part of viz/ is missing; `target` stays as it was then.
    """
    seconds: dict[str, float] = {}
    memo = Memo(target.with_name(f"{target.name}.memo"))

    @contextmanager
    def step(name: str) -> Iterator[Callable[[str], None]]:
        start, outcome = time.perf_counter(), [""]
        yield outcome.append
        seconds[name] = time.perf_counter() - start
        report(name, outcome[-1])

    with replacing(target) as fresh, ExitStack() as running:
        with step("read") as done:
            curated = read(folders)
            store, statements = curated.store, curated.statements
            done(f"{len(curated.files)} files, {statements:,} statements")
        reference = running.enter_context(reference_beside(curated, fresh, memo))
        page = running.enter_context(page_beside(store, folders, fresh, memo))
        with step("check") as done:
            findings = check_curated(curated, sources)
            _stop_at_errors(findings)
            done(summary(findings))
        with step("derive") as done:
            rules = read_rules(folders.ontology)
            derived = derive(store, rules)
            done(f"{derived:,} statements by {len(rules)} rules")
        with step("check again") as done:
            findings = in_order([*findings, *check_derived(curated)])
            _stop_at_errors(findings)
            done(summary(findings))
        with step("lines") as done:
            laid = write_statements(curated, fresh)
            done(f"kzcn.nq, kzcn.nt; {laid.graphs} named graphs")
        with step("write") as done, ThreadPoolExecutor(1) as thread:
            stored = thread.submit(write_store, laid.files, fresh / "store")
            files = [*laid.files, *write_readable(fresh), *write_tables(store, folders.queries, fresh / "csv")]
            stored.result()
            done(f"store, {len(files)} files and tables")
        with step("page") as done:
            reference.finish()
            page.finish()
            pages = [fresh / name for name in ("index.html", "ontology.html")]
            done(f"index.html, {pages[0].stat().st_size / 1e6:.1f} MB; ontology.html")
        with step("describe") as done:
            write_description(laid.description, [*files, fresh / "ontology.ttl", *pages], fresh)
            done("dataset.ttl")
    return BuildResult(target, by_class(store), statements, derived, laid.graphs, findings, seconds)


def _stop_at_errors(findings: list[Finding]) -> None:
    wrong = errors(findings)
    if wrong:
        places = "place" if len(wrong) == 1 else "places"
        raise DataError(f"The curated data break a rule in {len(wrong)} {places}; nothing was written.", findings)
