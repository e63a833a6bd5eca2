"""Whose figure a claim is: names after roles, tolls that somebody puts at a number, headlines, the publisher's own words."""

from __future__ import annotations

import pytest

from onrecord import codebook
from onrecord.claims import extract
from onrecord.model import Document, Guess

CASES = {
    "The mayor of the village said by telephone that three people were killed.": ("The mayor of the village",),
    "Its director, Lena Osk, said that 12 people were killed.": ("Lena Osk",),
    "The governor, Idris Malo, put the death toll at 14.": ("Idris Malo",),
    "Ruritanian President Omar Tarek Saba said that 40 people had been killed.": ("Omar Tarek Saba",),
    "Ministry: 12 killed in raid": ("Ministry",),
    "The clinic revised the number of dead from 23 to 26.": ("The clinic", "The clinic"),
    "The Network said that nine people were killed.": ("Lorne Rights Network",),
    "From 1 March 2031 to 9 May 2031 the Ministry recorded eight deaths.": ("Ministry",),
    "Five nurses were injured, the Lorne Doctors' Circle said.": ("Lorne Doctors' Circle",),
    "The Health Office has since said that ten people were killed.": ("Health Office",),
    "An earlier version of this story said that 11 people were killed.": ("Lorne Rights Network",),
    "Our members in Ashby counted 14 dead.": ("Lorne Rights Network",),
    "According to a photo shared by activists, nine people were killed.": ("activists",),
    "A video posted by the Valley Monitor shows that nine people were killed.": ("Valley Monitor",),
    "The other network said that nine people were killed.": ("The other network",),
    "Soldiers put nine people in a lorry, and killed four people.": ("Lorne Rights Network",),
}


@pytest.mark.parametrize(("text", "sources"), CASES.items(), ids=list(CASES))
def test_a_figure_is_of_whoever_states_it(text: str, sources: tuple[str, ...]) -> None:
    publisher = Guess("Lorne Rights Network", "user")
    document = Document(id="d", name="d", media_type="text/plain", text=text, language="en", publisher=publisher)
    claims = extract(document, codebook=codebook.load("literal"))
    assert tuple(source for claim in claims for source in claim.sources) == sources
