"""Graphs in this project's own shape at any size, from ten thousand statements to ten million.

    python benchmarks/generate.py tree FOLDER --quads 100000 [--seed 1] [--faults 20]
    python benchmarks/generate.py quads FILE.nq --quads 100000 [--seed 1]
    python benchmarks/generate.py fit BUILD [--plot docs/images/generator-fit.png]

`tree` writes curated folders: graph/ made up, and ontology/, queries/ and viz/ as they are, so that
`python build_graph.py --from FOLDER --graph OUT` builds them. `quads` writes the same statements as N-Quads, in the
named graphs that they would have. `--quads` counts curated statements, those of the ontology included, as `kzcn check`
does; it is met within 2 %. The same seed, size and ontology give the same bytes. Memory does not grow with the size.

What is drawn is fitted to a real build (generating/fitted.json; `fit` fits anew, and `--plot` shows real and generated
side by side): how many passages an article has, things a passage tells, participants a meeting, which concepts are used
how often. Who is mentioned follows Simon's process, so a few are in hundreds of articles and most in one.

Names, dates and sums are made up; concepts are drawn without regard to what they mean together. Unlike the real graph,
persons, organisations and places have names in all four languages, meetings have at least two participants, named where
the meeting is told first, and the first is as large as the size of the graph allows: one participant for each five
hundred statements, up to 200. Regions and exchange rates are taken over from the checkout, fewer in small graphs.

`--faults` plants so many faults of seventeen kinds in turn, spread over the articles. FOLDER/faults.json lists them,
each with its file, its subject and the codes of the findings that `kzcn check` is to give of that subject.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from generating.articles import Written, write_graph
from generating.laws import Parameters
from generating.sinks import QuadsFile, Sink, Tree
from generating.stock import Stock
from generating.things import Things

from kzcn.namespaces import PREFIXES

CHECKOUT = Path(__file__).parent.parent
FITTED = Path(__file__).parent / "generating" / "fitted.json"
TAKEN_OVER = ("ontology", "queries", "viz")
LEAST = 10_000


def parameters() -> Parameters:
    """What was fitted to the real graph."""
    return Parameters.of(json.loads(FITTED.read_text(encoding="utf-8")))


def write_tree(folder: Path, quads: int, seed: int = 1, faults: int = 0) -> Written:
    """Writes curated folders to `folder`, which must not hold any yet; FileExistsError where it does."""
    _large_enough(quads)
    stock, tree = Stock(CHECKOUT), Tree(folder)
    for name in TAKEN_OVER:
        shutil.copytree(CHECKOUT / name, folder / name)
    things = _things(tree, stock, quads, seed, sum(1 for _ in stock.ontology()))
    written = write_graph(things, quads, faults)
    listed = json.dumps([asdict(fault) for fault in written.faults], indent=1, ensure_ascii=False)
    (folder / "faults.json").write_text(listed + "\n", encoding="utf-8")
    return written


def write_quads(path: Path, quads: int, seed: int = 1) -> Written:
    """Writes a file of N-Quads, those of the ontology first."""
    _large_enough(quads)
    stock, file, ontology = Stock(CHECKOUT), QuadsFile(path), 0
    for graph, quad in stock.ontology():
        ontology += 1
        file.line(f"{quad.triple} <{PREFIXES['graph']}{graph}> .\n")
    return write_graph(_things(file, stock, quads, seed, ontology), quads)


def _large_enough(quads: int) -> None:
    if quads < LEAST:
        raise SystemExit(f"--quads must be {LEAST} or more: the ontology alone takes most of that.")


def _things(sink: Sink, stock: Stock, quads: int, seed: int, ontology: int) -> Things:
    things = Things(parameters(), stock, sink, seed, quads - ontology)
    things.written = ontology
    return things


def fit(build: Path, plot: Path | None, seed: int) -> None:
    """Fits the parameters to a build and stores them; draws real and generated graph of one size side by side."""
    from generating import fit as fitting
    from generating.measure import measured

    from kzcn.oxigraph import parse_rdf

    with (build / "kzcn.nq").open("rb") as file:
        real = measured(parse_rdf(file, ".nq"))
    FITTED.write_text(_as_text(fitting.fitted(real)), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.nq"
        written = write_quads(path, real.quads, seed)
        with path.open("rb") as file:
            made = measured(parse_rdf(file, ".nq"))
    print("largest difference of the shares of cases with a number or more, real and generated:")
    for name in fitting.PANELS:
        print(f"{fitting.distance(*fitting.pair(name, real, made)):5.2f}  {name}")
    if plot:
        fitting.plot(real, made, plot, (f"real, {real.quads:,}", f"generated, {written.quads:,}"))


def _as_text(fitted: Parameters) -> str:
    """The table as JSON, one law or share a line."""
    parts = [
        f'"{part}": {{\n'
        + ",\n".join(f"{json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in members.items())
        + "\n}"
        for part, members in fitted.table().items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes a graph and says how large it is and what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (("tree", "a new folder"), ("quads", "a file, to be written anew")):
        command = commands.add_parser(name)
        command.add_argument("target", type=Path, help=what)
        command.add_argument("--quads", type=int, default=100_000, help="curated statements (default: 100000)")
        command.add_argument("--seed", type=int, default=1, help="another seed gives another graph (default: 1)")
        if name == "tree":
            command.add_argument("--faults", type=int, default=0, help="how many faults to plant (default: none)")
    command = commands.add_parser("fit")
    command.add_argument("build", type=Path, help="a build of the real graph")
    command.add_argument("--plot", type=Path, help="a picture to draw, .png or .svg")
    command.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    if given.command == "fit":
        fit(given.build, given.plot, given.seed)
        return
    start = time.perf_counter()
    if given.command == "tree":
        written = write_tree(given.target, given.quads, given.seed, given.faults)
    else:
        written = write_quads(given.target, given.quads, given.seed)
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    faults = f" and {len(written.faults)} faults" if written.faults else ""
    size = f"{written.quads:,} statements, {written.articles:,} articles{faults}"
    print(f"{size}: {seconds:.1f} s, {peak:.0f} MB at most")


if __name__ == "__main__":
    main()
