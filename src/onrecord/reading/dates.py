"""Dates that say when a document was published: in metadata, and in the few lines of a text where publishers put them."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib import resources

from onrecord.model import Basis, DateRange
from onrecord.text import fold

_ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)|\s*(\d{4})(\d{2})(\d{2})(?!\d)")
_HEAD = 12  # lines at the top of a text in which a date of publication may stand
_LONGEST = 120  # characters of a line that is a date line and not prose
_LABEL = (
    r"(?:(?:first\s+)?(?:published|posted|released|issued|date|dated|publie le|publicado|veroffentlicht)(?:\s+on)?|"
    r"نشر في|نشرت في|تاريخ النشر|التاريخ|تاریخ انتشار)"
)
_CHANGED = re.compile(r"(?:last\s+)?(?:updated|modified|accessed|retrieved|viewed|printed|downloaded)\b", re.I)
_AFTER_DATE = re.compile(r"[\s.,]*[-–—:]|\W*$")
_OTHER_DAY = re.compile(r"(?!.*(?:publi|releas|post|issue))[\w ]{0,24}\b(?:date|time|day)\b\W*", re.I)  # "Incident date"


def from_metadata(value: str) -> DateRange | None:
    """The day of an ISO time stamp or a written date in metadata; the day is the one its own time zone gives."""
    match = _ISO.match(value)
    if match:
        year, month, day = (int(group) for group in match.groups() if group)
        return _day(year, month, day, value.strip(), "metadata")
    found = _written().search(fold(value))
    return _from_match(found, value.strip(), "metadata") if found else None


def from_text(text: str, *, title: str | None = None) -> DateRange | None:
    """The date of a date line or dateline near the head of a text; a date of view above a page's menu is none."""
    lines = [line.strip() for line in text[:6000].splitlines()]
    lines = [line for line in lines if line][:_HEAD]
    for n, line in enumerate(lines):
        if _CHANGED.match(line) or is_view_line(lines, n) or (n and _OTHER_DAY.fullmatch(lines[n - 1])):
            continue
        found = _date_line(line) or _dateline(line)
        if found:
            return found
        if len(line) > 3 * _LONGEST and n > 2:
            return None
    return None


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and hardly anything else."""
    return _date_line(line.strip()) is not None


def is_menu_line(line: str) -> bool:
    """Whether a line reads like a page's menu run together ("HomeNewsAbout us", "Home | News | About us")."""
    glued = len(re.findall(r"[a-z](?=[A-Z][a-z])", line))
    parts = [part for part in re.split(r"\s*[|>»·•/]\s*", line) if part]
    return glued >= 2 or (line.lower().startswith(("home", "menu", "skip to")) and (glued >= 1 or len(parts) >= 3))


def is_view_line(lines: list[str], n: int) -> bool:
    """Whether line n is the day on which the page was looked at: a date line straight above the menu."""
    return is_date_line(lines[n]) and any(is_menu_line(line) for line in lines[n + 1 : n + 3])


def _date_line(line: str) -> DateRange | None:
    """A line that is a date, with at most a label, a weekday, a place and a time beside it."""
    if len(line) > _LONGEST:
        return None
    folded = fold(line)
    match = _written().search(folded) or re.search(r"(?P<iso>\d{4}-\d{2}-\d{2})", folded)
    if not match:
        return None
    before, after = folded[: match.start()], folded[match.end() :]
    before = re.sub(rf"^\W*{_label()}\W*", "", before)
    before = re.sub(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|\bon\b", "", before)
    if len(re.findall(r"\w+", before)) <= 3 and not re.search(r"[.;]\s", before) and not re.search(r"\w{4,}", after):
        return _from_match(match, line, "text")
    return None


def _dateline(line: str) -> DateRange | None:
    """The head of an agency's first paragraph: "PORT VELA, 13 March 2031 (Agency) –", "Port Vela - March 13, 2031 -"."""
    if not line[:1].isupper() and line[:1].isascii():
        return None
    folded = fold(re.sub(r"\([^)]*\)", "", line[:_LONGEST]))
    match = _written().search(folded)
    if not match or len(re.findall(r"\w+", folded[: match.start()])) > 4:
        return None
    return _from_match(match, line[:_LONGEST].strip(), "text") if _AFTER_DATE.match(folded, match.end()) else None


def _from_match(match: re.Match[str], words: str, basis: Basis) -> DateRange | None:
    groups = match.groupdict()
    if groups.get("iso"):
        year, month, day = (int(part) for part in groups["iso"].split("-"))
        return _day(year, month, day, words, basis)
    name = groups["name1"] or groups["name2"]
    return _day(int(groups["year1"] or groups["year2"]), _months()[name], int(groups["day1"] or groups["day2"]), words, basis)


def _day(year: int, month: int, day: int, words: str, basis: Basis) -> DateRange | None:
    try:
        when = date(year, month, day)
    except ValueError:
        return None
    return DateRange(when, when, words, "day", basis) if 1900 <= year <= 2200 else None


@cache
def _months() -> dict[str, int]:
    data = tomllib.loads((resources.files("onrecord.reading") / "months.toml").read_text(encoding="utf-8"))
    return {fold(name): int(number) for number, names in data.items() for name in names}


@cache
def _label() -> str:
    return fold(_LABEL)


@cache
def _written() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(
        rf"(?<!\d)(?P<day1>\d{{1,2}})(?:st|nd|rd|th|er)?\.?\s+(?:de\s+|of\s+)?(?P<name1>{names})\b[.,]?\s+(?:de\s+)?(?P<year1>\d{{4}})(?!\d)"
        rf"|\b(?P<name2>{names})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{{4}})(?!\d)"
    )
