"""A part of the checkout's graph, for tests that load or serve one and do not need all of it.

It has forty articles and what they speak of. Any query of the library finds rows in it that finds rows in the whole,
and so does any example of its parameters; all languages of the whole are there.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from trees import CHECKOUT

ARTICLES = {
    "the first seven, in three languages: plants, delegations, governors, one report in three forms": (
        "2023-08-30-elkz-turkistan-plants",
        "2024-kazinform-almaty-region-consul-general",
        "2025-05-zakonkz-almaty-region-delegation",
        "2025-06-16-qazinform-joint-projects",
        "2025-10-10-kazinform-ru-west-kazakhstan-projects",
        "2025-10-10-kazinform-zh-west-kazakhstan-projects",
        "2025-10-10-qazinform-west-kazakhstan-projects",
    ),
    "a dam in Almaty Region, from plans to building": (
        "2006-caravan-moinak",
        "2006-water-power-magazine-moinak",
        "2008-08-12-asia-plus-moinak-cdb",
    ),
    "a light rail that was suspended, cancelled and taken up again": (
        "2015-05-railway-gazette-astana-lrt",
        "2019-04-22-forbes-kz-astana-lrt",
        "2019-06-03-uxolo-astana-lrt",
        "2021-06-30-ratel-astana-lrt",
        "2025-03-20-railway-gazette-astana-lrt",
    ),
    "a plant whose builder changed, with loans": (
        "2010-03-25-bloomberg-sinopec-polypropylene",
        "2012-07-17-azh-kpi-loan",
        "2014-azh-kpi-sinopec-terminated",
        "2022-nea-kpi-polypropylene",
    ),
    "a purchase that failed": (
        "2018-07-04-energynomics-kmgi-cefc",
        "2018-07-diplomat-cefc-kmgi",
    ),
    "a wind farm and a mine, planned, built and at work": (
        "2021-nur-kz-zhetysu-wolfram",
        "2022-09-14-sasac-shelek-wind",
        "2022-09-global-times-shelek-wind",
        "2023-09-04-cgtn-shelek-wind",
        "2024-06-28-astana-times-jiaxin-tungsten",
        "2024-11-baq-kz-tungsten-plant",
    ),
    "leaders who meet, and the trade of which they tell": (
        "2013-09-08-chinadaily-trade-target",
        "2017-06-14-newsline-nazarbayev-xi",
        "2022-09-14-sputnik-zh-joint-statement",
        "2023-01-20-nca-trade-2022",
        "2024-07-04-nca-tokayev-xi",
        "2025-06-17-astana-times-china-tourism-year",
        "2025-06-17-mtrk-tokayev-xi",
        "2025-06-18-cgtn-sister-cities",
        "2025-06-18-xinhua-zh-summit",
        "2025-08-30-kazinform-kk-trade-44bn",
    ),
    "a pipeline, in the characters of Hong Kong": ("2017-04-16-takungpao-south-gas-pipeline",),
    "two that tell of one another": (
        "2019-05-15-mailkz-mamin-han-zheng",
        "2019-05-kazinform-mamin-han-zheng",
    ),
}
WHOLE = {"exchange-rates.ttl"}  # found by currency and year, not by name
UPON_THEIR_PERSON = {"tenures.ttl"}  # nothing names a tenure; it names its person
NAME = re.compile(r"(?<![\w:<\"])[\w-]+:[\w.-]*[\w-]")


def selected_tree(root: Path) -> Path:
    """Writes the chosen articles and the entities that they name, directly or through others, to the folder `root`."""
    shutil.rmtree(root, ignore_errors=True)  # of a process that failed
    chosen = [CHECKOUT / f"graph/articles/{name}.trig" for names in ARTICLES.values() for name in names]
    shutil.copytree(CHECKOUT / "ontology", root / "ontology")
    (root / "queries").symlink_to(CHECKOUT / "queries")
    (root / "graph/articles").mkdir(parents=True)
    (root / "graph/entities").mkdir()
    for path in chosen:
        shutil.copy(path, root / "graph/articles")
    files = {path.name: blocks(path) for path in sorted((CHECKOUT / "graph/entities").glob("*.ttl"))}
    kept = needed(files, (path.read_text(encoding="utf-8") for path in chosen))
    for name, (head, *declared) in files.items():
        rest = [block for block in declared if block in kept]
        if rest:
            (root / "graph/entities" / name).write_text("\n\n".join([head, *rest]) + "\n", encoding="utf-8")
    return root


def blocks(path: Path) -> list[str]:
    """The prefixes of a file of entities, and then the block of each entity."""
    lines = path.read_text(encoding="utf-8").strip().splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    rest = [line for line in lines if not line.startswith(("@prefix", "#"))]
    return ["\n".join(prefixes), *"\n".join(rest).strip().split("\n\n")]


def needed(files: dict[str, list[str]], articles: Iterable[str]) -> set[str]:
    """The blocks of the entities that articles name, and those that these name, and so on."""
    known = {block.partition(" ")[0]: block for _, *declared in files.values() for block in declared}
    tenures = {block for name in UPON_THEIR_PERSON for block in files[name][1:]}
    open_ends = [*articles, *(block for name in WHOLE for block in files[name][1:])]
    kept: set[str] = set(open_ends)
    while open_ends:
        named = NAME.findall(open_ends.pop())
        found = {known[name] for name in named if name in known}
        found |= {block for block in tenures if block.partition(".")[0].replace("tenure:", "person:") in named}
        open_ends += found - kept
        kept |= found
    return kept
