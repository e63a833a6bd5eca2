"""Which of two documents derives from the other: by their dates, else by what copying leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int, int, int]


@dataclass(frozen=True)
class Side:
    """A document as it is compared: its text, its letters and where these stand, and when it may have been published."""

    text: str
    letters: bytes
    origins: NDArray[np.int64]
    earliest: int | None
    latest: int | None


def is_later(one: Side, two: Side, spans: Sequence[Span], gaps: Sequence[Span], changed: Sequence[Span]) -> bool:
    """Whether `one` is the later of the two."""
    if one.earliest is not None and two.latest is not None and one.earliest > two.latest:
        return True
    if two.earliest is not None and one.latest is not None and two.earliest > one.latest:
        return False
    return len(one.letters) < len(two.letters)
