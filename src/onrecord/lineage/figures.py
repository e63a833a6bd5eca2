"""Numbers that two versions of one passage give differently: a copy with a new figure makes a claim of its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

from onrecord.text import fold

Span = tuple[int, int, int, int]
Number = tuple[int, int, str]
"""Where a number stands in the text, and its value in one spelling."""

_AROUND = 40
_DIGITS = r"(?<!\w)\d+(?:[.,٬٫’'\u00a0\u202f]\d+)*(?:(?!\w)|(?=(?:st|nd|rd|th|er|e|km|kg|m|mm|s)\b))"
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_GROUPED = re.compile(r"[.,٬’'\u00a0\u202f](?=\d{3}(?!\d))")


def changed_numbers(text_a: str, text_b: str, windows: Iterable[Span]) -> list[Span]:
    """The numbers that differ within aligned windows of two texts (offsets of characters), in order, each pair once."""
    found: set[Span] = set()
    for start_a, end_a, start_b, end_b in windows:
        mine = numbers(text_a, start_a, end_a)
        if not mine:
            continue
        theirs = numbers(text_b, start_b, end_b)
        for one, two in _aligned(mine, theirs):
            if one[2] != two[2]:
                found.add((one[0], one[1], two[0], two[1]))
    return sorted(found)


def numbers(text: str, start: int, end: int) -> list[Number]:
    """The numbers, in digits or words, that stand wholly or partly in a part of the text."""
    if not _may_hold_number(text, start, end):
        return []
    low = max(start - _AROUND, 0)
    around = text[low : end + _AROUND]
    found = []
    for match in _pattern().finditer(around):
        begin, stop = low + match.start(), low + match.end()
        if begin < end and stop > start:
            found.append((begin, stop, _value(match.group())))
    return found


def _may_hold_number(text: str, start: int, end: int) -> bool:
    """A quick look, since most differences are misread letters."""
    if _DIGIT.search(text, start, end):
        return True
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    size = len(text)
    while end < size and text[end].isalpha():
        end += 1
    words = _spellings()
    return any(word in words for word in _WORD.findall(text[start:end].lower()))


def _aligned(mine: Sequence[Number], theirs: Sequence[Number]) -> list[tuple[Number, Number]]:
    """Which number of one text stands for which of the other; those without a counterpart are left out."""
    if len(mine) == len(theirs):
        return list(zip(mine, theirs, strict=True))
    matcher = SequenceMatcher(None, [n[2] for n in mine], [n[2] for n in theirs], autojunk=False)
    result: list[tuple[Number, Number]] = []
    for kind, start_a, end_a, start_b, end_b in matcher.get_opcodes():
        if kind == "replace" and end_a - start_a == end_b - start_b:
            result.extend(zip(mine[start_a:end_a], theirs[start_b:end_b], strict=True))
    return result


def _value(words: str) -> str:
    folded = fold(words)
    if folded[0].isdigit():
        return _GROUPED.sub("", folded).replace("٫", ".").replace(",", ".")
    values = _words()
    total = current = 0
    for word in re.split(r"[\s-]+", folded):
        value = values.get(word, values.get(word[1:] if word.startswith("و") else word))
        if value is None:
            continue
        if value >= 1000:
            total, current = total + max(current, 1) * value, 0
        elif value == 100 or (value == 12 and current):
            current = max(current, 1) * value
        else:
            current += value
    return str(total + current)


@cache
def _tables() -> dict[str, object]:
    return tomllib.loads(files("onrecord.lineage").joinpath("numbers.toml").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, int]:
    """Folded number words of all languages; where two share a word, the first language keeps it."""
    result: dict[str, int] = {}
    for table in _tables().values():
        if isinstance(table, dict):
            for word, value in table.items():
                result.setdefault(fold(word), value)
    return result


@cache
def _spellings() -> frozenset[str]:
    """Number words as written and as folded, with and without the Arabic "and" before them."""
    words = {word for table in _tables().values() if isinstance(table, dict) for word in table}
    words |= {fold(word) for word in words}
    return frozenset(words | {"و" + word for word in words if not word.isascii()})


@cache
def _pattern() -> re.Pattern[str]:
    one = "(?:" + "|".join(sorted(map(re.escape, _spellings()), key=lambda word: (-len(word), word))) + ")"
    connectors = _tables()["connectors"]
    assert isinstance(connectors, list)
    link = rf"(?:[\s-]+(?:(?:{'|'.join(connectors)})[\s-]+)?و?)"
    return re.compile(rf"{_DIGITS}|(?<!\w)و?{one}(?:{link}{one})*(?!\w)", re.IGNORECASE)
