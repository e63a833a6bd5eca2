"""Codebooks: how words become numbers, which acts and which victim groups there are. Versioned data in `codebooks/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from onrecord.errors import SettingsError
from onrecord.model import Count, Reading

Bound = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of number words is read: each bound is a number, an offset from the words' own number, or open.

    `source` says who published the rule.
    """

    name: str
    low: int | str | None
    high: int | str | None
    source: str = ""

    def bounds(self, numbers: tuple[int, ...]) -> Bound:
        return _bound(self.low, numbers), _bound(self.high, numbers)


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of harm; `kind_of` is the wider act that its victims also count in (`executed` in `killed`)."""

    name: str
    kind_of: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """One published way to turn words into numbers. Changing it changes numbers only, never passages or ids."""

    name: str
    version: str
    title: str
    rules: Mapping[str, Rule]
    acts: Mapping[str, Act]
    categories: tuple[str, ...]

    def bounds(self, reading: Reading) -> Bound:
        """The interval of a sum of number words; a sum is open where one of its summands is."""
        low: int | None = 0
        high: int | None = 0
        for name, numbers in reading:
            rule_low, rule_high = self.rules[name].bounds(numbers)
            low = None if low is None or rule_low is None else low + rule_low
            high = None if high is None or rule_high is None else high + rule_high
        return (low, high) if reading else (None, None)

    def recount(self, count: Count) -> Count:
        """The same words under this codebook."""
        if not count.reading:
            return count
        low, high = self.bounds(count.reading)
        return replace(count, low=low, high=high)

    def widen(self, act: str) -> tuple[str, ...]:
        """The act and all wider acts that it is a kind of, narrowest first."""
        chain = [act]
        while (known := self.acts.get(chain[-1])) is not None and known.kind_of is not None:
            chain.append(known.kind_of)
        return tuple(chain)


def names() -> tuple[str, ...]:
    """The codebooks there are, `literal` first."""
    folder = resources.files("onrecord") / "codebooks"
    known = {p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")} - {"acts", "causes"}
    return tuple(sorted(known, key=lambda name: (name != "literal", name)))


@cache
def load(name: str) -> Codebook:
    """The codebook of this name. Raises SettingsError that lists those there are."""
    folder = resources.files("onrecord") / "codebooks"
    books = names()
    if name not in books:
        raise SettingsError(f"No codebook is called {name!r}. There are: {', '.join(books)}.")
    shared = tomllib.loads((folder / "acts.toml").read_text(encoding="utf-8"))
    data = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    rules = {k: Rule(k, _open(v["low"]), _open(v["high"]), v.get("source", "")) for k, v in data["rules"].items()}
    acts = {k: Act(k, v.get("kind_of"), v.get("label", k)) for k, v in shared["acts"].items()}
    return Codebook(data["name"], data["version"], data["title"], rules, acts, tuple(shared["categories"]))


def _open(value: int | str) -> int | str | None:
    return None if value == "open" else value


def _bound(rule: int | str | None, numbers: tuple[int, ...]) -> int | None:
    """`"a"`, `"b"`: the first or second number written; `"a+1"` one more than it; a number stands for itself."""
    if rule is None or isinstance(rule, int):
        return rule
    name, sign, step = rule.partition("+")
    value = numbers[0] if name == "a" else numbers[-1]
    return value + (int(step) if sign else 0)


UNKNOWN = "unknown"


def cause_of(manner: str | None) -> str:
    """The cause, in the terms of SDG indicator 16.1.2, that a weapon or way is of; `unknown` where no word says so."""
    words = set((manner or "").lower().replace("’", "'").split())
    return next((cause for cause, named in _causes().items() if words & named), UNKNOWN)


@cache
def _causes() -> Mapping[str, frozenset[str]]:
    data = tomllib.loads((resources.files("onrecord") / "codebooks" / "causes.toml").read_text(encoding="utf-8"))
    return {cause: frozenset(words) for cause, words in data["causes"].items()}
