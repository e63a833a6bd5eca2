"""Plain text, encodings, language and date guesses."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import DateRange, Guess, Run
from onrecord.reading import Span, locate, read

ENGLISH = "Seven people were killed in Tel Amar – the “Monitor” said that Café Safa was hit.\r\n\r\nNine others were injured."
ARABIC = "قتل سبعة أشخاص في قرية تل عمار صباح الخميس.\n\nوأصيب تسعة آخرون بجروح، وفق ما قال مرصد سارن."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_english_text_is_unchanged_in_every_encoding(encoding):
    document = read(ENGLISH.encode(encoding), name="a.txt")
    assert (document.text, document.problem, document.notes) == (ENGLISH, None, ())
    assert document.runs == (Run(0, len(ENGLISH), 0, len(ENGLISH)),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1256"])
def test_arabic_text_is_unchanged_in_every_encoding(encoding):
    document = read(ARABIC.encode(encoding), name="a.txt")
    assert (document.text, document.language, document.problem) == (ARABIC, "ar", None)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1))
def test_utf8_text_comes_out_as_it_went_in(text):
    document = read(("Report. " + text).encode(), name="a.txt")
    assert document.text == "Report. " + text
    assert locate(document, 0, 3) == (Span(0, 3),)


def test_invalid_bytes_do_not_make_utf8_another_encoding():
    document = read(ARABIC.encode() + b"\xff", name="a.txt")
    assert document.text == ARABIC + "\ufffd"
    assert document.notes == ("1 characters do not decode as utf-8, the first at byte 160; they stand as U+FFFD.",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (ARABIC, "ar"),
        ("در این حمله هفت تن کشته شدند و نه نفر زخمی شدند که پنج تن از آن‌ها کودک بودند.", "fa"),
        ("Sept personnes ont été tuées dans le village, selon les habitants, et neuf autres ont été blessées.", "fr"),
        ("Siete personas fueron asesinadas en la aldea, según los vecinos, y nueve resultaron heridas por las bombas.", "es"),
        ("Семь человек были убиты в деревне, и ещё девять ранены, сообщил врач из больницы.", "ru"),
        ("Сім людей були вбиті в селі, і ще дев'ять поранені, про це повідомив лікар.", "uk"),
        ("שבעה בני אדם נהרגו בכפר ותשעה נפצעו", "he"),
        ("12 34 56", None),
    ],
)
def test_languages_are_told_by_script_and_small_words(text, language):
    assert read(text.encode(), name="a.txt").language == language


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("Report\n\n13 March 2031\n\nSeven people were killed.", "2031-03-13", "13 March 2031"),
        ("Report\n\nPublished on March 13, 2031\n\nSeven were killed.", "2031-03-13", "Published on March 13, 2031"),
        ("PORT VELA, 13 March 2031 (CNA) – Seven people were killed.", "2031-03-13", None),
        ("Port Vela - March 13, 2031 - Seven people were killed.", "2031-03-13", None),
        ("Press release\nMonday, 3 March 2031\n\nSeven were killed.", "2031-03-03", "Monday, 3 March 2031"),
        ("بيان صحفي\n\n١٣ آذار ٢٠٣١\n\nقتل سبعة أشخاص.", "2031-03-13", "١٣ آذار ٢٠٣١"),
        ("Bulletin\n\nDate: 2031-03-13\n\nSeven were killed.", "2031-03-13", "Date: 2031-03-13"),
    ],
)
def test_a_date_line_near_the_head_is_the_date_of_publication(text, day, words):
    published = read(text.encode(), name="a.txt").published
    assert published is not None
    assert (published.start, published.end, published.precision, published.basis) == (
        date.fromisoformat(day),
        date.fromisoformat(day),
        "day",
        "text",
    )
    assert words is None or published.words == words


@pytest.mark.parametrize(
    "text",
    [
        "Wednesday, July 17, 2034\nHomeLocal NewsAbout UsTwelve killed\n\nTwelve killed\n\nTwelve people were killed.",
        "Report\n\nSeven people have been killed since the new council took office on 4 August 2030, a monitor said.",
        "Report\n\nLast updated 13 March 2031\n\nSeven people were killed.",
        "Incident date\n\nMarch 13, 2031\n\nSeven people were killed.",
        "Report\n\n31 February 2031\n\nSeven people were killed.",
    ],
)
def test_days_of_view_of_change_and_of_the_events_are_none(text):
    assert read(text.encode(), name="a.txt").published is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n Seven killed in Tel Amar\n\nSeven people were killed.", "Seven killed in Tel Amar"),
        ("Wednesday, July 17, 2034\nHomeLocal NewsAbout UsSeven killed\n\nSeven killed\n\nSeven were.", "Seven killed"),
        ("Sending troops to the isles has not stopped since the day\non which the council met.\n", None),
        ("Seven people were killed.\n\nNine were injured.", None),
    ],
)
def test_a_title_is_a_line_that_stands_alone(text, title):
    found = read(text.encode(), name="a.txt").title
    assert found == (None if title is None else Guess(title, "text"))


def test_a_house_named_with_the_author_is_the_publisher_and_a_place_before_a_dash_is_none():
    document = read(b"Seven killed\n\nBy Lena Orsk, Harbour Post\n\nPORT VELA - Seven people were killed.", name="a.txt")
    assert (document.author, document.publisher) == (Guess("Lena Orsk", "text"), Guess("Harbour Post", "text"))
    assert read(b"Seven killed\n\nVELA - Seven people were killed.", name="a.txt").publisher is None


def test_by_line_and_agency_are_read_from_the_text():
    document = read(b"Seven killed\n\nBy Lena Orsk\n\nPORT VELA (CNA) - Seven people were killed.", name="a.txt")
    assert (document.author, document.publisher) == (Guess("Lena Orsk", "text"), Guess("CNA", "text"))


def test_a_json_line_keeps_what_its_user_says():
    line = '{"id": "r-1", "text": "Seven people were killed.", "publisher": "CNA", "published": "2031-03", "language": "en"}'
    document = read(line.encode(), name="x.json")
    assert (document.name, document.text, document.publisher, document.media_type) == (
        "r-1",
        "Seven people were killed.",
        Guess("CNA", "user"),
        "application/x-onrecord+json",
    )
    assert document.published == DateRange(date(2031, 3, 1), date(2031, 3, 31), "2031-03", "month", "user")
    assert locate(document, 0, 5) == (Span(0, 5),)


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        (
            "Letter\n\nMany people were killed.\n\nThe Cedar Network for\nRights calls on all sides to stop.",
            "Cedar Network for Rights",
        ),
        ("The Cedar Network for Rights calls on all to stop. The Plain Council urges talks.", None),
        ("The Cedar Network for Rights called on all sides to stop.", None),
        ("Residents urge the council to act.", None),
    ],
)
def test_a_letter_is_of_the_one_organisation_that_appeals_in_it(text, publisher):
    found = read(text.encode(), name="letter.txt").publisher
    assert (found.value if found else None) == publisher


def test_one_small_word_alone_is_no_sign_of_a_language():
    assert read(b"Coalition air raids hit Al Orane district. Losses unknown.", name="note.txt").language is None


@pytest.mark.parametrize(
    ("line", "publisher", "day"),
    [
        ("Lorne Radio, 19 March 2031", "Lorne Radio", "2031-03-19"),
        ("Republic of Lorne - Ministry of Health - Statement no. 14 of 20 March 2031", "Ministry of Health", "2031-03-20"),
        ("Ashby Port, 2 February 2031", None, "2031-02-02"),
        ("Press Release, 15 March 2031", None, "2031-03-15"),
    ],
)
def test_a_first_line_that_ends_with_a_date_names_who_issued_the_text(line, publisher, day):
    found = read(f"{line}\n\nNine people were injured in a fire near the river.".encode(), name="a.txt")
    assert (found.publisher.value if found.publisher else None, str(found.published.start)) == (publisher, day)
