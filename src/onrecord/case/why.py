"""Why: from any figure down to its claims, their passages, and the preserved bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.case.decisions import decisions
from onrecord.case.folder import Case
from onrecord.case.ids import meant
from onrecord.case.results import Results, evidence_of, problems, results
from onrecord.codebook import load as load_codebook
from onrecord.custody import LogLine
from onrecord.errors import CustodyError, NotFoundError
from onrecord.incidents import SourceFigure, counts, figures_of, tally_names
from onrecord.model import Check, Claim, Document, DocumentLink, Entry, Incident, Interval, Source, SourceCount, Victim
from onrecord.reading import locate

CONTEXT = 120


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the way, and the steps below it."""

    words: str
    below: tuple[Reason, ...] = ()


def why(case: Case, id: str) -> Reason:
    """The way from this id (its beginning is enough) or document's name to the bytes; `INCIDENT:killed` is one figure.

    Raises NotFoundError where no record, or more than one, is meant, and where the incident has no such figure.
    """
    found = results(case)
    if (problem := case.store.unread().get(id)) is not None:
        return Reason(f"not read: {problem}")
    names = {name: source.id for source in found.sources for name in (*source.variants, source.name)}
    names |= case.store.document_names()
    wanted, _, figure = (id, "", "") if id in names else id.partition(":")
    paths = _Paths(case, found)
    records = dict(reversed([*paths.all()]))  # of several under one id the first
    return paths.walk(records[meant(wanted, records, names)], figure or None)


Record = Claim | Incident | Check | Document | Source | Victim | LogLine


class _Paths:
    def __init__(self, case: Case, found: Results) -> None:
        self.case = case
        self.found = found
        self.codebook = load_codebook(case.settings.codebook)
        self.claims = {claim.id: claim for claim in found.claims}
        self.incidents = {incident.id: incident for incident in found.incidents}
        self.decisions = decisions(case)
        self.links: dict[str, list[DocumentLink]] = {}
        for link in found.links:
            self.links.setdefault(link.b, []).append(link)

    def all(self) -> Iterator[tuple[str, Record]]:
        groups: Sequence[Iterable[Record]] = (
            self.found.incidents, self.found.claims, self.found.checks, self.found.documents.values(),
            self.found.sources, self.found.victims,
        )  # fmt: skip
        for group in groups:
            for record in group:
                yield getattr(record, "id"), record  # noqa: B009
        for incident in self.found.incidents:
            yield from ((previous, incident) for previous in incident.previous_ids)
        for line in self.case.store.log("decide"):
            yield line.detail["id"], line
        for line in self.case.store.log("withdraw"):
            yield line.subject, line

    def walk(self, record: Record, act: str | None) -> Reason:
        if isinstance(record, Incident):
            return self.incident(record, act)
        if isinstance(record, Claim):
            return self.claim(record)
        if isinstance(record, Check):
            return Reason(
                f"check {record.id} ({record.kind}, {record.severity}): {record.message}", self._claims(record.claims)
            )
        if isinstance(record, Document):
            return self.whole_document(record)
        if isinstance(record, Source):
            return self.source(record)
        if isinstance(record, Victim):
            return self.victim(record)
        return Reason(f"log line {record.seq}: {record.action} by {record.who} at {record.at}: {dict(record.detail)}")

    def incident(self, incident: Incident, figure: str | None) -> Reason:
        """The incident's figures and claims; of one figure only its own claims, its lowest and highest first."""
        if figure is not None and figure not in incident.tallies:
            known = ", ".join(sorted(incident.tallies)) or "none"
            raise NotFoundError(f"{incident.id}: has no figure {figure!r}. Its figures: {known}.")
        tallies = {name: t for name, t in sorted(incident.tallies.items()) if figure is None or name == figure}
        told = ", ".join(f"{name} {interval_words(t)}" for name, t in tallies.items()) or "no figures"
        below = [Reason(f"grading {incident.grading}: {incident.grading_reason}")]
        if figure is not None:
            below += self._of_figure(incident, figure)
        else:
            for counted in incident.sources:
                reasons = (*self._claims(counted.claims), *self._not_counted(counted))
                below.append(Reason(f"independent source: {counted.source}", reasons))
            counted_ids = {c for counted in incident.sources for c in counted.claims}
            if rest := [c for c in incident.claims if c not in counted_ids]:
                below.append(Reason("claims beside these, not counted on their own", self._claims(rest)))
            below += [Reason(reason) for reason in incident.reasons]
        kind = "total over a period or many places" if incident.aggregate else "incident"
        previous = f" (before: {', '.join(incident.previous_ids)})" if incident.previous_ids else ""
        return Reason(f"{kind} {incident.id}{previous}: {told}", tuple(below))

    def _of_figure(self, incident: Incident, tally: str) -> Iterator[Reason]:
        """Each source's figure and what it rests on, the lowest and the highest first; then what is not counted."""
        whole = incident.tallies[tally]
        own = [claim for id in incident.claims if (claim := self.claims.get(id)) and tally in self._tallies(claim)]
        said = figures_of(incident, evidence_of(self.case, self.found), codebook=self.codebook)
        used: set[str] = set()

        def rank(figure: SourceFigure) -> int:
            return 0 if figure.interval.low == whole.low else 1 if figure.interval.high == whole.high else 2

        for figure in sorted((f for f in said if f.tally == tally), key=rank):
            used.update((*figure.claims, *figure.replaced))
            below = [*self._claims(figure.claims)]
            if figure.replaced:
                below.append(Reason("its earlier figures, replaced", self._claims(figure.replaced)))
            below += [r for one in incident.sources if one.source == figure.source for r in self._not_counted(one)]
            some = ", of some of them" if figure.partial else f", of {figure.whom} alone" if figure.whom else ""
            together = ", added up" if len(figure.claims) > 1 and self._is_sum(figure) else ""
            yield Reason(
                f"independent source: {figure.source}: {interval_words(figure.interval)}{together}{some}", tuple(below)
            )
        if rest := [claim.id for claim in own if claim.id not in used]:
            yield Reason("claims beside these, not counted on their own", self._claims(rest))

    def _tallies(self, claim: Claim) -> Iterable[str]:
        return tally_names(claim, self.codebook) if counts(claim) else ()

    def _is_sum(self, figure: SourceFigure) -> bool:
        """Whether no claim of its own says the number: groups or parts were added."""
        lows = [self.claims[id].count.low for id in figure.claims if id in self.claims]
        return figure.interval.low is not None and figure.interval.low not in lows

    def _not_counted(self, counted: SourceCount) -> Iterator[Reason]:
        for document, because in counted.not_counted:
            yield Reason(f"not counted beside it: {self._name(document)}: {because}")

    def claim(self, claim: Claim) -> Reason:
        count = claim.count
        below = [Reason(f"read by: {', '.join(claim.rules) or 'unknown'}; words {count.words!r} by rule {count.rule!r}")]
        chain = " < ".join(f"{s.words} ({s.cue})" if s.cue else s.words for s in claim.attribution)
        below.append(
            Reason(f"says so: {chain or 'the document itself'}; comes down to: {'; '.join(claim.sources) or 'unknown'}")
        )
        if claim.perpetrators:
            below.append(Reason(f"alleged perpetrators: {'; '.join(claim.perpetrators)}"))
        if claim.part_of:
            below.append(Reason(f"part of the total in claim {claim.part_of}"))
        below += [
            Reason(f"decided: {d.action} by {d.who} at {d.at}: {d.why}")
            for d in self.decisions
            if d.subject == "claim" and d.anchor.get("document") == claim.document and d.anchor.get("quote") == claim.quote
        ]
        document = self.case.store.document(claim.document)
        if document is not None:
            below.append(self._passage(claim, document))
        return Reason(_claim_words(claim), tuple(below))

    def _passage(self, claim: Claim, document: Document) -> Reason:
        places = tuple(Reason(words) for words in locate_words(document, claim.start, claim.end))
        return Reason(_passage_words(claim, document), (*places, self.document(self.found.documents[document.id])))

    def whole_document(self, document: Document) -> Reason:
        """The document with its problem, if it could not be read, and its claims, each with its passage."""
        itself = self.document(document)
        found = problems(self.case, self.found).get(document.name)
        trouble = (Reason(f"not read: {found}"),) if found else ()
        text = self.case.store.document(document.id) or document
        claims = (c for c in self.found.claims if c.document == document.id)
        stated = tuple(Reason(_claim_words(c), (Reason(_passage_words(c, text)),)) for c in claims)
        return Reason(itself.words, (*trouble, *itself.below, *stated))

    def document(self, document: Document) -> Reason:
        try:
            self.case.archive.get(document.id)
            bytes_words = f"preserved bytes: {self.case.archive.path(document.id)} (sha256 as noted)"
        except CustodyError as error:
            bytes_words = f"PRESERVED BYTES: {error}"
        below = [Reason(bytes_words)]
        for receipt in self.case.store.receipts():
            if receipt.document == document.id:
                who = f" from {receipt.custodian}" if receipt.custodian else ""
                when = f", received {receipt.received}" if receipt.received else ""
                below.append(Reason(f"came in as {receipt.name}{who}{when} ({receipt.sensitivity}) at {receipt.at}"))
        origin = self.found.origins.get(document.id, document.id)
        if origin != document.id:
            below.append(Reason(f"derives from {self._name(origin)} ({origin[:16]}…)"))
        for link in self.links.get(document.id, ()):
            below.append(Reason(f"{link.kind} of passages in {self._name(link.a)}: {link.share_b:.0%} of this text"))
        publisher = f", published by {document.publisher.value}" if document.publisher else ""
        return Reason(f"document {document.name}, sha256 {document.id}{publisher}", tuple(below))

    def source(self, source: Source) -> Reason:
        names = {source.name, *source.variants}
        claims = [claim.id for claim in self.found.claims if names & set(claim.sources)]
        family = f", family {source.family}" if source.family else ""
        return Reason(
            f"source {source.name} ({source.kind}{family}); also: {'; '.join(source.variants)}", self._claims(claims)
        )

    def victim(self, victim: Victim) -> Reason:
        lists = {one.id: f"{one.name}, edition {one.edition}" for one in self.found.lists}
        rows = {entry.id: entry for entry in self.found.entries if entry.id in victim.entries}
        below = [Reason(f"list {lists[entry.list]}, row {entry.row}: {_cells(entry)}") for entry in rows.values()]
        for one in self.found.person_links:
            if one.a in rows and one.b in rows:
                pair = f"{rows[one.a].name} = {rows[one.b].name}: {one.kind}, probability {one.probability:.3f}"
                below.append(Reason(pair, tuple(Reason(reason) for reason in one.reasons)))
        below += [
            Reason(f"decided: {d.action} by {d.who} at {d.at}: {d.why}")
            for d in self.decisions
            if d.subject == "person" and {d.anchor["a"], d.anchor["b"]} & set(victim.entries)
        ]
        previous = f" (before: {', '.join(victim.previous_ids)})" if victim.previous_ids else ""
        return Reason(f"person {victim.id}{previous}: {' / '.join(victim.names)}", (*below, *self._claims(victim.claims)))

    def _claims(self, ids: Iterable[str]) -> tuple[Reason, ...]:
        return tuple(self.claim(self.claims[id]) for id in ids if id in self.claims)

    def _name(self, document: str) -> str:
        found = self.found.documents.get(document)
        return found.name if found else document


def interval_words(interval: Interval) -> str:
    """An interval as people read it: `8–9`, `200 and up`, `up to 12`, `5`, `number unknown`."""
    low, high = interval.low, interval.high
    if low is None and high is None:
        return "number unknown"
    if high is None:
        return f"{low:,} and up"
    if low is None:
        return f"up to {high:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def passage_words(text: str, start: int, end: int) -> str:
    """The words `text[start:end]` in marks, with those around them, in one line."""
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return "… " + " ".join(f"{before}⟦{text[start:end]}⟧{after}".split()) + " …"


def _passage_words(claim: Claim, document: Document) -> str:
    return f"passage {claim.start}–{claim.end}: {passage_words(document.text, claim.start, claim.end)}"


def _claim_words(claim: Claim) -> str:
    figure = f"{claim.act} {interval_words(Interval(claim.count.low, claim.count.high))} {claim.count.unit}"
    said = "" if claim.asserted else ", not asserted (denied, doubted, feared or planned)"
    return f"claim {claim.id}: {figure}{said} [{claim.status}]"


def locate_words(document: Document, start: int, end: int) -> list[str]:
    """Where a passage stands in the original, in words."""
    words = []
    for span in locate(document, start, end):
        if span.page is not None:
            boxes = "; ".join("(" + ", ".join(f"{edge:.0f}" for edge in box) + ")" for box in span.boxes)
            words.append(f"original: page {span.page}, boxes {boxes} in points")
        else:
            words.append(
                f"original: characters {span.start}–{span.end} of the decoded bytes ({document.encoding or 'as they are'})"
            )
    return words


def _cells(entry: Entry) -> str:
    return "; ".join(f"{head}: {cell}" for head, cell in entry.fields.items())
