"""The commands that work on files of documents, without a case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli import cli

TEXT = "Dozens of people were killed and more than 12 injured in Ashby."
LINES = [
    {"id": "a", "text": TEXT, "language": "en", "publisher": "The Lorne Gazette"},
    {"id": "b", "text": "در این حمله ۱۲ نفر کشته شدند", "language": "fa"},
]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    path = tmp_path / "docs.jsonl"
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES)
    path.write_text(text + "no JSON\n", encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[str, str]:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout, result.stderr


def test_extract_writes_one_claim_a_line_and_says_what_it_left_out(documents: Path) -> None:
    out, err = run("extract", documents, "--codebook", "acled")
    claims = [json.loads(line) for line in out.splitlines()]
    assert [(c["name"], c["act"], c["count"]["low"], c["count"]["high"], c["sources"]) for c in claims] == [
        ("a", "killed", 12, 12, ["The Lorne Gazette"]),
        ("a", "injured", 12, 12, ["The Lorne Gazette"]),
    ]
    assert "docs.jsonl:3: not valid JSON" in err
    assert "1 documents are in a language that is not yet read for claims." in err


def test_explain_prints_rows_for_the_table_of_tests(documents: Path) -> None:
    out, _ = run("extract", documents, "--explain", "--row")
    assert 'claims = ["killed 24-", "injured 12-"]' in out


def test_codebooks_shows_how_a_total_moves(documents: Path) -> None:
    out, _ = run("codebooks", documents)
    assert "Dozens: literal 24 and up, acled 12, airwars 12 to 24" in out


def test_attributions_have_a_row_for_every_document(documents: Path) -> None:
    out, _ = run("attributions", documents)
    assert [json.loads(line)["name"] for line in out.splitlines()] == ["a", "b"]
