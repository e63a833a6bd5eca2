"""The records. Someone who has read this file knows the program.

Three layers (docs/architecture.md):

*as told*     append-only, never corrected: `Document`, `VictimList`, `Entry`
*derived*     may be deleted and rebuilt to the same bytes: `Claim`, `Attribution`, `Mention`, `Source`, `DocumentLink`,
              `Incident`, `Check`, `PersonLink`, `Victim`, `Estimate`
*decided*     by people, append-only: `Decision`

All records are frozen. Offsets count Unicode code points of `Document.text`. Dates are ISO strings
(`2018-02-24`, `2018-02`, `2018`) where a person or a page wrote them and `datetime.date` where the program
resolved them. An open bound of an interval is `None`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar

Basis = Literal["metadata", "text", "user"]
"""Where a guess about a document comes from: its metadata, its words, or a person."""

Unit = Literal["person", "family", "household", "facility", "case", "incident"]

Status = Literal["pending", "confirmed", "corrected", "unresolved", "rejected"]

LinkKind = Literal["copy", "revision", "excerpt", "quotation"]

Grade = Literal["confirmed", "fair", "weak", "contested", "discounted"]

Severity = Literal["error", "warning", "note"]


def content_id(*parts: object) -> str:
    """A stable id from content: the first 16 hex digits of the SHA-256 of the parts, each with its length before it."""
    digest = hashlib.sha256()
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:16]


# ------------------------------------------------------------------------------------------------ values


@dataclass(frozen=True, slots=True)
class DateRange:
    """A time, from its earliest to its latest possible day; `None` is open or unknown.

    `words` are those of the text ("last week"); `precision` follows UCDP's date_prec: `day`, `days` (2-6),
    `week`, `month`, `year` or `range`; `basis` says what it was read from.
    """

    start: date | None = None
    end: date | None = None
    words: str | None = None
    precision: str | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the text names it, with what the gazetteer knows; what is not known is `None`.

    `precision` is one of Airwars' levels: `village` `town` `city` `subdistrict` `district` `province` `region`
    `country`, or `None`. `key` is the gazetteer's own id, equal for all spellings of one place; `within` holds the keys
    of all places that contain it, nearest first.
    """

    words: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    key: str | None = None
    within: tuple[str, ...] = ()


Reading = tuple[tuple[str, tuple[int, ...]], ...]
"""Number words without a codebook: summands, each a rule's name and its numbers, e.g. (("more_than", (200,)),).

"six women and one man" is (("exactly", (6,)), ("exactly", (1,))). `codebook.bounds` turns a reading into low and high."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many, as an interval: "more than 200" is low=200, high=None; `words` stay as written.

    `rule` says how words became numbers: `stated` (digits or number words), `named` (people named one by one),
    or the codebook's rule. `reading` is the same before any codebook, so that another codebook can read it again.
    """

    low: int | None
    high: int | None
    unit: Unit = "person"
    words: str = ""
    approximate: bool = False
    rule: str = "stated"
    reading: Reading = ()


@dataclass(frozen=True, slots=True)
class Victims:
    """Who was harmed: the text's `words`, the codebook's `categories`, and the `names` of those it names."""

    words: str | None = None
    categories: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """One step of an attribution chain: who (`words`), with which `cue` ("said"), and where the words stand."""

    words: str
    cue: str | None = None
    start: int | None = None
    end: int | None = None


# ------------------------------------------------------------------------------------------------ as told


@dataclass(frozen=True, slots=True)
class Run:
    """Where `text[start:end]` came from in the original.

    Character `text[start + i]` is character `source_start + i` of the decoded original where both sides are
    equally long; otherwise (an entity, a joined hyphen) the whole run maps to the whole source span.
    PDF runs have `page` (from 1) and `box` (left, bottom, right, top in points) and no source span.
    """

    start: int
    end: int
    source_start: int | None = None
    source_end: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """Something read off a document that may be wrong, and what it was read from."""

    value: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it came in. `id` is the sha256 of its original bytes, `name` the user's name for it.

    `text` is what onrecord reads; `runs` lead from it back to the original; text that no run covers was added by the
    reader (line breaks). `problem` says why a document could not be read; `notes` say what was read only in part.
    """

    id: str
    name: str
    media_type: str
    text: str = ""
    title: Guess | None = None
    author: Guess | None = None
    publisher: Guess | None = None
    published: DateRange | None = None
    language: str | None = None
    url: str | None = None
    encoding: str | None = None
    size: int = 0
    parent: str | None = None
    problem: str | None = None
    notes: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a document's bytes came into the case: under which name, from whom, when, how far it may be shown."""

    document: str
    name: str
    custodian: str | None = None
    received: str | None = None
    sensitivity: str = "internal"
    at: str = ""


@dataclass(frozen=True, slots=True)
class VictimList:
    """A list of named victims as one organisation published it; `id` is the sha256 of its bytes.

    `columns` says which column was read as which field. `free_of_duplicates`: its makers say no person is on it twice.
    `edition` counts the editions of the list of this `name`, from 1.
    """

    id: str
    name: str
    file: str
    rows: int
    columns: Mapping[str, str]
    free_of_duplicates: bool = False
    edition: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list: one person as that list gives them. `fields` keeps every cell as written."""

    id: str
    list: str
    row: int
    name: str
    age: float | None = None
    sex: str | None = None
    birth_date: str | None = None
    date: str | None = None
    place: str | None = None
    father: str | None = None
    mother: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------ derived


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantified allegation of harm, as one document states it: `text[start:end] == quote`, always.

    `attribution` runs from the speaker nearest the claim to the farthest; `sources` is who it comes down to, `[]` where
    unknown. `rules` names what in the grammar made it. `part_of` is the id of the claim whose total it is a part of;
    `series` links the claims by which one document states one figure at several times. `added_by` is the person who added it.
    """

    id: str
    document: str
    name: str
    start: int
    end: int
    quote: str
    act: str
    count: Count
    victims: Victims = Victims()
    perpetrators: tuple[str, ...] = ()
    manner: str | None = None
    places: tuple[Place, ...] = ()
    when: DateRange | None = None
    attribution: tuple[Speaker, ...] = ()
    sources: tuple[str, ...] = ()
    asserted: bool = True
    part_of: str | None = None
    series: str | None = None
    is_total: bool = False
    incident: str | None = None
    in_scope: bool = True
    status: Status = "pending"
    rules: tuple[str, ...] = ()
    added_by: str | None = None

    @property
    def is_left_out(self) -> bool:
        """A person rejected it or came to no definitive conclusion (Every Casualty, Standards 2016, p. 25): not counted."""
        return self.status in ("rejected", "unresolved")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A reported statement, of harm or not: spans of its source, its cue and its content, each possibly in pieces."""

    source: tuple[tuple[int, int], ...]
    cue: tuple[tuple[int, int], ...]
    content: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place, date, person or act that a document speaks of, with or without a figure: `text[start:end] == words`.

    `place` is set where `kind` is `place`, `when` where it is `date`; an act's `act` is one of the codebook's.
    """

    kind: Literal["place", "date", "name", "act"]
    words: str
    start: int
    end: int
    place: Place | None = None
    when: DateRange | None = None
    act: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """Passages that two documents share; `a` is the earlier one, `b` the one that derives from it where one does.

    `share_a`, `share_b`: the part of each text that is shared. `spans` are (a_start, a_end, b_start, b_end);
    `changed` are the numbers inside them that differ.
    """

    a: str
    b: str
    kind: LinkKind
    share_a: float
    share_b: float
    spans: tuple[tuple[int, int, int, int], ...] = ()
    changed: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Someone whom figures come from, under all the names used for them.

    `family`: sources of one family speak for one organisation and count once. `kind`: `ngo` `media` `government` `party`
    `un` `medical` `eyewitness` `family` `official` `unknown`.
    """

    id: str
    name: str
    variants: tuple[str, ...] = ()
    kind: str = "unknown"
    family: str | None = None
    claims: int = 0
    notes: tuple[str, ...] = ()
    named: bool = True


@dataclass(frozen=True, slots=True)
class Interval:
    """From the lowest to the highest figure; `high=None` is "and up", `low=None` is "up to"."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class SourceCount:
    """One independent source of an incident's figures: its claims, and what does not count beside it and why."""

    source: str
    claims: tuple[str, ...]
    documents: tuple[str, ...]
    not_counted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """Claims of one moment in time and space, or (`aggregate`) of a total over a period or many places.

    `tallies` are by act (`killed`) and by act and category (`killed_child`). `figures_disagree` names the acts for which
    no number satisfies all independent sources; `tally_sources` the independent sources of each tally. `contains` lists, for
    an aggregate, the incidents inside it. `reasons` say in words why documents and claims were put together, pair by pair.
    """

    id: str
    aggregate: bool
    claims: tuple[str, ...]
    documents: tuple[str, ...]
    places: tuple[Place, ...] = ()
    when: DateRange | None = None
    tallies: Mapping[str, Interval] = field(default_factory=dict)
    sources: tuple[SourceCount, ...] = ()
    grading: Grade = "weak"
    grading_reason: str = ""
    figures_disagree: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    remainder: Mapping[str, Interval] = field(default_factory=dict)
    previous_ids: tuple[str, ...] = ()
    in_scope: bool = True
    reasons: tuple[str, ...] = ()
    title: str | None = None
    tally_sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def independent_sources(self) -> int:
        return len(self.sources)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that a reader should look at: figures that contradict each other or themselves. Flagged, never fixed."""

    id: str
    kind: str
    severity: Severity
    message: str
    claims: tuple[str, ...]
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class PersonLink:
    """Two entries judged to be one person (or not), with how sure, and why, field by field."""

    a: str
    b: str
    probability: float
    kind: Literal["linked", "uncertain", "decided"]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Victim:
    """A person: the entries of all lists that speak of them. `id` survives new lists, merges and splits."""

    id: str
    names: tuple[str, ...]
    entries: tuple[str, ...]
    age: float | None = None
    sex: str | None = None
    date: str | None = None
    place: str | None = None
    previous_ids: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many there were in all, by one method; withheld (numbers `None`) where the method cannot be trusted here."""

    method: str
    estimate: float | None
    low: float | None
    high: float | None
    withheld: str | None = None
    stratum: str | None = None
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


# ------------------------------------------------------------------------------------------------ decided


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, who, when and why. It outlives every extractor, and only a later decision replaces it.

    `subject` is what it is about: `claim` `document` `incident` `person` `source`. `action`: for claims `confirm` `correct`
    `reject` `unresolved` `add`; for documents `correct`; for pairs `same` `different` `unsure`; for incidents also `grade`.
    `anchor` holds what does not change: the document's hash and the quoted words with those around them (`prefix`, `suffix`),
    or the ids of a pair. `values` holds the corrected fields as exported by FORMATS.md.
    """

    id: str
    subject: Literal["claim", "document", "incident", "person", "source"]
    action: str
    anchor: Mapping[str, str]
    values: Mapping[str, Any]
    who: str
    at: str
    why: str


# ------------------------------------------------------------------------------------------------ to and from JSON

R = TypeVar("R")


def to_data(value: Any) -> Any:
    """A record as plain JSON data: tuples become lists, dates ISO strings. `from_data` is its inverse."""
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple or kind is list:
        return [to_data(item) for item in value]
    names = _field_names(kind)
    if names is not None:
        return {name: to_data(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {key: to_data(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def from_data(kind: type[R], data: Any) -> R:
    """The record of this kind from `to_data`'s JSON data."""
    of_kind: Any = kind
    result: R = _builder(of_kind)(data)
    return result


_PLAIN = frozenset({str, int, float, bool, type(None)})


@cache
def _field_names(kind: Any) -> tuple[str, ...] | None:
    return tuple(f.name for f in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else None


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of this kind from JSON data; built once for each kind, as cases hold many records."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        one = _builder(next(k for k in typing.get_args(kind) if k is not type(None)))
        return lambda data: None if data is None else one(data)
    if origin is tuple:
        return _tuple_builder(typing.get_args(kind))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        value = _builder(typing.get_args(kind)[1])
        return lambda data: {key: value(item) for key, item in data.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record_builder(kind)
    return date.fromisoformat if kind is date else _as_it_is


def _as_it_is(data: Any) -> Any:
    return data


def _tuple_builder(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(args) == 2 and args[1] is Ellipsis:
        one = _builder(args[0])
        return tuple if one is _as_it_is else lambda data: tuple([one(item) for item in data])
    builders = [_builder(k) for k in args]
    if all(one is _as_it_is for one in builders):
        return tuple
    return lambda data: tuple([one(item) for one, item in zip(builders, data, strict=True)])


def _record_builder(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    builders = {name: one for name in _field_names(kind) or () if (one := _builder(hints[name])) is not _as_it_is}
    names = frozenset(hints)

    def build(data: Any) -> Any:
        if data is None:
            return None
        fields = dict(data) if data.keys() <= names else {name: item for name, item in data.items() if name in names}
        for name, one in builders.items():
            if name in fields:
                fields[name] = one(fields[name])
        return kind(**fields)

    return build
