"""`onrecord lineage`: from a file of documents to files of pairs and origins."""

import json
from pathlib import Path

from click.testing import CliRunner
from lineage_texts import OTHER, STATEMENT

from onrecord.cli.lineage import lineage_command

ROWS = [
    {"id": "copy", "text": STATEMENT.replace("14", "16"), "published": "2021-03-02"},
    {"id": "first", "text": STATEMENT, "published": "2021-03-01"},
    {"id": "other", "text": OTHER},
]


def written(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_pairs_and_origins_by_the_users_own_names(tmp_path: Path) -> None:
    lines = [json.dumps(row) for row in ROWS]
    (tmp_path / "docs.jsonl").write_text(
        "\n".join([*lines, "{broken", '{"id": "copy", "text": "again"}', ""]), encoding="utf-8"
    )
    files = [str(tmp_path / name) for name in ("docs.jsonl", "pairs.jsonl", "origins.jsonl")]
    done = CliRunner().invoke(lineage_command, [files[0], "-o", files[1], "--origins", files[2]])
    assert done.exit_code == 0, done.output
    end = len(STATEMENT.rstrip(" ."))
    at = STATEMENT.index("14")
    assert written(tmp_path / "pairs.jsonl") == [
        {
            "a": "first",
            "b": "copy",
            "kind": "revision",
            "share_a": 1.0,
            "share_b": 1.0,
            "spans": [[0, end, 0, end]],
            "changed": [[at, at + 2, at, at + 2]],
        }
    ]
    assert written(tmp_path / "origins.jsonl") == [
        {"name": "copy", "origin": "first"},
        {"name": "first", "origin": "first"},
        {"name": "other", "origin": "other"},
    ]
    assert "docs.jsonl:4: not valid JSON" in done.stderr
    assert "docs.jsonl:5: the id 'copy' stands on an earlier line" in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(lineage_command, [str(tmp_path / "none.jsonl")])
    assert done.exit_code != 0
    assert "none.jsonl: cannot be read" in str(done.exception)
