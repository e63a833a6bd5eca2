"""Ages in running text: "six-year-old", "67-year old", "6 years old", "aged between 12 and 13", "4 months – 1 year old".

In: lower-case tokens and where to look. Out: the age in whole years (0 below one) and the token after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.claims.dates import numbers

_UNITS = ("year", "yr", "month", "week", "day")
_AGE = re.compile(r"(\d{1,3}(?:\.\d+)?|[a-z]+(?:-[a-z]+)?)-?(year|yr|month|week|day)s?(-?olds?)?$")
_PART = re.compile(r"\d{0,2}\.\d+$")


class Age(NamedTuple):
    """An age in years, the token after its words, and the oldest that it may be where the words give a range."""

    years: int
    end: int
    oldest: int | None = None


def age_at(lower: Sequence[str], at: int, last: int) -> Age | None:
    """The age that begins at this token, before token `last`; a range gives both ends."""
    if at >= last:
        return None
    word = lower[at]
    if word in ("aged", "age"):
        return _aged(lower, at + 1, last)
    if word == "less" and lower[at + 1 : at + 2] == ["than"]:
        end = _old_after(lower, at + 2, last)
        return Age(0, end) if end is not None else None
    match = _AGE.match(word)
    if match is None:
        ranged = _range_at(lower, at, last)
        if ranged is not None:
            return ranged
        years, end = count_of(word), _old_after(lower, at, last)
        return Age(years if _is_years(lower[at + 1]) else 0, end) if years is not None and end is not None else None
    years, end = count_of(match.group(1)), at + 1
    while end < last and lower[end] in ("old", "-", "-old"):
        end += 1
    if years is None or not (match.group(3) or end > at + 1 or "-" in word):
        return None
    return Age(years if _is_years(match.group(2)) else 0, end)


def _range_at(lower: Sequence[str], at: int, last: int) -> Age | None:
    """ "17-19 years old", "six or seven year old", "7- or 8-year-old"."""
    first = count_of(lower[at])
    if first is None or count_of(lower[at - 1]) is not None:
        return None
    join = at + 1 + (lower[at + 1 : at + 3] == ["-", "or"])
    if lower[join : join + 1] not in (["or"], ["-"], ["–"], ["to"]):
        return None
    later = age_at(lower, join + 1, last)
    return later and Age(min(first, later.years), later.end, max(first, later.years))


def _aged(lower: Sequence[str], at: int, last: int) -> Age | None:
    """After "aged": "two", "14", "18 months", "between 12 and 13"."""
    between = at < last and lower[at] == "between"
    years = count_of(lower[at + between]) if at + between < last else None
    if years is None:
        return None
    if between:
        return Age(years, min(at + 4, last), count_of(lower[at + 3]) if at + 3 < last else None)
    unit = lower[at + 1].rstrip("s") if at + 1 < last else ""
    if unit in _UNITS[2:]:
        return Age(0, at + 2)
    ranged = at + 2 < last and lower[at + 1] in ("or", "-", "–", "to") and count_of(lower[at + 2]) is not None
    return Age(years, at + 3, count_of(lower[at + 2])) if ranged else Age(years, at + 1)


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


def age_alone(lower: Sequence[str]) -> Age | None:
    """The age that these words are, and nothing else, as between brackets: "15", "15 or 16", "possibly 9-10"."""
    years = [count for word in lower if (count := count_of(word)) is not None]
    if not years or any(count_of(word) is None and word not in ("or", "-", "–", "possibly", "about") for word in lower):
        return None
    return Age(years[0], len(lower), years[-1] if len(years) > 1 else None) if max(years) < 111 else None
