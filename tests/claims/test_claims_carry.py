"""What a figure takes from the sentences before it: the period and place of "the same period", where a witness was."""

from __future__ import annotations

import pytest

from onrecord import codebook
from onrecord.claims import extract
from onrecord.model import Document
from onrecord.places import Gazetteer

YEAR = "2031-01-01/2031-12-31 total, Nyala"
CASES = {
    "Between 1 January 2031 and 31 December 2031, 90 people were killed in Nyala. The report lists them all. It is long.\n\n"
    "In the same period 40 people were injured. Some 20 people were arrested.": [YEAR, YEAR, YEAR],
    "Between 1 January 2031 and 31 December 2031, 90 people were killed in Nyala.\n\n"
    "On 3 May 2031 four people were killed in Omdurman.\n\nOver the same months 40 people were injured in Nyala.": [
        YEAR,
        "2031-05-03/2031-05-03, Omdurman",
        YEAR,
    ],
    "From 1 March 2031 to 20 March 2031 the clinic recorded eight deaths in Nyala.": ["2031-03-01/2031-03-20 total, Nyala"],
    "I was in the market in Nyala on 3 May 2031. I saw nine dead bodies. A nurse told me of 17 dead.": [
        "2031-05-03/2031-05-03, Nyala"
    ]
    * 2,
    # a sentence that begins with a date sets the scene of its paragraph
    "On 3 May 2031 patrols entered Nyala. They searched the houses. Guards say that nine men were shot dead.": [
        "2031-05-03/2031-05-03, Nyala"
    ],
    "On 3 May 2031 patrols entered Nyala.\n\nNine men were shot dead.": ["none, "],
    "It was the worst raid since May 2030, when 17 people were killed in Nyala.": ["2030-05-01/2030-05-31, Nyala"],
    "The raid killed 20 people, the most since May 2030, when 17 were killed in Nyala.": [
        "none, Nyala",
        "2030-05-01/2030-05-31, Nyala",
    ],
    "It was the worst raid in Nyala since May 2030, when 17 people were killed in Omdurman.": [
        "2030-05-01/2030-05-31, Omdurman"
    ],
    "On 3 May 2031 four men were killed in Nyala. The mayor knew of it. He spoke to us. Two more were hurt.": [
        "2031-05-03/2031-05-03, Nyala"
    ]
    * 2,
    "In March 2031 alone 90 people were arrested in Nyala.": ["2031-03-01/2031-03-31 total, Nyala"],
    "Some 900 people were displaced in Nyala in March and April 2031.": ["2031-03-01/2031-04-30 total, Nyala"],
    "I was in the market in Nyala on 3 May 2031.\n\nNine people were killed.": ["none, "],
    "An earlier version of this story, published on 4 May 2031, said that 11 people were killed in Nyala on 3 May 2031.": [
        "2031-05-03/2031-05-03, Nyala"
    ],
}


@pytest.mark.parametrize(("text", "told"), CASES.items(), ids=[text[:50] for text in CASES])
def test_a_figure_takes_the_time_and_place_it_refers_to(text: str, told: list[str]) -> None:
    document = Document(id="d", name="d", media_type="text/plain", text=text, language="en")
    claims = extract(document, codebook=codebook.load("literal"), gazetteer=Gazetteer.load(None))
    assert [
        f"{claim.when.start}/{claim.when.end}{' total' * claim.is_total}, {', '.join(p.words for p in claim.places)}"
        if claim.when
        else f"none, {', '.join(p.words for p in claim.places)}"
        for claim in claims
    ] == told
