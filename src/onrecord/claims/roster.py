"""Victims told of one by one: whom a document counts among the dead, with the age, sex and kinship that it states.

In: a document's tokens. Out: persons, each once, also those without a name ("his wife"), and how many children, women and
men they are: at least those of whom the text says so, at most with those of whom it leaves the age open ("his sons").

1. Sentences that speak of the dead are read from left to right: kinship opens a heading ("their two sons"), which the names
   after it fall under; ages stand before or after a name; brackets and "the wife of …" describe the name before them.
2. Who has a wife or children is grown up, "his wife" says that he is a man, and the age of a parent and the place in a family
   say who is a child (`kin`). A sex is never guessed from a name.
3. The same person told again, in another spelling or by the first name alone, is one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from onrecord.claims.ages import Age, age_alone, age_at, count_of
from onrecord.claims.kin import ADULT, Person, kinship, line, name_parts, same_name, words
from onrecord.claims.mentions import names
from onrecord.claims.tokens import Tokens
from onrecord.model import Interval
from onrecord.places import Gazetteer

_POSSESSIVE = frozenset(["his", "her", "their"])
_BE = frozenset(["was", "were", "is", "are", "been", "be", "being"])
_MOST_UNNAMED = 15
_NAMESAKES = 40
"""So many persons of one first name are compared with another of that name, the latest first."""


def roster(tokens: Tokens, *, gazetteer: Gazetteer, without: Collection[int] = ()) -> list[Person]:
    """The dead whom a document tells of one by one, in the order of the text, each once.

    `without`: sentences, counted from 0, that tell of another incident.
    """
    reader = _Reader(tokens, gazetteer)
    goes_on = False
    for number, (first, last) in enumerate(tokens.sentences):
        inside = tokens.lower[first:last]
        identified = "as" in inside and ("identified" in inside or "named" in inside)
        reads = identified or not words("dead").isdisjoint(inside) or (goes_on and reader.lists(first, last))
        goes_on = reads and number not in without
        if goes_on:
            reader.read(first, last)
    return _without_told_again(reader.persons)


def census(persons: Collection[Person]) -> Mapping[str, Interval]:
    """How many children, women and men these persons are: those surely so, and with those who may be."""
    found = {}
    for category in ("child", "woman", "man"):
        low = sum(person.may_be == (category,) for person in persons)
        high = sum(category in person.may_be for person in persons)
        if high:
            found[category] = Interval(low, high)
    return found


def _without_told_again(persons: list[Person]) -> list[Person]:
    """Without those who have no name here and have one there: "her six children", and then each of the six."""
    named = Counter((id(person.of), line(person.kin)) for person in persons if person.name and person.kin)
    kept = []
    for person in persons:
        key = (id(person.of), line(person.kin))
        if person.name or not named[key]:
            kept.append(person)
        else:
            named[key] -= 1
    return kept


@dataclass(slots=True)
class _Heading:
    """Kinship that waits for its names: "their two sons" takes two, "their children" all that follow."""

    kin: str
    left: int | None
    of: Person | None
    age: Age | None
    is_young: bool
    owned: bool
    """Whether it is said whose kin they are, be it somebody unknown."""
    at: int
    taken: int = 0
    named: list[Person] = field(default_factory=list)
    """Those of one list are as many persons, however alike their names."""

    def name(self, person: Person) -> Person:
        """The person, with what the heading says of them."""
        self.taken += 1
        person.describe(self.kin, self.of)
        person.is_child = person.is_child or (self.is_young and self.kin not in words("grown"))
        if person.age is None and self.age is not None:
            person.age, person.oldest = self.age.years, self.age.oldest
        return person


@dataclass(slots=True)
class _Before:
    """What stands before a kinship: whose, how many, whether young, and where these words begin."""

    begin: int
    of: Person | None = None
    owned: bool = False
    number: int | None = None
    is_young: bool = False
    is_younger: bool = False


class _Sentence:
    """One sentence's words, and what they say of who is dead and who only tells of it."""

    def __init__(self, tokens: Tokens) -> None:
        self._words, self._lower = tokens.words, tokens.lower
        self._first = self._last = 0

    def _open(self, first: int, last: int) -> None:
        self._first, self._last = first, last
        inside = self._lower[first:last]
        self._harms = [
            at for at in range(first, last) if self._lower[at] in words("dead") or self._lower[at] in words("alive")
        ]
        self._mourns = not words("mourning").isdisjoint(inside)
        self._lists = not words("lists").isdisjoint(inside)
        self._acts = not words("acts").isdisjoint(inside)
        told_at = next((at for at in range(first, last) if self._tells(at)), None)
        self._telling = told_at is not None
        passive = any(self._is_predicate(at) for at in self._harms if told_at is not None and at < told_at)
        self._tellers_before = told_at if told_at is not None and not passive else first

    def _at(self, at: int) -> str:
        """The lower-case word here; nothing outside the sentence."""
        return self._lower[at] if self._first <= at < self._last else ""

    def _tells(self, at: int) -> bool:
        """Whether a verb of telling stands here, and not "was named", "reported killed"."""
        if self._at(at) not in words("telling"):
            return False
        before = self._lower[max(self._first, at - 2) : at]
        after = self._at(at + 1)
        return _BE.isdisjoint(before) and after != "as" and after not in words("dead")

    def _is_predicate(self, at: int) -> bool:
        return not _BE.isdisjoint(self._lower[max(self._first, at - 3) : at])

    def _is_dead(self, begin: int, end: int) -> bool:
        """Whether the word of harm that governs these words speaks of the dead."""
        alive = words("alive")
        if not alive.isdisjoint(self._lower[end : min(end + 5, self._last)]) or self._at(begin - 1) == "surviving":
            return False
        after = next((at for at in self._harms if at >= end), None)
        before = next((at for at in reversed(self._harms) if at < begin), None)
        governing = after if before is None else before
        if before is not None and after is not None and self._is_predicate(after):
            bounds = [at for at in range(before, after) if self._is_boundary(at)]
            governing = after if bounds and begin > bounds[-1] else before
        return governing is None or self._lower[governing] not in alive

    def _is_boundary(self, at: int) -> bool:
        return self._lower[at] in words("boundaries") or (self._lower[at] == "," and self._at(at + 1) == "and")

    def _is_telling(self, begin: int, end: int) -> bool:
        """Whether this is somebody who tells of the dead: "X posted", "according to X", "a post by X", "X lost his wife"."""
        if begin < self._tellers_before or any(self._tells(at) for at in (end, end + 1)):
            return True
        if self._at(end) == "lost" and self._at(end + 2) not in ("life", "lives"):
            return True
        at = begin - 1
        while self._at(at) in ("his", "her", "their", "the", "a", "an", ".") or (at > self._first and kinship(self._at(at))):
            at -= 1
        return self._at(at) in words("told_by") and self._at(at - 1) != "along"


class _Reader(_Sentence):
    """Reads sentences into persons, each once."""

    def __init__(self, tokens: Tokens, gazetteer: Gazetteer) -> None:
        super().__init__(tokens)
        self._ends = dict(names(tokens, set(), gazetteer))
        self._gazetteer = gazetteer
        self.persons: list[Person] = []
        self._namesakes: defaultdict[str, list[Person]] = defaultdict(list)
        self._told: list[Person] = []
        """Those of the sentence that pronouns may stand for, also who is not among the dead."""
        self._told_before: list[Person] = []
        self._told_end = self._list_end = 0
        self._teller: Person | None = None
        self._heading: _Heading | None = None
        self._age: Age | None = None
        self._owner_before: Person | None = None
        """Whose kin the last heading of the same list told of."""

    def lists(self, first: int, last: int) -> bool:
        """Whether a sentence after one on the dead goes on with them: "As well as …", two ages and more."""
        if self._lower[first] in ("as", "along", "also", "additionally"):
            return True
        self._first, self._last = first, last
        return sum(self._is_aged(at) for at in range(first, last)) > 1

    def read(self, first: int, last: int) -> None:
        """Takes in the persons of one sentence."""
        self._open(first, last)
        self._told_before, self._told = self._told, []
        self._told_end = self._list_end = first
        self._teller = self._heading = self._age = self._owner_before = None
        at = first
        while at < last:
            at = self._step(at)
        self._close()

    def _step(self, at: int) -> int:
        """Reads what stands here; gives the token after it."""
        word = self._lower[at]
        if (age := age_at(self._lower, at, self._last)) is not None:
            return self._take_age(word, age)
        if kinship(word) is not None and (self._words[at].islower() or at == self._first):
            is_quality = word in words("young") and kinship(self._at(at + 1)) is not None  # "their infant daughter"
            return at + 1 if is_quality else self._kinship(at)
        if (end := self._name_end(at)) is not None:
            return self._name(at, end)
        if word == "(" and (closed := self._closed(at)) is not None:
            return closed
        if not self._goes_on(at, word):
            self._close()
            self._age = self._owner_before = None
        return at + 1

    def _closed(self, at: int) -> int | None:
        """After a bracket without names that a heading's name follows: "their daughter (aged 3 elsewhere), Amina"."""
        if self._heading is None or self._heading.taken:
            return None
        last = next((k for k in range(at + 1, min(at + 15, self._last)) if self._words[k] == ")"), None)
        if (
            last is None
            or self._at(last + 1) != ","
            or last + 2 not in self._ends
            or any(k in self._ends for k in range(at, last))
        ):
            return None
        return last + 1

    def _goes_on(self, at: int, word: str) -> bool:
        """Whether a list of persons may go on over this word."""
        if self._heading is not None and not self._heading.taken and self._is_announced(at):
            return True
        if self._age is not None and self._is_described(at):
            return True
        if word == "," and self._is_loose() and age_at(self._lower, at + 1, self._last) is None:
            return False
        return word not in words("unborn") and (
            word in words("between") or word in words("young") or count_of(word) is not None
        )

    def _is_described(self, at: int) -> bool:
        """Whether nothing but a description stands between an age and a name: "64-year-old owner of the mill Omar"."""
        for near in range(at, min(at + 7, self._last)):
            if near in self._ends:
                return near > at
            word, titles = self._words[near], words("male_titles") | words("female_titles")
            plain = (word.islower() and word.isalpha()) or word.lower() in titles
            if not plain or word in words("leads_away"):
                return False
        return False

    def _is_announced(self, at: int) -> bool:
        """Whether a colon stands near, before the names of a heading: "six children of hers were killed: …"."""
        for near in range(at, min(at + 9, self._last)):
            if self._lower[near] == ":":
                return True
            if kinship(self._lower[near]) is not None or near in self._ends:
                return False
        return False

    def _is_loose(self) -> bool:
        """Whether "a woman" waits for a name: a comma ends it, for it describes nobody after that."""
        heading = self._heading
        if heading is None or heading.owned or heading.left != 1 or self._age is not None:
            return False
        return heading.kin in words("grown")

    def _take_age(self, word: str, age: Age) -> int:
        told = self._told[-1] if self._told else None
        if word in ("aged", "age") and told is not None and told.age is None and not self._is_named_at(age.end):
            told.age, told.oldest = age.years, age.oldest  # "was also killed, aged 12"
        else:
            self._age = age
        return age.end

    # ---------------------------------------------------------------------------------------- kinship

    def _kinship(self, at: int) -> int:
        """Reads a kinship with what stands before it and "of …" after it: a heading, or a description of the last name."""
        kin, plural = kinship(self._lower[at]) or ("", False)
        before, end = self._read_before(at), at + 1
        if self._at(at + 1) == "in" and self._at(at + 2) == "law":
            kin, end = f"{kin}-in-law", at + 3
        described = None if before.owned else self._apposed(before.begin)
        of = self._at(end) == "of"
        if of:
            end = self._read_of(kin, plural, end + 1, before)
        if described is not None:
            described.describe(kin, before.of)
            described.sex = described.sex or next((sex for sex in ("male", "female") if sex in self._lower[at - 2 : at]), None)
            return end
        if self._describes_heading(kin, before, of=of):
            return end
        self._close()
        if plural and not before.owned and not {"both", "all"}.isdisjoint(self._lower[max(self._first, at - 3) : at]):
            return end  # "both young men": of those before
        if before.owned and not of:
            self._owner_before = before.of
        elif self._owner_before is not None and kin in words("any_age") and before.begin - self._list_end <= 2:
            before.of, before.owned = self._owner_before, True  # "his son Omar and two daughters"
        left = before.number if before.number is not None else None if plural else 1
        age = None if plural else self._age
        young = before.is_young or (before.is_younger and before.of is not None and before.of.is_minor)  # "her younger sister"
        self._heading, self._age = _Heading(kin, left, before.of, age, young, before.owned, at), None
        self._list_end = end
        return end

    def _describes_heading(self, kin: str, before: _Before, *, of: bool) -> bool:
        """ "His daughter-in-law, a wife of Omar", "two nephews, sons of Omar": says more of a heading without names.

        "Her children, two daughters …" gives its owner to the next heading.
        """
        heading = self._heading
        if heading is None or heading.taken or self._at(before.begin - 1) == "and":
            return False
        if not before.owned and kin != heading.kin and line(kin) == line(heading.kin):
            before.of, before.owned, self._heading = heading.of, heading.owned, None
            return False
        if kin == heading.kin or of or not (before.owned or kin in words("minors")):
            heading.of = heading.of or before.of
            return True
        return False

    def _read_of(self, kin: str, plural: bool, at: int, before: _Before) -> int:
        """ "The wife of the former director Dr. Omar", "two children of Omar and Rana", "father of three"."""
        if count_of(self._at(at)) is not None:
            before.of = None
            return at + 1
        begin = self._after_titles(at)
        end = self._name_end(begin, alone=True)
        if end is None:
            return at - 1
        before.of, before.owned = self._owner_named(begin, end, kin), True
        second = self._name_end(end + 1, alone=True) if self._at(end) == "and" else None
        return second if second is not None and (plural or self._at(second) == ",") else end

    def _after_titles(self, at: int) -> int:
        """Past "the former director Dr." and "their brother" to a name, if one is near."""
        for near in range(at, min(at + 6, self._last)):
            if self._name_end(near, alone=True) is not None:
                return near
            if not (self._words[near].isalpha() or self._words[near] == ".") or self._lower[near] in ("and", "who"):
                break
        return at

    def _read_before(self, at: int) -> _Before:
        found = _Before(at)
        kin = (kinship(self._lower[at]) or ("", False))[0]
        for back in range(at - 1, max(self._first - 1, at - 8), -1):
            word = self._lower[back]
            found.begin = back
            found.is_younger = found.is_younger or word in ("younger", "youngest")
            if word in _POSSESSIVE:
                found.of, found.owned = self._meant(word, kin), True
                return found
            if word in ("'s", "'", "’") and self._told:
                found.of, found.owned = self._told[-1], True
                return found
            if (count := count_of(word)) is not None and count < 120:
                is_age = age_at(self._lower, back, self._last) is not None
                found.number = count if found.number is None and not is_age else found.number
            elif word in words("young"):
                found.is_young = True
            elif not self._is_between(back):
                found.begin = back + 1
                break
        return found

    def _is_between(self, at: int) -> bool:
        """Whether a word may stand between "his" and "wife": ages and a few others, and any one word right after "his"."""
        word = self._lower[at]
        if word in words("between") and word not in (",", ";", "and", "(", ")", ".", ":"):
            return True
        aged = age_at(self._lower, at, self._last) is not None
        return aged or (word[0].isalpha() and (self._at(at - 1) in _POSSESSIVE or self._at(at - 1) == "'s"))

    def _meant(self, pronoun: str, kin: str) -> Person | None:
        """Who "his" or "her" stands for: whose kin was told of just now, else the last one who may be.

        The words say their sex, and kin that they are grown up. In words of mourning it is the mourner.
        """
        sex = {"his": "male", "her": "female"}.get(pronoun)
        if self._teller is not None and self._mourns and self._teller.sex in (None, sex):
            return self._teller
        likely = [self._owner_before] if self._owner_before is not None else []
        if sex is None:
            likely = [p.of or p for p in reversed(self._told) if p.kin in ("wife", "husband")][:1] + likely
        for person in (*likely, *reversed(self._told), *self._told_before):
            too_young = person.is_minor and person.age is not None and kin in words("makes_adult")
            if not too_young and (sex is None or person.sex in (None, sex)):
                person.sex = person.sex or sex
                person.has(kin)
                return person
        return None

    def _owner_named(self, begin: int, end: int, kin: str) -> Person:
        """Somebody named as whose kin others are; among the dead only where told so elsewhere."""
        parts = name_parts(self._words[begin:end])
        grown = kin in words("makes_adult")
        namesakes = reversed(self._namesakes[parts[0]][-_NAMESAKES:]) if parts else iter(())
        known = (p for p in namesakes if same_name(p.name, parts) and not (grown and (p.age or ADULT) < ADULT))
        person = next(known, None) or Person(parts)
        person.has(kin)
        return person

    def _apposed(self, begin: int) -> Person | None:
        """The person whom words after a name describe: "Lina (daughter, …", "Rana, the wife of …"."""
        back = begin - 1
        while self._at(back) in ("the", "a", "an", ",", "(", "-", "–", "male", "female"):
            back -= 1
        told = self._told[-1] if self._told and back + 1 == self._told_end else None
        between = self._lower[back + 1 : begin]
        return told if told is not None and told.kin is None and ("," in between or "(" in between) else None

    def _close(self) -> None:
        """A heading that no name follows tells of persons without names: "his wife", "their three children"."""
        heading, self._heading = self._heading, None
        if heading is None or heading.taken or heading.of is None or self._telling or not self._acts:
            return
        if not heading.of.is_dead or heading.of not in self._told or heading.left is None or heading.left > _MOST_UNNAMED:
            return
        if heading.kin in ("father", "mother") and heading.of.of is not None:
            return  # "died alongside her father": told of before as whose daughter she is
        for _ in range(heading.left):
            person = heading.name(Person(()))
            known = (p for p in self.persons[-_NAMESAKES:] if p.kin == person.kin and p.of is person.of)
            if self._is_dead(heading.at, heading.at + 1) and (heading.left > 1 or next(known, None) is None):
                person.is_dead = True
                self.persons.append(person)
                self._namesakes[""].append(person)
            self._told.append(person)

    # ---------------------------------------------------------------------------------------- names

    def _name_end(self, at: int, *, alone: bool = False) -> int | None:
        """After the name that begins here.

        Capitalised words that look like no name elsewhere are one under a heading, after an age and before one in brackets.
        """
        if at >= self._last:
            return None
        if at in self._ends:
            end = min(self._ends[at], self._last)
            return None if self._at(end) in words("places") else end
        if not self._is_name_word(at) or self._lower[at][:3] in ("al-", "el-") or at + 1 in self._ends:
            return None
        if len(self._words[at]) < 2 or self._at(at + 1) in words("places") or self._gazetteer.demonym(self._words[at]):
            return None
        waits, end = self._heading is not None or self._age is not None or alone, at + 1
        while waits and end < self._last and end - at < 6 and self._is_name_word(end):
            end += 1
        follows = self._at(at + 1)
        single = follows == "'s" or (waits and at > self._first) or (follows == "(" and self._is_aged(at + 1))
        return end if end > at + 1 or single else None

    def _is_name_word(self, at: int) -> bool:
        word = self._words[at]
        named = (word[0].isupper() and word.isalpha()) or self._lower[at][:3] in ("al-", "el-")
        return named and self._lower[at] not in words("no_name")

    def _is_aged(self, at: int) -> bool:
        """Whether an age begins here, or a bracket with an age or a kinship."""
        if self._words[at] != "(":
            return age_at(self._lower, at, self._last) is not None
        inside = self._at(at + 1)
        return inside == "aged" or count_of(inside) is not None or kinship(inside) is not None

    def _name(self, begin: int, end: int) -> int:
        """Reads a name: an owner ("Omar's"), a by-name ("known as Umm Omar"), or a person."""
        if self._at(end) in ("'s", "‘"):
            self._heading = None if self._heading is not None and self._heading.left == 1 else self._heading
            self._close()  # but "his daughter-in-law, Omar's wife Rana" is one person
            kin = next((found[0] for word in self._lower[end + 1 : end + 6] if (found := kinship(word)) is not None), "")
            return self._tell(self._owner_named(begin, end, kin), end + 1)
        person = Person(name_parts(self._words[begin:end]))
        if self._age is not None:
            person.age, person.oldest = self._age.years, self._age.oldest
        self._read_title(person, begin)
        if self._told and self._is_by_name(begin):
            self._told[-1].sex = self._told[-1].sex or person.sex
            return end
        heading, self._age = self._heading, None
        if heading is not None:
            heading.name(person)
            self._heading = None if heading.taken == heading.left else heading
        after = self._read_after(person, end)
        if person.name and self._is_telling(begin, after):
            self._teller = person
        elif person.name and self._is_dead(begin, end):
            others = heading.named if heading is not None else []
            person = self._enter(person, others, known_only=self._is_aside(person, begin))
            others.append(person)
        return self._tell(person, after)

    def _tell(self, person: Person, end: int) -> int:
        self._told.append(person)
        self._told_end = self._list_end = end
        return end

    def _is_aside(self, person: Person, begin: int) -> bool:
        """ "He mourned Omar", "a post on Umm Omar": one of those told of before, unless the sentence lists the dead."""
        by_name = self._telling and self._lower[begin] in ("umm", "um", "abu")
        return not self._lists and (by_name or (self._mourns and len(person.name) == 1))

    def _is_by_name(self, begin: int) -> bool:
        known_as = self._at(begin - 1) == "as" and self._at(begin - 2) in ("known", "called", "to", "only")
        quoted = self._at(begin - 1) in ("“", "‘", '"') and self._lower[begin] in ("umm", "um", "abu")
        return known_as or (quoted and begin - self._told_end <= 2)

    def _read_title(self, person: Person, begin: int) -> None:
        """ "Mrs.", "Umm", "Sheikh" say a sex, and that somebody is grown up."""
        before = self._at(begin - 1) if self._at(begin - 1) != "." else self._at(begin - 2)
        for sex, titles in (("female", words("female_titles")), ("male", words("male_titles"))):
            if before in titles or self._lower[begin] in titles:
                person.sex, person.is_adult = person.sex or sex, True

    def _read_after(self, person: Person, at: int) -> int:
        """Age, kinship and by-name in brackets or between commas after a name; the token after them."""
        if self._at(at) in ("“", '"') and "(" in self._words[at + 1 : min(at + 7, self._last)]:
            at = self._words.index("(", at)
        while self._at(at) == "(":
            closed = next((k for k in range(at + 1, min(at + 25, self._last)) if self._words[k] == ")"), None)
            if closed is None:
                break
            self._read_bracket(person, at + 1, closed)
            at = closed + 1
            if at in self._ends and self._ends[at] <= self._last:  # "Amina (Amnah) Haddad"
                person.name, at = (*person.name, *name_parts(self._words[at : self._ends[at]])), self._ends[at]
        if person.age is not None:
            return at
        who = at + (self._at(at) == ",")
        if self._at(who) == "who" and self._at(who + 1) in ("was", "is"):
            at_age = who + 2 + (self._at(who + 2) in ("only", "just", "about"))
            age = age_at(self._lower, at_age, self._last)
            alone = count_of(self._at(at_age)) if self._at(at_age + 1) in (".", ",", ";", "and") else None
            person.age, person.oldest = (age.years, age.oldest) if age is not None else (alone, None)
        return self._read_age_after(person, at) if self._at(at) == "," and person.age is None else at

    def _read_age_after(self, person: Person, at: int) -> int:
        """ ", 27,", ", 18 months", ", aged 14" after a name, unless the age is the next one's."""
        age, count = age_at(self._lower, at + 1, self._last), count_of(self._at(at + 1))
        if age is not None:
            if not self._is_named_at(age.end):
                person.age, at, person.oldest = age
        elif count is not None and self._at(at + 2).rstrip("s") in ("month", "week", "day"):
            person.age, at = 0, at + 3
        elif count is not None and 0 < count < 111 and self._at(at + 2) in (",", ";", ".", "and", ")", "("):
            person.age, at = count, at + 2
        return at

    def _is_named_at(self, at: int) -> bool:
        """Whether an age belongs to the name after it: "Omar, 12-year-old Lina"."""
        while self._at(at) in ("dr", ".") or (self._at(at) and kinship(self._at(at))):
            at += 1
        return at < self._last and self._words[at][0].isupper()

    def _read_bracket(self, person: Person, at: int, last: int) -> None:
        if person.age is None and (alone := age_alone(self._lower[at:last])) is not None:
            person.age, person.oldest = alone.years, alone.oldest
            return
        while at < last:
            word = self._lower[at]
            if person.age is None and (age := age_at(self._lower, at, self._last)) is not None:
                person.age, at, person.oldest = age
                continue
            if (kin := kinship(word)) is not None:
                person.describe(kin[0], None)
            elif word in ("umm", "um") or (word == "abu" and self._at(at - 1) == "("):
                person.sex, person.is_adult = person.sex or ("male" if word == "abu" else "female"), True
            at += 1

    def _enter(self, person: Person, others: list[Person], *, known_only: bool) -> Person:
        """Adds a person, or what is new of one told of before and not one of these others, whom it gives."""
        first = person.name[0]
        for known in (*self._namesakes[first][-_NAMESAKES:], *self._namesakes[""][-_NAMESAKES:]):
            if known not in others and known.is_told_again(person):
                if not known.name:
                    self._namesakes[first].append(known)
                known.take(person)
                return known
        if not known_only:
            person.is_dead = True
            self.persons.append(person)
            self._namesakes[first].append(person)
        return person
