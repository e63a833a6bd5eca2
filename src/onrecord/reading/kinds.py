"""What kind of file some bytes are: by their content first, by their name last."""

from __future__ import annotations

import io
import json
import re
import zipfile
from mmap import mmap

HTML, PDF, TEXT, EML = "text/html", "application/pdf", "text/plain", "message/rfc822"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON_LINE = "application/x-onrecord+json"
JSON_LINES = "application/x-ndjson"

# Files that hold no text of ours, by their first bytes: (bytes, offset, media type, what to call it, what to do).
_EXPORT = "Save it as PDF, DOCX or text, and add that."
_OCR = "Run OCR on it and add the PDF or text that comes out, or leave it out."
_FOREIGN = (
    (b"\x89PNG", 0, "image/png", "a PNG image", _OCR),
    (b"\xff\xd8\xff", 0, "image/jpeg", "a JPEG image", _OCR),
    (b"GIF8", 0, "image/gif", "a GIF image", _OCR),
    (b"II*\x00", 0, "image/tiff", "a TIFF image", _OCR),
    (b"MM\x00*", 0, "image/tiff", "a TIFF image", _OCR),
    (b"RIFF", 0, "application/octet-stream", "an image, sound or film", _OCR),
    (b"ftyp", 4, "video/mp4", "a film or sound file", "Add its transcript instead."),
    (b"ID3", 0, "audio/mpeg", "a sound file", "Add its transcript instead."),
    (b"OggS", 0, "audio/ogg", "a sound file", "Add its transcript instead."),
    (b"\x1f\x8b", 0, "application/gzip", "a gzip archive", "Unpack it and add what is inside."),
    (b"7z\xbc\xaf", 0, "application/x-7z-compressed", "a 7z archive", "Unpack it and add what is inside."),
    (b"Rar!", 0, "application/vnd.rar", "a RAR archive", "Unpack it and add what is inside."),
    (b"BZh", 0, "application/x-bzip2", "a bzip2 archive", "Unpack it and add what is inside."),
    (b"\x7fELF", 0, "application/octet-stream", "a program", "Leave it out."),
    (b"MZ", 0, "application/octet-stream", "a Windows program", "Leave it out."),
    (b"SQLite format 3", 0, "application/vnd.sqlite3", "a database", "Export its texts as JSONL and add that."),
    (b"{\\rtf", 0, "application/rtf", "an RTF file", _EXPORT),
    (b"\xd0\xcf\x11\xe0", 0, "application/x-ole-storage", "an old or password-protected Office file", "Save it without a "
     "password as DOCX, and add that."),
)  # fmt: skip
_TEXT_NAMES = (".txt", ".text", ".md", ".csv", ".json", ".jsonl", ".xml", ".eml", ".pdf", ".docx", ".html", ".htm", ".rtf")
_HTML_NAMES = (".html", ".htm", ".xhtml", ".mht")
_STRONG_FIELDS = {"message-id", "mime-version", "received", "return-path", "delivered-to"}
_MAIL_FIELDS = {"from", "to", "cc", "date", "subject", "content-type", "reply-to"} | _STRONG_FIELDS
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]|([A-Za-z][A-Za-z0-9-]*):\r?$")
_HTML_START = re.compile(rb"<(!doctype\s+html|html|head|body)[\s>]", re.I)
_HTML_TAG = re.compile(rb"<(p|div|span|a|table|ul|h[1-6]|br|meta|title|article)\b[^<>]*>", re.I)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(data: bytes | mmap, name: str) -> str | tuple[str, str]:
    """The media type of a file that can be read, or (media type, problem without the name) of one that cannot."""
    head = bytes(data[:4096])
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return TEXT, "the file is empty (0 bytes). Ask for it again, or leave it out." if not data else (
            "the file holds only blanks. Ask for it again, or leave it out."
        )
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    for magic, offset, media_type, what, remedy in _FOREIGN:
        if head[offset : offset + len(magic)] == magic and not (len(magic) == 2 and _is_texty(head)):
            return media_type, f"this is {what}, which holds no text that onrecord reads. {remedy}"
    return _text_kind(head, data, name)


def _zip_kind(data: bytes | mmap) -> str | tuple[str, str]:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError) as error:
        return DOCX, f"a damaged DOCX or zip file ({error}). Ask for it again, or leave it out."
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return "application/vnd.ms-excel", "this is a spreadsheet. Add victim lists with onrecord victims, texts as JSONL."
    return "application/zip", "this is a zip archive. Unpack it and add what is inside."


def _text_kind(head: bytes, data: bytes | mmap, name: str) -> str | tuple[str, str]:
    low = name.lower()
    if _is_sixteen(head):
        wide = head.replace(b"\x00", b"")
        return HTML if _HTML_START.search(wide) or (low.endswith(_HTML_NAMES) and _HTML_TAG.search(wide)) else TEXT
    if not _is_texty(head):
        suffix = low[low.rfind(".") :] if "." in low else ""
        claimed = f" although it is named {suffix}" if suffix in _TEXT_NAMES else ""
        return "application/octet-stream", f"this is a binary file{claimed}, not text. Leave it out, or add a text of it."
    if _is_mail(head):
        return EML
    if _HTML_START.search(head[:2048]) or (low.endswith(_HTML_NAMES) and _HTML_TAG.search(head)):
        return HTML
    if low.endswith((".jsonl", ".ndjson")):
        return JSON_LINES
    return JSON_LINE if _is_json_line(data, head) else TEXT


def _is_sixteen(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = (head[0::2].count(0), head[1::2].count(0))
    return (min(zeros) == 0 and max(zeros) > 0.3 * (len(head) // 2)) or _arabic_sixteen(head)


def _arabic_sixteen(head: bytes) -> bool:
    pairs = len(head) // 2
    return pairs > 8 and any(
        sum(byte == 6 for byte in side) > 0.5 * pairs and all(byte in (0, 6, 0x20) for byte in side)
        for side in (head[0 : 2 * pairs : 2], head[1 : 2 * pairs : 2])
    )


def _is_texty(head: bytes) -> bool:
    return len(_CONTROL.findall(head)) <= 0.002 * len(head)


def _is_mail(head: bytes) -> bool:
    """Two known header fields before the first blank line, and nothing there but fields and their continuations."""
    known = set()
    for number, line in enumerate(head.lstrip(b"\xef\xbb\xbf").split(b"\n")):
        if not line.strip():
            break
        match = _FIELD.match(line)
        if match:
            known.add((match.group(1) or match.group(2)).lower().decode("ascii"))
        elif not line.startswith((b" ", b"\t")) and not (number == 0 and line.startswith(b"From ")):
            return False
    return len(known & _MAIL_FIELDS) >= 3 or bool(known & _STRONG_FIELDS and len(known & _MAIL_FIELDS) >= 2)


def _is_json_line(data: bytes | mmap, head: bytes) -> bool:
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b'"text"' not in data or b'"id"' not in data:
        return False
    try:
        row = json.loads(bytes(data).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "id" in row and isinstance(row.get("text"), str)
