"""The words of the page that the graph defines: kinds, statuses, sectors, ties, confidence, in four languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kzcn.namespaces import expand
from kzcn.page.kinds import CLASSES
from kzcn.page.statements import Statements, compact, term
from kzcn.page.words import MEASURES, property_labels

ALWAYS = ("kzcn:Status", "kzcn:Confidence")


def kind_labels(statements: Statements) -> dict[str, dict[str, Any]]:
    """The labels of each kind of node."""
    return {kind: {"labels": statements.labels(term(of_class))} for kind, of_class in CLASSES.items()}


def tie_id(kind: str) -> str:
    """The id of a kind of tie: `tie:investor`."""
    return "tie:" + (kind.rpartition(":")[2]).replace("Position", "position")


def terms_of(
    statements: Statements, ties: Iterable[str], properties: Iterable[str], used: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Every term that the page may have to name: ties, properties, countries, concepts used and their wider ones."""
    found: dict[str, dict[str, Any]] = {}
    for kind in sorted(set(ties)):
        found[tie_id(kind)] = {"labels": property_labels(statements, term(kind))}
    for name in sorted(set(properties)):
        found[name] = {"labels": property_labels(statements, expand(name) or name)}
    for measure, labels in MEASURES.items():
        found[f"measure:{measure}"] = {"labels": labels}
    for country in statements.of("kzcn:Country"):
        code = statements.text(country, "kzcn:isoCode")
        found[f"country:{code}"] = {"labels": statements.labels(country), "place": compact(country)}
    concepts: set[str] = {iri for name in ALWAYS for iri in statements.of(name)}
    concepts |= {iri for name in used if (iri := expand(name)) and iri in statements.about}
    for concept in sorted(_with_wider(statements, concepts)):
        found[compact(concept)] = _concept(statements, concept)
    return found


def _with_wider(statements: Statements, concepts: set[str]) -> set[str]:
    found, open_ = set(concepts), list(concepts)
    while open_:
        for wider in statements.iris(open_.pop(), "skos:broader"):
            if wider not in found:
                found.add(wider)
                open_.append(wider)
    return found


def _concept(statements: Statements, concept: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"labels": statements.labels(concept)}
    stage = statements.first(concept, "kzcn:stage")
    broader = statements.iris(concept, "skos:broader")
    if stage is not None:
        entry["stage"] = stage
    if broader:
        entry["broader"] = compact(broader[0])
    return entry
