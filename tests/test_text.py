"""Folding: the same words for every spelling, and a way back to the original offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text import fold, fold_character, fold_letters

# Letters of many scripts, ligatures, marks, digits, and characters that grow when folded.
CHARACTERS = st.text(st.sampled_from("aZé’ﬁ½ß \n-.,سلامةَّـءأإىئیکﷺ٣۴한漢ก์Ωя𝟗😀\u200d\ud7ff"), max_size=200) | st.text(
    max_size=80
)


@pytest.mark.parametrize(
    ("written", "matched"),
    [
        ("Café ﬁrst STRASSE Straße", "cafe first strasse strasse"),
        ("قُتِلَ", "قتل"),
        ("مســـتشفى", "مستشفي"),
        ("أحمد إبراهيم آمنة", "احمد ابراهيم امنه"),
        ("مسؤول سئل ماء", "مسوول سيل ما"),
        ("گزارش کشته‌شدگان در یزد", "گزارش كشتهشدگان در يزد"),
        ("٣٤٥ و ۳۴۵", "345 و 345"),
    ],
)
def test_every_spelling_is_matched_as_one(written: str, matched: str) -> None:
    assert fold(written) == matched


@given(CHARACTERS)
def test_a_text_is_folded_as_its_characters_are(text: str) -> None:
    assert fold(text) == "".join(map(fold_character, text))


@given(CHARACTERS)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_letters(text)[0]
    assert fold_letters(once)[0] == once


@given(CHARACTERS)
def test_each_letter_leads_back_to_the_character_it_came_from(text: str) -> None:
    letters, offsets = fold_letters(text)
    assert len(letters) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(letter in fold_character(text[offset]) for letter, offset in zip(letters, offsets, strict=True))


def test_hyphenation_line_breaks_and_punctuation_leave_no_trace() -> None:
    assert fold_letters("The hos-\npital, it said.") == (
        "thehospitalitsaid",
        [0, 1, 2, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 19, 20, 21, 22],
    )
