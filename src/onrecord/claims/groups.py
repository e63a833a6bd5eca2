"""Noun groups: what is counted, how many, of whom, and how they are spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.claims.ages import age_at, count_of
from onrecord.claims.lexicon import (
    ACT_NOUN,
    ADVERB,
    ATTACK,
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    FACILITY,
    FUNCTION,
    HARM_VERB,
    LIGHT_VERB,
    MEASURE,
    NOT_BEFORE,
    NUMBER,
    OTHER_VERB,
    PERSON,
    PHRASE,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    STATE,
    SUBORDINATOR,
    TIME,
    TITLE,
    UNIT,
    Lexicon,
    Person,
)
from onrecord.claims.numbers import Number, number_at, phrase_at
from onrecord.claims.tokens import Tokens

if TYPE_CHECKING:
    from onrecord.claims.chunks import Chunk

_JOINERS = frozenset(["and", "or", "&", "plus"])
_DESCRIBING = frozenset(
    ["armed", "suspected", "unidentified", "alleged", "masked", "presumed", "unnamed", "middle-aged", "aged", "elderly"]
)
_ACRONYMS = frozenset(["IS", "US"])
"""Names that in small letters are other words."""
_CONFIRMED = frozenset(["confirmed", "identified", "named", "reported"])
_ANAPHORIC = frozenset(["others", "other", "more", "ones", "rest", "one"])
_PLURALS = frozenset(["people", "men", "women", "children", "troops", "policemen", "militiamen"])
_ABSTRACT = (
    "ions",
    "ion",
    "ments",
    "ment",
    "ness",
    "ings",
    "ing",
    "ities",
    "ity",
    "ences",
    "ances",
    "ures",
    "ports",
    "ges",
    "ces",
    "ses",
)
_AFTER_AGE = frozenset([",", ".", ")", "(", ";", "who", "was", "were", "and", "or", "died", "in", "from", "at"])
_AGED = frozenset(
    ["year", "years", "month", "months", "week", "weeks", "day", "days", "year-old", "month-old", "or", "to", "-", "–"]
)
"""What goes on with an age in several words: "16 year old", "six or seven years old"."""

_INSIDE_AFTER = {
    "most": frozenset(["the", "his", "her", "their", "its", "'s"]),
    "known": frozenset(["best", "well", "better", "widely"]),
    "following": frozenset(["the"]),
}
"""Words inside a group after one of these: "one of the most respected teachers", "the following policemen"."""
_LONGEST_GROUP = 12


@dataclass(slots=True)
class Group:
    """A noun group: what it counts, of whom, and how they are spoken of."""

    first: int
    last: int
    kind: str
    """`person` `name` `facility` `attack` `unit` `time` `act` `measure` `pronoun` `thing`"""
    head: str = ""
    head_at: int = 0
    number: Number | None = None
    determiner: str = ""
    plural: bool = False
    categories: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    state: str | None = None
    negative: bool = False
    partitive: bool = False
    age: int | None = None
    possessor: tuple[int, int] | None = None
    bare: bool = False
    """A number without a noun: "three", "dozens", "20 others"."""


class GroupReader:
    """Reads the noun group that begins at a token."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, first: int, last: int) -> None:
        self.tokens, self.lexicon = tokens, lexicon
        self.first, self.end = first, last
        self.lower, self.words, self.flags = tokens.lower, tokens.words, lexicon.flags
        self.chunks: list[Chunk] = []

    def _flag(self, i: int) -> int:
        if i >= self.end or self.words[i] in _ACRONYMS:
            return 0
        return self.flags.get(self.lower[i], 0)

    def _group(self, i: int) -> Group | None:
        """The noun group at `i`: negative or number or determiner, modifiers, head, name, age."""
        group = Group(i, i, "thing")
        k = self._opening(i, group)
        k = self._nominals(k, group)
        if k == i:
            return None
        group.last = k
        if group.number and group.bare and k < self.end and self.lower[k] == "of":
            self._partitive(k, group)
        elif group.kind == "unit" and group.number is None and self.lower[k : k + 1] == ["of"]:
            self._members(k + 1, group)
        elif group.kind == "facility" and group.number is not None and self.lower[k : k + 1] == ["of"]:
            self._people_of(k + 1, group)
        self._age(group)
        return group

    def _opening(self, i: int, group: Group) -> int:
        word, flag = self.lower[i], self._flag(i)
        if word in self.lexicon.none and not phrase_at(self.tokens, self.lexicon, i, self.end, "before"):
            group.negative = True
            one = word == "no" and i + 1 < self.end and self.lower[i + 1] == "one"
            if word in ("none", "nobody") or one:
                group.kind, group.bare = "person", True
                return i + 1 + one
            return i + 1
        if flag & (NUMBER | PHRASE) or word[0].isdigit() or (flag & (DETERMINER | POSSESSIVE)) or word in ("between", "from"):
            group.number = number_at(self.tokens, self.lexicon, i, self.end)
            if group.number:
                if group.number.article:
                    group.determiner = word if flag & (DETERMINER | POSSESSIVE) else "the"
                last = group.number.last
                quoted = i > self.first and self.words[i - 1] in ("“", '"') and self.words[last : last + 1] in (["”"], ['"'])
                opens = last + 1 < self.end and self.words[last] == "“" and "”" in self.words[last + 2 : last + 5]
                return last + ((last < self.end and self.lower[last] == "such") or quoted or opens)  # "“several” rebels"
        if flag & (DETERMINER | POSSESSIVE):
            group.determiner = word
            if word == "another" and (i + 1 >= self.end or self._flag(i + 1) & (PREPOSITION | SUBORDINATOR | CONJUNCTION)):
                group.number = Number(i, i + 1, i, "exactly", (1,))  # "shot dead another in Ashby"
            elif (
                flag & DETERMINER and word in ("another", "any", "some") and i + 1 < self.end and self._flag(i + 1) & FUNCTION
            ):
                group.kind = "pronoun"
            return i + 1
        if flag & PRONOUN:
            group.kind, group.head, group.head_at = "pronoun", word, i
            return i + 1
        return i

    def _nominals(self, k: int, group: Group) -> int:
        """Takes modifiers and head from token `k`; sets what they say. Returns where the group ends."""
        start = k
        if group.kind == "pronoun" and group.head:
            return k
        while k < self.end and k - start < _LONGEST_GROUP:
            word, flag = self.lower[k], self._flag(k)
            if k == start and (aged := self._age_before(k, group)) is not None:
                k = start = aged  # "his one month old nephew"
                continue
            if word == "'s" or (
                word in ("'", "’")
                and k > start
                and self.tokens.starts[k] == self.tokens.ends[k - 1]
                and self.lower[k - 1].endswith("s")
            ):
                if k == start:
                    break
                group.possessor = (group.first, k)
                group.number, group.determiner, group.state, start = None, "'s", None, k + 1
                number = number_at(self.tokens, self.lexicon, k + 1, self.end) if k + 1 < self.end else None
                if number:
                    group.number, start = number, number.last
                k = start
                continue
            if not self._is_nominal(k, start, word, flag, group):
                break
            k += 1
        self._describe(start, k, group)
        return k

    def _age_before(self, k: int, group: Group) -> int | None:
        """Takes an age in several words before its noun or name: "16 year old Amina"; the token after it."""
        if k + 1 >= self.end or self.lower[k + 1] not in _AGED or not (self.lower[k][0].isdigit() or self._flag(k) & NUMBER):
            return None
        age = age_at(self.lower, k, self.end)
        if age is None:
            return None
        self._set_age(group, age.years, age.oldest)
        return age.end

    def _set_age(self, group: Group, years: int, oldest: int | None = None) -> None:
        """What an age says of a group; one of "17 or 18" may be a child and may not."""
        if years < 18 <= (oldest or 0):
            return
        group.age = years
        if years < 18 and "child" not in group.categories:
            group.categories = (*group.categories, "child")

    def _is_nominal(self, k: int, start: int, word: str, flag: int, group: Group) -> bool:
        """Whether the word at `k` goes on with the group that has words since `start`."""
        if (
            word in self.lexicon.sets["particles"]
            and k > start
            and k + 1 < self.end
            and self.words[k + 1][0].isupper()
            and self.words[k - 1][0].isupper()
        ):
            return True
        if not word[0].isalnum():
            return self._is_sign_inside(k, start, word)
        has_head = k > start
        if word in _INSIDE_AFTER and k > self.first and self.lower[k - 1] in _INSIDE_AFTER[word]:
            return True
        if flag & FUNCTION or word in _JOINERS or (has_head and not group.determiner and self._is_year(k - 1)):
            return False  # "On 18 March 2023 gunmen …": the date ends with its year
        if has_head and not group.determiner and self._ends_setting(k, start, word, flag):
            return False
        if word[0].isdigit():
            return (has_head and self._is_year(k)) or self._is_digit_nominal(k, has_head, group)
        if flag & NUMBER and has_head and self.lower[k - 1] not in ("other", "the") and word not in ("couple", "pair"):
            return False
        capital = self.words[k][0].isupper() and k > self.first
        if flag & PHRASE and has_head and not capital and number_at(self.tokens, self.lexicon, k, self.end):
            return False
        if has_head and word in ("responsible", "accountable"):
            return False  # "held the army responsible"
        if has_head and (self._ends_name(k, word, flag) or self._follows_people(k, word, flag)):
            return False
        return self._is_word_nominal(k, has_head, word, flag, group, capital)

    def _is_word_nominal(self, k: int, has_head: bool, word: str, flag: int, group: Group, capital: bool) -> bool:
        """The same of a word by what the lexicon knows of it: harm, verb, time, people."""
        if flag & (HARM_VERB | STATE):
            return self._is_harm_nominal(k, has_head, flag, group, capital)
        if flag & PHRASE and has_head and not capital and phrase_at(self.tokens, self.lexicon, k, self.end, "passive"):
            return False
        if flag & (OTHER_VERB | LIGHT_VERB) and not capital and not flag & (PERSON | ATTACK | FACILITY | ACT_NOUN | TIME):
            if word in _CONFIRMED and not has_head and self.lower[k + 1 : k + 2] in ([","], [")"], ["–"], ["-"]):
                return False  # "up to 30, 16 confirmed, were killed"
            taken = not has_head and bool(group.determiner or group.number) and word not in ("was", "were", "said")
            return taken and not (word == "left" and group.number is not None and self._is_object_at(k + 1))
        if (
            flag & TIME
            and has_head
            and not self._flag(k - 1) & TIME
            and not (k + 1 < self.end and self._flag(k + 1) & (ACT_NOUN | ATTACK))
        ):
            return False
        if flag & ADVERB and not capital:
            return False
        if capital or flag & (PERSON | ACT_NOUN | ATTACK | FACILITY | UNIT | TIME):
            return True
        return self._is_unknown_nominal(k, has_head, word, group)

    def _is_unknown_nominal(self, k: int, has_head: bool, word: str, group: Group) -> bool:
        """The same of a small word that the lexicon does not know, by its ending: "newly", "drowned", "fleeing"."""
        long = len(word) > 4
        if long and word.endswith("ly") and word not in ("family", "elderly"):
            return not has_head and self._flag(k + 1) & FUNCTION == 0 and bool(group.number or group.determiner)
        if long and word.endswith("ed") and not has_head and group.number is not None and not group.determiner:
            return self._people_follow(k + 1)
        if word in _DESCRIBING and k + 1 < self.end and self.lower[k + 1].isalpha() and not self._flag(k + 1) & FUNCTION:
            return True
        if long and has_head and word.endswith(("ed", "ing")) and "-" not in word and not word.endswith(("bred", "eed")):
            if k + 1 < self.end and self.lower[k + 1] in self.lexicon.sets["actors"]:
                return True  # "drug trafficking gangs"
            return k + 1 < self.end and bool(self._flag(k + 1) & (PERSON | UNIT)) and not self._flag(k - 1) & PERSON
        return True

    def _is_year(self, k: int) -> bool:
        """Is this the year after a month: "March 2023"?"""
        month = k > self.first and bool(self._flag(k - 1) & TIME) and self.words[k - 1][0].isupper()
        return month and len(self.lower[k]) == 4 and self.lower[k].isdigit() and "19" <= self.lower[k][:2] <= "20"

    def _follows_people(self, k: int, word: str, flag: int) -> bool:
        """After "refugees" or "people" an unknown small word is a verb: "refugees live abroad"."""
        before = self.lower[k - 1]
        known = self.lexicon.people.get(before)
        if (
            known is None
            or not known.plural
            or not self.words[k].islower()
            or not (before.endswith("s") or before in _PLURALS)
        ):
            return False
        return not flag & (PERSON | FACILITY | ATTACK | ACT_NOUN | UNIT) and word not in ("alike", "involved")

    def _ends_setting(self, k: int, start: int, word: str, flag: int) -> bool:
        """ "In July authorities …", "in Lorne province Hamas …": the time or place ends where those begin who acted."""
        if not (self.chunks and self.chunks[-1].kind == "P" and self.chunks[-1].word == "in"):
            return False
        month = k == start + 1 and self._flag(k - 1) & TIME and self.words[k - 1][0].isupper()
        if month:
            return word in self.lexicon.sets["actors"] or bool(flag & PERSON)
        return self.lower[k - 1] in ("governorate", "province", "district", "city") and self.words[k][0].isupper()

    def _ends_name(self, k: int, word: str, flag: int) -> bool:
        """After two or more capitalised words a small unknown word is a verb, not the name's head."""
        if (
            flag & (PERSON | FACILITY | ATTACK | ACT_NOUN | UNIT | TIME)
            or word in self.lexicon.sets["organisations"]
            or not self.words[k].islower()
        ):
            return False
        if not word.endswith("s") and not flag & OTHER_VERB:
            return False
        before = self.words[k - 1], self.words[k - 2] if k >= 2 else ""
        return (
            all(w[:1].isupper() for w in before)
            and k - 2 >= self.first
            and "-" not in word
            and word not in self.lexicon.sets["particles"]
        )

    def _people_follow(self, k: int) -> bool:
        """Does a noun for people, or a name, come before the group ends?"""
        for j in range(k, min(k + 5, self.end)):
            flag = self._flag(j)
            if flag & PERSON or (self.words[j][0].isupper() and not flag & FUNCTION):
                return True
            if self.lower[j] in self.lexicon.sets["bodies"]:
                return True  # "12 charred bodies"
            if flag & FUNCTION or not self.lower[j][0].isalpha():
                return False
        return False

    def _is_sign_inside(self, k: int, start: int, word: str) -> bool:
        if k + 1 >= self.end:
            return False
        if word in ("“", '"', "”"):
            return self._is_quoted_part(k, start) or self._is_quoted_name(k, start)
        if word in ("‘", "'"):
            return self._is_quoted_name(k, start)
        if k == start:
            return False
        glued = self.tokens.starts[k] == self.tokens.ends[k - 1]
        if word == "." and glued:
            before = self.words[k - 1]
            return ((len(before) == 1 and before.isupper()) or self._flag(k - 1) & TITLE != 0) and self.words[k + 1][
                0
            ].isupper()
        if word == "(":
            return k + 3 < self.end and self.lower[k + 2] == ")" and self._goes_on_after(k + 3)
        if word == ")":
            return self.lower[k - 2] == "(" and self._goes_on_after(k + 1)
        if word in ("-", "/") and glued:
            return self.tokens.starts[k + 1] == self.tokens.ends[k] and self.words[k + 1][0].isalpha()
        return False

    def _is_quoted_part(self, k: int, start: int) -> bool:
        """ "14 young “celebrities”", "the "peasant defense patrol"": words in quotation marks inside a group."""
        opened = any(self.lower[j] in ("“", '"') for j in range(max(start, k - 5), k))
        if opened:
            return self.words[k] in ("”", '"')
        if self.words[k] == "”" or self._flag(k + 1) & FUNCTION or not self.lower[k + 1].isalpha():
            return False
        small = self.words[k + 1].islower() and (k > start or self.lower[k - 1] in ("the", "a", "an"))
        return small and any(self.lower[j] in ("”", '"') for j in range(k + 2, min(k + 6, self.end)))

    def _goes_on_after(self, k: int) -> bool:
        """Whether a group goes on after a word in brackets: "the Lorne (Lorni) family", "Lina (Leena) Haddad"."""
        named = self.words[k - 2][0].isupper() and self.words[k - 4][0].isupper() and self.words[k][0].isupper()
        return bool(self._flag(k) & (PERSON | UNIT)) or named

    def _is_quoted_name(self, k: int, start: int) -> bool:
        """ "The ‘Abu Lorne’ family": the quotation marks around a name inside a group."""
        opened = next((j for j in range(k - 1, max(start - 1, k - 6), -1) if self.words[j] in ("‘", "“", '"')), None)
        if opened is not None and self.words[k] in ("’", "”", '"'):
            return bool(self._flag(k + 1) & UNIT) and self.words[opened + 1][0].isupper()
        closed = next((j for j in range(k + 2, min(k + 6, self.end - 1)) if self.words[j] in ("’", "”", '"')), None)
        return closed is not None and self.words[k + 1][0].isupper() and bool(self._flag(closed + 1) & UNIT)

    def _is_digit_nominal(self, k: int, has_head: bool, group: Group) -> bool:
        word = self.lower[k]
        if word.endswith(("st", "nd", "rd", "th")) and has_head:
            return True
        if not word.isdigit():
            return "year" in word or not has_head or not word[0].isdigit()
        if has_head and self._flag(k - 1) & TIME and (self._flag(k + 1) & PERSON or self.lower[k + 1 : k + 2] == ["bodies"]):
            return False  # "on 3 September 28 bodies"
        if has_head and self.lower[k + 1 : k + 2] and self.lower[k + 1] in _AGED and age_at(self.lower, k, self.end):
            return False  # "on Friday 16 year old Amina"
        if has_head and self._flag(k - 1) & NOT_BEFORE:
            return True  # "the battalion 101"
        return (has_head and self.words[k - 1][0].isupper() and len(word) < 4) or (not has_head and group.number is None)

    def _is_harm_nominal(self, k: int, has_head: bool, flag: int, group: Group, capital: bool) -> bool:
        """A word of harm inside a group: the noun ("arrests"), or a participle before its noun ("displaced families")."""
        word = self.lower[k]
        verb = self.lexicon.verbs.get(word)
        if verb and verb.form in ("base", "third"):
            wounds = (has_head or group.number is not None or group.determiner == "a") and not self._is_object_at(k + 1)
            return bool(flag & (ACT_NOUN | ATTACK | FACILITY | PERSON)) or (wounds and word in self.lexicon.sets["wounds"])
        if verb and verb.form == "ing":
            if not has_head and (group.determiner or group.number) and self._flag(k + 1) & PERSON:
                return True  # "a shooting victim"
            noun = (
                bool(flag & (ACT_NOUN | ATTACK))
                and k + 1 < self.end
                and self.lower[k + 1] in ("of", "by", ",", ".", "and", "in")
            )
            return (
                noun and (has_head or bool(group.determiner) or self.lower[k + 1] == "of") and not self._flag(k - 1) & PERSON
            )
        if flag & ACT_NOUN and not (verb or flag & STATE):
            return True
        if (
            not has_head
            and group.number is not None
            and self.lower[k + 1 : k + 2]
            and self.lower[k + 1] in self.lexicon.sets["bodies"]
        ):
            return True  # "12 burned bodies"
        before = self._flag(k - 1)  # "a strike killed Omar": what comes before is the noun that did it
        if has_head and (
            before & (ACT_NOUN | ATTACK) or not (before & (ADVERB | HARM_VERB | STATE) or self.lower[k - 1].endswith("ly"))
        ):
            return False
        if self._is_attributive(k) or (
            k + 2 < self.end
            and self.lower[k + 1] in ("and", "or")
            and self._flag(k + 2) & STATE
            and self._is_attributive(k + 2)
        ):
            if group.number is None and not group.determiner and not flag & STATE:
                return False
            group.state = self.lexicon.states.get(word) or (verb.act if verb else None)
            return True
        return False

    def _is_object_at(self, i: int) -> bool:
        flag = self._flag(i)
        return bool(flag & (DETERMINER | POSSESSIVE | NUMBER | PERSON | PRONOUN)) or (
            i < self.end and (self.words[i][:1].isupper() or self.words[i][:1].isdigit())
        )

    def _is_attributive(self, i: int) -> bool:
        """ "missing persons", "displaced families": a participle with the noun it describes right after it."""
        flag = self._flag(i + 1)
        if i + 1 >= self.end or (flag & (FUNCTION | ADVERB | TIME | NUMBER) and not flag & PERSON):
            return False
        word = self.lower[i + 1]
        return (
            word[0].isalpha()
            and bool(flag & (PERSON | UNIT) or (self.words[i + 1][0].isupper() and not flag & HARM_VERB))
            and not word.endswith("ly")
        )

    def _describe(self, start: int, end: int, group: Group) -> None:
        if end == start:
            group.bare = group.number is not None
            if group.bare:
                group.kind, group.plural = "person", True
            elif start > group.first and self.lower[start - 1] in ("old", "year-old", "month-old"):
                aged = group.determiner in ("a", "an", "the", "another")
                group.kind, group.head, group.head_at = "person" if aged else "measure", self.lower[start - 1], start - 1
            elif group.determiner:
                group.kind, group.head = "pronoun", group.determiner
            return
        head_at = end - 1 - (end - 2 >= start and self._is_year(end - 1))
        group.head, group.head_at = self.lower[head_at], head_at
        run = self._name_run(start, end)
        flag = self._flag(head_at)
        person = self._person(group.head)
        if group.head in self.lexicon.sets["bodies"] and not (group.head == "remains" and self.lower[end : end + 1] != ["of"]):
            group.kind, group.plural = "body", group.head not in ("body", "corpse")
        elif group.head in self.lexicon.sets["lives"]:
            group.kind, group.plural = "lives", True
        elif group.head.endswith(("-year-old", "-month-old", "-year-olds")):
            group.kind, group.plural = "person", group.head.endswith("s")
        elif group.head == "head" and self.lower[head_at - 1] in self.lexicon.sets["headed"] and head_at > start:
            group.kind = "person"  # "the village head"
        elif group.head in _ANAPHORIC:
            group.kind, group.bare, group.plural = "person", True, group.head != "one"
        elif group.head in self.lexicon.nouns and not (flag & PERSON and not flag & ACT_NOUN):
            group.kind = "act"
            group.plural = self.lexicon.nouns[group.head][1]
        elif person:
            group.kind, group.plural = "person", person.plural
        elif flag & UNIT:
            group.kind = "unit"
        elif flag & TIME:
            group.kind = "time"
        elif run is not None and run < end:
            self._name(start, run, end, group)
        elif flag & ATTACK:
            group.kind = "attack"
        elif flag & FACILITY:
            group.kind, group.plural = "facility", group.head.endswith("s") and not group.head.endswith("headquarters")
        elif flag & MEASURE or (self.lower[start][0].isdigit() and group.number is None):
            group.kind = "measure"
        elif group.number is not None:
            group.kind, group.plural = "unknown", True
        self._categories(start, end, person.categories if person else (), group)

    def _person(self, head: str) -> Person | None:
        """What the noun says of people; "co-driver" and "citizen-journalist" as their last part."""
        known = self.lexicon.people.get(head)
        if known is None and "-" in head:
            known = self.lexicon.people.get(head.rsplit("-", 1)[1])
        return known

    def _name_run(self, start: int, end: int) -> int | None:
        """Where the capitalised name at the end of the group begins."""
        run = end
        while run > start:
            word = self.words[run - 1]
            named = (
                word[0].isupper()
                or word == "."
                or (word.lower() in self.lexicon.sets["particles"] and run < end)
                or word.startswith(("al-", "el-", "ar-", "as-", "ad-"))
            )
            if not named or (self._flag(run - 1) & (PERSON | TITLE) and run - 1 < end - 1):
                break
            run -= 1
        while run < end and (
            self.words[run] == "." or (self.lower[run] in self.lexicon.sets["particles"] and self.words[run].islower())
        ):
            run += 1
        return run if run < end else None

    def _name(self, start: int, run: int, end: int, group: Group) -> None:
        """A capitalised name: of a person where a title, a description or two plain names say so."""
        words = [w for w in self.lower[run:end] if w != "."]
        described = any(self._flag(k) & (PERSON | TITLE) for k in range(start, run))
        if words[-1] in self.lexicon.strict_facilities:
            group.kind, group.head = "facility", words[-1]
            return
        organisation = any(w in self.lexicon.sets["organisations"] for w in words)
        acronym = all(len(w) > 1 and w.isupper() for w in self.words[run:end] if w.isalpha()) and not self._shouted()
        counted = (
            group.number is not None and words[-1] in self.lexicon.sets["armed_groups"]
        )  # "four Boko Haram": members of it
        if (organisation and not counted) or (acronym and group.number is None):
            group.kind = "organisation"
            return
        if group.number is not None and not described:
            group.kind, group.plural = "unknown", True
            return
        if len(words) == 1 and not described and words[0].endswith(tuple(self.lexicon.sets["peoples"])):
            group.kind, group.plural = "unknown", True
            return
        adverb = words[0].endswith("ly") and len(words[0]) > 7
        if len(words) == 1 and not described and (adverb or (run == self.first and words[0].endswith(_ABSTRACT))):
            return  # a common noun, or "Seriously", that begins a sentence
        group.kind = "name"
        group.names = (self.tokens.slice(run, end),)
        group.partitive = not described and len(words) == 1
        if group.determiner in ("the", "a", "an", "this", "these", "those", "some", "all") and not (described or group.state):
            people = tuple(ending.removesuffix("s") for ending in self.lexicon.sets["peoples"])
            of_people = group.determiner in ("a", "an") and len(words) == 1 and words[0].endswith(people)
            group.kind, group.names = "person" if of_people else "organisation", ()  # "wounded a Ruritanian"

    def _shouted(self) -> bool:
        return self.words[self.first].isupper() and len(self.words[self.first]) > 3

    def _categories(self, start: int, end: int, known: tuple[str, ...], group: Group) -> None:
        found = dict.fromkeys(known)
        for k in range(start, end):
            word = self.lower[k]
            category = self.lexicon.modifiers.get(word)
            if category and k < group.head_at:
                found[category] = None
            person = self.lexicon.people.get(word)
            if person and k < group.head_at:
                found.update(dict.fromkeys(person.categories))
            if (word[0].isdigit() and "year" in word) or word.endswith("-year-old"):
                group.age = count_of(word.split("-")[0])
            elif word[0].isdigit() and "month" in word:
                group.age = 0
        group.categories = tuple(found)
        if group.age is not None:
            self._set_age(group, group.age)

    def _members(self, k: int, group: Group) -> None:
        """ "A family of six", "the entire family of six members": as many persons."""
        number = number_at(self.tokens, self.lexicon, k, self.end) if group.head == "family" and k < self.end else None
        if number is None:
            return
        last = number.last + (self.lower[number.last : number.last + 1] in (["members"], ["people"], ["persons"]))
        if last == number.last and last < self.end and self.lower[last].isalpha() and not self._flag(last) & FUNCTION:
            return
        group.number, group.kind, group.plural, group.last, group.bare = number, "person", True, last, False

    def _people_of(self, k: int, group: Group) -> None:
        """ "Three University of Karvel students": the number counts the people at the end of the name."""
        named = self.words[group.head_at][0].isupper() and k < self.end and self.words[k][0].isupper()
        inner = self._group(k) if named else None
        if inner is None or inner.kind != "person" or not inner.plural or inner.number is not None:
            return
        group.kind, group.plural, group.head, group.head_at = "person", True, inner.head, inner.head_at
        group.categories, group.last = inner.categories, inner.last

    def _partitive(self, k: int, group: Group) -> None:
        """ "dozens of journalists", "two of the detainees", "five of them": the number counts what follows "of"."""
        i = k + 1
        if i >= self.end:
            return
        flag = self._flag(i)
        if flag & (PRONOUN | RELATIVE) and self.lower[i] in ("them", "us", "whom", "these", "those", "you", "which"):
            group.last, group.partitive, group.kind = i + 1, True, "person"
            if self.lower[i] in ("whom", "which"):
                group.kind = "whom"
                return
            if (
                i + 1 >= self.end
                or self._flag(i + 1) & FUNCTION
                or not self.lower[i + 1].isalpha()
                or self.lower[i] in ("them", "whom", "us")
            ):
                return
        inner = self._group(i) if self.lower[i][0].isalnum() and not flag & (PREPOSITION | AUXILIARY) else None
        if inner is None or inner.last <= i:
            return
        group.partitive = bool(inner.determiner)
        group.last, group.head, group.head_at = inner.last, inner.head, inner.head_at
        group.kind = (
            inner.kind if inner.kind not in ("name", "organisation") else ("person" if inner.kind == "name" else "unknown")
        )
        if inner.kind == "pronoun":
            group.kind = "person"
        group.categories, group.state, group.bare = inner.categories, inner.state, False
        if inner.kind == "thing":
            group.kind = "unknown"

    def _age(self, group: Group) -> None:
        """ "Name, 17," and "Name (17)" and "Name, age 17": the age belongs to the name."""
        k = group.last
        if group.kind not in ("name", "person") or k + 1 >= self.end or self.lower[k] not in (",", "(", "of"):
            return
        if self.lower[k] == "of":
            self._age_after_of(k + 1, group)
            return
        if group.number is not None or (group.plural and group.kind == "person"):
            return
        age = age_at(self.lower, k + 1, self.end)
        plain = self.lower[k + 1].isdigit() and len(self.lower[k + 1]) < 3
        if age is None and not plain:
            return
        last = age.end if age is not None else k + 2
        after = self.lower[last] if last < self.end else ","
        joined = after == "and" and group.kind == "name"
        if not (
            after in (",", ")", ";", ".") or joined or (plain and after in ("-", "–")) or self.lower[k + 1] in ("age", "aged")
        ):
            return
        self._set_age(group, *((age.years, age.oldest) if age is not None else (int(self.lower[k + 1]),)))
        group.last = last + (after == ")")
        group.partitive = False if group.kind == "name" else group.partitive

    def _age_after_of(self, j: int, group: Group) -> None:
        """ "a boy of 12, who …", "a woman of 80": an age, no number of people."""
        aged = not group.plural and group.number is None and not {"child", "woman", "man"}.isdisjoint(group.categories)
        age = int(self.lower[j]) if self.lower[j].isdigit() else self.lexicon.values.get(self.lower[j])
        if not aged or age is None or age > 110:
            return
        if j + 1 < self.end and self.lower[j + 1] not in _AFTER_AGE:
            return
        group.last = j + 1
        self._set_age(group, age)
