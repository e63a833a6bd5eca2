"""Folding of text for matching, in any script, with a way back to the original offsets."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Arabic, Persian and Urdu letters that one name or word is written with in several ways.
_ARABIC = {
    **dict.fromkeys("أإآٱ", "ا"),
    "ة": "ه",
    "ۃ": "ه",
    "ى": "ي",
    "ئ": "ي",
    "ی": "ي",
    "ې": "ي",
    "ؤ": "و",
    "ک": "ك",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ء": "",
    "ـ": "",
}

_CODES = 0x110000
_SHORT = 48
"""Below this length a plain loop is quicker than setting up arrays."""


@lru_cache(maxsize=65536)
def fold_character(character: str) -> str:
    """What one character is matched as: NFKC, case-folded, marks off, Arabic letter variants and all digits as one."""
    folded = []
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold()):
        if unicodedata.combining(part) or unicodedata.category(part) in ("Mn", "Cf"):
            continue
        part = _ARABIC.get(part, part)
        if part.isdecimal():
            part = str(unicodedata.decimal(part))
        folded.append(part)
    return "".join(folded)


def letters_of(character: str) -> str:
    """The letters and digits that one character is matched as; empty for punctuation, space and marks."""
    return "".join(part for part in fold_character(character) if part.isalnum())


class Expansion:
    """A function from one character to any number of values, applied to whole texts at the speed of arrays.

    Its table over all code points is filled as they are met, so that nothing is paid for scripts that do not occur.
    """

    def __init__(self, function: Callable[[str], Sequence[int]]) -> None:
        self._function = function
        self._count = np.zeros(_CODES, np.uint8)
        """How many values, plus one; 0 = not met yet."""
        self._first = np.zeros(_CODES, np.uint32)
        self._start = np.zeros(_CODES, np.int64)
        self._pool = np.zeros(0, np.uint32)
        """The values of all characters that have been met, one after the other, each from its `_start`."""

    def __call__(self, codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """The values of all characters in a row, and for each the index in `codes` of the character it came from."""
        counts = self._count[codes]
        if codes.size and not counts.all():
            self._meet(np.unique(codes[counts == 0]))
            counts = self._count[codes]
        if not codes.size or int(counts.max()) <= 2:
            origins = np.flatnonzero(counts == 2)
            return self._first[codes[origins]], origins
        sizes = counts.astype(np.int64) - 1
        origins = np.repeat(np.arange(len(codes)), sizes)
        before = np.cumsum(sizes) - sizes
        return self._pool[(self._start[codes] - before)[origins] + np.arange(len(origins))], origins

    def _meet(self, codes: NDArray[np.uint32]) -> None:
        pool: list[int] = []
        for code in codes.tolist():
            values = self._function(chr(code))
            self._start[code] = len(self._pool) + len(pool)
            self._count[code] = len(values) + 1
            self._first[code] = values[0] if values else 0
            pool.extend(values)
        self._pool = np.concatenate([self._pool, np.array(pool, np.uint32)])


def codes_of(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))


def _text_of(codes: NDArray[np.uint32]) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


_FOLD = Expansion(lambda character: [ord(part) for part in fold_character(character)])
_LETTERS = Expansion(lambda character: [ord(part) for part in letters_of(character)])


def fold(text: str) -> str:
    """The text as it is matched and searched: same words for every spelling; not the same length."""
    if text.isascii():
        return text.lower()
    if len(text) < _SHORT:
        return "".join(map(fold_character, text))
    return _text_of(_FOLD(codes_of(text))[0])


def fold_letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits alone, folded, and for each the offset in `text` of the character it came from.

    That absorbs hyphenation, ligatures, line breaks and punctuation, so that a PDF and a web page of one text are equal.
    """
    values, origins = _LETTERS(codes_of(text))
    return _text_of(values), origins.tolist()
