"""The whole build beside the plain pipeline that one would write with rdflib and pySHACL, in one run.

The plain pipeline parses the same curated files, validates them against the same shapes, and serialises the
graph in the same five formats; it derives nothing, makes no store, no tables, no reference and no page.

    python benchmarks/build.py [--rounds 5]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kzcn.folders import Folders

PLAIN = """
import sys, rdflib, pyshacl
from pathlib import Path
root, target = Path(sys.argv[1]), Path(sys.argv[2])
files = [*root.glob("ontology/*.ttl"), *root.glob("ontology/terms/*.ttl"), *root.glob("ontology/vocabularies/**/*.ttl"),
         *root.glob("graph/entities/*.ttl"), *root.glob("graph/articles/*.trig")]
data = rdflib.Dataset(default_union=True)
for file in files:
    data.parse(file, format="trig" if file.suffix == ".trig" else "turtle")
merged = rdflib.Graph()
merged += data.triples((None, None, None))
shapes = rdflib.Graph()
for file in root.glob("ontology/shapes/curated/*.ttl"):
    shapes.parse(file)
pyshacl.validate(merged, shacl_graph=shapes, inplace=True)
for form, graph in (("trig", data), ("nquads", data), ("turtle", merged), ("nt", merged), ("json-ld", merged)):
    graph.serialize(target / f"plain.{form}", format=form, encoding="utf-8")
"""


def seconds(command: list[str]) -> float:
    """Wall-clock seconds of one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Runs both sides alternately and prints medians, spread and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    root = Folders.find().root
    ours: list[float] = []
    plain: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plain").mkdir()
        for _ in range(rounds):
            ours.append(seconds([sys.executable, str(root / "build_graph.py"), "--graph", f"{folder}/build"]))
            plain.append(seconds([sys.executable, "-c", PLAIN, str(root), f"{folder}/plain"]))
    load = os.getloadavg()[0]
    for name, runs in (("kzcn build, all outputs", ours), ("rdflib and pySHACL, files only", plain)):
        print(f"{name:<32} median {statistics.median(runs):.2f} s, from {min(runs):.2f} to {max(runs):.2f} s")
    print(f"ratio {statistics.median(plain) / statistics.median(ours):.2f}; {rounds} rounds; load {load:.1f}")


if __name__ == "__main__":
    main()
