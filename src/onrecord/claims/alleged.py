"""Who is alleged to have done it: in the sentence of the claim, and in those around it that blame somebody for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from onrecord.claims import dates
from onrecord.claims.chunks import Chunk, Chunker
from onrecord.claims.clauses import Clauses, Finding
from onrecord.claims.groups import Group
from onrecord.claims.lexicon import ATTACK, MEASURE, PERSON, Lexicon
from onrecord.claims.speakers import Heard
from onrecord.claims.tokens import Tokens

_PLACED_BY_WORDS = """
    in at near from outside of across around on to inside within throughout toward towards , (
"""
_PLACED_BY = frozenset(_PLACED_BY_WORDS.split())
_OF_OTHERS = frozenset(
    ["reported", "reporting", "documented", "recorded", "estimated", "noted", "identified", "verified", "alleged"]
)
"""By these one tells of what others did; whoever "said" or "claimed" it may have done it."""
_BLAMED_ACTS = frozenset(["killed", "injured", "casualties", "abducted", "facility_damaged", "displaced", "sexual_violence"])
_LATER = frozenset(["claimed", "claiming", "claims", "attributed", "perpetrated", "committed", "carried"])
"""After these "responsibility", or "to" or "by" and a party; "carried out by"."""

Span = tuple[int, int]


def perpetrators(finding: Finding, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """Who the sentence says did it, as written, always alleged: the subject of an active verb, or what follows "by"."""
    k = finding.verb
    if k is None or k >= len(chunks):
        return ()
    if set(finding.rules) & {"active", "gerund", "complement"}:
        found = _accused(k, chunks, lexicon)
        found = _subject(k, Clauses(tokens, lexicon, chunks)) if found is None else found
        group = chunks[found].group if found is not None else None
        if found is None or group is None:
            return ()
        if group.determiner in ("its", "their", "our"):
            return _owner(found, chunks, tokens, lexicon)
        if _acts(group, lexicon) and not (group.number is None and tokens.lower[group.first][0].isdigit()):
            return (_words(found, chunks, tokens), *_partners(found, k, chunks, tokens, lexicon))
        return _by(found, chunks, tokens, lexicon) or _adjective(group, tokens) or _same_attack(found, chunks, tokens)
    return _by(max(k, _index(finding.groups[-1], chunks)), chunks, tokens, lexicon)


def not_reporting(alleged: tuple[str, ...], heard: Heard) -> tuple[str, ...]:
    """Those alleged without whoever only reports it: "monitors alleged the army shot nine" is about the army."""
    kept = []
    for words in alleged:
        for speaker in heard.chain:
            cue = speaker.cue or ""
            if not _OF_OTHERS.isdisjoint(cue.split()) and words.startswith(speaker.words):
                words = words.removeprefix(speaker.words).strip(" )").removeprefix(cue).strip()
        kept.append(words)
    return tuple(words for words in kept if words)


def _acts(group: Group, lexicon: Lexicon) -> bool:
    """Can this group be said to have done it: an organisation, people, or a body such as "the army"? No weapon can."""
    flag = lexicon.flags.get(group.head, 0)
    weapon = group.head in lexicon.sets["manner"] or bool(flag & (ATTACK | MEASURE) and not flag & PERSON)
    if group.head in ("more", "half", "ones") or (weapon and group.last - group.first == 1):
        return False
    return group.kind in ("organisation", "person", "name", "whom") or group.head in lexicon.sets["actors"]


def _accused(k: int, chunks: list[Chunk], lexicon: Lexicon) -> int | None:
    """ "accused the guard of killing": those accused, not the one who accuses."""
    if k < 3 or chunks[k].form != "ing" or chunks[k - 1].kind != "P" or chunks[k - 1].word not in ("of", "for"):
        return None
    i = k - 2
    while i > 1 and chunks[i - 1].kind in "PC" and chunks[i - 1].word in ("of", "and") and chunks[i - 2].group is not None:
        i -= 2
    group = chunks[i].group
    accused = chunks[i - 1].kind == "X" and chunks[i - 1].word in lexicon.sets["accusing"]
    return i if accused and group is not None and _acts(group, lexicon) else None


def _owner(found: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "The army admitted that its units killed …": the army; nobody where the sentence does not say whose they are."""
    for i in range(found - 1, -1, -1):
        group = chunks[i].group
        named = group is not None and (group.kind == "organisation" or group.head in lexicon.sets["actors"])
        if group is not None and named and group.determiner not in ("its", "their", "our"):
            return (_words(i, chunks, tokens),)
    return ()


def _partners(found: int, k: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "The regime collaborated with the militias and killed …": those it did it with."""
    for i in range(found + 1, k - 1):
        joined = chunks[i].kind == "X" and chunks[i].word in lexicon.sets["joining"]
        if joined and chunks[i + 1].word == "with" and chunks[i + 2].group is not None:
            return (_words(i + 2, chunks, tokens),)
    return ()


def _same_attack(found: int, chunks: list[Chunk], tokens: Tokens) -> tuple[str, ...]:
    """ "the army's attacks on the camp … the attacks that killed nine": whose attacks they were was said before."""
    heads = {group.head for chunk in chunks[max(0, found - 2) : found + 1] if (group := chunk.group) is not None}
    for chunk in chunks[:found]:
        if chunk.group is not None and chunk.group.head in heads and chunk.group.possessor is not None:
            return (tokens.slice(*chunk.group.possessor),)
    return ()


def _index(group: Group, chunks: list[Chunk]) -> int:
    return next((i for i, chunk in enumerate(chunks) if chunk.group is group), 0)


def _subject(k: int, clauses: Clauses) -> int | None:
    """The group before an active verb that is governed neither by a preposition nor by another verb."""
    chunks, j, steps = clauses.chunks, k - 1, 0
    relative = clauses.skip(j, -1)
    while relative > 0 and chunks[relative].kind == "V" and chunks[relative - 1].kind == "C":
        relative = clauses.skip(relative - 2, -1)
    if relative > 1 and chunks[relative].kind == "R":  # "the attacks and restrictions that killed …"
        where = relative > 2 and chunks[relative - 2].kind == "P" and chunks[relative - 2].word in _PLACED_BY
        for before in (relative - 1, relative - 3)[where:]:  # "the attack in Lorne that killed …": not Lorne
            group = chunks[before].group if before >= 0 else None
            if group is not None and (group.kind == "attack" or _acts(group, clauses.lexicon)):
                return before
    while j >= 0 and steps < 24:
        steps += 1
        group = chunks[j].group
        if group is not None and group.kind not in ("time", "measure"):
            kind, g = clauses.governor(j)
            if kind == "P" and chunks[g].word == "by" and _acts(group, clauses.lexicon):
                return j  # "shelling by the army killed …"
            if kind == "V" and chunks[g].form in ("active", "participle", "ing"):
                return _subject(g, clauses)  # the verb before shares its subject
            if kind in "PIV" or (kind == "X" and j < k - 1):
                j = g - 1
                continue
            return j
        if chunks[j].kind in "S;.":
            return None
        j -= 1
    return None


def _by(k: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "by the army" after the act; an attack after "by" hands on to the one who made it."""
    for i in range(k + 1, min(k + 12, len(chunks) - 1)):
        chunk = chunks[i]
        if chunk.kind in ";." or (chunk.kind == "V" and chunk.form in ("passive", "active", "subject")):
            return ()
        if chunk.kind == "P" and chunk.word == "by" and chunks[i + 1].group is not None:
            group = chunks[i + 1].group
            if group is None or group.kind in ("time", "measure", "act"):
                return ()
            if _acts(group, lexicon):
                return (_words(i + 1, chunks, tokens),)
            return _by(i + 1, chunks, tokens, lexicon) or _adjective(group, tokens)
    return ()


def _words(i: int, chunks: list[Chunk], tokens: Tokens) -> str:
    """A group with the "and …" that goes with it."""
    last = _end_of_words(i, chunks)
    first = chunks[i].first
    return tokens.slice(first + (tokens.lower[first] == "that" and last > first + 1), last)


def _end_of_words(i: int, chunks: list[Chunk]) -> int:
    last, j = chunks[i].last, i + 1
    while j + 1 < len(chunks) and chunks[j].word in ("and", "of") and chunks[j].kind in "CP" and chunks[j + 1].kind == "G":
        following = chunks[j + 2].kind if j + 2 < len(chunks) else "."
        group = chunks[j + 1].group
        if chunks[j].kind == "C" and following == "V" and group is not None and group.number is not None:
            break
        last, j = chunks[j + 1].last, j + 2
    return last


def _adjective(group: Group, tokens: Tokens) -> tuple[str, ...]:
    """ "Ruritanian airstrikes", "the Ruritanian army's attacks": whose attack it was."""
    if group.possessor is not None:
        return (tokens.slice(*group.possessor),)
    if group.kind not in ("attack", "act"):
        return ()
    skipped = {"the", "a", "an", "two", "three", *dates.language()["months"]}  # "the April 4 attack"
    words = [k for k in range(group.first, group.head_at) if tokens.words[k][0].isupper() and tokens.lower[k] not in skipped]
    return (tokens.slice(words[0], words[-1] + 1),) if words else ()


class Blame:
    """Whom the sentences around a claim accuse of it: "X was blamed on Y", "Y claimed responsibility", "Y opened fire"."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        self.tokens, self.lexicon = tokens, lexicon
        self._cues = lexicon.sets["accusing"] | lexicon.sets["attacking"] | _LATER
        self._found: dict[int, tuple[tuple[str, Span], ...]] = {}
        self._paragraph_of = [bisect_right(tokens.paragraphs, first) for first, _ in tokens.sentences]

    def near(self, finding: Finding, sentence: int) -> tuple[str, ...]:
        """Those alleged in the same sentence, else in the next or the last one of the paragraph."""
        if finding.act not in _BLAMED_ACTS:
            return ()
        for other in (sentence, sentence + 1, sentence - 1):
            if not 0 <= other < len(self._paragraph_of) or self._paragraph_of[other] != self._paragraph_of[sentence]:
                continue
            for kind, (first, last) in self._of(other):
                of_victims = any(group.first < last and first < group.last for group in finding.groups)
                if not of_victims and (other <= sentence or kind == "blamed"):
                    return (self.tokens.slice(first, last),)
        return ()

    def _of(self, sentence: int) -> tuple[tuple[str, Span], ...]:
        if sentence not in self._found:
            first, last = self.tokens.sentences[sentence]
            told = not self._cues.isdisjoint(self.tokens.lower[first:last])
            self._found[sentence] = tuple(self._read(first, last)) if told else ()
        return self._found[sentence]

    def _read(self, first: int, last: int) -> Iterator[tuple[str, Span]]:
        chunks = Chunker(self.tokens, self.lexicon, first, last).read()
        for k, chunk in enumerate(chunks):
            if chunk.kind not in "XV" or chunk.negated or chunk.doubtful or chunk.infinitive:
                continue
            words = self.tokens.lower[chunk.first : chunk.last + 1]
            kind, at = self._cued(k, chunks, words)
            group = chunks[at].group if at is not None and at < len(chunks) else None
            if at is None or group is None or group.determiner in ("its", "their", "his", "her") or group.negative:
                continue
            if _acts(group, self.lexicon) and not group.bare:
                yield kind, (chunks[at].first, _end_of_words(at, chunks))

    def _cued(self, k: int, chunks: list[Chunk], words: list[str]) -> tuple[str, int | None]:
        """What this verb does with a party: blames it, or says that it attacked; and the chunk of the party."""
        verb = words[-2] if len(words) > 1 else ""
        following = words[-1]
        passive = chunks[k].passive or chunks[k].form in ("passive", "participle")
        if following in ("on", "to", "by") and (verb in _LATER or verb in self.lexicon.sets["accusing"]):
            claimed = verb == "claimed" and not self._is_of_attack(chunks[:k])
            return "blamed", None if claimed else k + 2
        if verb in ("claimed", "claiming", "claims") and following == "responsibility":
            return "blamed", self._party_before(k, chunks)
        if verb in self.lexicon.sets["accusing"] and not passive:
            return "blamed", k + 1
        if (verb == "opened" and following == "fire") or (verb in self.lexicon.sets["attacking"] and verb != "opened"):
            if passive:
                return "attacked", k + 2 if following == "by" else None
            return "attacked", self._party_before(k, chunks)
        return "", None

    def _party_before(self, k: int, chunks: list[Chunk]) -> int | None:
        """The subject of this verb; "gunmen wearing hoods opened fire" speaks of the gunmen."""
        at = _subject(k, Clauses(self.tokens, self.lexicon, chunks))
        while at is not None and at > 1 and chunks[at - 1].kind == "X" and chunks[at - 1].word.endswith("ing"):
            at -= 2
        return at

    def _is_of_attack(self, before: list[Chunk]) -> bool:
        groups = [chunk.group for chunk in before if chunk.group is not None]
        return any(group.kind in ("attack", "act") or group.head == "responsibility" for group in groups)
