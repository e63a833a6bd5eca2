"""A map from an outline that ships with the package: no network, no tiles, nobody learns which places a case is about."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from markupsafe import Markup, escape

from onrecord.model import Incident, Place
from onrecord.report import wording
from onrecord.report.drawing import WIDTH, cut, figure, line, link, shape, words
from onrecord.report.views import Index, anchor

_ALPHABET = {c: n for n, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")}
TOO_WIDE = ("country", "region")
"""A place known no better than this is listed, not drawn: a point would claim to know more (UCDP, where_prec 4 to 6)."""

MOST_COUNTRIES = 3
"""Places in more countries than this: the map itself shows them, and a corner has no room for them."""

NEARLY_ALL = 0.8
"""A map this wide and high beside the countries in which its places lie shows itself where they are."""

LONGEST_NAME = 28
"""A longer name is cut on the map; it is whole in the incident."""

INSET = (170.0, 130.0)
"""How large the countries in the corner are drawn at most."""

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


Placed = dict[Point, list[tuple[Place, Incident]]]


def drawn_map(index: Index, incidents: Sequence[Incident]) -> Markup:
    """Where incidents are placed, on the outline, with those that are not on it listed under it."""
    places: Placed = defaultdict(list)
    unplaced: Counter[str] = Counter()
    for incident in incidents:
        found = [p for p in incident.places if p.lat is not None and p.lon is not None and p.precision not in TOO_WIDE]
        for place in found[:1]:
            places[round(place.lon or 0.0, 3), round(place.lat or 0.0, 3)].append((place, incident))
        if not found:
            unplaced[", ".join(dict.fromkeys(p.words for p in incident.places)) or "no place given"] += 1
    missing = _listed("Not on the map, without coordinates or known only to a country or region", unplaced)
    if not places:
        return Markup(missing)
    near = _main_area(places)
    far = Counter({rows[0][0].words: len(rows) for point, rows in sorted(places.items()) if point not in near})
    missing = _listed("Outside the area shown", far) + missing
    view = View(sorted(near))
    shown = wording.plural(sum(map(len, near.values())), "incident")
    said = f"{wording.plural(len(near), 'place')} of {shown}. A larger circle is more incidents, not more victims."
    ground, css = _ground(view), "sea"
    if 'class="land"' not in ground:
        said += " No land of the outline lies in this view: the places are invented, or their coordinates are wrong."
        css = "blank"
    order = sorted(near.items(), key=lambda p: (-len(p[1]), p[0]))
    spots = "".join(_spot(index, view, point, rows) for point, rows in order)
    names = _names(view, order, 12, "wide") + _names(view, order, 26, "narrow")
    around, said_around = _around(view, sorted(near))
    said += said_around
    sea = shape("rect", x=0.0, y=0.0, width=WIDTH, height=view.height, class_=css)
    body = sea + ground + spots + names + around
    note = (
        f'<p class="how">{escape(said)} Coasts, borders, countries: {escape(outline().source)}. Borders are a political '
        "choice; these are that publisher's, not a statement of this dossier.</p>"
    )
    return figure("map", "Where incidents are placed", said, body, height=view.height, below=note + missing)


def _main_area(places: Placed) -> Placed:
    """The places around which nine incidents in ten lie: one misplaced name must not shrink all others to a dot."""
    total = sum(map(len, places.values()))
    if total < 10:
        return places
    kept = dict(places)
    for axis in (0, 1):
        values = sorted(point[axis] for point, rows in places.items() for _ in rows)
        low, high = values[total // 20], values[-1 - total // 20]
        room = max(1.0, (high - low) / 4)
        kept = {point: rows for point, rows in kept.items() if low - room <= point[axis] <= high + room}
    return kept


def _listed(heading: str, names: Counter[str]) -> str:
    if not names:
        return ""
    rows = "".join(
        f'<li><span dir="auto">{escape(words)}</span> <span class="aside">{wording.plural(n, "incident")}</span></li>'
        for words, n in sorted(names.items(), key=lambda p: (-p[1], p[0]))
    )
    said = f"{heading}: {wording.plural(sum(names.values()), 'incident')}"
    return f'<details class="rest block"><summary>{said}</summary><ul class="columns">{rows}</ul></details>'


class _Labels:
    """Words that have found room on the map: what is written first stays, what would cover it is left out."""

    def __init__(self, view: View, size: float) -> None:
        self._view, self._size = view, size
        self._taken: list[tuple[float, float, float, float]] = []

    def write(self, text: str, x: float, y: float, beside: float) -> str:
        """The words at the right of a point or else at its left, so far beside it; nothing where they have no room."""
        text = cut(text, LONGEST_NAME)
        wide = len(text) * self._size * 0.55
        for start, anchor_at, side in ((x + beside, x + beside, "start"), (x - beside - wide, x - beside, "end")):
            box = (start - 2, y - self._size, start + wide + 2, y + self._size / 3)
            inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= self._view.height
            if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self._taken):
                self._taken.append(box)
                return words(text, anchor_at, y, anchor=side)
        return ""


def _ground(view: View) -> str:
    """Land, borders and a net of degrees with their numbers."""
    parts = []
    for _, rings in _shapes():
        paths = [_path(view, moved) for ring in rings for moved in _turned(ring) if view.meets(moved)]
        if paths:
            parts.append(shape("path", d="".join(paths), class_="land"))
    return "".join(parts) + _net(view) + _scale(view)


def _path(view: View, points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(view, _near(view, points))) + "Z"


def _turned(ring: Sequence[Point]) -> list[list[Point]]:
    """A ring where it lies, and once around the world to either side, for lands that reach over 180°."""
    if min(p[0] for p in ring) >= -180 and max(p[0] for p in ring) <= 180:
        return [list(ring)]
    return [[(x + turn, y) for x, y in ring] for turn in (-360, 0, 360)]


@cache
def _shapes() -> tuple[tuple[str, tuple[tuple[Point, ...], ...]], ...]:
    """Countries with their rings as points."""
    land = outline()
    return tuple((name, tuple(_ring(land, ring) for ring in rings)) for name, rings in land.countries)


def _near(view: View, points: Sequence[Point]) -> list[Point]:
    """Points far outside the view drawn in on its edge, so that a close view does not carry a continent."""
    west, east = view.mid[0] - 2 * view.half[0], view.mid[0] + 2 * view.half[0]
    south, north = view.mid[1] - 2 * view.half[1], view.mid[1] + 2 * view.half[1]
    pulled = [(min(max(x, west), east), min(max(y, south), north)) for x, y in points]
    return [p for n, p in enumerate(pulled) if n == 0 or p != pulled[n - 1]]


def _ring(land: Outline, ring: Sequence[int]) -> tuple[Point, ...]:
    """A ring's points without the leap at 180°; one that goes around a pole is closed there."""
    points: list[Point] = []
    turn = 0.0
    for number in ring:
        arc = land.arcs[number] if number >= 0 else land.arcs[~number][::-1]
        for x, y in arc if not points else arc[1:]:
            if points and abs(x + turn - points[-1][0]) > 180:
                turn += 360 if x + turn < points[-1][0] else -360
            points.append((x + turn, y))
    if abs(points[-1][0] - points[0][0]) > 180:
        pole = math.copysign(90, points[0][1])
        points += [(points[-1][0], pole), (points[0][0], pole)]
    return tuple(points)


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


def _spot(index: Index, view: View, point: Point, rows: list[tuple[Place, Incident]]) -> str:
    x, y = view(point)
    grades = {incident.grading for _, incident in rows}
    css = "contested" if "contested" in grades else next((g for g in wording.GRADES if g in grades), "weak")
    said = f"{rows[0][0].words}: {wording.plural(len(rows), 'incident')}"
    for _, incident in rows[:3]:
        killed = incident.tallies.get("killed")
        said += f"; {wording.dates(incident.when)}" + (f", killed {wording.interval(killed)}" if killed else "")
    spot = shape("circle", cx=x, cy=y, r=_radius(rows), class_=f"spot {css}")
    return link(anchor("incident", rows[0][1].id), said, spot)


def _radius(rows: list[tuple[Place, Incident]]) -> float:
    return 4 + 2.5 * math.sqrt(min(len(rows), 40))


def _names(view: View, order: Sequence[tuple[Point, list[tuple[Place, Incident]]]], size: float, class_: str) -> str:
    """The places' names as their documents write them, as many as have room in letters of this size: `wide` screens show
    small ones and `narrow` screens large ones, since there the whole map is drawn smaller."""
    labels = _Labels(view, size)
    written = []
    for point, rows in order:
        x, y = view(point)
        written.append(labels.write(rows[0][0].words, x, y + size / 3, _radius(rows) + size / 6))
    return shape("g", "".join(written), class_=class_)


# ------------------------------------------------------------------------------------------------ where the map lies


def _around(view: View, points: Sequence[Point]) -> tuple[str, str]:
    """In a corner, the whole countries in which places lie, with the area of the map framed and what they are called.

    Only these are named: which neighbour has room for its name on the map is not ours to choose."""
    homes = [(name, rings) for name, rings in _shapes() if any(_holds(rings, point) for point in points)]
    if not 0 < len(homes) <= MOST_COUNTRIES:
        return "", ""
    listed = ", ".join(name for name, _ in homes)
    rings = [ring for _, rings in homes for ring in rings]
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    if max(xs) - min(xs) > 180:
        return "", f" They lie in: {listed}."
    if min(2 * view.half[0] / (max(xs) - min(xs)), 2 * view.half[1] / (max(ys) - min(ys))) > NEARLY_ALL:
        return "", f" They lie in: {listed}."
    scale = min(INSET[0] / ((max(xs) - min(xs)) * view.squeeze), INSET[1] / (max(ys) - min(ys)))
    width, height = (max(xs) - min(xs)) * view.squeeze * scale + 20, (max(ys) - min(ys)) * scale + 44
    left, top = _corner(view, points, max(width, INSET[0] * 0.6), height)

    def put(x: float, y: float) -> Point:
        return left + 10 + (x - min(xs)) * view.squeeze * scale, top + 10 + (max(ys) - y) * scale

    paths = ("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (put(*p) for p in ring)) + "Z" for ring in rings)
    west, east = max(min(xs), view.mid[0] - view.half[0]), min(max(xs), view.mid[0] + view.half[0])
    south, north = max(min(ys), view.mid[1] - view.half[1]), min(max(ys), view.mid[1] + view.half[1])
    (a, b), (c, d) = put(west, north), put(east, south)
    box = shape("rect", x=left, y=top, width=max(width, INSET[0] * 0.6), height=height, class_="around")
    frame = shape("rect", x=a, y=b, width=max(c - a, 3.0), height=max(d - b, 3.0), class_="frame")
    drawn = box + shape("path", d="".join(paths), class_="land") + frame + words(listed, left + 8, top + height - 9)
    return drawn, f" In the corner: {listed}, with the area of the map framed."


def _corner(view: View, points: Sequence[Point], width: float, height: float) -> Point:
    """The corner where a box of this size covers fewest places."""
    spots = [view(point) for point in points]
    corners = [(x, y) for y in (34.0, view.height - height - 24) for x in (WIDTH - width - 10, 80.0)]

    def covered(corner: Point) -> int:
        return sum(-90 < x - corner[0] < width + 12 and -16 < y - corner[1] < height + 16 for x, y in spots)

    return min(corners, key=covered)


def _holds(rings: Sequence[Sequence[Point]], point: Point) -> bool:
    """Whether a point lies inside: a line from it crosses the rings an odd number of times."""
    x, y = point
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    return inside
