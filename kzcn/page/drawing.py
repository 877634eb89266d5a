"""A small picture before it is drawn: a few things, their ties, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kzcn.errors import UsageError
from kzcn.page.kinds import SIDES, country_codes, country_of, kinds_of
from kzcn.page.layout import layout
from kzcn.page.statements import LABELS, LANGUAGES, TYPE, Labels, Statements, compact, term
from kzcn.page.terms import kind_labels
from kzcn.page.ties import Tie, ties_of
from kzcn.page.words import property_labels
from kzcn.values import Iri, Triples, shown

GAP = 68.0  # room for names below nodes
LONGEST = 40  # letters of a text that a picture shows


@dataclass(frozen=True)
class DrawnNode:
    """A thing in a picture: `centre` is true for the one that the picture is about."""

    id: str
    label: str
    kind: str
    country: str | None = None
    x: float = 0.0
    y: float = 0.0
    centre: bool = False


@dataclass(frozen=True)
class DrawnEdge:
    """A tie in a picture; several ties between two things are one line with several words."""

    source: str
    target: str
    label: str


@dataclass(frozen=True)
class Drawing:
    """A picture: what it shows, in a fixed order."""

    title: str
    nodes: tuple[DrawnNode, ...] = ()
    edges: tuple[DrawnEdge, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)


def neighbourhood(statements: Statements, thing: str, *, steps: int = 1, language: str = "en") -> Drawing:
    """The picture of a thing with all that lies within so many ties of it, and the ties among these.

    Raises UsageError for a thing that has no ties, or fewer than one step.
    """
    _known_language(language)
    if steps < 1:
        raise UsageError(f"A neighbourhood takes at least one step, not {steps}.")
    kinds = kinds_of(statements)
    ties = ties_of(statements, kinds)
    kept = _within(ties, thing, steps)
    if len(kept) == 1:
        raise UsageError(
            f"{compact(thing)} has no ties that could be drawn. See what is known: kzcn show {compact(thing)}"
        )
    codes = country_codes(statements)
    nodes = {
        one: DrawnNode(
            compact(one),
            _in(statements.labels(one), language),
            kinds[one],
            country_of(statements, one, codes),
            centre=one == thing,
        )
        for one in sorted(kept)
    }
    lines = [(tie.source, tie.target, _in(property_labels(statements, term(tie.kind)), language)) for tie in ties]
    drawn = [line for line in lines if line[0] in kept and line[1] in kept]
    return _drawing(_in(statements.labels(thing), language), nodes, drawn, _kind_words(statements, language))


def of_triples(statements: Statements, triples: Triples, *, title: str = "", language: str = "en") -> Drawing:
    """The picture of the triples of a CONSTRUCT query: things and texts as nodes, properties as lines.

    Types and labels among the triples say what the nodes are and are called; the graph says it of the others.
    Raises UsageError where nothing is left to draw.
    """
    _known_language(language)
    codes, known = country_codes(statements), kinds_of(statements)
    named = {str(s): str(o) for s, p, o in triples if p in LABELS and getattr(o, "language", language) == language}
    nodes: dict[str, DrawnNode] = {}
    lines = []

    def node(value: object) -> str:
        if not isinstance(value, Iri):
            text = shown(value)  # type: ignore[arg-type]
            nodes.setdefault(f"“{text}”", DrawnNode(f"“{text}”", text, "text"))
            return f"“{text}”"
        label = named.get(value) or (_in(statements.labels(value), language) if value in statements.about else "")
        kind, country = known.get(value, "other"), country_of(statements, value, codes)
        nodes.setdefault(value, DrawnNode(compact(value), label or compact(value), kind, country))
        return str(value)

    for subject, predicate, value in sorted(triples, key=lambda triple: tuple(map(str, triple))):
        if predicate != TYPE and predicate not in LABELS:
            lines.append((node(subject), node(value), _in(property_labels(statements, str(predicate)), language)))
    if not nodes:
        raise UsageError("The query gives no triples that could be drawn: it needs some beside types and labels.")
    return _drawing(title, nodes, lines, _kind_words(statements, language))


def _known_language(language: str) -> None:
    if language not in LANGUAGES:
        raise UsageError(f"There are no names in {language!r}. Take one of: {', '.join(LANGUAGES)}.", LANGUAGES)


def _drawing(
    title: str, nodes: Mapping[str, DrawnNode], lines: list[tuple[str, str, str]], kinds: Mapping[str, str]
) -> Drawing:
    sides = {one: SIDES[node.country] for one, node in nodes.items() if node.country in SIDES}
    places = layout(nodes, {(source, target) for source, target, _ in lines}, sides, gap=GAP)
    words: dict[tuple[str, str], list[str]] = {}
    for source, target, label in lines:
        words.setdefault((source, target), []).append(label)
    used = {node.kind for node in nodes.values()}
    return Drawing(
        title,
        tuple(
            DrawnNode(node.id, shortened(node.label), node.kind, node.country, *places[one], node.centre)
            for one, node in sorted(nodes.items())
        ),
        tuple(
            DrawnEdge(nodes[source].id, nodes[target].id, ", ".join(dict.fromkeys(labels)))
            for (source, target), labels in sorted(words.items())
        ),
        {kind: word for kind, word in kinds.items() if kind in used},
    )


def shortened(text: str) -> str:
    """A text of at most so many letters, cut with an ellipsis."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _within(ties: list[Tie], thing: str, steps: int) -> set[str]:
    kept = {thing}
    for _ in range(steps):
        ends = [(tie.source, tie.target) for tie in ties]
        kept |= {one for pair in ends for one in pair if set(pair) & kept}
    return kept


def _in(labels: Labels, language: str) -> str:
    return labels.get(language) or labels["en"]


def _kind_words(statements: Statements, language: str) -> dict[str, str]:
    return {kind: _in(entry["labels"], language) for kind, entry in kind_labels(statements).items()}
