"""Names in claims and the persons of the lists. All people are invented."""

from __future__ import annotations

from datetime import date

from onrecord.model import Claim, Count, DateRange, Place, Victim, Victims
from onrecord.victims.named import match_claims, with_claims

SAMI = Victim("p1", ("سامي خالد عمر النجار",), ("a1",), 31, "m", "2023-10-13", "Tall, North")
UNCLE = Victim("p2", ("سامي حسن عمر النجار",), ("a2",), 55, "m", "2023-12-01", "Tall, North")
LAYLA = Victim("p3", ("Layla Haddad",), ("a3",), 9, "f", None, None)


def claim(id: str, *names: str, when: DateRange | None = None, place: str | None = None) -> Claim:
    places = (Place(place),) if place else ()
    return Claim(id, "doc", "doc", 0, 1, "x", "killed", Count(1, 1), Victims("x", (), names), places=places, when=when)


DAY = DateRange(date(2023, 10, 12), date(2023, 10, 13))


def test_a_name_with_a_date_is_linked_across_scripts() -> None:
    found = match_claims([SAMI, UNCLE, LAYLA], [claim("c1", "Sami Khaled al-Najjar", when=DAY)])
    assert [(one.victim, one.claim, one.kind, one.reasons) for one in found] == [
        ("p1", "c1", "linked", ("name: 3 of 3 parts agree", "date: agrees"))
    ]


def test_a_name_alone_is_uncertain() -> None:
    assert [(one.victim, one.kind) for one in match_claims([LAYLA], [claim("c1", "Layla Haddad")])] == [("p3", "uncertain")]


def test_two_persons_who_fit_as_well_are_both_uncertain() -> None:
    found = match_claims([SAMI, UNCLE], [claim("c1", "Sami al-Najjar", place="Tall")])
    assert [(one.victim, one.kind) for one in found] == [("p1", "uncertain"), ("p2", "uncertain")]


def test_a_date_that_contradicts_excludes() -> None:
    assert match_claims([UNCLE], [claim("c1", "Sami Hassan al-Najjar", when=DAY)]) == []


def test_a_relative_with_another_first_name_is_no_match() -> None:
    assert match_claims([SAMI], [claim("c1", "Ziad Khaled Omar al-Najjar", when=DAY)]) == []


def test_victims_carry_the_claims_that_name_them() -> None:
    people = [SAMI, LAYLA]
    found = with_claims(
        people, match_claims(people, [claim("c1", "Sami Khaled al-Najjar", when=DAY), claim("c2", "Layla Haddad")])
    )
    assert [(victim.id, victim.claims) for victim in found] == [("p1", ("c1",)), ("p3", ())]
