"""When two accounts can speak of one moment and one place: intervals of days, places inside places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from onrecord.model import DateRange, Place
from onrecord.places import distance
from onrecord.text import fold

NEAR_KM = 25.0
"""Two points closer than this may be one place under two names (UCDP GED 23.1, where_prec 2)."""

SLACK = timedelta(days=1)
"""Reports of one incident differ by a day where it happened at night or the report gives its own date."""

TOTAL_DAYS = 31
"""A figure for more days than this is a total over a period (UCDP's event_clarity 2), never one incident's."""

_WIDE = frozenset({"country", "region", "province", None})


class Containment(Protocol):
    """What grouping asks of a gazetteer (`onrecord.places.Gazetteer`)."""

    def contains(self, a: Place, b: Place) -> bool: ...

    def same(self, a: Place, b: Place) -> bool: ...


class PlainPlaces:
    """Containment by what the places themselves say: `key`, `within` and their words. Used where no gazetteer is given."""

    def contains(self, a: Place, b: Place) -> bool:
        if self.same(a, b) or (a.key is not None and a.key in b.within):
            return True
        return a.precision == "country" and a.country is not None and a.country == b.country

    def same(self, a: Place, b: Place) -> bool:
        if a.key is not None and b.key is not None:
            return a.key == b.key
        return fold(a.words) == fold(b.words) and (a.country == b.country or None in (a.country, b.country))


PLAIN = PlainPlaces()


@dataclass(frozen=True, slots=True)
class Days:
    """The days an account may speak of; `None` is open. `known` is false where nothing at all is known."""

    start: date | None = None
    end: date | None = None

    @property
    def known(self) -> bool:
        return self.start is not None or self.end is not None

    @property
    def length(self) -> int | None:
        """How many days, or None where one side is open."""
        return None if self.start is None or self.end is None else (self.end - self.start).days + 1

    def overlaps(self, other: Days, slack: timedelta = timedelta(0)) -> bool:
        """Whether one day could be in both; an open side reaches without end."""
        return not (_after(self.start, other.end, slack) or _after(other.start, self.end, slack))

    def holds(self, other: Days) -> bool:
        """Whether all of `other` lies inside; what is open lies only inside what is open."""
        starts = self.start is None or (other.start is not None and other.start >= self.start)
        return starts and (self.end is None or (other.end is not None and other.end <= self.end))

    def narrowed(self, other: Days) -> Days:
        """The days in both, or these where there are none."""
        start = max((d for d in (self.start, other.start) if d), default=None)
        end = min((d for d in (self.end, other.end) if d), default=None)
        return self if start and end and start > end else Days(start, end)


def _after(start: date | None, end: date | None, slack: timedelta) -> bool:
    return start is not None and end is not None and start - end > slack


def days_of(when: DateRange | None) -> Days:
    return Days() if when is None else Days(when.start, when.end)


def is_period(when: DateRange | None) -> bool:
    """Whether a time is a period: longer than a month, or open on one side ("since 2013")."""
    days = days_of(when)
    if not days.known:
        return False
    return days.length is None or days.length > TOTAL_DAYS


def finest(places: Iterable[Place], containment: Containment) -> tuple[Place, ...]:
    """The places that hold no other of them, in their order, each once: "Idlib in Syria" is Idlib."""
    kept: list[Place] = []
    for place in places:
        if any(containment.contains(place, other) for other in kept):
            continue
        kept = [other for other in kept if not containment.contains(other, place)]
        kept.append(place)
    return tuple(kept)


def is_narrow(place: Place) -> bool:
    """Whether a place is a town or less, so that two of them apart are two incidents."""
    return place.precision not in _WIDE


def related(a: Sequence[Place], b: Sequence[Place], containment: Containment) -> Place | None:
    """The narrower place of the first pair of which one holds the other, or None."""
    for x in a:
        for y in b:
            if containment.contains(x, y):
                return y
            if containment.contains(y, x):
                return x
    return None


def apart(a: Sequence[Place], b: Sequence[Place], containment: Containment) -> bool:
    """Whether places exclude each other: other countries, or all of them further apart than `NEAR_KM`.

    Places that nobody can locate exclude nothing.
    """
    if not a or not b or related(a, b, containment) is not None:
        return False
    here, there = {p.country for p in a}, {p.country for p in b}
    if None not in here | there and not here & there:
        return True
    gaps = [distance(x, y) for x in a if is_narrow(x) for y in b if is_narrow(y)]
    return len(gaps) == len(a) * len(b) and all(gap is not None and gap > NEAR_KM for gap in gaps)
