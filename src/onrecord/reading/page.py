"""An HTML page as a document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from onrecord.reading.content import choose
from onrecord.reading.markup import COLUMNS, PRE, TABLE, Block, Page, references
from onrecord.reading.spans import RAISED, TextBuilder

_BLANKS = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_CELL = 200  # cells longer than this are a page laid out by a table, not a row of figures


def write(page: Page, builder: TextBuilder) -> None:
    """Writes the page's content blocks, a blank line between blocks, a tab between the cells of a row.

    A cell that is empty, or that another one reaches over, has its tab too: what stands under one head stands as many
    tabs from the beginning of its row. Raised digits, which are marks of footnotes, stay raised ("12" with a 3 is "12³").
    """
    before: Block | None = None
    chosen = choose(page)
    rows = _rows_of_cells(chosen)
    for block in chosen:
        mark = len(builder)
        pieces = list(_pieces(page.source, block))
        if not any(text.strip() for text, _, _ in pieces):
            continue
        if before is not None:
            builder.add_own(_between(before, block, rows))
        _write_block(pieces, builder, keep_lines=bool(block.flags & PRE))
        if len(builder) > mark:
            before = block


def _rows_of_cells(blocks: Iterable[Block]) -> frozenset[int]:
    """The rows of tables that hold several short cells, and no long one: rows of figures, not a page laid out by a table."""
    cells: defaultdict[int, set[int]] = defaultdict(set)
    laid_out = set()
    for block in blocks:
        if block.flags & TABLE:
            cells[block.row].add(block.cell)
            if block.chars >= _CELL:
                laid_out.add(block.row)
    return frozenset(row for row, found in cells.items() if len(found) > 1 and row not in laid_out)


def _between(before: Block, block: Block, rows: frozenset[int]) -> str:
    if before.row == block.row and before.flags & block.flags & TABLE and max(before.chars, block.chars) < _CELL:
        if before.cell != block.cell:
            return "\t" * min(max(1, block.column - before.column), COLUMNS)
        return "\n"
    return "\n\n" + "\t" * (min(block.column, COLUMNS) if block.flags & TABLE and block.row in rows else 0)


def _pieces(source: str, block: Block) -> list[tuple[str, int, int]]:
    """The block's text as (text, source start, source end); a line break and each reference on its own."""
    pieces = []
    raised = frozenset(block.raised)
    for start, end in block.pieces:
        if end < 0:
            pieces.append(("\n", start, start + 4))
            continue
        text, position = source[start:end], 0
        if raised and (start, end) in raised:
            text = text.translate(RAISED)
        if "&" in text:
            for ref_start, ref_end, value in references(text):
                if ref_start > position:
                    pieces.append((text[position:ref_start], start + position, start + ref_start))
                pieces.append((value, start + ref_start, start + ref_end))
                position = ref_end
        if position < len(text):
            pieces.append((text[position:], start + position, end))
    return pieces


def _write_block(pieces: list[tuple[str, int, int]], builder: TextBuilder, *, keep_lines: bool) -> None:
    """Writes a block as a browser shows it: blanks squeezed to one, none at its ends or beside a line break."""
    blank: tuple[str, int, int] | None = None
    wrote = False
    for text, start, end in pieces:
        if keep_lines:
            builder.add_from(text, start, end)
            continue
        if text == "\n" and end - start == 4:
            blank = ("\n" if blank is None or blank[0] == " " else blank[0] + "\n", start, end)
            continue
        for word, word_start, word_end in _words(text, start, end):
            if not word:
                blank = blank or (" ", word_start, word_end)
                continue
            if blank is not None and wrote:
                builder.add_from(*blank)
            blank = None
            builder.add_from(word, word_start, word_end)
            wrote = True


def _words(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The text cut at wide blanks (given as ""); single blanks stay inside, so that most text is one piece."""
    if len(text) != end - start:
        return [("" if _BLANKS.fullmatch(text) else text, start, end)]
    if text.isspace():
        return [("", start, end)]
    found, position = [], 0
    for match in _BLANKS.finditer(text):
        inner = match.start() > 0 and match.end() < len(text)
        if inner and match.end() - match.start() == 1 and match.group() == " ":
            continue
        if match.start() > position:
            found.append((text[position : match.start()], start + position, start + match.start()))
        found.append(("", start + match.start(), start + match.end()))
        position = match.end()
    if position < len(text):
        found.append((text[position:], start + position, end))
    return found
