"""The generator of large graphs: the same for the same seed, as large as asked, valid, and no larger in memory."""

import doctest
import importlib
import json
import random
import re
import sys
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from kzcn.build import build, check
from kzcn.findings import Severity
from kzcn.folders import Folders
from kzcn.oxigraph import parse_rdf

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "benchmarks"))

import generate  # noqa: E402
from generating import fit  # noqa: E402
from generating.articles import largest_meeting  # noqa: E402
from generating.faults import KINDS  # noqa: E402
from generating.laws import Law, Mentions, Recurrence  # noqa: E402
from generating.measure import Measured, measured  # noqa: E402

MEGABYTE = 1_000_000


def quads(folder: Path, size: int, seed: int = 1) -> Path:
    path = folder / f"{size}-{seed}.nq"
    generate.write_quads(path, size, seed)
    return path


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated") / "tree"
    return folder, generate.write_tree(folder, 10_000)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Measured:
    with quads(tmp_path_factory.mktemp("generated"), 60_000).open("rb") as file:
        return measured(parse_rdf(file, ".nq"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("graph/**/*.t*")}


def test_the_same_seed_gives_the_same_bytes(tree, tmp_path):
    again, other = tmp_path / "again", tmp_path / "other"
    generate.write_tree(again, 10_000)
    generate.write_tree(other, 10_000, seed=2)
    assert contents(again) == contents(tree[0])
    assert contents(other) != contents(tree[0])


@pytest.mark.parametrize("size", [10_000, 30_000])
def test_a_file_of_quads_has_as_many_lines_as_asked_within_two_percent(tmp_path, size):
    lines = quads(tmp_path, size).read_bytes().splitlines()
    assert len(set(lines)) == len(lines)
    assert abs(len(lines) / size - 1) <= 0.02


def test_a_tree_is_as_large_as_asked_and_passes_every_check_without_a_warning(tree):
    folder, written = tree
    curated, findings = check(Folders.find(folder))
    assert findings == []
    assert len(curated.quads) == written.quads
    assert abs(written.quads / 10_000 - 1) <= 0.02
    assert sum(file.is_article for file in curated.files) == written.articles


def test_a_tree_states_what_the_file_of_quads_does(tree, tmp_path):
    curated, _ = check(Folders.find(tree[0]))
    with quads(tmp_path, 10_000).open("rb") as file:
        assert set(parse_rdf(file, ".nq")) == set(curated.quads)


@pytest.mark.slow
def test_a_tree_can_be_built(tree, tmp_path):
    result = build(Folders.find(tree[0]), tmp_path / "build")
    assert result.findings == []
    assert result.curated == tree[1].quads


def test_every_planted_fault_is_found_and_nothing_else(tmp_path):
    folder = tmp_path / "tree"
    written = generate.write_tree(folder, 12_000, faults=2 * len(KINDS))
    planted = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
    assert len(planted) == 2 * len(KINDS) == len(written.faults)
    assert {fault["kind"] for fault in planted} == set(KINDS)
    expected = Counter((code, fault["file"], fault["subject"]) for fault in planted for code in fault["codes"])
    curated, findings = check(Folders.find(folder))
    assert {finding.severity for finding in findings} == {Severity.ERROR}
    assert Counter((finding.code, finding.file, finding.subject) for finding in findings) == expected
    assert len(curated.quads) == written.quads
    assert abs(written.quads / 12_000 - 1) <= 0.02


def test_faults_are_spread_over_the_articles(tmp_path):
    folder = tmp_path / "tree"
    written = generate.write_tree(folder, 20_000, faults=10)
    articles = {fault.file for fault in written.faults if "articles" in fault.file}
    numbers = sorted(int(re.search(r"made-(\d+)", name)[1]) for name in articles)
    assert numbers[0] == 0
    assert numbers[-1] > written.articles * 0.7


def test_memory_does_not_grow_with_the_size(tmp_path):
    def peak(size: int) -> int:
        tracemalloc.start()
        try:
            quads(tmp_path, size)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    quads(tmp_path, 10_000)  # what is loaded once
    small, large = peak(20_000), peak(100_000)
    assert large - small < 0.5 * MEGABYTE
    assert large < 30 * MEGABYTE


def test_meetings_have_from_two_participants_to_two_hundred(made):
    participants = made.counts["participants of a meeting"]
    assert min(participants) == 2
    assert max(participants) == largest_meeting(60_000 - ontology_size())
    assert max(participants) > 100
    law = generate.parameters().laws["participants of a meeting"]
    assert (law.low, law.most, largest_meeting(110_000)) == (2, 200, 200)


def ontology_size() -> int:
    return sum(1 for _ in generate.Stock(ROOT).ontology())


@pytest.mark.parametrize("kind", ["company", "person", "body", "organization"])
def test_names_are_in_four_languages(made, kind):
    languages = made.values[f"label of {kind}"]
    assert set(languages) == {"en", "ru", "kk", "zh"}
    assert len(set(languages.values())) == 1


def test_what_is_generated_has_the_parameters_that_were_fitted(made):
    wanted, found = generate.parameters(), fit.laws(made)
    for name in (
        *("things told in a passage", "hasAmount of a telling of a project"),
        *("topic of a telling of a position", "passages of an article"),
    ):
        assert found[name].shares == pytest.approx(wanted.laws[name].shares, abs=0.06)
    for kind in ("project", "person", "company"):
        assert fit.recurrences(made)[kind].new == pytest.approx(wanted.recurrences[kind].new, abs=0.12)


def test_the_tail_is_heavy(made):
    """A few companies are in many times as many articles as the usual one."""
    articles = made.counts["articles of a company"]
    mean = sum(k * times for k, times in articles.items()) / sum(articles.values())
    assert max(articles) > 8 * mean
    assert articles[1] > sum(articles.values()) * 0.4


def test_a_law_is_found_again_from_what_it_drew():
    law, rng = Law(1, (0.5, 0.2), 2.0, 1.5, 100_000), random.Random(1)
    drawn = Counter(law.draw(rng) for _ in range(20_000))
    found = fit.law_of(drawn, 1)
    assert min(drawn) == 1
    assert max(abs(found.tail(k) - law.tail(k)) for k in range(1, 50)) < 0.02


def test_a_number_beyond_the_largest_is_the_largest():
    rng = random.Random(1)
    assert max(Law(2, (0.1,), 5.0, 0.5, 200).draw(rng) for _ in range(1000)) == 200


@pytest.mark.parametrize("evenly", [0.0, 0.5, 1.0])
def test_things_come_back_as_often_as_they_should(evenly):
    mentions = Mentions(1, {"person": Recurrence(0.4, evenly, 0.0)})
    drawn = [mentions.draw("person") for _ in range(20_000)]
    times = Counter(Counter(thing for thing, _ in drawn).values())
    things = sum(times.values())
    assert sum(new for _, new in drawn) == things
    assert things / 20_000 == pytest.approx(0.4, abs=0.02)
    assert times[1] / things == pytest.approx(1 / (1 + 0.6 * (1 - evenly + evenly / 0.4)), abs=0.03)


def test_the_distance_of_a_graph_to_itself_is_nothing(made):
    assert fit.distance(*fit.pair("ties of an actor", made, made)) == 0


def test_a_graph_smaller_than_the_ontology_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="10000"):
        generate.write_quads(tmp_path / "small.nq", 5_000)


def test_a_folder_that_holds_a_graph_is_left_alone(tree):
    before = contents(tree[0])
    with pytest.raises(FileExistsError):
        generate.write_tree(tree[0], 10_000)
    assert contents(tree[0]) == before


@pytest.mark.parametrize("name", ["articles", "laws", "words", "sinks", "fit"])
def test_examples_hold(name):
    result = doctest.testmod(importlib.import_module(f"generating.{name}"))
    assert result.attempted
    assert not result.failed
