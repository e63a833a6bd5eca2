"""The grammar's table: each sentence of `grammar.toml` claims what its row says, under the codebook `literal`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from onrecord import codebook
from onrecord.claims import extract
from onrecord.claims.explain import brief
from onrecord.model import Document

CASES = tomllib.loads((Path(__file__).parent / "grammar.toml").read_text(encoding="utf-8"))["case"]


def document(text: str, **fields: object) -> Document:
    return Document(id="d", name="d", media_type="text/plain", text=text, language="en", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_a_sentence_claims_what_its_row_says(case: dict[str, object]) -> None:
    claims = extract(document(str(case["text"])), codebook=codebook.load("literal"))
    assert [brief(claim) for claim in claims] == case["claims"]


def test_the_table_is_long_enough_to_trust() -> None:
    assert len(CASES) >= 150
