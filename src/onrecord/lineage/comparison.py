"""One pair of documents: which passages they share, which numbers changed, and which of the two derives from the other."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.lineage.chains import Chains, is_mostly_shared, pair_number
from onrecord.lineage.direction import Side, is_later
from onrecord.lineage.figures import changed_numbers
from onrecord.lineage.letters import letters
from onrecord.lineage.passages import Candidate, Passage, Span, passages
from onrecord.model import DocumentLink, LinkKind

COPIED = 0.7
"""A text of which so much stands in the other is a copy, a revision or an excerpt of it, or the other way round."""

WHOLE = 0.9
"""A copy or revision has the whole of its model; one that has less of it is an excerpt."""

_KEPT = 512


@dataclass(frozen=True)
class Archive:
    """What a worker reads: ids, texts (UTF-8), and the first and last day each document may have been published."""

    ids: Sequence[str]
    texts: Sequence[bytes]
    earliest: Sequence[int | None]
    latest: Sequence[int | None]
    lengths: np.ndarray


class _Reader:
    """Texts with their letters, the last few hundred kept."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._kept: OrderedDict[int, Side] = OrderedDict()

    def side(self, document: int) -> Side:
        side = self._kept.pop(document, None)
        if side is None:
            text = self._archive.texts[document].decode("utf-8")
            row, origins = letters(text)
            earliest, latest = self._archive.earliest[document], self._archive.latest[document]
            side = Side(text, row.tobytes(), origins, earliest, latest)
            if len(self._kept) >= _KEPT:
                self._kept.popitem(last=False)
        self._kept[document] = side
        return side


def compare(archive: Archive, chains: Chains) -> list[DocumentLink]:
    """The links between the documents of these chains."""
    reader = _Reader(archive)
    number = pair_number(chains)
    mostly = is_mostly_shared(chains, archive.lengths)
    bounds = [*np.flatnonzero(np.append(True, number[1:] != number[:-1])).tolist(), len(chains)]
    links = []
    for first, last in zip(bounds, bounds[1:], strict=False):
        a, b = int(chains.doc_a[first]), int(chains.doc_b[first])
        one, two = reader.side(a), reader.side(b)
        candidates = [_candidate(chains, i) for i in range(first, last)]
        shared = passages(one.letters, two.letters, candidates, is_mostly_shared=bool(mostly[first]))
        if shared:
            links.append(_link(archive.ids[a], archive.ids[b], one, two, shared))
    return links


def _candidate(chains: Chains, i: int) -> Candidate:
    rows = slice(int(chains.first_run[i]), int(chains.first_run[i]) + int(chains.run_count[i]))
    runs = zip(chains.run_a[rows].tolist(), chains.run_b[rows].tolist(), chains.run_size[rows].tolist(), strict=True)
    span = int(chains.start_a[i]), int(chains.end_a[i]), int(chains.start_b[i]), int(chains.end_b[i])
    return Candidate(span, int(chains.covered[i]), list(runs))


def _link(id_a: str, id_b: str, one: Side, two: Side, shared: Sequence[Passage]) -> DocumentLink:
    spans = [_in_text(p.span, one, two) for p in shared]
    windows = (_window(gap, one, two) for p in shared for gap in p.gaps)
    changed = changed_numbers(one.text, two.text, windows)
    share_a = _covered([(s[0], s[1]) for s in (p.span for p in shared)]) / len(one.letters)
    share_b = _covered([(s[2], s[3]) for s in (p.span for p in shared)]) / len(two.letters)
    kind = _kind(share_a, share_b, bool(changed))
    if is_later(one, two, [p.span for p in shared], [g for p in shared for g in p.gaps], changed):
        id_a, id_b, share_a, share_b = id_b, id_a, share_b, share_a
        spans = sorted((s[2], s[3], s[0], s[1]) for s in spans)
        changed = sorted((s[2], s[3], s[0], s[1]) for s in changed)
    return DocumentLink(id_a, id_b, kind, round(share_a, 4), round(share_b, 4), tuple(spans), tuple(changed))


def _kind(share_a: float, share_b: float, is_changed: bool) -> LinkKind:
    if max(share_a, share_b) < COPIED:
        return "quotation"
    if min(share_a, share_b) < COPIED:
        return "excerpt"
    return "revision" if is_changed or min(share_a, share_b) < WHOLE else "copy"


def _in_text(span: Span, one: Side, two: Side) -> Span:
    return (
        int(one.origins[span[0]]),
        int(one.origins[span[1] - 1]) + 1,
        int(two.origins[span[2]]),
        int(two.origins[span[3] - 1]) + 1,
    )


def _window(gap: Span, one: Side, two: Side) -> Span:
    """The gap in characters, with the letter before and after it."""
    return (*_around(gap[0], gap[1], one), *_around(gap[2], gap[3], two))


def _around(start: int, end: int, side: Side) -> tuple[int, int]:
    low, high = max(min(start, end) - 1, 0), min(max(start, end), len(side.letters) - 1)
    return int(side.origins[low]), int(side.origins[high]) + 1


def _covered(spans: Sequence[tuple[int, int]]) -> int:
    total = reached = 0
    for start, end in sorted(spans):
        total += max(end - max(start, reached), 0)
        reached = max(reached, end)
    return total
