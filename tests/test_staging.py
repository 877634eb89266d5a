"""The build is replaced whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from trees import run, run_script, small_tree

import kzcn
from kzcn.errors import SetupError
from kzcn.staging import replacing, write_whole

PROJECTS = "graph/entities/projects.ttl"
RANDOM = random.Random(20251122)
BUILD = """
import resource, sys
from kzcn.cli import main
limit = int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main(["build", "--from", sys.argv[1], "--graph", sys.argv[2]])
"""


def rename_project(tree: Path, name: str) -> None:
    path = tree / PROJECTS
    path.write_text(path.read_text(encoding="utf-8").replace("Tomato plant", name), encoding="utf-8")


def written_build(folder: Path, words: str) -> None:
    """What is known as a build, as small as can be."""
    (folder / "store").mkdir(parents=True)
    (folder / "store/CURRENT").touch()
    (folder / "kzcn.nq").write_text(words, encoding="utf-8")


def texts(build: Path) -> dict[str, str]:
    """Checksums of the text files of a build."""
    files = [path for path in sorted(build.rglob("*")) if path.is_file() and path.parent.name != "store"]
    return {path.relative_to(build).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def project_names(build: Path) -> set[str]:
    """The names of projects, asked from the store of a build."""
    rows = kzcn.open(build).sparql("SELECT ?name { GRAPH graph:projects { ?p a kzcn:Project ; skos:prefLabel ?name } }")
    return {str(row["name"]) for row in rows}


def leftovers(build: Path) -> list[str]:
    return sorted(path.name for path in build.parent.iterdir() if path.name.startswith(f"{build.name}.new-"))


@pytest.fixture(scope="module")
def small_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small tree and a build of it."""
    folder = tmp_path_factory.mktemp("small")
    tree, build = small_tree(folder / "tree"), folder / "build"
    assert run("build", "--from", tree, "--graph", build).code == 0
    return tree, build


@pytest.fixture
def tree_and_build(small_build: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """A small tree, changed after it was built, and that build."""
    tree, build = (shutil.copytree(folder, tmp_path / folder.name, symlinks=True) for folder in small_build)
    rename_project(tree, "Tomato works")
    return tree, build


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that every user may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        for path in Path(folder).rglob("*"):
            path.chmod(0o755)


@pytest.mark.slow
def test_killed_builds_leave_the_old_or_the_new_one_whole(tree_and_build, tmp_path):
    tree, build = tree_and_build
    old = texts(build)
    assert run("build", "--from", tree, "--graph", tmp_path / "other").code == 0
    new = texts(tmp_path / "other")
    assert old != new
    for _ in range(10):
        command = [sys.executable, "-c", BUILD, str(tree), str(build), "0"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=RANDOM.uniform(0.2, 2.0))
            process.send_signal(signal.SIGKILL)
        found = texts(build)
        assert found in (old, new)
        assert ("Tomato works" in project_names(build)) == (found == new)
    assert run("build", "--from", tree, "--graph", build).code == 0
    assert texts(build) == new
    assert leftovers(build) == []


@pytest.mark.parametrize("limit", [1_000, 50_000, 400_000, 900_000])
def test_a_full_disk_leaves_the_old_build(limit, tree_and_build):
    tree, build = tree_and_build
    old = texts(build)
    outcome = run_script(BUILD, tree, build, limit)
    assert outcome.returncode == 2
    assert f"error: {build} could not be written: " in outcome.stderr
    assert outcome.stderr.endswith("File too large. What stood there before is untouched.\n")
    assert "Traceback" not in outcome.stderr
    assert texts(build) == old
    assert "Tomato plant" in project_names(build)
    assert leftovers(build) == []


@pytest.mark.parametrize("locked", ["build", "."])
def test_unwritable_folders_are_named(locked, open_folder):
    written_build(open_folder / "build", "old")
    tree = small_tree(open_folder / "tree")
    (open_folder / "build").chmod(0o777)
    open_folder.chmod(0o777)
    (open_folder / locked).chmod(0o555)
    outcome = run_script(BUILD_WITHOUT_PRIVILEGES, tree, open_folder / "build")
    said = outcome.stderr.splitlines()[1:]  # after the words of the first attempt, see the script
    folder = (open_folder / locked).resolve()
    assert said == [f"error: {folder} is not writable. What stands there is untouched. Try: chmod u+w {folder}"]
    assert outcome.returncode == 2
    assert (open_folder / "build/kzcn.nq").read_text(encoding="utf-8") == "old"


# Loads every module with all rights, and then builds as nobody.
BUILD_WITHOUT_PRIVILEGES = """
import os, sys
from kzcn.cli import main
try:
    main(["build", "--from", sys.argv[1], "--graph", sys.argv[1] + "/far/away"])
except SystemExit:
    sys.stderr.flush()
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
main(["build", "--from", sys.argv[1], "--graph", sys.argv[2]])
"""


def test_a_second_build_at_the_same_time_refuses(tree_and_build):
    tree, build = tree_and_build
    old = texts(build)
    with pytest.raises(ZeroDivisionError), replacing(build):
        outcome = run("build", "--from", tree, "--graph", build)
        _ = 1 / 0  # so that the first build does not end well either
    assert outcome.code == 2
    assert outcome.err == (
        f"error: Another build (process {os.getpid()}) is writing {build}. Wait until it ends, then try again.\n"
    )
    assert texts(build) == old


def test_what_a_dead_build_left_is_removed(tree_and_build):
    tree, build = tree_and_build
    dead = build.with_name("build.new-dead")
    (dead / "store").mkdir(parents=True)
    assert run("build", "--from", tree, "--graph", build).code == 0
    assert leftovers(build) == []


def test_a_file_of_the_users_is_never_replaced(tmp_path):
    target = tmp_path / "build"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(SetupError, match=r" is a file\. Name a folder for the build"), replacing(target):
        pytest.fail("entered")
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_folder_of_the_users_is_never_replaced(tmp_path):
    target = tmp_path / "documents"
    target.mkdir()
    (target / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SetupError, match=r" holds other things than a build; they are untouched\."), replacing(target):
        pytest.fail("entered")
    assert (target / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_an_error_inside_leaves_everything(tmp_path):
    target = tmp_path / "build"
    written_build(target, "old")
    with pytest.raises(ZeroDivisionError), replacing(target) as fresh:
        (fresh / "kzcn.nq").write_text("new", encoding="utf-8")
        _ = 1 / 0
    assert (target / "kzcn.nq").read_text(encoding="utf-8") == "old"
    assert leftovers(target) == []


def test_a_good_end_replaces(tmp_path):
    target = tmp_path / "build"
    for words in ("first", "second"):
        with replacing(target) as fresh:
            written_build(fresh, words)
            (fresh / words).touch()
        assert (target / "kzcn.nq").read_text(encoding="utf-8") == words
    assert sorted(path.name for path in target.iterdir()) == ["kzcn.nq", "second", "store"]
    assert leftovers(target) == []


def test_a_build_behind_a_symbolic_link(tmp_path):
    (tmp_path / "disk").mkdir()
    link = tmp_path / "build"
    link.symlink_to(tmp_path / "disk/build")
    for words in ("first", "second"):
        with replacing(link) as fresh:
            written_build(fresh, words)
    assert link.is_symlink()
    assert (link / "kzcn.nq").read_text(encoding="utf-8") == "second"
    assert sorted(path.name for path in (tmp_path / "disk").iterdir()) == ["build", "build.lock"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "answer.csv"
    target.write_text("old")
    write_whole(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["answer.csv"]
    assert target.read_text() == "new"


@pytest.mark.parametrize("name", [".", "plain/file.csv", "away/file.csv"])
def test_a_file_that_cannot_be_written_changes_nothing(tmp_path, name):
    (tmp_path / "plain").write_text("old")
    with pytest.raises(SetupError, match="cannot be written"):
        write_whole(tmp_path / name, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["plain"]


def test_what_is_no_plain_file_stays_what_it_is():
    write_whole(Path(os.devnull), b"new")
    assert not Path(os.devnull).is_file()
