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
_FEMALE = _WOMEN | frozenset(["daughter", "sister", "granddaughter", "niece", "girl"])
_MALE = _MEN | frozenset(["son", "brother", "grandson", "nephew", "boy"])
_CHILDREN = frozenset(["child", "infant", "baby", "toddler", "newborn", "boy", "girl"])
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
        words = set(tokens.lower[first:last])
        if words.isdisjoint(_DEAD):
            continue
        inside = [span for span in spans if first <= span[0] and span[1] <= last]
        for person in _persons(tokens, inside, first, last):
            known = found.get(person.name)
            found[person.name] = person if known is None else _merged(known, person)
    return [person for person in found.values() if person.age is not None or person.sex is not None or person.is_child]


def _persons(tokens: Tokens, spans: Collection[tuple[int, int]], first: int, last: int) -> Iterator[Person]:
    for begin, end in spans:
        if not _ALIVE.isdisjoint(tokens.lower[end : min(end + 5, last)]):
            continue
        name = _key(tokens, begin, end)
        if name is None:
            continue
        before, kin = _before(tokens, begin, first)
        age = before if before is not None else _after(tokens, end, last)
        sex = "female" if kin in _FEMALE else "male" if kin in _MALE else None
        if kin in ("daughter", "sister", "granddaughter", "niece", "son", "brother", "grandson", "nephew") and age is None:
            sex = None  # a child or an adult: not said
        yield Person(name, age, sex, kin in _CHILDREN)


def _key(tokens: Tokens, begin: int, end: int) -> str | None:
    """First and last part of a name, folded: the same for most spellings of one person."""
    parts = [fold(word) for word in tokens.words[begin:end] if len(word) > 1]
    return f"{parts[0]} {parts[-1].removeprefix('al-')}" if len(parts) > 1 else None


def _before(tokens: Tokens, begin: int, first: int) -> tuple[int | None, str | None]:
    """Age and kinship in the words before a name: "his 6-year-old grandson Majd", "16 year old Amani"."""
    age, kin, at = None, None, begin - 1
    while at >= first and begin - at <= 5:
        word = tokens.lower[at]
        if word in _FEMALE or word in _MALE or word in _CHILDREN:
            kin = kin or word
        elif (here := _age(word)) is not None:
            age = here
        elif word == "old" and at - 2 >= first and tokens.lower[at - 1] in ("year", "years", "month", "months", "days", "day"):
            count = numbers(tokens.lower[at - 2])
            age = (count if tokens.lower[at - 1].startswith("year") else 0) if count is not None else None
            at -= 2
        elif word in ("year-old", "years-old", "month-old") and at - 1 >= first:
            count = numbers(tokens.lower[at - 1])
            age = (count if word.startswith("year") else 0) if count is not None else None
            at -= 1
        elif word not in ("old", "their", "his", "her", "late", "young", "younger", "eldest", "youngest", "-"):
            break
        at -= 1
    return age, kin


def _after(tokens: Tokens, end: int, last: int) -> int | None:
    """Age in the words after a name: "(16 years old)", ", 27,", ", aged 14"."""
    if end + 1 >= last or tokens.words[end] not in (",", "("):
        return None
    at = end + 1 + (tokens.lower[end + 1] in ("aged", "age"))
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
    return count if following in ("years", "year", ")", ",", "year-old", "-", "and") else None


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
