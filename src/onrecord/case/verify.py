"""Verify: every hash, the log's chain, and every passage against its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.case.folder import Case, Progress, silent
from onrecord.custody import broken_lines
from onrecord.errors import CustodyError
from onrecord.model import Claim


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, and one sentence for each thing that is not as it was."""

    originals: int
    log_lines: int
    passages: int
    broken: tuple[str, ...]


def verify(case: Case, *, progress: Progress = silent) -> Verified:
    """Look at every preserved original, every line of the log and every passage. Changes nothing."""
    broken: list[str] = []
    readers = case.store.readers()
    for n, id in enumerate(readers, start=1):
        try:
            case.archive.get(id)
        except CustodyError as error:
            broken.append(str(error))
        progress("originals", n, len(readers))
    lines = list(case.store.log())
    broken += broken_lines(lines)
    received = {document for line in lines if line.action == "receive" for document, _ in line.detail["documents"]}
    broken += [f"document {id}: the log does not say how it came in." for id in readers if id not in received]
    gone = received - readers.keys() - case.store.withdrawn().keys()
    broken += [f"document {id}: the log says that it came in, and it is not there." for id in sorted(gone)]
    claims = case.store.derived("claim", Claim)
    broken += _passages(case, claims)
    return Verified(len(readers), len(lines), len(claims), tuple(broken))


def _passages(case: Case, claims: list[Claim]) -> Iterator[str]:
    by_document: dict[str, list[Claim]] = {}
    for claim in claims:
        by_document.setdefault(claim.document, []).append(claim)
    for id, stated in by_document.items():
        document = case.store.document(id)
        for claim in stated:
            if document is None:
                yield f"claim {claim.id}: its document {id} is not there. Run 'onrecord run' again."
            elif document.text[claim.start : claim.end] != claim.quote:
                yield f"claim {claim.id}: {claim.name}[{claim.start}:{claim.end}] is not its quote. Run 'onrecord run' again."
