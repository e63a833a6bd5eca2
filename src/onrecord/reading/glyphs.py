"""Lines of a PDF page from the boxes of its glyphs, in logical order also where they run from right to left."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from onrecord.reading.spans import RAISED

Box = tuple[float, float, float, float]

_TEX_LIGATURES = {"\x0b": "ff", "\x0c": "fi", "\x0e": "ffi", "\x0f": "ffl"}
_UNIT = re.compile(r"(km|m|cm|mm|kg|g|ha) +(\d[\d.,]*)")
_STOPS = ".،؛؟!"
_OPENING, _CLOSING = "([{«", ")]}»"
_MIRRORED = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_SPACE = 0.15  # a gap wider than this share of the type's size is a blank
_WIDE = 2.0  # and wider than this many sizes a gap between columns or cells
_SMALL, _RAISED = 0.85, 0.1  # a digit this small and this high above the line, in shares of its type, is a footnote's mark
LOST = "\ufffd"


@dataclass(slots=True)
class Glyph:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    base: float
    height: float
    """The size of the type: boxes are taller or flatter by font and letter."""
    order: int = 0
    """Its place in the order of drawing."""


@dataclass(slots=True)
class Word:
    """A word of a line and its box; `after` is the blank that follows it in the text."""

    text: str
    box: Box
    after: str = " "


@dataclass(slots=True)
class Line:
    """One line, or one cell of it: its words in logical order, its box, the height of its glyphs."""

    words: list[Word]
    page: int
    box: Box
    base: float
    height: float
    is_rtl: bool = False
    continues: bool = False  # stands on the same base line as the one before, after a wide gap
    text: str = ""
    page_width: float = 0.0


def lines_of(textpage: Any, page: int, width: float) -> list[Line]:
    """The lines of one page in the order in which the file draws them; a line is cut at gaps between columns or cells."""
    found: list[Line] = []
    glyphs = list(_glyphs(textpage))
    page_is_rtl = _leans_right(glyphs, 1)
    for row in _rows(glyphs):
        first = True
        for group in _cut(row):
            line = _line(group, page, page_is_rtl=page_is_rtl)
            if line is not None:
                line.page_width = width
                line.continues = not first
                found.append(line)
                first = False
    _unmirror(found)
    return found


def _glyphs(textpage: Any) -> Iterator[Glyph]:
    raw = textpage.raw
    box, x, y, matrix = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
    for n in range(pdfium.FPDFText_CountChars(raw)):
        if pdfium.FPDFText_IsGenerated(raw, n) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(raw, n)
        text = _character(code)
        if not text:
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, n, box)
        pdfium.FPDFText_GetCharOrigin(raw, n, x, y)
        pdfium.FPDFText_GetMatrix(raw, n, matrix)
        size = pdfium.FPDFText_GetFontSize(raw, n) * math.hypot(matrix.c, matrix.d)
        low, high = min(box.bottom, box.top), max(box.bottom, box.top)
        yield Glyph(text, box.left, box.right, low, high, y.value, size or max(high - low, 1.0), n)


def _character(code: int) -> str:
    """What a glyph stands for: ligatures and Arabic presentation forms taken apart, unmapped glyphs as U+FFFD."""
    if code in (0x0A, 0x0D):
        return ""
    if code == 0 or code >= 0xFFFE or 0xD800 <= code <= 0xDFFF:
        return LOST if code == 0 or code == 0xFFFD else ("-" if code == 0xFFFE else "")
    text = chr(code)
    if text in _TEX_LIGATURES:
        return _TEX_LIGATURES[text]
    if text == "\x02":
        return "-"
    if code < 0x20:
        return " " if text == "\t" else LOST
    if "\ufb00" <= text <= "\ufb06" or "\ufb50" <= text <= "\ufdff" or "\ufe70" <= text <= "\ufefc":
        return unicodedata.normalize("NFKC", text)
    return "" if text in "\u200b\u200e\u200f\ufeff" else text


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs on one base line, as drawn. Rows that go on where an earlier one on that base line ends are one with it."""
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        if rows and _same_row(rows[-1], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    by_base: dict[int, list[list[Glyph]]] = {}
    kept: list[list[Glyph]] = []
    for row in rows:
        base = round(row[0].base)
        near = [other for key in (base - 1, base, base + 1) for other in by_base.get(key, ())]
        joined = next((other for other in near if _touches(other, row)), None)
        if joined is not None:
            joined.extend(row)
        else:
            by_base.setdefault(base, []).append(row)
            kept.append(row)
    return kept


def _same_row(row: list[Glyph], glyph: Glyph) -> bool:
    first, last = row[0], row[-1]
    if min(abs(first.base - glyph.base), abs(last.base - glyph.base)) < 0.35 * max(last.height, glyph.height):
        return True
    raised = abs(last.base - glyph.base) < 0.7 * last.height and glyph.height < 0.9 * last.height
    return raised and abs(glyph.left - last.right) < 0.3 * last.height  # a footnote mark belongs to its line


def _touches(a: list[Glyph], b: list[Glyph]) -> bool:
    """Whether two rows are neighbours on the line, without a gap as wide as one between columns."""
    height = max(a[0].height, b[0].height)
    ends = (min(g.left for g in a), max(g.right for g in a)), (min(g.left for g in b), max(g.right for g in b))
    gap = max(ends[0][0], ends[1][0]) - min(ends[0][1], ends[1][1])
    return abs(a[0].base - b[0].base) < 0.2 * height and -3 * height < gap < 0.6 * height


def _cut(row: list[Glyph]) -> list[list[Glyph]]:
    """A row's glyphs from left to right, cut at wide gaps; its pieces in reading order."""
    inked = [glyph for glyph in row if not glyph.text.isspace()]
    if not inked:
        return []
    height = median(glyph.height for glyph in inked)
    has_rtl = any(_kind(glyph.text[0]) == "R" for glyph in inked)
    if has_rtl or any(b.left < a.left - height for a, b in pairwise(inked)):
        inked = _without_doubles(sorted(_clustered(inked), key=lambda glyph: (glyph.left + glyph.right) / 2), height)
    blanks = sorted((glyph.left + glyph.right) / 2 for glyph in row if glyph.text.isspace() and glyph.right > glyph.left)
    drawn = sorted(glyph.order for glyph in row if glyph.text.isspace())
    pieces = [[inked[0]]]
    for before, glyph in pairwise(inked):
        if glyph.left - before.right > _WIDE * height:
            pieces.append([])
        elif _is_blank_between(before, glyph, blanks, drawn if has_rtl else None):
            pieces[-1].append(replace(before, text=" ", left=before.right, right=glyph.left))
        pieces[-1].append(glyph)
    return pieces[::-1] if _leans_right(inked, 1) else pieces


def _is_blank_between(a: Glyph, b: Glyph, blanks: list[float], drawn: list[int] | None) -> bool:
    """Whether a blank stands between two neighbours: a gap, or a blank that the file draws there.

    Arabic letters that do not join leave gaps inside words. There the order of drawing says more (`drawn`: where in it blanks
    stand): letters between the same two blanks are one word unless the gap is as wide as a blank always is.
    """
    gap, size = b.left - a.right, min(a.height, b.height)
    if drawn is not None and a.text in _STOPS and _kind(b.text[0]) == "R":  # no blank stands before a stop
        return gap > 2 * _SPACE * size
    if not drawn or not _kind(a.text[0]) == _kind(b.text[0]) == "R":
        return gap > _SPACE * size or _has_blank(blanks, a, b)
    if bisect_right(drawn, a.order) == bisect_right(drawn, b.order):
        return gap > 2 * _SPACE * size
    return gap > 0.7 * _SPACE * size or _has_blank(blanks, a, b)


def _has_blank(blanks: list[float], before: Glyph, after: Glyph) -> bool:
    """Whether the file draws a blank between two glyphs."""
    middle_before, middle_after = (before.left + before.right) / 2, (after.left + after.right) / 2
    n = bisect_right(blanks, middle_before)
    return n < len(blanks) and blanks[n] < middle_after


def _without_doubles(glyphs: list[Glyph], height: float) -> list[Glyph]:
    """Glyphs drawn twice (for bold type), or given for a letter and again for the mark upon it, once.

    Equal letters of one ligature (the two lams of Allah) share a box, and stay.
    """
    kept: list[Glyph] = []
    for glyph in glyphs:
        before = kept[-1] if kept else None
        if before is not None and glyph.text[0] == before.text[0]:
            overlap = (min(before.right, glyph.right) - max(before.left, glyph.left)) / max(
                0.1, min(before.right - before.left, glyph.right - glyph.left)
            )
            tall = (before.top - before.bottom, glyph.top - glyph.bottom)
            differs = abs(before.base - glyph.base) > 0.1 or abs(tall[0] - tall[1]) > 0.1 * height
            is_part = (before.left, before.right) == (glyph.left, glyph.right) and abs(before.order - glyph.order) == 1
            if not is_part and (overlap > 0.6 or (differs and overlap > 0.1)):
                before.left, before.right = min(before.left, glyph.left), max(before.right, glyph.right)
                before.text = max(before.text, glyph.text, key=len)
                continue
        kept.append(glyph)
    return kept


def _line(group: list[Glyph], page: int, *, page_is_rtl: bool) -> Line | None:
    inked = [glyph for glyph in group if not glyph.text.isspace()]
    if not inked:
        return None
    base, height = median(g.base for g in inked), median(g.height for g in inked)
    for glyph in inked:
        if glyph.text.isdecimal() and glyph.height < _SMALL * height and glyph.base > base + _RAISED * height:
            glyph.text = glyph.text.translate(RAISED)
    kinds = [_kind(glyph.text[0]) for glyph in inked]
    is_rtl = _leans_right(inked, 4 if page_is_rtl else 1)
    ordered = _logical(group, is_rtl) if "R" in kinds else [(glyph.text, glyph) for glyph in group]
    words = _words(ordered)
    if not words:
        return None
    box = _around([word.box for word in words])
    line = Line(words, page, box, base, height, is_rtl)
    line.text = " ".join(word.text for word in words)
    return line


def _leans_right(glyphs: list[Glyph], weight: int) -> bool:
    """Whether right-to-left letters, each counting `weight` times, outnumber the others: on an Arabic page a line with some
    Arabic runs from the right although most of it is a Latin name."""
    kinds = [_kind(glyph.text[0]) for glyph in glyphs]
    return weight * kinds.count("R") > kinds.count("L")


def _kind(character: str) -> str:
    """R a right-to-left letter, N a digit, L a left-to-right letter, o anything else."""
    kind = unicodedata.bidirectional(character)
    return "R" if kind in ("R", "AL") else "N" if kind in ("EN", "AN") else "L" if kind == "L" else "o"


def _logical(group: list[Glyph], is_rtl: bool) -> list[tuple[str, Glyph]]:
    """Characters in the order in which they are read, from where their glyphs stand on the line.

    Runs of digits and Latin letters keep their left-to-right order inside a right-to-left line: the boxes say which digit
    comes first, whatever order the file draws them in. A hyphen between numbers parts two runs, as the Unicode bidirectional
    algorithm has it after Arabic letters ("14-15" is drawn as 15-14). Ligatures are taken apart in reading order.
    """
    sequence = [(glyph.text, glyph) for glyph in (reversed(group) if is_rtl else group)]
    kinds = [_kind(text[0]) for text, _ in sequence]
    flipped = ("L", "N") if is_rtl else ("R",)
    glue = ".,:/٫٬ " if is_rtl else " .,،"
    ordered: list[tuple[str, Glyph]] = []
    n = 0
    while n < len(sequence):
        percent = is_rtl and sequence[n][0] in "%٪" and kinds[n + 1 : n + 2] == ["N"]
        if kinds[n] not in flipped and not percent:
            ordered.append(sequence[n])
            n += 1
            continue
        last = _run_end(sequence, kinds, n + percent, flipped, glue)
        if percent and "L" not in kinds[n : last + 1]:  # after Arabic the sign stands on its own, left of its number
            ordered.append(sequence[n])
            n += 1
        ordered.extend(_unit_last(sequence[n : last + 1][::-1]))
        n = last + 1
    return ordered


def _unit_last(run: list[tuple[str, Glyph]]) -> list[tuple[str, Glyph]]:
    """A run of a unit and a number with the number first: "3 km" among Arabic words is drawn as km 3."""
    match = _UNIT.fullmatch("".join(text[0] for text, _ in run))
    if not match:
        return run
    unit, blank = match.end(1), match.start(2)
    return run[blank:] + run[unit:blank] + run[:unit]


def _run_end(sequence: list[tuple[str, Glyph]], kinds: list[str], n: int, flipped: tuple[str, ...], glue: str) -> int:
    """The last position of a run against the line's direction; a blank joins Latin words, but not numbers to each other."""
    last = n
    for k in range(n, len(sequence)):
        if kinds[k] in flipped:
            if kinds[k] == "N" and kinds[last] == "N" and any(sequence[i][0].isspace() for i in range(last + 1, k)):
                return last
            last = k
        elif kinds[k] != "o" or sequence[k][0] not in glue:
            break
    return last


def _unmirror(lines: list[Line]) -> None:
    """Turns the brackets of right-to-left lines where the page gives them as drawn: more closing before opening than after."""
    rtl = [line for line in lines if line.is_rtl]
    votes = 0
    for line in rtl:
        brackets = [c for c in line.text if c in _OPENING or c in _CLOSING]
        votes += sum((a in _OPENING and b in _CLOSING) - (a in _CLOSING and b in _OPENING) for a, b in pairwise(brackets))
    if votes >= 0:
        return
    for line in rtl:
        for word in line.words:
            word.text = word.text.translate(_MIRRORED)
        line.text = line.text.translate(_MIRRORED)


def _clustered(group: list[Glyph]) -> list[Glyph]:
    """Joins each mark (a vowel sign) to the letter that it stands over, so that sorting by place cannot part them."""
    letters = [glyph for glyph in group if not unicodedata.combining(glyph.text[0])]
    for glyph in group:
        if unicodedata.combining(glyph.text[0]) and letters:
            centre = (glyph.left + glyph.right) / 2
            under = min(letters, key=lambda g: (abs((g.left + g.right) / 2 - centre), g.left))
            if glyph.text not in under.text:
                under.text += glyph.text
    return letters or group


def _words(ordered: list[tuple[str, Glyph]]) -> list[Word]:
    words: list[Word] = []
    boxes: list[Box] = []
    letters: list[str] = []
    for text, glyph in [*ordered, (" ", None)]:
        if text.isspace() or glyph is None:
            if letters:
                words.append(Word("".join(letters), _around(boxes)))
                letters, boxes = [], []
            continue
        letters.append(text)
        boxes.append((glyph.left, glyph.bottom, glyph.right, glyph.top))
    return words


def _around(boxes: list[Box]) -> Box:
    left, bottom, right, top = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    return (round(left, 1), round(bottom, 1), round(right, 1), round(top, 1))
