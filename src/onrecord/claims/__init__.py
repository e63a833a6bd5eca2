"""Claims: what a document says about how many people were harmed, by whom, where and when, and who says so."""

from onrecord.claims.extract import can_read, extract

__all__ = ["can_read", "extract"]
