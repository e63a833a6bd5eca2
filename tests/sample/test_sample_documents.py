"""The bundled sample: small, whole, said to be invented, and read as README.md says."""

from __future__ import annotations

import csv
from pathlib import Path

from onrecord import sample, settings
from onrecord.model import Document
from onrecord.places import Gazetteer
from onrecord.reading import read_part, unpack

FOLDER = sample.path()


def documents() -> dict[str, Document]:
    files = sorted((FOLDER / "documents").iterdir())
    read = [read_part(part) for file in files for part in unpack(file.read_bytes(), name=file.name)]
    return {document.name: document for document in read}


def test_every_file_of_the_readme_is_there_and_the_folder_is_small():
    described = (FOLDER / "README.md").read_text(encoding="utf-8")
    names = sorted(file.name for file in (FOLDER / "documents").iterdir())
    assert len(names) == 14
    assert [name for name in names if name not in described] == []
    assert sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()) < 300_000


def test_titles_publishers_dates_and_languages_are_as_intended():
    rows = {
        name: (
            d.publisher.value if d.publisher else None,
            d.published.start.isoformat() if d.published and d.published.start else None,
            d.language,
            d.problem is not None,
        )
        for name, d in documents().items()
    }
    assert rows == {
        "01-open-letter.html": ("Ostraven Casualty Monitor", "2031-04-02", "en", False),
        "02-letter-no-7.pdf": ("OCM", "2031-04-03", "en", False),
        "03-press-release.html": ("Ostraven Casualty Monitor", "2031-03-15", "en", False),
        "04-courier.html": ("Velane Courier", "2031-03-15", "en", False),
        "05-dispatch.html": ("Isles Dispatch", "2031-03-15", "en", False),
        "06-harbour-post.txt": ("Harbour Post", "2031-03-16", "en", False),
        "07-medical-network.html": ("Halvia Medical Network", "2031-03-17", "en", False),
        "08-quarter.docx": ("Ostraven Casualty Monitor", "2031-04-01", "en", False),
        "09-correction.eml": ("Ostraven Casualty Monitor", "2031-03-29", "en", False),
        "09-correction.eml/note-deir-velan.txt": (None, "2031-03-28", "en", False),
        "10-denial.html": ("Northern Guard", "2031-03-18", "en", False),
        "11-bayan.html": ("مجلس أهالي تل عوران", "2031-03-16", "ar", False),
        "12-scan.pdf": (None, None, None, True),
        "13-upper-orlen.txt": ("INA", "2031-03-03", "en", False),
        "ina-2031-0328-07": ("Isles News Agency", "2031-03-28", "en", False),
        "dispatch-2031-0328": ("Isles Dispatch", "2031-03-28", "en", False),
    }


def test_letter_and_pdf_are_the_same_words_under_another_title():
    read = documents()
    page, pdf = (" ".join(read[name].text.split()) for name in ("01-open-letter.html", "02-letter-no-7.pdf"))
    assert page.removeprefix("An open letter to the members of the Isles Council ") == pdf.removeprefix(
        "To the Isles Council: Halvia must be seen "
    )
    boxes = [run for run in read["02-letter-no-7.pdf"].runs if run.page]
    assert len(boxes) > len(pdf.split())  # some words stand in two boxes: they are broken over two lines


def test_nothing_of_the_navigation_comes_through_and_each_document_says_that_it_is_invented():
    text = documents()["03-press-release.html"].text
    assert [
        word for word in ("October 9", "Nine killed in February", "Twelve detained", "45 people", "cookies") if word in text
    ] == []
    for file in (FOLDER / "documents").iterdir():
        if file.suffix in (".html", ".txt", ".jsonl", ".eml"):
            words = " ".join(file.read_text(encoding="utf-8").replace("=\n", "").split())
            assert "are invented" in words or "من نسج الخيال" in words, file.name


def test_settings_places_and_lists_load():
    loaded = settings.load(FOLDER / "onrecord.toml")
    assert [rule.family for rule in loaded.sources][:2] == ["Ostraven Casualty Monitor"] * 2
    gazetteer = Gazetteer.load(FOLDER / "places.csv")
    found = gazetteer.lookup("Dayr Velan")
    assert found is not None
    assert (found.key, found.precision, found.within) == (
        "user:deir velan",
        "village",
        ("user:halvia", "user:ostraven"),
    )
    for name, count in (("ocm-register.csv", 15), ("clinic-books.csv", 14)):
        assert len(rows(FOLDER / "lists" / name)) == count
    overlap = rows(FOLDER / "overlap.csv")
    assert sorted(overlap[0]) == ["clinics", "count", "families", "monitor", "press"]
    assert len({tuple(row.values())[:4] for row in overlap}) == 15


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
