"""The join: equal fingerprints of different documents, and from them the pairs of documents worth a look.

It is a plain keyed join: every part of the fingerprints (`letters.RANGES`) is joined by itself, so it could run on as many
machines. What stands in few documents joins each with each; what stands in more than `COMMON` joins each with the earliest
document that has it, so that neither a statement reprinted five thousand times nor stock wording costs its square.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.lineage.letters import BLOCK, POSITION_BITS, Marks

COMMON = 24
"""What stands in more documents than this is common wording."""

_BLOCK_SHIFT = np.uint64(BLOCK.bit_length() - 1)
_POSITION = np.uint64((1 << POSITION_BITS) - 1)

Index64 = NDArray[np.int64]
Pairs = tuple[NDArray[np.uint64], NDArray[np.uint64]]
"""Two rows of positions in the index: the same fingerprint stands at both."""


@dataclass(frozen=True)
class Holders:
    """What the join has to know of the documents: whose a position is, and their order in time.

    Documents from `first_new` on have not been joined before.
    """

    of_block: NDArray[np.int32]
    rank: Index64
    first_new: int

    def of(self, positions: NDArray[np.uint64]) -> Index64:
        return self.of_block[(positions >> _BLOCK_SHIFT).astype(np.int64)].astype(np.int64)


@dataclass(frozen=True)
class Groups:
    """Entries of equal fingerprints in a row: positions, documents, and where each group begins and how long it is."""

    positions: NDArray[np.uint64]
    documents: Index64
    starts: Index64
    sizes: Index64

    def only(self, chosen: NDArray[np.bool_]) -> Groups:
        """Those groups alone."""
        sizes = self.sizes[chosen]
        kept = np.repeat(chosen, self.sizes)
        return Groups(self.positions[kept], self.documents[kept], np.cumsum(sizes) - sizes, sizes)

    def owner(self) -> Index64:
        """For each entry the number of its group."""
        return np.repeat(np.arange(len(self.starts)), self.sizes)


def groups_of(marks: Marks, holders: Holders) -> Groups:
    """Fingerprints (sorted) that two documents have, one of them new; each document once, with its first place."""
    hashes = marks >> np.uint64(POSITION_BITS)
    equal = hashes[1:] == hashes[:-1]
    shared = np.zeros(len(marks), bool)
    shared[1:] = equal
    shared[:-1] |= equal
    marks, hashes = marks[shared], hashes[shared]
    positions = marks & _POSITION
    documents = holders.of(positions)
    begins = np.ones(len(marks), bool)
    begins[1:] = hashes[1:] != hashes[:-1]
    once = begins.copy()
    once[1:] |= documents[1:] != documents[:-1]
    positions, documents, begins = positions[once], documents[once], begins[once]
    starts = np.flatnonzero(begins)
    sizes = np.diff(np.append(starts, len(begins)))
    groups = Groups(positions, documents, starts, sizes)
    if not len(starts):
        return groups
    newest = documents[starts + sizes - 1]
    return groups.only((sizes > 1) & (newest >= holders.first_new))


def pairs_within(groups: Groups, holders: Holders) -> Pairs:
    """Every pair of entries in each group, old with old left out. For groups of at most `COMMON`."""
    rows: list[Index64] = []
    others: list[Index64] = []
    for size in np.unique(groups.sizes).tolist():
        begins = groups.starts[groups.sizes == size]
        first, second = np.triu_indices(size, 1)
        rows.append((begins[:, None] + first).ravel())
        others.append((begins[:, None] + second).ravel())
    if not rows:
        return _no_pairs()
    row, other = np.concatenate(rows), np.concatenate(others)
    if holders.first_new:
        is_new = np.maximum(groups.documents[row], groups.documents[other]) >= holders.first_new
        row, other = row[is_new], other[is_new]
    return groups.positions[row], groups.positions[other]


def split(groups: Groups) -> tuple[Groups, Groups]:
    """The groups of ordinary wording, and those of common wording."""
    is_common = groups.sizes > COMMON
    return groups.only(~is_common), groups.only(is_common)


def pairs_with_earliest(groups: Groups, holders: Holders) -> Pairs:
    """In each group every entry with that of the earliest document, old with old left out. For common wording."""
    owner = groups.owner()
    order = np.lexsort((holders.rank[groups.documents], owner))
    positions, documents = groups.positions[order], groups.documents[order]
    center, center_of = positions[groups.starts][owner], documents[groups.starts][owner]
    joined = (documents != center_of) & (np.maximum(documents, center_of) >= holders.first_new)
    return center[joined], positions[joined]


def _no_pairs() -> Pairs:
    return np.zeros(0, np.uint64), np.zeros(0, np.uint64)


class Buckets:
    """Pairs of positions, sorted into portions by their two documents, so that one portion at a time is looked at.

    Of several turns each takes its share of the pairs of documents: turn 0 of 1 takes all.
    """

    def __init__(self, holders: Holders, number: int, turn: tuple[int, int] = (0, 1)) -> None:
        self._holders, self._number = holders, number
        self._turn, self._turns = turn
        self._portions: list[list[Pairs]] = [[] for _ in range(number)]
        last = len(holders.of_block) * BLOCK
        self._kind = np.dtype(np.uint32 if last < 1 << 32 else np.uint64)

    def put(self, pairs: Pairs) -> None:
        """Add pairs, each in the portion of its two documents."""
        mine, other = self._holders.of(pairs[0]), self._holders.of(pairs[1])
        mixed = (np.minimum(mine, other) * 0x9E3779B1 + np.maximum(mine, other) * 0x85EBCA77) >> 7
        portion = mixed % (self._number * self._turns) - self._number * self._turn
        if self._turns > 1:
            portion = np.where((portion >= 0) & (portion < self._number), portion, self._number)
        portion = portion.astype(np.uint8)
        order = np.argsort(portion, kind="stable")
        bounds = np.searchsorted(portion[order], np.arange(self._number + 1))
        rows: Sequence[NDArray[np.uint64]] = [side[order].astype(self._kind) for side in pairs]
        for i in range(self._number):
            if bounds[i] < bounds[i + 1]:
                self._portions[i].append((rows[0][bounds[i] : bounds[i + 1]], rows[1][bounds[i] : bounds[i + 1]]))

    def take(self) -> Iterator[Pairs]:
        """Portion by portion; each is given up as it is taken."""
        while self._portions:
            portion = self._portions.pop()
            if portion:
                yield (
                    np.concatenate([row for row, _ in portion]).astype(np.uint64),
                    np.concatenate([row for _, row in portion]).astype(np.uint64),
                )


def touched_by(old: Marks, new: Marks) -> Marks:
    """The new fingerprints (sorted) and those old ones (sorted) that equal one of them, together, sorted."""
    hashes = np.unique(new >> np.uint64(POSITION_BITS))
    low = np.searchsorted(old, hashes << np.uint64(POSITION_BITS))
    high = np.searchsorted(old, (hashes << np.uint64(POSITION_BITS)) | _POSITION, side="right")
    size = high - low
    before = np.cumsum(size) - size
    equal = old[np.repeat(low - before, size) + np.arange(int(size.sum()))]
    return np.sort(np.concatenate([equal, new]))


def note_spread(groups: Groups, families: NDArray[np.int32], cell: int, spread: NDArray[np.uint8]) -> None:
    """Write down, for each `cell` letters that these groups stand in, how many different families of documents share them."""
    owner = groups.owner()
    found = np.sort(owner << 32 | families[groups.documents])
    first = np.ones(len(found), bool)
    first[1:] = found[1:] != found[:-1]
    different = np.bincount(found[first] >> 32, minlength=len(groups.starts))
    spread[(groups.positions // np.uint64(cell)).astype(np.int64)] = np.minimum(different, 255)[owner]
