"""What is counted of a graph, real or generated, so that the two can be compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from kzcn.namespaces import BASE, PREFIXES, compact
from kzcn.oxigraph import RDF_TYPE, Quad, text

NOT_CURATED = {PREFIXES["graph"] + name for name in ("dataset", "derived")}
LEFT_OUT = {*NOT_CURATED, *(PREFIXES["graph"] + name for name in ("ontology", "vocabularies"))}
PARTIES = ("investor", "owner", "contractor", "supplier", "operator", "host", "facilitator", "beneficiary")
ROLES = {f"kzcn:{role}" for role in (*PARTIES, "namedPartner", "party")}
AGENTS = {"company", "person", "body", "organization"}
TOLD = ("project", "meeting", "agreement", "position", "observation")
RECURRING = {*AGENTS, "place", "project", "meeting", "agreement"}
FIXED_PLACES = {"kzcn:Region", "kzcn:Country"}

# Properties whose number is drawn for each telling of a thing in a passage.
SAID = {
    "project": (
        *("location", "sector", "product", "namedPartner", "investor", "owner", "contractor", "supplier", "operator"),
        *("aim", "partOf", "hasState", "hasAmount", "hasQuantity"),
    ),
    "meeting": ("topic", "location", "discussed", "partOf"),
    "agreement": ("party", "concerns", "topic", "signedAt", "hasAmount", "hasQuantity"),
    "position": ("topic", "discussed", "asPost", "statedAt"),
}
# Properties that stand once or not at all in a telling; and those of nodes.
ONCE = {
    "project": ("dcterms:description",),
    "meeting": ("kzcn:meetingKind", "schema:startDate", "schema:endDate", "dcterms:description"),
    "agreement": ("kzcn:agreementKind", "kzcn:signedOn", "dcterms:description"),
    "participation": ("kzcn:asPost", "kzcn:titleAsPrinted", "kzcn:onBehalfOf"),
    "amount": ("kzcn:qualifier", "kzcn:confidence"),
    "quantity": ("kzcn:qualifier", "kzcn:perPeriod", "kzcn:confidence"),
    "state": ("kzcn:confidence",),
    "observation": ("kzcn:counterpart", "kzcn:qualifier", "schema:currency", "kzcn:confidence"),
}
# Properties whose values are counted, to be drawn by weight.
VALUES = {"kzcn:dateBasis", "schema:inLanguage", "kzcn:bodyKind", "org:role"}
COUNTED_IN_PASSAGES = {
    *("kzcn:sector", "kzcn:topic", "kzcn:product", "kzcn:aim", "kzcn:status", "kzcn:meetingKind", "kzcn:measure"),
    *("kzcn:agreementKind", "kzcn:positionKind", "kzcn:participationKind", "kzcn:amountKind", "kzcn:covers"),
    *("kzcn:qualifier", "kzcn:realisation", "schema:currency", "kzcn:quantityOf", "qudt:hasUnit", "kzcn:confidence"),
}
BY_KIND = {*ROLES, "kzcn:participant", "kzcn:holder", "kzcn:discussed"}


@dataclass
class Measured:
    """Counts by name: for each, how often each number occurs. And of values, how often each is used.

    `mentions` holds, by kind of thing, the pairs of passage and thing, those of article and thing, and how many things
    are in how many articles; `sums` the sums of money in US dollars, `quads` the number of curated statements.
    """

    quads: int = 0
    counts: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    values: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sums: list[float] = field(default_factory=list)
    quantities: list[float] = field(default_factory=list)
    mentions: dict[str, tuple[int, int, Counter[int]]] = field(default_factory=dict)


def measured(quads: Iterable[Quad]) -> Measured:
    """The counts of a graph; holds what passages say in memory."""
    reader = _Reader()
    for quad in quads:
        reader.read(quad)
    return reader.result()


@lru_cache(maxsize=100_000)
def kind_of(iri: str) -> str:
    """The kind of thing: `company` of an IRI of a company; empty for what is no thing of the graph."""
    return iri[len(BASE) :].partition("/")[0] if iri.startswith(BASE) else ""


def _numbers(pairs: Iterable[tuple[str, str]], side: int = 1) -> Counter[int]:
    """How many things of one side of the pairs have how many of the other."""
    return Counter(Counter(pair[side] for pair in pairs).values())


class _Reader:
    def __init__(self) -> None:
        self.found = Measured()
        self.article: dict[str, str] = {}
        self.notes: Counter[str] = Counter()
        self.statements: Counter[str] = Counter()
        self.said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)  # by passage and subject
        self.named: dict[str, set[tuple[str, str]]] = defaultdict(set)  # pairs of passage and thing by kind
        self.links: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.types: dict[str, str] = {}
        self.languages: dict[str, Counter[str]] = defaultdict(Counter)
        self.meetings: dict[str, str] = {}
        self.participants: dict[str, str] = {}

    def read(self, quad: Quad) -> None:
        graph, subject, value = text(quad.graph_name), text(quad.subject), text(quad.object)
        predicate = compact(text(quad.predicate))
        self.found.quads += graph not in NOT_CURATED
        if graph in LEFT_OUT:
            if predicate == "kzcn:valueUSD" and kind_of(subject) == "amount":
                self.found.sums.append(float(value))
            return
        kind = kind_of(subject)
        if text(quad.predicate) == RDF_TYPE:
            self.types[subject] = compact(value)
        if predicate in VALUES or (predicate in COUNTED_IN_PASSAGES and kind_of(graph) == "passage"):
            self.found.values[predicate][compact(value) if "/" in value else value] += 1
        if predicate in BY_KIND:
            self.found.values["kind of " + predicate][kind_of(value)] += 1
        if kind_of(graph) == "passage":
            self._said(graph, kind, subject, predicate, value)
        elif predicate == "kzcn:fromArticle":
            self.article[subject] = value
        elif predicate == "skos:editorialNote" and kind == "article":
            self.notes[subject] += 1
        elif predicate == "schema:datePublished":
            self.found.values["year"][value[:4]] += 1
        elif predicate == "kzcn:publisher":
            self.links["articles of a publisher"].add((value, subject))
        elif predicate == "skos:prefLabel":
            self.languages[kind][quad.object.language or ""] += 1  # type: ignore[union-attr]

    def _said(self, graph: str, kind: str, subject: str, predicate: str, value: str) -> None:
        self.statements[graph] += 1
        self.said[graph, subject][predicate] += 1
        other = kind_of(value)
        if predicate != "kzcn:nameAsPrinted":
            for thing, its in ((subject, kind), (value, other)):
                if its in RECURRING:
                    self.named[its].add((graph, thing))
        if predicate in ROLES and other in AGENTS:
            self.links["parties of a project" if kind == "project" else "parties"].add((subject, value))
        if predicate == "kzcn:inMeeting":
            self.meetings[subject] = value
        elif predicate == "kzcn:participant":
            self.participants[subject] = value
        elif predicate == "qudt:numericValue" and float(value) > 0:
            self.found.quantities.append(float(value))
        for one in ("hasState", "hasAmount"):
            if predicate == f"kzcn:{one}" and kind == "project":
                self.links[one].add((subject, value))

    def result(self) -> Measured:
        found = self.found
        found.counts["passages of an article"] = Counter(Counter(self.article.values()).values())
        found.counts["statements of a passage"] = Counter(self.statements.values())
        found.counts["notes of an article"] = Counter(self.notes[one] for one in set(self.article.values()))
        self._tellings()
        self._mentions()
        taking = {(self.meetings[one], who) for one, who in self.participants.items() if one in self.meetings}
        self.links["participants of a meeting"] = taking
        self._links()
        for kind, languages in self.languages.items():
            for language in ("ru", "kk", "zh"):
                found.values[f"label of {kind}"][language] = languages[language]
            found.values[f"label of {kind}"]["en"] = languages["en"]
        return found

    def _tellings(self) -> None:
        found = self.found
        told: dict[str, int] = Counter()
        extra: dict[str, Counter[str]] = {"reading": Counter(), "printed": Counter(), "tenure": Counter()}
        for (passage, subject), predicates in self.said.items():
            kind = kind_of(subject)
            if kind in TOLD:
                told[passage] += 1
                found.values["thing"][kind] += 1
            for name in SAID.get(kind, ()):
                found.counts[f"{name} of a telling of a {kind}"][predicates[f"kzcn:{name}"]] += 1
            for name in ONCE.get(kind, ()):
                found.values[f"{name} of {kind}"]["yes" if predicates[name] else "no"] += 1
            if kind in {"reading", "tenure"}:
                extra[kind][passage] += 1
            found.values["beside a post"]["tenure"] += kind == "tenure"
            found.values["beside a post"]["post"] += predicates["kzcn:asPost"]
            extra["printed"][passage] += predicates["kzcn:nameAsPrinted"]
        found.counts["things told in a passage"] = Counter(told.values())
        for name, passages in extra.items():
            found.counts[f"{name} of a passage"] = Counter(passages[passage] for passage in self.statements)
        for (_, subject), predicates in self.said.items():
            if kind_of(subject) == "quantity" and predicates["rdf:type"]:
                found.values["quantity"][self.types[subject]] += 1

    def _mentions(self) -> None:
        fixed = {thing for thing, kind in self.types.items() if kind in FIXED_PLACES}
        told: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for passage, subject in self.said:
            told[kind_of(subject)].add((passage, subject))
        for kind, pairs in self.named.items():
            # What is told is drawn anew for its tellings alone; where others name it, they choose among these.
            moving = {pair for pair in (told[kind] if kind in TOLD else pairs) if pair[1] not in fixed}
            articles = {(self.article[passage], thing) for passage, thing in moving}
            self.found.mentions[kind] = (len(moving), len(articles), _numbers(articles))
            if kind in {"project", "company", "person"}:
                named = {(self.article[passage], thing) for passage, thing in pairs}
                self.found.counts[f"articles of a {kind}"] = _numbers(named)
        where = self.found.values["kind of place"]
        where.update("made" if place not in fixed else compact(place) for _, place in self.named["place"])

    def _links(self) -> None:
        counts, links = self.found.counts, self.links
        for name in ("parties of a project", "participants of a meeting", "articles of a publisher"):
            counts[name] = _numbers(links[name], 0)
        counts["states of a project"] = _numbers(links["hasState"], 0)
        counts["amounts of a project"] = _numbers(links["hasAmount"], 0)
        counts["projects of a company"] = _numbers(
            pair for pair in links["parties of a project"] if kind_of(pair[1]) == "company"
        )
        counts["ties of an actor"] = _numbers(
            {*links["parties of a project"], *links["parties"], *links["participants of a meeting"]}
        )
        self.found.mentions["publisher"] = (1, 1, counts["articles of a publisher"])
