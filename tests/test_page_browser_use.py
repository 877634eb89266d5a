"""The page in a real browser: languages, colours, the address, saving, the keyboard, a phone, screen readers."""

from __future__ import annotations

import csv
import io
import struct
import xml.etree.ElementTree as ET

import networkx
import pytest
from chromium import AXE, NO_AXE, PHONE, VIEWS, Reader, chromium
from pages import FOLDERS, real_data

from kzcn.page.html import page

TITLES = {"en": "Kazakhstan–China cooperation", "ru": "Сотрудничество", "kk": "ынтымақтастығы", "zh": "哈中合作"}
SVG = "{http://www.w3.org/2000/svg}"


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


@pytest.mark.parametrize("language", TITLES)
def test_words_and_names_change_language(reader, language):
    opened = reader.open("sel=place:almaty-region&view=table")
    opened.click(f"[data-lang={language}]")
    assert opened.evaluate("document.documentElement.lang") == language
    assert TITLES[language] in opened.locator("#title").text_content()
    region = next(node for node in real_data()["nodes"] if node["id"] == "place:almaty-region")
    assert opened.locator("#panel h2").text_content() == region["labels"][language]
    assert opened.locator('tr[data-row="place:almaty-region"] .link').text_content() == region["labels"][language]
    assert real_data()["kinds"]["company"]["labels"][language] in opened.locator("[data-kind=company]").text_content()


def test_the_readers_own_language_comes_first(browser, file):
    for locale, language in (("ru-RU", "ru"), ("kk-KZ", "kk"), ("zh-CN", "zh"), ("fr-FR", "en")):
        reader = Reader(browser, file, locale=locale)
        assert reader.open().evaluate("document.documentElement.lang") == language
        reader.close()


def test_every_text_is_there_in_every_language():
    import json

    texts = {
        language: json.loads((FOLDERS.viz / "text" / f"{language}.json").read_text(encoding="utf-8"))
        for language in TITLES
    }
    stems = {language: {key.removesuffix(f".{form}") for key in found for form in FORMS if key.endswith(f".{form}")}
             | {key for key in found if not key.endswith(FORMS)} for language, found in texts.items()}  # fmt: skip
    assert stems["en"] == stems["ru"] == stems["kk"] == stems["zh"]
    assert all(text.strip() for found in texts.values() for text in found.values())


FORMS = (".one", ".few", ".many", ".other")


@pytest.mark.parametrize(("wish", "other"), [("light", "dark"), ("dark", "light")])
def test_light_and_dark_follow_the_system_and_the_switch(browser, file, wish, other):
    reader = Reader(browser, file, color_scheme=wish)
    opened = reader.open()
    theme = "document.documentElement.dataset.theme"
    assert opened.evaluate(theme) == wish
    opened.click("#theme")
    assert opened.evaluate(theme) == other
    opened.reload()
    opened.wait_for_selector("html[data-ready]")
    assert opened.evaluate(theme) == other
    reader.close()


def test_a_reload_brings_everything_back(reader):
    opened = reader.open()
    opened.click("[data-lang=ru]")
    opened.click("#theme")
    opened.click("[data-kind=place]")
    opened.check('input[value="country:KZ"]')
    opened.select_option("#size", "degree")
    opened.focus("[data-do=zoomIn]")
    opened.keyboard.press("Enter")
    opened.keyboard.press("/")
    opened.keyboard.type("Fufeng corn")
    opened.keyboard.press("Enter")
    reader.until(lambda: "at=" in opened.url and "sel=" in opened.url)
    opened.wait_for_timeout(900)

    def seen():
        return opened.evaluate(
            "[document.documentElement.lang, document.documentElement.dataset.theme, summary.textContent,"
            " document.querySelector('#panel h2').textContent, document.querySelector('#size').value, location.hash,"
            " document.querySelector('[data-kind=place]').getAttribute('aria-pressed')]"
        )

    before = seen()
    opened.reload()
    opened.wait_for_selector("html[data-ready]")
    opened.wait_for_timeout(500)
    assert seen() == before
    opened.click("[data-view=table]")
    opened.go_back()
    reader.until(lambda: opened.locator(".network-view").count() == 1)


def test_pictures_are_saved_and_can_be_read(reader):
    for view in ("network", "map", "timeline", "influence"):
        reader.open(f"view={view}")
        root = ET.fromstring(reader.save("svg").read_text(encoding="utf-8"))
        texts = {text.text for text in root.iter(f"{SVG}text")} | {title.text for title in root.iter(f"{SVG}title")}
        assert "Marat Sultangaziyev" in texts or view in {"map", "timeline"}
        assert len(texts) > 10
        png = reader.save("png").read_bytes()
        assert png.startswith(b"\x89PNG")
        assert struct.unpack(">I", png[16:20])[0] == 2 * round(float(root.get("width")))
        assert len(png) > 20_000


@pytest.mark.parametrize("view", VIEWS)
def test_csv_of_each_view(reader, view):
    reader.open(f"view={view}")
    text = reader.save("csv").read_text(encoding="utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    data = real_data()
    many = {"network": "edges", "map": "edges", "timeline": "timeline", "table": "nodes", "sources": "passages"}
    wanted = len(data[many[view]]) if view in many else len(data["influence"]["rows"])
    assert len(rows) == wanted
    assert all(len(row) == len(heading) for row in rows)


def test_graphml_holds_what_is_shown(reader):
    opened = reader.open("focus=company:tbea&steps=2")
    things, ties = reader.counts()
    graph = networkx.read_graphml(reader.save("graphml"), force_multigraph=True)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (things, ties)
    assert graph.nodes["company:tbea"]["label_zh"] == "特变电工"
    assert all(data["weight"] > 0 and data["tie"].startswith("tie:") for *_, data in graph.edges(data=True))
    assert any("#:~:text=" in data.get("links", "") for *_, data in graph.edges(data=True))
    assert opened.locator(".network-view").is_visible()


def test_the_table_saves_what_it_shows(reader):
    opened = reader.open("view=table&q=tbea&sort=name")
    path = reader.save("csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    shown = opened.eval_on_selector_all("td.of-name .link", "all => all.map(one => one.textContent)")
    assert [row["Name"] for row in rows] == shown


def test_printing_leaves_the_controls_away(reader):
    opened = reader.open("view=timeline&sel=company:tbea")
    opened.emulate_media(media="print")
    assert opened.locator(".tools").is_hidden()
    assert opened.locator("#filters").is_hidden()
    assert opened.locator("#panel h2").is_visible()
    assert opened.pdf().startswith(b"%PDF")
    opened = reader.open("focus=company:tbea")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    opened.emulate_media(media="print")
    assert opened.locator("#print-picture svg").is_visible()
    assert opened.locator(".network-view").is_hidden()


def test_nothing_moves_until_it_is_asked_to(reader):
    opened = reader.open()
    before = reader.save("svg").read_text(encoding="utf-8")
    opened.wait_for_timeout(400)
    assert reader.save("svg").read_text(encoding="utf-8") == before
    opened.click("[data-do=motion]")
    assert opened.locator("[data-do=motion]").get_attribute("aria-pressed") == "true"
    opened.wait_for_timeout(900)
    opened.click("[data-do=motion]")
    assert reader.save("svg").read_text(encoding="utf-8") != before


def test_all_by_keyboard(reader):
    opened = reader.open()
    focused = "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
    opened.keyboard.press("Tab")
    assert opened.evaluate(focused) == "skip"
    opened.keyboard.press("Enter")
    assert opened.evaluate(focused) == "network-stage"
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    said = opened.locator("#live").text_content()
    assert said
    opened.keyboard.press("Enter")
    assert opened.locator("#panel h2").text_content() == said.split(", ")[0]
    opened.keyboard.press("Escape")
    assert opened.locator("#panel").is_hidden()
    assert opened.evaluate(focused) == "network-stage"
    for key, view in zip("23456", VIEWS[1:], strict=True):
        opened.keyboard.press(key)
        assert opened.locator(f".{view}-view").is_visible()
    opened.focus("#save")
    opened.keyboard.press("ArrowDown")
    assert opened.evaluate("document.activeElement.dataset.format") == "csv"  # no picture of the sources
    opened.keyboard.press("Escape")
    assert opened.evaluate("document.activeElement.id") == "save"
    opened.keyboard.press("?")
    assert opened.locator("#help-box").is_visible()
    opened.keyboard.press("Escape")
    assert opened.locator("#help-box").is_hidden()


def test_every_control_can_be_reached_with_tab(reader):
    opened = reader.open("view=map&sel=company:tbea")
    reached = set()
    for _ in range(160):
        opened.keyboard.press("Tab")
        reached.add(
            opened.evaluate(
                "(e => e.id || e.dataset.view || e.dataset.kind || e.dataset.lang || e.dataset.do"
                " || e.closest('[id]')?.id)(document.activeElement)"
            )
        )
    wanted = {
        "theme",
        "share",
        "save",
        "help",
        "network",
        "sources",
        "company",
        "zh",
        "size",
        "zoomIn",
        "period",
        "panel",
    }
    assert wanted <= reached


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_has_room_for_everything(browser, file, view):
    reader = Reader(browser, file, viewport=PHONE, has_touch=True, is_mobile=True)
    opened = reader.open(f"view={view}")
    assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert opened.locator("#filters").is_hidden()
    opened.tap("#drawer")
    drawer = opened.locator("#filters").bounding_box()
    assert drawer["x"] >= 0
    assert drawer["x"] + drawer["width"] <= PHONE["width"] + 1
    opened.keyboard.press("Escape")
    assert opened.locator("#filters").is_hidden()
    opened.locator("#search input").tap()
    opened.keyboard.type("Fufeng Group")
    opened.locator("#search [data-id]").first.tap()
    sheet = opened.locator("#panel").bounding_box()
    assert sheet["width"] == PHONE["width"]
    assert sheet["height"] <= 0.62 * PHONE["height"]
    assert sheet["y"] + sheet["height"] == PHONE["height"]
    reader.close()


def test_still_for_those_who_wish_so(browser, file):
    reader = Reader(browser, file, reduced_motion="reduce")
    opened = reader.open()
    opened.keyboard.press("/")
    opened.keyboard.type("TBEA")
    opened.keyboard.press("Enter")
    assert opened.evaluate("getComputedStyle(document.querySelector('#panel')).animationName") == "none"
    reader.until(lambda: "at=" in opened.url)
    reader.close()


@pytest.mark.skipif(not AXE.exists(), reason=NO_AXE)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(browser, file, view, theme):
    reader = Reader(browser, file, bypass_csp=True, color_scheme=theme, reduced_motion="reduce")
    opened = reader.open(f"view={view}&sel=project:fufeng-corn-processing&a=company:tbea&article=a4")
    opened.add_script_tag(path=AXE)
    found = opened.evaluate("axe.run().then(result => result.violations)")
    serious = {
        rule["id"]: [(node["target"], node["failureSummary"]) for node in rule["nodes"]][:3]
        for rule in found
        if rule["impact"] in {"serious", "critical"}
    }
    assert serious == {}
    assert [rule["id"] for rule in found] == []
    reader.close()
