"""Persons from links: which entries are one person, under an id that lasts.

Links are followed from the surest to the least sure. A link is left out where it would put together two entries that a person
decided to be different, or two entries of one list that is free of duplicates. Ids given earlier are kept: of several persons
that come together the one with most entries here gives its id, and the others stand in `previous_ids`; where one person falls
apart, the largest part keeps the id and the others remember it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from onrecord.model import Decision, Entry, PersonLink, Victim, content_id
from onrecord.victims.linking import decided_pairs

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WeakLink:
    """A person who hangs together by one link that is not sure: without it there would be two."""

    person: str
    link: PersonLink
    sides: tuple[tuple[str, ...], tuple[str, ...]]


def persons(
    entries: Iterable[Entry],
    links: Iterable[PersonLink],
    previous: Iterable[Victim] = (),
    decisions: Iterable[Decision] = (),
    *,
    free_of_duplicates: frozenset[str] = frozenset(),
) -> list[Victim]:
    """The persons of these entries, each entry in exactly one, in order of their ids, whatever the order of the input."""
    rows = {entry.id: entry for entry in sorted(entries, key=lambda entry: (entry.list, entry.row, entry.id))}
    clusters = _clusters(rows, links, decided_pairs(decisions), free_of_duplicates)
    named = _ids(clusters, list(previous))
    return sorted((_victim(name, former, [rows[n] for n in cluster]) for cluster, name, former in named), key=lambda v: v.id)


def weak_links(people: Iterable[Victim], links: Iterable[PersonLink], *, below: float = 0.9) -> list[WeakLink]:
    """Persons of three and more entries that one link under `below` holds together."""
    inside: dict[str, list[PersonLink]] = defaultdict(list)
    person_of = {entry: victim.id for victim in people for entry in victim.entries if len(victim.entries) > 2}
    for one in links:
        person = person_of.get(one.a)
        if person and person == person_of.get(one.b) and _joins(one):
            inside[person].append(one)
    found = []
    for person, mine in sorted(inside.items()):
        members = sorted({entry for one in mine for entry in (one.a, one.b)})
        for one in mine:
            if one.kind == "linked" and one.probability < below:
                group = _Groups(members)
                for other in mine:
                    if other is not one:
                        group.join(other.a, other.b)
                if group.of(one.a) != group.of(one.b):
                    side = tuple(n for n in members if group.of(n) == group.of(one.a))
                    found.append(WeakLink(person, one, (side, tuple(n for n in members if n not in side))))
    return found


def _joins(one: PersonLink) -> bool:
    return one.kind == "linked" or (one.kind == "decided" and one.probability == 1.0)


class _Groups:
    """Disjoint sets of entry ids, with the members of each."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._parent = {n: n for n in ids}
        self.members = {n: [n] for n in self._parent}

    def of(self, entry: str) -> str:
        while self._parent[entry] != entry:
            self._parent[entry] = self._parent[self._parent[entry]]
            entry = self._parent[entry]
        return entry

    def join(self, a: str, b: str) -> None:
        a, b = self.of(a), self.of(b)
        if a != b:
            a, b = (a, b) if len(self.members[a]) >= len(self.members[b]) else (b, a)
            self._parent[b] = a
            self.members[a] += self.members.pop(b)


def _clusters(
    rows: Mapping[str, Entry], links: Iterable[PersonLink], decided: Mapping[tuple[str, str], Decision], free: frozenset[str]
) -> list[tuple[str, ...]]:
    group = _Groups(rows)
    apart: dict[str, set[str]] = defaultdict(set)
    joined = [(0, 0.0, pair) for pair, decision in decided.items() if decision.action == "same"]
    for (a, b), decision in decided.items():
        if decision.action in ("different", "unsure"):
            apart[a].add(b)
            apart[b].add(a)
    joined += [
        (1, -one.probability, (one.a, one.b)) for one in links if one.kind == "linked" and (one.a, one.b) not in decided
    ]
    for by_machine, _, (a, b) in sorted(joined):
        if a not in rows or b not in rows:
            continue
        left, right = group.members[group.of(a)], group.members[group.of(b)]
        if any(n in apart and not apart[n].isdisjoint(right) for n in left):
            continue
        if by_machine and free and _meets_twice(rows, left, right, free):
            continue
        group.join(a, b)
    return sorted(tuple(sorted(members)) for members in group.members.values())


def _meets_twice(rows: Mapping[str, Entry], left: Sequence[str], right: Sequence[str], free: frozenset[str]) -> bool:
    lists = {rows[n].list for n in left} & free
    return any(rows[n].list in lists for n in right)


def _ids(
    clusters: Sequence[tuple[str, ...]], previous: Sequence[Victim]
) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """Each cluster with its id and its former ids: every earlier id goes to the cluster that holds most of its entries."""
    was = {entry: victim for victim in previous for entry in victim.entries}
    heirs: dict[str, tuple[int, int]] = {}
    overlaps: list[Counter[str]] = []
    for number, cluster in enumerate(clusters):
        overlap = Counter([was[entry].id for entry in cluster if entry in was] if was else ())
        overlaps.append(overlap)
        for old, count in overlap.items():
            if old not in heirs or (-count, number) < (-heirs[old][0], heirs[old][1]):
                heirs[old] = (count, number)
    history = {victim.id: victim.previous_ids for victim in previous}
    found = []
    for number, cluster in enumerate(clusters):
        kept = [(-count, old) for old, count in overlaps[number].items() if heirs[old][1] == number]
        name = min(kept)[1] if kept else content_id("person", *cluster)
        former = {old for old in overlaps[number] if old != name}
        former.update(older for old in overlaps[number] for older in history[old])
        found.append((cluster, name, tuple(sorted(former - {name}))))
    return found


def _victim(name: str, former: tuple[str, ...], rows: Sequence[Entry]) -> Victim:
    """A person as the entries tell; where they differ, what most of them say (of equally many the earliest)."""
    ordered = sorted(rows, key=lambda entry: (entry.list, entry.row, entry.id))
    names = dict.fromkeys(entry.name for entry in ordered if entry.name)
    return Victim(
        id=name,
        names=tuple(names),
        entries=tuple(entry.id for entry in ordered),
        age=_most([entry.age for entry in ordered if entry.age is not None]),
        sex=_most([entry.sex for entry in ordered if entry.sex]),
        date=_most([entry.date for entry in ordered if entry.date]),
        place=_most([entry.place for entry in ordered if entry.place]),
        previous_ids=former,
    )


def _most(values: Sequence[T]) -> T | None:
    if not values or values.count(values[0]) == len(values):
        return values[0] if values else None
    return Counter(values).most_common(1)[0][0]
