"""A network of any size as data of the page, for measuring: the same for the same numbers.

It grows by preferential attachment, so a few things have hundreds of ties and most have one or two. Words (kinds, kinds
of tie, sectors, statuses, outlines) and the mix of kinds are those of a real page's data; names, dates, passages and
ties are made up, and which kind of tie joins which kinds of things makes no sense. Measures and layout come from the
package, as in a real page. What is missing: ranks with their intervals, arcs between places, and conflicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kzcn.page.influence import drawn_measures
from kzcn.page.layout import layout
from kzcn.page.ties import Tie

Data = dict[str, Any]

LANGUAGES = ("en", "ru", "kk", "zh")
SYLLABLES = {
    "en": ("al", "ba", "chen", "dao", "er", "feng", "guo", "hua", "jin", "kar", "lan", "mey", "nur", "tai", "zhan"),
    "ru": ("ал", "ба", "чэнь", "дао", "ер", "фэн", "го", "хуа", "цзинь", "кар", "лань", "мей", "нур", "тай", "жан"),
    "kk": ("ал", "ба", "чэнь", "дао", "ер", "фэң", "гүо", "хуа", "цзинь", "қар", "лань", "мей", "нұр", "тай", "жан"),
    "zh": ("阿", "巴", "陈", "道", "尔", "丰", "国", "华", "金", "卡", "兰", "美", "努", "泰", "占"),
}
COUNTRIES = ("KZ", "CN")
SIDES = {"KZ": -1.0, "CN": 1.0}
DATED = ("project", "meeting", "agreement")
PLACES = ("region", "place")
NODES_FOR_AN_ARTICLE, PASSAGES = 25, 8


def network(nodes: int, ties: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """So many different pairs of so many nodes, in one piece, heavy-tailed; needs room for them all."""
    pairs = {(0, 1): None}
    urn = [0, 1]
    for new in range(2, nodes):
        pairs[(urn[int(rng.integers(len(urn)))], new)] = None
        urn += next(reversed(pairs))
    while len(pairs) < ties:
        one, other = sorted((urn[int(rng.integers(len(urn)))], urn[int(rng.integers(len(urn)))]))
        if one != other and (one, other) not in pairs:
            pairs[(one, other)] = None
            urn += (one, other)
    return list(pairs)


def synthetic(real: Mapping[str, Any], nodes: int = 5000, ties: int = 10_000, seed: int = 1) -> Data:
    """Data of a page of so many nodes and ties, with the words of a real page's data."""
    rng = np.random.default_rng(seed)
    kinds, shares = zip(*sorted(real["meta"]["counts"].items()), strict=True)
    drawn = rng.choice(kinds, size=nodes, p=np.array(shares) / sum(shares))
    ids = [f"{kind}:made-{at:05}" for at, kind in enumerate(drawn.tolist())]
    articles, passages = _articles(max(1, nodes // NODES_FOR_AN_ARTICLE), rng)
    things = [_node(one, real, articles, rng) for one in ids]
    tie_kinds = sorted(name for name in real["terms"] if name.startswith("tie:"))
    edges = [
        {
            "id": f"e{at}",
            "source": ids[one],
            "target": ids[other],
            "tie": tie_kinds[int(rng.integers(len(tie_kinds)))],
            "weight": int(rng.geometric(0.7)),
            "dates": [_date(rng)],
            "passages": [f"p{int(rng.integers(len(passages))) + 1}"],
            "confidence": "confidence:stated",
            "derived": False,
        }
        for at, (one, other) in enumerate(network(nodes, ties, rng), 1)
    ]
    _place(things, edges)
    return {
        **{part: real[part] for part in ("kinds", "terms", "outlines")},
        "meta": {
            **real["meta"],
            "counts": {kind: int((drawn == kind).sum()) for kind in kinds},
        },
        "nodes": things,
        "edges": edges,
        "facts": _facts(things, edges),
        "passages": passages,
        "articles": articles,
        "timeline": _timeline(things),
        "placeTies": [],
        "influence": {"measures": [], "stability": {}, "rows": []},
        "conflicts": [],
    }


def _date(rng: np.random.Generator) -> str:
    return f"{2013 + int(12 * rng.random() ** 0.5)}-{int(rng.integers(1, 13)):02}-{int(rng.integers(1, 29)):02}"


def _names(rng: np.random.Generator) -> dict[str, str]:
    """A name in the four languages, of two words."""
    drawn = rng.integers(len(SYLLABLES["en"]), size=5).tolist()
    words = {
        language: ["".join(parts[at] for at in half) for half in (drawn[:2], drawn[2:])]
        for language, parts in SYLLABLES.items()
    }
    return {language: "".join(two) if language == "zh" else " ".join(two).title() for language, two in words.items()}


def _articles(count: int, rng: np.random.Generator) -> tuple[Data, Data]:
    """Articles in order of date, and their passages, both by their short ids."""
    articles: Data = {}
    passages: Data = {}
    for at, date in enumerate(sorted(_date(rng) for _ in range(count)), 1):
        title = _names(rng)["en"]
        inside = [f"p{(at - 1) * PASSAGES + place}" for place in range(1, PASSAGES + 1)]
        articles[f"a{at}"] = {
            "id": f"article:{date}-made-{at}",
            "title": f"{title} and {_names(rng)['en']} sign a memorandum",
            "titleLanguage": "en",
            "publisher": f"Publisher {at % 7 + 1}",
            "date": date,
            "language": "en",
            "url": f"https://example.org/news/{at}",
            "passages": inside,
        }
        for place, short in enumerate(inside, 1):
            words = f"The parties spoke of {_names(rng)['en']}"
            passages[short] = {
                "id": f"passage:{date}-made-{at}.{place}",
                "article": f"a{at}",
                "anchor": words,
                "link": f"https://example.org/news/{at}#:~:text={words.replace(' ', '%20')}",
                "position": place,
                "headline": place == 1,
            }
    return articles, passages


def _node(one: str, real: Mapping[str, Any], articles: Data, rng: np.random.Generator) -> Data:
    kind = one.partition(":")[0]
    names = _names(rng)
    country = None if kind in DATED else COUNTRIES[int(rng.integers(2))]
    dates = sorted((_date(rng), _date(rng)))
    spot = (float(rng.uniform(42, 52)), float(rng.uniform(52, 85) if country == "KZ" else rng.uniform(90, 120)))
    known = [name for name in real["terms"] if name.startswith(("sector:", "status:"))]
    sectors, statuses = (sorted(name for name in known if name.startswith(part)) for part in ("sector:", "status:"))
    return {
        "id": one,
        "iri": f"https://example.org/{one.replace(':', '/')}",
        "kind": kind,
        "labels": names,
        "names": [*names.values(), f"{names['en']} {kind}"],
        "country": country,
        "regions": [one] if kind == "region" else [],
        "sectors": [sectors[int(rng.integers(len(sectors)))]] if kind in ("project", "company") else [],
        "status": statuses[int(rng.integers(len(statuses)))] if kind == "project" else None,
        "amountUSD": float(round(rng.lognormal(17, 2))) if kind == "project" else None,
        "lat": round(spot[0], 4) if kind in PLACES else None,
        "lon": round(spot[1], 4) if kind in PLACES else None,
        "from": dates[0],
        "to": dates[1],
        "articles": sorted({f"a{int(at) + 1}" for at in rng.integers(len(articles), size=2)}),
        "flags": [],
    }


def _place(things: list[Data], edges: list[Data]) -> None:
    """Gives every node its measures and its place, as the package does."""
    ids = sorted(thing["id"] for thing in things)
    measures = drawn_measures([Tie(edge["source"], edge["target"], edge["tie"]) for edge in edges], ids)
    sides = {thing["id"]: SIDES[thing["country"]] for thing in things if thing["country"]}
    places = layout(ids, [(edge["source"], edge["target"]) for edge in edges], sides)
    for thing in things:
        thing["x"], thing["y"] = places[thing["id"]]
        thing["measures"] = measures[thing["id"]]


def _facts(things: list[Data], edges: list[Data]) -> dict[str, list[Data]]:
    """Two facts of its own for every thing, and one at each end of every tie."""
    found = {
        thing["id"]: [
            {
                "property": "dcterms:description",
                "value": {"text": f"Made up: {thing['labels']['en']}.", "language": "en"},
            },
            {"property": "schema:startDate", "value": {"text": thing["from"]}},
        ]
        for thing in things
    }
    for edge in edges:
        said = {"property": "kzcn:" + edge["tie"].partition(":")[2], "passages": edge["passages"]}
        found[edge["source"]].append({**said, "value": {"id": edge["target"]}})
        found[edge["target"]].append({**said, "inverse": True, "value": {"id": edge["source"]}})
    return found


def _timeline(things: list[Data]) -> list[Data]:
    events = [
        {
            "date": thing["from"],
            "end": None,
            "type": "status" if thing["kind"] == "project" else thing["kind"],
            "node": thing["id"],
            "status": thing["status"],
            "passages": [],
            "inferred": False,
        }
        for thing in things
        if thing["kind"] in DATED
    ]
    return sorted(events, key=lambda event: (event["date"], event["node"]))
