from dataclasses import replace
from datetime import date
from itertools import pairwise

import invented
import pytest

from onrecord.model import DateRange, Incident, Interval
from onrecord.report import pictures
from onrecord.report.drawing import Days
from onrecord.report.views import Index


@pytest.fixture
def index() -> Index:
    return Index(invented.small())


def test_the_timeline_keeps_totals_apart_from_incidents(index: Index) -> None:
    own = [i for i in index.dossier.incidents if not i.aggregate]
    drawn = str(pictures.timeline(index, own, [i for i in index.dossier.incidents if i.aggregate]))
    assert drawn.count('class="period"') == 1
    assert drawn.count("<title>") == 4
    assert "Market of Senn, 4 March 2031: killed 0–13, contested" in drawn
    assert "they are not added to the incidents" in drawn


def test_undated_incidents_are_counted_under_the_timeline(index: Index) -> None:
    own = [replace(i, when=None) if i.id == "halim2031" else i for i in index.dossier.incidents if not i.aggregate]
    assert "Not drawn: 1 incident without a date." in str(pictures.timeline(index, own, []))


def test_many_incidents_are_counted_by_month(index: Index) -> None:
    many = [Incident(str(n), False, (), (), when=DateRange(d := date(2031, 1 + n % 3, 1), d)) for n in range(400)]
    drawn = str(pictures.timeline(index, many, []))
    assert drawn.count('class="bar weak"') == 3
    assert "number of incidents in a month, not of victims" in drawn


def test_a_figure_that_rose_is_drawn_source_by_source_without_its_copies(index: Index) -> None:
    drawn = str(pictures.history(index, index.incidents["market2031"]))
    assert drawn.count('class="dot"') == 2  # killed: the Monitor twice; the Council and the nurse changed nothing
    assert "How the figure changed: killed: children" not in drawn
    assert "market-2.html" not in drawn


def test_a_part_of_a_claim_under_the_same_figure_is_no_figure_of_its_own(index: Index) -> None:
    whole, other = index.dossier.claims[:2]
    part = replace(other, act=whole.act, victims=whole.victims, part_of=whole.id)
    group = replace(part, victims=replace(whole.victims, categories=("child",)))
    assert [index.is_part(claim) for claim in (whole, part, group)] == [False, True, False]


def test_points_of_a_history_do_not_lie_on_each_other(index: Index) -> None:
    days, taken = Days([date(2031, 3, 4), date(2031, 3, 5)], 60, 880), []
    claim = index.dossier.claims[0]
    for letter in "ABC":
        pictures._course(letter, [(date(2031, 3, 4), claim)], days, lambda value: 100.0, 16.0, taken)
    assert [b[0] - a[0] for a, b in pairwise(taken)] == [16.0, 16.0]


def test_a_figure_that_stayed_has_no_history(index: Index) -> None:
    assert str(pictures.history(index, index.incidents["qara2031"])) == ""


def test_the_lineage_names_origin_and_copy_in_words_too(index: Index) -> None:
    drawn = str(pictures.lineage(index))
    assert "market.html, 4 March 2031, the origin" in drawn
    assert "market-2.html, 5 March 2031, copy of the first" in drawn
    assert drawn.count("copy of it") == 1


def test_a_case_without_copies_says_so(index: Index) -> None:
    assert "No document copies" in str(pictures.lineage(Index(replace(index.dossier, origins={}))))


@pytest.mark.parametrize(
    "days", [[date(2031, 3, 4)], [date(1, 1, 1), date(9999, 12, 31)], [date(2031, 1, 1), date(2031, 1, 2)]]
)
def test_an_axis_of_any_length_has_few_ticks_in_order(days: list[date]) -> None:
    ticks = [day for day, _ in Days(days, 0, 900).ticks()]
    assert ticks == sorted(set(ticks))
    assert 1 <= len(ticks) <= 14


def test_an_open_range_is_an_arrow(index: Index) -> None:
    one = replace(index.incidents["qara2031"], tallies={"killed": Interval(20, None)})
    assert 'class="mark fair open"' in str(pictures.timeline(index, [one], []))
