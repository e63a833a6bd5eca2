"""Grouping and checks measured on the development corpora: the figures pinned in floors.toml must not fall."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from corpora import CORPORA, corpus, floors, rows

from onrecord import codebook
from onrecord.claims import extract
from onrecord.claims.mentions import mentions
from onrecord.incidents import check, group, main_incidents, register
from onrecord.model import Check, Claim, Document, Mention
from onrecord.places import Gazetteer
from onrecord.settings import Settings

pytestmark = pytest.mark.slow

GAZETTEER = Gazetteer.load()
BOOK = codebook.load("literal")


def _document(name: str, text: str) -> Document:
    return Document(sha256(f"{name} {text}".encode()).hexdigest(), name, "text/plain", text, language="en")


def _read(documents: list[Document]) -> tuple[list[Claim], dict[str, tuple[Mention, ...]]]:
    claims = [c for d in documents for c in extract(d, codebook=BOOK, gazetteer=GAZETTEER)]
    return claims, {d.id: mentions(d, gazetteer=GAZETTEER) for d in documents}


def _grouped(documents: list[Document], claims: list[Claim], spoken: dict[str, tuple[Mention, ...]]) -> dict[str, str]:
    """Each document's main incident by the document's name."""
    incidents = group(claims, documents, [], {}, spoken, [], settings=Settings(), codebook=BOOK, places=GAZETTEER)
    main = main_incidents(incidents, claims)
    return {d.name: main[d.id] for d in documents if d.id in main}


def _main(documents: list[Document]) -> tuple[dict[str, str], list[Check]]:
    """Each document's main incident by the document's name, and the checks that fire."""
    claims, spoken = _read(documents)
    incidents = group(claims, documents, [], {}, spoken, [], settings=Settings(), codebook=BOOK, places=GAZETTEER)
    sources = register(claims, documents, settings=Settings())
    found = list(check(claims, incidents, documents, [], {}, sources, codebook=BOOK))
    main = main_incidents(incidents, claims)
    return {d.name: main[d.id] for d in documents if d.id in main}, found


def _scored(gold: dict[str, str], answer: dict[str, str], folder: Path) -> dict[str, float]:
    paths = folder / "gold.jsonl", folder / "answer.jsonl"
    for path, field, found in ((paths[0], "incident", gold), (paths[1], "cluster", answer)):
        lines = [json.dumps({"id": name, field: value}) for name, value in found.items()]
        path.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(CORPORA / "score_clusters.py"), *map(str, paths)]
    scores: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return scores


def test_paragraphs_find_their_incident(tmp_path):
    folder = corpus("airwars_grouping")
    documents = [_document(row["id"], row["text"]) for row in rows(folder / "docs.jsonl")]
    gold = {row["id"]: row["incident"] for row in rows(folder / "gold.jsonl")}
    answer, _ = _main(documents)
    assert _scored(gold, answer, tmp_path)["conll_f1"] >= floors("airwars_grouping")["conll_f1"]


def test_paragraphs_of_small_cases_find_their_incident(tmp_path):
    """Twenty cases of six incidents each: what is common cannot be seen from so few documents."""
    folder = corpus("airwars_grouping")
    gold = {row["id"]: row["incident"] for row in rows(folder / "gold.jsonl")}
    every = [_document(row["id"], row["text"]) for row in rows(folder / "docs.jsonl")]
    claims, spoken = _read(every)
    scores = []
    for n in range(20):
        chosen = set(random.Random(n).sample(sorted(set(gold.values())), 6))
        documents = [d for d in every if gold[d.name] in chosen]
        answer = _grouped(documents, [c for c in claims if gold[c.name] in chosen], {d.id: spoken[d.id] for d in documents})
        own = {d.name: gold[d.name] for d in documents}
        scores.append(_scored(own, answer, tmp_path)["conll_f1"])
    assert sum(scores) / len(scores) >= floors("airwars_grouping")["small_cases_conll_f1"]


def test_halves_of_narratives_find_each_other(tmp_path):
    """Every second paragraph of a narrative as one document, the others as another: two long documents of one incident."""
    documents, gold = [], {}
    for row in rows(corpus("airwars_gaza") / "docs.jsonl")[150:300]:
        paragraphs = [p for p in row["text"].split("\n") if p.strip()]
        for half in (0, 1) if len(paragraphs) >= 4 else ():
            name = f"{row['id']} {half}"
            gold[name] = row["id"]
            documents.append(_document(name, "\n".join(paragraphs[half::2])))
    answer, _ = _main(documents)
    assert _scored(gold, answer, tmp_path)["conll_f1"] >= floors("airwars_grouping")["halves_conll_f1"]


def test_narratives_of_other_incidents_stay_apart_and_checks_are_few():
    documents = [_document(row["id"], row["text"]) for row in rows(corpus("airwars_gaza") / "docs.jsonl")[:150]]
    answer, found = _main(documents)
    pinned = floors("airwars_grouping")
    assert len(answer) - len(set(answer.values())) <= pinned["narratives_with_a_shared_incident_most"]
    assert len(found) <= pinned["checks_on_150_narratives_most"]
