"""BCa bootstrap intervals that repeat the choice of the model (Efron 1987; Chan, Silverman and Vincent 2021)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from onrecord.estimation.fit import require_extra
from onrecord.estimation.table import OverlapTable


def bca_interval(
    table: OverlapTable, unseen: Callable[[OverlapTable], float], *, replicates: int = 500, seed: int = 1, level: float = 0.95
) -> tuple[float, float]:
    """Bounds of N: the n listed people are drawn anew, `unseen` (choice of model and all) is applied to each such table.

    The acceleration is the jackknife's, one person of each cell left out, weighted by the cell's people. Replicates without a
    figure (NaN) are left out; with fewer than half left the bounds are NaN.
    """
    require_extra()
    from scipy.stats import norm

    rng = np.random.default_rng([seed, 4])
    n = table.documented
    point = unseen(table)
    drawn = [unseen(_with(table, rng.multinomial(n, table.counts / n))) for _ in range(replicates)]
    figures = np.array([value for value in drawn if np.isfinite(value)])
    if len(figures) < replicates / 2 or not np.isfinite(point):
        return float("nan"), float("nan")
    below = (np.count_nonzero(figures < point) + 0.5 * np.count_nonzero(figures == point)) / len(figures)
    bias = norm.ppf(min(max(below, 0.5 / len(figures)), 1.0 - 0.5 / len(figures)))
    pull = _acceleration(table, unseen)
    tails = np.array([norm.ppf((1.0 - level) / 2.0), norm.ppf((1.0 + level) / 2.0)])
    levels = norm.cdf(bias + (bias + tails) / (1.0 - pull * (bias + tails)))
    low, high = np.quantile(figures, levels)
    return float(n + low), float(n + high)


def _acceleration(table: OverlapTable, unseen: Callable[[OverlapTable], float]) -> float:
    values, weights = [], []
    for row, count in enumerate(table.counts):
        fewer = table.counts.copy()
        fewer[row] -= 1
        value = unseen(_with(table, fewer))
        if np.isfinite(value):
            values.append(value)
            weights.append(float(count))
    share = np.array(weights) / sum(weights)
    gaps = float(share @ np.array(values)) - np.array(values)
    spread = float(np.array(weights) @ gaps**2)
    return 0.0 if spread == 0.0 else float(np.array(weights) @ gaps**3) / (6.0 * spread**1.5)


def _with(table: OverlapTable, counts: object) -> OverlapTable:
    people = np.asarray(counts, dtype=np.int64)
    kept = people > 0
    return OverlapTable(table.lists, table.cells[kept], people[kept])
