"""Which figure of a table is the total of which: columns and rows that add up others, and parts of the figure before them.

In: the figures of one table with what their columns and rows say. Out: the same figures, each with its whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.claims.headings import Side
from onrecord.model import Claim

IN_ROW, IN_COLUMN = "total_of_row", "total_of_column"
"""Rules of a part: where its total stands, at the end of its row or of its column."""

ROW_COMPLETE, COLUMN_COMPLETE = "row_complete", "column_complete"
"""Rules of a figure: all figures of its row, or its column, that one total adds up were read; so they must add up to it."""


@dataclass(slots=True)
class Figure:
    """The number of one cell as a claim; `part_of` is the figure that it is a part of.

    `is_moment`: its row tells of one incident, which is no part of what its column adds up.
    """

    row: int
    column: int
    claim: Claim
    is_moment: bool = False
    part_of: Figure | None = None
    rules: tuple[str, ...] = ()


class Totals:
    """The totals of one table."""

    def __init__(self, columns: Mapping[int, Side], rows: Mapping[int, Side], unread: set[int]) -> None:
        self.columns, self.rows, self.unread = columns, rows, unread
        self.at: dict[tuple[int, int], Figure] = {}
        self.of_rows = self._row_totals()
        self.of_columns = {column: self._column_total(column) for column in columns}

    def linked(self, figures: Sequence[Figure]) -> Sequence[Figure]:
        """The figures, each a part of its row's total where there is one, else of its column's."""
        self.at = {(figure.row, figure.column): figure for figure in figures}
        complete = self._complete()
        for figure in figures:
            across = self._whole(figure, (figure.row, self.of_columns.get(figure.column)))
            down = None if figure.is_moment else self._whole(figure, (self.of_rows.get(figure.row), figure.column))
            figure.part_of = across or down
            rules = [IN_ROW if across else IN_COLUMN] if figure.part_of else []
            rules += [ROW_COMPLETE] if (figure.row, self.of_columns.get(figure.column), "row") in complete else []
            rules += [COLUMN_COMPLETE] if (self.of_rows.get(figure.row), figure.column, "column") in complete else []
            figure.rules = tuple(rules)
        return figures

    def _whole(self, figure: Figure, at: tuple[int | None, int | None]) -> Figure | None:
        """The figure there, where it can be the whole of this one."""
        whole = self.at.get(at) if None not in at else None  # type: ignore[arg-type]
        if whole is None or whole is figure:
            return None
        part, all_of_it = figure.claim, whole.claim
        same_act = part.act == all_of_it.act or (all_of_it.act == "casualties" and part.act in ("killed", "injured"))
        narrower = set(all_of_it.victims.categories) <= set(part.victims.categories)
        parties = not all_of_it.perpetrators or all_of_it.perpetrators == part.perpetrators
        return whole if same_act and narrower and parties and part.count.unit == all_of_it.count.unit else None

    # ------------------------------------------------------------------------------------------ columns

    def _column_total(self, column: int) -> int | None:
        """The column that adds this one up: the next one that says so, or the one that a subset follows."""
        side = self.columns[column]
        before = [c for c in self.columns if c < column]
        if side.subset:
            return next((c for c in reversed(before) if not self.columns[c].subset), None)
        if side.whole:
            wide = [c for c, s in self.columns.items() if s.whole and s.acts == {"casualties"}]
            return wide[0] if wide and side.acts and side.acts <= {"killed", "injured"} else None
        wholes = [c for c, s in self.columns.items() if s.whole and _fits(s, side)]
        after = [c for c in wholes if c > column]
        if wholes:
            return after[0] if after else wholes[-1]
        plain = [c for c, s in self.columns.items() if s.is_plain and c != column and s.acts == side.acts and s.acts]
        return plain[0] if len(plain) == 1 and not side.is_plain else None

    # ------------------------------------------------------------------------------------------ rows

    def _row_totals(self) -> dict[int, int]:
        """The row that adds each row up: the next subtotal or total, one at the top, the row that a subset follows."""
        order = sorted(self.rows)
        wholes = [row for row in order if self.rows[row].whole]
        if not wholes:
            return self._subsets(order)
        is_top = wholes[0] == order[0]
        grand = wholes[0] if is_top else wholes[-1]
        found: dict[int, int] = self._subsets(order)
        for row in order:
            if row in found or row == grand:
                continue
            at = bisect_right(wholes, row)
            if self.rows[row].whole or is_top:
                found[row] = grand
            elif at < len(wholes):
                found[row] = wholes[at]
        return found

    def _subsets(self, order: Sequence[int]) -> dict[int, int]:
        found, last = {}, None
        for row in order:
            if self.rows[row].subset and last is not None:
                found[row] = last
            else:
                last = row
        return found

    # ------------------------------------------------------------------------------------------ completeness

    def _complete(self) -> set[tuple[int | None, int | None, str]]:
        """The totals all of whose parts are figures: (row, column, along which)."""
        across: defaultdict[int, list[int]] = defaultdict(list)
        down: defaultdict[int, list[int]] = defaultdict(list)
        for column, whole in self.of_columns.items():
            if whole is not None and not self.columns[column].subset and self.columns[whole].whole:
                across[whole].append(column)
        for row, total in self.of_rows.items():
            if not self.rows[row].subset:
                down[total].append(row)
        found: set[tuple[int | None, int | None, str]] = set()
        for whole, columns in across.items():
            inside = range(min(*columns, whole), max(*columns, whole))
            if self.unread.isdisjoint(inside):
                found |= {(r, whole, "row") for r in self.rows if all((r, c) in self.at for c in (*columns, whole))}
        for total, rows in down.items():
            found |= {(total, c, "column") for c in self.columns if all((r, c) in self.at for r in (*rows, total))}
        return found


def _fits(whole: Side, part: Side) -> bool:
    """Whether a column's head is wide enough to add up another's."""
    acts = whole.acts == part.acts or not whole.acts or (whole.acts == {"casualties"} and part.acts <= {"killed", "injured"})
    return acts and whole.categories <= part.categories and not (whole.parties and whole.parties != part.parties)
