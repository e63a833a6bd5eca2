"""From the tokens of one sentence to its chunks: groups, verb groups, prepositions, clauses and signs.

In: tokens, the lexicon and the range of the sentence. Out: chunks that cover it from left to right, each of one kind, with
what the rules ask of it: the number and people of a group, the act, voice, negation and doubt of a verb group.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.claims.groups import Group, GroupReader
from onrecord.claims.lexicon import (
    ACT_NOUN,
    ADVERB,
    ATTACK,
    AUXILIARY,
    BE,
    CONJUNCTION,
    FACILITY,
    FUNCTION,
    HARM_VERB,
    HAVE,
    LIGHT_VERB,
    MEASURE,
    MODAL,
    NEGATION,
    NUMBER,
    OTHER_VERB,
    PERSON,
    PHRASE,
    PREPOSITION,
    RELATIVE,
    REMAIN,
    STATE,
    SUBORDINATOR,
    TIME,
)
from onrecord.claims.numbers import number_at, phrase_at

_PUNCTUATION = {"(": "(", "[": "(", ")": ")", "]": ")", ",": ",", ";": ";", ":": ":", "-": "-", "–": "-", "—": "-", "--": "-"}
_JOINERS = frozenset(["and", "or", "&", "plus"])
_NAMED = frozenset(["named", "called", "identified", "known"])
_NAMING = _NAMED | {"as"}
_HARM = HARM_VERB | STATE | PHRASE
_BEFORE_NOUN = frozenset(
    ["due", "according", "subjected", "subject", "prior", "owing", "thanks", "leading", "related", "addition", "response"]
)
_RAISING = frozenset(
    ["reported", "confirmed", "feared", "believed", "presumed", "said", "known", "thought", "declared", "pronounced", "listed"]
)


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
    """`passive` (the subject suffers it), `active` (the object), `participle` (either), `ing`, `subject` (intransitive)"""
    negated: bool = False
    doubtful: bool = False
    infinitive: bool = False
    passive: bool = False
    intransitive: bool = False
    options: list[tuple[tuple[str, ...], str]] = field(default_factory=list)


class Chunker(GroupReader):
    """Reads the chunks of one sentence, left to right, each token once."""

    def read(self) -> list[Chunk]:
        i = self.first
        while i < self.end:
            chunk = self._chunk(i)
            self.chunks.append(chunk)
            i = max(chunk.last, i + 1)
            if chunk.kind == ")":
                self._fold()
            elif (
                chunk.group is not None
                and chunk.group.names
                and self.lower[chunk.first - 1] in _NAMING
                and len(self.chunks) > 2
            ):
                self._take_name(chunk.group)
        self._join_negatives()
        return self.chunks

    def _take_name(self, named: Group) -> None:
        """Takes the name of "a child named Omar", "two of them identified as Omar (12) and …" into the group before it."""
        at = len(self.chunks) - 2 - (self.chunks[-2].word == "as")
        verb, group = self.chunks[at], self.chunks[at - 1].group
        if (
            at < 1
            or verb.last - verb.first > 1
            or verb.word not in _NAMED
            or self.lower[named.last : named.last + 1] == ["as"]
        ):
            return
        if group is None or group.kind != "person" or group.names or not (group.number or group.determiner in ("a", "an", "")):
            return
        group.names, group.last, self.chunks[at - 1].last = named.names, named.last, named.last
        if named.age is not None and group.number is None:
            self._set_age(group, named.age)
        del self.chunks[at:]

    def _join_negatives(self) -> None:
        """ "Neither X nor his wife", "not a single person", "none of the guards": one group, of nobody."""
        for i in range(len(self.chunks) - 2, -1, -1):
            chunk, following = self.chunks[i], self.chunks[i + 1]
            group = following.group
            if chunk.kind == "X" and chunk.word == "not" and chunk.last - chunk.first == 1 and group is not None:
                one = group.number is not None and group.number.numbers == (1,) and not group.partitive
                if one or self.lower[following.first : following.first + 2] == ["a", "single"]:
                    self._negate(i, i + 1, group)
            elif chunk.group is not None and chunk.group.negative and self.lower[chunk.first] in ("neither", "none"):
                self._negate_list(i)

    def _negate_list(self, i: int) -> None:
        """The groups that "neither" or "none of" at chunk `i` denies something of."""
        last = i
        if self.lower[self.chunks[i].last - 1] in ("neither", "none"):
            last += 1 + (self.chunks[i + 1].word == "of")
        group = self.chunks[last].group if last < len(self.chunks) else None
        while last + 2 < len(self.chunks) and self.chunks[last + 1].word == "nor" and self.chunks[last + 2].group is not None:
            last += 2
        if group is not None and last > i and group.kind in ("person", "name", "unknown", "pronoun"):
            self._negate(i, last, group)

    def _negate(self, first: int, last: int, group: Group) -> None:
        begins, ends = self.chunks[first].first, self.chunks[last].last
        nobody = Group(begins, ends, "person", head=group.head, head_at=group.head_at, negative=True, plural=True)
        self.chunks[first : last + 1] = [Chunk("G", begins, ends, self.lower[begins], nobody)]

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

    def _chunk(self, i: int) -> Chunk:
        word = self.lower[i]
        simple = self.lexicon.simple.get(word) or _PUNCTUATION.get(word)
        if simple is not None:
            return Chunk(simple, i, i + 1, word)
        if word in ("am", "pm") and i > self.first and self.lower[i - 1][0].isdigit():
            return Chunk("A", i, i + 1, word)
        flag = self._flag(i)
        dated = self.words[i] == "May" and i > self.first and self.lower[i - 1].isdigit()
        known = self._known(i, word, flag, dated) if flag else Chunk("C", i, i + 1, word) if word in _JOINERS else None
        if known is not None:
            return known
        if self._is_past(i, word, flag):
            return self._verb(i)
        if word[0].isalnum():
            group = self._group(i)
            if group:
                return Chunk("G", group.first, group.last, word, group)
        if flag & CONJUNCTION and not dated:
            return Chunk("C" if word in ("nor", "but") else "S", i, i + 1, word)
        if flag & ADVERB or word.endswith("ly"):
            return Chunk("A", i, i + 1, word)
        if word.islower() and (word.endswith("ed") or word.endswith("ing")) and len(word) > 4:
            return self._verb(i)
        return Chunk("A" if word.isalpha() else ".", i, i + 1, word)

    def _known(self, i: int, word: str, flag: int, dated: bool) -> Chunk | None:
        """What a word is by what the lexicon knows of it; None where it may begin a group."""
        if flag & PHRASE:
            chunk = self._phrase(i)
            if chunk:
                return chunk
        bounds = flag & PHRASE and flag & (PREPOSITION | SUBORDINATOR | ADVERB)
        if ((bounds or word == "between") and number_at(self.tokens, self.lexicon, i, self.end)) or (
            word == "from" and self._is_range_of_people(i)
        ):
            group = self._group(i)
            if group:
                return Chunk("G", group.first, group.last, word, group)
        if word in _JOINERS:
            return Chunk("C", i, i + 1, word)
        if (flag & (AUXILIARY | REMAIN) and not dated) or (flag & NEGATION and word in ("not", "never", "n't")):
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
        return None

    def _is_range_of_people(self, i: int) -> bool:
        """ "wounded from six to 14 other civilians": a range of people, and no way from one place to another."""
        number = number_at(self.tokens, self.lexicon, i, self.end)
        if number is None or number.rule != "between" or number.last >= self.end:
            return False
        described = self.lower[number.last] == "other" and bool(self._flag(number.last + 1) & PERSON)
        return described or bool(self._flag(number.last) & PERSON)

    def _is_past(self, i: int, word: str, flag: int) -> bool:
        """Is this unknown word in -ed a verb here: after a group or a relative pronoun, not before a noun it describes?"""
        if word.endswith("ing") and len(word) > 4 and self.words[i].islower() and "-" not in word and self.chunks:
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
        if self._flag(i + 1) & NUMBER or (self.lower[i + 1 : i + 2] and self.lower[i + 1][0].isdigit()):
            return False  # "said that it fled and that six farmers were killed"
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
            return noun or (i > self.first and self.words[i][0].isupper())
        if flag & STATE:
            return self._is_attributive(i)
        if verb:
            return False
        if flag & (OTHER_VERB | LIGHT_VERB):
            return bool(flag & (PERSON | ACT_NOUN | ATTACK | TIME | FACILITY)) or self.words[i] in ("Left", "May", "March")
        return noun

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
            if self.lower[verb.last : verb.last + 1] and self.lower[verb.last] in self.lexicon.sets["inside"]:
                return None  # "conditions in detention centers"
            verb.form = "passive" if verb.passive else "subject"
            if self.lower[main] in ("in", "behind", "under") and not verb.passive and not self._after_people():
                return None
        verb.first, verb.word, verb.lemma = first, self.lower[main], "idiom"
        return verb

    def _after_people(self) -> bool:
        before = self.chunks[-1].group if self.chunks else None
        return before is not None and before.kind in ("person", "name", "unknown") and not before.bare

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
            elif word in ('"', "“") and chunk.passive and (self._flag(k + 1) & _HARM or self._flag(k + 2) & STATE):
                pass  # "was “hacked to death”", "is “feared dead”"
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
