"""Number words to readings: digits, words, ranges, bounds and vague words, before any codebook.

A reading names the codebook's rule and the numbers written: "more than 200" is `("more_than", (200,))`, "dozens" is
`("dozens", ())`. What is a date, an age, a share, money, a measure or an article's number is no number here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.claims.lexicon import MEASURE, NOT_BEFORE, NUMBER, PERSON, PHRASE, PREPOSITION, TIME, Lexicon
from onrecord.claims.tokens import Tokens

_DIGITS = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f\u2009]\d{3})+$|\d+$")
_DECIMAL = re.compile(r"\d+[.,]\d{1,2}$")
_SEPARATORS = re.compile(r"[,.\u00a0\u202f\u2009]")
_HYPHEN_NUMBER = re.compile(r"(\d+)-(strong|member|person|man)$")
_SHARES = frozenset(["percent", "per", "%", "pct", "percentage"])
_NEVER_PEOPLE = frozenset(["$", "£", "€", "₪", "#", "§", "aged", "age", "section", "article"])
_LARGEST = 10**10


@dataclass(frozen=True, slots=True)
class Number:
    """A number expression over tokens `first` to before `last`; `core` is where its own number word begins."""

    first: int
    last: int
    core: int
    rule: str
    numbers: tuple[int, ...]
    article: bool = False
    """It began with "the", "these", "his": the people were spoken of before."""

    @property
    def approximate(self) -> bool:
        return self.rule == "about"


def phrase_at(tokens: Tokens, lexicon: Lexicon, i: int, end: int, kind: str) -> tuple[int, str] | None:
    """The longest phrase of this kind that begins at token `i`: where it ends, and what it stands for."""
    lower = tokens.lower
    for words, value in lexicon.by_kind[kind].get(lower[i], ()):
        n = len(words)
        if n == 1 or (i + n <= end and tuple(lower[i : i + n]) == words):
            return i + n, value
    return None


def number_at(tokens: Tokens, lexicon: Lexicon, i: int, end: int) -> Number | None:
    """The number expression that begins at token `i`, with the bounds before and after it; `None` where there is none."""
    rule, article, j = "exactly", False, i
    if i and tokens.lower[i - 1] in ("how", "so", "too"):
        return None
    lower, flags = tokens.lower, lexicon.flags
    while j < end and flags.get(lower[j], 0) & PHRASE:
        vague = phrase_at(tokens, lexicon, j, end, "vague")
        if vague and not (lower[vague[0] - 1] == "of" and _range(tokens, lexicon, vague[0], end)):  # "a group of six men"
            return _vague(tokens, i, j, vague[0], vague[1])
        bound = (vague[0], "exactly") if vague else phrase_at(tokens, lexicon, j, end, "before")
        if bound is None or bound[0] - j > 4 or j - i > 5:
            break
        if bound[1] == "exactly":
            article = article or lower[j] in ("the", "these", "those", "his", "her", "their")
        else:
            rule = bound[1]
        j = bound[0]
    if j >= end:
        return None
    core = _range(tokens, lexicon, j, end)
    if core is None:
        return None
    after, numbers, vague_rule = core
    if (
        after + 2 < end
        and tokens.lower[after] == "and"
        and tokens.lower[after + 1] in ("a", "one-half", "one")
        and tokens.lower[after + 1 : after + 3] != ["a", "hundred"]
    ) and (tokens.lower[after + 1] == "one-half" or tokens.lower[after + 2] in ("half", "quarter")):
        return None
    if vague_rule:
        return Number(i, after, j, vague_rule, (), article)
    if _is_measure(tokens, lexicon, i, j, after, end):
        return None
    if len(numbers) == 2:
        return Number(i, after, j, "between", numbers, article)
    if after < end:
        bound = phrase_at(tokens, lexicon, after, end, "after") if lower[after] in lexicon.phrases else None
        if bound:
            return Number(i, bound[0], j, bound[1], numbers, article)
    if rule in ("at_least", "more_than") and (top := _up_to(tokens, lexicon, after, end)) and top[1] > numbers[0]:
        return Number(i, top[0], j, "between", (numbers[0], top[1]), article)
    return Number(i, after, j, rule, numbers, article)


def _up_to(tokens: Tokens, lexicon: Lexicon, j: int, end: int) -> tuple[int, int] | None:
    """ "at least 27 and up to 30", "at least one, but possibly up to 12,": where the upper bound ends, and its value."""
    lower = tokens.lower
    comma = lower[j : j + 1] == [","]
    k = j + comma
    if k + 2 >= end or lower[k] not in ("and", "but", "or"):
        return None
    k += 1 + (lower[k + 1] in ("possibly", "perhaps", "maybe"))
    bound = phrase_at(tokens, lexicon, k, end, "before")
    plain = _plain(tokens, lexicon, bound[0], end) if bound is not None and bound[1] == "up_to" else None
    if plain is None or plain[1] is None:
        return None
    return plain[0] + (comma and lower[plain[0] : plain[0] + 1] == [","]), plain[1]


def _vague(tokens: Tokens, i: int, core: int, last: int, rule: str) -> Number:
    if rule == "about_dozen":
        return Number(i, last, core, "about", (12,))
    return Number(i, last, core, rule, ())


def _range(tokens: Tokens, lexicon: Lexicon, j: int, end: int) -> tuple[int, tuple[int, ...], str | None] | None:
    """A plain number, "A to B" or "between A and B": where it ends, the numbers, and the rule of a vague word."""
    lower = tokens.lower
    opened = lower[j] in ("between", "from")
    first = _plain(tokens, lexicon, j + opened, end)
    if first is None:
        return None
    last, value, rule = first
    if rule or value is None:
        return None if opened else (last, (), rule)
    if last + 1 < end and (lower[last] in ("to", "-", "–", "—", "or", "through") or (opened and lower[last] == "and")):
        skip = last + 1
        second = _plain(tokens, lexicon, skip, end)
        if second is not None and second[1] is not None:
            high = second[1]
            factor = _shared_scale(value, high)
            if value * factor < high and _joins(tokens, lower[last], last, value * factor, high):
                return second[0], (value * factor, high), None
    return None if opened else (last, (value,), None)


def _joins(tokens: Tokens, joint: str, at: int, low: int, high: int) -> bool:
    """Does this joint make a range of two numbers? A year span, a score and a telephone number are none."""
    if joint in ("-", "–", "—"):
        near = tokens.starts[at] - tokens.ends[at - 1] <= 1 and tokens.starts[at + 1] - tokens.ends[at] <= 1
        return near and high <= 10 * max(low, 1) and not (1900 <= low <= 2100 and 1900 <= high <= 2100)
    return joint != "or" or high <= 5 * low + 10


def _shared_scale(low: int, high: int) -> int:
    """ "two to three million": the scale of the second number is the first one's too."""
    for scale in (1_000_000, 1_000, 100):
        if high >= scale and high % scale == 0 and low < 100 and low < high // scale:
            return scale
    return 1


def _plain(tokens: Tokens, lexicon: Lexicon, j: int, end: int) -> tuple[int, int | None, str | None] | None:
    """One number in digits or words, or one vague word: where it ends, its value, and the vague word's rule."""
    if j >= end:
        return None
    word = tokens.lower[j]
    if word[0].isdigit():
        return _digits(tokens, lexicon, j, end)
    if not lexicon.flags.get(word, 0) & NUMBER and word not in ("a", "an"):
        return None
    if word in lexicon.vague and word not in lexicon.values:
        return _vague_word(tokens, lexicon, j, end)
    return _words(tokens, lexicon, j, end)


def _vague_word(tokens: Tokens, lexicon: Lexicon, j: int, end: int) -> tuple[int, int | None, str | None] | None:
    word, rule = tokens.lower[j], lexicon.vague[tokens.lower[j]]
    following = tokens.lower[j + 1] if j + 1 < end else ""
    if rule == "twenty":
        return (j + 1, 20, None) if j and tokens.lower[j - 1] == "a" else None
    if word in ("tens", "couple", "pair") and following != "of":
        return None
    if word == "few" and j and tokens.lower[j - 1] in ("the", "last", "past", "next", "first", "very"):
        return None
    if word == "tens":
        return j + 1, None, "tens"
    return j + 1, None, rule


def _digits(tokens: Tokens, lexicon: Lexicon, j: int, end: int) -> tuple[int, int | None, str | None] | None:
    word = tokens.lower[j]
    scale = lexicon.scales.get(tokens.lower[j + 1], 1) if j + 1 < end else 1
    if j + 1 < end and tokens.lower[j + 1] in ("k", "m", "mn"):
        scale = 1
    if _DIGITS.match(word):
        if len(word) > 13:
            return None
        value = int(_SEPARATORS.sub("", word))
        last = j + 1
        if scale == 100 and value >= 100:
            return last + 1, value, None  # "300 hundred": a slip, the digits stand
        if scale == 1 and last < end and _is_thousands_group(tokens, j, word):
            return last + 1, value * 1000 + int(tokens.lower[last]), None
        value *= scale
        return (last + (scale > 1), value, None) if value < _LARGEST else None
    if _DECIMAL.match(word) and scale > 1:
        return j + 2, round(float(word.replace(",", ".")) * scale), None
    return None


def _is_thousands_group(tokens: Tokens, j: int, word: str) -> bool:
    """ "30 000" written with a space."""
    group = tokens.lower[j + 1]
    glued = len(group) == 3 and group.isdigit() and group == "000" and len(word) <= 3
    return glued and tokens.starts[j + 1] - tokens.ends[j] == 1


def _words(tokens: Tokens, lexicon: Lexicon, j: int, end: int) -> tuple[int, int | None, str | None] | None:
    lower, values, scales = tokens.lower, lexicon.values, lexicon.scales
    total, current, k, seen = 0, 0, j, False
    if lower[k] in ("a", "an"):
        if k + 1 < end and lower[k + 1] in ("hundred", "thousand", "million", "dozen", "half-dozen"):
            current, k, seen = 1, k + 1, True
        elif k + 1 < end and lower[k + 1] == "half":
            k += 1
        else:
            return None
    if lower[k] == "half" or lower[k] == "half-dozen":
        return _half(tokens, k, end)
    while k < end:
        word = lower[k]
        if word in values:
            if current % 100 and not (values[word] < 10 and current % 10 == 0 and current % 100 >= 20):
                break
            current += values[word]
        elif word in ("hundred", "thousand", "million", "billion") and seen:
            scale = scales[word]
            current = max(current, 1) * scale
            if scale > 100:
                total, current = total + current, 0
        elif word == "dozen" and (seen or k > j):
            return k + 1, max(current, 1) * 12 + total, None
        elif word == "dozen":
            return k + 1, 12, None
        elif word == "and" and seen and k + 1 < end and lower[k + 1] in values and lower[k - 1] in scales:
            k += 1
            continue
        else:
            break
        seen = True
        k += 1
    return (k, total + current, None) if seen else None


def _half(tokens: Tokens, k: int, end: int) -> tuple[int, int | None, str | None] | None:
    lower = tokens.lower
    if lower[k] == "half-dozen":
        return k + 1, 6, None
    following = lower[k + 1 : k + 3]
    if following[:1] == ["a"] and len(following) > 1:
        following, k = following[1:], k + 1
    scale = {"million": 500_000, "dozen": 6, "thousand": 500}.get(following[0] if following else "")
    return (k + 2, scale, None) if scale else None


def _is_measure(tokens: Tokens, lexicon: Lexicon, first: int, core: int, last: int, end: int) -> bool:
    """Is this number a date, an age, a share, money, a time, a distance, or the number of an article or a street?"""
    lower, flags = tokens.lower, lexicon.flags
    following = lower[last] if last < end else ""
    nxt = flags.get(following, 0)
    if following and (nxt & MEASURE or following.startswith("-year")) and not _describes(lexicon, lower, last, end):
        return True
    if nxt & TIME and tokens.words[last][0].isupper():
        return True
    if following in ("-", "–") and last + 1 < end and tokens.starts[last] == tokens.ends[last - 1]:
        beyond = lower[last + 1]
        if flags.get(beyond, 0) & MEASURE or beyond.startswith("year"):
            return True
    if (
        following
        and last + 1 < end
        and flags.get(lower[last + 1], 0) & MEASURE
        and following in ("calendar", "straight", "consecutive", "full", "more", "additional", "square", "million")
    ):
        return True
    before = lower[core - 1] if core else ""
    if _is_age_or_day(tokens, flags, core, last, following):
        return True
    if before and flags.get(before, 0) & NOT_BEFORE and not (before == "no" or flags.get(before, 0) & PREPOSITION):
        return (
            before in _NEVER_PEOPLE
            or not (flags.get(following, 0) & PERSON or following in lexicon.sets["bodies"])
            or _is_year_or_time(tokens, flags, before, following, core, last)
        )
    return _is_year_or_time(tokens, flags, before, following, core, last)


def _is_age_or_day(tokens: Tokens, flags: dict[str, int], core: int, last: int, following: str) -> bool:
    """ "Omar Haddad, 27, of Hama" and "Jan. 20, 2014"."""
    if last - core != 1 or core < 2 or not tokens.lower[core].isdigit() or len(tokens.lower[core]) > 2:
        return False
    before, earlier = tokens.lower[core - 1], tokens.words[core - 2]
    if before == ".":
        return bool(flags.get(earlier.lower(), 0) & TIME) and earlier[0].isupper()
    named = earlier[0].isupper() or (earlier == "." and core > 2 and tokens.lower[core - 3] in ("jr", "sr"))
    return before == "," and following == "," and named and not flags.get(earlier.lower(), 0) & TIME


def _describes(lexicon: Lexicon, lower: list[str], at: int, end: int) -> bool:
    """ "two truck drivers": a measure's singular right before the people that it describes."""
    if at + 1 >= end or lower[at].endswith("s") or not lower[at].isalpha() or lower[at] in _SHARES:
        return False
    person = lexicon.people.get(lower[at + 1])
    return person is not None and person.plural and not lexicon.flags.get(lower[at], 0) & TIME


def _is_year_or_time(tokens: Tokens, flags: dict[str, int], before: str, following: str, core: int, last: int) -> bool:
    word = tokens.lower[core]
    if last - core != 1 or not word.isdigit():
        return False
    if len(word) == 4 and ("19" <= word[:2] <= "20"):
        people = flags.get(following, 0) & PERSON
        if flags.get(before, 0) & TIME and tokens.words[core - 1][0].isupper():
            return True  # "On 18 March 2023 gunmen …"
        return not people or before in (
            "in",
            "since",
            "of",
            "from",
            "until",
            "by",
            "during",
            "early",
            "late",
            "mid",
            "and",
            "-",
            "–",
            "to",
            ",",
        )
    if (
        len(word) in (3, 4)
        and before in ("at", "approximately", "around", "by", "until", "since", "from", "about")
        and following in (",", ".", "today", "on", "in")
    ):
        return True
    return word[0] == "0" and len(word) > 1
