"""Tokens and sentences: offsets that hold for every text, and the full stops that end no sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.claims.tokens import LONGEST_SENTENCE, tokenize


def sentences(text: str) -> list[str]:
    tokens = tokenize(text)
    return [tokens.slice(first, last) for first, last in tokens.sentences]


def test_words_numbers_and_what_hangs_on_them_are_one_token_each() -> None:
    text = "Al-Qariya's 72-year-old baker lost 147,061 coins at 10:30, and wasn't paid (30-40 of them) on the 26th."
    assert tokenize(text).words == [
        "Al-Qariya", "'s", "72-year-old", "baker", "lost", "147,061", "coins", "at", "10:30", ",", "and", "wasn't", "paid",
        "(",
        "30", "-", "40", "of", "them", ")", "on", "the", "26th", ".",
    ]  # fmt: skip


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Dr. J. Haddad of the U.N. office met Gen. Saba at 5 p.m. on Monday. They spoke for an hour."
    assert sentences(text) == [text[:67], "They spoke for an hour."]


def test_quotations_end_with_their_mark() -> None:
    assert sentences('"We saw it." He left. “And then?” she asked.') == ['"We saw it."', "He left.", "“And then?” she asked."]


def test_paragraphs_and_headings_end_sentences() -> None:
    assert sentences("Nine killed in Ashby\n\nThe army said nothing") == ["Nine killed in Ashby", "The army said nothing"]


def test_a_missing_space_still_ends_a_sentence() -> None:
    assert sentences("Nine were killed.The army said nothing.") == ["Nine were killed.", "The army said nothing."]


def test_words_hyphenated_at_a_line_end_are_read_as_one() -> None:
    tokens = tokenize("killed un-\nder torture")
    assert tokens.lower == ["killed", "under", "torture"]
    assert tokens.words[1] == "un-\nder"


RAISED = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"))  # marks of footnotes, which are no tokens


def test_the_mark_of_a_footnote_is_no_digit_of_a_figure() -> None:
    assert tokenize("killed 12³ people⁴").words == ["killed", "12", "people"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_tokens_stand_where_they_say_and_sentences_cover_them_all(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[s:e] == w for w, s, e in zip(tokens.words, tokens.starts, tokens.ends, strict=True))
    is_whole = any(c.isspace() for word in tokens.words for c in word)
    assert is_whole or "".join(tokens.words).translate(RAISED) == "".join(text.split()).translate(RAISED)
    assert [i for first, last in tokens.sentences for i in range(first, last)] == list(range(len(tokens.words)))


def test_a_text_without_full_stops_is_cut() -> None:
    tokens = tokenize("word " * 5000)
    assert max(last - first for first, last in tokens.sentences) <= LONGEST_SENTENCE
