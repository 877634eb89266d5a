"""The checks of the curated graph: what must hold before anything is derived, and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kzcn.check import anchors, counts, declared, names, passages, shapes
from kzcn.curated import Curated
from kzcn.findings import Finding, Severity, in_order

__all__ = ["check_curated", "check_derived", "errors"]


def check_curated(curated: Curated, sources: Path | None = None) -> list[Finding]:
    """Every finding about the curated files, sorted by file and line; empty where all is well.

    `sources` is a folder with the texts of articles, SLUG.txt each; without it anchors and names are not
    compared with texts. Raises SetupError where `sources` is no folder.
    """
    texts = anchors.read_texts(sources) if sources is not None else None
    store = curated.store
    checks: list[Callable[[], list[Finding]]] = [lambda: passages.check(curated)]
    if texts is not None:
        checks += [lambda: anchors.check(curated, texts)]
    if curated.unread:  # what an unread file declares would be missed in all others
        checks += [lambda: [_postponed(curated.unread)]]
    else:
        checks += [
            lambda: declared.check(curated, store),
            lambda: counts.check(curated, store),
            lambda: shapes.check(curated, store, "curated"),
        ]
        if texts is not None:
            checks += [lambda: names.check(curated, store, texts)]
    return in_order([*curated.findings, *(finding for run in checks for finding in run())])


def _postponed(unread: int) -> Finding:
    files = "1 file" if unread == 1 else f"{unread} files"
    return Finding(
        "not-checked-yet",
        f"names, counts and shapes were not checked, because {files} could not be read.",
        "Mend what is said here, then check again.",
        severity=Severity.NOTE,
    )


def check_derived(curated: Curated) -> list[Finding]:
    """Every finding about what is curated and what is derived from it, together, as the store holds them by now."""
    return in_order(shapes.check(curated, curated.store, "derived"))


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that stop a build."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
