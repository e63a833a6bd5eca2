"""Text to tokens and sentences: parallel lists with offsets, no object per token.

A token is a word ("al-Asad", "twenty-three", "wasn't"), a number with its separators ("147,061", "10:30"), a number with
what hangs on it ("72-year-old", "26th"), an abbreviation ("U.S."), an address on the web, the possessive ending, or one
sign. Ranges ("30-40") are three tokens; raised digits, which mark footnotes, are none. Sentences are token ranges; a
paragraph's end always ends a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_SENTENCE = 400
"""A sentence of more tokens is cut, so that no text without full stops makes the grammar slow."""

_TOKEN = re.compile(
    r"""
      https?://[^\s<>"]+ | www\.[^\s<>"]+
    | \d+(?:[.,:/]\d+)*(?:[\u00a0\u202f\u2009]\d{3}(?!\d))*(?:-?[^\W\d_⁰¹²³⁴-⁹]+(?:-[^\W\d_]+)*)?
    | (?:[^\W\d_]\.){2,}(?:[^\W\d_](?![\w]))?
    | [^\W\d_⁰¹²³⁴-⁹]+(?:(?:['’ʼ`](?![sS]\b)|[-\u2010\u2011\u00ad]\n?|&)\w+)*
    | ['’][sS]\b
    | \.{2,} | --+
    | [^\s⁰¹²³⁴-⁹]
    """,
    re.VERBOSE,
)
_BREAK = re.compile(r"\n\s*")
_TAB = re.compile(r"\t+")
_BARRED = re.compile(r"^[^\n|]*\|[^\n|]*\|.*$", re.M)
_ROW = re.compile(r"^[^\n\t]*[^\s][^\n\t]*\t.*$", re.M)
_SOFT_HYPHEN = re.compile("[-\u2010\u2011\u00ad]\n|\u00ad")

_TERMINATORS = frozenset([".", "!", "?", "…", "...", "؟", "。"])
_CLOSERS = frozenset("\"”’'»)]}›")
_OPENERS = frozenset("\"“‘'«([{‹-–—•*·[")

_ABBREVIATIONS_WORDS = """
    mr mrs ms dr prof gen col lt capt maj sgt cpl pvt brig adm cmdr cmd gov sen rep pres st rev hon sr jr supt insp
    det hwy ave blvd mt ft vs etc eg ie cf al approx est dept univ assn bros inc ltd co corp jan feb mar apr jun jul
    aug sep sept oct nov dec fr msgr eng lic ing atty messrs mssrs sra srta sheik spc pfc cont
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_WORDS.split())
_NUMBERED = frozenset(["no", "nos", "art", "arts", "sec", "fig", "p", "pp", "par", "vol", "ch"])
_STARTERS_WORDS = """
    the a an in on at he she they it we this that these those there but and according however meanwhile since after
    before during when while as for from by also among some most many two three four five six seven eight nine ten
    one his her their its our
"""
_STARTERS = frozenset(_STARTERS_WORDS.split())


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens as parallel lists, and its sentences as ranges of token indices (end exclusive)."""

    text: str
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]
    paragraphs: list[int]
    """Indices of the tokens that begin a paragraph, in order; the first is 0."""

    def at(self, offset: int) -> int:
        """The index of the first token that ends after this character offset; `len(words)` where there is none."""
        return bisect_right(self.ends, offset)

    def slice(self, first: int, last: int) -> str:
        """The text from token `first` to before token `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""


def tokenize(text: str) -> Tokens:
    """The tokens and sentences of a text. Linear in its length."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    words = [text[start:end] for start, end in spans]
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    lower = [word.lower() for word in words]
    if "-\n" in text or "\u00ad" in text:
        lower = [_SOFT_HYPHEN.sub("", word) or word if "\n" in word or "\u00ad" in word else word for word in lower]
    if "’" in text:
        lower = [word.replace("’", "'") if "’" in word else word for word in lower]
    paragraphs = _paragraphs(text, starts, words)
    cuts = {*paragraphs, *_cells(text, starts, words)}
    return Tokens(text, words, lower, starts, ends, _sentences(words, lower, starts, ends, cuts), paragraphs)


def _paragraphs(text: str, starts: list[int], words: list[str]) -> list[int]:
    """Token indices at which a paragraph begins: after a blank line, and after any line break in text that is not wrapped."""
    if not starts:
        return []
    lines = text.split("\n")
    longest = max(map(len, lines))
    wrapped = len(lines) > 3 and longest <= 140
    begins = {0}
    for match in _BREAK.finditer(text):
        at = bisect_left(starts, match.end())
        if at == 0 or at >= len(starts):
            continue
        if not wrapped or match.group().count("\n") > 1 or _is_heading(text, match.start(), longest, words[at]):
            begins.add(at)
    return sorted(begins)


def _cells(text: str, starts: list[int], words: list[str]) -> Iterator[int]:
    """Token indices at which a cell or row of a table begins: what stands in two of them is no sentence."""
    for match in _BARRED.finditer(text) if "|" in text else ():
        bars = [at for at in range(*match.span()) if text[at] == "|"]
        yield from (bisect_left(starts, at) for at in (match.start(), *(bar + 1 for bar in bars), match.end()))
    if "\t" not in text:
        return
    for match in _TAB.finditer(text):
        at = bisect_left(starts, match.end())
        if at < len(starts) and not words[at][0].islower():
            yield at
    for match in _ROW.finditer(text):
        yield from (bisect_left(starts, match.start()), bisect_left(starts, match.end()))


def _is_heading(text: str, line_end: int, longest: int, following: str) -> bool:
    """In wrapped text: a line that stops early, before a line that begins like a sentence."""
    line_start = text.rfind("\n", max(0, line_end - longest - 1), line_end) + 1
    if line_end - line_start >= 0.6 * longest or following[0].islower():
        return False
    return text[line_end - 1 : line_end] not in (",", "-", ";")


def _sentences(
    words: list[str], lower: list[str], starts: list[int], ends: list[int], cuts: set[int]
) -> list[tuple[int, int]]:
    cuts.add(len(words))
    for i, word in enumerate(words):
        if word in _TERMINATORS:
            cut = _cut_after(i, words, lower, starts, ends)
            if cut is not None:
                cuts.add(cut)
        elif len(word) > 3 and word[-1] == "." and i + 1 < len(words) and _starts_sentence(words[i + 1], lower[i + 1]):
            cuts.add(i + 1)
    cuts.discard(0)
    sentences: list[tuple[int, int]] = []
    first = 0
    for last in sorted(cuts):
        while last - first > LONGEST_SENTENCE:
            sentences.append((first, first + LONGEST_SENTENCE))
            first += LONGEST_SENTENCE
        if last > first:
            sentences.append((first, last))
        first = last
    return sentences


def _cut_after(i: int, words: list[str], lower: list[str], starts: list[int], ends: list[int]) -> int | None:
    """Where the sentence that this terminator may end is followed by the next one; `None` if it goes on."""
    last = len(words)
    following = i + 1
    while following < last and following - i < 4 and words[following] in _CLOSERS and starts[following] == ends[following - 1]:
        following += 1
    if following >= last:
        return None
    nxt = words[following]
    glued = starts[following] == ends[following - 1]
    if nxt[0].islower() or (nxt in _TERMINATORS) or (nxt[0] in ",;:" and not glued):
        return None
    if words[i] == "." and i:
        before = lower[i - 1]
        if glued and not (len(before) > 2 and before.isalpha() and nxt[0].isupper()):
            return None
        if before in _ABBREVIATIONS and starts[i] == ends[i - 1] and not (nxt[0] in _OPENERS and before in ("etc", "inc")):
            return None
        if before in _NUMBERED and nxt[0].isdigit():
            return None
        if len(before) == 1 and before.isalpha() and words[i - 1].isupper() and lower[following] not in _STARTERS:
            return None
    elif glued and nxt[0] not in _OPENERS and not nxt[0].isupper():
        return None
    return following


def _starts_sentence(word: str, low: str) -> bool:
    """After an abbreviation that ends in a full stop ("U.S.", "p.m."): does a new sentence begin here?"""
    return word[0].isupper() and low in _STARTERS
