"""Names aligned part by part: which part of the one name answers which part of the other, and how near the two are.

An alignment keeps the order of the parts; a part may be missing on either side, and the first two may have changed places.
Everything works on many pairs of names at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from onrecord.victims.fields import SLOTS, Ints, Small, Vocabulary

LEVELS = (
    "same",
    "same sound",
    "same skeleton",
    "same skeleton, other vowels",
    "very near",
    "near",
    "alike",
    "faintly alike",
    "initial",
    "other",
)
SAME, SOUND, SKELETON, VOWELS, VERY_NEAR, NEAR, ALIKE, FAINT, INITIAL, OTHER = range(len(LEVELS))
_STEPS = np.array([0.65, 0.75, 0.85, 0.92], dtype=np.float32)  # of Jaro-Winkler similarity, from faintly alike to very near
_GRADES = np.array([OTHER, FAINT, ALIKE, NEAR, VERY_NEAR], dtype=np.uint8)
_SAME_VOWELS = 0.88
_ARTICLE = re.compile(r"^al[iu]?")
_NEVER = np.float32(-1e4)

Scores = NDArray[np.float32]


def levels(a: Small, b: Small, words: Vocabulary) -> NDArray[np.uint8]:
    """How near each part of `a` is to the part of `b` beside it (both numbers of parts, none missing), as a level."""
    found = np.full(len(a), OTHER, dtype=np.uint8)
    same, sound = a == b, words.sound[a] == words.sound[b]
    skeleton = words.skeleton[a] == words.skeleton[b]
    open_cells = np.flatnonzero(~(same | sound))
    open_cells = open_cells[_may_be_near(a[open_cells], b[open_cells], words) | skeleton[open_cells]]
    codes = a[open_cells].astype(np.int64) * len(words.parts) + b[open_cells]
    distinct, inverse = np.unique(codes, return_inverse=True)
    likeness = _likeness(distinct // len(words.parts), distinct % len(words.parts), words)[inverse]
    graded = _GRADES[np.searchsorted(_STEPS, likeness, side="right")]
    graded = np.where(skeleton[open_cells], np.where(likeness >= _SAME_VOWELS, SKELETON, VOWELS), graded)
    initial = np.flatnonzero(words.initial[a[open_cells]] | words.initial[b[open_cells]])
    heads = _same_head(codes[initial], words)
    graded[initial] = np.where(heads, INITIAL, OTHER)
    found[open_cells] = graded
    found[sound] = SOUND
    found[same] = SAME
    return found


def _may_be_near(a: Small, b: Small, words: Vocabulary) -> NDArray[np.bool_]:
    """Whether two parts have letters enough in common to be more than other names: the similarity of Jaro cannot be higher
    than (m/|a| + m/|b| + 1) / 3 for m letters that stand in both. Initials and articles are looked at in any case."""
    near = words.initial[a] | words.initial[b] | (words.joined[a] ^ words.joined[b])
    for letters in (words.sound_letters, words.folded_letters):
        common = np.bitwise_count(letters.mask[a] & letters.mask[b])
        near |= common * (letters.share[a] + letters.share[b]) >= np.float32(3 * _STEPS[0] - 1 - 1e-5)
    return near


def _likeness(a: Ints, b: Ints, words: Vocabulary) -> Scores:
    """The best Jaro-Winkler similarity of two parts: of their sounds, of their letters if they are of one script, and of their
    sounds without what may be an article written onto them."""
    parts = [words.parts[i] for i in a.tolist()], [words.parts[i] for i in b.tolist()]
    best = _similar(*([part.sound for part in side] for side in parts))
    same_script = np.flatnonzero(words.script[a] == words.script[b])
    if len(same_script):
        folded = _similar(*([side[i].folded for i in same_script.tolist()] for side in parts))
        best[same_script] = np.maximum(best[same_script], folded)
    joined = np.flatnonzero(words.joined[a] ^ words.joined[b])
    if len(joined):
        bare = _similar(*([_ARTICLE.sub("", side[i].sound) for i in joined.tolist()] for side in parts))
        best[joined] = np.maximum(best[joined], bare - np.float32(0.02))
    return best


def _similar(left: list[str], right: list[str]) -> Scores:
    return np.asarray(cpdist(left, right, scorer=JaroWinkler.similarity, dtype=np.float32, workers=1))


def _same_head(codes: Ints, words: Vocabulary) -> NDArray[np.bool_]:
    n = len(words.parts)
    return np.array([words.parts[c // n].folded[:1] == words.parts[c % n].folded[:1] for c in codes.tolist()], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Cells:
    """All pairs of parts of many pairs of names: for each cell [i, j, pair] the level, and whether both parts are there.

    `apart_b`: part i of `a` is parts j and j + 1 of `b` written as one word; `apart_a`: the other way round. `x`, `y`: the
    parts of the cells that are there, one behind the other.
    """

    a: Small
    b: Small
    level: NDArray[np.uint8]
    there: NDArray[np.bool_]
    apart_a: NDArray[np.bool_]
    apart_b: NDArray[np.bool_]
    x: Small
    y: Small

    @property
    def levels(self) -> NDArray[np.uint8]:
        """The levels of all cells that are there, one behind the other."""
        return self.level[self.there]


_FAR = np.abs(np.subtract.outer(np.arange(SLOTS), np.arange(SLOTS))) > 2


def cells(
    a: Small, b: Small, together: tuple[Small, Small], words: Vocabulary, known: NDArray[np.uint8] | None = None
) -> Cells:
    """The cells of these names (`a`, `b`: [pairs, SLOTS] numbers of parts, -1 where the name has no more).

    `together`: for either side the skeletons of neighbouring parts written as one word (`Table.run_together`). `known`: the
    levels of these very cells, where they were found before (`Cells.levels`).
    """
    by_slot_a, by_slot_b = np.ascontiguousarray(a.T), np.ascontiguousarray(b.T)
    there = (by_slot_a >= 0)[:, None] & (by_slot_b >= 0)[None, :]
    there[_FAR] = False
    x = np.broadcast_to(by_slot_a[:, None], there.shape)[there]
    y = np.broadcast_to(by_slot_b[None, :], there.shape)[there]
    level = np.full(there.shape, OTHER, dtype=np.uint8)
    level[there] = levels(x, y, words) if known is None else known
    apart_a, apart_b = np.zeros((2, *there.shape), dtype=np.bool_)
    skeleton_a, skeleton_b = (np.where(side >= 0, words.skeleton[side], -1) for side in (by_slot_a, by_slot_b))
    here = np.flatnonzero((together[0] >= 0).any(axis=1))
    apart_a[:-1, :, here] = together[0][here].T[:, None] == skeleton_b[None, :, here]
    here = np.flatnonzero((together[1] >= 0).any(axis=1))
    apart_b[:, :-1, here] = skeleton_a[:, None, here] == together[1][here].T[None, :]
    return Cells(a, b, level, there, apart_a, apart_b, x, y)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a step of an alignment adds: the score of each cell as lineage, and as first name (cells of the first two parts
    alone), and what a missing part costs; `apart` is the score of the cells whose parts are two words on one side and one word
    on the other."""

    first: Scores
    lineage: Scores
    apart: Scores
    gap: float
    first_gap: float
    swap: float


# How the first names stand to each other: (parts of a used, parts of b used), then the lineage goes on from there.
STARTS = ((1, 1), (0, 1), (1, 0), (1, 2), (2, 1), (2, 2))


def suffixes(found: Cells, weights: Weights) -> Scores:
    """Best score of aligning the parts of `a` from i on with those of `b` from j on, for every pair: [i, j, pair]."""
    best = np.zeros((SLOTS + 1, SLOTS + 1, len(found.a)), dtype=np.float32)
    gap_a, gap_b = (np.where(side.T >= 0, np.float32(weights.gap), np.float32(0)) for side in (found.a, found.b))
    cell = np.where(found.there, weights.lineage, _NEVER)
    for i in range(SLOTS - 1, -1, -1):
        best[i, SLOTS] = best[i + 1, SLOTS] + gap_a[i]
    for j in range(SLOTS - 1, -1, -1):
        best[SLOTS, j] = best[SLOTS, j + 1] + gap_b[j]
    for i in range(SLOTS - 1, -1, -1):
        for j in range(SLOTS - 1, -1, -1):
            step = best[i + 1, j + 1] + cell[i, j]
            np.maximum(step, best[i + 1, j] + gap_a[i], out=step)
            np.maximum(step, best[i, j + 1] + gap_b[j], out=best[i, j])
            for here, after in _apart_steps(found, i, j):
                joined = best[*after, here] + weights.apart[i, j, here]
                best[i, j, here] = np.maximum(best[i, j, here], joined)
    return best


def _apart_steps(found: Cells, i: int, j: int) -> list[tuple[Ints, tuple[int, int]]]:
    """Pairs in which this cell is one word against two, and where the alignment goes on."""
    steps = []
    for apart, after in ((found.apart_a, (i + 2, j + 1)), (found.apart_b, (i + 1, j + 2))):
        if max(after) <= SLOTS and len(here := np.flatnonzero(apart[i, j])):
            steps.append((here, after))
    return steps


def starts(found: Cells, weights: Weights) -> Scores:
    """Score of each way in which the first names may stand to each other, as in `STARTS`: [way, pair]."""
    first = np.where(found.there[:2, :2], weights.first, _NEVER)
    has_a, has_b = found.a.T >= 0, found.b.T >= 0
    ways = np.empty((len(STARTS), len(found.a)), dtype=np.float32)
    ways[0] = first[0, 0]
    ways[1] = np.where(has_b[1] & has_a[0], weights.first_gap, _NEVER)
    ways[2] = np.where(has_a[1] & has_b[0], weights.first_gap, _NEVER)
    ways[3] = first[0, 1] + weights.gap
    ways[4] = first[1, 0] + weights.gap
    for way, apart in ((3, found.apart_b), (4, found.apart_a)):
        ways[way] = np.where(apart[0, 0], np.maximum(ways[way], weights.apart[0, 0]), ways[way])
    ways[5] = first[0, 1] + first[1, 0] + weights.swap
    return ways


def trace(found: Cells, weights: Weights, best: Scores, way: Ints) -> tuple[Ints, Ints, Ints]:
    """The aligned cells of the best alignment of each pair: pair, i, j; -1 where a part has none to answer it."""
    steps: list[tuple[Ints, Ints, Ints]] = []
    pair = np.arange(len(found.a))
    for number, start in enumerate(STARTS):
        here = pair[way == number]
        steps += [(here, np.full(len(here), i), np.full(len(here), j)) for i, j in _START_CELLS[start]]
    used = np.array(STARTS)[way]
    at_a, at_b = used[:, 0].copy(), used[:, 1].copy()
    active = np.ones(len(pair), dtype=np.bool_)
    while active.any():
        row = pair[active]
        i, j = at_a[row], at_b[row]
        step = _next(found, weights, best, row, i, j)
        only_a, only_b = step == 1, step == 2
        at_a[row] += step == 3
        at_b[row] += step == 4
        told = np.isin(step, (0, 3, 4)) | (only_a & _given(found.a, row, i)) | (only_b & _given(found.b, row, j))
        steps.append((row[told], np.where(only_b, -1, i)[told], np.where(only_a, -1, j)[told]))
        at_a[row] += ~only_b
        at_b[row] += ~only_a
        active[row] = (at_a[row] < SLOTS) | (at_b[row] < SLOTS)
    columns = [np.concatenate([step[k] for step in steps]) for k in range(3)]
    order = np.lexsort((columns[2], columns[1], columns[0]))
    return columns[0][order], columns[1][order], columns[2][order]


_START_CELLS = {
    (1, 1): ((0, 0),),
    (0, 1): ((-1, 0),),
    (1, 0): ((0, -1),),
    (1, 2): ((0, 1), (-1, 0)),
    (2, 1): ((1, 0), (0, -1)),
    (2, 2): ((0, 1), (1, 0)),
}


def _given(parts: Small, row: Ints, slot: Ints) -> NDArray[np.bool_]:
    return np.asarray(np.where(slot < SLOTS, parts[row, np.minimum(slot, SLOTS - 1)] >= 0, False), dtype=np.bool_)


def _next(found: Cells, weights: Weights, best: Scores, row: Ints, i: Ints, j: Ints) -> Ints:
    """0: both parts answer each other; 1: the part of `a` has none; 2: the part of `b` has none; 3, 4: two parts of `a`, or of
    `b`, answer one of the other."""
    inner_i, inner_j = np.minimum(i, SLOTS - 1), np.minimum(j, SLOTS - 1)
    gap_a = np.where(_given(found.a, row, i), weights.gap, 0.0)
    gap_b = np.where(_given(found.b, row, j), weights.gap, 0.0)
    inside = (i < SLOTS) & (j < SLOTS)
    inner = inner_i, inner_j, row
    cell = np.where(inside & found.there[inner], weights.lineage[inner], _NEVER)
    after = np.minimum(i + 1, SLOTS), np.minimum(j + 1, SLOTS)
    diagonal = np.where(inside, best[after[0], after[1], row] + cell, _NEVER)
    down = np.where(i < SLOTS, best[after[0], j, row] + gap_a, 2 * _NEVER)
    across = np.where(j < SLOTS, best[i, after[1], row] + gap_b, 2 * _NEVER)
    steps = [diagonal, down, across]
    for apart, further in ((found.apart_a, (2, 1)), (found.apart_b, (1, 2))):
        fits = inside & (i + further[0] <= SLOTS) & (j + further[1] <= SLOTS) & apart[inner]
        beyond = best[np.minimum(i + further[0], SLOTS), np.minimum(j + further[1], SLOTS), row]
        steps.append(np.where(fits, beyond + weights.apart[inner], _NEVER))
    return np.asarray(np.argmax(np.stack(steps), axis=0), dtype=np.int64)
