"""Lists of named victims, from CSV or XLSX to entries: every row goes in, and what is wrong with one is said beside it.

1. cells: decode, split, undo merged cells, keep the line number
2. header: the row (or two rows) that name most columns; what stands above it is a title
3. columns: recognised by name in several languages (`columns.toml`), or mapped by the user
4. entries: name, age, sex, dates, place, parents; all cells kept as written
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import PurePath
from typing import Any
from zipfile import BadZipFile

from onrecord.errors import InputError
from onrecord.model import Entry, VictimList, content_id
from onrecord.text import fold
from onrecord.victims import cells
from onrecord.victims.names import parse

_PERSON = ("name", "first", "father", "grandfather", "family", "mother", "age", "sex", "birth_date")
FIELDS = ("rid", "list", "number", *_PERSON, "date", "place", "city", "district", "state")
_SEARCHED = 15
_NOT_ALNUM = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file and its cells as text."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list and its entries. `notes` say what the reading had to decide (title rows, two header rows, encoding)."""

    list: VictimList
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """Equal for two files that say the same in the same order, whatever their format: to refuse a list given twice."""
        return content_id("list", *(f"{key}={value}" for entry in self.entries for key, value in entry.fields.items()))

    @property
    def problems(self) -> tuple[tuple[int, str], ...]:
        """Row and words of everything that could not be read."""
        return tuple((entry.row, problem) for entry in self.entries for problem in entry.problems)


def read_list(
    data: bytes,
    *,
    file: str,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    free_of_duplicates: bool = False,
) -> ReadList:
    """The list in the bytes of this file. `columns` maps fields (`FIELDS`) to heads of columns as they stand in the file.

    Raises InputError where the file cannot be read as a table, or has no column of names.
    """
    rows, notes = table_rows(data, file)
    found = _header(rows, file, columns or {})
    name = name or PurePath(file).stem
    body = [row for row in rows[found.first :] if any(row.cells) and row.cells != found.heads]
    above = sum(any(row.cells) for row in rows[: found.first - found.depth])
    if above:
        told = "1 row above the column heads was not read as an entry"
        notes.append(told if above == 1 else f"{above} rows above the column heads were not read as entries")
    if found.depth == 2:
        notes.append("the column heads stand in two rows; they were read together")
    list_id = hashlib.sha256(data).hexdigest()
    entries = tuple(_entries(body, found, list_id, name))
    used = {field: found.heads[place] for field, place in sorted(found.places.items())}
    return ReadList(VictimList(list_id, name, file, len(entries), used, free_of_duplicates), entries, tuple(notes))


# ------------------------------------------------------------------------------------------------ cells


def table_rows(data: bytes, file: str) -> tuple[list[Row], list[str]]:
    """The rows of a CSV or XLSX file as text, and notes on how it was read."""
    if data[:4] == b"PK\x03\x04" or file.lower().endswith((".xlsx", ".xlsm")):
        return _sheet(data, file), []
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InputError(f"{file}: an old .xls file. Open it and save it as .xlsx or CSV.")
    text, notes = _decoded(data, file)
    lines = text[:20000].splitlines()[:_SEARCHED]
    delimiter = max(",;\t|", key=lambda mark: (sum(line.count(mark) for line in lines), mark == ","))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [Row(reader.line_num, tuple(cell.strip() for cell in cells_)) for cells_ in reader]
    except csv.Error as error:
        raise InputError(f"{file}: not a CSV table ({error}). Save it as CSV with UTF-8 encoding, or as .xlsx.") from None
    if not any(any(row.cells) for row in rows):
        raise InputError(f"{file}: empty. A list needs a row of column heads and a row for each person.")
    return rows, notes


def _decoded(data: bytes, file: str) -> tuple[str, list[str]]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), ["read as UTF-16"]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    if b"\0" in data[:4096]:
        raise InputError(f"{file}: not a text file. Give a CSV or .xlsx file.")
    arabic = data.decode("cp1256", "replace")
    is_arabic = len(re.findall(r"[\u0621-\u064a]{3}", arabic)) > 3
    chosen = "cp1256" if is_arabic else "cp1252"
    return data.decode(chosen, "replace"), [f"not UTF-8; read as {chosen}"]


def _sheet(data: bytes, file: str) -> list[Row]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise InputError(
            f"{file}: not a readable .xlsx file ({error}). Open it and save it again, or save it as CSV."
        ) from None
    grid = {
        (cell.row, cell.column): _cell_text(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    for merged in sheet.merged_cells.ranges:
        value = grid.get((merged.min_row, merged.min_col), "")
        for r in range(merged.min_row, merged.max_row + 1):
            for c in range(merged.min_col, merged.max_col + 1):
                grid[r, c] = value
    if not grid:
        raise InputError(f"{file}: its first sheet is empty. Put the list on the first sheet.")
    width = max(column for _, column in grid)
    return [Row(r, tuple(grid.get((r, c), "") for c in range(1, width + 1))) for r in range(1, max(r for r, _ in grid) + 1)]


def _cell_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


# ------------------------------------------------------------------------------------------------ columns


@dataclass(frozen=True, slots=True)
class _Header:
    """Heads of the columns, the place of each field, how many rows they take, and where the entries begin."""

    heads: tuple[str, ...]
    places: Mapping[str, int]
    depth: int
    first: int


def _header(rows: Sequence[Row], file: str, mapped: Mapping[str, str]) -> _Header:
    for field in mapped:
        if field not in FIELDS:
            raise InputError(f"{file}: there is no field {field!r} to map a column to. Fields: {', '.join(FIELDS)}.")
    best: tuple[int, int, int, tuple[str, ...], dict[str, int]] | None = None
    for start in range(min(_SEARCHED, len(rows))):
        for depth in (1, 2):
            heads = _joined([row.cells for row in rows[start : start + depth]])
            places = _places(heads, mapped)
            score = len(places)
            if depth == 2 and not (_is_head(rows, start + 1, mapped) and places != _places(rows[start + 1].cells, mapped)):
                continue  # the lower row says no less by itself: the one above it is a title, or blank
            if best is None or score > best[0]:
                best = score, start, depth, heads, places
    if best is None or not ({"name", "first"} & best[4].keys()):
        _refuse(rows, file, mapped)
    assert best is not None
    _, start, depth, heads, places = best
    missing = [head for head in mapped.values() if _head(head) not in map(_head, heads)]
    if missing:
        raise InputError(
            f"{file}: line {rows[start].line}: no column {missing[0]!r}. Columns there: {', '.join(filter(None, heads))}."
        )
    return _Header(heads, places, depth, start + depth)


def _refuse(rows: Sequence[Row], file: str, mapped: Mapping[str, str]) -> None:
    first = next((row for row in rows if any(row.cells)), None)
    heads = ", ".join(filter(None, first.cells)) if first else "none"
    if mapped:
        wanted = next(iter(mapped.values()))
        raise InputError(f"{file}: line {first.line if first else 1}: no column {wanted!r}. Columns there: {heads}.")
    raise InputError(
        f"{file}: line {first.line if first else 1}: no column of names was recognised. Columns there: {heads}. "
        "Say which one holds the names with --column name=…"
    )


def _is_head(rows: Sequence[Row], place: int, mapped: Mapping[str, str]) -> bool:
    """Two or more cells of this row are heads of columns by themselves, so that it is no entry."""
    return place < len(rows) and len(_places(rows[place].cells, mapped)) >= 2


def _joined(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Heads over one or two rows: "Date" over "Birth" is "Date Birth" unless the lower one is a head by itself."""
    if len(rows) == 1:
        return rows[0]
    width = max(map(len, rows))
    padded = [row + ("",) * (width - len(row)) for row in rows]
    for n in range(1, width):  # a head over several columns stands over the first of them only
        if not padded[0][n] and padded[1][n]:
            padded[0] = (*padded[0][:n], padded[0][n - 1], *padded[0][n + 1 :])
    return tuple(_two(upper, lower) for upper, lower in zip(*padded, strict=True))


def _two(upper: str, lower: str) -> str:
    if not lower or upper == lower:
        return upper
    for head in (f"{upper} {lower}", f"{lower} {upper}", f"{upper} of {lower}", lower):
        if _head(head) in _known():
            return head.strip()
    return f"{upper} {lower}"


def _places(heads: Sequence[str], mapped: Mapping[str, str]) -> dict[str, int]:
    wanted = {_head(head): field for field, head in mapped.items()}
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        field = wanted.get(_head(head)) or _known().get(_head(head))
        if field and field not in places and (field not in mapped or _head(mapped[field]) == _head(head)):
            places[field] = place
    return places


def _head(text: str) -> str:
    return _NOT_ALNUM.sub("", fold(text))


@cache
def _known() -> dict[str, str]:
    return {_head(head): field for field, heads in cells.words()["fields"].items() for head in heads}


# ------------------------------------------------------------------------------------------------ entries


def _entries(body: Sequence[Row], header: _Header, list_id: str, list_name: str) -> list[Entry]:
    orders = {field: _column_order(body, header, field) for field in ("birth_date", "date") if field in header.places}
    heads = [head or f"column {n + 1}" for n, head in enumerate(header.heads)]
    seen: Counter[str] = Counter()
    entries = []
    for row in body:
        value = {field: row.cells[place] if place < len(row.cells) else "" for field, place in header.places.items()}
        kept = {head: cell for head, cell in zip(heads, row.cells, strict=False) if cell}
        key = _entry_key(list_name, value, kept)
        seen[key] += 1
        entry_id = key if seen[key] == 1 else content_id(key, seen[key])
        entries.append(_entry(row, value, orders, Entry(entry_id, list_id, row.line, "", fields=kept), len(header.heads)))
    return entries


def _column_order(body: Sequence[Row], header: _Header, field: str) -> tuple[cells.Order, bool]:
    place = header.places[field]
    return cells.order_of(row.cells[place] for row in body if place < len(row.cells))


def _entry_key(list_name: str, value: Mapping[str, str], kept: Mapping[str, str]) -> str:
    """By the list's own number for the person where it has one, else by all that the row says: the same in a later edition."""
    if value.get("number"):
        return content_id("entry", list_name, "number", value["number"], fold(value.get("name") or value.get("first", "")))
    return content_id("entry", list_name, *(f"{head}={cell}" for head, cell in sorted(kept.items())))


def _entry(
    row: Row, value: Mapping[str, str], orders: Mapping[str, tuple[cells.Order, bool]], blank: Entry, width: int
) -> Entry:
    problems = []
    name = value.get("name") or " ".join(
        filter(None, (value.get(k, "") for k in ("first", "father", "grandfather", "family")))
    )
    age, age_problem = cells.age(value.get("age", ""))
    sex, sex_problem = cells.sex(value.get("sex", ""))
    dates = {field: cells.day(value.get(field, ""), *orders[field]) for field in orders}
    if not name:
        problems.append("no name")
    elif not parse(name).parts:
        problems.append("the name is not known")
    if len(row.cells) > width and any(row.cells[width:]):
        problems.append(f"{len(row.cells)} cells, but {width} columns")
    problems += [p for p in (age_problem, sex_problem, *(problem for _, problem in dates.values())) if p]
    return replace(
        blank,
        name=name,
        age=age,
        sex=sex,
        birth_date=dates.get("birth_date", (None, None))[0],
        date=dates.get("date", (None, None))[0],
        place=_place(value),
        father=value.get("father") or None,
        mother=value.get("mother") or None,
        problems=tuple(problems),
    )


def _place(value: Mapping[str, str]) -> str | None:
    """The place from its finest to its coarsest name, with commas between."""
    parts = [value.get(field, "") for field in ("place", "city", "district", "state")]
    return ", ".join(part for part in parts if part and not cells.is_unknown(part)) or None


# ------------------------------------------------------------------------------------------------ editions


@dataclass(frozen=True, slots=True)
class Edition:
    """A new edition of a list against the one before: its entries (with the ids of those they continue), and what differs.

    `changed`: (id, field, before, after). `added` and `removed` are ids.
    """

    entries: tuple[Entry, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[tuple[str, str, str, str], ...]


def edition(before: Sequence[Entry], after: Sequence[Entry], *, renamed: Mapping[str, str] | None = None) -> Edition:
    """What a new edition changed. An entry continues one of the edition before if the two have one id, or else one name and
    one birth date, age or date of death, and no other entry could be meant. `renamed`: heads of columns then -> now."""
    renamed = renamed or {}
    cells_then = {entry.id: {renamed.get(head, head): cell for head, cell in entry.fields.items()} for entry in before}
    old = {entry.id: entry for entry in before}
    here = {entry.id for entry in after}
    lost = _unique([entry for entry in before if entry.id not in here])
    fresh = _unique([entry for entry in after if entry.id not in old])
    continued = {fresh[key].id: lost[key].id for key in fresh.keys() & lost.keys()}
    by_row = [replace(entry, id=continued.get(entry.id, entry.id)) for entry in after]
    now = {entry.id: entry for entry in by_row}
    changed = [
        (entry.id, head, cells_then[entry.id].get(head, ""), entry.fields.get(head, ""))
        for entry in by_row
        if entry.id in old
        for head in sorted({*cells_then[entry.id], *entry.fields})
        if cells_then[entry.id].get(head, "") != entry.fields.get(head, "")
    ]
    added = tuple(entry.id for entry in by_row if entry.id not in old)
    removed = tuple(entry.id for entry in before if entry.id not in now)
    return Edition(tuple(by_row), added, removed, tuple(changed))


def _unique(entries: Sequence[Entry]) -> dict[tuple[str, str], Entry]:
    """Entries by name and one more field, where exactly one entry has these."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        name = parse(entry.name).skeleton
        for value in (
            entry.birth_date and f"born {entry.birth_date}",
            entry.age is not None and f"age {entry.age:g}",
            entry.date,
        ):
            if name and value:
                found.setdefault((name, str(value)), []).append(entry)
    return {key: group[0] for key, group in sorted(found.items()) if len(group) == 1}
