from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.custody import Archive, LogLine, broken_lines, next_line
from onrecord.errors import CustodyError


def chain(*details: dict) -> list[LogLine]:
    lines: list[LogLine] = []
    for detail in details:
        last = lines[-1] if lines else None
        lines.append(
            next_line(last, at="2018-02-24T10:00:00+00:00", who="ana", action="decide", subject="claim", detail=detail)
        )
    return lines


def test_an_untouched_log_has_no_broken_line():
    assert list(broken_lines(chain({"why": "a"}, {"why": "b"}, {"why": "c"}))) == []


def test_a_changed_line_is_named():
    lines = chain({"why": "a"}, {"why": "b"}, {"why": "c"})
    lines[1] = replace(lines[1], detail={"why": "forged"})
    assert list(broken_lines(lines)) == ["log line 2: its words are not those that were hashed; the line was changed."]


def test_a_changed_line_with_a_new_hash_breaks_the_line_after_it():
    lines = chain({"why": "a"}, {"why": "b"}, {"why": "c"})
    lines[1] = chain({"why": "a"}, {"why": "forged"})[1]
    assert list(broken_lines(lines)) == ["log line 3: does not continue the line before it; that one was changed or replaced."]


def test_a_removed_line_is_named():
    lines = chain({"why": "a"}, {"why": "b"}, {"why": "c"})
    assert list(broken_lines([lines[0], lines[2]])) == ["log line 2: missing; the next one kept is 3."]


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3), min_size=1, max_size=6), st.data())
def test_no_line_can_be_changed_unseen(details, data):
    lines = chain(*details)
    n = data.draw(st.integers(0, len(lines) - 1))
    lines[n] = replace(lines[n], who=lines[n].who + "x")
    assert list(broken_lines(lines)) != []


def test_the_archive_gives_back_the_bytes_and_keeps_them_read_only(tmp_path):
    archive = Archive(tmp_path)
    id = archive.put(b"eight people were killed")
    assert (archive.get(id), archive.put(b"eight people were killed")) == (b"eight people were killed", id)
    assert archive.path(id).stat().st_mode & 0o777 == 0o444


def test_the_archive_says_when_bytes_were_changed_or_are_gone(tmp_path):
    archive = Archive(tmp_path)
    id = archive.put(b"eight")
    archive.path(id).chmod(0o600)
    archive.path(id).write_bytes(b"nine")
    with pytest.raises(CustodyError, match="the preserved bytes were changed"):
        archive.get(id)
    archive.remove(id)
    with pytest.raises(CustodyError, match="the preserved original is missing"):
        archive.get(id)


def test_a_full_disk_is_said_in_plain_words(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(Exception, match=r"the disk is full\. Make room and run again: what was done so far is kept\."):
        Archive(tmp_path).put(b"eight")
