"""Commands that look into a case and change nothing: why, export, verify, search."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from onrecord.case.exports import FORMATS, KINDS, encode, rows
from onrecord.case.folder import Case
from onrecord.case.search import search
from onrecord.case.sensitivity import HEAD, sensitivity_rows
from onrecord.case.tallies import BY, GRADES, tally_rows
from onrecord.case.tallies import HEAD as HEAD_OF_TALLIES
from onrecord.case.verify import verify
from onrecord.case.why import Reason, why
from onrecord.cli.case import case_option, progress_bar
from onrecord.errors import InputError


@click.command("why")
@click.argument("id")
@case_option
def why_command(id: str, folder: Path) -> None:
    """Walk from a figure to its claims, their passages and the preserved bytes.

    ID is that of an incident, claim, check, document, source, person or decision; its beginning is enough, and for a
    document its name. One figure of an incident is INCIDENT:killed; the claims of its lowest and highest number come first.
    """
    with Case.open(folder) as case:
        _show(why(case, id), 0)


@click.command("export")
@click.argument("kind", type=click.Choice(KINDS))
@case_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True, help="How to write the rows."
)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="The file to write. Default: standard output.")
@click.option("--text", is_flag=True, help="With documents: their texts as well.")
def export_command(kind: str, folder: Path, form: str, target: Path | None, text: bool) -> None:
    """Write the case's records: the same rows in the same order every time."""
    with Case.open(folder) as case:
        found = list(rows(case, kind, text=text))
        data = encode(found, form, kind=kind)
    if not found:
        click.echo(f"There are no {kind} in this case yet.", err=True)
    if target is None or str(target) == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        target.write_bytes(data)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror}). Choose another place with -o.") from None


@click.command("verify")
@case_option
def verify_command(folder: Path) -> None:
    """Look at every hash, every line of the log and every passage. Exits with 1 where something is not as it was."""
    with Case.open(folder) as case, progress_bar() as progress:
        found = verify(case, progress=progress)
    for sentence in found.broken:
        click.echo(f"BROKEN  {sentence}")
    click.echo(f"{found.originals} originals, {found.log_lines} log lines, {found.passages} passages looked at")
    click.echo("All are as they were." if not found.broken else f"{len(found.broken)} are NOT as they were.")
    if found.broken:
        sys.exit(1)


@click.command("search")
@click.argument("words")
@case_option
def search_command(words: str, folder: Path) -> None:
    """The documents that hold all these words, each with name, date, title and the passage around them.

    Marks, hamza, alef, letter case and kinds of digits make no difference."""
    with Case.open(folder) as case:
        found = search(case, words)
        for hit in found:
            click.echo(f"{hit.document.id[:16]}  {', '.join(hit.about)}\n    {hit.passage}")
        if not found:
            click.echo("No document holds all these words.", err=True)


def _show(reason: Reason, depth: int) -> None:
    click.echo("  " * depth + reason.words)
    for below in reason.below:
        _show(below, depth + 1)


@click.command("sensitivity")
@case_option
def sensitivity_command(folder: Path) -> None:
    """How the headline would read under each codebook (literal, acled, airwars) and each choice of gradings.

    Passages, incidents and gradings stay; only numbers move. Tab-separated.
    """
    with Case.open(folder) as case:
        for row in (HEAD, *sensitivity_rows(case)):
            click.echo("\t".join(row))


@click.command("tally")
@click.option("--by", type=click.Choice(sorted(BY)), default="place", show_default=True, help="What to group incidents by.")
@click.option(
    "--grade",
    "grades",
    multiple=True,
    type=click.Choice(GRADES),
    help="Incidents of these gradings. Default: confirmed, fair.",
)
@case_option
def tally_command(by: str, grades: tuple[str, ...], folder: Path) -> None:
    """Incidents added up by place, country, month, year, alleged perpetrator, or cause (in the terms of SDG 16.1.2).

    Totals over a period are left out; an incident with several alleged perpetrators stands in each group. Tab-separated.
    """
    with Case.open(folder) as case:
        for row in (HEAD_OF_TALLIES, *tally_rows(case, by, grades=grades or ("confirmed", "fair"))):
            click.echo("\t".join(row))
