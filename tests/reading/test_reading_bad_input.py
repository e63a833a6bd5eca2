"""Bad input: one clear line that says what, where and what to do; never an exception."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile

import docx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_files import pdf_with

from onrecord import reading
from onrecord.reading import Part, read, read_part, unpack


def problem(data: bytes, name: str) -> str:
    document = read(data, name=name)
    assert document.text == ""
    assert document.runs == ()
    assert document.id == hashlib.sha256(data).hexdigest()
    assert document.size == len(data)
    assert document.problem is not None
    assert "\n" not in document.problem
    return document.problem


def test_an_empty_file_is_named_as_empty():
    assert problem(b"", "report.txt") == "report.txt: the file is empty (0 bytes). Ask for it again, or leave it out."
    assert problem(b" \r\n\t ", "report.txt") == "report.txt: the file holds only blanks. Ask for it again, or leave it out."


def test_a_truncated_pdf_is_named_as_damaged():
    whole = pdf_with(["Twelve people were killed in Tel Amar."])
    assert problem(whole[: len(whole) // 3], "cut.pdf") == (
        "cut.pdf: the PDF is damaged or cut off and cannot be opened. Ask for a whole copy, or leave it out."
    )


def test_an_encrypted_pdf_asks_for_a_copy_without_password():
    whole = pdf_with(["Twelve people were killed."], password_protected=True)
    assert problem(whole, "locked.pdf") == "locked.pdf: the PDF is encrypted. Save a copy without a password and add that."


def test_a_pdf_without_text_asks_for_ocr():
    empty = pypdfium2.PdfDocument.new()
    empty.new_page(200, 200)
    empty.new_page(200, 200)
    out = io.BytesIO()
    empty.save(out)
    assert problem(out.getvalue(), "scan.pdf") == (
        "scan.pdf: 2 pages but no text layer. Run OCR on it and add the result, or leave it out."
    )


def test_a_text_of_200_mb_is_refused_at_once():
    data = b"Twelve people were killed. " * 7_500_000
    began = time.process_time()
    assert problem(data, "huge.txt") == (
        "huge.txt: 202 MB, more than the 50 MB that are read as one document. Split it into its documents, and add those."
    )
    assert time.process_time() - began < 2


def test_a_binary_that_claims_to_be_nothing_else_is_just_that():
    assert problem(bytes(range(256)) * 40, "rand.bin") == (
        "rand.bin: this is a binary file, not text. Leave it out, or add a text of it."
    )


def test_a_binary_named_html_is_a_binary():
    assert problem(bytes(range(256)) * 40, "page.html") == (
        "page.html: this is a binary file although it is named .html, not text. Leave it out, or add a text of it."
    )
    assert problem(b"\x89PNG\r\n\x1a\n" + bytes(200), "page.html") == (
        "page.html: this is a PNG image, which holds no text that onrecord reads. "
        "Run OCR on it and add the PDF or text that comes out, or leave it out."
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password-protected Office file"),
        (b"{\\rtf1\\ansi hello}", "an RTF file"),
        (b"\x1f\x8b\x08" + bytes(50), "a gzip archive"),
        (b"PK\x03\x04" + b"garbage" * 20, "a damaged DOCX or zip file"),
    ],
)
def test_foreign_files_are_named_with_a_remedy(data, says):
    assert says in problem(data, "file.docx")


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_docx_that_is_a_zip_bomb_is_not_opened():
    bomb = zipped({"word/document.xml": b" " * 30_000_000})
    assert problem(bomb, "bomb.docx") == (
        f"bomb.docx: it would unpack to 30 MB from {len(bomb) // 1000} kB, like a zip bomb; it was not opened. "
        "Leave it out, or save its text by hand."
    )


def test_a_docx_with_names_that_point_outside_is_not_opened():
    evil = zipped({"word/document.xml": b"<a/>", "../../evil.sh": b"x"})
    assert problem(evil, "evil.docx") == (
        "evil.docx: this DOCX holds a file named '../../evil.sh', which points outside of it; it was not opened. "
        "Save it again in Word or LibreOffice, or leave it out."
    )


def test_a_damaged_docx_and_one_without_text_are_problems():
    assert "a damaged DOCX" in problem(zipped({"word/document.xml": b"<w:document"}), "broken.docx")
    out = io.BytesIO()
    docx.Document().save(out)
    assert "the DOCX holds no text" in problem(out.getvalue(), "blank.docx")


def test_invalid_utf8_is_noted_and_the_rest_is_read():
    document = read("Zwölf Menschen, darunter fünf Kinder, ".encode() + b"\xe9\xff starben.", name="a.txt")
    assert document.problem is None
    assert document.text == "Zwölf Menschen, darunter fünf Kinder, \ufffd\ufffd starben."
    assert document.notes == ("2 characters do not decode as utf-8, the first at byte 40; they stand as U+FFFD.",)


def test_zero_characters_do_not_go_on_into_the_case():
    document = read(b"Seven people were killed in Tel Amar, the monitor said on Monday.\n" * 90 + b"\0 end", name="a.txt")
    assert document.text.endswith("\ufffd end")
    assert document.notes == ("1 zero characters stand as U+FFFD.",)
    assert read(b'{"id": "a", "text": "x\\u0000y\\ud800"}', name="a").text == "x\ufffdy?"


def test_markup_in_title_and_text_comes_out_as_words():
    html = (
        b"<html><head><title>Seven <script>alert(1)</script> &lt;b&gt;dead&lt;/b&gt;</title></head><body><article>"
        b"<h1 onclick='steal()'>Seven dead</h1><script>document.write('900 dead')</script>"
        b"<p onmouseover=\"alert('x > y')\">Seven people were killed in Tel Amar on Monday, the Saren Monitor said.</p>"
        b"<p>The &lt;script&gt;alert(2)&lt;/script&gt; tag is only quoted in this long sentence of the page.</p>"
        b"</article></body></html>"
    )
    document = read(html, name="x.html")
    assert document.text == (
        "Seven dead\n\nSeven people were killed in Tel Amar on Monday, the Saren Monitor said.\n\n"
        "The <script>alert(2)</script> tag is only quoted in this long sentence of the page."
    )
    assert document.title is not None
    assert document.title.value == "Seven <script>alert(1)</script> <b>dead</b>"


SENTENCE = "At least twelve people were killed in the village of Tel Amar, the Saren Monitor said on Monday."


@pytest.mark.parametrize("times", [8_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_deep_hostile_and_long_sources_stay_linear(times):
    """The last is a page of 10 MB on one line. The bound of 25 microseconds a tag is ten times what is needed."""
    prose = f"<p>{SENTENCE}</p>"
    deep = "<html><body>" + "<div><span>" * times + prose + "</span></div>" * times + "</body></html>"
    hostile = (
        "<html><body>" + prose + "<li>" * times + "<div>" + "</b>" * times + "<x " * times + '<a "' * times + "<!--" * times
    )
    line = "<html><body><div>" + prose * times + "</div></body></html>"
    began = time.process_time()
    texts = [read(html.encode(), name="a.html").text for html in (deep, hostile, line)]
    assert [text.count(SENTENCE) for text in texts] == [1, 1, times]
    assert time.process_time() - began < 2 + 10 * times * 25e-6


def test_bad_json_lines_and_repeated_ids_are_reported_by_file_and_line_and_the_others_go_in():
    good = json.dumps({"id": "a", "text": "Two people were killed."}).encode()
    other = json.dumps({"id": "b", "text": "Three people were injured."}).encode()
    data = b"\n".join([good, b"{broken", b"[1]", b'{"text": "no id"}', b'{"id": "c"}', b"", other, good])
    parts = list(unpack(data, name="docs.jsonl"))
    assert [part.problem for part in parts] == [
        None,
        "docs.jsonl, line 2: not valid JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)). "
        "Mend the line; the others went in.",
        'docs.jsonl, line 3: not a JSON object. Write {"id": "…", "text": "…"}.',
        'docs.jsonl, line 4: has no "id". Give the document a name of your own.',
        "docs.jsonl, line 5: document 'c' has no \"text\". Add it, or leave the line out.",
        None,
        "docs.jsonl, line 8: repeats the \"id\" 'a' of line 1. Give it an id of its own, or take the line out.",
    ]
    documents = [read_part(part) for part in parts]
    assert [(d.name, d.text) for d in documents if d.problem is None] == [
        ("a", "Two people were killed."),
        ("b", "Three people were injured."),
    ]
    assert [d.problem for d in documents] == [part.problem for part in parts]


def test_a_whole_jsonl_is_no_single_document():
    assert "many documents" in problem(b'{"id": 1, "text": "x"}\n{"id": 2, "text": "y"}\n', "docs.jsonl")


def test_a_jsonl_of_something_else_is_one_problem_not_one_for_each_line():
    rows = b'{"id": "c1", "quote": "Two were killed"}\n{"id": "c2", "quote": "Three were killed"}\n'
    (part,) = unpack(rows, name="claims.jsonl")
    told = (
        "claims.jsonl: none of its 2 lines is a document; line 1 document 'c1' has no \"text\". Add it, or leave the line out."
    )
    assert (part.data, read_part(part).problem) == (rows, told)


def test_an_empty_jsonl_is_a_problem_not_silence():
    (part,) = unpack(b"\n\n", name="docs.jsonl")
    assert read_part(part).problem == "docs.jsonl: the file holds only blanks. Ask for it again, or leave it out."


def test_a_mail_that_holds_itself_again_and_again_ends():
    inner = (
        b"From: a@b.example\r\nDate: Mon, 3 Mar 2031 10:00:00 +0000\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nSeven dead.\r\n"
    )
    for n in range(12):
        edge = b"edge%d" % n
        inner = (
            b"From: a@b.example\r\nDate: Mon, 3 Mar 2031 10:00:00 +0000\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=" + edge + b"\r\n\r\n--" + edge
            + b"\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--" + edge + b"--\r\n"
        )  # fmt: skip
    parts = list(unpack(inner, name="m.eml"))
    assert len(parts) == 10
    assert parts[-1].problem is not None
    assert "mails inside mails deeper than 8" in parts[-1].problem


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.html", "a.txt", "a.pdf", "a.docx", "a.eml", "a.jsonl", "noname"]))
def test_no_bytes_raise(data, name):
    for part in unpack(data, name=name):
        document = read_part(part)
        assert (document.problem is None) == bool(document.text.strip())


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([b"%PDF-1.7\n", b"PK\x03\x04", b"From: a\nTo: b\nSubject: c\n", b"<html>", b'{"id":1,', b"\xff\xfe"]),
    st.binary(max_size=200),
)
def test_no_bytes_behind_a_known_beginning_raise(head, data):
    parts = list(unpack(head + data, name="x"))
    documents = [read_part(part) for part in parts]
    assert [document.id for document in documents] == [hashlib.sha256(part.data).hexdigest() for part in parts]


def test_the_public_surface():
    assert reading.__all__ == ["SIZE_LIMIT", "TEXT_LIMIT", "Part", "Span", "locate", "read", "read_part", "unpack"]
    assert Part("a", b"x").id == hashlib.sha256(b"x").hexdigest()
