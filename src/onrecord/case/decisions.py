"""What people decide: made, kept in the log, and applied again after every extraction.

A decision is anchored to what does not change: the document's hash and the quoted words with those around them (the text
quote selector of the W3C Web Annotation model). It so finds its claim again after a better reading or a better extractor;
one that no longer does is listed, never lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from onrecord.case.folder import Case
from onrecord.codebook import load as load_codebook
from onrecord.errors import DecisionError
from onrecord.model import Claim, Count, DateRange, Decision, Document, Guess, Place, Status, Unit, Victims, content_id
from onrecord.reading.jsonl import published
from onrecord.text import fold_letters

CONTEXT = 32
"""How many characters before and after the quoted words an anchor keeps."""

WITHDRAWN = "Its document was withdrawn."
"""What stands in place of the reason for a decision on a withdrawn document."""

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "claim": ("confirm", "correct", "reject", "unresolved", "add"),
    "document": ("correct",),
    "incident": ("same", "different", "grade"),
    "person": ("same", "different", "unsure"),
    "source": ("same", "different"),
}
STATUSES: Mapping[str, Status] = {
    "confirm": "confirmed",
    "correct": "corrected",
    "reject": "rejected",
    "unresolved": "unresolved",
}
CLAIM_FIELDS = (
    "act", "low", "high", "unit", "categories", "names", "perpetrators", "places", "from", "to", "sources", "asserted",
)  # fmt: skip
DOCUMENT_FIELDS = ("published", "publisher", "title", "author", "language")
ACTS = tuple(load_codebook("literal").acts)
CATEGORIES = load_codebook("literal").categories
GRADES = ("confirmed", "fair", "weak", "contested", "discounted")


def decide(
    case: Case,
    subject: str,
    action: str,
    *,
    anchor: Mapping[str, str],
    values: Mapping[str, Any],
    why: str,
    made: list[Decision] | None = None,
) -> Decision:
    """Add one decision to the log. Raises DecisionError where it does not say enough, or says what cannot be.

    The same decision by the same person, given again while it stands, is not added a second time.
    `made`, if given, holds all decisions so far and gets the new one.
    """
    if action not in ACTIONS.get(subject, ()):
        raise DecisionError(f"{action!r} cannot be decided of a {subject}. It may be: {', '.join(ACTIONS.get(subject, ()))}.")
    if not why.strip():
        raise DecisionError(f"{action} {subject}: a decision needs its reason. Give it with --why, or in the column 'why'.")
    _check_values(subject, action, values)
    body = {"subject": subject, "action": action, "anchor": dict(anchor), "values": dict(values), "why": why}
    id = content_id(subject, action, sorted(anchor.items()), sorted(values.items(), key=str), case.who, why)
    made = decisions(case) if made is None else made
    last = next((d for d in reversed(made) if d.anchor == body["anchor"]), None)
    if last is not None and last.id == id:
        return last
    at = case.record("decide", subject, {"id": id, **body})
    made.append(Decision(id, subject, action, anchor, values, case.who, at, why))  # type: ignore[arg-type]
    return made[-1]


def decisions(case: Case) -> list[Decision]:
    """All decisions in the order in which they were made; of one on a withdrawn document the words stay in the log alone."""
    gone = case.store.withdrawn()
    made = []
    for line in case.store.log("decide"):
        told = {key: line.detail[key] for key in ("id", "subject", "action", "anchor", "values", "why")}
        document = told["anchor"].get("document")
        if document in gone:
            told |= {"anchor": {"document": document}, "values": {}, "why": WITHDRAWN}
        made.append(Decision(**told, who=line.who, at=line.at))
    return made


def anchor_of(document: Document, start: int, end: int, act: str) -> dict[str, str]:
    """The anchor of a passage: the document, the quoted words, those around them, and the act."""
    return {
        "document": document.id,
        "quote": document.text[start:end],
        "prefix": document.text[max(0, start - CONTEXT) : start],
        "suffix": document.text[end : end + CONTEXT],
        "act": act,
    }


def by_document(made: Iterable[Decision]) -> dict[str, list[Decision]]:
    """The decisions on documents themselves (date, publisher, …), by the document's id."""
    found: dict[str, list[Decision]] = {}
    for decision in made:
        if decision.subject == "document":
            found.setdefault(decision.anchor["document"], []).append(decision)
    return found


def effective(document: Document, made: Iterable[Decision]) -> Document:
    """The document with the date, publisher, title, author and language that people gave it."""
    changes: dict[str, Any] = {}
    for decision in made:
        if decision.subject != "document" or decision.anchor.get("document") != document.id:
            continue
        for key, value in decision.values.items():
            if key == "published":
                changes[key] = published(value)
            elif key == "language":
                changes[key] = value or None
            else:
                changes[key] = Guess(value, "user") if value else None
    return replace(document, **changes) if changes else document


@dataclass(frozen=True, slots=True)
class Applied:
    """Claims after all decisions, and the decisions that no longer find their passage."""

    claims: list[Claim]
    lost: list[Decision]


def apply(claims: Sequence[Claim], documents: Mapping[str, Document], made: Sequence[Decision]) -> Applied:
    """The claims as people decided: status set, fields corrected, claims added; the latest decision on a claim stands.

    `documents` must hold, with their texts, at least those that decisions speak of.
    """
    by_document: dict[str, list[int]] = {}
    result = list(claims)
    for n, claim in enumerate(result):
        by_document.setdefault(claim.document, []).append(n)
    lost = []
    for decision in made:
        if decision.subject != "claim" or "quote" not in decision.anchor:  # its document was withdrawn
            continue
        document = documents.get(decision.anchor.get("document", ""))
        place = _find(document.text, decision.anchor) if document else None
        if document is None or place is None:
            lost.append(decision)
            continue
        if decision.action == "add":
            beside = [result[n] for n in by_document.get(document.id, ()) if not result[n].is_left_out]
            added = _added(document, place, decision, beside)
            if all(result[n].id != added.id for n in by_document.get(document.id, ())):
                result.append(added)
                by_document.setdefault(document.id, []).append(len(result) - 1)
            continue
        nearest = _nearest(result, by_document.get(document.id, []), place, decision.anchor)
        if nearest is None:
            lost.append(decision)
        else:
            result[nearest] = _decided(result[nearest], decision)
    return Applied(result, lost)


def _find(text: str, anchor: Mapping[str, str]) -> tuple[int, int] | None:
    """Where the anchored words stand now: to the letter, else by letters and digits alone; of several, by context."""
    quote = anchor.get("quote", "")
    found = _occurrences(text, quote)
    if not found:
        letters, offsets = fold_letters(text)
        folded = fold_letters(quote)[0]
        found = [(offsets[a], offsets[b - 1] + 1) for a, b in _occurrences(letters, folded)]
    prefix, suffix = anchor.get("prefix", ""), anchor.get("suffix", "")
    return max(
        found,
        key=lambda place: (
            _common(text[: place[0]][-CONTEXT:][::-1], prefix[::-1]) + _common(text[place[1] :][:CONTEXT], suffix),
            -place[0],
        ),
        default=None,
    )


def _occurrences(text: str, words: str) -> list[tuple[int, int]]:
    found = []
    start = text.find(words) if words else -1
    while start >= 0:
        found.append((start, start + len(words)))
        start = text.find(words, start + 1)
    return found


def _common(a: str, b: str) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _nearest(
    claims: Sequence[Claim], candidates: Iterable[int], place: tuple[int, int], anchor: Mapping[str, str]
) -> int | None:
    """The claim that shares most of the anchored passage; one with the same act and number words before all others."""

    def fit(n: int) -> tuple[bool, bool, float]:
        claim = claims[n]
        shared = min(claim.end, place[1]) - max(claim.start, place[0])
        share = shared / max(claim.end - claim.start, place[1] - place[0], 1)
        return claim.act == anchor.get("act"), claim.count.words == anchor.get("words", claim.count.words), share

    overlapping = [n for n in candidates if claims[n].start < place[1] and place[0] < claims[n].end]
    return max(overlapping, key=fit, default=None)


def _decided(claim: Claim, decision: Decision) -> Claim:
    status = STATUSES[decision.action]
    if decision.action != "correct":
        return replace(claim, status=status)
    return replace(_with_values(claim, decision.values), status=status)


def _added(document: Document, place: tuple[int, int], decision: Decision, beside: Iterable[Claim]) -> Claim:
    """A claim that a person added. What they do not say of period, place and sources is as the claims around it have it."""
    start, end = place
    quote = document.text[start:end]
    near = _around(document.text, place, beside)
    dated = next((claim for claim in near if claim.when), None)
    told = next((claim for claim in near if claim.sources), None)
    bare = Claim(
        id=content_id(document.id, "added", decision.id),
        document=document.id,
        name=document.name,
        start=start,
        end=end,
        quote=quote,
        act=str(decision.values["act"]),
        count=Count(None, None),
        places=next((claim.places for claim in near if claim.places), ()),
        when=dated.when if dated else None,
        is_total=dated.is_total if dated else False,
        attribution=told.attribution if told and "sources" not in decision.values else (),
        sources=told.sources if told else (document.publisher.value,) if document.publisher else (),
        rules=("added by hand",),
        added_by=decision.who,
    )
    return replace(_with_values(bare, decision.values), status="confirmed")


def _around(text: str, place: tuple[int, int], claims: Iterable[Claim]) -> list[Claim]:
    """The claims of the same sentence, the nearest first, then those of the same paragraph."""

    def parted(claim: Claim) -> tuple[int, int, int, str]:
        first, last = sorted((place, (claim.start, claim.end)))
        between = text[first[1] : last[0]]
        rank = 2 if _PARAGRAPH_END.search(between) else 1 if _SENTENCE_END.search(between) else 0
        return rank, len(between), claim.start, claim.id

    return [claim for claim in sorted(claims, key=parted) if parted(claim)[0] < 2]


_SENTENCE_END = re.compile(r"[.!?\u061f\u06d4][\"'\u201d\u2019)]*\s")
_PARAGRAPH_END = re.compile(r"\n")


def _with_values(claim: Claim, values: Mapping[str, Any]) -> Claim:
    """The claim with these fields, named as in the export, in place of its own."""
    count, victims, when = claim.count, claim.victims, claim.when
    if values.keys() & {"low", "high", "unit"}:
        count = replace(
            count,
            low=values.get("low", count.low),
            high=values.get("high", count.high),
            unit=values.get("unit", count.unit),
            rule="decided",
            reading=(),
        )
    if values.keys() & {"categories", "names"}:
        victims = Victims(
            victims.words, tuple(values.get("categories", victims.categories)), tuple(values.get("names", victims.names))
        )
    if values.keys() & {"from", "to"}:
        start = values.get("from", when and when.start)
        end = values.get("to", when and when.end)
        when = DateRange(_day(start), _day(end), when.words if when else None, None, "user")
    places = claim.places
    if "places" in values:
        places = tuple(Place(words) for words in values["places"])
    return replace(
        claim,
        act=values.get("act", claim.act),
        count=count,
        victims=victims,
        when=when,
        places=places,
        perpetrators=tuple(values.get("perpetrators", claim.perpetrators)),
        sources=tuple(values.get("sources", claim.sources)),
        asserted=values.get("asserted", claim.asserted),
    )


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _check_values(subject: str, action: str, values: Mapping[str, Any]) -> None:
    known = {"claim": CLAIM_FIELDS, "document": DOCUMENT_FIELDS, "incident": ("grade",)}.get(subject, ())
    for key, value in values.items():
        if key not in known:
            raise DecisionError(f"{action} {subject}: there is no field {key!r}. There are: {', '.join(known)}.")
        _check_value(key, value)
    if action == "correct" and not values:
        raise DecisionError(f"correct {subject}: nothing is corrected. Change a field, such as low=12, or use confirm.")
    if action == "add" and not ("act" in values and values.keys() & {"low", "high"}):
        raise DecisionError("add claim: it needs an act and a number, such as act=killed, low=3 and high=3.")
    if action == "grade" and "grade" not in values:
        raise DecisionError(f"grade incident: which? Say --set grade=… with one of {', '.join(GRADES)}.")
    low, high = values.get("low"), values.get("high")
    if low is not None and high is not None and low > high:
        raise DecisionError(f"{action} {subject}: low={low} is more than high={high}. Exchange them.")


def _check_value(key: str, value: Any) -> None:
    if key in ("low", "high") and not (value is None or (isinstance(value, int) and value >= 0)):
        raise DecisionError(f"{key} must be a whole number, or empty for open, not {value!r}.")
    if key == "act" and value not in ACTS:
        raise DecisionError(f"act must be one of {', '.join(ACTS)}, not {value!r}.")
    if key == "categories" and not set(value) <= set(CATEGORIES):
        raise DecisionError(f"categories may be {', '.join(CATEGORIES)}, not {'; '.join(value)}.")
    if key == "unit" and value not in get_args(Unit):
        raise DecisionError(f"unit must be one of {', '.join(get_args(Unit))}, not {value!r}.")
    if key == "grade" and value not in GRADES:
        raise DecisionError(f"grade must be one of {', '.join(GRADES)}, not {value!r}.")
    if key == "published" and value and published(value) is None:
        raise DecisionError(f"published must be a date such as 2018-02-24, 2018-02 or 2018, not {value!r}.")
    if key in ("from", "to") and value:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise DecisionError(f"{key} must be a date such as 2018-02-24, not {value!r}.") from None
