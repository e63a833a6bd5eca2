"""The whole run: documents a second and peak memory at 100, 1,000 and 10,000 JSONL documents, all in one go.

    python bench/run.py [SIZE ...]

The documents are made here from templates (fixed seed): a tenth are copies, a third quote one of eight monitors, places are
real towns, dates lie in one year. Each size runs in a process of its own; "again" is a second run with nothing new, "one more"
a run with one document added. A ratio of documents/s near 1 from size to size means that the cost grows with the documents.
"""

import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from onrecord.case.folder import Case
from onrecord.case.intake import add
from onrecord.case.run import run

TOWNS = ["Aleppo", "Idlib", "Homs", "Mosul", "Kirkuk", "Basra", "Herat", "Kandahar", "Taiz", "Aden", "Tripoli", "Benghazi"]
MONITORS = [
    f"the {name} Monitoring Group" for name in ("Cedar", "Harbour", "River", "Hill", "Plain", "Lake", "Bridge", "Coast")
]
CAUSES = ["an airstrike", "shelling", "a car bomb", "gunfire", "a drone strike", "clashes", "a mortar attack"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"]
FILLER = [
    "Residents said that the road to the market had been closed since the morning.",
    "A spokesman did not answer questions about the operation.",
    "Rescue workers searched the rubble until late in the evening.",
    "Schools in the district stayed shut for a second day.",
    "The price of bread has doubled since the autumn, traders said.",
    "Electricity was cut in most quarters of the town.",
]


def documents(size: int) -> list[dict]:
    chance = random.Random(7)
    made: list[dict] = []
    for n in range(size):
        if made and chance.random() < 0.1:
            made.append({**chance.choice(made), "id": f"doc-{n}", "publisher": f"Mirror {n % 40}"})
            continue
        town, day, month = chance.choice(TOWNS), chance.randint(1, 28), chance.randint(1, 11)
        killed, injured = chance.randint(1, 40), chance.randint(2, 60)
        said = f", {chance.choice(MONITORS)} said" if chance.random() < 0.35 else ""
        lead = f"At least {killed} people were killed and {injured} others wounded in {chance.choice(CAUSES)} in {town}"
        lead += f" on {day} {MONTHS[month - 1]} 2017{said}."
        parts = f"Among the dead were {max(1, killed // 4)} children." if chance.random() < 0.5 else ""
        rest = " ".join(chance.choice(FILLER).replace("the", f"the {n % 97}th" if i == 2 else "the", 1) for i in range(12))
        made.append(
            {
                "id": f"doc-{n}",
                "text": f"{lead} {parts}\n\n{rest}",
                "publisher": f"Paper {n % 25}",
                "published": f"2017-{month:02d}-{min(28, day + 1):02d}",
                "language": "en",
            }
        )
    return made


def one_size(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "docs.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in documents(size)), encoding="utf-8")
        seconds = [timed(Path(folder) / "case", path)]
        seconds.append(timed(Path(folder) / "case", path))
        extra = Path(folder) / "more.jsonl"
        extra.write_text(json.dumps({"id": "one-more", "text": "Two people were killed in Homs on 3 May 2017."}) + "\n")
        seconds.append(timed(Path(folder) / "case", extra))
    cpu = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    usage = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        f"{size:>7,} documents  {seconds[0]:7.1f} s  {size / seconds[0]:7.1f} documents/s  "
        f"again {seconds[1]:5.1f} s  one more {seconds[2]:5.1f} s  CPU of all three {cpu:6.1f} s  "
        f"peak {usage[0]} MB (workers {usage[1]} MB)",
        flush=True,
    )


def timed(folder: Path, path: Path) -> float:
    started = time.perf_counter()
    with Case.open(folder, create=True, who="bench") as case:
        add(case, [path])
        run(case)
    return time.perf_counter() - started


def main() -> None:
    for size in [int(word) for word in sys.argv[1:]] or [100, 1_000, 10_000]:
        child = os.fork()
        if child == 0:
            one_size(size)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
