"""What the words at the edge of a table say: its heads, the labels of its rows, its caption.

In: the words of one cell or line. Out: a `Label`: the act, the groups, what it adds up, who is alleged, what it names.
Strict: a label with a word outside the packs before its first preposition is not understood, and counts nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from onrecord.claims.lexicon import Lexicon, load
from onrecord.claims.tokens import Tokens, tokenize
from onrecord.model import DateRange, Place, Speaker, Unit

_TABLE = re.compile(r"(?:table|tab|annex|figure|fig)\.?\s*[\dIVX]+(?:[.\-]\d+)*[a-z]?\s*[.:–—-]*\s*", re.I)
_UNDER_AGE = re.compile(
    r"(?:(?:under|below|<|less than)\s*18|(?:0?\d|1\d)\s*(?:-|–|to)\s*(?:0?\d|1[0-7]))(?!\d)(?:\s*years?)?$", re.I
)
_AGES = re.compile(r"(?:[<>≥≤]\s*)?\d{1,2}\s*(?:(?:-|–|to)\s*\d{1,2}|\+|and (?:over|above|older))?(?:\s*years?)?$", re.I)
_CLOSING = frozenset(",;:()[]–—")
_SIGNS = frozenset("%$€£#")
_PIECES = re.compile(r"\s*[,;:–—(]\s*|\s-\s")
_SHORT = 4  # words of a cause ("by heavy artillery shelling")
_PREPOSITIONS_WORDS = """
    by in from due during since between as at on through until under with across within after before for to
"""
_PREPOSITIONS = frozenset(_PREPOSITIONS_WORDS.split())
_TYPES = frozenset(["type", "types", "kind", "kinds"])
_NOT_ACTORS = frozenset(["party", "state", "states", "group", "unit"])  # as often the name of an axis, or of a place


@dataclass(frozen=True, slots=True)
class Label:
    """What a head, a row's label or a caption says; `words` as written.

    `acts`: those it names ("killed and injured" is `casualties`). `counted`: its words for people. `axis`: what it is the
    name of ("Governorate": `place`); `by`: what a caption says the rows and columns are ("by month": `time`). `whole` adds
    up, `within` less than all; `residual` is who is left over; `subset` a part of what stands before it. `rule` is the
    codebook's for its numbers. `is_actor`: bodies that may have done it, or suffered it. `is_understood`: every word before
    the first preposition is known; `never`: it counts something else, or is a rate (`is_rate`); `is_elsewhere`: it is about
    something else than violence.
    """

    words: str
    acts: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    counted: str | None = None
    unit: Unit = "person"
    whole: bool = False
    within: bool = False
    residual: bool = False
    subset: bool = False
    rule: str = "exactly"
    axis: str | None = None
    by: tuple[str, ...] = ()
    party: str | None = None
    is_actor: bool = False
    told_by: str | None = None
    manner: str | None = None
    is_understood: bool = True
    is_rate: bool = False
    never: bool = False
    is_elsewhere: bool = False

    @property
    def act(self) -> str | None:
        return next(iter(self.acts)) if len(self.acts) == 1 else None


@dataclass(frozen=True, slots=True)
class Side:
    """What stands at one side of a cell: the heads of its column, the labels of its row, its section, or the caption.

    `is_sure`: nothing in it is unknown; what is not sure counts only as a part of a total. `is_incident`: it is one incident
    by its name, which counts only where its day and place are told as well.
    """

    labels: tuple[Label, ...] = ()
    when: DateRange | None = None
    places: tuple[Place, ...] = ()
    parties: tuple[str, ...] = ()
    manner: str | None = None
    groups: tuple[str, ...] = ()
    told: Speaker | None = None
    is_sure: bool = True
    is_incident: bool = False

    @property
    def acts(self) -> frozenset[str]:
        return joint({act for label in self.labels for act in label.acts})

    @property
    def categories(self) -> frozenset[str]:
        return frozenset(c for label in self.labels for c in label.categories)

    @property
    def whole(self) -> bool:
        return any(label.whole for label in self.labels)

    @property
    def within(self) -> bool:
        return any(label.within for label in self.labels)

    @property
    def residual(self) -> bool:
        return any(label.residual for label in self.labels) and not self.whole

    @property
    def subset(self) -> bool:
        return any(label.subset for label in self.labels)

    @property
    def is_plain(self) -> bool:
        """Whether it limits its figures to nobody and no time of their own."""
        return not (self.categories or self.groups or self.parties or self.when or self.places or self.manner)


class Labels:
    """Reads labels, each once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._words = _sets()
        self._acts = _acts(lexicon.code)
        sets = lexicon.sets
        self._actors = (sets["actors"] | sets["armed_groups"] | sets["authorities"]) - _NOT_ACTORS
        self._known: dict[str, Label] = {}

    def read(self, words: str) -> Label:
        """What these words say."""
        label = self._known.get(words)
        if label is None:
            label = self._known[words] = self._read(words)
        return label

    def caption(self, words: str) -> Label:
        """What a caption says: of its pieces between commas and colons those that name the act must be understood.

        Raises nothing: a caption without an act still says what the rows are, who is alleged, and whether it gives rates.
        """
        found = Label(words)
        acts: set[str] = set()
        for piece in _PIECES.split(_TABLE.sub("", words, count=1)):
            label = self.read(piece)
            acts |= label.acts
            found = replace(
                found,
                categories=found.categories | (label.categories if label.is_understood else frozenset()),
                is_understood=found.is_understood and (label.is_understood or not label.acts),
                is_rate=found.is_rate or label.is_rate,
                never=found.never or (label.never and bool(label.acts)),
                unit=label.unit if label.acts else found.unit,
                rule=label.rule if label.acts else found.rule,
                is_elsewhere=found.is_elsewhere or label.is_elsewhere,
                by=(*found.by, *label.by),
                **{name: getattr(found, name) or getattr(label, name) for name in ("party", "told_by", "manner")},
            )
        return replace(found, acts=joint(acts))

    def _read(self, words: str) -> Label:
        text = _TABLE.sub("", words, count=1)
        if _UNDER_AGE.fullmatch(text):
            return Label(words, categories=frozenset(["child"]), counted=words)
        if _AGES.fullmatch(text):
            return Label(words, counted=words)
        tokens = tokenize(text)
        core, tails = self._parts(tokens)
        label = self._of_core(Label(words), [tokens.lower[at] for at in core], [tokens.words[at] for at in core])
        for tail in tails:
            label = self._of_tail(label, tail, tokens)
        return label

    def _parts(self, tokens: Tokens) -> tuple[list[int], list[tuple[int, int]]]:
        """The words before any preposition, and the parts that begin with one, as tokens and ranges of them."""
        core: list[int] = []
        tails: list[list[int]] = []
        is_tail = False
        for at, word in enumerate(tokens.lower):
            if word in _PREPOSITIONS and not (core and tokens.lower[core[-1]] == "out"):
                tails.append([at, at + 1])
                is_tail = True
            elif is_tail and word not in _CLOSING:
                tails[-1][1] = at + 1
            elif is_tail:
                is_tail = False
            elif word[0].isalnum() or word in _SIGNS:
                core.append(at)
        return core, [(first, last) for first, last in tails]

    # ------------------------------------------------------------------------------------------ before a preposition

    def _of_core(self, label: Label, core: list[str], written: list[str]) -> Label:
        sets, acts, text = self._words, self._acts_in(core), f" {' '.join(core)} "
        known = [word in self._lexicon.people or word in self._lexicon.modifiers for word in core]
        people = {c for word in core if word in self._lexicon.people for c in self._lexicon.people[word].categories}
        people |= {self._lexicon.modifiers[word] for word in core if word in self._lexicon.modifiers and word not in acts}
        named = zip(written, core, known, strict=True)
        counted = [w for w, low, is_known in named if is_known and low not in sets["plain"] and low not in acts]
        is_understood = all(self._is_known(word, acts) for word in core)
        numbered = not sets["plain"].isdisjoint(core) and not {"number", "numbers"}.isdisjoint(core)
        return replace(
            label,
            acts=joint(set(acts.values())),
            categories=frozenset(people),
            counted=" ".join(counted) or None,
            unit=next((unit for word, unit in _UNITS.items() if word in core), "person"),
            whole=not sets["total"].isdisjoint(core) or core[:1] in (["all"], ["both"]),
            within=not sets["within"].isdisjoint(core),
            residual=not sets["residual"].isdisjoint(core),
            subset=any(text.startswith(f" {words} ") for words in sets["subset"]),
            rule=next((rule for rule in ("about", "at_least", "up_to") if not sets[rule].isdisjoint(core)), "exactly"),
            axis=self._axis(core, acts),
            is_actor=not acts and not is_understood and not self._actors.isdisjoint(core),
            is_understood=bool(core) and is_understood,
            is_elsewhere=not sets["elsewhere"].isdisjoint(core),
            is_rate=not sets["rates"].isdisjoint(core) and not numbered,
            never=not (sets["rates"] | sets["others"]).isdisjoint(core),
        )

    def _axis(self, core: list[str], acts: Mapping[str, str]) -> str | None:
        """What a head names where its first telling word is an axis ("Date killed"), and nothing else is counted."""
        sets = self._words
        telling = [word for word in core if word not in sets["plain"]]
        axis = next((name for name in AXES if telling and telling[0] in sets[f"axis_{name}"]), None)
        if axis == "incident" and not _TYPES.isdisjoint(core):
            return "cause"  # "type of incident"
        others = any(word not in acts and not any(word in sets[f"axis_{name}"] for name in AXES) for word in telling)
        return None if others and axis not in ("index", "other", "source", "time", "incident") else axis

    def _acts_in(self, core: list[str]) -> dict[str, str]:
        return {word: self._acts[word] for word in core if word in self._acts}

    def _is_known(self, word: str, acts: Mapping[str, str]) -> bool:
        sets, lexicon = self._words, self._lexicon
        return (
            word in acts
            or word in lexicon.people
            or word in lexicon.modifiers
            or word in _UNITS
            or word in sets["known"]
            or (len(word) == 4 and word.isdigit() and word[:2] in ("19", "20"))
        )

    # ------------------------------------------------------------------------------------------ from a preposition on

    def _of_tail(self, label: Label, tail: tuple[int, int], tokens: Tokens) -> Label:
        """ "By month", "by the army", "recorded by the monitor", "from shelling", "per 1,000"."""
        first, last = tail
        sets, lower = self._words, tokens.lower[first + 1 : last]
        before = tokens.lower[first - 1] if first else ""
        if not sets["rates"].isdisjoint(lower):
            label = replace(label, is_rate=True, never=True)
        causes = [word for word in lower if word in self._lexicon.sets["manner"]]
        if causes and len(lower) <= _SHORT:
            return replace(label, manner=tokens.slice(first + 1, last))
        if lower and (tokens.lower[first], before) == ("to", "according"):
            return replace(label, told_by=_name(tokens, first + 1, last))
        if tokens.lower[first] != "by" or not lower:
            return label
        if before in sets["told"]:
            return replace(label, told_by=_name(tokens, first + 1, last))
        named = tuple(name for name in AXES if any(word in sets[f"axis_{name}"] for word in lower))
        named += ("party",) if not sets["party"].isdisjoint(lower) else ()
        told = not self._actors.isdisjoint(set(lower) - {"groups", "parties"})
        if named and lower[0] not in ("the", "a") and not told:
            return replace(label, by=(*label.by, *named))
        return replace(label, party=_name(tokens, first + 1, last))


AXES = ("place", "time", "party", "group", "act", "cause", "source", "index", "incident", "other")
_UNITS: Mapping[str, Unit] = {"families": "family", "households": "household", "family": "family", "household": "household"}


def _name(tokens: Tokens, first: int, last: int) -> str:
    first += tokens.lower[first] == "the" and last - first > 1
    return tokens.slice(first, last)


def joint(acts: set[str]) -> frozenset[str]:
    """ "Killed and injured" are casualties; "casualties killed" are killed."""
    if acts in ({"killed", "injured"}, {"killed", "injured", "casualties"}):
        return frozenset(["casualties"])
    return frozenset(acts - {"casualties"} if len(acts) == 2 else acts)


@cache
def _acts(code: str) -> Mapping[str, str]:
    """The words that name an act at the head of a column: participles, states, counted nouns, nouns for victims."""
    lexicon = load(code)
    found = {word: verb.act for word, verb in lexicon.verbs.items() if verb.form in ("past", "participle")}
    found |= {noun: act for noun, (act, is_plural, is_counted) in lexicon.nouns.items() if is_counted and is_plural}
    found |= {noun: act for noun, (act, _, _) in lexicon.nouns.items() if noun in ("displacement", "displacements", "death")}
    found |= lexicon.states | lexicon.status
    for word in _sets()["rates"] | _sets()["others"]:
        found.pop(word, None)
    return {word: act for word, act in found.items() if act != "facility_damaged"}


@cache
def words_of_tables() -> Mapping[str, Any]:
    """The words of `languages/en_tables.toml`."""
    return tomllib.loads((resources.files("onrecord") / "languages" / "en_tables.toml").read_text(encoding="utf-8"))


@cache
def _sets() -> Mapping[str, frozenset[str]]:
    data = words_of_tables()
    sets = {name: frozenset(words) for name, words in data["sums"].items()}
    sets |= {f"axis_{name}": frozenset(words.split()) for name, words in data["axes"].items()}
    sets |= {name: frozenset(data["plain"][name]) for name in ("about", "at_least", "up_to")}
    sets |= {"plain": frozenset(data["plain"]["words"].split())}
    sets |= {name: frozenset(words.split()) for name, words in data["never"].items()}
    sets |= {name: frozenset(data["by"][name]) for name in ("told", "party")}
    sets |= {"blank": frozenset(data["blank"]["words"])}
    subset = frozenset(word for words in sets["subset"] for word in words.split())
    known = ("total", "within", "residual", "plain", "about", "at_least", "up_to", "told")
    sets["known"] = subset.union(*(sets[name] for name in known), *(sets[f"axis_{name}"] for name in AXES))
    return sets


def is_blank(words: str) -> bool:
    """Whether a cell says that it holds no number."""
    return words.lower() in _sets()["blank"]
