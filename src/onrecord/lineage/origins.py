"""One origin for each document: the earliest one that it is a copy, a revision or an excerpt of."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.model import Document, DocumentLink


def origins(documents: Iterable[Document], links: Iterable[DocumentLink]) -> dict[str, str]:
    """Document id to the id of its origin, its own where it derives from none; in the order of the documents.

    Each document is led to the one that has most of it (of several, the one that has least beside it), that one likewise, and
    so on to the first.
    A quotation leads nowhere: who quotes two sentences is no copy.
    """
    parent: dict[str, tuple[int, float, str]] = {}
    for link in links:
        if link.kind == "quotation":
            continue
        held = (-round(link.share_b * 20), -link.share_a, link.a)
        if link.b not in parent or held < parent[link.b]:
            parent[link.b] = held
    return {document.id: _first(document.id, parent) for document in documents}


def _first(document: str, parent: dict[str, tuple[int, float, str]]) -> str:
    """The end of the chain of models; of a ring (undated documents can form one), its smallest id."""
    trail = [document]
    seen = {document}
    while trail[-1] in parent:
        following = parent[trail[-1]][2]
        if following in seen:
            return min(trail[trail.index(following) :])
        trail.append(following)
        seen.add(following)
    return trail[-1]
