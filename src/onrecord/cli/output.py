"""Rows to files: what every command that writes has in common."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

from onrecord.errors import InputError


@contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """The file to write to; standard output for None and `-`."""
    if path is None or path == "-":
        yield sys.stdout
        return
    try:
        handle = open(path, "w", encoding="utf-8", newline="")  # noqa: SIM115
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}). Choose another place with -o.") from None
    with handle:
        yield handle


def write_jsonl(rows: Iterable[Mapping[str, Any]], path: str | None) -> int:
    """One JSON object a line; returns how many."""
    count = 0
    with opened(path) as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count
