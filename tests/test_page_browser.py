"""The page in a real browser: what can be seen, found, read, narrowed and followed."""

from __future__ import annotations

import json

import networkx
import pytest
from chromium import VIEWS, Reader, chromium
from pages import FOLDERS, HOSTILE, hostile_source, outlines, real_data, real_source, rules

from kzcn.evidence import facts_about
from kzcn.names import normalise
from kzcn.namespaces import compact
from kzcn.page.data import page_data
from kzcn.page.html import page, unpacked

ONE_OF_EACH = (
    "company:tbea",
    "project:fufeng-corn-processing",
    "place:almaty-region",
    "person:nariman-turegaliyev",
    "meeting:almaty-region-visit-to-china-2025-05",
    "agreement:kolsai-cable-car-2025-05",
)


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(page(real_data(), FOLDERS.viz), encoding="utf-8")
    return path


@pytest.fixture
def reader(browser, file):
    found = Reader(browser, file)
    yield found
    found.close()


@pytest.fixture(scope="module")
def network():
    graph = networkx.Graph()
    graph.add_nodes_from(node["id"] for node in real_data()["nodes"])
    graph.add_edges_from((edge["source"], edge["target"]) for edge in real_data()["edges"])
    return graph


def test_everything_is_there_at_once(reader):
    reader.open()
    assert reader.counts() == (len(real_data()["nodes"]), len(real_data()["edges"]))


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_opens_from_its_tab_and_from_the_address(reader, view):
    first = reader.open()
    first.click(f"[data-view={view}]")
    assert first.locator(f".{view}-view").is_visible()
    assert f"view={view}" in first.url or view == "network"
    assert reader.open(f"view={view}").locator(f".{view}-view").is_visible()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("almaty region", "place:almaty-region"),
        ("АЛМАТИНСКАЯ  область", "place:almaty-region"),
        ("Алматы облысы", "place:almaty-region"),
        ("阿拉木图州", "place:almaty-region"),
        ("TVEA", "company:tbea"),
        ("特变电工", "company:tbea"),
        ("fufeng-corn", "project:fufeng-corn-processing"),
        ("nariman turegaliev", "person:nariman-turegaliyev"),
    ],
)
def test_any_name_leads_there_by_keyboard_alone(reader, typed, found):
    opened = reader.open()
    opened.keyboard.press("/")
    opened.keyboard.type(typed)
    names = opened.locator(".search-list [data-id]")
    assert names.first.get_attribute("aria-selected") == "true"
    ids = names.evaluate_all("all => all.map(one => one.dataset.id)")
    for _ in range(ids.index(found)):
        opened.keyboard.press("ArrowDown")
    opened.keyboard.press("Enter")
    assert opened.locator("[data-about]").get_attribute("data-about") == found
    assert opened.evaluate("document.activeElement.tagName") == "H2"


def test_names_are_compared_as_the_program_compares_them(browser):
    names = [name for node in real_data()["nodes"] for name in node["names"]]
    names += ["Xi'an", "Йошкар-Ола", "ЁЛКА", "Straße", "ﬁne", "Ақтөбе ", "TBEA  Co., Ltd.", "i̇stanbul", "№ 5"]
    script = (FOLDERS.viz / "js" / "names.js").read_text(encoding="utf-8").replace("export ", "")
    blank = browser.new_page()
    found = blank.evaluate(f"(names) => {{ {script}; return names.map(normalise); }}", names)
    blank.close()
    assert dict(zip(names, found, strict=True)) == {name: normalise(name) for name in names}


@pytest.mark.parametrize("thing", ONE_OF_EACH)
def test_the_panel_gives_the_evidence_that_the_program_gives(reader, thing):
    opened = reader.open(f"sel={thing}")
    iri = next(node["iri"] for node in real_data()["nodes"] if node["id"] == thing)
    told = {e for e in facts_about(real_source(), iri) if e.kind == "passage"}
    rows = opened.eval_on_selector_all(
        "#panel [data-passage]",
        "rows => rows.map(row => [row.dataset.passage, row.querySelector('a').textContent,"
        " row.querySelector('a').getAttribute('href'), row.querySelector('.where').textContent])",
    )
    assert {row[0] for row in rows} >= {compact(e.graph) for e in told}
    shown = {passage: (anchor, link) for passage, anchor, link, _ in rows}
    for fact in told:
        assert shown[compact(fact.graph)] == (f"“{fact.anchor}”", fact.link)
    where = {passage: text for passage, _, _, text in rows}
    assert all(where[compact(e.graph)].startswith(e.publisher) for e in told)


WALK = """async ids => {
  const found = {};
  for (const id of ids) {
    location.hash = `view=sources&sel=${id}`;
    while (document.querySelector("[data-about]")?.dataset.about !== id) await new Promise(done => setTimeout(done, 1));
    found[id] = [...document.querySelectorAll("#panel [data-passage]")].map(row => row.dataset.passage);
  }
  return found;
}"""


def test_every_thing_shows_every_passage_about_it(reader):
    nodes = real_data()["nodes"]
    shown = reader.open("view=sources").evaluate(WALK, [node["id"] for node in nodes])
    for node in nodes:
        told = {compact(e.graph) for e in facts_about(real_source(), node["iri"]) if e.kind == "passage"}
        assert told <= set(shown[node["id"]]), node["id"]


def test_uncertain_things_are_flagged(reader):
    data = real_data()
    for flag in ("corrected", "ambiguous", "inferred"):
        node = next(node["id"] for node in data["nodes"] if flag in node["flags"])
        assert reader.open(f"sel={node}").locator(f".about > .flags .{flag}").is_visible()
    about = data["conflicts"][0]["about"]
    shown = reader.open(f"sel={about}").locator("div.conflict").all_text_contents()
    for conflict in data["conflicts"]:
        if conflict["about"] == about:
            assert any(conflict["text"]["en"] in text for text in shown)


def test_a_node_and_a_line_open_by_a_click(reader):
    import xml.etree.ElementTree as ET

    opened = reader.open("focus=company:tbea")
    picture = ET.parse(reader.save("svg")).getroot()
    svg = "{http://www.w3.org/2000/svg}"
    stage = opened.locator(".network-stage").bounding_box()

    def click(x, y):
        opened.mouse.click(stage["x"] + x, stage["y"] + y)

    line = picture.find(f".//{svg}line")
    x, y = ((float(line.get(f"{axis}1")) + float(line.get(f"{axis}2"))) / 2 for axis in "xy")
    click(x, y)
    edge = opened.locator("[data-about]").get_attribute("data-about")
    known = next(found for found in real_data()["edges"] if found["id"] == edge)
    shown = opened.eval_on_selector_all(
        f'[data-edge="{edge}"] [data-passage]', "all => all.map(one => one.dataset.passage)"
    )
    assert set(shown) == {real_data()["passages"][passage]["id"] for passage in known["passages"]}
    opened.keyboard.press("Escape")
    assert opened.locator("#panel").is_hidden()
    stage = opened.locator(".network-stage").bounding_box()
    click(float(line.get("x1")), float(line.get("y1")))
    assert opened.locator("[data-about]").get_attribute("data-about") in {known["source"], known["target"]}


def test_the_legend_switches_kinds(reader):
    opened = reader.open("view=table")
    opened.click("[data-kind=company]")
    assert not any(row.startswith("company:") for row in reader.rows())
    assert opened.locator("[data-kind=company]").get_attribute("aria-pressed") == "false"
    opened.click("#clear")
    assert any(row.startswith("company:") for row in reader.rows())


def _all(opened, more=".timeline-view .tool.wide"):
    """Asks for the rest of a long list until all of it is there."""
    while opened.locator(more).count():
        opened.click(more)


def _choose(opened, facet, value):
    details = opened.locator(f"[data-facet={facet}]")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    opened.check(f'[data-facet={facet}] input[value="{value}"]')


def _under(node, sector):
    """Whether a sector of the node is the given one or narrower."""
    terms, found = real_data()["terms"], list(node["sectors"])
    for at in found:
        found.extend(broader for broader in [terms.get(at, {}).get("broader")] if broader and broader not in found)
    return sector in found


@pytest.mark.parametrize(
    ("facet", "value", "kept"),
    [
        ("country", "country:CN", lambda node: node["country"] in {"CN", None}),
        ("region", "place:almaty-region", lambda node: not node["regions"] or "place:almaty-region" in node["regions"]),
        ("sector", "sector:energy", lambda node: not node["sectors"] or _under(node, "sector:energy")),
        ("status", "status:operating", lambda node: node["status"] in {"status:operating", None}),
        ("source", "a1", lambda node: "a1" in node["articles"]),
    ],
)
def test_filters_of_things(reader, facet, value, kept):
    opened = reader.open("view=table")
    before = reader.counts()
    _choose(opened, facet, value)
    _all(opened, "tfoot button")
    shown = {node["id"]: node for node in real_data()["nodes"] if node["id"] in reader.rows()}
    assert shown
    assert reader.counts()[0] == len(shown) < before[0]
    assert all(kept(node) for node in shown.values())


@pytest.mark.parametrize(
    ("facet", "key", "value"), [("tie", "tie", "tie:investor"), ("confidence", "confidence", "confidence:inferred")]
)
def test_filters_of_ties(reader, facet, key, value):
    opened = reader.open("view=table&tab=ties")
    _choose(opened, facet, value)
    _all(opened, "tfoot button")
    assert sorted(reader.rows()) == sorted(edge["id"] for edge in real_data()["edges"] if edge[facet] == value)


def test_filter_by_amount(reader):
    opened = reader.open("view=table")
    opened.locator("[data-facet=amount] summary").click()
    opened.fill("#amount-min", "100")
    opened.fill("#amount-max", "900")
    reader.until(lambda: "max=900" in opened.url)
    shown = set(reader.rows())
    projects = {node["id"]: node["amountUSD"] for node in real_data()["nodes"] if node["amountUSD"] is not None}
    assert {thing for thing in shown if thing in projects} == {id for id, usd in projects.items() if 1e8 <= usd <= 9e8}


def test_the_period_is_brushed_by_keys_and_by_mouse(reader):
    opened = reader.open("view=timeline")
    _all(opened)
    every = opened.locator(".event").count()
    assert every == len(real_data()["timeline"])
    opened.focus(".handle.from")
    opened.keyboard.press("End")
    opened.keyboard.press("PageDown")
    dates = opened.eval_on_selector_all(".event time", "all => all.map(one => one.dateTime)")
    reader.until(lambda: "from=" in opened.url)
    first = opened.url.split("from=")[1][:7]
    assert dates
    assert all(date[:7] >= first or first.startswith(date) for date in dates if len(date) >= 7)
    assert len(dates) < every
    opened.click("#period .plain")
    _all(opened)
    assert opened.locator(".event").count() == every
    track = opened.locator(".track").bounding_box()
    opened.mouse.move(track["x"] + track["width"] * 0.2, track["y"] + 20)
    opened.mouse.down()
    opened.mouse.move(track["x"] + track["width"] * 0.6, track["y"] + 20, steps=4)
    opened.mouse.up()
    reader.until(lambda: "from=" in opened.url and "to=" in opened.url)
    assert opened.locator(".event").count() < every


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_focus_keeps_what_lies_within_some_steps(reader, network, steps):
    opened = reader.open("view=table&sel=company:tbea")
    opened.click(f".actions .joined button:nth-of-type({steps})")
    reader.until(lambda: "focus=" in opened.url)
    while opened.locator("tfoot button").count():
        opened.click("tfoot button")
    assert set(reader.rows()) == set(networkx.ego_graph(network, "company:tbea", radius=steps))


def test_the_shortest_chains_between_two_picked_nodes(reader, network):
    """A chain ends at places but runs through none: a country ties everything to everything."""
    ends = ("company:yto-express", "person:nariman-turegaliyev")
    opened = reader.open(f"sel={ends[0]}")
    opened.get_by_role("button", name="Chains to…").click()
    opened.keyboard.type("Nariman Turegaliyev")
    opened.keyboard.press("Enter")
    chains = opened.eval_on_selector_all("[data-chain]", "all => all.map(one => one.dataset.chain)")
    places = {node["id"] for node in real_data()["nodes"] if node["kind"] in {"place", "region"}}
    without = network.subgraph(set(network) - places)
    best = {" ".join(path) for path in networkx.all_shortest_paths(without, *ends)}
    assert chains
    assert set(chains) <= best
    assert len(chains) == min(12, len(best))
    links = opened.locator("[data-chain]").first
    told = {edge["id"]: edge for edge in real_data()["edges"]}
    for edge in links.locator("[data-edge]").all():
        passages = edge.locator("[data-passage]").evaluate_all("all => all.map(one => one.dataset.passage)")
        known = told[edge.get_attribute("data-edge")]["passages"]
        assert set(passages) == {real_data()["passages"][passage]["id"] for passage in known}


def test_the_map_holds_places_arcs_and_projects(reader):
    data = real_data()
    opened = reader.open("view=map")
    parts = set(opened.eval_on_selector_all(".map-part", "all => all.map(one => one.dataset.id)"))
    assert {f"arc:{tie['source']}|{tie['target']}" for tie in data["placeTies"]} <= parts
    located = {node["id"] for node in data["nodes"] if node["kind"] == "project" and node["lat"] is not None}
    assert located <= parts
    opened.locator('.map-part[data-id^="arc:"]').first.focus()
    opened.keyboard.press("Enter")
    arc = data["placeTies"]
    about = opened.locator("[data-about]").get_attribute("data-about")
    tie = next(tie for tie in arc if about == f"arc:{tie['source']}|{tie['target']}")
    shown = opened.eval_on_selector_all("#panel [data-passage]", "all => all.map(one => one.dataset.passage)")
    assert set(shown) == {data["passages"][passage]["id"] for passage in tie["passages"]}


def test_the_timeline_is_in_order(reader):
    opened = reader.open("view=timeline")
    _all(opened)
    dates = opened.eval_on_selector_all(".event time", "all => all.map(one => one.dateTime)")
    assert dates == sorted(dates)
    assert len(dates) == len(real_data()["timeline"])


def test_the_table_sorts_and_finds(reader):
    opened = reader.open("view=table")
    opened.click("[data-sort=amount]")
    opened.click("[data-sort=amount]")
    usd = {node["id"]: node["amountUSD"] for node in real_data()["nodes"] if node["amountUSD"] is not None}
    assert reader.rows()[: len(usd)] == sorted(usd, key=lambda id: (-usd[id], reader.rows().index(id)))
    assert opened.locator("th[aria-sort=descending]").count() == 1
    opened.fill(".table-view input", "特变电工")
    reader.until(lambda: len(reader.rows()) < 20)
    assert "company:tbea" in reader.rows()


def test_influence_shows_ranks_with_intervals(reader):
    rows = real_data()["influence"]["rows"]
    opened = reader.open("view=influence")
    if opened.locator(".plot > button").count():
        opened.click(".plot > button")
    shown = opened.eval_on_selector_all(
        ".plot-row", "all => all.map(one => [one.dataset.id, one.getAttribute('aria-label')])"
    )
    assert {row["id"] for row in rows} == {id for id, _ in shown}
    labels, measure = dict(shown), real_data()["influence"]["measures"][0]
    for row in rows:
        rank, low, high = row["ranks"][measure]
        assert f"rank {rank}, between {low} and {high}" in labels[row["id"]]
        assert ("anywhere" in labels[row["id"]]) == (high - low > len(rows) / 2)
    opened.select_option("#group", "officials")
    shown = opened.eval_on_selector_all(".plot-row", "all => all.map(one => one.dataset.id)")
    assert shown
    assert all(id.startswith("person:") for id in shown)


def test_sources_tell_what_each_article_said(reader):
    data = real_data()
    opened = reader.open("view=sources")
    assert opened.locator("[data-article]").count() == len(data["articles"])
    for id, article in data["articles"].items():
        card = opened.locator(f'[data-article="{id}"]')
        card.locator("details > summary").first.click()
        card.locator("[data-passage]").nth(len(article["passages"]) - 1).wait_for()
        shown = card.locator("[data-passage]").evaluate_all("all => all.map(one => one.dataset.passage)")
        assert shown == [data["passages"][passage]["id"] for passage in article["passages"]]


def test_markup_in_a_name_is_shown_as_it_is_written(browser, tmp_path):
    data = page_data(hostile_source(), rules(), outlines())
    for node in data["nodes"]:
        if node["id"] == "company:hostile":
            node["labels"]["zh"] = HOSTILE
    file = tmp_path / "hostile.html"
    file.write_text(page(data, FOLDERS.viz), encoding="utf-8")
    reader = Reader(browser, file)
    title = reader.open().title()
    for address in (*(f"view={view}&sel=company:hostile" for view in VIEWS), "a=company:hostile&sel=company:hostile"):
        opened = reader.open(address)
        opened.keyboard.press("/")
        opened.keyboard.type("onerror")
        assert HOSTILE in opened.locator("#search .search-list").text_content()
        assert HOSTILE in opened.locator("#panel").text_content()
        assert opened.locator("img").count() == 0
        assert opened.title() == title  # no script in a name has run
    reader.close()


def test_the_data_stand_in_the_page_as_they_were_made(reader):
    opened = reader.open()
    found = unpacked(opened.locator("#kzcn-data").text_content())
    assert found["nodes"] == json.loads(json.dumps(real_data()["nodes"]))
