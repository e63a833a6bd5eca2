"""Uncertain pairs for a person to decide: a sheet to fill in, and what was filled in.

The sheet holds one pair a row, the most doubtful first, both entries side by side, the reasons, and empty cells for the
decision (`same`, `different`, `unsure`) and why. Writing it to a file and reading that is `onrecord.tables`' work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.errors import DecisionError
from onrecord.model import Entry, PersonLink
from onrecord.text import fold

_SIDE = ("list", "row", "name", "age", "sex", "birth", "date", "place")
_PAIR = ("a", "b", "probability", "status", "decision", "why")
HEADS = (*_PAIR, *(f"{head} a" for head in _SIDE), *(f"{head} b" for head in _SIDE), "reasons")
ANSWERS = ("same", "different", "unsure")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person wrote in a row of the sheet: the ids of the two entries, the decision, and why."""

    a: str
    b: str
    action: str
    why: str
    line: int


def to_review(links: Iterable[PersonLink], *, low: float = 0.05, high: float = 0.95) -> list[PersonLink]:
    """The pairs that a person should look at, the most doubtful first: all that are uncertain, and links below `high`."""
    open_pairs = [one for one in links if one.kind != "decided" and low <= one.probability < high]
    return sorted(open_pairs, key=lambda one: (round(abs(one.probability - 0.5), 6), one.a, one.b))


def sheet_rows(
    links: Iterable[PersonLink], entries: Mapping[str, Entry], lists: Mapping[str, str] | None = None
) -> list[list[str]]:
    """The rows of the sheet, as `HEADS` names their cells; `lists` gives the names of lists by their ids."""
    rows = []
    for one in links:
        sides = [_side(entries[n], lists or {}) for n in (one.a, one.b)]
        rows.append([one.a, one.b, f"{one.probability:.3f}", one.kind, "", "", *sides[0], *sides[1], " | ".join(one.reasons)])
    return rows


def read_sheet(rows: Sequence[Sequence[str]], *, file: str) -> list[Answer]:
    """The decisions filled in, in the order of the sheet, heads first; rows without a decision are still open and left out.

    Raises DecisionError naming file and line where a decision is none of same, different, unsure, or the ids are gone.
    """
    heads = [fold(cell).strip() for cell in (rows[0] if rows else ())]
    missing = [head for head in ("a", "b", "decision") if head not in heads]
    if missing:
        raise DecisionError(f"{file}: line 1: no column {missing[0]!r}. Fill in the sheet as it was written, keep its heads.")
    answers = []
    for line, row in enumerate(rows[1:], start=2):
        value = dict(zip(heads, row, strict=False))
        action = fold(value.get("decision", "")).strip()
        if not action:
            continue
        if action not in ANSWERS:
            raise DecisionError(
                f"{file}: line {line}: decision {value['decision']!r}. It may be one of: {', '.join(ANSWERS)}."
            )
        if not value.get("a") or not value.get("b"):
            raise DecisionError(f"{file}: line {line}: the ids of the pair (columns a and b) are missing.")
        answers.append(Answer(value["a"], value["b"], action, value.get("why", "").strip(), line))
    return answers


def _side(entry: Entry, lists: Mapping[str, str]) -> list[str]:
    age = "" if entry.age is None else f"{entry.age:g}"
    cells = (
        lists.get(entry.list, entry.list),
        str(entry.row),
        entry.name,
        age,
        entry.sex,
        entry.birth_date,
        entry.date,
        entry.place,
    )
    return [cell or "" for cell in cells]
