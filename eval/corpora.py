"""Where the development corpora are, and what was pinned for them. They are third-party texts and not in this repository."""

import json
import os
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CORPORA = Path(os.environ.get("ONRECORD_CORPORA", HERE.parents[1] / "shared" / "corpora"))


def corpus(name: str) -> Path:
    """The folder of a corpus; the test that asks is skipped where it is not there."""
    folder = CORPORA / name
    if not folder.exists():
        pytest.skip(f"the corpus {name} is not at {CORPORA}; set ONRECORD_CORPORA to where the corpora are")
    return folder


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def floors(name: str) -> dict[str, float]:
    """The figures of this corpus that must not fall (eval/floors.toml)."""
    return tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))[name]
