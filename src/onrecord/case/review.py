"""Review by sheet: claims, incidents and documents written to a table to fill in, and the table read back as decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.case.decisions import ACTIONS, CLAIM_FIELDS, DOCUMENT_FIELDS, GRADES, anchor_of, decide, decisions
from onrecord.case.folder import Case
from onrecord.case.ids import meant
from onrecord.case.results import Results
from onrecord.errors import DecisionError, InputError, NotFoundError
from onrecord.model import Claim, Decision, Document, Incident
from onrecord.tables import read_table, write_table

TO_FILL_IN = ("decision", "other", "why")
SHOWN = ("kind", "id", "incident", "document", "status", "sentence", "quote", "words", "rule", "attribution")
COLUMNS = (*TO_FILL_IN, *SHOWN, *CLAIM_FIELDS, "published", "publisher")
LISTS = ("categories", "names", "perpetrators", "places", "sources")
SEPARATOR = "; "
NUMBERS = ("low", "high")
CONTEXT = 160


@dataclass(frozen=True, slots=True)
class Applied:
    """How many decisions of a sheet are new, how many stood before, and which of its rows could not be used and why."""

    decisions: int
    known: int
    problems: tuple[str, ...]


def write_sheet(case: Case, found: Results, documents: Mapping[str, Document], path: Path) -> int:
    """Write every claim, every incident, and every document's date and publisher to a `.csv` or `.xlsx` file.

    `documents` by id, with their texts. To decide: fill in `decision` and `why`. Of a claim: confirm, correct (and change the
    cells that are wrong), reject, unresolved, or add on a new row with `document`, `quote` and `act`. Of an incident: its
    grade. Of both: same or different, with the id of an `other`. Returns the number of rows.
    """
    titles = {incident.id: f"{incident.id} {incident.title}".strip() for incident in found.incidents}
    rows = [_claim_row(claim, documents[claim.document], titles) for claim in found.claims]
    rows += [_incident_row(incident, titles) for incident in found.incidents]
    rows += [_document_row(document) for document in documents.values()]
    write_table(path, COLUMNS, [[row.get(column, "") for column in COLUMNS] for row in rows])
    case.record("review sheet", path.name, {"rows": len(rows)})
    return len(rows)


def apply_sheet(case: Case, found: Results, documents: Mapping[str, Document], path: Path) -> Applied:
    """Read a filled-in sheet back: each row with a `decision` becomes one in the log; a row that cannot be is named."""
    table = read_table(path)
    if not table or not {"decision", "why", "kind"} <= set(table[0]):
        raise InputError(f"{path}: no review sheet; its first row must name the columns decision, why and kind.")
    sheet = _Sheet(
        case,
        {claim.id: claim for claim in found.claims},
        {incident.id: incident for incident in found.incidents},
        documents,
        {document.name: document for document in documents.values()},
        decisions(case),
    )
    problems = []
    used, before = 0, len(sheet.made)
    for number, cells in enumerate(table[1:], start=2):
        row = dict(zip(table[0], (cell.strip() for cell in cells), strict=False))
        if not row.get("decision"):
            continue
        try:
            used += sheet.decide(row)
        except DecisionError as error:
            problems.append(f"{path}, row {number}: {error}")
    new = len(sheet.made) - before
    return Applied(new, used - new, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Sheet:
    case: Case
    claims: Mapping[str, Claim]
    incidents: Mapping[str, Incident]
    documents: Mapping[str, Document]
    by_name: Mapping[str, Document]
    made: list[Decision]

    def decide(self, row: Mapping[str, str]) -> int:
        action = row["decision"].lower()
        if row.get("kind") == "document":
            return self._document(row, action)
        if action == "add":
            return self._add(row)
        if action in ("same", "different"):
            return self._pair(row, action)
        if row.get("kind") == "incident":
            return self._grade(row, action)
        claim = self.claims.get(row.get("id", ""))
        if claim is None:
            raise DecisionError(f"there is no claim {row.get('id')!r} now. Write a new sheet and copy the decision into it.")
        before = _claim_row(claim, self.documents[claim.document], {})
        values = _changes(row, before, CLAIM_FIELDS) if action == "correct" else {}
        if action == "correct" and not values and claim.status == "corrected":
            return 1  # the same sheet again: the claim already says so
        return self._claim(claim, action, values, row.get("why", ""))

    def _claim(self, claim: Claim, action: str, values: Mapping[str, Any], why: str) -> int:
        anchor = claim_anchor(claim, self.documents[claim.document])
        decide(self.case, "claim", action, anchor=anchor, values=values, why=why, made=self.made)
        return 1

    def _pair(self, row: Mapping[str, str], action: str) -> int:
        """Two claims or incidents are one incident, or are not."""
        try:
            a, b = sorted(meant(row.get(key, ""), {**self.claims, **self.incidents}, {}) for key in ("id", "other"))
        except NotFoundError:
            raise DecisionError(
                f"{action} as which? Put the id of the other incident or claim into the column 'other'."
            ) from None
        decide(self.case, "incident", action, anchor={"a": a, "b": b}, values={}, why=row.get("why", ""), made=self.made)
        return 1

    def _grade(self, row: Mapping[str, str], grade: str) -> int:
        id = row.get("id", "")
        if id not in self.incidents:
            raise DecisionError(f"there is no incident {id!r} now. Write a new sheet and copy the decision into it.")
        if grade not in GRADES:
            may = ", ".join((*GRADES, *ACTIONS["incident"][:2]))
            raise DecisionError(f"{grade!r} cannot be decided of an incident. It may be: {may}.")
        anchor = {"incident": id}
        decide(self.case, "incident", "grade", anchor=anchor, values={"grade": grade}, why=row.get("why", ""), made=self.made)
        return 1

    def _add(self, row: Mapping[str, str]) -> int:
        document = self.by_name.get(row.get("document", ""))
        if document is None:
            raise DecisionError(f"there is no document named {row.get('document')!r}. Copy the name from another row.")
        start = document.text.find(row.get("quote", "")) if row.get("quote") else -1
        if start < 0:
            raise DecisionError("the quote does not stand in the document. Copy the words from it exactly.")
        anchor = anchor_of(document, start, start + len(row["quote"]), row.get("act", ""))
        decide(
            self.case,
            "claim",
            "add",
            anchor=anchor,
            values=_changes(row, {}, CLAIM_FIELDS),
            why=row.get("why", ""),
            made=self.made,
        )
        return 1

    def _document(self, row: Mapping[str, str], action: str) -> int:
        document = self.documents.get(row.get("id", ""))
        if document is None:
            raise DecisionError(f"there is no document {row.get('id')!r} in this case.")
        if action == "confirm":
            action, values = "correct", {k: row[k] for k in ("published", "publisher") if row.get(k)}
        else:
            values = _changes(row, _document_row(document), DOCUMENT_FIELDS)
        decide(
            self.case,
            "document",
            action,
            anchor={"document": document.id},
            values=values,
            why=row.get("why", ""),
            made=self.made,
        )
        return 1


def claim_anchor(claim: Claim, document: Document) -> dict[str, str]:
    """The anchor of a claim: its passage, its act, its number words."""
    return {**anchor_of(document, claim.start, claim.end, claim.act), "words": claim.count.words}


def parse_value(key: str, cell: str) -> Any:
    """A field of a decision from the words of a cell or an option; empty means open, unknown or none."""
    if key in NUMBERS:
        if not cell:
            return None
        try:
            return int(cell.replace(",", "").replace(" ", ""))
        except ValueError:
            raise DecisionError(f"{key} must be a whole number, or empty for open, not {cell!r}.") from None
    if key in LISTS:
        return [part.strip() for part in cell.split(";") if part.strip()]
    if key == "asserted":
        words: Mapping[str, bool] = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
        if cell.lower() not in words:
            raise DecisionError(f"asserted must be yes or no, not {cell!r}.")
        return words[cell.lower()]
    return cell or None if key in ("from", "to") else cell


def _changes(row: Mapping[str, str], before: Mapping[str, str], fields: Sequence[str]) -> dict[str, Any]:
    """The fields whose cells differ from what was written to the sheet."""
    return {key: parse_value(key, row[key]) for key in fields if key in row and row[key] != before.get(key, "")}


def _claim_row(claim: Claim, document: Document, titles: Mapping[str, str]) -> dict[str, str]:
    shown: dict[str, Any] = {
        "kind": "claim",
        "id": claim.id,
        "incident": titles.get(claim.incident or "", ""),
        "document": claim.name,
        "status": claim.status,
        "sentence": _around(document.text, claim.start, claim.end),
        "quote": claim.quote,
        "words": claim.count.words,
        "rule": claim.count.rule,
        "attribution": " < ".join(speaker.words for speaker in claim.attribution),
        "act": claim.act,
        "low": claim.count.low,
        "high": claim.count.high,
        "unit": claim.count.unit,
        "categories": claim.victims.categories,
        "names": claim.victims.names,
        "perpetrators": claim.perpetrators,
        "places": [place.words for place in claim.places],
        "from": claim.when and claim.when.start,
        "to": claim.when and claim.when.end,
        "sources": claim.sources,
        "asserted": "yes" if claim.asserted else "no",
    }
    return {key: _cell(value) for key, value in shown.items()}


def _incident_row(incident: Incident, titles: Mapping[str, str]) -> dict[str, str]:
    when = incident.when
    shown: dict[str, Any] = {
        "kind": "incident",
        "id": incident.id,
        "incident": titles[incident.id],
        "status": incident.grading,
        "places": [place.words for place in incident.places],
        "from": when and when.start,
        "to": when and when.end,
    }
    return {key: _cell(value) for key, value in shown.items()}


def _document_row(document: Document) -> dict[str, str]:
    when = document.published
    return {
        "kind": "document",
        "id": document.id,
        "document": document.name,
        "published": "" if when is None else _cell(when.start) if when.precision in (None, "day") else when.words or "",
        "publisher": document.publisher.value if document.publisher else "",
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return SEPARATOR.join(value) if isinstance(value, (tuple, list)) else str(value)


def _around(text: str, start: int, end: int) -> str:
    """The passage with whole words around it."""
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    first = min(start, text.find(" ", first - 1) + 1) if first and " " in text[first - 1 : start] else first
    last = max(end, text.rfind(" ", end, last + 1)) if last < len(text) and " " in text[end : last + 1] else last
    return " ".join(text[first:last].split())
