"""Who says what: the source, the cue and the content of every reported statement, with exact spans.

In: a document's tokens. Out: attributions. One sentence at a time, around each cue (a verb of saying, "according to"):

1. what is quoted (found once for the document) is opaque: a cue outside it never takes its source from inside;
2. the verb group is the cue: "has also said"; after a form of "be" it is passive and its source stands after "by";
3. the source is the noun phrase before the verb, with an insertion between commas if there is one, or after it where
   the words are inverted ("…," said X); a participle after a comma shares the speaker of the clause before;
4. the content is what follows, up to the end of the sentence, or what stands before where nothing follows;
5. a quotation that begins or goes on in the next sentences without a speaker of its own belongs to the last speaker.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from onrecord.claims.tokens import Tokens, tokenize
from onrecord.model import Attribution, Document

LONGEST_SOURCE = 45
"""No source of more tokens is looked for."""

Span = tuple[int, int]
"""Token range, end exclusive."""

_OPENING = frozenset(("“", "«", "„"))
_CLOSING = frozenset(("”", "»"))
_STRAIGHT = frozenset(('"',))
_ENDS = frozenset((".", "!", "?", "…", "..."))


@dataclass(frozen=True, slots=True)
class Statement:
    """A reported statement in tokens: who (`None` where nobody is named), the cue, and the pieces of what is said."""

    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    verb: str


@dataclass(frozen=True, slots=True)
class Verbs:
    """The forms of the verbs of saying, and the sets of words that the grammar asks for."""

    forms: Mapping[str, str]
    """form -> lemma"""
    told: frozenset[str]
    about: frozenset[str]
    participles: frozenset[str]
    finite: frozenset[str]
    words: Mapping[str, frozenset[str]]


def attributions(document: Document) -> tuple[Attribution, ...]:
    """Every reported statement of a document, of harm or not, in the order of their cues; spans in characters."""
    tokens = tokenize(document.text)
    attributor = Attributor(tokens)
    return tuple(
        Attribution(
            _characters(tokens, (s.source,) if s.source else ()), _characters(tokens, (s.cue,)), _characters(tokens, s.content)
        )
        for s in attributor.all()
    )


def _characters(tokens: Tokens, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple((tokens.starts[first], tokens.ends[last - 1]) for first, last in spans)


class Attributor:
    """Finds statements lazily: a sentence is read when it is asked for, so that only those with claims cost anything."""

    def __init__(self, tokens: Tokens, language: str = "en") -> None:
        self.tokens = tokens
        self._words, self._lower = tokens.words, tokens.lower
        self._verbs = verbs(language)
        self._said = self.words = self._verbs.words
        self._own: dict[int, tuple[Statement, ...]] = {}
        self._begins = [first for first, _ in tokens.sentences]
        self._paragraph_of = [bisect_right(tokens.paragraphs, first) for first in self._begins]
        self.quotes = _quotations(tokens)
        self._quote_begins = [first for first, _ in self.quotes]

    def all(self) -> list[Statement]:
        """The statements of the whole document, each with the quotations that go on after it."""
        found: list[Statement] = []
        for sentence in range(len(self.tokens.sentences)):
            own = self.of_sentence(sentence)
            if not own and found and (more := self._goes_on(sentence)):
                last = found[-1]
                found[-1] = Statement(last.source, last.cue, _joined((*last.content, more)), last.verb)
            found.extend(own)
        return found

    def sentence_of(self, token: int) -> int:
        """The number of the sentence that holds this token."""
        return max(0, bisect_right(self._begins, token) - 1)

    def of_sentence(self, sentence: int) -> tuple[Statement, ...]:
        """The statements whose cue stands in this sentence."""
        if sentence not in self._own:
            self._own[sentence] = tuple(self._read(sentence))
        return self._own[sentence]

    def before(self, sentence: int) -> Statement | None:
        """The statement whose quotation goes on in this sentence, which has no speaker of its own; None if none does."""
        at = sentence
        while at > 0 and not self.of_sentence(at) and self._goes_on(at):
            at -= 1
            if own := self.of_sentence(at):
                return own[-1]
            if sentence - at > 12:
                break
        return None

    def quotation_at(self, token: int) -> Span | None:
        """The quotation that holds this token, without its marks; None outside of quotations."""
        at = bisect_right(self._quote_begins, token) - 1
        if at >= 0 and self.quotes[at][0] <= token < self.quotes[at][1]:
            return self.quotes[at]
        return None

    # -------------------------------------------------------------------------------------------- quotations

    def _goes_on(self, sentence: int) -> Span | None:
        """The quotation that this sentence begins with or lies in, if it goes on with what was quoted before."""
        first, last = self.tokens.sentences[sentence]
        if sentence == 0 or self._paragraph_of[sentence] - self._paragraph_of[sentence - 1] > 1:
            return None
        begins = first + (self._words[first] in _OPENING or self._words[first] in _STRAIGHT)
        quotation = self.quotation_at(begins) if begins < last else None
        if quotation is None or (quotation[0] > begins):
            return None
        end = min(last, quotation[1])
        if end - begins < 0.6 * (last - begins - 1):
            return None
        return first, _with_mark(self._words, end, last)

    def _read(self, sentence: int) -> list[Statement]:
        first, last = self.tokens.sentences[sentence]
        found: list[Statement] = []
        forms, lower = self._verbs.forms, self._lower
        for at in range(first, last):
            word = lower[at]
            statement = None
            if word in forms:
                statement = self._verb(at, self._window(at, first, last), found)
            elif word == "according" and at + 2 < last and lower[at + 1] == "to":
                statement = self._according(at, 2, self._window(at, first, last))
            if statement is not None and statement.content:
                found.append(statement)
        return found

    def _window(self, at: int, first: int, last: int) -> Span:
        """What a cue may reach: its quotation, or the sentence around all quotations."""
        quotation = self.quotation_at(at)
        if quotation is None:
            return first, last
        return max(first, quotation[0]), min(last, quotation[1])

    # -------------------------------------------------------------------------------------------- "according to"

    def _according(self, at: int, length: int, window: Span) -> Statement | None:
        first, last = window
        begins = at + length
        end = self._phrase_end(begins, last)
        if end == begins:
            return None
        if at - first <= 2 and not any(word.isalnum() for word in self._words[first:at] if word.lower() not in ("and", "but")):
            after = end + (end < last and self._words[end] == ",")
            content = self._trimmed(after, last)
        else:
            start = self._clause_start(first, at)
            content = self._trimmed(start, at)
            following = end + (end < last and self._words[end] == ",")
            if end < last and self._words[end] == "," and last - following > 4:  # said inside of a clause
                return Statement((begins, end), (at, begins), _joined((content, self._trimmed(following, last))), "according")
        return Statement((begins, end), (at, begins), (content,) if content[0] < content[1] else (), "according")

    def _clause_start(self, first: int, at: int) -> int:
        """Where the clause before a cue at its end begins: after a semicolon, else with the sentence."""
        for token in range(at - 1, first, -1):
            if self._words[token] in (";",) and self.quotation_at(token) is None:
                return token + 1
        return first

    def _phrase_end(self, begins: int, last: int) -> int:
        """The end of the noun phrase that begins here: before a comma, a mark, or the end of the sentence."""
        lower, at = self._lower, begins
        while at < last and at - begins < LONGEST_SOURCE:
            word = lower[at]
            if word in (";", ":", "—", "–", "--", ")", "“", '"') or (word in _ENDS and not self._is_abbreviation(at)):
                break
            if word == ",":
                appositive = self._appositive_end(at, last)
                if appositive is None:
                    break
                at = appositive
                continue
            if at > begins and word in ("while", "but", "as", "when", "because"):
                break
            at += 1
        return at

    def _appositive_end(self, comma: int, last: int) -> int | None:
        """After "X, an aide to Y," the last word before the second comma; None where the comma ends the phrase."""
        if comma + 1 >= last:
            return None
        word = self._lower[comma + 1]
        if word not in (
            "a",
            "an",
            "the",
            "who",
            "which",
            "director",
            "head",
            "spokesman",
            "spokeswoman",
            "president",
            "chief",
        ):
            return None
        if comma and not self._words[comma - 1][0].isupper() and word not in ("who", "which"):
            return None
        for at in range(comma + 2, min(last, comma + 25)):
            if self._words[at] == ",":
                return at + 1 if at + 1 < last and self._lower[at + 1] in self._verbs.forms else at
            if self._words[at] in ("“", '"', ";"):
                return None
            if self._words[at] in _ENDS and at >= last - 2:
                return at
        return None

    def _is_abbreviation(self, at: int) -> bool:
        words = self._words
        if not 0 < at < len(words) - 1 or len(words[at - 1]) > 4 or not words[at - 1][0].isupper():
            return False
        return words[at + 1][0].isupper() or words[at + 1] == ","

    # -------------------------------------------------------------------------------------------- verbs

    def _verb(self, at: int, window: Span, found: list[Statement]) -> Statement | None:
        first, last = window
        word = self._lower[at]
        begins, passive = self._group_start(at, first)
        if word in self._verbs.participles and not passive and begins == at:
            return self._participle(at, window, found)
        if passive:
            return self._passive(at, begins, window)
        if begins > first and self._lower[begins - 1] in (
            "to",
            "of",
            "by",
            "for",
            "in",
            "the",
            "a",
            "an",
            "this",
            "his",
            "their",
            "her",
        ):
            return None
        after = self._after(at + 1, last, told=word in self._verbs.told)
        right = self._right(after, last, word)
        source = self._source_before(begins, first, word)
        if source is None and (begins == first or self._words[begins - 1] in (",", "”", '"', "''", "»", "!", "?")):
            return self._inverted(at, begins, window)
        if source is None or not self._plausible(source, at, begins, right, word):
            return None
        if right is None or (right[1] - right[0] < 2 and right[0] > first):
            left = self._left(first, source[0])
            return Statement(source, (begins, at + 1), (left,), word) if left else None
        left_quote = self._quote_before(first, source[0])
        content = _joined((left_quote, right)) if left_quote else (right,)
        return Statement(source, (begins, at + 1), content, word)

    def _group_start(self, at: int, first: int) -> tuple[int, bool]:
        """Where the verb group of this verb begins, and whether it is passive."""
        begins, passive = at, False
        while begins > first and begins - 1 > at - 5:
            word = self._lower[begins - 1]
            if word not in self._said["auxiliaries"] and not (word.endswith("ly") and len(word) > 4):
                break
            is_form = self._lower[at] in self._verbs.participles or not self._lower[at].endswith(
                ("ed", "told", "found", "written")
            )
            if word in self._said["passive"] and not is_form:
                passive = True
            begins -= 1
        return begins, passive

    def _after(self, at: int, last: int, *, told: bool) -> int:
        """Past what may stand between a verb and what is said: whom, when, where, and "that"."""
        lower, words = self._lower, self._words
        if told:
            at = self._addressee_end(at, last)
        for _ in range(4):
            if at >= last or words[at] in (",", ":", "“", '"'):
                break
            if lower[at] in self._said["days"]:
                at += 1
                continue
            if lower[at] in ("in", "on", "at", "during", "to", "via", "through") and at + 1 < last:
                end = self._circumstance_end(at + 1, last)
                if end is not None:
                    at = end
                    continue
            break
        return at

    def _addressee_end(self, at: int, last: int) -> int:
        lower, words = self._lower, self._words
        begins = at
        if at < last and lower[at] in ("me", "us", "him", "her", "them", "you", "it"):
            return at + 1
        while at < last and at - begins < 12:
            if lower[at] in ("that", "how", "what", "why", "whether", "if", "about", "of") or words[at] in (
                ",",
                ":",
                "“",
                '"',
            ):
                return at
            if at > begins and lower[at] in ("he", "she", "they", "it", "we", "i", "there"):
                return at
            if at > begins and lower[at] in self._said["days"]:
                return at
            if (
                at > begins + 1
                and lower[at] in ("the", "his", "their", "a", "an", "its")
                and lower[at - 1] not in ("of", "at", "for", "to", "from", "with", "in", "and")
            ):
                return at
            if words[at] in _ENDS:
                return at
            at += 1
        return begins

    def _circumstance_end(self, at: int, last: int) -> int | None:
        """After "a statement", "an interview with X", "Friday night", "Twitter": the place or time of saying."""
        for end in range(at, min(last, at + 9)):
            word = self._lower[end]
            if word in self._said["statement"] or word in self._said["days"] or (word[:1].isdigit() and end > at):
                while end + 1 < last and self._lower[end + 1] in (self._said["statement"] | self._said["days"]):
                    end += 1
                if end + 1 < last and self._lower[end + 1] in ("with", "to", "of", "for"):
                    following = end + 2
                    while (
                        following < last
                        and self._words[following] not in (",", "“", '"', ":", ".")
                        and self._lower[following] not in ("that",)
                        and following - end < 10
                        and self._lower[following] not in self._said["days"]
                    ):
                        following += 1
                    end = following - 1
                return end + 1
            if self._words[end] in (",", "“", '"', ":", ";", ".") or word in (
                "that",
                "he",
                "she",
                "they",
                "it",
                "was",
                "were",
                "is",
            ):
                return None
        return None

    def _right(self, after: int, last: int, word: str) -> Span | None:
        """What is said after the verb; None where nothing is."""
        words, lower = self._words, self._lower
        if after < last and words[after] in (":", ","):
            if (
                words[after] == ","
                and after + 1 < last
                and not (self._opens_quote(after + 1) or lower[after + 1] == "that" or words[after + 1] == ",")
            ):
                rest = self._insertion_end(after, last)
                if rest is None:
                    return None
                after = rest
            else:
                after += 1
        end = self._trimmed(after, last)[1]
        if end <= after:
            return None
        return self._grown(after, end)

    def _insertion_end(self, comma: int, last: int) -> int | None:
        """After an insertion between verb and content: "said, without giving details, that"."""
        for at in range(comma + 1, min(last, comma + 20)):
            if self._words[at] == "," and at + 1 < last and (self._lower[at + 1] == "that" or self._opens_quote(at + 1)):
                return at + 1
        return None

    def _grown(self, after: int, end: int) -> Span:
        """A quotation that begins in the content is part of it to its end, over sentences."""
        quotation = self.quotation_at(end - 1) or (self.quotation_at(end) if end < len(self._words) else None)
        if quotation is not None and quotation[0] >= after and quotation[1] > end:
            return after, _with_mark(self._words, quotation[1], len(self._words))
        return after, end

    def _opens_quote(self, at: int) -> bool:
        return self._words[at] in _OPENING or self._words[at] in _STRAIGHT or self._words[at] in ("‘", "'", "''")

    def _trimmed(self, first: int, last: int) -> Span:
        """Without the commas at both ends and the full stop, unless a quotation ends there."""
        while first < last and self._words[first] in (",", ":", ";", "-", "–", "—", "--"):
            first += 1
        while last > first and self._words[last - 1] in (",", ".", ";", ":", "—", "–", "--", "…"):
            last -= 1
        return first, last

    def _left(self, first: int, source: int) -> Span | None:
        """What is said before the speaker: from the start of the clause to the comma."""
        start = self._clause_start(first, source)
        if start < source and self._lower[start] in ("but", "and", "yet", "so") and source - start > 3:
            start += 1
        span = self._trimmed(start, source)
        if span[1] - span[0] < 2:
            return None
        quotation = self.quotation_at(span[0])  # it may have begun in a sentence before
        if quotation is not None and quotation[0] < span[0] and self._unspoken(quotation[0], span[0]):
            return max(quotation[0] - 1, 0), span[1]
        return span

    def _unspoken(self, first: int, last: int) -> bool:
        """Whether no sentence between these tokens has a speaker of its own outside of the quotation."""
        for sentence in range(self.sentence_of(first), self.sentence_of(last)):
            if any(self.quotation_at(s.cue[0]) is None for s in self.of_sentence(sentence)):
                return False
        return True

    def _quote_before(self, first: int, source: int) -> Span | None:
        """A quotation that stands right before the speaker, who goes on after the verb: "…," X said, "…"."""
        at = source - 1
        while at >= first and self._words[at] in (",", "”", '"', "''", "»"):
            at -= 1
        if at == source - 1 or at < first:
            return None
        quotation = self.quotation_at(at)
        return self._left(first, source) if quotation is not None else None

    # -------------------------------------------------------------------------------------------- sources

    def _source_before(self, begins: int, first: int, word: str) -> Span | None:
        """The noun phrase that ends before the verb group."""
        lower, words = self._lower, self._words
        if begins <= first:
            return None
        before = begins - 1
        if lower[before] in self._said["pronouns"] or lower[before] == "which":
            return before, begins
        if words[before] in (",", "—", "–", "--", ")"):
            return self._source_before_comma(before, first)
        if not (words[before][0].isalnum() or words[before] in ("'s", "’s")) or lower[before] in self._said["boundaries"]:
            return None
        start = self._phrase_start(before, first)
        return (start, begins) if start <= before else None

    def _source_before_comma(self, comma: int, first: int) -> Span | None:
        """ "X, who was there, said": the phrase before the first of the two commas."""
        for at in range(comma - 1, max(first, comma - LONGEST_SOURCE), -1):
            if self._words[at] in _OPENING or self._words[at] in _CLOSING or self._words[at] in _STRAIGHT:
                return None
            opens = {",": ",", "—": "—", "–": "–", "--": "--", ")": "("}[self._words[comma]]
            if self._words[at] != opens:
                continue
            start = self._phrase_start(at - 1, first)
            if start < at and self._has_name(start, at):
                return start, comma + 1
        return None

    def _has_name(self, start: int, end: int) -> bool:
        """Whether a phrase can be a speaker: a name, or a noun with its article, near the comma."""
        return self._words[end - 1][0].isalnum() and self._lower[end - 1] not in self._said["days"] and (
            self._words[end - 1][0].isupper() or self._lower[start] in self._said["determiners"] or start + 1 == end
            or self._lower[end - 1].endswith("s"))  # fmt: skip

    def _phrase_start(self, at: int, first: int) -> int:
        """Where the noun phrase begins that ends with this token."""
        lower, words = self._lower, self._words
        start = at + 1
        while at >= first and start - at < LONGEST_SOURCE:
            word = lower[at]
            if self.quotation_at(at) is not None and self.quotation_at(start) is None and start > at + 1 and words[at] != "'s":
                break
            if (
                words[at] in (",", ";", ":", "—", "–", "--", "(", "“", "”", '"', "»", "«", "''")
                or word in self._said["boundaries"]
            ):
                if words[at] == "," and self._is_listing(at, start, first):
                    at -= 1
                    continue
                break
            if word in self._said["verblike"] and at > first:
                if (relative := self._relative_before(at, first)) is None:
                    break
                at = relative
            if word in ("and", "or") and self._ends_clause(at, first):
                break
            start = at
            at -= 1
        return self._without_opening(start, first)

    def _without_opening(self, start: int, first: int) -> int:
        """Past a conjunction, and past the day that a sentence may open with: "On 3 May the network said"."""
        lower, words = self._lower, self._words
        while start < len(words) - 1 and lower[start] in ("and", "or", "yet", "meanwhile", "still", "also", "then", "even"):
            start += 1
        if lower[start] in ("on", "in", "during", "since", "by", "at") and start + 1 < len(words):
            dated = start + 1
            while dated < len(words) and (
                words[dated][0].isdigit() or lower[dated] in self._said["months"] | self._said["days"]
            ):
                dated += 1
            if dated > start + 1:
                return dated
        return start

    def _relative_before(self, at: int, first: int) -> int | None:
        """ "the man who was there": the noun before "who", where a relative clause holds this verb."""
        for token in range(at - 1, max(first, at - 8), -1):
            if self._lower[token] in ("who", "which") and token > first and self._words[token - 1] != ",":
                return token
            if self._words[token] in (",", ";", ":", "“", '"'):
                return None
        return None

    def _is_listing(self, comma: int, start: int, first: int) -> bool:
        """Whether this comma joins speakers: "the SNHR, the SOHR and others said"."""
        between = self._lower[comma + 1 : start + 8]
        if "and" not in between[:8] or comma <= first:
            return False
        return self._words[comma - 1][0].isupper() and (
            self._words[comma + 1][0].isupper() or self._lower[comma + 1] in ("the", "and")
        )

    def _ends_clause(self, at: int, first: int) -> bool:
        """Whether "and" here joins two clauses rather than two speakers: a verb stands before it."""
        for token in range(at - 1, max(first - 1, at - 14), -1):
            word = self._lower[token]
            if word in self._said["verblike"] or word in self._verbs.finite:
                return True
            if word.endswith("ed") and len(word) > 4 and self._lower[token - 1] not in ("the", "a", "an", "and"):
                return True
            if self._words[token] in (",", ";"):
                return token < at - 6
        return False

    def _plausible(self, source: Span, at: int, begins: int, right: Span | None, word: str) -> bool:
        """Whether a word that may be a noun ("reports", "claims") is a verb here."""
        if self._lower[source[0]] in ("which", "what", "there", "it") and self._lower[source[0]] != "it":
            return False
        if word not in self._said["uncertain"] or begins < at:
            return True
        before, following = self._lower[at - 1], self._lower[at + 1] if at + 1 < len(self._lower) else ""
        if (
            before in self._said["determiners"]
            or before in ("to", "of", "in", "by", "'s")
            or (before.endswith("ed") and not before.isupper())
        ):
            return False
        if word.endswith(("ed", "d", "wn")) and word not in ("find", "found"):
            return following not in ("by", "in", ".", ",", "") and following not in ("as", "to", "from")
        if right is None:
            return self._lower[source[0]] in self._said["pronouns"]
        if following == "that" or self._opens_quote(at + 1):
            return True
        return self._lower[source[0]] in self._said["pronouns"] or following in self._said["determiners"] or (
            following in self._said["pronouns"]) or self._words[at + 1][0].isupper()  # fmt: skip

    # -------------------------------------------------------------------------------------------- other orders

    def _inverted(self, at: int, begins: int, window: Span) -> Statement | None:
        """ "…," said X, an aide."""
        first, last = window
        if self._lower[at] not in self._said["inverted"] or begins != at or at <= first + 1:
            return None
        end = at + 1
        while (
            end < last
            and self._words[end] not in (",", ";", ":", "“", '"')
            and not (self._words[end] in _ENDS and not self._is_abbreviation(end))
            and self._lower[end] not in ("in", "on", "who", "during", "after", "when", "as", "at")
            and self._lower[end] not in self._said["days"]
        ):
            end += 1
        source = (at + 1, end)
        if end < last and self._words[end] == "," and (appositive := self._appositive_end(end, last)) is not None:
            source = (at + 1, appositive)
        left = self._left(first, at)
        if end == at + 1 or left is None or end - at > LONGEST_SOURCE:
            return None
        return Statement(source, (at, at + 1), (left,), self._lower[at])

    def _participle(self, at: int, window: Span, found: list[Statement]) -> Statement | None:
        """ ", saying that …": said by the speaker or the subject of the clause before."""
        first, last = window
        word = self._lower[at]
        if word not in self._said["adverbial"] or at == first:
            return None
        before = self._lower[at - 1]
        if before in ("to", "of", "in", "the", "a") or (before == "by" and word != "citing"):
            return None
        end = self._trimmed(at + 1, last)[1]
        if word in ("citing", "quoting"):
            stop = self._phrase_end(at + 1, last)
            content = self._trimmed(first, at)
            return (
                Statement((at + 1, stop), (at, at + 1), (content,), word)
                if content[1] - content[0] > 1 and stop > at + 1
                else None
            )
        after = self._after(at + 1, last, told=word in self._verbs.told)
        right = self._right(after, last, word) or (after, end)
        source = next((s.source for s in reversed(found) if s.source is not None and s.source[0] < at), None)
        source = source or self._subject(first, at)
        return Statement(source, (at, at + 1), (right,), word) if right[1] > right[0] else None

    def _subject(self, first: int, at: int) -> Span | None:
        """The subject of the clause that begins the sentence: up to its first verb."""
        start = first
        while start < at and not self._words[start][0].isalnum():
            start += 1
        for token in range(start + 1, min(at, start + 14)):
            word = self._lower[token]
            if (
                word in self._said["verblike"]
                or (word.endswith("ed") and len(word) > 3)
                or word in self._verbs.finite
                or word in self._said["auxiliaries"]
            ):
                return (start, token) if token > start else None
            if self._words[token] in ("“", '"', ";"):
                return None
        return None

    def _passive(self, at: int, begins: int, window: Span) -> Statement | None:
        """ "It was reported by X that …", "X was quoted as saying", "X was told that"; without a speaker, none is given."""
        first, last = window
        lower = self._lower
        word = lower[at]
        if word == "quoted" and at + 2 < last and lower[at + 1] == "as" and lower[at + 2] in self._verbs.participles:
            source = self._source_before(begins, first, word)
            right = self._right(self._after(at + 3, last, told=False), last, word)
            return Statement(source, (begins, at + 3), (right,), word) if right else None
        by = next((t for t in range(at + 1, min(last, at + 6)) if lower[t] == "by"), None)
        if by is not None:
            end = self._phrase_end(by + 1, last)
            that = next((t for t in range(by + 2, end) if lower[t] == "that"), None)
            if that is not None and (right := self._right(that, last, word)) is not None:
                return Statement((by + 1, that), (begins, by + 1), (right,), word)
            content = self._trimmed(first, begins)
            if end > by + 1 and content[1] - content[0] > 1:
                return Statement((by + 1, end), (begins, by + 1), (content,), word)
        if lower[begins - 1] == "it" and at + 1 < last and lower[at + 1] == "that":
            right = self._right(at + 1, last, word)
            return Statement(None, (begins, at + 1), (right,), word) if right else None
        return None


def _with_mark(words: list[str], end: int, last: int) -> int:
    """The end of a quotation with its closing mark."""
    return end + 1 if end < last and (words[end] in _CLOSING or words[end] in _STRAIGHT) else end


def _joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The pieces in order, those that touch or overlap as one."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _quotations(tokens: Tokens) -> list[Span]:
    """Quotations without their marks, in order. A paragraph's end closes a straight mark; “ without ” goes on."""
    found: list[Span] = []
    opened: int | None = None
    curly = False
    paragraphs = set(tokens.paragraphs)
    for at, word in enumerate(tokens.words):
        if at in paragraphs and opened is not None:
            found.append((opened, at))
            opened = at if curly and word not in _OPENING and _closes_soon(tokens, at) else None
        if word in _OPENING:
            if opened is not None:
                found.append((opened, at))
            opened, curly = at + 1, True
        elif word in _CLOSING:
            if opened is not None:
                found.append((opened, at))
            opened = None
        elif word in _STRAIGHT:
            if opened is None:
                opened, curly = at + 1, False
            else:
                found.append((opened, at))
                opened = None
    return [span for span in found if span[0] < span[1]]


def _closes_soon(tokens: Tokens, at: int) -> bool:
    """Whether a quotation left open at a paragraph's end is closed before another opens."""
    for word in tokens.words[at : at + 200]:
        if word in _CLOSING:
            return True
        if word in _OPENING:
            return False
    return False


@cache
def verbs(language: str = "en") -> Verbs:
    """The verbs of saying of a language, from `languages/CODE_attribution.toml`."""
    path = resources.files("onrecord") / "languages" / f"{language}_attribution.toml"
    data: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    forms: dict[str, str] = {}
    groups: dict[str, set[str]] = {"told": set(), "about": set(), "participles": set(), "finite": set()}
    for group in ("clause", "told", "about"):
        for entry in data["verbs"][group].split():
            base, *rest = entry.removesuffix("_x").split("_")
            for form, kind in _forms(base, rest):
                forms.setdefault(form, base)
                groups["participles" if kind == "ing" else "finite"].add(form)
                if group in groups:
                    groups[group].add(form)
    words = {key: frozenset(value.split()) for key, value in data["verbs"].items() if key not in ("clause", "told", "about")}
    words |= {key: frozenset(value.split()) for key, value in data["words"].items()}
    words |= {key: frozenset(value.split()) for key, value in data["doubt"].items()}
    finite = frozenset(groups["finite"])
    return Verbs(forms, frozenset(groups["told"]), frozenset(groups["about"]), frozenset(groups["participles"]), finite, words)


def _forms(base: str, irregular: list[str]) -> list[tuple[str, str]]:
    stem = base[:-1] if base.endswith("e") else base
    ends_y = base.endswith("y") and base[-2] not in "aeiou"
    third = base[:-1] + "ies" if ends_y else base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")
    if irregular:
        past, participle, ing = irregular
    else:
        past = participle = base[:-1] + "ied" if ends_y else stem + "ed"
        ing = stem + "ing"
    return [(base, "base"), (third, "third"), (past, "past"), (participle, "past"), (ing, "ing")]
