"""Accounts: what one document says of one incident. The unit that grouping puts together.

A document's claims are split where their days or places exclude each other; totals over a period or many places are accounts
of their own (`aggregate`); parts stay with their whole. A document without claims is one account of what it mentions.
Words of the passages around become `terms`, by which accounts of one incident find each other in any language.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from onrecord.incidents.names import definite_words
from onrecord.incidents.overlap import Containment, Days, apart, days_of, finest, is_narrow, is_period, related
from onrecord.incidents.tally import OF_TABLE, counts, is_named, span
from onrecord.model import Claim, Document, Interval, Mention, Place
from onrecord.text import fold

_WORD = re.compile(r"[^\W_]+(?:[’'`][^\W_]+)?")
_NAME_PARTS = frozenset(["al", "el", "the", "abu", "umm", "bin", "ibn", "abd", "abdul", "abdel"])
_SENTENCE_END = frozenset('.!?:“"”«»\n')

NAME_WEIGHT = 3.0
"""How much more a name says about which incident it is than another word of the same rarity (docs/incidents.md)."""

PLACE_WEIGHT = 1.5
"""The place itself beside the words for it: all its spellings are one term."""

LARGE = 500
"""So many victims without a day or a place below a country are a total, not one incident's figure."""

HUGE = 5_000
"""So many without a town are a total even where a day is given: it is the day of the report that counts them."""

REACH = 600
"""How far behind the last claim of an incident one may stand that says neither day nor place, to speak of it still."""

SEVERAL = 4
"""A document that tells of so many incidents by day and town is a report: in it, only neighbours belong together unsaid."""

NEXT = 200
"""How far off, in a report, what says no day and no town may stand in the same paragraph, to speak of the same incident."""

TELLING = 5
"""A figure of at least so many tells incidents apart as a name does; "one killed" tells nothing."""

TOTAL_AGAIN = 10
"""A number of at least so many that comes back with "the" is that of the total given before."""

MANY_PLACES = 3
WINDOW = 700
"""How many characters around its claims an account reads, where its document holds several accounts."""

LONGEST = 20_000
"""How many characters of a document without claims, or with one account, are read for terms."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one document says of one incident; `days` and `places` are its claims'.

    `is_fragment`: one of several of its document, with neither day nor town of its own; `is_loose`: of a report on many
    incidents (`SEVERAL`), without a day of its own: it says nothing of which incident it is. `mentioned` and `near` are
    the days and places it mentions: they suggest, and exclude nothing. `until`: the day its document was published, where
    that is known and not before what it tells of itself.

    `terms`: folded words with their weight before rarity. `is_named`: terms that are names.
    """

    id: str
    document: str
    claims: tuple[Claim, ...]
    aggregate: bool
    days: Days
    places: tuple[Place, ...]
    near: tuple[Place, ...]
    mentioned: tuple[Days, ...]
    terms: Mapping[str, float]
    has_act: bool
    killed: Interval | None = None
    is_fragment: bool = False
    is_loose: bool = False
    until: date | None = None


def accounts_of(
    document: Document,
    claims: Sequence[Claim],
    mentions: Sequence[Mention],
    *,
    containment: Containment,
    apart_ids: Mapping[str, frozenset[str]] | None = None,
    calendar: Mapping[frozenset[str], Days] | None = None,
) -> list[Account]:
    """The accounts of one document, in the order of their first claims. One without claims where it has none.

    `calendar` gives the year of days that a document names without one (`calendar_of`).
    """
    mentions = [_dated(m, calendar or {}) for m in mentions]
    if not claims:
        return [_account(document, (), mentions, (0, min(len(document.text), LONGEST)), containment)]
    ordered = _in_scene(sorted(claims, key=lambda c: (c.start, c.end, c.id)), mentions, containment)
    is_report = _is_report(ordered, containment)
    groups = _split(ordered, containment, apart_ids or {}, document.text, is_report=is_report)
    if len(groups) == 1:
        first = groups[0][0]
        start = max(0, min(first.start - LONGEST // 2, len(document.text) - LONGEST))
        return [_account(document, tuple(groups[0]), mentions, (start, start + LONGEST), containment)]
    made = [_account(document, tuple(group), mentions, _window(document, group), containment) for group in groups]
    return [
        replace(
            a,
            is_fragment=not a.days.known and not any(map(is_narrow, a.places)),
            is_loose=is_report and not a.days.known and not a.aggregate,
        )
        for a in made
    ]


def is_total(claim: Claim) -> bool:
    """Whether a claim is a total over a period or many places (UCDP's event_clarity 2). One person's fate is none."""
    if is_named(claim):
        return False
    if claim.is_total or is_period(claim.when):
        return True
    narrow = [p for p in claim.places if is_narrow(p)]
    if len({p.key or fold(p.words) for p in narrow}) >= MANY_PLACES:
        return True
    length = days_of(claim.when).length
    is_large = (claim.count.low or claim.count.high or 0) >= LARGE
    nowhere = all(p.precision in (None, "country") for p in claim.places)
    is_huge = not narrow and (claim.count.low or claim.count.high or 0) >= HUGE
    if is_huge or (nowhere and is_large and (length is None or length > 1)):
        return True
    return not narrow and length is not None and length > 7


def _is_report(claims: Sequence[Claim], containment: Containment) -> bool:
    """Whether a document tells of `SEVERAL` incidents and more: exact days with towns that exclude each other."""
    found: list[tuple[Days, tuple[Place, ...]]] = []
    for claim in claims:
        days, towns = days_of(claim.when), tuple(p for p in claim.places if is_narrow(p))
        if not _is_exact(days) or not towns or is_total(claim):
            continue
        if all(not days.overlaps(d) and not _town(towns, t, containment) for d, t in found):
            found.append((days, towns))
            if len(found) >= SEVERAL:
                return True
    return False


def _in_scene(claims: Sequence[Claim], mentions: Sequence[Mention], containment: Containment) -> list[Claim]:
    """Claims that say neither day nor town, of the day and town that the text names before them where these exclude the claim
    before that has them (or the first that does): "On 2 April soldiers entered Orsk. They shot eleven." is of that day."""
    ordered = sorted(mentions, key=lambda m: (m.start, m.end))
    dates = [m for m in ordered if m.kind == "date" and _is_exact(days_of(m.when))]
    towns = [m for m in ordered if m.place is not None and is_narrow(m.place)]
    last = next((c for c in claims if _is_anchored(c)), None)
    placed = []
    for claim in claims:
        if last is not None and not _is_anchored(claim):
            since = max(last.end if last.start < claim.start else 0, claim.start - REACH)
            day = next((m for m in _between(dates, since, claim.start) if not _is_of(days_of(m.when), last)), None)
            there = [p for p in last.places if is_narrow(p)]
            near = [m.place for m in _between(towns, since, claim.start) if m.place is not None]
            town = next((p for p in near if not there or _elsewhere((p,), there, containment)), None)
            if day is not None and town is not None:
                claim = replace(claim, when=day.when, places=(town,))
        last = claim if _is_anchored(claim) else last
        placed.append(claim)
    return placed


def _is_anchored(claim: Claim) -> bool:
    return days_of(claim.when).known or any(map(is_narrow, claim.places))


def _is_of(days: Days, claim: Claim) -> bool:
    own = days_of(claim.when)
    return own.known and own.overlaps(days)


def _between(mentions: Sequence[Mention], start: int, end: int) -> list[Mention]:
    """The mentions between two points, the last first."""
    first, after = (bisect_left(mentions, at, key=lambda m: m.start) for at in (start, end))
    return list(reversed(mentions[first:after]))


def _split(
    claims: Sequence[Claim],
    containment: Containment,
    apart_ids: Mapping[str, frozenset[str]],
    text: str,
    *,
    is_report: bool,
) -> list[list[Claim]]:
    """Claims of one document by incident: each joins the nearest group before it that its day and place allow.

    `is_report`: the document tells of many incidents.
    """
    by_id = {claim.id: claim for claim in claims}
    groups: list[_Group] = []
    member: dict[str, _Group] = {}
    for claim in sorted(claims, key=lambda c: (c.part_of in by_id, c.start, c.end, c.id)):
        whole = member.get(claim.part_of or "") if _is_at_once(claim, by_id.get(claim.part_of or "")) else None
        group = whole if whole is not None and not whole.forbids(claim, apart_ids) else None
        if group is None and _is_definite(claim, text):
            group = next((g for g in reversed(groups) if g.is_total_of(claim) and not g.forbids(claim, apart_ids)), None)
        group = group or next((g for g in reversed(groups[-12:]) if g.takes(claim, containment, apart_ids)), None)
        if group is None:
            group = _Group(text if is_report else None)
            groups.append(group)
        group.add(claim)
        member[claim.id] = group
    return [sorted(group.claims, key=lambda c: (c.start, c.end, c.id)) for group in _gathered(groups, apart_ids)]


def _is_at_once(part: Claim, whole: Claim | None) -> bool:
    """Whether a part has the time and places of its whole; rows of a table are totals over their own months or districts."""
    if whole is None or OF_TABLE not in part.rules:
        return whole is not None
    return days_of(part.when) == days_of(whole.when) and _keys(part.places) == _keys(whole.places)


def _gathered(groups: list[_Group], apart_ids: Mapping[str, frozenset[str]]) -> list[_Group]:
    """Where a document tells of one incident with a day or a town, what says neither belongs to it: both are named once."""
    single = [g for g in groups if not g.aggregate]
    anchored = [g for g in single if g.days.known or any(is_narrow(p) for p in g.places)]
    if len(anchored) > 1 or not single:
        return groups
    home = anchored[0] if anchored else single[0]
    kept = []
    for group in groups:
        if group is home or group.aggregate or any(home.forbids(c, apart_ids) for c in group.claims):
            kept.append(group)
        else:
            for claim in group.claims:
                home.add(claim)
    return kept


class _Group:
    """Claims of one document that may speak of one incident."""

    def __init__(self, report: str | None) -> None:
        self.report = report
        self.claims: list[Claim] = []
        self.ids: set[str] = set()
        self.aggregate = False
        self.days = Days()
        self.places: tuple[Place, ...] = ()

    def add(self, claim: Claim) -> None:
        if not self.claims:
            self.aggregate = is_total(claim)
        self.claims.append(claim)
        self.ids.add(claim.id)
        days = days_of(claim.when)
        self.days = self.days.narrowed(days) if days.known else self.days
        self.places = self.places or claim.places

    def forbids(self, claim: Claim, apart_ids: Mapping[str, frozenset[str]]) -> bool:
        return bool(apart_ids.get(claim.id, frozenset()) & self.ids)

    def is_total_of(self, claim: Claim) -> bool:
        """Whether the number of a total comes back: "312 civilians between January and June … of the 312 civilians"."""
        says_nothing = not days_of(claim.when).known and not any(map(is_narrow, claim.places))
        return self.aggregate and says_nothing and any(_is_one_figure(claim, c) for c in self.claims if c.part_of is None)

    def takes(self, claim: Claim, containment: Containment, apart_ids: Mapping[str, frozenset[str]]) -> bool:
        if self.aggregate != is_total(claim) or self.forbids(claim, apart_ids):
            return False
        days = days_of(claim.when)
        is_near = self._is_near(claim)
        if self.aggregate:
            is_same = days == self.days and _keys(claim.places) == _keys(self.places)
            return is_same and (days.known or is_near) and not self.contradicts(claim) and not self.differs_in_scope(claim)
        if days.known and self.days.known and not days.overlaps(self.days):
            return False
        if _elsewhere(claim.places, self.places, containment):
            return False
        same_day = _is_exact(days) and _is_exact(self.days)
        same_place = _town(claim.places, self.places, containment)
        if self.contradicts(claim):
            says_nothing = not claim.places and not days.known
            return (same_day and (same_place or not claim.places)) or (says_nothing and is_near)
        if self.report is not None and not (same_day and same_place):
            return is_near and not self._of_others(claim)
        return same_day or same_place or is_near

    def _of_others(self, claim: Claim) -> bool:
        """Whether the same act is alleged here of others, in words that have nothing in common."""
        mine = {word for words in claim.perpetrators for word in fold(words).split()}
        theirs = [{w for p in c.perpetrators for w in fold(p).split()} for c in self.claims if c.act == claim.act]
        return bool(mine) and any(other and not mine & other for other in theirs)

    def _is_near(self, claim: Claim) -> bool:
        """Whether a claim stands near enough behind the group to go on with it; in a report, in the same paragraph."""
        last = max(c.end for c in self.claims[-3:])
        if self.report is None:
            return claim.start - last <= REACH
        return claim.start - last <= NEXT and "\n" not in self.report[last : claim.start]

    def differs_in_scope(self, claim: Claim) -> bool:
        """Whether a total of the same act here is one of other perpetrators, another manner or another group."""
        same_act = [c for c in self.claims if c.act == claim.act and c.part_of is None]
        return claim.part_of is None and any(scope(c) != scope(claim) for c in same_act)

    def contradicts(self, claim: Claim) -> bool:
        """Whether one source would say two numbers for one act: then it speaks of two incidents."""
        return any(
            c.act == claim.act and c.sources == claim.sources and _is_whole(c) and _is_whole(claim) and not _meet(c, claim)
            for c in self.claims[-12:]
        )


def _is_definite(claim: Claim, text: str) -> bool:
    """Whether a figure is spoken of as known: "the 312 civilians"."""
    before = fold(text[max(0, claim.start - 12) : claim.start]).split()[-1:]
    is_number = claim.part_of is None and claim.count.rule == "stated" and (claim.count.low or 0) >= TOTAL_AGAIN
    return is_number and bool({*before, *fold(claim.quote).split()[:1]} & definite_words())


def _is_one_figure(claim: Claim, other: Claim) -> bool:
    mine, theirs = (Interval(c.count.low, c.count.high) for c in (claim, other))
    groups = ({*c.victims.categories} - {"civilian"} for c in (claim, other))
    return claim.act == other.act and claim.count.unit == other.count.unit and mine == theirs and next(groups) == next(groups)


def scope(claim: Claim) -> tuple[frozenset[str], str, frozenset[str]]:
    """What a total is a total of, beside place and time: perpetrators, manner, victims' groups."""
    groups = set(claim.victims.categories) - {"civilian"}
    return frozenset(fold(p) for p in claim.perpetrators), fold(claim.manner or ""), frozenset(groups)


def _is_whole(claim: Claim) -> bool:
    return claim.part_of is None and not is_named(claim) and not claim.victims.categories


def _meet(a: Claim, b: Claim) -> bool:
    return (a.count.high is None or (b.count.low or 0) <= a.count.high) and (
        b.count.high is None or (a.count.low or 0) <= b.count.high
    )


def _is_exact(days: Days) -> bool:
    return days.length is not None and days.length <= 3


def _town(a: Sequence[Place], b: Sequence[Place], containment: Containment) -> bool:
    return related([p for p in a if is_narrow(p)], [p for p in b if is_narrow(p)], containment) is not None


def _elsewhere(a: Sequence[Place], b: Sequence[Place], containment: Containment) -> bool:
    """Within one document two towns are two places even where nobody knows how far apart they are."""
    if apart(a, b, containment):
        return True
    narrow_a, narrow_b = [p for p in a if is_narrow(p)], [p for p in b if is_narrow(p)]
    return bool(narrow_a and narrow_b) and not any(
        containment.contains(x, y) or containment.contains(y, x) for x in narrow_a for y in narrow_b
    )


def _keys(places: Iterable[Place]) -> frozenset[str]:
    return frozenset(p.key or fold(p.words) for p in places)


def _window(document: Document, group: Sequence[Claim]) -> tuple[int, int]:
    """The lines that hold the group's claims, at most `WINDOW` characters to each side."""
    first, last = group[0].start, min(max(c.end for c in group), group[0].start + LONGEST)
    start = document.text.rfind("\n", max(0, first - WINDOW), first) + 1 or max(0, first - WINDOW)
    end = document.text.find("\n", last, last + WINDOW)
    return start, end if end >= 0 else min(len(document.text), last + WINDOW)


def _account(
    document: Document,
    claims: tuple[Claim, ...],
    mentions: Sequence[Mention],
    window: tuple[int, int],
    containment: Containment,
) -> Account:
    start, end = window
    near = [m for m in mentions if start <= m.start < end]
    mentioned = _days_mentioned(near)
    aggregate = bool(claims) and is_total(claims[0])
    days = Days()
    for claim in claims:
        own = days_of(claim.when)
        days = days.narrowed(own) if own.known else days
    places = finest((p for c in claims for p in c.places), containment)
    beside = finest((m.place for m in near[:200] if m.place is not None), containment)
    id = min(c.id for c in claims) if claims else document.id
    terms = _terms(document.text[start:end], [(m.start - start, m.end - start, m.kind) for m in near])
    for claim in claims:
        if claim.part_of is None and (claim.count.low or 0) >= TELLING:
            terms[f"{claim.act} {claim.count.low}–{claim.count.high}"] = NAME_WEIGHT
        terms.update({t: NAME_WEIGHT for name in claim.victims.names for t in _tokens(name)})
    terms.update({f"place {p.key}": PLACE_WEIGHT for p in places or beside if p.key and is_narrow(p)})
    has_act = bool(claims) or any(m.kind == "act" for m in near)
    return Account(
        id,
        document.id,
        claims,
        aggregate,
        days,
        places[:8],
        beside[:8],
        mentioned,
        terms,
        has_act,
        _all_killed(claims),
        until=_until(document, days),
    )


def _until(document: Document, days: Days) -> date | None:
    published = document.published.end if document.published else None
    return None if published is None or (days.start is not None and days.start > published) else published


def _all_killed(claims: Iterable[Claim]) -> Interval | None:
    """From the lowest to the highest count of all the dead that an account gives; not of one group, nor of named persons."""
    found = [
        Interval(c.count.low, c.count.high)
        for c in claims
        if c.act == "killed"
        and counts(c)
        and c.part_of is None
        and not is_named(c)
        and not set(c.victims.categories) & {"child", "woman", "man"}
        and (c.count.low or c.count.high or 0) > 1
    ]
    return span(found) if found else None


def _days_mentioned(mentions: Iterable[Mention]) -> tuple[Days, ...]:
    found = {days_of(m.when) for m in mentions if m.when is not None and m.kind == "date"}
    exact = [d for d in found if d.length is not None and d.length <= 3]
    return tuple(sorted(exact, key=lambda d: (str(d.start), str(d.end))))[:8]


def calendar_of(mentions: Iterable[Iterable[Mention]]) -> dict[frozenset[str], Days]:
    """Days of the year by their words ({"november", "3"}), each with the date that the case gives most often for them.

    Used for grouping alone: a document that says "November 3rd" speaks, as far as anyone can tell, of the day that others
    of the same case call "3 November 2023".
    """
    often: defaultdict[frozenset[str], Counter[Days]] = defaultdict(Counter)
    for mention in (m for found in mentions for m in found if m.kind == "date" and m.when is not None):
        days = days_of(mention.when)
        if days.length == 1:
            often[_day_words(mention.words)][days] += 1
    return {
        words: min(days, key=lambda d: (-days[d], str(d.start))) for words, days in often.items() if _is_day_of_year(words)
    }


def _dated(mention: Mention, calendar: Mapping[frozenset[str], Days]) -> Mention:
    if mention.kind != "date" or mention.when is None or days_of(mention.when).known or mention.when.precision != "day":
        return mention
    days = calendar.get(_day_words(mention.words))
    return mention if days is None else replace(mention, when=replace(mention.when, start=days.start, end=days.end))


def _day_words(words: str) -> frozenset[str]:
    """The number of the day and the longest word beside it, the month: "Friday, 3rd of November 2023" -> {"3", "november"}."""
    numbers = [n.lstrip("0") for n in re.findall(r"\d+", fold(words)) if len(n) <= 2]
    letters = [w for w in re.findall(r"[^\W\d_]{3,}", fold(words)) if not w.endswith("day") and w != "the"]
    return frozenset(numbers[:1] + letters[:1])


def _is_day_of_year(words: frozenset[str]) -> bool:
    return len(words) == 2 and any(w.isdigit() for w in words)


# ------------------------------------------------------------------------------------------------ terms


def _terms(text: str, mentions: Sequence[tuple[int, int, str]]) -> dict[str, float]:
    """The folded words of a text with their weights: names heavier, words of dates left out."""
    dated = [(a, b) for a, b, kind in mentions if kind == "date"]
    named = {t for a, b, kind in mentions if kind == "name" for t in _tokens(text[a:b])}
    skipped = {n for a, b in dated for n in range(a, b)}
    terms: defaultdict[str, float] = defaultdict(float)
    for match in _WORD.finditer(text):
        at, word = match.start(), match.group()
        if at in skipped:
            continue
        term = _term(word)
        if len(term) < 2 or term in _NAME_PARTS:
            continue
        is_name = term in named or (word[0].isupper() and not _starts_sentence(text, at))
        terms[term] = max(terms[term], NAME_WEIGHT if is_name else 1.0)
    return dict(terms)


def _tokens(words: str) -> list[str]:
    found = (_term(m.group()) for m in _WORD.finditer(words))
    return [t for t in found if len(t) > 1 and t not in _NAME_PARTS]


def _starts_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \t")
    return not before or before[-1] in _SENTENCE_END


@lru_cache(maxsize=1 << 18)
def _term(word: str) -> str:
    folded = fold(word)
    for ending in ("’s", "'s"):
        folded = folded.removesuffix(ending)
    return folded


def by_document(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.document].append(claim)
    return found
