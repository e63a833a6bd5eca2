"""Two documents side by side: from candidate chains to the passages they share, to the letter."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel, Levenshtein

from onrecord.lineage.chains import DRIFT, GAP, SHORTEST

Span = tuple[int, int, int, int]
Run = tuple[int, int, int]
"""Where an equal stretch begins in `a` and in `b`, and its length."""

EXACT = 0.8
"""A chain of which so much is equal letter by letter needs no other proof."""

SIMILAR = 0.88
"""Otherwise its edit similarity (1 less insertions and deletions over both lengths) must reach this,"""

SIMILAR_MOSTLY = 0.7
"""or this where the two documents are largely one text: a scan with many misread letters."""

LIKE_ENOUGH = 0.62
"""What stands between two passages belongs to them if it is as long on both sides and as similar as this."""

_BRIDGE = 800
_NEAR = 400
_LEAST = 20
_WINDOW = 48
_FIGURES = bytes(ord("0") if 0x30 <= byte <= 0x39 else byte for byte in range(256))
"""Figures may have been changed on the way: while looking how far a passage goes, one digit is as good as another."""


@dataclass(frozen=True)
class Candidate:
    """A chain: its span in both documents, how many letters its runs cover, and these."""

    span: Span
    covered: int
    runs: Sequence[Run]


@dataclass(frozen=True)
class Passage:
    """A shared passage, and inside it the stretches where the two texts differ."""

    span: Span
    gaps: tuple[Span, ...]


def passages(one: bytes, two: bytes, candidates: Sequence[Candidate], *, is_mostly_shared: bool) -> list[Passage]:
    """The passages that two texts (as letters) share, in the order of the first."""
    least = SIMILAR_MOSTLY if is_mostly_shared else SIMILAR
    strong = [c for c in candidates if _length(c.span) >= SHORTEST and _is_similar(one, two, c, least)]
    if not strong:
        return []
    strong.sort(key=lambda c: c.span)
    weak = _near([c for c in candidates if _LEAST <= _length(c.span) < SHORTEST], strong)
    found = [_extended(one, two, c) for c in sorted(strong + weak, key=lambda c: c.span)]
    return _bridged(one, two, found)


def _length(span: Span) -> int:
    return min(span[1] - span[0], span[3] - span[2])


def _is_similar(one: bytes, two: bytes, candidate: Candidate, least: float) -> bool:
    """Whether the edit similarity of a chain reaches `least`; only its gaps need comparing, its runs are equal."""
    start_a, end_a, start_b, end_b = candidate.span
    if candidate.covered >= EXACT * max(end_a - start_a, end_b - start_b):
        return True
    edits = 0
    for (a, b, size), (next_a, next_b, _) in pairwise(candidate.runs):
        gap_a, gap_b = next_a - a - size, next_b - b - size
        if min(gap_a, gap_b) <= 0:
            edits += abs(gap_a - gap_b)
        else:
            edits += Indel.distance(one[a + size : next_a], two[b + size : next_b])
    return 1 - edits / (end_a - start_a + end_b - start_b) >= least


def _near(weak: Sequence[Candidate], strong: Sequence[Candidate]) -> list[Candidate]:
    """Short chains that continue a longer one in both documents; both in the order of the first document."""
    starts = [c.span[0] for c in strong]
    found = []
    for candidate in weak:
        at = bisect(starts, candidate.span[0])
        if any(_continue_each_other(candidate.span, other.span) for other in strong[max(at - 2, 0) : at + 2]):
            found.append(candidate)
    return found


def _continue_each_other(span: Span, other: Span) -> bool:
    after = -_LEAST <= span[0] - other[1] <= _NEAR and -_LEAST <= span[2] - other[3] <= _NEAR
    before = -_LEAST <= other[0] - span[1] <= _NEAR and -_LEAST <= other[2] - span[3] <= _NEAR
    return after or before


def _extended(one: bytes, two: bytes, candidate: Candidate) -> Passage:
    """The span as far as the two texts go on alike, misread letters and other figures allowed."""
    start_a, end_a, start_b, end_b = candidate.span
    gaps = [(a + size, next_a, b + size, next_b) for (a, b, size), (next_a, next_b, _) in pairwise(candidate.runs)]
    more_a, more_b = _further(one, two, end_a, end_b)
    if more_a:
        gaps.append((end_a, end_a + more_a, end_b, end_b + more_b))
    # Backwards is forwards in the reversed texts, of which only what stands before is needed.
    reach = min(start_a, start_b) + _WINDOW
    less_a, less_b = _further(one[max(start_a - reach, 0) : start_a][::-1], two[max(start_b - reach, 0) : start_b][::-1], 0, 0)
    if less_a:
        gaps.insert(0, (start_a - less_a, start_a, start_b - less_b, start_b))
    return Passage((start_a - less_a, end_a + more_a, start_b - less_b, end_b + more_b), tuple(gaps))


def _further(one: bytes, two: bytes, at_a: int, at_b: int) -> tuple[int, int]:
    """How far two texts go on alike from a place in each."""
    a, b = at_a, at_b
    while True:
        more_a, more_b = _alike(one[a : a + _WINDOW].translate(_FIGURES), two[b : b + _WINDOW].translate(_FIGURES))
        a, b = a + more_a, b + more_b
        if more_a < _WINDOW // 2:
            return a - at_a, b - at_b


def _alike(one: bytes, two: bytes) -> tuple[int, int]:
    """How much of the beginnings of two texts is alike: the best prefix, an equal letter worth 1 and an edit -2."""
    if not one or not two:
        return 0, 0
    at_a = at_b = score = best = 0
    reached = (0, 0)
    for operation in Levenshtein.editops(one, two):
        kind, source, target = operation.tag, operation.src_pos, operation.dest_pos
        score += source - at_a
        at_a, at_b = source, target
        if score > best:
            best, reached = score, (at_a, at_b)
        score -= 2
        if score < best - 12:
            return reached
        if kind != "insert":
            at_a += 1
        if kind != "delete":
            at_b += 1
    score += len(one) - at_a
    return (len(one), len(two)) if score > best else reached


def _bridged(one: bytes, two: bytes, found: Sequence[Passage]) -> list[Passage]:
    """Passages that follow each other in both texts, put together where what stands between them is alike."""
    result: list[Passage] = []
    for passage in found:
        if result and _continues(one, two, result[-1].span, passage.span):
            last = result[-1]
            between = (last.span[1], passage.span[0], last.span[3], passage.span[2])
            gaps = (*last.gaps, *((between,) if between[1] - between[0] <= GAP else ()), *passage.gaps)
            end_a, end_b = max(last.span[1], passage.span[1]), max(last.span[3], passage.span[3])
            result[-1] = Passage((last.span[0], end_a, last.span[2], end_b), gaps)
        else:
            result.append(passage)
    return result


def _continues(one: bytes, two: bytes, span: Span, following: Span) -> bool:
    gap_a, gap_b = following[0] - span[1], following[2] - span[3]
    if not (-_WINDOW <= gap_a <= _BRIDGE and -_WINDOW <= gap_b <= _BRIDGE):
        return False
    if abs(gap_a - gap_b) > DRIFT + 0.05 * max(gap_a, gap_b, 0):
        return False
    if min(gap_a, gap_b) <= 2:
        return max(gap_a, gap_b) <= DRIFT
    between_a, between_b = one[span[1] : following[0]], two[span[3] : following[2]]
    return Indel.normalized_similarity(between_a, between_b) >= LIKE_ENOUGH
