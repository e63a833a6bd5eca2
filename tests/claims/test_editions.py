"""Annual editions: what they tell of is the year they are named for, not the year they came out in."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord import codebook
from onrecord.claims import extract
from onrecord.claims.editions import report_time
from onrecord.model import Claim, DateRange, Document, Guess

APRIL = DateRange(date(2017, 4, 20), date(2017, 4, 20), "2017-04-20", "day", "metadata")
STORY = (
    "During the year the army closed three roads.\n"
    "In March soldiers shot four shepherds near Lorne.\n"
    "The Ashby Watch counted 90 deaths during the year.\n"
    "Police arrested 20 weavers in the first half of the year. By year's end none had a lawyer.\n"
)


def edition(title: str = "Ruritania 2016", text: str = STORY, *, published: DateRange | None = APRIL) -> Document:
    heading = Guess(title, "metadata")
    return Document("d", "r.html", "text/html", text, title=heading, published=published, language="en")


def told(document: Document) -> list[tuple[str, str | None, str | None]]:
    found: list[Claim] = list(extract(document, codebook=codebook.load("literal")))
    return [(c.quote, str(c.when.start), str(c.when.end)) if c.when else (c.quote, None, None) for c in found]


def test_months_and_the_year_are_those_that_an_edition_tells_of() -> None:
    assert told(edition()) == [
        ("shot four shepherds", "2016-03-01", "2016-03-31"),
        ("90 deaths", "2016-01-01", "2016-12-31"),
        ("arrested 20 weavers", "2016-01-01", "2016-06-30"),
    ]


def test_a_document_without_a_date_of_publication_may_be_an_edition() -> None:
    assert told(edition(published=None))[0] == ("shot four shepherds", "2016-03-01", "2016-03-31")


def test_a_report_of_the_day_is_none_even_where_its_title_names_a_year() -> None:
    text = "In March soldiers shot four shepherds near Lorne. The trials of 2016 go on."
    document = edition("What 2016 left behind", text)
    assert (report_time(document), told(document)) == (APRIL, [("shot four shepherds", "2017-03-01", "2017-03-31")])


@pytest.mark.parametrize(
    ("title", "published", "year"),
    [
        ("Ruritania 2016", "2017-04-20", 2016),
        ("World Survey 2017: Events of 2016", "2017-01-12", 2016),
        ("World Survey 2017", "2017-01-12", 2016),
        ("World Survey 2017", "2017-11-02", 2017),
        ("The massacre of 1988", "2017-04-20", None),
        ("Ruritania 2009 and 2016", "2017-04-20", None),
        ("Ruritania", "2017-04-20", None),
    ],
)
def test_the_year_told_of_comes_from_the_title(title: str, published: str, year: int | None) -> None:
    day = date.fromisoformat(published)
    time = report_time(edition(title, published=DateRange(day, day)))
    assert time is not None
    assert (time.start, time.end) == ((date(year, 1, 1), date(year, 12, 31)) if year else (day, day))


def test_the_name_of_the_file_may_give_the_year() -> None:
    document = Document("d", "2016-ruritania.html", "text/html", STORY, published=APRIL, language="en")
    assert report_time(document) == DateRange(date(2016, 1, 1), date(2016, 12, 31), "2016", "year", "text")
