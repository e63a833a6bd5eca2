"""Have the chains met? Rank-normalised split R-hat, bulk and tail effective sample size (Vehtari et al. 2021).

All functions take draws shaped (chain, draw). Written from the formulas of "Rank-normalization, folding, and localization:
An improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16, 667-718.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Convergence:
    """What is known of the chains' agreement on one quantity; `is_constant`: it never moved, in any chain."""

    r_hat: float
    ess_bulk: float
    ess_tail: float
    is_constant: bool = False

    def is_met(self, *, r_hat: float = 1.01, ess: float = 400.0) -> bool:
        """R-hat below the bound, and both effective sample sizes above theirs."""
        return self.is_constant or (self.r_hat < r_hat and self.ess_bulk > ess and self.ess_tail > ess)


def convergence(draws: Draws) -> Convergence:
    """R-hat (the larger of bulk and folded), bulk and tail ESS of draws shaped (chain, draw), at least 4 draws a chain."""
    draws = np.asarray(draws, dtype=np.float64)
    if np.ptp(draws) == 0.0:
        return Convergence(1.0, float(draws.size), float(draws.size), is_constant=True)
    halves = _split(draws)
    folded = np.abs(halves - np.median(halves))
    r_hat = max(_r_hat(_normal_scores(halves)), _r_hat(_normal_scores(folded)))
    low, high = np.quantile(draws, [0.05, 0.95])
    tail = min(_ess(_split((draws <= low).astype(np.float64))), _ess(_split((draws <= high).astype(np.float64))))
    return Convergence(r_hat, _ess(_normal_scores(halves)), tail)


def _split(draws: Draws) -> Draws:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, draws.shape[1] - half :]])


def _normal_scores(draws: Draws) -> Draws:
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = rankdata(draws, method="average").reshape(draws.shape)
    scores: Draws = ndtri((ranks - 0.375) / (draws.size + 0.25))
    return scores


def _r_hat(draws: Draws) -> float:
    n = draws.shape[1]
    within = float(draws.var(axis=1, ddof=1).mean())
    between = n * float(draws.mean(axis=1).var(ddof=1))
    if within == 0.0:
        return float("inf") if between > 0.0 else 1.0
    return float(np.sqrt(((n - 1) / n * within + between / n) / within))


def _autocovariance(draws: Draws) -> Draws:
    n = draws.shape[1]
    centred = draws - draws.mean(axis=1, keepdims=True)
    size = 1 << (2 * n - 1).bit_length()
    spectrum = np.fft.rfft(centred, size, axis=1)
    power: Draws = np.fft.irfft(spectrum * np.conj(spectrum), size, axis=1)[:, :n] / n
    return power


def _ess(draws: Draws) -> float:
    """Geyer's initial monotone sequence over all chains, capped at draws * log10(draws)."""
    chains, n = draws.shape
    if n < 4 or np.ptp(draws) == 0.0:
        return float(draws.size)
    covariance = _autocovariance(draws)
    within = float(covariance[:, 0].mean()) * n / (n - 1)
    total = within * (n - 1) / n + (float(draws.mean(axis=1).var(ddof=1)) if chains > 1 else 0.0)
    correlation = 1.0 - (within - covariance.mean(axis=0) * n / (n - 1)) / total
    correlation[0] = 1.0
    pairs = correlation[: n - n % 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs < 0.0)
    pairs = np.minimum.accumulate(pairs[: negative[0]] if negative.size else pairs)
    tau = max(-1.0 + 2.0 * float(pairs.sum()), 1.0 / np.log10(draws.size))
    return float(draws.size / tau)
