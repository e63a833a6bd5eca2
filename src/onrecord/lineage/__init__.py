"""Who copied whom: passages that documents share, whatever was done to them, and one origin for each document.

`trace` finds the links, `origins` makes one origin for each document of them, and an `Index` keeps what was seen, so that new
documents are compared without doing the old ones again (docs/lineage.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.engine import LOCAL, Engine
from onrecord.lineage.index import Index
from onrecord.lineage.origins import origins
from onrecord.model import Document, DocumentLink

__all__ = ["Index", "origins", "trace"]


def trace(documents: Iterable[Document], *, engine: Engine = LOCAL, index: Index | None = None) -> Iterator[DocumentLink]:
    """The links among these documents, and with those that the index has already; by the ids of `a` and `b`.

    The documents are put into the index. The result does not depend on the order in which they come.
    """
    index = Index() if index is None else index
    index.add(documents, engine=engine)
    yield from index.links(engine=engine)
