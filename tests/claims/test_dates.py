from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.claims.dates import find
from onrecord.claims.tokens import tokenize
from onrecord.model import DateRange

REPORT = DateRange(date(2014, 3, 13), date(2014, 3, 13), "2014-03-13", "day", "user")  # a Thursday


def dates(text: str, published: DateRange | None = REPORT) -> list[tuple[str, str | None, str | None, str | None]]:
    return [
        (time.words or "", time.start and time.start.isoformat(), time.end and time.end.isoformat(), time.precision)
        for _, _, time in find(tokenize(text), published)
    ]


ABSOLUTE = [
    ("on 4 August 2013", "4 August 2013", "2013-08-04", "2013-08-04", "day"),
    ("on August 4, 2013, he", "August 4, 2013", "2013-08-04", "2013-08-04", "day"),
    ("on the 4th of August, 2013", "the 4th of August, 2013", "2013-08-04", "2013-08-04", "day"),
    ("on August 4th of 2013, they", "August 4th of 2013", "2013-08-04", "2013-08-04", "day"),
    ("on Tuesday, 4 March", "Tuesday, 4 March", "2014-03-04", "2014-03-04", "day"),
    ("on Aug. 4 they", "Aug. 4", "2013-08-04", "2013-08-04", "day"),
    ("on December 4 they", "December 4", "2013-12-04", "2013-12-04", "day"),
    ("on 2013-08-04.", "2013-08-04", "2013-08-04", "2013-08-04", "day"),
    ("on 24/08/2013", "24/08/2013", "2013-08-24", "2013-08-24", "day"),
    ("in August 2013", "August 2013", "2013-08-01", "2013-08-31", "month"),
    ("in August they", "August", "2013-08-01", "2013-08-31", "month"),
    ("in 2011, many", "2011", "2011-01-01", "2011-12-31", "year"),
    ("in the spring of 2012", "spring of 2012", "2012-03-01", "2012-05-31", "range"),
    ("in winter 2012", "winter 2012", "2012-12-01", "2013-02-28", "range"),
    ("in the last quarter of 2012", "last quarter of 2012", "2012-10-01", "2012-12-31", "range"),
    ("in the second half of 2012,", "second half of 2012", "2012-07-01", "2012-12-31", "range"),
    ("the first five months of 2012", "first five months of 2012", "2012-01-01", "2012-05-31", "range"),
    ("the second half of June 2012", "second half of June 2012", "2012-06-16", "2012-06-30", "month"),
    ("in early March 2012", "early March 2012", "2012-03-01", "2012-03-10", "month"),
    ("by mid-March 2012", "mid-March 2012", "2012-03-10", "2012-03-20", "month"),
    ("in late February", "late February", "2014-02-15", "2014-02-28", "month"),
    ("during the 1980s", "1980s", "1980-01-01", "1989-12-31", "range"),
    ("around 2 July 2013", "around 2 July 2013", "2013-07-01", "2013-07-03", "days"),
]

RANGES = [
    ("between 3 and 8 March", "between 3 and 8 March", "2014-03-03", "2014-03-08", "days"),
    ("from 3 to 8 March 2012", "from 3 to 8 March 2012", "2012-03-03", "2012-03-08", "days"),
    ("from March 3 to April 8, 2012", "from March 3 to April 8, 2012", "2012-03-03", "2012-04-08", "year"),
    ("on March 3-8 2012", "March 3-8 2012", "2012-03-03", "2012-03-08", "days"),
    ("from 2011 to 2013", "from 2011 to 2013", "2011-01-01", "2013-12-31", "range"),
    ("between March 2011 and May 2013", "between March 2011 and May 2013", "2011-03-01", "2013-05-31", "range"),
    ("from March to May 2012", "from March to May 2012", "2012-03-01", "2012-05-31", "year"),
    ("since 4 August 2013", "since 4 August 2013", "2013-08-04", None, "range"),
    ("since 2011", "since 2011", "2011-01-01", None, "range"),
    ("until 4 August 2013", "until 4 August 2013", None, "2013-08-04", "range"),
]

RELATIVE = [
    ("He said today that", "today", "2014-03-13", "2014-03-13", "day"),
    ("killed yesterday", "yesterday", "2014-03-12", "2014-03-12", "day"),
    ("on Tuesday", "Tuesday", "2014-03-11", "2014-03-11", "day"),
    ("on Thursday morning", "Thursday morning", "2014-03-13", "2014-03-13", "day"),
    ("last Thursday", "last Thursday", "2014-03-06", "2014-03-06", "day"),
    ("two days ago", "two days ago", "2014-03-11", "2014-03-11", "day"),
    ("three weeks ago", "three weeks ago", "2014-02-17", "2014-02-23", "week"),
    ("last week", "last week", "2014-03-03", "2014-03-09", "week"),
    ("in the past week", "past week", "2014-03-07", "2014-03-13", "week"),
    ("in the past 24 hours", "past 24 hours", "2014-03-12", "2014-03-13", "days"),
    ("in the last 72 hours", "last 72 hours", "2014-03-11", "2014-03-13", "days"),
    ("over the last 20 days", "last 20 days", "2014-02-21", "2014-03-13", "month"),
    ("in recent weeks", "recent weeks", "2014-02-20", "2014-03-13", "month"),
    ("earlier this month", "earlier this month", "2014-03-01", "2014-03-13", "month"),
    ("last month", "last month", "2014-02-01", "2014-02-28", "month"),
    ("last year", "last year", "2013-01-01", "2013-12-31", "year"),
    ("last few days", "last few days", "2014-03-10", "2014-03-12", "days"),
    ("the other day", "the other day", "2014-03-12", "2014-03-12", "day"),
]


@pytest.mark.parametrize(("text", "words", "start", "end", "kind"), [*ABSOLUTE, *RANGES, *RELATIVE])
def test_a_date_is_read_with_its_bounds_and_precision(
    text: str, words: str, start: str | None, end: str | None, kind: str
) -> None:
    assert dates(text) == [(words, start, end, kind)]


@pytest.mark.parametrize(
    "text", ["He may march.", "2013 people died", "a total of 12", "25 dead, 2000 hurt", "the sun set", "4:30"]
)
def test_a_number_or_an_ordinary_word_is_no_date(text: str) -> None:
    assert dates(text) == []


def test_without_a_date_of_report_the_words_stay_and_the_days_are_unknown() -> None:
    assert dates("on Tuesday, and on 4 August", None) == [("Tuesday", None, None, "day"), ("4 August", None, None, "day")]


def test_a_year_said_before_holds_for_dates_without_one() -> None:
    assert dates("On 3 May 2012 and on 9 May", None)[1] == ("9 May", "2012-05-09", "2012-05-09", "day")


def test_the_following_day_is_counted_from_the_date_before_it() -> None:
    assert dates("On 3 May 2012 it began. The following day it ended.")[1] == (
        "following day",
        "2012-05-04",
        "2012-05-04",
        "day",
    )


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2014, 3, 13)))
def test_every_day_written_out_is_read_back(day: date) -> None:
    assert dates(f"on {day.day} {day:%B} {day.year}")[0][1:] == (day.isoformat(), day.isoformat(), "day")


@given(st.text(alphabet="0123456789/.- marchtuesdylasof", max_size=60))
def test_any_text_gives_ordered_spans_without_overlap(text: str) -> None:
    tokens = tokenize(text)
    ends = [0]
    for first, last, time in find(tokens, REPORT):
        assert ends[-1] <= first < last
        assert time.start is None or time.end is None or time.start <= time.end
        ends.append(last)


THE_YEAR = [
    ("during the year nine died", [("the year", "2016-01-01", "2016-12-31")]),
    ("during the year through November 1", [("the year through November 1", "2016-01-01", "2016-11-01")]),
    ("in the first nine months of the year", [("the first nine months of the year", "2016-01-01", "2016-09-30")]),
    ("the second half of the year", [("the second half of the year", "2016-07-01", "2016-12-31")]),
    ("between January and September", [("between January and September", "2016-01-01", "2016-09-30")]),
    ("through December, 40 were held", [("through December", None, "2016-12-31")]),
    ("during the year before", []),
    ("in the year since", []),
    ("by the end of the year", []),
]


@pytest.mark.parametrize(("text", "expected"), THE_YEAR)
def test_the_year_is_the_one_that_a_report_on_a_whole_year_is_about(text: str, expected: list[tuple[str, str, str]]) -> None:
    whole = DateRange(date(2016, 1, 1), date(2016, 12, 31), "2016", "year", "text")
    assert [found[:3] for found in dates(text, whole)] == expected


def test_the_year_is_no_date_in_a_report_of_a_day() -> None:
    assert dates("during the year, in the first half of the year") == []
