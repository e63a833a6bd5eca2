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

from bisect import bisect_right
from dataclasses import dataclass

from onrecord.claims.phrases import ENDS, LONGEST_SOURCE, Phrases
from onrecord.claims.quotations import OPENING, STRAIGHT, Span, with_mark
from onrecord.claims.tokens import Tokens, tokenize
from onrecord.model import Attribution, Document


@dataclass(frozen=True, slots=True)
class Statement:
    """A reported statement in tokens: who (`None` where nobody is named), the cue, and the pieces of what is said."""

    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    verb: str


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


class Attributor(Phrases):
    """Finds statements lazily: a sentence is read when it is asked for, so that only those with claims cost anything."""

    def __init__(self, tokens: Tokens, language: str = "en") -> None:
        super().__init__(tokens, language)
        self._own: dict[int, tuple[Statement, ...]] = {}
        self._begins = [first for first, _ in tokens.sentences]
        self._paragraph_of = [bisect_right(tokens.paragraphs, first) for first in self._begins]

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

    # -------------------------------------------------------------------------------------------- quotations

    def _goes_on(self, sentence: int) -> Span | None:
        """The quotation that this sentence begins with or lies in, if it goes on with what was quoted before."""
        first, last = self.tokens.sentences[sentence]
        if sentence == 0 or self._paragraph_of[sentence] - self._paragraph_of[sentence - 1] > 0:
            return None
        begins = first + (self._words[first] in OPENING or self._words[first] in STRAIGHT)
        quotation = self.quotation_at(begins) if begins < last else None
        if quotation is None or (quotation[0] > begins):
            return None
        end = min(last, quotation[1])
        if end - begins < 0.6 * (last - begins - 1):
            return None
        return first, with_mark(self._words, end, last)

    def _read(self, sentence: int) -> list[Statement]:
        first, last = self.tokens.sentences[sentence]
        found: list[Statement] = []
        forms, lower = self._verbs.forms, self._lower
        for at in range(first, last):
            word = lower[at]
            statement = None
            if word in forms:
                statement = self._verb(at, self._window(at, first, last), found)
            elif word in self._said["putting"]:
                statement = self._put(at, self._window(at, first, last))
            elif word == "according" and at + 2 < last and lower[at + 1] == "to":
                statement = self._according(at, 2, self._window(at, first, last))
            if statement is not None and statement.content:
                found.append(statement)
        return found or self._headline(first, last)

    def _headline(self, first: int, last: int) -> list[Statement]:
        """ "Ministry: 12 dead in raid": who stands before the colon says it."""
        colon = next((at for at in range(first + 1, min(first + 6, last - 1)) if self._words[at] == ":"), None)
        if colon is None or self._lower[colon - 1] not in self._said["headline_sources"]:
            return []
        content = self._trimmed(colon + 1, last)
        return [Statement((first, colon), (colon, colon + 1), (content,), ":")] if content[0] < content[1] else []

    def _put(self, at: int, window: Span) -> Statement | None:
        """ "The governor put the death toll at 14", "the ministry raised the number of dead to 26"."""
        first, last = window
        begins, passive = self._group_start(at, first)
        told = self._said["figures"].isdisjoint(self._lower[at + 1 : min(last, at + 5)])
        source = None if passive or told else self._source_before(begins, first, self._lower[at])
        if source is None or self._lower[source[0]] in ("which", "that", "there", "it", "this"):
            return None
        return Statement(source, (begins, at + 1), (self._trimmed(at + 1, last),), "put")

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

    # -------------------------------------------------------------------------------------------- verbs

    def _verb(self, at: int, window: Span, found: list[Statement]) -> Statement | None:
        first, last = window
        word = self._lower[at]
        begins, passive = self._group_start(at, first)
        if word in self._verbs.participles and not passive and begins == at:
            return self._participle(at, window, found)
        if passive:
            return self._passive(at, begins, window)
        if word in ("quoted", "quotes", "cited", "cites") and (cited := self._cited(at, window)) is not None:
            return cited
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
        if source is None and begins > first and self._lower[begins - 1] in ("and", "but"):
            # "HRW asserted that …, and noted that …", "HRW rejected it and said that …"
            source = found[-1].source if found else self._subject(first, begins)
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
            since = word == "since" and self._lower[begins - 2] in ("has", "have", "had")  # "has since said"
            if not since and word not in self._said["auxiliaries"] and not (word.endswith("ly") and len(word) > 4):
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
            if (
                lower[at] in ("in", "on", "at", "during", "to", "via", "through")
                and at + 1 < last
                and lower[at + 1] != "least"
            ):
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
            if words[at] in ENDS:
                return at
            at += 1
        return begins

    def _circumstance_end(self, at: int, last: int) -> int | None:
        """After "a statement", "an interview with X", "Friday night", "Twitter": the place or time of saying."""
        for end in range(at, min(last, at + 9)):
            word = self._lower[end]
            if (
                word in self._said["statement"]
                or word in self._said["days"]
                or (_is_day_number(word) and end > at and self._lower[end - 1] in self._said["months"])
            ):
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
        if after < last and words[after] == ";":
            return None
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
            return after, with_mark(self._words, quotation[1], len(self._words))
        return after, end

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
        alone = source[1] - source[0] == 1 and self._lower[source[0]] in self._said["pronouns"]
        if right is None or alone or following == "that" or self._opens_quote(at + 1):
            return alone or right is not None
        starts_clause = following in self._said["determiners"] or following in self._said["pronouns"]
        return starts_clause or self._words[at + 1][0].isupper()

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
            and not (self._words[end] in ENDS and not self._is_abbreviation(end))
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
        if before in ("to", "of", "in", "the", "a", "as") or (before == "by" and word != "citing"):
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

    def _cited(self, at: int, window: Span) -> Statement | None:
        """ "quoted the mayor as estimating that …", "cited local sources reporting …": the one who is cited says it."""
        last = window[1]
        for token in range(at + 2, min(last - 1, at + 16)):
            word = self._lower[token]
            if word in self._verbs.participles and (self._lower[token - 1] == "as" or word in self._said["adverbial"]):
                end = token - (self._lower[token - 1] == "as")
                if end == at + 1:  # "quoted as saying" names nobody between
                    return None
                right = self._right(self._after(token + 1, last, told=False), last, word)
                return Statement((at + 1, end), (at, at + 1), (right,), "citing") if right else None
            if self._words[token] in (",", ";", "“", '"'):
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


def _is_day_number(word: str) -> bool:
    return word[:1].isdigit() and len(word) <= 4


def _joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The pieces in order, those that touch or overlap as one."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)
