import pytest

from onrecord.case.decide import decide_one
from onrecord.case.estimates import THRESHOLDS, _memberships, estimate_case
from onrecord.case.folder import Case
from onrecord.case.persons import apply_pairs, import_list, link_lists, pairs_to_review, write_pairs
from onrecord.case.results import results
from onrecord.case.review import Applied
from onrecord.case.run import run
from onrecord.case.why import Reason, why
from onrecord.errors import EstimationError, InputError
from onrecord.sample import path as sample
from onrecord.tables import read_table, write_table

pytest.importorskip("splink")

HEAD = ["name", "age", "sex", "date", "place"]
REGISTER = [
    ["Basim Hadran", "38", "m", "2031-03-14", "Tel Orane"],
    ["Mirel Hadran", "9", "f", "2031-03-14", "Tel Orane"],
    ["Nabil Saluma", "52", "m", "2031-03-27", "Deir Velan"],
]
BOOKS = [
    ["باسم حدران", "38", "m", "2031-03-14", "Tel Orane"],
    ["Nabeel Salouma", "52", "m", "2031-03-27", "Deir Velan"],
    ["Rima Haddal", "58", "f", "2031-03-27", "Deir Velan"],
]


@pytest.fixture
def case(tmp_path):
    write_table(tmp_path / "register.csv", HEAD, REGISTER)
    write_table(tmp_path / "books.csv", HEAD, BOOKS)
    with Case.open(tmp_path / "case", create=True, who="ana") as opened:
        import_list(opened, tmp_path / "register.csv", "register", free_of_duplicates=True)
        import_list(opened, tmp_path / "books.csv", "books", free_of_duplicates=True)
        yield opened


def together(case: Case) -> list[list[str]]:
    names = {entry.id: entry.name for entry in case.store.entries()}
    return sorted(sorted(names[e] for e in victim.entries) for victim in results(case).victims)


def walked(reason: Reason) -> list[str]:
    return [reason.words, *(words for below in reason.below for words in walked(below))]


def test_a_persons_decision_wins_over_every_probability_and_is_replayed(case):
    link_lists(case)
    entries = {entry.name: entry.id for entry in case.store.entries()}
    decide_one(case, entries["Mirel Hadran"], "same", other=entries["Rima Haddal"], why="The family says so.")
    decide_one(case, entries["Basim Hadran"], "different", other=entries["باسم حدران"], why="Two cousins.")
    link_lists(case)
    run(case)
    assert ["Mirel Hadran", "Rima Haddal"] in together(case)
    assert ["Basim Hadran"] in together(case)


def test_ids_of_persons_survive_a_new_edition_and_what_differs_is_said(case, tmp_path):
    link_lists(case)
    before = {victim.entries: victim.id for victim in results(case).victims}
    later = [[*REGISTER[0][:4], "Bir Saluma"], *REGISTER[1:], ["Karim Osval", "44", "m", "2031-03-27", "Deir Velan"]]
    write_table(tmp_path / "register-2.csv", HEAD, later)
    changed = import_list(case, tmp_path / "register-2.csv", "register", free_of_duplicates=True).edition
    assert changed is not None
    assert (len(changed.added), changed.removed, [cell[1:] for cell in changed.changed]) == (
        1, (), [("place", "Tel Orane", "Bir Saluma")],
    )  # fmt: skip
    link_lists(case)
    after = {victim.id for victim in results(case).victims}
    assert set(before.values()) <= after


def test_what_a_new_edition_corrects_is_compared_anew_and_it_stays_free_of_duplicates(case, tmp_path):
    link_lists(case)
    assert ["Nabeel Salouma", "Nabil Saluma"] in together(case)
    write_table(tmp_path / "register-2.csv", HEAD, [*REGISTER[:2], ["Nabil Saluma", "4", "m", "2031-03-27", "Bir Haddal"]])
    assert import_list(case, tmp_path / "register-2.csv", "register").list.free_of_duplicates
    link_lists(case)
    assert ["Nabil Saluma"] in together(case)


def test_entries_without_a_name_are_persons_but_not_in_the_overlaps_of_lists(case, tmp_path):
    write_table(tmp_path / "graves.csv", HEAD, [["", "30", "m", "2031-03-14", "Tel Orane"], BOOKS[2]])
    import_list(case, tmp_path / "graves.csv", "graves", free_of_duplicates=True)
    people = link_lists(case).persons
    assert [victim.names for victim in people].count(()) == 1
    assert len(_memberships(case, people)) == len(REGISTER) + len(BOOKS) + 1


def test_columns_that_mean_nothing_here_are_named(case, tmp_path):
    write_table(tmp_path / "graves.csv", ["name", "age", "Plot"], [["Rima Haddal", "58", "B 12"]])
    assert import_list(case, tmp_path / "graves.csv", "graves").unused == ("Plot",)


def test_an_estimate_without_linked_lists_says_what_to_do_first(tmp_path):
    with (
        Case.open(tmp_path / "bare", create=True) as bare,
        pytest.raises(EstimationError, match=r"Now: onrecord victims import LIST\.csv --list NAME"),
    ):
        estimate_case(bare)


def test_an_estimate_of_lists_that_were_not_linked_says_so(case):
    with pytest.raises(EstimationError, match="Now: onrecord victims link"):
        estimate_case(case)


def test_the_same_list_is_read_again_with_a_column_that_was_not_named_before(case, tmp_path):
    path = tmp_path / "burials.csv"
    write_table(path, ["name", "laid to rest", "village"], [["Rima Haddal", "2031-03-28", "Deir Velan"]])
    first = case.store.entries(import_list(case, path, "burials").list.id)
    again = import_list(case, path, "burials", columns={"date": "laid to rest"}, free_of_duplicates=True)
    [entry] = case.store.entries(again.list.id)
    assert (first[0].date, entry.id, entry.date, again.list.edition, again.notes[0]) == (
        None, first[0].id, "2031-03-28", 1, "burials, edition 1 was read again.",
    )  # fmt: skip
    path.rename(tmp_path / "renamed.csv")
    with pytest.raises(InputError, match="Nothing was added"):
        import_list(case, tmp_path / "renamed.csv", "burials", columns={"date": "laid to rest"})


def test_the_same_list_again_is_refused(case, tmp_path):
    with pytest.raises(InputError, match="the same content came in as register, edition 1"):
        import_list(case, tmp_path / "register.csv", "another name")


def test_a_sheet_of_pairs_comes_back_as_decisions(case, tmp_path):
    link_lists(case)
    sheet = tmp_path / "pairs.csv"
    number = write_pairs(case, sheet)
    header, *body = read_table(sheet)
    for row in body:
        row[header.index("decision")], row[header.index("why")] = "different", "Looked at both files."
    write_table(sheet, header, body)
    assert apply_pairs(case, sheet) == Applied(number, 0, ())
    assert apply_pairs(case, sheet) == Applied(0, number, ())
    assert pairs_to_review(case) == []


def test_why_a_person_is_one_is_told_field_by_field(case):
    link_lists(case)
    [victim] = [v for v in results(case).victims if "Nabil Saluma" in v.names and len(v.entries) == 2]
    words = walked(why(case, victim.id))
    assert any("Nabil Saluma = Nabeel Salouma" in line or "Nabeel Salouma = Nabil Saluma" in line for line in words)
    assert [line for line in words if line.startswith("list ")] != []


@pytest.mark.slow
def test_the_sample_lists_are_linked_and_their_persons_find_the_claims_that_name_them(tmp_path):
    with Case.open(tmp_path / "case", create=True) as case:
        for file, name in (("ocm-register.csv", "OCM"), ("clinic-books.csv", "clinics")):
            import_list(case, sample() / "lists" / file, name)
        linked = link_lists(case)
        assert sum(len(victim.entries) > 1 for victim in linked.persons) >= 7


def test_a_pair_is_one_person_in_as_many_linkages_as_its_probability_says():
    assert [sum(p >= threshold for threshold in THRESHOLDS) for p in (0.0, 0.3, 0.5, 0.72, 0.96, 1.0)] == [0, 3, 5, 7, 10, 10]


@pytest.mark.slow
def test_an_estimate_from_the_persons_carries_the_doubt_of_the_linkage_and_stands_apart_in_the_dossier(case, tmp_path):
    pytest.importorskip("numba")
    write_table(
        tmp_path / "graves.csv", HEAD, [*REGISTER[:2], ["Nabil Salouma", "52", "m", "2031-03-27", "Deir Velan"], BOOKS[2]]
    )
    import_list(case, tmp_path / "graves.csv", "graves", free_of_duplicates=True)
    linked = link_lists(case)
    result, table = estimate_case(case)
    assert (table.documented, table.lists) == (len(linked.persons), ("books", "graves", "register"))
    undecided = len(pairs_to_review(case))
    assert [w.kind for w in result.warnings].count("undecided_pairs") == (undecided > 0)
    assert {estimate.method for estimate in result.estimates()} >= {"lcmcr", "graphs", "loglinear_bic", "chao"}
    run(case)
    page = (case.output / "dossier.html").read_text(encoding="utf-8")
    assert 'id="estimates"' in page


@pytest.mark.slow
def test_fewer_than_three_lists_are_refused(case):
    pytest.importorskip("numba")
    link_lists(case)
    with pytest.raises(EstimationError, match="fewer than three"):
        estimate_case(case)
