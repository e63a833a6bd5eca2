"""How common words are in reports at large. A small case cannot show by itself that "hospital" or "Ahmed" is common."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from onrecord.text import fold

ORDINARY = 60.0
"""Accounts of a hundred that write a word of offices, media, titles or nationalities as a name (docs/incidents.md)."""

COMMON = 8.0
"""Accounts of a hundred in which one of the commonest names of persons occurs."""


@cache
def usual() -> Mapping[str, float]:
    """Folded word -> in how many accounts of a hundred it is to be expected, whatever they are about."""
    names = _read("common_names")
    words = _read("en_names")
    adjectives = (word for spellings in _read("en_places")["adjectives"].values() for word in spellings)
    ordinary = " ".join([*(words[kind] for kind in ("titles", "openings", "organisations", "no_name")), *adjectives])
    common = " ".join(names.values())
    return {fold(w): COMMON for w in common.split()} | {fold(w): ORDINARY for w in ordinary.split()}


def _read(name: str) -> dict[str, Any]:
    path = resources.files("onrecord") / "languages" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
