"""Answers as text: CSV, TSV, JSON, Markdown for rows; Turtle, N-Triples and JSON-LD for triples."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from kzcn.errors import UsageError
from kzcn.namespaces import compact
from kzcn.ordered import in_order
from kzcn.oxigraph import Literal, NamedNode, Quad, Term, terms_of, write_rdf
from kzcn.source import Solutions, Statements, Stream
from kzcn.values import XSD_STRING, Iri, Result, Typed, Value, lexical

ROW_FORMATS = ("csv", "tsv", "json", "md")
TRIPLE_FORMATS = ("ttl", "jsonld", "nt")


def as_text(result: Result, form: str) -> str:
    """A query's answer in one of the formats. Raises UsageError where the format does not fit the answer."""
    target = io.BytesIO()
    write_answer(terms_of(result), form, target)
    return target.getvalue().decode("utf-8")


def write_answer(answer: Stream, form: str, target: IO[bytes]) -> None:
    """Writes an answer in one of the formats, terms as they are; memory does not grow with its length.

    Rows in their order, triples in a fixed one. Raises UsageError, before anything is read or written, where the format
    does not fit the answer, and while it is read the errors of its source.
    """
    if isinstance(answer, Statements):
        if form not in TRIPLE_FORMATS:
            raise UsageError(f"Triples cannot be shown as {form}. Take one of: {', '.join(TRIPLE_FORMATS)}.")
        write_rdf(in_order(Quad(*triple) for triple in answer.triples), target, f".{form}")
        return
    if form in TRIPLE_FORMATS:
        raise UsageError(f"{form} is for CONSTRUCT and DESCRIBE queries. Take one of: {', '.join(ROW_FORMATS)}.")
    lines = {"csv": _csv, "tsv": _tsv, "json": _json, "md": _markdown}
    if isinstance(answer, Solutions) and form not in lines:
        raise UsageError(f"There is no format {form!r}. Take one of: {', '.join(ROW_FORMATS)}.")
    for line in lines[form](answer) if isinstance(answer, Solutions) else [_truth(answer, form)]:
        target.write(line.encode("utf-8"))


def csv_text(header: Iterable[object], lines: Iterable[Sequence[object]]) -> str:
    r"""A table as CSV with a header line, lines ending with LF; None is an empty cell.

    >>> csv_text(("name", "rank"), [("TBEA", 1), ("CNPC", None)])
    'name,rank\nTBEA,1\nCNPC,\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return out.getvalue()


def turtle(value: Value) -> str:
    """A value in the syntax of Turtle and SPARQL, safe to stand in a query.

    >>> turtle(3)
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if isinstance(value, Iri):
        try:
            return str(NamedNode(value))
        except ValueError:
            raise UsageError(f"{value!r} is no IRI.") from None
    text, datatype, language = lexical(value)
    quoted = json.dumps(text, ensure_ascii=False)
    if language:
        return f"{quoted}@{language}"
    if isinstance(value, str) and not isinstance(value, Typed):
        return quoted
    return f"{quoted}^^<{datatype}>"


def _truth(answer: bool, form: str) -> str:
    return json.dumps({"head": {}, "boolean": answer}) + "\n" if form == "json" else f"{str(answer).lower()}\n"


def _csv(answer: Solutions) -> Iterator[str]:
    """CSV with a header line, as SPARQL 1.1 has it: IRIs whole, literals as text, but lines end with LF."""
    yield csv_text(answer.columns, [])
    for row in answer.rows:
        yield csv_text(map(_text, row), [])


def _tsv(answer: Solutions) -> Iterator[str]:
    """TSV as SPARQL 1.1 has it: every term in the syntax of Turtle."""
    yield "\t".join(f"?{name}" for name in answer.columns) + "\n"
    for row in answer.rows:
        yield "\t".join("" if term is None else str(term) for term in row) + "\n"


def _json(answer: Solutions) -> Iterator[str]:
    """JSON in the SPARQL 1.1 Query Results format, a row a line."""
    yield f'{{"head": {json.dumps({"vars": answer.columns})}, "results": {{"bindings": ['
    between = "\n"
    for row in answer.rows:
        bound = {name: _json_term(term) for name, term in zip(answer.columns, row, strict=True) if term is not None}
        yield between + json.dumps(bound, ensure_ascii=False)
        between = ",\n"
    yield "\n]}}\n"


def _markdown(answer: Solutions) -> Iterator[str]:
    """A Markdown table; IRIs as prefixed names."""
    yield _markdown_line(answer.columns)
    yield _markdown_line("---" for _ in answer.columns)
    for row in answer.rows:
        yield _markdown_line(compact(term.value) if isinstance(term, NamedNode) else _text(term) for term in row)


def _text(term: Term | None) -> str:
    """The IRI or the text of a term, a blank node with the mark of its kind; empty for an unbound variable."""
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if not isinstance(term, Literal):
        return {"type": "bnode", "value": term.value}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return said | {"xml:lang": term.language}
    datatype = term.datatype.value
    return said if datatype == XSD_STRING else said | {"datatype": datatype}


def _markdown_line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"
