"""Which pairs of entries are worth comparing: those that share a key that few others have. Splink (DuckDB) makes the pairs.

Keys are numbers. Two parts of a name (their skeletons, in either order), a birth date with one part, a date of death with a
part, an age or a place. A key that too many have is refined: by an age that differs by at most a year, or by a third part.
What the keys let through is measured, not hoped for: `ceiling` reports the share of sure pairs that they reach.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import MissingExtraError
from onrecord.victims.fields import SLOTS, Ints, Table

Pairs = tuple[Ints, Ints]
"""Row numbers of the first and of the second entry of each pair."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How many pairs one key may make (entries of one side times entries of the other) before it is refined or left out."""

    key: int = 1000
    refined: int = 2000
    triple: int = 2000


_MIX = np.uint64(0x9E3779B97F4A7C15)


def _mixed(*columns: Any) -> NDArray[np.uint64]:
    """One 64-bit number for each row of these columns, the same for the same values everywhere (a multiply-shift hash)."""
    total = np.uint64(0)
    with np.errstate(over="ignore"):
        for column in columns:
            total = (total ^ (np.asarray(column).astype(np.int64).view(np.uint64) + np.uint64(0x1234567))) * _MIX
            total = total ^ (total >> np.uint64(29))
    return np.asarray(total, dtype=np.uint64)


@dataclass(slots=True)
class Keys:
    """Rows and their keys, side by side."""

    row: Ints
    key: NDArray[np.uint64]


def _together(found: list[Keys]) -> Keys:
    if not found:
        return Keys(np.empty(0, np.int64), np.empty(0, np.uint64))
    return Keys(np.concatenate([k.row for k in found]), np.concatenate([k.key for k in found]))


class _Sides:
    """The two sides that are joined: entries of `left` against entries of `right` (masks over the table; they may overlap)."""

    def __init__(self, left: NDArray[np.bool_], right: NDArray[np.bool_]) -> None:
        self.left, self.right = left, right

    def sorted_out(self, keys: Keys, cap: int) -> tuple[Keys, Keys]:
        """Keys that join something within the cap, and keys that join too much; the rest joins nothing."""
        _, inverse = np.unique(keys.key, return_inverse=True)
        left = np.bincount(inverse, weights=self.left[keys.row])[inverse]
        right = np.bincount(inverse, weights=self.right[keys.row])[inverse]
        size = left * right
        live, large = (size > 0) & (size <= cap), size > cap
        return Keys(keys.row[live], keys.key[live]), Keys(keys.row[large], keys.key[large])


def keys_of(table: Table, left: NDArray[np.bool_], right: NDArray[np.bool_], caps: Caps) -> Keys:
    """All keys by which an entry of the left side may meet one of the right side."""
    sides = _Sides(left, right)
    rows = np.flatnonzero(left | right)
    skeletons = np.where(table.parts >= 0, table.vocabulary.skeleton[table.parts], -1)[rows]
    kept: list[Keys] = []
    good, large = sides.sorted_out(_name_keys(rows, skeletons), caps.key)
    kept.append(good)
    kept.extend(_refined(table, sides, large, caps))
    kept.append(sides.sorted_out(_triples(rows, skeletons), caps.triple)[0])
    for extra in _date_keys(table, sides, rows, skeletons):
        kept.append(sides.sorted_out(extra, caps.key)[0])
    return _together(kept)


def _name_keys(rows: Ints, skeletons: Any) -> Keys:
    """Any two parts of a name, in either order."""
    found = []
    for i, j in combinations(range(SLOTS), 2):
        has = skeletons[:, j] >= 0
        a, b = skeletons[has, i], skeletons[has, j]
        found.append(Keys(rows[has], _mixed(2, np.minimum(a, b), np.maximum(a, b))))
    return _distinct(_together(found))


def _triples(rows: Ints, skeletons: Any) -> Keys:
    found = []
    for slots in combinations(range(SLOTS - 1), 3):
        has = skeletons[:, slots[2]] >= 0
        three = np.sort(skeletons[has][:, slots], axis=1)
        found.append(Keys(rows[has], _mixed(3, three[:, 0], three[:, 1], three[:, 2])))
    return _distinct(_together(found))


def _refined(table: Table, sides: _Sides, large: Keys, caps: Caps) -> Iterator[Keys]:
    """Too common pairs of parts, with an age besides that differs by a year at most."""
    known = np.isfinite(table.age[large.row])
    row, key = large.row[known], large.key[known]
    yield sides.sorted_out(_beside(sides, row, (5, key.view(np.int64)), np.floor(table.age[row])), caps.refined)[0]


def _date_keys(table: Table, sides: _Sides, rows: Ints, skeletons: Any) -> Iterator[Keys]:
    """A birth date with one part of the name; a date of death, or the day beside it, with a part, a place or an age."""
    birth, day = table.birth[rows], table.day[rows]
    for slot in range(SLOTS):
        here = (birth >= 0) & (skeletons[:, slot] >= 0)
        yield Keys(rows[here], _mixed(11, birth[here], skeletons[here, slot]))
    with_day: list[tuple[int, Any]] = [(20 + slot, skeletons[:, slot]) for slot in range(SLOTS)]
    with_day += [(31, table.place[rows]), (32, table.region[rows]), (33, np.nan_to_num(table.age[rows], nan=-1))]
    for tag, column in with_day:
        here = (day >= 0) & (column >= 0)
        tag = 20 if tag < 30 else tag
        yield _beside(sides, rows[here], (tag, column[here]), day[here])


def _beside(sides: _Sides, row: Ints, same: tuple[Any, Any], value: Any) -> Keys:
    """Keys of what is the same and a number that may differ by one: the left side has its own, the right side its neighbours too."""
    left, right = sides.left[row], sides.right[row]
    tag, column = same
    found = [Keys(row[left], _mixed(tag, column[left], value[left]))]
    found += [Keys(row[right], _mixed(tag, column[right], value[right].astype(np.int64) + step)) for step in (-1, 0, 1)]
    return _distinct(_together(found))


def _distinct(keys: Keys) -> Keys:
    """Each key once for each row, in order of row and key."""
    order = np.lexsort((keys.key, keys.row))
    row, key = keys.row[order], keys.key[order]
    if not len(row):
        return keys
    first = np.append(True, (row[1:] != row[:-1]) | (key[1:] != key[:-1]))
    return Keys(row[first], key[first])
