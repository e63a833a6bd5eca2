"""How long a dossier takes to make and to open: `python bench/report.py [100 2000 …]` (numbers of documents).

The cases are invented (tests/report/invented.py): texts of 4 KB with 10 claims each. Printed for each size: CPU seconds to
render, the file's size, and, where Chromium and its driver are installed, the milliseconds until the page has loaded
(median of five openings from disk, by the browser's own clock) beside those of an empty page in the same window.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "report"))

import browser as driver
import invented

from onrecord.report import render

LOADED = "return performance.getEntriesByType('navigation')[0].loadEventEnd"
PAINTED = "const p = performance.getEntriesByName('first-contentful-paint')[0]; return p ? p.startTime : null"


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = [(size, made_file(size, Path(folder))) for size in sizes]
        empty = Path(folder) / "empty.html"
        empty.write_text("<!doctype html><title>empty</title><p>empty", encoding="utf-8")
        if driver.missing():
            print(f"not opened: Chromium or its driver is {driver.missing()}")
            return
        with driver.browser(Path(folder)) as window:
            print(f"empty page: loaded {opened(window, empty)[0]:.0f} ms")
            for size, path in made:
                loaded, painted = opened(window, path)
                print(f"{size} documents: loaded {loaded:.0f} ms, first painted {painted:.0f} ms")


def made_file(size: int, folder: Path) -> Path:
    dossier = invented.large(size)
    start = time.process_time()
    text = render(dossier)
    seconds = time.process_time() - start
    path = folder / f"{size}.html"
    path.write_text(text, encoding="utf-8")
    each = seconds / size * 1000
    counts = f"{len(dossier.claims):,} claims, {len(dossier.incidents):,} incidents"
    print(f"{size} documents ({counts}): {seconds:.2f} s to render ({each:.2f} ms each), {path.stat().st_size / 1e6:.1f} MB")
    return path


def opened(window: driver.Browser, path: Path) -> tuple[float, float]:
    loaded, painted = [], []
    for _ in range(5):
        window.open(path)
        loaded.append(window.run(LOADED))
        painted.append(window.run(PAINTED) or 0.0)
    return statistics.median(loaded), statistics.median(painted)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100, 2000])
