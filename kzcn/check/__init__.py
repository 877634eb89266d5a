"""The checks of the curated graph: what must hold before anything is derived, and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kzcn.check import anchors, counts, declared, names, passages, shapes
from kzcn.curated import Curated
from kzcn.findings import Finding, Severity, in_order
from kzcn.oxigraph import Quad

__all__ = ["check_curated", "check_derived", "errors"]


def check_curated(curated: Curated, sources: Path | None = None) -> list[Finding]:
    """Every finding about the curated files, sorted by file and line; empty where all is well.

    `sources` is a folder with the texts of articles, SLUG.txt each; without it anchors and names are not
    compared with texts. Raises SetupError where `sources` is no folder.
    """
    checks: list[Callable[[], list[Finding]]] = [
        lambda: declared.check(curated),
        lambda: passages.check(curated),
        lambda: counts.check(curated),
        lambda: shapes.check(curated, curated.quads, "curated"),
    ]
    if sources is not None:
        texts = anchors.read_texts(sources)
        checks += [lambda: anchors.check(curated, texts), lambda: names.check(curated, texts)]
    return in_order([*curated.findings, *(finding for run in checks for finding in run())])


def check_derived(curated: Curated, quads: Sequence[Quad]) -> list[Finding]:
    """Every finding about the curated and derived quads together."""
    return in_order(shapes.check(curated, quads, "derived"))


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that stop a build."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
