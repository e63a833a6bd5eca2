"""The verbs of saying of one language, and the words that the grammar of attribution asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


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
