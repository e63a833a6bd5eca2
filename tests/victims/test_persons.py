"""Persons that last: ids survive new lists, merges and splits, and decisions are never undone. All people are invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Decision, Entry, PersonLink
from onrecord.victims.persons import persons

ROWS = [
    Entry(f"{listed}{n}", listed, n, name, age, "m", None, "2023-10-13", "Tall")
    for listed in "ABC"
    for n, (name, age) in enumerate([("Sami Haddad", 31.0), ("Omar Saleh", 40.0), ("Ziad Issa", 9.0)], start=1)
]


def same(a: str, b: str, probability: float = 0.9) -> PersonLink:
    return PersonLink(a, b, probability, "linked")


def decided(a: str, b: str, action: str) -> Decision:
    return Decision("d", "person", action, {"a": a, "b": b}, {}, "reviewer", "2024-05-01", "")


def test_an_entry_without_links_is_a_person_of_its_own() -> None:
    found = persons(ROWS[:2], [])
    assert sorted((person.names, person.entries, person.age, person.place) for person in found) == [
        (("Omar Saleh",), ("A2",), 40.0, "Tall"),
        (("Sami Haddad",), ("A1",), 31.0, "Tall"),
    ]


def test_all_spellings_of_a_persons_name_are_kept() -> None:
    rows = [ROWS[0], Entry("B1", "B", 1, "سامي حداد", 32.0), Entry("C1", "C", 1, "Sami Haddad", 32.0)]
    (person,) = persons(rows, [same("A1", "B1"), same("B1", "C1")])
    assert person.names == ("Sami Haddad", "سامي حداد")
    assert (person.age, person.entries) == (32.0, ("A1", "B1", "C1"))


def test_a_person_keeps_the_id_when_a_new_list_adds_an_entry() -> None:
    before = persons(ROWS[:6], [same("A1", "B1")])
    after = persons(ROWS, [same("A1", "B1"), same("B1", "C1")], before)
    old = next(person for person in before if "A1" in person.entries)
    new = next(person for person in after if "C1" in person.entries)
    assert (new.id, new.previous_ids, new.entries) == (old.id, (), ("A1", "B1", "C1"))


def test_a_merge_keeps_one_id_and_remembers_the_other() -> None:
    before = persons(ROWS[:6], [same("A1", "B1")])
    ids = {entry: person.id for person in before for entry in person.entries}
    (merged,) = [p for p in persons(ROWS[:6], [same("A1", "B1"), same("B1", "A2")], before) if "A2" in p.entries]
    assert (merged.id, merged.previous_ids) == (ids["A1"], (ids["A2"],))


def test_a_split_keeps_the_id_with_the_larger_part_and_both_remember() -> None:
    before = persons(ROWS, [same("A1", "B1"), same("B1", "C1")])
    old = next(person.id for person in before if "A1" in person.entries)
    after = {person.entries: person for person in persons(ROWS, [same("A1", "B1")], before)}
    assert after["A1", "B1"].id == old
    assert after["C1",].id != old
    assert after["C1",].previous_ids == (old,)


def test_entries_decided_to_be_different_never_meet_through_a_third() -> None:
    links = [same("A1", "B1", 0.99), same("B1", "C1", 0.6), same("A1", "C2", 0.7)]
    found = persons(ROWS, links, decisions=[decided("A1", "C1", "different")])
    assert {"A1", "B1", "C2"} in [set(person.entries) for person in found]
    assert {"C1"} in [set(person.entries) for person in found]


def test_a_decision_joins_what_no_link_joined() -> None:
    found = persons(ROWS, [], decisions=[decided("A1", "B2", "same")])
    assert {"A1", "B2"} in [set(person.entries) for person in found]


def test_two_entries_of_a_list_free_of_duplicates_are_two_persons() -> None:
    links = [same("A1", "B1", 0.9), same("A2", "B1", 0.8)]
    found = persons(ROWS[:6], links, free_of_duplicates=frozenset({"A"}))
    assert {"A1", "B1"} in [set(person.entries) for person in found]


LINKS = st.lists(
    st.builds(same, st.sampled_from([row.id for row in ROWS]), st.sampled_from([row.id for row in ROWS]), st.floats(0.5, 1)),
    max_size=8,
).map(lambda links: [one for one in links if one.a < one.b])


@given(LINKS, LINKS, st.randoms())
def test_each_entry_is_one_person_ids_are_unique_and_the_order_is_all_one(first, second, rng) -> None:  # type: ignore[no-untyped-def]
    before = persons(ROWS, first)
    after = persons(ROWS, second, before)
    assert sorted(entry for person in after for entry in person.entries) == sorted(row.id for row in ROWS)
    assert len({person.id for person in after}) == len(after)
    rows, links, earlier = ROWS[:], second[:], before[:]
    for things in (rows, links, earlier):
        rng.shuffle(things)
    assert persons(rows, links, earlier) == after
    assert persons(ROWS, second, after) == after
