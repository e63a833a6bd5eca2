"""The bundled sample through the whole run: what it was written to show is there."""

import pytest

from onrecord import sample
from onrecord.case.folder import Case
from onrecord.case.intake import add
from onrecord.case.results import Results, results
from onrecord.case.run import RunReport, run
from onrecord.case.verify import verify
from onrecord.model import Incident


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> tuple[RunReport, Results]:
    folder = tmp_path_factory.mktemp("sample") / "case"
    with Case.open(folder, create=True) as case:
        for name in ("onrecord.toml", "places.csv"):
            (folder / name).write_bytes((sample.path() / name).read_bytes())
        add(case, [sample.path() / "documents"])
        report = run(case)
        assert verify(case).broken == ()
        return report, results(case)


def incident(found: Results, place: str, day: str) -> Incident:
    [one] = [
        i
        for i in found.incidents
        if i.when and str(i.when.start) == day and place in {p.words for p in i.places} and not i.aggregate
    ]
    return one


def killed(one: Incident) -> tuple[int | None, int | None]:
    return one.tallies["killed"].low, one.tallies["killed"].high


def test_everything_goes_in_but_the_broken_pdf_and_the_arabic_statement_waits(ran):
    report, _ = ran
    assert (report.documents, list(report.unread), report.not_yet, report.copies) == (15, ["12-scan.pdf"], {"ar": 1}, 1)


def test_three_articles_that_quote_one_monitor_are_one_source_and_a_second_one_gives_the_range(ran):
    market = incident(ran[1], "Tel Orane", "2031-03-14")
    assert (killed(market), market.tally_sources["killed"], market.grading) == (
        (26, 31), ("Halvia Medical Network", "Ostraven Casualty Monitor"), "fair",
    )  # fmt: skip
    assert "killed" in market.figures_disagree


def test_a_correction_by_the_same_source_replaces_its_earlier_figure_and_the_history_stays(ran):
    found = ran[1]
    market = incident(found, "Tel Orane", "2031-03-14")
    stated = {c.count.low for c in found.claims if c.id in market.claims and c.act == "killed" and not c.part_of}
    assert {23, 26, 31} <= stated


def test_the_letter_in_two_formats_is_one_origin_and_its_total_counts_once(ran):
    found = ran[1]
    ids = {document.name: id for id, document in found.documents.items()}
    assert found.origins[ids["01-open-letter.html"]] == found.origins[ids["02-letter-no-7.pdf"]]
    [quarter] = [i for i in found.incidents if i.aggregate and "killed" in i.tallies and killed(i) == (214, 214)]
    assert quarter.tally_sources["killed"] == ("Ostraven Casualty Monitor",)


def test_a_total_over_a_period_stands_apart_from_the_incidents_inside_it(ran):
    found = ran[1]
    [quarter] = [i for i in found.incidents if i.aggregate and "killed" in i.tallies and killed(i) == (214, 214)]
    assert incident(found, "Tel Orane", "2031-03-14").id in quarter.contains


def test_a_share_that_does_not_fit_its_parts_is_flagged_with_both_numbers(ran):
    [check] = {c.message for c in ran[1].checks if c.kind == "share_differs"}
    assert check == "61 children + 38 women of 214 people is 46.3 %; the text says 60 percent."


def test_what_a_party_denies_is_not_asserted(ran):
    denied = [c for c in ran[1].claims if c.name == "10-denial.html" and not c.asserted]
    assert "had shelled the market" in {c.quote for c in denied}


def test_the_note_attached_to_a_mail_is_a_document_of_its_own_with_its_own_incident(ran):
    found = ran[1]
    [note] = [d for d in found.documents.values() if d.parent is not None]
    clinic = incident(found, "Deir Velan", "2031-03-27")
    assert (note.name, killed(clinic), found.main_incidents[note.id]) == (
        "09-correction.eml/note-deir-velan.txt", (3, 3), clinic.id,
    )  # fmt: skip


def test_no_invented_place_is_missing_from_the_list_of_places(ran):
    assert ran[0].unplaced == {}
