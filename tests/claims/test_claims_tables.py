"""Tables in documents: each case of `tables.toml` claims what it says; what the reading room makes of tables comes through."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import codebook
from onrecord.claims import extract
from onrecord.claims.explain import brief
from onrecord.model import Claim, Document
from onrecord.places import Gazetteer

CASES = tomllib.loads((Path(__file__).parent / "tables.toml").read_text(encoding="utf-8"))["case"]
BARS = re.compile(r" ?\| ?")


def document(text: str, **fields: object) -> Document:
    return Document(id="d", name="d", media_type="text/plain", text=text, language="en", **fields)  # type: ignore[arg-type]


def claims(text: str, **fields: object) -> list[Claim]:
    return list(extract(document(text, **fields), codebook=codebook.load("literal"), gazetteer=Gazetteer.load()))


def line(claim: Claim, wholes: dict[str, Claim]) -> str:
    cell = claim.quote if claim.part_of is None else f"{claim.quote} of {wholes[claim.part_of].quote}"
    when = f"{claim.when.start}..{claim.when.end}" if claim.when is not None and claim.when.start else ""
    places = ", ".join(place.words for place in claim.places)
    alleged = "by " + ", ".join(claim.perpetrators) if claim.perpetrators else ""
    said = (cell, when, places, alleged, claim.manner, ", ".join(claim.sources))
    return f"{brief(claim)}: {'; '.join(part for part in said if part)}"


def told(case: dict[str, str]) -> list[str]:
    found = claims(BARS.sub("\t", case["text"]))
    return [line(claim, {c.id: c for c in found}) for claim in found]


@pytest.mark.parametrize("case", CASES, ids=[case["name"][:70] for case in CASES])
def test_a_table_claims_what_its_case_says(case: dict[str, str]) -> None:
    assert told(case) == case["claims"]


CELLS = """
Killed Injured Men Women Total Month May January 2031 12 1,204 0 – 12³ >3 Unknown of-whom % Source Lorne Children
Governorate by army
"""
ROWS = st.lists(st.lists(st.sampled_from([*CELLS.split(), "", "of whom women", "Killed by the army"]), max_size=5), max_size=8)


@settings(max_examples=300, deadline=None)
@given(ROWS)
def test_whatever_the_cells_each_claim_stands_in_its_cell_and_knows_its_total(rows: list[list[str]]) -> None:
    text = "Civilians killed, by month\n\n" + "\n\n".join("\t".join(row) for row in rows)
    found = list(extract(document(text), codebook=codebook.load("literal")))
    ids = {claim.id: claim for claim in found}
    assert len(ids) == len(found)
    assert all(text[claim.start : claim.end] == claim.quote for claim in found)
    assert all(claim.part_of in ids and claim.part_of != claim.id for claim in found if claim.part_of is not None)
