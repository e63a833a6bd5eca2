"""Documents that somebody already has as text: one JSON object a line (docs/formats.md)."""

from __future__ import annotations

import calendar
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from mmap import mmap
from typing import Any

from onrecord.errors import UnreadableError
from onrecord.model import DateRange, Document, Guess, Run

MEDIA_TYPE = "application/x-onrecord+json"

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def lines(data: bytes | mmap) -> Iterator[tuple[int, bytes]]:
    """The number (from 1) and the bytes of each line that is not blank, cut one at a time."""
    start, number = 0, 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        number += 1
        line = bytes(data[start:end]).strip()
        if line:
            yield number, line
        start = end + 1


def row_of(line: bytes) -> dict[str, Any]:
    """The JSON object of one line, with its `id` and `text`. Raises UnreadableError that says what is wrong with the line."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        said = " ".join(str(error).split())[:120]
        raise UnreadableError(f"not valid JSON ({said}). Mend the line; the others went in.") from None
    if not isinstance(row, dict):
        raise UnreadableError('not a JSON object. Write {"id": "…", "text": "…"}.')
    name = row.get("id")
    if name is None or name == "" or isinstance(name, (dict, list)):
        raise UnreadableError('has no "id". Give the document a name of your own.')
    if not isinstance(row.get("text"), str):
        raise UnreadableError(f'document {name!r} has no "text". Add it, or leave the line out.')
    return row


def read_line(line: bytes, *, where: str) -> Document:
    """The document of one line, its id the sha256 of the line. Raises UnreadableError that names the line."""
    try:
        row = row_of(line)
    except UnreadableError as error:
        raise UnreadableError(f"{where}: {error}") from None
    name, text = row["id"], row["text"]
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
    return Document(
        id=hashlib.sha256(line).hexdigest(),
        name=str(name),
        media_type=MEDIA_TYPE,
        text=text,
        title=_guess(row, "title"),
        author=_guess(row, "author"),
        publisher=_guess(row, "publisher"),
        published=published(row.get("published")),
        language=_word(row, "language"),
        url=_word(row, "url"),
        encoding="utf-8",
        size=len(line),
        notes=()
        if row.get("published") in (None, "") or published(row["published"])
        else (f'"published" is no date: {row["published"]!r}',),
        runs=(Run(0, len(text), 0, len(text)),) if text else (),
    )


def published(value: Any) -> DateRange | None:
    """`2018-02-24`, `2018-02` or `2018` as a range; `None` where it is no such date."""
    match = _DAY.match(value.strip()) if isinstance(value, str) else None
    if not match:
        return None
    year, month, day = (int(group) if group else None for group in match.groups())
    assert year is not None
    try:
        start = date(year, month or 1, day or 1)
        end = start if day else date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    precision = "day" if day else "month" if month else "year"
    return DateRange(start, end, value.strip(), precision, "user")


def _guess(row: dict[str, Any], key: str) -> Guess | None:
    value = _word(row, key)
    return Guess(value, "user") if value else None


def _word(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value.strip() or None if isinstance(value, str) else None
