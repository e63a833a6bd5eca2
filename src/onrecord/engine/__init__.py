"""How many cores or machines work. Rooms hand an engine pure functions; they do not know which one runs."""

from onrecord.engine.local import LOCAL, SERIAL, Engine, LocalEngine

__all__ = ["LOCAL", "SERIAL", "Engine", "LocalEngine"]
