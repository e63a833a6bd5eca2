"""Overlap tables: who is on which list, counted. The contract of what may come in, and plain errors where it is broken.

A table has one row per capture pattern (1 = on that list) and stratum, with a count of people. Zero counts are kept implicit;
`full` writes out all 2^J - 1 patterns for the methods that need them.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onrecord.errors import EstimationError, InputError

Ints = NDArray[np.int64]
Pattern = tuple[int, ...]
UNKNOWN = frozenset({"", "unknown", "na", "n/a", "nan", "none", "null", "?", "unk"})
"""How a stratum says that it is not known (compared without case)."""


@dataclass(frozen=True, slots=True, eq=False)
class OverlapTable:
    """Counts of people by capture pattern, and by stratum where `by` names one.

    `cells` is (rows, lists) of 0 and 1, `counts` (rows,) of positive numbers, `strata` (rows,) of names, None where unknown;
    rows are sorted by stratum and pattern. `notes` say what was changed on the way in (lists without records left out).
    """

    lists: tuple[str, ...]
    cells: NDArray[np.uint8]
    counts: Ints
    by: str | None = None
    strata: tuple[str | None, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def from_arrays(
        cls,
        cells: ArrayLike,
        counts: ArrayLike,
        *,
        lists: Sequence[str] | None = None,
        strata: Sequence[str | None] | None = None,
        by: str | None = None,
        name: str = "the overlap table",
    ) -> OverlapTable:
        """A table from a 0/1 array (rows, lists) and a whole number of people for each row.

        Equal rows are added up and lists without a record left out (with a note). Raises InputError for a row on no list,
        for negative or broken counts and for cells other than 0 and 1; EstimationError for fewer than three lists.
        """
        rows = np.asarray(cells)
        if rows.ndim != 2:
            raise InputError(f"{name}: cells must be a table of rows and lists, not an array of {rows.ndim} dimensions.")
        people = np.asarray(counts)
        if people.shape != (rows.shape[0],):
            raise InputError(f"{name}: {rows.shape[0]} rows of cells but counts shaped {people.shape}. Give one each.")
        names = tuple(lists) if lists is not None else tuple(f"list{j + 1}" for j in range(rows.shape[1]))
        if len(names) != rows.shape[1] or len(set(names)) != len(names):
            raise InputError(f"{name}: {rows.shape[1]} lists need as many different names, not {list(names)}.")
        groups: Sequence[str | None] = strata if strata is not None else [None] * rows.shape[0]
        if len(groups) != rows.shape[0]:
            raise InputError(f"{name}: {rows.shape[0]} rows but {len(groups)} strata. Give one stratum per row.")
        total: Counter[tuple[str | None, Pattern]] = Counter()
        for n, (row, count, group) in enumerate(zip(rows.tolist(), people.tolist(), groups, strict=True), start=1):
            total[group, _pattern(row, f"{name}: row {n}")] += _count(count, f"{name}: row {n}")
            _not_empty(row, count, f"{name}: row {n}")
        return _assembled(names, total, by or ("stratum" if strata is not None else None), name)

    @property
    def documented(self) -> int:
        """n: people on at least one list."""
        return int(self.counts.sum())

    @property
    def stratum_names(self) -> tuple[str, ...]:
        """The known strata, sorted."""
        return tuple(sorted({s for s in self.strata if s is not None}))

    @property
    def of_unknown_stratum(self) -> int:
        """People whose stratum is not known."""
        return sum(int(c) for c, s in zip(self.counts, self.strata, strict=False) if s is None)

    def full(self) -> tuple[Ints, Ints]:
        """All 2^J - 1 patterns in binary order, and the count of each, zeros included."""
        width = len(self.lists)
        cells = (np.arange(1, 2**width)[:, None] >> np.arange(width)) & 1
        counts = np.zeros(2**width, np.int64)
        np.add.at(counts, self.cells.astype(np.int64) @ (1 << np.arange(width)), self.counts)
        return cells, counts[1:]

    def pooled(self) -> OverlapTable:
        """The same people without strata."""
        return self._select(dict.fromkeys(range(len(self.counts)), 1.0), self.lists, None) if self.by else self

    def stratum(self, name: str | None) -> OverlapTable:
        """The people of one stratum (None: of those whose stratum is unknown). A list may be empty there: see `usable`."""
        rows = {n: 1.0 for n, s in enumerate(self.strata) if s == name}
        return self._select(rows, self.lists, None)

    def without(self, left_out: str) -> OverlapTable:
        """As if this list had never been made: people on no other list are gone."""
        keep = tuple(name for name in self.lists if name != left_out)
        return self._select(dict.fromkeys(range(len(self.counts)), 1.0), keep, self.by)

    def merged(self, first: str, second: str) -> OverlapTable:
        """Two lists as one: on it is who was on either (a way round two lists that copy each other)."""
        total: Counter[tuple[str | None, Pattern]] = Counter()
        a, b = self.lists.index(first), self.lists.index(second)
        for n, row in enumerate(self.cells.tolist()):
            row[a] = max(row[a], row[b])
            total[self._group(n), tuple(v for j, v in enumerate(row) if j != b)] += int(self.counts[n])
        names = tuple(f"{first} or {second}" if j == a else n for j, n in enumerate(self.lists) if j != b)
        return _table(names, total, self.by)

    def usable(self) -> OverlapTable:
        """Without the lists that hold nobody. Raises EstimationError when fewer than three are left."""
        names = [name for j, name in enumerate(self.lists) if self.cells[:, j].any()]
        if len(names) < 3:
            raise EstimationError(
                f"Only {len(names)} of {len(self.lists)} lists hold anybody ({', '.join(names) or 'none'}); an estimate of the"
                " unlisted needs at least three. Add a list, or estimate a larger stratum."
            )
        table = self
        for name in set(self.lists) - set(names):
            table = table.without(name)
        return table

    def _group(self, n: int) -> str | None:
        return self.strata[n] if self.strata else None

    def _select(self, rows: Mapping[int, float], keep: tuple[str, ...], by: str | None) -> OverlapTable:
        columns = [self.lists.index(name) for name in keep]
        total: Counter[tuple[str | None, Pattern]] = Counter()
        for n in rows:
            pattern = tuple(int(self.cells[n, j]) for j in columns)
            if any(pattern):
                total[self._group(n) if by else None, pattern] += int(self.counts[n])
        return _table(keep, total, by)


def read_overlaps(data: str, *, by: str | None = None, name: str = "the overlap table") -> OverlapTable:
    """The table in CSV text (comma, semicolon or tab): a 0/1 column for each list, `count`, and `by` where one is named.

    Raises InputError, with the line, for what breaks the contract, and EstimationError for fewer than three lists.
    """
    text = data.lstrip("\ufeff")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    header = [cell.strip() for cell in next(reader, [])]
    if len(set(header)) != len(header):
        raise InputError(f"{name}: two columns have the same name in {header}. Rename one.")
    for column in ("count", *([by] if by else [])):
        if column not in header:
            raise InputError(f"{name}: no column {column!r} (found: {', '.join(header) or 'nothing'}). Add it.")
    at_count, at_by = header.index("count"), header.index(by) if by else -1
    columns = [n for n in range(len(header)) if n not in (at_count, at_by)]
    total: Counter[tuple[str | None, Pattern]] = Counter()
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        where = f"{name}: line {reader.line_num}"
        if len(row) != len(header):
            raise InputError(f"{where}: {len(row)} cells under {len(header)} headings. Mend that line.")
        for n in columns:
            if row[n].strip() not in ("0", "1"):
                raise InputError(
                    f"{where}: column {header[n]!r} holds {row[n]!r}, but a list's column holds 0 or 1."
                    f" If it is a stratum, name it with --by {header[n]}; else remove the column."
                )
        pattern = [int(row[n]) for n in columns]
        count = _count(row[at_count].strip(), where)
        _not_empty(pattern, count, where)
        total[_stratum(row[at_by]) if by else None, tuple(pattern)] += count
    return _assembled(tuple(header[n] for n in columns), total, by, name)


def overlaps(
    rows: Iterable[Mapping[str, Any]],
    *,
    person: str = "person",
    source_list: str = "list",
    stratum: str | None = None,
    lists: Sequence[str] | None = None,
) -> OverlapTable:
    """From one row per person and list to the table of their overlaps.

    `rows` are plain mappings; the keys of the person, the list and the stratum are given by name. `lists` fixes the lists and
    their order (else: all that occur, sorted). A person's stratum is the one its rows agree on; where they contradict each
    other or say nothing it is unknown, to be imputed and never dropped.
    """
    on: dict[Any, set[str]] = {}
    groups: dict[Any, set[str]] = {}
    for row in rows:
        on.setdefault(row[person], set()).add(str(row[source_list]))
        group = _stratum(row.get(stratum)) if stratum else None
        groups.setdefault(row[person], set()).update([group] if group is not None else [])
    names = tuple(lists) if lists is not None else tuple(sorted(set().union(*on.values()) if on else ()))
    total: Counter[tuple[str | None, Pattern]] = Counter()
    for key, held in on.items():
        pattern = tuple(int(name in held) for name in names)
        if any(pattern):
            total[next(iter(groups[key])) if len(groups[key]) == 1 else None, pattern] += 1
    return _assembled(names, total, stratum, "the persons' lists")


def _stratum(value: Any) -> str | None:
    text = "" if value is None else str(value).strip()
    return None if text.casefold() in UNKNOWN else text


def _pattern(row: Sequence[Any], where: str) -> Pattern:
    for value in row:
        if value not in (0, 1):
            raise InputError(f"{where}: a list's cell holds {value!r}. It must be 0 (not on the list) or 1 (on it).")
    return tuple(int(value) for value in row)


def _count(value: Any, where: str) -> int:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{where}: count is {value!r}. It must be a whole number of people, 0 or more.") from None
    if not number.is_integer() or number < 0 or number > 1e12:
        raise InputError(f"{where}: count is {value}. It must be a whole number of people, 0 or more.")
    return int(number)


def _not_empty(row: Sequence[Any], count: Any, where: str) -> None:
    if not any(row):
        raise InputError(
            f"{where}: a row for people on no list (count {count}). Nobody can count them: that number is what is estimated."
            " Remove the row."
        )


def _assembled(names: tuple[str, ...], total: Counter[tuple[str | None, Pattern]], by: str | None, name: str) -> OverlapTable:
    if not sum(total.values()):
        raise EstimationError(f"{name}: there is nobody in it. Give at least three lists with people on them.")
    empty = [n for j, n in enumerate(names) if not any(p[j] for (_, p), c in total.items() if c)]
    table = _table(names, total, by)
    notes = tuple(f"The list {n!r} holds nobody and was left out." for n in empty)
    for left_out in empty:
        table = table.without(left_out)
    if len(table.lists) < 3:
        raise EstimationError(
            f"{name}: {len(table.lists)} lists with people on them ({', '.join(table.lists)}), but the number of the unlisted"
            " cannot be estimated from fewer than three. Add another independent list."
        )
    return OverlapTable(table.lists, table.cells, table.counts, table.by, table.strata, notes)


def _table(names: tuple[str, ...], total: Counter[tuple[str | None, Pattern]], by: str | None) -> OverlapTable:
    order = sorted((key for key, count in total.items() if count), key=lambda key: (key[0] is None, key[0] or "", key[1]))
    cells = np.array([pattern for _, pattern in order], dtype=np.uint8).reshape(len(order), len(names))
    counts = np.array([total[key] for key in order], dtype=np.int64)
    return OverlapTable(names, cells, counts, by, tuple(group for group, _ in order) if by else ())
