"""The page as one file: modules joined, policy and contents in step, nothing fetched, markup in data harmless."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from pages import FOLDERS, HOSTILE, hostile_source, outlines, real_data, rules

from kzcn.errors import SetupError
from kzcn.page.data import page_data
from kzcn.page.html import as_json, page, unpacked
from kzcn.page.modules import bundle
from kzcn.page.vis import vis_network, vis_script

FETCHING = re.compile(
    r"""<(?:script|img|iframe|audio|video|source)[^>]*\ssrc=|<link(?![^>]*href="data:)|@import|url\((?!["']?data:)"""
)


class Parts(HTMLParser):
    """The contents of script and style elements, and the policy."""

    def __init__(self, text):
        super().__init__()
        self.found, self.policy, self._open = [], "", None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        if tag in {"script", "style"}:
            self._open = (tag, attributes, [])

    def handle_data(self, data):
        if self._open:
            self._open[2].append(data)

    def handle_endtag(self, tag):
        if self._open and tag == self._open[0]:
            self.found.append((tag, self._open[1], "".join(self._open[2])))
            self._open = None


@pytest.fixture(scope="module")
def text():
    return page(real_data(), FOLDERS.viz)


def test_the_page_is_small_enough(text):
    assert len(text.encode()) <= 1_500_000


def test_the_page_is_the_same_every_time(text):
    assert page(page_data_again(), FOLDERS.viz) == text


def page_data_again():
    return json.loads(json.dumps(real_data()))


def test_nothing_is_fetched(text):
    markup = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    assert not FETCHING.search(markup)
    assert "sourceMappingURL" not in text


def test_the_policy_lets_run_what_stands_in_the_page_and_nothing_else(text):
    parts = Parts(text)
    allowed = dict(rule.split(" ", 1) for rule in parts.policy.split("; "))
    assert allowed["default-src"] == allowed["connect-src"] == "'none'"
    assert "unsafe" not in parts.policy
    for tag, attributes, content in parts.found:
        if attributes.get("type") in {"application/json", "application/gzip"}:
            continue
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed[f"{tag}-src"].split()


def test_the_data_in_the_page_are_the_data(text):
    found = {attributes.get("id"): content for _, attributes, content in Parts(text).found}
    assert unpacked(found["kzcn-data"]) == page_data_again()
    assert set(json.loads(found["kzcn-texts"])) == {"en", "ru", "kk", "zh"}


def test_markup_in_a_name_opens_no_element():
    text = page(page_data(hostile_source(), rules(), outlines()), FOLDERS.viz)
    assert "<img" not in re.sub(r"<script>.*?</script>|<script type=\"module\">.*?</script>", "", text, flags=re.DOTALL)
    found = {attributes.get("id"): content for _, attributes, content in Parts(text).found}
    nodes = {node["id"]: node for node in unpacked(found["kzcn-data"])["nodes"]}
    assert nodes["company:hostile"]["labels"]["en"] == HOSTILE


def test_json_in_a_page_holds_no_opening_bracket():
    assert (
        as_json({"a": "</script><!--<b>", "b": 1.5, "ё": "中"})
        == '{"a":"\\u003c/script>\\u003c!--\\u003cb>","b":1.5,"ё":"中"}'
    )


def write(folder, **modules):
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


MAIN = """import { b, twice } from "./b.js";
import {
  a,
} from "./a.js";
const here = "main";
console.log(here, a, b, twice(a));
"""
A = """const here = 2;
export const a = here;
"""
B = """import { a } from "./a.js";
const here = "b";
export const b = here + a;
export function twice(n) {
  return 2 * n;
}
export class C {}
"""


def test_modules_are_joined_in_the_order_of_their_imports(tmp_path):
    joined = bundle(write(tmp_path, main=MAIN, a=A, b=B))
    assert joined.index("const module_a =") < joined.index("const module_b =") < joined.index("const module_main =")
    assert "return { b, twice, C };" in joined
    assert not re.search(r"^\s*(import|export)\b", joined, re.MULTILINE)


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_joined_modules_run_and_keep_their_names_apart(tmp_path):
    script = tmp_path / "joined.cjs"
    script.write_text(bundle(write(tmp_path, main=MAIN, a=A, b=B)), encoding="utf-8")
    done = subprocess.run([shutil.which("node"), str(script)], capture_output=True, text=True, check=True)
    assert done.stdout == "main 2 b2 4\n"


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ({"main": 'import { a } from "./gone.js";\n'}, "gone.js cannot be read"),
        ({"main": 'import { a } from "./a.js";\n', "a": "export const b = 1;\n"}, "imports a from a.js"),
        (
            {"main": 'import { a } from "./a.js";\n', "a": 'import { b } from "./main.js";\nexport const a = 1;\n'},
            "circle",
        ),
        ({"main": 'import { a as b } from "./a.js";\n', "a": "export const a = 1;\n"}, "a as b"),
        ({"main": "const a = 1;\nexport default a;\n"}, "main.js:2"),
        ({"main": "export let a = 1;\n"}, "main.js:1"),
        ({"main": 'const a = await import("./a.js");\n'}, "cannot be joined"),
        ({"main": 'import * as a from "./a.js";\n', "a": ""}, "cannot be joined"),
    ],
)
def test_modules_that_cannot_be_joined_are_refused(tmp_path, modules, words):
    write(tmp_path, **modules)
    with pytest.raises(SetupError, match=re.escape(words)):
        bundle(tmp_path)


def test_vis_network_comes_from_pyvis_without_loading_it():
    code = "import sys; from kzcn.page.vis import vis_script; assert vis_script(); assert 'pyvis' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "vis-network" in vis_script()[:200]
    assert "</script" not in vis_script()


def test_networks_of_pyvis_keep_ids_and_words():
    found = vis_network(
        [{"id": "a:1", "label": HOSTILE, "x": 1.0}, {"id": "a:2", "label": "b"}],
        [{"from": "a:1", "to": "a:2", "title": "t"}],
    )
    assert [node["label"] for node in found["nodes"]] == [HOSTILE, "b"]
    assert [(edge["from"], edge["to"], edge["title"]) for edge in found["edges"]] == [("a:1", "a:2", "t")]


def test_a_build_holds_the_page_and_describes_it(selected, text):
    written = (selected / "index.html").read_bytes()
    assert written.decode() == text
    described = (selected / "dataset.ttl").read_text(encoding="utf-8")
    assert hashlib.sha256(written).hexdigest() in described
