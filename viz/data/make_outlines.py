"""Makes outlines.json from the TopoJSON of Natural Earth.

Run as: python make_outlines.py countries-50m.json > outlines.json
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

COUNTRIES = {"398": "KZ", "156": "CN"}  # ISO 3166-1: numeric code and two letters
TOLERANCE = 0.04  # degrees: what lies nearer to the simplified line than this is left out
SMALLEST = 0.02  # square degrees: smaller islands are left out

Point = tuple[float, float]


def main(path: Path) -> None:
    """Prints the outlines: for each country rings of [longitude, latitude] in integers of 1/100 degree."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = [absolute(arc, topology["transform"]) for arc in topology["arcs"]]
    found = {}
    for country in topology["objects"]["countries"]["geometries"]:
        if country.get("id") in COUNTRIES:
            polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
            rings = [joined(ring, arcs) for polygon in polygons for ring in polygon]
            kept = [simplified_ring(ring) for ring in rings if area(ring) > SMALLEST]
            found[COUNTRIES[country["id"]]] = sorted(map(hundredths, kept), key=len, reverse=True)
    sys.stdout.write(json.dumps(dict(sorted(found.items(), reverse=True)), separators=(",", ":")) + "\n")


def absolute(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """Longitudes and latitudes of an arc, which TopoJSON stores as steps."""
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * kx + dx, y * ky + dy))
    return points


def joined(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """A closed ring of arcs; a negative number stands for an arc run backwards."""
    points: list[Point] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc if not points else arc[1:]
    return points


def area(ring: list[Point]) -> float:
    """The area of a ring in square degrees."""
    pairs = pairwise(ring)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def simplified_ring(ring: list[Point]) -> list[Point]:
    """A ring simplified in two halves, because Douglas and Peucker's method wants two different ends."""
    far = max(range(len(ring)), key=lambda at: distance(ring[at], ring[0]))
    return simplified(ring[: far + 1])[:-1] + simplified(ring[far:])


def simplified(line: list[Point]) -> list[Point]:
    """A line without the points that lie within the tolerance of it (Douglas and Peucker 1973)."""
    if len(line) < 3:  # noqa: PLR2004 - nothing between the ends
        return line
    gaps = [gap(point, line[0], line[-1]) for point in line[1:-1]]
    worst = max(range(len(gaps)), key=gaps.__getitem__)
    if gaps[worst] <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: worst + 2])[:-1] + simplified(line[worst + 1 :])


def gap(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the piece of line between two others."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length if length else 0
    along = min(1.0, max(0.0, along))
    return distance(point, (x1 + along * (x2 - x1), y1 + along * (y2 - y1)))


def distance(one: Point, two: Point) -> float:
    """The distance between two points in degrees."""
    return ((one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2) ** 0.5


def hundredths(ring: list[Point]) -> list[list[int]]:
    """A ring in integers of 1/100 degree."""
    return [[round(x * 100), round(y * 100)] for x, y in ring]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
