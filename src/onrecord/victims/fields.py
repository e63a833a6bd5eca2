"""Entries as columns of numbers, so that millions of pairs of them can be compared at once.

A `Table` holds one row per entry, in the order given. Names become parts of a vocabulary (each part's folded form, sound and
skeleton have numbers of their own), dates become days, places their finest and coarsest part. What is not known is -1 or NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.model import Entry
from onrecord.text import fold
from onrecord.victims.names import Part, parse

SLOTS = 6
"""Parts of a name that are compared; of longer names the first five and the last."""

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of many words: `mask` has a bit for the first, second and third of each letter (21 classes of letters), so
    that the bits of two masks in common are no fewer than the letters in common; `share` is one over the number of letters,
    or one where a class stands more than three times and the mask may leave some out."""

    mask: NDArray[np.uint64]
    share: Floats


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All parts of all names: number -> part, and the numbers of its sound and skeleton; `joined`: an article may be
    written onto it; the letters of its sound and of its folded form."""

    parts: Sequence[Part]
    sound: Small
    skeleton: Small
    initial: NDArray[np.bool_]
    script: NDArray[np.int8]
    joined: NDArray[np.bool_]
    sound_letters: Letters
    folded_letters: Letters


@dataclass(frozen=True, slots=True)
class Table:
    """Entries in columns. `parts[i, k]` is the k-th part of the i-th name in `vocabulary`, or -1.

    `run_together[i, k]` is the skeleton that its parts k and k + 1 have when written as one word, or -2 where nobody has it.
    Places have one number in two scripts where their skeletons tell.
    """

    ids: Sequence[str]
    list: Small
    lists: tuple[str, ...]
    parts: Small
    run_together: Small
    vocabulary: Vocabulary
    age: Floats
    sex: NDArray[np.int8]
    birth: Small
    day: Small
    place: Small
    region: Small
    places: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)


def table(entries: Iterable[Entry]) -> Table:
    """The columns of these entries, row by row in the order given; the same entries give the same columns."""
    rows = list(entries)
    lists, list_number = _numbered([entry.list for entry in rows])
    parts, vocabulary = _names([entry.name for entry in rows])
    fine, coarse = zip(*map(_place, (entry.place for entry in rows)), strict=True) if rows else ((), ())
    places, place_number = _numbered([*fine, *coarse])
    blank = places.index("") if "" in places else -2
    place_number[place_number == blank] = -1
    place_number = _across_scripts(places)[place_number]
    ages = [float("nan") if entry.age is None else entry.age for entry in rows]
    return Table(
        ids=[entry.id for entry in rows],
        list=list_number,
        lists=tuple(lists),
        parts=parts,
        run_together=_run_together(parts, vocabulary),
        vocabulary=vocabulary,
        age=np.array(ages, dtype=np.float32),
        sex=np.array([_SEXES.get(entry.sex or "", 0) for entry in rows], dtype=np.int8),
        birth=np.array([_day(entry.birth_date) for entry in rows], dtype=np.int32),
        day=np.array([_day(entry.date) for entry in rows], dtype=np.int32),
        place=place_number[: len(rows)],
        region=place_number[len(rows) :],
        places=places,
    )


_SEXES = {"m": 1, "f": 2}
_DAYS: dict[str, int] = {}


def _day(text: str | None) -> int:
    """The day number of an ISO date that is known to the day, else -1."""
    if not text or len(text) != 10:
        return -1
    number = _DAYS.get(text)
    if number is None:
        try:
            number = date.fromisoformat(text).toordinal()
        except ValueError:
            number = -1
        _DAYS[text] = number
    return number


def _place(text: str | None) -> tuple[str, str]:
    """The finest and the coarsest name in "Town, District, Province", folded; the same where there is one."""
    if not text:
        return "", ""
    parts = [part for part in (fold(piece).strip() for piece in text.split(",")) if part]
    return (parts[0], parts[-1]) if parts else ("", "")


def _across_scripts(places: Sequence[str]) -> Small:
    """The number of each place, the same for two names in two scripts that alone have one sound, or else one skeleton; -1 at
    the end, so that what is not known stays so."""
    names = [parse(place) for place in places]
    out = np.append(np.arange(len(places)), -1).astype(np.int32)
    left = [number for number, name in enumerate(names) if name.parts]
    settled: set[int] = set()
    for form in ("sound", "skeleton"):
        alike: dict[tuple[str, ...], list[int]] = {}
        for number in left:
            alike.setdefault(tuple(getattr(part, form) for part in names[number].parts), []).append(number)
        for one, *others in alike.values():
            if len(others) == 1 and names[one].script != names[others[0]].script:
                out[others] = one
                settled |= {one, *others}
        left = [number for number in left if number not in settled]
    return out


def _numbered(values: Sequence[str]) -> tuple[list[str], Small]:
    """The distinct values in order, and the number of each value among them."""
    distinct = sorted(set(values))
    number = {value: n for n, value in enumerate(distinct)}
    return distinct, np.array([number[value] for value in values], dtype=np.int32)


def _names(names: Sequence[str]) -> tuple[Small, Vocabulary]:
    number: dict[str, int] = {}
    found: list[Part] = []
    scripts: list[int] = []
    numbers: list[int] = []
    lengths: list[int] = []
    for written in names:
        name = parse(written)
        kept = name.parts if len(name.parts) <= SLOTS else (*name.parts[: SLOTS - 1], name.parts[-1])
        lengths.append(len(kept))
        for part in kept:
            n = number.get(part.folded)
            if n is None:
                n = number[part.folded] = len(found)
                found.append(part)
                scripts.append(_SCRIPTS[name.script])
            numbers.append(n)
    parts = np.full((len(names), SLOTS), -1, dtype=np.int32)
    parts[np.arange(SLOTS) < np.array(lengths, dtype=np.int64)[:, None]] = numbers
    return parts, Vocabulary(
        parts=found,
        sound=_numbered([part.sound for part in found])[1],
        skeleton=_numbered([part.skeleton for part in found])[1],
        initial=np.array([part.initial for part in found], dtype=np.bool_),
        script=np.array(scripts, dtype=np.int8),
        joined=np.array([len(part.sound) > 5 and part.sound.startswith("al") for part in found], dtype=np.bool_),
        sound_letters=_letters([part.sound for part in found]),
        folded_letters=_letters([part.folded for part in found]),
    )


def _letters(words: Sequence[str]) -> Letters:
    masks, shares = [], []
    for word in words:
        seen = [0] * 21
        for letter in word:
            seen[ord(letter) % 21] += 1
        masks.append(sum(((1 << min(n, 3)) - 1) << 3 * place for place, n in enumerate(seen) if n))
        shares.append(1 / len(word) if word and max(seen) <= 3 else 1.0)
    return Letters(np.array(masks, dtype=np.uint64), np.array(shares, dtype=np.float32))


def _run_together(parts: Small, words: Vocabulary) -> Small:
    left, right = parts[:, :-1], parts[:, 1:]
    both = right >= 0
    size = len(words.parts)
    codes, inverse = np.unique(left[both].astype(np.int64) * size + right[both], return_inverse=True)
    number = {part.skeleton: int(n) for part, n in zip(words.parts, words.skeleton, strict=True)}
    joined = [number.get(_one_word(words.parts[code // size], words.parts[code % size]), -2) for code in codes.tolist()]
    out = np.full(left.shape, -2, dtype=np.int32)
    out[both] = np.array(joined, dtype=np.int32)[inverse] if joined else -2
    return out


def _one_word(left: Part, right: Part) -> str:
    """The skeleton of two parts written as one word: inside it a leading vowel, w or y is no consonant any more."""
    return left.skeleton + (right.skeleton[1:] if right.skeleton[0] in "awy" else right.skeleton)


_SCRIPTS: dict[Any, int] = {"arabic": 1, "latin": 2, "other": 3, "none": 0}


_MIX = np.uint64(0x9E3779B97F4A7C15)


def mixed(*columns: Any) -> NDArray[np.uint64]:
    """One 64-bit number for each row of these columns, the same for the same values everywhere (a multiply-shift hash)."""
    total: Any = np.uint64(0)
    with np.errstate(over="ignore"):
        for column in columns:
            total = (total ^ (np.asarray(column).astype(np.int64).view(np.uint64) + np.uint64(0x1234567))) * _MIX
            total = total ^ (total >> np.uint64(29))
    return np.asarray(total, dtype=np.uint64)
