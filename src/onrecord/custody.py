"""Custody: the original bytes under their hash, and the log in which each line carries the hash of the one before.

The archive keeps every original unchanged and read-only (Berkeley Protocol: authenticity, integrity, chain of custody). The
log is protected by its chain and not by database triggers, which `INSERT OR REPLACE` goes around: whoever changes or
removes a line breaks every hash after it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import CaseError, CustodyError

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class LogLine:
    """Who did what to what, when and why. `hash` covers all of it and the hash of the line before."""

    seq: int
    at: str
    who: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


def next_line(last: LogLine | None, *, at: str, who: str, action: str, subject: str, detail: Mapping[str, Any]) -> LogLine:
    """The line that follows `last` in the chain."""
    seq = last.seq + 1 if last else 1
    previous = last.hash if last else GENESIS
    return LogLine(seq, at, who, action, subject, detail, previous, _digest(seq, at, who, action, subject, detail, previous))


def broken_lines(lines: Iterable[LogLine]) -> Iterator[str]:
    """One sentence for each place where the chain does not hold."""
    previous, expected = GENESIS, 1
    for line in lines:
        if line.seq != expected:
            yield f"log line {expected}: missing; the next one kept is {line.seq}."
        elif line.previous != previous:
            yield f"log line {line.seq}: does not continue the line before it; that one was changed or replaced."
        if line.hash != _digest(line.seq, line.at, line.who, line.action, line.subject, line.detail, line.previous):
            yield f"log line {line.seq}: its words are not those that were hashed; the line was changed."
        previous, expected = line.hash, line.seq + 1


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


class Archive:
    """Original bytes by their sha256, in `folder/ab/abcd…`; written once, read-only, never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unsettled: list[Path] = []

    def path(self, id: str) -> Path:
        return self.folder / id[:2] / id

    def put(self, data: bytes) -> str:
        """Keep these bytes and return their sha256. A kill leaves either the whole file or none.

        They are sure to outlive a power cut only after `settle`; records that speak of them come after it.
        """
        id = hashlib.sha256(data).hexdigest()
        target = self.path(id)
        try:
            if target.exists() and target.read_bytes() == data:
                return id
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as part:
                part.write(data)
            os.chmod(part.name, 0o444)
            os.replace(part.name, target)
        except OSError as error:
            raise disk_error(error, target) from None
        self._unsettled.append(target)
        return id

    def settle(self) -> None:
        """Wait until all that was put is on the disk: one flush for many files, where the system has it."""
        paths, self._unsettled = self._unsettled, []
        try:
            if len(paths) > 8 and hasattr(os, "sync"):
                os.sync()
                return
            for path in paths:
                with path.open("rb") as handle:
                    os.fsync(handle.fileno())
        except OSError as error:
            raise disk_error(error, self.folder) from None

    def get(self, id: str) -> bytes:
        """The bytes with this hash. Raises CustodyError where they are gone or changed."""
        try:
            data = self.path(id).read_bytes()
        except FileNotFoundError:
            raise CustodyError(f"{self.path(id)}: the preserved original is missing. Restore it from a backup.") from None
        if hashlib.sha256(data).hexdigest() != id:
            raise CustodyError(f"{self.path(id)}: the preserved bytes were changed. Restore the file from a backup.")
        return data

    def remove(self, id: str) -> None:
        """Take the bytes away, as a withdrawal demands; the log keeps hash and reason."""
        with contextlib.suppress(FileNotFoundError):
            os.chmod(self.path(id), 0o600)
            self.path(id).unlink()


def disk_error(error: OSError, where: Path) -> CaseError:
    """A full or forbidden disk in words that say what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CaseError(f"{where}: the disk is full. Make room and run again: what was done so far is kept.")
    return CaseError(f"{where}: cannot be written ({error.strerror}). Check the folder's permissions and run again.")


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that a kill leaves the old one or the new one, never a part."""
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        raise disk_error(error, target) from None
