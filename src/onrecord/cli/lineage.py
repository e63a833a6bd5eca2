"""`onrecord lineage`: from documents to the passages they share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from onrecord.cli.documents import read_documents
from onrecord.cli.output import write_jsonl
from onrecord.lineage import Index, origins
from onrecord.model import Document, DocumentLink


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
    """The documents of a file, their names noted by their ids."""
    for document in read_documents(path):
        names[document.id] = document.name
        yield document


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
