"""Clustering of accounts into incidents: average linkage over a sparse graph of likely pairs, with pairs that may never meet.

1. Accounts that must be together (copies, identical words, a person's "same") start as one cluster.
2. Likely pairs come from rare shared terms and from shared day and place; frequent ones are never joined all with all, so the
   cost stays near-linear.
3. The two closest clusters merge, again and again, until none is close enough; a merge that a person forbade, or that would
   put excluded days or places together, is left out.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from onrecord.incidents.accounts import NAME_WEIGHT, TELLING, Account
from onrecord.incidents.background import ORDINARY, usual
from onrecord.incidents.overlap import SLACK, Containment, Days, apart, finest, is_narrow, related
from onrecord.incidents.tally import span
from onrecord.model import Interval, Place
from onrecord.text import fold

Vector = dict[str, float]


SHORT = 90
"""Accounts of more different terms than this share some by chance, the more the longer they are."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much when two clusters are compared; measured on paragraphs of narratives (docs/incidents.md).

    `threshold`, `attach`: how close clusters must be, and one account to a cluster of several. `rarity`: the power of a
    term's rarity. `words`: the most that words other than names may add. `least`: the length that terms
    are divided by at least, so that little in common stays little. `single`: the share of the weightiest common
    term that does not count, since one name alone is shared by chance. `same_spot`: a day in a town that few accounts have;
    `near_day`, `other_day`; `other_place`: towns of claims that differ; `all_same`: day, town and figure agree;
    `other_figure`: counts of all the dead exclude each other; `fragment`, `long`: see `Account`, `SHORT`. `background`:
    a name is as rare as among so many accounts at least; `learned`: from so many accounts on, what is common elsewhere
    counts less and less beside the case itself. The last three bound the work: terms that more accounts have lead to no
    pair, pairs kept for an account, terms kept for a cluster.
    """

    threshold: float = 0.06
    attach: float = 0.05
    rarity: float = 1.5
    words: float = 0.03
    least: float = 30.0
    single: float = 0.15
    same_spot: float = 0.04
    near_day: float = -0.15
    other_day: float = -0.4
    other_place: float = -0.12
    all_same: float = 0.04
    other_figure: float = -0.2
    fragment: float = -0.12
    long: float = -0.12
    background: int = 500
    learned: int = 50
    frequent: int = 150
    neighbours: int = 24
    kept_terms: int = 400


WEIGHTS = Weights()


@dataclass(slots=True)
class Cluster:
    """Accounts put together so far; sums over its `size` different accounts make averages cheap."""

    accounts: list[int]
    vector: Vector
    size: int
    days: Days
    firm: bool
    mentioned: Counter[tuple[Days, ...]]
    places: tuple[Place, ...]
    beside: tuple[Place, ...]
    numbers: Counter[tuple[str, int | None, int | None]]
    killed: Interval | None
    ids: set[str]
    forbidden: set[str]
    is_fragment: bool
    is_loose: bool
    length: float
    until: date | None
    near: dict[int, tuple[float, int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two accounts came together: their positions, and how close their clusters were (None where they had to)."""

    a: int
    b: int
    closeness: float | None


def cluster(
    accounts: Sequence[Account],
    together: Iterable[tuple[int, int]],
    forbidden: Mapping[str, frozenset[str]],
    *,
    containment: Containment,
    voices: frozenset[str] = frozenset(),
    weights: Weights = WEIGHTS,
) -> tuple[list[list[int]], list[Merge]]:
    """Groups of positions in `accounts`, and the merges that made them.

    `forbidden`: ids of claims or documents -> those kept apart from them; `voices`: words of the names of who reports.
    """
    vectors = _vectors(accounts, weights, voices)
    parts, merges = _start(accounts, together, forbidden)
    clusters = {n: _cluster(part, accounts, vectors, forbidden) for n, part in enumerate(parts)}
    _Merger(clusters, accounts, containment, weights).run(merges)
    groups = [sorted(c.accounts) for c in clusters.values()]
    return sorted(groups), merges


def _vectors(accounts: Sequence[Account], weights: Weights, voices: frozenset[str]) -> list[Vector]:
    """Unit vectors of terms by rarity; `~` marks those that are no names.

    A term is a name where it is written as one, here or nearly everywhere else. A name is rare against a background
    of `background` accounts even in a small case, and common where it is so elsewhere (`usual`). Names of those who
    report (`voices`) tell no incident apart.
    """
    elsewhere = usual()
    seen = Counter(term for account in accounts for term in account.terms)
    number = len(accounts)
    large = max(number, weights.background)
    share = min(1.0, weights.learned / number) if number else 1.0
    named = Counter(term for account in accounts for term, weight in account.terms.items() if weight >= NAME_WEIGHT)
    vectors = []
    for account in accounts:
        vector: Vector = {}
        for term, weight in account.terms.items():
            is_name = term not in voices and (weight != 1.0 or named[term] > 0.8 * seen[term])
            whole = large if is_name and "–" not in term else number  # a figure is no rarer than in this case
            known = share * elsewhere.get(term, 0.0) if is_name else 0.0
            rarity = math.log(whole / (seen[term] + known)) if 1 < seen[term] < whole - known else 0.0
            if rarity > 0:  # a term of one account alone joins nothing
                if is_name:  # one that is ordinary everywhere weighs no more than another word
                    own = NAME_WEIGHT if weight == 1.0 else weight
                    own -= (own - 1.0) * min(1.0, known / ORDINARY)
                    vector[term] = own * rarity**weights.rarity
                else:
                    vector[f"~{term}"] = weight * rarity**weights.rarity
        length = max(math.sqrt(math.fsum(v * v for v in vector.values())), weights.least)
        kept = sorted(vector.items(), key=lambda item: (-item[1], item[0]))[: weights.kept_terms]
        vectors.append({term: value / length for term, value in kept})
    return vectors


def _start(
    accounts: Sequence[Account], together: Iterable[tuple[int, int]], forbidden: Mapping[str, frozenset[str]]
) -> tuple[list[list[int]], list[Merge]]:
    """Accounts that belong together from the start, as far as nobody forbids it."""
    parent = list(range(len(accounts)))
    ids = [_ids(account) for account in accounts]
    kept_off = [_forbidden(own, forbidden) for own in ids]
    merges = []

    def find(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for a, b in together:
        x, y = sorted((find(a), find(b)))
        if x == y or ids[x] & kept_off[y]:
            continue
        parent[y] = x
        if kept_off[x] or kept_off[y] or forbidden:
            ids[x] |= ids[y]
            kept_off[x] |= kept_off[y]
        merges.append(Merge(a, b, None))
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for n in range(len(accounts)):
        parts[find(n)].append(n)
    return [parts[n] for n in sorted(parts)], merges


def _ids(account: Account) -> set[str]:
    return {account.document, *(c.id for c in account.claims)} if account.claims else {account.document}


def _forbidden(ids: Iterable[str], forbidden: Mapping[str, frozenset[str]]) -> set[str]:
    return set().union(*(forbidden[i] for i in ids if i in forbidden)) if forbidden else set()


def _cluster(
    part: Sequence[int], accounts: Sequence[Account], vectors: Sequence[Vector], forbidden: Mapping[str, frozenset[str]]
) -> Cluster:
    """A cluster of accounts that start together. Those that say the same in the same words count once."""
    distinct: dict[object, int] = {}
    for n in part:
        distinct.setdefault(frozenset(accounts[n].terms), n)
    chosen = sorted(distinct.values())[:200]
    vector: defaultdict[str, float] = defaultdict(float)
    days, firm = Days(), False
    places: tuple[Place, ...] = ()
    beside: tuple[Place, ...] = ()
    mentioned: Counter[tuple[Days, ...]] = Counter()
    numbers: Counter[tuple[str, int | None, int | None]] = Counter()
    killed: Interval | None = None
    for n in chosen:
        account = accounts[n]
        for term, value in vectors[n].items():
            vector[term] += value
        days, firm = (days.narrowed(account.days), True) if account.days.known else (days, firm)
        own = (account.days,) if _is_exact(account.days) and account.days not in account.mentioned else ()
        mentioned[(*own, *account.mentioned)] += 1
        places = places or account.places
        beside = beside or account.near
        numbers.update(_numbers(account))
        killed = _hull(killed, account.killed)
    ids = set().union(*(_ids(accounts[n]) for n in part)) if forbidden else set()
    kept_off, fragment = _forbidden(ids, forbidden), all(accounts[n].is_fragment for n in part)
    sums = dict(vector), len(chosen)
    length = sum(len(accounts[n].terms) for n in chosen) / len(chosen)
    kind = fragment, all(accounts[n].is_loose for n in part)
    until = min((day for n in part if (day := accounts[n].until) is not None), default=None)
    kept = list(part), *sums, days, firm, mentioned, places
    return Cluster(*kept, beside, numbers, killed, ids, kept_off, *kind, length, until)


def _numbers(account: Account) -> list[tuple[str, int | None, int | None]]:
    return [(c.act, c.count.low, c.count.high) for c in account.claims if c.part_of is None and (c.count.low or 0) >= TELLING]


def _exclude(one: Cluster, two: Cluster) -> bool:
    """Whether days exclude each other, or one was published before what the other tells of. Single days may differ by one."""
    for told, other in ((one, two), (two, one)):
        if told.until is not None and other.firm and other.days.start is not None and other.days.start > told.until + SLACK:
            return True
    slack = SLACK if _is_exact(one.days) and _is_exact(two.days) else timedelta(0)
    return one.firm and two.firm and not one.days.overlaps(two.days, slack)


def _is_exact(days: Days) -> bool:
    return days.length is not None and days.length <= 3


class _Merger:
    """The agglomeration: a heap of pairs of clusters, closest first, ties by position so that order never matters."""

    def __init__(
        self, clusters: dict[int, Cluster], accounts: Sequence[Account], containment: Containment, weights: Weights
    ) -> None:
        self.clusters = clusters
        self.accounts = accounts
        self.containment = containment
        self.weights = weights
        self.heap: list[tuple[float, int, int]] = []
        self.often = Counter(spot for cluster in clusters.values() for spot in _spots(cluster))

    def run(self, merges: list[Merge]) -> None:
        for a, b in self._likely():
            self._link(a, b, (self.clusters[a].accounts[0], self.clusters[b].accounts[0]))
        while self.heap:
            closeness, a, b = heapq.heappop(self.heap)
            if a not in self.clusters or b not in self.clusters:
                continue
            known = self.clusters[a].near.get(b)
            if known is None or known[0] != -closeness:
                continue
            merges.append(Merge(known[1], known[2], known[0]))
            self._merge(a, b)

    def _likely(self) -> list[tuple[int, int]]:
        """Pairs worth comparing: for each cluster those with most rare terms in common, and neighbours by day and place."""
        postings: defaultdict[str, list[int]] = defaultdict(list)
        blocks: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for n in sorted(self.clusters):
            for term in self.clusters[n].vector:
                postings[term].append(n)
            for key in _block_keys(self.clusters[n]):
                blocks[key].append(n)
        pairs: set[tuple[int, int]] = set()
        for n in sorted(self.clusters):
            shared: defaultdict[int, float] = defaultdict(float)
            for term, value in self.clusters[n].vector.items():
                bearers = postings[term]
                if len(bearers) <= self.weights.frequent:
                    for other in bearers:
                        shared[other] += value * self.clusters[other].vector[term]
            shared.pop(n, None)
            best = heapq.nsmallest(self.weights.neighbours, shared.items(), key=lambda item: (-item[1], item[0]))
            pairs.update((min(n, other), max(n, other)) for other, _ in best)
        for key in blocks:
            members = blocks[key]
            pairs.update((a, b) for n, a in enumerate(members) for b in members[n + 1 : n + 6])
        return sorted(pairs)

    def _merge(self, a: int, b: int) -> None:
        one, two = self.clusters[a], self.clusters.pop(b)
        for term, value in two.vector.items():
            one.vector[term] = one.vector.get(term, 0.0) + value
        if len(one.vector) > 2 * self.weights.kept_terms:
            kept = sorted(one.vector.items(), key=lambda item: (-item[1], item[0]))[: self.weights.kept_terms]
            one.vector = dict(kept)
        one.length = (one.length * one.size + two.length * two.size) / (one.size + two.size)
        one.accounts += two.accounts
        one.size += two.size
        one.days = one.days.narrowed(two.days) if two.firm else one.days
        one.firm = one.firm or two.firm
        one.mentioned += two.mentioned
        one.places = finest((*one.places, *two.places), self.containment)[:8]
        one.beside = one.beside or two.beside
        one.numbers += two.numbers
        one.killed = _hull(one.killed, two.killed)
        one.is_fragment = one.is_fragment and two.is_fragment
        one.until = min((day for day in (one.until, two.until) if day is not None), default=None)
        one.ids |= two.ids
        one.forbidden |= two.forbidden
        near = {**two.near, **one.near}
        for other in (*one.near, *two.near):
            if other in self.clusters:
                self.clusters[other].near.pop(a, None)
                self.clusters[other].near.pop(b, None)
        one.near = {}
        ranked = sorted((k for k in near if k in self.clusters and k != a), key=lambda k: (-near[k][0], k))
        for other in ranked[: 2 * self.weights.neighbours]:
            self._link(a, other, near[other][1:])

    def _link(self, a: int, b: int, why: tuple[int, int]) -> None:
        a, b = min(a, b), max(a, b)
        closeness = self._closeness(self.clusters[a], self.clusters[b])
        if closeness is None:
            return
        self.clusters[a].near[b] = self.clusters[b].near[a] = (closeness, *why)
        sizes = sorted((self.clusters[a].size, self.clusters[b].size))
        joins_others = sizes[0] == 1 < sizes[1]  # one account alone may join several on less
        if closeness > (self.weights.attach if joins_others else self.weights.threshold):
            heapq.heappush(self.heap, (-closeness, a, b))

    def _closeness(self, one: Cluster, two: Cluster) -> float | None:
        """How close two clusters are: their words on average, plus days, places and numbers. None: they may never meet."""
        if one.is_loose or two.is_loose:
            return None
        if one.ids & two.forbidden or two.ids & one.forbidden:
            return None
        if _exclude(one, two):
            return None
        if apart(one.places, two.places, self.containment):
            return None
        small, large = sorted((one.vector, two.vector), key=len)
        names = words = weightiest = 0.0
        for term, value in small.items():
            if term in large:
                shared = value * large[term]
                if term[0] == "~":
                    words += shared
                else:
                    names += shared
                    weightiest = max(weightiest, shared)
        names -= self.weights.single * weightiest
        pairs = one.size * two.size
        return (
            names / pairs
            + min(words / pairs, self.weights.words)
            + self._days(one, two)
            + self._places(one, two)
            + self._spot(one, two)
            + self._figures(one, two)
            + self.weights.long * max(0.0, math.log2(max(1.0, min(one.length, two.length)) / SHORT))
            + (self.weights.fragment if one.is_fragment or two.is_fragment else 0.0)
        )

    def _figures(self, one: Cluster, two: Cluster) -> float:
        """Counts of all the dead that no number satisfies speak against one incident."""
        if one.killed is None or two.killed is None or not (_is_exact(one.days) and _is_exact(two.days)):
            return 0.0
        low, high = max(one.killed.low or 0, two.killed.low or 0), (one.killed.high, two.killed.high)
        return self.weights.other_figure if any(h is not None and h < low for h in high) else 0.0

    def _days(self, one: Cluster, two: Cluster) -> float:
        total = weight = 0.0
        for a, n in one.mentioned.most_common(12):
            for b, m in two.mentioned.most_common(12):
                weight += n * m
                total += n * m * self._gap(a, b)
        return total / weight if weight else 0.0

    def _gap(self, a: Sequence[Days], b: Sequence[Days]) -> float:
        if not a or not b:
            return 0.0
        if any(x.overlaps(y) for x in a for y in b):
            return 0.0
        if any(x.overlaps(y, 2 * SLACK) for x in a for y in b):
            return self.weights.near_day
        return self.weights.other_day

    def _spot(self, one: Cluster, two: Cluster) -> float:
        """The same day in the same town speaks for one incident, the less the more accounts of the case have both."""
        days = _exact_days(one) & _exact_days(two)
        place = related(_towns(one), _towns(two), self.containment) if days else None
        if place is None:
            return 0.0
        often = min(self.often[day, place.key or fold(place.words)] for day in days)
        return self.weights.same_spot * max(0.0, 1 - math.log10(max(2, often) / 2))

    def _places(self, one: Cluster, two: Cluster) -> float:
        """What claims say of places: towns that hold each other speak for one incident, other towns against it."""
        here, there = [p for p in one.places if is_narrow(p)], [p for p in two.places if is_narrow(p)]
        if not here or not there:
            return 0.0
        if related(here, there, self.containment) is None:
            return self.weights.other_place
        is_same_day = _is_exact(one.days) and _is_exact(two.days) and one.days.overlaps(two.days)
        return self.weights.all_same if is_same_day and _figures_meet(one, two) else 0.0


def _hull(a: Interval | None, b: Interval | None) -> Interval | None:
    if a is None or b is None:
        return a or b
    return span((a, b))


def _figures_meet(one: Cluster, two: Cluster) -> bool:
    """Whether two accounts give figures for one act that one number can satisfy. However common a day and a place are in
    a case, with the same figure they speak for one incident; with another figure they do not."""
    for act, low, high in sorted(one.numbers, key=str)[:20]:
        for other, least, most in sorted(two.numbers, key=str)[:20]:
            if act == other and (high is None or (least or 0) <= high) and (most is None or (low or 0) <= most):
                return True
    return False


def _exact_days(cluster: Cluster) -> set[Days]:
    days = {d for known in cluster.mentioned for d in known if _is_exact(d)}
    return days | {cluster.days} if _is_exact(cluster.days) else days


def _towns(cluster: Cluster) -> list[Place]:
    return [p for p in cluster.places or cluster.beside if is_narrow(p)]


def _spots(cluster: Cluster) -> set[tuple[Days, str]]:
    return {(day, p.key or fold(p.words)) for day in _exact_days(cluster) for p in _towns(cluster)}


def _block_keys(cluster: Cluster) -> list[tuple[object, ...]]:
    days = sorted(_exact_days(cluster), key=str)
    places = [p.key or fold(p.words) for p in cluster.places or cluster.beside]
    keys: list[tuple[object, ...]] = [("day", day, place) for day in days for place in places]
    keys += [("number", *number, day) for number in cluster.numbers for day in days]
    return keys
