"""Ages in running text: "six-year-old", "67-year old", "6 years old", "aged between 12 and 13", "4 months – 1 year old".

In: lower-case tokens and where to look. Out: the age in whole years (0 below one) and the token after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.claims.dates import numbers

_UNITS = ("year", "yr", "month", "week", "day")
_AGE = re.compile(r"(\d{1,3}(?:\.\d+)?|[a-z]+(?:-[a-z]+)?)-?(year|yr|month|week|day)s?(-?olds?)?$")
_PART = re.compile(r"\d{0,2}\.\d+$")

Found = tuple[int, int]
"""An age in years and the token after its words."""


def age_at(lower: Sequence[str], at: int, last: int) -> Found | None:
    """The age that begins at this token, before token `last`; a range gives its first age, of two the second."""
    if at >= last:
        return None
    word = lower[at]
    if word in ("aged", "age"):
        return _aged(lower, at + 1, last)
    if word == "less" and lower[at + 1 : at + 2] == ["than"]:
        end = _old_after(lower, at + 2, last)
        return (0, end) if end is not None else None
    match = _AGE.match(word)
    if match is None:
        either = at + 1 + (lower[at + 1 : at + 2] == ["-"])
        if lower[either : either + 1] == ["or"] and count_of(word) is not None and count_of(lower[at - 1]) is None:
            return age_at(lower, either + 1, last)
        years, end = count_of(word), _old_after(lower, at, last)
        return (years if _is_years(lower[at + 1]) else 0, end) if years is not None and end is not None else None
    years, end = count_of(match.group(1)), at + 1
    while end < last and lower[end] in ("old", "-", "-old"):
        end += 1
    if years is None or not (match.group(3) or end > at + 1 or "-" in word):
        return None
    return years if _is_years(match.group(2)) else 0, end


def _aged(lower: Sequence[str], at: int, last: int) -> Found | None:
    """After "aged": "two", "14", "18 months", "between 12 and 13"."""
    between = at < last and lower[at] == "between"
    years = count_of(lower[at + between]) if at + between < last else None
    if years is None:
        return None
    if between:
        return years, min(at + 4, last)
    unit = lower[at + 1].rstrip("s") if at + 1 < last else ""
    return (0, at + 2) if unit in _UNITS[2:] else (years, at + 1)


def _old_after(lower: Sequence[str], at: int, last: int) -> int | None:
    """After "6 years old", "4 months – 1 year old", "2 years" and a bracket's end; None where no such words stand here."""
    unit = lower[at + 1].split("-")[0].rstrip("s") if at + 1 < last else ""
    if unit not in _UNITS or count_of(lower[at]) is None:
        return None
    end = at + 2
    if end < last and lower[end] in ("–", "-", "to", "and") and end + 2 < last and lower[end + 1] != lower[at]:
        further = _old_after(lower, end + 1, last)
        if further is not None:
            return further
    if lower[at + 1].endswith("old"):
        return end
    while end < last and lower[end] in ("-", "old", "of", "age"):
        end += 1
    return end if "old" in lower[at + 2 : end] or lower[end : end + 1] == [")"] else None


def _is_years(unit: str) -> bool:
    return unit.startswith(("year", "yr"))


def count_of(word: str) -> int | None:
    """A small number in digits or words, cut to a whole one: "12", "twelve", "1.5", "two-and-a-half"."""
    return int(float(word)) if _PART.match(word) else numbers(word.split("-and-")[0])


def is_span(lower: Sequence[str]) -> bool:
    """Whether these words are an age alone, as between brackets: "15", "15 or 16", "possibly 9-10"."""
    return all(count_of(word) is not None or word in ("or", "-", "–", "possibly", "about") for word in lower)
