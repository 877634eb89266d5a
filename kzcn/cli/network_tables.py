"""What the commands about ties print."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kzcn.ego import bridged_by, partners
from kzcn.formats import csv_text
from kzcn.namespaces import compact
from kzcn.network_files import BETWEEN, row_document
from kzcn.passages import PassageSource, read_passages

if TYPE_CHECKING:
    from kzcn.graph import Graph
    from kzcn.influence import Influence, Rank, Row
    from kzcn.paths import Chain

MOST_PARTNERS, MOST_BRIDGED, MOST_PASSAGES = 15, 10, 3
ROLE_HEADINGS = {
    "coordinator": "coordi-\nnator",
    "itinerant": "itiner-\nant",
    "representative": "represen-\ntative",
    "gatekeeper": "gate-\nkeeper",
    "liaison": "liaison",
}


def figure(value: float) -> str:
    """A number with three figures that count; a dash for none.

    >>> figure(0.03955), figure(8.0), figure(math.nan)
    ('0.0396', '8', '–')
    """
    return "–" if math.isnan(value) else f"{value:,.0f}" if value == round(value) else f"{value:.3g}"


def interval(rank: Rank) -> str:
    """A rank with its interval, such as `3 (1–7)`; a question mark where it says nothing."""
    span = f"{rank.low}–{rank.high}" if rank.high > rank.low else f"{rank.low}"
    return f"{rank.rank} ({span}){' ?' if rank.unsure else ''}"


def show_table(found: Influence, *, top: int, roles: bool) -> None:
    """The table of influence, then what its ranks are worth."""
    from rich.table import Table

    from kzcn.cli.console import err, out

    table = Table(header_style="bold", pad_edge=False)
    table.add_column("name", overflow="fold")
    table.add_column("country")
    for measure in found.measures:
        table.add_column(measure.name, justify="right")
        table.add_column("rank", justify="right")
        table.add_column("without one\narticle", justify="right")
    if roles:
        for heading in ROLE_HEADINGS.values():
            table.add_column(heading, justify="right")
    shown = found.rows[: top or None]
    for row in shown:
        table.add_row(*_cells(row, found, roles=roles))
    out.print(table)
    if len(shown) < len(found.rows):
        err.print(f"[dim]{len(shown)} of {len(found.rows)} rows; --top 0 shows all[/]")
    for line in remarks(found, roles=roles):
        err.print(f"[dim]{line}[/]", soft_wrap=True)


def _cells(row: Row, found: Influence, *, roles: bool) -> list[Any]:
    from rich.text import Text

    cells: list[Any] = [Text(row.label), row.country or "–"]
    for measure in found.measures:
        rank = row.ranks[measure.name]
        style = "dim" if rank.unsure else ""
        cells.append(Text(figure(row.values[measure.name]) + _bound(found, row.iri, measure.name)))
        cells += [Text(interval(rank), style=style), Text(f"{rank.least}–{rank.most}", style="dim")]
    if roles:
        cells += [_role(row.roles[role]) if row.roles else "–" for role in ROLE_HEADINGS]
    return cells


def _bound(found: Influence, iri: str, measure: str) -> str:
    return f" ±{found.errors[iri]:.1g}" if measure == "betweenness" and found.errors else ""


def _role(of: Mapping[str, float]) -> str:
    score = of["score"]
    return f"{of['count']:.0f}" + ("" if math.isnan(score) else f" ({score:+.1f})")


def remarks(found: Influence, *, roles: bool) -> list[str]:
    """What a reader has to know to read the table, line by line."""
    network = f"{found.graph.number_of_nodes()} nodes and {found.graph.number_of_edges()} ties"
    lines = [
        f"Network of {found.graph.graph['kind']}: {network}, told of in {found.reports} report{_s(found.reports)}."
    ]
    if found.reports < 2:  # noqa: PLR2004 - one report cannot be compared with another
        lines.append("From so few articles nobody can say how sure a rank is: every interval spans the table.")
    elif found.resamples == 0:
        lines.append("No intervals were computed; --resamples 200 computes them.")
    else:
        lines.append(
            f"rank: in brackets where 95 % of {found.resamples} samples of the articles put it (seed {found.seed}); "
            "? where that is half the table or more: do not quote such a rank."
        )
    for measure in found.measures:
        stability = found.stability[measure.name]
        told = "" if stability is None else f"; stability {stability:.2f} of 1"
        lines.append(f"{measure.name}: {measure.about}{told}.")
    if found.sampled:
        widest = max(found.sampled.bounds, default=0.0)
        lines.append(
            f"betweenness is sampled from {found.sampled.pivots} nodes: ± is the estimated standard error; with "
            f"{found.sampled.confidence:.0%} probability no value is off by more than {widest:.2g}. "
            "--pivots 0 computes it exactly."
        )
    if roles:
        lines.append(
            "roles: pairs of others it stands between, by country; in brackets standard deviations above chance. "
            "Those without a known country are left out."
        )
    return lines


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def show_actor(opened: Graph, found: Influence, iri: str) -> None:
    """One actor: measures, roles, ties in order of weight, chains that run through it, passages."""
    from rich.markup import escape
    from rich.table import Table

    from kzcn.cli.console import err, out

    row = found.row(iri)
    country = f", {row.country}" if row.country else ""
    out.print(f"[bold]{escape(row.label)}[/]  [dim]{row.kind}{country} · {compact(iri)}[/]\n", soft_wrap=True)
    measures = Table("measure", "value", "rank", "what it is", header_style="bold", pad_edge=False)
    for measure in found.measures:
        value = figure(row.values[measure.name]) + _bound(found, iri, measure.name)
        measures.add_row(measure.name, value, interval(row.ranks[measure.name]), measure.about)
    out.print(measures)
    if row.roles:
        told = [f"{role} {_role(row.roles[role])}" for role in ROLE_HEADINGS if row.roles[role]["count"]]
        out.print(f"\nBrokerage between countries: {', '.join(told) or 'none'}", soft_wrap=True)
    others = partners(found.graph, iri)
    sources = read_passages(opened.source, [p for partner in others[:MOST_PARTNERS] for p in partner.tie["passages"]])
    out.print(f"\n[bold]Ties, the strongest first[/] [dim]({len(others)})[/]")
    for partner in others[:MOST_PARTNERS]:
        dates = partner.tie["dates"]
        when = f", {dates[0]}" + (f" to {dates[-1]}" if len(dates) > 1 else "") if dates else ""
        doubt = "" if partner.tie["confidence"] == "stated" else f", {partner.tie['confidence']}"
        out.print(
            f"  {figure(partner.tie['weight']):>6}  {escape(partner.label)}  "
            f"[dim]{', '.join(partner.tie['ties'])}{when}{doubt}[/]",
            soft_wrap=True,
        )
        _print_sources(sources, partner.tie["passages"], indent=10)
    if len(others) > MOST_PARTNERS:
        out.print(f"  [dim]and {len(others) - MOST_PARTNERS} more; --format json gives all[/]")
    _show_bridged(found, iri)
    for line in remarks(found, roles=False)[:2]:
        err.print(f"[dim]{line}[/]", soft_wrap=True)


def _show_bridged(found: Influence, iri: str) -> None:
    from rich.markup import escape

    from kzcn.cli.console import out

    pairs = bridged_by(found.graph, iri)
    out.print(f"\n[bold]Shortest chains that run through it[/] [dim]({len(pairs)} pairs of its partners)[/]")
    for pair in pairs[:MOST_BRIDGED]:
        notes = [*(["between two countries"] * pair.crosses), *([] if pair.alone else ["one of several"])]
        told = f"  [dim]{', '.join(notes)}[/]" if notes else ""
        out.print(f"  {escape(pair.labels[0])} — … — {escape(pair.labels[1])}{told}", soft_wrap=True)
    if len(pairs) > MOST_BRIDGED:
        out.print(f"  [dim]and {len(pairs) - MOST_BRIDGED} more; --format json gives all[/]")


def _print_sources(sources: Mapping[str, PassageSource], wanted: Iterable[str], *, indent: int) -> None:
    from rich.markup import escape

    from kzcn.cli.console import out

    told = [sources[iri] for iri in wanted if iri in sources]
    for place in told[:MOST_PASSAGES]:
        words = f"{escape(place.publisher)}, {place.date}: at “{escape(place.anchor)}”"
        out.print(f"{' ' * indent}[cyan]{words}[/]", soft_wrap=True)
        if place.link:
            out.print(f"{' ' * indent}  {place.link}", style="dim", soft_wrap=True, markup=False)
    if len(told) > MOST_PASSAGES:
        out.print(f"{' ' * indent}[dim]and {len(told) - MOST_PASSAGES} more passages[/]")


def source_document(place: PassageSource) -> dict[str, str]:
    """A passage as plain data."""
    keys = ("article", "title", "publisher", "date", "anchor", "link")
    return {"passage": place.iri, **{key: getattr(place, key) for key in keys}}


def actor_document(opened: Graph, found: Influence, iri: str) -> dict[str, Any]:
    """One actor as plain data: its row, all its ties with their passages, all pairs it stands between."""
    others = partners(found.graph, iri)
    sources = read_passages(opened.source, [p for partner in others for p in partner.tie["passages"]])
    return {
        **row_document(found.row(iri)),
        "ties": [
            {
                "id": compact(partner.iri),
                "label": partner.label,
                "country": partner.country,
                "weight": partner.tie["weight"],
                "confidence": partner.tie["confidence"],
                "ties": list(partner.tie["ties"]),
                "events": [compact(event) for event in partner.tie["events"]],
                "dates": list(partner.tie["dates"]),
                "passages": [source_document(sources[p]) for p in partner.tie["passages"] if p in sources],
            }
            for partner in others
        ],
        "between": [
            {
                "pair": [compact(pair.one), compact(pair.other)],
                "labels": list(pair.labels),
                "length": pair.length,
                "alone": pair.alone,
                "crosses": pair.crosses,
            }
            for pair in bridged_by(found.graph, iri)
        ],
    }


def show_chains(opened: Graph, found: list[Chain], start: str, end: str) -> None:
    """The chains, one block each, with the passages of each link."""
    from rich.markup import escape

    from kzcn.cli.console import err, out

    label = opened.names.label
    if not found:
        err.print(
            f"No chain of the graph links {escape(label(opened.find(start)))} and {escape(label(opened.find(end)))}."
        )
        return
    sources = read_passages(opened.source, [p for chain in found for link in chain.links for p in link.passages])
    for number, chain in enumerate(found, 1):
        count = len(chain.links)
        out.print(f"[bold]{number}.[/] [dim]{count} link{_s(count)}[/]")
        out.print(f"  [bold]{escape(label(chain.links[0].source))}[/]", soft_wrap=True)
        for link in chain.links:
            ties = ", ".join(
                opened.names.label(_tie_iri(opened, tie)) if _tie_iri(opened, tie) else tie for tie in link.ties
            )
            arrow = "→" if link.forward else "←"
            out.print(f"    {arrow} {escape(ties)} {arrow} [bold]{escape(label(link.target))}[/]", soft_wrap=True)
            if link.passages:
                _print_sources(sources, link.passages, indent=6)
            elif link.curated:
                out.print("      [dim]the curators say so[/]")


def _tie_iri(opened: Graph, tie: str) -> str:
    """The IRI of a kind of tie: a property, or a kind of participation; empty where it has no name."""
    from kzcn.namespaces import PREFIXES

    known = opened.names.labels
    return next((iri for space in ("kzcn", "participation-kind") if (iri := PREFIXES[space] + tie) in known), "")


def chain_documents(opened: Graph, found: list[Chain]) -> list[dict[str, Any]]:
    """The chains as plain data."""
    sources = read_passages(opened.source, [p for chain in found for link in chain.links for p in link.passages])
    return [
        {
            "nodes": [{"id": compact(node), "label": opened.names.label(node)} for node in chain.nodes],
            "links": [
                {
                    "source": compact(link.source),
                    "target": compact(link.target),
                    "ties": list(link.ties),
                    "forward": link.forward,
                    "curated": link.curated,
                    "passages": [source_document(sources[p]) for p in link.passages if p in sources],
                }
                for link in chain.links
            ],
        }
        for chain in found
    ]


def chains_csv(documents: list[dict[str, Any]]) -> str:
    """One line a link and passage: number of the chain, place in it, both ends, kinds of tie, the passage."""
    columns = ("publisher", "date", "anchor", "link")
    lines = []
    for number, chain in enumerate(documents, 1):
        for step, link in enumerate(chain["links"], 1):
            lead = (number, step, link["source"], link["target"], BETWEEN.join(link["ties"]))
            for place in link["passages"] or [dict.fromkeys(columns, "")]:
                lines.append((*lead, *(place[column] for column in columns)))
    return csv_text(("chain", "step", "source", "target", "ties", *columns), lines)
