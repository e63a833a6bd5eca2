"""Chao's lower bound: how many there must be at least, if some people are simply harder to list than others.

A bound for heterogeneity only: where lists avoid each other's people it is no lower bound, and that is said beside it.
"""

from __future__ import annotations

import numpy as np

from onrecord.estimation.fit import Fit, Floats, require_extra, withheld
from onrecord.estimation.loglinear import poisson_fit, two_piece
from onrecord.estimation.table import OverlapTable

Z = 1.959963984540054


def chao(table: OverlapTable, *, draws: int = 1000, chains: int = 4, seed: int = 1) -> Fit:
    """The lower bound with a chance of its own for each list (Rcapture's "Mth Chao (LB)"), Wald interval as there.

    Where that interval would reach below the documented, it is taken on the log scale. `diagnostics["simple"]` is
    n + f1 (f1 - 1) / (2 (f2 + 1)), f_k the people on exactly k lists (Chao 1987, bias-corrected): with few lists it lies
    above the truth even where all people are alike (by J / (J - 1)), so it is not the headline.
    """
    require_extra()
    on = table.cells.sum(axis=1)
    f1, f2 = (float(table.counts[on == k].sum()) for k in (1, 2))
    settings = {"draws": draws, "chains": chains, "seed": seed}
    if f1 == 0.0 or f2 == 0.0:
        lacking = "exactly one list" if f1 == 0.0 else "exactly two lists"
        return withheld("chao", table.documented, f"Nobody is on {lacking}: the bound has nothing to go by.", settings)
    unseen, error = _mth(table)
    low, high = unseen - Z * error, unseen + Z * error
    if low <= 0.0:
        factor = float(np.exp(Z * error / unseen))
        low, high = unseen / factor, unseen * factor
    rng = np.random.default_rng([seed, 3])
    drawn = two_piece((unseen, low, high), rng.standard_normal((chains, draws)))
    n = table.documented
    diagnostics = {
        "f1": f1,
        "f2": f2,
        "simple": _simple(n, f1, f2),
        "draws_are": "two-piece normal on the log of the unlisted, from the interval",
        "reads_as": "a lower bound where people differ in their chance to be listed; none where lists avoid each other",
    }
    return Fit("chao", n, n + unseen, n + low, n + high, None, {"N": n + drawn}, diagnostics, settings)


def _simple(n: int, f1: float, f2: float) -> dict[str, float]:
    unseen = max(f1 * (f1 - 1.0) / (2.0 * (f2 + 1.0)), 0.5)
    variance = unseen + f1 * (2 * f1 - 1) ** 2 / (4 * (f2 + 1) ** 2) + f1**2 * f2 * (f1 - 1) ** 2 / (4 * (f2 + 1) ** 4)
    factor = float(np.exp(Z * np.sqrt(np.log1p(variance / unseen**2))))
    return {"estimate": n + unseen, "low": n + unseen / factor, "high": n + unseen * factor}


def _mth(table: OverlapTable) -> tuple[float, float]:
    """The unlisted and their standard error: list effects, free parameters from three lists on; negative ones are dropped."""
    cells, counts = table.full()
    on = cells.sum(axis=1)
    extra = {k: np.maximum(on - k + 1, 0).astype(np.float64) for k in range(3, cells.shape[1] + 1)}
    base = np.column_stack([np.ones(len(on)), cells]).astype(np.float64)
    while True:
        matrix: Floats = np.column_stack([base, *extra.values()])
        beta, info = poisson_fit(matrix, counts.astype(np.float64))
        etas = dict(zip(extra, beta[base.shape[1] :], strict=True))
        negative = [k for k, eta in etas.items() if eta < 0.0]
        if not negative:
            break
        del extra[negative[0]]
    unseen = float(np.exp(beta[0]))
    error = float(np.sqrt(unseen + unseen**2 * np.linalg.pinv(info)[0, 0]))
    return unseen, error
