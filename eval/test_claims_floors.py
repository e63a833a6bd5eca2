"""Claims measured on the development corpora: the figures pinned in floors.toml must not fall."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from corpora import CORPORA, corpus, floors

pytestmark = pytest.mark.slow


def evaluated(name: str, *options: str) -> dict:
    """What the corpora's own script prints for this corpus, as its last line."""
    corpus(name)
    onrecord = f"{sys.executable} -m onrecord"
    command = [sys.executable, CORPORA / "evaluate.py", name, "--onrecord", onrecord, *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    return json.loads(done.stdout.strip().splitlines()[-1])


def fallen(measured: dict[str, float], pinned: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The figures below their floor, each with the floor."""
    return {name: (measured[name], floor) for name, floor in pinned.items() if measured[name] < floor}


def test_claims_of_country_reports():
    figures = evaluated("reports")
    names = {
        "P": "precision",
        "R": "recall",
        "F1": "f1",
        "source": "source",
        "category": "category",
        "part": "part",
        "passage": "passage",
    }
    assert fallen({name: figures[key] for key, name in names.items()}, floors("reports")) == {}


def test_figures_of_news_on_attacks():
    figures = evaluated("muc4")
    view, alleged = figures["counts (claims view)"], figures["slot perp"]
    measured = {"claims_view_f": view["F"], "claims_view_recall": view["R"]}
    measured |= {"perpetrators_precision": alleged["P"], "perpetrators_recall": alleged["R"]}
    assert fallen(measured, floors("muc4")) == {}
