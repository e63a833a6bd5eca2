"""Who a text tells of one by one, as a table: text, and the least and the most children, women and men among the dead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.claims.ages import age_at
from onrecord.claims.kin import name_parts, same_name
from onrecord.claims.roster import census, roster
from onrecord.claims.tokens import tokenize
from onrecord.places import Gazetteer

Bounds = tuple[int | None, int | None]


def told(text: str) -> dict[str, Bounds]:
    persons = roster(tokenize(text), gazetteer=Gazetteer.load())
    return {category: (found.low, found.high) for category, found in census(persons).items()}


AGES = [
    ("aged two ,", (2, 2, None)),
    ("aged between 12 and 13 ,", (12, 5, 13)),
    ("six-year-old Lina", (6, 1, None)),
    ("67-year old Omar", (67, 2, None)),
    ("6 years old )", (6, 3, None)),
    ("three week old son", (0, 3, None)),
    ("4 months – 1 year old )", (0, 6, None)),
    ("less than one year old )", (0, 5, None)),
    ("five or six year old Rana", (5, 5, 6)),
    ("17-19 years old )", (17, 5, 19)),
    ("7- or 8-year-old son", (7, 4, 8)),
    ("two-and-a-half-year-old", None),
    ("12 people", None),
]


@pytest.mark.parametrize(("words", "age"), AGES)
def test_an_age_and_the_token_after_it(words: str, age: tuple[int, int, int | None] | None) -> None:
    lower = tokenize(words).lower
    assert age_at(lower, 0, len(lower)) == age


PERSONS = [
    # ages and kinship before and after names
    ("Lina Sabti (7 years old) and Omar Sabti, 12, were killed.", {"child": (2, 2)}),
    ("Karim Sabti (41) and his wife Rana were killed.", {"woman": (1, 1), "man": (1, 1)}),
    ("Rana Haddad, the wife of Karim Sabti, was killed.", {"woman": (1, 1)}),
    ("Karim Sabti's wife Rana and their daughter Lina, aged two, were killed.", {"child": (1, 1), "woman": (1, 1)}),
    (
        "They killed Nour (son, 14 years old), Alaa (daughter, 20 years old) and Hala (girl).",
        {"child": (2, 2), "woman": (1, 1)},
    ),
    ("Among the dead was Dia Sabti (4 months – 1 year old).", {"child": (1, 1)}),
    ("The infant daughter of Karim Sabti, Mira, was killed.", {"child": (1, 1)}),
    ("Omar Haddad (17 or 18) was killed with Lina Haddad (15-16 years old).", {"child": (1, 2)}),
    (
        "A 34-year-old owner of the mill Hajj Karim Sabti and 12-year-old goalkeeper Omar Haddad were killed.",
        {"child": (1, 1), "man": (1, 1)},
    ),
    ("Omar Haddad was killed with Lina Haddad, who was only 17, and Nour Sabti.", {"child": (1, 1)}),
    # headings
    (
        "Karim Sabti (40) was killed with his three sons Omar, Nour and 19-year-old Sami.",
        {"child": (0, 2), "man": (2, 4)},
    ),
    ("Rana Haddad was killed alongside her children: Lina (9), Omar (11) and Dia (19).", {"child": (2, 2), "woman": (1, 1)}),
    ("Karim Sabti (40) was killed with his six-year-old son (likely named Bayan Sabti).", {"child": (1, 1), "man": (1, 1)}),
    (
        "Karim Sabti (40) was killed with his five-month-old daughter (some say 3 months), Lina Sabti.",
        {"child": (1, 1), "man": (1, 1)},
    ),
    # those of one list are as many, and nobody is their own grandchild
    ("Two girls were killed: Rand (daughter of Karim Sabti) and Rawand (daughter of Karim Sabti).", {"child": (2, 2)}),
    ("Khaled Sabti (71), his son Hani Sabti (41) and Hani's son Khaled Sabti were killed.", {"child": (0, 1), "man": (2, 3)}),
    ("Nada Sabti, 17, was killed with her younger sister Hala Sabti.", {"child": (2, 2)}),
    # the same list goes on
    (
        "Sami Haddad's six-year-old son Omar Haddad and two daughters Lina Haddad and Dia Haddad were killed.",
        {"child": (1, 3), "woman": (0, 2)},
    ),
    # what parents' ages and the place in a family say
    ("Sami Haddad (30) and his sons Omar Haddad and Nour Haddad were killed.", {"child": (2, 2), "man": (1, 1)}),
    ("Sami Haddad (70) and his sons Omar Haddad and Nour Haddad were killed.", {"man": (3, 3)}),
    ("Grandmother Hala Haddad was killed with her daughter Rana Haddad.", {"woman": (2, 2)}),
    # who has no name
    ("Sami Haddad was killed along with his wife and two children.", {"child": (2, 2), "woman": (1, 1), "man": (1, 1)}),
    (
        "Rana Haddad was killed. Her two sons, Omar Haddad (8) and Nour Haddad (6), died too.",
        {"child": (2, 2), "woman": (1, 1)},
    ),
    # told again, in another spelling or by the first name alone
    ("Yousef Haddad (9) was killed. Youssef Karim Hadad, 9, died at home. Yousef (9) was killed first.", {"child": (1, 1)}),
    # who is not among the dead
    ("Karim Sabti's son Omar Sabti (9) was killed and his brother Nour Sabti (12) was injured.", {"child": (1, 1)}),
    (
        "Lina Sabti (9) was killed, her uncle Karim Sabti wrote. A post by her aunt Rana Sabti mourned her death.",
        {"child": (1, 1)},
    ),
    ("Sami Haddad lost his wife Rana Haddad in the strike.", {"woman": (1, 1)}),
    # no sex is read from a name, none from a title that has none
    ("Dr. Rana Haddad and Sami Haddad were killed.", {}),
    ("Mrs. Haddad and Sheikh Sami Sabti were killed.", {"woman": (1, 1), "man": (1, 1)}),
]


@pytest.mark.parametrize(("text", "found"), PERSONS)
def test_the_dead_told_of_one_by_one(text: str, found: dict[str, Bounds]) -> None:
    assert told(text) == found


def test_a_sentence_on_another_incident_is_left_out() -> None:
    text = "Lina Sabti (7 years old) was killed. Omar Sabti (8 years old) was killed the year before."
    persons = roster(tokenize(text), gazetteer=Gazetteer.load(), without={1})
    assert [person.age for person in persons] == [7]


SPELLINGS = [
    ("Yousef al-Haddad", "Youssef Hadad", True),
    ("Abdel Rahman Sabti", "Abdul-Rahman Sabti", True),
    ("Omar Karim Sabti", "Omar Sabti", True),
    ("Omar Karim Sabti", "Omar Nour Sabti", False),
    ("Lina", "Lina Haddad", True),
    ("Lina Sabti", "Dia Sabti", False),
]


@pytest.mark.parametrize(("a", "b", "same"), SPELLINGS)
def test_one_person_in_two_spellings(a: str, b: str, same: bool) -> None:
    assert same_name(name_parts(a.split()), name_parts(b.split())) is same


WORDS = """Karim Sabti Omar Lina Haddad his her their wife son sons daughters children of the 's ( ) , : and or 7 12-year-old
aged between years old killed injured was were posted by brother Umm grandmother two “ ” known as law in"""
PIECES = WORDS.split()


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_text_gives_bounds_in_order_and_the_same_twice(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert all(0 <= (low or 0) <= (high or 0) for low, high in told(text).values())
    assert told(text) == told(text)
