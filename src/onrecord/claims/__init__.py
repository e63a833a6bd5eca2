"""Claims: what a document says about how many people were harmed, by whom, where and when, and who says so."""

from onrecord.claims.attribution import attributions
from onrecord.claims.extract import can_read, extract
from onrecord.claims.mentions import mentions

__all__ = ["attributions", "can_read", "extract", "mentions"]
