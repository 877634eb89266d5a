"""The SHACL shapes of the ontology, checked over a store."""

from __future__ import annotations

from pathlib import Path

from kzcn.check.shacl.engine import violations
from kzcn.check.shacl.violations import UnusableShapesError, Violation
from kzcn.curated import Curated, ReadError, read_file
from kzcn.findings import Finding, Severity
from kzcn.namespaces import PREFIXES, compact
from kzcn.oxigraph import EmbeddedStore, Quad

SEVERITIES = {
    PREFIXES["sh"] + "Violation": Severity.ERROR,
    PREFIXES["sh"] + "Warning": Severity.WARNING,
    PREFIXES["sh"] + "Info": Severity.NOTE,
}


def check(curated: Curated, store: EmbeddedStore, folder: str) -> list[Finding]:
    """What in the store breaks the shapes in ontology/shapes/`folder`; empty where that folder has none."""
    try:
        shapes = read_shapes(curated, folder)
        return [_finding(curated, found) for found in violations(store, shapes)] if shapes else []
    except ReadError as error:
        return [error.finding]
    except UnusableShapesError as error:
        said = f"the shapes cannot be applied: {error}."
        return [Finding("shapes", said, "Mend them.", f"ontology/shapes/{folder}")]


def read_shapes(curated: Curated, folder: str) -> list[Quad]:
    """The triples of the shapes in ontology/shapes/`folder`. Raises ReadError for a file that cannot be read."""
    paths = sorted((curated.folders.ontology / "shapes" / folder).glob("*.ttl"))
    if paths and folder != "curated":  # shared declarations, such as the prefixes of SPARQL constraints
        paths += sorted((curated.folders.ontology / "shapes" / "curated").glob("dates.ttl"))
    return [quad for path in paths for quad in read_file(path, _name(path, curated.folders.root)).quads]


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _finding(curated: Curated, found: Violation) -> Finding:
    path = compact(found.path) if found.path else ""
    value = _shown(found.value)
    file, line = curated.locate(found.focus, *filter(None, (path, value)))
    of = f"{path} {value}".strip()
    text = found.message.replace("{?value}", value)
    return Finding(
        "shape",
        f"{of}: {text}" if of else text,
        "",
        file,
        line,
        subject=compact(found.focus),
        severity=SEVERITIES[found.severity],
    )


def _shown(value: str) -> str:
    """A value as the curator wrote it, shortened."""
    text = compact(value) if value.startswith(("http://", "https://")) else value
    longest = 80
    return text if len(text) <= longest else text[: longest - 1] + "…"
