"""A tripwire: the graph must not shrink unnoticed below the counts that its curators expect."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from kzcn.curated import Curated
from kzcn.errors import did_you_mean, nearest
from kzcn.findings import Finding
from kzcn.namespaces import TERMS
from kzcn.oxigraph import RDF_TYPE, Quad, text

FILE = "expected-counts.toml"
NAME = f"graph/{FILE}"
REMEDY = "Write lines such as: Project = 40"


def check(curated: Curated) -> list[Finding]:
    """A finding for each class of which there are fewer things than graph/expected-counts.toml says."""
    path = curated.folders.graph / FILE
    return list(_check_file(curated, path)) if path.exists() or path.is_symlink() else []


def by_class(quads: Iterable[Quad]) -> Counter[str]:
    """How many things there are of each class of the ontology, by its local name."""
    typed = {(quad.subject, text(quad.object)) for quad in quads if text(quad.predicate) == RDF_TYPE}
    return Counter(kind.removeprefix(TERMS) for _, kind in typed if kind.startswith(TERMS))


def _check_file(curated: Curated, path: Path) -> Iterator[Finding]:
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
    counts = by_class(curated.quads)
    classes = [
        text(quad.subject).removeprefix(TERMS) for quad in curated.quads if text(quad.object).endswith("owl#Class")
    ]
    for kind, least in expected.items():
        found = re.search(rf"^[ \t]*{re.escape(kind)}[ \t]*=", written, re.MULTILINE)
        line = written.count("\n", 0, found.start()) + 1 if found else 0
        if kind not in classes:
            message = f"there is no class kzcn:{kind}.{did_you_mean(nearest(kind, classes, 1))}"
            yield Finding("expected-counts", message, REMEDY, NAME, line)
        elif not isinstance(least, int):
            yield Finding("expected-counts", f"{kind} is no whole number.", REMEDY, NAME, line)
        elif counts[kind] < least:
            yield Finding(
                "too-few",
                f"there are {counts[kind]} things of this class; at least {least} are expected.",
                "Find what was lost; lower the number only if fewer are right.",
                NAME,
                line,
                subject=f"kzcn:{kind}",
            )
