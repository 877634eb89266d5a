"""The documentation is true: its commands run, its links lead somewhere, its example builds, its notebook runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kzcn.build import build, check
from kzcn.check import errors
from kzcn.folders import Folders
from kzcn.namespaces import PREFIXES
from kzcn.oxigraph import parse_rdf

CHECKOUT = Path(__file__).parent.parent
PAGES = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")])
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TURTLE = re.compile(r"^```turtle\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_AND_TURTLE = re.compile(r"^\*\*`([^`]+)`\*\*[^\n]*\n\n```turtle\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def commands() -> list[str]:
    """Each command that a page shows to be run, once."""
    blocks = [block for page in PAGES for block in CONSOLE.findall(page.read_text("utf-8"))]
    lines = [line for block in blocks for line in block.splitlines()]
    return list(dict.fromkeys(line[2:] for line in lines if line.startswith("$ ")))


@pytest.fixture(scope="module")
def shell(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder to run commands in, beside ../texts, and an environment in which `kzcn` means this program."""
    root = tmp_path_factory.mktemp("docs")
    programs, texts, here = (root / name for name in ("bin", "texts", "here"))
    for folder in (programs, texts, here):
        folder.mkdir()
    kzcn = programs / "kzcn"
    kzcn.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from kzcn.cli import main; main()" "$@"\n', "utf-8")
    kzcn.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(CHECKOUT),
        "KZCN_GRAPH": str(built),
    }
    return here, environment


@pytest.mark.parametrize("command", commands())
def test_command_of_the_documentation_runs(command: str, shell: tuple[Path, dict[str, str]]) -> None:
    folder, environment = shell
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text("utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        path, _, place = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name_of(page)} links to {link}, which is not there"
        if place:
            assert place in headings(target), f"{name_of(page)} links to {link}: no such heading"


def headings(page: Path) -> set[str]:
    """The places of a page that links can name."""
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_pages_name_no_path_of_a_machine(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(home|root|tmp|work|Users)/", page.read_text("utf-8"))


def with_the_worked_example(root: Path) -> tuple[Folders, str]:
    """A copy of the curated folders with the example of docs/curation.md added; the slug of its article."""
    for folder in ("graph", "ontology", "queries"):
        shutil.copytree(CHECKOUT / folder, root / folder)
    page = (CHECKOUT / "docs" / "curation.md").read_text("utf-8")
    slug = ""
    for name, text in FILE_AND_TURTLE.findall(page):
        path = root / name
        if path.suffix == ".trig":
            slug = path.stem
            path.write_text(HEAD + text, "utf-8")
        else:
            path.write_text(path.read_text("utf-8") + "\n" + text, "utf-8")
    return Folders.find(root), slug


def test_the_worked_example_passes_the_checks_and_builds(tmp_path: Path) -> None:
    folders, slug = with_the_worked_example(tmp_path / "root")
    article = folders.graph / "articles" / f"{slug}.trig"
    # A stand-in for the text, which never enters the repository: the anchors, and the names of what is named.
    anchors = re.findall(r'kzcn:anchor "(.*?)"', article.read_text("utf-8"))
    sources = tmp_path / "texts"
    sources.mkdir()
    names = ["Kazakhstan", "Almaty region", "CITIC Construction"]
    (sources / f"{slug}.txt").write_text("\n".join([*anchors, *names]), "utf-8")
    _, findings = check(folders, sources)
    assert not errors(findings)
    assert [f for f in findings if slug in f.file] == []
    assert build(folders, tmp_path / "build").counts["Article"] == len(list(folders.graph.glob("articles/*.trig")))


def test_every_template_can_be_parsed() -> None:
    page = (CHECKOUT / "docs" / "curation-patterns.md").read_text("utf-8")
    templates = TURTLE.findall(page)
    assert templates
    for template in templates:
        text = re.sub(r"^\s*FACTS$", "", template, flags=re.MULTILINE)
        inside = text.startswith(" ")
        assert list(parse_rdf((HEAD + (f"passage:x {{ {text} }}" if inside else text)).encode(), ".trig"))


def test_the_notebook_runs_from_top_to_bottom(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("pandas")
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    notebook = nbformat.read(CHECKOUT / "docs" / "tour.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code), "strip the outputs of the notebook"
    for cell in code:
        cell.source = cell.source.replace("kzcn.open()", f"kzcn.open({str(built)!r})")
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
