"""The wheel, installed in an empty environment outside the checkout, gives a working program with the graph inside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from trees import CHECKOUT

import kzcn

pytestmark = pytest.mark.slow
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")
PARTS = ("kzcn", "graph", "ontology", "queries", "viz")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the checkout, built in a copy of it."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "checkout"
    copy.mkdir()
    for path in CHECKOUT.iterdir():
        if path.name in PARTS:
            shutil.copytree(path, copy / path.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif path.is_file():
            shutil.copy(path, copy)
    done = called(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, copy, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `kzcn` of an environment into which only the wheel and what it asks for were installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    constraints = CHECKOUT / "constraints.txt"
    limits = ("--constraint", constraints) if constraints.exists() else ()
    done = called(python, *PIP, "--retries", "1", "install", wheel, *limits, cwd=folder)
    if done.returncode and ("NewConnectionError" in done.stderr or "No matching distribution" in done.stderr):
        pytest.skip(f"The package index cannot be reached: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return python.with_name("kzcn")


def called(*words: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a program without anything of this checkout's environment that could lend it modules."""
    own = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "KZCN_GRAPH"}}
    variables = own | environment
    return subprocess.run(
        list(map(str, words)), cwd=cwd, env=variables, capture_output=True, encoding="utf-8", check=False
    )


def test_the_wheel_holds_the_graph_the_ontology_and_the_queries(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    curated = [path for part in ("graph", "ontology", "queries") for path in (CHECKOUT / part).rglob("*")]
    expected = {f"kzcn/data/{path.relative_to(CHECKOUT).as_posix()}" for path in curated if path.is_file()}
    assert {name for name in names if name.startswith("kzcn/data/") and "/viz/" not in name} == expected
    assert not any(name.startswith(("tests/", "build/", "docs/")) for name in names)


def test_it_answers_from_another_folder_and_again_from_its_cache(program, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    places = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    first = called(program, "ask", "articles", "--format", "csv", cwd=tmp_path, **places)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.count("\n") > 5
    kept = sorted((home / "cache").rglob("*"))
    assert "CURRENT" in {path.name for path in kept}
    for path in (home / "cache", *kept):
        path.chmod(0o555 if path.is_dir() else 0o444)
    written = [path.stat().st_mtime_ns for path in kept]
    again = called(program, "ask", "articles", "--format", "csv", cwd=tmp_path, **places)
    assert (again.returncode, again.stdout, again.stderr) == (0, first.stdout, "")
    assert sorted((home / "cache").rglob("*")) == kept
    assert [path.stat().st_mtime_ns for path in kept] == written
    for path in (home / "cache", *kept):
        path.chmod(0o755)


def test_it_answers_where_no_cache_can_be_written(program, tmp_path):
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    places = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    outcome = called(program, "ask", "articles", "--format", "csv", cwd=tmp_path, **places)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.count("\n") > 5


def test_it_knows_its_version_and_builds(program, tmp_path):
    places = {"HOME": str(tmp_path)}
    version = called(program, "version", cwd=tmp_path, **places)
    assert version.stdout.startswith(f"kzcn {kzcn.__version__}\n")
    assert "no graph at hand" not in version.stdout
    built = called(program, "build", "--graph", tmp_path / "build", cwd=tmp_path, **places)
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "build/kzcn.trig").stat().st_size > 100_000
