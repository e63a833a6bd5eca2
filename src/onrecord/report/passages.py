"""The words around a passage, and offsets as a browser counts them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

AROUND = 300
"""At most so many characters before and after a passage; less where its sentence is shorter."""

_ENDS = re.compile(r"(?<=[.!?؟。۔])[\"'”’»)\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage in its sentence: `before + quote + after`; `…` stands where the sentence was too long."""

    before: str
    quote: str
    after: str


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """The passage `text[start:end]` with the rest of its sentence, at most AROUND characters on either side.

    A full stop after an initial or a title ends the sentence early here: the reader sees less of it, never other words.
    """
    left = text[max(0, start - AROUND) : start]
    cuts = list(_ENDS.finditer(left))
    before = left[cuts[-1].end() :] if cuts else left
    if not cuts and start > AROUND:
        before = "… " + before.partition(" ")[2]
    right = text[end : end + AROUND]
    stop = _ENDS.search(right)
    after = right[: stop.start()] if stop else right
    if not stop and end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Excerpt(before.lstrip(), text[start:end], after.rstrip())


class Utf16:
    """Offsets of one text in UTF-16 units, which is how a browser counts; code points above U+FFFF take two."""

    def __init__(self, text: str) -> None:
        self._wide = [i for i, character in enumerate(text) if ord(character) > 0xFFFF]

    def __call__(self, offset: int) -> int:
        return offset + bisect_right(self._wide, offset - 1)
