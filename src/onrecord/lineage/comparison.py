"""One pair of documents: which passages they share, which numbers changed, and which of the two derives from the other."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.lineage.chains import CELL, Chains, is_mostly_shared, pair_number
from onrecord.lineage.direction import Pair, Side, later_by_date, later_by_traces, misread_letters, outside
from onrecord.lineage.figures import changed_numbers, is_misread
from onrecord.lineage.letters import letters
from onrecord.lineage.passages import Candidate, Passage, Span, passages
from onrecord.model import DocumentLink, LinkKind

DERIVED = 0.65
"""The later text derives from the earlier one if so much of its prose stands there; else it quotes it."""

WHOLE = 0.7
"""A copy or revision has so much of its model; one that has less of it is an excerpt."""

UNEDITED = 0.9
"""A copy has so much of its model, and that of it; else it is a revision."""

NOISY = 3
"""Letters misread in a thousand from which on a lost digit is taken for one more."""

_NO_DIGITS = bytes(byte for byte in range(256) if not 0x30 <= byte <= 0x39)
_KEPT = 1 << 22
"""Letters of documents that a worker keeps at hand."""


@dataclass(frozen=True)
class Archive:
    """What a worker reads: ids, texts (UTF-8), the first and last day each document may be of, and the minute."""

    ids: Sequence[str]
    texts: Sequence[bytes]
    earliest: Sequence[int | None]
    latest: Sequence[int | None]
    minutes: Sequence[int | None]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    spread: NDArray[np.uint8]


class _Reader:
    """Documents ready to be compared, those last used kept at hand."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._kept: OrderedDict[int, Side] = OrderedDict()
        self._size = 0

    def side(self, document: int) -> Side:
        side = self._kept.pop(document, None)
        if side is None:
            side = self._read(document)
            self._size += len(side.letters)
            while self._size > _KEPT and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1].letters)
        self._kept[document] = side
        return side

    def _read(self, document: int) -> Side:
        archive = self._archive
        text = archive.texts[document].decode("utf-8")
        row, origins = letters(text)
        first = int(archive.starts[document]) // CELL
        spread = archive.spread[first : first + len(row) // CELL + 1]
        days = archive.earliest[document], archive.latest[document], archive.minutes[document]
        return Side(text, row.tobytes(), origins, *days, spread, CELL)


def compare(archive: Archive, chains: Chains) -> list[DocumentLink]:
    """The links between the documents of these chains."""
    reader = _Reader(archive)
    number = pair_number(chains)
    mostly = is_mostly_shared(chains, archive.lengths)
    bounds = [*np.flatnonzero(np.append(True, number[1:] != number[:-1])).tolist(), len(chains)]
    candidates = _candidates(chains)
    links = []
    for first, last in pairwise(bounds):
        a, b = int(chains.doc_a[first]), int(chains.doc_b[first])
        one, two = reader.side(a), reader.side(b)
        shared = passages(one.letters, two.letters, candidates[first:last], is_mostly_shared=bool(mostly[first]))
        if shared:
            links.append(_link(archive.ids[a], archive.ids[b], one, two, shared))
    return links


def _candidates(chains: Chains) -> list[Candidate]:
    runs = list(zip(chains.run_a.tolist(), chains.run_b.tolist(), chains.run_size.tolist(), strict=True))
    spans = zip(chains.start_a.tolist(), chains.end_a.tolist(), chains.start_b.tolist(), chains.end_b.tolist(), strict=True)
    first, count = chains.first_run.tolist(), chains.run_count.tolist()
    return [
        Candidate(span, covered, runs[start : start + size])
        for span, covered, start, size in zip(spans, chains.covered.tolist(), first, count, strict=True)
    ]


def _link(id_a: str, id_b: str, one: Side, two: Side, shared: Sequence[Passage]) -> DocumentLink:
    spans = [_in_text(p.span, one, two) for p in shared]
    gaps = [gap for p in shared for gap in p.gaps]
    changed = _changed(one, two, gaps)
    rest = outside(one, [(p.span[0], p.span[1]) for p in shared]), outside(two, [(p.span[2], p.span[3]) for p in shared])
    prose = [rest[0].share, rest[1].share]
    shares = [rest[0].covered / len(one.letters), rest[1].covered / len(two.letters)]
    is_swapped = later_by_date(one, two)
    if is_swapped is None:
        pair = Pair(one, two, [p.span for p in shared], gaps, changed, *rest)
        is_swapped = later_by_traces(pair, is_quoting=max(prose) < DERIVED)
    if is_swapped:
        id_a, id_b = id_b, id_a
        shares.reverse()
        prose.reverse()
        spans = sorted((s[2], s[3], s[0], s[1]) for s in spans)
        changed = sorted((s[2], s[3], s[0], s[1]) for s in changed)
    kind = _kind(prose[0], prose[1], bool(changed))
    return DocumentLink(id_a, id_b, kind, round(shares[0], 4), round(shares[1], 4), tuple(spans), tuple(changed))


def _changed(one: Side, two: Side, gaps: Sequence[Span]) -> list[Span]:
    """The numbers that differ, without those of which a scan seems to have lost a digit."""
    changed = changed_numbers(one.text, two.text, (_window(g, one, two) for g in gaps if _may_change(g, one, two)))
    doubtful = [c for c in changed if is_misread(one.text[c[0] : c[1]], two.text[c[2] : c[3]])]
    if not doubtful:
        return changed
    misread = max(misread_letters(one, two, gaps))
    is_noisy = misread * 1000 > NOISY * min(len(one.letters), len(two.letters)) and len(gaps) > len(changed) + 2
    return [c for c in changed if c not in doubtful] if is_noisy else changed


def _kind(earlier: float, later: float, is_changed: bool) -> LinkKind:
    """By how much of the prose of both is shared."""
    if later < DERIVED:
        return "quotation"
    if earlier < WHOLE:
        return "excerpt"
    return "revision" if is_changed or min(earlier, later) < UNEDITED else "copy"


def _in_text(span: Span, one: Side, two: Side) -> Span:
    return (
        int(one.origins[span[0]]),
        int(one.origins[span[1] - 1]) + 1,
        int(two.origins[span[2]]),
        int(two.origins[span[3] - 1]) + 1,
    )


def _may_change(gap: Span, one: Side, two: Side) -> bool:
    """Whether a number may differ there; a quick look, since most differences are misread letters."""
    start_a, end_a, start_b, end_b = gap
    figures_a = one.letters[start_a:end_a].translate(None, _NO_DIGITS)
    if figures_a == two.letters[start_b:end_b].translate(None, _NO_DIGITS):
        # The figures are the same; a number word differs from another by two letters at least.
        return (end_a - start_a > 1 or end_b - start_b > 1) and (
            one.may_hold_number_word(start_a, end_a) and two.may_hold_number_word(start_b, end_b)
        )
    return _may_hold_number(one, start_a, end_a) and _may_hold_number(two, start_b, end_b)


def _may_hold_number(side: Side, start: int, end: int) -> bool:
    around = side.letters[max(start - 1, 0) : end + 1].translate(None, _NO_DIGITS)
    return bool(around) or side.may_hold_number_word(start, end)


def _window(gap: Span, one: Side, two: Side) -> Span:
    """The gap in characters, with the letter before and after it."""
    return (*_around(gap[0], gap[1], one), *_around(gap[2], gap[3], two))


def _around(start: int, end: int, side: Side) -> tuple[int, int]:
    low, high = max(min(start, end) - 1, 0), min(max(start, end), len(side.letters) - 1)
    return int(side.origins[low]), int(side.origins[high]) + 1
