"""Tallies: one source's figure, the span over sources, sums over incidents, the headline."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from incidents_case import BOOK, LAND, QARA, claim, day, document, evidence, grouped, since

from onrecord.codebook import load
from onrecord.incidents import figures, headline, sensitivity, total
from onrecord.incidents.independence import rounding
from onrecord.incidents.tally import add, disagree, span, subtract, tallies_of
from onrecord.model import Claim, Document, DocumentLink, Incident, Interval, Victims


def _tallies(claims: list[Claim], documents: list[Document]) -> dict[str, Interval]:
    return tallies_of(figures(claims, evidence(claims, documents), codebook=BOOK))


def test_eight_and_up_to_nine_are_eight_to_nine() -> None:
    assert span([Interval(8, 8), Interval(None, 9)]) == Interval(8, 9)


def test_at_least_200_alone_stays_open() -> None:
    assert span([Interval(200, None)]) == Interval(200, None)
    assert span([Interval(200, None), Interval(210, 210)]) == Interval(200, 210)
    assert span([Interval(200, None), Interval(150, 150)]) == Interval(150, None)
    assert span([Interval(None, 5), Interval(8, 8)]) == Interval(None, 8)


bound = st.one_of(st.none(), st.integers(0, 500))
intervals = st.tuples(bound, bound).map(
    lambda b: Interval(*sorted(b)) if None not in b else Interval(*b)  # type: ignore[type-var]
)


@given(st.lists(intervals, min_size=1, max_size=6))
def test_the_span_does_not_depend_on_order_and_holds_every_stated_figure(found: list[Interval]) -> None:
    whole = span(found)
    assert whole == span(found[::-1])
    for interval in found:
        for number in (interval.low, interval.high):
            if number is not None:
                assert whole.high is None or number <= whole.high
                assert whole.low is None or number >= whole.low


@given(st.lists(intervals, max_size=5), st.lists(intervals, max_size=5))
def test_adding_is_the_same_in_parts(a: list[Interval], b: list[Interval]) -> None:
    assert add([*a, *b]) == add([add(a), add(b)])


def test_what_remains_is_never_below_nothing() -> None:
    assert subtract(Interval(100, 120), Interval(30, 40)) == Interval(60, 90)
    assert subtract(Interval(10, 10), Interval(30, None)) == Interval(0, 0)
    assert subtract(Interval(100, None), Interval(30, 40)) == Interval(60, None)


def test_the_span_goes_over_independent_sources() -> None:
    one, two = document("a", "Eight died", "A"), document("b", "up to nine died", "B")
    claims = [claim(one, "Eight", 8), claim(two, "up to nine", None, 9)]
    assert _tallies(claims, [one, two]) == {"killed": Interval(8, 9)}


def test_parts_are_never_added_to_their_total() -> None:
    doc = document("a", "Eight died, three of them women and two children.", "A")
    whole = claim(doc, "Eight", 8)
    parts = [claim(doc, "three", 3, of=["woman"], part_of=whole.id), claim(doc, "two", 2, of=["child"], part_of=whole.id)]
    assert _tallies([whole, *parts], [doc]) == {
        "killed": Interval(8, 8),
        "killed_child": Interval(2, 2),
        "killed_woman": Interval(3, 3),
    }


def test_groups_that_complete_each_other_add_up_where_there_is_no_total() -> None:
    doc = document("a", "three women and two children were killed", "A")
    claims = [claim(doc, "three", 3, of=["woman"]), claim(doc, "two", 2, of=["child"])]
    assert _tallies(claims, [doc])["killed"] == Interval(5, 5)


def test_a_group_beside_a_total_does_not_lower_it() -> None:
    doc = document("a", "at least 200 killed; several medics were killed", "A")
    claims = [claim(doc, "at least 200", 200, None), claim(doc, "several medics", 3, None, of=["medical"])]
    assert _tallies(claims, [doc]) == {"killed": Interval(200, None), "killed_medical": Interval(3, None)}


def test_others_come_on_top_of_the_figure_before_them() -> None:
    doc = document("a", "The raid killed 116 people and brought 20 others to death.", "A")
    claims = [claim(doc, "116", 116), claim(doc, "20 others", 20)]
    assert _tallies(claims, [doc]) == {"killed": Interval(136, 136)}


def test_an_open_figure_of_one_group_stays_open() -> None:
    doc = document("a", "dozens of journalists were detained", "A")
    dozens = claim(doc, "dozens", 24, None, act="detained", of=["journalist"])
    assert _tallies([dozens], [doc])["detained"] == Interval(24, None)


def test_civilians_and_fighters_complete_each_other() -> None:
    doc = document("a", "nine civilians died; two fighters died", "A")
    claims = [claim(doc, "nine", 9, of=["civilian"]), claim(doc, "two", 2, of=["combatant"])]
    assert _tallies(claims, [doc])["killed"] == Interval(11, 11)


def test_who_names_some_does_not_lower_the_count_of_all() -> None:
    one, two = document("a", "Eight died", "A"), document("b", "X. One was killed", "B")
    claims = [claim(one, "Eight", 8), claim(two, "X. One", 1, names=["X. One"], rule="named")]
    assert _tallies(claims, [one, two]) == {"killed": Interval(8, 8)}


def test_people_named_one_by_one_are_as_many_as_their_names() -> None:
    doc = document("a", "A. One was killed. B. Two was killed. A. One was buried.", "A")
    claims = [
        claim(doc, "A. One was", 1, names=["A. One"], rule="named"),
        claim(doc, "B. Two was", 1, names=["B. Two"], rule="named"),
        claim(doc, "A. One was buried", 1, names=["A. One"], rule="named"),
    ]
    assert _tallies(claims, [doc]) == {"killed": Interval(2, 2)}


def test_an_execution_is_a_killing_too() -> None:
    doc = document("a", "seven executed", "A")
    assert _tallies([claim(doc, "seven", 7, act="executed")], [doc]) == {"executed": Interval(7, 7), "killed": Interval(7, 7)}


def test_casualties_are_never_killed() -> None:
    doc = document("a", "seven casualties", "A")
    assert _tallies([claim(doc, "seven", 7, act="casualties")], [doc]) == {"casualties": Interval(7, 7)}


def test_the_latest_figure_of_a_source_replaces_its_earlier_ones_and_they_stay_as_history() -> None:
    early = document("early", "Six died", "A", "2020-01-01")
    late = document("late", "Nine died", "A", "2020-01-03")
    claims = [claim(early, "Six", 6), claim(late, "Nine", 9)]
    (figure,) = figures(claims, evidence(claims, [early, late]), codebook=BOOK)
    assert (figure.interval, figure.claims, figure.replaced) == (Interval(9, 9), (claims[1].id,), (claims[0].id,))


def test_a_later_report_of_one_group_does_not_replace_the_total() -> None:
    early = document("early", "Nine died", "A", "2020-01-01")
    late = document("late", "two children died", "A", "2020-01-03")
    claims = [claim(early, "Nine", 9), claim(late, "two", 2, of=["child"])]
    assert _tallies(claims, [early, late]) == {"killed": Interval(9, 9), "killed_child": Interval(2, 2)}


def test_a_copy_makes_no_figure_newer_and_its_parts_are_not_the_whole_of_whom_it_copies() -> None:
    """One paper changes the total of an agency's text, another copies it as it is, later both; the parts stay as they were."""
    words = {"Agency": "20", "Paper": "31", "Other": "20"}
    docs = [document(n, f"{w} died, 5 children, 4 women.", n, f"2020-01-0{1 + (n != 'Agency')}") for n, w in words.items()]
    claims = []
    for doc, number in zip(docs, words.values(), strict=True):
        whole = claim(doc, number, int(number), by=["Harbour Clinic"])
        parts = [
            claim(doc, w, int(w), of=[g], part_of=whole.id, by=["Harbour Clinic"]) for w, g in (("5", "child"), ("4", "woman"))
        ]
        claims += [whole, *parts]
    links = [
        DocumentLink(docs[0].id, docs[1].id, "revision", 0.9, 0.9, ((0, 28, 0, 28),), ((0, 2, 0, 2),)),
        DocumentLink(docs[0].id, docs[2].id, "copy", 1.0, 1.0, ((0, 28, 0, 28),)),
    ]
    said = figures(claims, evidence(claims, docs, links=links), codebook=BOOK)
    assert [(f.source, f.interval, f.claims) for f in said if f.tally == "killed"] == [
        ("Harbour Clinic", Interval(20, 20), (claims[0].id,)),
        ("Paper", Interval(31, 31), (claims[3].id,)),
    ]


def test_parts_of_a_total_that_another_gives_lower_nobodys_count() -> None:
    doc = document("a", "23 died, the police said, 5 children and 4 women among them, the clinic said.", "A")
    whole = claim(doc, "23", 23, by=["police"])
    parts = [claim(doc, w, int(w), of=[g], by=["clinic"], part_of=whole.id) for w, g in (("5", "child"), ("4", "woman"))]
    alone = [replace(part, part_of=None) for part in parts]
    assert _tallies([whole, *parts], [doc])["killed"] == Interval(23, 23)
    assert _tallies([whole, *alone], [doc])["killed"] == Interval(23, 23)


def test_a_report_of_groups_does_not_stand_beside_its_sources_total_of_the_same_day() -> None:
    docs = [document(n, "23 died; 5 children and 4 women died", n, "2020-01-01") for n in ("A", "B")]
    parts = [claim(docs[1], w, int(w), of=[g], by=["clinic"]) for w, g in (("5", "child"), ("4", "woman"))]
    assert _tallies([claim(docs[0], "23", 23, by=["clinic"]), *parts], docs)["killed"] == Interval(23, 23)


def test_two_more_come_on_top_and_more_than_two_do_not() -> None:
    doc = document("a", "I received nine bodies and two more bodies, so eleven dead.", "A")
    claims = [
        claim(doc, "nine bodies", 9, count_words="nine"),
        claim(doc, "two more bodies", 2, count_words="two"),
        claim(doc, "eleven dead", 11, count_words="eleven"),
    ]
    assert _tallies(claims, [doc]) == {"killed": Interval(11, 11)}
    doc = document("a", "nine bodies, more than two bodies", "A")
    claims = [claim(doc, "nine bodies", 9), claim(doc, "more than two bodies", 2, None, count_words="more than two")]
    assert _tallies(claims, [doc]) == {"killed": Interval(2, 9)}


def test_four_terrorists_and_nine_dead_are_counts_of_all_and_contradict_eleven() -> None:
    docs = [document(n, f"{w} died", n) for n, w in (("A", "four terrorists"), ("B", "nine dead"), ("C", "eleven men"))]
    words = (("four", "terrorists"), ("nine", "nine"), ("eleven", "men"))
    claims = [
        replace(
            claim(d, w, n, of=["man"] if g == "men" else (), count_words=w), victims=Victims(g, ("man",) if g == "men" else ())
        )
        for d, (w, g), n in zip(docs, words, (4, 9, 11), strict=True)
    ]
    said = figures(claims, evidence(claims, docs), codebook=BOOK)
    assert disagree(said) == ("killed",)
    assert disagree(f for f in said if f.source != "A") == ("killed",)


def test_denied_rejected_unbounded_and_family_counts_stay_out() -> None:
    doc = document("a", "Six died. Seven died. Many died. Four families died.", "A")
    claims = [
        claim(doc, "Six", 6, asserted=False),
        claim(doc, "Seven", 7, status="rejected"),
        claim(doc, "Many", None, None),
        claim(doc, "Four", 4, unit="family"),
    ]
    assert _tallies(claims, [doc]) == {}


def test_sources_disagree_where_no_number_satisfies_all() -> None:
    docs = [document(n, f"{w} died", n) for n, w in (("A", "8"), ("B", "12"), ("C", "at least 5"))]
    claims = [claim(docs[0], "8", 8), claim(docs[1], "12", 12), claim(docs[2], "at least 5", 5, None)]
    said = figures(claims, evidence(claims, docs), codebook=BOOK)
    assert disagree(said) == ("killed",)
    assert disagree(f for f in said if f.source != "B") == ()


def test_about_90_and_88_do_not_disagree() -> None:
    docs = [document(n, f"{w} died", n) for n, w in (("A", "about 90"), ("B", "88"))]
    claims = [claim(docs[0], "about 90", 90, approximate=True), claim(docs[1], "88", 88)]
    assert disagree(figures(claims, evidence(claims, docs), codebook=BOOK)) == ()
    assert [rounding(n) for n in (90, 1200, 91, 0)] == [10, 100, 1, 1]


# ------------------------------------------------------------------------------------------------ over incidents


def _incident(id: str, low: int, on: str, **more: object) -> Incident:
    base = Incident(id, False, (), (), (QARA,), day(on), {"killed": Interval(low, low)}, grading="fair")
    return replace(base, **more)  # type: ignore[arg-type]


def test_the_headline_adds_confirmed_and_fair_incidents_by_country_and_year() -> None:
    incidents = [
        _incident("1", 3, "2019-05-01"),
        _incident("2", 4, "2019-06-01", grading="confirmed"),
        _incident("3", 5, "2020-06-01"),
        _incident("4", 50, "2019-06-02", grading="weak"),
        _incident("5", 60, "2019-06-02", in_scope=False),
        _incident("6", 100, "2019-01-01", aggregate=True, when=day("2019-01-01", "2019-12-31")),
    ]
    rows = [(r.place, r.period, r.aggregate, r.tallies["killed"], r.incidents) for r in headline(incidents)]
    assert rows == [
        ("XA", "2019", False, Interval(7, 7), ("1", "2")),
        ("XA", "2020", False, Interval(5, 5), ("3",)),
        ("XA", "2019", True, Interval(100, 100), ("6",)),
    ]
    assert total(incidents)["killed"] == Interval(122, 122)


def test_sensitivity_reads_the_same_words_under_another_codebook() -> None:
    docs = [document(n, "dozens of people died in the market", n, "2020-01-02") for n in ("A", "B")]
    reading = (("dozens", ()),)
    claims = [claim(d, "dozens", 24, None, places=(QARA,), when=day("2020-01-01"), reading=reading) for d in docs]
    incidents = grouped(claims, docs)
    found = sensitivity(incidents, evidence(claims, docs), codebooks=[load("literal"), load("acled")], gradings=[("fair",)])
    assert [(v.codebook, v.rows[0].tallies["killed"]) for v in found] == [
        ("literal", Interval(24, None)),
        ("acled", Interval(12, 12)),
    ]


def test_an_open_period_has_its_own_row() -> None:
    incident = _incident("1", 1000, "2011-01-01", aggregate=True, when=since("2011-03-15"), places=(LAND,))
    assert [(r.place, r.period) for r in headline([incident])] == [("XA", "2011–")]
