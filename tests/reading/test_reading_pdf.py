"""PDF: paragraphs, hyphens, running heads, columns, right-to-left lines, boxes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_files import pdf_with

from onrecord.model import DateRange, Guess
from onrecord.reading import locate, read
from onrecord.reading.glyphs import Glyph, _cut, _line
from onrecord.reading.hyphens import joins, vocabulary

WRAPPED = """The Saren Monitor said on Monday that the shelling of villages
on the northern coast had killed at least 31 people since Janu-
ary, among them nine children from Tel Amar and from Al-
Qariya, where the clinic was hit. The hospital of Al-Qariya con-
firmed the figure. Families of the dead have not been told any-
thing by the authorities, it said."""


def text_of(data: bytes) -> str:
    document = read(data, name="a.pdf")
    assert document.problem is None
    return document.text


def test_wrapped_lines_are_one_paragraph_and_broken_words_are_mended():
    assert text_of(pdf_with([WRAPPED])) == (
        "The Saren Monitor said on Monday that the shelling of villages on the northern coast had killed at least 31 people "
        "since January, among them nine children from Tel Amar and from Al-Qariya, where the clinic was hit. The hospital of "
        "Al-Qariya confirmed the figure. Families of the dead have not been told anything by the authorities, it said."
    )


def test_running_heads_and_page_numbers_go_and_sentences_go_on_over_pages():
    pages = [
        [
            (40, 570, "Saren Monitor - Annual report"),
            (40, 500, f"Section {n}. In this period the monitor counted the people who were killed"),
            (40, 486, f"in the shelling of {n} villages on the coast and of the port of Vela, and those"),
            (40, 472, f"among them, it said, there were {n} women and children of all the ages who"),
            (200, 20, f"Page {n} of 3"),
        ]
        for n in (1, 2, 3)
    ]
    document = read(pdf_with(pages), name="a.pdf")
    assert document.text == " ".join(
        f"Section {n}. In this period the monitor counted the people who were killed in the shelling of {n} villages on the "
        f"coast and of the port of Vela, and those among them, it said, there were {n} women and children of all the ages who"
        for n in (1, 2, 3)
    )
    assert document.notes == (
        "Running heads and feet left out: Saren Monitor - Annual report; Page 1 of 3; Page 2 of 3; Page 3 of 3.",
    )


def test_rows_of_figures_at_the_foot_of_every_page_stay():
    pages = [
        [(40, 500, f"Report of month {n}"), (40, 40, f"{n * 7 % 5 + 3}"), (90, 40, f"{n * 11 % 7 + 9}")] for n in range(1, 5)
    ]
    text = text_of(pdf_with(pages))
    assert [block for block in text.split("\n\n") if "\t" in block] == ["5\t13", "7\t10", "4\t14", "6\t11"]


def test_two_columns_are_read_one_after_the_other_also_when_drawn_row_by_row():
    left = [f"Left column line {n} tells of Tel Amar" for n in range(10)]
    right = [f"Right column line {n} tells of Safa" for n in range(10)]
    rows = [place for n in range(10) for place in ((40, 500 - 14 * n, left[n]), (240, 500 - 14 * n, right[n]))]
    text = text_of(pdf_with([[(40, 540, "A heading that runs across the whole width of this page in two columns"), *rows]]))
    words = text.replace("\n\n", " ")
    assert words.endswith(" ".join(left) + " " + " ".join(right))


def test_cells_on_one_line_are_parted_by_tabs():
    rows = [
        place
        for n, (a, b) in enumerate([("Tel Amar", "12"), ("Deir Safa", "3")])
        for place in ((40, 500 - 14 * n, a), (200, 500 - 14 * n, b))
    ]
    assert text_of(pdf_with([rows])) == "Tel Amar\t12\n\nDeir Safa\t3"


def test_an_empty_cell_keeps_the_figures_behind_it_under_their_heads():
    rows = [
        ("Village", "Men", "Women", "Total"),
        ("Tel Amar", "12", "", "12"),
        ("Deir Safa", "", "4", "4"),
        ("Al-Qariya", "7", "", ""),
        ("Total", "19", "4", "23"),
    ]
    columns = (40, 160, 240, 320)
    page = [(x, 500 - 16 * n, words) for n, row in enumerate(rows) for x, words in zip(columns, row, strict=True) if words]
    assert text_of(pdf_with([page])) == (
        "Village\tMen\tWomen\tTotal\n\nTel Amar\t12\t\t12\n\nDeir Safa\t\t4\t4\n\nAl-Qariya\t7\t\t\n\nTotal\t19\t4\t23"
    )


def test_the_raised_mark_of_a_footnote_is_no_digit_of_the_figure():
    page = [(40, 500, "The monitor counted 14"), (144.6, 504, "3", 6), (150, 500, "dead in Tel Amar.")]
    assert text_of(pdf_with([page])) == "The monitor counted 14³ dead in Tel Amar."


def test_a_passage_leads_to_boxes_on_its_page():
    document = read(pdf_with(["Front page", WRAPPED]), name="a.pdf")
    at = document.text.index("January")
    (span,) = locate(document, at, at + len("January"))
    assert span.page == 2
    assert len(span.boxes) == 2  # the word is broken over two lines
    (first, second) = span.boxes
    assert first[0] > second[0]
    assert first[1] - second[1] == pytest.approx(14, abs=0.2)
    words = document.text[at : at + 7]
    assert words == "January"


def test_metadata_gives_title_and_author_and_the_day_of_making_only_weakly():
    info = "<< /Title (Report on the coast) /Author (Saren Monitor) /CreationDate (D:20310402120000Z) >>"
    document = read(pdf_with(["Seven people were killed."], info=info), name="a.pdf")
    assert (document.title, document.author) == (Guess("Report on the coast", "metadata"), Guess("Saren Monitor", "metadata"))
    assert document.published == DateRange(date(2031, 4, 2), date(2031, 4, 2), "file made 2031-04-02", "day", "metadata")
    dated = read(pdf_with(["Report\n13 March 2031\nSeven people were killed."], info=info), name="a.pdf")
    assert dated.published is not None
    assert (dated.published.start, dated.published.basis) == (date(2031, 3, 13), "text")


def test_a_cut_off_pdf_that_still_opens_says_so():
    whole = pdf_with(["Seven people were killed."])
    document = read(whole[:-8], name="a.pdf")
    assert document.problem is not None or document.notes == (
        "The file does not end as a PDF ends; it may be cut off, and pages may be missing.",
    )


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "joined"),
    [
        ("the Syr-", "ian regime", "", True),
        ("in Al-", "Qariya", "", False),
        ("in al-", "qariya", "", False),
        ("an eight-", "year war", "", False),
        ("self-", "defence", "", False),
        ("un-", "der torture", "", True),
        ("co-", "operation", "the co-operation of", False),
        ("re-", "turned", "they returned", True),
        ("KILL-", "ED", "", True),
        ("Tel-", "Amar", "", False),
        ("2030-", "2031", "", None),
        ("the end -", "and then", "", None),
        ("ex\u00ad", "hausted", "", True),
    ],
)
def test_hyphens_stay_where_they_belong_to_the_word(before, after, elsewhere, joined):
    assert joins(before, after, vocabulary([elsewhere])) is joined


def test_an_arabic_pdf_is_read_in_logical_order_with_its_numbers_as_printed():
    """`files/arabic.pdf` was set by typst in Noto Naskh from invented sentences; each word of it is compared."""
    document = read((Path(__file__).parent / "files" / "arabic.pdf").read_bytes(), name="arabic.pdf")
    assert document.text == (
        "بيان من أهالي تل عوران\n\n"
        "قتل ٢٦ شخصاً، بينهم ثمانية أطفال (أصغرهم عمره 3 أعوام)، وأصيب 1,234 آخرون بجروح، وفق مرصد Saren Monitor، "
        "في قصف على «السوق» يوم 14/03/2031.\n\n"
        "وارتفعت النسبة إلى 35.5% من السكان، أي بين 14 و15 من كل ٤٠ شخصاً. إنّ الطريق إلى بئر سلومة مغلقة."
    )
    assert document.language == "ar"
    at = document.text.index("1,234")
    (span,) = locate(document, at, at + 5)
    assert (span.page, len(span.boxes)) == (1, 1)


def drawn(characters: str, *, width: float = 5.0) -> list[Glyph]:
    """Glyphs side by side from the left, in the order in which they are seen."""
    return [Glyph(c, 10 + n * width, 10 + (n + 1) * width, 0, 10, 2, 10) for n, c in enumerate(characters)]


def logical(seen: str) -> str:
    line = _line(_cut(drawn(seen))[0], 1, page_is_rtl=True)
    assert line is not None
    return line.text


def test_arabic_lines_are_read_from_the_right_and_numbers_from_the_left():
    assert logical("لافطأ 12 لتق"[::1]) == "قتل 12 أطفال"
    assert logical("3,450 لتق") == "قتل 3,450"
    assert logical("٢٣٤٥ لتق") == "قتل ٢٣٤٥"
    assert logical("2031/03/13 موي") == "يوم 2031/03/13"
    assert logical("Saren Monitor دصرم") == "مرصد Saren Monitor"
    assert logical("15 10 لتق") == "قتل 10 15"
    assert logical("15-14 نيب") == "بين 14-15"
    assert logical("%35.5 ةبسن") == "نسبة 35.5%"
    assert logical("km 3 دعبي") == "يبعد 3 km"


@given(st.integers(0, 999_999_999), st.booleans())
def test_no_number_in_an_arabic_line_is_reversed(number, indic):
    digits = str(number)
    if indic:
        digits = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert logical(f"صخش {digits} لتق") == f"قتل {digits} شخص"


def test_the_order_in_which_glyphs_are_drawn_does_not_matter_in_arabic():
    glyphs = drawn("لافطأ 12 لتق")
    line = _line(_cut(glyphs[::-1])[0], 1, page_is_rtl=True)
    assert line is not None
    assert line.text == "قتل 12 أطفال"
