import json
import os
from email.message import EmailMessage

import pytest

from onrecord.case.folder import Case
from onrecord.case.intake import Acquisition, add, reread, withdraw
from onrecord.case.verify import verify
from onrecord.errors import CaseError, InputError, NotFoundError

LINES = [
    {"id": "post", "text": "Three people were killed in Orla on 3 March 2018.", "published": "2018-03-04"},
    {"id": "radio", "text": "Two people were wounded in Sarin."},
]


@pytest.fixture
def case(tmp_path):
    with Case.open(tmp_path / "case", create=True, who="ana") as opened:
        yield opened


@pytest.fixture
def box(tmp_path):
    folder = tmp_path / "box"
    folder.mkdir()
    return folder


def write(path, *rows):
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8")
    return path


def names(case):
    return {document.name: document.problem for document in case.store.documents()}


def test_the_original_bytes_are_in_the_archive_under_their_hash(case, box):
    (box / "letter.txt").write_bytes(b"Three people were killed in Orla.\n")
    added = add(case, [box])
    assert [case.archive.get(id) for id in added.new] == [b"Three people were killed in Orla.\n"]


def test_what_is_wrong_with_a_line_is_said_and_the_others_go_in(case, box):
    path = write(box / "docs.jsonl", *LINES, "{broken", {"id": "post", "text": "again"}, {"text": "no id"}, {"id": "no text"})
    add(case, [path])
    problems = {name: problem for name, problem in names(case).items() if problem}
    assert sorted(names(case).keys() - problems.keys()) == ["post", "radio"]
    assert [words for n in range(3, 7) for words in problems.values() if words.startswith(f"docs.jsonl, line {n}:")] == list(
        problems.values()
    )
    assert len(problems) == 4


def test_an_id_that_came_in_before_with_other_words_is_refused_and_kept(case, tmp_path):
    add(case, [write(tmp_path / "a.jsonl", LINES[0])])
    add(case, [write(tmp_path / "b.jsonl", {"id": "post", "text": "Other words."})])
    refused = [problem for problem in names(case).values() if problem]
    assert refused == ['post: another document came in under this "id". Give this one an id of its own, and add it again.']


def test_the_same_file_again_is_known_and_the_same_bytes_under_another_name_are_one_document(case, box):
    (box / "a.txt").write_text("Three people were killed.")
    add(case, [box])
    (box / "b.txt").write_text("Three people were killed.")
    again = add(case, [box])
    assert (again.new, again.known, len(names(case))) == ([], 2, 1)
    assert [receipt.name for receipt in case.store.receipts()] == ["a.txt", "b.txt"]


def test_a_changed_file_is_a_new_document_beside_the_old_one(case, box):
    (box / "a.txt").write_text("Three people were killed.")
    add(case, [box])
    (box / "a.txt").write_text("Four people were killed.")
    [new] = add(case, [box]).new
    assert sorted(names(case)) == [f"a#{new[:8]}.txt", "a.txt"]


def test_links_that_lead_in_a_circle_and_files_that_vanish_are_named(case, box, monkeypatch):
    (box / "good.txt").write_text("Three people were killed.")
    (box / "round").symlink_to(box / "round")
    (box / "up").symlink_to(box)
    (box / "gone.txt").symlink_to(box / "nowhere.txt")
    added = add(case, [box])
    assert added.unread == {
        "gone.txt": "gone.txt: was gone when it was to be read. Put it back and run again.",
        "round": "round: a link that leads in a circle. Give the file itself.",
        "up": "up: a link to a folder. Give that folder itself, so that nothing is read twice or in a circle.",
    }
    assert (sorted(names(case)), case.store.unread()) == (["good.txt"], added.unread)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_named_and_not_waited_on(case, box):
    os.mkfifo(box / "pipe.txt")
    assert add(case, [box]).unread == {
        "pipe.txt": "pipe.txt: not a regular file (a pipe, a device). Add a file with its bytes."
    }


def test_a_new_case_into_which_nothing_came_is_taken_away_again(tmp_path):
    with pytest.raises(InputError), Case.open(tmp_path / "new", create=True) as case, case.locked():
        add(case, [tmp_path / "nothing"])
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_before_a_case_failed_to_come_about_stays(tmp_path):
    (tmp_path / "onrecord.toml").write_text('[case]\nname = "Ours"\n')
    with pytest.raises(InputError), Case.open(tmp_path, create=True) as case, case.locked():
        add(case, [tmp_path / "nothing"])
    assert [path.name for path in tmp_path.iterdir()] == ["onrecord.toml"]


def test_a_case_that_holds_something_outlives_a_failure(tmp_path, box):
    (box / "a.txt").write_text("Three people were killed.")
    with Case.open(tmp_path / "new", create=True) as case:
        add(case, [box])
    with pytest.raises(InputError), Case.open(tmp_path / "new", create=True) as case:
        add(case, [tmp_path / "nothing"])
    with Case.open(tmp_path / "new") as again:
        assert list(names(again)) == ["a.txt"]


def test_a_file_that_came_back_is_no_longer_listed_as_unread(case, box):
    (box / "gone.txt").symlink_to(box / "late.txt")
    add(case, [box])
    (box / "late.txt").write_text("Three people were killed.")
    add(case, [box])
    assert case.store.unread() == {}


def test_a_path_that_is_not_there_is_an_error(case, tmp_path):
    with pytest.raises(InputError, match="there is no such file or folder"):
        add(case, [tmp_path / "nothing"])


def test_who_brought_a_document_is_kept_with_it_and_in_the_log(case, box):
    (box / "a.txt").write_text("Three people were killed.")
    add(case, [box], Acquisition("A. Editor", "2018-03-05", "confidential"))
    [receipt] = case.store.receipts()
    assert (receipt.custodian, receipt.received, receipt.sensitivity) == ("A. Editor", "2018-03-05", "confidential")
    [line] = case.store.log("receive")
    assert (line.who, line.detail["custodian"], line.detail["documents"]) == (
        "ana",
        "A. Editor",
        [[receipt.document, "a.txt"]],
    )


def test_withdrawn_bytes_and_words_are_gone_and_hash_and_reason_stay(case, box):
    (box / "a.txt").write_text("A very rare word: zyzzyva.")
    [id] = add(case, [box]).new
    withdraw(case, id, "court order 12/2018")
    case.close()
    left = b"".join(path.read_bytes() for path in case.folder.rglob("*") if path.is_file())
    assert (b"zyzzyva" in left, case.store.withdrawn()) == (False, {id: "court order 12/2018"})
    again = add(case, [box])
    assert again.unread == {"a.txt": "a.txt: was withdrawn from this case (court order 12/2018). It stays out."}
    assert verify(case).broken == ()


def test_what_came_inside_a_mail_goes_with_it_however_deep_and_by_whatever_name_it_is_called(case, box):
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "a@example.org", "b@example.org", "Forwarded"
    inner.set_content("Two people were killed in Sarin.")
    inner.add_attachment("Basim Hadran, 38\n", filename="names.txt")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = "b@example.org", "c@example.org", "What I was sent"
    outer.set_content("See what is attached.")
    outer.add_attachment(inner)
    (box / "sent.eml").write_bytes(outer.as_bytes())
    (box / "other.txt").write_text("Three people were killed in Orla.")
    add(case, [box])
    assert len(names(case)) == 4
    withdraw(case, "sent.eml", "The sender asked for it.")
    assert list(names(case)) == ["other.txt"]
    left = b"".join(path.read_bytes() for path in case.archive.folder.rglob("*") if path.is_file())
    assert left == b"Three people were killed in Orla."


def test_withdrawing_what_is_not_there_says_so(case):
    with pytest.raises(NotFoundError, match="nothing in this case has this id, and no document or source this name"):
        withdraw(case, "abcd", "why")


def test_another_reader_reads_again_from_the_archive(case, box, monkeypatch):
    (box / "a.txt").write_text("Three people were killed.")
    write(box / "docs.jsonl", *LINES, "{broken")
    add(case, [box])
    before = list(case.store.documents())
    monkeypatch.setattr("onrecord.case.intake.version_of", lambda *_: "a newer reader")
    assert (reread(case), list(case.store.documents())) == (3, before)


def test_only_one_onrecord_writes_to_a_case(case):
    with case.locked(), pytest.raises(CaseError, match="another onrecord is working on this case"), case.locked():
        pass


def test_verify_finds_changed_bytes_and_a_changed_log(case, box):
    (box / "a.txt").write_text("Three people were killed.")
    [id] = add(case, [box]).new
    path = case.archive.path(id)
    path.chmod(0o600)
    path.write_text("Nine people were killed.")
    os.sync()
    [broken] = verify(case).broken
    assert broken == f"{path}: the preserved bytes were changed. Restore the file from a backup."


def test_the_folder_of_another_case_inside_the_documents_is_named_and_stays_out(case, box):
    (box / "good.txt").write_text("Twelve people were killed.\n", encoding="utf-8")
    with Case.open(box / "before", create=True) as other:
        add(other, [box / "good.txt"])
    said = "before: the folder of a case. Add its documents from where they came."
    assert add(case, [box]).unread == {"before": said}
    assert add(case, [box / "before"]).unread == {"before": said}
    assert sorted(names(case)) == ["good.txt"]
