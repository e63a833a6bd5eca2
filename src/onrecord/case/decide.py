"""One decision at a time: what an id means, and what may be decided of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from onrecord.case.decisions import anchor_of, decide
from onrecord.case.folder import Case
from onrecord.case.ids import meant
from onrecord.case.results import Results, results
from onrecord.case.review import claim_anchor, parse_value
from onrecord.errors import DecisionError
from onrecord.model import Decision

PAIRS = ("same", "different", "unsure")
OFFERED: Mapping[str, tuple[str, ...]] = {
    "claim": ("confirm", "correct", "reject", "unresolved", "same", "different"),
    "document": ("correct", "add", "same", "different"),
    "incident": ("grade", "same", "different"),
    "person": PAIRS,
}
"""What may be decided of each kind of record, as a person says it."""


def decide_one(
    case: Case,
    id: str,
    action: str,
    *,
    other: str | None = None,
    changes: Iterable[str] = (),
    quote: str | None = None,
    why: str,
) -> Decision:
    """Add a decision on the record with this id to the log: its beginning is enough; documents and sources go by name, too."""
    found = results(case)
    values = dict(_change(change) for change in changes)
    if action in PAIRS:
        return _pair(case, found, id, other, action, why)
    subject, full = _subject(found, id)
    if action not in OFFERED[subject]:
        raise DecisionError(f"{action!r} cannot be decided of a {subject}. It may be: {', '.join(OFFERED[subject])}.")
    if subject == "document" and action == "add":
        return _add(case, full, quote, values, why)
    if subject == "claim":
        claim = next(claim for claim in found.claims if claim.id == full)
        document = case.store.document(claim.document)
        assert document is not None
        return decide(case, "claim", action, anchor=claim_anchor(claim, document), values=values, why=why)
    return decide(case, subject, action, anchor={subject: full}, values=values, why=why)


def _add(case: Case, id: str, quote: str | None, values: Mapping[str, Any], why: str) -> Decision:
    document = case.store.document(id)
    start = document.text.find(quote) if document and quote else -1
    if document is None or not quote or start < 0:
        raise DecisionError(
            f"{id[:16]}: the quote does not stand in this document. Copy the words from it exactly: --quote '…'."
        )
    anchor = anchor_of(document, start, start + len(quote), str(values.get("act", "")))
    return decide(case, "claim", "add", anchor=anchor, values=values, why=why)


def _pair(case: Case, found: Results, id: str, other: str | None, action: str, why: str) -> Decision:
    if not other:
        raise DecisionError(f"{action} speaks of two records. Name both: onrecord decide {id} {action} OTHER --why '…'.")
    names = {words: source.name for source in found.sources for words in (source.id, source.name, *source.variants)}
    if id in names and other in names:
        return decide(case, "source", action, anchor={"a": names[id], "b": names[other]}, values={}, why=why)
    (subject, a), (other_subject, b) = _subject(found, id), _subject(found, other)
    if "person" in (subject, other_subject) and subject != other_subject:
        raise DecisionError(f"{id} is a {subject} and {other} a {other_subject}. Name two of one kind.")
    kind = "person" if subject == "person" else "incident"
    if kind == "person":  # a person stands for the entries that it now holds; the anchor names entries, which last
        first = {victim.id: victim.entries[0] for victim in found.victims}
        a, b = first.get(a, a), first.get(b, b)
    a, b = sorted((a, b))
    return decide(case, kind, action, anchor={"a": a, "b": b}, values={}, why=why)


def _subject(found: Results, id: str) -> tuple[str, str]:
    """What kind of record this id, beginning of one, or document's name is, and its whole id."""
    kinds: Mapping[str, Iterable[str]] = {
        "claim": (claim.id for claim in found.claims),
        "document": found.documents,
        "incident": (incident.id for incident in found.incidents),
        "person": [*(victim.id for victim in found.victims), *(entry.id for entry in found.entries)],
    }
    kind_of = {full: kind for kind, ids in reversed([*kinds.items()]) for full in ids}
    full = meant(id, kind_of, {document.name: document.id for document in found.documents.values()})
    return kind_of[full], full


def _change(words: str) -> tuple[str, Any]:
    key, sign, value = words.partition("=")
    if not sign:
        raise DecisionError(f"{words!r}: write FIELD=VALUE, such as low=12.")
    return key.strip(), parse_value(key.strip(), value.strip())
