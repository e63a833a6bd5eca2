"""Taking documents in: bytes to the archive first, then a reading of them; and taking one out again when that is demanded."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path, PurePath

from onrecord.case.decisions import decisions
from onrecord.case.folder import Case, Progress, silent, version_of
from onrecord.case.ids import meant
from onrecord.custody import Archive
from onrecord.engine import LOCAL, SERIAL, Engine
from onrecord.errors import InputError
from onrecord.model import Document, Receipt
from onrecord.reading import Part, read_part, unpack
from onrecord.reading.kinds import JSON_LINE

READER = ("reading", "text.py", "model.py")
"""The parts of onrecord that a reading depends on."""

BATCH = 256

FILE_LIMIT = 2_000_000_000
"""Bytes of one file that are still taken into memory."""

BY_INTAKE = "problem"
"""The reader of a document that was refused before it was read (a line that is no JSON, an id given twice)."""

SENSITIVITIES = ("public", "internal", "confidential", "secret")


@dataclass(frozen=True, slots=True)
class Acquisition:
    """Who brought documents, when they received them, and how far they may be shown (`SENSITIVITIES`)."""

    custodian: str | None = None
    received: str | None = None
    sensitivity: str = "internal"


@dataclass(slots=True)
class Added:
    """What came in: ids of new documents, how many were there before, and names with the reason why not."""

    new: list[str] = field(default_factory=list)
    known: int = 0
    unread: dict[str, str] = field(default_factory=dict)


def add(
    case: Case,
    paths: Sequence[Path],
    acquisition: Acquisition = Acquisition(),
    *,
    engine: Engine = LOCAL,
    progress: Progress = silent,
) -> Added:
    """Take in files, folders and `.jsonl` files of documents. One that cannot be read is a record with its problem."""
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise InputError(f"{path}: there is no such file or folder. Check the path.")
    added = Added()
    intake = _Intake(case, acquisition, added)
    waiting = intake.taken(_files(paths, case.folder))
    done = 0
    while batch := list(islice(waiting, BATCH)):
        lines_only = all(part.media_type == JSON_LINE for _, part in batch)  # quicker read than handed to another process
        intake.keep(list((SERIAL if lines_only else engine).map(partial(_read, case.archive), batch, lost=_lost)))
        done += len(batch)
        progress("reading", done, None)
    intake.finish()
    return added


def reread(case: Case, *, engine: Engine = LOCAL, progress: Progress = silent) -> int:
    """Read again what an earlier version of the reader read; returns how many documents that were."""
    version = version_of(*READER)
    old = {id for id, reader in case.store.readers().items() if reader not in (version, BY_INTAKE)}
    before = [document for document in case.store.documents(whole=False) if document.id in old] if old else []
    for start in range(0, len(before), BATCH):
        parts = [
            Part(d.name, b"", d.parent, JSON_LINE if d.media_type == JSON_LINE else None)
            for d in before[start : start + BATCH]
        ]
        found = engine.map(
            partial(_read, case.archive), zip((d.id for d in before[start : start + BATCH]), parts, strict=True), lost=_lost
        )
        case.store.put_documents([(document, version) for document in found])
        progress("reading again", start + len(parts), len(before))
    return len(before)


def withdraw(case: Case, id: str, why: str) -> list[str]:
    """Take the bytes and texts of a document and of its attachments away; hash and reason stay in the log.

    Everything derived goes with them, the dossier too: the next run makes it anew. Returns sentences that a person must
    read: what was withdrawn, and where the same words still are.
    """
    document = _document(case, id)
    said = []
    gone = _with_attachments(document, list(case.store.documents(whole=False)))
    for one in gone:
        with case.store.writing():
            case.store.withdraw(one.id, why)
            case.record("withdraw", one.id, {"why": why, "name": one.name})
        case.archive.remove(one.id)
        said.append(f"withdrawn: {one.name} ({one.id})")
    case.store.purge()
    for made in (case.index_file, *case.output.glob("*")):
        made.unlink(missing_ok=True)
    quoted = sum(d.anchor.get("document") in {one.id for one in gone} for d in decisions(case) if d.subject == "claim")
    if quoted:
        said.append(f"{quoted} decisions in the log quote it: the log is never rewritten, so those words stay there")
    if document.parent is not None and document.parent not in case.store.withdrawn():
        said.append(f"its bytes are still inside {document.parent}, which it came with: withdraw that one, too, if need be")
    return said


def _with_attachments(document: Document, documents: Sequence[Document]) -> list[Document]:
    """The document, what came inside it, and what came inside that."""
    inside = [document]
    for one in inside:
        inside += [d for d in documents if d.parent == one.id]
    return inside


def _document(case: Case, id: str) -> Document:
    """The document with this id, beginning of an id, or name."""
    gone = case.store.withdrawn()
    there = {name: known for name, known in case.store.document_names().items() if known not in gone}
    document = case.store.document(meant(id, there.values(), there))
    assert document is not None
    return document


class _Intake:
    """One run of `add`: which names and bytes are there, what was taken in."""

    def __init__(self, case: Case, acquisition: Acquisition, added: Added) -> None:
        self.case = case
        self.acquisition = acquisition
        self.added = added
        self.version = version_of(*READER)
        self.names = case.store.document_names()
        self.ids = set(self.names.values())
        self.withdrawn = case.store.withdrawn()
        self.containers = case.store.containers()
        self.known_receipts = {(receipt.document, receipt.name) for receipt in case.store.receipts()}
        self.receipts: list[Receipt] = []
        self.unread_before = case.store.unread()
        self.mended: list[str] = []
        self.refused: set[str] = set()
        self.finished: list[tuple[str, str]] = []

    def taken(self, files: Iterable[tuple[Path, str]]) -> Iterator[tuple[str, Part]]:
        """Each new part of the files with its id, the bytes in the archive; lines of JSONL keep theirs, others do not."""
        for path, name in files:
            if Case.is_at(path):
                self.added.unread[name] = f"{name}: the folder of a case. Add its documents from where they came."
                continue
            try:
                status = path.stat()
                if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):  # a pipe would be waited on for ever
                    self.added.unread[name] = f"{name}: not a regular file (a pipe, a device). Add a file with its bytes."
                    continue
                if status.st_size > FILE_LIMIT:
                    self.added.unread[name] = f"{name}: larger than {FILE_LIMIT // 10**9} GB. Split it, and add the pieces."
                    continue
                data = path.read_bytes()
            except OSError as error:
                self.added.unread[name] = _words(name, error)
                continue
            container = (hashlib.sha256(data).hexdigest(), name)
            if container in self.containers:
                self.added.known += 1
                continue
            self.mended += [old for old in self.unread_before if old == name]
            for part in unpack(data, name=name):
                id = self.case.archive.put(part.data)
                if self._is_new(id, part.name):
                    if part.problem is not None:
                        self.refused.add(id)
                    yield id, part if part.media_type == JSON_LINE else replace(part, data=b"")
            self.finished.append(container)

    def _is_new(self, id: str, name: str) -> bool:
        if id in self.withdrawn:
            self.case.archive.remove(id)
            self.added.unread[name] = f"{name}: was withdrawn from this case ({self.withdrawn[id]}). It stays out."
            return False
        if id in self.ids:
            self.added.known += 1
            self._receive(id, name)
            return False
        self.ids.add(id)
        return True

    def keep(self, batch: Sequence[Document]) -> None:
        """The documents, their receipts and the log's line, all or nothing."""
        named = [self._named(document) for document in batch]
        self.case.archive.settle()
        with self.case.store.writing():
            self.case.store.put_documents([(d, BY_INTAKE if d.id in self.refused else self.version) for d in named])
            for document in named:
                self._receive(document.id, document.name)
            self._log_receipts(new=len(named))
        self.added.new += [document.id for document in named]

    def _named(self, document: Document) -> Document:
        """The document under a name that no other has: a file gets another one, a JSONL line that repeats an id a problem."""
        name = document.name
        if self.names.get(name, document.id) != document.id:
            unique = _renamed(name, document.id)
            if document.media_type == JSON_LINE and document.problem is None:
                problem = (
                    f'{name}: another document came in under this "id". Give this one an id of its own, and add it again.'
                )
                document = Document(document.id, unique, JSON_LINE, size=document.size, problem=problem)
                self.refused.add(document.id)
            else:
                document = replace(document, name=unique)
        self.names[document.name] = document.id
        return document

    def finish(self) -> None:
        """What remains at the end: further receipts, the files that are wholly in, and what could not be read."""
        with self.case.store.writing():
            self._log_receipts(new=0)
            for id, name in self.finished:
                self.case.store.put_container(id, name)
            for name in self.mended:
                self.case.store.drop_unread(name)
            self.case.store.put_unread(self.added.unread)

    def _receive(self, id: str, name: str) -> None:
        if (id, name) not in self.known_receipts:
            who = self.acquisition
            self.known_receipts.add((id, name))
            self.receipts.append(Receipt(id, name, who.custodian, who.received, who.sensitivity))

    def _log_receipts(self, *, new: int) -> None:
        if not self.receipts:
            return
        who = self.acquisition
        rows = [(receipt.document, receipt.name) for receipt in self.receipts]
        detail = {"documents": rows, "custodian": who.custodian, "received": who.received, "sensitivity": who.sensitivity}
        at = self.case.record("receive", f"{len(rows)} documents, {new} new", detail)
        self.case.store.put_receipts([replace(receipt, at=at) for receipt in self.receipts])
        self.receipts = []


def _read(archive: Archive, taken: tuple[str, Part]) -> Document:
    id, part = taken
    try:
        return read_part(part if part.data else replace(part, data=archive.get(id)))
    except Exception as error:  # one document must not keep the others out; its bytes are preserved
        return _failed(taken, f"{type(error).__name__}: {error}")


def _lost(taken: tuple[str, Part]) -> Document:
    return _failed(taken, "the system ended the reader, most often for want of memory")


def _failed(taken: tuple[str, Part], why: str) -> Document:
    id, part = taken
    problem = f"{part.name}: the reader failed on it ({why}). Report this; look at it by hand."
    return Document(id, part.name, part.media_type or "application/octet-stream", parent=part.parent, problem=problem)


def _renamed(name: str, id: str) -> str:
    """Another document already has this name: the newer one carries the beginning of its hash as well."""
    path = PurePath(name)
    return str(path.with_name(f"{path.stem}#{id[:8]}{path.suffix}"))


def _words(name: str, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return f"{name}: a link that leads in a circle. Give the file itself."
    if error.errno == errno.EISDIR:
        return f"{name}: a link to a folder. Give that folder itself, so that nothing is read twice or in a circle."
    if error.errno == errno.ENOENT:
        return f"{name}: was gone when it was to be read. Put it back and run again."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{name}: may not be read. Change its permissions and run again."
    return f"{name}: cannot be read ({error.strerror}). Copy it to another disk and run again."


def _files(paths: Sequence[Path], case_folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file under the paths with the name it goes by, in a fixed order; never the case's own folder."""
    own = case_folder.resolve()
    for path in paths:
        if path.is_dir() and not Case.is_at(path):
            yield from _walk(path, own)
        else:
            yield path, path.name


def _walk(root: Path, own: Path) -> Iterator[tuple[Path, str]]:
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and (here / f).resolve() != own)
        whole = [f for f in folders if (here / f).is_symlink() or Case.is_at(here / f)]
        folders[:] = [f for f in folders if f not in whole]
        for name in sorted([*files, *whole]):
            if not name.startswith("."):
                yield here / name, (here / name).relative_to(root).as_posix()
