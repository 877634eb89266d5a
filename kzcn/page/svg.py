"""Drawings as SVG. Everything from the graph goes in as escaped text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from kzcn.page.drawing import Drawing, DrawnEdge, DrawnNode
from kzcn.page.palette import Palette

PAPER, INK, FAINT, LINE = "#fbfaf7", "#1b1f24", "#5c6570", "#a9afb6"
FONT = "Inter, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', 'Noto Sans CJK SC', sans-serif"
HALO = f'stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
RADIUS = 12.0
MARGIN = 90.0
LEGEND = 26.0
FEW_LINES = 24  # a picture with more lines leaves their words out
WIDE = 15  # letters of a name on one line
CORNERS = {
    "square": (4, 1.22, 45.0),
    "diamond": (4, 1.3, 0.0),
    "triangle": (3, 1.42, -90.0),
    "inverse": (3, 1.42, 90.0),
    "pentagon": (5, 1.14, -90.0),
    "hexagon": (6, 1.1, 0.0),
}


def svg(drawing: Drawing, palette: Palette) -> str:
    """The drawing as an SVG document, the same text for the same drawing."""
    left = min(node.x for node in drawing.nodes) - MARGIN
    top = min(node.y for node in drawing.nodes) - MARGIN / 2 - (30 if drawing.title else 0)
    width = max(node.x for node in drawing.nodes) + MARGIN - left
    height = max(node.y for node in drawing.nodes) + MARGIN * 0.7 + LEGEND - top
    width = max(width, 360.0)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_n(left)} {_n(top)} {_n(width)} {_n(height)}" '
            f'width="{_n(width)}" height="{_n(height)}" role="img" font-family="{FONT}">',
            f"<title>{_text(drawing.title or 'Picture of a graph')}</title>",
            f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}" fill="{PAPER}"/>',
            *_heading(drawing, left, top),
            *_edges(drawing),
            *(_node(node, palette) for node in drawing.nodes),
            *_legend(drawing, palette, left + 20, top + height - LEGEND / 2),
            "</svg>\n",
        ]
    )


def _heading(drawing: Drawing, left: float, top: float) -> Iterator[str]:
    if drawing.title:
        yield (
            f'<text x="{_n(left + 20)}" y="{_n(top + 30)}" font-size="17" font-weight="600" fill="{INK}">'
            f"{_text(drawing.title)}</text>"
        )


def _edges(drawing: Drawing) -> Iterator[str]:
    """The lines, each with an arrow in its middle and, where they are few, its words."""
    at = {node.id: node for node in drawing.nodes}
    wordy = len(drawing.edges) <= FEW_LINES
    for edge in drawing.edges:
        yield from _edge(edge, at[edge.source], at[edge.target], wordy=wordy)


def _edge(edge: DrawnEdge, one: DrawnNode, other: DrawnNode, *, wordy: bool) -> Iterator[str]:
    angle = math.degrees(math.atan2(other.y - one.y, other.x - one.x))
    x, y = (one.x + other.x) / 2, (one.y + other.y) / 2
    yield (
        f"<g><title>{_text(f'{one.label} — {edge.label} — {other.label}')}</title>"
        f'<line x1="{_n(one.x)}" y1="{_n(one.y)}" x2="{_n(other.x)}" y2="{_n(other.y)}" stroke="{LINE}"/>'
        f'<path d="M-4,-3.5L4,0L-4,3.5Z" fill="{LINE}" transform="translate({_n(x)} {_n(y)}) rotate({_n(angle)})"/>'
    )
    if wordy:
        upright = angle if -90 <= angle <= 90 else angle + 180  # noqa: PLR2004 - degrees of a quarter turn
        yield (
            f'<text font-size="9" fill="{FAINT}" text-anchor="middle" '
            f'transform="translate({_n(x)} {_n(y)}) rotate({_n(upright)}) translate(0 -5)">{_text(edge.label)}</text>'
        )
    yield "</g>"


def _node(node: DrawnNode, palette: Palette) -> str:
    colour, shape = palette.look(node.kind)
    border = palette.border(node.country)
    radius = RADIUS * (1.5 if node.centre else 1)
    lines = _lines(node.label)
    words = "".join(
        f'<tspan x="{_n(node.x)}" dy="{13 if at else 0}">{_text(line)}</tspan>' for at, line in enumerate(lines)
    )
    weight = ' font-weight="600"' if node.centre else ""
    outline = _outline(shape, node.x, node.y, radius) if node.kind != "text" else ""
    drop = radius + 15 if outline else 4
    return (
        f"<g><title>{_text(f'{node.label} ({node.id})')}</title>"
        f"{outline.format(fill=colour, stroke=border)}"
        f'<text x="{_n(node.x)}" y="{_n(node.y + drop)}" font-size="11" text-anchor="middle"{weight} '
        f'fill="{INK}" {HALO}>{words}</text></g>'
    )


def _outline(shape: str, x: float, y: float, radius: float) -> str:
    look = 'fill="{fill}" stroke="{stroke}" stroke-width="2.5" stroke-linejoin="round"'
    if shape in CORNERS:
        corners, size, turn = CORNERS[shape]
        points = [(size, math.radians(turn + 360 * at / corners)) for at in range(corners)]
    elif shape == "star":
        points = [(0.68 if at % 2 else 1.36, math.radians(36 * at - 90)) for at in range(10)]
    elif shape == "cross":
        arms = (-21.0, 21.0, 69.0, 111.0, 159.0, 201.0, 249.0, 291.0)
        inner = {45.0 + 90 * at for at in range(4)}
        points = [(0.6 if turn in inner else 1.18, math.radians(turn)) for turn in sorted({*arms, *inner})]
    else:
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" {look}/>'
    drawn = " ".join(f"{_n(x + radius * r * math.cos(a))},{_n(y + radius * r * math.sin(a))}" for r, a in points)
    return f'<polygon points="{drawn}" {look}/>'


def _legend(drawing: Drawing, palette: Palette, x: float, y: float) -> Iterator[str]:
    for kind, word in drawing.kinds.items():
        colour, shape = palette.look(kind)
        yield _outline(shape, x, y - 4, 5).format(fill=colour, stroke=colour)
        yield f'<text x="{_n(x + 10)}" y="{_n(y)}" font-size="11" fill="{FAINT}">{_text(word)}</text>'
        x += 26 + 6.4 * sum(2 if ord(letter) >= WIDE_LETTERS else 1 for letter in word)


WIDE_LETTERS = 0x2E80


def _lines(label: str) -> list[str]:
    """A name on one line or two, broken at a space near its middle."""
    if len(label) <= WIDE or " " not in label:
        return [label]
    spaces = [at for at, letter in enumerate(label) if letter == " "]
    middle = min(spaces, key=lambda at: (abs(at - len(label) / 2), at))
    return [label[:middle], label[middle + 1 :]]


def _text(text: str) -> str:
    """A text as XML: escaped, and without the few characters that no XML may hold."""
    return escape("".join(letter for letter in text if letter.isprintable() or letter in "\t\n"))


def _n(number: float) -> str:
    """A number with at most one decimal, never a negative zero."""
    return f"{round(number, 1) + 0.0:g}"
