"""Figures on the estimation room: how fast it is, and whether its intervals hold what they promise.

    python bench/estimation.py speed               LCMCR per sweep beside a loop of NumPy calls, in one run; graphs; first use
    python bench/estimation.py coverage [FROM TO [OUT [METHOD...]]]
        share of 95 % intervals that hold the truth, replicates FROM to TO - 1 of each of five designs (0 200);
        methods: lcmcr, lcmcr_r (with the concentration prior of R's LCMCR), graphs, loglinear_stepwise
    python bench/estimation.py shares OUT...       the same shares from files written before

`coverage` writes one CSV line per fit to OUT and prints the shares at the end; 200 replicates take about an hour of one core.
The five designs are invented populations of 2,000 people on five lists, in two or three classes.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from onrecord.estimation.fit import Fit
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


FITS: dict[str, Callable[[OverlapTable], Fit]] = {
    "lcmcr": lcmcr,
    "lcmcr_r": partial(lcmcr, settings=LcmcrSettings(a_alpha=0.25, b_alpha=0.25)),
    "graphs": graphs,
    "loglinear_stepwise": loglinear_stepwise,
}


def coverage(replicates: range, out: Path, methods: list[str]) -> None:
    """One CSV line per fit, written as it comes, then the shares."""
    with out.open("w") as rows:
        rows.write("design,replicate,method,documented,estimate,low,high,holds,withheld\n")
        for replicate in replicates:
            for design in DESIGNS:
                table = simulated(design, replicate)
                for method in methods:
                    fit = FITS[method](table)
                    figures = f"{fit.estimate:.1f},{fit.low:.1f},{fit.high:.1f}"
                    verdict = f"{int(fit.low <= TRUTH <= fit.high)},{int(bool(fit.withheld))}"
                    rows.write(f"{design},{replicate},{method},{table.documented},{figures},{verdict}\n")
                rows.flush()
    shares([out])


def shares(files: list[Path]) -> None:
    """By method and design: share of intervals that hold the truth, of how many (and their median estimate)"""
    held: dict[tuple[str, str], list[tuple[int, float]]] = {}
    withheld: dict[str, int] = {}
    for file in files:
        with file.open(newline="") as rows:
            for row in csv.DictReader(rows):
                if row["withheld"] == "1":
                    withheld[row["method"]] = withheld.get(row["method"], 0) + 1
                else:
                    held.setdefault((row["method"], row["design"]), []).append((int(row["holds"]), float(row["estimate"])))
    for method in sorted({m for m, _ in held}):
        each = {d: held[method, d] for d in DESIGNS if (method, d) in held}
        told = "  ".join(
            f"{d} {np.mean([h for h, _ in v]):.3f} of {len(v)} ({np.median([e for _, e in v]):.0f})" for d, v in each.items()
        )
        together = [h for v in each.values() for h, _ in v]
        print(f"{method}: {told}  all {np.mean(together):.3f}, withheld {withheld.get(method, 0)}")


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


def _sweep_time(cells: np.ndarray, counts: np.ndarray, classes: int, seed: int) -> float:
    """Microseconds of one core for one plain Gibbs sweep, once the chain has settled; the best of ten runs."""
    from onrecord.estimation.sampler import run

    rng = np.random.default_rng(seed)
    lists, draws = cells.shape[1], 50
    on = rng.random((1, lists, classes))
    state = np.full((1, classes), 1 / classes), np.stack([1 - on, on], axis=1), np.full(1, 0.3)
    random, priors = rng.integers(1, 2**63, 4, dtype=np.uint64), np.array([0.25, 0.25, 1.0, 1.0])
    kept = np.zeros((draws, 4)), np.zeros((draws, classes)), np.zeros((draws, lists, classes))
    work, tally = (np.zeros((classes, lists + 1)), np.zeros(classes)), np.zeros((3, 1), np.int64)
    caps, patterns = np.array([20 * counts.sum()]), np.vstack([cells, 0 * cells[:1]]).astype(np.uint8)
    taken = []
    for thin in (400, *[20] * 10):
        start = time.process_time()
        run(random, counts[None].copy(), patterns, *state, caps, priors, thin, *kept, *work, tally)
        taken.append((time.process_time() - start) / (draws * thin) * 1e6)
    return min(taken[1:])


def speed() -> None:
    # invented, four lists, about as many people and cells as the tables the field has published
    cells = np.array([[x >> j & 1 for j in range(4)] for x in range(1, 16)])
    counts = np.array([1100, 850, 180, 940, 230, 220, 180, 300, 110, 30, 20, 120, 40, 30, 30])
    for classes in (5, 10, 20):
        ours = np.median([_sweep_time(cells, counts, classes, seed) for seed in range(9)])
        plain = min(numpy_loop(cells, counts, classes, 100, seed) for seed in range(20)) / 100 * 1e6
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
        code = "import time, onrecord.estimation.sampler; print(round(time.process_time(), 2))"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **environment}
        )
        print(f"Python with the compiled sampler, {state}: {done.stdout.strip()} s of CPU")


def _six() -> OverlapTable:
    rng = np.random.default_rng(6)
    people = (rng.random((3000, 6)) < rng.choice([0.1, 0.4], size=(3000, 1))).astype(int)
    listed = people[people.any(axis=1)]
    return OverlapTable.from_arrays(listed, np.ones(len(listed), int))


if __name__ == "__main__":
    if sys.argv[1:2] == ["coverage"]:
        given = [*sys.argv[2:], *("0", "200", "coverage.csv")[len(sys.argv) - 2 :]]
        coverage(range(int(given[0]), int(given[1])), Path(given[2]), given[3:] or list(FITS))
    elif sys.argv[1:2] == ["shares"]:
        shares([Path(name) for name in sys.argv[2:]])
    elif sys.argv[1:2] == ["speed"]:
        speed()
    else:
        print(__doc__)
