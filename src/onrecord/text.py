"""Folding of text for matching, in any script, with a way back to the original offsets."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

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


def fold(text: str) -> str:
    """The text as it is matched and searched: same words for every spelling; not the same length."""
    return "".join(map(fold_character, text))


def fold_letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits alone, folded, and for each the offset in `text` of the character it came from.

    That absorbs hyphenation, ligatures, line breaks and punctuation, so that a PDF and a web page of one text are equal.
    """
    letters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for part in fold_character(character):
            if part.isalnum():
                letters.append(part)
                offsets.append(offset)
    return "".join(letters), offsets
