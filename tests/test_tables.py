import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import InputError
from onrecord.tables import as_written, inert, read_table, write_table

CELLS = ["=1+1", "+49 30 1234", "-5", "@name", "'quoted", "'=x", "7,987", "plain", "ثمانية", 'a "b", c', ""]


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
def test_every_cell_comes_back_as_it_was(tmp_path, name):
    write_table(tmp_path / name, ["one"] * len(CELLS), [CELLS])
    assert read_table(tmp_path / name)[1] == CELLS


def test_no_cell_is_a_formula(tmp_path):
    write_table(tmp_path / "sheet.csv", ["a", "b", "c"], [["=cmd()", "@sum", "-5"]])
    assert (tmp_path / "sheet.csv").read_text(encoding="utf-8-sig") == "a,b,c\n'=cmd(),'@sum,-5\n"
    write_table(tmp_path / "sheet.xlsx", ["a"], [["=cmd()"]])
    cell = openpyxl.load_workbook(tmp_path / "sheet.xlsx").worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", "'=cmd()")


@given(st.text())
def test_inert_loses_nothing(cell):
    assert as_written(inert(cell)) == cell


def test_merged_cells_repeat_their_value(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["name", "place"], ["A", "Sarin"], ["B", None]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    book.save(tmp_path / "list.xlsx")
    assert read_table(tmp_path / "list.xlsx") == [["name", "place"], ["A", "Sarin"], ["B", "Sarin"]]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("gone.csv", None, "there is no such file"),
        ("broken.xlsx", b"no zip", "not a readable .xlsx file"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_named(tmp_path, name, data, message):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_table(tmp_path / name)


@pytest.mark.parametrize("data", [b"a;b\n1;2\n", "a,b\n1,2\n".encode("utf-16"), b"\xef\xbb\xbfa\tb\r\n1\t2\r\n"])
def test_csv_is_read_in_its_usual_forms(tmp_path, data):
    (tmp_path / "x.csv").write_bytes(data)
    assert read_table(tmp_path / "x.csv") == [["a", "b"], ["1", "2"]]
