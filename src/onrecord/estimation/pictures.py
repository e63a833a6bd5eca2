"""Pictures for the dossier as plain SVG text: the overlap (an UpSet plot), the estimates, what each list does to them.

No drawing library, no script, no font but the reader's own. What is documented is blue and filled, what is estimated is
ochre: the two are never one bar. All words that come from data are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from onrecord.estimation.fit import Fit
from onrecord.estimation.report import ABOUT
from onrecord.estimation.table import OverlapTable
from onrecord.model import Estimate

DOCUMENTED, ESTIMATED, QUIET, INK = "#1f4e79", "#b8621b", "#d5d8dc", "#222222"
FONT = "font-family='system-ui, Segoe UI, Noto Sans, Arial, sans-serif'"
ROW = 26


def upset_svg(table: OverlapTable, *, most: int = 30) -> str:
    """The overlaps as an UpSet plot: a bar for each set of people on exactly these lists, dots saying which lists.

    At most `most` overlaps, the largest first; how many more there are is said below. All of it is documented, hence blue.
    """
    pooled = table.pooled()
    order = sorted(range(len(pooled.counts)), key=lambda k: (-int(pooled.counts[k]), pooled.cells[k].tolist()))
    shown, lists = order[:most], len(pooled.lists)
    sizes = [int(pooled.counts[pooled.cells[:, j] == 1].sum()) for j in range(lists)]
    names = [f"{_short(name)} ({size:,})" for name, size in zip(pooled.lists, sizes, strict=True)]
    left, step, top, bars = 26 + 7 * max(len(n) for n in names), 30, 58, 150
    width, base = max(left + step * len(shown) + 24, 440), top + bars
    peak = max(int(pooled.counts[k]) for k in shown)
    parts = [_text(16, 24, "Documented: who is on which lists", size=15, weight="bold")]
    parts.append(
        _text(16, 42, f"{pooled.documented:,} people; each bar: people on exactly the lists marked below it", size=12)
    )
    for j, name in enumerate(names):
        y = base + 30 + ROW * j
        if j % 2 == 0:
            parts.append(f"<rect x='8' y='{y - ROW / 2:.1f}' width='{width - 16}' height='{ROW}' fill='#f3f5f7'/>")
        parts.append(_text(left - 8, y + 4, name, anchor="end"))
    for column, k in enumerate(shown):
        x, count = left + step * column + step / 2, int(pooled.counts[k])
        height = bars * count / peak * 0.88
        parts.append(_bar(x - 9, base - height, 18, height, DOCUMENTED))
        parts.append(_text(x, base - height - 4, f"{count:,}", anchor="middle", size=10))
        on = [j for j in range(lists) if pooled.cells[k, j]]
        if len(on) > 1:
            ends = (base + 30 + ROW * on[0], base + 30 + ROW * on[-1])
            parts.append(f"<line x1='{x}' y1='{ends[0]}' x2='{x}' y2='{ends[1]}' stroke='{DOCUMENTED}' stroke-width='3'/>")
        for j in range(lists):
            fill = DOCUMENTED if j in on else QUIET
            parts.append(f"<circle cx='{x}' cy='{base + 30 + ROW * j}' r='6' fill='{fill}'/>")
    parts.append(f"<line x1='{left}' y1='{base}' x2='{width - 16}' y2='{base}' stroke='{INK}'/>")
    height = base + 30 + ROW * lists + 8
    if len(order) > most:
        rest = sum(int(pooled.counts[k]) for k in order[most:])
        parts.append(_text(left, height + 8, f"and {len(order) - most} smaller overlaps with {rest:,} people", size=11))
        height += 20
    return _svg(width, height, f"Overlap of {lists} lists, {pooled.documented:,} people documented", parts)


def posterior_svg(estimates: Sequence[Estimate | Fit], *, documented: int | None = None) -> str:
    """Each method's estimate: point, 95 % interval, and the posterior's shape where there is one; withheld ones say so.

    Takes records or fits, those of a stratum with its name before; `documented` is drawn as a bar of its own (from the fits,
    where not given).
    """
    if documented is None:
        documented = next((e.documented for e in estimates if isinstance(e, Fit)), None)
    records = [e.record() if isinstance(e, Fit) else e for e in estimates]
    labels = [(f"{_short(r.stratum)}: " if r.stratum else "") + ABOUT.get(r.method, r.method) for r in records]
    left, plot = 30 + 7 * max([len(label) for label in labels] + [12]), 470
    values = [v for r in records for v in (r.low, r.high, r.estimate) if v is not None] + ([documented] if documented else [])
    scale = _Scale(values, left, plot)
    parts = [_text(16, 24, "Estimated: all people, listed or not", size=15, weight="bold", fill=ESTIMATED)]
    y = 56
    if documented is not None:
        x = scale.at(documented)
        parts.append(_text(left - 10, y + 4, "documented", anchor="end", fill=DOCUMENTED, weight="bold"))
        parts.append(_bar(left, y - 8, x - left, 16, DOCUMENTED))
        parts.append(_text(x + 6, y + 4, f"{documented:,}", fill=DOCUMENTED, weight="bold"))
        y += 40
    first = y
    for record, label in zip(records, labels, strict=True):
        y += 14
        parts.append(_text(left - 10, y + 4, label, anchor="end"))
        parts += _estimate(record, scale, y)
        y += 28
    parts = parts[:1] + scale.axis(first - 8, y) + parts[1:]
    if documented is not None:
        x = scale.at(documented)
        parts.append(
            f"<line x1='{x:.1f}' y1='{first - 30}' x2='{x:.1f}' y2='{y}' stroke='{DOCUMENTED}' stroke-dasharray='3 3'/>"
        )
    note = "Dot: estimate; line: 95 % interval; shape: posterior."
    if not any(r.stratum for r in records):
        note += " The estimates are alternatives: never add them."
    parts.append(_text(16, y + 42, note, size=11))
    return _svg(left + plot + 110, y + 56, "Estimates of all people by each method, with the documented number apart", parts)


def sensitivity_svg(rows: Iterable[Mapping[str, Any]], whole: Sequence[Estimate | Fit] = ()) -> str:
    """What each list does: every method's interval without each list in turn, over the band of the interval with all lists.

    `rows` as from `leave_one_out` (in the JSON: `leave_one_out`); `whole` the answers with all lists. Strata are left to the
    table: drawn are those of all strata together.
    """
    kept = [row for row in rows if row["stratum"] is None]
    if not kept:
        words = "Leaving a list out needs at least four lists; three must remain."
        return _svg(480, 60, "No sensitivity", [_text(16, 34, words)])
    records = {r.method: r for r in (e.record() if isinstance(e, Fit) else e for e in whole) if r.stratum is None}
    methods = list(dict.fromkeys(str(row["method"]) for row in kept))
    labels = [f"without {_short(str(row['left_out']))}" for row in kept]
    left, plot = 40 + 7 * max([len(label) for label in labels] + [14]), 470
    values = [row[k] for row in kept for k in ("low", "high") if row.get(k) is not None]
    values += [v for m in methods if m in records for v in (records[m].low, records[m].high) if v is not None]
    scale = _Scale(values, left, plot)
    parts = [_text(16, 24, "Estimated: what each list does", size=15, weight="bold", fill=ESTIMATED)]
    parts.append(_text(16, 42, "Each line: the 95 % interval without that list; the band: with all lists", size=12))
    y = 62
    for method in methods:
        parts.append(_text(16, y + 14, ABOUT.get(method, method), weight="bold"))
        y += 26
        mine = [row for row in kept if row["method"] == method]
        all_lists = records.get(method)
        if all_lists is not None and all_lists.low is not None and all_lists.high is not None:
            x, x2 = scale.at(all_lists.low), scale.at(all_lists.high)
            parts.append(_bar(x, y, x2 - x, ROW * (len(mine) + 1), "#f6e3d3"))
            parts.append(_text(left - 10, y + 18, "all lists", anchor="end", weight="bold"))
            parts += _estimate(all_lists, scale, y + 14)
            y += ROW
        for row in mine:
            parts.append(_text(left - 10, y + 18, f"without {_short(str(row['left_out']))}", anchor="end"))
            numbers = (row.get("estimate"), row.get("low"), row.get("high"))
            parts += _estimate(Estimate(method, *numbers, withheld=row.get("withheld")), scale, y + 14)
            y += ROW
        y += 12
    parts = parts[:2] + scale.axis(56, y) + parts[2:]
    return _svg(left + plot + 110, y + 40, "Estimates without each list in turn", parts)


class _Scale:
    """Numbers to horizontal places: from 0, or logarithmic where one interval dwarfs the others."""

    def __init__(self, values: Sequence[float], left: float, width: float) -> None:
        known = [float(v) for v in values if v is not None and v > 0] or [1.0]
        self.left, self.width = left, width
        self.is_log = max(known) > 25.0 * float(np.median(known))
        self.low = min(known) / 1.3 if self.is_log else 0.0
        self.high = max(known) * (1.3 if self.is_log else 1.05)

    def at(self, value: float) -> float:
        if self.is_log:
            return float(self.left + self.width * np.log(max(value, self.low) / self.low) / np.log(self.high / self.low))
        return float(self.left + self.width * value / self.high)

    def axis(self, top: float, bottom: float) -> list[str]:
        """Grid lines at round numbers, their labels below; a logarithmic axis says that it is one."""
        parts = []
        for tick in self._ticks():
            x = self.at(tick)
            parts.append(f"<line x1='{x:.1f}' y1='{top}' x2='{x:.1f}' y2='{bottom}' stroke='{QUIET}'/>")
            parts.append(_text(x, bottom + 16, f"{tick:,.0f}", anchor="middle", size=11))
        if self.is_log:
            parts.append(_text(self.left + self.width + 8, bottom + 16, "(log scale)", size=11))
        return parts

    def _ticks(self) -> list[float]:
        if self.is_log:
            powers = range(int(np.floor(np.log10(self.low))), int(np.ceil(np.log10(self.high))) + 1)
            ticks = [m * 10.0**p for p in powers for m in (1, 2, 5)]
            return [t for t in ticks if self.low <= t <= self.high]
        raw = self.high / 7.0
        unit = 10.0 ** np.floor(np.log10(raw))
        step = next(m * unit for m in (1, 2, 5, 10) if m * unit >= raw)
        return [float(t) for t in np.arange(0.0, self.high, step)]


def _estimate(record: Estimate, scale: _Scale, y: float) -> list[str]:
    if record.estimate is None or record.low is None or record.high is None:
        return [_text(scale.left + scale.width * 0.4, y + 4, "withheld", fill="#6b6f75", style="italic")]
    parts = []
    quantiles = record.diagnostics.get("quantiles") or []
    if len(quantiles) > 2:
        parts.append(_shape([float(q) for q in quantiles], (record.low, record.high), scale, y))
    x, x2, middle = scale.at(record.low), scale.at(record.high), scale.at(record.estimate)
    colour = "#6b6f75" if record.withheld else ESTIMATED
    parts.append(f"<line x1='{x:.1f}' y1='{y}' x2='{x2:.1f}' y2='{y}' stroke='{colour}' stroke-width='3'/>")
    parts.append(f"<circle cx='{middle:.1f}' cy='{y}' r='5' fill='{colour}' stroke='white'/>")
    mark = " (withheld)" if record.withheld else ""
    parts.append(_text(x2 + 8, y + 4, f"{record.estimate:,.0f}{mark}", size=11, fill=colour))
    return parts


def _shape(quantiles: list[float], ends: tuple[float, float], scale: _Scale, y: float) -> str:
    """The posterior's density above the line, from evenly spaced quantiles: mass over width, smoothed over neighbours."""
    places = np.array([scale.at(q) for q in quantiles])
    grid = np.linspace(scale.at(ends[0]), scale.at(ends[1]), 80)
    wide = max(float(np.subtract(*np.quantile(places, [0.75, 0.25]))) * 0.35, 1.5)
    density = np.exp(-0.5 * ((grid[:, None] - places[None, :]) / wide) ** 2).sum(axis=1)
    heights = 20.0 * density / density.max()
    points = " ".join(f"{x:.1f},{y - h:.1f}" for x, h in zip(grid, heights, strict=True))
    return f"<polygon points='{grid[0]:.1f},{y} {points} {grid[-1]:.1f},{y}' fill='{ESTIMATED}' fill-opacity='0.25'/>"


def _bar(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{max(width, 1.0):.1f}' height='{max(height, 1.0):.1f}' fill='{fill}'/>"


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = 12,
    weight: str = "",
    fill: str = INK,
    style: str = "",
) -> str:
    more = (f" font-weight='{weight}'" if weight else "") + (f" font-style='{style}'" if style else "")
    place = f"x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' font-size='{size}'"
    printable = "".join(c for c in words if c.isprintable())  # control characters are no XML
    return f"<text {place} fill='{fill}'{more}>{escape(printable)}</text>"


def _short(name: str, most: int = 28) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _svg(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' role='img' viewBox='0 0 {width:.0f} {height:.0f}'"
    size = f" width='{width:.0f}' height='{height:.0f}' {FONT}>"
    back = f"<title>{escape(title)}</title><rect width='{width:.0f}' height='{height:.0f}' fill='white'/>"
    return head + size + back + "".join(parts) + "</svg>"
