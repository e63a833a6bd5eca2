"""Mails with attachments, DOCX, JSONL: what a file holds, part by part."""

from __future__ import annotations

import io
import json
from datetime import date
from email.message import EmailMessage

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from onrecord.model import DateRange, Guess
from onrecord.reading import Span, locate, read, read_part, unpack

BODY = "Dear all,\n\nSeven people were killed in Tel Amar on Monday, not nine as we wrote.\n"


def mail(**attached: tuple[bytes, str, str]) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Saren Monitor <desk@saren.example>"
    message["To"] = "press@isles.example"
    message["Subject"] = "Correction: Tel Amar – seven killed"
    message["Date"] = "Wed, 05 Mar 2031 23:30:00 +0300"
    message.set_content(BODY, charset="windows-1252", cte="quoted-printable")
    for data, kind, name in attached.values():
        message.add_attachment(data, maintype=kind.split("/")[0], subtype=kind.split("/")[1], filename=name)
    return message


def test_a_mail_is_read_with_its_headers_and_its_attachments_are_documents_of_their_own():
    inner = mail()
    message = mail(
        table=(b"Village,Killed\nTel Amar,7\n", "text/csv", "../../figures.csv"),
        page=(
            b"<html><body><p>Seven people were killed in Tel Amar, the clinic told the Saren Monitor.</p></body></html>",
            "text/html",
            "a.html",
        ),
        image=(b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png", "map.png"),
    )
    message.add_attachment(inner)
    parts = list(unpack(message.as_bytes(), name="in/mail.eml"))
    documents = [read_part(part) for part in parts]
    assert [d.name for d in documents] == [
        "in/mail.eml",
        "in/mail.eml/figures.csv",
        "in/mail.eml/a.html",
        "in/mail.eml/map.png",
        "in/mail.eml/attachment 4.eml",
    ]
    assert [d.parent for d in documents] == [None, *[documents[0].id] * 4]
    assert [d.text for d in documents] == [
        BODY,
        "Village,Killed\nTel Amar,7\n",
        "Seven people were killed in Tel Amar, the clinic told the Saren Monitor.",
        "",
        BODY,
    ]
    assert documents[3].problem is not None
    assert documents[3].problem.startswith("in/mail.eml/map.png: this is a PNG image")
    for document in (documents[0], documents[4]):
        assert (document.title, document.author) == (
            Guess("Correction: Tel Amar – seven killed", "metadata"),
            Guess("Saren Monitor", "metadata"),
        )
        assert document.publisher == document.author  # a monitor is a house; a person who writes is no publisher
        assert document.published == DateRange(
            date(2031, 3, 5), date(2031, 3, 5), "Wed, 05 Mar 2031 23:30:00 +0300", "day", "metadata"
        )
        assert (document.media_type, document.encoding) == ("message/rfc822", "cp1252")


def test_a_mail_in_html_alone_is_read_as_a_page():
    message = mail()
    message.set_content("<p>Seven people were killed in Tel Amar on Monday, the monitor wrote.</p>", subtype="html")
    document = read(message.as_bytes(), name="a.eml")
    assert document.text == "Seven people were killed in Tel Amar on Monday, the monitor wrote."
    assert locate(document, 0, 5) == (Span(3, 8),)


def test_a_docx_is_read_in_order_with_tables_and_without_deleted_text():
    document = docx.Document()
    document.core_properties.title = "Interview 4"
    document.core_properties.author = "L. Orsk"
    document.add_paragraph("Twelve people were killed.")
    table = document.add_table(2, 2)
    for cell, words in zip((c for row in table.rows for c in row.cells), ("Village", "Killed", "Tel Amar", "12"), strict=True):
        cell.text = words
    last = document.add_paragraph("The toll was ")
    last._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>nine</w:delText></w:r></w:del>"))
    last._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>seven</w:t></w:r></w:ins>"))
    out = io.BytesIO()
    document.save(out)
    found = read(out.getvalue(), name="interview.docx")
    assert found.text == "Twelve people were killed.\n\nVillage\tKilled\n\nTel Amar\t12\n\nThe toll was seven"
    assert (found.title, found.author) == (Guess("Interview 4", "metadata"), Guess("L. Orsk", "metadata"))
    assert found.publisher is None
    assert (found.runs, locate(found, 0, 5)) == ((), ())
    assert read(out.getvalue(), name="renamed.txt") == found.__class__(
        **{**{f: getattr(found, f) for f in found.__slots__}, "name": "renamed.txt"}
    )


def test_cells_of_a_docx_that_span_columns_keep_those_below_them_in_line():
    document = docx.Document()
    table = document.add_table(3, 3)
    rows = (("Village", "Killed", ""), ("", "Men", "Women"), ("Tel Amar", "12", "4"))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.rows[0].cells[1].merge(table.rows[0].cells[2])
    table.rows[0].cells[0].merge(table.rows[1].cells[0])
    mark = table.rows[2].cells[1].paragraphs[0].add_run("3")
    mark.font.superscript = True
    out = io.BytesIO()
    document.save(out)
    assert read(out.getvalue(), name="table.docx").text == "Village\tKilled\t\n\n\tMen\tWomen\n\nTel Amar\t12³\t4"


def test_json_lines_are_parts_that_are_archived_and_read_alone():
    lines = [json.dumps({"id": n, "text": f"{n} people were killed."}).encode() for n in range(3)]
    parts = list(unpack(b"\n".join(lines), name="d.jsonl"))
    assert [part.data for part in parts] == lines
    assert [(d.name, d.text, d.problem) for d in map(read_part, parts)] == [
        (str(n), f"{n} people were killed.", None) for n in range(3)
    ]
    assert read(parts[1].data, name="x") == read_part(parts[1])


def test_large_jsonl_is_unpacked_lazily():
    parts = unpack(b"\n".join(b'{"id": %d, "text": "x"}' % n for n in range(100_000)), name="d.jsonl")
    assert next(parts).name == "d.jsonl, line 1"
    assert next(parts).data == b'{"id": 1, "text": "x"}'


def test_bytes_in_headers_that_are_no_ascii_come_out_as_text():
    head = b"From: R\xe9seau <desk@saren.example>\r\nTo: x@y.example\r\nSubject: Sept tu\xc3\xa9s\r\nDate: nonsense\r\n"
    raw = head + b"\r\nSept morts.\r\n"
    document = read(raw, name="a.eml")
    assert (document.title, document.author, document.published) == (
        Guess("Sept tués", "metadata"),
        Guess("R\ufffdseau", "metadata"),
        None,
    )
    assert document.text == "Sept morts.\r\n"
