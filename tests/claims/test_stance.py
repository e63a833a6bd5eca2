"""Whether anybody states a passage as so: denial, lacking proof, nobody's reports, and what ends them."""

from __future__ import annotations

import pytest

from onrecord.claims.speakers import Heard, Speech
from onrecord.claims.tokens import tokenize


def heard(text: str, claim: str, *, given: bool = False) -> Heard:
    tokens = tokenize(text)
    start = text.index(claim)
    return Speech(tokens).of(tokens.at(start), tokens.at(start + len(claim) - 1) + 1, given=given)


CALLED_FALSE = [
    "“Reports of 15 farmers shot are an invention,” the colonel said.",
    "The claim that 15 farmers were shot is pure propaganda, the colonel said.",
    "The colonel described the figure of 15 farmers shot as inflated.",
    "The colonel called the story of 15 farmers shot a lie.",
    "The report that 15 farmers were shot proved entirely false.",
    "Accounts that 15 farmers were shot are not accurate, the colonel said.",
    "It is not true that 15 farmers were shot.",
    "The lie that 15 farmers were shot was repeated for days.",
    "A baseless claim that 15 farmers were shot was repeated for days.",
]
DENIED = [
    "The colonel disputes that 15 farmers were shot.",
    "The colonel contested the figure of 15 farmers shot.",
    "The colonel dismissed as fabricated the latest reports that 15 farmers were shot.",
    "Contrary to reports that 15 farmers were shot, the road was quiet.",
]
UNPROVED = [
    "There is no evidence that 15 farmers were shot.",
    "The Panel has seen little proof that 15 farmers were shot.",
    "The Panel could not verify reports that 15 farmers were shot.",
    "The Panel was unable to confirm accounts of a raid in which 15 farmers were shot.",
    "The colonel has neither confirmed nor denied that 15 farmers were shot.",
    "Unverified reports said that 15 farmers were shot.",
    "According to unconfirmed reports, 15 farmers were shot.",
    "Rumours spread that 15 farmers were shot.",
]


@pytest.mark.parametrize("text", [*CALLED_FALSE, *DENIED, *UNPROVED])
def test_a_figure_that_somebody_calls_false_denies_or_cannot_prove_is_not_asserted(text: str) -> None:
    assert not heard(text, "15 farmers").asserted


STATED = [
    "Nobody disputes that 15 farmers were shot.",
    "The colonel did not deny that 15 farmers were shot.",
    "There is no doubt that 15 farmers were shot.",
    "The Panel confirmed reports that 15 farmers were shot.",
    "Reports that 15 farmers were shot are true, the colonel said.",
    "Contrary to first reports, 15 farmers were shot.",
    "The colonel denied that he had given orders, but 15 farmers were shot.",
    "The colonel denied that shells had been used but admitted that 15 farmers were shot.",
    "The colonel denied that shells had been used, insisting that 15 farmers were shot.",
    "The colonel disputed reports of shelling and said that 15 farmers were shot.",
    "The guild said 15 farmers were shot, which the colonel denies.",
]


@pytest.mark.parametrize("text", STATED)
def test_a_figure_that_stands_outside_of_the_denial_is_asserted(text: str) -> None:
    assert heard(text, "15 farmers").asserted


def test_who_is_known_to_be_dead_is_not_denied_with_what_is_said_of_them() -> None:
    text = "The colonel denied that the 15 dead were farmers."
    assert heard(text, "the 15 dead", given=True).asserted
    assert not heard(text, "the 15 dead").asserted


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("The Panel could not verify reports that 15 farmers were shot.", ("Panel",)),
        ("Unverified reports put the number of farmers shot at 15 farmers.", ()),
        ("The guild said 15 farmers were shot, a figure that the colonel called exaggerated.", ("The guild",)),
    ],
)
def test_neither_a_verb_nor_unverified_reports_nor_who_comments_on_it_is_a_source(text: str, sources: tuple[str, ...]) -> None:
    assert heard(text, "15 farmers").sources == sources
