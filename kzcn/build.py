"""The main job: read the curated folders, check, derive, check again, write everything, all or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kzcn.check import check_curated, check_derived, errors
from kzcn.curated import Curated, read
from kzcn.errors import DataError
from kzcn.findings import Finding, in_order, tally
from kzcn.folders import Folders
from kzcn.namespaces import PREFIXES, TERMS
from kzcn.oxigraph import RDF_TYPE, EmbeddedStore, Quad, text
from kzcn.page.write import write_page
from kzcn.rules import derive, read_rules
from kzcn.staging import replacing
from kzcn.write.dataset import write_description
from kzcn.write.files import write_files
from kzcn.write.reference import finish, start_reference, stop
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
    """Reads and checks without writing, rules included. Raises SetupError where there is nothing to read."""
    curated = read(folders)
    findings = check_curated(curated, sources)
    if not errors(findings):
        derived, _ = derive(curated.quads, read_rules(folders.ontology))
        findings = in_order([*findings, *check_derived(curated, [*curated.quads, *derived])])
    return curated, findings


def build(folders: Folders, target: Path, *, sources: Path | None = None, report: Report = silent) -> BuildResult:
    """Builds the graph of `folders` into the folder `target`, which is replaced whole or left as it was.

    `report` is told each step and its outcome. Raises DataError with every finding where the data break a
    rule, and SetupError where `target` cannot be written or another build is writing it; nothing is written then.
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
        reference = start_reference(terms, fresh)
        try:
            with step("check") as done:
                findings = check_curated(curated, sources)
                _stop_at_errors(findings)
                done(_summary(findings))
            with step("derive") as done:
                derived, by_rule = derive(curated.quads, read_rules(folders.ontology))
                done(f"{len(derived):,} statements by {len(by_rule)} rules")
            quads = [*curated.quads, *derived]
            with step("check again") as done:
                findings = in_order([*findings, *check_derived(curated, quads)])
                _stop_at_errors(findings)
                done(_summary(findings))
            with step("write") as done:
                files = _write(quads, folders, fresh)
                done(f"{sum(1 for path in fresh.rglob('*') if path.is_file())} files")
            with step("page") as done:
                page = write_page(EmbeddedStore.on_disk(fresh / "store"), folders, fresh)
                done(f"{page.stat().st_size / 1e6:.1f} MB")
            with step("describe") as done:
                finish(reference)
                write_description(quads, [*files, page, fresh / "ontology.html"], fresh)
                done("dataset.ttl, ontology.html")
        finally:
            stop(reference)
    return BuildResult(
        target,
        counts(quads),
        len(curated.quads),
        len(derived),
        len({quad.graph_name for quad in quads}),
        findings,
        seconds,
    )


def counts(quads: list[Quad]) -> dict[str, int]:
    """How many things there are of each class of the ontology, by its local name."""
    typed = {(q.subject, text(q.object)) for q in quads if text(q.predicate) == RDF_TYPE}
    return dict(Counter(kind.removeprefix(TERMS) for _, kind in typed if kind.startswith(TERMS)))


def _write(quads: list[Quad], folders: Folders, fresh: Path) -> list[Path]:
    files = write_files(quads, fresh)
    write_store(quads, fresh / "store")
    tables = write_tables(EmbeddedStore.on_disk(fresh / "store"), folders.queries, fresh / "csv")
    return [*files, fresh / "ontology.ttl", *tables]


def _stop_at_errors(findings: list[Finding]) -> None:
    wrong = errors(findings)
    if wrong:
        places = "place" if len(wrong) == 1 else "places"
        raise DataError(f"The curated data break a rule in {len(wrong)} {places}; nothing was written.", findings)


def _summary(findings: list[Finding]) -> str:
    return ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in tally(findings).items())
