"""The index: new documents are compared with the old, and the old are not compared again."""

import pytest
from lineage_texts import OTHER, STATEMENT, document, misread, unlike, wrapped

from onrecord.engine import SERIAL
from onrecord.errors import InputError
from onrecord.lineage import Index, trace
from onrecord.model import Document

OLD = [document("a", STATEMENT, "2021-01-01"), document("b", wrapped(STATEMENT), "2021-01-02"), document("o", OTHER)]
NEW = [document("c", misread(STATEMENT, 0.03), "2021-01-03"), document("n", unlike(7))]


def pairs(index: Index, *documents: Document) -> list[tuple[str, str]]:
    return [(link.a, link.b) for link in trace(documents, index=index, engine=SERIAL)]


def test_only_links_of_new_documents_come_out() -> None:
    index = Index()
    assert pairs(index, *OLD) == [("a", "b")]
    assert pairs(index, *NEW) == [("a", "c"), ("b", "c")]
    assert pairs(index) == []


def test_in_portions_or_at_once_the_links_are_the_same() -> None:
    index = Index()
    portions = list(trace(OLD, index=index, engine=SERIAL)) + list(trace(NEW, index=index, engine=SERIAL))
    assert sorted(portions, key=lambda link: (link.a, link.b)) == list(trace(OLD + NEW, engine=SERIAL))


def test_a_document_that_is_there_already_is_left_out() -> None:
    index = Index()
    assert index.add([*OLD, OLD[0]], engine=SERIAL) == 3
    assert index.add(OLD, engine=SERIAL) == 0
    assert (len(index), "a" in index, "z" in index) == (3, True, False)


def test_an_index_outlives_the_run() -> None:
    first = Index()
    pairs(first, *OLD)
    again = Index.from_bytes(first.to_bytes())
    assert pairs(again, *NEW) == [("a", "c"), ("b", "c")]
    assert again.to_bytes() == Index.from_bytes(again.to_bytes()).to_bytes()


def test_documents_that_were_added_but_not_linked_yet_are_not_forgotten() -> None:
    index = Index()
    pairs(index, *OLD)
    index.add(NEW, engine=SERIAL)
    assert pairs(Index.from_bytes(index.to_bytes())) == [("a", "c"), ("b", "c")]


@pytest.mark.parametrize("data", [b"", b"no index", Index().to_bytes()[:-40]])
def test_bytes_that_are_no_index_are_refused_with_advice(data: bytes) -> None:
    with pytest.raises(InputError, match="Leave it out to start anew"):
        Index.from_bytes(data)


def test_an_empty_index_can_be_kept() -> None:
    assert pairs(Index.from_bytes(Index().to_bytes()), *OLD) == [("a", "b")]
