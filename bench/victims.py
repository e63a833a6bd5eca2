"""Linking beside Splink alone, on the same rows, in one run: time, memory, pair F1. How fast names are parsed; what a list of
1,000 costs that comes later.

    python bench/victims.py [RECORDS.csv[.xz] GOLD.csv[.xz]] [--limit PERSONS]

Without files it uses synth_50000 of the development corpora (../shared/corpora, or the variable ONRECORD_CORPORA).
"Splink alone" gets the parsed names (first, middle, last part, each with its skeleton), age, sex and birth date as columns,
Jaro-Winkler levels, term frequencies, expectation-maximisation, and the pairs taken one to one: as one would set it up. It
runs twice: with all levels and keys that helped it, and lean, with fewer of either, which is faster and finds more.
Each side runs in a process of its own; wall time, CPU time of all threads, and the largest resident memory are of that process
from reading the file on. The machine's load hits both alike: read the ratio. LIMIT keeps that many persons of the gold.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from onrecord.model import Entry
from onrecord.victims.names import parse

CORPORA = Path(os.environ.get("ONRECORD_CORPORA", Path(__file__).parent.parent.parent / "shared" / "corpora"))


def table(path: Path) -> list[dict[str, str]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def kept(records: Path, gold: Path, limit: int | None) -> tuple[list[dict[str, str]], dict[str, str]]:
    truth = {row["rid"]: row["entity"] for row in table(gold)}
    rows = table(records)
    if limit:
        chosen = set(sorted(set(truth.values()))[:limit])
        rows = [row for row in rows if truth[row["rid"]] in chosen]
    return rows, {row["rid"]: truth[row["rid"]] for row in rows}


def entries_of(rows: list[dict[str, str]]) -> list[Entry]:
    return [
        Entry(
            row["rid"],
            row["list"],
            n,
            row["name"],
            float(row["age"]) if row["age"] else None,
            row["sex"] or None,
            row.get("dob") or None,
        )
        for n, row in enumerate(rows)
    ]


def ours(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    from onrecord.victims.linking import LinkSettings, link

    settings = LinkSettings(free_of_duplicates=frozenset(row["list"] for row in rows), explain=False)
    return [(one.a, one.b) for one in link(entries_of(rows), settings=settings).links if one.kind == "linked"]


ADDED = 1000


def added(rows: list[dict[str, str]], truth: dict[str, str]) -> dict[str, float]:
    """What a further list of 1,000 costs where all others were linked before; its rows are taken from the last list."""
    from onrecord.victims.linking import LinkSettings, link

    last = max(row["list"] for row in rows)
    theirs = [row["rid"] for row in rows if row["list"] == last]
    new = set(theirs[:: max(len(theirs) // ADDED, 1)][:ADDED])
    entries = [replace(one, list="new") if one.id in new else one for one in entries_of(rows)]
    settings = LinkSettings(free_of_duplicates=frozenset(one.list for one in entries), explain=False)
    known = [one for one in entries if one.id not in new]
    models = link(known, settings=settings).models
    began, used = time.perf_counter(), time.process_time()
    links = link(entries, settings=settings, models=models, known=frozenset(one.id for one in known)).links
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    found = [(one.a, one.b) for one in links if one.kind == "linked"]
    right = sum(truth[a] == truth[b] for a, b in found)
    elsewhere = {truth[one.id] for one in known}
    wanted = sum(truth[one] in elsewhere for one in new)
    return {"seconds": seconds, "cpu": cpu, "precision": right / max(len(found), 1), "recall": right / wanted}


def splink_alone(rows: list[dict[str, str]], *, lean: bool) -> list[tuple[str, str]]:
    import duckdb
    import pandas
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    columns = pandas.DataFrame([{"unique_id": row["rid"], "list": row["list"], **_columns(row)} for row in rows])
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=_comparisons(lean=lean),
        blocking_rules_to_generate_predictions=LEAN_KEYS if lean else ALL_KEYS,
    )
    connection = duckdb.connect(config={"threads": 2})
    api = DuckDBAPI(connection=connection)
    sides = [api.register(part.drop(columns="list"), dataset_display_name=name) for name, part in columns.groupby("list")]
    linker = Linker(sides, settings, log_level=None)
    same = ["l.full = r.full"] if lean else ["l.full = r.full", "l.birth = r.birth and l.first = r.first"]
    linker.training.estimate_probability_two_random_records_match(same, recall=0.5 if lean else 0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    for rule in (block_on("first", "last"), block_on("middle", "age")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.5 if lean else 0.01).as_pandas_dataframe()
    found = found[found.match_probability >= 0.5]
    found = found.sort_values(["match_weight", "unique_id_l", "unique_id_r"], ascending=[False, True, True])
    used: set[str] = set()
    chosen = []
    for a, b in zip(found.unique_id_l, found.unique_id_r, strict=True):
        if a not in used and b not in used:
            used.update((a, b))
            chosen.append((a, b))
    return chosen


LEAN_KEYS = [
    "l.first_key = r.first_key and l.last_key = r.last_key",
    "l.first_key = r.first_key and l.middle_key = r.middle_key",
    "l.middle_key = r.middle_key and l.last_key = r.last_key and abs(l.age - r.age) <= 2",
    "l.birth = r.birth and substr(l.first_key, 1, 1) = substr(r.first_key, 1, 1)",
]
ALL_KEYS = [
    "l.first_key = r.first_key and l.last_key = r.last_key",
    "l.second_key = r.second_key and l.last_key = r.last_key and abs(l.age - r.age) <= 2",
    "l.first_key = r.first_key and l.second_key = r.second_key and abs(l.age - r.age) <= 2",
    "l.middle_key = r.middle_key and l.first_key = r.first_key",
    "l.birth = r.birth and substr(l.first_key, 1, 1) = substr(r.first_key, 1, 1)",
]
SWAPPED = (
    "substr(birth_l, 1, 4) = substr(birth_r, 1, 4) and substr(birth_l, 6, 2) = substr(birth_r, 9, 2)"
    " and substr(birth_l, 9, 2) = substr(birth_r, 6, 2)"
)
SAME_YEAR = "substr(birth_l, 1, 4) = substr(birth_r, 1, 4)"


def _comparisons(*, lean: bool) -> list[Any]:
    import splink.comparison_level_library as levels
    import splink.comparison_library as library

    def compared(slot: str, steps: list[Any]) -> Any:
        steps = [levels.NullLevel(slot), *steps, levels.ElseLevel()]
        return library.CustomComparison(output_column_name=slot, comparison_levels=steps)

    def name(slot: str) -> Any:
        steps = [levels.ExactMatchLevel(one, term_frequency_adjustments=True) for one in (slot, f"{slot}_key")]
        steps += [levels.JaroWinklerLevel(slot, 0.92)]
        steps += [] if lean else [levels.JaroWinklerLevel(f"{slot}_key", 0.9)]
        return compared(slot, [*steps, levels.JaroWinklerLevel(slot, 0.8)])

    age = [levels.CustomLevel(f"abs(age_l - age_r) <= {n}", label_for_charts=f"within {n}") for n in (0, 1, 3, 10)]
    birth = [levels.ExactMatchLevel("birth"), levels.DamerauLevenshteinLevel("birth", 1)]
    if not lean:
        birth.insert(1, levels.CustomLevel(SWAPPED, label_for_charts="day and month swapped"))
        birth.append(levels.CustomLevel(SAME_YEAR, label_for_charts="same year"))
    names = [name("first"), name("middle"), name("last")]
    return [*names, library.ExactMatch("sex"), compared("age", age), compared("birth", birth)]


def _columns(row: dict[str, str]) -> dict[str, Any]:
    parts = parse(row["name"]).parts
    slots = {"first": parts[:1], "middle": parts[1:-1], "last": parts[-1:] if len(parts) > 1 else ()}
    texts = {slot: " ".join(part.folded for part in some) or None for slot, some in slots.items()}
    keys = {f"{slot}_key": " ".join(part.skeleton for part in some) or None for slot, some in slots.items()}
    more = {"age": float(row["age"]) if row["age"] else None, "sex": row["sex"] or None, "birth": row.get("dob") or None}
    more |= {"second_key": parts[1].skeleton if len(parts) > 2 else None}
    return texts | keys | more | {"full": " ".join(part.folded for part in parts) or None}


def scores(found: list[tuple[str, str]], truth: dict[str, str], listed: dict[str, str]) -> float:
    members: dict[str, dict[str, int]] = {}
    for rid, person in truth.items():
        counts = members.setdefault(person, {})
        counts[listed[rid]] = counts.get(listed[rid], 0) + 1
    wanted = sum((sum(c.values()) ** 2 - sum(n * n for n in c.values())) // 2 for c in members.values())
    right = sum(truth[a] == truth[b] for a, b in found)
    return 2 * right / (len(found) + wanted)


def measure(side: str, records: Path, gold: Path, limit: int | None) -> None:
    rows, truth = kept(records, gold, limit)
    if side == "added":
        print(json.dumps(added(rows, truth)))
        return
    began, used = time.perf_counter(), time.process_time()
    found = ours(rows) if side == "ours" else splink_alone(rows, lean=side == "lean")
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    f1 = scores(found, truth, {row["rid"]: row["list"] for row in rows})
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"rows": len(rows), "seconds": seconds, "cpu": cpu, "memory": memory, "f1": f1}))


SIDES = {"ours": "onrecord", "full": "Splink alone", "lean": "Splink alone, lean"}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("records", nargs="?", type=Path, default=CORPORA / "synth_50000" / "records.csv")
    ask.add_argument("gold", nargs="?", type=Path, default=CORPORA / "synth_50000" / "gold.csv")
    ask.add_argument("--limit", type=int)
    ask.add_argument("--side", choices=(*SIDES, "added"), help=argparse.SUPPRESS)
    told = ask.parse_args()
    if told.side:
        measure(told.side, told.records, told.gold, told.limit)
        return
    names = [row["name"] for row in kept(told.records, told.gold, told.limit)[0]]
    began = time.process_time()
    for name in names:
        parse(name)
    print(f"names: {len(names):,} in {time.process_time() - began:.2f} s on one core")
    results = {side: in_a_process_of_its_own(side, told) for side in (*SIDES, "added")}
    for side, what in SIDES.items():
        found = results[side]
        print(
            f"{what}: {found['seconds']:.1f} s, CPU {found['cpu']:.1f} s, {found['memory']:.0f} MB, pair F1 {found['f1']:.4f}"
        )
    for figure in ("seconds", "cpu", "memory"):
        full, lean = (results["ours"][figure] / results[side][figure] for side in ("full", "lean"))
        print(f"{figure}: onrecord takes {full:.2f} of Splink alone, {lean:.2f} of Splink alone, lean")
    more = results["added"]
    print(
        f"a list of {ADDED:,} added to what was linked before: {more['seconds']:.1f} s, CPU {more['cpu']:.1f} s,"
        f" precision {more['precision']:.3f}, recall {more['recall']:.3f}"
    )


def in_a_process_of_its_own(side: str, told: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, __file__, str(told.records), str(told.gold), "--side", side]
    command += ["--limit", str(told.limit)] if told.limit else []
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
