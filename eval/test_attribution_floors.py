"""Attribution measured on political news: the figures pinned in floors.toml must not fall."""

from __future__ import annotations

import pytest
from corpora import floors
from test_claims_floors import evaluated, fallen

pytestmark = pytest.mark.slow


def test_statements_of_speech_in_political_news():
    figures = evaluated("polnear")
    measured = {"half_and_source_f1": figures["attr_half+source"][2], "overlap_f1": figures["attr_overlap"][2]}
    assert fallen(measured, floors("polnear")) == {}
