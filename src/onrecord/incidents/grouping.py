"""Grouping: from claims and documents to incidents and, apart from them, aggregates.

1. Each document is read as accounts, one for each incident it speaks of (`accounts.py`).
2. Copies start together with their origin, and so does what a person called
   the same; what a person called different never meets.
3. Accounts are clustered (`cluster.py`): by rare words and names, days, places and figures.
4. Totals over periods or many places are put together only where period and place are the same, and stay apart.
5. Each group gets an id that stays, and becomes a record with sources, grading, tallies and the reasons for its making.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import partial

from onrecord.codebook import Codebook
from onrecord.incidents.accounts import NAME_WEIGHT, Account, accounts_of, by_document, calendar_of, scope
from onrecord.incidents.aggregates import contain
from onrecord.incidents.cluster import WEIGHTS, Merge, Weights, cluster
from onrecord.incidents.grading import grade
from onrecord.incidents.independence import Evidence, count, weigh
from onrecord.incidents.names import read_name
from onrecord.incidents.overlap import PLAIN, Containment, Days, days_of, finest, related
from onrecord.incidents.sources import Register, register
from onrecord.incidents.tally import SourceFigure, disagree, figures, tallies_of
from onrecord.model import Claim, DateRange, Decision, Document, DocumentLink, Incident, Mention, Place, content_id
from onrecord.settings import Settings
from onrecord.text import fold

_OWN_TERM = re.compile(r"place |\w+ (?:\d+|None)–")
"""Terms for places and figures, which the reasons give in words of their own."""

REASONS = 40
"""So many reasons are written out for one incident; the rest are counted."""


def group(
    claims: Sequence[Claim],
    documents: Iterable[Document],
    links: Sequence[DocumentLink],
    origins: Mapping[str, str],
    mentions: Mapping[str, tuple[Mention, ...]],
    decisions: Sequence[Decision],
    *,
    settings: Settings,
    codebook: Codebook,
    places: Containment = PLAIN,
    previous: Mapping[str, str] | None = None,
    sources: Register | None = None,
    weights: Weights = WEIGHTS,
) -> list[Incident]:
    """The incidents and aggregates of these claims, in order of their dates and ids.

    `claims` are those after people's decisions on claims; `documents` with their texts; `origins`: document id -> id of the
    document it derives from; `mentions`: document id -> what it speaks of; `previous`: claim (or document) id -> id of the
    incident it was in before, so that ids stay. The result does not depend on the order of any input.
    """
    known = sorted(documents, key=lambda d: d.id)
    ordered = sorted(claims, key=lambda c: (c.document, c.start, c.end, c.id))
    sources = sources or register(ordered, known, settings=settings, decisions=decisions)
    evidence = weigh(ordered, known, sources, links=links, origins=origins)
    pairs = _Pairs(decisions, previous or {}, {c.id for c in ordered})
    accounts = _accounts(known, ordered, mentions, places, pairs)
    together = _together(accounts, evidence, origins, pairs)
    groups, merges = _grouped(accounts, together, pairs, places, voices_of(sources) | parties_of(ordered), weights)
    named = _name(groups, accounts, previous or {})
    living = {id for id, _ in named}
    grades = partial(pairs.grade_of, living=living)
    why = _reasons(merges, accounts, groups, evidence.documents, places)
    made = [
        _incident(name, [accounts[n] for n in part], why[k], evidence, grades, codebook=codebook, places=places)
        for k, (part, name) in enumerate(zip(groups, named, strict=True))
    ]
    return contain(sorted(made, key=_order), evidence.claims, places)


def main_incidents(incidents: Iterable[Incident], claims: Iterable[Claim]) -> dict[str, str]:
    """For each document the incident it is mainly about: the one of most of its claims, the first of several; no aggregate
    where there is an incident; for a document without claims the one that it was put with."""
    home = {claim: incident for incident in incidents for claim in incident.claims}
    result: dict[str, str] = {}
    ranks: defaultdict[str, dict[str, tuple[bool, int, int]]] = defaultdict(dict)
    for claim in sorted(claims, key=lambda c: (c.document, c.start, c.id)):
        incident = home.get(claim.id)
        if incident is not None and not claim.is_left_out:
            aggregate, number, first = ranks[claim.document].get(incident.id, (incident.aggregate, 0, claim.start))
            ranks[claim.document][incident.id] = (aggregate, number - 1, first)
    for document, found in ranks.items():
        result[document] = min(found, key=lambda i: (*found[i], i))
    for incident in sorted(incidents, key=lambda i: (i.aggregate, i.id)):
        for document in incident.documents:
            result.setdefault(document, incident.id)
    return dict(sorted(result.items()))


# ------------------------------------------------------------------------------------------------ what people decided


class _Pairs:
    """What people decided of incidents: pairs of claims or documents that are the same or different, and gradings.

    An anchor names claims, documents or incidents; an incident stands for what it held when it was last given its id.
    """

    def __init__(self, decisions: Sequence[Decision], previous: Mapping[str, str], claims: Set[str]) -> None:
        held: defaultdict[str, set[str]] = defaultdict(set)
        for item, incident in previous.items():
            held[incident].add(item)
        for incident, items in held.items():  # a document may tell of other incidents too; its claims say of which
            held[incident] = items & claims or items
        self.same: list[tuple[str, str]] = []
        self.grades: dict[str, Decision] = {}
        forbidden: defaultdict[str, set[str]] = defaultdict(set)
        latest: dict[tuple[str, str], Decision] = {}
        for decision in decisions:
            if decision.subject != "incident":
                continue
            ids = [value for _, value in sorted(decision.anchor.items())]
            if decision.action == "grade":
                for id in ids:
                    self.grades.update(dict.fromkeys({id} | held[id], decision))
            elif len(ids) > 1:
                a, b = sorted(ids[:2])
                latest.pop((a, b), None)
                latest[a, b] = decision
        for (a, b), decision in latest.items():
            one, two = sorted(held[a] or {a}), sorted(held[b] or {b})
            if decision.action == "same":
                self.same += [(one[0], other) for other in (*one[1:], *two)]
            elif decision.action == "different":
                for x in one:
                    forbidden[x] |= set(two)
                for y in two:
                    forbidden[y] |= set(one)
        self.forbidden = {item: frozenset(others - {item}) for item, others in sorted(forbidden.items())}

    def grade_of(self, incident: str, items: Iterable[str], living: Set[str]) -> Decision | None:
        """The grade of an incident, or that of what it holds; not of a claim that left a graded incident which lives on."""
        found = (self.grades[i] for i in items if i in self.grades)
        return self.grades.get(incident) or next((d for d in found if living.isdisjoint(d.anchor.values())), None)


# ------------------------------------------------------------------------------------------------ accounts and groups


def _accounts(
    documents: Sequence[Document],
    claims: Sequence[Claim],
    mentions: Mapping[str, tuple[Mention, ...]],
    places: Containment,
    pairs: _Pairs,
) -> list[Account]:
    own = by_document(claims)
    missing = sorted(own.keys() - {d.id for d in documents})
    bare = [Document(id, own[id][0].name, "") for id in missing]
    calendar = calendar_of(mentions[id] for id in sorted(mentions))
    accounts = []
    for document in (*documents, *bare):
        if document.id in own or document.text.strip() or mentions.get(document.id):
            accounts += accounts_of(
                document,
                own.get(document.id, ()),
                mentions.get(document.id, ()),
                containment=places,
                apart_ids=pairs.forbidden,
                calendar=calendar,
            )
    return sorted(accounts, key=lambda a: (a.document, a.id))


def _together(
    accounts: Sequence[Account], evidence: Evidence, origins: Mapping[str, str], pairs: _Pairs
) -> list[tuple[int, int]]:
    """Pairs of accounts that start together: a person's first, then copies, then identical accounts."""
    at: dict[str, int] = {}
    for n, account in enumerate(accounts):
        at.setdefault(account.document, n)
        at.update((claim.id, n) for claim in account.claims)
    found = [(at[a], at[b]) for a, b in pairs.same if a in at and b in at]
    alike: dict[object, int] = {}
    for n, account in enumerate(accounts):
        for claim in account.claims:
            root = evidence.root(claim)
            if root.id != claim.id and root.id in at:
                found.append((at[root.id], n))
        origin = origins.get(account.document, account.document)
        if not account.claims and origin != account.document and origin in at:
            found.append((at[origin], n))
        figures = tuple(sorted(str((c.act, c.count.low, c.count.high)) for c in account.claims))
        if account.terms and figures:
            key = (frozenset(account.terms), figures, account.days, tuple(p.words for p in account.places))
            found.append((alike.setdefault(key, n), n))
    return [
        (a, b)
        for a, b in found
        if a != b and (accounts[a].aggregate == accounts[b].aggregate or (a, b) in found[: len(pairs.same)])
    ]


def _grouped(
    accounts: Sequence[Account],
    together: Sequence[tuple[int, int]],
    pairs: _Pairs,
    places: Containment,
    voices: frozenset[str],
    weights: Weights,
) -> tuple[list[list[int]], list[Merge]]:
    """Positions of accounts by incident; those without figures that found nobody are left out."""
    totals = [n for n, account in enumerate(accounts) if account.aggregate]
    together = [*together, *_same_total(accounts, totals)]
    mixed = {n for pair in together for n in pair if accounts[pair[0]].aggregate or accounts[pair[1]].aggregate}
    apart_from_all = sorted(set(totals) | mixed)
    single = [n for n in range(len(accounts)) if n not in set(apart_from_all)]
    groups, merges = [], []
    for chosen, allowed in ((single, weights), (apart_from_all, None)):
        position = {n: k for k, n in enumerate(chosen)}
        inner = [(position[a], position[b]) for a, b in together if a in position and b in position]
        parts, made = cluster(
            [accounts[n] for n in chosen],
            inner,
            pairs.forbidden,
            containment=places,
            voices=voices,
            weights=allowed or Weights(threshold=math.inf, attach=math.inf),
        )
        groups += [[chosen[k] for k in part] for part in parts]
        merges += [Merge(chosen[m.a], chosen[m.b], m.closeness) for m in made]
    kept = [part for part in groups if any(accounts[n].claims for n in part) or _is_told(accounts, part)]
    return sorted(kept), merges


def voices_of(sources: Register) -> frozenset[str]:
    """Words of the names of organisations that report: two accounts that quote one of them need not be of one incident."""
    found = (s for s in sources.sources if s.named and s.kind in ("media", "ngo", "un", "government"))
    return frozenset(word for source in found for words in (source.name, *source.variants) for word in read_name(words).key)


def parties_of(claims: Iterable[Claim]) -> frozenset[str]:
    """Words of the names of alleged perpetrators: two accounts that name one party need not be of one incident."""
    return frozenset(word for claim in claims for party in claim.perpetrators for word in read_name(party).key)


def _is_told(accounts: Sequence[Account], part: Sequence[int]) -> bool:
    """Without any figure there is an incident only where two documents tell of it."""
    return len({accounts[n].document for n in part}) > 1 and any(accounts[n].has_act for n in part)


def _same_total(accounts: Sequence[Account], totals: Sequence[int]) -> list[tuple[int, int]]:
    """Totals of one place, period and scope, or of one place and number whose periods do not exclude each other.

    Where one document gives two totals of one place, period and scope, only equal numbers tell which is meant.
    """
    periods: defaultdict[tuple[object, ...], set[Days]] = defaultdict(set)
    often = Counter((accounts[n].document, *_period_key(accounts[n])) for n in totals if accounts[n].days.known)
    for n in totals:
        for key in _number_keys(accounts[n]) if accounts[n].days.known else ():
            periods[key].add(accounts[n].days)
    found = []
    first: dict[tuple[object, ...], int] = {}
    for n in totals:
        account = accounts[n]
        key = _period_key(account)
        if account.days.known and often[account.document, *key] == 1:
            found.append((first.setdefault(key, n), n))
        for number in _number_keys(account):
            if len(periods[number]) <= 1:
                found.append((first.setdefault(number, n), n))
    return [(a, b) for a, b in found if a != b]


def _period_key(account: Account) -> tuple[object, ...]:
    whole = next((c for c in account.claims if c.part_of is None), account.claims[0])
    return "period", _where(account), account.days, whole.act, *scope(whole)


def _number_keys(account: Account) -> list[tuple[object, ...]]:
    where = _where(account)
    return [
        ("number", where, c.act, c.count.low, c.count.high)
        for c in account.claims
        if c.part_of is None and c.count.rule == "stated" and (c.count.low or 0) >= 10
    ]


def _where(account: Account) -> tuple[str, ...]:
    return tuple(sorted(p.key or p.country or fold(p.words) for p in account.places))


# ------------------------------------------------------------------------------------------------ ids that stay


def _name(
    groups: Sequence[Sequence[int]], accounts: Sequence[Account], previous: Mapping[str, str]
) -> list[tuple[str, tuple[str, ...]]]:
    """For each group its id and the ids it had before. An old id goes where most of what it held went."""
    items = [sorted({i for n in part for i in _items(accounts[n])}) for part in groups]
    shares: Counter[tuple[str, int]] = Counter()
    for k, own in enumerate(items):
        shares.update((previous[i], k) for i in own if i in previous)
    taken: dict[int, str] = {}
    given: set[str] = set()
    for (old, k), _ in sorted(shares.items(), key=lambda s: (-s[1], s[0][0], items[s[0][1]])):
        if old not in given and k not in taken:
            taken[k] = old
            given.add(old)
    named = []
    for k, own in enumerate(items):
        id = taken.get(k) or content_id("incident", own[0])
        while k not in taken and id in given:  # the anchor's old id lives on elsewhere
            id = content_id("incident", id, *own)
        given.add(id)
        before = sorted({previous[i] for i in own if i in previous} - {id})
        named.append((id, tuple(before)))
    return named


def _items(account: Account) -> list[str]:
    return [c.id for c in account.claims] or [account.document]


# ------------------------------------------------------------------------------------------------ records


def _incident(
    name: tuple[str, tuple[str, ...]],
    accounts: Sequence[Account],
    why: tuple[str, ...],
    evidence: Evidence,
    grades: Callable[[str, Iterable[str]], Decision | None],
    *,
    codebook: Codebook,
    places: Containment,
) -> Incident:
    claims = sorted((c for a in accounts for c in a.claims), key=lambda c: (c.document, c.start, c.end, c.id))
    counted = [c for c in claims if c.in_scope and not c.is_left_out]
    evidence = evidence.of_incident(claims)
    sources = count(counted or claims, evidence)
    said = figures(counted or claims, evidence, codebook=codebook)
    documents = tuple(sorted({a.document for a in accounts}))
    support = _support(said, codebook)
    decided = grades(name[0], (*(c.id for c in claims), *documents))
    grading = grade(claims, sources, evidence, most=max(support, default=len(sources)), decided=decided)
    where, when = _place_names(accounts, places), _time(accounts)
    return Incident(
        id=name[0],
        aggregate=any(a.aggregate for a in accounts),
        claims=tuple(c.id for c in claims),
        documents=documents,
        places=where,
        when=when,
        tallies=tallies_of(said),
        sources=sources,
        grading=grading.grade,
        grading_reason=grading.reason,
        figures_disagree=disagree(said),
        previous_ids=name[1],
        in_scope=bool(counted) or not claims,
        reasons=why,
        title=_title(where, when),
        tally_sources=_tally_sources(said),
    )


def _support(said: Sequence[SourceFigure], codebook: Codebook) -> list[int]:
    """For each act how many sources give a figure of it that is their own; of some of the victims, where nobody gives more."""
    found = []
    for tally in sorted({figure.tally for figure in said} & codebook.acts.keys()):
        own = [figure.partial for figure in said if figure.tally == tally and not figure.is_changed]
        found.append(own.count(False) or len(own))
    return found


def _tally_sources(said: Sequence[SourceFigure]) -> dict[str, tuple[str, ...]]:
    """The sources of each tally; one that gives only a group or some names is none of the whole where others give it."""
    found = {}
    for tally in sorted({figure.tally for figure in said}):
        own = [figure for figure in said if figure.tally == tally]
        whole = [figure for figure in own if not figure.partial] or own
        found[tally] = tuple(sorted({figure.source for figure in whole}))
    return found


def _place_names(accounts: Sequence[Account], places: Containment) -> tuple[Place, ...]:
    """The narrowest places, those most often given first; of claims where any has one."""
    claimed = [p for a in accounts for c in a.claims for p in c.places]
    found = claimed or [p for a in accounts for p in a.near[:1]]
    often = Counter(p.key or fold(p.words) for p in found)
    narrow = finest({(p.key or fold(p.words)): p for p in reversed(found)}.values(), places)
    return tuple(sorted(narrow, key=lambda p: (-often[p.key or fold(p.words)], p.words)))[:8]


def _time(accounts: Sequence[Account]) -> DateRange | None:
    """The time most accounts give, the narrowest of several; days only mentioned where no claim has one."""
    aggregate = any(a.aggregate for a in accounts)
    ranges = [c.when for a in accounts for c in a.claims if c.when is not None and days_of(c.when).known]
    if not ranges:
        days = Counter(a.mentioned[0] for a in accounts if a.mentioned)
        best = min(days, key=lambda d: (-days[d], str(d.start)), default=None)
        return DateRange(best.start, best.end, None, "day", "text") if best and not aggregate else None
    often = Counter(days_of(r) for r in ranges)

    def rank(r: DateRange) -> tuple[int, int, str, str]:
        length = days_of(r).length or 10**6
        return (-length if aggregate else length), -often[days_of(r)], str(r.start), r.words or ""

    return min(ranges, key=rank)


def _title(places: Sequence[Place], when: DateRange | None) -> str | None:
    parts = [places[0].words] if places else []
    if when is not None and (when.start or when.end):
        start, end = (d.isoformat() if d else "" for d in (when.start, when.end))
        parts.append(start if start == end else f"{start} – {end}".strip())
    return ", ".join(parts) or None


def _order(incident: Incident) -> tuple[bool, str, str]:
    start = incident.when.start if incident.when else None
    return incident.aggregate, start.isoformat() if start else "9999", incident.id


# ------------------------------------------------------------------------------------------------ reasons


def _reasons(
    merges: Sequence[Merge],
    accounts: Sequence[Account],
    groups: Sequence[Sequence[int]],
    documents: Mapping[str, Document],
    places: Containment,
) -> list[tuple[str, ...]]:
    """For each group, pair by pair, why its accounts were put together."""
    home = {n: k for k, part in enumerate(groups) for n in part}
    seen = Counter(term for account in accounts for term in account.terms)
    found: list[list[str]] = [[] for _ in groups]
    left: Counter[int] = Counter()
    for merge in merges:
        k = home.get(merge.a)
        if k is None:
            continue
        if len(found[k]) >= REASONS:
            left[k] += 1
            continue
        found[k].append(_reason(accounts[merge.a], accounts[merge.b], merge, seen, documents, places))
    return [tuple(f + [f"and {left[k]} more pairs"] * bool(left[k])) for k, f in enumerate(found)]


def _reason(
    a: Account, b: Account, merge: Merge, seen: Mapping[str, int], documents: Mapping[str, Document], places: Containment
) -> str:
    names = [documents[x.document].name if x.document in documents else x.document for x in (a, b)]
    parts = []
    if merge.closeness is None:
        parts.append("a copy, the same words, the same total, or a person's decision")
    if days := _shared_days(a, b):
        parts.append(f"same day ({days})")
    if (place := related(a.places or a.near, b.places or b.near, places)) is not None:
        parts.append(f"same place ({place.words})")
    numbers = {(c.act, c.count.words) for c in a.claims if c.count.words} & {(c.act, c.count.words) for c in b.claims}
    if numbers:
        parts.append("same figure (" + ", ".join(f"{act} {words}" for act, words in sorted(numbers)[:2]) + ")")
    shared = sorted(
        (t for t in a.terms.keys() & b.terms.keys() if not _OWN_TERM.match(t)),
        key=lambda t: (-(min(a.terms[t], b.terms[t]) >= NAME_WEIGHT), seen[t], t),
    )
    if shared and merge.closeness is not None:
        parts.append("both name " + ", ".join(f"“{t}”" for t in shared[:4]))
    return f"{names[0]} and {names[1]}: {'; '.join(parts) or 'what joins each with others of this incident'}"


def _shared_days(a: Account, b: Account) -> str | None:
    one = [d for d in (a.days, *a.mentioned) if d.length is not None and d.length <= 31]
    two = [d for d in (b.days, *b.mentioned) if d.length is not None and d.length <= 31]
    found = sorted(str(max(x.start, y.start)) for x in one for y in two if x.start and y.start and x.overlaps(y))
    return found[0] if found else None
