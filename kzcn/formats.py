"""Answers as text: CSV, TSV, JSON, Markdown for rows; Turtle, N-Triples and JSON-LD for triples."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence

from kzcn.errors import UsageError
from kzcn.oxigraph import triples_to_bytes
from kzcn.values import Iri, Result, Rows, Triples, Typed, Value, lexical, shown

ROW_FORMATS = ("csv", "tsv", "json", "md")
TRIPLE_FORMATS = ("ttl", "jsonld", "nt")


def as_text(result: Result, form: str) -> str:
    """A query's answer in one of the formats. Raises UsageError where the format does not fit the answer."""
    if isinstance(result, Triples):
        if form not in TRIPLE_FORMATS:
            raise UsageError(f"Triples cannot be shown as {form}. Take one of: {', '.join(TRIPLE_FORMATS)}.")
        return triples_to_text(result, form)
    if form in TRIPLE_FORMATS:
        raise UsageError(f"{form} is for CONSTRUCT and DESCRIBE queries. Take one of: {', '.join(ROW_FORMATS)}.")
    if isinstance(result, bool):
        return json.dumps({"head": {}, "boolean": result}) + "\n" if form == "json" else f"{str(result).lower()}\n"
    writers = {"csv": rows_to_csv, "tsv": rows_to_tsv, "json": rows_to_json, "md": rows_to_markdown}
    if form not in writers:
        raise UsageError(f"There is no format {form!r}. Take one of: {', '.join(ROW_FORMATS)}.")
    return writers[form](result)


def rows_to_csv(rows: Rows) -> str:
    """CSV with a header line, as SPARQL 1.1 has it: IRIs whole, literals as text, but lines end with LF."""
    return csv_text(rows.columns, ([str(v) if isinstance(v, Iri) else shown(v) for v in row] for row in rows))


def csv_text(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    r"""A table as CSV with a header line, lines ending with LF; None is an empty cell.

    >>> csv_text(("name", "rank"), [("TBEA", 1), ("CNPC", None)])
    'name,rank\nTBEA,1\nCNPC,\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return out.getvalue()


def rows_to_tsv(rows: Rows) -> str:
    """TSV as SPARQL 1.1 has it: every term in the syntax of Turtle."""
    lines = ["\t".join(f"?{name}" for name in rows.columns)]
    lines += ["\t".join("" if value is None else turtle(value) for value in row) for row in rows]
    return "\n".join(lines) + "\n"


def rows_to_json(rows: Rows) -> str:
    """JSON in the SPARQL 1.1 Query Results format."""
    bindings = [{name: _json_term(value) for name, value in row.asdict().items() if value is not None} for row in rows]
    document = {"head": {"vars": list(rows.columns)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def rows_to_markdown(rows: Rows) -> str:
    """A Markdown table."""
    lines = [_markdown_line(rows.columns), _markdown_line("---" for _ in rows.columns)]
    lines += [_markdown_line(map(shown, row)) for row in rows]
    return "\n".join(lines) + "\n"


def triples_to_text(triples: Triples, form: str) -> str:
    """The triples in Turtle, N-Triples or JSON-LD, in a fixed order."""
    return triples_to_bytes(triples, f".{form}").decode("utf-8")


def turtle(value: Value) -> str:
    """A value in the syntax of Turtle and SPARQL, safe to stand in a query.

    >>> turtle(3)
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if isinstance(value, Iri):
        if any(letter in '<>"{}|^`\\' or unicodedata.category(letter)[0] in "CZ" for letter in value):
            raise UsageError(f"{value!r} is no IRI.")
        return f"<{value}>"
    text, datatype, language = lexical(value)
    quoted = json.dumps(text, ensure_ascii=False)
    if language:
        return f"{quoted}@{language}"
    if isinstance(value, str) and not isinstance(value, Typed):
        return quoted
    return f"{quoted}^^<{datatype}>"


def _json_term(value: Value) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"type": "uri", "value": str(value)}
    text, datatype, language = lexical(value)
    if language:
        return {"type": "literal", "value": text, "xml:lang": language}
    if isinstance(value, str) and not isinstance(value, Typed):
        return {"type": "literal", "value": text}
    return {"type": "literal", "value": text, "datatype": datatype}


def _markdown_line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
