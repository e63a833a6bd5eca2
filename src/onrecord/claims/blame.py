"""Whom the document blames in sentences beside a claim: "The attack was attributed to X", "X claimed responsibility".

A sentence of blame has a party and a deed. The party is alleged for the claims beside the sentence, and further off for
claims that the deed names: the same victims, or the last ones told of where it speaks of "the attack" or "the murder".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from onrecord.claims.alleged import end_of_words, may_act, subject_before
from onrecord.claims.chunks import Chunk, Chunker
from onrecord.claims.clauses import Clauses, Finding
from onrecord.claims.groups import Group
from onrecord.claims.lexicon import Lexicon
from onrecord.claims.tokens import Tokens
from onrecord.model import Claim

_BLAMED_ACTS = frozenset(
    ["killed", "executed", "injured", "casualties", "abducted", "facility_damaged", "displaced", "sexual_violence"]
)
_ALIKE = {"executed": "killed", "casualties": "killed", "injured": "killed"}
"""Acts that one deed may bring about."""

_NEW = frozenset(["a", "an", "another", "any", "some", "other", "several", "many", "more", "most"])
"""A deed with one of these before it is not the one told of before."""

_COMPLETED = {"opened": ["fire"], "fired": ["at"]}
"""Verbs that tell of an attack with this word after them only."""

_FAR = 10
"""So many sentences off "the attack" may be that of a claim."""

_MOST = 24
"""So many sentences of blame before and after a claim are looked through for its victims' names."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Charge:
    """A party blamed in one sentence: `kind` is `blamed` or `attacked`; the deed's act and names where the sentence says."""

    kind: str
    party: Span
    act: str | None = None
    names: frozenset[str] = frozenset()
    definite: bool = True
    """Is the deed one told of before ("the attack", or none named), not "another attack" or "their crimes"?"""

    tells: bool = False
    """Does the sentence name the deed?"""

    def may_be(self, act: str, names: set[str]) -> bool:
        """May the deed be what a claim of this act and these names tells of?"""
        return _is_same(self.act, act) and self.definite and (not self.names or not names or bool(self.names & names))


class Blame:
    """The charges of one document, read sentence by sentence where a word of blame stands, and found for each claim."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, read: Mapping[int, list[Chunk]]) -> None:
        """`read`: the chunks of the sentences that were read for claims, by their first token."""
        self.tokens, self.lexicon, self.read = tokens, lexicon, read
        sets = lexicon.sets
        self._cues = sets["accusing"] | sets["attacking"] | sets["committing"] | sets["partaking"]
        self._cues |= sets["crediting"] | sets["answerable"] | sets["firing"]
        self._doubts = sets["denied"] | sets["conditional"] - {"should"}
        self._found: dict[int, tuple[Charge, ...]] = {}
        self._told = [
            i for i, (first, last) in enumerate(tokens.sentences) if not self._cues.isdisjoint(tokens.lower[first:last])
        ]
        self._paragraph_of = [bisect_right(tokens.paragraphs, first) for first, _ in tokens.sentences]

    def near(self, finding: Finding, sentence: int) -> tuple[str, ...]:
        """Those alleged for this finding in its sentence, in one beside it, else in the nearest that speaks of its deed."""
        if finding.act not in _BLAMED_ACTS:
            return ()
        names = _surnames(finding)
        for other in (sentence, sentence + 1, sentence - 1):
            if not 0 <= other < len(self._paragraph_of) or self._paragraph_of[other] != self._paragraph_of[sentence]:
                continue
            for charge in self._of(other):
                told = (other <= sentence or charge.kind == "blamed") and not self._is_victim(charge, finding)
                if told and (other == sentence or charge.may_be(finding.act, names)):
                    return (self.tokens.slice(*charge.party),)
        return self._far(finding, sentence)

    def _far(self, finding: Finding, sentence: int) -> tuple[str, ...]:
        """Those blamed for the deed in the sentences that follow, or anywhere for the same people's murder."""
        names, lower, sentences = _surnames(finding), self.tokens.lower, self.tokens.sentences
        at = bisect_right(self._told, sentence)
        for other in sorted(self._told[max(0, at - _MOST) : at + _MOST], key=lambda told: (abs(told - sentence), told)):
            follows = 0 < other - sentence <= _FAR
            if not follows and names.isdisjoint(lower[sentences[other][0] : sentences[other][1]]):
                continue
            for charge in self._of(other):
                if charge.kind != "blamed" or self._is_victim(charge, finding) or not _is_same(charge.act, finding.act):
                    continue
                if (charge.names & names) if charge.names else (follows and charge.definite and charge.tells):
                    return (self.tokens.slice(*charge.party),)
        return ()

    def _is_victim(self, charge: Charge, finding: Finding) -> bool:
        first, last = charge.party
        return any(group.first < last and first < group.last for group in finding.groups)

    def _of(self, sentence: int) -> tuple[Charge, ...]:
        if sentence not in self._found:
            first, last = self.tokens.sentences[sentence]
            words = self.tokens.lower[first:last]
            told = not self._cues.isdisjoint(words) and self._doubts.isdisjoint(words)
            self._found[sentence] = tuple(self._read(first, last)) if told else ()
        return self._found[sentence]

    def _read(self, first: int, last: int) -> Iterator[Charge]:
        chunks = self.read.get(first) or Chunker(self.tokens, self.lexicon, first, last).read()
        for k, chunk in enumerate(chunks):
            if chunk.kind not in "XV" or chunk.negated or chunk.doubtful or chunk.infinitive:
                continue
            kind, at, deed = self._cued(k, chunks)
            group = chunks[at].group if at is not None and 0 <= at < len(chunks) else None
            if at is not None and group is not None and self._is_party(group):
                yield self._charge(kind, (chunks[at].first, end_of_words(at, chunks)), deed, chunks)

    def _is_party(self, group: Group) -> bool:
        """Can this group be blamed: named or described, and not "his men", "the same group", "any movement"?"""
        words = self.tokens.lower[group.first : group.head_at]
        if group.negative or group.bare or group.determiner in ("its", "their", "his", "her", "any", "this", "these"):
            return False
        anaphoric = group.determiner == "the" and len(words) == 1 and group.head in ("group", "groups", "man", "men", "people")
        return may_act(group, self.lexicon) and not anaphoric and "same" not in words

    def _charge(self, kind: str, party: Span, deed: int | None, chunks: list[Chunk]) -> Charge:
        """The charge with what its deed says: the act, and whose murder it was."""
        group = chunks[deed].group if deed is not None and deed < len(chunks) else None
        if deed is None or group is None or group.head == "responsibility":
            return Charge(kind, party, tells=kind == "blamed" and deed is None and self._ends(party[1], chunks))
        if group.head in self.lexicon.sets["missiles"] and group.determiner in ("the", "these", "those"):
            return Charge(kind, party, tells=True)
        act, plural = (
            self.lexicon.nouns[group.head][:2] if group.head in self.lexicon.nouns else (None, group.head.endswith("s"))
        )
        of = chunks[deed + 2].group if deed + 2 < len(chunks) and chunks[deed + 1].word == "of" else None
        names = {name.split()[-1].lower() for name in (of.names if of is not None else ())}
        if group.possessor is not None:
            names.add(self.tokens.lower[group.possessor[1] - 1])
        return Charge(kind, party, act, frozenset(names), not (plural and not names) and not self._is_new(group), True)

    def _ends(self, at: int, chunks: list[Chunk]) -> bool:
        """ "The army blamed the rebels.", "we hold X responsible.": nothing else is blamed than what was told before."""
        after = [chunk for chunk in chunks if chunk.first >= at]
        return all(chunk.kind in ".,;)A" or chunk.word in ("responsible", "accountable") for chunk in after)

    def _is_new(self, group: Group) -> bool:
        return not _NEW.isdisjoint(self.tokens.lower[group.first : group.head_at])

    def _is_deed(self, group: Group) -> bool:
        return group.kind in ("attack", "act") or group.head in self.lexicon.sets["deeds"]

    def _cued(self, k: int, chunks: list[Chunk]) -> tuple[str, int | None, int | None]:
        """What this verb does with a party: blames it, or says that it attacked; the chunks of the party and the deed."""
        sets, verb = self.lexicon.sets, self.tokens.lower[chunks[k].last - 1]
        passive = chunks[k].passive or chunks[k].form in ("passive", "participle")
        if verb in sets["accusing"]:
            return "blamed", *self._accused(k, chunks, passive=chunks[k].passive)
        if verb in sets["crediting"]:
            return "blamed", *self._credited(k, chunks)
        answerable = self._next(k, chunks, sets["answerable"])
        if answerable is not None:
            return "blamed", *self._answering(k, answerable, chunks)
        if verb in sets["partaking"]:
            return "blamed", *self._partaken(k, chunks)
        if verb in sets["committing"]:
            return "blamed", *self._committed(k, chunks)
        weapon = self._fired(k, chunks) if verb in sets["firing"] and chunks[k].passive else None
        if weapon is not None:
            return "blamed", weapon[0], weapon[1]
        following = self.tokens.lower[chunks[k].last : chunks[k].last + 1]
        if verb in sets["attacking"] and following == _COMPLETED.get(verb, following):
            by = chunks[k + 2 : k + 3] and chunks[k + 1].word == "by"
            suffered = passive and verb not in _COMPLETED
            return "attacked", (k + 2 if by else None) if suffered else self._party_before(k, chunks), None
        return "", None, None

    def _fired(self, k: int, chunks: list[Chunk]) -> Span | None:
        """ "The shells were fired by X": the chunks of the party and of the weapons told of before."""
        by, at = self._preposition(k, chunks, ("by",)), subject_before(k, Clauses(self.tokens, self.lexicon, chunks))
        group = chunks[at].group if at is not None else None
        definite = group is not None and group.determiner in ("the", "these", "those")
        if by is None or at is None or group is None or not definite or group.head not in self.lexicon.sets["missiles"]:
            return None
        return by + 1, at

    def _accused(self, k: int, chunks: list[Chunk], *, passive: bool) -> tuple[int | None, int | None]:
        """ "Blamed X for the attack", "accused X of the murder", "blamed the attack on X", "the attack was blamed on X"."""
        on = self._preposition(k, chunks, ("on",))
        if on is not None:
            return on + 1, self._deed_before(k, chunks) if on == k + 1 else k + 1
        if passive:
            return self._party_before(k, chunks), self._deed_after(k, chunks)
        return k + 1, self._deed_after(k + 1, chunks)

    def _credited(self, k: int, chunks: list[Chunk]) -> tuple[int | None, int | None]:
        """ "The attack was attributed to X", "attributed the attack to X"."""
        to = self._preposition(k, chunks, ("to",))
        if to is None:
            return None, None
        return to + 1, self._deed_before(k, chunks) if to == k + 1 else k + 1

    def _committed(self, k: int, chunks: list[Chunk]) -> tuple[int | None, int | None]:
        """ "An attack perpetrated yesterday by X", "was claimed by X", "X, who carried out the attack"."""
        verb = self.tokens.lower[chunks[k].last - 1]
        out = k + 1 < len(chunks) and chunks[k + 1].word == "out"
        if verb == "carried" and not out:
            return None, None
        by = self._preposition(k + out, chunks, ("by",))
        if by is not None:
            deed = self._deed_before(k, chunks)
            return (by + 1, deed) if deed is not None or chunks[k - 1].kind == "R" else (None, None)
        following = chunks[k + 1 + out].group if k + 1 + out < len(chunks) else None
        if following is None or not self._is_deed(following):
            return None, None
        party = self._party_before(k, chunks)
        named = party is not None and (group := chunks[party].group) is not None and group.kind == "name"
        return None if named else party, k + 1 + out

    def _partaken(self, k: int, chunks: list[Chunk]) -> tuple[int | None, int | None]:
        """ "X participated in the murder", "the men involved in the kidnapping"; not "charged with being involved in it"."""
        deed = chunks[k + 2].group if k + 2 < len(chunks) and chunks[k + 1].word == "in" else None
        if deed is None or not self._is_deed(deed) or k == 0 or chunks[k - 1].kind not in "GRA":
            return None, None
        reduced = chunks[k].last - chunks[k].first == 1 and chunks[k - 1].kind == "G" and chunks[k].form != "active"
        return (k - 1 if reduced else self._party_before(k, chunks)), k + 2

    def _answering(self, k: int, at: int, chunks: list[Chunk]) -> tuple[int | None, int | None]:
        """ "X claimed responsibility for the attack", "X is responsible for it", "held X responsible for it"."""
        verb = self.tokens.lower[chunks[k].last - 1]
        deed = self._deed_after(at, chunks)
        if self.tokens.lower[chunks[at].last - 1] in ("responsible", "accountable"):
            held = at == k + 2 and chunks[k + 1].group is not None
            return (k + 1 if held else self._party_before(k, chunks)), deed
        return (self._party_before(k, chunks) if verb in self.lexicon.sets["claiming"] else None), deed

    def _next(self, k: int, chunks: list[Chunk], words: frozenset[str]) -> int | None:
        """The chunk of one of these words, right after the verb or after its object."""
        for i in range(k, min(k + 4, len(chunks))):
            if i > k and chunks[i].kind in "VXSR,;":
                return None
            if not words.isdisjoint(self.tokens.lower[chunks[i].first : chunks[i].last]):
                return i
        return None

    def _preposition(self, k: int, chunks: list[Chunk], words: tuple[str, ...]) -> int | None:
        """The preposition that leads to the party, past an object, adverbs and a time."""
        for i in range(k + 1, min(k + 7, len(chunks) - 1)):
            if chunks[i].kind == "P" and chunks[i].word in words and chunks[i + 1].group is not None:
                return i
            if chunks[i].kind not in "GPAQ":
                return None
        return None

    def _deed_after(self, k: int, chunks: list[Chunk]) -> int | None:
        for i in range(k + 1, min(k + 6, len(chunks))):
            group = chunks[i].group
            if group is not None and self._is_deed(group):
                return i
        return None

    def _deed_before(self, k: int, chunks: list[Chunk]) -> int | None:
        for i in range(k - 1, max(-1, k - 16), -1):
            group = chunks[i].group
            if group is not None and (self._is_deed(group) or group.head == "responsibility"):
                return i
        return None

    def _party_before(self, k: int, chunks: list[Chunk]) -> int | None:
        """The subject of this verb; "gunmen wearing hoods opened fire" speaks of the gunmen."""
        at = subject_before(k, Clauses(self.tokens, self.lexicon, chunks))
        while at is not None and at > 1 and chunks[at - 1].kind == "X" and chunks[at - 1].word.endswith("ing"):
            at -= 2
        return at


def _surnames(finding: Finding) -> set[str]:
    return {name.split()[-1].lower() for group in (*finding.groups, *finding.appositions) for name in group.names}


def _is_same(deed: str | None, act: str) -> bool:
    """May a deed of this act be the one that a claim of that act tells of? An attack may be any."""
    return deed is None or _ALIKE.get(deed, deed) == _ALIKE.get(act, act)


def told_again(claims: list[Claim], tokens: Tokens) -> list[Claim]:
    """The claims with whoever the document alleges where it tells of the same people again, or beside them in one sentence.

    The same people: of one act, with a name in common or the same number of the same kind. "A raid killed 3 and wounded 5":
    who is alleged for the one is alleged for the other, unless they are the victims of the one themselves.
    """
    begins = [tokens.starts[first] for first, _ in tokens.sentences]
    alleged = sorted((c for c in claims if c.perpetrators and c.part_of is None), key=lambda claim: (claim.start, claim.id))
    told: dict[tuple[object, ...], list[Claim]] = {}
    for claim in alleged:
        for key in (*_keys(claim), ("sentence", bisect_right(begins, claim.start))):
            told.setdefault(key, []).append(claim)
    found: dict[str, tuple[str, ...]] = {}
    for claim in claims if alleged else ():
        if claim.perpetrators or claim.part_of is not None or claim.act not in _BLAMED_ACTS:
            continue
        same = [other for key in _keys(claim) for other in _nearest(told.get(key, []), claim)]
        beside = _nearest(told.get(("sentence", bisect_right(begins, claim.start)), []), claim)
        same = same or [other for other in beside if _is_beside(claim, other)]
        if same:
            found[claim.id] = min(same, key=lambda other: (abs(other.start - claim.start), other.id)).perpetrators
    return [replace(claim, perpetrators=claim.perpetrators or found.get(claim.part_of or claim.id, ())) for claim in claims]


def _keys(claim: Claim) -> list[tuple[object, ...]]:
    """By what a claim can be found again: each surname, else the exact number of the same kind of people."""
    act = _ALIKE.get(claim.act, claim.act)
    if claim.victims.names:
        return [(act, claim.asserted, name.split()[-1].lower()) for name in claim.victims.names]
    number = claim.count.low
    if number is None or number < 2 or claim.count.high != number:
        return []
    return [(claim.act, claim.asserted, number, tuple(name for name in claim.victims.categories if name != "man"))]


def _nearest(told: list[Claim], claim: Claim) -> list[Claim]:
    """Those right before and right after this claim, of claims in the order of the text."""
    at = bisect_right(told, claim.start, key=lambda other: other.start)
    return told[max(0, at - 1) : at + 1]


def _is_beside(claim: Claim, other: Claim) -> bool:
    """Told of in one sentence, both without a name of their own and of one kind of people."""
    told = "passive" in other.rules or "reduced" in other.rules or "subject" in other.rules
    alike = "combatant" in claim.victims.categories or "combatant" not in other.victims.categories
    bare = not claim.victims.categories and claim.act != other.act
    return told and (bare or claim.victims.categories == other.victims.categories) and alike and claim.count.low != 0
