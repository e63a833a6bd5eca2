"""Bytes to a document: what kind they are, which reader takes them, what went wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from onrecord.errors import UnreadableError
from onrecord.model import Document, Guess
from onrecord.reading import about, jsonl, mail, markup, page
from onrecord.reading.decode import Decoded, decode
from onrecord.reading.kinds import DOCX, EML, HTML, JSON_LINE, JSON_LINES, PDF, TEXT, kind_of
from onrecord.reading.language import language_of
from onrecord.reading.parts import Part
from onrecord.reading.spans import TextBuilder

TEXT_LIMIT = 50_000_000
"""Bytes of one text, page or mail body that are still read; longer ones are no single document."""

SIZE_LIMIT = 500_000_000
"""Bytes of one PDF, DOCX or mail that are still opened."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What a reader made of the bytes, before it is a Document."""

    builder: TextBuilder
    about: about.About
    encoding: str | None = None
    notes: tuple[str, ...] = ()


def read(data: bytes, *, name: str, parent: str | None = None) -> Document:
    """The document that these bytes are. `id` is their sha256, `name` the user's name for them.

    The media type comes from the content first and the name last. Bytes that cannot be read give a document with empty
    text and one clear line as its `problem`; what was read only in part stands in `notes`. Never raises on bad bytes.
    """
    blank = Document(hashlib.sha256(data).hexdigest(), name, TEXT, size=len(data), parent=parent)
    kind = kind_of(data, name)
    if isinstance(kind, tuple):
        return replace(blank, media_type=kind[0], problem=f"{name}: {kind[1]}")
    if kind == JSON_LINE:
        return _json_document(blank, data)
    blank = replace(blank, media_type=kind)
    try:
        return _finished(blank, _read_as(kind, data, name))
    except UnreadableError as error:
        return replace(blank, problem=f"{name}: {error}")
    except MemoryError:
        return replace(blank, problem=f"{name}: it needs more memory than there is. Split it, and add the pieces.")


def read_part(part: Part) -> Document:
    """The document of a part of a file, or the record of what is wrong with it."""
    if part.problem:
        kind = part.media_type or TEXT
        return Document(part.id, part.name, kind, size=len(part.data), parent=part.parent, problem=part.problem)
    if part.media_type == JSON_LINE:
        return _json_document(Document(part.id, part.name, JSON_LINE, size=len(part.data), parent=part.parent), part.data)
    return read(part.data, name=part.name, parent=part.parent)


def _finished(blank: Document, found: _Read) -> Document:
    text, runs = found.builder.finish()
    if not text.strip():
        raise UnreadableError("no text was found in it. Look at it; if it shows text, save that as PDF or text and add it.")
    known = found.about
    return replace(
        blank,
        text=text,
        runs=runs,
        title=known.title,
        author=known.author,
        publisher=known.publisher,
        published=known.published,
        language=known.language,
        url=known.url,
        encoding=found.encoding,
        notes=found.notes,
    )


def _read_as(kind: str, data: bytes, name: str) -> _Read:
    limit = SIZE_LIMIT if kind in (PDF, DOCX, EML) else TEXT_LIMIT
    if len(data) > limit:
        size = f"{len(data) // 1_000_000} MB, more than the {limit // 1_000_000} MB that are read as one document"
        raise UnreadableError(f"{size}. Split it into its documents, and add those.")
    if kind == JSON_LINES:
        raise UnreadableError("a JSONL file holds many documents; it is read line by line (onrecord run, onrecord add).")
    if kind == EML:
        return _mail(data)
    if kind in (PDF, DOCX):
        return _file(kind, data)
    decoded = decode(data, is_html=kind == HTML)
    return _page(decoded) if kind == HTML else _plain(decoded)


def _page(decoded: Decoded) -> _Read:
    scanned = markup.scan(decoded.text)
    builder = TextBuilder()
    page.write(scanned, builder)
    return _Read(builder, about.about_page(scanned, builder.text()), decoded.encoding, decoded.notes)


def _plain(decoded: Decoded) -> _Read:
    builder = TextBuilder()
    builder.add(decoded.text, 0)  # unchanged, so that offsets in it are offsets in the decoded original
    return _Read(builder, about.about_text(decoded.text), decoded.encoding, decoded.notes)


def _mail(data: bytes) -> _Read:
    message = mail.parse(data)
    found = mail.body(message)
    if found is None:
        raise UnreadableError("the mail has no text of its own; its attachments are documents of their own.")
    decoded, kind = found
    if len(decoded.text) > TEXT_LIMIT:
        raise UnreadableError(f"the mail's text is longer than {TEXT_LIMIT // 1_000_000} MB. Split it, and add the pieces.")
    inner = _page(decoded) if kind == HTML else _plain(decoded)
    subject = mail.header(message, "Subject")
    pictures = mail.pictures(message)
    notes = (*inner.notes, *((f"{pictures} pictures in the mail's own text were not read.",) if pictures else ()))
    known = replace(
        inner.about,
        title=Guess(subject, "metadata") if subject else inner.about.title,
        author=mail.sender(message) or inner.about.author,
        publisher=inner.about.publisher or about.house(mail.sender(message)),
        published=mail.sent(message) or inner.about.published,
    )
    return replace(inner, about=known, notes=notes)


def _file(kind: str, data: bytes) -> _Read:
    """PDF and DOCX: what the text says of title and date comes before the file's day of making, which is a weak guess."""
    builder = TextBuilder()
    if kind == PDF:
        from onrecord.reading.pdf import write  # here, because their libraries are slow to load and seldom needed
    else:
        from onrecord.reading.office import write
    title, author, made, notes = write(data, builder)
    text = builder.text()
    if len(text) > TEXT_LIMIT:
        raise UnreadableError(f"its text is longer than {TEXT_LIMIT // 1_000_000} MB. Split it, and add the pieces.")
    said = about.about_text(text)
    known = replace(
        said,
        title=title or said.title,
        author=author or said.author,
        publisher=said.publisher or about.house(author),
        published=said.published or made,
    )
    return _Read(builder, known, None, notes)


def _json_document(blank: Document, data: bytes) -> Document:
    try:
        found = jsonl.read_line(data, where=blank.name)
    except UnreadableError as error:
        return replace(blank, media_type=JSON_LINE, problem=str(error))
    language = found.language or language_of(found.text)
    return replace(found, language=language, parent=blank.parent)
