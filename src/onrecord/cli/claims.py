"""Commands that go from documents to claims without a case: extract, attributions, assess, codebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from onrecord import codebook as codebooks
from onrecord.case.exports import claim_row, place_row, when_row
from onrecord.claims import attributions, can_read, extract
from onrecord.cli.documents import read_documents
from onrecord.cli.output import opened, write_jsonl
from onrecord.engine import LOCAL
from onrecord.model import Document
from onrecord.places import Gazetteer

Row = dict[str, Any]

documents_argument = click.argument("documents", type=click.Path(path_type=Path))
output_option = click.option("-o", "--output", metavar="FILE", help="Where to write. Default: standard output.")
codebook_option = click.option("--codebook", "book", default="literal", show_default=True, help="How words become numbers.")
places_option = click.option(
    "--places", type=click.Path(path_type=Path, exists=True), help="A places.csv with places that no gazetteer knows."
)


@click.command("extract")
@documents_argument
@output_option
@codebook_option
@places_option
@click.option("--explain", is_flag=True, help="Print each sentence with its parts marked and the rules that fired.")
@click.option("--row", is_flag=True, help="With --explain: print each sentence as a row of the table of tests.")
def extract_command(documents: Path, output: str | None, book: str, places: Path | None, explain: bool, row: bool) -> None:
    """Claims of harm in DOCUMENTS (a .jsonl of documents, or a page, PDF, letter or mail), with their exact passages."""
    codebooks.load(book)
    if explain:
        with opened(output) as out:
            for text in map(partial(_explained, book, places, row), _read(documents)):
                out.write(text)
        return
    write_jsonl(_flattened(LOCAL.map(partial(_extracted, book, places), _read(documents))), output)


@click.command("attributions")
@documents_argument
@output_option
def attributions_command(documents: Path, output: str | None) -> None:
    """Every reported statement in DOCUMENTS: source, cue and content, with exact spans."""
    write_jsonl(LOCAL.map(_attributed, _read(documents)), output)


@click.command("assess")
@documents_argument
@output_option
@codebook_option
@places_option
def assess_command(documents: Path, output: str | None, book: str, places: Path | None) -> None:
    """What each of DOCUMENTS reports by itself, the incident that it is mainly about first."""
    codebooks.load(book)
    write_jsonl(LOCAL.map(partial(_assessed, book, places), _read(documents)), output)


@click.command("codebooks")
@click.argument("documents", type=click.Path(path_type=Path), required=False)
@click.option("--act", default="killed", show_default=True, help="The act whose figures are compared.")
def codebooks_command(documents: Path | None, act: str) -> None:
    """The codebooks, and how the figures of DOCUMENTS move from one to the next.

    The passages are the same under each; only what vague or bounded words count as differs.
    """
    books = [codebooks.load(name) for name in codebooks.names()]
    for known in books:
        click.echo(f"{known.name} {known.version}: {known.title}")
    if documents is None:
        return
    literal = codebooks.load("literal")
    claims = [
        claim
        for document in _read(documents)
        for claim in extract(document, codebook=literal)
        if act in literal.widen(claim.act) and claim.asserted and claim.part_of is None and not claim.is_total
    ]
    click.echo(
        f"\n{len(claims)} claims of {act!r}, parts and totals over a period left out. What each counts as, added up claim by"
        " claim, copies and repeated reports each time (a measure of the codebooks, and no figure of the dead):"
    )
    for known in books:
        counts = [known.recount(claim.count) for claim in claims]
        low = sum(count.low or 0 for count in counts)
        high = sum(count.high or count.low or 0 for count in counts)
        unknown = sum(1 for count in counts if count.low is None and count.high is None)
        click.echo(f"  {known.name:<10} {low:>12,} to {high:>12,}{_and_up(counts)}   without a number: {unknown}")
    click.echo("\nClaims that move:")
    for claim in claims:
        readings = [known.recount(claim.count) for known in books]
        if len({(count.low, count.high) for count in readings}) > 1:
            shown = ", ".join(f"{known.name} {_span(c.low, c.high)}" for known, c in zip(books, readings, strict=True))
            click.echo(f"  {claim.count.words or claim.quote}: {shown}")


def _and_up(counts: Iterable[Any]) -> str:
    return " and up" if any(count.low is not None and count.high is None for count in counts) else "       "


def _span(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return "unknown"
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"{low:,} and up"
    return f"up to {high:,}" if low is None else f"{low:,} to {high:,}"


# ------------------------------------------------------------------------------------------------ documents in, rows out


def _read(path: Path) -> Iterator[Document]:
    """The documents of a file, and at the end how many are in a language that is not read."""
    unread = 0
    for document in read_documents(path):
        unread += bool(document.text) and not can_read(document)
        yield document
    if unread:
        click.echo(f"{unread} documents are in a language that is not yet read for claims.", err=True)


def _extracted(book: str, places: Path | None, document: Document) -> list[Row]:
    gazetteer = Gazetteer.load(places)
    return [claim_row(claim) for claim in extract(document, codebook=codebooks.load(book), gazetteer=gazetteer)]


def _flattened(found: Iterable[list[Row]]) -> Iterator[Row]:
    for rows in found:
        yield from rows


def _attributed(document: Document) -> Row:
    found = attributions(document)
    return {
        "name": document.name,
        "attributions": [
            {"source": [list(s) for s in a.source], "cue": [list(s) for s in a.cue], "content": [list(s) for s in a.content]}
            for a in found
        ],
    }


def _assessed(book: str, places: Path | None, document: Document) -> Row:
    from onrecord.claims.assess import assess

    incidents = assess(document, codebook=codebooks.load(book), gazetteer=Gazetteer.load(places))
    return {
        "name": document.name,
        "incidents": [
            {
                "aggregate": incident.aggregate,
                "places": [place_row(place) for place in incident.places],
                "when": when_row(incident.when),
                "tallies": {act: {"low": t.low, "high": t.high} for act, t in sorted(incident.tallies.items())},
                "claims": list(incident.claims),
            }
            for incident in incidents
        ],
    }


def _explained(book: str, places: Path | None, row: bool, document: Document) -> str:
    from onrecord.claims.explain import explain

    return explain(document, codebook=codebooks.load(book), gazetteer=Gazetteer.load(places), as_rows=row)
