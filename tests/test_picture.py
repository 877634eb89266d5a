"""Small pictures: what they show, in which formats, and that names stay names."""

from __future__ import annotations

import re
import shutil
import struct
from xml.etree import ElementTree

import pytest
from pages import FOLDERS, HOSTILE, hostile_source, real_source

from kzcn.cli import main
from kzcn.errors import SetupError, UsageError
from kzcn.graph import Graph
from kzcn.page.palette import palette

SVG = "{http://www.w3.org/2000/svg}"
FUFENG = "project:fufeng-corn-processing"
INVESTORS = "CONSTRUCT { ?p kzcn:investor ?c } WHERE { ?p kzcn:investor ?c }"


@pytest.fixture(scope="module")
def graph():
    return Graph(real_source(), FOLDERS)


def words(document):
    """The names in a picture, parts of a broken line joined."""
    root = ElementTree.fromstring(document)
    return {" ".join(span.text for span in text.iter(f"{SVG}tspan")) for text in root.iter(f"{SVG}text")}


def test_a_neighbourhood_holds_the_thing_and_those_tied_to_it(graph):
    drawing = graph.picture("fufeng-corn-processing").drawing
    assert {node.id for node in drawing.nodes} >= {FUFENG, "company:fufeng-group", "place:zhambyl-region"}
    assert [node.id for node in drawing.nodes if node.centre] == [FUFENG]
    assert ("investor", FUFENG, "company:fufeng-group") in {(e.label, e.source, e.target) for e in drawing.edges}


def test_more_steps_show_more(graph):
    one, two = (graph.picture("tbea", steps=steps).drawing for steps in (1, 2))
    assert {node.id for node in one.nodes} < {node.id for node in two.nodes}


def test_names_come_in_the_language_asked_for(graph):
    assert "阜丰集团" in words(graph.picture("fufeng-group", language="zh").svg)
    assert graph.picture("fufeng-group", language="zh").drawing.kinds["company"] == "公司"


def test_a_construct_query_is_drawn(graph):
    picture = graph.picture(INVESTORS)
    assert {edge.label for edge in picture.drawing.edges} == {"investor"}
    assert "Fufeng Group" in words(picture.svg)


def test_types_and_labels_in_a_construct_name_its_nodes(graph):
    sum_ = '<https://example.org/sum> rdfs:label "Sum of it"@en ; kzcn:value 12.5 ; a kzcn:Project'
    query = f"CONSTRUCT {{ {sum_} }} WHERE {{}}"
    drawing = graph.picture(query).drawing
    assert {(node.label, node.kind) for node in drawing.nodes} == {("Sum of it", "other"), ("12.5", "text")}


def test_the_same_picture_every_time(graph):
    assert graph.picture("tbea").svg == Graph(real_source(), FOLDERS).picture("tbea").svg
    assert graph.picture("tbea").html() == graph.picture("tbea").html()


def test_notebooks_show_the_picture_itself(graph):
    picture = graph.picture("fufeng-group")
    assert picture._repr_svg_() == picture.svg
    assert ElementTree.fromstring(picture.svg).tag == f"{SVG}svg"


def test_colours_are_those_of_the_page(graph):
    look = palette(FOLDERS.viz)
    assert len({colour for colour, _ in look.kinds.values()}) == len(look.kinds) == 10
    assert f'fill="{look.look("company")[0]}" stroke="{look.border("CN")}"' in graph.picture("fufeng-group").svg


def test_files_of_each_kind(graph, tmp_path):
    picture = graph.picture("fufeng-corn-processing")
    assert picture.save(tmp_path / "p.svg").read_text(encoding="utf-8") == picture.svg
    assert picture.save(str(tmp_path / "p.html")).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_picture_of_pixels(graph, tmp_path):
    pytest.importorskip("resvg_py")
    picture = graph.picture("fufeng-corn-processing")
    data = picture.save(tmp_path / "p.png").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    root = ElementTree.fromstring(picture.svg)
    assert (width, height) == pytest.approx((2 * float(root.get("width")), 2 * float(root.get("height"))), abs=3)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"what": "fufeng-corn-processing", "steps": 0}, "at least one step"),
        ({"what": "fufeng-corn-processing", "language": "de"}, "en, ru, kk, zh"),
        ({"what": "reference:nobody"}, "not in the graph"),
        ({"what": "SELECT * WHERE { ?s kzcn:investor ?o }"}, "CONSTRUCT or DESCRIBE"),
        ({"what": "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o ; a kzcn:Company }"}, "no triples that could be drawn"),
        ({"what": "status:announced"}, "no ties"),
    ],
)
def test_what_cannot_be_drawn_is_said(graph, asked, words):
    with pytest.raises(UsageError, match=words):
        graph.picture(**asked)


def test_a_file_of_another_kind_is_refused(graph, tmp_path):
    with pytest.raises(UsageError, match=r"\.html, \.svg or \.png"):
        graph.picture("tbea").save(tmp_path / "p.pdf")
    with pytest.raises(SetupError, match="cannot be written"):
        graph.picture("tbea").save(tmp_path / "gone" / "p.svg")
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_markup_is_text_in_every_format():
    picture = Graph(hostile_source(), FOLDERS).picture("company:hostile")
    root = ElementTree.fromstring(picture.svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "rect", "g", "line", "path", "text", "tspan", "polygon", "circle"),
    }
    assert any((title.text or "").startswith("<img src=x") for title in root.iter(f"{SVG}title"))
    outside = re.sub(r"<script>.*?</script>", "", picture.html(), flags=re.DOTALL)
    assert "<img" not in outside


def test_the_page_of_a_picture_runs_in_a_browser_and_fetches_nothing(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    path = Graph(hostile_source(), FOLDERS).picture("company:hostile").save(tmp_path / "p.html")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium)
        view, said, asked = browser.new_page(), [], []
        view.on("console", lambda message: said.append(message.text))
        view.on("pageerror", lambda error: said.append(str(error)))
        view.on("request", lambda request: asked.append(request.url))
        view.goto(path.as_uri())
        view.wait_for_selector("#network canvas")
        assert view.evaluate("network.body.nodeIndices.length") == 2
        assert view.evaluate("document.querySelectorAll('img').length") == 0
        assert view.title() == HOSTILE
        browser.close()
    assert not said
    assert asked == [path.as_uri()]


def test_the_command_draws_a_thing_or_a_query(selected, tmp_path, capsys):
    query = tmp_path / "investors.rq"
    query.write_text(INVESTORS, encoding="utf-8")
    for what in ("阜丰集团", INVESTORS, str(query)):
        drawn = tmp_path / "p.svg"
        with pytest.raises(SystemExit, match="0"):
            main(["picture", what, "-o", str(drawn), "--graph", str(selected)])
        assert "Fufeng Group" in words(drawn.read_text(encoding="utf-8"))
        drawn.unlink()
    assert capsys.readouterr().out == ""


def test_the_command_says_what_is_wrong(selected, tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["picture", "fufeng-group", "-o", str(tmp_path / "p.pdf"), "--graph", str(selected)])
    assert "End the name with .html, .svg or .png" in capsys.readouterr().err
