"""The SHACL shapes of the ontology, checked with pySHACL on a graph in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyparsing import ParseException
from pyshacl import validate
from pyshacl.errors import ReportableRuntimeError

from kzcn.curated import Curated, ReadError, read_file
from kzcn.findings import Finding, Severity
from kzcn.namespaces import PREFIXES, compact
from kzcn.oxigraph import Quad
from kzcn.rdf import is_blank, to_rdflib

SEVERITIES = {
    PREFIXES["sh"] + "Violation": Severity.ERROR,
    PREFIXES["sh"] + "Warning": Severity.WARNING,
    PREFIXES["sh"] + "Info": Severity.NOTE,
}
RESULTS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?focus ?path ?value ?severity ?message WHERE {
  ?result a sh:ValidationResult ; sh:focusNode ?focus ; sh:resultSeverity ?severity .
  OPTIONAL { ?result sh:resultPath ?path FILTER (ISIRI(?path)) }
  OPTIONAL { ?result sh:value ?value }
  OPTIONAL { ?result sh:resultMessage ?message }
  FILTER NOT EXISTS { ?parent sh:detail ?result }
}"""


def check(curated: Curated, quads: Iterable[Quad], folder: str) -> list[Finding]:
    """What breaks the shapes in ontology/shapes/`folder`; empty where that folder has none."""
    paths = sorted((curated.folders.ontology / "shapes" / folder).glob("*.ttl"))
    if not paths:
        return []
    if folder != "curated":  # shared declarations, such as the prefixes of SPARQL constraints
        paths += sorted((curated.folders.ontology / "shapes" / "curated").glob("dates.ttl"))
    root = curated.folders.root
    try:
        files = [read_file(path, path.relative_to(root).as_posix()) for path in paths]
    except ReadError as error:
        return [error.finding]
    shapes = to_rdflib(quad for file in files for quad in file.quads)
    try:
        _, report, _ = validate(to_rdflib(quads), shacl_graph=shapes, inference="none", inplace=True)
    except (ReportableRuntimeError, ParseException, re.error) as error:
        said = " ".join(str(getattr(error, "message", error)).split())
        return [Finding("shapes", f"the shapes cannot be applied: {said}.", "Mend them.", f"ontology/shapes/{folder}")]
    return list(_findings(curated, report.query(RESULTS)))


def _findings(curated: Curated, rows: Iterable) -> Iterator[Finding]:  # type: ignore[type-arg]
    for focus, path, value, severity, message in rows:
        if is_blank(focus):  # found already, with its place
            continue
        subject = str(focus)
        path_name = compact(str(path)) if path else ""
        shown = "" if value == focus else _shown(value)
        file, line = curated.locate(subject, *filter(None, (path_name, shown)))
        of = f"{path_name} {shown}".strip()
        text = str(message).replace("{?value}", shown)
        yield Finding(
            "shape",
            f"{of}: {text}" if of else text,
            "",
            file,
            line,
            subject=compact(subject),
            severity=SEVERITIES[str(severity)],
        )


def _shown(value: object) -> str:
    """A value as the curator wrote it, shortened."""
    text = "" if value is None else str(value)
    text = compact(text) if text.startswith(("http://", "https://")) else text
    longest = 80
    return text if len(text) <= longest else text[: longest - 1] + "…"
