"""Whom the document blames in sentences beside a claim: "The attack was attributed to X", "X claimed responsibility".

A sentence of blame (`charges`) has a party and a deed. The party is alleged for the claims beside the sentence, and further
off for claims that the deed names: the same victims, or the last ones told of where it speaks of "the attack" or "the murder".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace

from onrecord.claims.charges import Charge, Charges, Cues, Victims, alike, is_same, known_by, singular
from onrecord.claims.chunks import Chunk, Chunker
from onrecord.claims.clauses import Finding
from onrecord.claims.lexicon import Lexicon
from onrecord.claims.tokens import Tokens
from onrecord.model import Claim

_BLAMED_ACTS = frozenset(
    ["killed", "executed", "injured", "casualties", "abducted", "facility_damaged", "displaced", "sexual_violence"]
)
_FAR = 10
"""So many sentences off "the attack" may be that of a claim."""

_NEAR = 3
"""So many sentences off "X blamed Y" and "these attacks" may be of a claim."""

_MOST = 24
"""So many sentences of blame before and after a claim are looked through for its victims' names."""


_ONE = frozenset(["him", "he", "her", "she"])
_TELLING_NUMBER = 5
"""A smaller number of people of no kind is too common to know them by."""

_LOOKED_AT = 8
_PRONOUN_WITHIN = 600
"""So many characters after a claim "him" may be the one it tells of."""


class Blame:
    """The charges of one document, read sentence by sentence where a word of blame stands, and found for each claim."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, read: Mapping[int, list[Chunk]], telling: frozenset[int]) -> None:
        """`read`: the chunks of the sentences that were read for claims, by first token; `telling`: those that told any."""
        self.tokens, self.lexicon, self.read, self.telling = tokens, lexicon, read, telling
        self._doubts = lexicon.sets["denied"] | lexicon.sets["conditional"] - {"should"}
        self._found: dict[int, tuple[Charge, ...]] = {}
        cues = Cues(lexicon)
        self._told = [i for i, (first, last) in enumerate(tokens.sentences) if cues.stand_in(tokens.lower[first:last])]
        self._cued = frozenset(self._told)
        self._paragraph_of = [bisect_right(tokens.paragraphs, first) for first, _ in tokens.sentences]

    def near(self, finding: Finding, sentence: int) -> tuple[str, ...]:
        """Those alleged for this finding in its sentence, in one beside it, else in the nearest that speaks of its deed."""
        if finding.act not in _BLAMED_ACTS or finding.zero:
            return ()
        charge = next(self._charges(finding, sentence), None)
        return (self.tokens.slice(*charge.party),) if charge is not None else ()

    def named(self, finding: Finding, sentence: int) -> tuple[str, ...]:
        """The party with a name that other sentences blame, where the claim's own says only "two hooded men"."""
        if finding.act not in _BLAMED_ACTS or finding.zero:
            return ()
        for charge in self._charges(finding, sentence):
            first, last = charge.party
            first += self.tokens.lower[first] in ("the", "a", "an")
            if charge.blamed and self._is_named(first, last):
                return (self.tokens.slice(*charge.party),)
        return ()

    def _is_named(self, first: int, last: int) -> bool:
        return any(word[0].isupper() for word in self.tokens.words[first:last])

    def _charges(self, finding: Finding, sentence: int) -> Iterator[Charge]:
        """The charges that may be this finding's: of its sentence, of those beside it, of the others, nearest first."""
        victims = known_by((*finding.groups, *finding.appositions), self.tokens, self.lexicon)
        for other in (sentence, sentence + 1, *range(sentence - 1, sentence - 1 - _NEAR, -1)):
            if not 0 <= other < len(self._paragraph_of) or self._paragraph_of[other] != self._paragraph_of[sentence]:
                continue
            for charge in self._of(other):
                if not self._is_victim(charge, finding) and self._may_be_beside(charge, finding, victims, sentence, other):
                    yield charge
        yield from self._far(finding, sentence, victims)

    def _may_be_beside(self, charge: Charge, finding: Finding, victims: Victims, sentence: int, other: int) -> bool:
        """May what this charge tells, in the claim's sentence or one beside it, be how the claim came about?"""
        if other == sentence:
            return True
        if other > sentence:
            named = not victims.names.isdisjoint(self.tokens.lower[slice(*self.tokens.sentences[other])])
            return (charge.blamed or named) and charge.may_be(finding.act, victims)
        between = (self.tokens.sentences[i][0] for i in range(other + 1, sentence))
        if other < sentence - 1 and not (charge.tells and self.telling.isdisjoint(between)):
            return False
        return charge.may_be(finding.act, victims, told_before=False)

    def _far(self, finding: Finding, sentence: int, victims: Victims) -> Iterator[Charge]:
        """Those blamed for the deed in the sentences that follow, or anywhere for the same people's murder."""
        lower, sentences = self.tokens.lower, self.tokens.sentences
        known = victims.names | victims.kinds
        at = bisect_right(self._told, sentence)
        for other in sorted(self._told[max(0, at - _MOST) : at + _MOST], key=lambda told: (abs(told - sentence), told)):
            follows = 0 < other - sentence <= _FAR
            if not follows and not any(singular(word) in known for word in lower[slice(*sentences[other])]):
                continue
            for charge in self._of(other):
                if self._is_victim(charge, finding) or not is_same(charge.act, finding.act):
                    continue
                same = charge.victims.are(victims) if charge.blamed else bool(charge.victims.names & victims.names)
                if same or (follows and self._may_follow(charge, finding, victims, sentence, other)):
                    yield charge

    def _may_follow(self, charge: Charge, finding: Finding, victims: Victims, sentence: int, other: int) -> bool:
        """May a later sentence that names no victims be about this claim: the last deed told of before it?"""
        if not charge.blamed or charge.victims.names or not charge.may_be(finding.act, victims):
            return False
        if charge.tells and not charge.several:
            return True
        if other - sentence > _NEAR or not (charge.bare or charge.several):
            return False
        if charge.several:
            return charge.act in (None, finding.act)  # "these murders" are of none who was wounded
        between = range(sentence + 1, other)
        return self.telling.isdisjoint(self.tokens.sentences[i][0] for i in between)

    def _is_victim(self, charge: Charge, finding: Finding) -> bool:
        first, last = charge.party
        return any(group.first < last and first < group.last for group in finding.groups)

    def of_part(self, finding: Finding, others: list[int], sentence: int) -> tuple[str, ...]:
        """Those charged after a part of a total and before the next figure in its sentence; `others`: where figures begin."""
        last = finding.groups[-1].last
        for charge in self._of(sentence):
            first = charge.party[0]
            if last <= first and not any(last <= other < first for other in others):
                return (self.tokens.slice(*charge.party),)
        return ()

    def _of(self, sentence: int) -> tuple[Charge, ...]:
        if sentence not in self._found:
            first, last = self.tokens.sentences[sentence]
            told = sentence in self._cued and self._doubts.isdisjoint(self.tokens.lower[first:last])
            self._found[sentence] = tuple(self._read(first, last)) if told else ()
        return self._found[sentence]

    def _read(self, first: int, last: int) -> tuple[Charge, ...]:
        chunks = self.read.get(first) or Chunker(self.tokens, self.lexicon, first, last).read()
        return tuple(Charges(self.tokens, self.lexicon, chunks).read())


def told_again(claims: list[Claim], again: list[Claim], kinds: Mapping[str, frozenset[str]], tokens: Tokens) -> list[Claim]:
    """The claims with whoever the document alleges where it tells of the same people again, or beside them in one sentence.

    The same people: of one act, with a name in common or the same number of the same kind. `again`: what it tells of people
    that claims speak of, and is no claim of its own; `kinds`: what the people of claims were, and of such tellings those
    that say "the priests". "A raid killed 3 and wounded 5": who is alleged for the one is alleged for the other, unless they
    are the victims of the one themselves.
    """
    begins = [tokens.starts[first] for first, _ in tokens.sentences]
    in_order = sorted((c for c in claims if c.part_of is None), key=lambda claim: (claim.start, claim.id))
    alleged = [(c, _keys(c)) for c in in_order if c.perpetrators]
    alleged += [(c, [*_keys(c), *_kind_keys(c, kinds), *_meant(c, in_order)]) for c in again]
    told: dict[tuple[object, ...], list[Claim]] = {}
    for claim, keys in sorted(alleged, key=lambda pair: (pair[0].start, pair[0].id)):
        for key in (*keys, ("sentence", bisect_right(begins, claim.start))):
            told.setdefault(key, []).append(claim)
    found: dict[str, tuple[str, ...]] = {}
    for claim in claims if alleged else ():
        if claim.perpetrators or claim.part_of is not None or claim.act not in _BLAMED_ACTS:
            continue
        keys = [*_keys(claim), *_kind_keys(claim, kinds), (claim.id,)]
        same = [other for key in keys for other in _nearest(told.get(key, []), claim) if _may_be_same(claim, other)]
        beside = _nearest(told.get(("sentence", bisect_right(begins, claim.start)), []), claim)
        same = same or [other for other in beside if _is_beside(claim, other)]
        if same:
            found[claim.id] = min(same, key=lambda other: (abs(other.start - claim.start), other.id)).perpetrators
    return [
        replace(claim, perpetrators=found[of])
        if not claim.perpetrators and (of := claim.part_of or claim.id) in found
        else claim
        for claim in claims
    ]


def _keys(claim: Claim) -> list[tuple[object, ...]]:
    """By what a claim can be found again: each word of a name after the first, else the number of people of one kind."""
    act = alike(claim.act)
    if claim.victims.names:
        names = [name.lower().split() for name in claim.victims.names]
        return [(act, claim.asserted, word) for words in names for word in words[1:] or words]
    number = claim.count.low
    common = number is not None and number < _TELLING_NUMBER and not claim.victims.categories
    if number is None or number < 2 or claim.count.high != number or common:
        return []
    return [(claim.act, claim.asserted, number, tuple(name for name in claim.victims.categories if name != "man"))]


def _kind_keys(claim: Claim, kinds: Mapping[str, frozenset[str]]) -> list[tuple[object, ...]]:
    return [(alike(claim.act), claim.asserted, "kind", kind) for kind in sorted(kinds.get(claim.id, ()))]


def _meant(again: Claim, claims: list[Claim]) -> list[tuple[object, ...]]:
    """ "Armed men broke in and killed him": the claim of whoever was last said to be killed."""
    if (again.victims.words or "").lower() not in _ONE:
        return []
    at = bisect_left(claims, again.start, key=lambda claim: claim.start)
    told = [c for c in claims[max(0, at - _LOOKED_AT) : at] if is_same(again.act, c.act)]
    near = [c for c in told[-1:] if again.start - c.start < _PRONOUN_WITHIN and c.count.low == c.count.high == 1]
    return [(c.id,) for c in near]


def _may_be_same(claim: Claim, other: Claim) -> bool:
    """Where both are named: is the name of one person among the words of another's ("Mast" and "Ivo Mast Orlo")?"""
    if not claim.victims.names or not other.victims.names:
        return True
    ours, theirs = ([set(name.lower().split()) for name in c.victims.names] for c in (claim, other))
    last = [{name.lower().split()[-1] for name in c.victims.names} for c in (claim, other)]
    return bool(last[0] & last[1]) or any(a <= b or b <= a for a in ours for b in theirs)


def _nearest(told: list[Claim], claim: Claim) -> list[Claim]:
    """Those right before and right after this claim, of claims in the order of the text."""
    at = bisect_right(told, claim.start, key=lambda other: other.start)
    return told[max(0, at - 1) : at + 1]


def _is_beside(claim: Claim, other: Claim) -> bool:
    """Told of in one sentence, both without a name of their own and of one kind of people."""
    told = "passive" in other.rules or "reduced" in other.rules or "subject" in other.rules
    like = "combatant" in claim.victims.categories or "combatant" not in other.victims.categories
    bare = not claim.victims.categories and claim.act != other.act
    told = told and other.act in _BLAMED_ACTS  # "500 were held by the patrols after nine were killed": not by the patrols
    return told and (bare or claim.victims.categories == other.victims.categories) and like and claim.count.low != 0
