"""Figures on the estimation room: how fast it is, and whether its intervals hold what they promise.

    python bench/estimation.py speed               LCMCR per sweep beside a loop of NumPy calls, in one run; graphs; first use
    python bench/estimation.py coverage [N [OUT]]  share of 95 % intervals that hold the truth, N replicates of 5 designs

`coverage` writes one CSV line per fit to OUT and prints the shares at the end; 200 replicates take about an hour of one core.
The five designs are invented populations of 2,000 people on five lists, in two or three classes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from onrecord.estimation.graphs import GraphSettings, decomposable_graphs, graphs
from onrecord.estimation.lcmcr import LcmcrSettings, lcmcr
from onrecord.estimation.loglinear import loglinear_stepwise
from onrecord.estimation.table import OverlapTable

TRUTH = 2000
DESIGNS = {
    "sim1": [(1800, [0.033, 0.033, 0.099, 0.132, 0.033]), (200, [0.66, 0.825, 0.759, 0.99, 0.693])],
    "sim2": [(1600, [0.013, 0.013, 0.099, 0.132, 0.033]), (400, [0.56, 0.825, 0.759, 0.99, 0.593])],
    "sim3": [(1600, [0.113, 0.113, 0.199, 0.232, 0.133]), (400, [0.86, 0.925, 0.859, 0.99, 0.793])],
    "sim4": [
        (1600, [0.1, 0.05, 0.15, 0.2, 0.1]),
        (200, [0.5, 0.4, 0.6, 0.4, 0.5]),
        (200, [0.8, 0.9, 0.6, 0.7, 0.7]),
    ],
    "sim5": [(1600, [0.113, 0.113, 0.199, 0.832, 0.733]), (400, [0.86, 0.925, 0.859, 0.19, 0.193])],
}


def simulated(design: str, replicate: int) -> OverlapTable:
    """One invented population of this design, and who of it came on which list."""
    rng = np.random.default_rng([2026, list(DESIGNS).index(design), replicate])
    people = np.concatenate([rng.random((size, 5)) < np.array(chances) for size, chances in DESIGNS[design]]).astype(int)
    listed = people[people.any(axis=1)]
    return OverlapTable.from_arrays(listed, np.ones(len(listed), int))


def coverage(replicates: int, out: Path) -> None:
    held: dict[tuple[str, str], list[bool]] = {}
    withheld: dict[tuple[str, str], int] = {}
    with out.open("w") as rows:
        rows.write("design,replicate,method,documented,estimate,low,high,holds,withheld\n")
        for replicate in range(replicates):
            for design in DESIGNS:
                table = simulated(design, replicate)
                for fit in (lcmcr(table), graphs(table), loglinear_stepwise(table)):
                    key = (fit.method, design)
                    holds = bool(fit.low <= TRUTH <= fit.high)
                    if fit.withheld:
                        withheld[key] = withheld.get(key, 0) + 1
                    else:
                        held.setdefault(key, []).append(holds)
                    figures = f"{fit.estimate:.1f},{fit.low:.1f},{fit.high:.1f}"
                    rows.write(
                        f"{design},{replicate},{fit.method},{table.documented},{figures},{int(holds)},{int(bool(fit.withheld))}\n"
                    )
                rows.flush()
    for method in sorted({m for m, _ in held}):
        shares = [np.mean(held[method, d]) for d in DESIGNS if (method, d) in held]
        each = "  ".join(f"{d} {np.mean(held.get((method, d), [np.nan])):.3f}" for d in DESIGNS)
        missing = sum(count for (m, _), count in withheld.items() if m == method)
        print(f"{method:20s} {each}  all {np.mean(shares):.3f}  withheld {missing}")


def numpy_loop(cells: np.ndarray, counts: np.ndarray, classes: int, sweeps: int, seed: int) -> float:
    """The same Gibbs sweep as a plain loop of NumPy calls; returns CPU seconds."""
    rng = np.random.default_rng(seed)
    lists, n = cells.shape[1], int(counts.sum())
    sizes, listed, alpha = np.full(classes, 1 / classes), rng.random((lists, classes)), 0.3
    start = time.process_time()
    for _ in range(sweeps):
        logs, rest = np.log(listed), np.log1p(-listed)
        scores = np.log(np.maximum(sizes, 1e-300)) + cells @ logs + (1 - cells) @ rest
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        members = rng.multinomial(counts, chances)
        never = sizes * np.exp(rest.sum(axis=0))
        rho = min(never.sum(), 1 - 1e-12)
        unseen = rng.negative_binomial(n, 1 - rho)
        hidden = rng.multinomial(unseen, never / never.sum())
        on = cells.T @ members
        total = members.sum(axis=0) + hidden
        listed = np.clip(rng.beta(1 + on, 1 + total - on), 1e-12, 1 - 1e-12)
        after = np.concatenate([np.cumsum(total[::-1])[::-1][1:], [0]])
        breaks = rng.beta(1 + total[:-1], np.maximum(alpha + after[:-1], 1e-3))
        left = np.concatenate([[0.0], np.cumsum(np.log1p(-np.minimum(breaks, 1 - 1e-12)))])
        sizes = np.exp(left) * np.concatenate([breaks, [1.0]])
        alpha = rng.gamma(0.25 + classes - 1) / (0.25 - left[-1])
    return time.process_time() - start


def speed() -> None:
    # invented, four lists, about as many people and cells as the tables the field has published
    cells = np.array([[x >> j & 1 for j in range(4)] for x in range(1, 16)])
    counts = np.array([1100, 850, 180, 940, 230, 220, 180, 300, 110, 30, 20, 120, 40, 30, 30])
    table = OverlapTable.from_arrays(cells, counts)
    lcmcr(table, LcmcrSettings(classes=5, levels=1, max_sweeps=4000))
    for classes in (5, 10, 20):
        settings = LcmcrSettings(classes=classes, levels=1, first_sweeps=32_000, max_sweeps=32_000)
        start = time.process_time()
        lcmcr(table, settings)
        ours = (time.process_time() - start) / (4 * 32_000) * 1e6
        plain = numpy_loop(cells, counts, classes, 1500, 1) / 1500 * 1e6
        print(f"LCMCR K={classes:2d}: {ours:5.1f} us a sweep (NumPy calls {plain:6.1f} us, {plain / ours:.1f} times)")
    five = simulated("sim4", 0)
    for lists, some in ((5, five), (6, _six())):
        start = time.process_time()
        number = len(decomposable_graphs(lists))
        found = time.process_time() - start
        start = time.process_time()
        graphs(some, GraphSettings())
        print(
            f"graphs, {lists} lists: {number} found in {found:.2f} s, fit with sensitivity {time.process_time() - start:.2f} s"
        )
    for state, environment in (("cold", {"NUMBA_CACHE_DIR": tempfile.mkdtemp()}), ("cached", {})):
        code = "import time; t = time.time(); import onrecord.estimation.sampler; print(round(time.time() - t, 2))"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**_environment(), **environment}
        )
        print(f"loading the compiled sampler, {state}: {done.stdout.strip()} s")


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)


def _six() -> OverlapTable:
    rng = np.random.default_rng(6)
    people = (rng.random((3000, 6)) < rng.choice([0.1, 0.4], size=(3000, 1))).astype(int)
    listed = people[people.any(axis=1)]
    return OverlapTable.from_arrays(listed, np.ones(len(listed), int))


if __name__ == "__main__":
    if sys.argv[1:2] == ["coverage"]:
        coverage(int(sys.argv[2]) if len(sys.argv) > 2 else 200, Path(sys.argv[3] if len(sys.argv) > 3 else "coverage.csv"))
    elif sys.argv[1:2] == ["speed"]:
        speed()
    else:
        print(__doc__)
