"""One engine of SHACL reads a tree of curated files and checks it against the shapes of the ontology.

    python benchmarks/shacl_engines.py kzcn|pyshacl|pyrudof TREE REPORT.json

Each engine reads the same files with its own parser, all graphs merged into one. REPORT.json gets seconds of `reading`,
of `validating` (shapes included) and the `violations`, each as focus node, path, value and severity; a path that is no
single property, and a value that is the focus node itself, are empty.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATTERNS = (
    *("ontology/*.ttl", "ontology/terms/**/*.ttl", "ontology/vocabularies/**/*.ttl"),
    *("graph/entities/**/*.ttl", "graph/articles/**/*.trig"),
)
LITERAL = re.compile(r'"(.*)"(?:@\S+|\^\^\S+)?', re.DOTALL)
SHAPES = "ontology/shapes/curated/*.ttl"
Violations = Iterator[tuple[str, str, str, str]]
Engine = Callable[[Path], Callable[[], Violations]]  # reads, and gives what validates


def of_kzcn(root: Path) -> Callable[[], Violations]:
    """What `kzcn check` has: shapes as SPARQL on Oxigraph."""
    from kzcn.check.shacl.engine import violations
    from kzcn.check.shapes import read_shapes
    from kzcn.curated import read
    from kzcn.folders import Folders

    curated = read(Folders.find(root))

    def validate() -> Violations:
        for found in violations(curated.store, read_shapes(curated, "curated")):
            yield found.focus, found.path, found.value, found.severity

    return validate


def of_pyshacl(root: Path) -> Callable[[], Violations]:
    """A graph of rdflib in memory, checked by pySHACL."""
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    data = rdflib.Dataset(default_union=True)
    for file in files(root, PATTERNS):
        data.parse(file, format="trig" if file.suffix == ".trig" else "turtle")
    merged = rdflib.Graph()
    merged += data.triples((None, None, None))

    def validate() -> Violations:
        shapes = rdflib.Graph()
        for file in files(root, (SHAPES,)):
            shapes.parse(file)
        _, report, _ = pyshacl.validate(merged, shacl_graph=shapes, inference="none", inplace=True)
        for result in report.subjects(SH.focusNode, unique=True):
            if next(report.subjects(SH.detail, result), None) is None:
                focus, path, value, severity = (
                    report.value(result, name) for name in (SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity)
                )
                single = path if isinstance(path, rdflib.URIRef) else ""
                yield str(focus), str(single), "" if value in (None, focus) else str(value), str(severity)

    return validate


def of_pyrudof(root: Path) -> Callable[[], Violations]:
    """Rudof, in Rust; its shapes come from one file."""
    from pyrudof import RDFFormat, ReaderMode, Rudof, RudofConfig

    rudof = Rudof(RudofConfig())
    for file in files(root, PATTERNS):
        form = RDFFormat.TriG if file.suffix == ".trig" else RDFFormat.Turtle
        rudof.read_data(file, format=form, merge=True, reader_mode=ReaderMode.Strict)

    def validate() -> Violations:
        with tempfile.NamedTemporaryFile("w", suffix=".ttl", encoding="utf-8") as shapes:
            shapes.write("\n".join(file.read_text(encoding="utf-8") for file in files(root, (SHAPES,))))
            shapes.flush()
            rudof.read_shacl(shapes.name)
        for entry in rudof.validate_shacl():
            focus, path, value = (str(found or "") for found in (entry.focus_node, entry.path, entry.value))
            single = path if path.startswith("http") else ""
            if written := LITERAL.fullmatch(value):
                value = written[1]
            shown = "" if value == focus else value
            yield focus, single, shown, f"http://www.w3.org/ns/shacl#{entry.severity}"

    return validate


def files(root: Path, patterns: tuple[str, ...]) -> list[Path]:
    """The files below `root`, in the order of names within each pattern."""
    return [file for pattern in patterns for file in sorted(root.glob(pattern))]


ENGINES: dict[str, Engine] = {"kzcn": of_kzcn, "pyshacl": of_pyshacl, "pyrudof": of_pyrudof}


def main(name: str, root: Path, report: Path) -> None:
    """Reads, validates, and writes what was found and how long it took."""
    start = time.perf_counter()
    validate = ENGINES[name](root)
    read = time.perf_counter()
    violations = sorted(set(validate()))
    end = time.perf_counter()
    found = {"reading": read - start, "validating": end - read, "violations": violations}
    report.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
