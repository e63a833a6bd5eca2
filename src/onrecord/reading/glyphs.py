"""Lines of a PDF page from the boxes of its glyphs, in logical order also where they run from right to left."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]

_TEX_LIGATURES = {"\x0b": "ff", "\x0c": "fi", "\x0e": "ffi", "\x0f": "ffl"}
_MIRRORED = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_SPACE = 0.18  # a gap wider than this share of the glyph's height is a blank
_WIDE = 2.2  # and wider than this many heights a gap between columns or cells
LOST = "\ufffd"


@dataclass(slots=True)
class Glyph:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    base: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


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
    text: str = field(default="")


def lines_of(textpage: Any, page: int) -> list[Line]:
    """The lines of one page in the order in which the file draws them."""
    found: list[Line] = []
    for group, continues in _grouped(_glyphs(textpage)):
        line = _line(group, page)
        if line is not None:
            line.continues = continues and bool(found)
            found.append(line)
    return found


def _glyphs(textpage: Any) -> Iterator[Glyph]:
    raw = textpage.raw
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for n in range(pdfium.FPDFText_CountChars(raw)):
        if pdfium.FPDFText_IsGenerated(raw, n) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(raw, n)
        text = _character(code)
        if not text:
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, n, box)
        pdfium.FPDFText_GetCharOrigin(raw, n, x, y)
        yield Glyph(text, box.left, box.right, min(box.bottom, box.top), max(box.bottom, box.top), y.value)


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


def _grouped(glyphs: Iterator[Glyph]) -> Iterator[tuple[list[Glyph], bool]]:
    """Glyphs on one base line without a wide gap, as drawn; and whether the group goes on along the line before."""
    group: list[Glyph] = []
    continues = False
    for glyph in glyphs:
        if group and not _fits(group, glyph):
            yield group, continues
            continues = _same_base(group[-1], glyph)
            group = []
        group.append(glyph)
    if group:
        yield group, continues


def _same_base(a: Glyph, b: Glyph) -> bool:
    return abs(a.base - b.base) < 0.35 * max(a.height, b.height)


def _fits(group: list[Glyph], glyph: Glyph) -> bool:
    last = group[-1]
    if not _same_base(last, glyph):
        raised = abs(last.base - glyph.base) < 0.7 * max(last.height, glyph.height) and glyph.height < 0.8 * last.height
        return raised and abs(glyph.left - last.right) < 0.3 * last.height  # a footnote mark belongs to its line
    gap = max(glyph.left - last.right, last.left - glyph.right)
    return gap < _WIDE * last.height or _is_blank_between(group, gap, last.height)


def _is_blank_between(group: list[Glyph], gap: float, height: float) -> bool:
    return group[-1].text.isspace() and gap < 2 * _WIDE * height


def _line(group: list[Glyph], page: int) -> Line | None:
    inked = [glyph for glyph in group if not glyph.text.isspace()]
    if not inked:
        return None
    kinds = [_kind(glyph.text[0]) for glyph in inked]
    is_rtl = kinds.count("R") > kinds.count("L")
    ordered = _logical(group, is_rtl) if "R" in kinds else [(glyph.text, glyph) for glyph in _spaced(group)]
    words = _words(ordered)
    if not words:
        return None
    box = _around([word.box for word in words])
    line = Line(words, page, box, median(g.base for g in inked), median(g.height for g in inked), is_rtl)
    line.text = " ".join(word.text for word in words)
    return line


def _kind(character: str) -> str:
    """R a right-to-left letter, N a digit, L a left-to-right letter, o anything else."""
    kind = unicodedata.bidirectional(character)
    return "R" if kind in ("R", "AL") else "N" if kind in ("EN", "AN") else "L" if kind == "L" else "o"


def _blank(before: Glyph, after: Glyph) -> Glyph:
    return Glyph(" ", before.right, after.left, before.bottom, before.top, before.base)


def _spaced(group: list[Glyph]) -> list[Glyph]:
    """The glyphs with blanks where the boxes leave a gap and the file draws none."""
    found: list[Glyph] = []
    for glyph in group:
        if found and not glyph.text.isspace() and not found[-1].text.isspace():
            gap = glyph.left - found[-1].right
            if gap > _SPACE * glyph.height or gap < -3 * glyph.height:
                found.append(_blank(found[-1], glyph))
        found.append(glyph)
    return found


def _logical(group: list[Glyph], is_rtl: bool) -> list[tuple[str, Glyph]]:
    """Characters in the order in which they are read, from where their glyphs stand on the line.

    Runs of digits and Latin letters keep their left-to-right order inside a right-to-left line: the boxes say which digit
    comes first, whatever order the file draws them in. Ligatures are taken apart in reading order.
    """
    visual = _spaced(sorted(_clustered(group), key=lambda glyph: (glyph.left + glyph.right) / 2))
    sequence = [(glyph.text, glyph) for glyph in (reversed(visual) if is_rtl else visual)]
    kinds = [_kind(text[0]) for text, _ in sequence]
    flipped = ("L", "N") if is_rtl else ("R",)
    glue = ".,:/-–٫٬%+ " if is_rtl else " .,،"
    ordered: list[tuple[str, Glyph]] = []
    n = 0
    while n < len(sequence):
        if kinds[n] not in flipped:
            ordered.append(sequence[n])
            n += 1
            continue
        last = _run_end(sequence, kinds, n, flipped, glue)
        ordered.extend(sequence[n : last + 1][::-1])
        n = last + 1
    return [(text.translate(_MIRRORED) if is_rtl and _is_mirrored(sequence) else text, glyph) for text, glyph in ordered]


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


def _is_mirrored(sequence: list[tuple[str, Glyph]]) -> bool:
    """Whether brackets come as drawn (the first one read closes), so that they must be turned to be read."""
    first = next((text for text, _ in sequence if text in ("(", ")", "[", "]", "«", "»")), None)
    return first in (")", "]", "»")


def _clustered(group: list[Glyph]) -> list[Glyph]:
    """Joins each mark (a vowel sign) to the letter that it stands over, so that sorting by place cannot part them."""
    letters = [glyph for glyph in group if not unicodedata.combining(glyph.text[0])]
    for glyph in group:
        if unicodedata.combining(glyph.text[0]) and letters:
            centre = (glyph.left + glyph.right) / 2
            under = min(letters, key=lambda g: (abs((g.left + g.right) / 2 - centre), g.left))
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
