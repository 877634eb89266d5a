"""Commands about ties: influence and path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kzcn.cli.options import Endpoint, GraphFolder, Timeout, User, open_graph
from kzcn.source import TIMEOUT

if TYPE_CHECKING:
    from kzcn.graph import Graph
    from kzcn.influence import Influence

PANEL = "Measure"
FORMATS = ("table", "csv", "json", "graphml", "gexf")


def register(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command("influence", rich_help_panel=PANEL)(influence)
    app.command("path", rich_help_panel=PANEL)(path)


def _option(name: str, metavar: str, text: str, least: int | None = None) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(f"--{name}", metavar=metavar, help=text, min=least)
    return option


def influence(  # noqa: PLR0917 - the command line passes options by name
    actor: Annotated[
        str | None,
        typer.Argument(metavar="[ACTOR]", help="Explain this one, by any name: its ties, what runs through it, why."),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            "-m",
            metavar="NAME",
            help="strength, degree, betweenness, closeness, eigenvector, pagerank, core, constraint, effective-size or "
            "all; may be given several times. Default: strength; all for one actor.",
        ),
    ] = None,
    group: Annotated[
        str | None,
        _option(
            "group", "GROUP", "Rank only officials, companies, bodies, organizations, kazakhstan, china, KZ, CN, …"
        ),
    ] = None,
    network: Annotated[str, _option("network", "KIND", "actors, affiliation or places")] = "actors",
    since: Annotated[str | None, _option("since", "DATE", "Only ties from then on: 2025, 2025-05, 2025-05-22.")] = None,
    until: Annotated[str | None, _option("until", "DATE", "Only ties up to then.")] = None,
    region: Annotated[
        str | None, _option("region", "NAME", "Only ties in this region, or of those who govern it.")
    ] = None,
    sector: Annotated[str | None, _option("sector", "NAME", "Only ties in this sector or on this topic.")] = None,
    status: Annotated[str | None, _option("status", "NAME", "Only ties in projects of this status.")] = None,
    confidence: Annotated[
        str | None, _option("confidence", "LEVEL", "Only ties as sure as stated, corrected, inferred or ambiguous.")
    ] = None,
    roles: Annotated[bool, typer.Option("--roles", help="Show the brokerage roles between countries too.")] = False,
    top: Annotated[int, _option("top", "N", "Rows of the table shown; 0 for all.", 0)] = 25,
    resamples: Annotated[
        int | None, _option("resamples", "N", "Samples of articles for intervals; 0 for none. Default: by size.", 0)
    ] = None,
    pivots: Annotated[
        int | None, _option("pivots", "N", "Sample betweenness from N nodes; 0 for exact. Default: by size.", 0)
    ] = None,
    seed: Annotated[int, _option("seed", "N", "The same seed gives the same intervals and communities.", 0)] = 1,
    engine: Annotated[
        str | None, _option("engine", "ENGINE", "spark: on all cores; or a Spark master, such as spark://host:7077.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="table, csv, json, graphml, gexf")
    ] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
    ] = None,
    graph: GraphFolder = None,
    endpoint: Endpoint = None,
    user: User = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Show who holds influence and who bridges the two countries, with how sure each rank is.

    With ACTOR: its ties in order of weight, the chains that run through it, and the passages behind them. CSV and JSON
    give the table, GraphML and GEXF the network with the numbers on its nodes.

    Examples: kzcn influence --measure betweenness --group officials --since 2025

    kzcn influence "Gong Zheng" · kzcn influence --measure all --format gexf -o actors.gexf
    """
    from kzcn.cli.network_tables import show_actor, show_table
    from kzcn.errors import UsageError, did_you_mean, nearest
    from kzcn.network_files import network_text, table_text

    if form not in FORMATS:
        suggestions = nearest(form, FORMATS)
        raise UsageError(f"There is no format {form}. Take one of: {', '.join(FORMATS)}.{did_you_mean(suggestions)}")
    cut = {
        "since": since,
        "until": until,
        "region": region,
        "sector": sector,
        "status": status,
        "confidence": confidence,
    }
    if engine is not None:
        _refuse_without_spark(actor, form, roles=roles, resamples=resamples, pivots=pivots)
    opened = open_graph(graph, endpoint, user, timeout)
    _refuse_file_of_table(form, output)
    if engine is not None:
        _on_spark(opened, engine, measure or ["pagerank"], network, group, cut, seed, top, form, output)
        return
    found = opened.influence(
        *(measure or (("all",) if actor else ())),
        kind=network,
        group=group,
        resamples=resamples,
        pivots=pivots,
        seed=seed,
        **cut,
    )
    if actor:
        iri = _actor(opened, found, actor)
        if form == "table":
            show_actor(opened, found, iri)
        else:
            _write(_actor_text(opened, found, iri, form), output)
    elif form == "table":
        show_table(found, top=top, roles=roles)
    else:
        _write(table_text(found, form) if form in {"csv", "json"} else network_text(found.graph, form, found), output)


def _refuse_without_spark(
    actor: str | None, form: str, *, roles: bool, resamples: int | None, pivots: int | None
) -> None:
    from kzcn.errors import UsageError

    asked = {"ACTOR": actor is not None, f"--format {form}": form not in {"table", "csv", "json"}, "--roles": roles}
    asked |= {"--resamples": bool(resamples), "--pivots": pivots is not None}
    if unfit := [name for name, given in asked.items() if given]:
        raise UsageError(
            f"--engine gives a table of measures, communities and components; it does not go with {', '.join(unfit)}."
        )


def _on_spark(  # noqa: PLR0917 - called once
    opened: Graph,
    engine: str,
    measures: list[str],
    kind: str,
    group: str | None,
    cut: dict[str, str | None],
    seed: int,
    top: int,
    form: str,
    output: Path | None,
) -> None:
    from rich.table import Table
    from rich.text import Text

    from kzcn.cli.console import err, out
    from kzcn.cli.network_tables import figure
    from kzcn.engine_spark import compute, master_of, refuse_unknown, table
    from kzcn.formats import csv_text
    from kzcn.influence import find_group
    from kzcn.network_files import as_json

    measures, master = refuse_unknown(measures), master_of(engine)
    of_group = find_group(group) if group is not None else None
    network = opened.network(kind, **cut)
    found = compute(network, measures, master=master, seed=seed)
    rows = table(network, found, of_group)
    if form == "json":
        settled = {"rounds": found.communities.rounds, "settled": found.communities.settled}
        _write(as_json({"network": kind, "measures": measures, "communities": settled, "rows": rows}), output)
        return
    numbered = [*(name for measure in measures for name in (measure, f"{measure} rank")), "community", "component"]
    header = ["id", "label", "kind", "country", *numbered]
    if form == "csv":
        _write(csv_text(header, ([row[name] for name in header] for row in rows)), output)
        return
    shown = Table("name", "country", *numbered, header_style="bold", pad_edge=False)
    for row in rows[: top or None]:
        numbers = (figure(row[name]) for name in numbered)
        shown.add_row(Text(row["label"]), row["country"] or "–", *numbers)
    out.print(shown)
    groups, parts = found.communities, len(found.components)
    err.print(
        f"{min(top or len(rows), len(rows))} of {len(rows)} rows. {len(network)} nodes and {network.size()} ties on "
        f"Spark at {master}: {parts} component{'' if parts == 1 else 's'}; {len(groups.groups)} communities by label "
        f"propagation in {groups.rounds} rounds{'' if groups.settled else ', not settled'}.",
        markup=False,
        soft_wrap=True,
        style="dim",
    )


def _actor(opened: Graph, found: Influence, name: str) -> str:
    """The node that a name means. Raises UsageError where the name is unknown or the thing is not in the network."""
    from kzcn.errors import UsageError
    from kzcn.namespaces import compact

    try:
        iri = str(opened.find(name))
    except UsageError:
        meant = [str(thing) for thing in opened.names.search(name) if str(thing) in found.graph]
        if len(meant) != 1:
            raise
        iri = meant[0]
    if iri not in found.graph:
        raise UsageError(
            f"{opened.names.label(iri)} ({compact(iri)}) is not in this network: no article of the chosen cut lets it "
            f"take part in anything. What the graph knows of it: kzcn show {compact(iri)}"
        )
    found.row(iri)
    return iri


def _actor_text(opened: Graph, found: Influence, iri: str, form: str) -> str:
    from kzcn.cli.network_tables import actor_document
    from kzcn.network_files import as_json, network_text

    if form == "json":
        return as_json(actor_document(opened, found, iri))
    around = found.graph.subgraph([iri, *found.graph[iri]])
    if form == "csv":
        around = around.edge_subgraph([(iri, other) for other in found.graph[iri]])
    return network_text(around, form, found)


def path(  # noqa: PLR0917 - the command line passes options by name
    start: Annotated[str, typer.Argument(metavar="A", help="An official, company, project or place, by any name.")],
    end: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    limit: Annotated[int, _option("limit", "N", "At most so many chains.", 1)] = 5,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="table, csv, json")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
    ] = None,
    graph: GraphFolder = None,
    endpoint: Endpoint = None,
    user: User = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Print the shortest chains between two things, with the evidence of each link.

    Of chains with as many links, those over small meetings come first.

    Examples: kzcn path "Gong Zheng" "Zhou Naixiang" · kzcn path tbea shanghai --format json
    """
    from kzcn.cli.network_tables import chain_documents, chains_csv, show_chains
    from kzcn.errors import UsageError
    from kzcn.network_files import as_json

    if form not in {"table", "csv", "json"}:
        raise UsageError(f"There is no format {form}. Take one of: table, csv, json.")
    _refuse_file_of_table(form, output)
    opened = open_graph(graph, endpoint, user, timeout)
    found = opened.path(start, end, limit=limit)
    if form == "table":
        show_chains(opened, found, start, end)
        return
    documents = chain_documents(opened, found)
    _write(as_json(documents) if form == "json" else chains_csv(documents), output)


def _refuse_file_of_table(form: str, output: Path | None) -> None:
    """A table is for the eye; a file wants a format that programs read."""
    from kzcn.errors import UsageError

    if form == "table" and output is not None:
        raise UsageError(f"A table is not written to a file. Name the format of {output}, such as --format csv.")


def _write(text: str, output: Path | None) -> None:
    import sys

    from kzcn.cli.console import err
    from kzcn.staging import write_whole

    if output is None:
        sys.stdout.write(text)
        return
    write_whole(output, text.encode())
    err.print(f"Wrote {output}.", markup=False)
