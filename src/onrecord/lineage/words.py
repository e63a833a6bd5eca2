"""The words of `words.toml`: numbers in several languages, and what stands where a text was cut short."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from onrecord.text import fold


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("onrecord.lineage").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def number_words() -> dict[str, int]:
    """Folded number words of all languages and their values; where two share a word, the first language keeps it."""
    result: dict[str, int] = {}
    for table in _tables()["numbers"].values():
        for word, value in table.items():
            result.setdefault(fold(word), value)
    return result


@cache
def number_spellings() -> frozenset[str]:
    """Number words as written and as folded, with and without the Arabic "and" before them."""
    words = {word for table in _tables()["numbers"].values() for word in table}
    words |= {fold(word) for word in words}
    return frozenset(words | {"و" + word for word in words if not word.isascii()})


def in_a_row(words: frozenset[str]) -> str:
    """A pattern for one or more of these number words in a row."""
    one = "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"
    link = rf"(?:[\s-]+(?:(?:{'|'.join(_tables()['connectors'])})[\s-]+)?)"
    return rf"(?<!\w){one}(?:{link}{one})*(?!\w)"


@cache
def cut_short() -> re.Pattern[str]:
    """A pattern for the end of a text that was cut short."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, _tables()['cut']))})\W*$", re.IGNORECASE)
