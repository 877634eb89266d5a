"""Networks and tables of influence as files: CSV and JSON for all, GraphML and GEXF for programs that draw.

Nodes are named by prefixed name (`company:tbea`), with the whole IRI beside it. Lists (kinds of tie, dates, passages)
are written with " | " between their parts in files that know no lists. Dates of GEXF are days, `start` the first and
`end` the last that the tie's dates can mean, so that Gephi's timeline shows it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kzcn.brokerage import ROLES
from kzcn.errors import UsageError, did_you_mean, nearest
from kzcn.formats import csv_text
from kzcn.influence import Influence, Row
from kzcn.namespaces import compact
from kzcn.periods import first_day, last_day

if TYPE_CHECKING:
    from networkx import Graph

TABLE_FORMATS = ("csv", "json")
NETWORK_FORMATS = ("csv", "json", "graphml", "gexf")
BETWEEN = " | "
LISTS = ("ties", "events", "dates", "passages", "articles")
NAMED = ("events", "passages", "articles")
RANK_PARTS = ("rank", "low", "high", "least", "most", "unsure")
ROLE_NAMES = (*ROLES, "total")


def table_text(found: Influence, form: str) -> str:
    """The table of influence as CSV or JSON. Raises UsageError for another format."""
    if form not in TABLE_FORMATS:
        raise _no_format(form, TABLE_FORMATS)
    return table_csv(found) if form == "csv" else as_json(table_document(found))


def network_text(graph: Graph, form: str, found: Influence | None = None) -> str:
    """A network in one of NETWORK_FORMATS, with the numbers of `found` on its nodes where given.

    CSV has one line a tie, and no nodes without ties. Raises UsageError for another format.
    """
    if form not in NETWORK_FORMATS:
        raise _no_format(form, NETWORK_FORMATS)
    if form == "csv":
        return ties_csv(graph)
    if form == "json":
        return as_json(network_document(graph, found))
    from kzcn.engine_networkx import relabelled, to_gexf, to_graphml

    nodes = {compact(node): dict(attributes) for node, attributes in _nodes(graph, found)}
    ties = [(compact(one), compact(other), _flat(tie, dated=form == "gexf")) for one, other, tie in _ties(graph)]
    flat = relabelled(graph, nodes, ties)
    return to_graphml(flat) if form == "graphml" else to_gexf(flat)


def _no_format(form: str, formats: Sequence[str]) -> UsageError:
    suggestions = nearest(form, formats)
    return UsageError(
        f"There is no format {form!r} here. Take one of: {', '.join(formats)}.{did_you_mean(suggestions)}", suggestions
    )


def as_json(document: object) -> str:
    """A document as JSON text; numbers that are none are null."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def number(value: float) -> float | None:
    """A number as JSON and CSV can carry it: None for NaN and infinity."""
    return float(value) if math.isfinite(value) else None


def table_csv(found: Influence) -> str:
    """One line a row: identity, then value, rank and intervals by measure, then brokerage by role."""
    lines = [_flat_row(row, found) for row in found.rows]
    header = list(lines[0]) if lines else list(_columns(found))
    return csv_text(header, ([line[name] for name in header] for line in lines))


def _columns(found: Influence) -> Iterable[str]:
    yield from ("id", "label", "kind", "country", "community")
    for measure in found.measures:
        name = measure.name
        yield from (name, *(f"{name} {part}" for part in RANK_PARTS))
    for role in ROLE_NAMES:
        yield from (role, f"{role} score")


def _flat_row(row: Row, found: Influence) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "id": compact(row.iri),
        "label": row.label,
        "kind": row.kind,
        "country": row.country,
        "community": row.community,
    }
    for measure in found.measures:
        name, rank = measure.name, row.ranks[measure.name]
        cells[name] = number(row.values[name])
        cells |= {f"{name} {part}": getattr(rank, part) for part in RANK_PARTS}
    for role in ROLE_NAMES:
        numbers = row.roles[role] if row.roles else None
        cells[role] = numbers["count"] if numbers else None
        cells[f"{role} score"] = number(numbers["score"]) if numbers else None
    return cells


def table_document(found: Influence) -> dict[str, Any]:
    """The table as plain data, with what it was made from and how stable each measure is."""
    document: dict[str, Any] = {
        "network": found.graph.graph["kind"],
        "nodes": found.graph.number_of_nodes(),
        "ties": found.graph.number_of_edges(),
        "reports": found.reports,
        "resamples": found.resamples,
        "seed": found.seed,
        "measures": [m.name for m in found.measures],
        "stability": dict(found.stability),
        "rows": [row_document(row) for row in found.rows],
    }
    if found.sampled:
        document["sampled"] = {
            "measure": "betweenness",
            "pivots": found.sampled.pivots,
            "confidence": found.sampled.confidence,
            "bound": float(max(found.sampled.bounds, default=0.0)),
            "bounds": {compact(node): bound for node, bound in found.bounds.items()},
            "errors": {compact(node): error for node, error in found.errors.items()},
        }
    return document


def row_document(row: Row) -> dict[str, Any]:
    """One row as plain data."""
    return {
        "id": compact(row.iri),
        "iri": str(row.iri),
        "label": row.label,
        "kind": row.kind,
        "country": row.country,
        "community": row.community,
        "values": {name: number(value) for name, value in row.values.items()},
        "ranks": {name: {part: getattr(rank, part) for part in RANK_PARTS} for name, rank in row.ranks.items()},
        "brokerage": {role: {key: number(value) for key, value in of.items()} for role, of in row.roles.items()}
        if row.roles
        else None,
    }


def ties_csv(graph: Graph) -> str:
    """One line a tie: both ends, then what the edge carries."""
    header = ("source", "target", "source label", "target label", "weight", "confidence", "first", "last", *LISTS)
    lines = []
    for one, other, tie in _ties(graph):
        flat = _flat(tie)
        labels = (graph.nodes[one]["label"], graph.nodes[other]["label"])
        first, last = _span(tie["dates"])
        parts = (flat["weight"], flat["confidence"], first, last, *(flat[name] for name in LISTS))
        lines.append([compact(one), compact(other), *labels, *parts])
    return csv_text(header, lines)


def network_document(graph: Graph, found: Influence | None = None) -> dict[str, Any]:
    """A network as plain data: `nodes` and `ties`."""
    ties = []
    for one, other, tie in _ties(graph):
        named = {key: [compact(v) if key in NAMED else v for v in tie[key]] for key in LISTS}
        plain = {"weight": float(tie["weight"]), "confidence": tie["confidence"]}
        ties.append({"source": compact(one), "target": compact(other), **plain, **named})
    nodes = [{"id": compact(node), **attributes} for node, attributes in _nodes(graph, found)]
    return {"network": graph.graph.get("kind"), "nodes": nodes, "ties": ties}


def _nodes(graph: Graph, found: Influence | None) -> Iterable[tuple[str, dict[str, Any]]]:
    rows = {row.iri: row for row in found.rows} if found else {}
    for node in sorted(graph):
        data = graph.nodes[node]
        attributes = {"label": data["label"], "kind": data["kind"], "iri": str(node)}
        if data["country"]:
            attributes["country"] = data["country"]
        if node in rows:
            row = rows[node]
            attributes["community"] = row.community
            for name, value in row.values.items():
                if math.isfinite(value):
                    attributes[name] = value
                attributes[f"{name} rank"] = row.ranks[name].rank
                attributes[f"{name} low"] = row.ranks[name].low
                attributes[f"{name} high"] = row.ranks[name].high
        yield node, attributes


def _ties(graph: Graph) -> list[tuple[str, str, Mapping[str, Any]]]:
    return sorted(((min(u, v), max(u, v), d) for u, v, d in graph.edges(data=True)), key=lambda tie: tie[:2])


def _flat(tie: Mapping[str, Any], *, dated: bool = False) -> dict[str, Any]:
    flat = {"weight": float(tie["weight"]), "confidence": tie["confidence"]}
    for name in LISTS:
        flat[name] = BETWEEN.join(compact(value) if name in NAMED else value for value in tie[name])
    first, last = _span(tie["dates"])
    if dated and first:
        flat |= {"start": first, "end": last}
    return flat


def _span(dates: Sequence[str]) -> tuple[str, str]:
    """First and last day that the dates can mean; empty where there are none."""
    if not dates:
        return "", ""
    return min(map(first_day, dates)), max(map(last_day, dates))
