"""A sentence's tokens to chunks: noun groups with their numbers, verb groups with voice and polarity, and what joins them."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.claims.lexicon import (
    ACT_NOUN,
    ADVERB,
    ATTACK,
    AUXILIARY,
    BE,
    CONJUNCTION,
    DETERMINER,
    FACILITY,
    FUNCTION,
    HARM_VERB,
    HAVE,
    LIGHT_VERB,
    MEASURE,
    MODAL,
    NEGATION,
    NOT_BEFORE,
    NUMBER,
    OTHER_VERB,
    PERSON,
    PHRASE,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    REMAIN,
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

_PUNCTUATION = {"(": "(", "[": "(", ")": ")", "]": ")", ",": ",", ";": ";", ":": ":", "-": "-", "–": "-", "—": "-", "--": "-"}
_JOINERS = frozenset(["and", "or", "&", "plus"])
_BEFORE_NOUN = frozenset(
    ["due", "according", "subjected", "subject", "prior", "owing", "thanks", "leading", "related", "addition", "response"]
)
_RAISING = frozenset(
    ["reported", "confirmed", "feared", "believed", "presumed", "said", "known", "thought", "declared", "pronounced", "listed"]
)
_DESCRIBING = frozenset(
    ["armed", "suspected", "unidentified", "alleged", "masked", "presumed", "unnamed", "middle-aged", "aged", "elderly"]
)
_ARMED_GROUPS = frozenset(
    ["haram", "taliban", "hamas", "hezbollah", "isis", "isil", "daesh", "shabaab", "al-shabaab", "qaeda", "al-qaeda"]
)
_ACRONYMS = frozenset(["IS", "US"])
"""Names that in small letters are other words."""
_ANAPHORIC = frozenset(["others", "other", "more", "ones", "rest", "one"])
_PARTICLES = frozenset(
    [
        "de",
        "la",
        "las",
        "los",
        "del",
        "da",
        "dos",
        "bin",
        "ibn",
        "abu",
        "bint",
        "al",
        "el",
        "van",
        "der",
        "den",
        "von",
        "di",
        "du",
        "y",
        "e",
        "umm",
    ]
)
_ORGANISATIONS = frozenset(
    [
        "boko",
        "haram",
        "taliban",
        "hamas",
        "hezbollah",
        "isis",
        "isil",
        "daesh",
        "shabaab",
        "al-shabaab",
        "qaeda",
        "al-qaeda",
        "party",
        "front",
        "army",
        "ministry",
        "hospital",
        "university",
        "prison",
        "government",
        "group",
        "movement",
        "council",
        "committee",
        "commission",
        "organization",
        "organisation",
        "association",
        "union",
        "agency",
        "center",
        "centre",
        "institute",
        "foundation",
        "court",
        "press",
        "times",
        "radio",
        "television",
        "news",
        "network",
        "office",
        "department",
        "province",
        "governorate",
        "district",
        "city",
        "town",
        "village",
        "region",
        "state",
        "states",
        "county",
        "street",
        "avenue",
        "road",
        "camp",
        "river",
        "mount",
        "valley",
        "airport",
        "school",
        "college",
        "mosque",
        "church",
        "company",
        "corporation",
        "bank",
        "forces",
        "force",
        "brigade",
        "battalion",
        "unit",
        "division",
        "police",
        "service",
        "corps",
        "republic",
        "kingdom",
        "nations",
        "court",
        "agency",
        "watch",
        "international",
        "club",
        "league",
        "federation",
        "board",
        "coalition",
        "alliance",
        "syndicate",
        "embassy",
        "bureau",
        "zone",
        "island",
        "islands",
        "square",
        "park",
        "hotel",
        "market",
        "bridge",
        "municipality",
        "neighborhood",
        "quarter",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "human",
        "rights",
        "observatory",
        "monitor",
        "post",
        "herald",
        "journal",
        "constitution",
        "act",
        "law",
        "charter",
        "article",
        "national",
        "regime",
        "authorities",
        "guard",
        "guards",
        "cartel",
        "bridge",
        "gulf",
        "sea",
        "highway",
        "square",
        "plaza",
    ]
)
_PEOPLES = (
    "ians",
    "ans",
    "ards",
    "urds",
    "rabs",
    "qis",
    "adis",
    "idis",
    "elis",
    "eris",
    "anis",
    "istas",
    "ists",
    "ites",
    "eans",
    "inos",
    "uites",
)
_PLURALS = frozenset(["people", "men", "women", "children", "troops", "policemen", "militiamen"])
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


@dataclass(slots=True)
class Chunk:
    """A piece of a sentence over tokens `first` to before `last`; `kind` is one letter.

    G group, V verb of harm, X other verb, P preposition, C and/or, R relative pronoun, S subordinator, I "including",
    A adverb, Q quotation mark, and the signs `,` `;` `:` `-` `(` `)` `.`.
    """

    kind: str
    first: int
    last: int
    word: str = ""
    group: Group | None = None
    act: str | None = None
    lemma: str = ""
    form: str = ""
    """`passive` (the subject suffers it), `active` (the object does), `participle` (either), `ing`, `subject` (intransitive)"""
    negated: bool = False
    doubtful: bool = False
    infinitive: bool = False
    passive: bool = False
    intransitive: bool = False
    options: list[tuple[tuple[str, ...], str]] = field(default_factory=list)


class Chunker:
    """Reads the chunks of one sentence, left to right, each token once."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, first: int, last: int) -> None:
        self.tokens, self.lexicon = tokens, lexicon
        self.first, self.end = first, last
        self.lower, self.words, self.flags = tokens.lower, tokens.words, lexicon.flags
        self.chunks: list[Chunk] = []

    def read(self) -> list[Chunk]:
        i = self.first
        while i < self.end:
            chunk = self._chunk(i)
            self.chunks.append(chunk)
            i = max(chunk.last, i + 1)
            if chunk.kind == ")":
                self._fold()
        return self.chunks

    def _fold(self) -> None:
        """Takes "(33 years old)" or "(also known as X)" into the group before it, so that lists go on over it."""
        close = len(self.chunks) - 1
        opening = next((j for j in range(close - 1, max(-1, close - 14), -1) if self.chunks[j].kind == "("), None)
        if opening is None or opening == 0:
            return
        group = self.chunks[opening - 1].group
        inside = self.chunks[opening + 1 : close]
        if group is None or group.bare or group.kind not in ("person", "name", "unknown", "unit"):
            return
        known = self.lower[self.chunks[opening].last : self.chunks[opening].last + 2]
        if any(c.kind in "VI;" for c in inside) or (any(c.kind == "X" for c in inside) and "known" not in known):
            return
        words = self.lower[self.chunks[opening].last : self.chunks[close].first]
        if "old" in words or (len(words) <= 2 and words and words[-1].isdigit()) or any("-year-old" in w for w in words):
            age = self.lexicon.values.get(words[0], int(words[0]) if words[0].isdigit() and len(words[0]) < 4 else None)
            if age is not None and group.number is None:
                group.age = 0 if "month" in words or "months" in words else age
                if group.age < 18 and "child" not in group.categories:
                    group.categories = (*group.categories, "child")
        group.last = self.chunks[opening - 1].last = self.chunks[close].last
        del self.chunks[opening:]

    def _flag(self, i: int) -> int:
        if i >= self.end or self.words[i] in _ACRONYMS:
            return 0
        return self.flags.get(self.lower[i], 0)

    def _chunk(self, i: int) -> Chunk:
        word = self.lower[i]
        flag = self._flag(i)
        if word in _PUNCTUATION:
            return Chunk(_PUNCTUATION[word], i, i + 1, word)
        if flag & QUOTE:
            return Chunk("Q", i, i + 1, word)
        if word in ("am", "pm") and i > self.first and self.lower[i - 1][0].isdigit():
            return Chunk("A", i, i + 1, word)
        if flag & PHRASE:
            chunk = self._phrase(i)
            if chunk:
                return chunk
        if (
            flag & PHRASE
            and flag & (PREPOSITION | SUBORDINATOR | ADVERB)
            and number_at(self.tokens, self.lexicon, i, self.end)
        ):
            group = self._group(i)
            if group:
                return Chunk("G", group.first, group.last, word, group)
        if (
            word == "between"
            and number_at(self.tokens, self.lexicon, i, self.end)
            or word == "from"
            and self._is_range_of_people(i)
        ):
            group = self._group(i)
            if group:
                return Chunk("G", group.first, group.last, word, group)
        if word in _JOINERS:
            return Chunk("C", i, i + 1, word)
        if flag & (AUXILIARY | REMAIN) or (flag & NEGATION and word in ("not", "never", "n't")):
            return self._verb(i)
        if word == "to" and self._is_infinitive(i):
            return self._verb(i)
        if flag & RELATIVE and not (word in ("that",) and not self._is_relative_that(i)):
            return Chunk("R", i, i + 1, word)
        if flag & SUBORDINATOR and not self._is_group_start_after(i, word):
            return Chunk("S", i, i + 1, word)
        if flag & PREPOSITION:
            return Chunk("P", i, i + 1, word)
        if flag & (HARM_VERB | STATE | OTHER_VERB | LIGHT_VERB) and not self._is_noun_here(i, flag):
            return self._verb(i)
        if self._is_past(i, word, flag):
            return self._verb(i)
        if word[0].isalnum():
            group = self._group(i)
            if group:
                return Chunk("G", group.first, group.last, word, group)
        if flag & CONJUNCTION:
            return Chunk("C" if word in ("nor", "but") else "S", i, i + 1, word)
        if flag & ADVERB or word.endswith("ly"):
            return Chunk("A", i, i + 1, word)
        if word.islower() and (word.endswith("ed") or word.endswith("ing")) and len(word) > 4:
            return self._verb(i)
        return Chunk("A" if word.isalpha() else ".", i, i + 1, word)

    def _is_range_of_people(self, i: int) -> bool:
        """ "wounded from six to 14 other civilians": a range of people, and no way from one place to another."""
        number = number_at(self.tokens, self.lexicon, i, self.end)
        if number is None or number.rule != "between" or number.last >= self.end:
            return False
        described = self.lower[number.last] == "other" and bool(self._flag(number.last + 1) & PERSON)
        return described or bool(self._flag(number.last) & PERSON)

    def _is_past(self, i: int, word: str, flag: int) -> bool:
        """Is this unknown word in -ed a verb here: after a group or a relative pronoun, not before a noun it describes?"""
        if word.endswith("ing") and len(word) > 5 and self.words[i].islower() and "-" not in word and self.chunks:
            return self.chunks[-1].kind == "G" and not flag & (PERSON | ACT_NOUN | ATTACK | FACILITY)
        if (
            not (word.endswith("ed") and len(word) > 4 and self.words[i].islower())
            or "-" in word
            or flag & (PERSON | ACT_NOUN | ATTACK | FACILITY)
        ):
            return False
        before = self.chunks[-1] if self.chunks else None
        if before is None or before.kind in "PS":
            return False
        if before.kind in "GR)":
            return True
        return not self._flag(i + 1) & PERSON and not (
            i + 2 < self.end and self._flag(i + 2) & PERSON and not self._flag(i + 1) & FUNCTION
        )

    def _is_relative_that(self, i: int) -> bool:
        """ "the bomb that killed": after a noun and before a verb."""
        after_group = bool(self.chunks) and self.chunks[-1].kind == "G" and self.chunks[-1].last == i
        return after_group and bool(self._flag(i + 1) & (AUXILIARY | HARM_VERB | OTHER_VERB | LIGHT_VERB))

    def _is_group_start_after(self, i: int, word: str) -> bool:
        """ "that attack": a determiner, not a subordinator."""
        if word != "that":
            return False
        return (
            not (self._flag(i + 1) & FUNCTION)
            and not (self.chunks and self.chunks[-1].kind in "XG")
            and i + 1 < self.end
            and self.lower[i + 1].isalpha()
        )

    def _is_infinitive(self, i: int) -> bool:
        if i + 1 >= self.end:
            return False
        flag, word = self._flag(i + 1), self.lower[i + 1]
        if flag & (BE | HAVE) and word in ("be", "have"):
            return True
        verb = self.lexicon.verbs.get(word)
        if verb and verb.form == "base":
            if i > self.first and self.lower[i - 1] in _BEFORE_NOUN:
                return False
            return not flag & ACT_NOUN or self._is_object_at(i + 2)
        if self.lexicon.complement_forms.get(word) == "base":
            return True
        return bool(flag & OTHER_VERB) and not word.endswith("s")

    def _is_object_at(self, i: int) -> bool:
        flag = self._flag(i)
        return bool(flag & (DETERMINER | POSSESSIVE | NUMBER | PERSON | PRONOUN)) or (
            i < self.end and self.words[i][:1].isupper()
        )

    def _is_noun_here(self, i: int, flag: int) -> bool:
        """Is this form, which may be a verb, used as a noun? ("the killing of", "mass arrests", "the wounded")"""
        word = self.lower[i]
        following = self.lower[i + 1] if i + 1 < self.end else ""
        verb = self.lexicon.verbs.get(word)
        noun = bool(flag & (ACT_NOUN | ATTACK | FACILITY | PERSON))
        if verb and verb.form == "ing":
            return (
                noun
                and following in ("of", "and", ",", ".", "by", "in")
                and not (following != "of" and word not in self.lexicon.nouns)
                and following == "of"
            )
        if verb and verb.form in ("base", "third"):
            return noun
        if flag & STATE:
            return self._is_attributive(i)
        if verb:
            return False
        if flag & (OTHER_VERB | LIGHT_VERB):
            return bool(flag & (PERSON | ACT_NOUN | ATTACK | TIME | FACILITY)) or self.words[i] in ("Left", "May", "March")
        return noun

    def _is_attributive(self, i: int) -> bool:
        """ "missing persons", "displaced Syrians": a participle with the noun it describes right after it."""
        flag = self._flag(i + 1)
        if i + 1 >= self.end or (flag & (FUNCTION | ADVERB | TIME | NUMBER) and not flag & PERSON):
            return False
        word = self.lower[i + 1]
        return (
            word[0].isalpha()
            and bool(flag & (PERSON | UNIT) or (self.words[i + 1][0].isupper() and not flag & HARM_VERB))
            and not word.endswith("ly")
        )

    # ------------------------------------------------------------------------------------------------ phrases

    def _phrase(self, i: int) -> Chunk | None:
        """Idioms of harm and "including"; numbers with bounds are left to the group that they begin."""
        if (
            self.lower[i : i + 2] == ["of", "which"]
            and i
            and self.lower[i - 1] in ("result", "course", "aftermath", "consequence")
        ):
            return Chunk("S", i, i + 2, "which")
        including = phrase_at(self.tokens, self.lexicon, i, self.end, "including")
        if including and including[1] != "at least":
            if including[1] in ("mostly", "mainly", "include", "includes", "included") or True:
                return Chunk("I", i, including[0], including[1])
        if self.flags.get(self.lower[i], 0) & (AUXILIARY | REMAIN):
            return None
        return self._idiom(i, i, Chunk("V", i, i))

    def _idiom(self, first: int, main: int, verb: Chunk) -> Chunk | None:
        passive = phrase_at(self.tokens, self.lexicon, main, self.end, "passive")
        active = phrase_at(self.tokens, self.lexicon, main, self.end, "active")
        if passive is None and active is None:
            return None
        if active and (passive is None or active[0] >= passive[0]):
            verb.last, verb.act = active
            verb.form = (
                "passive"
                if verb.passive
                else "ing"
                if self.lower[main].endswith("ing")
                else "participle"
                if passive
                else "active"
            )
        elif passive:
            verb.last, verb.act = passive
            verb.form = "passive" if verb.passive else "subject"
            if self.lower[main] in ("in", "behind", "under") and not verb.passive and not self._after_people():
                return None
        verb.first, verb.word, verb.lemma = first, self.lower[main], "idiom"
        return verb

    def _after_people(self) -> bool:
        before = self.chunks[-1].group if self.chunks else None
        return before is not None and before.kind in ("person", "name", "unknown") and not before.bare

    # ------------------------------------------------------------------------------------------------ verbs

    def _verb(self, i: int) -> Chunk:
        """The verb group at `i`: its auxiliaries, adverbs and main verb."""
        chunk = Chunk("X", i, i + 1, self.lower[i])
        k = self._auxiliaries(i, chunk)
        if k >= self.end:
            chunk.last = self.end
            return chunk
        return (self._idiom(i, k, chunk) and self._as_harm(chunk)) or self._main(i, k, chunk)

    def _as_harm(self, chunk: Chunk) -> Chunk:
        chunk.kind = "V"
        return chunk

    def _auxiliaries(self, i: int, chunk: Chunk) -> int:
        k = i
        while k < self.end:
            word, flag = self.lower[k], self.flags.get(self.lower[k], 0)
            if flag & PHRASE and k > i and phrase_at(self.tokens, self.lexicon, k, self.end, "passive"):
                break
            if flag & BE:
                chunk.passive = True
                if phrase_at(self.tokens, self.lexicon, k, self.end, "passive"):
                    break
            elif flag & REMAIN:
                chunk.passive = True
            elif flag & HAVE:
                chunk.passive = False
                if k > i and self.lower[k - 1] == "to":
                    pass
            elif flag & MODAL:
                chunk.passive = False
            elif word == "to" and (k == i or self._is_infinitive(k)):
                chunk.infinitive, chunk.passive = True, False
            elif (
                (flag & NEGATION and word != "no" and word != "nor" and word != "neither" and word != "without")
                or (flag & ADVERB and k > i)
                or (word.endswith("ly") and k > i and not flag & (HARM_VERB | STATE))
            ):
                pass
            elif flag & AUXILIARY:
                chunk.passive = False
            elif chunk.passive and word in _RAISING and self._flag(k + 1) & (HARM_VERB | STATE):
                pass  # "was reported killed", "were confirmed dead"
            elif word == "so" and k > i and self.lower[k + 1 : k + 2] == ["far"]:
                k += 1
            elif word in ("no", "longer") and k > i and k + 1 < self.end and self.lower[k + 1] == "longer":
                pass
            else:
                break
            if word in self.lexicon.sets["doubtful"]:
                chunk.doubtful = True
            if flag & NEGATION:
                chunk.negated = True
            k += 1
        return k

    def _main(self, i: int, k: int, chunk: Chunk) -> Chunk:
        word, flag = self.lower[k], self.flags.get(self.lower[k], 0)
        verb = self.lexicon.verbs.get(word)
        if word in self.lexicon.complements and (found := self._complement(k, chunk)):
            return found
        if (
            verb
            and not (chunk.passive and verb.form in ("base", "third"))
            and not (k > i and flag & ACT_NOUN and verb.form == "third")
        ):
            return self._harm(i, k, chunk, word)
        if flag & STATE and not self._is_attributive(k):
            chunk.kind, chunk.act, chunk.last = "V", self.lexicon.states[word], k + 1
            chunk.form = "subject" if chunk.passive or k > i else "participle"
            chunk.word, chunk.lemma = word, word
            return chunk
        if word in self.lexicon.complements:
            chunk.kind, chunk.options, chunk.last, chunk.word = "V", self.lexicon.complements[word], k + 1, word
            chunk.form = "active"
            return chunk
        if k == i or (
            word.islower()
            and word[0].isalpha()
            and not flag & (FUNCTION | NUMBER | PERSON | TIME | MEASURE)
            and self._looks_verbal(word, flag)
        ):
            chunk.last = k + 1
            chunk.word = word
        else:
            chunk.last = k
        chunk.form = "ing" if chunk.word.endswith("ing") and k == i else ""
        return chunk

    def _looks_verbal(self, word: str, flag: int) -> bool:
        return bool(flag & (OTHER_VERB | LIGHT_VERB)) or word.endswith(("ed", "ing", "en", "wn", "ght", "ade", "id", "ld"))

    def _complement(self, k: int, chunk: Chunk) -> Chunk | None:
        """ "was found dead", "were taken hostage": the complement right after the verb."""
        for words, act in self.lexicon.complements[self.lower[k]]:
            n = len(words)
            if tuple(self.lower[k + 1 : k + 1 + n]) == words and k + 1 + n <= self.end:
                chunk.kind, chunk.act, chunk.last, chunk.word, chunk.lemma = "V", act, k + 1 + n, self.lower[k], "complement"
                chunk.form = "passive" if chunk.passive else "participle"
                return chunk
        return None

    def _harm(self, i: int, k: int, chunk: Chunk, word: str) -> Chunk:
        verb = self.lexicon.verbs[word]
        chunk.kind, chunk.act, chunk.last, chunk.word, chunk.lemma = "V", verb.act, k + 1, word, verb.lemma
        if self.lower[k + 1 : k + 3] == ["to", "death"]:
            chunk.act, chunk.last = "killed", min(k + 3, self.end)
        chunk.intransitive = verb.intransitive
        has_auxiliary = k > i
        if verb.intransitive and not (verb.transitive and chunk.passive):
            chunk.form = "subject" if not (verb.transitive and verb.form == "ing") else "ing"
        elif verb.form == "ing":
            chunk.form = "ing"
        elif chunk.passive:
            chunk.form = "passive"
        elif has_auxiliary or verb.form in ("base", "third", "past_only"):
            chunk.form = "active"
        else:
            chunk.form = "passive" if verb.form == "participle" else "participle"
        if word in self.lexicon.complements:
            chunk.options = self.lexicon.complements[word]
        return chunk

    # ------------------------------------------------------------------------------------------------ groups

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
                return last + (last < self.end and self.lower[last] == "such")
        if flag & (DETERMINER | POSSESSIVE):
            group.determiner = word
            if flag & DETERMINER and word in ("another", "any", "some") and i + 1 < self.end and self._flag(i + 1) & FUNCTION:
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

    def _is_nominal(self, k: int, start: int, word: str, flag: int, group: Group) -> bool:
        if (
            word in _PARTICLES
            and k > start
            and k + 1 < self.end
            and self.words[k + 1][0].isupper()
            and self.words[k - 1][0].isupper()
        ):
            return True
        if not word[0].isalnum():
            return self._is_sign_inside(k, start, word)
        has_head = k > start
        if flag & FUNCTION or word in _JOINERS:
            return False
        if word[0].isdigit():
            return self._is_digit_nominal(k, has_head, group)
        if flag & NUMBER and has_head and self.lower[k - 1] not in ("other", "the") and word not in ("couple", "pair"):
            return False
        capital = self.words[k][0].isupper() and k > self.first
        if flag & PHRASE and has_head and not capital and number_at(self.tokens, self.lexicon, k, self.end):
            return False
        if has_head and (self._ends_name(k, word, flag) or self._follows_people(k, word, flag)):
            return False
        if flag & (HARM_VERB | STATE):
            return self._is_harm_nominal(k, has_head, flag, group, capital)
        if flag & PHRASE and has_head and not capital and phrase_at(self.tokens, self.lexicon, k, self.end, "passive"):
            return False
        if flag & (OTHER_VERB | LIGHT_VERB) and not capital and not flag & (PERSON | ATTACK | FACILITY | ACT_NOUN | TIME):
            return not has_head and bool(group.determiner or group.number) and word not in ("was", "were", "said")
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
        if word.endswith("ly") and len(word) > 4 and word not in ("family", "elderly"):
            return not has_head and self._flag(k + 1) & FUNCTION == 0 and bool(group.number or group.determiner)
        if word.endswith("ed") and len(word) > 4 and not has_head and group.number is not None and not group.determiner:
            return self._people_follow(k + 1)
        if word in _DESCRIBING and k + 1 < self.end and self.lower[k + 1].isalpha() and not self._flag(k + 1) & FUNCTION:
            return True
        if (
            (word.endswith("ed") or word.endswith("ing"))
            and len(word) > 4
            and has_head
            and "-" not in word
            and not word.endswith(("bred", "eed"))
        ):
            return k + 1 < self.end and bool(self._flag(k + 1) & PERSON) and not self._flag(k - 1) & PERSON
        return True

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

    def _ends_name(self, k: int, word: str, flag: int) -> bool:
        """After two or more capitalised words a small unknown word is a verb, not the name's head."""
        if (
            flag & (PERSON | FACILITY | ATTACK | ACT_NOUN | UNIT | TIME)
            or word in _ORGANISATIONS
            or not self.words[k].islower()
        ):
            return False
        if not word.endswith("s") and not flag & OTHER_VERB:
            return False
        before = self.words[k - 1], self.words[k - 2] if k >= 2 else ""
        return all(w[:1].isupper() for w in before) and k - 2 >= self.first and "-" not in word and word not in _PARTICLES

    def _people_follow(self, k: int) -> bool:
        """Does a noun for people, or a name, come before the group ends?"""
        for j in range(k, min(k + 5, self.end)):
            flag = self._flag(j)
            if flag & PERSON or (self.words[j][0].isupper() and not flag & FUNCTION):
                return True
            if flag & FUNCTION or not self.lower[j][0].isalpha():
                return False
        return False

    def _is_sign_inside(self, k: int, start: int, word: str) -> bool:
        if k + 1 >= self.end or k == start:
            return False
        glued = self.tokens.starts[k] == self.tokens.ends[k - 1]
        if word == "." and glued:
            before = self.words[k - 1]
            return ((len(before) == 1 and before.isupper()) or self._flag(k - 1) & TITLE != 0) and self.words[k + 1][
                0
            ].isupper()
        if word == "(":
            return k + 3 < self.end and self.lower[k + 2] == ")" and bool(self._flag(k + 3) & PERSON)
        if word == ")":
            return self.lower[k - 2] == "(" and bool(self._flag(k + 1) & PERSON)
        if word in ("-", "/") and glued:
            return self.tokens.starts[k + 1] == self.tokens.ends[k] and self.words[k + 1][0].isalpha()
        return (
            word in ("“", '"') and self.words[k + 1][0].islower() and not self._flag(k + 1) & FUNCTION and self._closes_soon(k)
        )

    def _closes_soon(self, k: int) -> bool:
        return any(self.lower[j] in ("”", '"') for j in range(k + 2, min(k + 4, self.end)))

    def _is_digit_nominal(self, k: int, has_head: bool, group: Group) -> bool:
        word = self.lower[k]
        if not word.isdigit():
            return "year" in word or not has_head or not word[0].isdigit()
        if has_head and self._flag(k - 1) & NOT_BEFORE:
            return True  # "the battalion 101"
        return (has_head and self.words[k - 1][0].isupper() and len(word) < 4) or (not has_head and group.number is None)

    def _is_harm_nominal(self, k: int, has_head: bool, flag: int, group: Group, capital: bool) -> bool:
        """A word of harm inside a group: the noun ("arrests"), or a participle before its noun ("displaced Syrians")."""
        word = self.lower[k]
        verb = self.lexicon.verbs.get(word)
        if verb and verb.form in ("base", "third"):
            return bool(flag & (ACT_NOUN | ATTACK | FACILITY | PERSON))
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
        if has_head and not (self._flag(k - 1) & (ADVERB | HARM_VERB | STATE) or self.lower[k - 1].endswith("ly")):
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

    # ------------------------------------------------------------------------------------------------ what a group says

    def _describe(self, start: int, end: int, group: Group) -> None:
        if end == start:
            group.bare = group.number is not None
            if group.bare:
                group.kind, group.plural = "person", True
            elif group.determiner:
                group.kind, group.head = "pronoun", group.determiner
            return
        head_at = end - 1
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
                or (word.lower() in _PARTICLES and run < end)
                or word.startswith(("al-", "el-", "ar-", "as-", "ad-"))
            )
            if not named or (self._flag(run - 1) & (PERSON | TITLE) and run - 1 < end - 1):
                break
            run -= 1
        while run < end and (self.words[run] == "." or (self.lower[run] in _PARTICLES and self.words[run].islower())):
            run += 1
        return run if run < end else None

    def _name(self, start: int, run: int, end: int, group: Group) -> None:
        """A capitalised name: of a person where a title, a description or two plain names say so."""
        words = [w for w in self.lower[run:end] if w != "."]
        described = any(self._flag(k) & (PERSON | TITLE) for k in range(start, run))
        if words[-1] in self.lexicon.strict_facilities:
            group.kind, group.head = "facility", words[-1]
            return
        organisation = any(w in _ORGANISATIONS for w in words)
        acronym = all(len(w) > 1 and w.isupper() for w in self.words[run:end] if w.isalpha()) and not self._shouted()
        counted = group.number is not None and words[-1] in _ARMED_GROUPS  # "four Boko Haram": members of it
        if (organisation and not counted) or (acronym and group.number is None):
            group.kind = "organisation"
            return
        if group.number is not None and not described:
            group.kind, group.plural = "unknown", True
            return
        if len(words) == 1 and not described and words[0].endswith(_PEOPLES):
            group.kind, group.plural = "unknown", True
            return
        group.kind = "name"
        group.names = (self.tokens.slice(run, end),)
        group.partitive = not described and len(words) == 1
        if group.determiner in ("the", "a", "an", "this", "these", "those", "some", "all") and not described:
            group.kind, group.names = "organisation", ()

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
                group.age = int(word.split("-")[0]) if word.split("-")[0].isdigit() else None
            elif word[0].isdigit() and "month" in word:
                group.age = 0
        if group.age is not None and group.age < 18:
            found["child"] = None
        group.categories = tuple(found)

    def _partitive(self, k: int, group: Group) -> None:
        """ "dozens of journalists", "two of the detainees", "five of them": the number counts what follows "of"."""
        i = k + 1
        if i >= self.end:
            return
        flag = self._flag(i)
        if flag & PRONOUN or flag & RELATIVE:
            if self.lower[i] in ("them", "us", "whom", "these", "those", "you", "which"):
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
        if group.kind not in ("name", "person") or k + 1 >= self.end or self.lower[k] not in (",", "("):
            return
        j = k + 1 + (self.lower[k + 1] in ("age", "aged"))
        if j >= self.end or not self.lower[j].isdigit() or len(self.lower[j]) > 2:
            return
        after = self.lower[j + 1] if j + 1 < self.end else ","
        if after in (",", ")", ";", ".", "-", "–") or (j > k + 1) or (after == "and" and group.kind == "name"):
            if group.number is None and not (group.plural and group.kind == "person"):
                group.age = int(self.lower[j])
                group.last = j + 1 + (after == ")")
                group.partitive = False if group.kind == "name" else group.partitive
                if group.age < 18 and "child" not in group.categories:
                    group.categories = (*group.categories, "child")
