"""Commands around lists of named victims in a case: victims import, link, review, estimate."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import click

from onrecord.case.estimates import STRATA, estimate_case
from onrecord.case.folder import Case
from onrecord.case.persons import (
    Imported,
    apply_pairs,
    decide_pair,
    import_list,
    link_lists,
    pairs_to_review,
    write_pairs,
)
from onrecord.case.run import run
from onrecord.cli.case import case_option, progress_bar, who_option
from onrecord.cli.estimation import print_estimation, told_on_terminal
from onrecord.cli.review import new_decisions
from onrecord.cli.victims import mapped_columns, told
from onrecord.model import Entry


@click.group("victims")
def victims_command() -> None:
    """Lists of named victims: taken in, linked to persons, reviewed, and how many no list has."""


@victims_command.command("import")
@click.argument("path", metavar="LIST", type=click.Path(path_type=Path))
@click.option("--list", "name", required=True, help="The list's name; a second file under it is a new edition.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=HEAD", help="Which column holds a field. Repeatable.")
@click.option("--free-of-duplicates", is_flag=True, help="Its makers say that no person is on it twice.")
@case_option
@who_option
def import_command(
    path: Path, name: str, columns: tuple[str, ...], free_of_duplicates: bool, folder: Path, who: str | None
) -> None:
    """Take a list (.csv or .xlsx) in, one person a row. Columns are recognised by name, or named with --column."""
    with Case.open(folder, create=True, who=who) as case, case.locked():
        imported = import_list(case, path, name, columns=mapped_columns(columns), free_of_duplicates=free_of_duplicates)
    for note in imported.notes:
        click.echo(f"{path}: {note}", err=True)
    for row, problem in imported.problems:
        click.echo(f"{path}, row {row}: {problem}", err=True)
    victim_list = imported.list
    click.echo(f"{victim_list.rows} entries of {name}, edition {victim_list.edition}")
    click.echo("columns: " + ", ".join(f"{field} from {head!r}" for field, head in victim_list.columns.items()))
    if imported.unused:
        heads = ", ".join(map(repr, imported.unused))
        click.echo(f"columns kept and not used: {heads}. If one holds a field, say so: --column date={imported.unused[0]!r}")
    if (changed := imported.edition) is not None:
        kept = len(changed.entries) - len(changed.added)
        click.echo(
            f"against the edition before: {kept} entries keep their ids, {len(changed.added)} new,"
            f" {len(changed.removed)} gone, {len(changed.changed)} cells changed"
        )
        _tell_changes(imported)
    click.echo(f"Now: onrecord victims link --case {folder}")


@victims_command.command("link")
@case_option
@who_option
def link_command(folder: Path, who: str | None) -> None:
    """Which entries of the lists are one person. Entries linked before are not compared anew; decisions always win."""
    with Case.open(folder, who=who) as case, case.locked(), progress_bar() as progress:
        linked = link_lists(case, progress=progress)
        run(case, progress=progress)
    for report in linked.result.reports:
        click.echo(told(replace(report, left=linked.names[report.left], right=linked.names[report.right])))
    several = sum(len(victim.entries) > 1 for victim in linked.persons)
    click.echo(f"{len(linked.persons)} persons, {several} of them with more than one entry")
    if linked.weak:
        click.echo(f"{len(linked.weak)} persons hang together by one link that is not sure")
    if linked.to_review:
        click.echo(f"{len(linked.to_review)} pairs to look at: onrecord victims review --case {folder}")


@victims_command.command("review")
@case_option
@who_option
@click.option("--sheet", type=click.Path(path_type=Path), help="Write the pairs to this .csv or .xlsx file.")
@click.option("--apply", "filled", type=click.Path(path_type=Path), help="Read a filled-in sheet back.")
def review_command(folder: Path, who: str | None, sheet: Path | None, filled: Path | None) -> None:
    """Decide uncertain pairs: here in the terminal, or in a sheet (fill in 'decision': same, different, unsure; and 'why')."""
    with Case.open(folder, who=who) as case, case.locked():
        if sheet is not None:
            click.echo(f"{write_pairs(case, sheet)} pairs in {sheet}. Fill in 'decision' and 'why', then --apply {sheet}")
        elif filled is not None:
            applied = apply_pairs(case, filled)
            for problem in applied.problems:
                click.echo(problem, err=True)
            click.echo(f"{new_decisions(applied.decisions, applied.known)}. Now: onrecord victims link --case {folder}")
            if applied.problems:
                click.echo(f"{len(applied.problems)} rows were left out: mend those and apply the sheet again.", err=True)
                raise SystemExit(1)
        else:
            _ask(case)


@victims_command.command("estimate")
@click.option("--by", type=click.Choice(STRATA), help="Estimate each group by itself, then all together.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@case_option
@who_option
def estimate_command(by: str | None, as_json: bool, folder: Path, who: str | None) -> None:
    """How many no list has, from the case's persons. The dossier shows it apart from what is documented."""
    with Case.open(folder, who=who) as case, case.locked(), progress_bar() as progress:
        result, _ = estimate_case(case, by=by, progress=told_on_terminal())
        run(case, progress=progress)
    if as_json:
        click.echo(json.dumps(result.data(), ensure_ascii=False))
        return
    print_estimation(result, sys.stdout)


_MOST_TOLD = 20


def _tell_changes(imported: Imported) -> None:
    """Cell by cell what the new edition changed, the first of many."""
    assert imported.edition is not None
    row = {entry.id: entry.row for entry in imported.edition.entries}
    for id, head, before, after in imported.edition.changed[:_MOST_TOLD]:
        click.echo(f"  row {row[id]}, {head}: {before or 'empty'} -> {after or 'empty'}")
    if (more := len(imported.edition.changed) - _MOST_TOLD) > 0:
        click.echo(f"  and {more} more")


def _ask(case: Case) -> None:
    entries = {entry.id: entry for entry in case.store.entries()}
    names = {victim_list.id: victim_list.name for victim_list in case.store.lists()}
    pairs = pairs_to_review(case)
    if not pairs:
        click.echo("There is no pair to look at.")
    for n, pair in enumerate(pairs, start=1):
        click.echo(f"\n{n} of {len(pairs)}, probability {pair.probability:.2f}")
        for id in (pair.a, pair.b):
            click.echo(f"  {_words(entries[id], names)}")
        for reason in pair.reasons:
            click.echo(f"    {reason}")
        answer = click.prompt("same, different, unsure, skip or quit", type=click.Choice(["s", "d", "u", "k", "q"]))
        if answer == "q":
            return
        if answer != "k":
            action = {"s": "same", "d": "different", "u": "unsure"}[answer]
            decide_pair(case, pair.a, pair.b, action, click.prompt("why"))


def _words(entry: Entry, lists: dict[str, str]) -> str:
    known = (entry.name, entry.age and f"age {entry.age:g}", entry.sex, entry.birth_date, entry.date, entry.place)
    return f"{lists[entry.list]}, row {entry.row}: " + ", ".join(str(part) for part in known if part)
