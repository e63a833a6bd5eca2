from datetime import date

import pytest

from onrecord import codebook
from onrecord.model import Count, DateRange, Interval
from onrecord.report import wording


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (8, 9, "8–9"),
        (7, 7, "7"),
        (0, 0, "none"),
        (0, 14, "0–14"),
        (200, None, "200 and up"),
        (None, 8, "up to 8"),
        (None, None, "number unknown"),
        (147061, 1000000, "147,061–1,000,000"),
    ],
)
def test_a_tally_is_never_one_bare_number(low: int | None, high: int | None, said: str) -> None:
    assert wording.interval(Interval(low, high)) == said


def test_a_claim_keeps_its_about_and_its_unit() -> None:
    said = [
        wording.count(Count(13, 13)),
        wording.count(Count(90, 90, approximate=True)),
        wording.count(Count(2, None, unit="family")),
        wording.count(Count(1, 1, unit="facility")),
    ]
    assert said == ["13", "about 90", "2 and up families", "1 facility"]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2031, 3, 4), date(2031, 3, 4), "4 March 2031"),
        (date(2031, 3, 4), date(2031, 3, 9), "4–9 March 2031"),
        (date(2032, 2, 1), date(2032, 2, 29), "February 2032"),
        (date(2032, 2, 1), date(2032, 2, 28), "1–28 February 2032"),
        (date(2031, 3, 4), date(2031, 6, 9), "4 March – 9 June 2031"),
        (date(2031, 1, 1), date(2031, 12, 31), "2031"),
        (date(2029, 1, 1), date(2031, 12, 31), "2029–2031"),
        (date(2030, 12, 4), date(2031, 1, 9), "4 December 2030 – 9 January 2031"),
        (None, date(2031, 3, 4), "until 4 March 2031"),
        (date(2031, 3, 4), None, "from 4 March 2031"),
        (None, None, "date unknown"),
    ],
)
def test_dates_are_said_as_precisely_as_they_are_known(start: date | None, end: date | None, said: str) -> None:
    assert wording.dates(DateRange(start, end)) == said


def test_a_figure_is_named_by_its_act_and_group() -> None:
    book = codebook.load("literal")
    said = [wording.figure(name, book) for name in ("killed", "killed_child", "facility_damaged", "casualties")]
    assert said == ["killed", "killed: children", "facilities damaged", "killed or injured, not said which"]
