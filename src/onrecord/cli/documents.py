"""Documents of a file for the commands that work without a case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from onrecord.errors import InputError, UnreadableError
from onrecord.model import Document
from onrecord.reading import read_part, unpack
from onrecord.reading.jsonl import read_line

JSON_LINES = (".jsonl", ".ndjson", ".json", "")
"""How files of documents line by line end; every other file is a document, or holds some (a mail, a ZIP)."""


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a JSONL file, or the one that a page, PDF, letter or mail is, with its attachments.

    What cannot be read is named on standard error. Raises InputError where nothing can.
    """
    if path.suffix.lower() in JSON_LINES:
        yield from _line_by_line(path)
        return
    try:
        parts = unpack(path.read_bytes(), name=path.name)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None
    read = False
    for part in parts:
        document = read_part(part)
        if document.problem is None:
            read = True
            yield document
        else:
            click.echo(f"Left out: {document.problem}", err=True)
    if not read:
        raise InputError(f"{path}: nothing in it could be read.")


def _line_by_line(path: Path) -> Iterator[Document]:
    """The documents line by line, never all at once. A line that cannot be read, or repeats an id, is named on standard error
    and the others go in. Raises InputError where no line is a document.
    """
    taken: set[str] = set()
    for number, line in enumerate(_lines(path), start=1):
        where = f"{path}:{number}"
        try:
            document = read_line(line.strip(), where=where) if line.strip() else None
        except UnreadableError as error:
            click.echo(f"Left out: {error}", err=True)
            continue
        if document is None:
            continue
        if document.name in taken:
            click.echo(f"Left out: {where}: the id {document.name!r} stands on an earlier line. Give it another.", err=True)
            continue
        taken.add(document.name)
        yield document
    if not taken:
        raise InputError(f'{path}: no line is a document. Give one JSON object a line, with "text", or another kind of file.')


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as handle:
            yield from handle
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Give a .jsonl file of documents.") from None
