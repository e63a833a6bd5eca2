"""Lineage on the development half of `reuse`: real reports and derivations of them that were made by a program."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from corpora import CORPORA, corpus, floors, rows

from onrecord.lineage import Index, origins
from onrecord.model import Document, DocumentLink
from onrecord.reading.jsonl import published

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    corpus("reuse")
    spec = importlib.util.spec_from_file_location("score_lineage", CORPORA / "score_lineage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents(folder: Path, *, dated: bool) -> list[Document]:
    return [
        Document(row["id"], row["id"], "text/plain", row["text"], published=published(row["date"]) if dated else None)
        for row in rows(folder / "docs.jsonl")
    ]


def found(*, dated: bool) -> tuple[list[Document], list[DocumentLink]]:
    read = documents(corpus("reuse"), dated=dated)
    index = Index()
    index.add(read)
    return read, index.links()


def descends(gold: list[dict[str, Any]], document: str, ancestor: str) -> bool:
    source = {row["id"]: row["source"] for row in gold}
    while source[document]:
        document = source[document]
        if document == ancestor:
            return True
    return False


def edges(scorer: ModuleType, gold: list[dict[str, Any]], links: list[DocumentLink]) -> dict[str, float]:
    score: dict[str, float] = scorer.edges(gold, [(link.b, link.a) for link in links if link.kind != "quotation"])
    return {
        "ancestors_found": score["ancestor"] / score["gold"],
        "right_way_round": score["ancestor"] / (score["ancestor"] + score["reversed"]),
    }


def test_lineage_keeps_its_floors(scorer: ModuleType) -> None:
    floor, gold = floors("reuse"), rows(corpus("reuse") / "gold.jsonl")
    read, links = found(dated=True)
    pairs = scorer.pair_ari({row["id"]: row["cluster"] for row in gold}, origins(read, links))
    spans = scorer.spans(gold, [(link.a, s[0], s[1], link.b, s[2], s[3]) for link in links for s in link.spans])
    changed = scorer.changed(
        gold, [(link.b, c[2], c[3]) for link in links if descends(gold, link.b, link.a) for c in link.changed]
    )
    ways = edges(scorer, gold, links)
    assert pairs["F1"] >= floor["documents_f1"]
    assert pairs["ARI"] >= floor["documents_ari"]
    assert spans["F1"] >= floor["passages_f1"]
    assert spans["false_pairs"] <= floor["passages_false_pairs"]
    assert changed["P"] >= floor["changed_precision"]
    assert changed["R"] >= floor["changed_recall"]
    assert ways["ancestors_found"] >= floor["ancestors_found"]
    assert ways["right_way_round"] >= floor["right_way_round"]


def test_without_dates_most_edges_are_the_right_way_round(scorer: ModuleType) -> None:
    floor, gold = floors("reuse"), rows(corpus("reuse") / "gold.jsonl")
    ways = edges(scorer, gold, found(dated=False)[1])
    assert ways["ancestors_found"] >= floor["ancestors_found_undated"]
    assert ways["right_way_round"] >= floor["right_way_round_undated"]
