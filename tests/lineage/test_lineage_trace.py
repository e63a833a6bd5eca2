"""Links: the passages that two documents share, whatever was done to the text on its way."""

import random
from dataclasses import replace
from datetime import date

import pytest
from lineage_texts import ARABIC, NAVIGATION, OPENING, OTHER, PERSIAN, REST, STATEMENT, document, misread, unlike, wrapped

from onrecord.engine import SERIAL, LocalEngine
from onrecord.lineage import origins, trace
from onrecord.lineage.direction import minute_of
from onrecord.model import DateRange, Document, DocumentLink


def links(*documents: Document) -> list[DocumentLink]:
    return list(trace(documents, engine=SERIAL))


def test_a_reprint_is_a_copy_from_the_first_letter_to_the_last() -> None:
    [link] = links(document("first", STATEMENT, "2021-03-01"), document("second", STATEMENT, "2021-03-02"))
    end = len(STATEMENT.rstrip(" ."))
    assert link == DocumentLink("first", "second", "copy", 1.0, 1.0, ((0, end, 0, end),), ())


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        (wrapped(STATEMENT), "copy"),
        (NAVIGATION + STATEMENT + "\n\nBack to top\nPrivacy policy", "copy"),
        (STATEMENT.replace("fi", ""), "copy"),
        (misread(STATEMENT, 0.05), "copy"),
        (OPENING, "excerpt"),
        (STATEMENT.replace("said", "stated").replace("market", "bazaar"), "copy"),
        (STATEMENT + REST[:160].replace("The", "Another").replace("a", "o").replace("e", "i"), "revision"),
    ],
)
def test_a_statement_is_known_again_whatever_was_done_to_it(changed: str, kind: str) -> None:
    first, later = document("first", STATEMENT, "2021-03-01"), document("later", changed, "2021-03-04")
    found = links(first, later, document("other", OTHER, "2021-03-02"))
    assert [(link.a, link.b, link.kind) for link in found] == [("first", "later", kind)]
    assert origins([first, later], found) == {"first": "first", "later": "first"}


def test_two_sentences_quoted_in_another_report_are_a_quotation_and_no_copy() -> None:
    quoting = OTHER + 'The relief committee of Tel Asfar had said: "' + OPENING.strip() + '" ' + unlike(1)
    first, later = document("first", STATEMENT, "2021-03-01"), document("later", quoting, "2021-03-04")
    [link] = links(first, later)
    assert (link.a, link.b, link.kind) == ("first", "later", "quotation")
    [(start_a, end_a, start_b, end_b)] = link.spans
    assert STATEMENT[start_a:end_a] == OPENING.strip().rstrip(".")
    assert quoting[start_b:end_b] == OPENING.strip().rstrip(".")
    assert origins([first, later], [link]) == {"first": "first", "later": "later"}


def test_a_short_release_inside_a_long_digest_stays_its_own_origin() -> None:
    digest = unlike(1) + "\n\n" + STATEMENT + "\n\n" + unlike(2) + unlike(3)
    first, later = document("first", STATEMENT, "2021-03-01"), document("later", digest, "2021-03-04")
    [link] = links(first, later)
    assert (link.kind, link.share_a) == ("quotation", 1.0)
    assert origins([first, later], [link])["later"] == "later"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("14 people", "17 people", ("14", "17")),
        ("three children", "five children", ("three", "five")),
        ("31 injured", "1,031 injured", ("31", "1,031")),
        ("two hours", "12 hours", ("two", "12")),
    ],
)
def test_a_number_that_was_changed_on_the_way_is_named(before: str, after: str, words: tuple[str, str]) -> None:
    updated = STATEMENT.replace(before, after)
    [link] = links(document("first", STATEMENT, "2021-03-01"), document("later", updated, "2021-03-02"))
    assert [(STATEMENT[s:e], updated[t:u]) for s, e, t, u in link.changed] == [words]
    assert link.kind == "revision"


def test_the_same_number_in_another_spelling_is_no_change() -> None:
    respelled = STATEMENT.replace("14 people", "fourteen people").replace("31 injured", "٣١ injured")
    [link] = links(document("first", STATEMENT, "2021-03-01"), document("later", respelled, "2021-03-02"))
    assert link.changed == ()


def test_digits_that_a_scan_lost_are_no_change() -> None:
    scanned = misread(STATEMENT, 0.06).replace("31", "3")
    [link] = links(document("first", STATEMENT, "2021-03-01"), document("later", scanned, "2021-03-02"))
    assert link.changed == ()


def test_changed_numbers_in_arabic_are_found_in_digits_and_in_words() -> None:
    updated = ARABIC.replace("أربعة عشر", "سبعة عشر")
    [link] = links(document("first", ARABIC, "2021-03-01"), document("later", updated, "2021-03-02"))
    assert [(ARABIC[s:e], updated[t:u]) for s, e, t, u in link.changed] == [("أربعة عشر", "سبعة عشر")]


@pytest.mark.parametrize(
    ("text", "respelled"),
    [
        (ARABIC, "".join(c + "\u064e" if c in "قلم" else c for c in ARABIC)),
        (ARABIC, ARABIC.replace("أ", "ا").replace("إ", "ا").replace("ة", "ه").replace("ى", "ي")),
        (ARABIC, ARABIC.replace("سوق", "ســـوق")),
        (PERSIAN, PERSIAN.replace("ک", "ك").replace("ی", "ي").replace("\u200c", "")),
    ],
    ids=["marks", "hamza", "tatweel", "arabic keyboard"],
)
def test_marks_hamza_tatweel_and_keyboards_make_no_difference(text: str, respelled: str) -> None:
    [link] = links(document("first", text, "2021-03-01"), document("later", respelled, "2021-03-02"))
    assert (link.kind, link.share_a, link.share_b) == ("copy", 1.0, 1.0)


def test_chinese_texts_are_compared_as_well() -> None:
    rng = random.Random(4)
    text = "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(200))
    [link] = links(document("first", text, "2021-03-01"), document("later", text[:60] + "。" + text[60:], "2021-03-02"))
    assert (link.kind, link.share_a) == ("copy", 1.0)


@pytest.mark.parametrize("derived", [wrapped(STATEMENT), misread(STATEMENT, 0.05), NAVIGATION + STATEMENT, OPENING + "[...]"])
def test_without_dates_the_traces_of_copying_say_who_derives_from_whom(derived: str) -> None:
    for names in (("a", "b"), ("b", "a")):
        [link] = links(document(names[0], STATEMENT), document(names[1], derived))
        assert (link.a, link.b) == names


def test_dates_decide_where_they_are_known() -> None:
    [link] = links(document("clean", STATEMENT, "2021-03-09"), document("scan", misread(STATEMENT, 0.05), "2021-03-01"))
    assert (link.a, link.b) == ("scan", "clean")


def test_stock_wording_links_nobody() -> None:
    stock = "The authorities did not reply to a request for comment that was sent by letter and by electronic mail. "
    documents = [document(f"d{n:02}", unlike(n) + stock + unlike(n + 100), "2021-01-01") for n in range(40)]
    assert links(*documents) == []


def test_the_order_of_input_and_the_number_of_workers_do_not_matter() -> None:
    documents = [document(f"o{n}", unlike(n), "2021-01-01") for n in range(8)]
    documents += [document(f"c{n}", wrapped(unlike(n)), "2021-01-02") for n in range(8)]
    documents += [document(f"q{n}", unlike(n + 50) + unlike(n)[100:500] + unlike(n + 60)) for n in range(8)]
    documents += [document(f"m{n}", misread(unlike(n), 0.04, n)) for n in range(8)]
    wanted = links(*documents)
    assert len(wanted) > 40
    for seed in range(3):
        shuffled = random.Random(seed).sample(documents, len(documents))
        assert list(trace(shuffled, engine=LocalEngine(2))) == wanted


def test_hours_decide_where_the_days_are_equal_and_only_where_both_are_known() -> None:
    def at(name: str, stamp: str) -> Document:
        day = date.fromisoformat(stamp[:10])
        return replace(document(name, STATEMENT), published=DateRange(day, day, stamp, "day", "metadata"))

    for early, late in (
        ("2021-03-02T06:00:00+00:00", "2021-03-02T09:30:00Z"),
        ("2021-03-02T09:30:00+04:00", "2021-03-02T06:00:00Z"),
    ):
        for names in (("a", "b"), ("b", "a")):
            [link] = links(at(names[0], early), at(names[1], late))
            assert (link.a, link.b) == names
    first = minute_of(DateRange(None, None, "2021-03-02T06:00:00+00:00"))
    assert first == minute_of(DateRange(None, None, "2021-03-02T10:00:00+04:00"))
    assert [minute_of(DateRange(None, None, w)) for w in ("2021-03-02T06:00:00", "2021-03-02", "2 March 2021", None)] == [
        None
    ] * 4
