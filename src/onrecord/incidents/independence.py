"""How many sources are really independent: copies count with their origin, quotations with whom they quote, a family once.

Rule (docs/sources.md): the sources of a claim are its farthest speakers, else its publisher, else the document itself.
A claim inside a passage that was copied is the origin's claim, unless its number was changed there. An unnamed source
("a medic") is one per role and incident, however many documents quote it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.incidents.overlap import days_of
from onrecord.incidents.sources import Register
from onrecord.model import Claim, Document, DocumentLink, Source, SourceCount
from onrecord.text import fold

REACH = 40
"""How many characters a claim may stand from where its passage stands in the origin: edits shift what follows them."""

ALTERED = "altered"
"""What another publisher made of a number in a passage that it copied: its own claim, whoever it says it from."""

_ORDER = {"copy": 0, "revision": 1, "excerpt": 2, "quotation": 3}


@dataclass(frozen=True, slots=True)
class Derived:
    """Where a copied claim comes from: the document, the claim there (None where it was not read), and how it got here."""

    document: str
    claim: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Voice:
    """One source of one claim: who counts (`key`: its family, else itself), and the document whose words they are."""

    key: str
    source: Source
    document: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is needed to say who a claim comes down to. Make one with `weigh`."""

    documents: Mapping[str, Document]
    claims: Mapping[str, Claim]
    register: Register
    derived: Mapping[str, Derived] = field(default_factory=dict)
    families: frozenset[str] = frozenset()

    def root(self, claim: Claim) -> Claim:
        """The claim that this one repeats, through all copies of copies; itself where it repeats none."""
        seen = {claim.id}
        while (found := self.derived.get(claim.id)) is not None and found.claim is not None and found.claim not in seen:
            claim = self.claims[found.claim]
            seen.add(claim.id)
        return claim

    def repeats(self, claim: Claim) -> bool:
        """Whether a claim's words are those of an earlier document."""
        return claim.id in self.derived and self.derived[claim.id].kind != ALTERED

    def home(self, claim: Claim) -> str:
        """The document whose words a claim's words are, through all copies."""
        root = self.root(claim)
        found = self.derived.get(root.id)
        return found.document if found is not None and found.claim is None else root.document

    def voices(self, claim: Claim) -> tuple[Voice, ...]:
        """The sources of a claim, each with what it counts as."""
        root, home = self.root(claim), self.home(claim)
        document = self.documents.get(home)
        altered = root.id in self.derived and self.derived[root.id].kind == ALTERED
        words = root.sources if not altered and (root.document == home or root.attribution) else ()
        words = words or speakers_of(document)
        if not words:
            alone = document or Document(home, claim.name, "")
            found = [self.register.itself(alone)]
        else:
            place = root.document if root.attribution and not altered else home
            found = [self.register.of(place, w) for w in words]
        unique = {self._counts_as(source): source for source in reversed(found)}
        return tuple(Voice(key, unique[key], home) for key in sorted(unique))

    def _counts_as(self, source: Source) -> str:
        family = source.family or (source.name if fold(source.name) in self.families else None)
        return f"family {fold(family)}" if family else source.id


def speakers_of(document: Document | None) -> tuple[str, ...]:
    return (document.publisher.value,) if document is not None and document.publisher else ()


def weigh(
    claims: Sequence[Claim],
    documents: Iterable[Document],
    register: Register,
    *,
    links: Sequence[DocumentLink] = (),
    origins: Mapping[str, str] | None = None,
) -> Evidence:
    """Bring together what decides who counts. `origins`: document id -> id of the document that it derives from."""
    known = {document.id: document for document in documents}
    by_id = {claim.id: claim for claim in claims}
    families = frozenset(fold(s.family) for s in register.sources if s.family)
    houses = {d.id: register.of(d.id, d.publisher.value).id for d in known.values() if d.publisher}
    return Evidence(known, by_id, register, derive(claims, links, origins or {}, houses), families)


def count(claims: Iterable[Claim], evidence: Evidence) -> tuple[SourceCount, ...]:
    """The independent sources of these claims, each with its claims, its documents, and why other documents do not count.

    Claims that are denied, doubted or rejected have no source here.
    """
    said: defaultdict[str, list[tuple[Claim, Voice]]] = defaultdict(list)
    for claim in claims:
        if claim.asserted and not claim.is_left_out:
            for voice in evidence.voices(claim):
                said[voice.key].append((claim, voice))
    counted = [_count_one(said[key], evidence) for key in sorted(said)]
    return tuple(sorted(counted, key=lambda c: (fold(c.source), c.claims)))


def _count_one(said: Sequence[tuple[Claim, Voice]], evidence: Evidence) -> SourceCount:
    def place(item: tuple[Claim, Voice]) -> tuple[bool, bool, str, str, int]:
        claim, voice = item
        document = evidence.documents.get(claim.document)
        day = str(document.published.start) if document and document.published and document.published.start else "9999"
        own = bool(
            document and document.publisher and evidence.register.of(document.id, document.publisher.value) == voice.source
        )
        return claim.document != voice.document, not own, day, claim.document, claim.start

    ordered = sorted(said, key=place)
    first, voice = ordered[0]
    reasons: dict[str, str] = {}
    for claim, other in ordered[1:]:
        if claim.document != first.document:
            reasons.setdefault(claim.document, _because(claim, other, voice, evidence))
    documents = (first.document, *reasons)
    ids = tuple(sorted({claim.id for claim, _ in ordered}))
    return SourceCount(voice.source.name, ids, documents, tuple(reasons.items()))


def _because(claim: Claim, voice: Voice, first: Voice, evidence: Evidence) -> str:
    """Why a document is no further source: "copy of …", "quotes …", "same family as …"."""
    if claim.document != voice.document:
        origin = evidence.documents.get(voice.document)
        found = evidence.derived.get(claim.id)
        verb = "quotes" if found is not None and found.kind == "quotation" else f"{found.kind if found else 'copy'} of"
        return f"{verb} {origin.name if origin else voice.document}"
    if voice.source.id != first.source.id:
        return f"same family as {first.source.name}"
    if claim.attribution:
        return f"quotes {voice.source.name}"
    return f"also by {voice.source.name}"


# ------------------------------------------------------------------------------------------------ copies of claims


def derive(
    claims: Sequence[Claim],
    links: Sequence[DocumentLink],
    origins: Mapping[str, str],
    houses: Mapping[str, str] | None = None,
) -> dict[str, Derived]:
    """Which claims only repeat one of another document: those inside copied passages, where the number is not changed.

    Where there is no link to say which passages a document shares with its origin, claims with the same act, groups and
    figures as one of the origin's count with it. `houses`: document id -> publisher, where it is known.
    """
    by_document: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_document[claim.document].append(claim)
    by_derived: defaultdict[str, list[DocumentLink]] = defaultdict(list)
    for link in links:
        if link.b in by_document:
            by_derived[link.b].append(link)
    derived: dict[str, Derived] = {}
    houses = houses or {}
    for document in sorted(by_document):
        origin = origins.get(document, document)
        ranked = sorted(by_derived[document], key=lambda k: (k.a != origin, _ORDER[k.kind], k.a, k.spans, k.changed))
        linked = any(link.a == origin for link in ranked)
        index = _by_figures(by_document[origin]) if origin != document and not linked else {}
        for claim in by_document[document]:
            found = _through_links(claim, ranked, by_document, houses)
            twins = [c for c in index.get(_figures(claim), ()) if not is_of_another_time(claim, c)]
            if found is None and twins:
                found = Derived(origin, twins[0].id, "copy")
            if found is not None:
                derived[claim.id] = found
    return derived


def _through_links(
    claim: Claim, links: Sequence[DocumentLink], by_document: Mapping[str, list[Claim]], houses: Mapping[str, str]
) -> Derived | None:
    for link in links:
        for a_start, a_end, b_start, b_end in link.spans:
            inside = min(claim.end, b_end) - max(claim.start, b_start)
            if 2 * inside <= claim.end - claim.start:
                continue
            if any(start < claim.end and claim.start < end for _, _, start, end in link.changed):
                return _changed(link, houses)
            scale = (a_end - a_start) / max(1, b_end - b_start)
            at = a_start + round((claim.start - b_start) * scale)
            there = [c for c in by_document.get(link.a, ()) if _figures(c) == _figures(claim) and abs(c.start - at) <= REACH]
            nearest = min(there, key=lambda c: (abs(c.start - at), c.id), default=None)
            if nearest is not None and is_of_another_time(claim, nearest):
                return None
            return Derived(link.a, nearest.id if nearest else None, link.kind)
    return None


def _changed(link: DocumentLink, houses: Mapping[str, str]) -> Derived | None:
    """A new figure in a copied passage is the later document's own claim; the same publisher's update keeps its sources."""
    before, after = houses.get(link.a), houses.get(link.b)
    return Derived(link.b, None, ALTERED) if before and after and before != after else None


def is_of_another_time(claim: Claim, other: Claim) -> bool:
    """Whether two claims give times that exclude each other: the next edition of a report says the same of its own year."""
    mine, theirs = days_of(claim.when), days_of(other.when)
    return mine.known and theirs.known and not mine.overlaps(theirs)


def _by_figures(claims: Iterable[Claim]) -> dict[tuple[object, ...], list[Claim]]:
    index: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.start, c.id)):
        index[_figures(claim)].append(claim)
    return index


def _figures(claim: Claim) -> tuple[object, ...]:
    return claim.act, claim.count.low, claim.count.high, claim.count.unit, claim.victims.categories
