from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.claims.attribution import attributions
from onrecord.claims.speakers import Speech
from onrecord.claims.tokens import tokenize
from onrecord.model import Document

WORDS = """said says told reported according to by who and , . " “ ” the Haddad SNHR nurse report of was quoted as saying
citing 12 killed on Monday @ ( ) it in a statement that @user ; — I 's cited from"""
PIECES = st.sampled_from([*WORDS.split(), "\n"])


def document(text: str) -> Document:
    return Document("0" * 64, "test", "text/plain", text, language="en")


def parts(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content of each statement, as the text has them."""
    return [
        tuple(" … ".join(text[a:b] for a, b in spans) for spans in (found.source, found.cue, found.content))  # type: ignore[misc]
        for found in attributions(document(text))
    ]


STATEMENTS = [
    ("Police said two men fled.", [("Police", "said", "two men fled")]),
    ("Two men fled, police said on Monday.", [("police", "said", "Two men fled")]),
    ('"Two men fled," said Karim Haddad.', [("Karim Haddad", "said", '"Two men fled,"')]),
    ('"Two fled," Haddad said. "We saw them."', [("Haddad", "said", '"Two fled," … "We saw them."')]),
    ("According to the SNHR, two men fled.", [("the SNHR", "According to", "two men fled")]),
    ("Two men fled, according to a nurse.", [("a nurse", "according to", "Two men fled")]),
    ("Haddad, a nurse, told reporters that two men fled.", [("Haddad, a nurse,", "told", "that two men fled")]),
    ("The mayor has also said that two men fled.", [("The mayor", "has also said", "that two men fled")]),
    ("A guard was quoted as saying two men fled.", [("A guard", "was quoted as saying", "two men fled")]),
    ("It was reported by Lorne Radio that two men fled.", [("Lorne Radio", "was reported by", "that two men fled")]),
    ("The market opened at noon.", []),
]


@pytest.mark.parametrize(("text", "statements"), STATEMENTS)
def test_a_statement_has_source_cue_and_content(text: str, statements: list[tuple[str, str, str]]) -> None:
    assert parts(text) == statements


def test_a_nested_statement_is_found_beside_the_outer_one() -> None:
    text = "Haddad said that, according to the SNHR, two men fled."
    assert [(source, cue) for source, cue, _ in parts(text)] == [("Haddad", "said"), ("the SNHR", "according to")]


@given(st.lists(PIECES, max_size=30))
@example(["quoted", "as", "saying", "said"])
def test_spans_lie_in_the_text_and_any_token_has_a_speaker_or_none(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for found in attributions(document(text)):
        for first, last in (*found.source, *found.cue, *found.content):
            assert 0 <= first < last <= len(text)
    tokens = tokenize(text)
    speech = Speech(tokens)
    for at in range(len(tokens.words)):
        for speaker in speech.of(at, at + 1).chain:
            assert speaker.start is not None
            assert speaker.end is not None
            assert 0 <= speaker.start < speaker.end <= len(text)
