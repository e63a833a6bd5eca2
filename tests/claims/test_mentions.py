from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from onrecord.claims.mentions import mentions
from onrecord.model import DateRange, Document
from onrecord.places import Gazetteer

TEXT = (
    "On 3 May 2012, Colonel Karim al-Sabti was killed near Idlib, Syrian officials said. "
    "Mrs Haddad fled. Later al-Sabti's brother, Omar Jamil Sabti, was arrested in Turkey."
)


def document(text: str) -> Document:
    published = DateRange(date(2012, 5, 4), date(2012, 5, 4), "2012-05-04", "day", "user")
    return Document("0" * 64, "test", "text/plain", text, published=published)


def test_places_dates_names_and_acts_are_mentioned_in_the_order_of_the_text() -> None:
    found = [(m.kind, m.words, m.act) for m in mentions(document(TEXT), gazetteer=Gazetteer.load())]
    assert found == [
        ("date", "3 May 2012", None),
        ("name", "Karim al-Sabti", None),
        ("act", "killed", "killed"),
        ("place", "Idlib", None),
        ("name", "Haddad", None),
        ("act", "fled", "displaced"),
        ("name", "al-Sabti", None),
        ("name", "Omar Jamil Sabti", None),
        ("act", "arrested", "detained"),
        ("place", "Turkey", None),
    ]


def test_a_place_and_a_date_are_resolved() -> None:
    first, place = (m for m in mentions(document("They met on 3 May in Aleppo."), gazetteer=Gazetteer.load()))
    assert first.when is not None
    assert (first.when.start, first.when.end) == (date(2012, 5, 3), date(2012, 5, 3))
    assert place.place is not None
    assert place.place.country == "SY"


def test_organisations_and_nationalities_are_no_names() -> None:
    text = "The Human Rights Council and Syrian Red Crescent told Interior Ministry officials in the United Nations."
    assert [m for m in mentions(document(text), gazetteer=Gazetteer.load()) if m.kind == "name"] == []


@given(st.text(alphabet="Abu al-Sabti. of Idlib 3May\n“”' killed", max_size=80))
def test_every_mention_quotes_the_text(text: str) -> None:
    for mention in mentions(document(text), gazetteer=Gazetteer.load()):
        assert text[mention.start : mention.end] == mention.words
