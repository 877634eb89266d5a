"""The site in a real browser: the editor, its results, the things they lead to; nobody else is asked for anything."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from chromium import AXE, DESK, NO_AXE, PHONE, chromium
from serving import running

WHY = (
    "/why?subject=https://w3id.org/kzcn/project/fufeng-corn-processing"
    "&property=https://w3id.org/kzcn/ontology%23currentStatus"
)
PAGES = (
    *(
        "/project/west-kazakhstan-14-projects",
        "/passage/2025-06-16-qazinform-joint-projects.tbea",
        "/place/almaty-region",
    ),
    *("/things", "/company/", "/search?q=tbea", "/ontology", "/download/", "/nothing/there", "/query", WHY),
)


@pytest.fixture(scope="module")
def server(selected):
    with running(selected, "--rate", "0") as served:
        yield served


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


class Visitor:
    """One person on the site; every request elsewhere, error and complaint of the console is noted."""

    def __init__(self, browser, url, **wishes):
        self.url = url
        self.context = browser.new_context(**{"viewport": DESK, "locale": "en-GB", "accept_downloads": True, **wishes})
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.wrong = []
        self.context.on("request", self._request)
        self.page.on("console", lambda m: m.type in {"error", "warning"} and self.wrong.append(m.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _request(self, request):
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.wrong.append(f"asked for {request.url}")

    def open(self, path):
        self.page.goto("about:blank")
        self.page.goto(self.url + path)
        if path.startswith("/query"):
            self.page.wait_for_selector("html[data-ready]")
        return self.page

    def write(self, text):
        """A query in place of the one in the editor, typed."""
        self.page.click("#editor .CodeMirror")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def ask(self, text):
        """Types a query and asks it with the button."""
        self.write(text)
        self.page.keyboard.press("Escape")
        self.page.click("#editor .yasqe_queryButton")

    def query(self):
        return self.page.evaluate("document.querySelector('#editor .CodeMirror').CodeMirror.getValue()")

    def close(self):
        self.context.close()
        assert self.wrong == []


@pytest.fixture
def visitor(browser, server):
    found = Visitor(browser, server.url)
    yield found
    found.close()


def test_from_a_question_of_the_library_to_the_source_of_a_fact(visitor, graph):
    page = visitor.open("/query")
    page.fill("#library-search", "region status sector")
    page.click("[data-query=projects-by-region]")
    page.fill("#parameter-region", "阿拉木图州")
    page.wait_for_selector("[data-name='place:almaty-region']")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#parameter-region") == "place:almaty-region"
    page.keyboard.press("Enter")
    page.wait_for_selector("#results tbody tr")
    assert page.locator("#results tbody tr").count() == len(graph.ask("projects-by-region", region="almaty-region"))
    assert "VALUES ?region { <https://w3id.org/kzcn/place/almaty-region> }" in visitor.query()
    page.click("#results a[href='/project/tbea-almaty-region-energy']")
    page.wait_for_url("**/project/tbea-almaty-region-energy")
    assert page.locator("h1").text_content() == "TBEA energy project in Almaty Region"
    link = page.locator(".facts-of .sources-of a.anchor-of").first
    facts = graph.why("tbea-almaty-region-energy")
    assert link.get_attribute("href") in {fact.link for fact in facts}
    page.locator(".facts-of .sources-of a.quiet").first.click()
    page.wait_for_url("**/passage/**")
    assert "Qazinform, 16 June 2025" in page.locator(".thing-head").text_content()
    page.click("a[href^='/article/']")
    assert page.locator("#part-passages").is_visible()


def test_every_question_can_be_chosen_and_has_its_form(visitor, graph):
    page = visitor.open("/query")
    for name, query in graph.library.items():
        page.locator(f"[data-query='{name}']").click()
        assert page.locator("#chosen h2").text_content() == query.title
        fields = page.eval_on_selector_all("#chosen input", "all => all.map(one => one.name)")
        assert fields == list(query.parameters)
        assert not page.locator("#editor .cm-error, #editor .parseErrorIcon").count(), name


@pytest.mark.parametrize(
    ("typed", "offered", "written"),
    [
        ("SELECT * WHERE { ?s kzcn:inves", "kzcn:investor", "kzcn:investor"),
        ("SELECT * WHERE { ?s a kzcn:Proj", "kzcn:Project", "kzcn:Project"),
        ("SELECT * WHERE { ?s kzcn:investor тбеа", None, "тбеа"),
        (
            "SELECT * WHERE { ?s kzcn:investor fufeng",
            "company:fufeng-group",
            "PREFIX company: <https://w3id.org/kzcn/company/>",
        ),
        ("PREFIX schem", "schema: <https://schema.org/>", "PREFIX schema: <https://schema.org/>"),
    ],
)
def test_completion_comes_from_this_graph(visitor, typed, offered, written):
    page = visitor.open("/query")
    visitor.write(typed)
    if offered is None:
        page.wait_for_timeout(600)
        assert page.locator(".CodeMirror-hint").count() == 0
        return
    hint = page.locator(".CodeMirror-hint", has_text=offered).first
    hint.wait_for()
    hint.click()
    assert written in visitor.query()


def test_prefixes_are_declared_as_they_are_used(visitor):
    visitor.open("/query")
    visitor.write("SELECT * WHERE { ?s schema:")
    for _ in range(50):  # the policy of the page lets no expression be waited for
        if "PREFIX schema: <https://schema.org/>" in visitor.query():
            break
        visitor.page.wait_for_timeout(100)
    assert "PREFIX schema: <https://schema.org/>" in visitor.query()


def test_an_error_is_shown_at_its_place(visitor):
    page = visitor.open("/query")
    visitor.write("SELECT * WHERE {\n  ?s ?p ?o FILTERR(?x)\n}")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#notice:not([hidden])")
    assert "does not fit here (line 2, column 19)" in page.locator("#notice").text_content()
    assert page.locator("#editor div:has(> .wrong-line)").text_content().strip().endswith("FILTERR(?x)")
    visitor.write("ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".booleanResult")
    assert page.locator("#notice").is_hidden()
    assert page.locator(".wrong-line").count() == 0
    refused = [words for words in visitor.wrong if "400" in words]  # the browser's own word for the refusal
    assert refused == visitor.wrong
    visitor.wrong.clear()


def test_a_wrong_value_is_refused_beside_its_form(visitor):
    page = visitor.open("/query")
    page.click("[data-query=projects-by-region]")
    page.fill("#parameter-since", "yesterday")
    page.click(".run")
    page.wait_for_selector(".form-error >> text=a date such as")
    visitor.wrong = [words for words in visitor.wrong if "400" not in words]


def test_a_link_to_a_query_opens_it(visitor):
    page = visitor.open("/query")
    query = "SELECT ?project WHERE { ?project a <https://w3id.org/kzcn/ontology#Project> } # ? & + «ё» 中"
    visitor.write(query)
    page.keyboard.press("Escape")
    page.click("#share")
    page.wait_for_selector("#notice:not([hidden])")
    shared = page.evaluate("location.href")
    assert f"#query={quote(query, safe='')[:40]}" in shared.replace("!", "%21")
    visitor.open("/query")
    visitor.write("ASK {}")
    page.goto("about:blank")
    page.goto(shared)
    page.wait_for_selector("html[data-ready]")
    assert visitor.query() == query


def test_a_shared_query_is_text_and_nothing_runs_by_itself(visitor):
    nasty = "SELECT ('<img src=x onerror=\"document.title=1\"><script>document.title=2</script>' AS ?x) {}"
    page = visitor.open(f"/query#query={quote(nasty)}&endpoint={quote('https://example.org/sparql')}")
    title = page.title()
    assert visitor.query() == nasty
    assert page.locator("#results tbody tr").count() == 0
    page.click("#editor .CodeMirror")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#results tbody tr")
    assert "<img" in page.locator("#results tbody").text_content()
    assert page.locator("#results tbody img, #results tbody script").count() == 0
    assert page.title() == title
    # YASR reads the text in a document in which nothing runs, to clean it; the browser tells what it did not run.
    assert all("inline event handler violates" in words and "been blocked" in words for words in visitor.wrong)
    visitor.wrong.clear()


def test_answers_can_be_saved(visitor):
    page = visitor.open("/query")
    visitor.ask("SELECT ?s WHERE { ?s a <https://w3id.org/kzcn/ontology#Company> } ORDER BY ?s")
    page.wait_for_selector("#results tbody tr")
    for view, ending, said in (("table", ".csv", "company/tbea"), ("response", ".json", '"bindings"')):
        page.click(f"#results .select_{view}")
        with page.expect_download() as download:
            page.click("#results .yasr_downloadIcon")
        assert download.value.suggested_filename.endswith(ending)
        assert said in Path(download.value.path()).read_text("utf-8")


def test_triples_and_things_of_others_are_shown(visitor):
    page = visitor.open("/query")
    visitor.ask("DESCRIBE <https://w3id.org/kzcn/company/tbea>")
    page.locator("#results .yasr_results", has_text="特变电工").wait_for()
    visitor.ask(
        "SELECT * WHERE { <https://w3id.org/kzcn/place/beijing> <http://www.w3.org/2004/02/skos/core#exactMatch> ?o }"
    )
    other = page.locator("#results a.iri[href^='https://sws.geonames.org/']")
    other.wait_for()
    assert (other.get_attribute("target"), other.get_attribute("rel")) == ("_blank", "noopener noreferrer")


def test_the_search_box_goes_by_keyboard_alone(visitor):
    page = visitor.open("/things")
    page.focus("input[data-goes]")
    page.keyboard.type("特变")
    page.wait_for_selector("[data-name='company:tbea']")
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-name='company:tbea']").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/company/tbea")
    page.fill("input[data-goes]", "energy")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=energy")


def test_the_reader_can_skip_to_the_content(visitor):
    page = visitor.open("/company/tbea")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_light_or_dark_is_remembered(visitor):
    page = visitor.open("/company/tbea")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.click("#theme")
    visitor.open("/things")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_thing_leads_to_its_place_in_the_picture_and_to_its_query(visitor):
    page = visitor.open("/company/tbea")
    page.click("text=See it in the picture")
    page.wait_for_selector("[data-about='company:tbea']")
    page = visitor.open("/company/tbea")
    page.click("text=Ask about it in SPARQL")
    page.wait_for_selector("html[data-ready]")
    page.click("#editor .CodeMirror")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#results tbody a[href^='/passage/']")


def test_a_thing_can_be_read_without_scripts(browser, server):
    visitor = Visitor(browser, server.url, java_script_enabled=False)
    page = visitor.open("/project/fufeng-corn-processing")
    assert page.locator(".facts-of .anchor-of").count() > 5
    visitor.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_a_phone(browser, server, path):
    visitor = Visitor(browser, server.url, viewport=PHONE)
    page = visitor.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    visitor.wrong = [words for words in visitor.wrong if "404" not in words]
    visitor.close()


@pytest.mark.skipif(not AXE.exists(), reason=NO_AXE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(browser, server, path, scheme):
    visitor = Visitor(browser, server.url, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    page = visitor.open(path)
    if path == "/query":
        page.click("[data-query=graph-at-a-glance]")
        page.click(".run")
        page.wait_for_selector("#results tbody tr")
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    assert {rule["id"]: [node["target"] for node in rule["nodes"]][:3] for rule in found} == {}
    visitor.wrong = [words for words in visitor.wrong if "404" not in words]
    visitor.close()


def test_yasgui_is_the_version_that_its_page_names():
    folder = Path(__file__).parents[2] / "viz" / "vendor"
    version = re.search(r"^version=(\S+)$", (folder / "yasgui" / "refresh.sh").read_text("utf-8"), re.MULTILINE)[1]
    assert f"`@zazuko/yasgui` {version}" in (folder / "README.md").read_text("utf-8")
    assert f"@zazuko/yasgui {version} — MIT" in (folder / "yasgui" / "LICENCES.txt").read_text("utf-8")
