"""Why: from any figure down to its claims, their passages, and the preserved bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.case.decisions import decisions
from onrecord.case.folder import Case
from onrecord.case.results import Results, results
from onrecord.custody import LogLine
from onrecord.errors import CustodyError, NotFoundError
from onrecord.model import Check, Claim, Document, DocumentLink, Entry, Incident, Interval, Source, Victim
from onrecord.reading import locate

CONTEXT = 120


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the way, and the steps below it."""

    words: str
    below: tuple[Reason, ...] = ()


def why(case: Case, id: str) -> Reason:
    """The way from this id (its beginning is enough) to the bytes. An incident's figure is `INCIDENT:killed`.

    Raises NotFoundError where no record, or more than one, has this id.
    """
    wanted, _, act = id.partition(":")
    paths = _Paths(case, results(case))
    found = [(full, make) for full, make in paths.all() if full == wanted] or [
        (full, make) for full, make in paths.all() if len(wanted) >= 4 and full.startswith(wanted)
    ]
    if not found:
        raise NotFoundError(f"{id}: nothing in this case has this id. 'onrecord export claims' and its like list the ids.")
    if len({full for full, _ in found}) > 1:
        raise NotFoundError(f"{id}: {len(found)} ids begin so. Give more of it: {', '.join(full for full, _ in found[:5])} …")
    return paths.walk(found[0][1], act or None)


Record = Claim | Incident | Check | Document | Source | Victim | LogLine


class _Paths:
    def __init__(self, case: Case, found: Results) -> None:
        self.case = case
        self.found = found
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
            return self.document(record)
        if isinstance(record, Source):
            return self.source(record)
        if isinstance(record, Victim):
            return self.victim(record)
        return Reason(f"log line {record.seq}: {record.action} by {record.who} at {record.at}: {dict(record.detail)}")

    def incident(self, incident: Incident, act: str | None) -> Reason:
        kind = "total over a period or many places" if incident.aggregate else "incident"
        tallies = {a: t for a, t in sorted(incident.tallies.items()) if act is None or a == act}
        figures = ", ".join(f"{a} {interval_words(t)}" for a, t in tallies.items()) or "no figures"
        below = [Reason(f"grading {incident.grading}: {incident.grading_reason}")]
        for counted in incident.sources:
            claims = [c for c in counted.claims if act is None or _counts_for(self.claims.get(c), act)]
            if not claims:
                continue
            reasons = tuple(Reason(f"not counted beside it: {self._name(d)}: {because}") for d, because in counted.not_counted)
            below.append(Reason(f"independent source: {counted.source}", (*self._claims(claims), *reasons)))
        counted_ids = {c for counted in incident.sources for c in counted.claims}
        rest = [c for c in incident.claims if c not in counted_ids and (act is None or _counts_for(self.claims.get(c), act))]
        if rest:
            below.append(Reason("claims beside these, not counted on their own", self._claims(rest)))
        below += [Reason(reason) for reason in incident.reasons]
        previous = f" (before: {', '.join(incident.previous_ids)})" if incident.previous_ids else ""
        return Reason(f"{kind} {incident.id}{previous}: {figures}", tuple(below))

    def claim(self, claim: Claim) -> Reason:
        count = claim.count
        figure = f"{claim.act} {interval_words(Interval(count.low, count.high))} {count.unit}"
        said = "" if claim.asserted else ", not asserted (denied, doubted, feared or planned)"
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
        return Reason(f"claim {claim.id}: {figure}{said} [{claim.status}]", tuple(below))

    def _passage(self, claim: Claim, document: Document) -> Reason:
        before = document.text[max(0, claim.start - CONTEXT) : claim.start]
        after = document.text[claim.end : claim.end + CONTEXT]
        shown = " ".join(f"{before}⟦{document.text[claim.start : claim.end]}⟧{after}".split())
        places = tuple(Reason(words) for words in locate_words(document, claim.start, claim.end))
        return Reason(f"passage {claim.start}–{claim.end}: … {shown} …", (*places, self.document(document)))

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


def _counts_for(claim: Claim | None, act: str) -> bool:
    return claim is not None and (claim.act == act or act.startswith(claim.act) or claim.act == "executed")
