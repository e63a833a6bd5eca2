"""The bundled sample: an invented case that shows what onrecord is for (README.md in this folder)."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

__all__ = ["path"]


def path() -> Path:
    """The folder of the sample: `documents/`, `lists/`, `places.csv`, `onrecord.toml`, `overlap.csv`, `README.md`."""
    return Path(str(resources.files(__name__)))
