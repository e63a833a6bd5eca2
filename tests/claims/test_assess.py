from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.claims.assess import assess
from onrecord.codebook import load
from onrecord.model import DateRange, Document
from onrecord.places import Gazetteer


def assessed(text: str, book: str = "airwars") -> dict[str, tuple[int | None, int | None]]:
    published = DateRange(date(2024, 3, 12), date(2024, 3, 12), "2024-03-12", "day", "user")
    document = Document("0" * 64, "test", "text/plain", text, published=published, language="en")
    incidents = assess(document, codebook=load(book), gazetteer=Gazetteer.load())
    return {key: (t.low, t.high) for key, t in sorted(incidents[0].tallies.items())} if incidents else {}


TEXTS = [
    (
        "Four people, a father and three children, were killed.",
        {"killed": (4, 4), "killed_child": (3, 3), "killed_man": (1, 1)},
    ),
    (
        "Between five and eight civilians, including two children, were killed and others injured.",
        {"injured": (2, 2), "killed": (5, 8), "killed_child": (2, 2), "killed_civilian": (5, 8)},
    ),
    ("At least seven people were killed.\nThe network reported that nine people were killed.", {"killed": (7, 9)}),
    ("Up to nine people were killed.\nThe network reported that six people were killed.", {"killed": (6, 9)}),
    ("Three people were killed. Since October, 30,000 people have been killed.", {"killed": (3, 3)}),
    ("A number of people were killed and injured in the strike.", {"casualties": (2, 2), "injured": (2, 2), "killed": (2, 2)}),
    (
        "Two men were shot on Monday. Both are in hospital.",
        {"casualties": (2, 2), "casualties_man": (2, 2), "injured": (2, 2)},
    ),
    ("No one was killed.", {"killed": (0, 0)}),
    # every higher figure widens an exact lead, but no family told by name does
    (
        "At least five people were killed.\nOne agency said six people were killed, another that nine people were killed.",
        {"killed": (5, 9)},
    ),
    (
        "At least six people were killed.\nOmar Haddad was killed with his wife and five children.",
        {"killed": (6, 6), "killed_child": (5, 5), "killed_man": (1, 1), "killed_woman": (1, 1)},
    ),
    # "others" is no number where a later claim gives one; vague words are no lower bound of "up to"
    ("It killed four people and injured others.\nThree people were injured.", {"injured": (3, 3), "killed": (4, 4)}),
    ("Up to 15 people were injured.\nMany people were injured.", {"injured": (None, 15)}),
    ("A large number of people were injured.", {"injured": (12, 24)}),
    # what somebody had done before, and what the report only begins from
    ("A man was beaten to death after he left prison for killing a shopkeeper.", {"killed": (1, 1), "killed_man": (1, 1)}),
    ("Following the killing of six farmers, residents rioted. Four people were killed.", {"killed": (4, 4)}),
    # people of another side, however they are described, and the rest of those counted
    ("Six villagers were killed. About 25 other members of the band also died.", {"killed": (31, 31)}),
    ("They killed four farmers. Two were burned to death and the other two were shot dead.", {"killed": (4, 4)}),
    # a number near a vague word stands for it
    ("Several people were killed. Fourteen are dead.", {"killed": (14, 14)}),
    # one of those counted, an unborn child and "his five children" are no figures for all
    (
        "Nine people were killed, including four children, one of them an infant.\nA man and his five children were killed.",
        {"killed": (9, 9), "killed_child": (4, 4), "killed_man": (1, 1)},
    ),
    (
        "Up to six children were killed.\nOne agency said five children were killed.",
        {"killed": (5, 6), "killed_child": (5, 6)},
    ),
    # "at least" leaves room for the dead told of one by one, an exact part does not
    (
        "Nine people were killed, including at least two children.\nLina Haddad (4), Omar Haddad (7) and Dia Haddad (9) died.",
        {"killed": (9, 9), "killed_child": (2, 3)},
    ),
    (
        "Nine people were killed, including two children.\nLina Haddad (4), Omar Haddad (7) and Dia Haddad (9) died.",
        {"killed": (9, 9), "killed_child": (2, 2)},
    ),
]


@pytest.mark.parametrize(("text", "tallies"), TEXTS)
def test_one_document_gives_one_range_an_act(text: str, tallies: dict[str, tuple[int | None, int | None]]) -> None:
    assert assessed(text) == tallies


def test_an_earlier_incident_and_a_total_stand_apart() -> None:
    text = "Two nurses were killed on 11 March 2024. On 3 February 2024, nine people were killed nearby."
    document = Document("0" * 64, "test", "text/plain", text, language="en")
    incidents = assess(document, codebook=load("literal"), gazetteer=Gazetteer.load())
    assert [(i.aggregate, i.tallies["killed"].low) for i in incidents] == [(False, 2), (False, 9)]


def test_victims_told_of_one_by_one_are_counted_by_their_stated_ages() -> None:
    text = (
        "At least five members of the Sabti family were killed.\n"
        "Karim Sabti was killed with his wife Rana Haddad, his daughter 12-year-old Lina Sabti and Omar Sabti (7 years old)."
    )
    tallies = assessed(text)
    assert (tallies["killed"], tallies["killed_child"], tallies["killed_woman"]) == ((5, 5), (2, 2), (1, 1))


def test_a_document_without_claims_reports_nothing() -> None:
    assert (
        assess(Document("0" * 64, "test", "text/plain", "The market opened.", language="en"), codebook=load("literal")) == []
    )


WORDS = """between 3 and 5 people civilians were killed injured including two women girl aged 7 Omar Haddad , . ( ) his wife a
child 12-year-old up to at least feared others also soldiers militants in Aleppo on May since 2011 shot dead toll rose of"""
PIECES = WORDS.split()


@settings(deadline=None)  # the first text waits for the word lists
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_text_gives_bounds_in_order_and_the_same_answer_twice(pieces: list[str]) -> None:
    text = " ".join(pieces)
    first = assessed(text)
    assert first == assessed(text)
    assert all(low is None or high is None or low <= high for low, high in first.values())
