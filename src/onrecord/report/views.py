"""What the templates show, looked up once: each incident's table of sources and figures, each claim's passage and speakers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.model import Claim, Decision, Document, Incident, Interval, Receipt, Source, SourceCount, content_id
from onrecord.report import wording
from onrecord.report.dossier import Dossier, Headline
from onrecord.report.passages import Excerpt, excerpt

_ANCHOR = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DATED = re.compile(r"(?:^|,?\s+)\d{4}(?:-\d\d){0,2}(?:\s*[–-]\s*\d{4}(?:-\d\d){0,2})?$")
"""A date at the end of a title; the page says it in words beside the title."""
_EMPTY = Document("", "", "")
CONTESTED_FIRST = ("contested", "confirmed", "fair", "weak", "discounted")


def anchor(kind: str, id: str) -> str:
    """An id for a link in the page. An id that is not plain letters and digits is hashed: it may be anybody's words."""
    return f"{kind}-{id}" if _ANCHOR.fullmatch(id) else f"{kind}-{content_id(id)}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One source's figures under one column: its latest claims, their parts, and the earlier ones that they replace."""

    claims: tuple[Claim, ...] = ()
    parts: tuple[Claim, ...] = ()
    earlier: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One independent source of an incident, with the documents that do not count beside it and why."""

    name: str
    kind: str
    cells: tuple[Cell, ...]
    documents: tuple[Document, ...]
    not_counted: tuple[tuple[Document, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Sources × figures of one incident. `ranges` are the tally below each column."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ranges: tuple[Interval | None, ...]


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """All main figures of one place and period, with the incidents, sources and gradings that they rest on."""

    place: str | None
    period: str
    figures: tuple[Headline, ...]
    incidents: tuple[str, ...]
    sources: tuple[str, ...]
    grades: tuple[str, ...]


@dataclass(slots=True)
class Index:
    """Every record of a dossier by what the page looks it up by."""

    dossier: Dossier
    documents: dict[str, Document] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    claims_of: dict[str, list[Claim]] = field(default_factory=dict)
    receipts: dict[str, list[Receipt]] = field(default_factory=dict)
    derived: dict[str, list[Document]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    decided: dict[tuple[str, str, str], list[Decision]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """How a document is called that is a source itself, since neither speaker nor publisher is known, by its name."""

    def __post_init__(self) -> None:
        d = self.dossier
        self.documents = {document.id: document for document in d.documents}
        self.claims = {claim.id: claim for claim in d.claims}
        self.incidents = {incident.id: incident for incident in d.incidents}
        self.claims_of = _grouped((claim.document, claim) for claim in d.claims)
        self.receipts = _grouped((receipt.document, receipt) for receipt in d.receipts)
        self.derived = _grouped((self.origin(x.id), x) for x in d.documents if self.is_copy(x.id))
        self.files = {x.name: self._file_name(x) for x in d.documents if x.publisher is None}
        for source in d.sources:
            for name in (*source.variants, source.name, source.id):
                self.sources[name] = source
        for decision in d.decisions:
            a = decision.anchor
            key = (a.get("document", ""), a.get("quote", ""), a.get("act", ""))
            self.decided.setdefault(key, []).append(decision)

    # ---------------------------------------------------------------------------------------- documents

    def document(self, id: str) -> Document:
        """The document, or an empty one that still says its id, where it was withdrawn."""
        return self.documents.get(id) or Document(id=id, name=f"{id[:12]} (not in this case)", media_type="")

    def origin(self, id: str) -> str:
        return self.dossier.origins.get(id, id)

    def is_copy(self, id: str) -> bool:
        return self.origin(id) != id

    def copies(self, id: str) -> list[Document]:
        """The documents whose origin this one is."""
        return self.derived.get(id, [])

    # ---------------------------------------------------------------------------------------- claims

    def excerpt(self, claim: Claim) -> Excerpt:
        """The claim's sentence with its passage; the quote alone where the document's text is not there any more."""
        text = self.documents.get(claim.document, _EMPTY).text
        if text[claim.start : claim.end] != claim.quote:
            return Excerpt("", claim.quote, "")
        return excerpt(text, claim.start, claim.end)

    def is_part(self, claim: Claim) -> bool:
        """Whether the claim is a part of another one that stands under the same figure."""
        whole = self.claims.get(claim.part_of or "")
        return whole is not None and wording.claim_figure(whole) == wording.claim_figure(claim)

    def decisions(self, claim: Claim) -> list[Decision]:
        return self.decided.get((claim.document, claim.quote, claim.act), [])

    def figure(self, name: str) -> str:
        return wording.figure(name, self.dossier.codebook)

    def source_name(self, id: str) -> str:
        known = self.sources.get(id)
        return known.name if known is not None else self.files.get(id, id)

    def _file_name(self, document: Document) -> str:
        kind = "file" if "." in document.name else "document"
        return f"{kind} {document.name}, publisher not known"

    def outside(self) -> list[tuple[str, list[Claim]]]:
        """Claims that count in no incident, by the reason why: nothing is dropped silently."""
        inside = {id for incident in self.dossier.incidents for id in incident.claims}
        groups: dict[str, list[Claim]] = {reason: [] for reason in _OUTSIDE}
        for claim in self.dossier.claims:
            if claim.id not in inside:
                groups[_why_outside(claim)].append(claim)
        return [(reason, claims) for reason, claims in groups.items() if claims]

    # ---------------------------------------------------------------------------------------- headline

    def headline_rows(self, kind: str) -> list[HeadlineRow]:
        """The headline's figures of one kind, one row for each place and period, the row with most deaths first."""
        rows: dict[tuple[object, ...], list[Headline]] = {}
        for h in self.dossier.headlines:
            if h.kind == kind:
                alone = h.incidents if kind == "total" or h.place is None or h.period is None else ()
                rows.setdefault((h.place, h.period, alone), []).append(h)
        return sorted((self._headline_row(figures) for figures in rows.values()), key=_size)

    def _headline_row(self, figures: list[Headline]) -> HeadlineRow:
        periods = {wording.dates(h.period) for h in figures if h.period is not None}
        is_one = len(periods) == 1 and all(h.period is not None for h in figures)
        incidents = tuple(dict.fromkeys(id for h in figures for id in h.incidents if id in self.incidents))
        return HeadlineRow(
            place=figures[0].place or self._places(incidents),
            period=periods.pop() if is_one else "period not stated",
            figures=tuple(sorted(figures, key=lambda h: self.figure_order(h.figure))),
            incidents=incidents,
            sources=tuple(dict.fromkeys(name for h in figures for name in h.sources)),
            grades=tuple(sorted({grade for h in figures for grade in h.grading.split(", ") if grade})),
        )

    def _places(self, incidents: Sequence[str]) -> str | None:
        """The places of a few incidents by name, where the headline has none for them (places of no known country)."""
        names = dict.fromkeys(place.words for id in incidents for place in self.incidents[id].places)
        return ", ".join(names) if 0 < len(names) <= 3 else None

    # ---------------------------------------------------------------------------------------- incidents

    def in_order(self) -> list[Incident]:
        """Contested incidents first, then those whose figures disagree, then the others; by date within each."""
        return sorted(self.dossier.incidents, key=_incident_order)

    def title(self, incident: Incident) -> str:
        if incident.title and (title := _DATED.sub("", incident.title)):
            return title
        names = list(dict.fromkeys(place.words for place in incident.places))
        more = f" and {wording.plural(len(names) - 2, 'other place')}" if len(names) > 2 else ""
        return (", ".join(names[:2]) or "Place unknown") + more

    def figures(self, incident: Incident) -> list[tuple[str, Interval]]:
        """An incident's tallies: deaths first, an act before its parts."""
        return sorted(incident.tallies.items(), key=lambda pair: self.figure_order(pair[0]))

    def disputed(self, incident: Incident) -> list[str]:
        """The figures on which no number satisfies all independent sources, deaths first."""
        return sorted(incident.figures_disagree, key=self.figure_order)

    def figure_order(self, name: str) -> tuple[int, str]:
        acts = list(self.dossier.codebook.acts) if self.dossier.codebook is not None else ["killed"]
        own = [i for i, act in enumerate(acts) if name == act or name.startswith(act + "_")]
        return (max(own) if own else len(acts), name)

    def incident_claims(self, incident: Incident) -> list[Claim]:
        """The claims of an incident, deaths first, then by the date of their document."""
        known = [self.claims[id] for id in incident.claims if id in self.claims]
        return sorted(
            known, key=lambda c: (self.figure_order(wording.claim_figure(c)), self.published(c), c.document, c.start)
        )

    def published(self, claim: Claim) -> str:
        when = self.document(claim.document).published
        first = when.start or when.end if when is not None else None
        return first.isoformat() if first is not None else "9999"

    def table(self, incident: Incident) -> Table:
        """Sources × figures. A column is an act or an act and one category, as the incident's tallies are."""
        claims = self.incident_claims(incident)
        counted = {id for source in incident.sources for id in source.claims}
        names = {wording.claim_figure(c) for c in claims if c.id in counted}
        columns = tuple(sorted(names, key=self.figure_order))
        rows = tuple(self._row(source, columns) for source in incident.sources)
        return Table(columns, rows, tuple(incident.tallies.get(name) for name in columns))

    def _row(self, source: SourceCount, columns: Sequence[str]) -> Row:
        known = self.sources.get(source.source)
        claims = [self.claims[id] for id in source.claims if id in self.claims]
        return Row(
            name=self.source_name(source.source),
            kind=known.kind if known is not None and known.kind != "unknown" else "",
            cells=tuple(self._cell([c for c in claims if wording.claim_figure(c) == name]) for name in columns),
            documents=tuple(self.document(id) for id in source.documents),
            not_counted=tuple((self.document(id), reason) for id, reason in source.not_counted),
        )

    def _cell(self, claims: list[Claim]) -> Cell:
        """Within one source the latest figure replaces the earlier ones, and these stay visible."""
        if not claims:
            return Cell()
        ordered = sorted(claims, key=lambda c: (self.published(c), c.document, c.start))
        last = self.published(ordered[-1])
        latest = [c for c in ordered if self.published(c) == last]
        stands = {(c.count.low, c.count.high) for c in latest}
        earlier = [c for c in ordered if (c.count.low, c.count.high) not in stands and not self.is_part(c)]
        parts = [c for c in latest if self.is_part(c)]
        whole = [c for c in latest if c not in parts] or latest
        return Cell(tuple(_distinct(whole)), tuple(_distinct(parts)) if whole is not latest else (), tuple(_distinct(earlier)))


_OUTSIDE = (
    "A person rejected them",
    "A person looked at them and came to no conclusion",
    "The text denies them, doubts them, fears them or speaks of a plan",
    "Their act, place or date lies outside this case's scope",
    "They were not placed in an incident",
)


def _why_outside(claim: Claim) -> str:
    if claim.status == "rejected":
        return _OUTSIDE[0]
    if claim.status == "unresolved":
        return _OUTSIDE[1]
    if not claim.asserted:
        return _OUTSIDE[2]
    return _OUTSIDE[4] if claim.in_scope else _OUTSIDE[3]


def _size(row: HeadlineRow) -> tuple[int, int]:
    deaths = [h.range for h in row.figures if h.figure == "killed"] or [h.range for h in row.figures]
    return (0 if row.figures[0].figure == "killed" else 1, -max(r.low or r.high or 0 for r in deaths))


def _incident_order(incident: Incident) -> tuple[int, int, int, str, str]:
    when = incident.when
    first = (when.start or when.end) if when is not None else None
    return (
        0 if incident.in_scope else 1,
        0 if incident.grading == "contested" else 2 if incident.grading == "discounted" else 1,
        0 if incident.figures_disagree else 1,
        first.isoformat() if first is not None else "9999",
        incident.id,
    )


def _grouped(pairs: Iterable[tuple[str, object]]) -> dict[str, list]:  # type: ignore[type-arg]
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _distinct(claims: Iterable[Claim]) -> list[Claim]:
    """One claim for each figure, the first of them; the others stand among the incident's claims."""
    found: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        found.setdefault((claim.count.low, claim.count.high, claim.count.unit, claim.count.approximate), claim)
    return list(found.values())
