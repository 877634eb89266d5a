"""The edges of the picture: who and what is tied to whom, how, when, and which passages say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kzcn.affiliations import surest, weakest
from kzcn.namespaces import local
from kzcn.page.dates import dates_of, published
from kzcn.page.statements import Statement, Statements, passages_of, term
from kzcn.values import Iri, shown

PARTIES = ("investor", "owner", "contractor", "supplier", "operator", "host", "facilitator", "beneficiary")
DIRECT = (
    *(*PARTIES, "namedPartner", "party", "concerns", "ledTo", "signedAt", "outcome", "location", "serves"),
    *("equipmentFrom", "feedstockFrom", "exportMarket", "partOf", "governs", "seatedIn", "parent", "discussed"),
    *("honours", "presented", "supports", "org:memberOf"),
)


@dataclass(frozen=True)
class Tie:
    """One tie between two things: its kind as a name of a term, dates, passages, confidence by its slug.

    `derived` is true where no passage says it in so many words but a rule makes it from what passages say.
    """

    source: str
    target: str
    kind: str
    dates: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    confidence: str = "stated"
    derived: bool = False


def ties_of(statements: Statements, kinds: Mapping[str, str]) -> list[Tie]:
    """Every tie between two nodes, one for each pair and kind, in a fixed order."""
    merged: dict[tuple[str, str, str], list[Tie]] = {}
    found = (*_direct(statements, kinds), *_participations(statements), *_tenures(statements), *_positions(statements))
    for tie in (*found, *_met(statements)):
        if tie.source in kinds and tie.target in kinds and tie.source != tie.target:
            merged.setdefault((tie.source, tie.target, tie.kind), []).append(tie)
    ties = [_merge(group) for _, group in sorted(merged.items())]
    return [tie for tie in ties if not _mere_geography(tie, kinds, statements)]


def _merge(ties: list[Tie]) -> Tie:
    return Tie(
        ties[0].source,
        ties[0].target,
        ties[0].kind,
        tuple(sorted({date for tie in ties for date in tie.dates})),
        tuple(sorted({passage for tie in ties for passage in tie.passages})),
        surest(tie.confidence for tie in ties),
        all(tie.derived for tie in ties),
    )


def _mere_geography(tie: Tie, kinds: Mapping[str, str], statements: Statements) -> bool:
    """Whether a tie only says that a region lies in a country, which would tie everything to two dots."""
    return tie.kind == "partOf" and kinds[tie.source] == "region" and not statements.text(tie.target, "kzcn:partOf")


def _direct(statements: Statements, kinds: Mapping[str, str]) -> Iterator[Tie]:
    wanted = {term(name): name for name in DIRECT}
    for thing in kinds:
        for said in statements.about.get(thing, ()):
            if said.predicate in wanted and isinstance(said.object, Iri) and not said.derived:
                yield _tie(statements, thing, said.object, wanted[said.predicate], [said])


def _participations(statements: Statements) -> Iterator[Tie]:
    for node in statements.of("kzcn:Participation"):
        who = statements.find(node, "kzcn:participant")
        sure = confidence_of(statements, node)
        for said in who:
            for meeting in statements.iris(node, "kzcn:inMeeting"):
                yield _tie(statements, said.object, meeting, "participatedIn", who, sure=sure)
            for behalf in statements.find(node, "kzcn:onBehalfOf"):
                yield _tie(statements, said.object, behalf.object, "onBehalfOf", [behalf], sure=sure)


def _tenures(statements: Statements) -> Iterator[Tie]:
    for node in statements.of("kzcn:Tenure"):
        members = statements.find(node, "org:member")
        bounds = statements.values(node, "kzcn:from", "kzcn:until", "kzcn:attestedOn")
        dates = tuple(sorted(shown(value) for value in bounds))
        for said in members:
            for post in statements.iris(node, "kzcn:heldPost"):
                for body in statements.iris(post, "kzcn:headOf") or statements.iris(post, "org:postIn"):
                    sure = confidence_of(statements, node)
                    yield Tie(str(said.object), body, "heldPost", dates, tuple(passages_of(members)), sure)


def _positions(statements: Statements) -> Iterator[Tie]:
    for node in statements.of("kzcn:Position"):
        sure = confidence_of(statements, node)
        for holder in statements.find(node, "kzcn:holder"):
            for said in statements.find(node, "kzcn:discussed", "kzcn:addressee"):
                yield _tie(statements, holder.object, said.object, "Position", [said], sure=sure)


def _met(statements: Statements) -> Iterator[Tie]:
    people = statements.of("kzcn:Person")
    shares = {str(person): _talks_of(statements, person) for person in people}
    none: Mapping[str, Statement] = {}
    for person in people:
        for said in statements.find(person, "kzcn:met"):
            other = str(said.object)
            if person < other:
                yield _meeting_of(statements, person, other, shares[str(person)], shares.get(other, none))


def _meeting_of(
    statements: Statements, one: str, other: str, shares: Mapping[str, Statement], others: Mapping[str, Statement]
) -> Tie:
    """That two persons met, with the passages that put both in the same talks."""
    talks = sorted(shares.keys() & others.keys())
    passages = passages_of(share[talk] for talk in talks for share in (shares, others))
    dates = {date for talk in talks for date in dates_of(statements, talk)} or set(published(statements, passages))
    return Tie(one, other, "met", tuple(sorted(dates)), tuple(passages), derived=True)


def _talks_of(statements: Statements, person: str) -> dict[str, Statement]:
    """The talks that a person took part in, each with the statement that says so."""
    return {
        meeting: said
        for said in statements.into(person, "kzcn:participant")
        for meeting in statements.iris(said.subject, "kzcn:inMeeting")
        if term("meeting-kind:talks") in statements.values(meeting, "kzcn:meetingKind")
    }


def _tie(
    statements: Statements,
    source: object,
    target: object,
    kind: str,
    said: Iterable[Statement],
    *,
    sure: str = "stated",
) -> Tie:
    passages = passages_of(said)
    when = dates_of(statements, str(target)) or dates_of(statements, str(source)) or published(statements, passages)
    return Tie(str(source), str(target), kind, tuple(when), tuple(passages), sure)


def confidence_of(statements: Statements, node: str) -> str:
    """The slug of the confidence that a node carries, the least sure of several; stated where it carries none."""
    found = statements.iris(node, "kzcn:confidence")
    return weakest(map(local, found))
