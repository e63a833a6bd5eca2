"""Annual editions: reports that tell of one year and come out in the next.

"In March" in the edition for 2016, published in April 2017, is March 2016, and "during the year" is all of 2016. A document
is taken for an edition where it speaks of its year as "the year" again and again, and its title or file name gives a year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from onrecord.claims.dates import language
from onrecord.model import DateRange, Document

LEAST = 3
"""So often a document must speak of its year as "the year"; once or twice, any report may."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def report_time(document: Document) -> DateRange | None:
    """When a document reports: the year that an annual edition tells of, for all others their publication."""
    published = document.published
    year = _year_told(document.title.value if document.title else "", published) or _year_told(document.name, published)
    if year is None or not _is_edition(document.text):
        return published
    return DateRange(date(year, 1, 1), date(year, 12, 31), str(year), "year", "text")


def _is_edition(text: str) -> bool:
    words: Mapping[str, Any] = language()["edition"]
    lowered = text.lower()
    return sum(lowered.count(phrase) for phrase in words["phrases"]) >= LEAST


def _year_told(words: str, published: DateRange | None) -> int | None:
    """The first year named ("Report 2018: Events of 2017" tells of 2017), at most two years before publication.

    What comes out in the first quarter of the year that it is named for tells of the year before.
    """
    found = sorted({int(year) for year in _YEAR.findall(words)})
    if not found or found[-1] - found[0] > 1:
        return None
    year, last = found[0], published.end if published is not None else None
    if last is None:
        return year
    if len(found) == 1 and year == last.year and last.month <= 3:
        year -= 1
    return year if 0 <= last.year - year <= 2 else None
