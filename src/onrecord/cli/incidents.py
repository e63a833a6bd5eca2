"""Commands around a team's own incident table: incidents import, incidents export."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.case.folder import Case
from onrecord.case.team_table import export_table, import_table
from onrecord.cli.case import case_option, who_option


@click.group("incidents")
def incidents_command() -> None:
    """Your team's own incident table: its ids stay, documents are attached to it, disagreements are shown."""


@incidents_command.command("import")
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=HEADER", help="A column with a name of its own. Repeatable."
)
@case_option
@who_option
def import_command(sheet: Path, columns: tuple[str, ...], folder: Path, who: str | None) -> None:
    """Take in a table (.csv or .xlsx): ids, date, place, killed and injured (one figure, or min and max), sources, notes."""
    with Case.open(folder, create=True, who=who) as case, case.locked():
        rows = import_table(case, sheet, columns)
    for row in rows:
        for problem in row.problems:
            click.echo(f"{sheet}, row {row.row}: {problem}", err=True)
    click.echo(f"{len(rows)} incidents of your own. Now: onrecord run --case {folder}")


@incidents_command.command("export")
@click.argument("sheet", type=click.Path(path_type=Path))
@case_option
def export_command(sheet: Path, folder: Path) -> None:
    """Write your table again, with what the documents say beside each row."""
    with Case.open(folder) as case:
        rows = export_table(case, sheet)
    click.echo(f"{rows} rows in {sheet}")
