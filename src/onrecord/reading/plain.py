"""Plain text: read as it is, character for character."""

from __future__ import annotations

from onrecord.reading.spans import TextBuilder


def write(text: str, builder: TextBuilder) -> None:
    """The text unchanged, so that offsets in it are offsets in the decoded original."""
    builder.add(text, 0)
