"""From equal fingerprints to candidate passages, for millions of fingerprints at a time.

1. Fingerprints of two documents that follow each other on one diagonal are a *run*: letters that are equal without a break.
2. Runs that follow each other in both documents, across small gaps of about the same length, are a *chain*.
3. A chain in wording that many unrelated texts share must be the longer to count.

All offsets here count letters (`letters.letters`), not characters. The document whose id comes first is always `a`, so that
the order of input has no say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.lineage.letters import BLOCK, GRAM, Letters

FEWEST = 3
"""Two documents with fewer equal fingerprints are not looked at."""

SHORTEST = 60
"""A passage of fewer letters alone is no sign that one text was taken from the other."""

GAP = 140
DRIFT = 12
"""Runs belong to one passage across so many letters, if the two gaps differ by no more than so many."""

DENSITY = 0.2
"""A chain of which less is equal letter by letter is chance."""

MOSTLY = 0.5
"""Two documents whose chains make up so much of the shorter one are one text; its wording need not be rare."""

RARE_BASE, RARE_SLOPE = 38.0, 8.0
"""Letters that a passage needs in wording that one text has, and how many more for each further text that has it too."""

CELL = 4
"""Letters for which the spread of their wording is kept as one number."""

_REACH = 32
_MIXED = (1 << 19) - 1
_BLOCK_SHIFT = np.uint64(BLOCK.bit_length() - 1)

Index64 = NDArray[np.int64]


@dataclass(frozen=True)
class Texts:
    """The letters of all documents in one row; where each begins and how long it is.

    `by_id` is the place of each document in the order of their ids, `of_id` the document at each place; `of_block` leads from
    a block of positions to its document.
    """

    letters: Letters
    starts: Index64
    lengths: Index64
    by_id: Index64
    of_id: Index64
    of_block: NDArray[np.int32]


@dataclass(frozen=True)
class Runs:
    """Equal stretches: the pair, where the stretch begins in both documents, and its length."""

    pair: Index64
    a: Index64
    b: Index64
    size: Index64


@dataclass(frozen=True)
class Chains:
    """Candidate passages, pair by pair: two documents, the span in each, how many of its letters the runs cover.

    Runs `first_run` to `first_run + run_count` are its own.
    """

    doc_a: NDArray[np.int32]
    doc_b: NDArray[np.int32]
    start_a: NDArray[np.int32]
    end_a: NDArray[np.int32]
    start_b: NDArray[np.int32]
    end_b: NDArray[np.int32]
    covered: NDArray[np.int32]
    first_run: Index64
    run_count: NDArray[np.int32]
    run_a: NDArray[np.int32]
    run_b: NDArray[np.int32]
    run_size: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.doc_a)

    @property
    def length(self) -> NDArray[np.int32]:
        """The shorter side of each."""
        shorter: NDArray[np.int32] = np.minimum(self.end_a - self.start_a, self.end_b - self.start_b)
        return shorter

    def portions(self, size: int) -> Iterator[Chains]:
        """Row after row of about so many pairs of documents."""
        number = pair_number(self)
        bounds = np.searchsorted(number, np.arange(0, int(number[-1]) + 1 + size, size))
        for start, end in pairwise([*bounds.tolist()]):
            yield self.at(np.arange(start, end))

    def only(self, chosen: NDArray[np.bool_]) -> Chains:
        """Those chains alone, with their runs."""
        return self.at(np.flatnonzero(chosen))

    def at(self, rows: Index64) -> Chains:
        """These chains in this order, with their runs."""
        count = self.run_count[rows]
        first = np.cumsum(count, dtype=np.int64) - count
        runs = np.repeat(self.first_run[rows] - first, count) + np.arange(int(count.sum()))
        return Chains(
            doc_a=self.doc_a[rows],
            doc_b=self.doc_b[rows],
            start_a=self.start_a[rows],
            end_a=self.end_a[rows],
            start_b=self.start_b[rows],
            end_b=self.end_b[rows],
            covered=self.covered[rows],
            first_run=first,
            run_count=count,
            run_a=self.run_a[runs],
            run_b=self.run_b[runs],
            run_size=self.run_size[runs],
        )


def in_order(parts: Sequence[Chains], families: NDArray[np.int32]) -> Chains | None:
    """All chains in one row, those of one family of documents together, so that each text is read about once."""
    if not parts:
        return None
    before = np.cumsum([0, *(len(part.run_a) for part in parts)])
    names = [field.name for field in fields(Chains)]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    columns["first_run"] = np.concatenate([part.first_run + shift for part, shift in zip(parts, before[:-1], strict=True)])
    chains = Chains(**columns)
    return chains.at(np.lexsort((chains.start_b, chains.start_a, chains.doc_b, chains.doc_a, families[chains.doc_a])))


def chains_between(first: NDArray[np.uint64], second: NDArray[np.uint64], texts: Texts) -> Chains | None:
    """The candidate passages of all pairs of documents of which these are the equal fingerprints (positions in the index)."""
    sides = _sides(first, second, texts)
    found = None if sides is None else _enough(*sides)
    if found is None:
        return None
    pair_a, pair_b, pair, a, b = found
    runs = _extended(_runs(pair, a, b), pair_a, pair_b, texts)
    chains = _chains(runs, _linked(runs), pair_a, pair_b)
    return _promising(chains)


def _sides(
    first: NDArray[np.uint64], second: NDArray[np.uint64], texts: Texts
) -> tuple[Index64, Index64, Index64, Index64] | None:
    """Documents and offsets of both sides, the document with the lower id first; most hopeless pairs left out."""
    doc_one = texts.by_id[texts.of_block[(first >> _BLOCK_SHIFT).astype(np.int64)]]
    doc_two = texts.by_id[texts.of_block[(second >> _BLOCK_SHIFT).astype(np.int64)]]
    swapped = doc_one > doc_two
    mixed = (np.minimum(doc_one, doc_two) * 0x9E3779B1 + np.maximum(doc_one, doc_two)) & _MIXED
    counts = np.bincount(mixed, minlength=_MIXED + 1)
    kept = np.flatnonzero(counts[mixed] >= FEWEST)
    if not len(kept):
        return None
    swapped, doc_one, doc_two = swapped[kept], doc_one[kept], doc_two[kept]
    one, two = first[kept].astype(np.int64), second[kept].astype(np.int64)
    one, two = np.where(swapped, two, one), np.where(swapped, one, two)
    doc_one, doc_two = np.where(swapped, doc_two, doc_one), np.where(swapped, doc_one, doc_two)
    doc_one, doc_two = texts.of_id[doc_one], texts.of_id[doc_two]
    return doc_one, doc_two, one - texts.starts[doc_one], two - texts.starts[doc_two]


def _enough(
    doc_a: Index64, doc_b: Index64, a: Index64, b: Index64
) -> tuple[Index64, Index64, Index64, Index64, Index64] | None:
    """Pairs of documents that share `FEWEST` fingerprints: their documents, and for each fingerprint its pair."""
    keys = doc_a << 32 | doc_b
    order = np.argsort(keys)
    keys, a, b = keys[order], a[order], b[order]
    begins = np.ones(len(keys), bool)
    begins[1:] = keys[1:] != keys[:-1]
    first = np.flatnonzero(begins)
    counts = np.diff(np.append(first, len(keys)))
    enough = counts >= FEWEST
    if not enough.any():
        return None
    kept = np.repeat(enough, counts)
    pair = np.repeat(np.arange(int(enough.sum())), counts[enough])
    keys = keys[first[enough]]
    return keys >> 32, keys & 0xFFFFFFFF, pair, a[kept], b[kept]


def _runs(pair: Index64, a: Index64, b: Index64) -> Runs:
    """Fingerprints on one diagonal that touch or overlap, as one stretch."""
    diagonal = b - a
    order = _order(pair, diagonal, a)
    pair, a, b, diagonal = pair[order], a[order], b[order], diagonal[order]
    begins = np.ones(len(a), bool)
    begins[1:] = (pair[1:] != pair[:-1]) | (diagonal[1:] != diagonal[:-1]) | (a[1:] - a[:-1] > GRAM)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(a)) - 1
    return Runs(pair[first], a[first], b[first], a[last] - a[first] + GRAM)


def _order(pair: Index64, middle: Index64, last: Index64) -> Index64:
    """The order by pair, then `middle`, then `last`; quicker where all fit in one number."""
    low = int(middle.min())
    bits_middle = (int(middle.max()) - low).bit_length()
    bits_last = int(last.max()).bit_length()
    if int(pair.max()).bit_length() + bits_middle + bits_last > 63:
        return np.lexsort((last, middle, pair))
    return np.argsort((((pair << bits_middle) | (middle - low)) << bits_last) | last)


def _extended(runs: Runs, pair_a: Index64, pair_b: Index64, texts: Texts) -> Runs:
    """Runs made longer on both sides as far as the letters are equal; in the order of the pairs and of `a`."""
    doc_a, doc_b = pair_a[runs.pair], pair_b[runs.pair]
    base_a, base_b = texts.starts[doc_a], texts.starts[doc_b]
    left = np.minimum(np.minimum(runs.a, runs.b), _REACH)
    room = np.minimum(texts.lengths[doc_a] - runs.a, texts.lengths[doc_b] - runs.b) - runs.size
    right = np.minimum(room, _REACH)
    before = _equal(texts.letters, base_a + runs.a - 1, base_b + runs.b - 1, left, -1)
    after = _equal(texts.letters, base_a + runs.a + runs.size, base_b + runs.b + runs.size, right, 1)
    a, b, size = runs.a - before, runs.b - before, runs.size + before + after
    order = _order(runs.pair, a, b)
    return Runs(runs.pair[order], a[order], b[order], size[order])


def _equal(letters: Letters, a: Index64, b: Index64, room: Index64, step: int) -> Index64:
    """How many letters from `a` and `b` on are equal, at most `room`."""
    length = np.zeros(len(a), np.int64)
    going = np.flatnonzero(room > 0)
    for offset in range(_REACH):
        going = going[letters[a[going] + step * offset] == letters[b[going] + step * offset]]
        length[going] += 1
        going = going[room[going] > offset + 1]
        if not len(going):
            break
    return length


def _linked(runs: Runs) -> Index64:
    """For each run the number of the first run of its chain."""
    count = len(runs.a)
    link = np.arange(count)
    for back in range(4, 0, -1):
        now, earlier = np.arange(back, count), np.arange(0, count - back)
        gap_a = runs.a[now] - runs.a[earlier] - runs.size[earlier]
        gap_b = runs.b[now] - runs.b[earlier] - runs.size[earlier]
        follows = (runs.pair[now] == runs.pair[earlier]) & (np.abs(gap_a - gap_b) <= DRIFT)
        follows &= (gap_a <= GAP) & (gap_b <= GAP) & (runs.b[now] > runs.b[earlier]) & (runs.a[now] > runs.a[earlier])
        link[now[follows]] = earlier[follows]
    while True:
        further = link[link]
        if np.array_equal(further, link):
            return link
        link = further


def _chains(runs: Runs, link: Index64, pair_a: Index64, pair_b: Index64) -> Chains:
    order = np.argsort(link, kind="stable")
    a, b, size, pair, link = runs.a[order], runs.b[order], runs.size[order], runs.pair[order], link[order]
    first = np.flatnonzero(np.append(True, link[1:] != link[:-1]))
    overlap = np.zeros(len(a), np.int64)
    overlap[1:] = np.maximum((a + size)[:-1] - a[1:], 0)
    overlap[first] = 0
    return Chains(
        _small(pair_a[pair[first]]),
        _small(pair_b[pair[first]]),
        _small(a[first]),
        _small(np.maximum.reduceat(a + size, first)),
        _small(np.minimum.reduceat(b, first)),
        _small(np.maximum.reduceat(b + size, first)),
        _small(np.add.reduceat(np.maximum(size - overlap, 0), first)),
        first,
        _small(np.diff(np.append(first, len(a)))),
        _small(a),
        _small(b),
        _small(size),
    )


def _small(numbers: Index64) -> NDArray[np.int32]:
    return numbers.astype(np.int32)


def _promising(chains: Chains) -> Chains | None:
    """Chains that are not mere chance, of pairs that have one of some length."""
    dense = chains.covered >= DENSITY * chains.length
    is_long = dense & (chains.length >= SHORTEST)
    number = pair_number(chains)
    has_long = np.zeros(int(number[-1]) + 1, bool)
    has_long[number[is_long]] = True
    chosen = dense & has_long[number]
    return chains.only(chosen) if chosen.any() else None


def pair_number(chains: Chains) -> Index64:
    """For each chain the number of its pair of documents, from 0."""
    begins = np.ones(len(chains), bool)
    begins[1:] = (chains.doc_a[1:] != chains.doc_a[:-1]) | (chains.doc_b[1:] != chains.doc_b[:-1])
    return np.cumsum(begins) - 1


def is_mostly_shared(chains: Chains, lengths: Index64) -> NDArray[np.bool_]:
    """For each chain, whether its two documents are largely one text."""
    number = pair_number(chains)
    together = np.bincount(number, chains.length)[number]
    shorter = np.minimum(lengths[chains.doc_a], lengths[chains.doc_b])
    return np.asarray(together >= MOSTLY * shorter)


def families(parts: Iterable[Chains], lengths: Index64, known: NDArray[np.int32]) -> NDArray[np.int32]:
    """For each document the smallest number of those that are largely one text with it, directly or through others.

    A rough grouping that only serves to count in how many *different* texts a wording stands. `known` are those so far.
    """
    parent: list[int] = known.tolist()

    def root(document: int) -> int:
        while parent[document] != document:
            parent[document] = parent[parent[document]]
            document = parent[document]
        return document

    for chains in parts:
        mostly = is_mostly_shared(chains, lengths)
        for a, b in zip(chains.doc_a[mostly].tolist(), chains.doc_b[mostly].tolist(), strict=True):
            one, two = root(a), root(b)
            if one != two:
                parent[max(one, two)] = min(one, two)
    return np.array([root(document) for document in range(len(parent))], np.int32)


def distinctive(chains: Chains, spread: NDArray[np.uint8], texts: Texts) -> Chains | None:
    """The chains of pairs of documents that are largely one text, or that share wording few others have.

    `spread` says for each `CELL` letters in how many different texts their wording stands; 0 where unknown.
    """
    needed = RARE_BASE + RARE_SLOPE * _usual_spread(chains, spread, texts)
    is_sign = (chains.length >= np.maximum(needed, SHORTEST)) | is_mostly_shared(chains, texts.lengths)
    number = pair_number(chains)
    has_sign = np.zeros(int(number[-1]) + 1, bool)
    has_sign[number[is_sign]] = True
    chosen = has_sign[number] & (is_sign | (chains.length < SHORTEST))
    return chains.only(chosen) if chosen.any() else None


def _usual_spread(chains: Chains, spread: NDArray[np.uint8], texts: Texts) -> NDArray[np.float64]:
    """The geometric mean of the spread over both sides of each chain."""
    logs = np.log(np.maximum(np.arange(256), 1))
    total, number = np.zeros(len(chains)), np.zeros(len(chains))
    sides = ((chains.doc_a, chains.start_a, chains.end_a), (chains.doc_b, chains.start_b, chains.end_b))
    for document, start, end in sides:
        first = (texts.starts[document] + start) // CELL
        size = np.maximum((texts.starts[document] + end) // CELL - first, 1)
        before = np.cumsum(size) - size
        values = spread[np.repeat(first - before, size) + np.arange(int(size.sum()))]
        total += np.add.reduceat(logs[values], before)
        number += np.add.reduceat((values > 1).astype(np.int64), before)
    return np.asarray(np.exp(total / np.maximum(number, 1)))
