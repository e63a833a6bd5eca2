"""Gradings, proposed by the rules that Airwars publishes, with the rule's words as reason. A person's decision wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.incidents.independence import Evidence
from onrecord.incidents.names import generic_words, read_name
from onrecord.model import Claim, Decision, Grade, SourceCount

RULES: Mapping[Grade, str] = {
    "confirmed": "A specific belligerent has accepted responsibility for civilian harm.",
    "fair": "Reported by two or more credible sources.",
    "weak": "Single source claim, though sometimes featuring significant information.",
    "contested": "Competing claims of responsibility e.g. multiple belligerents.",
    "discounted": "Those killed were combatants, or other parties most likely responsible.",
}
"""The published words (airwars.org, methodology). `discounted` is never proposed: only a person decides it."""


@dataclass(frozen=True, slots=True)
class Grading:
    grade: Grade
    reason: str


def grade(
    claims: Iterable[Claim],
    sources: Sequence[SourceCount],
    evidence: Evidence,
    *,
    most: int | None = None,
    decided: Decision | None = None,
) -> Grading:
    """The grading of an incident from its claims and independent sources, or what a person decided, with the reason.

    `most`: how many independent sources the best supported act has; two sources for two different acts corroborate nothing.
    """
    if decided is not None:
        value: Grade = decided.values["grade"]
        return Grading(value, f"Decided by {decided.who} on {decided.at[:10]}: {decided.why}")
    asserted = [c for c in claims if c.asserted and not c.is_left_out]
    accepting = _accepts(asserted, evidence)
    if accepting:
        return Grading("confirmed", f"{RULES['confirmed']} (proposed: {accepting} says so of itself)")
    rivals = _rivals(asserted, evidence)
    if rivals:
        return Grading("contested", f"{RULES['contested']} (alleged: {' / '.join(rivals)})")
    most = len(sources) if most is None else most
    if most >= 2:
        return Grading("fair", f"{RULES['fair']} ({most} independent sources for one act)")
    if not sources:
        return Grading("weak", "No source states it as a claim: figures without one are not counted.")
    apart = " (several sources, no two for one act)" if len(sources) > 1 else ""
    return Grading("weak", RULES["weak"] + apart)


def _accepts(claims: Iterable[Claim], evidence: Evidence) -> str | None:
    """A source that a claim names as perpetrator and that says so itself; unnamed ones accept nothing."""
    for claim in claims:
        for voice in evidence.voices(claim):
            said_by = {frozenset(read_name(v).key) for v in (voice.source.name, *voice.source.variants)}
            if voice.source.named and any(frozenset(read_name(p).key) in said_by for p in claim.perpetrators):
                return voice.source.name
    return None


def _rivals(claims: Iterable[Claim], evidence: Evidence) -> tuple[str, str] | None:
    """Two alleged perpetrators that different sources name and that share no word of their own, or None."""
    by_source: dict[str, set[str]] = {}
    for claim in claims:
        for voice in evidence.voices(claim):
            by_source.setdefault(voice.key, set()).update(p for p in claim.perpetrators if _marks(p))
    named = [(key, by_source[key]) for key in sorted(by_source) if by_source[key]][:50]
    for n, (_, mine) in enumerate(named):
        for _, theirs in named[n + 1 :]:
            ours = frozenset().union(*(_marks(p) for p in mine))
            if not any(_marks(p) & ours for p in theirs):
                return min(mine), min(theirs)
    return None


def _marks(words: str) -> frozenset[str]:
    """The words that tell one perpetrator from another: "Syrian regime forces" -> {"syrian"}."""
    return frozenset(read_name(words).key) - generic_words()
