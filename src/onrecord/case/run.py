"""The run: which step comes when, and on what. The only place that knows the order.

1. read again what an older reader read          4. assemble: decisions, scope, incidents, tallies, gradings, checks, sources
2. extract claims and mentions, per document     5. render the dossier
3. trace who copied whom

Steps 1-3 work only on documents that are new or whose inputs changed; 4 and 5 only where anything did. Each keeps, beside
its result, a key of all that it was made from, so that a run after a kill goes on and ends where a clean run ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from onrecord import codebook as codebooks
from onrecord.case.assemble import assemble
from onrecord.case.decisions import by_document, decisions, effective
from onrecord.case.dossier import dossier_of
from onrecord.case.folder import Case, Progress, silent, version_of
from onrecord.case.intake import reread
from onrecord.case.results import ASSEMBLED, Results, maybe_places, not_yet, problems, results, unplaced
from onrecord.case.team_table import IMPORT
from onrecord.claims import can_read, extract, mentions
from onrecord.custody import write_whole
from onrecord.engine import LOCAL, Engine
from onrecord.errors import InputError
from onrecord.lineage import Index, trace
from onrecord.model import Decision, Document, to_data
from onrecord.places import Gazetteer
from onrecord.report import render
from onrecord.store import Extraction

GROUND = ("model.py", "text.py", "codebook.py", "places.py", "languages", "codebooks")
EXTRACTOR = ("claims", *GROUND)
LINEAGE = ("lineage", "text.py", "model.py")
ASSEMBLER = ("incidents", "case", "settings.py", *GROUND)
REPORT = ("report", "case", "model.py")

BATCH = 256


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a person is told when a run is done.

    `unread`: name -> reason; `not_yet`: language -> number of documents; `unplaced`: places of claims that the gazetteer does
    not know -> number of claims; `maybe_places`: names that may be places which it does not know -> number of documents;
    `unnamed`: the folder's name where the case has no other; `unpublished`: names of documents whose publisher is not known.
    """

    dossier: Path
    is_unchanged: bool
    documents: int
    unread: Mapping[str, str]
    not_yet: Mapping[str, int]
    copies: int
    claims: int
    incidents: int
    aggregates: int
    contradictions: int
    checks: int
    lost: Sequence[str]
    unplaced: Mapping[str, int]
    maybe_places: Mapping[str, int]
    unnamed: str
    unpublished: Sequence[str]

    def hints(self) -> Iterator[str]:
        """What only a person knows and the dossier would be the better for."""
        if self.unnamed:
            yield f"The case is called {self.unnamed!r}, after its folder: give it a name in onrecord.toml."
        if self.unpublished:
            name = self.unpublished[0]
            others = f" and {len(self.unpublished) - 1} more" if len(self.unpublished) > 1 else ""
            yield (
                f"Nobody is known to have published {name}{others}; their figures stand under the file's name. Say who did: "
                f"onrecord decide {name!r} correct --set publisher=… --why …, or all in a sheet: onrecord review --sheet FILE"
            )

    def lines(self) -> Iterator[tuple[str, str]]:
        """Label and figure, line by line."""
        languages = ", ".join(f"{language} {n}" for language, n in sorted(self.not_yet.items()))
        yield "documents read", f"{self.documents:,}"
        yield "could not be read", f"{len(self.unread):,}"
        yield (
            "preserved, not yet read for claims",
            f"{sum(self.not_yet.values()):,}" + (f" ({languages})" if languages else ""),
        )
        yield "copies of another document", f"{self.copies:,}"
        yield "claims", f"{self.claims:,}"
        yield "incidents", f"{self.incidents:,}, and {self.aggregates:,} totals over a period or many places"
        yield "contradictions between sources", f"{self.contradictions:,}"
        yield "other checks to look at", f"{self.checks:,}"
        if self.unplaced:
            yield "places not in the gazetteer", f"{_most(self.unplaced)}. Add them to places.csv."
        if self.maybe_places:
            yield "perhaps places, unknown here", f"{_most(self.maybe_places)}. Add those that are to places.csv."
        if self.lost:
            yield "decisions without their passage", f"{len(self.lost):,}"


def _most(counted: Mapping[str, int], shown: int = 8) -> str:
    most = [f"{words} ({n})" for words, n in list(counted.items())[:shown]]
    return ", ".join(most) + (f" and {len(counted) - shown} more" if len(counted) > shown else "")


def run(case: Case, *, engine: Engine = LOCAL, progress: Progress = silent) -> RunReport:
    """Do what is to be done and make the dossier; raises nothing that a single document caused."""
    reread(case, engine=engine, progress=progress)
    made = decisions(case)
    key = _key(_extract_all(case, made, engine, progress), _trace_all(case, made, engine, progress), made, _inputs(case))
    if case.store.step(ASSEMBLED)[0] != key:
        progress("incidents", 0, None)
        assemble(case, made, key)
    dossier = case.output / "dossier.html"
    lists = [case.store.step("link")[1], case.store.step("estimate")[1]]
    rendered = _key(key, version_of(*REPORT), [hashlib.sha256(data or b"").hexdigest() for data in lists])
    before, told = case.store.step("report")
    if before == rendered and told and dossier.exists():
        return RunReport(dossier=dossier, is_unchanged=True, **json.loads(told))
    progress("dossier", 0, 1)
    found = results(case)
    write_whole(dossier, render(dossier_of(case, found)).encode("utf-8", "replace"))
    figures = _figures(case, found)
    case.store.put_step("report", rendered, json.dumps(figures, ensure_ascii=False).encode())
    progress("dossier", 1, 1)
    return RunReport(dossier=dossier, is_unchanged=False, **figures)


# ------------------------------------------------------------------------------------------------ 2. extract


def _extract_all(case: Case, made: Sequence[Decision], engine: Engine, progress: Progress) -> str:
    """Claims and mentions of every document whose inputs changed; returns the key of all of them."""
    kept = case.store.extraction_keys()
    version = _key(version_of(*EXTRACTOR), _file_key(case.places_file))
    readers = case.store.readers()
    on_documents = by_document(made)
    keys = {id: _key(version, readers[id], [to_data(d.values) for d in on_documents.get(id, ())]) for id in readers}
    todo = [id for id, key in keys.items() if kept.get(id) != key]
    documents = (effective(d, on_documents.get(d.id, ())) for id in todo if (d := case.store.document(id)) is not None)
    if todo:
        Gazetteer.load(case.places_file)  # once here, so that the processes that are forked from this one have it
    work = partial(_extract_one, case.places_file)
    done = 0
    while batch := list(islice(documents, BATCH)):
        case.store.put_extractions([(keys[made.document], made) for made in engine.map(work, batch, lost=_lost)])
        done += len(batch)
        progress("claims", done, len(todo))
    return _key(keys)


def _extract_one(places: Path | None, document: Document) -> Extraction:
    if document.problem is not None or not can_read(document):
        return Extraction(document.id)
    gazetteer = Gazetteer.load(places)
    try:
        claims = tuple(extract(document, codebook=codebooks.load("literal"), gazetteer=gazetteer))
        return Extraction(document.id, claims, tuple(mentions(document, gazetteer=gazetteer)))
    except Exception as error:  # one document must not keep the others out; what happened is kept and shown
        return Extraction(document.id, failure=f"{type(error).__name__}: {error}")


def _lost(document: Document) -> Extraction:
    return Extraction(document.id, failure="the system ended the process that worked on it, most often for want of memory")


# ------------------------------------------------------------------------------------------------ 3. lineage


def _trace_all(case: Case, made: Sequence[Decision], engine: Engine, progress: Progress) -> str:
    """Who copied whom: new documents against all that the index holds; returns the key of what the links were made from.

    The index is kept beside the database. Where a document that is in it has changed (its reading, its date), or it is not
    what it was, all documents are compared anew.
    """
    on_documents = by_document(made)
    version = version_of(*LINEAGE)
    readers = case.store.readers()
    keys = {id: _key(version, reader, [to_data(d.values) for d in on_documents.get(id, ())]) for id, reader in readers.items()}
    key = _key(keys)
    kept, before = case.store.step("lineage")
    if kept == key:
        return key
    known: dict[str, str] = json.loads(before) if before else {}
    is_grown = bool(known) and known.items() <= keys.items()
    index = _load_index(case) if is_grown else None
    if index is None:
        index, known = Index(), {}
    progress("lineage", 0, None)
    fresh = (effective(d, on_documents.get(d.id, ())) for d in case.store.documents() if d.id not in known)
    found = list(trace((d for d in fresh if d.text), engine=engine, index=index))
    progress("lineage", 1, 1)
    _save_index(case, index)
    with case.store.writing():
        if not known:
            case.store.clear_links()
        case.store.put_links(found)
        case.store.put_step("lineage", key, json.dumps(keys).encode())
    return key


def _load_index(case: Case) -> Index | None:
    try:
        return Index.from_bytes(case.index_file.read_bytes())
    except (OSError, InputError):
        return None


def _save_index(case: Case, index: Index) -> None:
    """Keep the index; until the links made with it are in the store, it is worth nothing, so a kill starts anew."""
    with case.store.writing():
        case.store.put_step("lineage", "", b"")
    write_whole(case.index_file, index.to_bytes())


# ------------------------------------------------------------------------------------------------ the dossier and the report


def _figures(case: Case, found: Results) -> dict[str, Any]:
    """The fields of a RunReport, but for where the dossier is and whether anything is new."""
    documents = found.documents.values()
    contradictions = sum(c.kind == "figures_disagree" for c in found.checks)
    unread = not_yet(case, found)
    return {
        "documents": sum(d.problem is None for d in documents),
        "unread": dict(sorted(problems(case, found).items())),
        "not_yet": unread,
        "copies": sum(origin != id for id, origin in found.origins.items()),
        "claims": len(found.claims),
        "incidents": sum(not i.aggregate for i in found.incidents),
        "aggregates": sum(i.aggregate for i in found.incidents),
        "contradictions": contradictions,
        "checks": len(found.checks) - contradictions,
        "lost": list(found.lost),
        "unplaced": (nowhere := unplaced(found)),
        "maybe_places": {name: n for name, n in maybe_places(case).items() if name not in nowhere},
        "unnamed": case.settings.name if case.settings.name == case.folder.resolve().name else "",
        "unpublished": [d.name for d in documents if d.problem is None and d.publisher is None],
    }


# ------------------------------------------------------------------------------------------------ keys


def _inputs(case: Case) -> str:
    tables = [line.hash for line in case.store.log(IMPORT)]
    unread = sorted((case.store.unread() | case.store.failures()).items())
    return _key(version_of(*ASSEMBLER), case.settings, _file_key(case.places_file), unread, tables)


def _key(*parts: Any) -> str:
    data = json.dumps([to_data(part) for part in parts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _file_key(path: Path | None) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""
