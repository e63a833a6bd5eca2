"""A team's own incident table in the case: kept as it came, matched with the documents' incidents, and given back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from onrecord.case.folder import Case
from onrecord.case.results import results
from onrecord.errors import InputError
from onrecord.incidents import Matched, TableRow, match, read_table, write_rows
from onrecord.model import Incident
from onrecord.places import Gazetteer
from onrecord.tables import read_table as read_sheet
from onrecord.tables import write_table

IMPORT = "import incidents"


def import_table(case: Case, path: Path, columns: Sequence[str] = ()) -> list[TableRow]:
    """Take a `.csv` or `.xlsx` table in; the next run attaches the documents' claims to its rows. A later one replaces it.

    `columns` are `FIELD=HEADER` where a header has a name of its own. Raises InputError where no id, date or place is found.
    """
    named = dict(_named(words) for words in columns)
    sheet = read_sheet(path)
    rows = read_table(sheet, columns=named)
    if not any(row.place or row.days.known for row in rows):
        raise InputError(
            f"{path}: no row has a date or a place. Name the columns: --column date='Incident day' --column place='Town'."
        )
    case.record(IMPORT, path.name, {"rows": sheet, "columns": named})
    return rows


def team_rows(case: Case) -> list[TableRow]:
    """The rows of the table that was imported last, or none."""
    lines = list(case.store.log(IMPORT))
    return read_table(lines[-1].detail["rows"], columns=lines[-1].detail["columns"]) if lines else []


def matched_rows(case: Case, rows: Sequence[TableRow], incidents: Sequence[Incident]) -> list[Matched]:
    return match(rows, incidents, places=Gazetteer.load(case.places_file))


def export_table(case: Case, path: Path) -> int:
    """Write the team's table again with what the documents say beside each row; returns the number of rows."""
    rows = team_rows(case)
    if not rows:
        raise InputError("No incident table was imported into this case. 'onrecord incidents import SHEET' takes one in.")
    found = results(case).incidents
    header, *body = write_rows(matched_rows(case, rows, found), found)
    write_table(path, header, body)
    return len(body)


def _named(words: str) -> tuple[str, str]:
    field, sign, header = words.partition("=")
    if not sign:
        raise InputError(f"--column {words!r}: write FIELD=HEADER, such as date='Incident day'.")
    return field.strip(), header.strip()
