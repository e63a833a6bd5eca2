"""Mails (EML): the body as a document, and what is attached."""

from __future__ import annotations

import email
import email.policy
import email.utils
from collections.abc import Iterator
from email.message import EmailMessage, Message
from typing import cast

from onrecord.model import DateRange, Guess
from onrecord.reading.decode import Decoded, decode

MAIL_DEPTH = 8
"""Mails inside mails are followed this deep."""

_BODY = ("text/plain", "text/html")


def parse(data: bytes) -> EmailMessage:
    """The mail; damaged headers and parts are kept as the standard library can read them."""
    return email.message_from_bytes(bytes(data), policy=email.policy.default)


def body(message: EmailMessage) -> tuple[Decoded, str] | None:
    """The decoded text of the mail's own words and its media type, plain text before HTML; None where it has none."""
    found = {kind: part for part in reversed(list(_own_parts(message))) if (kind := part.get_content_type()) in _BODY}
    for kind in _BODY:
        if kind in found:
            raw = _payload(found[kind])
            decoded = decode(raw, declared=found[kind].get_content_charset(), is_html=kind == "text/html")
            if decoded.text.strip():
                return decoded, kind
    return None


def attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each attached file, in order; an attached mail comes as its own bytes."""
    number = 0
    for part in _leaves(message):
        if part is message or (part.get_content_maintype() == "text" and not _is_attached(part)) or _is_decoration(part):
            continue
        number += 1
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
            raw = cast(Message, inner[0]).as_bytes(policy=email.policy.default.clone(utf8=True))
        else:
            raw = _payload(part)
        yield _name(part, number), raw


def pictures(message: EmailMessage) -> int:
    """How many pictures are part of the mail's own layout; they are not read."""
    return sum(1 for part in _leaves(message) if _is_decoration(part))


def header(message: EmailMessage, name: str) -> str | None:
    """A header in readable form, or None; a damaged one as far as it can be read."""
    try:
        value = message.get(name)
    except Exception:  # the header parser raises many kinds of errors on damaged mails
        return None
    return " ".join(_clean(str(value)).split()) or None if value is not None else None


def sender(message: EmailMessage) -> Guess | None:
    """Who the mail says it is from: the name, else the address."""
    name, address = email.utils.parseaddr(header(message, "From") or "")
    value = name.strip() or address.strip()
    return Guess(value, "metadata") if value else None


def sent(message: EmailMessage) -> DateRange | None:
    """The day of the Date header, in its own time zone."""
    stated = header(message, "Date")
    try:
        day = email.utils.parsedate_to_datetime(stated).date() if stated else None
    except (ValueError, TypeError, IndexError):
        return None
    return DateRange(day, day, stated, "day", "metadata") if day else None


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that are no containers; an attached mail counts as one part and is not walked into."""
    stack = [message]
    while stack:
        part = stack.pop()
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list) and part.get_content_maintype() == "multipart":
            stack.extend(cast(Message, child) for child in reversed(inner))
        else:
            yield part


def _own_parts(message: Message) -> Iterator[Message]:
    return (part for part in _leaves(message) if part.get_content_maintype() == "text" and not _is_attached(part))


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or (
        part.get_filename() is not None and part.get_content_type() not in _BODY
    )


def _is_decoration(part: Message) -> bool:
    return part.get_content_maintype() == "image" and not _is_attached_file(part)


def _is_attached_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _payload(part: Message) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _clean(text: str) -> str:
    """Text without the half characters by which the mail parser keeps bytes that it cannot decode; these are decoded here."""
    raw = text.encode("utf-8", "surrogateescape") if any("\udc80" <= c <= "\udcff" for c in text) else None
    if raw is None:
        return text.encode("utf-8", "replace").decode("utf-8")
    return decode(raw).text


def _name(part: Message, number: int) -> str:
    """The attachment's own name without any path, or one by its number."""
    name = _clean(part.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if c.isprintable()).strip(" .")
    ending = ".eml" if part.get_content_type() == "message/rfc822" else ""
    return name or f"attachment {number}{ending}"
