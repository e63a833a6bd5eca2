"""How many sources are really independent: copies count with their origin, quotations with whom they quote, a family once.

Rule (docs/sources.md): the sources of a claim are its farthest speakers, else its publisher, else the document itself.
A claim inside a passage that was copied is the origin's claim, unless its number was changed there. What a document says
in its title, or in its own words, is whose figure it names somebody for elsewhere. An unnamed source ("a medic") is one per
role and incident, however many documents quote it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord import codebook as codebooks
from onrecord.incidents.names import guess_kind
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
    """What is needed to say who a claim comes down to. Make one with `weigh`.

    `restated`: claim -> the claim of the same document that says from whom its figure is (`of_incident`).
    """

    documents: Mapping[str, Document]
    claims: Mapping[str, Claim]
    register: Register
    derived: Mapping[str, Derived] = field(default_factory=dict)
    families: frozenset[str] = frozenset()
    restated: Mapping[str, str] = field(default_factory=dict)

    def root(self, claim: Claim) -> Claim:
        """The claim that this one repeats, through all copies of copies; itself where it repeats none."""
        seen = {claim.id}
        while (found := self._model(claim)) is not None and found not in seen:
            claim = self.claims[found]
            seen.add(claim.id)
        return claim

    def _model(self, claim: Claim) -> str | None:
        found = self.derived.get(claim.id)
        return found.claim if found is not None and found.claim is not None else self.restated.get(claim.id)

    def of_incident(self, claims: Iterable[Claim]) -> Evidence:
        """The evidence as it bears on one incident, whose claims these are: what an article says of its figures in its title
        or in its own words is from whom it names for the same figure."""
        by_document: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            if claim.asserted and not claim.is_left_out:
                by_document[claim.document].append(claim)
        found = (self._restated(self.documents.get(id), own) for id, own in by_document.items() if len(own) > 1)
        return replace(self, restated={mine: theirs for pairs in found for mine, theirs in pairs})

    def _restated(self, document: Document | None, claims: Sequence[Claim]) -> Iterator[tuple[str, str]]:
        if document is None:
            return
        at = document.text.find(document.title.value) if document.title and document.title.value else -1
        end = at + len(document.title.value) if document.title and at >= 0 else -1
        told = [c for c in claims if not is_own(c, document) and not at <= c.start < end]
        for claim in claims if told else ():
            if at <= claim.start < end or is_own(claim, document):
                same = [c for c in told if _restates(claim, c)]
                chosen = min(same, key=lambda c: (*_other_voices(claim, c), c.start, c.id), default=None)
                if chosen is not None:
                    yield claim.id, chosen.id

    def repeats(self, claim: Claim) -> bool:
        """Whether a claim's words are those of an earlier document."""
        return claim.id in self.derived and self.derived[claim.id].kind != ALTERED

    def is_changed(self, claim: Claim) -> bool:
        """Whether a claim's number was changed in words that are those of an earlier document."""
        return claim.id in self.derived and self.derived[claim.id].kind == ALTERED

    def home(self, claim: Claim) -> str:
        """The document whose words a claim's words are, through all copies."""
        root = self.root(claim)
        found = self.derived.get(root.id)
        return found.document if found is not None and found.claim is None else root.document

    def voices(self, claim: Claim) -> tuple[Voice, ...]:
        """The sources of a claim, each with what it counts as."""
        root = self._said_with(self.root(claim))
        home = self.home(root)
        document = self.documents.get(home)
        altered = self.is_changed(root)
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

    def _said_with(self, claim: Claim) -> Claim:
        """The total with which a document gives a part in its own words ("five of them children"): one source has both."""
        seen = {claim.id}
        while claim.id not in self.derived and (document := self.documents.get(claim.document)) is not None:
            whole = self.claims.get(claim.part_of or "")
            if whole is None or whole.document != claim.document or whole.id in seen or not is_own(claim, document):
                break
            claim = self.root(whole)
            seen |= {whole.id, claim.id}
        return claim

    def _counts_as(self, source: Source) -> str:
        family = source.family or (source.name if fold(source.name) in self.families else None)
        return f"family {fold(family)}" if family else source.id


def is_own(claim: Claim, document: Document) -> bool:
    """Whether a document says a thing in its own words and names nobody for it."""
    return not claim.attribution and claim.sources in ((), speakers_of(document))


def _other_voices(claim: Claim, told: Claim) -> tuple[bool, bool]:
    """How far the speaker of a title ("medics say") is from one of the text: other words, another kind."""
    kinds = [{guess_kind(words) for words in c.sources} for c in (claim, told)]
    return set(claim.sources).isdisjoint(told.sources), kinds[0].isdisjoint(kinds[1])


def _restates(own: Claim, told: Claim) -> bool:
    """Whether two figures of one document for one incident are one: the same number, or one that the other allows for."""
    widen = codebooks.load("literal").widen
    is_act = own.act in widen(told.act) or told.act in widen(own.act)
    if not is_act or own.count.unit != told.count.unit or is_of_another_time(own, told):
        return False
    if own.victims.names and told.victims.names and set(own.victims.names).isdisjoint(told.victims.names):
        return False
    mine, theirs = ({*c.victims.categories} - {"civilian"} for c in (own, told))
    low, most = own.count.low, own.count.high
    if low is not None and low == told.count.low:
        return mine == theirs or (own.part_of is told.part_of is None and (mine < theirs or theirs < mine))
    slack = rounding(low or 0) // 2 if own.count.approximate else 0
    is_above = low is None or (told.count.low is not None and told.count.low >= low - slack)
    is_below = most is None or (told.count.high is not None and told.count.high <= most + slack)
    return mine == theirs and is_above and is_below


def rounding(number: int) -> int:
    """The unit a number is rounded to, by its zeros at the end: 90 -> 10, 1200 -> 100, 91 -> 1."""
    unit = 1
    while number and number % (unit * 10) == 0:
        unit *= 10
    return unit


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
    """The claim that one repeats in the first of these documents that has its figure; what each of them gives otherwise is
    changed."""
    changed: list[Derived | None] = []
    for link in links:
        for a_start, a_end, b_start, b_end in link.spans:
            inside = min(claim.end, b_end) - max(claim.start, b_start)
            if 2 * inside <= claim.end - claim.start:
                continue
            if any(start < claim.end and claim.start < end for _, _, start, end in link.changed):
                changed.append(_changed(link, houses))
                break
            scale = (a_end - a_start) / max(1, b_end - b_start)
            at = a_start + round((claim.start - b_start) * scale)
            there = [c for c in by_document.get(link.a, ()) if _figures(c) == _figures(claim) and abs(c.start - at) <= REACH]
            nearest = min(there, key=lambda c: (abs(c.start - at), c.id), default=None)
            if nearest is not None and is_of_another_time(claim, nearest):
                return None
            return Derived(link.a, nearest.id if nearest else None, link.kind)
    return changed[0] if changed else None


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
