"""The methods statement, written from what this run really did: Every Casualty's five parts and the definitions."""

from __future__ import annotations

from collections import Counter

from onrecord.report import wording
from onrecord.report.dossier import Dossier
from onrecord.report.views import Index

Part = tuple[str, list[str]]

DEFINITIONS = (
    (
        "Claim",
        "One quantified allegation of harm, as one document states it. A claim is recorded as a claim; it is not a "
        "finding of truth.",
    ),
    (
        "Passage",
        "The exact words of a document that a claim rests on. Its place in the text is kept, and the text's place in "
        "the original file.",
    ),
    (
        "Incident",
        "A moment in time and space at which sources allege that people were harmed. Totals over a period or area are "
        "kept apart.",
    ),
    (
        "Range",
        "From the lowest to the highest figure of the independent sources. An open end stays open: “more than 200” is "
        "200 and up.",
    ),
    (
        "Independent source",
        "Whoever a figure comes down to in the end. A copy, a revision, a quotation or a member of the same "
        "organisation is no second source.",
    ),
    (
        "Killed",
        "Persons reported dead through violence. “Casualties”, where a text does not say whether it means the dead, "
        "is never counted as killed.",
    ),
    ("Alleged perpetrator", "Whoever a source says is responsible. Nothing in this dossier finds anybody responsible."),
)


def methods(index: Index) -> list[Part]:
    """The statement as headings with paragraphs. Each sentence holds for this case, or is left out."""
    return [
        ("Inclusion criteria", _scope(index.dossier)),
        ("1. Types of sources", _types(index)),
        ("2. Collection", _collection(index.dossier)),
        ("3. Evaluation of sources and information", _evaluation(index)),
        ("4. Corroboration", _corroboration(index)),
        ("5. Quality control", _quality(index)),
    ]


def scope(dossier: Dossier) -> list[tuple[str, str]]:
    """What the case covers, as labels and words; nothing where it sets no limit."""
    s = dossier.settings.scope
    rows = []
    if s.start or s.end:
        start = wording.day(s.start) if s.start else "the beginning"
        rows.append(("Period", f"{start} to {wording.day(s.end)}" if s.end else f"from {start}"))
    if s.places:
        rows.append(("Places", ", ".join(s.places)))
    if s.acts:
        rows.append(("Harm", ", ".join(wording.figure(act, dossier.codebook) for act in s.acts)))
    if s.figures_of:
        rows.append(("Figures of", ", ".join(s.figures_of)))
    if s.criteria:
        rows.append(("Criteria", s.criteria))
    return rows


def _scope(dossier: Dossier) -> list[str]:
    rows = scope(dossier)
    if not rows:
        return ["This case sets no limits of period, place or kind of harm: every claim found in its documents is in scope."]
    outside = sum(not claim.in_scope for claim in dossier.claims)
    said = " ".join(f"{label}: {words.rstrip('.')}." for label, words in rows)
    return [f"{said} Claims outside these limits: {wording.number(outside)}; they stay visible, out of the headline."]


def _types(index: Index) -> list[str]:
    d = index.dossier
    kinds = Counter(wording.MEDIA.get(x.media_type, x.media_type or "unknown") for x in d.documents)
    listed = ", ".join(f"{kind} ({wording.number(n)})" for kind, n in sorted(kinds.items(), key=lambda p: (-p[1], p[0])))
    said = [f"{wording.plural(len(d.documents), 'document')}" + (f": {listed}." if listed else ".")]
    speakers = Counter(source.kind for source in d.sources)
    if speakers:
        named = ", ".join(f"{kind} {wording.number(n)}" for kind, n in sorted(speakers.items(), key=lambda p: (-p[1], p[0])))
        said.append(
            f"Sources that speak in them: {wording.number(len(d.sources))}, by kind: {named}. “unknown” means that nobody "
            "has said yet what kind of source it is."
        )
    if d.lists:
        said.append(
            f"{wording.plural(len(d.lists), 'list')} of victims with "
            f"{wording.plural(sum(x.rows for x in d.lists), 'row')} in all."
        )
    return said


def _collection(dossier: Dossier) -> list[str]:
    custodians = sorted({r.custodian for r in dossier.receipts if r.custodian})
    said = [
        "The documents were handed to the program by the people who run this case; it collected nothing itself and "
        "used no network."
    ]
    said.append("Each file's bytes were stored under their SHA-256 before anything else was done with them.")
    if custodians:
        said.append(f"They came from: {', '.join(custodians)}.")
    without = len({d.id for d in dossier.documents} - {r.document for r in dossier.receipts if r.custodian})
    if without and dossier.documents:
        said.append(f"Documents without a recorded custodian: {wording.number(without)}.")
    return [" ".join(said)]


def _evaluation(index: Index) -> list[str]:
    d = index.dossier
    bases = Counter((doc.published.basis or "unknown") if doc.published else "none" for doc in d.documents)
    dated = sum(n for basis, n in bases.items() if basis != "none")
    added = sum(c.added_by is not None for c in d.claims)
    said = [f"Claims found by rules of grammar: {wording.number(len(d.claims) - added)}; each names the rules that made it."]
    if added:
        said.append(f"Claims added by people: {wording.number(added)}.")
    if d.codebook is not None:
        said.append(
            f"Number words were read by the codebook “{d.codebook.name}”, version {d.codebook.version}: {d.codebook.title}."
        )
    if d.documents:
        words = ", ".join(
            f"{wording.BASES.get(b, 'basis not recorded')} {wording.number(n)}"
            for b, n in sorted(bases.items())
            if b != "none"
        )
        said.append(
            f"Documents with a date of publication: {wording.number(dated)} of {wording.number(len(d.documents))}"
            + (f" ({words})." if words else ".")
        )
    denied = sum(not c.asserted for c in d.claims)
    if denied:
        said.append(f"Claims that the text denies, doubts, fears or plans: {wording.number(denied)}; kept and not counted.")
    return [" ".join(said)]


def _corroboration(index: Index) -> list[str]:
    d = index.dossier
    copies = sum(index.is_copy(doc.id) for doc in d.documents)
    own = [i for i in d.incidents if not i.aggregate]
    grades = Counter(i.grading for i in own)
    said = [
        f"Documents that copy, revise or excerpt another one: {wording.number(copies)} of {wording.number(len(d.documents))}; "
        "they count with it, not beside it."
    ]
    if own:
        listed = ", ".join(f"{g} {wording.number(grades[g])}" for g in wording.GRADES if grades[g])
        said.append(f"Incidents, graded by the rules that Airwars publishes: {listed}.")
        said.append("Headline figures add only incidents graded confirmed or fair; the others stay visible under Incidents.")
    totals = len(d.incidents) - len(own)
    if totals:
        said.append(
            f"Totals over a period or area: {wording.number(totals)}, kept apart and not added to the incidents inside."
        )
    return [" ".join(said)]


def _quality(index: Index) -> list[str]:
    d = index.dossier
    reviewed = sum(c.status != "pending" for c in d.claims)
    disagreeing = sum(check.kind == "figures_disagree" for check in d.checks)
    said = [
        f"Checks that fired: {wording.number(len(d.checks))}, of them contradictions between sources: "
        f"{wording.number(disagreeing)}. They are "
        "listed with their passages, and nothing was changed on their account.",
        f"Claims that people have looked at: {wording.number(reviewed)} of {wording.number(len(d.claims))}; the others stand "
        "as the rules found them.",
        f"Decisions by people in the case's log, each with who, when and why: {wording.number(len(d.decisions))}.",
    ]
    if d.lost_decisions:
        said.append(f"Of them no longer finding their passage: {wording.number(len(d.lost_decisions))}.")
    unread = sum(doc.problem is not None for doc in d.documents)
    if unread:
        said.append(f"Documents that could not be read: {wording.number(unread)}, each listed with the reason.")
    return [" ".join(said)]
