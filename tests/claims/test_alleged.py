"""Who is alleged: in the sentence of the claim, and in those beside it that blame somebody for it."""

from __future__ import annotations

import pytest

from onrecord import codebook
from onrecord.claims import extract
from onrecord.model import Document

CASES = {
    "Shells killed four people in Lorne.": [()],
    "The number of dead has risen by more than half, killing 5 people.": [()],
    "The army admitted that its units had killed 12 villagers.": [("The army",)],
    "Its units killed 12 villagers.": [()],
    "The mayor accused the Valley Guard of killing 12 villagers.": [("the Valley Guard",)],
    "Twelve villagers were killed on Monday. The network blamed the Valley Guard for the attack.": [("the Valley Guard",)],
    "Twelve villagers were killed. The attack was blamed on the Valley Guard.": [("the Valley Guard",)],
    "A bomb killed 3 people. The Red Column claimed responsibility for the attack.": [("The Red Column",)],
    "A bomb killed 3 people. The attack was claimed by the Red Column.": [("the Red Column",)],
    "A bomb killed 3 people. The Red Column did not claim responsibility.": [()],
    "A bomb killed 3 people.\n\nThe Red Column claimed responsibility for another attack.": [()],
    "Nine passengers were killed when gunmen wearing hoods opened fire on a bus.": [("gunmen",)],
    "Nine passengers were shot dead by gunmen of the Coastal Brigade.": [("gunmen of the Coastal Brigade",)],
}


@pytest.mark.parametrize(("text", "alleged"), CASES.items(), ids=list(CASES))
def test_who_is_alleged_is_a_party_that_the_text_accuses(text: str, alleged: list[tuple[str, ...]]) -> None:
    document = Document(id="d", name="d", media_type="text/plain", text=text, language="en")
    assert [claim.perpetrators for claim in extract(document, codebook=codebook.load("literal"))] == alleged
