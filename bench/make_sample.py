"""Makes the binary documents of the bundled sample anew: the letter as PDF, a cut-off PDF, the DOCX and the mail.

    python bench/make_sample.py

Needs typst (`pip install typst`) besides onrecord itself. The same input gives the same text; the files are committed, so
this runs only when their words change. Everything in them is invented (src/onrecord/sample/README.md).
"""

from __future__ import annotations

import datetime
import re
import tempfile
from email.message import EmailMessage
from pathlib import Path

import docx
import typst

from onrecord.reading import read

DOCUMENTS = Path(__file__).parent.parent / "src" / "onrecord" / "sample" / "documents"
NOTE = "All people, places and organisations in this document are invented; it is part of the onrecord sample."

PAGE = """
#set document(title: "Letter No. 7/2031", author: "OCM", date: datetime(year: 2031, month: 4, day: 3))
#set page(width: 13cm, height: 19cm, margin: (x: 1.7cm, y: 2cm),
  header: text(size: 8pt)[OSTRAVEN CASUALTY MONITOR #h(1fr) Letter No. 7/2031],
  footer: context text(size: 7pt)[#NOTE# #h(1fr) Page #counter(page).display() of #counter(page).final().first()])
#set text(size: 10.5pt, lang: "en", hyphenate: true)
#set par(justify: true, leading: 0.7em, spacing: 1.2em)
#text(size: 13pt, weight: "bold")[To the Isles Council: Halvia must be seen]

"""


def letter() -> bytes:
    """The open letter, set narrow so that words break at the ends of lines, under another title and page head."""
    text = read((DOCUMENTS / "01-open-letter.html").read_bytes(), name="letter").text
    blocks = text.split("\n\n")[1:]
    body = "\n\n".join(re.sub(r"([#@$*_\\<>])", r"\\\1", block).replace("\n", " \\\n") for block in blocks)
    return compiled(PAGE.replace("#NOTE#", NOTE) + body)


def compiled(source: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "letter.typ"
        file.write_text(source, encoding="utf-8")
        return bytes(typst.compile(str(file)))


def quarter(path: Path) -> None:
    """The overview of a quarter: a total over the period, and the incidents inside it in a table."""
    document = docx.Document()
    stated = document.core_properties
    stated.title, stated.author = "Halvia, first quarter of 2031", "Ostraven Casualty Monitor"
    stated.created = stated.modified = datetime.datetime(2031, 4, 1, 9, 0)
    document.add_heading("Halvia, first quarter of 2031", 0)
    document.add_paragraph("1 April 2031")
    document.add_paragraph(
        "Between 1 January and 31 March 2031, the Ostraven Casualty Monitor documented 214 people killed in "
        "the province of Halvia, "
        "including 61 children and 38 women. The figure covers deaths by shelling, shooting and in detention. "
        "It is a count of "
        "names in our register, not an estimate; those whose names we do not know are not in it."
    )
    document.add_paragraph(
        "Compared with the last quarter of 2030, in which the Monitor documented 131 deaths, the number has "
        "risen by more than half. "
        "March was the worst month: 118 people were killed in Halvia in March 2031 alone."
    )
    table = document.add_table(1, 4)
    for cell, words in zip(table.rows[0].cells, ("Place", "Date", "Killed", "Injured"), strict=True):
        cell.text = words
    for row in (
        ("Upper Orlen", "2 March 2031", "4", "6"),
        ("Tel Orane", "14 March 2031", "26", "41"),
        ("Deir Velan", "27 March 2031", "3", "6"),
    ):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.add_paragraph(
        "The table lists the three gravest incidents of the quarter. In Tel Orane, 26 people were killed on 14 "
        "March, eight of "
        "them children; the Monitor corrected this figure on 29 March."
    )
    document.add_paragraph(NOTE)
    document.save(path)


def correction() -> bytes:
    """A correction by the same source, with a note on another incident attached."""
    mail = EmailMessage()
    mail["From"] = "Ostraven Casualty Monitor <desk@ocm.example>"
    mail["To"] = "press list <press@ocm.example>"
    mail["Subject"] = "Correction: number of people killed in Tel Orane"
    mail["Date"] = "Sat, 29 Mar 2031 10:15:00 +0000"
    mail["Message-ID"] = "<correction-2031-03-29@ocm.example>"
    mail.set_content(
        "Dear colleagues,\n\n"
        "We correct the figure in our press release of 15 March. The Ostraven Casualty Monitor now counts 26 "
        "people killed in "
        "the shelling of the market of Tel Orane on 14 March 2031, eight of them children and five of them "
        "women. The change "
        "follows news from the hospital of Port Velane. The number of the injured is unchanged.\n\n"
        "Please replace the earlier figure of 23 in your archives, and say that it was corrected.\n\n"
        "A note of the OCM field desk on the clinic of Deir Velan is attached.\n\n"
        "Irena Tavral\nOstraven Casualty Monitor\n\n" + NOTE + "\n",
        cte="quoted-printable",
    )
    mail.add_attachment(
        "Incident note: clinic of Deir Velan\n\n28 March 2031\n\n"
        "The OCM field desk said that three people were killed when the clinic of Deir Velan was bombed from the "
        "air on 27 March "
        "2031: the nurses Karim Osval and Lucia Benn, and a woman who was waiting for a dressing. Six people "
        "were injured, the "
        "field desk said. It could not establish whose drone it was.\n\n" + NOTE + "\n",
        filename="note-deir-velan.txt",
        cte="quoted-printable",
    )
    mail.set_boundary("sample-boundary-2031")
    return mail.as_bytes()


def main() -> None:
    """Writes the four files."""
    whole = letter()
    (DOCUMENTS / "02-letter-no-7.pdf").write_bytes(whole)
    (DOCUMENTS / "12-scan.pdf").write_bytes(compiled(f"= Minutes of a meeting\n{NOTE}")[:1500])
    quarter(DOCUMENTS / "08-quarter.docx")
    (DOCUMENTS / "09-correction.eml").write_bytes(correction())


if __name__ == "__main__":
    main()
