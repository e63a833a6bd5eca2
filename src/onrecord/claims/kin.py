"""Kinship, and the persons of whom it is told: what words say of their age, sex and place in a family.

In: words. Out: kinship and name parts; a `Person` says whether they are a child, a woman or a man, as far as the text says it.
A sex is read from kinship, titles and pronouns, never from a name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from onrecord.text import fold

ADULT = 18
YOUNG_PARENT = 36
"""Nobody up to this age has grown-up children: twice 18."""
OLD_PARENT = 55
"""The children of a parent of this age are taken for grown up, and so are the children of grandparents."""

_VOWELS = re.compile(r"(?<!^)[aeiouwy'’ʼ`h-]")
_DOUBLED = re.compile(r"(.)\1+")
_COMPOUND = frozenset(["abdul", "abdel", "abd", "abdal", "abu", "umm", "um", "abo"])
_LINES = {"son": "child", "daughter": "child", "grandson": "grandchild", "granddaughter": "grandchild"}


@dataclass(slots=True, eq=False)
class Person:
    """One of whom a text tells; what it does not say is None. `name` holds the parts, folded, and is empty for "his wife"."""

    name: tuple[str, ...]
    kin: str | None = None
    age: int | None = None
    oldest: int | None = None
    """The upper end where the text gives a range of ages."""
    sex: str | None = None
    is_child: bool = False
    is_adult: bool = False
    of: Person | None = None
    """Whose kin they are told to be."""
    is_dead: bool = False
    rank: int | None = None
    """1: has grandchildren. 2: has parents told of beside them."""

    @property
    def may_be(self) -> tuple[str, ...]:
        """`child`, `woman`, `man`, `adult`: all that the text leaves open; nothing where it says no age, sex or kinship."""
        grown = {"female": ("woman",), "male": ("man",)}.get(self.sex or "", ())
        if self.age is not None:
            if self.age < ADULT <= (self.oldest or 0):
                return ("child", *(grown or ("adult",)))
            return ("child",) if self.age < ADULT else grown
        if self.is_child:
            return ("child",)
        if self.is_adult:
            return grown
        if self.kin in words("offspring") and (generation := self._generation()) is not None:
            return ("child",) if generation == "young" else grown
        if self.kin in words("any_age") or (self.of is not None and self.of.is_minor):
            return ("child", *grown)
        return grown if self.kin is not None else ()

    @property
    def is_minor(self) -> bool:
        """Whether the text itself says that this is a child."""
        return self.age < ADULT if self.age is not None else self.is_child

    def _generation(self) -> str | None:
        """`young` or `old` by the parent's age and place in the family; None where they say nothing."""
        parent = self.of
        if parent is None:
            return None
        if parent.age is not None:
            return "young" if parent.age <= YOUNG_PARENT else "old" if parent.age >= OLD_PARENT or parent.rank == 1 else None
        if parent.rank == 1 or parent.kin in words("grandparents"):
            return "old"
        return "young" if parent.rank == 2 or parent.kin in words("second") or self.kin == "child" else None

    def describe(self, kin: str, of: Person | None) -> None:
        """Takes in what it says of a person to be somebody's kin; of nobody's, "a child" and "a girl" say the age."""
        self.kin = self.kin or kin
        self.of = self.of or (of if of is not self else None)
        self.sex = self.sex or ("female" if kin in words("she") else "male" if kin in words("he") else None)
        self.is_adult = self.is_adult or kin in words("grown")
        self.is_child = self.is_child or (kin in words("minors") and of is None)

    def has(self, kin: str) -> None:
        """Takes in what it says of a person to have such kin: who has a wife or children is grown up."""
        self.is_adult = self.is_adult or kin in words("makes_adult")
        if line(kin) == "grandchild":
            self.rank = 1
        elif kin in ("mother", "father"):
            self.rank = self.rank or 2

    def is_child_of(self, other: Person) -> bool:
        """Whether this is told to be the other's son or daughter, whose own children bear the other's name again."""
        return self.of is other and line(self.kin) == "child"

    def is_told_again(self, other: Person) -> bool:
        """Whether `other`, told of later, is this person: by name, or "his wife" and then her name, at no other age or sex."""
        if None not in (self.sex, other.sex) and self.sex != other.sex:
            return False
        if self.age is not None and other.age is not None and abs(self.age - other.age) > 1:
            return False
        if other.of is self or self.of is other or (other.of is not None and other.of.is_child_of(self)):
            return False
        if not self.name:
            return self.kin == other.kin and self.of is not None and self.of is other.of
        family = other.of is not None and other.of.is_dead and self.kin is not None
        if family and 1 in (len(self.name), len(other.name)):  # "his son Omar" is not his grandfather Omar
            return line(self.kin) == line(other.kin) and self.of in (None, other.of) and same_name(self.name, other.name)
        return same_name(self.name, other.name)

    def take(self, other: Person) -> None:
        """Adds what another telling of this person says."""
        self.age, self.oldest = (self.age, self.oldest) if self.age is not None else (other.age, other.oldest)
        self.sex, self.kin, self.of = self.sex or other.sex, self.kin or other.kin, self.of or other.of
        self.is_child, self.is_adult = self.is_child or other.is_child, self.is_adult or other.is_adult
        self.name = max(self.name, other.name, key=len)


def same_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """The same first name alone, or the same first and last part; of three parts and more also the second."""
    if not a or not b or a[0] != b[0]:
        return False
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return True
    return short[-1] in long[1:] if len(short) == 2 else a[-1] == b[-1] and a[1] == b[1]


def name_parts(name: Collection[str]) -> tuple[str, ...]:
    """A name's parts by their consonants, the same for most spellings; "Abd al-", "Abu" and "Umm" with the part after."""
    parts: list[str] = []
    joined = ""
    for word in name:
        plain = fold(word).removeprefix("al-").removeprefix("el-")
        if not plain[:1].isalpha() or plain in ("al", "el") or len(plain) < 2 or (not parts and kinship(plain)):
            continue
        if plain in _COMPOUND:
            joined = "abd" if plain.startswith("abd") else plain[:2]
            continue
        bones = _DOUBLED.sub(r"\1", _VOWELS.sub("", plain.replace("abdul", "abd").replace("abdel", "abd")))
        parts.append(joined + ("a" + bones[1:] if bones[:1] in "aeiou" else bones))
        joined = ""
    return tuple([*parts, joined] if joined and not parts else parts)


def kinship(word: str) -> tuple[str, bool] | None:
    """The kinship that a lower-case word names, in the singular, and whether it stands in the plural."""
    return _forms().get(word)


def line(kin: str | None) -> str | None:
    """Sons and daughters are children, grandsons and granddaughters grandchildren; all others are themselves."""
    return _LINES.get(kin or "", kin)


def words(name: str) -> frozenset[str]:
    """A set of words of `languages/en_kin.toml`, or one made of its kinship: `she`, `he`, `grown`, `minors`, `no_name`."""
    return _sets()[name]


@cache
def _sets() -> Mapping[str, frozenset[str]]:
    data = _data()
    sets = {key: frozenset(value.split()) for part in ("sets", "words") for key, value in data[part].items()}
    kin = {key: frozenset(value.split()) for key, value in data["kin"].items()}
    sets["she"] = kin["women"] | kin["female"] | kin["girls"]
    sets["he"] = kin["men"] | kin["male"] | kin["boys"]
    sets["grown"] = kin["women"] | kin["men"] | kin["elders"]
    sets["minors"] = kin["children"] | kin["girls"] | kin["boys"]
    sets["no_name"] = sets["between"] | sets["dead"] | sets["alive"] | sets["telling"] | frozenset(_forms())
    return sets


@cache
def _forms() -> Mapping[str, tuple[str, bool]]:
    found: dict[str, tuple[str, bool]] = {}
    for group in _data()["kin"].values():
        for word in group.split():
            found[word] = (word, False)
            found[word.replace("-in-", "s-in-") if "-in-" in word else word + "s"] = (word, True)
    return found | {plural: (word, True) for plural, word in _data()["plurals"].items()}


@cache
def _data() -> Mapping[str, Any]:
    path = resources.files("onrecord") / "languages" / "en_kin.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
