"""Which of two documents derives from the other: by their dates, else by what copying leaves behind.

Copying adds: broken words at line ends, page breaks, misread letters, navigation, wording that nobody else has, a mark
where the text was cut. It takes away prose. Figures rise more often than they fall. Each trace is between -1 and 1, positive
where `one` has more of it; the weights are those of a logistic regression on pairs whose direction is known, rounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord.lineage import figures
from onrecord.lineage.words import cut_short
from onrecord.text import codes_of

Span = tuple[int, int, int, int]

COPY_WEIGHTS = {
    "broken words": 3.0,
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

_BROKEN = re.compile(r"[^\W\d_]-\n\s*[^\W\d_]")
_DATELINE = re.compile(r"^\s*[^\W\d_][^\n()]{1,40}\([^()\n]{2,50}\)\s*[—–-]")
_BEFORE_QUOTE = re.compile(r"[\"“«„‹‘':]\s{0,2}$")
_HASHES = 1 << 15


@dataclass
class Side:
    """A document as it is compared: its text, its letters and where these stand, and when it may have been published.

    `spread` says for each `chains.CELL` letters in how many different texts their wording stands, 0 for this one alone.
    """

    text: str
    letters: bytes
    origins: NDArray[np.int64]
    earliest: int | None
    latest: int | None
    spread: NDArray[np.uint8]
    cell: int

    @cached_property
    def trigrams(self) -> NDArray[np.int64]:
        """How often each (hashed) row of three letters occurs."""
        return np.bincount(_trigrams(self.letters), minlength=_HASHES)

    @cached_property
    def prose(self) -> NDArray[np.int64]:
        """How many letters of prose stand before each letter, and in all."""
        breaks = np.flatnonzero(codes_of(self.text) == ord("\n"))
        bounds = np.concatenate([[0], np.searchsorted(self.origins, breaks), [len(self.letters)]])
        size = np.diff(bounds)
        is_wide = size >= COLUMN
        beside = np.zeros(len(size), bool)
        beside[1:] |= is_wide[:-1]
        beside[:-1] |= is_wide[1:]
        is_prose = (size >= PROSE) | (is_wide & beside)
        return np.concatenate([[0], np.cumsum(np.repeat(is_prose, size))])

    @cached_property
    def broken_words(self) -> int:
        return len(_BROKEN.findall(self.text))


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
    covered = prose = reached = 0
    for start, end in sorted(spans):
        start = max(start, reached)
        if end > start:
            covered += end - start
            prose += int(side.prose[end] - side.prose[start])
            reached = end
    all_prose = int(side.prose[-1])
    return Outside(all_prose, all_prose - prose, len(side.letters) - covered - (all_prose - prose), covered)


def later_by_date(one: Side, two: Side) -> bool | None:
    """Whether `one` was published after `two`; None where the dates do not say."""
    if one.earliest is not None and two.latest is not None and one.earliest > two.latest:
        return True
    if two.earliest is not None and one.latest is not None and two.earliest > one.latest:
        return False
    return None


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
    if not gaps:
        return 0, 0
    together = one.trigrams + two.trigrams
    mine = sum(_unique(one.letters[max(gap[0] - 2, 0) : gap[1] + 2], together) for gap in gaps)
    theirs = sum(_unique(two.letters[max(gap[2] - 2, 0) : gap[3] + 2], together) for gap in gaps)
    return mine, theirs


def _unique(part: bytes, together: NDArray[np.int64]) -> int:
    return int((together[_trigrams(part)] <= 1).sum()) if len(part) > 2 else 0


def _trigrams(part: bytes) -> NDArray[np.int64]:
    codes = np.frombuffer(part, np.uint8).astype(np.int64)
    return ((codes[:-2] * 961 + codes[1:-1] * 31 + codes[2:]) * 40503 >> 3) & (_HASHES - 1)


def _shared_wording(one: Side, two: Side, gaps: Sequence[Span]) -> tuple[int, int]:
    """In the stretches where the two differ: how much of the wording of each stands in a third document too."""
    mine = sum(_known(one, gap[0], gap[1]) for gap in gaps)
    return mine, sum(_known(two, gap[2], gap[3]) for gap in gaps)


def _known(side: Side, start: int, end: int) -> int:
    return int(np.count_nonzero(side.spread[max(start - 10, 0) // side.cell : end // side.cell + 1]))


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
