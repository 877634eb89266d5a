"""The formats of answers: what clients call them, and the endings by which the rest of the program does."""

from __future__ import annotations

from collections.abc import Mapping

from kzcn.errors import did_you_mean, nearest
from kzcn.serve.negotiation import best
from kzcn.serve.refusals import RefusedError
from kzcn.serve.wire import Report

# The first of each ending is the name that stands for it; the last ones are what clients also ask for.
ROWS = {
    "application/sparql-results+json": ".srj",
    "application/sparql-results+xml": ".srx",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".srj",
    "application/xml": ".srx",
    "text/xml": ".srx",
}
TRIPLES = {
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/ld+json": ".jsonld",
    "application/rdf+xml": ".rdf",
    "application/trig": ".trig",
    "application/n-quads": ".nq",
    "application/json": ".jsonld",
    "application/xml": ".rdf",
    "text/xml": ".rdf",
    "text/plain": ".nt",
}
SHORT = {
    **{"json": (".srj", ".jsonld"), "xml": (".srx", ".rdf"), "csv": (".csv", None), "tsv": (".tsv", None)},
    **{"ttl": (None, ".ttl"), "turtle": (None, ".ttl"), "nt": (None, ".nt"), "jsonld": (None, ".jsonld")},
    **{"rdf": (None, ".rdf"), "trig": (None, ".trig"), "nq": (None, ".nq")},
}


class Wanted:
    """What a client takes: the media types for rows and for triples, None where it takes none of the kind."""

    def __init__(self, accept: str | None, form: str | None = None) -> None:
        """`form` is the `format` of the address, which goes before the header: a short name or a media type.

        Raises RefusedError where there is no such format.
        """
        if form in SHORT:
            rows, triples = SHORT[form]
            self.rows = _name(ROWS, rows)
            self.triples = _name(TRIPLES, triples)
            return
        if form and form not in ROWS and form not in TRIPLES:
            hint = did_you_mean(nearest(form, list(SHORT)))
            raise RefusedError(400, f"There is no format {form[:100]!r}.{hint} Take one of: {', '.join(SHORT)}.")
        self.rows = best(form or accept, list(ROWS))
        self.triples = best(form or accept, list(TRIPLES))

    @property
    def row_ending(self) -> str | None:
        """The ending of the format for rows."""
        return ROWS[self.rows] if self.rows else None

    @property
    def triple_ending(self) -> str | None:
        """The ending of the format for triples."""
        return TRIPLES[self.triples] if self.triples else None

    def media_type(self, outcome: str) -> str:
        """The Content-Type of an answer of that kind."""
        name = self.triples if outcome == Report.TRIPLES else self.rows
        assert name is not None
        return f"{name}; charset=utf-8" if name.startswith("text/") else name


def unwanted(kind: str) -> RefusedError:
    """The refusal of a request that takes no format in which rows, or triples, could be given: 406."""
    offers = TRIPLES if kind == Report.TRIPLES else ROWS
    names = list(dict.fromkeys(_name(offers, ending) for ending in offers.values()))
    answer = "triples" if kind == Report.TRIPLES else "rows"
    return RefusedError(406, f"The answer to this query is {answer}. Accept one of: {', '.join(map(str, names))}.")


def _name(names: Mapping[str, str], ending: str | None) -> str | None:
    return next((name for name, other in names.items() if other == ending), None)
