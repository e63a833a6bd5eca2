"""PDF as a document: lines to paragraphs, without running heads, with the hyphens that belong to words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdfium2

from onrecord.errors import UnreadableError
from onrecord.model import DateRange, Guess
from onrecord.reading import paragraphs
from onrecord.reading.glyphs import Line, lines_of
from onrecord.reading.spans import TextBuilder
from onrecord.text import fold

_EDGE = 3  # lines at the top and at the bottom of a page that may be running heads and feet
_NUMBER = re.compile(r"\d+")
_PAGE_ALONE = re.compile(r"\W*(?:(?:page|p\.?|seite|صفحه|الصفحه)\s*)?(\d{1,4})(?:\s*(?:of|/|من|از|von|de)\s*\d{1,4})?\W*")
_MADE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")


def write(data: bytes, builder: TextBuilder) -> tuple[Guess | None, Guess | None, DateRange | None, tuple[str, ...]]:
    """Writes the text of a PDF; gives title, author and date by its metadata, and notes.

    Raises UnreadableError (without the name of the file) that says why there is no text.
    """
    document = _open(data)
    try:
        pages, notes = _pages(document)
        if not any(pages):
            count = f"{len(pages)} page{'s' if len(pages) != 1 else ''}"
            raise UnreadableError(f"{count} but no text layer. Run OCR on it and add the result, or leave it out.")
        title, author, made = _metadata(document)
    finally:
        document.close()
    lost = paragraphs.write(_without_running(pages), builder)
    if lost:
        notes.append(f"{lost} glyphs are drawn without saying which letter they are; they stand as U+FFFD.")
    return title, author, made, tuple(notes)


def _open(data: bytes) -> Any:
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError("the PDF is encrypted. Save a copy without a password and add that.") from None
        raise UnreadableError(
            "the PDF is damaged or cut off and cannot be opened. Ask for a whole copy, or leave it out."
        ) from None
    if not count:
        document.close()
        raise UnreadableError("the PDF has no pages that can be opened. Ask for a whole copy, or leave it out.")
    return document


def _pages(document: Any) -> tuple[list[list[Line]], list[str]]:
    pages: list[list[Line]] = []
    broken: list[int] = []
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            textpage = page.get_textpage()
        except pypdfium2.PdfiumError:
            broken.append(number)
            pages.append([])
            continue
        pages.append(lines_of(textpage, number))
        textpage.close()
        page.close()
    empty = [n for n, page in enumerate(pages, start=1) if not page and n not in broken]
    notes = [f"Pages that could not be opened: {_list(broken)}."] if broken else []
    if empty and len(empty) < len(pages):
        notes.append(f"Pages without a text layer: {_list(empty)}.")
    return pages, notes


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:20])) + (" and more" if len(numbers) > 20 else "")


# ------------------------------------------------------------------------------------------ running heads


def _without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """Pages without the lines that come back at their edges: the same words, or the same but for the page's number."""
    seen: Counter[tuple[str, int | None]] = Counter()
    for number, page in enumerate(pages):
        seen.update({key for line in _edges(page) for key in _running_keys(line, number)})
    filled = sum(1 for page in pages if page)
    least = max(2, round(0.4 * filled))
    kept = []
    for number, page in enumerate(pages):
        edges = {id(line) for line in _edges(page)}
        kept.append([line for line in page if id(line) not in edges or not _is_running(line, number, seen, least, filled)])
    return kept


def _edges(page: list[Line]) -> list[Line]:
    bases = sorted({round(line.base) for line in page}, reverse=True)
    rows = {*bases[:_EDGE], *bases[-_EDGE:]}
    return [line for line in page if round(line.base) in rows]


def _running_keys(line: Line, number: int) -> Iterator[tuple[str, int | None]]:
    folded = " ".join(fold(line.text).split())
    yield folded, None
    for match in _NUMBER.finditer(folded):
        if len(match.group()) <= 4:
            yield f"{folded[: match.start()]}#{folded[match.end() :]}", int(match.group()) - number


def _is_running(line: Line, number: int, seen: Counter[tuple[str, int | None]], least: int, filled: int) -> bool:
    if filled == 1:
        match = _PAGE_ALONE.fullmatch(fold(line.text))
        return bool(match) and len(line.text) < 20 and line.base < 80 and match is not None and match.group(1) == "1"
    for folded, offset in _running_keys(line, number):
        counted = seen[folded, offset]
        if offset is not None and counted >= min(least, 2) and _PAGE_ALONE.fullmatch(folded.replace("#", "1")):
            return True
        if counted >= least and filled >= 3 and (offset is not None or any(c.isalpha() for c in folded)):
            return True
    return False


def _metadata(document: Any) -> tuple[Guess | None, Guess | None, DateRange | None]:
    """Title and author as the file states them; its day of making as a weak guess at the date, marked so in `words`."""
    stated = document.get_metadata_dict(skip_empty=True)
    title, author = (" ".join(str(stated.get(key, "")).split()) for key in ("Title", "Author"))
    if re.search(r"\.(docx?|indd|pdf|rtf|odt)$|^untitled|^microsoft word", title, re.I):
        title = ""
    match = _MADE.match(stated.get("CreationDate", ""))
    made = None
    if match and match.group(3):
        try:
            day = date(*(int(group) for group in match.groups()))
            made = DateRange(day, day, f"file made {day.isoformat()}", "day", "metadata")
        except ValueError:
            made = None
    return Guess(title, "metadata") if title else None, Guess(author, "metadata") if author else None, made
