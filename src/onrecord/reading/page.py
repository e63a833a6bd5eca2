"""An HTML page as a document."""

from __future__ import annotations

import re

from onrecord.reading.content import choose
from onrecord.reading.markup import PRE, TABLE, Block, Page, references
from onrecord.reading.spans import TextBuilder

_BLANKS = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_CELL = 200  # cells longer than this are a page laid out by a table, not a row of figures


def write(page: Page, builder: TextBuilder) -> None:
    """Writes the page's content blocks, a blank line between blocks, a tab between the cells of a row."""
    before: Block | None = None
    for block in choose(page):
        mark = len(builder)
        pieces = list(_pieces(page.source, block))
        if not any(text.strip() for text, _, _ in pieces):
            continue
        if before is not None:
            builder.add_own(_between(before, block))
        _write_block(pieces, builder, keep_lines=bool(block.flags & PRE))
        if len(builder) > mark:
            before = block


def _between(before: Block, block: Block) -> str:
    if before.row == block.row and before.flags & block.flags & TABLE and max(before.chars, block.chars) < _CELL:
        if before.cell != block.cell:
            return "\t"
        return "\n"
    return "\n\n"


def _pieces(source: str, block: Block) -> list[tuple[str, int, int]]:
    """The block's text as (text, source start, source end); a line break and each reference on its own."""
    pieces = []
    for start, end in block.pieces:
        if end < 0:
            pieces.append(("\n", start, start + 4))
            continue
        text, position = source[start:end], 0
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
