"""How long lineage takes and how much memory, beside MinHash (rensa) over character 7-grams of the same texts.

    python bench/lineage.py DOCS.jsonl[.xz] ... [--rensa PYTHON] [--repeat N]

DOCS.jsonl holds documents as `onrecord lineage` takes them. Each side runs in a process of its own, one after the other,
`--repeat` times; the quickest run of each counts. `onrecord` reads the file, finds passages, changed numbers and origins and
writes both files; rensa reads the file, signs and finds pairs of Jaccard .4, without passages. `--rensa` names a Python that
has rensa; without it only onrecord runs. Last, 100 documents are added to an index of all others.
"""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RENSA = """
import json, sys
from rensa import RMinHash, RMinHashLSH
signed = []
for line in open(sys.argv[1], encoding="utf-8"):
    text = "".join(c for c in json.loads(line)["text"].lower() if c.isalnum())
    signature = RMinHash(128, 42)
    signature.update([text[i : i + 7] for i in range(len(text) - 6)])
    signed.append(signature)
table = RMinHashLSH(0.4, 128, 32)
table.insert_many(signed)
pairs = sum(j > i and m.jaccard(signed[j]) >= 0.4 for i, m in enumerate(signed) for j in table.query(m))
"""

MEASURE = """
import json, resource, subprocess, sys, time
begun = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def measured(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds of all processes, and the largest process in MB."""
    done = subprocess.run([sys.executable, "-c", MEASURE, *command], check=True, capture_output=True, text=True)
    wall, cpu, memory = json.loads(done.stdout)
    return wall, cpu, memory


def plain(path: Path, folder: Path) -> Path:
    """The documents as the command takes them, dates under `published`."""
    target = folder / f"{path.name.split('.')[0]}.jsonl"
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as lines, target.open("w") as out:
        for line in lines:
            row = json.loads(line)
            out.write(json.dumps({"published": row.get("date"), **row}) + "\n")
    return target


def added(path: Path) -> str:
    """How long it takes to add 100 documents to an index of all others."""
    from onrecord.lineage import Index
    from onrecord.reading.jsonl import read_line

    lines = path.read_bytes().splitlines()
    documents = [read_line(line, where="") for line in lines]
    index = Index()
    index.add(documents[:-100])
    index.links()
    kept = index.to_bytes()
    begun = time.process_time()
    again = Index.from_bytes(kept)
    loaded = time.process_time()
    again.add(documents[-100:])
    links = again.links()
    done = time.process_time()
    return (
        f"index of {len(kept) / 1e6:.0f} MB read in {loaded - begun:.1f} s CPU, "
        f"100 documents added in {done - loaded:.1f} s CPU ({len(links)} links)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="+")
    parser.add_argument("--rensa", metavar="PYTHON")
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    for path in options.documents:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            source = plain(path, work)
            files = [str(source), "-o", str(work / "pairs.jsonl"), "--origins", str(work / "origins.jsonl")]
            commands = {"onrecord": [sys.executable, "-m", "onrecord", "lineage", *files]}
            if options.rensa:
                commands["rensa"] = [options.rensa, "-c", RENSA, str(source)]
            print(path.name)
            for name, command in commands.items():
                runs = [measured(command) for _ in range(options.repeat)]
                wall, cpu, memory = min(runs)
                print(f"  {name:9} {wall:6.1f} s   {cpu:6.1f} s CPU   {memory:6.0f} MB in the largest process")
            print(f"  {added(source)}")
    print(f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
