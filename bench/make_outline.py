"""Make `src/onrecord/report/outline.json`, the offline outline under the dossier's map.

    npm install world-atlas@2.0.2        (in a temporary folder)
    python bench/make_outline.py node_modules/world-atlas/countries-50m.json src/onrecord/report/outline.json

world-atlas holds Natural Earth's 1:50,000,000 countries (public domain) as TopoJSON: borders are arcs that both neighbours
share. Each arc is thinned by Douglas and Peucker's rule and rounded to a hundredth of a degree, islands too small to see go,
and the arcs are written as steps of five bits a character (see `onrecord.report.outline`, which reads them back).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TOLERANCE = 0.035  # degrees: a pixel of a map that shows a third of a continent
STEP = 100  # units per degree
SMALLEST = 0.03  # square degrees of an island's bounding box
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

Point = tuple[float, float]


def main(source: str, target: str) -> None:
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    arcs = [thin(points) for points in absolute(topology)]
    countries = []
    used: dict[int, int] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        large = [rings for rings in polygons if extent(rings[0], arcs) >= SMALLEST] or polygons[:1]
        rings = [
            [used.setdefault(i, len(used)) if i >= 0 else ~used.setdefault(~i, len(used)) for i in r] for p in large for r in p
        ]
        countries.append([shape["properties"]["name"], rings])
    kept = [write(arcs[old]) for old in used]
    data = {
        "source": "Natural Earth, 1:50,000,000, public domain (naturalearthdata.com), by way of world-atlas 2.0.2",
        "units_per_degree": STEP,
        "arcs": kept,
        "countries": sorted(countries),
    }
    Path(target).write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(countries)} countries, {len(kept)} arcs, {sum(len(arcs[i]) for i in used)} points")


def absolute(topology: dict) -> list[list[Point]]:
    """The arcs in degrees: TopoJSON stores each point as a step from the one before it."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + x0, y * ky + y0))
        found.append(points)
    return found


def thin(points: list[Point]) -> list[Point]:
    """The points without which the line would move by more than TOLERANCE; both ends stay."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    if points[0] == points[-1] and len(points) > 3:
        middle = max(range(len(points)), key=lambda i: distance(points[i], points[0], points[0]))
        keep.add(middle)
        spans = [(0, middle), (middle, len(points) - 1)]
    while spans:
        a, b = spans.pop()
        if b - a < 2:
            continue
        far = max(range(a + 1, b), key=lambda i: distance(points[i], points[a], points[b]))
        if distance(points[far], points[a], points[b]) > TOLERANCE:
            keep.add(far)
            spans += [(a, far), (far, b)]
    return [points[i] for i in sorted(keep)]


def distance(p: Point, a: Point, b: Point) -> float:
    (px, py), (ax, ay), (bx, by) = p, a, b
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    if length == 0:
        return float(((px - ax) ** 2 + (py - ay) ** 2) ** 0.5)
    return float(abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length)


def extent(ring: list[int], arcs: list[list[Point]]) -> float:
    points = [p for i in ring for p in arcs[i if i >= 0 else ~i]]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def write(points: list[Point]) -> str:
    """Rounded steps, zigzag for the sign, five bits a character, the sixth says that more follow."""
    text, x, y = [], 0, 0
    for px, py in points:
        nx, ny = round(px * STEP), round(py * STEP)
        for step in (nx - x, ny - y):
            value = step << 1 if step >= 0 else ~(step << 1)
            while value >= 32:
                text.append(ALPHABET[32 | value & 31])
                value >>= 5
            text.append(ALPHABET[value])
        x, y = nx, ny
    return "".join(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
