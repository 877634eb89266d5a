"""Commands that look things up: show and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kzcn.cli.options import Endpoint, GraphFolder, TableOrJson, Timeout, User, open_graph
from kzcn.source import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzcn.evidence import Evidence
    from kzcn.graph import Graph
    from kzcn.lineage import Lineage
    from kzcn.profile import Profile, Statement
    from kzcn.values import Iri, Value


def register(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command("show", rich_help_panel="Look up")(show)
    app.command("why", rich_help_panel="Look up")(why)


def show(  # noqa: PLR0917 - the command line passes options by name
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Any name in any language or spelling, a slug, or an IRI.")
    ],
    form: TableOrJson = "table",
    graph: GraphFolder = None,
    endpoint: Endpoint = None,
    user: User = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Show what the graph knows of a thing, with the source of each fact.

    Examples: kzcn show fufeng · kzcn show 阜丰集团 · kzcn show place:almaty-region
    """
    import json

    from kzcn.cli.console import err, out
    from kzcn.profile import profile_of

    opened = open_graph(graph, endpoint, user, timeout)
    iri = opened.find(name)
    profile = profile_of(opened.source, opened.names, iri)
    if form == "json":
        document = {
            "iri": profile.iri,
            "label": profile.label,
            "kinds": profile.kinds,
            "names": profile.names,
            "statements": [
                {
                    "property": s.label,
                    "value": s.value,
                    "inverse": s.inverse,
                    "derived": s.derived,
                    "sources": [_as_dict(e) for e in s.evidence],
                }
                for s in profile.statements
            ],
        }
        out.print_json(json.dumps(document, ensure_ascii=False))
        return
    _print_profile(profile)
    others = [thing for thing in opened.names.search(name) if thing != iri] if ":" not in name else []
    if others:
        err.print(
            "Also called so: " + ", ".join(f"{thing.short} ({opened.names.label(thing)})" for thing in others[:8]),
            style="dim",
            markup=False,
        )


def why(  # noqa: PLR0917 - the command line passes options by name
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="A thing, by any name.")],
    predicate: Annotated[
        str | None, typer.Argument(metavar="[PROPERTY", help="A property: investor, kzcn:location, …")
    ] = None,
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE]", help="A thing by any name, or a text or number.")
    ] = None,
    form: TableOrJson = "table",
    graph: GraphFolder = None,
    endpoint: Endpoint = None,
    user: User = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Print the passages behind a fact: publisher, date, anchor and link. With a thing alone, all its passages.

    Examples: kzcn why fufeng-corn-processing investor fufeng-group · kzcn why fufeng-corn-processing
    """
    import json

    from kzcn.cli.console import out
    from kzcn.errors import UsageError

    opened = open_graph(graph, endpoint, user, timeout)
    found = opened.why(subject, predicate, value)
    if not found:
        name = opened.find(subject).short
        raise UsageError(f"The graph does not say this of {name}. See what it says: kzcn show {name}")
    if form == "json":
        out.print_json(json.dumps([_as_dict(e) | _rules(opened, e) for e in found], ensure_ascii=False))
        return
    if predicate is None:
        _print_passages(found)
        return
    for fact in dict.fromkeys((e.subject, e.predicate, e.object) for e in found):
        out.print(f"[bold]{_sentence(opened, *fact)}[/]", soft_wrap=True)
        places = [e for e in found if (e.subject, e.predicate, e.object) == fact]
        _print_places(opened, places)


def _sentence(opened: Graph, subject: Iri, predicate: Iri, value: Value) -> str:
    from rich.markup import escape

    from kzcn.values import Iri, shown

    object_ = opened.names.label(value) if isinstance(value, Iri) else shown(value)
    return escape(f"{opened.names.label(subject)} — {opened.names.label(predicate)} — {object_}")


def _print_places(opened: Graph, places: Iterable[Evidence]) -> None:
    from kzcn.cli.console import out
    from kzcn.evidence import behind
    from kzcn.values import Iri

    things: set[str] = set()
    passages: dict[str, Evidence] = {}
    for place in places:
        things |= {str(thing) for thing in (place.subject, place.object) if isinstance(thing, Iri)}
        if place.kind == "passage":
            passages[place.graph] = place
        elif place.kind == "curated":
            out.print(f"  the curators say so, in {place.graph.short}")
        elif place.kind == "described":
            out.print(f"  the build says so of itself, in {place.graph.short}")
        else:
            found = _lineage(opened, place)
            for lineage in found:
                rule = f"{lineage.rule.name}: {lineage.rule.header.get('title')}"
                out.print(f"  derived by the rule {rule}", soft_wrap=True, markup=False)
                passages |= {e.graph: e for e in behind(opened.source, place, lineage.nodes)}
                things |= {str(node) for node in lineage.nodes}
            if not found:
                out.print("  derived from the wider terms of the ontology")
    _print_passages(passages.values())
    _print_doubts(opened, things, passages)


def _print_doubts(opened: Graph, things: Iterable[str], passages: Iterable[str]) -> None:
    """What curators noted, in the passages shown, of the things that a fact is about."""
    from rich.markup import escape

    from kzcn.cli.console import out
    from kzcn.evidence import doubts_about

    for confidence, reason in doubts_about(opened.source, things, passages):
        out.print(f"  [yellow]{escape(confidence)}[/]: {escape(reason)}", soft_wrap=True)


def _print_passages(found: Iterable[Evidence]) -> None:
    for place in {e.graph: e for e in found}.values():
        _print_passage(place)


def _print_passage(place: Evidence) -> None:
    from rich.markup import escape

    from kzcn.cli.console import out

    title = f" “{escape(place.title)}”" if place.title else ""
    publisher, anchor = escape(place.publisher or ""), escape(place.anchor or "")
    out.print(f"  [cyan]{publisher}[/], {place.date}:{title}, at “[italic]{anchor}[/]”", soft_wrap=True)
    if place.link:
        out.print(f"    {place.link}", style="dim", soft_wrap=True, markup=False)


def _print_profile(profile: Profile) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    from kzcn.cli.console import out

    out.print(
        f"[bold]{escape(profile.label)}[/]  [dim]{escape(', '.join(profile.kinds))} · {escape(profile.iri)}[/]",
        soft_wrap=True,
    )
    for language, names in profile.names.items():
        out.print(f"  [dim]{language}[/] {escape(' · '.join(names))}", soft_wrap=True)
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.add_column("property", no_wrap=True)
    table.add_column("value", overflow="fold", ratio=3)
    table.add_column("source", overflow="fold", ratio=1)
    for statement in profile.statements:
        arrow = "← " if statement.inverse else ""
        table.add_row(escape(f"{arrow}{statement.label}"), escape(statement.value), _sources(statement))
    out.print(table)


def _sources(statement: Statement) -> str:
    from rich.markup import escape

    passages = {e.article: e for e in statement.evidence if e.kind == "passage"}
    if passages:
        return escape("; ".join(f"{e.publisher} {e.date}" for e in passages.values()))
    return "[dim]derived[/]" if statement.derived else "[dim]curators[/]"


def _as_dict(evidence: Evidence) -> dict[str, object]:
    from kzcn.values import shown

    return {
        "kind": evidence.kind,
        "graph": evidence.graph,
        "subject": evidence.subject,
        "predicate": evidence.predicate,
        "object": shown(evidence.object),
        **{key: getattr(evidence, key) for key in ("article", "title", "publisher", "date", "anchor", "link")},
    }


def _rules(opened: Graph, evidence: Evidence) -> dict[str, object]:
    if evidence.kind != "derived":
        return {}
    found = _lineage(opened, evidence)
    return {"rules": [{"name": lineage.rule.name, "nodes": list(lineage.nodes)} for lineage in found]}


def _lineage(opened: Graph, fact: Evidence) -> list[Lineage]:
    from kzcn.lineage import lineage_of
    from kzcn.rules import read_rules

    return lineage_of(opened.source, read_rules(opened.folders.ontology), fact.subject, fact.predicate, fact.object)
