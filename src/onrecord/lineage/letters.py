"""Texts as rows of letters, and the fingerprints of these.

A letter is one byte: Latin letters and digits as they are after folding, letters of other alphabets in the upper half,
one character of a script with thousands of signs as two. Some letters of rare alphabets share a byte; fourteen in a row do
not by chance, and nothing is shown to a reader from these bytes, so matching is all that they have to serve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from onrecord.text import Expansion, codes_of, letters_of

GRAM = 14
"""Letters to a fingerprint: long enough that few are shared by chance, short enough to fall between two misread letters."""

WINDOW = 12
"""One fingerprint at least is kept of so many in a row, so that every 25 equal letters share one."""

RANGES = 64
"""The fingerprints are kept in so many parts, by their hash; one part is joined at a time, or on one machine."""

POSITION_BITS = 36
"""A fingerprint is its hash above its position in the index: up to 2**36 letters, some 64 billion."""

BLOCK = 256
"""A text begins at a multiple of this, so that a small table leads from a position to its document."""

_BATCH = 1 << 14
_GROUP = 32
_PIECE = 1 << 20
_MANY_SIGNS = 0x2E80
_FAR = np.uint32(0xFFFFFFFF)

Letters = NDArray[np.uint8]
Marks = NDArray[np.uint64]


def _bytes_of(character: str) -> list[int]:
    result = []
    for code in map(ord, letters_of(character)):
        if code < 0x80:
            result.append(code)
            continue
        if code >= _MANY_SIGNS:
            result.append(0x80 | (code >> 7 & 0x7F))
        result.append(0x80 | (code & 0x7F))
    return result


_EXPANSION = Expansion(_bytes_of)


def letters(text: str) -> tuple[Letters, NDArray[np.int32]]:
    """The letters of a text, and for each the offset of the character that it came from."""
    if len(text) <= _PIECE:
        values, origins = _EXPANSION(codes_of(text))
        return values.astype(np.uint8), origins.astype(np.int32)
    rows, places = [], []
    for start in range(0, len(text), _PIECE):
        row, origins_of_row = letters(text[start : start + _PIECE])
        rows.append(row)
        places.append(origins_of_row + np.int32(start))
    return np.concatenate(rows), np.concatenate(places)


@dataclass(frozen=True)
class Batch:
    """The letters of some texts in a row, each beginning at a multiple of `BLOCK`, and their fingerprints by range."""

    letters: Letters
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    marks: list[Marks]


def batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts in rows of some ten thousand characters: what is made of them stays in the nearest memory of a core."""
    row: list[str] = []
    size = 0
    for text in texts:
        row.append(text)
        size += len(text) + BLOCK
        if size >= _BATCH:
            yield row
            row, size = [], 0
    if row:
        yield row


def groups(rows: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    """So many batches in one go that handing them to another process costs little."""
    iterator = iter(rows)
    while group := list(islice(iterator, _GROUP)):
        yield group


def read_batch(texts: Sequence[str]) -> Batch:
    """The letters and fingerprints of some texts; positions count from the beginning of the batch."""
    row, origins = letters("".join(texts))
    ends_of_texts = np.cumsum([len(text) for text in texts])
    ends_of_rows = np.searchsorted(origins, ends_of_texts)
    lengths = np.diff(ends_of_rows, prepend=0).astype(np.int64)
    room = np.maximum(-(-lengths // BLOCK), 1) * BLOCK
    ends = np.cumsum(room)
    starts = ends - room
    together = np.zeros(int(ends[-1]), np.uint8)
    together[np.repeat(starts - (ends_of_rows - lengths), lengths) + np.arange(len(row))] = row
    return Batch(together, starts, lengths, _fingerprints(together, starts, lengths))


def read_batches(rows: Sequence[Sequence[str]]) -> Batch:
    """Several batches as one."""
    read = [read_batch(row) for row in rows]
    before = np.cumsum([0, *(len(batch.letters) for batch in read)])
    shifts = list(zip(read, before.tolist(), strict=False))
    return Batch(
        np.concatenate([batch.letters for batch in read]),
        np.concatenate([batch.starts + shift for batch, shift in shifts]),
        np.concatenate([batch.lengths for batch in read]),
        [np.concatenate([batch.marks[i] + np.uint64(shift) for batch, shift in shifts]) for i in range(RANGES)],
    )


def _fingerprints(together: Letters, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> list[Marks]:
    edges = np.zeros(len(together) + 1, np.int8)
    has_grams = lengths >= GRAM
    edges[starts[has_grams]] = 1
    edges[(starts + lengths - GRAM + 1)[has_grams]] = -1
    inside = np.cumsum(edges[:-1], dtype=np.int8).astype(bool)
    pieces = [_marks_of_piece(together, inside, start) for start in range(0, len(together), _PIECE)]
    marks = np.concatenate([marks for marks, _ in pieces])
    ranges = np.concatenate([ranges for _, ranges in pieces])
    order = np.argsort(ranges, kind="stable")
    bounds = np.searchsorted(ranges[order], np.arange(RANGES + 1))
    marks = marks[order]
    return [marks[bounds[i] : bounds[i + 1]] for i in range(RANGES)]


def _marks_of_piece(together: Letters, inside: NDArray[np.bool_], start: int) -> tuple[Marks, NDArray[np.uint8]]:
    """The fingerprints at `start` and the next `_PIECE` positions, and the range of each; a piece sees its surroundings."""
    low, high = max(start - WINDOW, 0), min(start + _PIECE + WINDOW, len(together))
    hashes = _gram_hashes(together[low : high + GRAM])[: high - low]
    chosen = _winnowed(hashes, inside[low:high]) & inside[low:high]
    chosen[1:] &= hashes[1:] != hashes[:-1]  # a row of one letter is one fingerprint
    positions = np.flatnonzero(chosen[start - low : start - low + _PIECE]) + start
    kept = hashes[positions - low]
    marks = (kept >> np.uint64(64 - 28) << np.uint64(POSITION_BITS)) | positions.astype(np.uint64)
    return marks, (kept & np.uint64(RANGES - 1)).astype(np.uint8)


def _gram_hashes(together: Letters) -> NDArray[np.uint64]:
    """A hash of the `GRAM` letters from each position on (polynomial, then mixed), built by doubling."""
    base = 1099511628211
    power = [np.uint64(pow(base, n, 1 << 64)) for n in range(5)]
    one = np.concatenate([together, np.zeros(GRAM, np.uint8)]).astype(np.uint64)
    two = one[:-1] * power[1] + one[1:]
    four = two[:-2] * power[2] + two[2:]
    eight = four[:-4] * power[4] + four[4:]
    twelve = eight[:-4] * power[4] + four[8:]
    hashes = (twelve[:-2] * power[2] + two[12:])[: len(together)]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    return hashes


def _winnowed(hashes: NDArray[np.uint64], inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which positions hold the smallest hash of a window: those equal to the largest of the windows' minima around them."""
    order = np.where(inside, (hashes >> np.uint64(4)).astype(np.uint32), _FAR)
    padded = np.concatenate([np.full(WINDOW - 1, _FAR), order, np.full(WINDOW - 1, _FAR)])
    minima = _slide(np.minimum, padded)
    return np.asarray(_slide(np.maximum, minima) == order)


def _slide(function: np.ufunc, values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The function over every `WINDOW` (12) values in a row."""
    two = function(values[:-1], values[1:])
    four = function(two[:-2], two[2:])
    eight = function(four[:-4], four[4:])
    twelve: NDArray[np.uint32] = function(eight[:-4], four[8:])
    return twelve
