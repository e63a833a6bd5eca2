"""A map from an outline that ships with the package: no network, no tiles, nobody learns which places a case is about."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup, escape

from onrecord.model import Incident, Place
from onrecord.report import wording
from onrecord.report.drawing import WIDTH, figure, line, link, shape, words
from onrecord.report.views import Index, anchor

_ALPHABET = {c: n for n, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")}
TOO_WIDE = ("country", "region")
"""A place known no better than this is listed, not drawn: a point would claim to know more (UCDP, where_prec 4 to 6)."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """Arcs in degrees (longitude, latitude); countries as rings of arcs, `~n` being arc n backwards."""

    source: str
    arcs: tuple[tuple[Point, ...], ...]
    countries: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]


@cache
def outline() -> Outline:
    """The outline as `bench/make_outline.py` wrote it."""
    data = json.loads((resources.files("onrecord.report") / "outline.json").read_text(encoding="utf-8"))
    arcs = tuple(tuple(_points(arc, data["units_per_degree"])) for arc in data["arcs"])
    countries = tuple((name, tuple(tuple(ring) for ring in rings)) for name, rings in data["countries"])
    return Outline(data["source"], arcs, countries)


def _points(text: str, units: int) -> Iterator[Point]:
    values, value, shift = [], 0, 0
    for character in text:
        bits = _ALPHABET[character]
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    x = y = 0
    for dx, dy in zip(values[::2], values[1::2], strict=True):
        x, y = x + dx, y + dy
        yield x / units, y / units


class View:
    """The part of the world that is shown: the points with room around them, true to scale in the middle."""

    def __init__(self, points: Sequence[Point]) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        self.mid = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        self.squeeze = max(0.2, math.cos(math.radians(self.mid[1])))
        wide = max((max(xs) - min(xs)) * self.squeeze * 1.3, (max(ys) - min(ys)) * 1.3 * 1.8, 0.6)
        self.half = (min(wide, 360 * self.squeeze) / 2 / self.squeeze, min(wide / 1.8, 180) / 2)
        self.height = WIDTH / 1.8
        self.scale = self.height / 2 / self.half[1]

    def __call__(self, point: Point) -> Point:
        x = WIDTH / 2 + (point[0] - self.mid[0]) * self.squeeze * self.scale
        return x, self.height / 2 - (point[1] - self.mid[1]) * self.scale

    def meets(self, points: Sequence[Point]) -> bool:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        across = min(xs) < self.mid[0] + self.half[0] and max(xs) > self.mid[0] - self.half[0]
        return across and min(ys) < self.mid[1] + self.half[1] and max(ys) > self.mid[1] - self.half[1]


def drawn_map(index: Index, incidents: Sequence[Incident]) -> Markup:
    """Where incidents are placed, on the outline, with those that cannot be placed listed under it."""
    places: dict[Point, list[tuple[Place, Incident]]] = defaultdict(list)
    unplaced: Counter[str] = Counter()
    for incident in incidents:
        found = [p for p in incident.places if p.lat is not None and p.lon is not None and p.precision not in TOO_WIDE]
        for place in found[:1]:
            places[round(place.lon or 0.0, 3), round(place.lat or 0.0, 3)].append((place, incident))
        if not found:
            unplaced[", ".join(dict.fromkeys(p.words for p in incident.places)) or "no place given"] += 1
    missing = _missing(unplaced)
    if not places:
        return Markup(missing)
    view = View(sorted(places))
    said = (
        f"{wording.plural(len(places), 'place')} of {wording.plural(sum(map(len, places.values())), 'incident')}. "
        f"A larger circle is more incidents, not more victims."
    )
    ground = _ground(view)
    if 'class="land"' not in ground:
        said += " No land of the outline lies in this view: the places are invented, or their coordinates are wrong."
        ground = ground.replace('class="sea"', 'class="blank"')
    body = ground + "".join(
        _spot(index, view, point, rows) for point, rows in sorted(places.items(), key=lambda p: (-len(p[1]), p[0]))
    )
    note = (
        f'<p class="how">{escape(said)} Coasts and borders: {escape(outline().source)}. Borders are a political choice; '
        "these are that publisher's, not a statement of this dossier.</p>"
    )
    return figure("map", "Where incidents are placed", said, body, height=view.height, below=note + missing)


def _missing(unplaced: Counter[str]) -> str:
    if not unplaced:
        return ""
    rows = "".join(
        f'<li><span dir="auto">{escape(words)}</span> <span class="aside">{wording.plural(n, "incident")}</span></li>'
        for words, n in sorted(unplaced.items(), key=lambda p: (-p[1], p[0]))
    )
    number = wording.plural(sum(unplaced.values()), "incident")
    said = f"Not on the map: {number} without coordinates, or known only to a country or region"
    return f'<details class="rest block"><summary>{said}</summary><ul class="columns">{rows}</ul></details>'


def _ground(view: View) -> str:
    """Sea, land, borders and a net of degrees with their numbers."""
    parts = [shape("rect", x=0.0, y=0.0, width=WIDTH, height=view.height, class_="sea")]
    land, names = outline(), []
    drawn: set[int] = set()
    for name, rings in land.countries:
        paths = []
        for ring in rings:
            points = _ring(land, ring)
            if view.meets(points):
                paths.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(view, _near(view, points))) + "Z")
                drawn.update(i if i >= 0 else ~i for i in ring)
        if paths:
            names.append((name, rings))
            parts.append(shape("path", d="".join(paths), class_="land"))
    parts += [_net(view), _scale(view)]
    parts += [_name(view, land, name, rings) for name, rings in names]
    return "".join(parts)


def _near(view: View, points: Sequence[Point]) -> list[Point]:
    """Points far outside the view drawn in on its edge, so that a close view does not carry a continent."""
    west, east = view.mid[0] - 2 * view.half[0], view.mid[0] + 2 * view.half[0]
    south, north = view.mid[1] - 2 * view.half[1], view.mid[1] + 2 * view.half[1]
    pulled = [(min(max(x, west), east), min(max(y, south), north)) for x, y in points]
    return [p for n, p in enumerate(pulled) if n == 0 or p != pulled[n - 1]]


def _ring(land: Outline, ring: Sequence[int]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        arc = land.arcs[number] if number >= 0 else land.arcs[~number][::-1]
        points.extend(arc if not points else arc[1:])
    return points


def _net(view: View) -> str:
    step = next(s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60) if 2 * view.half[1] / s <= 5 or s == 60)
    parts = []
    for n in range(math.ceil((view.mid[0] - view.half[0]) / step), math.floor((view.mid[0] + view.half[0]) / step) + 1):
        x = view((n * step, 0))[0]
        parts.append(line(x, 0, x, view.height, "net") + words(_degrees(n * step, "E", "W"), x + 3, view.height - 5, "tick"))
    for n in range(math.ceil((view.mid[1] - view.half[1]) / step), math.floor((view.mid[1] + view.half[1]) / step) + 1):
        y = view((0, n * step))[1]
        parts.append(line(0, y, WIDTH, y, "net") + words(_degrees(n * step, "N", "S"), 4, y - 3, "tick"))
    return "".join(parts)


def _scale(view: View) -> str:
    """A bar of a round number of kilometres, true in the middle of the map."""
    kilometre = view.scale / 111.2  # a degree of latitude
    length = next((k for k in (500, 200, 100, 50, 20, 10, 5, 2, 1) if k * kilometre <= 160), 1)
    right, y = WIDTH - 20, 24.0
    bar = line(right - length * kilometre, y, right, y, "axis")
    return bar + words(f"{length} km", right, y - 5, "tick", "end")


def _degrees(value: float, plus: str, minus: str) -> str:
    return f"{abs(value):g}° {plus if value > 0 else minus if value < 0 else ''}".strip()


def _name(view: View, land: Outline, name: str, rings: Sequence[Sequence[int]]) -> str:
    """A country's name where the largest part of it that is in view has its middle."""
    inside = [[p for p in _near(view, _ring(land, ring)) if view.meets([p])] for ring in rings]
    largest = max(inside, key=len)
    if len(largest) < 8:
        return ""
    xs, ys = [p[0] for p in largest], [p[1] for p in largest]
    x, y = view(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
    return words(name, x, y, "country", "middle")


def _spot(index: Index, view: View, point: Point, rows: list[tuple[Place, Incident]]) -> str:
    x, y = view(point)
    grades = {incident.grading for _, incident in rows}
    css = "contested" if "contested" in grades else next((g for g in wording.GRADES if g in grades), "weak")
    said = f"{rows[0][0].words}: {wording.plural(len(rows), 'incident')}"
    for _, incident in rows[:3]:
        killed = incident.tallies.get("killed")
        said += f"; {wording.dates(incident.when)}" + (f", killed {wording.interval(killed)}" if killed else "")
    spot = shape("circle", cx=x, cy=y, r=4 + 2.5 * math.sqrt(len(rows)), class_=f"spot {css}")
    label = words(rows[0][0].words, x + 9, y - 7, "label")
    return link(anchor("incident", rows[0][1].id), said, spot + label)
