"""The page's data: one JSON object with everything that the page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kzcn import __version__
from kzcn.affiliations import read_affiliations
from kzcn.memo import Memo
from kzcn.page.articles import Sources
from kzcn.page.conflicts import conflicts
from kzcn.page.derived import Derivations
from kzcn.page.facts import DERIVED, Facts, written
from kzcn.page.influence import drawn_measures, influence_rows
from kzcn.page.kinds import SIDES, kinds_of
from kzcn.page.layout import layout
from kzcn.page.nodes import Nodes, worth_showing
from kzcn.page.places import place_ties
from kzcn.page.statements import Statements, compact, term
from kzcn.page.terms import kind_labels, terms_of, tie_id
from kzcn.page.ties import Tie, ties_of
from kzcn.page.timeline import timeline
from kzcn.rules import Rule
from kzcn.source import SparqlSource

TITLE = {
    "en": "Kazakhstan–China cooperation",
    "ru": "Сотрудничество Казахстана и Китая",
    "kk": "Қазақстан–Қытай ынтымақтастығы",
    "zh": "哈中合作",
}
Data = dict[str, Any]


def page_data(
    source: SparqlSource,
    rules: Sequence[Rule] = (),
    outlines: Mapping[str, Any] | None = None,
    conflicts_query: str = "",
    memo: Memo | None = None,
) -> Data:
    """Everything that the page shows, as one object for JSON: the same for the same graph.

    `rules` are those of the ontology, to tell the passages behind what is derived; `outlines` the country outlines of
    the map; `conflicts_query` the query of the library that tells where sources disagree; `memo` keeps from one
    build to the next what only ties and affiliations decide. Raises RemoteError where the source is away.
    """
    memo = memo or Memo()
    statements = Statements.read(source)
    sources = Sources(statements)
    affiliations = read_affiliations(source)
    kinds = kinds_of(statements)
    all_ties = ties_of(statements, kinds)
    kept = worth_showing(statements, kinds, all_ties)
    kinds = {thing: kind for thing, kind in kinds.items() if thing in kept}
    ties = [tie for tie in all_ties if tie.source in kept and tie.target in kept]
    things = Nodes(statements, sources, kinds, ties)
    ids = sorted(kinds)
    facts = Facts(statements, sources, Derivations(source, statements, rules, DERIVED), ids)
    told = {compact(thing): facts.about(thing) for thing in ids}
    properties = {fact["property"] for known in told.values() for fact in known}
    pairs = [(tie.source, tie.target) for tie in ties]
    measures = memo.recall("measures", (ids, pairs), lambda: drawn_measures(ties, ids))
    found = conflicts(source, conflicts_query, sources, set(ids))
    nodes = [things.node(thing) for thing in ids]
    arcs = place_ties(affiliations, sources, ids)
    sides = {node["iri"]: SIDES[node["country"]] for node in nodes if node["country"] in SIDES}
    places = memo.recall("layout", (ids, pairs, sides), lambda: layout(ids, pairs, sides))
    _finish(nodes, places, measures, {row["about"] for row in found if not row["reading"]})
    return {
        "meta": _meta(statements, nodes),
        "kinds": kind_labels(statements),
        "terms": terms_of(statements, [tie.kind for tie in ties], properties, _mentioned(nodes, told, arcs)),
        "nodes": nodes,
        "edges": [_edge(sources, at, tie) for at, tie in enumerate(ties, 1)],
        "facts": {thing: [written(fact) for fact in known] for thing, known in told.items()},
        "passages": sources.passages(),
        "articles": sources.articles(),
        "timeline": timeline(statements, sources, kinds),
        "placeTies": arcs,
        "influence": memo.recall("influence", affiliations, lambda: influence_rows(affiliations)),
        "conflicts": found,
        "outlines": dict(outlines or {}),
    }


def _finish(
    nodes: list[Data],
    places: Mapping[str, tuple[float, float]],
    measures: Mapping[str, Mapping[str, float]],
    disputed: set[str],
) -> None:
    """Gives every node its place (Kazakhstan to the left, China to the right, as on the map), measures and flags."""
    for node in nodes:
        node["x"], node["y"] = places[node["iri"]]
        node["measures"] = dict(measures[node["iri"]])
        if node["id"] in disputed:
            node["flags"] = ["conflict", *node["flags"]]


def _meta(statements: Statements, nodes: list[Data]) -> Data:
    dates = [statements.text(article, "kzcn:curatedOn") for article in statements.of("kzcn:Article")]
    return {
        "title": TITLE,
        "version": __version__,
        "date": max(dates, default=""),
        "counts": dict(sorted(Counter(node["kind"] for node in nodes).items())),
    }


def _edge(sources: Sources, at: int, tie: Tie) -> Data:
    return {
        "id": f"e{at}",
        "source": compact(tie.source),
        "target": compact(tie.target),
        "tie": tie_id(tie.kind),
        "weight": max(1, len(sources.articles_behind(set(tie.passages)))),
        "dates": list(tie.dates),
        "passages": sources.ids(list(tie.passages)),
        "confidence": compact(term(f"confidence:{tie.confidence}")),
        "derived": tie.derived,
    }


def _mentioned(nodes: list[Data], told: Mapping[str, list[Data]], arcs: list[Data]) -> set[str]:
    """Prefixed names that nodes, facts and arcs use and that are no nodes."""
    found = {name for node in nodes for name in (*node["sectors"], *node["regions"], node["status"]) if name}
    for facts in told.values():
        for fact in facts:
            found |= {word for word in (fact["value"].get("id"), *fact["detail"]) if word and ":" in word}
    found |= {tie for arc in arcs for tie in arc["ties"]}
    return found - {node["id"] for node in nodes}
