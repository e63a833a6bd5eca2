"""A page with a table through the whole run: its figures in incidents, its sums checked, each cell marked in the dossier."""

import pytest

from onrecord.case.folder import Case
from onrecord.case.intake import add
from onrecord.case.results import Results, results
from onrecord.case.run import run
from onrecord.case.why import Reason, why

PAGE = """<html><head><title>The north, first quarter</title>
<meta property="article:published_time" content="2031-04-09"><meta property="og:site_name" content="Saren Monitor"></head>
<body><article><h1>The north, first quarter</h1>
<p>The Saren Monitor asked its staff and the hospitals of the north of Syria for those whom they had seen and registered.</p>
<table><caption>Table 1. Civilians killed in Idlib, Syria, by month, 2031</caption>
<tr><th>Month</th><th>Men</th><th>Women</th><th>Children</th><th>Total</th></tr>
<tr><td>January</td><td>1,204</td><td>3</td><td>4</td><td>1,211</td></tr>
<tr><td>February</td><td>10</td><td>2</td><td>5<sup>2</sup></td><td>17</td></tr>
<tr><td>March</td><td>6</td><td>2</td><td>1</td><td>10</td></tr>
<tr><th>Total</th><td>1,220</td><td>7</td><td>10</td><td>1,238</td></tr></table>
<p>Source: Ministry of Health.</p>
<p>The figures leave out those who died of their wounds later than March, whom the monitor counts in its yearly report.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> tuple[str, Results, Reason]:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "north.html").write_text(PAGE, encoding="utf-8")
    with Case.open(folder / "case", create=True, who="ana") as case:
        add(case, [folder / "north.html"])
        report = run(case)
        found = results(case)
        [cell] = [claim for claim in found.claims if claim.quote == "1,204"]
        return report.dossier.read_text(encoding="utf-8"), found, why(case, cell.id)


def words(reason: Reason) -> list[str]:
    return [reason.words, *(line for below in reason.below for line in words(below))]


def test_each_month_is_a_total_of_its_own_and_no_cell_is_an_incident(ran):
    incidents = ran[1].incidents
    tallies = {
        (i.when.start.isoformat(), i.when.end.isoformat(), i.aggregate): {
            name: interval.low for name, interval in i.tallies.items() if not name.endswith("civilian")
        }
        for i in incidents
    }
    assert tallies == {
        ("2031-01-01", "2031-01-31", True): {"killed": 1211, "killed_man": 1204, "killed_woman": 3, "killed_child": 4},
        ("2031-02-01", "2031-02-28", True): {"killed": 17, "killed_man": 10, "killed_woman": 2, "killed_child": 5},
        ("2031-03-01", "2031-03-31", True): {"killed": 10, "killed_man": 6, "killed_woman": 2, "killed_child": 1},
        ("2031-01-01", "2031-03-31", True): {"killed": 1238, "killed_man": 1220, "killed_woman": 7, "killed_child": 10},
    }
    assert {source.source for i in incidents for source in i.sources} == {"Ministry of Health"}


def test_rows_that_do_not_add_up_are_shown_with_both_numbers(ran):
    assert sorted((check.kind, check.message) for check in ran[1].checks) == [
        (
            "total_differs_from_parts",
            "1,220 (Men) + 7 (Women) + 10 (Children) make 1,237; the total of the row is given as 1,238.",
        ),
        (
            "total_differs_from_parts",
            "6 (Men) + 2 (Women) + 1 (Children) make 9; the total of the row (March) is given as 10.",
        ),
    ]


def test_the_dossier_marks_the_cell_in_its_row(ran):
    page = ran[0]
    assert "January\t<mark>1,204</mark>\t3\t4\t1,211</blockquote>" in page
    assert "February\t10\t2\t<mark>5</mark>²\t17</blockquote>" in page


def test_why_leads_from_the_cell_to_the_characters_of_the_page(ran):
    at = PAGE.index("1,204")
    assert any(f"{at}" in line and f"{at + 5}" in line for line in words(ran[2]))
