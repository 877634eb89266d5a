"""The pages that are measured side by side: this project's, the stock page of pyvis, and one of sigma.js.

All show the same network: names as labels, kinds as colours. sigma.js gets the places that this project's layout
gives; pyvis lays the network out in the browser, with physics as it comes. Each page is one file, and asks nothing of
a network but for what pyvis's page asks of it all the same.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
from synthetic import synthetic

from kzcn.errors import SetupError
from kzcn.folders import Folders, default_build
from kzcn.page.html import as_json, page, unpacked

Data = Mapping[str, Any]

DATA = re.compile(r'<script type="application/gzip" id="kzcn-data">(.*?)</script>', re.DOTALL)
SIGMA = Path(__file__).parent / "sigma"
COLOURS = ("#cc6677", "#4455a8", "#66b5dd", "#aa4499", "#e0a43b", "#117733", "#882255", "#44aa99", "#8c939b", "#999933")
SMALLEST, LARGEST = 2.0, 10.0  # radii in sigma.js, by the number of ties


def data_of(nodes: int, ties: int) -> Data:
    """Data of a page of so many made-up nodes and ties. Raises SetupError where the graph is not built."""
    built = default_build(Folders.find()) / "index.html"
    if not built.is_file():
        raise SetupError(f"{built} is not there. Build it with: make")
    return synthetic(unpacked(DATA.findall(built.read_text(encoding="utf-8"))[0]), nodes, ties)


def write_ours(data: Data, file: Path) -> None:
    """The page of this project, all views in it."""
    file.write_text(page(data, Folders.find().viz), encoding="utf-8", newline="\n")


def write_pyvis(data: Data, file: Path) -> None:
    """What `pyvis.network.Network(cdn_resources="in_line").from_nx(…)` writes."""
    from pyvis.network import Network

    graph = nx.Graph()
    for node in data["nodes"]:
        graph.add_node(node["id"], label=node["labels"]["en"], title=node["labels"]["en"], group=node["kind"])
    graph.add_edges_from((edge["source"], edge["target"]) for edge in data["edges"])
    network = Network(cdn_resources="in_line")
    network.from_nx(graph)
    file.write_text(network.generate_html(), encoding="utf-8")


def write_sigma(data: Data, file: Path) -> None:
    """A page of sigma.js with the network and nothing else."""
    kinds = sorted({node["kind"] for node in data["nodes"]})
    most = max(node["measures"].get("degree", 0) for node in data["nodes"]) or 1
    nodes = [
        {
            "id": node["id"],
            "label": node["labels"]["en"],
            "x": node["x"],
            "y": -node["y"],  # there upwards
            "size": SMALLEST + (LARGEST - SMALLEST) * (node["measures"].get("degree", 0) / most) ** 0.5,
            "color": COLOURS[kinds.index(node["kind"]) % len(COLOURS)],
        }
        for node in data["nodes"]
    ]
    network = as_json({"nodes": nodes, "edges": [(edge["source"], edge["target"]) for edge in data["edges"]]})
    text = (SIGMA / "page.html").read_text(encoding="utf-8")
    file.write_text(text.replace("NETWORK", network).replace("SCRIPT", _sigma_script()), encoding="utf-8")


@cache
def _sigma_script() -> str:
    """sigma.js and what draws with it, as one script. Raises SetupError where it is not installed."""
    program = SIGMA / "node_modules" / ".bin" / "esbuild"
    if not program.exists():
        raise SetupError("sigma.js is not installed. Try: make bench-tools")
    words = [program, SIGMA / "page.js", "--bundle", "--minify", "--log-level=warning"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.replace("</script", "<\\/script")


def sigma_versions() -> dict[str, str]:
    """The versions of sigma.js and its graph library, as they were asked for."""
    found: dict[str, str] = json.loads((SIGMA / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return found
