"""Lists from CSV and XLSX: every row goes in, what is wrong is said by file and line. All names are invented."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from onrecord.errors import InputError
from onrecord.victims.cells import age, day, order_of, sex
from onrecord.victims.lists import edition, read_list


def rows(text: str, **options: object) -> list[tuple[object, ...]]:
    read = read_list(text.encode(), file="list.csv", **options)  # type: ignore[arg-type]
    return [(e.row, e.name, e.age, e.sex, e.birth_date, e.date, e.place, e.problems) for e in read.entries]


def test_columns_are_recognised_in_english() -> None:
    heads = "Full Name,Age,Gender,Date of birth,Date of death,City,Governorate"
    text = f"{heads}\nSami Najjar,31,male,1992-05-04,2023-10-13,Tall,North\n"
    assert rows(text) == [(2, "Sami Najjar", 31.0, "m", "1992-05-04", "2023-10-13", "Tall, North", ())]


def test_columns_are_recognised_in_arabic_with_arabic_digits() -> None:
    text = "الاسم الكامل;العمر;الجنس;تاريخ الوفاة\nسامي خالد النجار;٣١;ذكر;١٣/١٠/٢٠٢٣\n"
    assert rows(text) == [(2, "سامي خالد النجار", 31.0, "m", None, "2023-10-13", None, ())]


def test_names_in_several_columns_are_put_together_in_order() -> None:
    text = "first name,father's name,grandfather,family name,mother\nليلى,سامر,خالد,النجار,هدى\n"
    read = read_list(text.encode(), file="list.csv")
    assert [(e.name, e.father, e.mother) for e in read.entries] == [("ليلى سامر خالد النجار", "سامر", "هدى")]


def test_columns_can_be_mapped_by_their_heads() -> None:
    assert rows("Who,How old\nSami Najjar,31\n", columns={"name": "who", "age": "How old"})[0][1:3] == ("Sami Najjar", 31.0)


def test_a_list_without_a_column_of_names_is_refused_with_the_way_out() -> None:
    with pytest.raises(InputError, match=r"list\.csv: line 1: no column of names .* Who, How old\. .*--column name="):
        rows("Who,How old\nSami Najjar,31\n")


def test_a_mapped_column_that_is_missing_is_named_with_those_there() -> None:
    with pytest.raises(InputError, match=r"list\.csv: line 1: no column 'Nom'\. Columns there: name, age\."):
        rows("name,age\nSami Najjar,31\n", columns={"name": "Nom"})


def test_title_rows_and_two_header_rows_are_read_together() -> None:
    text = "Victims of the north,,,\nPerson,,Date of,\nName,Age,Birth,Death\nSami Najjar,31,1992-05-04,2023-10-13\n"
    read = read_list(text.encode(), file="list.csv")
    assert [(e.row, e.name, e.age, e.birth_date, e.date) for e in read.entries] == [
        (4, "Sami Najjar", 31.0, "1992-05-04", "2023-10-13")
    ]
    assert read.notes == (
        "1 row above the column heads was not read as an entry",
        "the column heads stand in two rows; they were read together",
    )


@pytest.mark.parametrize("above", ["", ",,\n", "Ministry of Records,,\n,,\n,,\n"])
def test_a_title_above_one_row_of_heads_is_no_head(above: str) -> None:
    text = f"Victims of the north,,\n{above}Name,Age,Date of death\nSami Najjar,31,2023-10-13\n"
    read = read_list(text.encode(), file="list.csv")
    told = "2 rows above the column heads were not read as entries" if "Ministry" in above else ""
    assert [(e.row, e.fields) for e in read.entries] == [
        (text.count("\n"), {"Name": "Sami Najjar", "Age": "31", "Date of death": "2023-10-13"})
    ]
    assert read.notes == (told or "1 row above the column heads was not read as an entry",)


def test_heads_that_need_the_row_above_them_are_read_with_it() -> None:
    text = "Victim,,Mother\nName,Age,Name\nSami Najjar,31,Huda Omar\n"
    read = read_list(text.encode(), file="list.csv")
    assert [(e.name, e.age, e.mother) for e in read.entries] == [("Sami Najjar", 31.0, "Huda Omar")]


def test_a_header_repeated_further_down_is_no_person() -> None:
    assert [row[1] for row in rows("name,age\nSami Najjar,31\nname,age\nLayla Haddad,9\n")] == ["Sami Najjar", "Layla Haddad"]


def test_rows_with_problems_go_in_and_say_what_is_wrong() -> None:
    text = "name,age,sex,date\n,31,m,2023-10-13\nSami Najjar,1984,x,someday\nLayla Haddad,7 months,f,2023-02-30\n"
    assert [(row[0], row[1], row[2], row[7]) for row in rows(text)] == [
        (2, "", 31.0, ("no name",)),
        (
            3,
            "Sami Najjar",
            None,
            (
                "age '1984' looks like a year of birth; it was not read as an age",
                "sex 'x' is not known",
                "date 'someday' is not a date that can be read",
            ),
        ),
        (4, "Layla Haddad", 0.58, ("date '2023-02-30' does not exist",)),
    ]


@pytest.mark.parametrize(
    ("cell", "years", "has_problem"),
    [
        ("31", 31.0, False),
        ("31 years", 31.0, False),
        ("7 months", 0.58, False),
        ("٧ أشهر", 0.58, False),
        ("3 weeks", 0.06, False),
        ("رضيع", 0.0, False),
        ("newborn", 0.0, False),
        ("", None, False),
        ("unknown", None, False),
        ("1984", None, True),
        ("30-35", None, True),
        ("about forty", None, True),
        ("400", None, True),
    ],
)
def test_ages(cell: str, years: float | None, has_problem: bool) -> None:
    value, problem = age(cell)
    assert (value, problem is not None) == (years, has_problem)


@pytest.mark.parametrize(
    ("cell", "value"), [("Male", "m"), ("أنثى", "f"), ("F", "f"), ("زن", "f"), ("", None), ("unknown", None)]
)
def test_sexes(cell: str, value: str | None) -> None:
    assert sex(cell) == (value, None)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2024", "13/04/2024"], ("day first", True)),
        (["03/04/2024", "04/13/2024"], ("month first", True)),
        (["03/04/2024"], ("day first", False)),
        (["03/04/2024", "13/04/2024", "04/14/2024"], ("day first", False)),
    ],
)
def test_the_order_of_dates_is_read_off_the_column(cells: list[str], order: tuple[str, bool]) -> None:
    assert order_of(cells) == order


def test_dates_in_three_orders_and_by_name() -> None:
    cells = ["2023-10-13", "13/10/2023", "10/13/2023", "13 October 2023", "١٣ تموز ٢٠٢٣", "2023-10", "2023"]
    assert [day(cell, "day first") for cell in cells] == [
        ("2023-10-13", None),
        ("2023-10-13", None),
        ("2023-10-13", None),
        ("2023-10-13", None),
        ("2023-07-13", None),
        ("2023-10", None),
        ("2023", None),
    ]


def test_a_guessed_order_and_another_calendar_are_said() -> None:
    assert day("03/04/2024", "day first", False) == (
        "2024-04-03",
        "date '03/04/2024' was read with the day first; its column does not prove that order",
    )
    assert day("1402-07-21", "day first")[0] is None


def _workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["Incident", "Name", "Age"])
    sheet.append(["Tall", "Sami Najjar", 31])
    sheet.append([None, "Layla Haddad", 9])
    sheet["A1"] = "Place"
    sheet.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_merged_cells_hold_for_all_their_rows() -> None:
    read = read_list(_workbook(), file="list.xlsx")
    assert [(e.row, e.name, e.age, e.place) for e in read.entries] == [
        (2, "Sami Najjar", 31.0, "Tall"),
        (3, "Layla Haddad", 9.0, "Tall"),
    ]


def test_one_content_in_two_formats_has_one_content_hash() -> None:
    table = "Place,Name,Age\nTall,Sami Najjar,31\nTall,Layla Haddad,9\n"
    a, b = read_list(table.encode(), file="a.csv"), read_list(_workbook(), file="b.xlsx")
    assert a.list.id != b.list.id
    assert a.content_hash == b.content_hash != read_list(table.replace("31", "32").encode(), file="c.csv").content_hash


@pytest.mark.parametrize(
    ("data", "message"), [(b"", "empty"), (b"PK\x03\x04junk", "not a readable .xlsx"), (b"a\x00\x01\xff", "not a text")]
)
def test_files_that_are_no_tables_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_list(data, file="list.bin")


def test_a_list_in_a_windows_code_page_is_read() -> None:
    text = "الاسم,العمر\nسامي خالد النجار,31\nليلى سامر حداد,9\n"
    read = read_list(text.encode("cp1256"), file="list.csv")
    assert [e.name for e in read.entries] == ["سامي خالد النجار", "ليلى سامر حداد"]
    assert read.notes == ("not UTF-8; read as cp1256",)


def test_a_new_edition_keeps_ids_and_shows_what_differs() -> None:
    before = read_list(
        b"name,age,place\nSami Najjar,31,Tall\nLayla Haddad,9,Tall\nOmar Saleh,40,Tall\n", file="v1.csv", name="L"
    ).entries
    after = read_list(
        b"name,age,place\nSami Najjar,31,Tall\nLaila Haddad,9,Tell\nHuda Nasr,3,Tall\n", file="v2.csv", name="L"
    ).entries
    found = edition(before, after)
    assert [entry.id for entry in found.entries[:2]] == [before[0].id, before[1].id]
    assert found.added == (after[2].id,)
    assert found.removed == (before[2].id,)
    assert found.changed == ((before[1].id, "name", "Layla Haddad", "Laila Haddad"), (before[1].id, "place", "Tall", "Tell"))


def test_a_column_that_a_new_edition_renames_is_no_change() -> None:
    before = read_list(b"no,name,age\n1,Sami Najjar,31\n", file="v1.csv", name="L")
    after = read_list(b"no,Full name,age\n1,Sami Najjar,32\n", file="v2.csv", name="L")
    renamed = {before.list.columns[field]: after.list.columns[field] for field in before.list.columns}
    (changed,) = edition(before.entries, after.entries, renamed=renamed).changed
    assert changed == (before.entries[0].id, "age", "31", "32")


def test_a_persons_own_number_on_a_list_is_their_id_in_every_edition() -> None:
    before = read_list(b"id,name,age\n17,Sami Najjar,31\n", file="v1.csv", name="L").entries
    after = read_list(b"id,name,age\n17,Sami Najjar,32\n", file="v2.csv", name="L").entries
    assert before[0].id == after[0].id
