"""Small invented cases for the tests of incidents: documents and claims in a line each. All names and places are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from onrecord import codebook
from onrecord.incidents import Evidence, group, register, weigh
from onrecord.model import (
    Claim,
    Count,
    DateRange,
    Document,
    Guess,
    Incident,
    Mention,
    Place,
    Speaker,
    Victims,
    content_id,
)
from onrecord.settings import Settings

BOOK = codebook.load("literal")

QARA = Place("Qara Vale", "XA", 10.0, 10.0, "town", "qara", ("north", "XA"))
MILL = Place("Mill Quarter", "XA", 10.01, 10.0, "village", "mill", ("qara", "north", "XA"))
ORSK = Place("Orsk Bay", "XA", 12.0, 10.0, "town", "orsk", ("south", "XA"))
LAND = Place("Xanland", "XA", 11.0, 10.0, "country", "XA", ())


def day(text: str | None, end: str | None = None) -> DateRange | None:
    if text is None:
        return None
    start = date.fromisoformat(text)
    stop = date.fromisoformat(end) if end else start
    return DateRange(start, stop, text, "day" if start == stop else "range", "text")


def since(text: str, end: str | None = None) -> DateRange:
    return DateRange(date.fromisoformat(text), date.fromisoformat(end) if end else None, f"since {text}", "range", "text")


def document(name: str, text: str = "", publisher: str | None = None, published: str | None = None) -> Document:
    said = Guess(publisher, "metadata") if publisher else None
    return Document(content_id(name), name, "text/plain", text, publisher=said, published=day(published))


def claim(doc: Document, words: str, low: int | None, high: int | None = -1, act: str = "killed", **more: Any) -> Claim:
    """A claim whose passage is the first occurrence of `words` in the document; `high` is `low` where it is not given."""
    start = doc.text.find(words)
    assert start >= 0, words
    top = low if high == -1 else high
    speakers = more.pop("by", ())
    categories = more.pop("of", ())
    names = more.pop("names", ())
    counted = more.pop("count_words", words)
    extra = {key: more.pop(key) for key in ("approximate", "unit", "rule", "reading") if key in more}
    attribution = tuple(Speaker(s, "said") for s in speakers)
    publisher = (doc.publisher.value,) if doc.publisher else ()
    return Claim(
        id=content_id(doc.id, words, act, categories),
        document=doc.id,
        name=doc.name,
        start=start,
        end=start + len(words),
        quote=words,
        act=act,
        count=Count(low, top, words=counted, **extra),
        victims=Victims(None, tuple(categories), tuple(names)),
        attribution=attribution,
        sources=tuple(speakers) or publisher,
        **more,
    )


def mention(doc: Document, kind: Any, words: str, **more: Any) -> Mention:
    start = doc.text.find(words)
    assert start >= 0, words
    return Mention(kind, words, start, start + len(words), **more)


def evidence(claims: list[Claim], documents: list[Document], **more: Any) -> Evidence:
    settings = more.pop("settings", Settings())
    return weigh(claims, documents, register(claims, documents, settings=settings), **more)


def grouped(claims: list[Claim], documents: list[Document], **more: Any) -> list[Incident]:
    links = more.pop("links", ())
    origins = more.pop("origins", {})
    mentions = more.pop("mentions", {})
    decisions = more.pop("decisions", ())
    return group(
        claims,
        documents,
        links,
        origins,
        mentions,
        decisions,
        settings=more.pop("settings", Settings()),
        codebook=BOOK,
        **more,
    )
