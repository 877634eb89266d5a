"""vis-network and pyvis: the script that draws networks, and networks in its terms. The one module that uses pyvis."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kzcn.errors import SetupError

OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "keyboard": {"enabled": True, "bindToWindow": False}, "multiselect": False},
    "nodes": {
        "font": {
            "face": "Inter, Segoe UI, Noto Sans, sans-serif",
            "size": 13,
            "strokeWidth": 3,
            "strokeColor": "#fbfaf7",
        },
        "borderWidth": 3,
        "widthConstraint": {"maximum": 130},
    },
    "edges": {"smooth": False, "color": {"color": "#a9afb6"}, "arrows": {"to": {"scaleFactor": 0.5}}},
}


@cache
def vis_script() -> str:
    """The script of vis-network that comes with pyvis. pyvis itself is not imported, for that takes half a second.

    Raises SetupError where pyvis is not installed or brings no such script.
    """
    spec = find_spec("pyvis")
    folders = [Path(place) / "templates" / "lib" for place in (spec.submodule_search_locations or ())] if spec else []
    found = sorted((path for folder in folders for path in folder.glob("vis-*/vis-network.min.js")), key=_version)
    if not found:
        raise SetupError("The script vis-network of pyvis is missing. Try: pip install 'pyvis>=0.3.2'")
    text = found[-1].read_text(encoding="utf-8")
    return text.partition("\n//# sourceMappingURL")[0].replace("</script", "<\\/script")


def _version(path: Path) -> list[int]:
    return [int(part) for part in path.parent.name.removeprefix("vis-").split(".") if part.isdigit()]


def vis_network(nodes: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Nodes, edges and options as vis-network takes them, made by pyvis.

    Nodes need `id` and `label`, edges `from` and `to`. Texts stay texts: titles are not read as markup by vis-network.
    """
    from pyvis.network import Network

    network = Network(directed=True)  # undirected ones look through all edges for each new one
    for node in nodes:
        rest = {key: value for key, value in node.items() if key not in {"id", "label"}}
        network.add_node(node["id"], label=node["label"], **rest)
    for edge in edges:
        rest = {key: value for key, value in edge.items() if key not in {"from", "to"}}
        network.add_edge(edge["from"], edge["to"], **rest)
    network.set_options(json.dumps(OPTIONS))
    return {"nodes": network.nodes, "edges": network.edges, "options": OPTIONS}
