"""Grouping: what belongs to one incident, what never does, ids that stay, aggregates apart."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from incidents_case import BOOK, LAND, MILL, ORSK, QARA, claim, day, document, grouped, mention, since

from onrecord.incidents import main_incidents
from onrecord.model import Claim, Count, Decision, Document, DocumentLink, Incident, Interval, Place, content_id


def _names(incidents: Iterable[Incident], documents: Iterable[Document]) -> list[list[str]]:
    names = {d.id: d.name for d in documents}
    return sorted(sorted(names[d] for d in i.documents) for i in incidents)


def _market(name: str, words: str = "Eight", low: int = 8, publisher: str | None = None) -> tuple[Document, Claim]:
    text = f"{words} people were killed when shells hit the market of Qara Vale on 3 May 2019."
    doc = document(name, text, publisher or name, "2019-05-04")
    return doc, claim(doc, words, low, places=(QARA,), when=day("2019-05-03"), perpetrators=("the Northern Army",))


def _harbour(name: str) -> tuple[Document, Claim]:
    doc = document(name, "Two fishermen were shot dead in Orsk Bay harbour on 3 May 2019.", name, "2019-05-05")
    return doc, claim(doc, "Two", 2, places=(ORSK,), when=day("2019-05-03"))


def test_reports_of_one_place_and_day_are_one_incident_with_its_sources_and_grade() -> None:
    pairs = [_market("A"), _market("B", "Nine", 9), _harbour("C")]
    docs, claims = [d for d, _ in pairs], [c for _, c in pairs]
    market, harbour = sorted(grouped(claims, docs), key=lambda i: -len(i.claims))
    assert _names([market, harbour], docs) == [["A", "B"], ["C"]]
    assert (market.tallies, market.grading, market.figures_disagree, market.independent_sources, market.title) == (
        {"killed": Interval(8, 9)},
        "fair",
        ("killed",),
        2,
        "Qara Vale, 2019-05-03",
    )
    assert (harbour.tallies, harbour.grading) == ({"killed": Interval(2, 2)}, "weak")
    assert "same day (2019-05-03); same place (Qara Vale)" in market.reasons[0]


def test_one_day_in_two_towns_is_two_incidents_and_two_days_in_one_town_too() -> None:
    first, a = _market("A")
    other = document("B", first.text.replace("3 May", "13 May"), "B", "2019-05-14")
    b = claim(other, "Eight", 8, places=(QARA,), when=day("2019-05-13"))
    harbour, c = _harbour("C")
    assert _names(grouped([a, b, c], [first, other, harbour]), [first, other, harbour]) == [["A"], ["B"], ["C"]]


def test_what_is_common_everywhere_joins_nothing_in_a_small_case() -> None:
    """Offices, media and the commonest names are rare in four documents, and tell no incident apart."""
    common = "The Ministry of Health and the Red Crescent said on Facebook that"
    told = {
        "A": (f"{common} Ahmed Tolvari was killed in Ilmeren Street.", "Ahmed Tolvari"),
        "B": (f"{common} Ahmed Benuk was killed near Varosh Bakery.", "Ahmed Benuk"),
        "C": (f"{common} Tolvari was killed, of Ilmeren Street.", "Tolvari"),
        "D": (f"{common} Benuk was killed at the Varosh Bakery.", "Benuk"),
    }
    docs = [document(name, text, name) for name, (text, _) in told.items()]
    claims = [claim(doc, told[doc.name][1], 1, names=(told[doc.name][1],)) for doc in docs]
    assert _names(grouped(claims, docs), docs) == [["A", "C"], ["B", "D"]]


def test_a_quarter_is_inside_its_town() -> None:
    one, a = _market("A")
    two = document("B", "Shells hit the market in Mill Quarter on 3 May 2019; eight dead.", "B", "2019-05-04")
    b = claim(two, "eight dead", 8, places=(MILL,), when=day("2019-05-03"))
    (incident,) = grouped([a, b], [one, two])
    assert [p.words for p in incident.places] == ["Mill Quarter"]


def test_one_document_of_two_incidents_gives_two() -> None:
    text = "On 3 May eight died in Qara Vale.\nOn 9 May four died in Orsk Bay, three of them women."
    doc = document("report", text, "R")
    whole = claim(doc, "four", 4, places=(ORSK,), when=day("2019-05-09"))
    part = claim(doc, "three", 3, of=["woman"], part_of=whole.id)
    claims = [claim(doc, "eight", 8, places=(QARA,), when=day("2019-05-03")), whole, part]
    incidents = grouped(claims, [doc])
    assert sorted((dict(i.tallies) for i in incidents), key=str) == [
        {"killed": Interval(4, 4), "killed_woman": Interval(3, 3)},
        {"killed": Interval(8, 8)},
    ]
    assert main_incidents(incidents, claims)[doc.id] == next(i.id for i in incidents if part.id in i.claims)


def test_a_document_without_figures_joins_by_names_and_day() -> None:
    one, a = _market("A")
    named = replace(a, victims=replace(a.victims, names=("Ilyan Dorveth",)))
    text = "Ilyan Dorveth, a baker of Qara Vale, was buried after the shelling of 3 May 2019."
    two = document("B", text, "B")
    three = document("C", "The weather stayed mild in the hills.", "C")
    mentions = {
        two.id: (
            mention(two, "name", "Ilyan Dorveth"),
            mention(two, "place", "Qara Vale", place=QARA),
            mention(two, "date", "3 May 2019", when=day("2019-05-03")),
            mention(two, "act", "shelling", act="killed"),
        )
    }
    incidents = grouped([named], [one, two, three], mentions=mentions)
    assert _names(incidents, [one, two, three]) == [["A", "B"]]
    assert main_incidents(incidents, [named]) == {d.id: incidents[0].id for d in (one, two)}


def test_totals_stay_apart_and_hold_what_lies_inside() -> None:
    market, a = _market("A")
    year = document("year", "In 2019 at least 120 people were killed in Xanland.", "Y", "2020-01-10")
    total = claim(year, "at least 120", 120, None, places=(LAND,), when=day("2019-01-01", "2019-12-31"), is_total=True)
    incident, aggregate = grouped([a, total], [market, year])
    assert (incident.aggregate, aggregate.aggregate) == (False, True)
    assert aggregate.contains == (incident.id,)
    assert aggregate.tallies == {"killed": Interval(120, None)}
    assert aggregate.remainder == {"killed": Interval(112, None)}


def test_the_day_of_a_claim_counts_beside_the_days_that_its_text_mentions() -> None:
    one, a = _market("A", "Eleven", 11)
    text = "Eleven neighbours were shot behind the mill. The others came home on 9 May 2019."
    letter = document("letter", text, "Families", "2019-06-01")
    b = claim(letter, "Eleven", 11, places=(QARA,), when=day("2019-05-03"))
    told = {letter.id: (mention(letter, "date", "9 May 2019", when=day("2019-05-09")),)}
    [incident] = grouped([a, b], [one, letter], mentions=told)
    assert incident.claims == tuple(c.id for c in sorted((a, b), key=lambda c: c.document))


def test_so_many_without_a_town_are_a_total_whatever_day_is_named() -> None:
    doc = document("A", "On 3 October a survivors' league reported that 30,000 detainees were executed in Xanland.", "A")
    many = claim(doc, "30,000", 30_000, places=(LAND,), when=day("2022-10-03"))
    few = replace(many, count=Count(300, 300, words="30,000"))
    assert [grouped([c], [doc])[0].aggregate for c in (many, few)] == [True, False]


def test_what_only_others_report_may_be_outside_a_total() -> None:
    """What is left of a total: at least without all that is reported inside it, at most without what its source reports."""
    doc = document("A", "Eight people were killed in Qara Vale on 3 May 2019.", "A")
    eight = claim(doc, "Eight", 8, places=(QARA,), when=day("2019-05-03"))
    left = {}
    for publisher in ("A", "Y"):
        year = document("year", "In 2019 in all 120 people were killed in Xanland.", publisher)
        total = claim(year, "120", 120, places=(LAND,), when=day("2019-01-01", "2019-12-31"), is_total=True)
        left[publisher] = grouped([eight, total], [doc, year])[1].remainder["killed"]
    assert left == {"A": Interval(112, 112), "Y": Interval(112, 120)}


def test_totals_of_other_periods_or_places_are_never_one() -> None:
    docs = [document(n, f"{n}: at least 120 people were killed.", n) for n in "ABCD"]
    times = [since("2011-03-15"), since("2013-08-04"), since("2011-03-15"), None]
    places = [(LAND,), (LAND,), (replace(LAND, words="Yland", key="YL", country="YL"),), (LAND,)]
    claims = [
        claim(d, "at least 120", 120, None, places=p, when=t, is_total=True)
        for d, t, p in zip(docs, times, places, strict=True)
    ]
    assert _names(grouped(claims, docs), docs) == [["A"], ["B"], ["C"], ["D"]]


def test_two_totals_of_one_document_and_period_stay_two() -> None:
    text = "In 2019, 6,924 people were killed in Xanland, and 1,397 people were killed there by the Northern Army."
    doc, other = document("A", text, "A"), document("B", "6,924 people were killed in Xanland in 2019.", "B")
    where: dict[str, object] = {"places": (LAND,), "when": day("2019-01-01", "2019-12-31"), "is_total": True}
    claims = [
        claim(doc, "6,924", 6924, **where),
        claim(doc, "1,397", 1397, perpetrators=("the Northern Army",), **where),
        claim(other, "6,924", 6924, **where),
    ]
    assert sorted(i.tallies["killed"].low or 0 for i in grouped(claims, [doc, other])) == [1397, 6924]


def test_an_incident_larger_than_a_total_is_not_inside_it() -> None:
    market, a = _market("A")
    year = document("year", "In 2019 five were killed by shells in Xanland.", "Y", "2020-01-10")
    total = claim(year, "five", 5, places=(LAND,), when=day("2019-01-01", "2019-12-31"), is_total=True)
    assert [i.contains for i in grouped([a, total], [market, year])] == [(), ()]


def test_one_total_told_thrice_is_one_even_where_one_text_leaves_out_the_year() -> None:
    docs = [document(n, f"{n}: the massacre of 30,000 prisoners", n) for n in "ABC"]
    times = [day("1988-01-01", "1988-12-31"), day("1988-01-01", "1988-12-31"), None]
    claims = [claim(d, "30,000", 30000, places=(LAND,), when=t) for d, t in zip(docs, times, strict=True)]
    assert _names(grouped(claims, docs), docs) == [["A", "B", "C"]]


def test_what_a_person_called_different_never_meets_and_the_same_always_does() -> None:
    (one, a), (two, b), (three, c) = _market("A"), _market("B", "Nine", 9), _harbour("C")

    def decided(action: str, x: str, y: str) -> Decision:
        return Decision("d", "incident", action, {"a": x, "b": y}, {}, "r", "2020-01-01", "known")

    def names(*made: Decision) -> list[list[str]]:
        return _names(grouped([a, b, c], [one, two, three], decisions=made), [one, two, three])

    assert names() == [["A", "B"], ["C"]]
    assert names(decided("different", a.id, b.id)) == [["A"], ["B"], ["C"]]
    assert names(decided("same", b.id, c.id)) == [["A", "B", "C"]]
    assert names(decided("same", b.id, c.id), decided("different", one.id, two.id)) == [["A"], ["B", "C"]]
    assert names(decided("different", a.id, b.id), decided("same", a.id, b.id)) == [["A", "B"], ["C"]]


def test_different_holds_inside_one_document_and_for_copies() -> None:
    doc = document("A", "Eight died in Qara Vale. Four died in Qara Vale.", "A")
    claims = [claim(doc, w, n, places=(QARA,), when=day("2019-05-03")) for w, n in (("Eight", 8), ("Four", 4))]
    made = Decision("d", "incident", "different", {"a": claims[0].id, "b": claims[1].id}, {}, "r", "2020", "two raids")
    assert [len(i.claims) for i in grouped(claims, [doc])] == [2]
    assert [len(i.claims) for i in grouped(claims, [doc], decisions=[made])] == [1, 1]


def test_a_person_grades() -> None:
    doc, c = _market("A")
    made = Decision(
        "d", "incident", "grade", {"incident": c.id}, {"grade": "discounted"}, "R. E.", "2020-02-03T10:00", "staged"
    )
    (incident,) = grouped([c], [doc], decisions=[made])
    assert (incident.grading, incident.grading_reason) == ("discounted", "Decided by R. E. on 2020-02-03: staged")


def test_a_grade_stays_with_its_incident_when_a_claim_leaves_it() -> None:
    (one, a), (two, b) = _market("A"), _market("B")
    (before,) = grouped([a, b], [one, two])
    left = replace(b, when=day("2019-06-20"))
    given = {c.id: before.id for c in (a, b)}
    made = Decision("d", "incident", "grade", {"incident": before.id}, {"grade": "contested"}, "R. E.", "2020-02-03T10:00", "")
    after = grouped([a, left], [one, two], previous=given, decisions=[made])
    assert [(i.id == before.id, i.grading) for i in after] == [(True, "contested"), (False, "weak")]


def test_two_sources_for_two_acts_corroborate_nothing() -> None:
    doc, c = _market("A")
    wounded = document("B", "Shells in the market of Qara Vale on 3 May 2019: twelve were wounded there.", "B", "2019-05-04")
    other = claim(wounded, "twelve", 12, act="injured", places=(QARA,), when=day("2019-05-03"))
    (incident,) = grouped([c, other], [doc, wounded])
    assert (incident.independent_sources, incident.grading, incident.grading_reason) == (
        2,
        "weak",
        "Single source claim, though sometimes featuring significant information. (several sources, no two for one act)",
    )


def test_rival_perpetrators_are_contested_and_joint_ones_are_not() -> None:
    (one, a), (two, b) = _market("A"), _market("B")
    joint = replace(a, perpetrators=("the Northern Army", "the Hill Brigade"))
    rival = replace(b, perpetrators=("the Hill Brigade",))
    assert grouped([a, rival], [one, two])[0].grading == "contested"
    assert grouped([joint, rival], [one, two])[0].grading == "fair"


def test_a_party_that_says_so_of_itself_confirms() -> None:
    doc, c = _market("A")
    own = replace(c, sources=("the Northern Army",), attribution=c.attribution)
    assert grouped([own], [doc])[0].grading == "confirmed"


# ------------------------------------------------------------------------------------------------ ids


def test_ids_stay_when_documents_come_merge_and_part() -> None:
    (one, a), (two, b), (three, c) = _market("A"), _market("B"), _harbour("C")
    docs, claims = [one, two, three], [a, b, c]
    first = grouped([a], [one])[0]
    before = {a.id: first.id}
    second = next(i for i in grouped(claims, docs, previous=before) if a.id in i.claims)
    assert (second.id, set(second.claims), second.previous_ids) == (first.id, {a.id, b.id}, ())

    other = grouped([c], [three])[0]
    same = Decision("d", "incident", "same", {"a": a.id, "b": c.id}, {}, "r", "2020", "one raid")
    (merged,) = grouped(claims, docs, previous={a.id: first.id, b.id: first.id, c.id: other.id}, decisions=[same])
    assert (merged.id, merged.previous_ids) == (first.id, (other.id,))

    parted = grouped(claims, docs, previous=dict.fromkeys((a.id, b.id, c.id), first.id))
    kept = next(i for i in parted if a.id in i.claims)
    new = next(i for i in parted if c.id in i.claims)
    assert (kept.id, kept.previous_ids, new.id == first.id, new.previous_ids) == (first.id, (), False, (first.id,))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_two_incidents_have_one_id_whatever_ids_there_were_before(data: st.DataObject) -> None:
    (one, a), (two, b), (three, c), (four, d) = _market("A"), _market("B"), _harbour("C"), _harbour("D")
    apart = [Decision("d", "incident", "different", {"a": x.id, "b": y.id}, {}, "r", "2020", "") for x, y in ((a, b), (c, d))]
    claims, docs = [a, b, c, d], [one, two, three, four]
    ids = [content_id("incident", x.id) for x in claims]
    before = data.draw(st.dictionaries(st.sampled_from([x.id for x in claims]), st.sampled_from(ids)))
    found = [i.id for i in grouped(claims, docs, previous=before, decisions=apart)]
    assert (len(found), len(set(found))) == (4, 4)


def test_an_incident_id_in_a_decision_stands_for_what_it_held() -> None:
    (one, a), (two, b), (three, c) = _market("A"), _market("B"), _harbour("C")
    docs, claims = [one, two, three], [a, b, c]
    incidents = grouped(claims, docs)
    before = {x: i.id for i in incidents for x in i.claims}
    made = Decision("d", "incident", "same", {"a": incidents[0].id, "b": incidents[1].id}, {}, "r", "2020", "one raid")
    assert len(grouped(claims, docs, previous=before, decisions=[made])) == 1


def test_calling_two_incidents_different_leaves_their_documents_other_claims_alone() -> None:
    text = "Eight died in Qara Vale market on 3 May 2019.\nTwo died in Orsk Bay harbour on 3 May 2019."
    both = document("both", text, "Both", "2019-05-06")
    one, a = _market("A")
    two, b = _harbour("B")
    claims = [
        a,
        b,
        claim(both, "Eight", 8, places=(QARA,), when=day("2019-05-03")),
        claim(both, "Two", 2, places=(ORSK,), when=day("2019-05-03")),
    ]
    docs = [both, one, two]
    incidents = grouped(claims, docs)
    before = {x: i.id for i in incidents for x in i.claims} | main_incidents(incidents, claims)
    made = Decision("d", "incident", "different", {"a": incidents[0].id, "b": incidents[1].id}, {}, "r", "2020", "apart")
    again = grouped(claims, docs, previous=before, decisions=[made])
    assert [(i.id, i.claims) for i in again] == [(i.id, i.claims) for i in incidents]
    assert sorted(len(i.claims) for i in again) == [2, 2]


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(5)))
def test_order_of_input_never_matters(order: list[int]) -> None:
    pairs = [_market("A"), _market("B", "Nine", 9), _harbour("C"), _harbour("D"), _market("E", "Ten", 10)]
    shuffled = [pairs[n] for n in order]
    assert grouped([c for _, c in shuffled], [d for d, _ in shuffled]) == grouped([c for _, c in pairs], [d for d, _ in pairs])


facts = st.tuples(
    st.sampled_from([(), (QARA,), (MILL,), (ORSK,), (LAND,), (QARA, ORSK)]),
    st.sampled_from([None, "2019-05-03", "2019-05-04", "2019-06-01"]),
    st.sampled_from([(0, 0), (1, 1), (5, 5), (5, None), (None, 9), (None, None), (700, None)]),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(facts, max_size=4), max_size=4), st.randoms(use_true_random=False))
def test_every_claim_is_in_exactly_one_incident_whatever_the_order(told: list[list[Any]], chance: random.Random) -> None:
    docs = [document(str(n), "a b c d " + "x" * n, f"P{n}") for n in range(len(told))]
    claims = [
        claim(doc, "abcd"[k], low, high, places=places, when=day(when), is_total=total)
        for doc, own in zip(docs, told, strict=True)
        for k, (places, when, (low, high), total) in enumerate(own)
    ]
    incidents = grouped(claims, docs)
    assert sorted(c for i in incidents for c in i.claims) == sorted(c.id for c in claims)
    assert len({i.id for i in incidents}) == len(incidents)
    for one in (docs, claims):
        chance.shuffle(one)  # type: ignore[arg-type]
    assert grouped(claims, docs) == incidents


# ------------------------------------------------------------------------------------------------ bad input


def test_a_claim_copied_five_thousand_times_is_one_incident_of_one_source() -> None:
    docs, claims = [], []
    for n in range(5000):
        doc, c = _market(f"copy {n:04}", publisher=f"Paper {n:04}")
        docs.append(doc)
        claims.append(c)
    (incident,) = grouped(claims, docs, origins={d.id: docs[0].id for d in docs})
    assert (len(incident.claims), incident.tallies, [s.source for s in incident.sources]) == (
        5000,
        {"killed": Interval(8, 8)},
        ["Paper 0000"],
    )


def test_empty_fields_future_dates_and_nothing_at_all() -> None:
    assert grouped([], []) == []
    empty = document("empty", "")
    bare = Claim("c", "gone", "gone", 0, 0, "", "killed", claim(document("x", "5"), "5", 5).count)
    future = document("future", "Five died.", "F", "2019-01-01")
    late = claim(future, "Five", 5, when=day("2999-01-01"), places=(QARA,))
    incidents = grouped([bare, late], [empty, future])
    assert sorted(len(i.claims) for i in incidents) == [1, 1]
    assert BOOK.name == "literal"


TOWNS = [Place(f"Town {n}", "XA", 20.0 + n, 10.0, "town", f"t{n}", ("XA",)) for n in range(5)]


def _report(name: str, publisher: str) -> tuple[Document, list[Claim]]:
    """A report on five incidents, and at its end three figures that say neither day nor town."""
    lines = [f"On {n + 1} May 2019 shells killed {n + 2} herders in Town {n}." for n in range(5)]
    lines.append("Monitors counted 61 herders dead in camps.\nGuards are said to have shot 29 herders.")
    doc = document(name, "\n".join(lines), publisher, "2019-08-01")
    dated = [claim(doc, f"{n + 2} herders", n + 2, places=(TOWNS[n],), when=day(f"2019-05-0{n + 1}")) for n in range(5)]
    return doc, [
        *dated,
        claim(doc, "61 herders", 61, places=(LAND,)),
        claim(doc, "29 herders", 29, places=(LAND,), by=["guards"]),
    ]


def test_what_says_neither_day_nor_town_joins_no_incident_of_a_report_on_many() -> None:
    doc, claims = _report("report", "R")
    incidents = grouped(claims, [doc])
    assert sorted(str(dict(i.tallies)) for i in incidents) == sorted(
        str({"killed": Interval(n, n)}) for n in (2, 3, 4, 5, 6, 61, 29)
    )
    assert [i.figures_disagree for i in incidents] == [()] * 7


def test_nor_does_it_join_an_incident_of_another_document() -> None:
    doc, claims = _report("report", "R")
    other = document("other", "Guards are said to have shot 29 herders in Town 3 on 4 May 2019.", "O", "2019-05-06")
    told = claim(other, "29 herders", 29, places=(TOWNS[3],), when=day("2019-05-04"))
    incidents = grouped([*claims, told], [doc, other])
    assert [i.documents for i in incidents if told.id in i.claims and claims[-1].id in i.claims] == []


def test_the_next_sentence_of_a_report_still_speaks_of_its_incident() -> None:
    doc, claims = _report("report", "R")
    text = doc.text.replace("herders in Town 2.", "herders in Town 2. Nine were injured.")
    longer = replace(doc, text=text)
    moved = [replace(c, start=text.find(c.quote), end=text.find(c.quote) + len(c.quote)) for c in claims]
    injured = claim(longer, "Nine", 9, act="injured", places=(LAND,))
    incident = next(i for i in grouped([*moved, injured], [longer]) if injured.id in i.claims)
    assert dict(incident.tallies) == {"killed": Interval(4, 4), "injured": Interval(9, 9)}


def test_in_a_report_the_same_act_alleged_of_others_is_another_incident() -> None:
    doc, claims = _report("report", "R")
    text = doc.text + "\nThe Red Brigade is said to have shot 41 monks. The Blue Army shot 52."
    longer = replace(doc, text=text)
    both = [
        claim(longer, "41 monks", 41, places=(LAND,), perpetrators=("Red Brigade",), by=["R"]),
        claim(longer, "52", 52, places=(LAND,), perpetrators=("Blue Army",), by=["S"]),
    ]
    homes = [i.id for c in both for i in grouped([*claims, *both], [longer]) if c.id in i.claims]
    assert len(set(homes)) == 2


def test_the_number_of_a_total_that_comes_back_is_that_total_and_no_incidents_figure() -> None:
    text = "From January to June 312 herders died in Xanland. Of the 312 herders, 187 died of shells."
    doc = document("report", f"{text} On 3 May 2019 shells killed 26 herders in Qara Vale.", "R", "2019-08-01")
    total = claim(doc, "312 herders", 312, when=day("2019-01-01", "2019-06-30"), places=(LAND,))
    again = claim(doc, "the 312 herders", 312)
    shells = claim(doc, "187", 187, part_of=again.id)
    strike = claim(doc, "26 herders", 26, when=day("2019-05-03"), places=(QARA,))
    found = {i.aggregate: (i.claims, dict(i.tallies)) for i in grouped([total, again, shells, strike], [doc])}
    assert found == {
        True: ((total.id, again.id, shells.id), {"killed": Interval(312, 312)}),
        False: ((strike.id,), {"killed": Interval(26, 26)}),
    }


def test_one_article_that_quotes_one_speaker_is_weak_and_two_speakers_are_fair() -> None:
    doc = document("a", "Eight died in Qara Vale. Eight died, the clinic said. Eight died, the police said.", "Paper A")
    where: dict[str, Any] = {"when": day("2019-05-03"), "places": (QARA,)}
    own = claim(doc, "Eight died in", 8, **where)
    clinic = claim(doc, "Eight died, the c", 8, by=["clinic"], **where)
    police = claim(doc, "Eight died, the p", 8, by=["police"], **where)
    (one,) = grouped([own, clinic], [doc])
    (two,) = grouped([own, clinic, police], [doc])
    assert (one.grading, one.independent_sources) == ("weak", 1)
    assert (two.grading, two.independent_sources) == ("fair", 2)


def test_a_copy_that_changed_the_number_is_a_figure_of_its_own_and_confirms_nobodys() -> None:
    docs = [document(n, f"{w} people died in Qara Vale.", n, f"2019-05-0{k}") for n, w, k in (("A", "20", 4), ("B", "31", 5))]
    where: dict[str, Any] = {"when": day("2019-05-03"), "places": (QARA,)}
    claims = [claim(d, w, int(w), by=["clinic"], **where) for d, w in zip(docs, ("20", "31"), strict=True)]
    link = DocumentLink(docs[0].id, docs[1].id, "revision", 0.9, 0.9, ((0, 29, 0, 29),), ((0, 2, 0, 2),))
    (incident,) = grouped(claims, docs, links=[link])
    assert (dict(incident.tallies), incident.grading) == ({"killed": Interval(20, 31)}, "weak")
    assert [s.source for s in incident.sources] == ["B", "clinic"]


def test_a_figure_belongs_to_the_day_and_town_that_the_text_has_gone_on_to() -> None:
    text = "On 2 May 2019 shells killed seven in Orsk Bay.\nOn 3 May 2019 guards entered Qara Vale. They shot eleven of them."
    doc = document("report", f"{text} Four were taken along.", "R", "2019-08-01")
    seven = claim(doc, "seven", 7, when=day("2019-05-02"), places=(ORSK,))
    eleven, four = claim(doc, "eleven", 11), claim(doc, "Four", 4, act="detained")
    dates = [mention(doc, "date", w, when=day(d)) for w, d in (("2 May 2019", "2019-05-02"), ("3 May 2019", "2019-05-03"))]
    towns = [mention(doc, "place", p.words, place=p) for p in (ORSK, QARA)]
    found = grouped([seven, eleven, four], [doc], mentions={doc.id: (*dates, *towns)})
    assert [(i.places[0].words, dict(i.tallies)) for i in found] == [
        ("Orsk Bay", {"killed": Interval(7, 7)}),
        ("Qara Vale", {"killed": Interval(11, 11), "detained": Interval(4, 4)}),
    ]
    for there in (dates, towns):  # a day alone, or a town alone, may be of the same incident
        (one,) = grouped([seven, four], [doc], mentions={doc.id: tuple(there)})
        assert dict(one.tallies) == {"killed": Interval(7, 7), "detained": Interval(4, 4)}


def test_what_was_published_before_an_incident_does_not_tell_of_it_and_months_do_not_differ_by_a_day() -> None:
    words = "Shells of the Amber Brigade killed eight herders of the Tamarisk clan"
    early = document("early", f"{words}.", "A", "2019-03-17")
    late = document("late", f"{words} in Qara Vale on 12 May 2019.", "B", "2019-05-13")
    told = claim(late, "eight", 8, places=(QARA,), when=day("2019-05-12"))
    for doc, number in ((early, 2), (replace(early, published=day("2019-05-13")), 1), (replace(early, published=None), 1)):
        assert len(grouped([claim(doc, "eight", 8), told], [doc, late])) == number
    months = [("2019-04-01", "2019-04-30"), ("2019-05-01", "2019-05-31")]
    docs = [document(n, f"{words} in Qara Vale.", n, "2019-08-01") for n in ("C", "D")]
    claims = [claim(d, "eight", 8, places=(QARA,), when=day(*m)) for d, m in zip(docs, months, strict=True)]
    assert len(grouped(claims, docs)) == 2


def test_a_party_named_in_two_accounts_makes_them_no_incident() -> None:
    docs = [
        document("a", "The Amber Brigade shot eight herders by the river.", "A"),
        document("b", "Five teachers vanished, taken by the Amber Brigade at dusk.", "B"),
    ]
    claims = [
        claim(docs[0], "eight herders", 8, perpetrators=("the Amber Brigade",)),
        claim(docs[1], "Five teachers", 5, act="abducted", perpetrators=("the Amber Brigade",)),
    ]
    assert len(grouped(claims, docs)) == 2


def test_two_sources_that_tell_of_some_victims_of_one_act_are_fair_and_of_two_acts_weak() -> None:
    docs = [document(n, "Three children fell in Qara Vale.", n) for n in ("A", "B")]
    for act, grading in (("killed", "fair"), ("injured", "weak")):
        claims = [
            claim(d, "Three children", 3, act=a, of=["child"], places=(QARA,), when=day("2019-05-03"))
            for d, a in zip(docs, ("killed", act), strict=True)
        ]
        assert [i.grading for i in grouped(claims, docs)] == [grading]


def test_nor_to_the_day_and_town_of_a_later_incident_where_the_text_named_others_before() -> None:
    text = "What happened in Orsk Bay on 2 May 2019: guards shot eleven men. On 9 May 2019 ninety people fled to Qara Vale."
    doc = document("letter", text, "L", "2019-05-20")
    eleven = claim(doc, "eleven men", 11)
    ninety = claim(doc, "ninety people", 90, act="displaced", when=day("2019-05-09"), places=(QARA,))
    dates = [mention(doc, "date", w, when=day(d)) for w, d in (("2 May 2019", "2019-05-02"), ("9 May 2019", "2019-05-09"))]
    towns = [mention(doc, "place", p.words, place=p) for p in (ORSK, QARA)]
    found = grouped([eleven, ninety], [doc], mentions={doc.id: (*dates, *towns)})
    assert [(i.places[0].words, dict(i.tallies)) for i in found] == [
        ("Orsk Bay", {"killed": Interval(11, 11)}),
        ("Qara Vale", {"displaced": Interval(90, 90)}),
    ]
