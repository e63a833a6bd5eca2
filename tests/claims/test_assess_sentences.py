"""Sentences of assessments and short notes, whose forms the grammar must read: totals, their parts, ranges."""

from __future__ import annotations

import pytest

from onrecord.claims.extract import extract
from onrecord.codebook import load
from onrecord.model import Document

ROWS = [
    ("Between 11 and 14 civilians, including at least three children, were killed.", ["killed 11-14", "part 3-"]),
    ("The strike killed between eight and 12 civilians.", ["killed 8-12"]),
    ("No fewer than 27 people were killed.", ["killed 27-"]),
    ("Two nurses were confirmed dead.", ["killed 2-2"]),
    ("Suspected rebels killed a civilian.", ["killed 1-1"]),
    ("Three VDP and fourteen civilians were killed.", ["killed 17-17", "part 14-14"]),
    ("A bomber killed herself and seven others.", ["killed 8-8"]),
    ("36 IS militants were killed.", ["killed 36-36"]),
    ("Two truck drivers died.", ["killed 2-2"]),
    ("A mob beats a suspect to death.", ["killed 1-1"]),
    ("Four people, a father and three children, were killed.", ["killed 4-4", "part 1-1", "part 3-3"]),
    ("Five people were killed, a woman and four children.", ["killed 5-5", "part 1-1", "part 4-4"]),
    ("They killed three civilians: a grandfather and his two sons.", ["killed 3-3", "part 1-1", "part 2-2"]),
    (
        "Up to nine people, including two women, a girl and a boy, were killed.",
        ["killed -9", "part 2-2", "part 1-1", "part 1-1"],
    ),
    (
        "20 people, including eight women, one of whom was pregnant, and four men, were killed.",
        ["killed 20-20", "part 8-8", "part 4-4"],
    ),
    ("38 were killed, including 17 children, and four others were injured.", ["killed 38-38", "part 17-17", "injured 4-4"]),
    ("Eleven people were killed. The victims included three children.", ["killed 11-11", "part 3-3"]),
    ("It killed two men and wounded from six to 14 other people.", ["killed 2-2", "injured 6-14"]),
    ("It killed three people and injured others.", ["killed 3-3", "injured -"]),
    (
        "At least 38 members of the Lorne (Lorni) family across three generations, including seven women, were killed.",
        ["killed 38-", "part 7-7"],
    ),
    (
        "17 civilians – including five women and four children – of the ‘Abu Lorne’ family were killed.",
        ["killed 17-17", "part 5-5", "part 4-4"],
    ),
    ("It killed the entire family of six members, including a woman.", ["killed 6-6", "part 1-1"]),
    ("A family of six was killed.", ["killed 6-6"]),
    (
        "12 members of the family, including two women, three children and an infant were killed.",
        ["killed 12-12", "part 2-2", "part 3-3", "part 1-1"],
    ),
    ("They killed a group of six men.", ["killed 6-6"]),
    ("They killed a group of elderly men.", ["killed -"]),
    ("“Several” rebels were killed.", ["killed 3-"]),
    ("At least 12 dead, plus the two bombers.", ["killed 14-", "part 2-2"]),
    ("A bomber attacked the post, killing five. The bomber was also killed.", ["killed 5-5", "killed 1-1"]),
    (
        "14 people were killed, including seven children, and four people, including two children, were injured.",
        ["killed 14-14", "part 7-7", "injured 4-4", "part 2-2"],
    ),
]


@pytest.mark.parametrize(("sentence", "claims"), ROWS)
def test_a_sentence_of_an_assessment_claims_what_its_row_says(sentence: str, claims: list[str]) -> None:
    document = Document("0" * 64, "test", "text/plain", sentence, language="en")
    found = [
        f"{'part' if claim.part_of else claim.act} {claim.count.low or ''}-{claim.count.high or ''}"
        for claim in extract(document, codebook=load("literal"))
    ]
    assert found == claims
