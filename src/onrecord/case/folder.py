"""The case folder (`onrecord.toml`, `places.csv`, `case.db`, `archive/`, `output/`) and the log of every change."""

from __future__ import annotations

import getpass
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from onrecord import settings as settings_module
from onrecord.custody import Archive, disk_error, next_line
from onrecord.errors import CaseError
from onrecord.places import COLUMNS
from onrecord.settings import Settings
from onrecord.store import Store, sqlite_url

Progress = Callable[[str, int, int | None], None]
"""Called with the name of a step, how much of it is done, and how much there is (None: unknown)."""

NEW_SETTINGS = """\
# What this case is about. Lines that begin with # are examples; take the sign away to use them.

[case]
name = "{name}"
# description = "One or two sentences for the dossier's first page."
codebook = "literal"            # literal, acled or airwars: how "dozens" or "at least 20" become numbers

[scope]                         # what lies outside stays visible, and out of the headline
# from = 2018-02-18
# to = 2018-04-14
# places = ["SY"]               # places by name, or countries by their two letters
# acts = ["killed", "injured"]
# figures_of = []               # only these sources' or publishers' figures
# criteria = "Who is counted and who is not, and why."

# [[source]]                    # what you know of a source; sources of one family count once
# name = "Example Observatory"
# variants = ["the Observatory", "EO"]
# kind = "ngo"                  # {kinds}
# family = "Example Network"
# notes = "Who says what of its reliability."
"""


def silent(step: str, done: int, total: int | None) -> None:
    """No progress is shown."""


class Case:
    """An open case folder. Use `Case.open`; close it, or use it in a `with` block."""

    def __init__(self, folder: Path, who: str | None = None, made: Sequence[Path] = ()) -> None:
        self.folder = folder
        self.made = made
        self.output = folder / "output"
        self.index_file = folder / "lineage.index"
        self.archive = Archive(folder / "archive")
        self.store = Store(sqlite_url(str(folder / "case.db")))
        self.who = who or os.environ.get("ONRECORD_WHO") or _user()

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, name: str | None = None, who: str | None = None) -> Case:
        """The case in this folder; with `create` a new one where there is none. Raises CaseError that says what to do."""
        if not (folder / "case.db").exists():
            if not create:
                raise CaseError(f"{folder}: there is no case here. Make one with 'onrecord run DOCUMENTS --case {folder}'.")
            return cls(folder, who, _make(folder, name or folder.resolve().name))
        return cls(folder, who)

    @staticmethod
    def is_at(folder: Path) -> bool:
        """Whether the folder is a case's."""
        return (folder / "case.db").is_file() and (folder / "archive").is_dir()

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Case:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        is_bare = failed is not None and bool(self.made) and self.store.last_line() is None
        self.close()
        if is_bare and not any(self.archive.folder.iterdir()):
            _unmake(self.folder, self.made)

    @property
    def settings(self) -> Settings:
        return settings_module.load(self.folder / "onrecord.toml")

    @property
    def places_file(self) -> Path | None:
        path = self.folder / "places.csv"
        return path if path.exists() else None

    def record(self, action: str, subject: str, detail: Mapping[str, Any]) -> str:
        """Add one line to the log, with this moment and this person; returns the moment."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with self.store.writing():
            line = next_line(self.store.last_line(), at=at, who=self.who, action=action, subject=subject, detail=detail)
            self.store.append([line])
        return at

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other onrecord out of this case while it is being written. A kill lets go of it."""
        path = self.folder / ".lock"
        try:
            handle = path.open("a+")
        except OSError as error:
            raise disk_error(error, path) from None
        with handle:
            if not _lock(handle.fileno()):
                raise CaseError(f"{self.folder}: another onrecord is working on this case. Wait until it is done.")
            yield


@cache
def version_of(*parts: str) -> str:
    """A hash of the code and data of these parts of onrecord: what they made is made again when they change."""
    digest = hashlib.sha256()
    for part in parts:
        _digest_tree(resources.files("onrecord").joinpath(*part.split("/")), digest.update)
    return digest.hexdigest()[:16]


def _digest_tree(node: Traversable, update: Callable[[bytes], None]) -> None:
    if node.is_dir():
        for child in sorted(node.iterdir(), key=lambda child: child.name):
            if child.name != "__pycache__":
                _digest_tree(child, update)
    elif node.name.endswith((".py", ".toml", ".csv", ".json")):
        update(node.name.encode() + b"\0" + node.read_bytes())


def _make(folder: Path, name: str) -> list[Path]:
    """The folders and files of a new case; returns those of them that were not there."""
    if folder.exists() and not folder.is_dir():
        raise CaseError(f"{folder}: is a file. Name a folder for the case with --case.")
    folders, toml, places = (folder, folder / "output", folder / "archive"), folder / "onrecord.toml", folder / "places.csv"
    made = [path for path in (*folders, toml, places) if not path.exists()]
    try:
        for path in folders:
            path.mkdir(parents=True, exist_ok=True)
        if toml in made:
            kinds = ", ".join(settings_module.SOURCE_KINDS)
            quoted = name.replace("\\", "\\\\").replace('"', '\\"')
            toml.write_text(NEW_SETTINGS.format(name=quoted, kinds=kinds), encoding="utf-8")
        if places in made:
            places.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    except OSError as error:
        raise disk_error(error, folder) from None
    return made


def _unmake(folder: Path, made: Sequence[Path]) -> None:
    """Take a new case away again into which nothing came, so that no empty one is taken for a case."""
    for path in (folder / ".lock", *folder.glob("case.db*")):
        path.unlink(missing_ok=True)
    for path in reversed(made):
        with suppress(OSError):  # a folder that somebody has put something into stays
            path.rmdir() if path.is_dir() else path.unlink()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def _lock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
