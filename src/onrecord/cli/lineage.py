"""`onrecord lineage`: from documents to the passages they share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from onrecord.cli.output import write_jsonl
from onrecord.errors import InputError, OnRecordError
from onrecord.lineage import Index, origins
from onrecord.model import Document, DocumentLink
from onrecord.reading.jsonl import read_line


@click.command("lineage")
@click.argument("documents", metavar="DOCS.jsonl", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="FILE", help="Where the pairs go; standard output if left out.")
@click.option("--origins", "origins_file", metavar="FILE", help="Also write the origin of each document to this file.")
def lineage_command(documents: Path, output: str | None, origins_file: str | None) -> None:
    """Passages that documents share, and who copied whom.

    DOCS.jsonl holds one document a line: {"id": "…", "text": "…", "published": "2018-02-24"}. Out comes one pair of
    documents a line, `a` the earlier, with the shared spans and the numbers that changed.
    """
    names: dict[str, str] = {}
    index = Index()
    index.add(_documents(documents, names))
    links = index.links()
    write_jsonl(sorted((_row(link, names) for link in links), key=lambda row: (row["a"], row["b"])), output)
    if origins_file is not None:
        first = origins((_named(id_) for id_ in names), links)
        write_jsonl(({"name": names[id_], "origin": names[origin]} for id_, origin in first.items()), origins_file)


def _documents(path: Path, names: dict[str, str]) -> Iterator[Document]:
    """The documents of a file line by line, never all at once; a line that cannot be read is said on standard error."""
    taken: set[str] = set()
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            document = read_line(line.strip(), where=where)
        except OnRecordError as error:
            click.echo(f"Left out: {error}", err=True)
            continue
        if document.name in taken:
            click.echo(f"Left out: {where}: the id {document.name!r} stands on an earlier line. Give it another.", err=True)
            continue
        taken.add(document.name)
        names[document.id] = document.name
        yield document


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as handle:
            yield from handle
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the name.") from None


def _named(id_: str) -> Document:
    return Document(id=id_, name=id_, media_type="")


def _row(link: DocumentLink, names: dict[str, str]) -> dict[str, Any]:
    return {
        "a": names[link.a],
        "b": names[link.b],
        "kind": link.kind,
        "share_a": link.share_a,
        "share_b": link.share_b,
        "spans": link.spans,
        "changed": link.changed,
    }
