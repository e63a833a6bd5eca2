"""The noun phrases that name a speaker, and the clauses around them, in tokens without a parser.

Where a phrase begins and ends is read from what bounds it: marks, conjunctions, verbs, quotations.
"""

from __future__ import annotations

from bisect import bisect_right

from onrecord.claims.quotations import CLOSING, OPENING, STRAIGHT, Span, curled, quotations
from onrecord.claims.reporting import verbs
from onrecord.claims.tokens import Tokens

LONGEST_SOURCE = 45
"""No source of more tokens is looked for."""

_SPANS = frozenset(["to", "and", "until", "till", "through", "-", "–"])
"""Between the first and the last day of a period."""

ENDS = frozenset((".", "!", "?", "…", "..."))


class Phrases:
    """A document's tokens with the questions that the grammar of attribution asks of them."""

    def __init__(self, tokens: Tokens, language: str = "en") -> None:
        self.tokens = tokens
        self._words, self._lower = curled(tokens), tokens.lower
        self._verbs = verbs(language)
        self._said = self.words = self._verbs.words
        self.quotes = quotations(tokens, self._words)
        self._quote_begins = [first for first, _ in self.quotes]

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
            if word in (";", ":", "—", "–", "--", ")", "“", '"') or (word in ENDS and not self._is_abbreviation(at)):
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
            if word not in ("who", "which") and self._is_verb_form(at):
                return None  # "According to the network, the army killed …": no apposition, the clause itself
            if self._words[at] == ",":
                return at + 1 if at + 1 < last and self._lower[at + 1] in self._verbs.forms else at
            if self._words[at] in ("“", '"', ";"):
                return None
            if self._words[at] in ENDS and at >= last - 2:
                return at
        return None

    def _is_verb_form(self, at: int) -> bool:
        word = self._lower[at]
        return word in self._said["verblike"] or (
            word.endswith("ed") and len(word) > 4 and self._lower[at + 1 : at + 2] != ["by"]
        )

    def _is_abbreviation(self, at: int) -> bool:
        words = self._words
        if not 0 < at < len(words) - 1 or len(words[at - 1]) > 4 or not words[at - 1][0].isupper():
            return False
        return words[at + 1][0].isupper() or words[at + 1] == ","

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
        if start > first and self._is_verb_before(start):
            return None  # "could not verify reports that": part of a verb, no speaker
        return (start, begins) if start <= before else None

    def _is_verb_before(self, start: int) -> bool:
        return self._lower[start - 1] in self._said["verblike"] and self._words[start - 1] != "May"

    def _source_before_comma(self, comma: int, first: int) -> Span | None:
        """ "X, who was there, said": the phrase before the first of the two commas."""
        for at in range(comma - 1, max(first, comma - LONGEST_SOURCE), -1):
            if self._words[at] in OPENING or self._words[at] in CLOSING or self._words[at] in STRAIGHT:
                return None
            opens = {",": ",", "—": "—", "–": "–", "--": "--", ")": "("}[self._words[comma]]
            if self._words[at] != opens:
                continue
            start = self._phrase_start(at - 1, first)
            if start > first and self._is_verb_before(start):
                return None  # "41 were wounded, 12 of them badly, said X"
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
            if word in self._said["verblike"] and at > first and self._words[at] != "May":
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
        if lower[start] in ("on", "in", "during", "since", "by", "at", "from", "between", "until") and start + 1 < len(words):
            dated = self._date_end(start + 1)
            while dated > start + 1 and lower[dated] in _SPANS and (after := self._date_end(dated + 1)) > dated + 1:
                dated = after  # "From 1 March to 9 May the ministry recorded …"
            if dated > start + 1:
                return dated
        return start

    def _date_end(self, at: int) -> int:
        times = self._said["months"] | self._said["days"]
        while at < len(self._words) - 1 and (
            self._words[at][0].isdigit() or self._words[at] == "May" or self._lower[at] in times
        ):
            at += 1
        return at

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

    def quotation_at(self, token: int) -> Span | None:
        """The quotation that holds this token, without its marks; None outside of quotations."""
        at = bisect_right(self._quote_begins, token) - 1
        if at >= 0 and self.quotes[at][0] <= token < self.quotes[at][1]:
            return self.quotes[at]
        return None

    def _opens_quote(self, at: int) -> bool:
        return self._words[at] in OPENING or self._words[at] in STRAIGHT or self._words[at] in ("‘", "'", "''")

    def _trimmed(self, first: int, last: int) -> Span:
        """Without the commas at both ends and the full stop, unless a quotation ends there."""
        while first < last and self._words[first] in (",", ":", ";", "-", "–", "—", "--"):
            first += 1
        while last > first and self._words[last - 1] in (",", ".", ";", ":", "—", "–", "--", "…"):
            last -= 1
        return first, last
