"""Tables that people fill in by hand: CSV and XLSX, read as text and written so that no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
from openpyxl.cell import WriteOnlyCell

from onrecord.errors import InputError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARDED = (*_FORMULA, "'")


def inert(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula (numbers stay numbers)."""
    if cell.startswith(_FORMULA) or (cell.startswith("'") and cell[1:2] in _GUARDED):
        try:
            float(cell)
        except ValueError:
            return "'" + cell
    return cell


def as_written(cell: str) -> str:
    """The cell without the apostrophe that `inert` put there."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in _GUARDED else cell


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a sheet to a `.csv` or `.xlsx` file. Raises InputError for any other ending, or where it cannot be written."""
    try:
        if path.suffix.lower() == ".xlsx":
            _write_xlsx(path, header, rows)
        elif path.suffix.lower() == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as out:
                out.write(csv_text(header, rows))
        else:
            raise InputError(f"{path}: a sheet ends in .csv or .xlsx. Name the file so.")
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror}). Close it elsewhere, or choose another name."
        ) from None


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as CSV, each cell inert."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def read_table(path: Path) -> list[list[str]]:
    """All rows of a `.csv` or `.xlsx` file (its first sheet), each cell as text; merged cells repeat their value.

    Raises InputError that names the file and what is wrong with it.
    """
    try:
        rows = list(_read_xlsx(path)) if path.suffix.lower() == ".xlsx" else _read_csv(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file. Check the path.") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    except (BadZipFile, KeyError, ValueError, csv.Error) as error:
        raise InputError(f"{path}: not a readable {path.suffix or 'table'} file ({error}). Save it anew as CSV.") from None
    return [[as_written(cell) for cell in row] for row in rows]


def _read_csv(data: bytes) -> list[list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    head = text[:4096]
    first = head.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter))


def _read_xlsx(path: Path) -> Iterator[list[str]]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    merged = {
        (row, column): (span.min_row, span.min_col)
        for span in sheet.merged_cells.ranges
        for row in range(span.min_row, span.max_row + 1)
        for column in range(span.min_col, span.max_col + 1)
    }
    for row in range(1, sheet.max_row + 1):
        yield [_cell(sheet.cell(*merged.get((row, column), (row, column))).value) for column in range(1, sheet.max_column + 1)]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return text.removesuffix("T00:00:00")


def _write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("onrecord")
    sheet.freeze_panes = "A2"
    for row in [header, *rows]:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=inert(_without_controls(text)))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(path)


def _without_controls(text: str) -> str:
    return "".join(c for c in text if c >= " " or c in "\t\n")
