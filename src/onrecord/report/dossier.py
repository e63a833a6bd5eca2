"""What a dossier is made of: the records of a case and what one run did, gathered in one frozen `Dossier`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from onrecord.codebook import Codebook
from onrecord.model import (
    Check,
    Claim,
    DateRange,
    Decision,
    Document,
    DocumentLink,
    Entry,
    Estimate,
    Incident,
    Interval,
    PersonLink,
    Receipt,
    Source,
    Victim,
    VictimList,
)
from onrecord.settings import Settings


@dataclass(frozen=True, slots=True)
class Headline:
    """One main figure: one kind of harm, one place, one period, as a range.

    `figure` is an act (`killed`) or an act and a category (`killed_child`), as in `Incident.tallies`. `kind` says what
    the range is: `incidents`, added up from separate incidents graded confirmed or fair (Airwars' rule for headlines), or
    `total`, a total over a period that sources state themselves. The two are shown apart and never added. `sources` names
    the independent sources of this figure, `independent_sources` counts them; `incidents` are the ids of what was counted.
    `place` and `period` are `None` where they are not stated; `grading` may name several, joined by commas. Rows of one kind,
    place and note (or period) are shown as one.
    """

    figure: str
    range: Interval
    place: str | None = None
    period: DateRange | None = None
    kind: Literal["incidents", "total"] = "incidents"
    independent_sources: int = 0
    sources: tuple[str, ...] = ()
    grading: str = ""
    incidents: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or placed: what (a file, a line, a row, `where` in it) and why, in words."""

    what: str
    why: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn elsewhere, as a whole SVG file; `description` says in words what it shows. It is shown as an
    image, so that nothing in it can run or load."""

    title: str
    svg: str
    description: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that one dossier shows. Every field has a default, so that a case without lists or estimates leaves them out.

    `origins` gives for each document's id the id of the document that it comes from (its own where it is nobody's copy).
    `figures` are the counts of the run in the order in which they are shown, (words, number), numbers as text where they
    are none. `unread_languages` counts documents that are preserved but whose language is not yet read for claims.
    `lost_decisions` are those of `decisions` that no longer find their passage. `versions` names what made the dossier
    ({"onrecord": "0.1", "codebook": "literal 1"}).
    `documented` is the number of persons on the lists for each stratum of the estimates ("" for all of them), shown beside the
    estimates in a column of its own; `estimate_notes` are the assumptions and warnings that must be read with them.
    `lists`, `entries`, `person_links` and `victims` come from victim lists; `estimates` and `pictures` from estimation.
    """

    settings: Settings = field(default_factory=Settings)
    documents: tuple[Document, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    links: tuple[DocumentLink, ...] = ()
    claims: tuple[Claim, ...] = ()
    incidents: tuple[Incident, ...] = ()
    checks: tuple[Check, ...] = ()
    sources: tuple[Source, ...] = ()
    headlines: tuple[Headline, ...] = ()
    lists: tuple[VictimList, ...] = ()
    entries: tuple[Entry, ...] = ()
    person_links: tuple[PersonLink, ...] = ()
    victims: tuple[Victim, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    pictures: tuple[Picture, ...] = ()
    decisions: tuple[Decision, ...] = ()
    lost_decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread_languages: Mapping[str, int] = field(default_factory=dict)
    figures: tuple[tuple[str, int | str], ...] = ()
    codebook: Codebook | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    documented: Mapping[str, int] = field(default_factory=dict)
    estimate_notes: tuple[str, ...] = ()
