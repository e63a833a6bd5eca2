"""What single documents report, measured on three corpora: the figures pinned in floors.toml must not fall."""

from __future__ import annotations

import pytest
from corpora import floors
from test_claims_floors import evaluated, fallen

pytestmark = pytest.mark.slow


def test_ranges_of_assessments():
    figures = evaluated("airwars_gaza")
    measured = {name: figures[name]["exact"] for name in ("killed", "injured", "children", "women", "men")}
    measured["killed_minimum"] = figures["killed"]["min_exact"]
    assert fallen(measured, floors("airwars_gaza")) == {}


def test_fatalities_of_short_notes():
    figures = evaluated("acled_notes")
    measured = {"fatalities_plain": figures["fatalities_plain"], "fatalities": figures["fatalities"]["exact"]}
    assert fallen(measured, floors("acled_notes")) == {}


def test_killed_and_injured_of_whole_articles():
    figures = evaluated("gva_news")
    measured = {}
    for act in ("killed", "injured"):
        measured[act] = figures[act]["exact"]
        measured[f"{act}_nonzero_f1"] = figures[act]["nonzero_exact_PRF"][2]
    assert fallen(measured, floors("gva_news")) == {}
