"""`onrecord.toml`: what a case is about, how it counts, and what is known of its sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from onrecord.errors import SettingsError

SOURCE_KINDS = ("ngo", "media", "government", "party", "un", "medical", "eyewitness", "family", "official", "unknown")


@dataclass(frozen=True, slots=True)
class Scope:
    """The case's inclusion criteria (Every Casualty, Standards 2016): what lies outside stays visible, out of the headline.

    An empty tuple or `None` sets no limit. `places` are gazetteer names or ISO country codes; `figures_of` are the
    sources or publishers whose figures are counted.
    """

    start: date | None = None
    end: date | None = None
    places: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    figures_of: tuple[str, ...] = ()
    criteria: str = ""


@dataclass(frozen=True, slots=True)
class SourceRule:
    """What a person declared of a source: its variants, kind, and the family that it counts in."""

    name: str
    variants: tuple[str, ...] = ()
    kind: str = "unknown"
    family: str | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything `onrecord.toml` says; the defaults are those of a new case."""

    name: str = "Unnamed case"
    description: str = ""
    codebook: str = "literal"
    scope: Scope = field(default_factory=Scope)
    sources: tuple[SourceRule, ...] = ()


def load(path: Path) -> Settings:
    """The settings in this file. Raises SettingsError naming the file, the key and what it may be."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML ({error}). Mend that line and run again.") from None
    _only(path, "", data, {"case", "scope", "source"})
    case = _table(path, data, "case", {"name", "description", "codebook"})
    scope = _table(path, data, "scope", {"from", "to", "places", "acts", "figures_of", "criteria"})
    return Settings(
        name=_text(path, "case.name", case.get("name", "Unnamed case")),
        description=_text(path, "case.description", case.get("description", "")),
        codebook=_text(path, "case.codebook", case.get("codebook", "literal")),
        scope=Scope(
            start=_day(path, "scope.from", scope.get("from")),
            end=_day(path, "scope.to", scope.get("to")),
            places=_texts(path, "scope.places", scope.get("places", [])),
            acts=_texts(path, "scope.acts", scope.get("acts", [])),
            figures_of=_texts(path, "scope.figures_of", scope.get("figures_of", [])),
            criteria=_text(path, "scope.criteria", scope.get("criteria", "")),
        ),
        sources=tuple(_source(path, n, row) for n, row in enumerate(data.get("source", []), start=1)),
    )


def _source(path: Path, n: int, row: Any) -> SourceRule:
    where = f"[[source]] number {n}"
    if not isinstance(row, Mapping) or "name" not in row:
        raise SettingsError(f'{path}: {where} has no name. Write name = "…" in it.')
    _only(path, where, row, {f.name for f in fields(SourceRule)})
    kind = _text(path, f"{where}.kind", row.get("kind", "unknown"))
    if kind not in SOURCE_KINDS:
        raise SettingsError(f"{path}: {where} has kind = {kind!r}. It may be one of: {', '.join(SOURCE_KINDS)}.")
    family = row.get("family")
    return SourceRule(
        name=_text(path, f"{where}.name", row["name"]),
        variants=_texts(path, f"{where}.variants", row.get("variants", [])),
        kind=kind,
        family=None if family is None else _text(path, f"{where}.family", family),
        notes=_text(path, f"{where}.notes", row.get("notes", "")),
    )


def _table(path: Path, data: Mapping[str, Any], name: str, known: set[str]) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, Mapping):
        raise SettingsError(f"{path}: {name} must be a table. Write [{name}] on a line of its own.")
    _only(path, f"[{name}]", table, known)
    return table


def _only(path: Path, where: str, table: Mapping[str, Any], known: set[str]) -> None:
    for key in table:
        if key not in known:
            place = f" in {where}" if where else ""
            raise SettingsError(f"{path}: unknown key {key!r}{place}. Known here: {', '.join(sorted(known))}.")


def _text(path: Path, where: str, value: Any) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{path}: {where} must be text in quotation marks, not {value!r}.")
    return value


def _texts(path: Path, where: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f'{path}: {where} must be a list of texts, such as ["one", "two"].')
    return tuple(value)


def _day(path: Path, where: str, value: Any) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise SettingsError(f"{path}: {where} must be a date such as 2018-02-24, not {value!r}.") from None
