"""Tables in a document's text: rows of cells with offsets, their heads, the line above and the lines below.

The reading room parts the cells of a row by tabs and rows by blank lines; texts of other makers part rows by line breaks, or
cells by bars. In: a text. Out: grids. What the words in them mean is for `headings` and `tables`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_PARAGRAPH = re.compile(r"\n[ \r]*\n+")
_BARS = re.compile(r"\s*\|")
_RULE = re.compile(r"[\s|:+=-]*$")
_NUMBER = re.compile(r"[^\w\n]{0,3}\d")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d|(?:19|20)\d\d))?$")
_SECTION = 80  # characters of a line that may stand between the rows of one table
_LABEL = 60  # characters of the label of a row
_LINES_ABOVE, _LINES_BELOW = 2, 3

LONGEST = 250
"""So many characters at most a line may have that is a table's caption."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell, its blanks squeezed, and where: `text[start:end]`, without blanks around it."""

    words: str
    start: int
    end: int


Row = list[Cell]


@dataclass(slots=True)
class Grid:
    """A table: rows of its head, then of its body; `sections` are lines between rows of the body, by the row after them.

    `above` are the lines before it, the nearest first, `below` those after it, each where it looks like a caption or note.
    """

    head: list[Row]
    body: list[Row] = field(default_factory=list)
    sections: dict[int, Cell] = field(default_factory=dict)
    above: list[Cell] = field(default_factory=list)
    below: list[Cell] = field(default_factory=list)

    @property
    def label_spans(self) -> list[tuple[int, int]]:
        """Where its heads and the labels of its rows stand in the text, in order."""
        heads = [(row[0].start, row[-1].end) for row in self.head]
        labels = [cell for row in self.body for cell in row[:2] if len(cell.words) <= _LABEL]
        return heads + [(c.start, c.end) for c in labels if c.words and not any(map(str.isdigit, c.words))]

    @property
    def width(self) -> int:
        return max(len(row) for row in (*self.head, *self.body))


def grids(text: str) -> Iterator[Grid]:
    """The tables of a text that have a head and a body with numbers, in order. Linear in its length."""
    if "\t" not in text and "|" not in text:
        return
    rows: list[Row] = []
    before: list[Cell] = []
    tail = 0  # how many single lines came after the last row
    for row in _rows(text):
        if len(row) > 1:
            rows.append(row)
            tail = 0
        elif not rows:
            before = [*before[-1:], row[0]]
        else:
            rows.append(row)
            tail += 1
            if tail == _LINES_BELOW or len(row[0].words) > _SECTION:
                yield from _parted(rows, before)
                before, rows, tail = [line[0] for line in rows[-tail:]], [], 0
    yield from _parted(rows, before)


def is_number(words: str) -> bool:
    """Whether a cell begins with a digit, and is not a year or a pair of years."""
    return bool(_NUMBER.match(words)) and not _YEAR.match(words)


# ------------------------------------------------------------------------------------------------ rows of a text


def _rows(text: str) -> Iterator[Row]:
    """Every paragraph as rows of a table, or as a row of one cell, in order."""
    start = 0
    for match in (*_PARAGRAPH.finditer(text), None):
        end = match.start() if match else len(text)
        if start < end:
            yield from _of_paragraph(text, start, end)
        start = match.end() if match else end


def _of_paragraph(text: str, start: int, end: int) -> Iterator[Row]:
    """A paragraph is one row, with line breaks inside its cells, or every line of it is a row."""
    is_bars = text.find("\t", start, end) < 0
    if is_bars and text.count("|", start, end) < 2:
        yield [_cell(text, start, min(end, start + 2 * LONGEST))]
        return
    lines = _lines(text, start, end)
    counts = [text.count("|" if is_bars else "\t", *line) for line in lines]
    told = [n for n, count in enumerate(counts) if count > is_bars]
    if len(told) < 2 or not (is_bars or all(counts[told[0] : told[-1] + 1])):
        yield _row(text, start, end, is_bars=is_bars)
        return
    for n, line in enumerate(lines):
        if n not in range(told[0], told[-1] + 1):
            yield [_cell(text, *line)]
        elif not (is_bars and _RULE.match(text[line[0] : line[1]])):
            yield _row(text, *line, is_bars=is_bars)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip(" \r"):
            found.append((start, stop))
        start = stop + 1
    return found


def _row(text: str, start: int, end: int, *, is_bars: bool) -> Row:
    mark = "|" if is_bars else "\t"
    if is_bars and (first := _BARS.match(text, start, end)):
        start = first.end()
        end = start + len(text[start:end].rstrip(" \r\n").removesuffix("|"))
    cells = []
    while True:
        stop = text.find(mark, start, end)
        cells.append(_cell(text, start, end if stop < 0 else stop))
        if stop < 0:
            return cells
        start = stop + 1


def _cell(text: str, start: int, end: int) -> Cell:
    inner = text[start:end]
    bare = inner.strip()
    start += len(inner) - len(inner.lstrip())
    return Cell(" ".join(bare.split()), start, start + len(bare))


# ------------------------------------------------------------------------------------------------ tables of rows


def _parted(rows: list[Row], before: list[Cell]) -> Iterator[Grid]:
    """The tables that a run of rows and single lines holds; a new head begins a new table."""
    grid: Grid | None = None
    lines = before  # those since the last row, the nearest last
    for row in rows:
        if len(row) == 1 or not any(cell.words for cell in row[1:]):
            lines = [*lines, row[0]] if row[0].words else lines
            continue
        is_open = grid is not None and bool(grid.body)
        if grid is not None and is_open and not lines and _same(row, grid.head[-1]):
            continue  # the head again, on another page
        if grid is not None and grid.head and _is_body(row, after=grid.body):
            if lines:
                grid.sections[len(grid.body)] = lines[-1]
            grid.body.append(row)
        elif grid is not None and not is_open and not lines:
            grid.head.append(row)
        elif not _is_body(row, after=[]):
            if grid is not None and is_open:
                grid.below = lines[:_LINES_BELOW]
                yield grid
            grid = Grid([row], above=lines[: -_LINES_ABOVE - 1 : -1])
        lines = []
    if grid is not None and grid.body:
        grid.below = lines[:_LINES_BELOW]
        yield grid


def _is_body(row: Row, *, after: list[Row]) -> bool:
    """A row with a number behind its label. Years alone are the head of columns, where no rows of numbers came before them;
    signs that say "none" or "not known" are a row like those before it."""
    others = [cell.words for cell in row[1:]]
    if after and row[0].words and not any(sum(map(str.isalpha, words)) > 2 for words in others):
        return True
    return any(map(is_number, others))


def _same(a: Row, b: Row) -> bool:
    return [cell.words for cell in a] == [cell.words for cell in b]
