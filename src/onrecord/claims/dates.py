"""Dates in running text, resolved against the day of report.

In: a document's tokens and its date of publication. Out: spans of tokens and the time they speak of, from the earliest
to the latest possible day. What vague phrases mean follows UCDP (GED codebook 23.1, appendix 2): "early March" is the
1st to the 10th, "last week" the Monday to Sunday before, "the past 24 hours" the day of report and the one before.
A number alone is never a date. Where nothing says which year is meant, the words stay and the days are unknown.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from onrecord.claims.tokens import Tokens
from onrecord.model import DateRange

Found = tuple[int, int, DateRange]
"""First token, token after the last, and the time."""

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})$")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?$")
_YEAR = re.compile(r"(?:19|20)\d{2}$")
_DECADE = re.compile(r"(?:19|20)\d0s$")


@dataclass(frozen=True, slots=True)
class _Time:
    """A time that ends before token `last`; the days are None where the year is not known."""

    last: int
    start: date | None
    end: date | None
    precision: str | None = None


def find(tokens: Tokens, published: DateRange | None) -> list[Found]:
    """The dates that a document speaks of, in order, without overlaps."""
    return _Reader(tokens, published).read()


def precision(start: date | None, end: date | None) -> str:
    """UCDP's date_prec by name: `day`, `days` (2-6), `week`, `month` (8-31 days), `year`, else `range`."""
    if start is None or end is None:
        return "range"
    length = (end - start).days + 1
    for longest, name in ((1, "day"), (6, "days"), (7, "week"), (31, "month"), (366, "year")):
        if length <= longest:
            return name
    return "range"


def numbers(word: str) -> int | None:
    """A small number in digits or one word ("12", "twelve"); None for all else."""
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    value: int | None = language()["numbers"].get(word)
    return value


class _Reader:
    def __init__(self, tokens: Tokens, published: DateRange | None) -> None:
        self._tokens = tokens
        self._words, self._lower = tokens.words, tokens.lower
        self._language = language()
        self._months: Mapping[str, int] = self._language["months"]
        self._weekdays: Mapping[str, int] = self._language["weekdays"]
        self._seasons: Mapping[str, int] = self._language["seasons"]
        self._said = {name: frozenset(words) for name, words in self._language["words"].items()}
        self._report = published.end if published is not None else None
        self._report_day = self._report if published is not None and published.start == published.end else None
        self._told_year = _whole_year(published)
        self._latest: date | None = None

    def read(self) -> list[Found]:
        found: list[Found] = []
        triggers, lower, at = _triggers(), self._lower, 0
        for at_token, word in enumerate(lower):
            if at_token < at or not (word in triggers or (word[:1].isdigit() and len(word) <= 10) or word[:4] == "mid-"):
                continue
            if self._is_idle(at_token, word):
                continue
            time = self._range(at_token) or self._single(at_token)
            if time is None:
                continue
            at = time.last
            if time.end is not None or time.start is not None:
                self._latest = time.start or time.end
            kind = time.precision or (precision(time.start, time.end) if time.start or time.end else None)
            words = self._tokens.slice(at_token, time.last)
            found.append((at_token, time.last, DateRange(time.start, time.end, words, kind, "text")))
        return found

    def _is_idle(self, at: int, word: str) -> bool:
        """Whether a frequent word cannot begin a date here; saves most of the work."""
        if word == "the":
            following = self._at(at + 1)
            is_year = self._told_year is not None and following in self._language["edition"]["begins"]
            return not (following[:1].isdigit() or following == "other" or is_year)
        if word in self._language["shares"]["which"] and word != "last":
            shares = self._at(at + 1) in self._language["shares"]["months"] or self._at(at + 2) == "months"
            return not shares and (self._told_year is None or word not in ("first", "second"))
        if word in self._language["numbers"]:
            return "ago" not in self._lower[at + 2 : at + 5]
        return False

    # -------------------------------------------------------------------------------------------- ranges

    def _range(self, at: int) -> _Time | None:
        word = self._at(at)
        if word in ("between", "from"):
            return self._pair(at + 1)
        if word in self._said["since"] or (word == "as" and self._at(at + 1) == "of"):
            begins = at + 1 if word != "as" else at + 2
            begins += self._at(begins) in ("the", "early", "late") and self._at(begins) == "the"
            if word == "following" or (word == "after" and self._at(begins) not in self._months):
                return None
            time = self._single(begins, bare_year=True)
            if time is None or self._lower[time.last : time.last + 2] == [",", "when"]:
                return time  # "since October 2024, when 17 died": that month
            return _Time(time.last, None, time.end, "range") if word == "as" else _Time(time.last, time.start, None, "range")
        if word in self._said["until"]:
            time = self._single(at + 1, bare_year=True)
            return time and _Time(time.last, None, time.end, "range")
        return self._pair(at, joined=("to", "until", "through", "-", "–", "—"))

    def _pair(self, at: int, *, joined: tuple[str, ...] | None = None) -> _Time | None:
        """Two times with a word between them; the first may leave month or year to the second ("3 and 8 March")."""
        at += self._at(at) == "the"
        joins = joined if joined is not None else self._said["to"]
        first = self._single(at, bare_year=joined is None)
        if first is not None and self._at(first.last) in joins:
            begins = first.last + 1
            begins += self._at(begins) == "the"
            second = self._single(begins, bare_year=True)
            if second is not None:
                return self._span(first, second)
            day = _DAY.match(self._at(begins)) if self._at(at) in self._months else None  # "March 3 to 8"
            if day and first.start is not None and not self._at(begins + 1)[:1].isalpha():
                year, after = self._year_after(begins + 1)
                if year is not None:
                    first = _Time(first.last, _day(year, first.start.month, first.start.day), None)
                assert first.start is not None
                end = _day(first.start.year, first.start.month, int(day.group(1)))
                return _Time(after, first.start, end) if end is not None and end >= first.start else None
        if self._is_month(at) and self._at(at + 1) == "and" and (months := self._months_joined(at)) is not None:
            return months
        day = _DAY.match(self._at(at))  # "3 to 8 March"
        if day and self._at(at + 1) in (*joins, "and", "/"):
            second = self._single(at + 2)
            if second is not None and second.end is not None and second.start == second.end:
                start = _day(second.end.year, second.end.month, int(day.group(1)))
                return _Time(second.last, start, second.end) if start is not None and start <= second.end else None
        return None

    def _months_joined(self, at: int) -> _Time | None:
        """ "March and April 2025": both months; "on 3 March and May" names a day and is none."""
        first, second = self._month(at), self._month(at + 2)
        if first is None or second is None or first.last != at + 1 or second.start is None:
            return None
        start = first.start or _day(second.start.year, self._months[self._lower[at]], 1)
        return self._span(_Time(first.last, start, first.end), second)

    def _span(self, first: _Time, second: _Time) -> _Time | None:
        start, end = first.start, second.end
        if start is not None and end is not None and start > end:  # the year was said once: "from March to May 2014"
            start = _day(end.year, start.month, start.day) or start
            if start > end:
                start = _day(end.year - 1, start.month, start.day) or start
        if start is not None and end is not None and end.year != start.year and not _YEAR.match(self._at(first.last - 1)):
            same_year = _day(end.year, start.month, start.day)
            start = same_year if same_year is not None and same_year <= end else start
        if start is not None and end is not None and start > end:
            return None
        return _Time(second.last, start, end)

    # -------------------------------------------------------------------------------------------- single times

    def _single(self, at: int, *, bare_year: bool = False) -> _Time | None:
        if at >= len(self._lower):
            return None
        word = self._lower[at]
        if word in self._said["around"]:
            time = self._date(at + 1)
            if time is None or time.start is None or time.start != time.end:
                return None
            return _Time(time.last, time.start - timedelta(days=1), time.start + timedelta(days=1))
        return (
            self._date(at)
            or self._share(at)
            or self._part_of_month(at)
            or self._month(at)
            or self._season(at)
            or self._year(at, bare=bare_year)
            or self._weekday(at)
            or self._relative(at)
        )

    def _date(self, at: int) -> _Time | None:
        word = self._lower[at] if at < len(self._lower) else ""
        if not word:
            return None
        if word in self._weekdays and self._words[at][0].isupper():  # "Tuesday, 4 August"
            rest = at + 1 + (self._at(at + 1) == ".")
            rest += self._at(rest) == ","
            dated = self._date(rest) if self._at(rest) not in self._weekdays else None
            if dated is not None:
                return dated
        if len(word) == 4 and (iso := _ISO.match("".join(self._lower[at : at + 5]))):
            day = _day(*map(int, iso.groups()))
            return _Time(at + 5, day, day) if day else None
        if slashed := _SLASHED.match(word):
            day = self._slashed(*map(int, slashed.groups()))
            return _Time(at + 1, day, day) if day else None
        if self._is_month(at):  # "August 4, 2013"
            begins = at + 1 + (self._at(at + 1) == ".")
            begins += self._at(begins) == "the"
            number = _DAY.match(self._at(begins))
            if number is None or not 1 <= int(number.group(1)) <= 31:
                return None
            return self._dated(self._months[word], int(number.group(1)), begins + 1)
        at += word == "the"
        number = _DAY.match(self._at(at))
        if number is None:
            return None
        begins = at + 1 + (self._at(at + 1) == "of")
        if not self._is_month(begins):
            return None
        after = begins + 1 + (self._at(begins + 1) == "." and self._at(begins) not in ("may", "march"))
        return self._dated(self._months[self._lower[begins]], int(number.group(1)), after)

    def _dated(self, month: int, number: int, at: int) -> _Time | None:
        year, after = self._year_after(at)
        if year is None:
            day = self._latest_before(month, number)
            return _Time(at, day, day, "day") if 1 <= number <= 31 else None
        day = _day(year, month, number)
        return _Time(after, day, day) if day is not None else None

    def _slashed(self, first: int, second: int, year: int) -> date | None:
        """Day first or month first, whichever is possible; where both are, the latest before the report; else unknown."""
        year += 2000 if year < 70 else 1900 if year < 100 else 0
        days = [day for day in (_day(year, second, first), _day(year, first, second)) if day is not None]
        if self._report is not None:
            days = [day for day in days if day <= self._report] or days
        if not days or (len(set(days)) > 1 and self._report is None):
            return None
        return max(days)

    def _share(self, at: int) -> _Time | None:
        """ "The last quarter of 2030", "the first six months of 2030", "the second half of May": the months or days of it."""
        shares = self._language["shares"]
        which = shares["which"].get(self._lower[at])
        months, after = shares["months"].get(self._at(at + 1)), at + 2
        if which is not None and months is None and which < 2:
            number, after = self._number(at + 1)
            months, after = (number, after + 1) if self._at(after) == "months" and number in range(1, 12) else (None, after)
        if which is None or months is None or self._at(after) != "of":
            return None
        begins = after + 1 + (self._at(after + 1) == "the")
        if _YEAR.match(self._at(begins)):
            first = 12 - months if which == 0 else (which - 1) * months
            if first + months > 12:
                return None
            start = date(int(self._at(begins)), first + 1, 1)
            return _Time(begins + 1, start, _month_end(start.replace(month=first + months)), "range")
        whole = self._month(begins) if months == 6 and which < 3 else None
        if whole is None or whole.start is None or whole.end is None:
            return None
        if which == 1:
            return _Time(whole.last, whole.start, whole.start.replace(day=15))
        return _Time(whole.last, whole.start.replace(day=16), whole.end)

    def _part_of_month(self, at: int) -> _Time | None:
        """ "Early March" is the 1st to the 10th, "mid" the 10th to the 20th, "late" the 15th to the end (UCDP)."""
        word = self._lower[at]
        part = next((name for name in ("early", "mid", "late") if word in self._said[name]), None)
        begins = at + 1
        if word.startswith("mid-"):
            part, month = "mid", self._months.get(word[4:])
        else:
            begins += self._at(begins) == "in"
            begins += self._at(begins) in ("of", "-")
            month = self._months.get(self._at(begins)) if self._is_month(begins) else None
            begins += 1
        if part is None:
            return None
        if month is None:
            if _YEAR.match(self._at(begins - 1)):
                return self._part_of_year(part, int(self._at(begins - 1)), begins)
            return None
        year, after = self._year_after(begins)
        first = _day(year, month, 1) if year is not None else self._latest_before(month, 1)
        if first is None:
            return _Time(begins, None, None, "month")
        ends = {"early": (1, 10), "mid": (10, 20), "late": (15, calendar.monthrange(first.year, month)[1])}[part]
        return _Time(after, first.replace(day=ends[0]), first.replace(day=ends[1]))

    def _part_of_year(self, part: str, year: int, after: int) -> _Time:
        """Thirds of a year: as vague as the words are."""
        start, end = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}[part]
        return _Time(after, date(year, start, 1), date(year, end, calendar.monthrange(year, end)[1]))

    def _month(self, at: int) -> _Time | None:
        last = self._lower[at] in ("last", "this") and self._is_month(at + 1)
        at += last
        if not self._is_month(at):
            return None
        after = at + 1 + (self._at(at + 1) == "." and self._at(at) not in ("may", "march"))
        month = self._months[self._lower[at]]
        year, end = self._year_after(after + (self._at(after) == "of"))
        if (
            year is None
            and not last
            and self._lower[at] in self._said["ambiguous_months"]
            and not self._follows_preposition(at)
        ):
            return None
        first = _day(year, month, 1) if year is not None else self._latest_before(month, 1)
        if first is None:
            return _Time(at + 1, None, None, "month")
        return _Time(end if year is not None else at + 1, first, _month_end(first), "month")

    def _season(self, at: int) -> _Time | None:
        word = self._lower[at]
        last = word == "last" and self._at(at + 1) in self._seasons
        month = self._seasons.get(self._at(at + last))
        if month is None:
            return None
        begins = at + last + 1
        year, after = self._year_after(begins + (self._at(begins) == "of"))
        if year is not None:
            return self._three_months(after, year, month)
        if not last or self._report is None:
            return None
        year = self._report.year
        first = date(year, month, 1)
        if _three_months_end(first) >= self._report:
            year -= 1
        return self._three_months(begins, year, month)

    def _three_months(self, after: int, year: int, month: int) -> _Time:
        first = date(year, month, 1)
        return _Time(after, first, _three_months_end(first), "range")

    def _year(self, at: int, *, bare: bool) -> _Time | None:
        word = self._lower[at]
        if _DECADE.match(word):
            return _Time(at + 1, date(int(word[:4]), 1, 1), date(int(word[:4]) + 9, 12, 31), "range")
        if not _YEAR.match(word) or self._at(at + 1) in (
            "people",
            "civilians",
            "persons",
            "deaths",
            "men",
            "women",
            "children",
        ):
            return None
        if not bare and self._at(at - 1) not in self._said["before_year"]:
            return None
        year = int(word)
        joined = _YEAR.match(self._at(at + 2)) if self._at(at + 1) in ("-", "–", "/") else None
        end = int(joined.group()) if joined else year
        return _Time(at + 3 if joined else at + 1, date(year, 1, 1), date(max(year, end), 12, 31))

    def _weekday(self, at: int) -> _Time | None:
        word = self._lower[at]
        last, following = word in self._said["last"] or word == "past", word == "next"
        begins = at + (last or following or word == "this")
        weekday = self._weekdays.get(self._at(begins))
        if weekday is None or not self._words[begins][0].isupper():
            return None
        if self._at(begins) in self._said["ambiguous_weekdays"] and self._at(begins + 1) != ".":
            return None
        after = begins + 1
        if self._at(after) in self._said["parts_of_day"]:
            after += 1
        if self._report_day is None:
            return _Time(after, None, None, "day")
        back = (self._report_day.weekday() - weekday) % 7
        if following:
            back = back - 7
        elif last and back == 0:
            back = 7
        day = self._report_day - timedelta(days=back)
        return _Time(after, day, day)

    # -------------------------------------------------------------------------------------------- relative times

    def _relative(self, at: int) -> _Time | None:
        told = self._of_the_year(at) if self._told_year is not None else None
        return told or self._phrase(at) or self._ago(at) or self._past(at) or self._calendar(at) or self._anaphoric(at)

    def _of_the_year(self, at: int) -> _Time | None:
        """ "During the year", "the first half of the year", "the year through May" in a report on one whole year."""
        words = self._language["edition"]
        year, begins, months = self._told_year, at + (self._at(at) == "the"), 12
        assert year is not None
        is_first = self._at(begins) == "first"
        if self._at(begins) in ("first", "second"):
            is_half = self._at(begins + 1) == "half"
            number, after = (6, begins + 2) if is_half else self._number(begins + 1)
            if not is_half:
                number, after = (number, after + 1) if is_first and self._at(after) == "months" else (None, after)
            if number is None or number > 12 or self._at(after) != "of":
                return None
            months, begins = number, after + 1 + (self._at(after + 1) == "the")
        elif self._at(at - 1) not in words["during"] or self._at(at) != "the":
            return None
        if self._at(begins) != "year" or self._at(begins + 1) in words["other"]:
            return None
        first, last = (1, months) if months == 12 or is_first else (7, 12)
        end = _month_end(date(year, last, 1))
        if months == 12 and self._at(begins + 1) in self._said["until"]:
            until = self._single(begins + 2)
            if until is not None and until.end is not None and until.end.year == year:
                return _Time(until.last, date(year, 1, 1), until.end)
        return _Time(begins + 1, date(year, first, 1), end)

    def _phrase(self, at: int) -> _Time | None:
        """Fixed phrases; "overnight" and the like are only dates beside a date of report."""
        for length in (4, 3, 2, 1):
            span = self._language["phrases"].get(" ".join(self._lower[at : at + length]))
            if span is None or at + length > len(self._lower):
                continue
            if self._report_day is None:
                return _Time(at + length, None, None, "day" if span[0] == span[1] else None)
            first, last = (self._report_day - timedelta(days=days) for days in span)
            return _Time(at + length, first, last)
        return None

    def _ago(self, at: int) -> _Time | None:
        number, after = self._number(at)
        unit = self._language["units"].get(self._at(after))
        if number is None or unit is None or self._at(after + 1) != "ago":
            return None
        if self._report_day is None:
            return _Time(after + 2, None, None)
        return self._back(after + 2, number, unit)

    def _back(self, after: int, number: int, unit: int) -> _Time | None:
        """So many hours, days, weeks, months or years before the report, as sharp as the unit."""
        assert self._report_day is not None
        if unit == 365:
            year = self._report_day.year - number
            return _Time(after, date(year, 1, 1), date(year, 12, 31)) if year > 0 else None
        if unit == 30:
            first = _months_back(self._report_day, number)
            return _Time(after, first, _month_end(first)) if first is not None else None
        day = self._report_day - timedelta(days=min(number, 10_000) * unit if unit else number // 24)
        slack = timedelta(days=3 if unit in (7, 14) else 0)
        return _Time(after, day - slack, day + slack)

    def _past(self, at: int) -> _Time | None:
        """ "The past three weeks", "the last 20 days": from so long ago to the day of report."""
        if self._lower[at] not in ("past", "last", "preceding", "previous"):
            return None
        vague = self._at(at + 1) in self._said["vague"]
        number, after = (3, at + 2) if vague else self._number(at + 1)
        unit = self._language["units"].get(self._at(after))
        if number is None or unit is None or after == at + 1:
            return None
        if self._report_day is None:
            return _Time(after + 1, None, None, "range")
        days = min(number, 10_000) * unit if unit else -(-number // 24)
        return _Time(after + 1, self._report_day - timedelta(days=days), self._report_day)

    def _calendar(self, at: int) -> _Time | None:
        """ "This month", "earlier this week", "last year": by the calendar; a week runs from Monday to Sunday (UCDP)."""
        word = self._lower[at]
        if word in ("earlier", "later") and self._at(at + 1) == "this":
            at, word = at + 1, "this"
        if word not in ("this", "last", "previous"):
            return None
        unit = self._at(at + 1)
        if unit not in ("week", "weekend", "month", "year"):
            return None
        if self._report_day is None and not (self._report is not None and unit == "year"):
            return _Time(at + 2, None, None, unit if unit != "weekend" else "days")
        report = self._report_day or self._report
        assert report is not None
        back = word != "this"
        if unit == "year":
            first = date(report.year - back, 1, 1)
            last = date(report.year - back, 12, 31)
        elif unit == "month":
            first = (report.replace(day=1) - timedelta(days=1)).replace(day=1) if back else report.replace(day=1)
            last = _month_end(first)
        else:
            monday = report - timedelta(
                days=report.weekday() + 7 * (back and not (unit == "weekend" and report.weekday() > 4))
            )
            first, last = (monday, monday + timedelta(days=6)) if unit == "week" else (
                monday + timedelta(days=5), monday + timedelta(days=6))  # fmt: skip
        return _Time(at + 2, first, last if back else min(last, report))

    def _anaphoric(self, at: int) -> _Time | None:
        """ "The following day", "the same day", "a day earlier", counted from the date said before it."""
        step = {"following": 1, "next": 1, "same": 0, "previous": -1}.get(self._lower[at])
        if step is None or self._at(at + 1) != "day" or self._latest is None or self._at(at - 1) not in ("the", "that"):
            return None
        day = self._latest + timedelta(days=step)
        return _Time(at + 2, day, day)

    # -------------------------------------------------------------------------------------------- pieces

    def _at(self, at: int) -> str:
        return self._lower[at] if 0 <= at < len(self._lower) else ""

    def _is_month(self, at: int) -> bool:
        return self._at(at) in self._months and self._words[at][0].isupper()

    def _follows_preposition(self, at: int) -> bool:
        return self._at(at - 1) in (
            "in",
            "since",
            "of",
            "during",
            "until",
            "by",
            "from",
            "to",
            "between",
            "last",
            "this",
            "through",
        )

    def _number(self, at: int) -> tuple[int | None, int]:
        word = self._at(at)
        if word.isdecimal() and len(word) <= 3:
            return int(word), at + 1
        number = self._language["numbers"].get(word)
        if number is not None and self._at(at + 1) == "couple":
            return 2, at + 2 + (self._at(at + 2) == "of")
        return number, at + 1

    def _year_after(self, at: int) -> tuple[int | None, int]:
        """A year here, also after a comma or "of", and the token after it; without a year, `at` itself."""
        begins = at + (self._at(at) in (",", "of"))
        if _YEAR.match(self._at(begins)):
            return int(self._lower[begins]), begins + 1
        return None, at

    def _latest_before(self, month: int, day: int) -> date | None:
        """The latest such day that is not after the report; without a report, in the year spoken of last."""
        if self._report is None:
            return _day(self._latest.year, month, day) if self._latest is not None else None
        for year in range(self._report.year, self._report.year - 5, -1):
            candidate = _day(year, month, day)
            if candidate is not None and candidate <= self._report + timedelta(days=1):
                return candidate
        return None


@cache
def language() -> Mapping[str, Any]:
    """The words of `languages/en_dates.toml`."""
    return tomllib.loads((resources.files("onrecord") / "languages" / "en_dates.toml").read_text(encoding="utf-8"))


@cache
def _triggers() -> frozenset[str]:
    """Every word with which a date may begin."""
    known = language()
    words = known["words"]
    begins = {
        *known["months"],
        *known["weekdays"],
        *known["seasons"],
        "between",
        "from",
        "as",
        "this",
        "next",
        "same",
    }
    begins |= {"earlier", "later", "the", "first", "second", "previous", "preceding"}
    begins |= {
        word for name in ("since", "until", "around", "early", "mid", "late", "last", "past", "vague") for word in words[name]
    }
    begins |= set(known["shares"]["which"])
    begins |= {phrase.split()[0] for phrase in known["phrases"]}
    begins |= set(known["numbers"])
    return frozenset(begins)


def _whole_year(published: DateRange | None) -> int | None:
    """The year, where a document reports on all of it."""
    if published is None or published.start is None or published.end is None:
        return None
    year = published.start.year
    return year if (published.start, published.end) == (date(year, 1, 1), date(year, 12, 31)) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _three_months_end(first: date) -> date:
    month = first.month + 2
    return _month_end(date(first.year + (month > 12), month - 12 if month > 12 else month, 1))


def _months_back(day: date, number: int) -> date | None:
    month = day.year * 12 + day.month - 1 - number
    return date(month // 12, month % 12 + 1, 1) if month >= 12 else None
