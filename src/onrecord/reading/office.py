"""DOCX as a document: paragraphs, tables and notes in the order in which they stand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from onrecord.errors import UnreadableError
from onrecord.model import DateRange, Guess
from onrecord.reading.spans import RAISED, TextBuilder

UNPACKED_LIMIT = 300_000_000
RATIO_LIMIT = 200
_FILES_LIMIT = 20_000
_SAFE = 10_000_000  # below this no ratio is dangerous

_TEXT, _TAB, _PARAGRAPH, _TABLE, _ROW, _CELL = (qn(f"w:{name}") for name in ("t", "tab", "p", "tbl", "tr", "tc"))
_VALUE, _RUN, _PROPERTIES, _RAISED = (qn(f"w:{name}") for name in ("val", "r", "rPr", "vertAlign"))
_SKIPPED, _SPANNED = f"{qn('w:trPr')}/{qn('w:gridBefore')}", f"{qn('w:tcPr')}/{qn('w:gridSpan')}"
_BREAKS = {qn("w:br"), qn("w:cr")}
_HYPHENS = {qn("w:noBreakHyphen"): "-"}
_LEFT_OUT = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:pPr"),
    qn("w:rPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def write(data: bytes, builder: TextBuilder) -> tuple[Guess | None, Guess | None, DateRange | None, tuple[str, ...]]:
    """Writes the text of a DOCX; gives title, author and date by its properties, and notes. DOCX text has no runs.

    Deleted text of tracked changes stays out, inserted text is in. Raises UnreadableError (without the file's name).
    """
    _check(data)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(_blocks(document.element.body)) + list(_notes(document))
    except (
        SyntaxError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        OSError,
        AttributeError,
        NotImplementedError,
    ) as error:
        raise UnreadableError(
            f"a damaged DOCX ({_one_line(error)}). Open it in Word or LibreOffice, save it again, add that."
        ) from None
    blocks = [block for block in blocks if block.strip()]
    if not blocks:
        raise UnreadableError("the DOCX holds no text (perhaps pictures of pages). Run OCR on it, or leave it out.")
    builder.add_own("\n\n".join(blocks))
    title, author, made = _properties(document)
    return title, author, made, ()


def _check(data: bytes) -> None:
    """Looks at the zip's table of contents before anything is unpacked."""
    try:
        files = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableError(f"a damaged DOCX ({_one_line(error)}). Ask for a whole copy, or leave it out.") from None
    size = sum(file.file_size for file in files)
    packed = max(1, sum(file.compress_size for file in files))
    if len(files) > _FILES_LIMIT or size > UNPACKED_LIMIT or (size > _SAFE and size > RATIO_LIMIT * packed):
        raise UnreadableError(
            f"it would unpack to {size // 1_000_000} MB from {len(data) // 1000} kB, like a zip bomb; it was not opened. "
            "Leave it out, or save its text by hand."
        )
    for file in files:
        parts = file.filename.replace("\\", "/").split("/")
        if ".." in parts or file.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise UnreadableError(
                f"this DOCX holds a file named {file.filename[:80]!r}, which points outside of it; it was not opened. "
                "Save it again in Word or LibreOffice, or leave it out."
            )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _blocks(parent: Any) -> Iterator[str]:
    """Paragraphs and table rows, each as a block; other containers (content controls, inserted text) are walked through."""
    stack = [iter(parent)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == _PARAGRAPH:
            yield _text(child)
        elif child.tag == _TABLE:
            yield from _rows(child)
        elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            stack.append(iter(child))


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter(_ROW):
        if next(row.iterancestors(_TABLE)) is not table:
            continue  # a table inside a cell is read with its cell
        cells = [""] * _count(row, _SKIPPED, least=0)
        for cell in row.iter(_CELL):
            if next(cell.iterancestors(_ROW)) is row:
                cells.append("\n".join(_text(p) for p in cell.iter(_PARAGRAPH)).strip())
                cells += [""] * (_count(cell, _SPANNED, least=1) - 1)
        yield "\t".join(cells)


def _count(element: Any, path: str, *, least: int) -> int:
    """How many columns of the table's grid this element says it takes or skips; at most a hundred."""
    found = element.find(path)
    words = found.get(_VALUE, "") if found is not None else ""
    return min(max(int(words), least), 100) if words.isdecimal() and len(words) < 5 else least


def _text(paragraph: Any) -> str:
    parts: list[str] = []
    stack = [iter(paragraph)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == _TEXT:
            text = child.text or ""
            parts.append(text.translate(RAISED) if _is_raised(child.getparent()) else text)
        elif child.tag == _TAB:
            parts.append("\t")
        elif child.tag in _BREAKS:
            parts.append("\n")
        elif child.tag in _HYPHENS:
            parts.append(_HYPHENS[child.tag])
        elif child.tag not in _LEFT_OUT:
            stack.append(iter(child))
    return "".join(parts)


def _is_raised(run: Any) -> bool:
    properties = run.find(_PROPERTIES) if run is not None and run.tag == _RUN else None
    height = properties.find(_RAISED) if properties is not None else None
    return height is not None and height.get(_VALUE) == "superscript"


def _notes(document: Any) -> Iterator[str]:
    """Footnotes and endnotes: sources often stand there."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            yield from (_text(paragraph) for paragraph in root.iter(_PARAGRAPH))


def _properties(document: Any) -> tuple[Guess | None, Guess | None, DateRange | None]:
    """Title and author as the file states them; its day of making as a weak guess at the date, marked so in `words`."""
    stated = document.core_properties
    try:
        made = stated.created.date() if stated.created else None
    except (ValueError, AttributeError):
        made = None
    title, author = " ".join((stated.title or "").split()), " ".join((stated.author or "").split())
    if title.lower() == "word document" or author.lower() == "python-docx":
        title = author = ""
    when = DateRange(made, made, f"file made {made.isoformat()}", "day", "metadata") if made and made.year > 2013 else None
    return Guess(title, "metadata") if title else None, Guess(author, "metadata") if author else None, when
