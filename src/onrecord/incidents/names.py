"""What a source's name says: its key, whether it names anyone, its role and kind, its initials. Words in `kinds.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from onrecord.text import fold

_WORD = re.compile(r"[^\W_](?:[\w.&’'-]*[^\W_])?")
_CAPITAL_RUN = re.compile(r"[A-Z][\w’'-]*(?:\s+(?:(?:of|for|the|and|in|on|to|de|des|du|la|et)\s+){0,2}[A-Z][\w’'-]*)+")
_DEFINED = re.compile(
    r"(?P<run>[A-Z][\w’'-]*(?:\s+(?:\w{1,4}\s+){0,2}[A-Z][\w’'-]*)*)\s*\((?:the )?(?P<short>[A-Z][A-Z.&-]{1,9})\)"
)
_DEMONYM = re.compile(r"(?:an|ese|ish|i|ch|ek)s?$")
_POSSESSIVE = re.compile(r"[’']s?$")

MAXIMUM_WORDS = 24
"""A longer description is cut: it is a clause that the reader took for a speaker."""


@dataclass(frozen=True, slots=True)
class Name:
    """A source as it is called: `key` are its significant words, folded; `role` is set where nobody is named."""

    words: str
    key: tuple[str, ...]
    named: bool
    role: str | None = None
    kind: str = "unknown"
    short: str | None = None
    is_definite: bool = False


@lru_cache(maxsize=65536)
def read_name(words: str) -> Name:
    """Read one name or description: "the Syrian Network for Human Rights (SNHR)", "a medic", "SOHR's director"."""
    defined = _DEFINED.search(words)
    short = defined["short"].replace(".", "") if defined and _is_short_for(defined["short"], defined["run"]) else None
    plain = words[: defined.start("short") - 1] if short and defined else words
    tokens = [_POSSESSIVE.sub("", m.group()) for m in _WORD.finditer(plain)][:MAXIMUM_WORDS]
    is_definite = bool(tokens) and fold(tokens[0]) == "the"
    is_vague = len(tokens) > 1 and fold(tokens[0]) in _articles() and not is_definite
    tokens = _without_articles(tokens)
    folded = tuple(fold(t) for t in tokens)
    key = _office_first(tuple(t.replace(".", "") for t in folded if t not in _words("small")) or folded)
    role = _role(tokens, folded, is_vague)
    return Name(words, key, role is None and bool(key), role, guess_kind(words), short, is_definite)


def _office_first(key: tuple[str, ...]) -> tuple[str, ...]:
    """ "Health ministry" and "Ministry of Health" are one name: the office comes first."""
    return (key[-1], *key[:-1]) if len(key) > 1 and key[-1] in _words("offices") else key


@lru_cache(maxsize=65536)
def guess_kind(words: str) -> str:
    """The kind of source by its words, `unknown` where none fits."""
    text = f" {' '.join(fold(_POSSESSIVE.sub('', m.group())) for m in _WORD.finditer(words))} "
    singular = f" {' '.join(_singular(t) for t in text.split())} "
    for kind in _table()["kind"]:
        if any(f" {word} " in text for word in kind["words"]) or any(f" {r} " in singular for r in kind.get("roles", ())):
            return str(kind["name"])
    return "unknown"


def initials(words: str) -> str:
    """The initials of a name's significant words, in capitals: those that an acronym is made of."""
    tokens = _without_articles([m.group() for m in _WORD.finditer(words)])
    return "".join(p[0] for t in tokens for p in t.split("-") if p and fold(p) not in _words("small")).upper()


def shown(words: str) -> str:
    """A name without what stands before it ("the UK-based …"), as it is shown."""
    tokens = [m.group() for m in _WORD.finditer(words)]
    kept = _without_articles(tokens)
    return " ".join(words[words.find(kept[0]) if len(kept) < len(tokens) else 0 :].split()) if kept else words


def is_acronym(words: str) -> bool:
    """Whether a name is nothing but capitals: "SNHR", "the SOHR", "O.H.C.H.R."."""
    tokens = _without_articles([m.group() for m in _WORD.finditer(words)])
    bare = tokens[0].replace(".", "") if len(tokens) == 1 else ""
    return 2 <= len(bare) <= 8 and bare.isupper() and bare.isalpha()


def long_forms(text: str, parts: frozenset[str]) -> Iterator[str]:
    """Names in a text that hold all of these folded words and more: what a short form may stand for."""
    for run in _CAPITAL_RUN.finditer(text):
        tokens = {fold(_POSSESSIVE.sub("", t)) for t in run.group().split()}
        if parts < tokens:
            yield " ".join(run.group().split())


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Acronyms that a text defines: ("SNHR", "Syrian Network for Human Rights") from "… (SNHR)"."""
    for match in _DEFINED.finditer(text):
        long = _is_short_for(match["short"], match["run"])
        if long:
            yield match["short"].replace(".", ""), long


def speaks_for(name: Name) -> tuple[tuple[str, ...], ...]:
    """Keys of the organisations that a name may speak for, longest first: "SOHR director R. Example" -> ("sohr",), …"""
    speakers = _words("speakers")
    if not any(t in speakers or _singular(t) in speakers for t in name.key):
        return ()
    runs = [name.key[a:b] for a in range(len(name.key)) for b in range(a + 1, len(name.key) + 1)]
    return tuple(sorted((r for r in runs if len(r) < len(name.key)), key=lambda r: (-len(r), r)))


def is_anaphor(name: Name, *, of_any: bool = False) -> bool:
    """Whether a description stands for an organisation named elsewhere: "the group", "Monitor" in a heading.

    `of_any`: for one whatever its name; "the mission" is none that is not called so.
    """
    is_bare = len(name.words.split()) == 1
    wanted = _words("anaphors_of_any") if of_any else _words("anaphors") | _words("anaphors_of_any")
    return len(name.key) == 1 and (name.is_definite or is_bare) and name.key[0] in wanted


def _is_short_for(short: str, run: str) -> str | None:
    """The end of the run whose initials are the acronym, or None."""
    tokens = run.split()
    wanted = short.replace(".", "").replace("&", "").upper()
    for start in range(len(tokens) - 1, -1, -1):
        candidate = " ".join(tokens[start:])
        if fold(tokens[start]) not in _words("small") and initials(candidate) == wanted:
            return candidate
    return None


def _role(tokens: list[str], folded: tuple[str, ...], is_vague: bool) -> str | None:
    """What somebody is who is not named ("medic"), or None where the words name someone."""
    roles = _roles()
    capitals = [t for t in tokens if t[:1].isupper()]
    singular = tuple(_singular(t) for t in folded)
    found = next(
        (
            " ".join(singular[a:b])
            for a in range(len(folded))
            for b in range(len(folded), a, -1)
            if " ".join(singular[a:b]) in roles
        ),
        None,
    )
    is_cased = any(t[:1].lower() != t[:1].upper() for t in tokens)
    only_demonyms = all(_DEMONYM.search(t.lower()) and not t.isupper() for t in capitals)
    if is_vague or (found and only_demonyms):
        return found or " ".join(singular)
    is_office = len(folded) > 1 and folded[-1] in _words("offices")  # "the health ministry" is the Ministry of Health
    if is_cased and not capitals and not is_office:
        return found or " ".join(singular)
    return None


def _without_articles(tokens: list[str]) -> list[str]:
    start = 0
    while start < len(tokens) - 1 and (
        fold(tokens[start]) in _articles()
        or (fold(tokens[start]) in _words("before") and (tokens[start].islower() or tokens[start].endswith("-based")))
    ):
        start += 1
    return tokens[start:]


@lru_cache(maxsize=4096)
def _singular(token: str) -> str:
    if token in ("police", "press", "news") or len(token) < 4 or token.endswith(("ss", "is", "us")):
        return token
    if token.endswith("ies"):
        return "family" if token == "families" else token[:-3] + "y"
    return {"witnesses": "witness", "eyewitnesses": "eyewitness", "men": "man"}.get(token, token.removesuffix("s"))


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("onrecord.incidents") / "kinds.toml").read_text(encoding="utf-8"))


@cache
def _words(list_name: str) -> frozenset[str]:
    speakers = _table()["speakers"]
    return frozenset(speakers["words"] if list_name == "speakers" else speakers[list_name])


@cache
def _articles() -> frozenset[str]:
    return _words("articles")


@cache
def _roles() -> frozenset[str]:
    return frozenset(role for kind in _table()["kind"] for role in kind.get("roles", ()))


@cache
def generic_words() -> frozenset[str]:
    """Words that do not tell one alleged perpetrator from another."""
    return frozenset(_table()["perpetrators"]["generic"])


@cache
def share_signs() -> tuple[str, ...]:
    """The signs and words that mark a percentage."""
    return tuple(_table()["shares"]["signs"])


@cache
def further_words() -> frozenset[str]:
    """Words that make a figure come on top of the one before it, folded."""
    return frozenset(fold(word) for word in _table()["figures"]["further"])


@cache
def more_words() -> frozenset[str]:
    """Words right behind a number that do the same, folded."""
    return frozenset(fold(word) for word in _table()["figures"]["more"])


@cache
def definite_words() -> frozenset[str]:
    """Words before a number that was given before, folded."""
    return frozenset(fold(word) for word in _table()["figures"]["definite"])


@cache
def anyone_words() -> frozenset[str]:
    """Nouns of figures that count everybody, folded, with their plurals."""
    singular = {fold(word) for word in _table()["figures"]["anyone"]}
    return frozenset(
        singular | {f"{w}s" for w in singular} | {f"{w[:-1]}ies" for w in singular if w.endswith("y")} | {"lives"}
    )
