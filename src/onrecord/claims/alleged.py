"""Who the sentence of a claim alleges to have done it. `blame` reads the other sentences."""

from __future__ import annotations

from onrecord.claims import dates
from onrecord.claims.chunks import Chunk
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


_TIMES_WORDS = """
    today yesterday tonight morning afternoon evening night day week weekend month year
    monday tuesday wednesday thursday friday saturday sunday
"""
_TIMES = frozenset(_TIMES_WORDS.split())
_DURING = frozenset(["in", "during", "of", "by"])
"""What stands between an act and the attack in which it happened ("as a result of an attack")."""

_BY_WITHIN = 18
"""So many chunks after the act "by" may name who did it."""


def perpetrators(finding: Finding, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """Who the sentence says did it, as written, always alleged: the subject of an active verb, or what follows "by"."""
    k = finding.verb
    if k is None or k >= len(chunks):
        return ()
    described = k > 0 and chunks[k].form == "participle" and chunks[k - 1].kind in "PA" and _is_after_preposition(k, chunks)
    if set(finding.rules) & {"active", "gerund", "complement"} and not described:
        found = _accused(k, chunks, tokens, lexicon)
        found = subject_before(k, Clauses(tokens, lexicon, chunks)) if found is None else found
        group = chunks[found].group if found is not None else None
        if found is None or group is None:
            return ()
        if group.determiner in ("its", "their", "our"):
            return _owner(found, chunks, tokens, lexicon)
        if may_act(group, lexicon) and not (group.number is None and tokens.lower[group.first][0].isdigit()):
            return (_words(found, chunks, tokens, lexicon), *_partners(found, k, chunks, tokens, lexicon))
        theirs = _by(found, chunks, tokens, lexicon) or _adjective(group, tokens, lexicon)
        return theirs or _same_attack(found, chunks, tokens) or _maker(found, chunks, tokens, lexicon)
    last = max(k, _index(finding.groups[-1], chunks))
    return _by(last, chunks, tokens, lexicon) or _in_attack(
        min(k, _index(finding.groups[0], chunks)), last, chunks, tokens, lexicon
    )


def they(finding: Finding, chunks: list[Chunk], before: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """Who "they" are that "shot dead nine": the armed party that the sentence before began with, unless it only reported."""
    own, clauses = Clauses(tokens, lexicon, chunks), Clauses(tokens, lexicon, before)
    if finding.verb is None or "active" not in finding.rules or subject_before(finding.verb, own) != 0:
        return ()
    verb = next((k for k, chunk in enumerate(before) if chunk.kind in "XV"), None)
    if verb is None or before[verb].passive:
        return ()
    if not lexicon.sets["reporting"].isdisjoint(tokens.lower[before[verb].first : before[verb].last]):
        return ()
    found = subject_before(verb, clauses)
    group = before[found].group if found is not None else None
    if found is None or group is None or not may_act(group, lexicon):
        return ()
    armed = "combatant" in group.categories or group.head in lexicon.sets["actors"]
    return (_words(found, before, tokens, lexicon),) if armed else ()


def _is_after_preposition(k: int, chunks: list[Chunk]) -> bool:
    """ "A follower of recently murdered X": nobody there is said to have done it."""
    i = k - 1
    while i > 0 and chunks[i].kind == "A":
        i -= 1
    return chunks[i].kind == "P"


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


def may_act(group: Group, lexicon: Lexicon) -> bool:
    """Can this group be said to have done it: an organisation, people, or a body such as "the army"? No weapon can."""
    flag = lexicon.flags.get(group.head, 0)
    weapon = group.head in lexicon.sets["manner"] or bool(flag & (ATTACK | MEASURE) and not flag & PERSON)
    if group.head in ("more", "half", "ones") or group.bare or (weapon and group.last - group.first == 1):
        return False
    return (
        group.kind in ("organisation", "person", "name", "whom")
        or group.head in lexicon.sets["actors"]
        or group.head in lexicon.agents
    )


def _accused(k: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> int | None:
    """ "accused the guard of killing", "the arrest of two soldiers for killing": those accused, not the one who accuses."""
    if k < 3 or chunks[k].form != "ing" or chunks[k - 1].kind != "P" or chunks[k - 1].word not in ("of", "for", "with"):
        return None
    i = k - 2
    if i > 0 and chunks[i].kind == "X" and not chunks[i].passive and _accuses(chunks[k - 2], tokens, lexicon):
        group = chunks[i - 1].group  # "five men suspected of killing"
        return i - 1 if group is not None and may_act(group, lexicon) else None
    while i > 1 and chunks[i - 1].kind in "PC" and chunks[i - 1].word in ("of", "and") and chunks[i - 2].group is not None:
        if (before := chunks[i - 2].group) is not None and before.kind == "act":
            break
        i -= 2
    group, verb = chunks[i].group, chunks[i - 1]
    if group is None or not may_act(group, lexicon):
        return None
    if verb.word == "of" and (act := chunks[i - 2].group) is not None:
        return i if lexicon.nouns.get(act.head, ("",))[0] == "detained" else None
    held = chunks[k - 1].word == "for" and verb.act == "detained"
    return i if verb.kind in "XV" and (held or _accuses(verb, tokens, lexicon)) else None


def _accuses(verb: Chunk, tokens: Tokens, lexicon: Lexicon) -> bool:
    words = tokens.lower[verb.first : verb.last]
    return not (lexicon.sets["accusing"] | lexicon.sets["holding"]).isdisjoint(words)


def _owner(found: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "The army admitted that its units killed …": the army; nobody where the sentence does not say whose they are."""
    for i in range(found - 1, -1, -1):
        group = chunks[i].group
        named = group is not None and (group.kind == "organisation" or group.head in lexicon.sets["actors"])
        if group is not None and named and group.determiner not in ("its", "their", "our"):
            return (_words(i, chunks, tokens, lexicon),)
    return ()


def _partners(found: int, k: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "The regime collaborated with the militias and killed …": those it did it with."""
    for i in range(found + 1, k - 1):
        joined = chunks[i].kind == "X" and chunks[i].word in lexicon.sets["joining"]
        if joined and chunks[i + 1].word == "with" and chunks[i + 2].group is not None:
            return (_words(i + 2, chunks, tokens, lexicon),)
    return ()


def _maker(found: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "They set off the device that wounded nine", "X claimed the attack that killed nine": who made it."""
    clauses, at = Clauses(tokens, lexicon, chunks), found
    for _ in range(3):
        kind, g = clauses.governor(at)
        if kind != "P" or g < 1:
            break
        at = g - 1
    made = lexicon.sets["committing"] | lexicon.sets["claiming"]
    if kind not in "XV" or made.isdisjoint(tokens.lower[chunks[g].first : chunks[g].last]) or chunks[g].negated:
        return ()
    maker = subject_before(g, clauses)
    group = chunks[maker].group if maker is not None else None
    if maker is None or group is None or not may_act(group, lexicon):
        return ()
    return (_words(maker, chunks, tokens, lexicon),)


def _same_attack(found: int, chunks: list[Chunk], tokens: Tokens) -> tuple[str, ...]:
    """ "the army's attacks on the camp … the attacks that killed nine": whose attacks they were was said before."""
    heads = {group.head for chunk in chunks[max(0, found - 2) : found + 1] if (group := chunk.group) is not None}
    for chunk in chunks[:found]:
        if chunk.group is not None and chunk.group.head in heads and (owner := _owned_by(chunk.group, tokens)):
            return owner
    return ()


def _index(group: Group, chunks: list[Chunk]) -> int:
    return next((i for i, chunk in enumerate(chunks) if chunk.group is group), 0)


def subject_before(k: int, clauses: Clauses) -> int | None:
    """The group before an active verb that is governed neither by a preposition nor by another verb."""
    chunks, j, steps = clauses.chunks, k - 1, 0
    relative = clauses.skip(j, -1)
    while relative > 0 and chunks[relative].kind == "V" and chunks[relative - 1].kind == "C":
        relative = clauses.skip(relative - 2, -1)
    if relative > 1 and chunks[relative].kind == "R":  # "the attacks and restrictions that killed …"
        last = relative - 1 - (chunks[relative - 1].kind == ",")  # "the blast in Lorne, which killed nine"
        by = chunks[last - 1].word if last > 1 and chunks[last - 1].kind == "P" else ""
        placed = (last - 2, last) if by == "of" else (last - 2,)  # "members of the guard who …", "the attack in Lorne that …"
        for before in placed if by in _PLACED_BY else (last, last - 2):
            group = chunks[before].group if before >= 0 else None
            if by == "of" and before == last and group is not None and group.kind == "name":
                continue  # "the prison outside of Lorne, which held nine"
            if group is not None and (group.kind == "attack" or may_act(group, clauses.lexicon)):
                return _named_before(before, clauses)
    if chunks[k].form == "ing" and chunks[k].kind == "V" and clauses.kind(k - 1) == ",":
        main = _main_verb(k, clauses)
        if main is not None:
            return subject_before(main, clauses)
    while j >= 0 and steps < 24:
        steps += 1
        group = chunks[j].group
        if group is not None and group.kind not in ("time", "measure"):
            kind, g = clauses.governor(j)
            by_whom = kind == "P" and chunks[g].word == "by" and g > 0 and chunks[g - 1].kind in "XV"
            if by_whom and "R" not in (clauses.kind(j + 1), clauses.kind(j + 2)):
                j = g - 1  # "X, a group supported by Y, kidnapped …"
                continue
            if kind == "P" and chunks[g].word == "by" and may_act(group, clauses.lexicon):
                return j  # "shelling by the army killed …"
            craft = chunks[g - 1].group if kind == "P" and chunks[g].word == "of" and g > 0 else None
            if craft is not None and craft.head in clauses.lexicon.sets["craft"] and may_act(group, clauses.lexicon):
                return j  # "aircraft of the army struck …"
            if kind == "X" and not clauses.lexicon.sets["reporting"].isdisjoint(
                clauses.tokens.lower[chunks[g].first : chunks[g].last]
            ):
                return j  # "the monitor reported soldiers of the army killed …"
            if kind == "V" and chunks[g].form in ("active", "participle", "ing"):
                return subject_before(g, clauses)  # the verb before shares its subject
            if kind in "PIV" or (kind == "X" and j < k - 1):
                j = g - 1
                continue
            after = clauses.skip(j + 1, 1)
            reports = clauses.kind(after) == "X" and chunks[after].word in clauses.lexicon.sets["reporting"]
            if reports and chunks[k].form == "ing" and clauses.kind(k - 1) == ",":
                return None  # "the monitor cited an airstrike near Lorne, killing nine"
            return _named_before(j, clauses)
        if chunks[j].kind in "S;.":
            return None
        j -= 1
    return None


def _named_before(j: int, clauses: Clauses) -> int:
    """ "The Red Column, an armed group, kidnapped …": the name that the description stands after; itself where none does."""
    group, named = clauses.group(j), clauses.group(j - 2)
    described = group is not None and group.determiner in ("a", "an") and may_act(group, clauses.lexicon)
    if not described or clauses.kind(j - 1) != "," or named is None:
        return j
    return j - 2 if named.kind in ("name", "organisation") else j


def _main_verb(k: int, clauses: Clauses) -> int | None:
    """The finite verb that ", killing nine" at `k` goes with; None where it is a passive or stands in another clause."""
    for j in range(k - 2, max(-1, k - 24), -1):
        chunk = clauses.chunks[j]
        if chunk.kind in ";.":
            return None
        if chunk.kind in "XV" and chunk.form != "ing" and not chunk.infinitive:
            active = not chunk.passive and clauses.kind(clauses.skip(j - 1, -1)) != "R"
            active = active and chunk.word not in clauses.lexicon.sets["reporting"]
            return j if active and chunk.form != "passive" else None
    return None


def _by(k: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "by the army" after the act; an attack after "by" hands on to the one who made it."""
    aside, before = False, k
    for i in range(k + 1, min(k + _BY_WITHIN, len(chunks) - 1)):
        chunk = chunks[i]
        aside = chunk.kind == "(" or (aside and chunk.kind != ")")
        if aside or chunk.kind == ")":
            continue
        part = chunks[before].group
        if chunk.kind == "X" and chunks[i - 1].kind in "C,":
            return ()  # "was kidnapped and rescued by the army"
        if chunk.word == "by" and before > k and part is not None and part.bare and part.number is not None:
            return ()  # "1,240 were killed, of whom 744 by the army": the army is alleged for the 744
        before = i
        if chunk.kind in ";." or (chunk.kind == "V" and chunk.form in ("passive", "active", "subject")):
            return ()
        at = i + 1 + (chunks[i + 1].kind == "Q")
        hands = chunks[i + 1].group
        if chunk.word == "at" and hands is not None and hands.head == "hands" and i + 3 < len(chunks):
            return (_words(i + 3, chunks, tokens, lexicon),) if chunks[i + 3].group is not None else ()
        if chunk.kind == "P" and chunk.word == "by" and at < len(chunks) and chunks[at].group is not None:
            group = chunks[at].group
            if group is None or group.kind in ("time", "measure", "act"):
                return ()
            if group.determiner in ("his", "her"):
                return ()  # "held by his captors": by nobody named
            if may_act(group, lexicon):
                return (_words(at, chunks, tokens, lexicon),)
            return _by(at, chunks, tokens, lexicon) or _adjective(group, tokens, lexicon)
    return ()


def _in_attack(first: int, last: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "Died during a guerrilla attack", "in an attack by the army on Lorne, nine were killed": whose attack that was."""
    after = range(last + 1, min(last + 9, len(chunks) - 1))
    before = range(first - 2, max(-1, first - 12), -1)
    for span in (after, before):
        for i in span:
            group = chunks[i + 1].group
            if chunks[i].kind in "VXSR;.":
                break
            if chunks[i].kind != "P" or chunks[i].word not in _DURING or group is None or group.kind != "attack":
                continue
            by = i + 2 < len(chunks) - 1 and chunks[i + 2].word == "by"
            party = chunks[i + 3].group if by else None
            if party is not None and may_act(party, lexicon):
                return (_words(i + 3, chunks, tokens, lexicon),)
            return _party_of(group, tokens, lexicon)
    return ()


def _party_of(group: Group, tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """The party named before an attack, where it is one by which people are attacked, not a war or a protest."""
    return _party_named(group, tokens, lexicon) if group.head in lexicon.sets["raids"] else ()


def _party_named(group: Group, tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "A guerrilla attack", "the Ruritanian army raid", "an RPF ambush": never a weapon or the place that was hit."""
    end = 0
    for k in range(group.first, group.head_at):
        if _is_party_word(tokens.words[k], lexicon):
            end = k + 1
    begin = end - 1
    passed = {"the", "a", "an", *dates.language()["months"]}  # "the April Ruritanian attack"
    while begin > group.first and tokens.words[begin - 1][0].isupper() and tokens.lower[begin - 1] not in passed:
        begin -= 1
    return (tokens.slice(begin, end),) if end else ()


def _is_party_word(word: str, lexicon: Lexicon) -> bool:
    """A word for a body, its fighters, an abbreviation ("RPF"), or a people ("Ruritanian")."""
    lower, sets = word.lower(), lexicon.sets
    if lower in sets["actors"] or lower in sets["armed_groups"] or (word.isupper() and len(word) > 1):
        return True
    if word[0].isupper() and f"{lower}s".endswith(tuple(sets["peoples"])):
        return True
    return lexicon.modifiers.get(lower) == "combatant" and lower != "armed"


def _words(i: int, chunks: list[Chunk], tokens: Tokens, lexicon: Lexicon) -> str:
    """A group with the "and …" that goes with it."""
    last = end_of_words(i, chunks, lexicon)
    first = begin_of_words(i, chunks, lexicon)
    return tokens.slice(first + (tokens.lower[first] == "that" and last > first + 1), last)


def begin_of_words(i: int, chunks: list[Chunk], lexicon: Lexicon) -> int:
    """Where "the army and" before the group begins, where both are what a clause begins with."""
    if i < 2 or chunks[i - 1].word != "and" or (i > 2 and chunks[i - 3].kind not in "S,;."):
        return chunks[i].first
    group = chunks[i - 2].group
    return chunks[i - 2].first if group is not None and group.kind != "name" and may_act(group, lexicon) else chunks[i].first


def end_of_words(i: int, chunks: list[Chunk], lexicon: Lexicon) -> int:
    last, j = chunks[i].last, i + 1
    while j + 1 < len(chunks) and chunks[j].word in ("and", "of") and chunks[j].kind in "CP" and chunks[j + 1].kind == "G":
        following = chunks[j + 2].kind if j + 2 < len(chunks) else "."
        group = chunks[j + 1].group
        doing = group is not None and group.kind not in ("person", "organisation", "name")
        deed = group is not None and (group.kind in ("attack", "act") or group.head in lexicon.sets["deeds"])
        if chunks[j].kind == "P" and doing and (deed or chunks[j + 1].word.endswith("ing")):
            break  # "accused the rebels of firing rockets", "of the attack"
        if chunks[j].kind == "C" and group is not None and group.number is not None and (following == "V" or group.bare):
            break  # "by the army and 496 by the rebels"
        last, j = chunks[j + 1].last, j + 2
    return last


def _owned_by(group: Group, tokens: Tokens) -> tuple[str, ...]:
    """ "The army's attack"; nobody in "this afternoon's blast"."""
    if group.possessor is None or tokens.lower[group.possessor[1] - 1] in _TIMES:
        return ()
    return (tokens.slice(*group.possessor),)


def _adjective(group: Group, tokens: Tokens, lexicon: Lexicon) -> tuple[str, ...]:
    """ "Ruritanian airstrikes", "the Ruritanian army's attacks": whose attack it was."""
    if group.possessor is not None:
        return _owned_by(group, tokens)
    return _party_named(group, tokens, lexicon) if group.kind in ("attack", "act") else ()
