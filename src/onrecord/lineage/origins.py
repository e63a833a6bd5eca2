"""One origin for each document: the earliest one that it is a copy, a revision or an excerpt of."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.model import Document, DocumentLink


def origins(documents: Iterable[Document], links: Iterable[DocumentLink]) -> dict[str, str]:
    """Document id to the id of its origin, its own where it derives from none; in the order of the documents.

    Each document is led to the one that has most of it, that one to the one that has most of it, and so on to the first.
    A quotation leads nowhere: who quotes two sentences is no copy.
    """
    parent: dict[str, tuple[float, str]] = {}
    for link in links:
        if link.kind == "quotation":
            continue
        held = (link.share_b, link.a)
        known = parent.get(link.b)
        if known is None or (-held[0], held[1]) < (-known[0], known[1]):
            parent[link.b] = held
    return {document.id: _first(document.id, parent) for document in documents}


def _first(document: str, parent: dict[str, tuple[float, str]]) -> str:
    """The end of the chain of models; of a ring (undated documents can form one), its smallest id."""
    trail = [document]
    seen = {document}
    while trail[-1] in parent:
        following = parent[trail[-1]][1]
        if following in seen:
            return min(trail[trail.index(following) :])
        trail.append(following)
        seen.add(following)
    return trail[-1]
