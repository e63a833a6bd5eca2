"""Numbers that two versions of one passage give differently: a copy with a new figure makes a claim of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache

from onrecord.lineage.words import in_a_row, number_spellings, number_words
from onrecord.text import fold

Span = tuple[int, int, int, int]
Number = tuple[int, int, str]
"""Where a number stands in the text, and its value in one spelling."""

_AROUND = 40
_SHIFT = 8
_DIGITS = r"(?<!\w)\d+(?:[.,٬٫’'\u00a0\u202f]\d+)*(?:(?!\w)|(?=(?:st|nd|rd|th|km|kg|mm)\b))"
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = bytes(byte if 97 <= byte <= 122 else 32 for byte in range(256))
_ARABIC_LEADS = (b"\xd8", b"\xd9", b"\xda", b"\xdb")
_GROUPED = re.compile(r"[.,٬’'\u00a0\u202f](?=\d{3}(?!\d))")


def changed_numbers(text_a: str, text_b: str, windows: Iterable[Span]) -> list[Span]:
    """The numbers that differ within aligned windows of two texts (offsets of characters), in order, each pair once."""
    found: set[Span] = set()
    for window in windows:
        mine = numbers(text_a, window[0], window[1])
        if not mine:
            continue
        theirs = numbers(text_b, window[2], window[3])
        for one, two in _aligned(mine, theirs):
            if one[2] != two[2] and _stand_alike(one, two, window):
                found.add((one[0], one[1], two[0], two[1]))
    return sorted(found)


def _stand_alike(one: Number, two: Number, window: Span) -> bool:
    """Whether two numbers stand at the same place of their windows, counted from one end or the other."""
    from_start = (one[0] - window[0]) - (two[0] - window[2])
    from_end = (window[1] - one[1]) - (window[3] - two[1])
    return min(abs(from_start), abs(from_end)) <= _SHIFT


def is_misread(words_a: str, words_b: str) -> bool:
    """Whether one number is the other with digits lost, as a scan loses them."""
    one, two = (re.sub(r"\D", "", _value(words)) for words in (words_a, words_b))
    short, long = sorted((one, two), key=len)
    rest = iter(long)
    return len(short) < len(long) and all(digit in rest for digit in short)


def direction(text_a: str, text_b: str, changed: Sequence[Span]) -> int:
    """In how many changed numbers `b` has the larger, less those where `a` has it."""
    total = 0
    for start_a, end_a, start_b, end_b in changed:
        one, two = _size(text_a[start_a:end_a]), _size(text_b[start_b:end_b])
        total += (two > one) - (two < one)
    return total


def _size(words: str) -> float:
    try:
        return float(_value(words))
    except ValueError:
        return 0.0


def numbers(text: str, start: int, end: int) -> list[Number]:
    """The numbers, in digits or words, that stand wholly or partly in a part of the text."""
    low = max(start - _AROUND, 0)
    around = text[low : end + _AROUND]
    pattern = _pattern(number_spellings().intersection(_WORD.findall(around.lower())))
    found = []
    for match in pattern.finditer(around):
        begin, stop = low + match.start(), low + match.end()
        if begin < end and stop > start and not _is_page_number(text, begin, stop):
            found.append((begin, stop, _value(match.group())))
    return found


def _is_page_number(text: str, start: int, end: int) -> bool:
    """A number alone on its line."""
    return text[start - 1 : start] in ("", "\n", "\f") and text[end : end + 1] in ("", "\n", "\f", "\r")


def word_places(text: str) -> list[tuple[int, int]]:
    """Where something that may be a number word begins and ends, in order. Offsets of characters."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when made small; then every word is a candidate
        return [match.span() for match in _WORD.finditer(text)]
    found = []
    for word in _number_words_in(lowered):
        at = lowered.find(word)
        while at >= 0:
            end = at + len(word)
            if not (lowered[at - 1 : at].isalpha() or lowered[end : end + 1].isalpha()):
                found.append((at, end))
            at = lowered.find(word, end)
    return sorted(found)


def _number_words_in(text: str) -> set[str]:
    data = text.encode("utf-8", "replace")
    words = {word.decode() for word in _plain_number_words().intersection(data.translate(_LATIN).split())}
    if any(lead in data for lead in _ARABIC_LEADS):
        words |= number_spellings().intersection(_WORD.findall(text))
    return words


@cache
def _plain_number_words() -> frozenset[bytes]:
    return frozenset(word.encode() for word in number_spellings() if word.isascii())


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
    values = number_words()
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


@lru_cache(maxsize=1024)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    """A pattern for numbers in digits, and in these words: few at a time, for speed."""
    return re.compile(f"{_DIGITS}|{in_a_row(words)}" if words else _DIGITS, re.IGNORECASE)
