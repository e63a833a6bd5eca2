"""Checks: what fires, and above all what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from incidents_case import BOOK, LAND, ORSK, QARA, claim, day, document, grouped, since

from onrecord.incidents import check, register
from onrecord.model import Check, Claim, Count, DateRange, Document, DocumentLink
from onrecord.settings import Settings


def _checks(claims: list[Claim], documents: list[Document], links: Any = ()) -> list[Check]:
    incidents = grouped(claims, documents, links=links)
    sources = register(claims, documents, settings=Settings())
    return list(check(claims, incidents, documents, links, {}, sources, codebook=BOOK))


def _said(claims: list[Claim], documents: list[Document], links: Any = ()) -> list[tuple[str, str, str]]:
    return [(c.kind, c.severity, c.message) for c in _checks(claims, documents, links)]


def _letter(text: str, total: tuple[str, int, int | None], *parts: tuple[str, int, str]) -> list[tuple[str, str, str]]:
    doc = document("letter", text, "L")
    whole = claim(doc, *total, when=since("2011-03-15"), places=(LAND,))
    below = [claim(doc, words, n, of=[group], part_of=whole.id) for words, n, group in parts]
    return _said([whole, *below], [doc])


def test_a_share_that_agrees_only_when_rounded_to_tens_is_a_note() -> None:
    text = "more than 147,061 citizens, among them 7,987 children and 6,031 women (10% of those killed)"
    total = ("more than 147,061", 147061, None)
    assert _letter(text, total, ("7,987", 7987, "child"), ("6,031", 6031, "woman")) == [
        (
            "share_differs",
            "note",
            "7,987 + 6,031 of more than 147,061 is 9.5 %; the text says 10%: agrees when rounded to whole tens.",
        )
    ]


@pytest.mark.parametrize(
    ("share", "kinds"),
    [
        ("20 percent", []),
        ("20.1 %", []),
        ("20.4 %", ["warning"]),
        ("25 %", ["warning"]),
        ("30 per cent", ["warning"]),
        ("70 %", []),
        ("2019", []),
    ],
)
def test_shares_are_compared_at_the_precision_they_are_stated_with(share: str, kinds: list[str]) -> None:
    text = f"1,000 people were killed, 201 children among them, {share}."
    found = _letter(text, ("1,000", 1000, 1000), ("201", 201, "child"))
    assert [severity for kind, severity, _ in found if kind == "share_differs"] == kinds


def test_parts_above_their_total_and_one_part_above_it() -> None:
    text = "10 died: 6 women, 7 children."
    assert [m for k, _, m in _letter(text, ("10", 10, 10), ("6", 6, "woman"), ("7", 7, "child"))] == [
        "6 + 7 make 13, more than the total of 10."
    ]
    assert [k for k, _, _ in _letter("10 died: 12 women.", ("10", 10, 10), ("12", 12, "woman"))] == ["subset_exceeds_total"]


def test_a_lower_bound_is_not_exceeded_and_missing_groups_are_no_difference() -> None:
    text = "at least 10 died: 6 women, 7 children."
    assert _letter(text, ("at least 10", 10, None), ("6", 6, "woman"), ("7", 7, "child")) == []
    assert _letter("10 died: 3 women, 2 children.", ("10", 10, 10), ("3", 3, "woman"), ("2", 2, "child")) == []


def test_groups_that_should_complete_a_total_and_do_not_are_a_note() -> None:
    text = "10 died: 3 women, 2 children, 4 men."
    found = _letter(text, ("10", 10, 10), ("3", 3, "woman"), ("2", 2, "child"), ("4", 4, "man"))
    assert found == [("total_differs_from_parts", "note", "3 + 2 + 4 make 9; the total is given as 10.")]


def test_harm_after_publication_is_impossible() -> None:
    doc = document("a", "Five died.", "A", "2019-05-01")
    (found,) = _said([claim(doc, "Five", 5, when=day("2019-05-03"), places=(QARA,))], [doc])
    assert found == ("date_impossible", "error", "Five on 2019-05-03: after a was published (2019-05-01).")


def test_a_cumulative_total_that_falls() -> None:
    docs = [document(n, f"{w} have died since the war began.", "Monitor", p) for n, w, p in _SERIES]
    claims = [
        claim(d, w, int(w), when=since("2011-03-15", p), places=(LAND,), is_total=True)
        for d, (_, w, p) in zip(docs, _SERIES, strict=True)
    ]
    found = _said(claims, docs)
    assert [(k, m) for k, _, m in found] == [
        ("cumulative_falls", "500 until 2014-01-01, but 450 until 2015-01-01, by the same source.")
    ]
    assert _said(claims[:2], docs[:2]) == []


_SERIES = (("a", "400", "2013-01-01"), ("b", "500", "2014-01-01"), ("c", "450", "2015-01-01"))


def _two(first: tuple[str, int], second: tuple[str, int], act: str = "killed") -> list[tuple[str, str, str]]:
    docs, claims = [], []
    for n, (words, number), kind in (("A", first, "killed"), ("B", second, act)):
        doc = document(n, f"{words} people in the market of Qara Vale on 3 May 2019, shells, {kind}.", n, "2019-05-04")
        docs.append(doc)
        claims.append(claim(doc, words, number, act=kind, places=(QARA,), when=day("2019-05-03")))
    return _said(claims, docs)


def test_sources_that_disagree_stand_side_by_side() -> None:
    assert _two(("8", 8), ("12", 12)) == [("figures_disagree", "warning", "killed: A says 8, B 12; no number satisfies both.")]
    assert _two(("8", 8), ("8", 8)) == []


def test_one_number_for_two_acts_is_a_note_unless_it_is_round() -> None:
    assert _two(("23", 23), ("23", 23), "injured") == [("same_number", "note", "23 is given as injured and as killed.")]
    assert _two(("20", 20), ("20", 20), "injured") == []


def test_a_figure_changed_between_two_versions() -> None:
    before = document("before", "Eight people died in the square of Orsk.", "A", "2019-05-01")
    after = document("after", "Eleven people died in the square of Orsk.", "A", "2019-05-02")
    claims = [claim(before, "Eight", 8), claim(after, "Eleven", 11)]
    link = DocumentLink(before.id, after.id, "revision", 0.9, 0.9, ((5, 40, 6, 41),), ((0, 5, 0, 6),))
    found = [c for c in _said(claims, [before, after], [link]) if c[0] == "figure_changed"]
    assert found == [("figure_changed", "note", "before says Eight, after, a version of it, Eleven.")]


def test_the_next_edition_has_figures_of_its_own_year_and_changes_none() -> None:
    before = document("first", "Eight people died in the square of Orsk that year.", "A", "2019-05-01")
    after = document("second", "Eleven people died in the square of Orsk that year.", "A", "2020-05-02")
    claims = [
        claim(before, "Eight", 8, when=day("2018-01-01", "2018-12-31")),
        claim(after, "Eleven", 11, when=day("2019-01-01", "2019-12-31")),
    ]
    link = DocumentLink(before.id, after.id, "revision", 0.9, 0.9, ((5, 50, 6, 51),), ((0, 5, 0, 6),))
    assert [c for c in _said(claims, [before, after], [link]) if c[0] == "figure_changed"] == []


def test_a_changed_figure_is_told_once_from_the_version_before_it() -> None:
    texts = {"first": "Eight people died.", "second": "Eleven people died.", "third": "Twelve people died."}
    docs = [document(n, t, "A", f"2019-05-0{k}") for k, (n, t) in enumerate(texts.items(), 1)]
    claims = [claim(d, w, n) for d, (w, n) in zip(docs, [("Eight", 8), ("Eleven", 11), ("Twelve", 12)], strict=True)]
    links = [
        DocumentLink(docs[a].id, docs[b].id, "revision", 0.9, 0.9, ((6, 18, 7, 19),), ((0, 5, 0, 6),))
        for a, b in ((0, 1), (0, 2), (1, 2))
    ]
    assert sorted(c[2] for c in _said(claims, docs, links) if c[0] == "figure_changed") == [
        "first says Eight, second, a version of it, Eleven.",
        "second says Eleven, third, a version of it, Twelve.",
    ]


def test_a_copy_is_compared_with_its_origin_and_not_with_another_copy_that_changed_something() -> None:
    """One paper changes the dead, the other the injured; neither did what the other did."""
    words = (("Agency", "20", "41"), ("Paper", "31", "41"), ("Other", "20", "47"))
    docs = [document(n, f"{k} died, {i} hurt.", n, f"2019-05-0{1 + (n != 'Agency')}") for n, k, i in words]
    claims = [
        c
        for doc, (_, dead, hurt) in zip(docs, words, strict=True)
        for c in (claim(doc, dead, int(dead)), claim(doc, hurt, int(hurt), act="injured"))
    ]
    dead, hurt = (0, 2, 0, 2), (9, 11, 9, 11)
    changed = {(0, 1): (dead,), (0, 2): (hurt,), (2, 1): (dead, hurt)}
    links = [DocumentLink(docs[a].id, docs[b].id, "revision", 0.9, 0.9, ((0, 16, 0, 16),), c) for (a, b), c in changed.items()]
    assert sorted(m for k, _, m in _said(claims, docs, links) if k == "figure_changed") == [
        "Agency says 20, Paper, a version of it, 31.",
        "Agency says 41, Other, a version of it, 47.",
    ]
    (one,) = [c for c in _checks(claims, docs, links) if c.kind == "figures_disagree" and c.message.startswith("injured")]
    assert (one.message, one.claims) == (
        "injured: Agency says 41, Other 47; no number satisfies both.",
        (claims[1].id, claims[5].id),
    )


def test_executions_that_disagree_are_one_contradiction_not_two() -> None:
    docs = [document(n, f"{w} were executed in Orsk Bay on 3 May 2019.", n) for n, w in (("A", "Twenty"), ("B", "Ninety"))]
    claims = [
        claim(d, w, n, act="executed", places=(ORSK,), when=day("2019-05-03"))
        for d, w, n in zip(docs, ("Twenty", "Ninety"), (20, 90), strict=True)
    ]
    told = [c[2] for c in _said(claims, docs) if c[0] == "figures_disagree"]
    assert told == ["executed: A says 20, B 90; no number satisfies both."]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("Two", "fuel couriers of Orsk", "killed"), ("Nine", "people", "killed"), []),
        (("Two", "people", "killed"), ("Nine", "fuel couriers of Orsk", "killed"), ["killed: A says 2, B 9"]),
        (("Two", "fuel couriers", "killed"), ("Nine", "couriers", "killed"), ["killed: A says 2, B 9"]),
        (("Two", "people", "executed"), ("Nine", "people", "killed"), []),
    ],
)
def test_who_counts_some_contradicts_no_larger_figure_of_all(
    first: tuple[str, str, str], second: tuple[str, str, str], expected: list[str]
) -> None:
    docs, claims = [], []
    for name, (number, whom, act) in (("A", first), ("B", second)):
        docs.append(document(name, f"{number} {whom} were {act} in the market of Qara Vale on 3 May 2019.", name))
        made = claim(docs[-1], number, {"Two": 2, "Nine": 9}[number], act=act, places=(QARA,), when=day("2019-05-03"))
        claims.append(replace(made, victims=replace(made.victims, words=whom)))
    assert [message.partition(";")[0] for _, _, message in _said(claims, docs)] == expected


def test_a_share_right_behind_another_figure_is_that_figures() -> None:
    text = "Of 1,000 people killed 300 were children. Of them 600 (60%) were killed by shells."
    doc = document("letter", text, "L")
    whole = claim(doc, "1,000", 1000, when=since("2011-03-15"), places=(LAND,))
    part = claim(doc, "300", 300, of=["child"], part_of=whole.id)
    other = claim(doc, "600", 600, when=since("2011-03-15"), places=(LAND,))
    assert [k for k, _, _ in _said([whole, part, other], [doc])] == []


def _year_of(publisher: str) -> list[tuple[str, str, str]]:
    """What the checks say of a year's total of 40 by `publisher` beside incidents of 30 and 20 that A reports."""
    one = document("a", "Thirty died in Qara Vale on 3 May 2019.", "A")
    two = document("b", "Fishermen drowned in Orsk Bay on 9 June 2019, twenty of them.", "A")
    year = document("y", "In 2019 only 40 people were killed in Xanland.", publisher)
    claims = [
        claim(one, "Thirty", 30, places=(QARA,), when=day("2019-05-03")),
        claim(two, "twenty", 20, places=(ORSK,), when=day("2019-06-09")),
        claim(year, "40", 40, places=(LAND,), when=day("2019-01-01", "2019-12-31"), is_total=True),
    ]
    return _said(claims, [one, two, year])


def test_incidents_that_exceed_the_total_of_the_source_that_reports_them() -> None:
    told = "killed: 2 incidents inside this total come to 50 or more, the total itself to 40"
    assert _year_of("A") == [("incidents_exceed_aggregate", "warning", f"{told}.")]
    assert _year_of("Y") == [
        ("incidents_exceed_aggregate", "note", f"{told}; other sources report them, and the total may count less.")
    ]


def test_a_total_far_below_its_incidents_or_as_of_a_day_is_of_something_narrower() -> None:
    one = document("a", "Thirty died in Qara Vale on 3 May 2019.", "A")
    year = document("y", "In 2019 nine pilots were killed in Xanland.", "Y")
    some = claim(one, "Thirty", 30, places=(QARA,), when=day("2019-05-03"))
    few = claim(year, "nine pilots", 9, places=(LAND,), when=day("2019-01-01", "2019-12-31"), is_total=True)
    held = replace(few, when=DateRange(None, date(2019, 12, 31), "as of December", "range", "text"), count=Count(29, 29))
    assert _said([some, few], [one, year]) == []
    assert _said([some, held], [one, year]) == []


def test_figures_as_of_two_days_are_no_change_of_one() -> None:
    before = document("first", "As of May eight people had died in Orsk.", "A", "2019-06-01")
    after = document("second", "As of July eleven people had died in Orsk.", "A", "2019-08-02")
    ends = [DateRange(None, date(2019, month, 31), "as of", "range", "text") for month in (5, 7)]
    claims = [claim(before, "eight", 8, when=ends[0]), claim(after, "eleven", 11, when=ends[1])]
    link = DocumentLink(before.id, after.id, "revision", 0.9, 0.9, ((0, 40, 0, 42),), ((10, 15, 11, 17),))
    assert [c for c in _said(claims, [before, after], [link]) if c[0] == "figure_changed"] == []


def test_checks_have_ids_of_their_content_and_know_their_incident() -> None:
    doc = document("a", "Five died.", "A", "2019-05-01")
    claims = [claim(doc, "Five", 5, when=day("2019-05-03"), places=(QARA,))]
    (one,), (two,) = _checks(claims, [doc]), _checks(claims, [doc])
    assert one == two
    assert one.incident is not None
