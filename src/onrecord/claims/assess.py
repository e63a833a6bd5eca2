"""What one document reports: its incidents, the one it is mainly about first, each with its claims and tallies.

In: a document and its claims. Out: incidents of this document alone.

1. Claims are told apart: those of the main incident (the lead's date and place), those of earlier incidents, and totals
   over a period, which are never added to the incidents inside them.
2. For each act the lead figure is read: the first sentence that counts somebody, its groups added up.
3. Later figures are the same people told again, by another source or at another time (the range keeps both), or people
   beside them ("another man died in hospital"), who are added.
4. Parts count in their categories: killed_child, killed_woman, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.claims.tokens import tokenize
from onrecord.codebook import Codebook
from onrecord.model import Claim, DateRange, Document, Incident, Interval, content_id
from onrecord.places import Gazetteer


@dataclass(frozen=True, slots=True)
class _Told:
    """A claim with its number under the codebook and where it stands: sentence and paragraph, from 0."""

    claim: Claim
    low: int | None
    high: int | None
    sentence: int
    paragraph: int


def assess(
    document: Document,
    claims: Iterable[Claim] | None = None,
    *,
    codebook: Codebook,
    gazetteer: Gazetteer | None = None,
) -> list[Incident]:
    """The incidents that this document reports, its main one first; without `claims` they are extracted from it."""
    if claims is None:
        from onrecord.claims.extract import extract

        claims = extract(document, codebook=codebook, gazetteer=gazetteer)
    told = _placed(document, claims, codebook)
    main, others = _divide(told)
    incidents = [_incident(document, group, codebook, aggregate=False) for group in ([main] if main else [])]
    incidents += [_incident(document, [t], codebook, aggregate=_is_total(t)) for t in others]
    return incidents


def _placed(document: Document, claims: Iterable[Claim], codebook: Codebook) -> list[_Told]:
    tokens = tokenize(document.text)
    begins = [tokens.starts[first] for first, _ in tokens.sentences]
    paragraphs = [tokens.starts[first] for first in tokens.paragraphs]
    told = []
    for claim in claims:
        count = codebook.recount(claim.count)
        at = max(0, _last_at(begins, claim.start))
        told.append(_Told(replace(claim, count=count), count.low, count.high, at, max(0, _last_at(paragraphs, claim.start))))
    return told


def _last_at(begins: Sequence[int], offset: int) -> int:
    from bisect import bisect_right

    return bisect_right(begins, offset) - 1


# ------------------------------------------------------------------------------------------------ which incident


def _divide(told: list[_Told]) -> tuple[list[_Told], list[_Told]]:
    """The claims of the main incident, and all others, each by itself."""
    lead = next((t for t in told if t.claim.when is not None and not _is_total(t) and t.claim.asserted), None)
    main, others = [], []
    for t in told:
        (main if _belongs(t, lead) else others).append(t)
    return main, others


def _belongs(t: _Told, lead: _Told | None) -> bool:
    if _is_total(t) or not t.claim.asserted:
        return False
    return lead is None or _same_time(t.claim.when, lead.claim.when)


def _is_total(t: _Told) -> bool:
    when = t.claim.when
    return t.claim.is_total or (when is not None and when.precision in ("range", "year"))


def _same_time(a: DateRange | None, b: DateRange | None) -> bool:
    """Whether two times may be one day; unknown days may be any."""
    if a is None or b is None or a.start is None or b.start is None or a.end is None or b.end is None:
        return True
    return (a.start - b.end).days <= 1 and (b.start - a.end).days <= 1


# ------------------------------------------------------------------------------------------------ how many


def _incident(document: Document, told: list[_Told], codebook: Codebook, *, aggregate: bool) -> Incident:
    ids = tuple(t.claim.id for t in told)
    when = next((t.claim.when for t in told if t.claim.when is not None), None)
    places = next((t.claim.places for t in told if t.claim.places), ())
    return Incident(
        id=content_id("assessed", document.id, *ids),
        aggregate=aggregate,
        claims=ids,
        documents=(document.id,),
        places=places,
        when=when,
        tallies=_tallies(told, codebook),
    )


def _tallies(told: list[_Told], codebook: Codebook) -> Mapping[str, Interval]:
    tallies: dict[str, Interval] = {}
    acts = {act for t in told for act in codebook.widen(t.claim.act)}
    for act in sorted(acts):
        own = [t for t in told if act in codebook.widen(t.claim.act) and t.claim.count.unit == "person"]
        interval = _tally([t for t in own if t.claim.part_of is None])
        if interval is not None:
            tallies[act] = interval
        for category in codebook.categories:
            group = [t for t in own if category in t.claim.victims.categories]
            if group and (part := _tally(group)) is not None:
                tallies[f"{act}_{category}"] = part
    return tallies


def _tally(told: list[_Told]) -> Interval | None:
    """One number for the people of several claims."""
    counted = [t for t in told if t.low is not None or t.high is not None]
    if not counted:
        return None
    first = counted[0].sentence
    lead = [t for t in counted if t.sentence == first]
    low, high = _sum(lead)
    for t in counted[len(lead) :]:
        if t.high is not None and high is not None and t.high > high and t.claim.count.rule != "named":
            high = t.high
    return Interval(low, high)


def _sum(told: list[_Told]) -> tuple[int | None, int | None]:
    lows = [t.low for t in told]
    highs = [t.high for t in told]
    low = None if None in lows else sum(n for n in lows if n is not None)
    high = None if None in highs else sum(n for n in highs if n is not None)
    return low, high
