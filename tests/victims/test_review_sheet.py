"""The sheet of uncertain pairs: both entries side by side, and what was filled in comes back. All people are invented."""

from __future__ import annotations

import pytest

from onrecord.errors import DecisionError
from onrecord.model import Entry, PersonLink
from onrecord.tables import read_table, write_table
from onrecord.victims.review import HEADS, Answer, read_sheet, sheet_rows, to_review

ENTRIES = {
    "a1": Entry("a1", "L1", 5, "=HYPERLINK(1)", 31.0, "m", "1992-05-04", "2023-10-13", "Tall"),
    "b1": Entry("b1", "L2", 9, "Sami Haddad", None, None, None, None, "@home"),
}
LINK = PersonLink("a1", "b1", 0.61, "linked", ("first name: sami in both, +5.0", "age: 31 and 30, +3.0"))


def test_the_most_doubtful_pairs_come_first_and_decided_ones_not_at_all() -> None:
    links = [
        PersonLink("a", "b", 0.9, "linked"),
        PersonLink("c", "d", 0.52, "uncertain"),
        PersonLink("e", "f", 0.99, "linked"),
        PersonLink("g", "h", 0.5, "decided"),
    ]
    assert [(one.a, one.b) for one in to_review(links)] == [("c", "d"), ("a", "b")]


def test_a_row_holds_both_entries_side_by_side() -> None:
    assert sheet_rows([LINK], ENTRIES, {"L1": "register"}) == [
        [
            *("a1", "b1", "0.610", "linked", "", ""),
            *("register", "5", "=HYPERLINK(1)", "31", "m", "1992-05-04", "2023-10-13", "Tall"),
            *("L2", "9", "Sami Haddad", "", "", "", "", "@home"),
            "first name: sami in both, +5.0 | age: 31 and 30, +3.0",
        ]
    ]


@pytest.mark.parametrize("name", ["pairs.csv", "pairs.xlsx"])
def test_what_was_filled_in_comes_back(tmp_path, name: str) -> None:
    (row,) = sheet_rows([LINK], ENTRIES)
    write_table(tmp_path / name, HEADS, [[*row[:4], "Different", "other mother", *row[6:]]])
    assert read_sheet(read_table(tmp_path / name), file=name) == [Answer("a1", "b1", "different", "other mother", 2)]


def test_rows_without_a_decision_stay_open() -> None:
    assert read_sheet([HEADS, *sheet_rows([LINK], ENTRIES)], file="pairs.csv") == []


def test_a_decision_that_is_none_is_refused_by_file_and_line() -> None:
    (row,) = sheet_rows([LINK], ENTRIES)
    row[4] = "maybe"
    with pytest.raises(
        DecisionError, match=r"pairs\.csv: line 2: decision 'maybe'\. It may be one of: same, different, unsure\."
    ):
        read_sheet([HEADS, row], file="pairs.csv")


@pytest.mark.parametrize("rows", [[["x", "y"], ["1", "2"]], []])
def test_a_sheet_without_its_heads_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(DecisionError, match="no column 'a'"):
        read_sheet(rows, file="pairs.csv")
