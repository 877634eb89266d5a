"""One load from its plan to its check."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kzcn.credentials import Credentials
from kzcn.errors import Difference, DifferenceError, KzcnError, RemoteError
from kzcn.graph import Graph
from kzcn.loading.files import Files, files_of
from kzcn.loading.manifest import Manifest, read_manifest
from kzcn.loading.plan import compare
from kzcn.loading.report import LoadReport, Silence
from kzcn.loading.staged import STAGING
from kzcn.loading.stores import AUTO, store_at
from kzcn.loading.stores.base import Store
from kzcn.loading.verify import Check
from kzcn.loading.web import Told, Web
from kzcn.loading.work import Work
from kzcn.namespaces import DATASET_GRAPH

SHOWN = 10  # differences in a message


def load_graph(
    graph: Graph,
    url: str,
    *,
    store: str = AUTO,
    credentials: Credentials | None = None,
    replace: bool = False,
    dry_run: bool = False,
    told: Told | None = None,
) -> LoadReport:
    """Makes the copy of a graph in the store at `url` equal to `graph`, and checks it.

    Named graphs whose checksum is that of the store's copy are not sent, unless `replace`; graphs of an earlier build
    that are gone are removed; graphs of others are left alone. A default graph that does not hold what the named graphs
    hold follows them. With `dry_run` nothing is written, and the report says what would be.

    Raises UsageError for an unknown store or an address that is none, SetupError where the graph's files are not as
    they were built, RemoteError where the store cannot be reached, refuses or fails (its text says what the store holds
    then), and DifferenceError where the store afterwards holds something else than it was sent.
    """
    told = told or Silence()
    with files_of(graph) as files, Web(url, credentials, told) as web:
        target, why = store_at(web, url, store)
        before = Holding.of(target)
        if before.leftovers and not dry_run:
            told.note("removing what a load that was killed has left in the store")
            target.clean()
        plan = compare(files, before.manifest, before.counts, replace=replace)
        report = LoadReport(target.url, target.name, why, plan, dry_run)
        return report if dry_run else _Load(target, files, before, told).run(report)


@dataclass(frozen=True)
class Holding:
    """What a store holds: what it says of itself, and how many triples each named graph has."""

    manifest: Manifest
    counts: Mapping[str, int]

    @classmethod
    def of(cls, target: Store) -> Holding:
        """Asks a store."""
        return cls(read_manifest(target.asked), target.asked.counts())

    @property
    def leftovers(self) -> bool:
        """Whether there are graphs that a load makes for itself and did not live to remove."""
        return any(name.startswith(STAGING) for name in self.counts)

    @property
    def merged(self) -> int:
        """How many triples of ours a merged default graph has."""
        return self.manifest.merged + self.counts.get(DATASET_GRAPH, 0)


@dataclass(frozen=True)
class _Load:
    target: Store
    files: Files
    before: Holding
    told: Told

    def run(self, report: LoadReport) -> LoadReport:
        plan, merged, strangers, start = report.plan, None, None, time.perf_counter()
        if plan.sent or plan.emptied:
            merged = not self.target.default_is_union()
            if merged:
                strangers = max(0, self.target.asked.default_count() - self.before.merged)
            self._send(Work(self.files, plan, merged, self.told))
        seconds = time.perf_counter() - start
        self.told.note("comparing the store with the build")
        check = Check(self.target.asked, self.files)
        wrong = [*self._default(check, merged, strangers), *check.counts(plan), *check.statements()]
        if wrong:
            raise DifferenceError(_told(self.target, wrong), wrong)
        return replace(report, merged=merged, seconds=seconds, sample=check.fingerprint, compared=check.compared)

    def _default(self, check: Check, merged: bool | None, strangers: int | None) -> list[Difference]:
        """What the default graph lacks, or has too much beside `strangers` triples of others, after it was mended.

        It needs mending where it was emptied, or the store started anew without showing the named graphs in it.
        """
        if merged is False:
            return []
        if self.target.asked.default_count() < self.files.merged:
            self.target.fill_default()
        return check.default(strangers)

    def _send(self, work: Work) -> None:
        """Loads. An error tells what the store holds now; where it holds all of it, only an answer was lost."""
        try:
            self.target.load(work)
        except RemoteError as error:
            self.target.web.impatient = True
            if outcome := self._outcome():
                raise RemoteError(f"{error} {outcome}") from error

    def _outcome(self) -> str:
        """What the store holds after a failure, in words; empty where it holds all that it should."""
        try:
            after = Holding.of(self.target)
        except KzcnError:
            return self.target.after_failure
        if after == self.before:
            return "The store holds what it held before."
        left = compare(self.files, after.manifest, after.counts, replace=False)
        return f"The store holds a part of it. {self.target.after_failure}" if left.sent or left.emptied else ""


def _told(target: Store, wrong: list[Difference]) -> str:
    lines = "".join(f"\n  {one.where}: expected {one.expected}, {one.found}" for one in wrong[:SHOWN])
    more = f"\n  and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    remedy = "Load again with --replace; where that does not help, look at the store's log."
    return f"{target.url} does not hold what the build holds:{lines}{more}\n{remedy}"
