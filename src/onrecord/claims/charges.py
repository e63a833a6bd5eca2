"""What one sentence charges a party with: "X claimed responsibility for the attack", "the murder was blamed on X"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.claims.alleged import begin_of_words, end_of_words, may_act, subject_before
from onrecord.claims.chunks import Chunk
from onrecord.claims.clauses import Clauses
from onrecord.claims.groups import Group
from onrecord.claims.lexicon import ACT_NOUN, ATTACK, HARM_VERB, Lexicon
from onrecord.claims.tokens import Tokens

_ALIKE = {"executed": "killed", "casualties": "killed", "injured": "killed"}
"""Acts that one deed may bring about."""

_NEW = frozenset(["a", "an", "another", "any", "some", "other", "several", "many", "more", "most"])
"""A deed with one of these before it is not the one told of before."""

_TOLD_BEFORE = frozenset(["these", "those", "both"])
_DEFINITE = _TOLD_BEFORE | {"the"}

_COMPLETED = {"opened": ["fire"], "fired": ["at", "on", "upon", "into"], "burst": ["into"], "began": ["shooting", "firing"]}
"""Verbs that tell of an attack with one of these words after them only."""

_ANYBODY_WORDS = """
    people person man men woman women victim civilian citizen individual member
"""
_ANYBODY = frozenset(_ANYBODY_WORDS.split())
"""Nouns that do not tell these people from others."""

_CUES = (
    "attacking",
    "authors",
    "committing",
    "crediting",
    "firing",
    "hitting",
    "holding",
    "launching",
    "linking",
    "partaking",
)
"""Sets of words that charge somebody where a word for a deed stands beside them; those of blame and attack do so alone."""

_ANSWERED = frozenset(["responsibility", "credit"])

_BY_ITSELF = frozenset(["group", "groups", "man", "men", "people"])

Span = tuple[int, int]
Found = tuple[int | None, int | None]
"""The chunks of a party and of what it is charged with."""


@dataclass(frozen=True, slots=True)
class Victims:
    """By what the victims of a deed or a claim are known: their surnames, and the nouns for what they were."""

    names: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def may_be(self, other: Victims) -> bool:
        """May these be those? Not where both are named and no name is shared, nor where both are only described, unlike."""
        if self.names and other.names:
            return bool(self.names & other.names)
        return bool(self.names or other.names or not self.kinds or not other.kinds or self.kinds & other.kinds)

    def are(self, other: Victims) -> bool:
        """Do they share a name, or are they described alike where these have no name?"""
        return bool(self.names & other.names) or (not self.names and bool(self.kinds & other.kinds))


@dataclass(frozen=True, slots=True)
class Charge:
    """A party charged in one sentence: `blamed` or only said to have attacked; with which act, and on whom, where it says."""

    party: Span
    blamed: bool
    act: str | None = None
    victims: Victims = Victims()
    definite: bool = True
    """Is the deed one told of before ("the attack", or none named), not "another attack" or "their crimes"?"""

    new: bool = False
    """Is it told of here first ("launched an attack"), as what comes next may be its outcome?"""

    several: bool = False
    """Are the deeds several ("these attacks")?"""

    tells: bool = False
    """Does the sentence name the deed?"""

    bare: bool = False
    """Does it name none, and end there ("X blamed Y.")?"""

    def may_be(self, act: str, victims: Victims, *, told_before: bool = True) -> bool:
        """May the deed be what a claim of this act and these victims tells of: one `told_before` it, or not yet?"""
        known = self.definite or (self.new and not told_before)
        return is_same(self.act, act) and known and (not self.blamed or self.victims.may_be(victims))


def is_same(deed: str | None, act: str) -> bool:
    """May a deed of this act be the one that a claim of that act tells of? An attack may be any."""
    return deed is None or _ALIKE.get(deed, deed) == _ALIKE.get(act, act)


def alike(act: str) -> str:
    """The act by which a deed is told apart from others."""
    return _ALIKE.get(act, act)


def known_by(groups: tuple[Group, ...], tokens: Tokens, lexicon: Lexicon) -> Victims:
    """Surnames; "six Ruritanian priests" are known as "priest" and "ruritanian", "six people" as nothing."""
    names = {name.split()[-1].lower() for group in groups for name in group.names}
    kinds: set[str] = set()
    for group in groups:
        if (group.kind == "person" and not group.names and group.number is not None) or group.plural:
            words = range(group.first, group.head_at + 1)
            told = (k for k in words if tokens.words[k][0].isupper() or tokens.lower[k] in lexicon.people)
            kinds.update(singular(tokens.lower[k]) for k in told)
    return Victims(frozenset(names), frozenset(kinds - _ANYBODY))


def singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


class Cues:
    """The words one of which a sentence that charges anybody has."""

    def __init__(self, lexicon: Lexicon) -> None:
        sets = lexicon.sets
        self._lexicon = lexicon
        self._blaming = sets["accusing"] | sets["answerable"] | sets["attacking"]
        self._others = frozenset({"behind", "work", *_COMPLETED}).union(*(sets[name] for name in _CUES))

    def stand_in(self, words: list[str]) -> bool:
        """Has a sentence of these words one of blame or attack, or another cue and a word for a deed?"""
        if not self._blaming.isdisjoint(words):
            return True
        if self._others.isdisjoint(words):
            return False
        deeds, flags = self._lexicon.sets["deeds"], self._lexicon.flags
        return any(word in deeds or flags.get(word, 0) & (ACT_NOUN | ATTACK | HARM_VERB) for word in words)


class Charges:
    """Reads the charges of one sentence."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, chunks: list[Chunk]) -> None:
        self.tokens, self.lexicon, self.chunks = tokens, lexicon, chunks
        self.lower, self.sets = tokens.lower, lexicon.sets
        self.clauses = Clauses(tokens, lexicon, chunks)

    def read(self) -> Iterator[Charge]:
        for k, chunk in enumerate(self.chunks):
            if chunk.kind not in "XV" or chunk.negated or chunk.doubtful or chunk.infinitive:
                continue
            blamed = self._blamed(k)
            at, deed = blamed or self._attacked(k)
            if at is not None and (group := self._group(at)) is not None and self._is_party(group):
                first = begin_of_words(at, self.chunks, self.lexicon)
                party = (first + (self.lower[first] == "that"), end_of_words(at, self.chunks, self.lexicon))
                yield self._charge(party, deed, blamed=blamed is not None)

    # ---------------------------------------------------------------------------------- whom, and with what

    def _blamed(self, k: int) -> Found | None:
        """What the verb at `k` blames a party for; None where it is no verb of blame."""
        sets, verb = self.sets, self._verb(k)
        answerable = self._next(k, sets["answerable"])
        if verb in sets["accusing"]:
            return self._accused(k)
        if verb in sets["crediting"]:
            return self._credited(k)
        if answerable is not None:
            return self._answering(k, answerable)
        if self.chunks[k].passive and self.chunks[k].last - self.chunks[k].first <= 2 and (found := self._being(k)):
            return found
        if verb in sets["linking"] and (found := self._linked(k)):
            return found
        if verb in sets["holding"]:
            return self._held(k)
        if verb in sets["partaking"]:
            return self._partaken(k)
        if verb in sets["committing"]:
            return self._committed(k)
        return self._fired(k) if verb in sets["firing"] and self._is_passive(k) else None

    def _accused(self, k: int) -> Found:
        """ "Blamed X for the attack", "accused X of the murder", "X, accused of the murder", "the attack was blamed on X"."""
        on = self._preposition(k, "on")
        if on is not None:
            return on + 1, self._deed_before(k) if on == k + 1 else k + 1
        if self._is_passive(k):
            return self._party_before(k), self._deed_after(k)
        at = self._over_comma(k - 1)
        if self._word(k + 1) in ("of", "with") and self._group(at) is not None:
            if at > 1 and self.chunks[at - 1].kind == "R":  # "X, whom the mayor accused of it"
                at = self._over_comma(at - 2)
            return at, self._deed_after(k)
        return k + 1, self._deed_after(k + 1)

    def _over_comma(self, i: int) -> int:
        return i - (i > 0 and self.chunks[i].kind == ",")

    def _credited(self, k: int) -> Found:
        """ "The attack was attributed to X", "attributed the attack to X"."""
        to = self._preposition(k, "to")
        if to is None:
            return None, None
        return to + 1, self._deed_before(k) if to == k + 1 else k + 1

    def _answering(self, k: int, at: int) -> Found:
        """ "X claimed responsibility for the attack", "X is responsible for it", "held X responsible for it"."""
        deed = self._deed_after(at)
        if self._verb(at) in ("responsible", "accountable"):
            held = at == k + 2 and self._group(k + 1) is not None
            return (k + 1 if held else self._party_before(k)), deed
        return (self._party_before(k) if self._verb(k) in self.sets["claiming"] else None), deed

    def _being(self, k: int) -> Found | None:
        """ "X was behind the attack", "is the mastermind of it", "it was the work of X", "those responsible for it are X"."""
        following = self._group(k + 2)
        if self._word(k + 1) == "behind" and following is not None and self._is_deed(following):
            return self._party_before(k), k + 2
        work = self._group(k + 1)
        if work is not None and work.head == "work" and self._word(k + 2) == "of":
            return k + 3, self._deed_before(k)
        if work is not None and work.head in self.sets["authors"] and self._word(k + 2) == "of" and self._is_deed_at(k + 3):
            return self._party_before(k), k + 3
        return self._told_who(k)

    def _told_who(self, k: int) -> Found | None:
        """ "Those responsible for the murder are X", "the authors of the attack were X"."""
        deed = self._deed_before(k)
        at = next((i for i in range(k - 1, max(-1, k - 8), -1) if self._is_author(i)), None)
        return (k + 1, deed) if deed is not None and at is not None and at < deed and self._group(k + 1) is not None else None

    def _is_author(self, i: int) -> bool:
        group = self._group(i)
        if group is None:
            return False
        return group.head in self.sets["authors"] or (group.head == "responsible" and group.determiner == "those")

    def _linked(self, k: int) -> Found | None:
        """ "Links X to the murder", "implicated X in it", "X was linked to it"."""
        to = next(
            (i for i in (k + 1, k + 2, k + 4) if self._word(i) in ("to", "with", "in") and self._is_deed_at(i + 1)), None
        )
        if to is None or (to == k + 1 and not self._is_passive(k)):
            return None
        return (k + 1 if to > k + 1 else self._party_before(k)), to + 1

    def _held(self, k: int) -> Found:
        """ "Arrested X for the murder", "X was sentenced for his part in it", "wanted in connection with it"."""
        deed = self._deed_after(k + 1)
        leads = next((i for i in range(k + 1, min(k + 4, len(self.chunks))) if self.chunks[i].kind == "P"), None)
        if deed is None or leads is None or self._word(leads) not in ("for", "in") or deed - leads > 3:
            return None, None
        if self._word(leads) == "in" and (group := self._group(leads + 1)) is not None and group.head != "connection":
            return None, None
        return (k + 1 if leads == k + 2 else self._party_before(k) if self._is_passive(k) else None), deed

    def _partaken(self, k: int) -> Found:
        """ "X participated in the murder", "the men involved in the kidnapping"; not "charged with being involved in it"."""
        if not (self._word(k + 1) == "in" and self._is_deed_at(k + 2)) or k == 0 or self.chunks[k - 1].kind not in "GRA":
            return None, None
        chunk = self.chunks[k]
        reduced = chunk.last - chunk.first == 1 and self.chunks[k - 1].kind == "G" and chunk.form != "active"
        return (k - 1 if reduced else self._party_before(k)), k + 2

    def _committed(self, k: int) -> Found:
        """ "An attack perpetrated yesterday by X", "was claimed by X", "X, who carried out the attack"."""
        out = self._word(k + 1) == "out"
        of = self.chunks[k].form == "ing" and k > 0 and self.chunks[k - 1].kind == "P"  # "accused of perpetrating it"
        if of or (self._verb(k) == "carried" and not out):
            return None, None
        by = self._preposition(k + out, "by")
        if by is not None:
            deed = self._deed_before(k)
            return (by + 1, deed) if deed is not None or self.chunks[k - 1].kind == "R" else (None, None)
        if not self._is_deed_at(k + 1 + out):
            return None, None
        party = self._party_before(k)
        named = party is not None and (group := self._group(party)) is not None and group.kind == "name"
        return None if named else party, k + 1 + out

    def _fired(self, k: int) -> Found | None:
        """ "The shells were fired by X": the party and the weapons told of before."""
        by, at = self._preposition(k, "by"), subject_before(k, self.clauses)
        group = self._group(at) if at is not None else None
        if by is None or group is None or group.determiner not in _DEFINITE or group.head not in self.sets["missiles"]:
            return None
        return by + 1, at

    def _attacked(self, k: int) -> Found:
        """ "Guerrillas ambushed the patrol", "the patrol was ambushed by guerrillas", "gunmen opened fire"."""
        chunk, verb = self.chunks[k], self._verb(k)
        following = self.lower[chunk.last : chunk.last + 1]
        if self._is_strike(k, verb):
            return (None if self._is_passive(k) else self._party_before(k)), None
        if verb in _COMPLETED:
            return (self._party_before(k), None) if following and following[0] in _COMPLETED[verb] else (None, None)
        if verb not in self.sets["attacking"]:
            return None, None
        if self._is_passive(k) or not self._has_object(k):
            by = self._preposition(k, "by")
            return by + 1 if by is not None else None, subject_before(k, self.clauses)
        return self._party_before(k), k + 1

    def _is_strike(self, k: int, verb: str) -> bool:
        """ "Fired rockets at the camp", "struck the market"; and not "struck a deal"."""
        target = self._group(k + 1)
        if target is None:
            return False
        launched = verb in self.sets["launching"] and target.head in self.sets["missiles"]
        return launched or (verb in self.sets["hitting"] and target.kind in ("facility", "name", "unit"))

    # ---------------------------------------------------------------------------------- what is charged

    def _is_party(self, group: Group) -> bool:
        """Can this group be blamed: named or described, and not "his men", "the same group", "any movement"?"""
        words = self.lower[group.first : group.head_at]
        if group.negative or group.bare or group.determiner in ("its", "their", "his", "her", "any", "all", "this", "these"):
            return False
        anaphoric = group.determiner == "the" and len(words) == 1 and group.head in _BY_ITSELF
        return may_act(group, self.lexicon) and not anaphoric and "same" not in words

    def _charge(self, party: Span, deed: int | None, *, blamed: bool) -> Charge:
        """The charge with what its deed says: the act, and whose murder it was."""
        group = self._group(deed) if deed is not None else None
        if not blamed:
            return Charge(party, blamed, victims=Victims(self._known_by(group).names))
        if deed is not None and group is None:  # "accused of killing two nurses"
            return Charge(party, blamed, self.chunks[deed].act, self._known_by(self._group(deed + 1)), tells=True)
        if group is None or group.head in _ANSWERED:
            return Charge(party, blamed, bare=deed is None and self._ends(party[1]))
        if group.head in self.sets["missiles"] and group.determiner in _DEFINITE:
            return Charge(party, blamed, tells=True)
        nouns = self.lexicon.nouns
        act, plural = nouns[group.head][:2] if group.head in nouns else (None, group.head.endswith("s"))
        victims = self._known_by(self._group(deed + 2) if deed is not None and self._word(deed + 1) == "of" else None)
        if group.possessor is not None:
            victims = Victims(victims.names | {self.lower[group.possessor[1] - 1]}, victims.kinds)
        known = not plural or bool(victims.names or victims.kinds) or group.determiner in _TOLD_BEFORE
        new = group.kind in ("attack", "act") and group.determiner != "another"
        return Charge(party, blamed, act, victims, known and not self._is_new(group), new, plural, True)

    def _known_by(self, group: Group | None) -> Victims:
        return known_by((group,), self.tokens, self.lexicon) if group is not None else Victims()

    def _ends(self, at: int) -> bool:
        """ "The army blamed the rebels.", "we hold X responsible.": nothing else is blamed than what was told before."""
        after = [chunk for chunk in self.chunks if chunk.first >= at]
        return all(chunk.kind in ".,;)A" or chunk.word in ("responsible", "accountable") for chunk in after)

    def _is_new(self, group: Group) -> bool:
        return not _NEW.isdisjoint(self.lower[group.first : group.head_at])

    def _is_deed(self, group: Group) -> bool:
        return group.head not in self.sets["wars"] and (group.kind in ("attack", "act") or group.head in self.sets["deeds"])

    def _is_deed_at(self, i: int) -> bool:
        return (group := self._group(i)) is not None and self._is_deed(group)

    # ---------------------------------------------------------------------------------- chunks

    def _group(self, i: int) -> Group | None:
        return self.chunks[i].group if 0 <= i < len(self.chunks) else None

    def _word(self, i: int) -> str:
        return self.chunks[i].word if 0 <= i < len(self.chunks) else ""

    def _verb(self, k: int) -> str:
        return self.lower[self.chunks[k].last - 1]

    def _is_passive(self, k: int) -> bool:
        """ "Is accused of it", and not "is accusing them"."""
        return self.chunks[k].passive and not self._verb(k).endswith("ing")

    def _has_object(self, k: int) -> bool:
        """ "Guerrillas attacked the guards", and not "the guards attacked by guerrillas"."""
        following = [chunk for chunk in self.chunks[k + 1 : k + 4] if chunk.kind not in "AQ"]
        group = following[0].group if following else None
        return group is not None and group.kind != "time"

    def _next(self, k: int, words: frozenset[str]) -> int | None:
        """The chunk of one of these words, right after the verb or after its object."""
        for i in range(k, min(k + 4, len(self.chunks))):
            chunk = self.chunks[i]
            if i > k and chunk.kind in "VXSR,;":
                return None
            if not words.isdisjoint(self.lower[chunk.first : chunk.last]):
                return i
        return None

    def _preposition(self, k: int, word: str) -> int | None:
        """The preposition that leads to the party, past an object, adverbs and a time."""
        for i in range(k + 1, min(k + 7, len(self.chunks) - 1)):
            if self.chunks[i].kind == "P" and self.chunks[i].word == word and self._group(i + 1) is not None:
                return i
            if self.chunks[i].kind not in "GPAQ":
                return None
        return None

    def _deed_after(self, k: int) -> int | None:
        for i in range(k + 1, min(k + 6, len(self.chunks))):
            if self._is_deed_at(i) or (self.chunks[i].form == "ing" and self.chunks[i].act and self.chunks[i - 1].kind == "P"):
                return i
        return None

    def _deed_before(self, k: int) -> int | None:
        for i in range(k - 1, max(-1, k - 16), -1):
            group = self._group(i)
            if group is not None and (self._is_deed(group) or group.head in _ANSWERED):
                return i
        return None

    def _party_before(self, k: int) -> int | None:
        """The subject of this verb; "gunmen wearing hoods opened fire" speaks of the gunmen."""
        if self.lower[self.chunks[k].first] == "being":
            return None  # "despite being charged with …"
        at = subject_before(k, self.clauses)
        while at is not None and at > 1 and self.chunks[at - 1].kind == "X" and self.chunks[at - 1].word.endswith("ing"):
            at -= 2
        return at
