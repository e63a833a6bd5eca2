"""The whole run on small documents of our own: what is done, what is not done again, and what a kill leaves."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord.case.decide import decide_one
from onrecord.case.exports import KINDS, encode, rows
from onrecord.case.folder import Case
from onrecord.case.intake import Acquisition, add, withdraw
from onrecord.case.results import results, with_texts
from onrecord.case.review import apply_sheet, write_sheet
from onrecord.case.run import run
from onrecord.case.search import search
from onrecord.case.sensitivity import sensitivity_rows
from onrecord.case.tallies import tally_rows
from onrecord.case.team_table import export_table, import_table
from onrecord.case.verify import verify
from onrecord.case.why import Reason, why
from onrecord.errors import DecisionError, NotFoundError
from onrecord.model import Interval, Victim
from onrecord.tables import read_table, write_table

POST = (
    "Shelling killed 12 people, including four children, in Homs on 3 March 2018, the Cedar Monitor said. The "
    "shells came down on the bakery in the old quarter after the morning bread had been put out, and it burned until noon."
)
COPY = POST + " Schools stayed shut."
RADIO = "At least nine people were killed by shelling in Homs on 3 March 2018, hospital officials said."
FAILED = "Radio: was read, but not searched for claims (RecursionError: too deep). Report this; look at it by hand."
ARABIC = "قتل عشرة أشخاص في قصف على المدينة يوم السبت، بحسب ما قال شهود في المنطقة اليوم"


def write(folder: Path, *texts: tuple[str, str], published: str = "2018-03-04") -> Path:
    path = folder / "docs.jsonl"
    lines = [
        json.dumps({"id": name, "text": text, "published": published, "publisher": f"The {name}"}) for name, text in texts
    ]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def documents(tmp_path):
    return write(tmp_path, ("Post", POST), ("Gazette", COPY), ("Radio", RADIO), ("Sahifa", ARABIC))


def made(folder: Path, *paths: Path) -> Case:
    case = Case.open(folder, create=True, who="ana")
    add(case, paths, Acquisition(received="2018-04-01"))  # else the dossier tells the minute in which they came in
    run(case)
    return case


def exported(case: Case) -> dict[str, bytes]:
    return {kind: encode(rows(case, kind), "jsonl") for kind in KINDS}


def walked(reason: Reason) -> list[str]:
    return [reason.words, *(words for below in reason.below for words in walked(below))]


def test_a_run_says_what_it_did_and_the_next_one_that_nothing_is_new(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        report = run(case)
        assert (report.is_unchanged, report.documents, report.not_yet, report.unread) == (True, 4, {"ar": 1}, {})
        assert report.dossier.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_copy_counts_with_its_origin_and_two_sources_give_the_range(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        found = results(case)
        [incident] = [i for i in found.incidents if i.tallies]
        killed = incident.tallies["killed"]
        assert (killed.low, killed.high, incident.independent_sources, incident.grading) == (9, 12, 2, "fair")
        families = {}
        for document in found.documents.values():
            families.setdefault(found.origins[document.id], set()).add(document.name)
        assert sorted(map(sorted, families.values())) == [["Gazette", "Post"], ["Radio"], ["Sahifa"]]


def test_two_new_cases_of_the_same_documents_give_the_same_bytes(tmp_path, documents):
    with made(tmp_path / "a" / "case", documents) as one, made(tmp_path / "b" / "case", documents) as two:
        assert exported(one) == exported(two)
        assert (one.output / "dossier.html").read_bytes() == (two.output / "dossier.html").read_bytes()


def test_documents_that_come_in_one_by_one_give_what_a_clean_run_gives(tmp_path, documents):
    pieces = []
    for n, line in enumerate(documents.read_text(encoding="utf-8").splitlines()):
        piece = tmp_path / f"piece-{n}.jsonl"
        piece.write_text(line + "\n", encoding="utf-8")
        pieces.append(piece)
    with made(tmp_path / "clean" / "case", documents) as clean, Case.open(tmp_path / "grown" / "case", create=True) as grown:
        for piece in pieces:
            add(grown, [piece])
            run(grown)
        ours, theirs = exported(grown), exported(clean)
        assert {kind: ours[kind] == theirs[kind] for kind in ("documents", "claims", "lineage", "sources")} == dict.fromkeys(
            ("documents", "claims", "lineage", "sources"), True
        )


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_ends_where_a_clean_one_ends(tmp_path):
    texts = [(f"paper-{n}", POST.replace("12", str(n + 2)).replace("3 March", f"{n % 27 + 1} March")) for n in range(120)]
    documents = write(tmp_path, *texts)
    command = [sys.executable, "-m", "onrecord", "run", str(documents), "--case", str(tmp_path / "killed" / "case")]
    for seconds in (0.7, 1.0, 1.3, 1.6, 2.0, 2.5):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with made(tmp_path / "clean" / "case", documents) as clean, Case.open(tmp_path / "killed" / "case") as killed:
        assert exported(killed) == exported(clean)
        assert verify(killed).broken == ()


def test_every_figure_leads_to_its_words_and_bytes(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        [incident] = [i for i in results(case).incidents if i.tallies]
        words = walked(why(case, f"{incident.id[:8]}:killed"))
        assert any("⟦killed 12 people⟧" in line for line in words)
        assert any(line.startswith("preserved bytes: ") for line in words)
        assert any(line.startswith("independent source: ") for line in words)


def test_why_of_one_figure_walks_to_the_claims_that_it_is_made_of_lowest_and_highest_first(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        [incident] = [i for i in results(case).incidents if i.tallies]

        def figures_of(figure):
            claims = [line for line in walked(why(case, f"{incident.id}:{figure}")) if line.startswith("claim ")]
            return list(dict.fromkeys(line.partition(": ")[2] for line in claims))

        steps = [reason.words for reason in why(case, f"{incident.id}:killed").below]
        assert [step for step in steps if step.startswith("independent")] == [
            "independent source: hospital: 9 and up",
            "independent source: Cedar Monitor: 12",
        ]
        assert figures_of("killed")[:2] == ["killed 9 and up person [pending]", "killed 12 person [pending]"]
        assert figures_of("killed_child") == ["killed 4 person [pending]"]
        with pytest.raises(NotFoundError, match=r"has no figure 'hurt'\. Its figures: killed, killed_child\."):
            why(case, f"{incident.id}:hurt")


def test_why_counts_the_sources_of_a_figure_as_the_incident_does(tmp_path):
    with made(
        tmp_path / "case", write(tmp_path, ("Post", f"Shelling killed 12 people in Homs on 3 March 2018.\n\n{POST}"))
    ) as case:
        [incident] = [i for i in results(case).incidents if i.tallies]
        said = [reason.words for reason in why(case, f"{incident.id}:killed").below if "source:" in reason.words]
        assert (incident.independent_sources, said) == (1, ["independent source: Cedar Monitor: 12"])


def test_a_document_goes_by_its_name_and_shows_its_claims_or_why_it_has_none(tmp_path, documents):
    (tmp_path / "photo.png").write_bytes(b"\x89PNG" + bytes(60))
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    with made(tmp_path / "case", documents, tmp_path / "photo.png", tmp_path / "gone.txt") as case:
        told = walked(why(case, "Radio"))
        assert why(case, "Cedar Monitor").words.startswith("source Cedar Monitor (ngo")
        assert [line.partition(": ")[2] for line in told if line.startswith("claim ")] == ["killed 9 and up person [pending]"]
        assert any("⟦At least nine people were killed⟧" in line for line in told)
        assert walked(why(case, "photo.png"))[1].startswith("not read: photo.png: this is a PNG image")
        assert walked(why(case, "gone.txt")) == [
            "not read: gone.txt: was gone when it was to be read. Put it back and run again."
        ]
        decided = decide_one(case, "Radio", "correct", changes=["publisher=Radio Homs"], why="The station's own letter.")
        assert decided.subject == "document"


def test_the_beginning_of_an_id_that_is_too_short_is_said_to_be(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        id = results(case).claims[0].id
        with pytest.raises(NotFoundError, match=r"too short\. Give at least 4 characters of an id"):
            why(case, id[:2])
        with pytest.raises(NotFoundError, match="too short"):
            decide_one(case, id[:3], "confirm", why="A test.")
        with pytest.raises(NotFoundError, match="nothing in this case has this id, and no document or source this name"):
            why(case, "zzzz")


def test_what_may_be_decided_of_a_record_is_said_as_a_person_would_say_it(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        claim = results(case).claims[0]
        for id, may in (
            (claim.id, "claim. It may be: confirm, correct, reject, unresolved, same, different."),
            (claim.document, "document. It may be: correct, add, same, different."),
        ):
            with pytest.raises(DecisionError, match="'bogus' cannot be decided of a " + may):
                decide_one(case, id, "bogus", why="A test.")


def test_a_sheet_applied_again_brings_nothing_new_also_after_a_run(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        sheet = tmp_path / "sheet.csv"
        claims = {c.name: c for c in results(case).claims if c.count.low in (9, 12)}
        rows_ = [
            ["correct", "The register.", "claim", claims["Radio"].id, "10"],
            ["confirm", "Heard it.", "claim", claims["Post"].id, ""],
        ]
        write_table(sheet, ["decision", "why", "kind", "id", "low"], rows_)

        def applied():
            found = results(case)
            told = apply_sheet(case, found, with_texts(case, found), sheet)
            return told.decisions, told.known, told.problems

        assert (applied(), applied()) == ((2, 0, ()), (0, 2, ()))
        run(case)
        assert applied() == (0, 2, ())


def test_a_text_that_gave_claims_is_not_among_those_not_yet_read(tmp_path):
    (tmp_path / "list.txt").write_text("Dead: 3 killed in Homs.")
    with made(tmp_path / "case", tmp_path / "list.txt") as case:
        report = run(case)
        assert (report.claims > 0, report.not_yet) == (True, {})


def test_what_only_a_person_knows_is_asked_for_at_the_end(tmp_path, documents):
    (tmp_path / "letter.txt").write_text("Three people were killed in Homs on 4 March 2018.")
    with made(tmp_path / "case", documents, tmp_path / "letter.txt") as case:
        assert [hint.partition(";")[0].partition(":")[0] for hint in run(case).hints()] == [
            "The case is called 'case', after its folder",
            "Nobody is known to have published letter.txt",
        ]
        (case.folder / "onrecord.toml").write_text('[case]\nname = "Homs in March"\n')
        decide_one(case, "letter.txt", "correct", changes=["publisher=The Writers"], why="Her signature.")
        assert list(run(case).hints()) == []


def test_search_gives_the_passage_around_the_words_and_what_the_document_is_known_by(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        [hit] = search(case, "HOSPITAL officials")
        assert (hit.about, hit.passage) == (
            ("Radio", "2018-03-04"),
            "… At least nine people were killed by shelling in Homs on 3 March 2018, ⟦hospital officials⟧ said. …",
        )
        [apart] = search(case, "officials at")
        assert "⟦officials⟧" in apart.passage
        assert search(case, "nobody") == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_without_rows_has_the_heads_that_it_has_with_rows(tmp_path, documents, kind):
    with Case.open(tmp_path / "empty", create=True) as case:
        bare = encode(rows(case, kind), "csv", kind=kind)
    with made(tmp_path / "case", documents) as case:
        whole = encode(rows(case, kind), "csv", kind=kind)
    heads = bare.decode().strip().split(",")
    assert (len(heads) > 4, set(whole.decode().partition("\n")[0].split(",")) - set(heads)) == (True, set())


def test_a_claim_added_by_hand_can_be_corrected(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        decide_one(case, "Radio", "add", quote="hospital officials", changes=["act=injured", "low=2"], why="Said by phone.")
        run(case)
        [added] = [c for c in results(case).claims if c.added_by]
        write_table(
            tmp_path / "s.csv", ["decision", "why", "kind", "id", "low"], [["correct", "Misheard.", "claim", added.id, "3"]]
        )
        found = results(case)
        assert apply_sheet(case, found, with_texts(case, found), tmp_path / "s.csv").decisions == 1
        run(case)
        [corrected] = [c for c in results(case).claims if c.added_by]
        assert (corrected.id, corrected.count.low, corrected.status) == (added.id, 3, "corrected")


@pytest.mark.parametrize("action", ["reject", "unresolved"])
def test_a_claim_without_a_conclusion_counts_as_little_as_a_rejected_one(tmp_path, documents, action):
    with made(tmp_path / "case", documents) as case:
        claim = next(c for c in results(case).claims if c.name == "Radio")
        decide_one(case, claim.id, action, why="Nobody could be reached.")
        run(case)
        [incident] = [i for i in results(case).incidents if i.tallies]
        assert (incident.tallies["killed"], incident.independent_sources) == (Interval(12, 12), 1)
        assert [c.is_left_out for c in results(case).claims if c.id == claim.id] == [True]


def test_a_decision_by_sheet_changes_the_figures_and_outlives_a_new_extraction(tmp_path, documents, monkeypatch):
    with made(tmp_path / "case", documents) as case:
        found = results(case)
        sheet = tmp_path / "sheet.csv"
        write_sheet(case, found, with_texts(case, found), sheet)
        header, *body = read_table(sheet)
        for row in body:
            cells = dict(zip(header, row, strict=True))
            if cells["document"] == "Radio" and cells["words"] == "At least nine":
                cells.update({"decision": "correct", "low": "10", "high": "10", "why": "The register gives ten."})
                row[:] = [cells[name] for name in header]
        write_table(sheet, header, body)
        applied = apply_sheet(case, found, with_texts(case, found), sheet)
        assert (applied.decisions, applied.problems) == (1, ())
        monkeypatch.setattr("onrecord.case.run.version_of", lambda *parts: f"newer {parts[0]}")
        run(case)
        [incident] = [i for i in results(case).incidents if i.tallies]
        killed = incident.tallies["killed"]
        assert (killed.low, killed.high) == (10, 12)
        assert [c.status for c in results(case).claims if c.name == "Radio"] == ["corrected"]


def test_rows_of_a_sheet_that_cannot_be_used_are_named_and_the_others_go_in(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        found = results(case)
        sheet = tmp_path / "sheet.csv"
        rows_ = [
            ["maybe", "?", "claim", found.claims[0].id, ""],
            ["reject", "", "claim", found.claims[0].id, ""],
            ["confirm", "seen", "claim", "0000", ""],
            ["reject", "not ours", "claim", found.claims[0].id, ""],
            ["correct", "from the imprint", "document", found.claims[0].document, "2018-03-05"],
        ]
        write_table(sheet, ["decision", "why", "kind", "id", "published"], rows_)
        applied = apply_sheet(case, found, with_texts(case, found), sheet)
        assert (applied.decisions, [problem.split(": ")[0].split(", ")[1] for problem in applied.problems]) == (
            2, ["row 2", "row 3", "row 4"],
        )  # fmt: skip


def test_incidents_are_graded_and_put_together_in_the_sheet(tmp_path):
    documents = write(tmp_path, ("Radio", RADIO), ("Bulletin", "Two guards died at a depot in Aleppo on 9 March 2018."))
    with made(tmp_path / "case", documents) as case:
        found = results(case)
        sheet = tmp_path / "sheet.csv"
        write_sheet(case, found, with_texts(case, found), sheet)
        header, *body = read_table(sheet)
        rows_ = [dict(zip(header, row, strict=True)) for row in body]
        one, two = [row for row in rows_ if row["kind"] == "incident"]
        assert {row["incident"] for row in rows_ if row["kind"] == "claim"} == {one["incident"], two["incident"]}
        two |= {"decision": "same", "other": one["id"], "why": "The guards died in the shelling."}
        one |= {"decision": "discounted", "why": "A rumour."}
        rows_.append({**one, "decision": "likely"})
        rows_.append({**two, "other": ""})
        write_table(sheet, header, [[row[name] for name in header] for row in rows_])
        applied = apply_sheet(case, found, with_texts(case, found), sheet)
        assert (applied.decisions, [problem.partition(": ")[2].partition(".")[0] for problem in applied.problems]) == (
            2, [
                "'likely' cannot be decided of an incident",
                "same as which? Put the id of the other incident or claim into the column 'other'",
            ],
        )  # fmt: skip
        run(case)
        assert [(i.grading, len(i.documents)) for i in results(case).incidents if i.tallies] == [("discounted", 2)]


def test_a_rejected_claim_no_longer_counts_and_stays_visible(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        claim = next(c for c in results(case).claims if c.name == "Radio")
        decide_one(case, claim.id, "reject", why="Hearsay.")
        run(case)
        found = results(case)
        killed = next(i for i in found.incidents if i.tallies).tallies["killed"]
        assert (killed.low, killed.high) == (12, 12)
        assert [c.status for c in found.claims if c.id == claim.id] == ["rejected"]


def test_what_lies_outside_the_scope_stays_visible_and_out_of_the_headline(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        (case.folder / "onrecord.toml").write_text('[scope]\nplaces = ["IQ"]\n')
        report = run(case)
        assert not report.is_unchanged
        assert {c.in_scope for c in results(case).claims} == {False}


def test_a_teams_own_incident_keeps_its_id_and_disagreement_is_shown(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        own = tmp_path / "own.csv"
        write_table(own, ["id", "date", "place", "killed"], [["H-7", "2018-03-03", "Homs", "20"]])
        import_table(case, own)
        run(case)
        assert [i.id for i in results(case).incidents if i.tallies] == ["H-7"]
        assert [c.message for c in results(case).checks if c.kind == "table_differs"] == [
            "killed: the table (H-7) says 20, the documents 9-12."
        ]
        assert export_table(case, tmp_path / "back.csv") == 1


def test_csv_has_no_formula_and_parquet_the_same_rows(tmp_path):
    documents = write(tmp_path, ("=cmd()", POST))
    with made(tmp_path / "case", documents) as case:
        sheet = encode(rows(case, "documents"), "csv")
        assert (b"\n=" in sheet, b",=" in sheet) == (False, False)
        pyarrow = pytest.importorskip("pyarrow.parquet")
        (tmp_path / "claims.parquet").write_bytes(encode(rows(case, "claims"), "parquet"))
        assert pyarrow.read_table(tmp_path / "claims.parquet").num_rows == len(results(case).claims)


def test_a_document_that_the_extractor_fails_on_is_named_and_the_others_are_done(tmp_path, documents, monkeypatch):
    from onrecord.case import run as steps

    whole = steps.extract

    def failing(document, **settings):
        if document.name == "Radio":
            raise RecursionError("too deep")
        return whole(document, **settings)

    monkeypatch.setattr(steps, "extract", failing)
    with made(tmp_path / "case", documents) as case:
        report = run(case)
        assert (dict(report.unread), sorted({c.name for c in results(case).claims})) == (
            {"Radio": FAILED},
            ["Gazette", "Post"],
        )


def test_a_claim_added_twice_is_one_claim_and_one_decision(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        document = next(id for id, d in results(case).documents.items() if d.name == "Radio")
        for _ in range(2):
            decide_one(
                case, document, "add", quote="hospital officials", changes=["act=injured", "low=2"], why="Said by phone."
            )
        run(case)
        assert [c.quote for c in results(case).claims if c.added_by] == ["hospital officials"]
        assert len(list(case.store.log("decide"))) == 1


@pytest.mark.parametrize(
    ("action", "changes", "message"),
    [
        ("correct", ["act=slain"], "act must be one of killed"),
        ("correct", [], "nothing is corrected"),
        ("add", ["act=killed"], "there is no field|cannot be decided|needs an act and a number|the quote"),
        ("correct", ["low=9", "high=3"], "low=9 is more than high=3"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_changes_nothing(tmp_path, documents, action, changes, message):
    with made(tmp_path / "case", documents) as case:
        claim = results(case).claims[0]
        with pytest.raises(DecisionError, match=message):
            decide_one(case, claim.id, action, changes=changes, why="A test.")
        incident = results(case).incidents[0]
        with pytest.raises(DecisionError, match="grade incident: which"):
            decide_one(case, incident.id, "grade", why="A test.")
        assert run(case).is_unchanged


def test_withdrawing_a_document_leaves_the_persons_of_the_lists(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        case.store.put_derived("victim", [Victim("p1", ("Basim Hadran",), ("e1",))])
        withdraw(case, "Radio", "The speaker asked for it.")
        run(case)
        assert ([v.id for v in results(case).victims], sorted({c.name for c in results(case).claims})) == (
            ["p1"], ["Gazette", "Post"],
        )  # fmt: skip


def test_words_of_a_withdrawn_document_that_decisions_quote_stay_in_the_log_alone(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        claim = next(c for c in results(case).claims if c.name == "Radio")
        decide_one(case, claim.id, "confirm", why="The officials told us in the morgue.")
        decide_one(case, "Radio", "correct", changes=["title=The morgue"], why="By the officials in the morgue.")
        run(case)
        withdraw(case, "Radio", "They fear for their lives.")
        report = run(case)
        page = report.dossier.read_text(encoding="utf-8")
        assert ("At least nine" in page, "morgue" in page, page.count("Its document was withdrawn."), report.lost) == (
            False, False, 2, [],
        )  # fmt: skip
        assert "They fear for their lives." in why(case, "Radio").words


def test_two_sources_that_a_person_calls_the_same_count_once(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        names = sorted(source.name for source in results(case).sources if source.claims)
        assert len(names) == 2
        decide_one(case, names[0], "same", other=names[1], why="The officials are the Monitor's own.")
        run(case)
        [incident] = [i for i in results(case).incidents if i.tallies]
        assert (incident.independent_sources, incident.grading) == (1, "weak")


def test_the_headline_is_told_under_each_codebook_and_choice_of_gradings(tmp_path, documents):
    with made(tmp_path / "case", documents) as case:
        told = list(sensitivity_rows(case))
        assert {row[:2] for row in told} == {
            (book, grades)
            for book in ("acled", "airwars", "literal")
            for grades in ("confirmed, fair", "confirmed, fair, weak")
        }
        assert {row[2:] for row in told} == {("SY 2018", "9–12", "")}


@pytest.mark.parametrize(
    ("by", "group"),
    [
        ("place", "Homs"),
        ("country", "SY"),
        ("month", "2018-03"),
        ("year", "2018"),
        ("cause", "heavy weapons and explosive munitions"),
    ],
)
def test_incidents_are_added_up_by_group(tmp_path, documents, by, group):
    with made(tmp_path / "case", documents) as case:
        assert list(tally_rows(case, by))[:1] == [(group, "killed", "9–12", "1 of 1")]
