"""Uncertain pairs for a person to decide: a sheet to fill in, and what was filled in.

The sheet holds one pair a row, the most doubtful first, both entries side by side, the reasons, and empty cells for the
decision (`same`, `different`, `unsure`) and why. Cells of a list are data: one that a spreadsheet would take for a formula
(it begins with = + - @ or a control character) is written with an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.errors import DecisionError
from onrecord.model import Entry, PersonLink
from onrecord.text import fold
from onrecord.victims.lists import table_rows

_SIDE = ("list", "row", "name", "age", "sex", "birth", "date", "place")
_PAIR = ("a", "b", "probability", "status", "decision", "why")
HEADS = (*_PAIR, *(f"{head} a" for head in _SIDE), *(f"{head} b" for head in _SIDE), "reasons")
ANSWERS = ("same", "different", "unsure")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person wrote in a row of the sheet: the ids of the two entries, the decision, and why."""

    a: str
    b: str
    action: str
    why: str
    line: int


def to_review(links: Iterable[PersonLink], *, low: float = 0.05, high: float = 0.95) -> list[PersonLink]:
    """The pairs that a person should look at, the most doubtful first: all that are uncertain, and links below `high`."""
    open_pairs = [one for one in links if one.kind != "decided" and low <= one.probability < high]
    return sorted(open_pairs, key=lambda one: (round(abs(one.probability - 0.5), 6), one.a, one.b))


def sheet_rows(
    links: Iterable[PersonLink], entries: Mapping[str, Entry], lists: Mapping[str, str] | None = None
) -> list[list[str]]:
    """The sheet as rows of text, heads first; `lists` gives the names of lists by their ids."""
    rows = [list(HEADS)]
    for one in links:
        sides = [_side(entries[n], lists or {}) for n in (one.a, one.b)]
        cells = [one.a, one.b, f"{one.probability:.3f}", one.kind, "", "", *sides[0], *sides[1], " | ".join(one.reasons)]
        rows.append([inert(cell) for cell in cells])
    return rows


def write_sheet(rows: Sequence[Sequence[str]], *, xlsx: bool = False) -> bytes:
    """The rows as CSV (UTF-8 with a byte-order mark, so that spreadsheets show every script) or as XLSX, all cells text."""
    if not xlsx:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(rows)
        return out.getvalue().encode("utf-8-sig")
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "pairs"
    for r, row in enumerate(rows, start=1):
        for c, cell in enumerate(row, start=1):
            written = sheet.cell(r, c, _printable(cell))
            written.data_type = "s"
    sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read_sheet(data: bytes, *, file: str) -> list[Answer]:
    """The decisions filled in, in the order of the sheet; rows without a decision are still open and are left out.

    Raises DecisionError naming file and line where a decision is none of same, different, unsure, or the ids are gone.
    """
    rows, _ = table_rows(data, file)
    heads = [fold(cell).strip() for cell in rows[0].cells]
    missing = [head for head in ("a", "b", "decision") if head not in heads]
    if missing:
        raise DecisionError(f"{file}: line 1: no column {missing[0]!r}. Fill in the sheet as it was written, keep its heads.")
    answers = []
    for row in rows[1:]:
        value = dict(zip(heads, row.cells, strict=False))
        action = fold(value.get("decision", "")).strip()
        if not action:
            continue
        if action not in ANSWERS:
            raise DecisionError(
                f"{file}: line {row.line}: decision {value['decision']!r}. It may be one of: {', '.join(ANSWERS)}."
            )
        a, b = value.get("a", "").lstrip("'"), value.get("b", "").lstrip("'")
        if not a or not b:
            raise DecisionError(f"{file}: line {row.line}: the ids of the pair (columns a and b) are missing.")
        answers.append(Answer(a, b, action, value.get("why", "").strip(), row.line))
    return answers


def inert(cell: str) -> str:
    """The cell as no spreadsheet will run it: with an apostrophe before what could be a formula."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def _printable(cell: str) -> str:
    """Without the control characters that XLSX cannot hold."""
    return "".join(c for c in cell if c >= " " or c in "\t\n")


def _side(entry: Entry, lists: Mapping[str, str]) -> list[str]:
    age = "" if entry.age is None else f"{entry.age:g}"
    cells = (
        lists.get(entry.list, entry.list),
        str(entry.row),
        entry.name,
        age,
        entry.sex,
        entry.birth_date,
        entry.date,
        entry.place,
    )
    return [cell or "" for cell in cells]
