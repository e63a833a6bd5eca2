"""Whether a hyphen at the end of a line belongs to the word or only to the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

HYPHENS = "-\u2010\u00ad\x02"
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010'’][^\W\d_]+)*")
_LAST = re.compile(r"[^\W\d_]+$")
_FIRST = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand whole inside these lines, in lower case; the broken first and last ones are left out."""
    words: set[str] = set()
    for line in lines:
        inner = line.rstrip()
        if inner[-1:] in HYPHENS and inner:
            inner = inner.rpartition(" ")[0]
        words.update(word.lower() for word in _WORD.findall(inner))
    return frozenset(words)


def joins(before: str, after: str, words: frozenset[str]) -> bool | None:
    """Whether `before` (which ends in a hyphen) and `after` are one word without it; None where neither is a broken word.

    The document's own words decide: "Syr-/ian" joins where "Syrian" stands elsewhere, "Al-/Qariya" keeps its hyphen where
    "Al-Qariya" does. After that hyphens.toml, then the rule that a half that begins with a capital keeps it.
    """
    if before[-1:] in ("\u00ad", "\x02") and before[-1:] == "\u00ad":
        return True
    last, first = _LAST.search(before[:-1]), _FIRST.match(after)
    if not last or not first:
        return None
    a, b = last.group(), first.group()
    low, high = (a + b).lower(), f"{a}-{b}".lower()
    if high in words and low not in words:
        return False
    if low in words:
        return True
    if b[0].isupper():
        return a.isupper() and b.isupper() and len(a) > 2
    return not (a.lower() in _rules()["first"] or b.lower() in _rules()["second"])


@cache
def _rules() -> dict[str, frozenset[str]]:
    data = tomllib.loads((resources.files("onrecord.reading") / "hyphens.toml").read_text(encoding="utf-8"))
    return {key: frozenset(values) for key, values in data.items()}
