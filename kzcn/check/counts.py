"""A tripwire: the graph must not shrink unnoticed below the counts that its curators expect."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from kzcn.curated import Curated
from kzcn.errors import did_you_mean, nearest
from kzcn.findings import Finding
from kzcn.namespaces import TERMS
from kzcn.oxigraph import EmbeddedStore, text

FILE = "expected-counts.toml"
NAME = f"graph/{FILE}"
REMEDY = "Write lines such as: Project = 40"
COUNTS = "SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE { ?thing a ?class } GROUP BY ?class"
CLASSES = "SELECT ?class WHERE { ?class a owl:Class }"


def check(curated: Curated, store: EmbeddedStore) -> list[Finding]:
    """A finding for each class of which `store` has fewer things than graph/expected-counts.toml says."""
    path = curated.folders.graph / FILE
    return list(_check_file(path, store)) if path.exists() or path.is_symlink() else []


def by_class(store: EmbeddedStore) -> dict[str, int]:
    """How many things there are of each class of the ontology, by its local name."""
    counts = {text(row["class"]): int(text(row["things"])) for row in store.solutions(COUNTS)}
    return {kind.removeprefix(TERMS): count for kind, count in counts.items() if kind.startswith(TERMS)}


def _check_file(path: Path, store: EmbeddedStore) -> Iterator[Finding]:
    try:
        written = path.read_text(encoding="utf-8")
        expected = tomllib.loads(written)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        place = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        said = error.strerror if isinstance(error, OSError) else str(error)[: place.start() if place else None]
        said = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else said
        yield Finding("expected-counts", f"the file cannot be read: {said}.", REMEDY, NAME, line, column)
        return
    counts = by_class(store)
    classes = [text(row["class"]).removeprefix(TERMS) for row in store.solutions(CLASSES)]
    for kind, least in expected.items():
        found = re.search(rf"^[ \t]*{re.escape(kind)}[ \t]*=", written, re.MULTILINE)
        line = written.count("\n", 0, found.start()) + 1 if found else 0
        if kind not in classes:
            message = f"there is no class kzcn:{kind}.{did_you_mean(nearest(kind, classes, 1))}"
            yield Finding("expected-counts", message, REMEDY, NAME, line)
        elif not isinstance(least, int):
            yield Finding("expected-counts", f"{kind} is no whole number.", REMEDY, NAME, line)
        elif counts.get(kind, 0) < least:
            yield Finding(
                "too-few",
                f"there are {counts.get(kind, 0)} things of this class; at least {least} are expected.",
                "Find what was lost; lower the number only if fewer are right.",
                NAME,
                line,
                subject=f"kzcn:{kind}",
            )
