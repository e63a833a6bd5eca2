"""What the cells of a victim list say: ages, dates, sexes; what cannot be read is a problem in words, never a guess."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from onrecord.text import fold

Order = Literal["day first", "month first"]

_NUMBER = re.compile(r"^(\d+(?:[.,]\d+)?)\s*([^\d].*)?$")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?$")
_THREE = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ].*)?$")
_NAMED = re.compile(r"^(?:(\d{1,2})\s+([^\W\d]+)\.?,?|([^\W\d]+)\.?\s+(\d{1,2}),?)\s+(\d{4})$")
_YEAR = re.compile(r"^\d{4}$")
_SPACES = re.compile(r"\s+")


@cache
def words() -> dict[str, Any]:
    """`columns.toml`: heads of columns and words of cells, with the words folded."""
    with resources.files("onrecord.victims").joinpath("columns.toml").open("rb") as handle:
        data = tomllib.load(handle)
    data["words"] = {kind: frozenset(_plain(word) for word in listed) for kind, listed in data["words"].items()}
    data["months"] = {_plain(word): number for word, number in data["months"].items()}
    return data


def is_unknown(cell: str) -> bool:
    """The cell is empty or says that nothing is known."""
    return not cell.strip() or _plain(cell) in words()["words"]["unknown"]


@lru_cache(maxsize=1 << 14)
def age(cell: str) -> tuple[float | None, str | None]:
    """An age in years, and a problem where there is one: "7 months" is 0.58; a birth year is flagged and not read."""
    text = _plain(cell)
    listed = words()["words"]
    if is_unknown(cell):
        return None, None
    if text in listed["newborn"]:
        return 0.0, None
    found = _NUMBER.match(text)
    if not found:
        return None, f"age {cell!r} is not a number"
    number, unit = float(found[1].replace(",", ".")), (found[2] or "").strip()
    for kind, share in (("years", 1.0), ("months", 1 / 12), ("weeks", 7 / 365.25), ("days", 1 / 365.25)):
        if unit and unit in listed[kind]:
            return round(number * share, 2), None
    if unit:
        return None, f"age {cell!r} is not one number"
    if 1850 <= number <= 2100:
        return None, f"age {cell!r} looks like a year of birth; it was not read as an age"
    if number > 120:
        return None, f"age {cell!r} is more than anybody lives"
    return number, None


@lru_cache(maxsize=1 << 12)
def sex(cell: str) -> tuple[str | None, str | None]:
    """`m` or `f`, and a problem where the cell says neither and is not empty."""
    text = _plain(cell)
    if is_unknown(cell):
        return None, None
    if text in words()["words"]["male"]:
        return "m", None
    if text in words()["words"]["female"]:
        return "f", None
    return None, f"sex {cell!r} is not known"


def order_of(cells: Iterable[str]) -> tuple[Order, bool]:
    """In which order a column's dates such as 13/10/2023 stand, and whether they prove it: one of them does, and none another.

    Day first where nothing tells (the usual order outside the United States).
    """
    day_first = month_first = 0
    for cell in cells:
        found = _THREE.match(fold(cell).strip())
        if found:
            day_first += int(found[1]) > 12
            month_first += int(found[2]) > 12
    return ("month first" if month_first > day_first else "day first"), bool(day_first) != bool(month_first)


@lru_cache(maxsize=1 << 16)
def day(cell: str, order: Order, certain: bool = True) -> tuple[str | None, str | None]:
    """A date as ISO (`2023-10-13`, `2023-10` or `2023`), and a problem where it cannot be read or its order is a guess."""
    if is_unknown(cell):
        return None, None
    text = _SPACES.sub(" ", fold(cell).strip())
    if found := _ISO.match(text):
        return _dated(cell, int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if _YEAR.match(text):
        return _dated(cell, int(text), None, None)
    if found := _THREE.match(text):
        return _ordered(cell, (int(found[1]), int(found[2]), _century(found[3])), order, certain)
    if (found := _NAMED.match(text)) and (month := words()["months"].get(_plain(found[2] or found[3]))):
        return _dated(cell, int(found[5]), month, int(found[1] or found[4]))
    return None, f"date {cell!r} is not a date that can be read"


def _ordered(cell: str, numbers: tuple[int, int, int], order: Order, certain: bool) -> tuple[str | None, str | None]:
    first, second, year = numbers
    if first > 12 or second > 12:
        order = "day first" if first > 12 else "month first"
        certain = True
    month, number = (second, first) if order == "day first" else (first, second)
    value, problem = _dated(cell, year, month, number)
    if not problem and not certain and first != second:
        problem = f"date {cell!r} was read with the {order}; its column does not prove that order"
    return value, problem


def _century(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 40 else 1900 + int(text)


def _dated(cell: str, year: int, month: int | None, number: int | None) -> tuple[str | None, str | None]:
    if year < 1850:
        return None, f"date {cell!r} is of another calendar or wrong; it was not read"
    try:
        whole = date(year, month or 1, number or 1)
    except ValueError:
        return None, f"date {cell!r} does not exist"
    return (whole.isoformat() if number else f"{year:04}-{month:02}" if month else f"{year:04}"), None


@lru_cache(maxsize=1 << 16)
def _plain(text: str) -> str:
    return _SPACES.sub(" ", fold(text).strip())
