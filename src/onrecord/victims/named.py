"""Named victims in claims, linked to the persons of the lists: by name, and by the date and the place that both give."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from rapidfuzz.distance import JaroWinkler

from onrecord.model import Claim, Victim
from onrecord.text import fold
from onrecord.victims.names import Name, parse

_NEAR = 0.9
_DAYS_APART = 3


@dataclass(frozen=True, slots=True)
class ClaimMatch:
    """A name in a claim and the person it is (`linked`) or may be (`uncertain`), with the reasons."""

    victim: str
    claim: str
    name: str
    kind: Literal["linked", "uncertain"]
    reasons: tuple[str, ...]


def match_claims(victims: Iterable[Victim], claims: Iterable[Claim]) -> list[ClaimMatch]:
    """Which persons the names in these claims are. A name is linked only where date or place agree as well and no other
    person fits as well; a person whose date or place contradicts the claim is none of them. The rest is uncertain."""
    people = {victim.id: victim for victim in sorted(victims, key=lambda victim: victim.id)}
    index = _Index(people.values())
    found = []
    for claim in sorted(claims, key=lambda claim: claim.id):
        for written in claim.victims.names:
            found += _matches(claim, written, index, people)
    return found


def with_claims(victims: Iterable[Victim], matches: Iterable[ClaimMatch]) -> list[Victim]:
    """The victims with the ids of the claims that name them."""
    claims: dict[str, set[str]] = defaultdict(set)
    for match in matches:
        if match.kind == "linked":
            claims[match.victim].add(match.claim)
    return [replace(victim, claims=tuple(sorted(claims[victim.id]))) if victim.id in claims else victim for victim in victims]


class _Index:
    """Persons by any two skeletons of a name of theirs."""

    def __init__(self, victims: Iterable[Victim]) -> None:
        self.names: dict[str, list[Name]] = {}
        self._by_pair: dict[tuple[str, str], set[str]] = defaultdict(set)
        for victim in victims:
            self.names[victim.id] = [parse(name) for name in victim.names]
            for name in self.names[victim.id]:
                for pair in _pairs(name):
                    self._by_pair[pair].add(victim.id)

    def near(self, name: Name) -> list[str]:
        return sorted({person for pair in _pairs(name) for person in self._by_pair.get(pair, ())})


def _pairs(name: Name) -> set[tuple[str, str]]:
    first, *rest = sorted({part.skeleton for part in name.parts}) or [""]
    return set(combinations([first, *rest], 2))


def _matches(claim: Claim, written: str, index: _Index, people: Mapping[str, Victim]) -> list[ClaimMatch]:
    name = parse(written)
    found: list[tuple[int, str, tuple[str, ...], bool]] = []
    for person in index.near(name):
        reasons = [_name_reason(name, known) for known in index.names[person]]
        best = max((reason for reason in reasons if reason), default=None)
        if not best:
            continue
        day, place = _day_agrees(claim, people[person]), _place_agrees(claim, people[person])
        if day is False or place is False:
            continue
        told = (f"name: {best[1]}", *(["date: agrees"] if day else []), *(["place: agrees"] if place else []))
        found.append((best[0] + 2 * bool(day) + bool(place), person, told, bool(day or place)))
    top = max((score for score, *_ in found), default=0)
    alone = sum(score == top for score, *_ in found) == 1
    return [
        ClaimMatch(person, claim.id, written, "linked" if supported and alone and score == top else "uncertain", told)
        for score, person, told, supported in sorted(found, key=lambda match: (-match[0], match[1]))
    ]


def _name_reason(name: Name, known: Name) -> tuple[int, str] | None:
    """How well a name in a claim fits a person's: the first names answer each other, and all parts of the shorter name."""
    if not name.parts or not known.parts or not _answers(name, known, 0, 0):
        return None
    short, long = (name, known) if len(name.parts) <= len(known.parts) else (known, name)
    at, answered = 0, 0
    for slot in range(len(short.parts)):
        place = next((n for n in range(at, len(long.parts)) if _answers(short, long, slot, n)), None)
        if place is not None:
            answered, at = answered + 1, place + 1
    if answered < 2 or answered < len(short.parts) - (len(short.parts) > 3):
        return None
    return answered, f"{answered} of {len(short.parts)} parts agree"


def _answers(a: Name, b: Name, i: int, j: int) -> bool:
    x, y = a.parts[i], b.parts[j]
    if x.folded == y.folded or x.sound == y.sound:
        return True
    if a.script == b.script:
        return JaroWinkler.similarity(x.folded, y.folded) >= _NEAR and x.skeleton == y.skeleton
    return x.skeleton == y.skeleton


def _day_agrees(claim: Claim, victim: Victim) -> bool | None:
    """Whether the person died when the claim says; None where either gives no day."""
    when = claim.when
    if not victim.date or len(victim.date) != 10 or when is None or (when.start is None and when.end is None):
        return None
    day = date.fromisoformat(victim.date)
    around = timedelta(days=_DAYS_APART)
    return (when.start is None or day >= when.start - around) and (when.end is None or day <= when.end + around)


def _place_agrees(claim: Claim, victim: Victim) -> bool | None:
    """Whether a place of the claim is one of the person's; None where that is not known (places may contain each other)."""
    mine = _words((victim.place or "").split(","))
    theirs = _words(place.words for place in claim.places)
    return True if mine & theirs else None


def _words(names: Iterable[str] | Sequence[str]) -> set[str]:
    counted = Counter(fold(name).strip() for name in names)
    return {name for name in counted if name}
