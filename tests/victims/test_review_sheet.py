"""The sheet of uncertain pairs: cells are data, and what was filled in comes back. All people are invented."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from onrecord.errors import DecisionError
from onrecord.model import Entry, PersonLink
from onrecord.victims.review import Answer, inert, read_sheet, sheet_rows, to_review, write_sheet

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


def test_cells_that_could_be_formulas_are_inert() -> None:
    _, row = csv.reader(io.StringIO(write_sheet(sheet_rows([LINK], ENTRIES, {"L1": "-first"})).decode("utf-8-sig")))
    assert [row[6], row[8], row[21]] == ["'-first", "'=HYPERLINK(1)", "'@home"]


@given(st.text(max_size=20))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert not inert(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("xlsx", [False, True])
def test_what_was_filled_in_comes_back(xlsx: bool) -> None:
    rows = sheet_rows([LINK], ENTRIES)
    rows[1][4:6] = ["Different", "other mother"]
    data = write_sheet(rows, xlsx=xlsx)
    assert read_sheet(data, file="pairs") == [Answer("a1", "b1", "different", "other mother", 2)]


def test_rows_without_a_decision_stay_open() -> None:
    assert read_sheet(write_sheet(sheet_rows([LINK], ENTRIES)), file="pairs.csv") == []


def test_no_formula_is_written_to_a_workbook() -> None:
    sheet = load_workbook(io.BytesIO(write_sheet(sheet_rows([LINK], ENTRIES), xlsx=True))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_a_decision_that_is_none_is_refused_by_file_and_line() -> None:
    rows = sheet_rows([LINK], ENTRIES)
    rows[1][4] = "maybe"
    with pytest.raises(
        DecisionError, match=r"pairs\.csv: line 2: decision 'maybe'\. It may be one of: same, different, unsure\."
    ):
        read_sheet(write_sheet(rows), file="pairs.csv")


def test_a_sheet_without_its_heads_is_refused() -> None:
    with pytest.raises(DecisionError, match="no column 'a'"):
        read_sheet(b"x,y\n1,2\n", file="pairs.csv")
