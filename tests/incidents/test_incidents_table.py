"""A team's own incident table: in, beside the documents, and out again."""

from __future__ import annotations

from datetime import date

from incidents_case import QARA, claim, day, document, grouped

from onrecord.incidents import adopt, differences, match, read_table, write_rows
from onrecord.incidents.overlap import Days
from onrecord.incidents.table import TableRow
from onrecord.model import Interval, Place

HEADER = ["Incident ID", "Date", "Location", "killed_min", "killed_max", "Injured", "Sources", "Notes", "Our own"]
ROWS = [
    HEADER,
    ["XV-01", "2019-05-03", "Qara Vale market", "8", "8", "3-5", "A; B", "checked", "=1+1"],
    ["XV-02", "13/05/2019", "Orsk Bay", "", "", "many", "C", "", ""],
    ["", "", "", "", "", "", "", "", ""],
    ["XV-01", "soon", "Orsk Bay", "2", "x", "", "", "", ""],
]


def test_columns_are_recognised_and_what_cannot_be_read_is_noted() -> None:
    first, second, third = read_table(ROWS)
    assert first == TableRow(
        "XV-01",
        2,
        Days(date(2019, 5, 3), date(2019, 5, 3)),
        Place("Qara Vale market"),
        {"killed": Interval(8, 8), "injured": Interval(3, 5)},
        ("A", "B"),
        "checked",
        dict(zip(HEADER, ROWS[1], strict=True)),
    )
    assert (second.days.start, second.problems) == (date(2019, 5, 13), ("'many' is no figure; write 8, 8-9 or 200+",))
    assert third.problems == (
        "'soon' is no date; write it as 2018-02-24",
        "'x' is no figure; write a whole number",
        "the id XV-01 stands in an earlier row too",
    )


def test_a_column_can_be_named() -> None:
    rows = [["x", "Dead"], ["1", "5+"]]
    assert read_table(rows, columns={"killed": "Dead", "id": "x"})[0].tallies == {"killed": Interval(5, None)}


def test_documents_are_attached_ids_kept_and_differences_shown() -> None:
    doc = document("d", "Nine died in the market of Qara Vale.", "D", "2019-05-04")
    claims = [claim(doc, "Nine", 9, places=(QARA,), when=day("2019-05-03"))]
    incidents = grouped(claims, [doc])
    matched = match(read_table(ROWS[:3]), incidents)
    assert [(m.row.id, m.incidents) for m in matched] == [("XV-01", (incidents[0].id,)), ("XV-02", ())]
    assert [(c.kind, c.severity, c.message, c.claims) for c in differences(matched, incidents)] == [
        ("table_differs", "warning", "killed: the table (XV-01) says 8, the documents 9.", (claims[0].id,)),
        ("table_alone", "note", "Table row 3 (XV-02): no document tells of it.", ()),
    ]
    renamed = grouped(claims, [doc], previous=adopt(matched, incidents))
    assert [i.id for i in renamed] == ["XV-01"]
    out = write_rows(matched, incidents)
    assert out[0] == [*HEADER, "documents killed", "documents injured", "documents", "independent sources", "differs"]
    assert out[1] == [*ROWS[1], "9", "", "1", "1", "killed: the table (XV-01) says 8, the documents 9."]
    assert out[2] == [*ROWS[2], "", "", "0", "", ""]


def test_other_dates_of_the_table_decide_the_order_of_day_and_month_and_nothing_else_does() -> None:
    def read(*cells: str) -> list[tuple[date | None, tuple[str, ...]]]:
        return [(r.days.start, r.problems) for r in read_table([["id", "date"], *([str(n), c] for n, c in enumerate(cells))])]

    noted = "'02/04/2025' and others like it were read with the {} first, as in {!r}"
    assert read("02/04/2025", "03/04/2025", "25/04/2025") == [
        (date(2025, 4, 2), (noted.format("day", "25/04/2025"),)),
        (date(2025, 4, 3), ()),
        (date(2025, 4, 25), ()),
    ]
    assert read("04/25/2025", "02/04/2025") == [
        (date(2025, 4, 25), ()),
        (date(2025, 2, 4), (noted.format("month", "04/25/2025"),)),
    ]
    refused = "'02/04/2025' may be 2025-04-02 or 2025-02-04, and no other date tells; write it as 2018-02-24"
    assert read("02/04/2025") == [(None, (refused,))]
    assert read("02/04/2025", "25/04/2025", "04/25/2025")[0] == (None, (refused,))
    assert read("05/05/2025", "02.04.2025", "2025-04-02T08:00", "2025/04/02") == [
        (date(2025, 5, 5), ()),
        (date(2025, 4, 2), ()),
        (date(2025, 4, 2), ()),
        (date(2025, 4, 2), ()),
    ]


def test_a_row_takes_the_incident_of_its_day_and_place_before_one_that_lacks_either() -> None:
    docs = [document(n, "Eight died.", n, "2019-05-06") for n in ("a", "b", "c", "d")]
    where = ((QARA,), day("2019-05-03")), ((), day("2019-05-04")), ((), day("2019-05-03")), ((QARA,), day("2019-05-04"))
    incidents = [grouped([claim(d, "Eight", 8, places=p, when=w)], [d])[0] for d, (p, w) in zip(docs, where, strict=True)]
    (row,) = read_table([["id", "date", "place", "killed"], ["BK-1", "2019-05-03", "Qara Vale", "20-27"]])
    assert match([row], incidents)[0].incidents == (incidents[0].id,)
    assert match([row], incidents[1:])[0].incidents == (incidents[3].id, incidents[2].id)
    assert match([row], incidents[1:2])[0].incidents == ()


def test_an_empty_table_is_empty() -> None:
    assert read_table([]) == []
    assert read_table([HEADER]) == []
