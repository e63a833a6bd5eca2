"""How long reading takes: HTML beside trafilatura alone on the same pages, in one run; PDF, text and JSONL on their own.

    python bench/reading.py [FOLDER of .html pages] [--repeat N]

Without a folder it reads the pages of the development corpora (../shared/corpora/pages, or the variable ONRECORD_CORPORA)
or, where these are absent, the pages of the bundled sample. CPU time of one core; the ratio is the median over the repeats,
each of which runs both sides on all pages, in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median

import trafilatura

from onrecord import sample
from onrecord.reading import read, read_part, unpack

CORPORA = Path(os.environ.get("ONRECORD_CORPORA", Path(__file__).parent.parent.parent / "shared" / "corpora"))


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def pages_in(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in sorted(folder.glob("*.html"))]


def html(pages: list[bytes], repeat: int) -> None:
    texts = [page.decode("utf-8", "replace") for page in pages]
    ours, theirs = [], []
    for _ in range(repeat + 1):  # the first round warms both up
        theirs.append(timed(lambda: [trafilatura.extract(text) for text in texts]))
        ours.append(timed(lambda: [read(page, name="page.html") for page in pages]))
    ratio = median(a / b for a, b in zip(ours[1:], theirs[1:], strict=True))
    size = sum(map(len, pages)) / 1e6
    print(f"HTML: {len(pages)} pages, {size:.1f} MB")
    print(f"  onrecord    {median(ours[1:]):.2f} s  {size / median(ours[1:]):.1f} MB/s (offsets, metadata, language)")
    print(f"  trafilatura {median(theirs[1:]):.2f} s  {size / median(theirs[1:]):.1f} MB/s (text alone)")
    print(f"  ratio       {ratio:.2f} (goal: at most 1.30)")


def others() -> None:
    letter = (sample.path() / "documents" / "02-letter-no-7.pdf").read_bytes()
    spent = timed(lambda: [read(letter, name="letter.pdf") for _ in range(20)])
    print(f"PDF: {spent / 40 * 1000:.0f} ms a page of {len(read(letter, name='x').text) // 2} characters")
    text = b"At least twelve people were killed in the village, the monitor said on Monday.\n" * 600_000
    tracemalloc.start()
    spent = timed(lambda: read(text, name="large.txt"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"Text: {len(text) / 1e6:.0f} MB in {spent:.2f} s, peak {peak / len(text):.1f} times its size")
    lines = b"\n".join(json.dumps({"id": n, "text": "Twelve people were killed. " * 60}).encode() for n in range(20_000))
    spent = timed(lambda: [None for part in unpack(lines, name="d.jsonl") if read_part(part).problem])
    print(f"JSONL: 20000 lines of 1.6 kB, {20_000 / spent:.0f} documents/s")


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    pages = pages_in(options.folder or CORPORA / "pages") or pages_in(sample.path() / "documents")
    html(pages, options.repeat)
    others()


if __name__ == "__main__":
    main()
