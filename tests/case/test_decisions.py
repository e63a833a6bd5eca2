from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.case.decisions import anchor_of, apply, effective
from onrecord.case.review import parse_value
from onrecord.errors import DecisionError
from onrecord.model import Claim, Count, DateRange, Decision, Document, Guess, Place, Speaker

TEXT = "On Monday at least 12 people were killed in Sarin. On Tuesday at least 12 people were killed in Orla."
DOCUMENT = Document("d" * 64, "report.txt", "text/plain", TEXT)


def claim(start: int, end: int, **changes: object) -> Claim:
    made = Claim(
        f"c{start}", DOCUMENT.id, DOCUMENT.name, start, end, TEXT[start:end], "killed", Count(12, None, words="at least 12")
    )
    return replace(made, **changes)


FIRST, SECOND = claim(10, 39), claim(62, 91)


def decision(action: str, anchor: dict, **values: object) -> Decision:
    return Decision("x", "claim", action, anchor, values, "ana", "2018-03-01T00:00:00+00:00", "seen the register")


def test_a_decision_finds_its_own_of_two_equal_passages():
    applied = apply([FIRST, SECOND], {DOCUMENT.id: DOCUMENT}, [decision("reject", anchor_of(DOCUMENT, 62, 91, "killed"))])
    assert applied.claims == [FIRST, replace(SECOND, status="rejected")]
    assert applied.lost == []


def test_a_correction_changes_only_its_fields_and_no_codebook_reads_it_again():
    made = [decision("correct", anchor_of(DOCUMENT, 10, 39, "killed"), low=13, high=13, places=["Orla"])]
    corrected = apply([FIRST], {DOCUMENT.id: DOCUMENT}, made).claims[0]
    assert (corrected.status, corrected.count) == ("corrected", Count(13, 13, words="at least 12", rule="decided"))
    assert [place.words for place in corrected.places] == ["Orla"]


def test_the_latest_decision_on_a_claim_stands():
    anchor = anchor_of(DOCUMENT, 10, 39, "killed")
    applied = apply([FIRST], {DOCUMENT.id: DOCUMENT}, [decision("reject", anchor), decision("confirm", anchor)])
    assert [c.status for c in applied.claims] == ["confirmed"]


def test_a_decision_finds_its_passage_in_a_better_reading():
    old = replace(DOCUMENT, text=TEXT.replace("people were", "peo-\nple  were"))
    anchor = anchor_of(old, 10, 42, "killed")
    assert apply([FIRST], {DOCUMENT.id: DOCUMENT}, [decision("confirm", anchor)]).claims == [
        replace(FIRST, status="confirmed")
    ]


def test_a_decision_whose_passage_is_gone_is_listed():
    gone = decision("confirm", {**anchor_of(DOCUMENT, 10, 39, "killed"), "quote": "words that stand nowhere"})
    assert apply([FIRST], {DOCUMENT.id: DOCUMENT}, [gone]).lost == [gone]


def test_an_added_claim_is_confirmed_and_names_who_added_it():
    published = replace(DOCUMENT, publisher=Guess("Orla Post", "text"))
    made = [decision("add", anchor_of(DOCUMENT, 44, 49, "injured"), act="injured", low=3, high=3)]
    added = apply([], {DOCUMENT.id: published}, made).claims[0]
    assert (added.quote, added.act, added.count.low, added.status, added.added_by, added.sources) == (
        "Sarin", "injured", 3, "confirmed", "ana", ("Orla Post",),
    )  # fmt: skip


PERIOD = DateRange(date(2031, 1, 1), date(2031, 12, 31), "in 2031", "year", "text")
LETTER = Document(
    "e" * 64,
    "letter.txt",
    "text/plain",
    "In 2031 the Monitor counted 120 dead in Sarin, 40 by one side. It names 7 more. The Post says 9.\nElsewhere 5 fell.",
)


def stated(quote: str, **changes: object) -> Claim:
    start = LETTER.text.index(quote)
    made = Claim(quote, LETTER.id, LETTER.name, start, start + len(quote), quote, "killed", Count(1, 1))
    return replace(made, **changes)


MONITOR = stated(
    "120 dead", when=PERIOD, places=(Place("Sarin"),), sources=("the Monitor",), is_total=True,
    attribution=(Speaker("the Monitor", "counted"),),
)  # fmt: skip
NEWSPAPER = stated("The Post says 9", sources=("The Post",))


@pytest.mark.parametrize(
    ("quote", "given", "expected"),
    [
        ("40 by one side", {}, (PERIOD, ["Sarin"], ("the Monitor",), ("the Monitor",), True)),
        ("It names 7 more", {}, (PERIOD, ["Sarin"], ("The Post",), (), True)),
        ("40 by one side", {"places": ["Orla"], "sources": ["Radio"]}, (PERIOD, ["Orla"], ("Radio",), (), True)),
        ("Elsewhere 5 fell", {}, (None, [], (), (), False)),
    ],
)
def test_an_added_claim_has_period_place_and_sources_of_its_sentence_else_paragraph_unless_they_are_given(
    quote, given, expected
):
    start = LETTER.text.index(quote)
    anchor = anchor_of(LETTER, start, start + len(quote), "killed")
    made = [decision("add", anchor, act="killed", low=4, high=4, **given)]
    added = apply([MONITOR, NEWSPAPER], {LETTER.id: LETTER}, made).claims[-1]
    speakers = tuple(speaker.words for speaker in added.attribution)
    assert (added.when, [p.words for p in added.places], added.sources, speakers, added.is_total) == expected


def test_a_documents_date_and_publisher_are_those_that_people_gave():
    made = [
        Decision(
            "y",
            "document",
            "correct",
            {"document": DOCUMENT.id},
            {"published": "2018-02", "publisher": "Orla Post"},
            "ana",
            "",
            "",
        )
    ]
    corrected = effective(DOCUMENT, made)
    assert (corrected.publisher, str(corrected.published.start), corrected.published.precision) == (
        Guess("Orla Post", "user"), "2018-02-01", "month",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [("low", "7,987", 7987), ("high", "", None), ("places", "Sarin; Orla", ["Sarin", "Orla"]), ("asserted", "no", False)],
)
def test_cells_become_values(key, cell, value):
    assert parse_value(key, cell) == value


def test_a_cell_that_is_no_number_is_said():
    with pytest.raises(DecisionError, match="low must be a whole number"):
        parse_value("low", "many")


@given(st.text(max_size=80), st.text(min_size=1, max_size=20), st.text(max_size=80))
def test_an_anchor_always_finds_its_own_passage(before, quote, after):
    document = Document("d", "d", "text/plain", before + quote + after)
    stated = Claim("c", "d", "d", len(before), len(before) + len(quote), quote, "killed", Count(1, 1))
    made = decision("confirm", anchor_of(document, stated.start, stated.end, "killed"))
    applied = apply([stated], {"d": document}, [made])
    assert [c.status for c in applied.claims] == ["confirmed"]
