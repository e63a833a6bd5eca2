"""Documents of a JSONL file for the commands that work without a case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from onrecord.errors import InputError, UnreadableError
from onrecord.model import Document
from onrecord.reading.jsonl import read_line


def read_documents(path: Path) -> Iterator[Document]:
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
        raise InputError(
            f"{path}: no line is a document. This command takes a .jsonl file; for others use: onrecord run {path}"
        )


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as handle:
            yield from handle
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Give a .jsonl file of documents.") from None
