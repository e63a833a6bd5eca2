"""onrecord: from documents about violence and lists of victims to figures that hold up."""

__version__ = "0.1.0"
