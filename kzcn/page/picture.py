"""Small pictures: of one thing's neighbourhood, or of what a CONSTRUCT query gives; shown inline in notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kzcn.errors import UsageError
from kzcn.folders import Folders
from kzcn.page.drawing import Drawing, neighbourhood, of_triples
from kzcn.page.html import as_json, assembled
from kzcn.page.palette import palette
from kzcn.page.png import png
from kzcn.page.statements import Statements
from kzcn.page.svg import svg
from kzcn.source import SparqlSource
from kzcn.staging import write_whole
from kzcn.values import Triples

ENDINGS = (".html", ".svg", ".png")
SIZE = 14


@dataclass(frozen=True)
class Picture:
    """A picture that a notebook shows as it is; `save` writes it as .html, .svg or .png."""

    drawing: Drawing
    folders: Folders

    @cached_property
    def svg(self) -> str:
        """The picture as an SVG document."""
        return svg(self.drawing, palette(self.folders.viz))

    def html(self) -> str:
        """The picture as one self-contained page in which it can be moved, zoomed and rearranged."""
        from kzcn.page.vis import vis_network, vis_script

        look = palette(self.folders.viz)
        nodes = [
            {
                "id": node.id,
                "label": node.label,
                "title": f"{node.label} ({node.id})",
                "x": node.x,
                "y": node.y,
                "shape": SHAPES.get(look.look(node.kind)[1], "dot") if node.kind != "text" else "text",
                "size": SIZE * (1.5 if node.centre else 1),
                "color": {"background": look.look(node.kind)[0], "border": look.border(node.country)},
            }
            for node in self.drawing.nodes
        ]
        edges = [{"from": e.source, "to": e.target, "title": e.label} for e in self.drawing.edges]
        return assembled(
            self.folders.viz / "picture.html",
            title=self.drawing.title or "Picture of a graph",
            description="",
            picture=self.svg,
            data=as_json(vis_network(nodes, edges)),
            vis=vis_script(),
        )

    def save(self, path: str | Path) -> Path:
        """Writes the picture to a file, in the format of its ending, and gives its path.

        Raises UsageError for an ending other than .html, .svg and .png; SetupError where the file cannot be
        written, or for PNG where resvg-py is not installed. Nothing is written then.
        """
        path = Path(path)
        if path.suffix not in ENDINGS:
            raise UsageError(f"{path.name} does not say in which format. End the name with .html, .svg or .png.")
        made = (
            png(self.svg) if path.suffix == ".png" else (self.html() if path.suffix == ".html" else self.svg).encode()
        )
        write_whole(path, made)
        return path

    def _repr_svg_(self) -> str:
        return self.svg


# Shapes of vis-network that come nearest to ours; those with the name inside the shape would hide the colours.
SHAPES = {
    "square": "square",
    "diamond": "diamond",
    "triangle": "triangle",
    "inverse": "triangleDown",
    "star": "star",
    "hexagon": "hexagon",
    "pentagon": "hexagon",
}


def picture_of(source: SparqlSource, folders: Folders, thing: str, *, steps: int = 1, language: str = "en") -> Picture:
    """The picture of a thing, given by its IRI, and all within `steps` ties of it, named in `language`.

    Raises UsageError for a thing without ties.
    """
    return Picture(neighbourhood(Statements.read(source), thing, steps=steps, language=language), folders)


def picture_of_triples(source: SparqlSource, folders: Folders, query: str, *, language: str = "en") -> Picture:
    """The picture of what a CONSTRUCT query gives. Raises UsageError for a query of another kind."""
    triples = source.query(query)
    if not isinstance(triples, Triples):
        raise UsageError("A picture is drawn from a CONSTRUCT or DESCRIBE query, or from the name of a thing.")
    return Picture(of_triples(Statements.read(source), triples, language=language), folders)
