"""A minimal PDF writer for tests: Helvetica lines at given places, so that what is on the page is exactly known."""

from __future__ import annotations

Place = tuple[float, float, str] | tuple[float, float, str, float]  # x, y in points, text, size of its type (10)


def pdf_with(pages: list[str] | list[list[Place]], *, password_protected: bool = False, info: str = "") -> bytes:
    """A PDF with one page per entry: a text of lines from the top left, or lines at their places."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for page in pages:
        stream = b"\n".join(_line(*place) for place in _places(page))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        number = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % number
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    trailer = b""
    if info:
        objects.append(info.encode("latin-1"))
        trailer += b" /Info %d 0 R" % len(objects)
    if password_protected:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"41" * 32, b"42" * 32))
        trailer += b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    return _file(objects, trailer)


def _places(page: str | list[Place]) -> list[Place]:
    if isinstance(page, str):
        return [(40, 540 - 14 * n, line) for n, line in enumerate(page.split("\n"))]
    return page


def _line(x: float, y: float, text: str, size: float = 10) -> bytes:
    safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (size, x, y, safe)


def _file(objects: list[bytes], trailer: bytes) -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return out + head + table + b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(out))
