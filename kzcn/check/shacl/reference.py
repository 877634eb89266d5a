"""pySHACL, for shapes that use more of SHACL than is compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kzcn.check.shacl.violations import UnusableShapesError, Violation
from kzcn.oxigraph import Quad
from kzcn.rdf import is_blank, to_rdflib

RESULTS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?focus ?path ?value ?severity ?message WHERE {
  ?result a sh:ValidationResult ; sh:focusNode ?focus ; sh:resultSeverity ?severity .
  OPTIONAL { ?result sh:resultPath ?path FILTER (ISIRI(?path)) }
  OPTIONAL { ?result sh:value ?value }
  OPTIONAL { ?result sh:resultMessage ?message }
  FILTER NOT EXISTS { ?parent sh:detail ?result }
}"""


def violations(quads: Iterable[Quad], shapes: Iterable[Quad]) -> Iterator[Violation]:
    """What pySHACL finds. Raises UnusableShapesError for shapes that it cannot apply."""
    from pyparsing import ParseException
    from pyshacl import validate
    from pyshacl.errors import ReportableRuntimeError

    try:
        _, report, _ = validate(to_rdflib(quads), shacl_graph=to_rdflib(shapes), inference="none", inplace=True)
    except (ReportableRuntimeError, ParseException, re.error) as error:
        raise UnusableShapesError(" ".join(str(getattr(error, "message", error)).split())) from error
    for focus, path, value, severity, message in report.query(RESULTS):
        if not is_blank(focus):
            shown = "" if value is None or value == focus else str(value)
            yield Violation(str(focus), str(path or ""), shown, str(severity), str(message))
