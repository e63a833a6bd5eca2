"""Victims told of one by one: who a document names among the dead, with the age and kinship that it states.

In: a document's tokens and the sentences that speak of the dead. Out: persons, each once, with what the text says of
their age and sex. A sex is never guessed from a name: only kinship ("his wife") and words for people say it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from onrecord.claims.dates import numbers
from onrecord.claims.mentions import names
from onrecord.claims.tokens import Tokens
from onrecord.places import Gazetteer
from onrecord.text import fold

ADULT = 18

_AGE = re.compile(r"(\d{1,3})-?(?:year|yr)s?(?:-?old)?$")
_MONTHS = re.compile(r"(\d{1,2})-?(?:month|week|day)s?(?:-?old)?$")
_WORD_AGE = re.compile(r"([a-z]+)-(year|month|week|day)s?(?:-old)?$")
_WOMEN = frozenset(
    [
        "wife",
        "mother",
        "grandmother",
        "widow",
        "aunt",
        "woman",
        "lady",
        "bride",
        "daughter-in-law",
        "mother-in-law",
        "sister-in-law",
    ]
)
_MEN = frozenset(
    ["husband", "father", "grandfather", "uncle", "man", "groom", "son-in-law", "father-in-law", "brother-in-law"]
)
_ANY_AGE = frozenset(["daughter", "sister", "granddaughter", "niece", "son", "brother", "grandson", "nephew"])
_FEMALE = _WOMEN | frozenset(["daughter", "sister", "granddaughter", "niece", "girl"])
_MALE = _MEN | frozenset(["son", "brother", "grandson", "nephew", "boy"])
_CHILDREN = frozenset(["child", "infant", "baby", "toddler", "newborn", "boy", "girl"])
_BETWEEN = frozenset(
    [
        "their",
        "his",
        "her",
        "the",
        "a",
        "late",
        "young",
        "younger",
        "youngest",
        "eldest",
        "named",
        "called",
        "pregnant",
        "-",
        "dr",
        ".",
    ]
)
_DEAD = frozenset(
    [
        "killed",
        "dead",
        "died",
        "martyred",
        "martyr",
        "martyrs",
        "martyrdom",
        "victim",
        "victims",
        "deceased",
        "death",
        "deaths",
        "bodies",
        "body",
        "perished",
        "slain",
        "succumbed",
        "lives",
        "toll",
    ]
)
_ALIVE = frozenset(["injured", "wounded", "survived", "survivor", "survivors", "hospitalized", "hospitalised"])


@dataclass(frozen=True, slots=True)
class Person:
    """One of the dead as the text names them; what it does not say is None."""

    name: str
    age: int | None
    sex: str | None
    is_child: bool

    @property
    def category(self) -> str | None:
        """`child`, `woman` or `man`, where the text says so."""
        if self.is_child or (self.age is not None and self.age < ADULT):
            return "child"
        return {"female": "woman", "male": "man"}.get(self.sex or "") if self.age is not None or self.sex else None


def roster(tokens: Tokens, *, gazetteer: Gazetteer) -> list[Person]:
    """The dead that a document names with an age or a kinship, in the order of the text, each once."""
    found: dict[str, Person] = {}
    spans = list(names(tokens, set(), gazetteer))
    for first, last in tokens.sentences:
        if _DEAD.isdisjoint(tokens.lower[first:last]):
            continue
        inside = [span for span in spans if first <= span[0] and span[1] <= last]
        for person in _persons(tokens, inside, first, last):
            _enter(found, person)
    return [person for person in found.values() if person.age is not None or person.sex is not None or person.is_child]


def _enter(found: dict[str, Person], person: Person) -> None:
    """Adds a person, or what is new of one entered already: one name, or its first and last part, at no other age."""
    parts = person.name.split()
    for name, known in found.items():
        same = name == person.name or (
            2 in (len(parts), len(name.split())) and (name.split()[0], name.split()[-1]) == (parts[0], parts[-1])
        )
        if same and (known.age is None or person.age is None or abs(known.age - person.age) <= 1):
            found[name] = _merged(known, person)
            return
    found[person.name if person.name not in found else f"{person.name} {person.age}"] = person


def _persons(tokens: Tokens, spans: Collection[tuple[int, int]], first: int, last: int) -> Iterator[Person]:
    for begin, end in spans:
        if not _ALIVE.isdisjoint(tokens.lower[end : min(end + 5, last)]):
            continue
        opening = _age(tokens.lower[begin])  # a sentence that begins "One-year-old Lina …"
        name = _key(tokens, begin + (opening is not None), end)
        if name is None:
            continue
        before, kin, is_child = _before(tokens, begin, first)
        age = next((found for found in (opening, before, _after(tokens, end, last)) if found is not None), None)
        sex = "female" if kin in _FEMALE else "male" if kin in _MALE else None
        if kin in _ANY_AGE and age is None:
            sex = None  # a child or an adult: not said
        yield Person(name, age, sex, is_child)


def _key(tokens: Tokens, begin: int, end: int) -> str | None:
    """The first, second and last part of a name, folded: the same for most spellings of one person."""
    parts = [
        fold(word).removeprefix("al-")
        for word in tokens.words[begin:end]
        if len(word) > 1 and word.lower() not in ("al", "el")
    ]
    if len(parts) < 2:
        return None
    return " ".join((parts[0], parts[-1]) if len(parts) == 2 else (parts[0], parts[1], parts[-1]))


def _before(tokens: Tokens, begin: int, first: int) -> tuple[int | None, str | None, bool]:
    """Age, kinship and childhood in the words before a name: "his 6-year-old grandson Majd", "their infant daughter, Lina"."""
    age, kin, is_child, at = None, None, False, begin - 1
    if at > first and tokens.words[at] == "," and (_is_kin(tokens.lower[at - 1]) or tokens.lower[at - 1] == "man"):
        at -= 1
    while at >= first and begin - at <= 7:
        word = tokens.lower[at]
        if _is_kin(word) or word in _CHILDREN:
            kin, is_child = kin or word, is_child or word in _CHILDREN
        elif (here := _age(word)) is not None:
            age = here
        elif word in ("old", "year-old", "years-old", "month-old") and at - 1 >= first:
            unit = tokens.lower[at - 1] if word == "old" else word
            at -= word == "old"
            count = numbers(tokens.lower[at - 1]) if at - 1 >= first else None
            age = None if count is None else count if unit.startswith("year") else 0
            at -= 1
        elif word not in _BETWEEN:
            break
        at -= 1
    return age, kin, is_child


def _is_kin(word: str) -> bool:
    return word in _FEMALE or word in _MALE


def _after(tokens: Tokens, end: int, last: int) -> int | None:
    """Age in the words after a name: "(16 years old)", ", 27,", ", aged 14", "(less than one year old)"."""
    if end + 1 >= last or tokens.words[end] not in (",", "("):
        return None
    at = end + 1 + (tokens.lower[end + 1] in ("aged", "age"))
    if tokens.lower[at : at + 2] == ["less", "than"]:
        return 0
    if at >= last:
        return None
    if (here := _age(tokens.lower[at])) is not None:
        return here
    count = numbers(tokens.lower[at])
    if count is None or count > 110:
        return None
    following = tokens.lower[at + 1] if at + 1 < last else ""
    if following in ("months", "month", "days", "weeks", "week"):
        return 0
    return count if following in ("years", "year", ")", "(", ",", ";", "year-old", "-", "and") else None


def _age(word: str) -> int | None:
    if match := _AGE.match(word):
        return int(match.group(1))
    if _MONTHS.match(word):
        return 0
    if (match := _WORD_AGE.match(word)) and (count := numbers(match.group(1))) is not None:
        return count if match.group(2) == "year" else 0
    return None


def _merged(a: Person, b: Person) -> Person:
    return Person(a.name, a.age if a.age is not None else b.age, a.sex or b.sex, a.is_child or b.is_child)
