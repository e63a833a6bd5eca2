"""Which of two documents derives from the other: by their dates, else by what copying leaves behind.

Copying adds: words and sentences broken at line ends, page breaks, misread letters, navigation, wording that nobody else has,
a mark where the text was cut. It takes away prose. Figures rise more often than they fall. Each trace is between -1 and 1,
positive where `one` has more of it; the weights are those of a logistic regression on pairs whose direction is known, rounded.
"""

from __future__ import annotations

import math
import re
from bisect import bisect, bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.lineage import figures
from onrecord.lineage.words import cut_short
from onrecord.model import DateRange

Span = tuple[int, int, int, int]

COPY_WEIGHTS = {
    "broken words": 3.0,
    "broken lines": 3.0,
    "page breaks": 1.0,
    "misread": 4.5,
    "shared wording": -4.5,
    "prose": -3.5,
    "navigation": 4.0,
    "higher figures": 3.0,
    "cut short": 1.5,
    "dateline": 1.0,
}
"""Where the two are largely one text: how much each trace says that `one` is the later."""

QUOTING_WEIGHTS = {"misread": 1.5, "shared wording": -2.0, "higher figures": 2.0, "navigation": 1.0, "quotation marks": 3.0}
"""Where one quotes the other."""

PROSE = 40
"""A line of fewer letters is taken for navigation, a caption or a running head,"""

COLUMN = 24
"""unless it and a neighbour have this many: a narrow column."""

_BREAK = re.compile("\n")
_INSIDE = re.compile(r"[^\W\d_],?\n[^\W\d_]")
_BROKEN = re.compile(r"[^\W\d_]-\n\s*[^\W\d_]")
_DATELINE = re.compile(r"^\s*[^\W\d_][^\n()]{1,40}\([^()\n]{2,50}\)\s*[—–-]")
_BEFORE_QUOTE = re.compile(r"[\"“«„‹‘':]\s{0,2}$")
_HASHES = 1 << 14
_NOTHING = 8
"""So few letters outside of the shared passages are not worth a look."""


@dataclass
class Side:
    """A document as it is compared: its text, its letters and where these stand, and when it may have been published: the
    first and last day, and the minute where it is known.

    `spread` says for each `chains.CELL` letters in how many different texts their wording stands, 0 for this one alone.
    """

    text: str
    letters: bytes
    origins: NDArray[np.int32]
    earliest: int | None
    latest: int | None
    minute: int | None
    spread: NDArray[np.uint8]
    cell: int

    @cached_property
    def _number_words(self) -> tuple[list[int], list[int]]:
        """Where number words begin and end, in letters."""
        places = np.array(figures.word_places(self.text), np.int64).reshape(-1, 2)
        return np.searchsorted(self.origins, places[:, 0]).tolist(), np.searchsorted(self.origins, places[:, 1]).tolist()

    def may_hold_number_word(self, start: int, end: int) -> bool:
        """Whether one of these letters, or the one on either side, may belong to a number word; a quick look."""
        starts, ends = self._number_words
        at = bisect_left(ends, start)
        return at < len(starts) and starts[at] <= end

    @cached_property
    def trigrams(self) -> NDArray[np.int32]:
        """A number below `_HASHES` for each three letters in a row."""
        codes = np.frombuffer(self.letters, np.uint8).astype(np.int32)
        return ((codes[:-2] * 961 + codes[1:-1] * 31 + codes[2:]) * 7919 >> 3) & (_HASHES - 1)

    @cached_property
    def trigram_counts(self) -> NDArray[np.int64]:
        """How often each of these numbers occurs."""
        return np.bincount(self.trigrams, minlength=_HASHES)

    @cached_property
    def _lines(self) -> tuple[list[int], list[int], list[bool]]:
        """For each line: the letters before it, those of them in prose, and whether the line is prose itself."""
        breaks = [match.start() for match in _BREAK.finditer(self.text)]
        starts = [0, *np.searchsorted(self.origins, breaks).tolist()]
        sizes = [end - start for start, end in pairwise([*starts, len(self.letters)])]
        before, is_prose = [], []
        total = 0
        for last, size, following in zip([0, *sizes], sizes, [*sizes[1:], 0], strict=False):
            before.append(total)
            is_prose.append(size >= PROSE or (size >= COLUMN and max(last, following) >= COLUMN))
            total += size if is_prose[-1] else 0
        return starts, before, is_prose

    def prose_before(self, letter: int) -> int:
        """How many letters of prose stand before this one."""
        starts, before, is_prose = self._lines
        line = bisect(starts, letter) - 1
        return before[line] + (letter - starts[line] if is_prose[line] else 0)

    @cached_property
    def broken_lines(self) -> int:
        """Lines that end inside of a sentence."""
        return len(_INSIDE.findall(self.text))

    @cached_property
    def broken_words(self) -> int:
        """Words that a hyphen breaks at the end of a line."""
        return len(_BROKEN.findall(self.text)) if "-\n" in self.text else 0


@dataclass(frozen=True)
class Outside:
    """Letters in lines of prose in all; outside of the shared passages in prose and in short lines; and inside these."""

    all_prose: int
    prose: int
    navigation: int
    covered: int

    @property
    def share(self) -> float:
        """The shared part of the prose; of a text without prose, of everything."""
        if self.all_prose >= PROSE:
            return 1 - self.prose / self.all_prose
        return self.covered / max(self.covered + self.prose + self.navigation, 1)


def outside(side: Side, spans: Sequence[tuple[int, int]]) -> Outside:
    """What a text has beside the shared passages (spans in letters)."""
    parts = []
    reached = 0
    for start, end in sorted(spans):
        if end > max(start, reached):
            parts.append((max(start, reached), end))
            reached = end
    covered = sum(end - start for start, end in parts)
    size = len(side.letters)
    if size - covered <= _NOTHING:
        return Outside(size, 0, size - covered, covered)
    prose = side.prose_before(size)
    rest = prose - sum(side.prose_before(end) - side.prose_before(start) for start, end in parts)
    return Outside(prose, rest, size - covered - rest, covered)


def later_by_date(one: Side, two: Side) -> bool | None:
    """Whether `one` was published after `two`; None where the dates do not say."""
    if one.earliest is not None and two.latest is not None and one.earliest > two.latest:
        return True
    if two.earliest is not None and one.latest is not None and two.earliest > one.latest:
        return False
    if one.minute is not None and two.minute is not None and one.minute != two.minute:
        return one.minute > two.minute
    return None


def minute_of(published: DateRange | None) -> int | None:
    """The minute, in UTC, that a time stamp with an offset gives ("2031-05-04T06:00:00+02:00"); None of anything less."""
    try:
        stamp = datetime.fromisoformat(published.words or "") if published else None
    except ValueError:
        return None
    return None if stamp is None or stamp.tzinfo is None else int(stamp.timestamp()) // 60


@dataclass(frozen=True)
class Pair:
    """Two documents and what is known of them: spans and gaps in letters, spans and changed numbers in characters."""

    one: Side
    two: Side
    spans: Sequence[Span]
    gaps: Sequence[Span]
    changed: Sequence[Span]
    outside_one: Outside
    outside_two: Outside


def later_by_traces(pair: Pair, *, is_quoting: bool) -> bool:
    """Whether `one` looks like the later of the two; where nothing speaks, the shorter is, then the second id."""
    traces = _traces(pair)
    weights = QUOTING_WEIGHTS if is_quoting else COPY_WEIGHTS
    score = sum(weight * traces[trace] for trace, weight in weights.items())
    if abs(score) > 1e-9:
        return score > 0
    return len(pair.one.letters) < len(pair.two.letters)


def _traces(pair: Pair) -> dict[str, float]:
    one, two = pair.one, pair.two
    shorter = max(min(len(one.letters), len(two.letters)), 1)
    misread = misread_letters(one, two, pair.gaps)
    shared = _shared_wording(one, two, pair.gaps)
    return {
        "broken words": math.tanh((one.broken_words - two.broken_words) / 2),
        "broken lines": math.tanh((one.broken_lines - two.broken_lines) / 5),
        "page breaks": _sign(one.text.count("\f") - two.text.count("\f")),
        "misread": (misread[0] - misread[1]) / (sum(misread) + 4),
        "shared wording": (shared[0] - shared[1]) / (sum(shared) + 4),
        "prose": math.tanh(2 * (pair.outside_one.prose - pair.outside_two.prose) / shorter),
        "navigation": math.tanh((pair.outside_one.navigation - pair.outside_two.navigation) / 100),
        "higher figures": -figures.direction(one.text, two.text, pair.changed) / (len(pair.changed) + 1),
        "cut short": float(_is_cut(one) - _is_cut(two)),
        "dateline": float(_has_dateline(one) - _has_dateline(two)),
        "quotation marks": _sign(
            _opens_quote(one, [s[0] for s in pair.spans]) - _opens_quote(two, [s[2] for s in pair.spans])
        ),
    }


def misread_letters(one: Side, two: Side, gaps: Sequence[Span]) -> tuple[int, int]:
    """In the stretches where the two differ: rows of three letters of each that occur nowhere else in either."""
    if not gaps or min(len(one.letters), len(two.letters)) < 3:
        return 0, 0
    together = one.trigram_counts + two.trigram_counts
    bounds = np.array(gaps)
    mine = _within(together[one.trigrams] <= 1, bounds[:, 0] - 2, bounds[:, 1])
    return mine, _within(together[two.trigrams] <= 1, bounds[:, 2] - 2, bounds[:, 3])


def _shared_wording(one: Side, two: Side, gaps: Sequence[Span]) -> tuple[int, int]:
    """In the stretches where the two differ: how much of the wording of each stands in a third document too."""
    if not gaps:
        return 0, 0
    bounds = np.array(gaps)
    mine = _within(one.spread > 0, (bounds[:, 0] - 10) // one.cell, bounds[:, 1] // one.cell + 1)
    return mine, _within(two.spread > 0, (bounds[:, 2] - 10) // two.cell, bounds[:, 3] // two.cell + 1)


def _within(flags: NDArray[np.bool_], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> int:
    """How many flags are set in these stretches."""
    before = np.concatenate([[0], np.cumsum(flags)])
    starts = np.clip(starts, 0, len(flags))
    return int((before[np.clip(ends, starts, len(flags))] - before[starts]).sum())


def _opens_quote(side: Side, starts: Sequence[int]) -> int:
    found = 0
    for start in starts:
        at = int(side.origins[start])
        found += bool(_BEFORE_QUOTE.search(side.text[max(at - 4, 0) : at]))
    return found


def _is_cut(side: Side) -> bool:
    return bool(cut_short().search(side.text[-60:].strip()))


def _has_dateline(side: Side) -> bool:
    return bool(_DATELINE.search(side.text[:140]))


def _sign(value: float) -> float:
    return float((value > 0) - (value < 0))
