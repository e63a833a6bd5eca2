"""The parts of lineage, each by itself: letters, fingerprints, the join, numbers, origins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lineage_texts import STATEMENT, document, unlike, wrapped

from onrecord.lineage import origins, seeds
from onrecord.lineage.figures import changed_numbers, is_misread, numbers
from onrecord.lineage.letters import GRAM, POSITION_BITS, RANGES, WINDOW, batches, letters, read_batch
from onrecord.lineage.passages import Candidate, passages
from onrecord.model import DocumentLink


def hashes(text: str) -> set[int]:
    """The fingerprints of a text without their positions."""
    marks = read_batch([text]).marks
    return {int(mark) >> POSITION_BITS << 6 | part for part, row in enumerate(marks) for mark in row}


def test_letters_lead_back_to_their_characters() -> None:
    row, origins_of = letters("Straße №5, 漢")
    assert row.tobytes()[:7] == b"strasse"
    assert origins_of.tolist() == [0, 1, 2, 3, 4, 4, 5, 7, 7, 8, 11, 11]


def test_a_text_in_pieces_has_the_letters_of_the_whole() -> None:
    text = "ﬁ" + unlike(1, 20_000)
    row, origins_of = letters(text)
    assert len(text) > 1 << 20
    assert len(row) == sum(map(str.isalnum, text)) + 1
    assert all(chr(row[i]) == text[origins_of[i]].lower() for i in range(2, len(row), 9973))


def test_line_breaks_do_not_change_fingerprints() -> None:
    assert hashes(STATEMENT) == hashes(wrapped(STATEMENT))


@given(st.text("abcdefg", min_size=GRAM + WINDOW - 1, max_size=60), st.text("xyz", max_size=50), st.text("uvw", max_size=50))
def test_a_shared_stretch_long_enough_shares_a_fingerprint(shared: str, before: str, after: str) -> None:
    assert hashes(shared) & hashes(before + shared + after) or len(set(shared)) == 1


def test_fingerprints_do_not_depend_on_what_stands_beside() -> None:
    texts = [unlike(n) for n in range(300)]
    whole = [read_batch(row) for row in batches(texts)]
    assert len(whole) > 1
    alone = sum(len(marks) for text in texts for marks in read_batch([text]).marks)
    assert sum(len(marks) for batch in whole for marks in batch.marks) == alone
    assert {len(batch.marks) for batch in whole} == {RANGES}


def test_what_stands_in_few_joins_each_with_each_and_common_wording_each_with_the_earliest() -> None:
    def joined(count: int) -> int:
        holders = seeds.Holders(np.arange(count, dtype=np.int32), np.arange(count)[::-1].copy(), 0)
        marks = np.array([(5 << POSITION_BITS) | (256 * n) for n in range(count)], np.uint64)
        usual, common = seeds.split(seeds.groups_of(marks, holders))
        return len(seeds.pairs_within(usual, holders)[0]) + len(seeds.pairs_with_earliest(common, holders)[0])

    assert [joined(n) for n in (1, 2, 10, seeds.COMMON, seeds.COMMON + 1, 1000)] == [0, 1, 45, 276, 24, 999]


def test_a_passage_ends_where_the_texts_part() -> None:
    shared = b"thecommitteecountedfourteenpeoplekilledandthirtyoneinjuredinthemarketofthetownonmondaymorning"
    one, two = b"qwertzuiop" + shared + b"yxcvbnmasd", b"ghjkl" + shared + b"poiuztrewqlkj"
    inner = Candidate((20, 90, 15, 85), 70, [(20, 15, 70)])
    [found] = passages(one, two, [inner], is_mostly_shared=False)
    assert found.span == (10, 10 + len(shared), 5, 5 + len(shared))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("killed 3,072 and thirty-five of two hundred and ten", ["3072", "35", "210"]),
        ("٣٠٠٠ قتيل وخمسة وعشرون جريحا", ["3000", "25"]),
        ("بیست و پنج نفر", ["25"]),
        ("trois cent vingt personnes", ["320"]),
        ("on the 15th, 2.5 percent", ["15", "2.5"]),
        ("l5 n0 B52 often content money", []),
        ("text\n12\ntext", []),
    ],
)
def test_numbers_in_digits_and_words(text: str, found: list[str]) -> None:
    assert [value for _, _, value in numbers(text, 0, len(text))] == found


def test_numbers_at_different_places_of_a_window_are_not_compared() -> None:
    one, two = "seven of the wounded were taken away later", "the wounded were taken away by 12 volunteers"
    assert changed_numbers(one, two, [(0, len(one), 0, len(two))]) == []


@pytest.mark.parametrize(("one", "two", "answer"), [("1,365", "1,65", True), ("15", "1", True), ("30", "35", False)])
def test_a_number_that_lost_digits_may_be_misread(one: str, two: str, answer: bool) -> None:
    assert is_misread(one, two) is answer


def linked(a: str, b: str, share_a: float = 1.0, share_b: float = 1.0, kind: str = "copy") -> DocumentLink:
    return DocumentLink(a, b, kind, share_a, share_b)  # type: ignore[arg-type]


def test_a_chain_of_copies_leads_to_its_first() -> None:
    documents = [document(name, "") for name in "abcd"]
    links = [linked("a", "b"), linked("b", "c"), linked("c", "d", kind="quotation")]
    assert origins(documents, links) == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_a_document_follows_the_one_that_has_most_of_it_and_least_beside_it() -> None:
    documents = [document(name, "") for name in ("cut", "digest", "part", "whole")]
    links = [linked("whole", "cut", 0.5, 1.0), linked("digest", "cut", 0.1, 1.0), linked("part", "cut", 1.0, 0.6)]
    assert origins(documents, links)["cut"] == "whole"


def test_a_ring_of_undated_copies_has_one_origin() -> None:
    documents = [document(name, "") for name in "cab"]
    assert origins(documents, [linked("a", "b"), linked("b", "c"), linked("c", "a")]) == {"c": "a", "a": "a", "b": "a"}
