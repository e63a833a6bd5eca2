"""Bad input: nothing grows with the square, nothing is lost."""

import random
import time

import pytest
from lineage_texts import OTHER, STATEMENT, document, unlike

from onrecord.engine import SERIAL
from onrecord.lineage import Index, origins, trace
from onrecord.model import Document


def test_empty_texts_and_texts_without_letters_have_no_links_and_are_their_own_origins() -> None:
    documents = [document(f"e{n}", text) for n, text in enumerate(["", " \n\t", "… — !", "?", "x", "five killed"])]
    assert list(trace([*documents, document("e9", "")], engine=SERIAL)) == []
    assert origins(documents, []) == {f"e{n}": f"e{n}" for n in range(6)}


def test_dates_in_the_future_are_dates_like_others() -> None:
    [link] = trace([document("late", STATEMENT, "2999-12-31"), document("now", STATEMENT, "2021-01-01")], engine=SERIAL)
    assert (link.a, link.b) == ("now", "late")


def test_a_text_of_one_line_repeated_is_read_in_one_go() -> None:
    line = "Nothing to report from this checkpoint during the night. "
    [link] = trace([document("log", line * 5000), document("part", line * 50, "2021-01-01")], engine=SERIAL)
    assert (link.a, link.b, link.kind) == ("log", "part", "excerpt")


@pytest.mark.parametrize("text", ["a" * 100_000, "ab" * 50_000, "\u0640" * 1000, "\ud7a3" * 500, "😀" * 1000])
def test_odd_texts_do_no_harm(text: str) -> None:
    found = trace([document("odd", text), document("same", text), document("first", STATEMENT)], engine=SERIAL)
    assert {link.b for link in found} <= {"odd", "same"}


def many(copies: int) -> list[Document]:
    """One statement reprinted, each time with something of its own, and a report that quotes it."""
    reprints = [document(f"r{n:05}", f"{unlike(n, 1)}\n{STATEMENT}", "2021-01-02") for n in range(copies)]
    quoting = document("quoting", unlike(-1) + STATEMENT[:300] + OTHER, "2021-01-03")
    return [document("first", STATEMENT, "2021-01-01"), quoting, *reprints]


def test_a_statement_reprinted_many_times_is_one_source_and_its_quotations_are_found() -> None:
    documents = many(600)
    links = list(trace(documents, engine=SERIAL))
    assert len(links) < 1000
    assert {link.kind for link in links if link.b == "quoting"} == {"quotation"}
    found = origins(documents, links)
    assert {origin for id_, origin in found.items() if id_ != "quoting"} == {"first"}


@pytest.mark.slow
def test_time_grows_with_the_number_of_reprints_and_not_with_its_square() -> None:
    def seconds(copies: int) -> float:
        documents = many(copies)
        begun = time.process_time()
        list(trace(documents, engine=SERIAL))
        return time.process_time() - begun

    seconds(100)
    assert seconds(5000) < 12 * seconds(1000)


@pytest.mark.slow
def test_ten_thousand_documents_of_stock_wording_are_their_own_origins() -> None:
    stock = [unlike(n, 1) for n in range(60)]
    documents = [
        document(f"d{n:05}", " ".join(stock[(n * 7 + k * (n % 13 + 1)) % 60] for k in range(12)), "2021-01-01")
        for n in range(10_000)
    ]
    index = Index()
    index.add(documents, engine=SERIAL)
    links = index.links(engine=SERIAL)
    assert len(index) == 10_000
    assert len(links) < 40_000


@pytest.mark.slow
def test_fifty_megabytes_in_one_text() -> None:
    rng = random.Random(5)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))) for _ in range(20_000)]
    text = " ".join(rng.choices(words, k=7_800_000))
    assert len(text) > 50_000_000
    part = text[20_000_000:20_050_000]
    [link] = trace([document("long", text), document("part", part)], engine=SERIAL)
    assert (link.a, link.b, link.kind) == ("long", "part", "excerpt")
    assert link.spans[0][1] - link.spans[0][0] > 49_900
