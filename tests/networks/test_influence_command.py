"""kzcn influence and kzcn path as a person types them."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
import pytest

from kzcn.cli import main


@pytest.fixture
def run(selected, capsys):
    """Runs a command on the graph of forty articles: exit code, standard output, standard error."""

    def command(*words: str):
        code = 0
        try:
            main([*words, "--graph", str(selected)])
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_the_table_of_the_issue(run):
    code, out, err = run("influence", "--measure", "betweenness", "--group", "officials", "--since", "2025")
    assert code == 0
    assert "Marat Sultangaziyev" in out
    assert "betweenness" in out
    assert "(1–" in out
    assert "do not quote such a rank" in err
    assert "stability" in err
    assert "Darkhan Satybaldy" not in out  # known of 2023 only


def test_roles_top_and_several_measures(run):
    code, out, err = run("influence", "-m", "strength", "-m", "constraint", "--roles", "--top", "3")
    assert code == 0
    assert "coordi-" in out
    assert "3 of " in err
    assert "without a known country" in " ".join(err.split())


def test_sampled_betweenness_says_how_far_off_it_can_be(run):
    code, out, err = run("influence", "-m", "betweenness", "--pivots", "30", "--resamples", "0", "--top", "2")
    assert code == 0
    assert "±" in out
    assert "with 95% probability no value is off by more than" in " ".join(err.split())
    assert "No intervals were computed" in err
    document = json.loads(run("influence", "-m", "betweenness", "--pivots", "30", "--resamples", "9", "-f", "json")[1])
    assert document["sampled"]["pivots"] == 30
    assert document["sampled"]["bounds"].keys() == {row["id"] for row in document["rows"]}


def test_one_actor(run):
    code, out, _ = run("influence", "Marat Sultangaziyev")
    assert code == 0
    assert out.index("Ties, the strongest first") < out.index("Delegation of Almaty Region")
    assert "Shortest chains that run through it" in out
    assert "between two countries" in out
    assert "Zakon.kz, 2025-05: at “22 мая 2025 года”" in out
    assert "#:~:text=" in out


def test_one_actor_as_json_has_the_evidence(run):
    code, out, _ = run("influence", "person:gong-zheng", "-m", "strength", "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["id"] == "person:gong-zheng"
    assert document["ties"][0]["id"] == "person:marat-sultangaziyev"
    assert document["ties"][0]["passages"][0]["anchor"] == "22 мая 2025 года"
    assert document["between"] == []


def test_evidence_equals_what_why_prints(run):
    _, out, _ = run("influence", "person:gong-zheng", "-m", "strength", "--format", "json")
    tie = json.loads(out)["ties"][0]
    _, why, _ = run("why", tie["events"][0], "schema:startDate", "--format", "json")
    assert {p["link"] for p in tie["passages"]} == {e["link"] for e in json.loads(why)}


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networks_to_a_file(run, tmp_path, form):
    target = tmp_path / f"actors.{form}"
    code, out, err = run("influence", "--measure", "pagerank", "--format", form, "-o", str(target))
    assert (code, out) == (0, "")
    assert f"Wrote {target}" in err.replace("\n", "")
    again = (nx.read_graphml if form == "graphml" else nx.read_gexf)(target)
    assert "pagerank" in again.nodes["person:gong-zheng"]
    assert sum(data["pagerank"] for _, data in again.nodes(data=True)) == pytest.approx(1)


def test_csv_of_the_table_and_of_one_actor(run):
    _, out, _ = run("influence", "--network", "places", "--format", "csv")
    assert next(csv.DictReader(io.StringIO(out)))["id"] == "place:almaty-region"
    _, out, _ = run("influence", "person:gong-zheng", "--format", "csv")
    assert [line["target"] for line in csv.DictReader(io.StringIO(out))] == ["person:marat-sultangaziyev"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["influence", "Gong Zeng"], "Did you mean person:gong-zheng"),
        (["influence", "place:shandong"], "is not in this network"),
        (["influence", "person:gong-zheng", "--until", "2023"], "is not in this network"),
        (["influence", "--measure", "betweness"], "Did you mean betweenness"),
        (["influence", "--group", "official"], "Did you mean officials"),
        (["influence", "--format", "gefx"], "Did you mean gexf"),
        (["influence", "--network", "place"], "Did you mean places"),
        (["influence", "--since", "yesterday"], "is no date"),
        (["influence", "--format", "csv", "-o", "/nowhere/at/all.csv"], "cannot be written"),
        (["path", "Gong Zheng", "nobody at all"], "Nothing in the graph is called"),
        (["path", "Gong Zheng", "person:gong-zheng"], "named twice"),
        (["path", "a", "b", "--format", "gexf"], "Take one of: table, csv, json"),
    ],
)
def test_mistakes_get_an_answer(run, words, message):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err


def test_path(run):
    code, out, _ = run("path", "Gong Zheng", "Zhou Naixiang")
    assert code == 0
    assert "→ interlocutor →" in out
    assert "Marat Sultangaziyev" in out
    assert "Zakon.kz, 2025-05: at “Чжоу Найсяном”" in out


def test_path_as_json_and_csv(run):
    _, out, _ = run("path", "Gong Zheng", "Zhou Naixiang", "--format", "json", "--limit", "1")
    (chain,) = json.loads(out)
    assert [node["id"] for node in chain["nodes"]][::4] == ["person:gong-zheng", "person:zhou-naixiang"]
    assert all(link["passages"][0]["link"].startswith("https://") for link in chain["links"])
    _, out, _ = run("path", "Gong Zheng", "Zhou Naixiang", "--format", "csv", "--limit", "1")
    assert [line["step"] for line in csv.DictReader(io.StringIO(out))] == ["1", "2", "3", "4"]


def test_no_path(run):
    code, out, err = run("path", "tbea", "YTO Express")
    assert (code, out) == (0, "")
    assert "No chain of the graph links TBEA and YTO Express" in err
    assert json.loads(run("path", "tbea", "YTO Express", "--format", "json")[1]) == []


def test_nothing_left_after_a_cut(run):
    code, _, err = run("influence", "--until", "1999")
    assert code == 0
    assert "0 nodes and 0 ties" in err
    assert "From so few articles" in err


def test_a_table_is_not_written_to_a_file(run, tmp_path):
    for command in (("influence",), ("path", "tbea", "huawei")):
        code, _, err = run(*command, "-o", str(tmp_path / "x"))
        assert code == 2
        assert "A table is not written to a file" in err
    assert not list(tmp_path.iterdir())
