"""Reading on the development corpora: whole narratives come through, navigation does not, seeds stay as they are."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import pytest
from corpora import corpus, floors, rows

from onrecord.reading import locate, read

pytestmark = pytest.mark.slow

WORD = re.compile(r"\w+")
NAVIGATION = (
    "Methodology",
    "Boards",
    "Our Funding",
    "Work with us",
    "Data Protection",
    "المجلس الاستشاري",
    "Conflicts",
    "Donate",
)


def test_narratives_of_pages_come_through_in_order_and_navigation_does_not():
    folder = corpus("pages")
    shares, leaks = [], 0
    for row in rows(folder / "gold.jsonl"):
        data = (folder / row["file"]).read_bytes()
        document = read(data, name=row["file"])
        shares.append(in_order(WORD.findall(row["text"]), WORD.findall(document.text)))
        blocks = set(document.text.split("\n\n"))
        leaks += sum(label in blocks for label in NAVIGATION)
        source = data.decode(document.encoding or "utf-8", "replace")
        for word in list(WORD.finditer(document.text))[::50]:
            spans = locate(document, word.start(), word.end())
            assert word.group() in "".join(source[span.start : span.end] for span in spans)
    pinned = floors("pages")
    assert len(shares) == 40
    assert min(shares) >= pinned["words_in_order_lowest"]
    assert sum(shares) / len(shares) >= pinned["words_in_order_mean"]
    assert leaks <= pinned["navigation_labels"]


def test_whole_reports_read_well():
    folder = corpus("reports")
    pinned = floors("reports_read")
    for file in sorted(folder.glob("*.html")):
        document = read(file.read_bytes(), name=file.name)
        assert document.problem is None
        assert len(document.text) >= pinned["shortest_text"]
        assert document.title is not None
        assert file.name[5:9].lower() in document.title.value.lower()
        assert document.text.lower().count("executive summary") == 1
        assert "On This Page" not in document.text


def test_seed_texts_are_unchanged():
    for file in sorted(corpus("seeds").glob("*.txt")):
        data = file.read_bytes()
        document = read(data, name=file.name)
        assert document.text == data.decode("utf-8")
        assert (document.language, document.published, document.problem) == ("en", None, None)


def in_order(wanted: list[str], found: list[str]) -> float:
    """The share of the wanted words that stand in the found ones in the same order."""
    blocks = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)
