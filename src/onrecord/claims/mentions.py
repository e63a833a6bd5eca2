"""What a document speaks of, with or without figures: its places, dates, persons and acts of harm.

In: a document. Out: mentions with their exact passages, in the order of the text. They let documents be grouped that
state no figure. A person's name is a run of capitalised words that names no place, organisation, day or nationality;
one word alone is a name only after a title or as part of a fuller name in the same document.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from onrecord.claims import dates, lexicon
from onrecord.claims.editions import report_time
from onrecord.claims.tokens import Tokens, tokenize
from onrecord.model import Document, Mention
from onrecord.places import Gazetteer

LONGEST_NAME = 7


def mentions(document: Document, *, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Every place, date, person and act of harm that the document names: `text[start:end] == words`."""
    return of_tokens(tokenize(document.text), document, gazetteer=gazetteer)


def of_tokens(tokens: Tokens, document: Document, *, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """The same for a document that has been cut into tokens already."""
    found: list[Mention] = []
    taken: set[int] = set()
    for first, last, place in gazetteer.find(tokens.words, tokens.lower):
        found.append(Mention("place", *_span(tokens, first, last), place=place))
        taken.update(range(first, last))
    for first, last, when in dates.find(tokens, report_time(document)):
        found.append(Mention("date", *_span(tokens, first, last), when=when))
        taken.update(range(first, last))
    for first, last in names(tokens, taken, gazetteer):
        found.append(Mention("name", *_span(tokens, first, last)))
        taken.update(range(first, last))
    known = lexicon.load("en")
    for at, word in enumerate(tokens.lower):
        if at not in taken and (act := act_of(word, known)) is not None:
            found.append(Mention("act", *_span(tokens, at, at + 1), act=act))
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.kind)))


def act_of(word: str, known: lexicon.Lexicon) -> str | None:
    """The act that this lower-case word names as a verb, noun or state; None for all other words."""
    verb = known.verbs.get(word)
    if verb is not None:
        return verb.act
    noun = known.nouns.get(word)
    return noun[0] if noun is not None else known.states.get(word)


def names(tokens: Tokens, taken: set[int], gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    """Token spans of persons' names; `taken` tokens belong to places and dates."""
    whole: set[str] = set()
    last = -1
    for first in range(len(tokens.words)):
        if first < last or first in taken or not _begins_name(tokens, first):
            continue
        end = _name_end(tokens, first, taken)
        begin = _without_opening(tokens, first, end, gazetteer)
        last = max(end, first + 1)
        if _is_name(tokens, begin, end, gazetteer, whole):
            whole.update(tokens.lower[begin:end])
            yield begin, end


def _begins_name(tokens: Tokens, at: int) -> bool:
    word = tokens.words[at]
    return word[0].isupper() and (len(word) > 1 or (at + 1 < len(tokens.words) and tokens.words[at + 1] == "."))


def _name_end(tokens: Tokens, first: int, taken: set[int]) -> int:
    """After the last of the capitalised words, initials and particles ("Abu", "al-", "de la") that follow each other."""
    words = _words()
    at = end = first
    while at < len(tokens.words) and at - first < LONGEST_NAME and at not in taken:
        word, lower = tokens.words[at], tokens.lower[at]
        if at > first and tokens.starts[at] - tokens.ends[at - 1] > 1:
            break
        if word[0].isupper() and word[0].isalpha() and lower not in words["organisations"]:
            end = at + 1
        elif word == "." and len(tokens.words[at - 1]) == 1 and at > first:
            pass
        elif not (lower in words["particles"] or lower[:3] in ("al-", "el-", "ad-", "ar-", "as-")):
            break
        elif lower[2:3] == "-":
            end = at + 1
        at += 1
    return end


def _without_opening(tokens: Tokens, first: int, end: int, gazetteer: Gazetteer) -> int:
    """Titles, nationalities and the word that opens a sentence are no part of a name."""
    words = _words()
    while first < end and (
        tokens.lower[first] in words["titles"]
        or tokens.lower[first] in words["openings"]
        or tokens.words[first] == "."
        or gazetteer.demonym(tokens.words[first]) is not None
    ):
        first += 1
    return first


def _is_name(tokens: Tokens, first: int, end: int, gazetteer: Gazetteer, whole: set[str]) -> bool:
    words = _words()
    parts = [word for word in tokens.lower[first:end] if len(word) > 1]
    if not parts or any(tokens.words[at].isupper() and len(tokens.words[at]) > 3 for at in range(first, end)):
        return False
    if any(part in words["no_name"] for part in parts):
        return False
    if end < len(tokens.words) and tokens.lower[end] in words["organisations"]:
        return False
    if len(parts) > 1:
        return True
    titled = first > 0 and tokens.lower[first - 1].rstrip(".") in words["titles"]
    titled = titled or (first > 1 and tokens.words[first - 1] == "." and tokens.lower[first - 2] in words["titles"])
    return titled or (parts[0] in whole and len(parts[0]) > 2)


def _span(tokens: Tokens, first: int, last: int) -> tuple[str, int, int]:
    start, end = tokens.starts[first], tokens.ends[last - 1]
    return tokens.text[start:end], start, end


@cache
def _words() -> Mapping[str, frozenset[str]]:
    path = resources.files("onrecord") / "languages" / "en_names.toml"
    data: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: frozenset(value.split()) for key, value in data.items()}
