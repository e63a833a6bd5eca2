"""Commands by which people decide: review (a sheet to fill in) and decide (one at a time)."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.case import review as sheets
from onrecord.case.decide import decide_one
from onrecord.case.folder import Case
from onrecord.case.results import results, with_texts
from onrecord.cli.case import case_option, who_option


def new_decisions(new: int, known: int) -> str:
    """What a filled-in sheet brought to the log."""
    return f"{new} new decisions are in the log" + (f"; {known} stood there before" if known else "")


@click.command("review")
@case_option
@who_option
@click.option("--sheet", type=click.Path(path_type=Path), help="Write claims and documents to this .csv or .xlsx file.")
@click.option("--apply", "filled", type=click.Path(path_type=Path), help="Read a filled-in sheet back.")
def review_command(folder: Path, who: str | None, sheet: Path | None, filled: Path | None) -> None:
    """Decide by sheet: confirm, correct, reject or add claims, and correct documents' dates and publishers.

    In the sheet fill in the columns 'decision' and 'why'. Of a claim: confirm, correct (and change the cells that are wrong),
    reject, unresolved; add on a new row. Of an incident its grade: confirmed, fair, weak, contested, discounted. Two
    claims or incidents: same or different, with the id of the other in the column 'other'. Rejected and unresolved claims
    count in no tally and stay visible.
    """
    if (sheet is None) == (filled is None):
        raise click.UsageError("Say either --sheet FILE, to write one, or --apply FILE, to read it back.")
    with Case.open(folder, who=who) as case, case.locked():
        found = results(case)
        documents = with_texts(case, found)
        if sheet is not None:
            rows = sheets.write_sheet(case, found, documents, sheet)
            click.echo(f"{rows} rows in {sheet}. Fill in 'decision' and 'why', then: onrecord review --apply {sheet}")
        if filled is not None:
            applied = sheets.apply_sheet(case, found, documents, filled)
            for problem in applied.problems:
                click.echo(problem, err=True)
            click.echo(f"{new_decisions(applied.decisions, applied.known)}. Now: onrecord run --case {folder}")
            if applied.problems:
                click.echo(f"{len(applied.problems)} rows were left out: mend those and apply the sheet again.", err=True)
                raise SystemExit(1)


@click.command("decide")
@click.argument("id")
@click.argument("action")
@click.argument("other", required=False)
@click.option("--set", "changes", multiple=True, metavar="FIELD=VALUE", help="A corrected field, such as low=12. Repeatable.")
@click.option("--quote", help="With add: the exact words of the document that state the claim.")
@click.option("--why", "reason", required=True, help="The reason; it stays with the decision.")
@case_option
@who_option
def decide_command(
    id: str,
    action: str,
    other: str | None,
    changes: tuple[str, ...],
    quote: str | None,
    reason: str,
    folder: Path,
    who: str | None,
) -> None:
    """Decide one thing, with its reason.

    \b
    onrecord decide CLAIM confirm|reject|unresolved --why "…"
    onrecord decide CLAIM correct --set low=12 --set high=12 --why "…"
    onrecord decide DOCUMENT add --quote "…" --set act=killed --set low=3 --set high=3 --why "…"
    onrecord decide DOCUMENT correct --set published=2018-02-24 --why "…"
    onrecord decide INCIDENT grade --set grade=confirmed --why "…"
    onrecord decide INCIDENT same|different INCIDENT --why "…"   (one incident, or two)
    onrecord decide CLAIM same|different CLAIM --why "…"         (only these two claims)
    onrecord decide PERSON same|different|unsure PERSON --why "…"
    onrecord decide SOURCE same|different SOURCE --why "…"       (names of sources)

    An id may be cut short; a document also goes by its name. A claim that is 'unresolved' (no definitive conclusion) is
    left out of tallies and checks like a rejected one, and stays visible as such.

    \b
    Fields of a claim: act, low, high, unit, asserted (yes or no), from, to (dates); and, several
    parted by ";": categories, names, perpetrators, places, sources. Empty: open or none.
    A claim that is added takes the period, place and sources that are not given from the claims
    of its own sentence or paragraph.
    Fields of a document: published, publisher, title, author, language.
    """
    with Case.open(folder, who=who) as case, case.locked():
        decision = decide_one(case, id, action, other=other, changes=changes, quote=quote, why=reason)
    click.echo(f"decision {decision.id}: {decision.subject} {decision.action}. Now: onrecord run --case {folder}")
