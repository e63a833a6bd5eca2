"""Files that hold documents: each document on its own, with its bytes (FORMATS: JSONL; mails with attachments)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

from onrecord.errors import UnreadableError
from onrecord.reading import mail
from onrecord.reading.jsonl import lines, row_of
from onrecord.reading.kinds import EML, JSON_LINE, JSON_LINES, kind_of


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a file: the bytes to preserve, its name, the id of the document that it came in (`parent`).

    `problem` is set where the part cannot be a document of its own (a line that is no JSON, a repeated id): then `read_part`
    gives a Document with that problem. `media_type` is set where the bytes alone do not say what they are.
    """

    name: str
    data: bytes
    parent: str | None = None
    media_type: str | None = None
    problem: str | None = None

    @property
    def id(self) -> str:
        """The id that its Document has: the sha256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def unpack(data: bytes | mmap, *, name: str) -> Iterator[Part]:
    """The documents in a file, one by one: a mail and its attachments, the lines of a JSONL file, else the file itself.

    Never raises on bad bytes. Lines are cut one at a time, so that a file of any size needs the memory of one line; `data`
    may be an mmap. A part that repeats an earlier line byte for byte has that document's id.
    """
    yield from _unpack(data, name, None, 0)


def _unpack(data: bytes | mmap, name: str, parent: str | None, depth: int) -> Iterator[Part]:
    kind = kind_of(data, name)
    if kind == JSON_LINES:
        yield from _json_lines(data, name, parent)
        return
    whole = Part(name, bytes(data), parent)
    yield whole
    if kind == EML:
        yield from _attachments(whole, depth)


def _attachments(whole: Part, depth: int) -> Iterator[Part]:
    message = mail.parse(whole.data)
    for inner_name, inner in mail.attachments(message):
        name = f"{whole.name}/{inner_name}"
        if depth >= mail.MAIL_DEPTH:
            yield Part(
                name, inner, whole.id, problem=f"{name}: mails inside mails deeper than {mail.MAIL_DEPTH}. Add it alone."
            )
        else:
            yield from _unpack(inner, name, whole.id, depth + 1)


def _json_lines(data: bytes | mmap, name: str, parent: str | None) -> Iterator[Part]:
    if problem := _no_documents(data):
        yield Part(name, bytes(data), parent, JSON_LINES, f"{name}: {problem}")
        return
    seen: dict[bytes, int] = {}
    for number, line in lines(data):
        where = f"{name}, line {number}"
        own, problem = _own_id(line)
        if problem is None:
            key = hashlib.sha256(own.encode("utf-8", "surrogatepass")).digest()
            if key in seen:
                problem = f'repeats the "id" {own!r} of line {seen[key]}. Give it an id of its own, or take the line out.'
            seen.setdefault(key, number)
        yield Part(where, line, parent, JSON_LINE, f"{where}: {problem}" if problem else None)


def _no_documents(data: bytes | mmap) -> str | None:
    """What is wrong with a file of which no line at all is a document: it is one problem, not one for each line."""
    first, number = "", 0
    for line_number, line in lines(data):
        number += 1
        _, problem = _own_id(line)
        if problem is None:
            return None
        first = first or f"line {line_number} {problem}"
    if number == 0:
        return "the file holds no lines. Ask for it again, or leave it out."
    return None if number == 1 else f"none of its {number:,} lines is a document; {first}"


def _own_id(line: bytes) -> tuple[str, str | None]:
    """The user's id in a line, or what is wrong with the line."""
    try:
        return str(row_of(line)["id"]), None
    except UnreadableError as error:
        return "", str(error)
