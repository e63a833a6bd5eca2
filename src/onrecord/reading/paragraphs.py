"""The lines of a PDF as running text: in reading order, wrapped lines joined, broken words mended."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from statistics import median

from onrecord.reading.cells import empty_cells
from onrecord.reading.glyphs import LOST, Line
from onrecord.reading.hyphens import HYPHENS, joins, vocabulary
from onrecord.reading.spans import TextBuilder

_BULLET = re.compile(r"[•‣◦▪●○■–—*·-]$|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]$")
_FINISHED = tuple(".!?:؟۔")
_LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "ti", "tt")
_PROSE = 20  # characters of a line that is part of a column of prose


def write(pages: list[list[Line]], builder: TextBuilder) -> int:
    """Writes the pages as paragraphs with a blank line between them; gives how many glyphs have no known letter."""
    ordered = [_ordered(page) for page in pages]
    words = vocabulary(line.text for page, _ in ordered for line in page)
    lines = [line for page, _ in ordered for line in page]
    layout = _Layout(ordered)
    for line in lines:
        _mend_ligatures(line, words)
    joints = [layout.joint(a, b) for a, b in pairwise(lines)] + [""]
    empty_before, empty_after = empty_cells(lines, joints)
    for n, line in enumerate(lines):
        after = lines[n + 1] if n + 1 < len(lines) else None
        joint = joints[n]
        drop = 0
        if after is not None and line.text[-1:] in HYPHENS and (joint == " " or after.text[:1].islower()):
            joined = joins(line.text, after.text, words)
            joint = " " if joined is None else ""
            drop = 1 if joined else 0
        if n in empty_before:
            builder.add_own("\t" * empty_before[n])
        _write_line(line, drop, builder)
        if joint or n in empty_after:
            builder.add_own("\t" * empty_after.get(n, 0) + joint)
    return sum(line.text.count(LOST) for line in lines)


def _write_line(line: Line, drop: int, builder: TextBuilder) -> None:
    last = len(line.words) - 1
    for n, word in enumerate(line.words):
        text = word.text[: len(word.text) - drop] if n == last else word.text
        if text:
            builder.add_box(text, line.page, word.box)
        if n < last:
            builder.add_own(" ")


def _mend_ligatures(line: Line, words: frozenset[str]) -> None:
    """Fills a glyph without a letter where exactly one ligature makes a word that the document has elsewhere."""
    if LOST not in line.text:
        return
    for word in line.words:
        if LOST in word.text:
            fits = [word.text.replace(LOST, pair) for pair in _LIGATURES]
            known = [text for text in fits if text.strip(".,;:!?()\"'“”’").lower() in words]
            if len(known) == 1:
                word.text = known[0]
    line.text = " ".join(word.text for word in line.words)


# ------------------------------------------------------------------------------------------ where a paragraph ends


class _Layout:
    """What the pages say of breaks: how far lines of each column reach, and how far they stand apart."""

    def __init__(self, pages: list[tuple[list[Line], float | None]]) -> None:
        self.reach: dict[int, float] = {}
        self.indent: dict[int, float] = {}
        drops: defaultdict[int, list[float]] = defaultdict(list)  # by the size of the type
        usual = [_edge([_end(line) for line in lines]) for lines, gutter in pages if lines and gutter is None]
        for lines, gutter in pages:
            for column in _columns(lines, gutter):
                reach = _edge([_end(line) for line in column])
                indent = -_edge([-_start(line) for line in column])
                if gutter is None:  # a page of short lines is as wide as the others, and no column narrower than half of it
                    reach = max(reach, median(usual), indent + 0.5 * column[0].page_width)
                self.reach.update({id(line): reach for line in column})
                self.indent.update({id(line): indent for line in column})
            for a, b in pairwise(lines):
                if 0.8 * b.height < a.base - b.base < 3 * b.height:
                    drops[round(b.height)].append(a.base - b.base)
        self.leading = {height: median(of) for height, of in drops.items()}

    def joint(self, a: Line, b: Line) -> str:
        """What stands between two lines: a blank (one paragraph), a tab (cells of a row), a blank line (two paragraphs)."""
        if b.continues and a.page == b.page and abs(a.base - b.base) < 0.35 * a.height:
            return "\t"
        if a.continues or abs(a.height - b.height) > 0.15 * max(a.height, b.height) or a.is_rtl != b.is_rtl:
            return "\n\n"
        if _BULLET.match(b.words[0].text) and (len(b.words) == 1 or _start(b) < self.indent[id(b)] + 60):
            return "\n\n"
        drop = a.base - b.base
        moved = a.page != b.page or drop < 0  # to another page or column: only the words can tell
        if moved:
            return "\n\n" if a.text.endswith(_FINISHED) or self._fits(a, b) else " "
        if drop > 1.25 * max(self.leading.get(round(b.height), 0), b.height) or self._fits(a, b):
            return "\n\n"
        indented = _start(b) > self.indent[id(b)] + 0.8 * b.height and _start(b) > _start(a) + 0.8 * b.height
        return "\n\n" if indented and a.text.endswith(_FINISHED) else " "

    def _fits(self, a: Line, b: Line) -> bool:
        """Whether the first word of b would have fitted at the end of a: then the break is the writer's, not the page's."""
        first = b.words[0].box
        return _end(a) + (first[2] - first[0]) + 0.6 * a.height < self.reach[id(a)]


def _edge(values: list[float]) -> float:
    """The largest, or among many the third largest: an edge that more than a stray line or two reach."""
    return sorted(values, reverse=True)[2 if len(values) >= 8 else 0]


def _start(line: Line) -> float:
    return -line.box[2] if line.is_rtl else line.box[0]


def _end(line: Line) -> float:
    return -line.box[0] if line.is_rtl else line.box[2]


# ------------------------------------------------------------------------------------------ reading order


def _ordered(page: list[Line]) -> tuple[list[Line], float | None]:
    """The lines as they are read, and the gutter: by columns where there are two, else as drawn unless drawn upwards."""
    gutter = _gutter(page)
    if gutter is not None:
        return _by_columns(page, gutter), gutter
    jumps = sum(1 for a, b in pairwise(page) if b.base > a.base + 2 * a.height and _overlap(a, b))
    if jumps > 0.2 * len(page):
        return sorted(page, key=lambda line: (-round(line.base), _start(line))), None
    return page, None


def _overlap(a: Line, b: Line) -> bool:
    return min(a.box[2], b.box[2]) > max(a.box[0], b.box[0])


def _gutter(page: list[Line]) -> float | None:
    """The middle of a strip that next to no line crosses, with a column of prose on either side of it."""
    prose = [line for line in page if len(line.text) >= _PROSE]
    if len(prose) < 12:
        return None
    left, right = min(line.box[0] for line in prose), max(line.box[2] for line in prose)
    found: list[float] = []
    step = 4.0
    x = left + 0.3 * (right - left)
    while x < left + 0.7 * (right - left):
        crossing = sum(1 for line in page if line.box[0] < x < line.box[2])
        before = [line for line in prose if line.box[2] <= x]
        after = [line for line in prose if line.box[0] >= x]
        if crossing <= 0.15 * len(page) and min(len(before), len(after)) >= 6 and _side_by_side(before, after):
            found.append(x)
        x += step
    return found[len(found) // 2] if found else None


def _side_by_side(a: list[Line], b: list[Line]) -> bool:
    low, high = max(min(x.base for x in a), min(x.base for x in b)), min(max(x.base for x in a), max(x.base for x in b))
    return high - low > 4 * a[0].height


def _columns(lines: list[Line], gutter: float | None) -> list[list[Line]]:
    if gutter is None:
        return [lines] if lines else []
    left = [line for line in lines if line.box[2] <= gutter]
    right = [line for line in lines if line.box[0] >= gutter]
    across = [line for line in lines if line.box[0] < gutter < line.box[2]]
    return [column for column in (left, right, across) if column]


def _by_columns(page: list[Line], gutter: float) -> list[Line]:
    """Column by column, in bands between the lines that run across both; Arabic and Hebrew pages begin on the right."""
    across = sorted((line for line in page if line.box[0] < gutter < line.box[2]), key=lambda line: -line.base)
    from_right = sum(line.is_rtl for line in page) > 0.5 * len(page)
    sides = [[line for line in page if line.box[2] <= gutter], [line for line in page if line.box[0] >= gutter]]
    ordered: list[Line] = []
    for border in [*across, None]:
        floor = border.base if border is not None else float("-inf")
        for side in reversed(sides) if from_right else sides:
            band = [line for line in side if line.base > floor]
            for line in band:
                side.remove(line)
                line.continues = False
            ordered.extend(sorted(band, key=lambda line: (-round(line.base), _start(line))))
        if border is not None:
            ordered.append(border)
    return ordered
