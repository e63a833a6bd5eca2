"""PDF as a document: lines to paragraphs, without running heads, with the hyphens that belong to words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pypdfium2

from onrecord.errors import UnreadableError
from onrecord.model import DateRange, Guess
from onrecord.reading import paragraphs
from onrecord.reading.glyphs import Line, lines_of
from onrecord.reading.spans import TextBuilder
from onrecord.text import fold

_EDGE = 3  # rows at the top and at the bottom of a page that may be running heads and feet
_NUMBER = re.compile(r"\d+")
_PAGE_ALONE = re.compile(r"\W*(?:(?:page|p\.?|seite|صفحه|الصفحه)\s*)?(\d{1,4})(?:\s*(?:of|/|من|از|von|de)\s*\d{1,4})?\W*")
_PRINTED = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d{2}(?: ?[AP]M)?|(?:https?|file)://\S+")  # by a browser
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
    kept, left_out = _without_running(pages)
    lost = paragraphs.write(kept, builder)
    notes += [left_out] if left_out else []
    if b"%%EOF" not in data[-2048:]:
        notes.append("The file does not end as a PDF ends; it may be cut off, and pages may be missing.")
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
        pages.append(lines_of(textpage, number, page.get_width()))
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


def _without_running(pages: list[list[Line]]) -> tuple[list[list[Line]], str | None]:
    """Pages without the lines that come back at their edges (the same words, or the same but for the page's number), and
    a note that says which these are."""
    seen: defaultdict[tuple[str, int | None], list[float]] = defaultdict(list)
    edges = [_edges(page) for page in pages]
    for number, edge in enumerate(edges):
        for line in edge:
            for key in set(_running_keys(line, number)):
                seen[key].append(line.base)
    filled = sum(1 for page in pages if page)
    left_out: dict[str, None] = {}
    kept = []
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        running = {id(line): line for line in edge if _is_running(line, number, seen, filled)}
        left_out.update(dict.fromkeys(line.text for line in running.values()))
        kept.append([line for line in page if id(line) not in running])
    if not left_out:
        return kept, None
    quoted = "; ".join(list(left_out)[:6]) + ("; and others" if len(left_out) > 6 else "")
    return kept, f"Running heads and feet left out: {quoted}."


def _edges(page: list[Line]) -> list[Line]:
    """The lines that may be running heads and feet: at the top and bottom, up to three rows before a gap, else one."""
    by_row: defaultdict[int, list[Line]] = defaultdict(list)
    for line in page:
        by_row[round(line.base)].append(line)
    rows = sorted(by_row)
    edge: set[int] = set()
    for side in (rows, rows[::-1]):
        block = side[:1]
        for row in side[1 : _EDGE + 1]:
            if abs(row - block[-1]) > 1.7 * by_row[block[-1]][0].height:
                break
            block.append(row)
        edge.update(block if len(block) <= _EDGE else block[:1])
    return [line for line in page if round(line.base) in edge]


def _running_keys(line: Line, number: int) -> Iterator[tuple[str, int | None]]:
    folded = " ".join(fold(line.text).split())
    yield folded, None
    for match in _NUMBER.finditer(folded):
        if len(match.group()) <= 4:
            yield f"{folded[: match.start()]}#{folded[match.end() :]}", int(match.group()) - number


def _is_running(line: Line, number: int, seen: Mapping[tuple[str, int | None], list[float]], filled: int) -> bool:
    """Whether an edge line comes back on two fifths of the pages (at least three; of two pages on both) at its height.

    Rows of figures are safe: a line without letters counts only where its number runs with the pages.
    """
    if _PRINTED.fullmatch(line.text):
        return True
    if filled == 1:
        alone = _PAGE_ALONE.fullmatch(fold(line.text))
        return alone is not None and len(line.text) < 20 and line.base < 80 and alone.group(1) == "1"
    least = 2 if filled == 2 else max(3, round(0.4 * filled))
    for folded, offset in _running_keys(line, number):
        same = sum(abs(base - line.base) < 3 for base in seen[folded, offset])
        if offset is not None and same >= 2 and _PAGE_ALONE.fullmatch(folded.replace("#", "1")):
            return True
        if same >= least and (offset is not None or any(c.isalpha() for c in folded)):
            return True
    return False


def _metadata(document: Any) -> tuple[Guess | None, Guess | None, DateRange | None]:
    """Title and author as the file states them; its day of making as a weak guess at the date, marked so in `words`."""
    stated = document.get_metadata_dict(skip_empty=True)
    title, author = (" ".join(str(stated.get(key, "")).split()) for key in ("Title", "Author"))
    if re.search(r"\.(docx?|indd|pdf|rtf|odt|html?)$|^untitled|^microsoft word", title, re.I):
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
