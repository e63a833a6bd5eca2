"""Checks: figures that contradict each other or themselves, with their passages side by side. Flagged, never fixed.

Every check holds at the precision stated: a share rounded to whole tens agrees with 9.5 %, "about 90" with 88, and what is
given as a lower bound contradicts only what lies below it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from onrecord.codebook import Codebook
from onrecord.incidents.accounts import by_document, scope
from onrecord.incidents.aggregates import share_source
from onrecord.incidents.independence import Evidence, rounding, weigh
from onrecord.incidents.names import share_signs
from onrecord.incidents.overlap import days_of
from onrecord.incidents.sources import Register
from onrecord.incidents.tally import OF_TABLE, SourceFigure, add, contradiction, counts, figures_of, span
from onrecord.model import Check, Claim, Document, DocumentLink, Incident, Interval, Severity, content_id
from onrecord.text import fold

AROUND = 300
"""How many characters a stated share may stand from the figures it is a share of."""

BESIDE = 3
"""A share this close behind a figure ("744 (60 %)") is that figure's, and of no other."""

NEAR = 10
"""So many claims before a share are asked whether it is theirs: a passage is a sentence, and few have more figures."""

FAR = 2
"""Incidents that come to more than so many times a total show that the total counts less than its words say."""

TELLING = 10
"""The same number under two acts is worth a look from so many on, where it is not rounded."""

_NUMBERS = ("stated", "named", "decided")
"""Counts that the text gives in numbers or names; what a codebook reads into vague words is no contradiction."""

SHOWN = 6
"""So many figures of a row or column that does not add up are written out."""

_LINES = {"row": ("total_of_row", "row_complete"), "column": ("total_of_column", "column_complete")}
"""The extractor's rules for the parts of a table's totals: where the total stands, and that no part of it is left out."""

_AXES = (("child", "woman", "man"), ("civilian", "combatant"))


def check(
    claims: Iterable[Claim],
    incidents: Sequence[Incident],
    documents: Iterable[Document],
    links: Sequence[DocumentLink],
    origins: Mapping[str, str],
    register: Register,
    *,
    codebook: Codebook,
) -> Iterator[Check]:
    """Every check that fires on these claims and their incidents, in a fixed order, each once.

    `documents` with their texts (shares are read beside the claims); `origins`: document id -> id of its origin.
    """
    ordered = sorted(claims, key=lambda c: (c.document, c.start, c.end, c.id))
    evidence = weigh(ordered, documents, register, links=links, origins=origins)
    live = [c for c in ordered if c.asserted and not c.is_left_out]
    own = [c for c in live if not evidence.repeats(c)]  # what a copy repeats was checked in its origin
    home = {claim: incident.id for incident in incidents for claim in incident.claims}
    made: list[Check] = [*_parts(own, home), *_dates(own, evidence, home), *_shares(own, evidence, home)]
    made += _falling(live, evidence, home)
    made += _changed(links, live, evidence, home)
    by_id = {incident.id: incident for incident in incidents}
    for incident in incidents:
        own = [evidence.claims[c] for c in incident.claims if c in evidence.claims]
        made += _disagreeing(incident, evidence, codebook)
        made += _same_number(incident, own, codebook)
        made += _above(incident, by_id)
    unique = {one.id: one for one in made}
    yield from sorted(unique.values(), key=lambda c: (_RANK[c.severity], c.kind, c.incident or "", c.claims, c.id))


_RANK: Mapping[Severity, int] = {"error": 0, "warning": 1, "note": 2}


def _make(kind: str, severity: Severity, message: str, claims: Iterable[Claim], home: Mapping[str, str]) -> Check:
    ids = tuple(dict.fromkeys(claim.id for claim in claims))
    incident = next((home[c] for c in ids if c in home), None)
    return Check(content_id("check", kind, message, *ids), kind, severity, message, ids, incident)


def _words(claim: Claim) -> str:
    """The figure as the text puts it, with its group: "7,987 children"."""
    words = " ".join((claim.count.words or _interval_words(_interval(claim))).split())
    group = claim.victims.words or ""
    return words if not group or fold(group) in fold(words) else f"{words} {group}"


def _interval_words(interval: Interval) -> str:
    if interval.low == interval.high:
        return f"{interval.low:,}" if interval.low is not None else "unknown"
    if interval.high is None:
        return f"{interval.low:,} or more"
    return f"up to {interval.high:,}" if interval.low is None else f"{interval.low:,}–{interval.high:,}"


def _interval(claim: Claim) -> Interval:
    return Interval(claim.count.low, claim.count.high)


def _slack(claim: Claim) -> int:
    """How far a figure given as approximate reaches to each side."""
    number = claim.count.high or claim.count.low or 0
    return rounding(number) // 2 if claim.count.approximate else 0


# ------------------------------------------------------------------------------------------------ totals and parts


def _by_whole(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    parts: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.part_of is not None and counts(claim):
            parts[claim.part_of].append(claim)
    return parts


def _parts(claims: Sequence[Claim], home: Mapping[str, str]) -> Iterator[Check]:
    """One part above its whole; parts of one kind that together exceed it, or that complete it to another number."""
    by_id = {claim.id: claim for claim in claims}
    for whole_id, parts in _by_whole(claims).items():
        whole = by_id.get(whole_id)
        if whole is None or not counts(whole) or whole.count.rule not in _NUMBERS:
            continue
        same = [p for p in parts if p.count.unit == whole.count.unit and p.act == whole.act and p.count.rule in _NUMBERS]
        most = None if whole.count.high is None else whole.count.high + _slack(whole)
        larger = [p for p in same if most is not None and p.count.low is not None and p.count.low - _slack(p) > most]
        for part in larger:
            message = f"{_words(part)} is given as a part of {_words(whole)}, but is more."
            yield _make("subset_exceeds_total", "warning", message, (whole, part), home)
        for line, (in_line, complete) in () if larger else _LINES.items():
            in_line_parts = [p for p in parts if in_line in p.rules and complete in p.rules]
            above = by_id.get(whole.part_of or "")
            named = f"{line} ({_apart(whole, above)})" if above is not None else line
            yield from _line(whole, in_line_parts, named, home)
        same = [p for p in same if OF_TABLE not in p.rules]
        for axis in () if larger else _AXES:
            yield from _axis(whole, same, axis, most, home)


def _line(whole: Claim, parts: Sequence[Claim], line: str, home: Mapping[str, str]) -> Iterator[Check]:
    """A row or column of a table that does not add up; where it is far off, its rows are more than the parts of one total."""
    total = add(_interval(part) for part in parts)
    low, high, most, least = total.low, total.high, whole.count.high, whole.count.low
    if len(parts) < 2 or low is None or high is None or most is None or least is None or (least <= high and low <= most):
        return
    if not 0.8 * least <= high or not low <= 1.25 * most:
        return
    summands = f"{len(parts)} figures of this {line}"
    if len(parts) <= SHOWN:
        summands = " + ".join(f"{part.count.words} ({_apart(part, whole)})" for part in parts)
    message = f"{summands} make {_interval_words(total)}; the total of the {line} is given as {whole.count.words}."
    kind = "parts_exceed_total" if low > most else "total_differs_from_parts"
    yield _make(kind, "warning", message, (whole, *sorted(parts, key=lambda p: (p.start, p.id))), home)


def _apart(part: Claim, whole: Claim) -> str:
    """What tells a cell from its total: its month, its place, who is alleged, its group, its act."""
    if part.when is not None and part.when != whole.when and part.when.words:
        return part.when.words
    if part.places != whole.places and part.places:
        return part.places[0].words
    if part.perpetrators != whole.perpetrators and part.perpetrators:
        return part.perpetrators[0]
    if part.victims.words and part.victims.words != whole.victims.words:
        return part.victims.words
    return part.act if part.act != whole.act else "others"


def _axis(
    whole: Claim, parts: Sequence[Claim], axis: Sequence[str], most: int | None, home: Mapping[str, str]
) -> Iterator[Check]:
    groups: defaultdict[str, list[Claim]] = defaultdict(list)
    for part in parts:
        own = [c for c in part.victims.categories if c in axis]
        if len(own) == 1:
            groups[own[0]].append(part)
    if len(groups) < 2:
        return
    total = add(span(_interval(p) for p in groups[g]) for g in sorted(groups))
    used = sorted((p for g in groups for p in groups[g]), key=lambda p: (p.start, p.id))
    slack = sum(_slack(p) for p in used)
    sum_words = " + ".join(_words(p) for p in used)
    if most is not None and (total.low or 0) - slack > most:
        message = f"{sum_words} make {_interval_words(total)}, more than the total of {_words(whole)}."
        yield _make("parts_exceed_total", "warning", message, (whole, *used), home)
    elif len(groups) == len(axis) and _falls_short(total, whole, slack):
        message = f"{sum_words} make {_interval_words(total)}; the total is given as {_words(whole)}."
        yield _make("total_differs_from_parts", "note", message, (whole, *used), home)


def _falls_short(total: Interval, whole: Claim, slack: int) -> bool:
    """Whether groups that could be all of a total make a little less; far less, and they are only examples of it."""
    if total.high is None or whole.count.high is None or whole.count.rule != "stated":
        return False
    least = (whole.count.low or 0) - _slack(whole)
    return 0.8 * least <= total.high + slack < least


# ------------------------------------------------------------------------------------------------ shares


def _shares(claims: Sequence[Claim], evidence: Evidence, home: Mapping[str, str]) -> Iterator[Check]:
    """Stated percentages beside a total and its parts, compared at the precision they are stated with."""
    by_id = {claim.id: claim for claim in claims}
    wholes: defaultdict[str, list[tuple[Claim, list[Claim]]]] = defaultdict(list)
    for whole_id, parts in _by_whole(claims).items():
        whole = by_id.get(whole_id)
        if whole is not None and whole.count.low:
            wholes[whole.document].append((whole, sorted(parts, key=lambda p: p.start)))
    told = {document: _Told(own) for document, own in by_document(claims).items()}
    sign = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:" + "|".join(map(re.escape, share_signs())) + r")(?!\w)")
    for document, found in sorted(wholes.items()):
        text = evidence.documents[document].text if document in evidence.documents else ""
        found.sort(key=lambda w: w[0].start)
        starts = [whole.start for whole, _ in found]
        for match in sign.finditer(text):
            at = bisect_left(starts, match.start())
            near = [w for w in found[max(0, at - 3) : at + 2] if _gap(w, match.start()) <= AROUND]
            whole, parts = min(near, key=lambda w: (_gap(w, match.start()), w[0].start), default=(None, []))
            here = told[document].at(match.start())
            if whole is not None and (here is None or here is whole or here in parts):
                yield from _share(match.group(), match[1].replace(",", "."), whole, parts, home)


class _Told:
    """The claims of a document, the last first."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = sorted(claims, key=lambda c: (-c.start, c.end, c.id))
        self.starts = [-claim.start for claim in self.claims]

    def at(self, position: int) -> Claim | None:
        """The claim that begins last before the position and ends at it, or little before."""
        first = bisect_left(self.starts, -position)
        before = self.claims[first : first + NEAR]
        return next((claim for claim in before if position <= claim.end + BESIDE), None)


def _gap(found: tuple[Claim, list[Claim]], at: int) -> int:
    whole, parts = found
    spans = [(whole.start, whole.end), *((p.start, p.end) for p in parts)]
    return min(0 if a <= at <= b else min(abs(a - at), abs(b - at)) for a, b in spans)


def _share(words: str, stated: str, whole: Claim, parts: Sequence[Claim], home: Mapping[str, str]) -> Iterator[Check]:
    """Compare a share with each part and with all of them; the nearest is what it can be a share of."""
    value = Decimal(stated)
    total = whole.count.low or 0
    sets = [[p] for p in parts] + ([list(parts)] if len(parts) > 1 else [])
    ratios = []
    for chosen in sets:
        number = sum(p.count.low or 0 for p in chosen)
        ratios.append((abs(Decimal(number) * 100 / total - value), Decimal(number) * 100 / total, chosen))
    gap, ratio, chosen = min(ratios, key=lambda r: (r[0], len(r[2])))
    figures_words = f"{' + '.join(_words(p) for p in chosen)} of {_words(whole)} is {ratio:.1f} %"
    is_tens = value % 10 == 0 and "." not in stated
    if gap <= (5 if is_tens else _unit(stated) / 2):
        if not is_tens or gap < value / 100:  # 59.9 % may be called 60 without a word
            return
        message = f"{figures_words}; the text says {words}: agrees when rounded to whole tens."
        yield _make("share_differs", "note", message, (whole, *chosen), home)
    elif ratio and value / 2 <= ratio <= value * 2:
        yield _make("share_differs", "warning", f"{figures_words}; the text says {words}.", (whole, *chosen), home)


def _unit(stated: str) -> Decimal:
    return Decimal(1).scaleb(-len(stated.partition(".")[2]))


# ------------------------------------------------------------------------------------------------ time


def _dates(claims: Sequence[Claim], evidence: Evidence, home: Mapping[str, str]) -> Iterator[Check]:
    """Harm dated after the document that tells of it was published."""
    for claim in claims:
        document = evidence.documents.get(claim.document)
        published = document.published if document else None
        last = published.end or published.start if published else None
        start = claim.when.start if claim.when else None
        if last is not None and start is not None and start > last:
            message = f"{_words(claim)} on {start.isoformat()}: after {claim.name} was published ({last.isoformat()})."
            yield _make("date_impossible", "error", message, (claim,), home)


def _falling(claims: Sequence[Claim], evidence: Evidence, home: Mapping[str, str]) -> Iterator[Check]:
    """One source's total since one day for one place that is lower at a later time; far lower, and it is another total."""
    series: defaultdict[tuple[object, ...], list[tuple[str, Claim]]] = defaultdict(list)
    for claim in claims:
        days = days_of(claim.when)
        if days.start is None or claim.part_of is not None or not counts(claim) or (days.length or 366) < 32:
            continue
        document = evidence.documents.get(claim.document)
        said = document.published.end if document and document.published else None
        until = str(days.end or said or "")
        where = frozenset(p.key or fold(p.words) for p in claim.places)
        for voice in evidence.voices(claim) if until else ():
            key = (voice.key, claim.act, claim.victims.categories, scope(claim), where, days.start)
            series[key].append((until, claim))
    for found in series.values():
        ordered = sorted(found, key=lambda f: (f[0], f[1].id))
        highest: tuple[str, Claim] | None = None
        for until, claim in ordered:
            if highest is not None and until > highest[0] and _is_below(claim, highest[1]):
                message = f"{_words(highest[1])} until {highest[0]}, but {_words(claim)} until {until}, by the same source."
                yield _make("cumulative_falls", "warning", message, (highest[1], claim), home)
            if highest is None or (claim.count.low or 0) > (highest[1].count.low or 0):
                highest = (until, claim)


def _is_below(later: Claim, earlier: Claim) -> bool:
    before = (earlier.count.low or 0) - _slack(earlier)
    return later.count.high is not None and before / 2 <= later.count.high + _slack(later) < before


def _changed(
    links: Sequence[DocumentLink], claims: Sequence[Claim], evidence: Evidence, home: Mapping[str, str]
) -> Iterator[Check]:
    """A figure that differs between two versions of one text, both of the same time; each only from the version before it.

    What a copy has from any version it did not change, and a figure that the version before it only repeats is the origin's.
    """
    by_document: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_document[claim.document].append(claim)
    said: set[str] = set()
    for link in sorted(links, key=lambda k: (_day_of(k.a, evidence), k.a, k.b, k.changed), reverse=True):
        for a_start, a_end, b_start, b_end in link.changed:
            before = [c for c in by_document[link.a] if c.start < a_end and a_start < c.end]
            after = [c for c in by_document[link.b] if c.start < b_end and b_start < c.end and c.id not in said]
            after = [c for c in after if not evidence.repeats(c)]
            pair = next(((x, y) for x in before for y in after if _is_changed(x, y)), None)
            if pair:
                said.add(pair[1].id)
                root = evidence.root(pair[0])
                pair = (root if root.count == pair[0].count else pair[0], pair[1])
                message = f"{pair[0].name} says {_words(pair[0])}, {pair[1].name}, a version of it, {_words(pair[1])}."
                yield _make("figure_changed", "note", message, pair, home)


def _is_changed(before: Claim, after: Claim) -> bool:
    """Whether two versions give two figures for one thing; "as of May" and "as of June" are two things."""
    mine, theirs = days_of(before.when), days_of(after.when)
    is_same_time = not (mine.known and theirs.known) or mine == theirs
    return before.act == after.act and before.count != after.count and is_same_time


def _day_of(document: str, evidence: Evidence) -> str:
    found = evidence.documents.get(document)
    return str(found.published.start) if found and found.published and found.published.start else ""


# ------------------------------------------------------------------------------------------------ incidents


def _disagreeing(incident: Incident, evidence: Evidence, codebook: Codebook) -> Iterator[Check]:
    """Acts for which no number satisfies all independent sources; and a source's group above its own whole."""
    said = figures_of(incident, evidence, codebook=codebook)
    home = dict.fromkeys(incident.claims, incident.id)
    by_tally: defaultdict[str, list[SourceFigure]] = defaultdict(list)
    for figure in said:
        by_tally[figure.tally].append(figure)
    seen: set[frozenset[str]] = set()
    for tally in incident.figures_disagree:
        pair = contradiction(by_tally[tally])
        if tally not in codebook.acts or pair is None:
            continue
        low, high = pair
        label = codebook.acts[tally].label
        message = (
            f"{label}: {low.source} says {_interval_words(low.interval)}, {high.source} {_interval_words(high.interval)};"
            " no number satisfies both."
        )
        claims = [evidence.claims[c] for c in (*low.claims, *high.claims) if c in evidence.claims]
        ids = frozenset(claim.id for claim in claims)
        if ids not in seen:  # an execution is a killing too: one contradiction, not two
            yield _make("figures_disagree", "warning", message, claims, home)
        seen.add(ids)


def _same_number(incident: Incident, own: Sequence[Claim], codebook: Codebook) -> Iterator[Check]:
    """One number that is not rounded under two acts: one of them may be a slip."""
    if incident.aggregate:
        return
    home = dict.fromkeys(incident.claims, incident.id)
    by_number: defaultdict[int, dict[str, Claim]] = defaultdict(dict)
    for claim in own:
        number = claim.count.low
        is_exact = number is not None and number == claim.count.high and claim.act != "casualties" and counts(claim)
        if number is not None and is_exact and number >= TELLING and rounding(number) == 1:
            by_number[number].setdefault(codebook.widen(claim.act)[-1], claim)
    for number, acts in sorted(by_number.items()):
        if len(acts) > 1:
            first, second = (acts[a] for a in sorted(acts)[:2])
            labels = " and as ".join(codebook.acts[a].label if a in codebook.acts else a for a in sorted(acts)[:2])
            yield _make("same_number", "note", f"{number:,} is given as {labels}.", (first, second), home)


def _above(aggregate: Incident, incidents: Mapping[str, Incident]) -> Iterator[Check]:
    """Incidents that together exceed the total they lie inside; far above it, and the total is of something narrower.

    A source that reports them itself contradicts itself. What others report may be outside what the total counts: a note.
    """
    inside = [incidents[i] for i in aggregate.contains if i in incidents]
    for tally, whole in sorted(aggregate.tallies.items()):
        every = [i for i in inside if tally in i.tallies and i.grading != "discounted"]
        own = [i for i in every if share_source(aggregate, i, tally)]
        for parts, others in ((own, False), (every, True)):
            low = add(i.tallies[tally] for i in parts).low or 0
            if whole.high is None or not whole.high < low <= FAR * whole.high:
                continue
            message = (
                f"{tally}: {len(parts)} incidents inside this total come to {low:,} or more, the total itself to "
                f"{_interval_words(whole)}{'; other sources report them, and the total may count less' if others else ''}."
            )
            claims = tuple(dict.fromkeys((*aggregate.claims, *(c for i in parts for c in i.claims))))
            id = content_id("check", "incidents_exceed_aggregate", tally, aggregate.id)
            yield Check(id, "incidents_exceed_aggregate", "note" if others else "warning", message, claims, aggregate.id)
            break
