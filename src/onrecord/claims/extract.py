"""From a document to its claims: the grammar sentence by sentence, then what only the whole document can say.

1. Sentences without a word of harm are left out by one set look-up (`Lexicon.triggers`).
2. Chunks, then rules (`chunks`, `acts`): findings with their groups and parts.
3. Over the whole document: persons named again, totals in the sentence before, several totals over time.
4. Attribution, dates, places, alleged perpetrators and manner attach; the codebook turns readings into bounds.
5. Tables are read by their form, not as sentences (`tables`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from onrecord.claims import attach
from onrecord.claims.acts import Rules
from onrecord.claims.blame import told_again
from onrecord.claims.charges import alike, known_by
from onrecord.claims.chunks import Chunk, Chunker
from onrecord.claims.clauses import Finding, exact, readings
from onrecord.claims.grids import Grid, grids
from onrecord.claims.groups import Group
from onrecord.claims.headings import Labels
from onrecord.claims.lexicon import FUNCTION, HARM_VERB, LIGHT_VERB, NUMBER, OTHER_VERB, Lexicon, load
from onrecord.claims.numbers import number_at
from onrecord.claims.speakers import Speech
from onrecord.claims.tables import table_claims
from onrecord.claims.tokens import Tokens, tokenize
from onrecord.codebook import Codebook
from onrecord.model import Claim, Count, Document, Reading, Unit, Victims, content_id
from onrecord.places import Gazetteer

LANGUAGES = ("en",)
"""Languages with a pack: documents in others are preserved, but not yet read for claims."""

_AROUND = 32
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "that",
        "was",
        "were",
        "is",
        "for",
        "on",
        "by",
        "with",
        "as",
        "at",
        "from",
        "had",
        "his",
        "it",
        "have",
        "be",
    ]
)
_CONTINUING = frozenset(["them", "the", "those", "of", "victims", "dead"])
"""Second words of sentences that may go on with parts of the figure before ("Among them …", "The victims …")."""

_NAMING = frozenset(["are", "were", "is", "was"])
_VICTIMS_BEFORE = frozenset(
    ["dead", "killed", "victims", "wounded", "injured", "missing", "arrested", "detained", "detainees"]
)
"""After "18 of the": the victims of a figure told before, which the 18 are a part of."""

_LEAST_TOTAL = 4
"""The smallest figure that later ones are added up to; smaller ones agree by chance."""

_BESIDE = frozenset(["another", "other", "others", "more", "also", "additional", "further"])
"""With these a figure is one beside those told before, and no part of them."""

_SUMMING = frozenset(
    ["so", "count", "total", "all", "altogether", "together", "bringing", "brings", "brought", "makes", "making"]
)
"""Before a figure: it adds up those told before."""

_NEARBY = 150
"""So many tokens back "the other five" may find what they are a part of."""


_RECENT = 24
"""So many claims back "the two murders" may be those told of."""


@dataclass(slots=True)
class Sentence:
    """One sentence that was read closely: its token range, chunks and findings."""

    first: int
    last: int
    chunks: list[Chunk]
    findings: list[Finding]
    uncounted: list[Finding]


@dataclass(slots=True)
class Story:
    """What the document has told so far, by act: who was named, and the claims that later sentences go on from."""

    named: dict[str, set[str]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    singles: dict[str, int] = field(default_factory=dict)
    told: list[tuple[str, int]] = field(default_factory=list)


def can_read(document: Document) -> bool:
    """Is there a language pack for this document? Without a stated language: is its text plausibly English?"""
    language = (document.language or "").lower().replace("_", "-").split("-")[0]
    if language:
        return language in LANGUAGES
    words = tokenize(document.text[:4000]).lower
    letters = [word for word in words if word[0].isalpha()]
    if not letters:
        return False
    latin = sum(1 for word in letters if word[0] < "\u0250") / len(letters)
    common = sum(1 for word in letters if word in _ENGLISH) / len(letters)
    return latin > 0.9 and (common > 0.12 or len(letters) < 12)


_ROW = re.compile(
    r"(?:age unknown|(?:between )?\d+(?: (?:to|and|-|–) \d+)? (?:year|month|week|day)s?(?: |-)old"
    r"|child|adult|infant|baby|elderly) (?:male|female)\b"
)
"""A row of a list of victims ("33 years old male killed"): an entry, for which `onrecord victims` is; no claim."""


def extract(document: Document, *, codebook: Codebook, gazetteer: Gazetteer | None = None) -> Iterator[Claim]:
    """The document's claims in the order of their passages; none where the document's language has no pack.

    `text[start:end] == quote` holds for each. Linear in the length of the text; pure: the same input gives the same claims.
    """
    if not document.text or not can_read(document):
        return
    lexicon = load("en")
    tokens = _after_brackets(tokenize(document.text), lexicon)
    tables = list(grids(document.text))
    read = list(_without_heads(sentences(tokens, lexicon), tokens, tables))
    speech = Speech(tokens)
    kept, again = _retell(read, tokens, lexicon, speech)
    if not kept and not tables:
        return
    telling = frozenset(s.first for s in read if s.findings)
    context = attach.Context(document, tokens, lexicon, gazetteer, speech, {s.first: s.chunks for s in read}, telling)
    claims = _claims(document, tokens, lexicon, kept, again, codebook, context)
    claims += table_claims(tables, document, context, Labels(lexicon), codebook)
    yield from sorted(claims, key=lambda c: (c.start, c.end, c.part_of is not None, c.count.low or 0, c.id))


def _without_heads(read: Iterator[Sentence], tokens: Tokens, tables: list[Grid]) -> Iterator[Sentence]:
    """Without the heads and labels of tables: "Date killed" tells of nobody."""
    heads = iter(span for table in tables for span in table.label_spans)
    start = end = -1
    for sentence in read:
        first, last = tokens.starts[sentence.first], tokens.ends[sentence.last - 1]
        while end <= first and (span := next(heads, None)) is not None:
            start, end = span
        if not (first < end and start < last):
            yield sentence


def _after_brackets(tokens: Tokens, lexicon: Lexicon) -> Tokens:
    """A verb or a word of grammar after an editor's bracket begins no sentence: "the NLF [National Front] Attacked a post"."""
    words, lower = tokens.words, tokens.lower
    grammar = FUNCTION | HARM_VERB | OTHER_VERB | LIGHT_VERB
    for i in range(1, len(words)) if "]" in tokens.text else ():
        if words[i - 1] == "]" and words[i].istitle() and lexicon.flags.get(lower[i], 0) & grammar:
            words[i] = lower[i]
    return tokens


def sentences(tokens: Tokens, lexicon: Lexicon) -> Iterator[Sentence]:
    """The sentences that hold a word of harm, with their chunks and what the rules find in them."""
    lower = tokens.lower
    previous: tuple[Finding, ...] = ()
    for first, last in tokens.sentences:
        words = lower[first:last]
        if _ROW.match(" ".join(words[:8])) and words[-1] not in (".", "!", "?"):
            continue
        goes_on = bool(previous) and _may_go_on(words, lexicon)
        if not goes_on and not lexicon.may_tell(words):
            previous = ()
            continue
        chunks = Chunker(tokens, lexicon, first, last).read()
        rules = Rules(tokens, lexicon, chunks, previous=previous)
        findings = rules.read()
        totals = [f for f in findings if f.total is None and not f.zero and any(g.number is not None for g in f.groups)]
        goes_on = any(f.total is earlier for f in findings for earlier in previous)
        previous = tuple(totals) or (previous if goes_on else ())
        yield Sentence(first, last, chunks, findings, rules.uncounted)


def _may_go_on(words: list[str], lexicon: Lexicon) -> bool:
    """May a sentence that begins with these words say more of the people counted in the one before?"""
    if not _CONTINUING.isdisjoint(words[1:2]) or not lexicon.sets["raised"].isdisjoint(words):
        return True  # "Among them …", "The count was raised to …"
    counted = words[0] in ("the", "all") and bool(lexicon.flags.get(words[1] if len(words) > 1 else "", 0) & NUMBER)
    return (counted or words[0] == "they") and not _NAMING.isdisjoint(words[1:4])


# ---------------------------------------------------------------------------------------------- over the document


Told = list[tuple[Sentence, Finding]]


def _retell(read: list[Sentence], tokens: Tokens, lexicon: Lexicon, speech: Speech) -> tuple[Told, Told]:
    """The findings that are claims of their own (no person told of twice, nothing unasserted without a number); the others."""
    story = Story()
    kept: Told = []
    again: Told = []
    for sentence in read:
        for finding in sentence.findings:
            if (whole := _told_before(finding, sentence, kept, tokens)) is not None:
                for part in sentence.findings:
                    part.total = whole if part.total is finding else part.total
                continue
            _join_earlier(finding, sentence, kept, tokens, lexicon)
            new = _is_new(finding, story, tokens, speech)
            (kept if new else again).append((sentence, finding))
            if new and (number := _counted(finding)) is not None:
                story.told.append((alike(finding.act), number))
        again.extend((sentence, finding) for finding in sentence.uncounted)
    _add_up(kept, tokens)
    return kept, again


def _told_before(finding: Finding, sentence: Sentence, kept: Told, tokens: Tokens) -> Finding | None:
    """ "Of the 312 killed, 187 …": the total of 312 told before, however far, which this one is."""
    number, first = _counted(finding), finding.groups[0].first
    opens = tokens.lower[sentence.first : sentence.first + 5]
    if "reduced" not in finding.rules or number is None or number < _LEAST_TOTAL:
        return None
    if first - sentence.first > 4 or "of" not in opens or tokens.lower[first] != "the" or tokens.lower[first - 1] != "of":
        return None
    same = (f for _, f in reversed(kept) if f.act == finding.act and len(f.groups) == 1 and _counted(f) == number)
    return next(same, None)


def _add_up(kept: list[tuple[Sentence, Finding]], tokens: Tokens) -> None:
    """ "Eight people were killed. Six guards died in Lorne, two nurses in Ashby": figures that add up to it are its parts."""
    for at, (sentence, finding) in enumerate(kept):
        total = _counted(finding)
        if total is None or total < _LEAST_TOTAL:
            continue
        if finding.asserted and (before := _summed_up(kept, at, total, tokens)):
            finding.sums = before
            continue
        parts, told, paragraph = [], 0, bisect_right(tokens.paragraphs, sentence.first)
        for later, part in kept[at + 1 : at + 12]:
            number = _counted(part) if part.act == finding.act and _is_numbered(part) else None
            if later.first - sentence.last > _NEARBY or told >= total or (part.act == finding.act and number is None):
                break
            if number is not None and not _BESIDE.isdisjoint(tokens.lower[part.groups[0].first : part.groups[-1].last]):
                break
            if number is not None and bisect_right(tokens.paragraphs, later.first) > paragraph + 1:
                break  # far apart: they agree by chance
            if number is not None:
                parts.append(part)
                told += number
                paragraph = bisect_right(tokens.paragraphs, later.first)
        if told == total and len(parts) > 1 and finding.asserted and all(part.asserted for part in parts):
            for part in parts:
                part.total = finding


def _summed_up(kept: list[tuple[Sentence, Finding]], at: int, total: int, tokens: Tokens) -> list[Finding]:
    """ "We received nine bodies. Two more were found, so that I count eleven dead": the figures before that add up to it."""
    sentence, finding = kept[at]
    if _SUMMING.isdisjoint(tokens.lower[sentence.first : finding.first]):
        return []
    parts: list[Finding] = []
    for earlier, part in reversed(kept[max(0, at - 6) : at]):
        number = _counted(part) if part.act == finding.act and _is_numbered(part) else None
        if part.act != finding.act:
            continue
        if number is None or not part.asserted or sentence.first - earlier.last > _NEARBY:
            break
        parts.append(part)
        total -= number
        if total <= 0:
            break
    return parts if total == 0 and len(parts) > 1 else []


def _is_numbered(finding: Finding) -> bool:
    return any(group.number is not None for group in finding.groups)


def _counted(finding: Finding) -> int | None:
    """How many people a finding of its own counts, where it says so exactly."""
    if finding.total is not None or finding.zero or finding.reading is not None or finding.earlier is not None:
        return None
    numbers = [exact(group) for group in finding.groups]
    return sum(number for number in numbers if number is not None) if None not in numbers else None


def _join_earlier(
    finding: Finding, sentence: Sentence, kept: list[tuple[Sentence, Finding]], tokens: Tokens, lexicon: Lexicon
) -> None:
    """ "The other five were …", "many of those were …": a part of the last larger figure for the same act nearby."""
    group = finding.groups[0]
    if finding.total is not None or len(finding.groups) > 1 or group.number is None or finding.reading is not None:
        return
    words = tokens.lower[group.first : group.last]
    at = group.number.last
    pronoun = group.partitive and any(word in words for word in ("them", "those", "these"))
    pronoun = pronoun or (
        tokens.lower[at : at + 2] == ["of", "the"] and not _VICTIMS_BEFORE.isdisjoint(tokens.lower[at + 2 : at + 3])
    )
    share = number_at(tokens, lexicon, at + 1, group.last) if tokens.lower[at : at + 1] == ["of"] else None
    if not (pronoun or share) and words[:2] not in (["the", "other"], ["the", "remaining"]):
        return
    for earlier, total in reversed(kept[-6:]):
        number = total.groups[0].number
        if total.act != finding.act or total.total is not None or number is None or total is finding or len(total.groups) > 1:
            continue
        larger = not number.numbers or not group.number.numbers or number.numbers[0] > group.number.numbers[0]
        if share is not None and share.numbers != number.numbers and not pronoun:
            continue  # "four of the six injured": of that total of six
        if larger and sentence.first - earlier.last < _NEARBY:
            finding.total = total
        return


def _is_new(finding: Finding, story: Story, tokens: Tokens, speech: Speech) -> bool:
    if finding.total is not None or finding.reading is not None or finding.zero:
        return True
    groups = finding.groups
    numbered = any(g.number is not None for g in groups)
    if not finding.asserted and all(
        g.number is None or g.number.rule in ("many", "large_number", "few", "several") for g in groups
    ):
        return False
    if _sums_up(finding, story):
        return False
    if numbered:
        story.counted[finding.act] = story.counted.get(finding.act, 0) + 1
        _remember(finding, story)
        return True
    first = groups[0]
    if finding.act != "facility_damaged" and not speech.is_asserted(first.first, first.last):
        return False
    return _is_new_person(finding, story, tokens)


def _sums_up(finding: Finding, story: Story) -> bool:
    """ "The two murders were …" after both were told of, one by one or as two: no figure of its own."""
    number, group = _counted(finding), finding.groups[0]
    if (
        finding.rules != ["counted"]
        or group.determiner not in ("the", "these", "those", "both")
        or number is None
        or number < 2
    ):
        return False
    told = [count for act, count in story.told[-_RECENT:] if act == alike(finding.act)]
    last = [sum(told[at:]) for at in range(len(told))]
    return number in told or number in last


def _is_new_person(finding: Finding, story: Story, tokens: Tokens) -> bool:
    """Persons told of without a number: new where a name is new, or where nobody like them was told of before."""
    named = story.named.setdefault(finding.act, set())
    names = [_key(name) for group in (*finding.groups, *finding.appositions) for name in group.names]
    if names:
        fresh = [name for name in names if name not in named]
        _remember(finding, story)
        return bool(fresh) or any(not group.names for group in finding.groups)
    group = finding.groups[0]
    before = story.singles.get(finding.act, 0) + story.counted.get(finding.act, 0)
    story.singles[finding.act] = story.singles.get(finding.act, 0) + 1
    if len(finding.groups) > 1:
        return True
    if group.kind == "pronoun":
        return before == 0 and not named
    definite = group.determiner in ("the", "this", "that") or not group.determiner
    also = "also" in tokens.lower[finding.first : finding.last]  # "killing five. The bomber was also killed"
    return not (definite and (before or named)) or also


def _remember(finding: Finding, story: Story) -> None:
    named = story.named.setdefault(finding.act, set())
    for group in (*finding.groups, *finding.appositions):
        named.update(_key(name) for name in group.names)


def _key(name: str) -> str:
    return name.split()[-1].lower().strip(".’'")


# ---------------------------------------------------------------------------------------------- claims


def _claims(
    document: Document,
    tokens: Tokens,
    lexicon: Lexicon,
    kept: Told,
    again: Told,
    codebook: Codebook,
    context: attach.Context,
) -> list[Claim]:
    people = attach.People(tokens, lexicon, codebook.categories)
    made: dict[int, Claim] = {}
    seen: dict[str, int] = {}
    claims: list[Claim] = []
    for sentence, finding in kept:
        claim = _claim(document, tokens, finding, codebook)
        if claim is None:
            continue
        claim = replace(_distinct(claim, seen), victims=people.described(claim.victims, finding, sentence.chunks))
        total = made.get(id(finding.total)) if finding.total is not None else None
        if finding.total is not None and total is None:
            continue
        claim = context.complete(claim, finding, sentence.chunks)
        if total is not None:
            victims = _shared_groups(claim.victims, total.victims, codebook)
            claim = _with_total(replace(claim, victims=victims), total)
        made[id(finding)] = claim
        claims.append(claim)
        claims.extend(_member_parts(document, tokens, finding, claim, codebook, seen))
    sums = {made[id(p)].id: made[id(f)].id for _, f in kept for p in f.sums if id(p) in made and id(f) in made}
    claims = [replace(claim, part_of=sums[claim.id]) if claim.id in sums else claim for claim in claims]
    kinds = {made[id(f)].id: known_by((*f.groups, *f.appositions), tokens, lexicon).kinds for _, f in kept if id(f) in made}
    untold = [told for told in kept if id(told[1]) not in made]
    retold = []
    for sentence, finding in (*again, *untold):
        claim = _build(document, tokens, finding, finding.reading or readings(finding.groups), codebook)
        claim = replace(claim, perpetrators=context.alleged(finding, sentence.chunks))
        if claim.perpetrators:
            retold.append(claim)
            if finding in sentence.uncounted:
                kinds[claim.id] = known_by((*finding.groups, *finding.appositions), tokens, lexicon).kinds
    return attach.series(
        told_again(claims, retold, kinds, tokens),
        {
            made[id(f)].id: made[id(f.earlier)].id
            for _, f in kept
            if f.earlier is not None and id(f) in made and id(f.earlier) in made
        },
    )


_SHARED = frozenset(["civilian", "medical", "journalist", "detainee", "combatant", "refugee", "protester"])


def _shared_groups(part: Victims, total: Victims, codebook: Codebook) -> Victims:
    """A part of civilians is civilian; sex and age do not carry over from the whole."""
    if set(part.categories) & _SHARED:
        return part
    found = {*part.categories, *(name for name in total.categories if name in _SHARED)}
    return replace(part, categories=tuple(name for name in codebook.categories if name in found))


def _claim(document: Document, tokens: Tokens, finding: Finding, codebook: Codebook) -> Claim | None:
    reading: Reading = finding.reading or readings(finding.groups)
    if all(name == "plural" for name, _ in reading) and not (finding.act == "injured" and finding.groups[0].head == "others"):
        return None  # "civilians were hurt" counts nobody; "and others injured" says that there were some beside those counted
    return _build(document, tokens, finding, reading, codebook)


def _build(document: Document, tokens: Tokens, finding: Finding, reading: Reading, codebook: Codebook) -> Claim:
    start, end = tokens.starts[finding.first], tokens.ends[finding.last - 1]
    quote = document.text[start:end]
    words = _number_words(tokens, finding)
    low, high = codebook.bounds(reading)
    count = Count(low, high, _unit(finding), words, any(rule == "about" for rule, _ in reading), _rule(reading), reading)
    text = document.text
    around = (text[max(0, start - _AROUND) : start], text[end : end + _AROUND])
    return Claim(
        id=content_id(document.id, finding.act, quote, *around, words),
        document=document.id,
        name=document.name,
        start=start,
        end=end,
        quote=quote,
        act=finding.act,
        count=count,
        victims=_victims(tokens, finding, codebook),
        asserted=finding.asserted,
        rules=tuple(finding.rules),
    )


def _distinct(claim: Claim, seen: dict[str, int]) -> Claim:
    """Two claims of one passage (a list's equal parts) still have two ids."""
    number = seen[claim.id] = seen.get(claim.id, 0) + 1
    return claim if number == 1 else replace(claim, id=content_id(claim.id, number))


def _listed_words(tokens: Tokens, finding: Finding) -> str:
    """The words of a list of groups; "X … his son" where the verb stands between them."""
    groups, later = finding.groups, finding.later
    if not later:
        return tokens.slice(groups[0].first, groups[-1].last)
    before, after = (groups[0].first, groups[later - 1].last), (groups[later].first, groups[-1].last)
    return f"{tokens.slice(*before)} … {tokens.slice(*after)}"


def _number_words(tokens: Tokens, finding: Finding) -> str:
    if len(finding.groups) > 1:
        return _listed_words(tokens, finding)
    group = finding.groups[0]
    return tokens.slice(group.number.first, group.number.last) if group.number is not None else ""


def _rule(reading: Reading) -> str:
    names = [name for name, _ in reading]
    if all(name == "named" for name in names):
        return "named"
    vague = [name for name, numbers in reading if not numbers]
    return vague[0] if vague else "stated"


def _unit(finding: Finding) -> Unit:
    if finding.act == "facility_damaged":
        return "facility"
    group = finding.groups[0]
    if group.kind == "unit":
        return "family" if group.head.startswith("famil") else "household" if group.head.startswith("house") else "case"
    return "person"


def _victims(tokens: Tokens, finding: Finding, codebook: Codebook) -> Victims:
    groups = finding.groups
    categories = set(groups[0].categories)
    for group in groups[1:]:
        categories &= set(group.categories)
    if len(groups) == 1:
        one = _of_one(finding)
        for group in finding.appositions:
            categories |= set(group.categories) - (set(group.categories) & _PERSONAL if group in one else set())
        if one and len(one) == exact(groups[0]):
            categories |= set.intersection(*(set(group.categories) for group in one))
    names = [name for group in (*groups, *finding.appositions) for name in group.names]
    words = _listed_words(tokens, finding)
    if len(groups) == 1 and groups[0].number is not None:
        words = tokens.slice(min(groups[0].number.last, groups[0].last - 1), groups[0].last)
    return Victims(
        words=words or None,
        categories=tuple(name for name in codebook.categories if name in categories),
        names=tuple(dict.fromkeys(names)),
    )


_PERSONAL = frozenset(["woman", "man", "child"])


def _of_one(finding: Finding) -> list[Group]:
    """The named persons of a number of people: what one's age or sex is says nothing of the others."""
    number = exact(finding.groups[0])
    if len(finding.groups) != 1 or number is None or number < 2:
        return []
    return [group for group in finding.appositions if group.names and group.number is None and not group.plural]


def _member_parts(
    document: Document, tokens: Tokens, finding: Finding, total: Claim, codebook: Codebook, seen: dict[str, int]
) -> Iterator[Claim]:
    """ "six women and one man": each member is a part of the sum, where the members are different victim groups."""
    groups = finding.groups
    if len(groups) == 1:
        groups = [g for g in _of_one(finding) if not set(g.categories) & _PERSONAL <= set(total.victims.categories)]
    elif len({g.categories for g in groups}) < 2:
        return
    if finding.total is not None:
        return
    for group in groups:
        if not group.categories:
            continue
        alone = Finding(finding.act, [group], group.first, group.last, [*finding.rules, "member"], asserted=finding.asserted)
        claim = _claim(document, tokens, alone, codebook)
        if claim is not None:
            yield _with_total(_distinct(claim, seen), total)


def _with_total(part: Claim, total: Claim) -> Claim:
    """The part of this total, with all that the text says once for both."""
    return replace(
        part,
        part_of=total.id,
        attribution=total.attribution,
        sources=total.sources,
        asserted=total.asserted,
        perpetrators=total.perpetrators or part.perpetrators,
        places=total.places,
        when=total.when,
        manner=total.manner,
    )


def sentence_of(tokens: Tokens, offset: int) -> tuple[int, int]:
    """The token range of the sentence that holds this character offset."""
    at = tokens.at(offset)
    index = bisect_left([last for _, last in tokens.sentences], at + 1)
    return tokens.sentences[min(index, len(tokens.sentences) - 1)]
