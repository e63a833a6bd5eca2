"""What comes out: the rows of docs/formats.md, in a fixed order, the same bytes every time."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from onrecord.case.folder import Case
from onrecord.case.results import Results, results
from onrecord.case.team_table import matched_rows, team_rows
from onrecord.errors import InputError, MissingExtraError
from onrecord.model import Check, Claim, Count, DateRange, Document, DocumentLink, Estimate, Incident, Place, Source, Victim
from onrecord.tables import csv_text

Row = dict[str, Any]

KINDS = ("documents", "claims", "incidents", "checks", "lineage", "sources", "victims", "estimates")
FORMATS = ("jsonl", "csv", "parquet")


def rows(case: Case, kind: str, *, text: bool = False) -> Iterator[Row]:
    """The rows of one kind (`KINDS`); `text` adds each document's text to `documents`."""
    if kind not in KINDS:
        raise InputError(f"There is no export of {kind!r}. There are: {', '.join(KINDS)}.")
    found = results(case)
    if kind == "documents":
        yield from _documents(case, found, text)
        return
    table = _team_cells(case, found) if kind == "incidents" else {}
    makers: Mapping[str, tuple[Iterable[Any], Callable[[Any], Row]]] = {
        "claims": (found.claims, claim_row),
        "incidents": (found.incidents, lambda incident: {**incident_row(incident), "table": table.get(incident.id)}),
        "checks": (found.checks, check_row),
        "lineage": (found.links, link_row),
        "sources": (found.sources, source_row),
        "victims": (found.victims, lambda victim: victim_row(victim, found)),
        "estimates": (found.estimates, lambda estimate: estimate),
    }
    records, make = makers[kind]
    yield from map(make, records)


def encode(exported: Iterable[Row], form: str, *, kind: str | None = None) -> bytes:
    """Rows as JSONL, as CSV (nested values in columns such as `count_low`, lists joined by "; ") or as Parquet.

    `kind`: what the rows are, so that a table has its heads also where there are none.
    """
    if form == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in exported).encode("utf-8", "surrogatepass")
    flat = [dict(_flat(row)) for row in exported]
    header = list(dict.fromkeys(key for row in flat or [dict(_flat(_bare_row(kind)))] for key in row))
    if form == "csv":
        return csv_text(header, [[_cell(row.get(key)) for key in header] for row in flat]).encode("utf-8", "replace")
    if form == "parquet":
        return _parquet(flat, header)
    raise InputError(f"There is no format {form!r}. There are: {', '.join(FORMATS)}.")


# ------------------------------------------------------------------------------------------------ one row of each kind


def document_row(document: Document, *, origin: str, incident: str | None, custodian: str | None, sensitivity: str) -> Row:
    return {
        "id": document.id,
        "name": document.name,
        "media_type": document.media_type,
        "title": document.title and document.title.value,
        "author": document.author and document.author.value,
        "publisher": document.publisher and document.publisher.value,
        "published": document.published and {**_span(document.published), "basis": document.published.basis},
        "language": document.language,
        "url": document.url,
        "parent": document.parent,
        "origin": origin,
        "incident": incident,
        "custodian": custodian,
        "sensitivity": sensitivity,
        "notes": list(document.notes),
        "problem": document.problem,
    }


def claim_row(claim: Claim) -> Row:
    """A claim as FORMATS has it."""
    count = claim.count
    return {
        "id": claim.id,
        "document": claim.document,
        "name": claim.name,
        "start": claim.start,
        "end": claim.end,
        "quote": claim.quote,
        "act": claim.act,
        "count": {
            "low": count.low,
            "high": count.high,
            "unit": count.unit,
            "words": count.words,
            "approximate": count.approximate,
            "rule": count.rule,
        },
        "victims": {
            "words": claim.victims.words,
            "categories": list(claim.victims.categories),
            "names": list(claim.victims.names),
        },
        "perpetrators": list(claim.perpetrators),
        "manner": claim.manner,
        "places": [place_row(place) for place in claim.places],
        "when": when_row(claim.when),
        "attribution": [{"words": s.words, "cue": s.cue, "start": s.start, "end": s.end} for s in claim.attribution],
        "sources": list(claim.sources),
        "asserted": claim.asserted,
        "part_of": claim.part_of,
        "series": claim.series,
        "incident": claim.incident,
        "in_scope": claim.in_scope,
        "status": claim.status,
        "rules": list(claim.rules),
        "added_by": claim.added_by,
    }


def incident_row(incident: Incident) -> Row:
    return {
        "id": incident.id,
        "aggregate": incident.aggregate,
        "title": incident.title,
        "claims": list(incident.claims),
        "documents": list(incident.documents),
        "places": [place_row(place) for place in incident.places],
        "when": when_row(incident.when),
        "tallies": {act: {"low": t.low, "high": t.high} for act, t in sorted(incident.tallies.items())},
        "tally_sources": {act: list(names) for act, names in sorted(incident.tally_sources.items())},
        "independent_sources": incident.independent_sources,
        "sources": [source.source for source in incident.sources],
        "not_counted": [
            {"document": document, "reason": why} for source in incident.sources for document, why in source.not_counted
        ],
        "grading": incident.grading,
        "grading_reason": incident.grading_reason,
        "figures_disagree": list(incident.figures_disagree),
        "contains": list(incident.contains),
        "remainder": {act: {"low": t.low, "high": t.high} for act, t in sorted(incident.remainder.items())},
        "in_scope": incident.in_scope,
        "previous_ids": list(incident.previous_ids),
    }


def check_row(check: Check) -> Row:
    return {
        "id": check.id,
        "kind": check.kind,
        "severity": check.severity,
        "message": check.message,
        "claims": list(check.claims),
        "incident": check.incident,
    }


def link_row(link: DocumentLink) -> Row:
    return {
        "a": link.a,
        "b": link.b,
        "kind": link.kind,
        "share_a": link.share_a,
        "share_b": link.share_b,
        "spans": [list(span) for span in link.spans],
        "changed": [list(span) for span in link.changed],
    }


def source_row(source: Source) -> Row:
    return {f.name: _plain(getattr(source, f.name)) for f in fields(Source)}


def victim_row(victim: Victim, found: Results) -> Row:
    lists = {victim_list.id: victim_list.name for victim_list in found.lists}
    entries = {entry.id: entry for entry in found.entries}
    return {
        "id": victim.id,
        "names": list(victim.names),
        "age": victim.age,
        "sex": victim.sex,
        "date": victim.date,
        "place": victim.place,
        "entries": [{"list": lists[entries[e].list], "row": entries[e].row} for e in victim.entries],
        "previous_ids": list(victim.previous_ids),
        "claims": list(victim.claims),
    }


def place_row(place: Place) -> Row:
    return {
        "words": place.words,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
    }


def when_row(when: DateRange | None) -> Row | None:
    return None if when is None else {**_span(when), "words": when.words, "precision": when.precision}


def _span(when: DateRange) -> Row:
    return {"from": when.start and when.start.isoformat(), "to": when.end and when.end.isoformat()}


def _team_cells(case: Case, found: Results) -> dict[str, dict[str, str]]:
    """Incident id -> the row of the team's own table that it is, as written."""
    matched = matched_rows(case, team_rows(case), found.incidents)
    return {id: dict(one.row.cells) for one in matched for id in one.incidents[:1]}


def _documents(case: Case, found: Results, text: bool) -> Iterator[Row]:
    receipts = {receipt.document: receipt for receipt in reversed(case.store.receipts())}
    texts = {document.id: document.text for document in case.store.documents()} if text else {}
    for document in found.documents.values():
        receipt = receipts.get(document.id)
        row = document_row(
            document,
            origin=found.origins.get(document.id, document.id),
            incident=found.main_incidents.get(document.id),
            custodian=receipt.custodian if receipt else None,
            sensitivity=receipt.sensitivity if receipt else "internal",
        )
        yield {**row, "text": texts[document.id]} if text else row
    for name, problem in case.store.unread().items():
        bare = document_row(Document("", name, ""), origin="", incident=None, custodian=None, sensitivity="internal")
        yield {**bare, "id": None, "origin": None, "media_type": None, "problem": problem}


# ------------------------------------------------------------------------------------------------ flat tables


def _bare_row(kind: str | None) -> Row:
    """A row of this kind that says nothing, for its columns."""
    when = DateRange(None, None)
    document = Document("", "", "", published=when)
    bare: Mapping[str | None, Callable[[], Row]] = {
        "documents": lambda: document_row(document, origin="", incident=None, custodian=None, sensitivity=""),
        "claims": lambda: claim_row(Claim("", "", "", 0, 0, "", "", Count(None, None), when=when)),
        "incidents": lambda: {**incident_row(Incident("", False, (), (), when=when)), "table": None},
        "checks": lambda: check_row(Check("", "", "note", "", ())),
        "lineage": lambda: link_row(DocumentLink("", "", "copy", 0, 0)),
        "sources": lambda: source_row(Source("", "")),
        "victims": lambda: victim_row(Victim("", (), ()), Results()),
        "estimates": lambda: dict.fromkeys(f.name for f in fields(Estimate)),
    }
    return bare[kind]() if kind in bare else {}


def _flat(row: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in row.items():
        if isinstance(value, Mapping) and key not in ("tallies", "tally_sources", "remainder", "diagnostics", "settings"):
            yield from _flat(value, f"{prefix}{key}_")
        else:
            yield prefix + key, value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    if isinstance(value, (Mapping, list, tuple)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return str(value)


def _parquet(flat: Sequence[Mapping[str, Any]], header: Sequence[str]) -> bytes:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("Writing Parquet", "victims") from None
    columns = {key: [_scalar(row.get(key)) for row in flat] for key in header}
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def _scalar(value: Any) -> Any:
    return _cell(value) if isinstance(value, (Mapping, list, tuple)) else value


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
