"""The words of one language, read from `languages/CODE.toml` into look-up tables: one dictionary look-up a token."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any

from onrecord.errors import SettingsError

# What a word may be in a sentence; a word may be several.
DETERMINER, INDEFINITE, POSSESSIVE, PREPOSITION, CONJUNCTION, SUBORDINATOR, RELATIVE = (1 << n for n in range(7))
BE, HAVE, DO, MODAL, NEGATION, PRONOUN, ADVERB, REMAIN = (1 << n for n in range(7, 15))
NUMBER, PERSON, FACILITY, ATTACK, ACT_NOUN, HARM_VERB, OTHER_VERB, MEASURE, TIME, QUOTE, STATE = (
    1 << n for n in range(15, 26)
)
PHRASE, UNIT, TITLE, LIGHT_VERB, NOT_BEFORE = (1 << n for n in range(26, 31))

AUXILIARY = BE | HAVE | DO | MODAL
FUNCTION = (
    DETERMINER | POSSESSIVE | PREPOSITION | CONJUNCTION | SUBORDINATOR | RELATIVE | AUXILIARY | NEGATION | PRONOUN | QUOTE
)

_TIMES = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december jan feb mar apr jun jul aug sep sept oct nov dec today yesterday tomorrow tonight weekend morning
afternoon evening night midnight noon dawn dusk week month year weeks months years day days hour hours"""

Phrase = tuple[tuple[str, ...], str, str]
"""The words of a phrase, its kind, and what it stands for (an act, or a codebook's rule)."""


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One form of a verb of harm: `form` is `base`, `third`, `past` (also participle), `participle` or `ing`."""

    act: str
    lemma: str
    form: str
    transitive: bool = True
    intransitive: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A noun for people: its victim groups, and whether it is plural."""

    categories: tuple[str, ...]
    plural: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language's words. `phrases` are found by their first word, longest first."""

    code: str
    flags: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    modifiers: dict[str, str] = field(default_factory=dict)
    verbs: dict[str, VerbForm] = field(default_factory=dict)
    nouns: dict[str, tuple[str, bool, bool]] = field(default_factory=dict)
    """act, plural, may be counted ("three deaths")"""
    states: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, list[Phrase]] = field(default_factory=dict)
    by_kind: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = field(default_factory=dict)
    """the same phrases by kind and first word"""
    complements: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    """verb form -> what may follow the object -> act"""
    complement_forms: dict[str, str] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)
    vague: dict[str, str] = field(default_factory=dict)
    none: frozenset[str] = frozenset()
    units: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    facilities: frozenset[str] = frozenset()
    strict_facilities: frozenset[str] = frozenset()
    sets: dict[str, frozenset[str]] = field(default_factory=dict)
    agents: dict[str, str] = field(default_factory=dict)
    """nouns for whoever did it, and the act ("killers")"""
    toll_kinds: dict[str, str] = field(default_factory=dict)
    triggers: frozenset[str] = frozenset()
    """words without one of which no sentence holds a claim"""
    damage: frozenset[str] = frozenset()
    """words of damage, which matter only in a sentence that also names a facility"""
    idioms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """common words that matter only inside these idioms ("life": "lost his life")"""
    simple: dict[str, str] = field(default_factory=dict)
    """words that are always a chunk of this kind"""

    def may_tell(self, words: list[str]) -> bool:
        """Can a sentence of these words hold a claim?"""
        if not self.triggers.isdisjoint(words):
            return True
        if not self.damage.isdisjoint(words) and not self.strict_facilities.isdisjoint(words):
            return True
        weak = self.idioms.keys() & words
        if not weak:
            return False
        text = f" {' '.join(words)} "
        return any(phrase in text for word in weak for phrase in self.idioms[word])


@cache
def load(code: str) -> Lexicon:
    """The words of this language. Raises SettingsError that lists the languages there are."""
    folder = resources.files("onrecord") / "languages"
    path = folder / f"{code}.toml"
    if not path.is_file():
        known = sorted(
            p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml") and "_" not in p.name
        )
        raise SettingsError(f"No language pack is called {code!r}. There are: {', '.join(known)}.")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return _build(data)
    except KeyError as error:
        raise SettingsError(
            f"languages/{code}.toml: section or key {error} is missing. docs/languages.md lists them."
        ) from None


def _build(data: Mapping[str, Any]) -> Lexicon:
    lexicon = Lexicon(
        code=data["code"],
        none=frozenset(data["numbers"]["none"]),
        sets={name: frozenset(words.split()) for name, words in data["grammar"].items() if isinstance(words, str)}
        | {"kin": frozenset(data["kin"]["words"].split())}
        | {name: frozenset(data["bodies"][key].split() if isinstance(data["bodies"][key], str) else data["bodies"][key])
           for name, key in (("bodies", "nouns"), ("body_verbs", "verbs"))}
        | {"released": frozenset(data["status"]["released"].split())}
        | {"toll": frozenset(data["tolls"]["nouns"]), "toll_verbs": frozenset(data["tolls"]["verbs"].split())}
        | {"lives": frozenset(data["lives"]["nouns"]), "wounds": frozenset(data["sustained"]["nouns"].split())}
        | {"sustaining": frozenset(form for verb in data["sustained"]["verbs"] for form, _ in _conjugated(verb))},
        facilities=frozenset(_inflected(data["facilities"]["words"])),
        strict_facilities=frozenset(_inflected(data["facilities"]["strict"])),
        toll_kinds=dict(data["tolls"]["before"]),
        agents={form: act for act, nouns in data["agents"].items() for form in _inflected(" ".join(nouns))},
    )  # fmt: skip
    _grammar(lexicon, data["grammar"])
    _numbers(lexicon, data["numbers"])
    _people(lexicon, data)
    _acts(lexicon, data)
    return _with_triggers(lexicon, data["acts"]["facility_damaged"])


def _with_triggers(lexicon: Lexicon, facility: Mapping[str, Any]) -> Lexicon:
    """The words without one of which no sentence is read closely; verbs of damage count only beside a facility."""
    damage = {form for form, verb in lexicon.verbs.items() if verb.act == "facility_damaged"}
    triggers = (set(lexicon.verbs) - damage) | set(lexicon.nouns) | set(lexicon.states) | set(lexicon.status)
    triggers |= set(lexicon.agents)
    triggers |= lexicon.sets["bodies"] | lexicon.sets["lives"] | lexicon.sets["toll"] | lexicon.sets["wounds"]
    damaging = {words.split()[-1] for words in (*facility["passives"], *facility["actives"])}
    triggers |= {"whereabouts", "fate"}
    triggers -= {"number", "total", "figure", "count", "remains", "gun", "guns", "gas", "gases", "hold", "holds", "holding"}
    idioms: dict[str, tuple[str, ...]] = {}
    for words in _idioms(lexicon):
        rarest = _rarest(words, lexicon)
        idioms[rarest] = (*idioms.get(rarest, ()), f" {' '.join(words)} ")
    idioms = {word: phrases for word, phrases in idioms.items() if word not in triggers}
    return replace(
        lexicon, triggers=frozenset(triggers), damage=frozenset(damage | damaging), idioms=idioms, simple=_simple(lexicon)
    )


def _idioms(lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    for phrases in lexicon.phrases.values():
        yield from (words for words, kind, _ in phrases if kind in ("passive", "active"))
    for options in lexicon.complements.values():
        yield from (words for words, _ in options)


def _simple(lexicon: Lexicon) -> dict[str, str]:
    """Words and signs that are always the same kind of chunk: plain prepositions, quotation marks."""
    several = ("between", "from", "to")
    plain = {word: "P" for word, flag in lexicon.flags.items() if flag == PREPOSITION and word not in several}
    return plain | {word: "Q" for word, flag in lexicon.flags.items() if flag == QUOTE}


def _rarest(words: tuple[str, ...], lexicon: Lexicon) -> str:
    """The word of a phrase that says most: none of grammar, a known word of harm first."""
    telling = [word for word in words if not lexicon.flags.get(word, 0) & (FUNCTION | ADVERB | REMAIN)] or list(words)
    return next((word for word in telling if word in lexicon.verbs or word in lexicon.states), telling[-1])


def _flag(lexicon: Lexicon, words: Iterable[str], flag: int) -> None:
    flags = lexicon.flags
    for word in words:
        flags[word] = flags.get(word, 0) | flag


def _grammar(lexicon: Lexicon, grammar: Mapping[str, Any]) -> None:
    for key, flag in (
        ("determiners", DETERMINER), ("indefinite", INDEFINITE), ("possessives", POSSESSIVE), ("prepositions", PREPOSITION),
        ("conjunctions", CONJUNCTION), ("subordinators", SUBORDINATOR), ("relatives", RELATIVE), ("be", BE), ("have", HAVE),
        ("do", DO), ("modals", MODAL), ("negations", NEGATION), ("pronouns", PRONOUN), ("adverbs", ADVERB), ("remain", REMAIN),
        ("verbs", OTHER_VERB), ("quotes", QUOTE), ("titles", TITLE),
    ):  # fmt: skip
        _flag(lexicon, grammar[key].split(), flag)
    _flag(lexicon, _TIMES.split(), TIME)
    for words in grammar["including"]:
        _phrase(lexicon, words, "including", words)


def _phrase(lexicon: Lexicon, words: str, kind: str, value: str) -> None:
    parts = tuple(words.split())
    listed = lexicon.phrases.setdefault(parts[0], [])
    listed.append((parts, kind, value))
    listed.sort(key=lambda phrase: -len(phrase[0]))
    same = lexicon.by_kind.setdefault(kind, {}).setdefault(parts[0], [])
    same.append((parts, value))
    same.sort(key=lambda phrase: -len(phrase[0]))
    _flag(lexicon, parts[:1], PHRASE)


def _numbers(lexicon: Lexicon, numbers: Mapping[str, Any]) -> None:
    lexicon.values.update(numbers["units"])
    lexicon.values.update(numbers["tens"])
    for ten, tens in numbers["tens"].items():
        compounds = {f"{ten}-{unit}": tens + one for unit, one in numbers["units"].items() if 0 < one < 10}
        lexicon.values.update(compounds | {word.replace("-", ""): value for word, value in compounds.items()})
    lexicon.scales.update(numbers["scales"])
    lexicon.vague.update(numbers["vague"])
    for kind in ("before", "after"):
        for words, rule in numbers[kind].items():
            _phrase(lexicon, words, kind, rule)
    for words, rule in numbers["vague_phrases"].items():
        _phrase(lexicon, words, "vague", rule)
    counted = [*lexicon.values, *lexicon.vague, *numbers["dozen"], *numbers["half"], "hundred", "thousand", "million"]
    _flag(lexicon, counted, NUMBER)
    _flag(lexicon, numbers["not_people"].split(), MEASURE)
    _flag(lexicon, numbers["not_before"].split(), NOT_BEFORE)


_GROUPS_OF_PEOPLE = "people persons men women children troops police personnel staff crew militiamen"


def _people(lexicon: Lexicon, data: Mapping[str, Any]) -> None:
    for category, words in data["people"].items():
        for entry in words.split():
            noun, _, extra = entry.partition("@")
            categories = tuple(c for c in dict.fromkeys((category, extra or category)) if c != "person")
            for form, plural in _noun_forms(noun.lstrip("="), plural_only=noun.startswith("=")):
                known = lexicon.people.get(form)
                merged = tuple(dict.fromkeys((*(known.categories if known else ()), *categories)))
                lexicon.people[form] = Person(merged, plural or bool(known and known.plural))
    for category, words in data["people_modifiers"].items():
        lexicon.modifiers.update(dict.fromkeys(words, category))
    for form in _GROUPS_OF_PEOPLE.split():
        known = lexicon.people.get(form)
        lexicon.people[form] = Person(known.categories if known else (), True)
    _flag(lexicon, lexicon.people, PERSON)
    for unit, words in data["units"].items():
        lexicon.units.update(dict.fromkeys(words, unit))
    _flag(lexicon, lexicon.units, UNIT)
    _flag(lexicon, lexicon.facilities, FACILITY)
    _flag(lexicon, _inflected(data["attacks"]["words"]), ATTACK)
    for act in ("displaced", "detained", "abducted"):
        lexicon.status.update(dict.fromkeys(data["status"][act], act))


def _noun_forms(noun: str, *, plural_only: bool = False) -> Iterator[tuple[str, bool]]:
    """The noun and its regular plural; a noun that already is an irregular plural stands alone."""
    irregular = noun.endswith(("men", "children", "wives", "people", "babies", "ladies", "passersby", "paramilitaries"))
    if plural_only or irregular or noun in ("midwives", "celebrities", "troops", "troop", "staff", "personnel", "mercenaries"):
        yield noun, noun not in ("troop", "specimen", "omen")
        return
    yield noun, False
    if not noun.endswith(
        ("man", "child", "wife", "baby", "lady", "passerby", "paramilitary", "mercenary", "crew")
    ) or noun in ("human",):
        yield _plural(noun), True


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun + "es"
    return noun + "s"


def _inflected(words: str) -> list[str]:
    return [form for noun in words.split() for form in (noun, _plural(noun))]


def _acts(lexicon: Lexicon, data: Mapping[str, Any]) -> None:
    for act, entry in data["acts"].items():
        intransitive = {verb.split()[0] for verb in entry["intransitive"]}
        transitive = {verb.split()[0] for verb in entry["verbs"]}
        for verb in [*entry["verbs"], *entry["intransitive"]]:
            lemma = verb.split()[0]
            for word, form in _conjugated(verb):
                if word not in lexicon.verbs:
                    lexicon.verbs[word] = VerbForm(act, lemma, form, lemma in transitive, lemma in intransitive)
        for noun in entry["nouns"]:
            _act_noun(lexicon, noun, act, counted=False)
        for noun in entry["count_nouns"]:
            _act_noun(lexicon, noun, act, counted=True)
        lexicon.states.update(dict.fromkeys(entry["states"], act))
        for kind, key in (("passive", "passives"), ("active", "actives")):
            for words in entry[key]:
                if " " in words or "-" in words:
                    _phrase(lexicon, words, kind, act)
    _flag(lexicon, lexicon.verbs, HARM_VERB)
    _flag(lexicon, lexicon.nouns, ACT_NOUN)
    _flag(lexicon, lexicon.states, STATE)
    _complements(lexicon, data)


def _act_noun(lexicon: Lexicon, entry: str, act: str, *, counted: bool) -> None:
    singular, _, plural = entry.partition(" ")
    for form, is_plural in ((singular, False), (plural or _plural(singular), True)):
        lexicon.nouns[form] = (act, is_plural, counted)


def _complements(lexicon: Lexicon, data: Mapping[str, Any]) -> None:
    for entry in data["complements"].values():
        options = [(tuple(words.split()), act) for words, act in entry.items() if words != "verb"]
        options.sort(key=lambda option: -len(option[0]))
        for word, form in _conjugated(entry["verb"]):
            if form == "third" and entry["verb"].split()[0] in (
                "force",
                "leave",
                "find",
                "lead",
                "set",
                "cause",
                "place",
                "prompt",
            ):
                continue  # as often nouns
            lexicon.complements[word] = options
            lexicon.complement_forms[word] = form
    for verb in data["lives"]["verbs"]:
        _flag(lexicon, [word for word, _ in _conjugated(verb)], LIGHT_VERB)
    _flag(lexicon, lexicon.complements, OTHER_VERB)
    _flag(lexicon, lexicon.sets["toll_verbs"] - {"to", "at", "now", "total", "number", "set", "been"}, OTHER_VERB)


def _conjugated(verb: str) -> Iterator[tuple[str, str]]:
    """The forms of a verb: "kill", or "shoot shot shot" with the -ing form as a fourth where it is irregular."""
    forms = verb.split()
    base = forms[0]
    yield base, "base"
    yield base[:-1] + "ies" if base.endswith("y") and base[-2] not in "aeiou" else _plural(base), "third"
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    if len(forms) > 1:
        past, participle = forms[1], forms[2]
        ing = forms[3] if len(forms) > 3 else stem + "ing"
    else:
        past = participle = base[:-1] + "ied" if base.endswith("y") and base[-2] not in "aeiou" else stem + "ed"
        ing = stem + "ing"
    if past == participle:
        if past != base:
            yield past, "past"
    else:
        yield past, "past_only"
        if participle != base:
            yield participle, "participle"
    yield ing, "ing"
