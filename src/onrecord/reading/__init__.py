"""Reading: from the bytes of a source to a `Document` whose every character leads back to them.

    for part in unpack(data, name="mail.eml"):   # the documents that the file holds
        archive(part.data)
        document = read_part(part)               # never raises on bad bytes: see document.problem

`locate(document, start, end)` gives the place of a passage in the original.
"""

from __future__ import annotations

from onrecord.reading.documents import SIZE_LIMIT, TEXT_LIMIT, read, read_part
from onrecord.reading.parts import Part, unpack
from onrecord.reading.spans import Span, locate

__all__ = ["SIZE_LIMIT", "TEXT_LIMIT", "Part", "Span", "locate", "read", "read_part", "unpack"]
