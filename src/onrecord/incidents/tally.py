"""Tallies: from the claims of an incident to intervals by act and victim group, source by source.

1. Each source's figure: its latest one (the earlier ones are kept as history); parts never added to their total;
   groups that complete each other ("three women and two children") add up where the source gives no total.
2. The tally spans the lowest to the highest figure of the independent sources (Every Casualty, Standards 2016, p. 25).
3. Over several incidents intervals are added; aggregates never to the incidents inside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import takewhile
from operator import itemgetter

from onrecord.codebook import Codebook
from onrecord.incidents.independence import Evidence, rounding
from onrecord.incidents.names import anyone_words, further_words, more_words
from onrecord.model import Claim, Incident, Interval
from onrecord.text import fold

OF_MORE = "among"
"""The extractor's rule for those who "were among the dead": a part of a number that is told elsewhere."""

OF_TABLE = "table"
"""The extractor's rule for the cells of tables: a "1" there counts, and tells of nobody in particular."""

HEADLINE_GRADES = ("confirmed", "fair")
"""Airwars' rule: the headline is the sum of what is confirmed or fair."""

_SEX_AND_AGE = frozenset({"child", "woman", "man"})
_STATUS = frozenset({"civilian", "combatant"})
SAME_SENTENCE = 100
"""How many characters after a figure "20 others" may stand to be added to it."""

_AFTER_NOUN = frozenset(("of", "from", "in", "at", "on", "who", "with", "and", "or", "near", "by", "for", "to", "during"))

_CLOSED = frozenset({"exactly", "about", "between", "named", "up_to", "couple", "none"})
"""Readings that no larger number satisfies, whatever the codebook."""
_UNITS = {"facility_damaged": ("facility", "person", "case", "incident")}


@dataclass(frozen=True, slots=True)
class SourceFigure:
    """What one source says for one tally (`killed`, `killed_child`): the claims it rests on, and those it replaced.

    `partial`: it only names some victims, or gives one group ("two children"); so many there were at least. `vague`: it rests
    on words that only a codebook makes a number of ("several"), which contradict no larger figure. `whom`: whom alone it
    counts, where that is not everybody ("couriers", "executed"): it contradicts no larger figure of others. `is_changed`: it
    rests on numbers that the source changed in a text it copied, and so confirms nobody's.
    """

    source: str
    tally: str
    interval: Interval
    claims: tuple[str, ...]
    replaced: tuple[str, ...] = ()
    approximate: bool = False
    partial: bool = False
    vague: bool = False
    whom: str = ""
    is_changed: bool = False


def counts(claim: Claim) -> bool:
    """Whether a claim goes into any tally: asserted, not rejected, with a bound, counted in persons (or facilities)."""
    if not claim.asserted or claim.is_left_out or (claim.count.low is None and claim.count.high is None):
        return False
    return claim.count.unit in _UNITS.get(claim.act, ("person",))


def tally_names(claim: Claim, codebook: Codebook) -> tuple[str, ...]:
    """The tallies that a claim speaks to: its act, the wider acts, and each with each of its victims' groups."""
    acts = codebook.widen(claim.act)
    return acts + tuple(f"{act}_{category}" for act in acts for category in claim.victims.categories)


def figures(claims: Iterable[Claim], evidence: Evidence, *, codebook: Codebook) -> tuple[SourceFigure, ...]:
    """Each independent source's figure for each tally, by tally and source."""
    said: defaultdict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
    names: dict[str, str] = {}
    counted = [claim for claim in claims if counts(claim)]
    own_ids = {claim.id for claim in counted}
    totals = {(c.document, tally) for c in counted if _is_whole(c) for tally in codebook.widen(c.act)}
    own_words = (c for c in counted if _is_whole(c) and c.id in evidence.restated)
    handed_on = {(c.document, tally) for c in own_words for tally in codebook.widen(c.act)}
    for claim in counted:
        root = evidence.root(claim)
        shown = root if root.id in own_ids or root.count != claim.count else claim  # a copy makes no figure newer
        shown = _with_whole(shown, evidence, own_ids)
        for voice in evidence.voices(claim):
            names.setdefault(voice.key, voice.source.name)
            for tally in tally_names(claim, codebook):
                said[tally, voice.key].setdefault(shown.id, shown)
    result = []
    for (tally, key), own in sorted(said.items()):
        group = tally.partition("_")[2] if tally not in codebook.acts else ""
        parts = {c.id for c in own.values() if c.part_of in own_ids and _is_part(c, tally, evidence, codebook)}
        for c in own.values() if not group else ():
            if (c.document, tally) in (totals if _restricts(c) else handed_on if not c.attribution else ()):
                parts.add(c.id)
        figure = _figure(list(own.values()), tally, group, evidence, parts)
        is_changed = all(evidence.is_changed(evidence.claims[c]) for c in figure.claims)
        result.append(replace(figure, source=names[key], is_changed=is_changed))
    return tuple(result)


def _with_whole(claim: Claim, evidence: Evidence, counted: Set[str]) -> Claim:
    """A part with the total that stands for its own where that only repeats it."""
    whole = evidence.claims.get(claim.part_of or "")
    root = evidence.root(whole) if whole is not None else claim
    is_repeated = whole is not None and root.id in counted and root.id not in (whole.id, claim.id)
    return replace(claim, part_of=root.id) if is_repeated else claim


def _is_part(claim: Claim, tally: str, evidence: Evidence, codebook: Codebook) -> bool:
    """Whether a claim is a part of a figure for the same tally, whoever gives that: of a total that a copy changed, say."""
    whole = evidence.claims.get(claim.part_of or "")
    return whole is not None and counts(whole) and tally in tally_names(whole, codebook)


def figures_of(incident: Incident, evidence: Evidence, *, codebook: Codebook) -> tuple[SourceFigure, ...]:
    """Each independent source's figures for one incident; its claims in scope count, and all of them where none is."""
    own = [evidence.claims[c] for c in incident.claims if c in evidence.claims]
    return figures([c for c in own if c.in_scope] or own, evidence.of_incident(own), codebook=codebook)


def span(intervals: Iterable[Interval]) -> Interval:
    """From the lowest to the highest figure: 8–8 and up to 9 are 8–9; 200 and up alone stays open.

    A bound is open only where the figure that would be the lowest or highest is itself open there.
    """
    found = list(intervals)
    lows = [i.low for i in found if i.low is not None]
    highs = [i.high for i in found if i.high is not None]
    low = min(lows, default=None)
    high = max(highs, default=None)
    if low is not None and any(i.low is None and i.high is not None and i.high < low for i in found):
        low = None
    if high is not None and any(i.high is None and i.low is not None and i.low > high for i in found):
        high = None
    return Interval(low, high)


def tallies_of(found: Iterable[SourceFigure]) -> dict[str, Interval]:
    """The interval of each tally, in the order of their names.

    Who only names some of the victims does not lower the figure of those who count them; where nobody counts, the tally
    is the largest of what is named.
    """
    by_tally: defaultdict[str, list[SourceFigure]] = defaultdict(list)
    for figure in found:
        by_tally[figure.tally].append(figure)
    return {tally: _whole_span(by_tally[tally]) for tally in sorted(by_tally)}


def _whole_span(found: Sequence[SourceFigure]) -> Interval:
    parts = [f.interval for f in found if f.partial]
    named = max((i.low or 0 for i in parts), default=0)
    whole = span(f.interval for f in found if not f.partial)
    if whole == Interval(None, None):
        highs = [i.high for i in parts]
        return Interval(named or None, None if None in highs else max((h for h in highs if h is not None), default=None))
    high = whole.high if whole.high is None else max(whole.high, named)
    return Interval(whole.low, high)


def disagree(found: Iterable[SourceFigure]) -> tuple[str, ...]:
    """The tallies for which no number satisfies all sources. Figures given as approximate reach as far as they are rounded."""
    by_tally: defaultdict[str, list[SourceFigure]] = defaultdict(list)
    for figure in found:
        by_tally[figure.tally].append(figure)
    return tuple(tally for tally in sorted(by_tally) if contradiction(by_tally[tally]) is not None)


def contradiction(found: Sequence[SourceFigure]) -> tuple[SourceFigure, SourceFigure] | None:
    """Of figures for one tally the two furthest apart that no number satisfies, the lower first.

    A lower figure of some ("12 farmers") contradicts only figures of the same people; one of all contradicts any.
    """
    reached = [(figure, _reach(figure)) for figure in found]
    apart = []
    for whom in {figure.whom for figure in found}:
        mosts = [(reach.high, f.source, f) for f, reach in reached if f.whom == whom and reach.high is not None]
        leasts = [(-reach.low, f.source, f) for f, reach in reached if whom in ("", f.whom) and reach.low is not None]
        if mosts and leasts:
            (most, lower, one), (least, higher, other) = min(mosts, key=itemgetter(0, 1)), min(leasts, key=itemgetter(0, 1))
            if most + least < 0:
                apart.append((most + least, lower, higher, one, other))
    return min(apart, key=itemgetter(0, 1, 2))[3:] if apart else None


def add(intervals: Iterable[Interval]) -> Interval:
    """The sum: what is not known below adds nothing, what is open above stays open."""
    low = 0
    high: int | None = 0
    for interval in intervals:
        low += interval.low or 0
        high = None if high is None or interval.high is None else high + interval.high
    return Interval(low, high)


def subtract(whole: Interval, parts: Interval) -> Interval:
    """What can remain of a total after its parts are taken off (UCDP GED 23.1, clarity 2); never below nothing."""
    low = 0 if whole.low is None or parts.high is None else max(0, whole.low - parts.high)
    high = None if whole.high is None else max(0, whole.high - (parts.low or 0))
    return Interval(low, high)


# ------------------------------------------------------------------------------------------------ one source's figure


def _figure(own: list[Claim], tally: str, group: str, evidence: Evidence, parts: Set[str]) -> SourceFigure:
    """One source's figure from its claims for one tally: the latest document's, the earlier documents' replaced.

    `parts`: claims of it that are parts of a figure for the same tally, its own or another source's; in a document that
    gives a total ("23, the police said"), single groups are ("five children, the hospital said").
    """
    by_report: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in own:
        by_report[_when_said(claim, evidence), claim.document].append(claim)
    days = sorted(by_report)
    last_day = days[-1][0]
    latest = [key for key in days if key[0] == last_day]
    if group == "":  # one that gives parts alone does not stand beside a total of the same day
        latest = [key for key in latest if any(map(_is_whole, by_report[key]))] or latest
    reports = [_report(by_report[key], group) for key in latest]
    interval = span(interval for interval, _ in reports)
    used = {claim.id for _, claims in reports for claim in claims}
    partial = used <= parts or all(_is_partial(claims, group) for _, claims in reports)
    if group == "" and len(days) > len(latest):
        interval, used, partial = _not_only_parts(interval, used, partial, by_report, days, latest)
    replaced = tuple(sorted(claim.id for key in days if key not in latest for claim in by_report[key] if claim.id not in used))
    approximate = any(claim.count.approximate for claim in own if claim.id in used)
    vague = any(_is_vague(claim) for claim in own if claim.id in used)
    whom = _whom([claim for claim in own if claim.id in used], tally.partition("_")[0])
    return SourceFigure("", tally, interval, tuple(sorted(used)), replaced, approximate, partial, vague, whom)


def _whom(claims: Sequence[Claim], act: str) -> str:
    """Whom alone claims count, in their words: those of a narrower act, or of one noun that not everybody is."""
    if all(claim.act != act for claim in claims):
        return " and ".join(sorted({claim.act for claim in claims}))
    nouns = {_noun(claim) for claim in claims}
    return nouns.pop() if len(nouns) == 1 else ""


def _noun(claim: Claim) -> str:
    """The noun of a figure's victims ("ten fuel couriers from …": "couriers"); nothing where it may be anybody, or a name."""
    words = (claim.victims.words or "").split()
    words = words[1:] if words[:1] == ["of"] else words
    before = takewhile(lambda word: fold(word) not in _AFTER_NOUN, words)
    noun = next(reversed(list(before)), "").strip(",;:")
    if fold(noun) in fold(claim.count.words).split():  # "nine dead" counts anybody
        return ""
    is_named = bool(claim.victims.names) or noun[:1].isupper()
    return "" if is_named or not noun.isalpha() or fold(noun) in anyone_words() else fold(noun)


def _is_vague(claim: Claim) -> bool:
    """Whether the words leave more open than the codebook's number does: "several", "at least nine" read as nine."""
    open_above = any(rule not in _CLOSED for rule, _ in claim.count.reading)
    return open_above or claim.count.rule not in ("stated", "named", "decided")


def is_named(claim: Claim) -> bool:
    """Whether a claim tells of persons one by one, and so says nothing of how many there were in all."""
    reading, most = claim.count.reading, claim.count.high
    if OF_TABLE in claim.rules:
        return False
    if claim.count.rule == "named" or most == 1 or any(rule == "named" for rule, _ in reading):
        return True
    return len(reading) > 1 and reading[0][1] == (1,)  # "his brother was killed along with two sons"


def _is_partial(claims: Sequence[Claim], group: str) -> bool:
    """Whether a report only names victims, or gives a single group of them where all are asked for."""
    if all(OF_MORE in claim.rules for claim in claims):
        return True
    if any(not is_named(c) and (group or not _restricts(c)) for c in claims):
        return False
    groups = {c for claim in claims if not is_named(claim) for c in claim.victims.categories if c in _SEX_AND_AGE}
    return len(groups) < 2


def _not_only_parts(
    interval: Interval,
    used: set[str],
    partial: bool,
    by_report: Mapping[tuple[str, str], list[Claim]],
    days: Sequence[tuple[str, str]],
    latest: Sequence[tuple[str, str]],
) -> tuple[Interval, set[str], bool]:
    """A later report that speaks of one group only ("two of them children") does not replace an earlier total."""
    if any(_is_whole(claim) for key in latest for claim in by_report[key]):
        return interval, used, partial
    for key in reversed([k for k in days if k not in latest]):
        if any(_is_whole(claim) for claim in by_report[key]):
            earlier, claims = _report(by_report[key], "")
            return earlier, {claim.id for claim in claims}, _is_partial(claims, "")
    return interval, used, partial


def _when_said(claim: Claim, evidence: Evidence) -> str:
    """When a figure was given, for ordering: the document's date; unknown dates come first and replace nothing dated."""
    document = evidence.documents.get(claim.document)
    published = document.published if document else None
    day = published.end or published.start if published else None
    return day.isoformat() if day else ""


def _is_whole(claim: Claim) -> bool:
    return claim.part_of is None and not _restricts(claim) and not is_named(claim)


def _report(claims: list[Claim], group: str) -> tuple[Interval, list[Claim]]:
    """What one report says: its totals; where it gives none, its complementary groups or its named victims added up."""
    ids = {claim.id for claim in claims}
    roots = [c for c in sorted(claims, key=lambda c: (c.start, c.id)) if c.part_of not in ids]
    counted = [c for c in roots if not is_named(c)]
    wholes = [c for c in counted if group or not _restricts(c)]
    fighters = [c for c in counted if set(c.victims.categories) == {"combatant"}]
    if group == "" and fighters and wholes and all(c.victims.categories for c in wholes):
        return _complementary([*wholes, *fighters], _STATUS)
    if wholes:
        wholes = _newest_of_series(wholes)
        return span(_with_others(wholes)), wholes
    if counted:
        by_age = [c for c in counted if set(c.victims.categories) & _SEX_AND_AGE]
        others = [c for c in counted if c not in by_age]
        sums = [_complementary(g, _SEX_AND_AGE if g is by_age else _all_groups(g)) for g in (by_age, others) if g]
        return max(sums, key=lambda found: found[0].low or 0)
    return _named(roots)


def _with_others(claims: Sequence[Claim]) -> list[Interval]:
    """The figures of a report; "20 others" right after a figure is added to it."""
    found: list[Interval] = []
    for n, claim in enumerate(claims):
        if n > 0 and _is_further(claim) and claim.start - claims[n - 1].end <= SAME_SENTENCE:
            found[-1] = add((found[-1], _interval(claim)))
        else:
            found.append(_interval(claim))
    return found


def _is_further(claim: Claim) -> bool:
    """Whether a figure comes on top of the one before it: "20 others", "two more bodies"."""
    words = set(fold(f"{claim.count.words} {claim.victims.words or ''}").split())
    after = fold(claim.quote).partition(fold(claim.count.words))[2].split()[:1] if claim.count.words else []
    return bool(words & further_words()) or bool({*after} & more_words())


def _restricts(claim: Claim) -> bool:
    """Whether a claim counts one group only: "two medics"; that they are civilians says nothing of how many there were."""
    return bool(set(claim.victims.categories) - {"civilian"})


def _all_groups(claims: Sequence[Claim]) -> frozenset[str]:
    return frozenset(c for claim in claims for c in claim.victims.categories)


def _complementary(claims: list[Claim], axis: frozenset[str]) -> tuple[Interval, list[Claim]]:
    """Groups of one axis (women, children, men) add up; several figures for one group span it."""
    by_group: defaultdict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_group[tuple(sorted(set(claim.victims.categories) & axis))].append(claim)
    keys = sorted(by_group)
    disjoint = [k for n, k in enumerate(keys) if not any(set(k) & set(other) for other in keys[:n])]
    used = [c for k in disjoint for c in by_group[k]]
    return add(span(_interval(c) for c in by_group[k]) for k in disjoint), used


def _named(claims: list[Claim]) -> tuple[Interval, list[Claim]]:
    """People told of one by one: as many as there are different names, and with them those who have none."""
    number, nameless = 0, 0
    seen: list[frozenset[str]] = []
    for claim in claims:
        names = [frozenset(fold(name).split()) for name in claim.victims.names]
        new = [name for name in names if not any(name <= other or other <= name for other in seen)]
        if names:
            number += max(len(new), claim.count.low or 0) if len(new) == len(names) else len(new)
        else:
            nameless = max(nameless, claim.count.low or 0)
        seen += new
    number = max(number, nameless)
    return Interval(number, number), claims


def _newest_of_series(claims: list[Claim]) -> list[Claim]:
    """Of figures that one document gives for several times ("rose from 6 to 8") the last one in the text stands."""
    last = {claim.series: claim for claim in claims if claim.series is not None}
    return [claim for claim in claims if claim.series is None or last[claim.series] is claim]


def _interval(claim: Claim) -> Interval:
    return Interval(claim.count.low, claim.count.high)


def _reach(figure: SourceFigure) -> Interval:
    low, high = figure.interval.low, None if figure.partial or figure.vague else figure.interval.high
    if not figure.approximate:
        return Interval(low, high)
    return Interval(
        None if low is None else low - rounding(low) // 2,
        None if high is None else high + rounding(high) // 2,
    )


# ------------------------------------------------------------------------------------------------ over many incidents


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """Figures of one place and period: a sum over incidents, or one aggregate by itself (never both)."""

    place: str
    period: str
    aggregate: bool
    tallies: Mapping[str, Interval]
    incidents: tuple[str, ...]
    independent_sources: int
    grading: tuple[str, ...]


def headline(
    incidents: Iterable[Incident], *, grades: Sequence[str] = HEADLINE_GRADES, every_scope: bool = False
) -> tuple[HeadlineRow, ...]:
    """One row for each country and year, and one for each aggregate: what belongs to other places or times is never summed,
    and an incident of unknown place or year stands by itself.

    Incidents of other grades, and those outside the case's scope unless `every_scope`, stay out; the caller shows them beside.
    """
    groups: defaultdict[tuple[bool, str, str, str], list[Incident]] = defaultdict(list)
    for incident in incidents:
        if incident.grading in grades and incident.tallies and (incident.in_scope or every_scope):
            place, period = country_of(incident), period_of(incident)
            alone = "" if place and period and not incident.aggregate else incident.id
            groups[incident.aggregate, place, period, alone].append(incident)
    return tuple(_row(key, groups[key]) for key in sorted(groups))


def total(incidents: Iterable[Incident]) -> dict[str, Interval]:
    """The tallies of several incidents added; aggregates are left out, for they hold incidents already counted."""
    parts: defaultdict[str, list[Interval]] = defaultdict(list)
    for incident in incidents:
        if not incident.aggregate:
            for tally, interval in incident.tallies.items():
                parts[tally].append(interval)
    return {tally: add(parts[tally]) for tally in sorted(parts)}


def of_perpetrator(incidents: Iterable[Incident], claims: Mapping[str, Claim], words: str) -> list[Incident]:
    """The incidents in which a claim alleges this perpetrator, by the words of the text."""
    wanted = words.casefold()
    return [
        incident
        for incident in incidents
        if any(p.casefold() == wanted for c in incident.claims if c in claims for p in claims[c].perpetrators)
    ]


def country_of(incident: Incident) -> str:
    """The countries of an incident's places, or "" where none is known."""
    return "+".join(sorted({p.country for p in incident.places if p.country}))


def period_of(incident: Incident) -> str:
    """The year of an incident, the years of an aggregate ("2011–2019", "2013–"), or "" where none is known."""
    when = incident.when
    if when is None or (when.start is None and when.end is None):
        return ""
    start = str(when.start.year) if when.start else ""
    end = str(when.end.year) if when.end else ""
    return start if start == end else f"{start}–{end}"


def _row(key: tuple[bool, str, str, str], incidents: Sequence[Incident]) -> HeadlineRow:
    aggregate, place, period, _ = key
    tallies = dict(incidents[0].tallies) if aggregate else total(incidents)
    sources = {source.source for incident in incidents for source in incident.sources}
    grades = tuple(sorted({incident.grading for incident in incidents}))
    return HeadlineRow(place, period, aggregate, tallies, tuple(sorted(i.id for i in incidents)), len(sources), grades)


# ------------------------------------------------------------------------------------------------ sensitivity


@dataclass(frozen=True, slots=True)
class Variant:
    """The headline under other rules: which codebook, which gradings."""

    codebook: str
    grades: tuple[str, ...]
    rows: tuple[HeadlineRow, ...]


def sensitivity(
    incidents: Sequence[Incident],
    evidence: Evidence,
    *,
    codebooks: Sequence[Codebook],
    gradings: Sequence[Sequence[str]] = (HEADLINE_GRADES, (*HEADLINE_GRADES, "weak"), ("confirmed",)),
) -> tuple[Variant, ...]:
    """How the headline would read under each codebook and each choice of gradings. Passages, groups and grades stay."""
    variants = []
    for codebook in codebooks:
        recounted = {
            id: claim if claim.status == "corrected" else replace(claim, count=codebook.recount(claim.count))
            for id, claim in evidence.claims.items()
        }
        other = replace(evidence, claims=recounted)
        read = [replace(i, tallies=tallies_of(figures_of(i, other, codebook=codebook))) for i in incidents]
        variants += [Variant(codebook.name, tuple(g), headline(read, grades=g)) for g in gradings]
    return tuple(variants)
