"""The command line on a part of the graph of the checkout: quick to start, with examples, readable by programs."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
import typer
from trees import CHECKOUT, run, run_script, small_tree, sources_folder

import kzcn
from kzcn.cli import app
from kzcn.oxigraph import EmbeddedStore, parse_rdf, store_in_memory

HEAVY = (
    *("rdflib", "networkx", "pyvis", "pandas", "pyshacl", "pylode", "SPARQLWrapper", "pyoxigraph"),
    *("starlette", "uvicorn"),
)
COMMANDS = sorted(typer.main.get_command(app).commands)
LOADED = f"print(*[name for name in {HEAVY} if name in sys.modules])"


def test_the_commands():
    expected = {"ask", "build", "check", "conflicts", "export", "queries", "show", "sparql", "version", "why"}
    assert set(COMMANDS) >= expected


@pytest.mark.parametrize(
    "does", ["import kzcn", "from kzcn.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"]
)
def test_nothing_heavy_is_loaded(does):
    outcome = run_script(f"import sys\n{does}\n{LOADED}")
    assert (outcome.stderr, outcome.stdout.splitlines()[-1]) == ("", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command):
    outcome = run(command, "--help")
    assert outcome.code == 0
    assert re.search(rf"Examples?:[\s\S]*kzcn {command}\b", outcome.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_in_the_help_name_real_options(command):
    """An example with an option that is gone would mislead."""
    text = run(command, "--help").out
    examples = "\n".join(line for line in text.splitlines() if f"kzcn {command}" in line and "Usage" not in line)
    params = typer.main.get_command(app).commands[command].params
    own = {option for param in params for option in param.opts} | {"--region", "--since"}
    assert set(re.findall(r"(?<!\w)--?[a-z][\w-]*", examples)) <= own


def test_without_arguments_the_help_is_shown():
    assert "Usage: kzcn" in (run().out + run().err)


# Asking


def test_queries_lists_every_query_under_its_theme(selected_graph):
    listed = run("queries").out
    for query in selected_graph.library.values():
        assert f"\n{query.theme}\n" in listed
        assert re.search(rf"^  {re.escape(query.name)} ", listed, re.MULTILINE), query.name


def test_queries_shows_one_with_parameters_and_columns(selected_graph):
    query = selected_graph.library["projects-by-region"]
    shown = run("queries", "projects-by-region").out
    for name in query.parameters:
        assert f"--{name} " in shown
    for name in query.columns:
        assert f"?{name} " in shown


def test_ask_as_a_table_names_things_not_identifiers(selected):
    outcome = run("ask", "projects-by-region", "--region", "Алматинская область", "--graph", selected)
    assert outcome.code == 0
    assert "Almaty Region" in outcome.out
    assert "w3id.org" not in outcome.out
    assert re.fullmatch(r"\d+ rows?\n", outcome.err)


def test_ask_in_formats_for_programs(selected, selected_graph):
    words = ("ask", "region-governors", "--graph", selected, "--format")
    rows = selected_graph.ask("region-governors")
    assert len(json.loads(run(*words, "json").out)["results"]["bindings"]) == len(rows)
    assert next(csv.reader(io.StringIO(run(*words, "csv").out))) == list(rows.columns)
    assert run(*words, "tsv").out.split("\n")[0] == "\t".join(f"?{name}" for name in rows.columns)
    assert run(*words, "md").out.startswith(f"| {rows.columns[0]} | ")


@pytest.mark.parametrize(("form", "suffix"), [("ttl", ".ttl"), ("nt", ".nt"), ("jsonld", ".jsonld")])
def test_triples_in_formats_for_programs(form, suffix, selected):
    query = "CONSTRUCT { ?p skos:prefLabel ?l } WHERE { ?p a kzcn:Project ; skos:prefLabel ?l }"
    outcome = run("sparql", query, "--format", form, "--graph", selected)
    assert len(list(parse_rdf(outcome.out.encode(), suffix))) > 20


def test_ask_with_a_query_of_ones_own(selected, tmp_path):
    path = tmp_path / "mine.rq"
    path.write_text("SELECT (COUNT(*) AS ?n) WHERE { ?p a kzcn:Project }", encoding="utf-8")
    own = run("ask", path, "--graph", selected, "--format", "csv")
    program = "import sys; from kzcn.cli import main; main(['ask', '-', '--graph', sys.argv[1], '--format', 'csv'])"
    piped = run_script(program, selected, stdin=path.read_text(encoding="utf-8"))
    assert own.out == piped.stdout
    assert int(own.out.splitlines()[1]) > 20


def test_conflicts_are_those_of_the_library(selected, selected_graph):
    outcome = run("conflicts", "--graph", selected, "--format", "json")
    assert len(json.loads(outcome.out)["results"]["bindings"]) == len(selected_graph.conflicts()) > 0


# Looking up


@pytest.mark.parametrize(
    ("thing", "languages"),
    [
        ("company:fufeng-group", {"zh"}),
        ("place:almaty-region", {"en", "ru", "kk", "zh"}),
        ("person:marat-sultangaziyev", {"en", "ru", "kk"}),
    ],
)
def test_show_finds_by_every_name_in_every_language(thing, languages, selected, selected_graph):
    iri = selected_graph.find(thing)
    names = [name for name in selected_graph.names.names_of(iri) if len(selected_graph.names.search(str(name))) == 1]
    assert {getattr(name, "language", "") for name in names} >= languages
    for name in names:
        outcome = run("show", name, "--graph", selected, "--format", "json")
        assert json.loads(outcome.out)["iri"] == iri, name


def test_show_tells_the_source_of_each_fact(selected):
    outcome = run("show", "fufeng", "--graph", selected)
    assert outcome.out.startswith("Fufeng Group  ")
    assert "https://w3id.org/kzcn/company/fufeng-group" in outcome.out
    assert re.search(r"\bcountry\b.*\bChina\b.*\bQazinform 2025-06-16", outcome.out)
    statements = json.loads(run("show", "fufeng", "--graph", selected, "--format", "json").out)["statements"]
    assert all(statement["sources"] for statement in statements)


def test_show_lists_the_choices_for_an_ambiguous_name(selected):
    outcome = run("show", "akimat of", "--graph", selected)
    assert outcome.code == 2
    assert re.search(r"^error: 'akimat of' can mean \d+ things: .*; .* Say which\.\n$", outcome.err)


def test_why_prints_publisher_date_anchor_and_link(selected):
    outcome = run("why", "fufeng-corn-processing", "investor", "fufeng", "--graph", selected)
    assert outcome.code == 0
    assert re.search(r"^.+ — investor — Fufeng Group$", outcome.out, re.MULTILINE)
    assert re.search(r"^  .+, 20\d\d[\d-]*:.* at “.+”$", outcome.out, re.MULTILINE)
    assert re.search(r"^    https?://\S+#:~:text=\S+$", outcome.out, re.MULTILINE)


def test_why_names_the_rule_behind_a_derived_fact(selected):
    words = ("why", "fufeng-corn-processing", "currentStatus", "--graph", selected)
    assert "  derived by the rule 30-current-status: " in run(*words).out
    [fact] = json.loads(run(*words, "--format", "json").out)
    assert (fact["kind"], fact["rules"][0]["name"]) == ("derived", "30-current-status")


def test_why_of_a_thing_prints_its_passages(selected, selected_graph):
    found = json.loads(run("why", "fufeng-group", "--graph", selected, "--format", "json").out)
    assert {evidence["kind"] for evidence in found} >= {"passage"}
    assert run("why", "fufeng-group", "--graph", selected).out.count("#:~:text=") > 0


# The whole


@pytest.mark.parametrize("form", ["trig", "nq"])
def test_export_of_all_graphs(form, selected, tmp_path):
    outcome = run("export", "--format", form, "--output", tmp_path / "out", "--graph", selected)
    assert outcome.err == f"Wrote {tmp_path}/out ({(tmp_path / 'out').stat().st_size:,} bytes).\n"
    exported = store_in_memory(parse_rdf((tmp_path / "out").read_bytes(), f".{form}"))
    assert set(exported.store) == set(EmbeddedStore.on_disk(selected / "store").store)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld"])
def test_export_merged_to_standard_output(form, selected):
    outcome = run("export", "--format", form, "--graph", selected)
    exported = store_in_memory(parse_rdf(outcome.out.encode(), f".{form}")).store
    whole = store_in_memory(parse_rdf((selected / f"kzcn.{form}").read_bytes(), f".{form}")).store
    assert set(exported) == set(whole)


def test_version_names_program_engines_and_graph(selected):
    outcome = run("version", "--graph", selected)
    assert outcome.out.startswith(f"kzcn {kzcn.__version__}\n")
    assert re.search(r"rdflib \d.*pyoxigraph \d.*pyshacl \d", outcome.out)
    assert re.search(r"[\d,]+ statements from \d+ articles", outcome.out)


def test_check_as_json():
    outcome = run("check", "--format", "json")
    report = json.loads(outcome.out)
    assert (outcome.code, report["tally"]["error"]) == (0, 0)
    assert len(report["findings"]) == sum(report["tally"].values())


def test_build_as_json(tmp_path):
    tree = small_tree(tmp_path / "tree")
    outcome = run("build", "--format", "json", "--from", tree, "--graph", tmp_path / "build")
    report = json.loads(outcome.out)
    assert (outcome.code, report["built"], report["folder"]) == (0, True, str(tmp_path / "build"))
    assert report["counts"]["Article"] == 1


def test_check_with_texts_compares_anchors():
    if not sources_folder().is_dir():
        pytest.skip("The texts of the articles are not at hand; name their folder in KZCN_SOURCES")
    report = json.loads(run("check", "--sources", sources_folder(), "--format", "json").out)
    assert report["tally"]["error"] == 0
    assert {f["code"] for f in report["findings"] if f["severity"] == "note"} <= {"text-not-at-hand"}


def test_a_closed_pipe_is_no_error(selected):
    program = f"{CHECKOUT}/tests"
    script = "import sys; from kzcn.cli import main; main(['export', '--format', 'nq', '--graph', sys.argv[1]])"
    reader = (
        "import subprocess, sys\n"
        "with subprocess.Popen([sys.executable, '-c', sys.argv[2], sys.argv[1]], stdout=-1, stderr=-1) as writer:\n"
        "    writer.stdout.readline(); writer.stdout.close()\n"
        "    print(writer.wait(), writer.stderr.read())\n"
    )
    assert run_script(reader, selected, script).stdout == "0 b''\n", program
