"""Linking: relatives apart, one to one, decisions first, the same answer in any order. All people are invented."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("splink")

from onrecord.model import Decision, Entry, PersonLink
from onrecord.victims import scoring
from onrecord.victims.blocking import unreached_share
from onrecord.victims.fields import table
from onrecord.victims.linking import LinkSettings, link
from onrecord.victims.persons import persons, weak_links

FIRST = "سامي ليلى عمر هدى خالد مريم يوسف نور حسن سارة طارق رنا زياد دانا فادي لينا باسم جنى رامي سلمى".split()  # noqa: SIM905
_LATIN = "Sami Layla Omar Huda Khaled Maryam Youssef Nour Hassan Sara Tareq Rana Ziad Dana Fadi Lina Basem Jana Rami Salma"
LATIN = _LATIN.split()
FAMILY = ["النجار", "حداد", "صالح", "الخطيب", "شاهين", "منصور", "درويش", "عيسى", "بركات", "زيدان"]
LATIN_FAMILY = ["al-Najjar", "Haddad", "Saleh", "Al-Khatib", "Shaheen", "Mansour", "Darwish", "Issa", "Barakat", "Zidan"]
FREE = LinkSettings(free_of_duplicates=frozenset({"A", "B", "C"}))


def entry(id: str, name: str, age: float | None = None, **more: object) -> Entry:
    return Entry(id, id[0], int(id[1:]), name, age, **more)  # type: ignore[arg-type]


def two_lists(seed: int = 7, people: int = 240) -> tuple[list[Entry], dict[str, int]]:
    """A list in Arabic script and one in Latin letters, which give ages a year apart; two thirds of the people are on both."""
    rng = random.Random(seed)
    entries, truth = [], {}
    for n in range(people):
        slots = [rng.randrange(20), rng.randrange(0, 20, 2), rng.randrange(0, 20, 2)]
        family, age = rng.randrange(10), rng.randrange(1, 80)
        if n % 3 != 1:
            truth[f"A{n}"] = n
            entries.append(entry(f"A{n}", " ".join([FIRST[k] for k in slots] + [FAMILY[family]]), age, sex=None))
        if n % 3 != 2:
            truth[f"B{n}"] = n
            entries.append(entry(f"B{n}", " ".join([LATIN[k] for k in slots] + [LATIN_FAMILY[family]]), age + 1, sex=None))
    return entries, truth


ENTRIES, TRUTH = two_lists()
RESULT = link(ENTRIES, settings=FREE)


def linked(links: tuple[PersonLink, ...]) -> set[tuple[str, str]]:
    return {(one.a, one.b) for one in links if one.kind == "linked"}


def decision(a: str, b: str, action: str) -> Decision:
    return Decision(
        f"d-{a}-{b}-{action}", "person", action, {"a": a, "b": b}, {}, "reviewer", "2024-05-01", "seen both papers"
    )


def test_people_are_found_across_scripts_and_a_year_of_age() -> None:
    found = linked(RESULT.links)
    right = {(a, b) for a, b in found if TRUTH[a] == TRUTH[b]}
    both = len(TRUTH) - len(set(TRUTH.values()))
    assert len(right) >= 0.95 * len(found)
    assert len(right) >= 0.95 * both


def test_the_order_of_entries_does_not_matter() -> None:
    shuffled = ENTRIES[:]
    random.Random(1).shuffle(shuffled)
    assert link(shuffled, settings=FREE) == RESULT


def test_in_lists_free_of_duplicates_each_entry_has_one_partner() -> None:
    found = linked(RESULT.links)
    assert len({a for a, _ in found}) == len({b for _, b in found}) == len(found)


def test_the_report_says_how_many_can_be_found_at_all() -> None:
    (report,) = RESULT.reports
    assert (report.left, report.right, report.linked) == ("A", "B", len(linked(RESULT.links)))
    assert 0.9 < report.ceiling <= 1.0
    assert report.compared <= report.candidates


def test_reasons_tell_each_field() -> None:
    one = next(one for one in RESULT.links if one.kind == "linked" and one.probability > 0.99)
    assert [reason.split(":")[0] for reason in one.reasons] == ["first name", "lineage", "age"]


def test_brothers_and_twins_are_not_one_person() -> None:
    lineage, latin = "طارق حسن بركات", "Tareq Hassan Barakat"
    family = [
        entry("A901", f"سامي {lineage}", 8, birth_date="2015-03-01"),
        entry("A902", f"باسم {lineage}", 8, birth_date="2015-03-01"),
        entry("B901", f"Sami {latin}", 9, birth_date="2015-03-01"),
        entry("B903", f"Ziad {latin}", 9, birth_date="2015-03-01"),
    ]
    found = {pair for pair in linked(link([*ENTRIES, *family], settings=FREE).links) if pair[0] in ("A901", "A902")}
    assert found == {("A901", "B901")}


def test_words_run_together_on_one_list_answer_two_on_the_other() -> None:
    pair = [entry("A906", "لينا سامييوسف منصور", 44), entry("B906", "Lina Sami Youssef Mansour", 45)]
    found = {(one.a, one.b): one for one in link([*ENTRIES, *pair], settings=FREE).links}
    assert found["A906", "B906"].kind == "linked"


def test_a_word_run_together_and_one_other_part_are_enough_to_be_found() -> None:
    pair = [entry("A907", "سامييوسف ليناهدى منصور", 31), entry("B907", "Sami Youssef Lina Huda Mansour", 32)]
    assert ("A907", "B907") in {(one.a, one.b) for one in link([*ENTRIES, *pair], settings=FREE).links}


def test_namesakes_whose_ages_disagree_are_left_to_a_person() -> None:
    pair = [entry("A905", "زياد باسم فادي شاهين", 70), entry("B905", "Ziad Basem Fadi Shaheen", 4)]
    found = [one.kind for one in link([*ENTRIES, *pair], settings=FREE).links if (one.a, one.b) == ("A905", "B905")]
    assert found in ([], ["uncertain"])


def test_decisions_win_over_probabilities() -> None:
    (a, b), (c, d), *_ = sorted(linked(RESULT.links))
    made = [decision(a, b, "different"), decision(a, d, "same"), decision(c, d, "unsure")]
    links = {(one.a, one.b): one for one in link(ENTRIES, made, settings=FREE).links}
    assert (links[a, b].kind, links[a, b].probability) == ("decided", 0.0)
    assert (links[a, d].kind, links[a, d].probability) == ("decided", 1.0)
    assert links[a, d].reasons == ("decided same by reviewer on 2024-05-01: seen both papers",)
    assert links[c, d].kind == "decided"


def test_the_report_sets_probabilities_beside_what_people_decided() -> None:
    (a, b), (c, d), (e, f), *_ = sorted(linked(RESULT.links))
    made = [decision(a, b, "same"), decision(c, d, "different"), decision(e, f, "unsure")]
    (report,) = link(ENTRIES, made, settings=FREE).reports
    assert [(one.decided, one.same) for one in report.calibration] == [(2, 1)]
    assert report.calibration[0].probability > 0.95


def test_places_are_the_same_in_two_scripts_where_their_names_tell() -> None:
    written = ["تل النور, الشمال", "Tall al-Nur, al-Shamal", "حجر", "Hajar", "Hajjar", "هاجر", None]
    found = table([entry(f"A{n}", "Sami Omar", place=place) for n, place in enumerate(written)])
    assert found.place[0] == found.place[1]
    assert found.region[0] == found.region[1]
    assert len(set(found.place[2:6].tolist())) == 4, "two could be meant in either script"
    assert found.place[6] == -1


def test_brothers_who_are_linked_do_not_compete_and_the_reasons_say_so() -> None:
    brothers = [entry(f"A{900 + n}", f"{FIRST[n]} رامي زياد بركات", 20 + n) for n in range(4)]
    brothers += [entry(f"B{900 + n}", f"{LATIN[n]} Rami Ziad Barakat", 21 + n) for n in range(4)]
    found = {one.a: one for one in link([*ENTRIES, *brothers], settings=FREE).links if one.kind == "linked"}
    assert [found[f"A{n}"].b for n in range(900, 904)] == ["B900", "B901", "B902", "B903"]
    assert [found[f"A{n}"].reasons[1].split(";")[-1].split(",")[0] for n in range(900, 904)] == [
        " of 3 others who share it 3 are linked"
    ] * 4


def test_a_lineage_whose_other_bearers_are_linked_weighs_more() -> None:
    names = ["Rami Ziad Barakat", "Basem Ziad Barakat", "Fadi Ziad Barakat"]
    rows = [entry(f"{side}{n}", name) for side in "AB" for n, name in enumerate(names)]
    columns = table(rows)
    scorer = scoring.Scorer(columns, 0, 1, scoring.Settings())
    pair = np.array([0]), np.array([3])
    before = float(scorer.evidence(*pair).lineage[0])
    scorer.relatives_linked(np.array([0.0, 1, 1, 0, 1, 1]))
    after = float(scorer.evidence(*pair).lineage[0])
    assert (round(before, 1), round(after, 1)) == (2.3, 3.3)
    assert [int(count[0]) for count in scorer.relatives(*pair)] == [2, 2]


def test_a_later_decision_replaces_an_earlier_one() -> None:
    a, b = min(linked(RESULT.links))
    made = [decision(a, b, "different"), decision(b, a, "same")]
    links = {(one.a, one.b): one for one in link(ENTRIES, made, settings=FREE).links}
    assert links[a, b].probability == 1.0


def test_new_entries_are_compared_with_known_ones_by_the_trained_model() -> None:
    new = [entry("A990", "سلمى زياد عمر زيدان", 20), entry("B990", "Salma Ziad Omar Zidan", 21)]
    known = frozenset(one.id for one in [*ENTRIES, new[1]])
    added = link([*ENTRIES, *new], settings=FREE, models=RESULT.models, known=known)
    assert linked(added.links) == {("A990", "B990")}


def test_a_model_is_readable_json_and_comes_back() -> None:
    (model,) = RESULT.models.values()
    text = json.dumps(scoring.to_json(model), ensure_ascii=False)
    assert scoring.from_json(json.loads(text)) == model
    assert link(ENTRIES, settings=FREE, models={("A", "B"): scoring.from_json(json.loads(text))}).models == RESULT.models


def test_duplicates_within_a_list_are_found_where_it_may_hold_some() -> None:
    twice = [*ENTRIES, replace(ENTRIES[0], id="A999"), replace(ENTRIES[3], id="A998")]
    found = linked(link(twice, settings=LinkSettings(free_of_duplicates=frozenset({"B"}))).links)
    assert (ENTRIES[0].id, "A999") in found


def test_nothing_to_link_gives_nothing() -> None:
    assert link([], settings=FREE).links == ()
    assert link([entry("A1", "Sami Haddad", 3)], settings=FREE).links == ()


def test_the_ceiling_is_exact_where_parts_agree_independently() -> None:
    quarters = [1, 12, 54, 108, 81]  # four parts, each agreeing in three cases of four
    assert unreached_share({4: [0, 0, *quarters[2:]]}) == pytest.approx(13 / 256)


def test_the_ceiling_is_lower_where_one_part_written_otherwise_makes_others_likelier_to_be() -> None:
    assert unreached_share({4: [0, 0, 60, 900, 9000]}) == pytest.approx(0.00033, abs=0.00001)
    assert unreached_share({4: [0, 0, 90, 600, 9000]}) == pytest.approx(0.0070, abs=0.0001)


def test_no_pair_tells_nothing_of_the_ceiling() -> None:
    assert unreached_share({}) == 0.0


def test_weak_links_that_hold_a_person_together_are_shown() -> None:
    three = [entry("A1", "Sami Haddad"), entry("B1", "Sami Haddad"), entry("C1", "Sami Hadad")]
    links = [PersonLink("A1", "B1", 0.99, "linked"), PersonLink("B1", "C1", 0.6, "linked")]
    people = persons(three, links)
    (weak,) = weak_links(people, links)
    assert (weak.person, weak.link, weak.sides) == (people[0].id, links[1], (("A1", "B1"), ("C1",)))


@pytest.mark.parametrize(
    ("age", "place", "kind"),
    [(44, "Tall", "linked"), (None, "Tall", "linked"), (12, "Tall", "uncertain"), (44, None, "uncertain")],
)
def test_who_has_no_name_is_linked_only_by_day_and_place_together(age: float | None, place: str | None, kind: str) -> None:
    dead = [replace(one, date=f"2024-{n % 12 + 1:02}-{n % 27 + 1:02}", place="Hajar") for n, one in enumerate(ENTRIES)]
    pair = [entry("A950", "", 44, date="2024-05-31", place="Tall"), entry("B950", "Lina Omar Haddad", age, date="2024-05-31")]
    pair[1] = replace(pair[1], place=place)
    links = link([*dead, *pair], settings=FREE).links
    assert [one.kind for one in links if (one.a, one.b) == ("A950", "B950")] == [kind]
