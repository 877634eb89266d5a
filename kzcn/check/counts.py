"""A tripwire: the graph must not shrink unnoticed below the counts that its curators expect."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from kzcn.curated import Curated
from kzcn.findings import Finding
from kzcn.namespaces import TERMS
from kzcn.oxigraph import RDF_TYPE, text

FILE = "expected-counts.toml"


def check(curated: Curated) -> list[Finding]:
    """A finding for each class of which there are fewer things than graph/expected-counts.toml says."""
    path = curated.folders.graph / FILE
    name = f"graph/{FILE}"
    if not path.exists():
        return []
    try:
        expected = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [
            Finding(
                "expected-counts",
                f"the file cannot be read: {error}.",
                "Write lines such as: Project = 40",
                name,
            )
        ]
    typed = {(quad.subject, text(quad.object)) for quad in curated.quads if text(quad.predicate) == RDF_TYPE}
    counts = Counter(kind for _, kind in typed)
    return [
        Finding(
            "too-few",
            f"there are {counts[TERMS + kind]} things of class kzcn:{kind}; at least {least} are expected.",
            "Find what was lost; lower the number only if fewer are right.",
            name,
            _line(path, kind),
            subject=f"kzcn:{kind}",
        )
        for kind, least in expected.items()
        if counts[TERMS + kind] < least
    ]


def _line(path: Path, kind: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(kind)), 0)
