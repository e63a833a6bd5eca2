"""What the labels along one side of a table name: days and periods, places, parties, groups of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from onrecord.claims import dates
from onrecord.claims.headings import Label, Labels, words_of_tables
from onrecord.claims.tokens import tokenize
from onrecord.model import DateRange, Place
from onrecord.places import Gazetteer

_MARKS = re.compile(r"[\s*†‡§⁰¹²³⁴-⁹]+$|\s*\[\w{1,2}\]$")
_PART_OF_YEAR = re.compile(r"([qh][1-4])\s*[,/-]?\s*((?:19|20)\d\d)?$|((?:19|20)\d\d)\s*[,/-]?\s*([qh][1-4])$", re.I)
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)[-/](0[1-9]|1[0-2])$|(0[1-9]|1[0-2])[-/]((?:19|20)\d\d)$")
_MONTH_SHORT_YEAR = re.compile(r"([a-z]{3,9})[-’' ]+(\d\d)$", re.I)
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MONTHS_JOINED = re.compile(r"([^\W\d_])\.?\s?[-–/]\s?([^\W\d_])")
_BARE_YEARS = re.compile(r"(?<![\w.,/-])((?:19|20)\d\d)(?:\s?[-–]\s?((?:19|20)\d\d))?(?![\w/-]|[.,]\d)")


class Axes:
    """Reads the labels of a document's tables as times and places."""

    def __init__(self, published: DateRange | None, gazetteer: Gazetteer | None, country: tuple[Place, ...]) -> None:
        self._published, self._gazetteer, self.country = published, gazetteer, country
        self._times: dict[tuple[str, int | None], DateRange | None] = {}

    # ------------------------------------------------------------------------------------------ times

    def time(self, words: str, year: int | None) -> DateRange | None:
        """The time that a label is, all of it; None where it is none. `year` is the one that its table tells of."""
        key = (words, year)
        if key not in self._times:
            self._times[key] = self._time(_MARKS.sub("", words), year)
        return self._times[key]

    def _time(self, words: str, year: int | None) -> DateRange | None:
        if part := _PART_OF_YEAR.match(words):
            name, number = (part[1] or part[4]).lower(), part[2] or part[3] or year
            first, last = words_of_tables()["quarters"][name]
            return _months(int(number), first, last, words) if number else None
        if month := _YEAR_MONTH.match(words):
            number, at = int(month[1] or month[4]), int(month[2] or month[3])
            return _months(number, at, at, words)
        if short := _MONTH_SHORT_YEAR.match(words):
            words = f"{short[1]} 20{short[2]}" if short[1].lower() in dates.language()["months"] else words
        words = _MONTHS_JOINED.sub(r"\1 – \2", words)
        tokens = tokenize(f"in {words[:1].upper()}{words[1:]}")
        if not 1 < len(tokens.words) <= _LONGEST_TIME:
            return None
        years = _YEARS.findall(words)
        published = _whole(int(years[0])) if len(years) == 1 else _whole(year) if year else self._published
        found = dates.find(tokens, published)
        if len(found) != 1 or found[0][0] > 1 or found[0][1] != len(tokens.words):
            return None
        return replace(found[0][2], words=words)

    def told(self, words: str) -> DateRange | None:
        """The time that a caption or title gives its figures for: the longest that it speaks of."""
        years = {match[1] for match in _BARE_YEARS.finditer(words) if not match[2]}
        published = _whole(int(years.pop())) if len(years) == 1 else self._published
        found = [when for _, _, when in dates.find(tokenize(words), published)]
        spans = [when for when in found if when.start is not None or when.end is not None]
        spans += [
            DateRange(date(int(m[1]), 1, 1), date(int(m[2] or m[1]), 12, 31), m[0], "range" if m[2] else "year", "text")
            for m in _BARE_YEARS.finditer(words)
            if not any(m[0] in (when.words or "") for when in found) and int(m[2] or m[1]) >= int(m[1])
        ]
        return max(spans, key=_length, default=None)

    # ------------------------------------------------------------------------------------------ places

    def places(self, names: Sequence[str], kind: str | None) -> dict[str, Place]:
        """The place of each label; `kind` is the word that their axis goes by ("Governorate"), which decides between
        namesakes. Places that no table knows keep their words."""
        precision = words_of_tables()["precision"].get(kind or "")
        singular = kind if kind and precision and not kind.endswith("s") else ""
        found: dict[str, Place] = {}
        if self._gazetteer is not None:
            country = self.country[0].words if self.country else ""
            lines = [f"in {name} {singular}" for name in names]
            tokens = tokenize("\n\n".join([*lines, f"in {country}"]))
            begins = {tokens.at(offset): name for offset, name in zip(_offsets(lines), names, strict=True)}
            for first, _, place in self._gazetteer.find(tokens.words, tokens.lower):
                if first - 1 in begins:
                    found[begins[first - 1]] = replace(place, words=begins[first - 1])
        home = self.country[0].country if self.country else None
        return {name: found.get(name) or Place(name, country=home, precision=precision) for name in names}

    def known(self, names: Sequence[str]) -> int:
        """How many of these labels are places that the gazetteer has, in capitals."""
        if self._gazetteer is None:
            return 0
        return sum(name[:1].isupper() and not name.isupper() and self._gazetteer.lookup(name) is not None for name in names)

    def within(self, words: str) -> tuple[Place, ...]:
        """The places that a caption or head speaks of."""
        if self._gazetteer is None:
            return ()
        tokens = tokenize(words)
        return tuple(dict.fromkeys(place for _, _, place in self._gazetteer.find(tokens.words, tokens.lower)))

    # ------------------------------------------------------------------------------------------ which kind

    def kind(self, names: Sequence[str], labels: Labels, year: int | None, *, is_headed: bool = False) -> str | None:
        """What labels are: times, groups or acts, parties, places; None where they are none of these.

        `is_headed`: a head in unknown words stands over them; then names of towns may be those of anything ("Hospital").
        """
        told = [name for name in names if name and not labels.read(name).whole]
        if not told:
            return None
        if all(self.time(name, year) is not None for name in told):
            return "time"
        read = [labels.read(name) for name in told]
        if any(label.is_actor for label in read) and all(label.is_actor or label.residual for label in read):
            return "party"
        if all(_is_group(label) for label in read):
            return "group"
        return "place" if not is_headed and 2 * self.known(told) >= len(told) else None


_LONGEST_TIME = 12


def _is_group(label: Label) -> bool:
    said = label.acts or label.counted or label.residual or label.subset
    return label.is_understood and not label.never and label.party is None and bool(said)


def _offsets(lines: Iterable[str]) -> list[int]:
    found, at = [], 0
    for line in lines:
        found.append(at)
        at += len(line) + 2
    return found


def _whole(year: int) -> DateRange:
    return DateRange(date(year, 1, 1), date(year, 12, 31), str(year), "year", "text")


def _months(year: int, first: int, last: int, words: str) -> DateRange:
    end = date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
    return DateRange(date(year, first, 1), end, words, dates.precision(date(year, first, 1), end), "text")


def _length(when: DateRange) -> int:
    return (when.end - when.start).days if when.start and when.end else 36_500
