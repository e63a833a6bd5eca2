"""Why two entries were linked or not: one sentence for each field, with what it weighs."""

from __future__ import annotations

from onrecord.victims import alignment
from onrecord.victims.fields import Ints
from onrecord.victims.scoring import BIRTH_LEVELS, DAY_LEVELS, PLACE_LEVELS, Scorer

_BATCH = 20_000


def reasons(scorer: Scorer, a: Ints, b: Ints) -> list[tuple[str, ...]]:
    """For each pair of rows its reasons, such as `age: 31 and 32, +3.2`; weights are natural logs of likelihood ratios."""
    told: list[tuple[str, ...]] = []
    for start in range(0, len(a), _BATCH):
        told += _reasons(scorer, a[start : start + _BATCH], b[start : start + _BATCH])
    return told


def _reasons(scorer: Scorer, a: Ints, b: Ints) -> list[tuple[str, ...]]:
    evidence = scorer.evidence(a, b)
    aligned = scorer.aligned_parts(a, b)
    relatives, linked = scorer.relatives(a, b)
    t = scorer.table
    out = []
    for k in range(len(a)):
        i, j = int(a[k]), int(b[k])
        parts = aligned[k]
        first = [p for p in parts if 0 in p[:2]]
        lineage = [p for p in parts if 0 not in p[:2]]
        lines = (
            [f"first name: {_parts(scorer, i, j, first)}, {evidence.first[k]:+.1f}"] if first else ["first name: not known"]
        )
        if lineage:
            kin = f"; of {relatives[k]} others who share it {linked[k]} are linked" if linked[k] else ""
            lines.append(f"lineage: {_parts(scorer, i, j, lineage)}{kin}, {evidence.lineage[k]:+.1f}")
        step = {name: int(values[k]) for name, values in evidence.steps.items()}
        if step["birth"] >= 0:
            lines.append(f"birth date: {BIRTH_LEVELS[step['birth']]}, {evidence.age[k]:+.1f}")
        elif step["age"] >= 0:
            lines.append(f"age: {t.age[i]:g} and {t.age[j]:g}, {evidence.age[k]:+.1f}")
        if step["sex"] >= 0:
            lines.append(f"sex: {'other' if step['sex'] else 'same'}, {evidence.sex[k]:+.1f}")
        if step["day"] >= 0:
            lines.append(f"date of death: {DAY_LEVELS[step['day']]}, {evidence.day[k]:+.1f}")
        if step["place"] >= 0:
            lines.append(f"place: {PLACE_LEVELS[step['place']]}, {evidence.place[k]:+.1f}")
        out.append(tuple(lines))
    return out


def _parts(scorer: Scorer, i: int, j: int, aligned: list[tuple[int, int, int]]) -> str:
    words = scorer.table.vocabulary.parts
    told = []
    for slot_a, slot_b, level in aligned:
        left = words[scorer.table.parts[i, slot_a]].folded if slot_a >= 0 else None
        right = words[scorer.table.parts[j, slot_b]].folded if slot_b >= 0 else None
        if left is None or right is None:
            told.append(f"{left or right} stands in one only")
        elif level == alignment.SAME:
            told.append(f"{left} in both")
        else:
            told.append(f"{left} and {right} ({alignment.LEVELS[level]})")
    return "; ".join(told)
