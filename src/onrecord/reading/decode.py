"""Bytes to characters: which encoding a text is in, by its mark, its own word, or its bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]+)""", re.I
)
_HIGH = re.compile(rb"[\x80-\xff]+")

# Browsers read these labels as the Windows code page that holds them; pages that declare them rely on it.
_BROWSER = {
    "iso8859-1": "windows-1252",
    "ascii": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-6": "windows-1256",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded original: `data.decode(encoding, "replace")` gives `text` again; `notes` say what did not decode."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, *, declared: str | None = None, is_html: bool = False) -> Decoded:
    """The text of these bytes: by byte-order mark, then declared charset, then UTF-8, UTF-16, Windows-1256 and -1252.

    Bytes that the encoding does not know become U+FFFD, one note says how many and where; nothing is dropped.
    """
    return _without_zeros(_decoded(data, declared, is_html))


def _decoded(data: bytes, declared: str | None, is_html: bool) -> Decoded:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lossy(data, name)
    sixteen = _utf16_without_mark(data)
    if sixteen:
        return _lossy(data, sixteen)
    for label in (declared, _declared_in(data) if is_html else None):
        known = _known(label)
        if known and (text := _strict(data, known)) is not None:
            return _unless_utf8(data, Decoded(text, known))
    if (text := _strict(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    return _lossy(data, _by_bytes(data))


def _without_zeros(found: Decoded) -> Decoded:
    """Zero characters break databases and displays downstream; each becomes U+FFFD, which moves no offset."""
    zeros = found.text.count("\0")
    if not zeros:
        return found
    note = f"{zeros} zero characters stand as U+FFFD."
    return Decoded(found.text.replace("\0", "\ufffd"), found.encoding, (*found.notes, note))


def _unless_utf8(data: bytes, declared: Decoded) -> Decoded:
    """What was declared, unless the bytes are UTF-8: text in a one-byte encoding is hardly ever valid UTF-8 by chance."""
    if declared.encoding == "utf-8" or len(_HIGH.findall(data[: 1 << 20])) < 4:
        return declared
    text = _strict(data, "utf-8")
    if text is None:
        return declared
    return Decoded(text, "utf-8", (f"It declares {declared.encoding}, but its bytes are UTF-8, and were read so.",))


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _lossy(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    lost = text.count("\ufffd")
    if not lost:
        return Decoded(text, name)
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        note = f"{lost} characters do not decode as {name}, the first at byte {error.start}; they stand as U+FFFD."
        return Decoded(text, name, (note,))
    return Decoded(text, name)


def _known(label: str | None) -> str | None:
    """The codec for this label as browsers read it, if it is one for text."""
    if not label:
        return None
    try:
        codec = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if not codec._is_text_encoding or codec.name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"):
        return None
    return _BROWSER.get(codec.name, codec.name)


def _declared_in(data: bytes) -> str | None:
    match = _DECLARED.search(data, 0, 4096)
    return (match.group(1) or match.group(2)).decode("ascii", "replace") if match else None


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 by its zero bytes (Latin text), or by the high byte of one script that nearly every other byte is (Arabic)."""
    head = data[:4096]
    if len(head) < 4 or len(data) % 2:
        return None
    for name, high, low in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        script = sum(byte in (0, 4, 5, 6, 0x20) for byte in high)
        if script > 0.9 * len(high) and 0 not in low[:64] and (0 in high or len(set(low)) > 4 * len(set(high))):
            return name if _strict(data, name) is not None else None
    return None


def _by_bytes(data: bytes) -> str:
    """What bytes that are not valid UTF-8 are: damaged UTF-8, or Arabic or Western Windows text.

    Arabic letters stand together, so their bytes come in runs; accented Latin letters stand alone between ASCII.
    """
    sample = data[: 1 << 20]
    rest = len(sample.decode("utf-8", "ignore").encode("utf-8"))
    high = sum(len(run) for run in _HIGH.findall(sample))
    broken = len(sample) - rest
    if (broken <= 3 or broken < 0.1 * high) and high - broken >= 2 * broken:
        return "utf-8"
    joined = sum(len(run) for run in _HIGH.findall(sample) if len(run) > 1)
    return "windows-1256" if joined > 0.5 * high else "windows-1252"
