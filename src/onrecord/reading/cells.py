"""Cells of a PDF's tables that are empty: where the rows around have one more, they stand for themselves.

In: lines in reading order and what stands between them. Out: how many tabs stand before and after a line, beside those that
part it from its neighbours, so that the figures under one head are as many tabs from the beginning of their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from onrecord.reading.glyphs import Line

Span = tuple[float, float]

_FULL = 2  # so many rows with a cell in every column say where the columns are


def empty_cells(lines: Sequence[Line], joints: Sequence[str]) -> tuple[dict[int, int], dict[int, int]]:
    """Tabs to write before and after lines, by their number; none where the columns of a table do not stand apart."""
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for rows in _tables(lines, joints):
        width = max(map(len, rows))
        full = [row for row in rows if len(row) == width]
        if len(full) == len(rows) or len(full) < _FULL:
            continue
        columns = [_hull([_span(lines[row[n]]) for row in full]) for n in range(width)]
        if any(a[1] >= b[0] for a, b in pairwise(columns)):
            continue
        for row in rows:
            places = [_nearest(_span(lines[n]), columns) for n in row]
            if len(row) < width and places == sorted(set(places)):
                for n, place, last in zip(row, places, [-1, *places], strict=False):
                    before[n] = place - last - 1
                after[row[-1]] = width - 1 - places[-1]
    return before, after


def _tables(lines: Sequence[Line], joints: Sequence[str]) -> Iterator[list[list[int]]]:
    """Runs of rows of several cells on one page, each row as the numbers of its lines."""
    table: list[list[int]] = []
    row: list[int] = []
    for n, joint in enumerate(joints):
        row.append(n)
        if joint == "\t":
            continue
        if len(row) > 1 and (not table or lines[table[-1][0]].page == lines[n].page):
            table.append(row)
        else:
            yield from [table] if table else []
            table = [row] if len(row) > 1 else []
        row = []
    yield from [table] if table else []


def _span(line: Line) -> Span:
    """From where to where a cell stands, in the direction in which its line is read."""
    return (-line.box[2], -line.box[0]) if line.is_rtl else (line.box[0], line.box[2])


def _hull(spans: Sequence[Span]) -> Span:
    return min(first for first, _ in spans), max(last for _, last in spans)


def _nearest(span: Span, columns: Sequence[Span]) -> int:
    """The column that a cell stands in, or nearest to."""
    gaps = [max(first - span[1], span[0] - last) for first, last in columns]
    return gaps.index(min(gaps))
