from __future__ import annotations

import pytest

from onrecord.claims.speakers import Heard, Speech
from onrecord.claims.tokens import tokenize


def heard(text: str, claim: str) -> Heard:
    tokens = tokenize(text)
    start = text.index(claim)
    return Speech(tokens).of(tokens.at(start), tokens.at(start + len(claim) - 1) + 1)


SOURCES = [
    ("The SNHR said that nine people were killed.", ["SNHR"]),
    ("According to the Observatory, nine people were killed.", ["Observatory"]),
    ("Nine people were killed, according to hospital records.", ["hospital records"]),
    ("Nine people were killed, according to LMO. The mayor kept silent.", ["LMO"]),
    ("4 The authorities stated that nine people were killed.", ["The authorities"]),
    ("Nine people were killed, police said on Monday.", ["police"]),
    ('"Nine people were killed," said Karim Haddad, a nurse.', ["Karim Haddad"]),
    ("General Omar Sabti told reporters that nine people were killed.", ["Omar Sabti"]),
    ("Rajan said that, according to the Observatory, nine people were killed.", ["Observatory"]),
    ("The ministry, citing local doctors, said nine people were killed.", ["local doctors"]),
    ("Karim Haddad fled the town. He said nine people were killed.", ["Karim Haddad"]),
    ("The Sabra Network published a list. The report added that nine people were killed.", ["Sabra Network"]),
    ("The SNHR said the town was shelled. The group added that nine people were killed.", ["SNHR"]),
    ("HRW, AI, and the SNHR reported that nine people were killed.", ["HRW", "AI", "SNHR"]),
    ("A doctor was quoted as saying that nine people were killed.", ["A doctor"]),
    ("It was reported by local media that nine people were killed.", ["local media"]),
    ("The head of the Weavers Union said nine people were killed.", ["head of the Weavers Union"]),
    ('"The town burned," Ms. Sabti said. "Nine people were killed."', ["Sabti"]),
    ("According to the Network, the army and its allies attacked and nine people were killed.", ["Network"]),
    ("The SNHR reported at least 12 attacks in which nine people were killed.", ["SNHR"]),
    ("HRW said that the town was shelled, and noted that nine people were killed.", ["HRW"]),
    ("The Lorne Agency quoted the mayor of Ashby as saying nine people were killed.", ["mayor of Ashby"]),
    ("According to a report by ICHRI on 2 December, nine people were killed.", ["ICHRI"]),
    ("In February the COI reported that nine people were killed.", ["COI"]),
    ("During the year the CPJ and RSF documented that nine people were killed.", ["CPJ", "RSF"]),
    ("Between the start of the war in 2011 and March, the SNHR reported that nine people were killed.", ["SNHR"]),
    ("By the afternoon the outlet reported that nine people were killed.", ["the outlet"]),
    ("Initially local sources reported that nine people were killed.", ["local sources"]),
    ("Later the Vesta agency reported that nine people were killed.", ["Vesta agency"]),
    ("[Text] The Ruritanian police have reported that nine people were killed.", ["Ruritanian police"]),
    ("The spokesman of the union today said that nine people were killed.", ["The spokesman of the union"]),
    ("According to a March STJ report, nine people were killed.", ["STJ"]),
    ("The Lorne Watch in a February report said that nine people were killed.", ["Lorne Watch"]),
    ("A Facebook report said that nine people were killed.", ["A Facebook report"]),
    ("The Interior Ministry said that nine people were killed.", ["Interior Ministry"]),
    ("Lorne Watch's 2030 report said that nine people were killed.", ["Lorne Watch"]),
    ("In Ashby nine people were killed, the town council says; the mayor puts the number at 7.", ["the town council"]),
    ("In Ashby nine people were killed, two of them at home, said Omar Sabti, who runs the clinic.", ["Omar Sabti"]),
    ("Shells fell at noon. Nine people were killed.", []),
    ("Haddad said the mayor broke his word. During his tenure nine people were killed.", ["Haddad"]),
    ("Haddad said the mayor broke his word.\nDuring his tenure nine people were killed.", []),
    ("Haddad says the town was shelled. Nine people were killed.", []),
]


@pytest.mark.parametrize(("text", "sources"), SOURCES)
def test_a_claim_comes_down_to_its_farthest_speaker(text: str, sources: list[str]) -> None:
    claim = "nine people were killed" if "nine people" in text else "Nine people were killed"
    assert list(heard(text, claim).sources) == sources


def test_a_chain_runs_from_the_speaker_nearest_the_document_to_the_farthest() -> None:
    text = "Rajan said that, according to the Observatory, nine people were killed."
    assert [(s.words, s.cue) for s in heard(text, "nine people were killed").chain] == [
        ("Rajan", "said"),
        ("the Observatory", "according to"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The army denied that nine people were killed.",
        "Officials feared that nine people were killed.",
        "They threatened to see that nine people were killed.",
        "Perhaps nine people were killed, or nine people might have been killed",
        "It is doubtful that nine people were killed.",
        "If nine people were killed, we will know.",
    ],
)
def test_what_is_denied_doubted_feared_planned_or_supposed_is_not_asserted(text: str) -> None:
    claim = "nine people might have been killed" if "might" in text else "nine people were killed"
    assert not heard(text, claim).asserted


def test_what_is_reported_is_asserted() -> None:
    assert heard("Officials said that nine people were killed.", "nine people were killed").asserted


def test_the_month_of_may_is_no_doubt() -> None:
    assert heard("On 11 May nine people were killed.", "nine people were killed").asserted
