"""Which of the formats that the server has a client gets: RFC 9110, section 12.5.1."""

from __future__ import annotations

from collections.abc import Sequence


def best(accept: str | None, offers: Sequence[str]) -> str | None:
    """The media type of `offers` that an Accept header likes most, the first of equals; None where it takes none.

    Without a header, or with an empty one, the first.

    >>> best("text/turtle;q=0.5, application/*", ["text/turtle", "application/ld+json"])
    'application/ld+json'
    >>> best("image/png", ["text/turtle"])
    """
    ranges = _ranges(accept or "")
    if not ranges:
        return offers[0]
    liked = [(quality(offer, ranges), -at, offer) for at, offer in enumerate(offers)]
    score, _, offer = max(liked)
    return offer if score > 0 else None


def takes_gzip(accept_encoding: str | None) -> bool:
    """Whether an Accept-Encoding header allows gzip by its name; compression is not forced on whoever says nothing."""
    return any(kind in {"gzip", "x-gzip"} and score > 0 for kind, score in _ranges(accept_encoding or ""))


def quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """How much a media type is liked, from 0 to 1, by the most specific range that it falls in."""
    family = offer.partition("/")[0]
    for wanted in (offer, f"{family}/*", "*/*"):
        scores = [score for kind, score in ranges if kind == wanted]
        if scores:
            return max(scores)
    return 0.0


def _ranges(header: str) -> list[tuple[str, float]]:
    """The ranges of a header with their weights. What cannot be read is passed over, as RFC 9110 has it."""
    found = []
    for part in header.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights = [value for name, _, value in (p.partition("=") for p in parameters) if name.strip() == "q"]
        if kind:
            found.append((kind, _weight(weights[0]) if weights else 1.0))
    return found


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
