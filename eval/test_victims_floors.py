"""Linking on the development lists: pair F1 by the command line, speed of names, and how far probabilities hold."""

from __future__ import annotations

import csv
import time
from collections import Counter

import pytest
from click.testing import CliRunner
from corpora import corpus, floors

from onrecord.cli.victims import link_command
from onrecord.victims.names import parse

pytestmark = pytest.mark.slow

SETS = ("gaza_ar", "gaza_latin", "gaza_cross", "us_police", "synth_5000", "synth_50000")


def table(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def pair_scores(person: dict[str, str], truth: dict[str, str], listed: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of rows of different lists."""

    def pairs(group: dict[str, str]) -> Counter:
        found: dict[str, list[str]] = {}
        for rid, number in group.items():
            found.setdefault(number, []).append(rid)
        return Counter(
            frozenset((a, b)) for rows in found.values() for a in rows for b in rows if a < b and listed[a] != listed[b]
        )

    made, right = pairs(person), pairs(truth)
    both = sum((made & right).values())
    precision, recall = both / made.total(), both / right.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize("name", SETS)
def test_pair_f1_of_linking_does_not_fall(name: str, tmp_path) -> None:
    folder = corpus(name)
    out = tmp_path / "persons.csv"
    arguments = [str(folder / "records.csv"), "-o", str(out), "--one-to-one"]
    CliRunner().invoke(link_command, arguments, catch_exceptions=False)
    person = {row["rid"]: row["person"] for row in table(out)}
    truth = {row["rid"]: row["entity"] for row in table(folder / "gold.csv")}
    listed = {row["rid"]: row["list"] for row in table(folder / "records.csv")}
    f1 = pair_scores(person, truth, listed)[2]
    assert f1 >= floors("victims")[name], f"{name}: {f1:.4f}"


def test_names_are_parsed_fast() -> None:
    names = [row["name"] for row in table(corpus("synth_50000") / "records.csv")]
    began = time.process_time()
    for name in names:
        parse(name)
    seconds = (time.process_time() - began) * 500_000 / len(names)
    assert seconds <= floors("victims")["seconds_for_500000_names"], f"{seconds:.1f} s"
