"""Who a claim comes down to: the chain of speakers, their short names, and whether anybody states it as so.

In: tokens and the span of a claim. Out: `Heard`. The chain runs from the speaker nearest the document to the farthest: in
"Rajavi said that, according to the Observatory, nine were killed" it is Rajavi, then the Observatory, and the source is
the Observatory. A pronoun or "the report" stands for the last speaker named before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.claims.attribution import Attributor, Statement
from onrecord.claims.quotations import Span
from onrecord.claims.stance import Stance
from onrecord.claims.tokens import Tokens
from onrecord.model import Speaker

Words = Mapping[str, frozenset[str]]
"""Sets of words by name: `languages/en_attribution.toml`."""

_BACK = 8
"""So many sentences back a pronoun may find its name."""

_PARTICLES = frozenset(
    [
        "al",
        "el",
        "bin",
        "ibn",
        "bint",
        "abu",
        "umm",
        "de",
        "del",
        "la",
        "da",
        "di",
        "van",
        "von",
        "der",
        "den",
        "of",
        "for",
        "and",
        "the",
        "on",
        "in",
        "to",
        "&",
    ]
)
_NAME_LINKS = frozenset(["of", "for", "and", "the", "on", "in", "to", "&", "against", "without"])
_CLAUSE = frozenset(
    [
        "who",
        "which",
        "that",
        "whose",
        "based",
        "citing",
        "quoting",
        "speaking",
        "tracking",
        "monitoring",
        "covering",
        "according",
        "while",
        "as",
        "where",
        "when",
    ]
)


_OFFICES = frozenset(
    ["president", "minister", "governor", "mayor", "colonel", "captain", "spokesman", "spokeswoman", "chancellor"]
)
_OF_A_ROLE = frozenset(["the", "its", "their", "his", "her", "a", "an"])
_DOCUMENTS = frozenset(
    ["report", "statement", "letter", "article", "post", "tweet", "reports", "posts", "study", "survey", "release"]
)


@dataclass(frozen=True, slots=True)
class Heard:
    """How a claim came to the document; `sources` are the farthest speakers, as short as the text puts them."""

    chain: tuple[Speaker, ...]
    sources: tuple[str, ...]
    asserted: bool


class Speech:
    """Looks up who says a span of tokens; reads only the sentences that it is asked about."""

    def __init__(self, tokens: Tokens, language: str = "en") -> None:
        self.tokens = tokens
        self.attributor = Attributor(tokens, language)
        self._said = self.attributor.words
        self._stance = Stance(tokens, self.attributor)

    def of(self, first: int, last: int, *, given: bool = False) -> Heard:
        """Who says tokens `first` to before `last`, and whether as a fact; `given`: as known before ("the 27 dead")."""
        statements = [s for s in self._around(first, last) if not self._stance.is_comment(s, last)]
        chain, sources = [], []
        for statement in statements:
            if statement.source is None or self._stance.is_old_version(statement.source[1]):
                continue
            words, names = self._named(statement)
            start, end = statement.source
            cue = self.tokens.slice(*statement.cue)
            chain.append(Speaker(words, cue, self.tokens.starts[start], self.tokens.ends[end - 1]))
            if names and not self._stance.is_of_nobody(statement):
                sources = names
        return Heard(tuple(chain), tuple(sources), self._stance.asserts(first, last, statements, given=given))

    def is_asserted(self, first: int, last: int) -> bool:
        """Does anybody say this as a fact? The same as `of(first, last).asserted`."""
        statements = [s for s in self._around(first, last) if not self._stance.is_comment(s, last)]
        return self._stance.asserts(first, last, statements)

    # -------------------------------------------------------------------------------------------- who

    def _around(self, first: int, last: int) -> list[Statement]:
        """The statements whose content holds the span, the widest first; what is cited stands last."""
        sentence = self.attributor.sentence_of(first)
        own = self.attributor.of_sentence(sentence)
        holding = [s for s in own if _holds(s, first, last)]
        cited = [s for s in own if s.verb in ("citing", "quoting") and s not in holding]
        for back in range(sentence - 1, max(-1, sentence - _BACK), -1):
            holding += [s for s in self.attributor.of_sentence(back) if _holds(s, first, last)]
        if not holding and not own and (before := self.attributor.before(sentence)) is not None:
            holding = [before]
        if not holding and not own and self._speaks_on(sentence):
            holding = [s for s in self.attributor.of_sentence(sentence - 1)[-1:] if s.source is not None]
        holding.sort(key=lambda s: (s.verb in ("citing", "quoting"), -_length(s), s.cue[0]))
        return holding + cited

    def _speaks_on(self, sentence: int) -> bool:
        """ "X said his record is poor. During his tenure …": a sentence that opens with the one spoken of goes on with it."""
        first, last = self.tokens.sentences[sentence]
        opens = self.tokens.lower[first : first + 2]
        is_next = sentence > 0 and last - first > 2 and "\n" not in self.tokens.slice(first - 1, first + 1)
        return is_next and opens[0] in self._said["before_times"] and opens[1] in self._said["possessives"]

    def _named(self, statement: Statement) -> tuple[str, list[str]]:
        """A speaker's words, and the short names they come down to; none where a pronoun cannot be resolved."""
        assert statement.source is not None
        span: Span | None = statement.source
        if self._refers_back(statement.source):
            span = self._antecedent(statement)
        words = self.tokens.slice(*(span or statement.source))
        if span is None:
            return words, []
        return words, [name for name in short_names(self.tokens, span, self._said) if name]

    def _refers_back(self, source: Span) -> bool:
        """Whether these words stand for a speaker named before: a pronoun, "the report", "the group"."""
        lower = self.tokens.lower[source[0] : source[1]]
        if len(lower) == 2 and _is_capital(self.tokens.words[source[1] - 1]):
            return False
        if lower[0] == "our":
            return True
        if len(lower) == 1:
            return lower[0] in self._said["pronouns"] or lower[0] == "which"
        return len(lower) == 2 and lower[0] in ("the", "its", "their", "his", "her", "this") and (
            lower[1] in self._said["document_nouns"])  # fmt: skip

    def _antecedent(self, statement: Statement) -> Span | None:
        assert statement.source is not None
        word = self.tokens.lower[statement.source[0]]
        if word in ("i", "we", "our", "you", "there"):
            outer = [s for s in self._around(statement.source[0], statement.source[1]) if s.cue[0] != statement.cue[0]]
            return outer[-1].source if outer and outer[-1].source and word != "you" else None
        if word in ("who", "which"):
            return self._noun_before(statement.source[0])
        sentence = self.attributor.sentence_of(statement.source[0])
        for back in range(sentence, max(-1, sentence - _BACK), -1):
            for earlier in reversed(self.attributor.of_sentence(back)):
                source = earlier.source
                if source is not None and source[1] <= statement.source[0] and not self._refers_back(source):
                    return source
        definite = statement.source[1] - statement.source[0] == 2
        return statement.source if definite else self._name_before(statement.source[0], sentence)

    def _noun_before(self, at: int) -> Span | None:
        """The phrase before "who": back to the comma or the start of the clause, at most ten words."""
        last = at - (self.tokens.words[at - 1] == ",") if at else at
        first = last
        while first > 0 and last - first < 10 and self.tokens.words[first - 1][0].isalnum():
            first -= 1
            if self.tokens.lower[first] in ("the", "a", "an"):
                break
        return (first, last) if first < last else None

    def _name_before(self, at: int, sentence: int) -> Span | None:
        """The last run of two capitalised words before a pronoun, in its sentence or the one before."""
        begin = self.tokens.sentences[max(0, sentence - 1)][0]
        for token in range(at - 1, begin, -1):
            if _is_capital(self.tokens.words[token]) and _is_capital(self.tokens.words[token - 1]):
                first = token - 1
                while first > begin and _is_capital(self.tokens.words[first - 1]):
                    first -= 1
                return first, token + 1
        return None


def short_names(tokens: Tokens, span: Span, said: Words) -> list[str]:
    """Speakers as short as the text puts them: names without titles and clauses, joint speakers one by one."""
    whole = _without_time(tokens, *span, said)
    first, last = _without_clause(tokens, *_author(tokens, *whole, said))
    first, last = _named_after(tokens, first, last, whole[1], said["titles"]) or (first, last)
    if last - first > 2 and tokens.words[first].isdigit() and tokens.lower[first + 1] == "the":  # a footnote's number
        first += 1
    while first < last and (tokens.lower[first] == "the" or tokens.lower[first] in said["beside"]):
        if tokens.lower[first] == "the" and first + 1 < last and not _is_capital(tokens.words[first + 1]):
            break
        first += 1
    parts = _joint(tokens, first, last)
    return list(dict.fromkeys(_short(tokens, begin, end, said) for begin, end in parts if begin < end))


def _named_after(tokens: Tokens, first: int, last: int, end: int, titles: frozenset[str]) -> Span | None:
    """ "its director, Lena Osk," "the governor, Idris Malo": the name that stands after who it is; None where none does."""
    if last >= end - 2 or tokens.words[last] != "," or not first < last or last - first > 4:
        return None
    if any(_is_capital(word) for word in tokens.words[first + 1 : last]) or tokens.lower[first] not in _OF_A_ROLE:
        return None
    stop = next((k for k in range(last + 1, end) if tokens.words[k] == ","), end)
    named = tokens.words[last + 1 : stop]
    plain = all(_is_capital(word) or word.lower() in _PARTICLES for word in named) and len(named) in (2, 3, 4)
    return (last + 1, stop) if plain and _is_capital(named[-1]) else None


def _without_time(tokens: Tokens, first: int, last: int, said: Words) -> Span:
    """ "In February the monitor", "By noon the outlet", "[Text] the police today": who is meant, without when and how."""
    words, lower, times = tokens.words, tokens.lower, said["times"]
    if words[first] == "[" and "]" in words[first : min(last - 1, first + 4)]:
        first = words.index("]", first) + 1
    if words[first].isdigit() and last - first > 1 and _is_capital(words[first + 1]):
        first += 1  # a footnote's number: "3 The authorities said"
    last = _without_paper(tokens, first, last, said)
    while last - first > 1 and (
        lower[last - 1] in said["beside"] or (words[last - 1] == ")" and "(" not in words[first:last])
    ):
        last -= 1
    while last - first > 1 and lower[first] in said["beside"]:
        first += 1
    if lower[first] not in said["before_times"]:
        return first, last
    comma = next((k for k in range(first, last - 1) if words[k] == ","), first)
    if any(_is_time(lower[k], times) for k in range(first, comma)):
        return comma + 1, last
    at = first + 1
    while at < last and (_is_time(lower[at], times) or lower[at] in said["beside_times"]):
        at += 1
    if at < last and any(_is_time(lower[k], times) for k in range(first, at)):
        return at - (lower[at - 1] in ("the", "a")), last
    return first, last


def _without_paper(tokens: Tokens, first: int, last: int, said: Words) -> int:
    """ "The monitor in a February report": the end of the speaker, before what it was said in."""
    if tokens.lower[last - 1] not in said["papers"]:
        return last
    inside = (k for k in range(first + 1, last - 2) if tokens.lower[k] == "in")
    return next((k for k in inside if tokens.lower[k + 1] in ("a", "an", "its", "his", "her", "their", "the")), last)


def _is_time(word: str, times: frozenset[str]) -> bool:
    return word in times or word[0].isdigit()


def _author(tokens: Tokens, first: int, last: int, said: Words) -> Span:
    """ "a report by ICHRI on December 2", "a May ICHRI report": ICHRI."""
    begins = first + (tokens.lower[first] in ("a", "an", "the", "its", "one"))
    begins += begins < last - 1 and _is_time(tokens.lower[begins], said["times"])
    if first < begins < last - 1 and tokens.lower[last - 1] in said["papers"]:
        name = tokens.words[begins : last - 1]
        if all(_is_capital(word) for word in name) and name[0].lower() not in said["no_authors"]:
            return begins, last - 1
    if tokens.lower[last - 1] in said["papers"]:  # "the Monitor's 2030 report"
        owner = next((at for at in range(first + 1, last - 1) if tokens.lower[at] in ("'s", "’s")), None)
        if owner is not None and last - owner <= 4:
            return first, owner
    for at in range(first + 2, min(last - 1, first + 7)):
        if tokens.lower[at] == "by" and tokens.lower[at - 1] in said["shared"]:
            return at + 1, last
    for at in range(first + 1, min(last - 1, first + 5)):
        if tokens.lower[at] in ("by", "from") and tokens.lower[at - 1] in _DOCUMENTS and _is_capital(tokens.words[at + 1]):
            end = next((i for i in range(at + 2, last) if tokens.lower[i] in ("on", "in", "of") and i + 1 < last), last)
            return at + 1, end
        if tokens.lower[at] in ("by", "from") and tokens.lower[at - 1] in _DOCUMENTS and tokens.lower[at + 1] == "the":
            return at + 1, last
    return first, last


def _without_clause(tokens: Tokens, first: int, last: int) -> Span:
    """Before the first comma that does not join names, bracket or relative clause."""
    for at in range(first + 1, last):
        word = tokens.words[at]
        if word in ("(", "—", "–", "--", ";", ":") or tokens.lower[at] in _CLAUSE:
            return first, at
        if word == "," and not _is_list_comma(tokens, at, last):
            return first, at
    while last > first and tokens.words[last - 1] == ",":
        last -= 1
    return first, last


def _is_list_comma(tokens: Tokens, at: int, last: int) -> bool:
    return "and" in tokens.lower[at + 1 : last] and at + 1 < last and (
        _is_capital(tokens.words[at + 1]) or tokens.lower[at + 1] in ("the", "and"))  # fmt: skip


def _joint(tokens: Tokens, first: int, last: int) -> list[Span]:
    """Joint speakers apart, where each begins with a capital ("COI, HRW, and the SNHR"); else the whole."""
    cuts = [first]
    for at in range(first + 1, last - 1):
        following = at + 1 + (tokens.lower[at + 1] in ("and", "the")) + (tokens.lower[at + 1 : at + 3] == ["and", "the"])
        joins = tokens.words[at] == "," or (tokens.lower[at] == "and" and tokens.words[at - 1] != ",")
        if joins and following < last and _is_capital(tokens.words[following]) and _is_capital(tokens.words[at - 1]):
            cuts.append(following)
    if len(cuts) < 2 or not _are_names(tokens, cuts, last):
        return [(first, last)]
    ends = [*cuts[1:], last]
    return [(begin, _trim_join(tokens, begin, end)) for begin, end in zip(cuts, ends, strict=True)]


def _are_names(tokens: Tokens, cuts: list[int], last: int) -> bool:
    """One "and" inside a name ("Ministry of Health and Population") joins no speakers: each must stand alone."""
    if len(cuts) > 2:
        return True
    before = tokens.lower[cuts[0] : cuts[1]]
    return not ({"of", "for"} & set(before)) or tokens.lower[cuts[1] - 1] == "the" or "," in before


def _trim_join(tokens: Tokens, begin: int, end: int) -> int:
    while end > begin and tokens.lower[end - 1] in (",", "and", "the"):
        end -= 1
    return end


def _short(tokens: Tokens, first: int, last: int, said: Words) -> str:
    """A person's name without what stands before it; "head of the Union", "a nurse" stay as they are."""
    begin = first
    if _is_capital(tokens.words[last - 1]):
        run = last
        while run > first and (_is_capital(tokens.words[run - 1]) or (
            tokens.lower[run - 1] in _PARTICLES and run - 1 > first and _is_capital(tokens.words[run - 2]))
        ):  # fmt: skip
            run -= 1
        if run == first or (
            tokens.lower[run - 1] not in _NAME_LINKS and tokens.lower[run - 1] not in ("'s", "'", "’", "a", "an")
        ):
            begin = run
        while begin < last - 1 and (tokens.lower[begin].rstrip(".") in said["titles"] or tokens.words[begin] == "."):
            if tokens.lower[begin + 1] in _NAME_LINKS:  # "the mayor of Ashby"
                break
            if begin == last - 2 and tokens.lower[begin + 1] in said["document_nouns"]:  # "the Interior Ministry"
                break
            begin += 1
        for at in range(last - 3, begin, -1):  # "Ruritanian President Omar Saba"
            if tokens.lower[at] in _OFFICES and all(_is_capital(word) for word in tokens.words[begin:last]):
                begin = at + 1
                break
    while last - begin > 1 and tokens.lower[last - 1] in ("and", ",", "or"):
        last -= 1
    words = tokens.slice(begin, last)
    return words[:-1] if words.find(".") == len(words) - 1 else words  # "according to BRW."


def _is_capital(word: str) -> bool:
    return word[0].isupper() or (word[2:3] == "-" and word[3:4].isupper())


def _holds(statement: Statement, first: int, last: int) -> bool:
    """Whether most of a span lies in one of the pieces of what is said."""
    return any(min(end, last) - max(begin, first) > (last - first) / 2 for begin, end in statement.content)


def _length(statement: Statement) -> int:
    return sum(end - begin for begin, end in statement.content)
