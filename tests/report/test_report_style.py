"""The style sheet: colours that can be read, in light and in dark, and nothing that would load."""

from __future__ import annotations

import re
from importlib import resources

import pytest

STYLE = (resources.files("onrecord.report") / "dossier.css").read_text(encoding="utf-8")
ROOTS = re.findall(r":root \{(.*?)\}", STYLE, re.S)
TEXT = ("ink", "soft", "link", "warn", "confirmed", "fair", "weak", "contested", "estimated")


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of #rrggbb or #rgb."""
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("number", range(3), ids=["light", "dark", "print"])
def test_all_words_stand_out_from_the_paper(number: int) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", ROOTS[number]))
    pairs = [(name, "paper") for name in TEXT] + [("mark-ink", "mark"), ("warn", "warn-wash"), ("estimated", "estimated-wash")]
    assert {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 1) for pair in pairs} == {
        pair: pytest.approx(21, abs=21 - 4.5) for pair in pairs
    }


def test_the_style_sheet_loads_nothing_and_pages_are_numbered() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", STYLE)
    assert 'counter(page) " / " counter(pages)' in STYLE
