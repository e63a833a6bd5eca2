"""Bayesian latent classes for capture-recapture (Manrique-Vallier 2016, Biometrics 72, 1246-1254).

Each person belongs to one of K classes; within a class, being on one list says nothing of being on another; the classes'
sizes follow a stick-breaking prior, N has p(N) proportional to 1/N. Four or more chains start far apart, each of them with
thinner copies of the table beside it (`sampler`); they run, doubling, until R-hat and effective sample sizes are met, or the
figure is withheld.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import EstimationError
from onrecord.estimation.convergence import Convergence, convergence
from onrecord.estimation.fit import Fit, Floats, require_extra, summary
from onrecord.estimation.table import OverlapTable

KEPT = 2000
"""States kept per chain; the first half is warm-up. A longer run keeps every second, fourth … of them."""
GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True, kw_only=True)
class LcmcrSettings:
    """Priors: alpha ~ Gamma(`a_alpha`, rate `b_alpha`), listing chances ~ Beta(`a_lambda`, `b_lambda`).

    R's LCMCR has Gamma(0.25, 0.25), which expects one or two kinds of people; the one here leaves their number to the data.
    `classes` None is min(2^J - 1, 10). `cap`: at most so many unlisted for each listed (R's LCMCR: 20, unsaid). `levels` None
    builds the ladder of thinner tables by itself; 1 is the plain Gibbs sampler. `max_sweeps`: where a chain stops trying.
    """

    classes: int | None = None
    a_alpha: float = 1.0
    b_alpha: float = 0.1
    a_lambda: float = 1.0
    b_lambda: float = 1.0
    cap: float = 20.0
    chains: int = 4
    levels: int | None = None
    first_sweeps: int = 4000
    max_sweeps: int = 512_000
    r_hat: float = 1.01
    ess: float = 400.0
    seed: int = 1

    def __post_init__(self) -> None:
        """Raises EstimationError for a prior, a cap or a number that is not above zero."""
        for name in ("a_alpha", "b_alpha", "a_lambda", "b_lambda", "cap", "chains", "first_sweeps", "max_sweeps"):
            value = getattr(self, name)
            if not 0 < value < float("inf"):
                raise EstimationError(f"lcmcr: {name} is {value}; it must be above 0.")


@dataclass(slots=True)
class _Chain:
    """One chain's own random numbers, its parameters on every level, and the states it kept."""

    random: NDArray[np.uint64]
    sizes: Floats
    listed: Floats
    alpha: Floats
    kept: Floats
    kept_sizes: Floats
    kept_listed: Floats
    people: Floats
    weights: Floats
    tally: NDArray[np.int64]


def lcmcr(table: OverlapTable, settings: LcmcrSettings | None = None) -> Fit:
    """Posterior of N under latent classes; draws `N`, `classes`, `rho`, `alpha`, `sizes`, `listed` by chain.

    Withheld where the chains have not met by `max_sweeps`. The same table, settings and seed give the same draws on any
    number of cores. Raises MissingExtraError without numba and scipy.
    """
    require_extra()
    settings = settings or LcmcrSettings()
    classes = settings.classes or min(2 ** len(table.lists) - 1, 10)
    counts = _ladder(table, classes, settings)
    chains = [_start(table, counts, classes, settings, n) for n in range(max(settings.chains, 1))]
    thin = max(settings.first_sweeps // KEPT, 1)
    _advance(chains, table, counts, settings, range(KEPT), thin)
    met = _met(chains, settings)
    while not all(m.is_met(r_hat=settings.r_hat, ess=settings.ess) for m in met) and 2 * KEPT * thin <= settings.max_sweeps:
        for chain in chains:
            for kept in (chain.kept, chain.kept_sizes, chain.kept_listed):
                kept[: KEPT // 2] = kept[1::2].copy()
        thin *= 2
        _advance(chains, table, counts, settings, range(KEPT // 2, KEPT), thin)
        met = _met(chains, settings)
    return _fit(table, settings, classes, chains, counts, thin, met)


def _start(table: OverlapTable, counts: NDArray[np.int64], classes: int, settings: LcmcrSettings, number: int) -> _Chain:
    """Far apart: classes of random size, each list with a random chance in each class, from the priors' whole range."""
    rng = np.random.default_rng([settings.seed, number])
    levels, lists = counts.shape[0], len(table.lists)
    return _Chain(
        random=rng.integers(1, 2**64, size=4, dtype=np.uint64),
        sizes=rng.dirichlet(np.full(classes, (0.3, 1.0, 3.0)[number % 3]), size=levels),
        listed=np.stack([1.0 - (on := rng.uniform(0.01, 0.99, size=(levels, lists, classes))), on], axis=1),
        alpha=rng.uniform(0.1, 2.0, size=(levels,)),
        kept=np.zeros((KEPT, 4)),
        kept_sizes=np.zeros((KEPT, classes)),
        kept_listed=np.zeros((KEPT, lists, classes)),
        people=np.zeros((classes, lists + 1)),
        weights=np.zeros(classes),
        tally=np.zeros((3, levels), np.int64),
    )


def _advance(
    chains: list[_Chain], table: OverlapTable, counts: NDArray[np.int64], settings: LcmcrSettings, draws: range, thin: int
) -> None:
    from onrecord.estimation.sampler import run

    priors = np.array([settings.a_alpha, settings.b_alpha, settings.a_lambda, settings.b_lambda], np.float64)
    caps = np.maximum(settings.cap * counts.sum(axis=1), 1.0).astype(np.int64)
    cells = np.vstack([table.cells, np.zeros_like(table.cells[:1])])
    part = slice(draws.start, draws.stop)

    def go(c: _Chain) -> None:
        kept, sizes, listed = c.kept[part], c.kept_sizes[part], c.kept_listed[part]
        state = (c.sizes, c.listed, c.alpha)
        run(c.random, counts, cells, *state, caps, priors, thin, kept, sizes, listed, c.people, c.weights, c.tally)

    with ThreadPoolExecutor(min(len(chains), os.cpu_count() or 1)) as pool:
        list(pool.map(go, chains))


def _ladder(table: OverlapTable, classes: int, settings: LcmcrSettings) -> NDArray[np.int64]:
    """The table and its thinner copies: halved until few people are left, with more steps where exchanges are refused."""
    if settings.levels is not None:
        return np.stack([_thinned(table, 0.5**n) for n in range(settings.levels)])
    last = max(8 * len(table.lists), 16)
    steps = max(int(np.ceil(np.log2(max(table.documented / last, 1.0)))), 1)
    shares = [0.5**n for n in range(steps + 1)]
    for pilot in range(4):
        counts = np.stack([_thinned(table, share) for share in shares])
        chain = _start(table, counts, classes, settings, 1000 + pilot)
        _advance([chain], table, counts, settings, range(100), 2)
        chain.tally[:] = 0
        _advance([chain], table, counts, settings, range(100), 10)
        rates = chain.tally[2, :-1] / np.maximum(chain.tally[1, :-1], 1)
        between = [float(np.sqrt(a * b)) for a, b, rate in zip(shares, shares[1:], rates, strict=False) if rate < 0.15]
        if not between or len(shares) >= 24:
            break
        shares = sorted([*shares, *between], reverse=True)
    return np.stack([_thinned(table, share) for share in shares])


def _thinned(table: OverlapTable, share: float) -> NDArray[np.int64]:
    """About this share of each cell, rounded at a cell's own threshold so that single people leave one after the other."""
    if share == 1.0:
        return table.counts
    thresholds = ((np.arange(len(table.counts)) + 1) * GOLDEN) % 1.0
    counts = np.floor(table.counts * share + thresholds * (1.0 - 1e-9)).astype(np.int64)
    return counts if counts.any() else np.minimum(table.counts, 1)


def _met(chains: list[_Chain], settings: LcmcrSettings) -> list[Convergence]:
    kept = np.stack([chain.kept[KEPT // 2 :] for chain in chains])
    return [convergence(np.log(np.maximum(kept[:, :, 0], 0.5))), convergence(kept[:, :, 1])]


def _fit(
    table: OverlapTable,
    settings: LcmcrSettings,
    classes: int,
    chains: list[_Chain],
    counts: NDArray[np.int64],
    thin: int,
    met: list[Convergence],
) -> Fit:
    half = slice(KEPT // 2, None)
    kept = np.stack([chain.kept[half] for chain in chains])
    people = table.documented + kept[:, :, 0]
    middle, low, high = summary(people)
    cap = settings.cap * table.documented
    tried, taken = (sum(chain.tally[row, :-1] for chain in chains) for row in (1, 2))
    redraws = sum(int(chain.tally[0, 0]) for chain in chains)
    diagnostics: dict[str, Any] = {
        "r_hat_log_unseen": met[0].r_hat,
        "ess_bulk_log_unseen": met[0].ess_bulk,
        "ess_tail_log_unseen": met[0].ess_tail,
        "r_hat_classes": met[1].r_hat,
        "ess_bulk_classes": met[1].ess_bulk,
        "ess_tail_classes": met[1].ess_tail,
        "sweeps_per_chain": KEPT * thin,
        "draws": int(people.size),
        "mean": float(people.mean()),
        "by_chain": [dict(zip(("median", "low", "high"), summary(chain), strict=True)) for chain in people],
        "cap_unseen": cap,
        "share_near_cap": float((kept[:, :, 0] > 0.95 * cap).mean()),
        "redraws_at_cap": redraws / (len(chains) * KEPT * thin),
        "levels": counts.sum(axis=1).tolist(),
        "exchange_rates": (taken / np.maximum(tried, 1)).tolist(),
    }
    return Fit(
        "lcmcr",
        table.documented,
        middle,
        low,
        high,
        withheld=_reason(met, settings, KEPT * thin),
        draws={
            "N": people,
            "classes": kept[:, :, 1],
            "rho": kept[:, :, 2],
            "alpha": kept[:, :, 3],
            "sizes": np.stack([chain.kept_sizes[half] for chain in chains]),
            "listed": np.stack([chain.kept_listed[half] for chain in chains]),
        },
        diagnostics=diagnostics,
        settings={**asdict(settings), "classes": classes, "levels": len(counts)},
    )


def _reason(met: list[Convergence], settings: LcmcrSettings, sweeps: int) -> str | None:
    if settings.chains < 4:
        return f"{settings.chains} chains cannot show that they agree; at least 4 are needed."
    for what, found in zip(("the number never listed", "the number of classes"), met, strict=True):
        if not found.is_met(r_hat=settings.r_hat, ess=settings.ess):
            return (
                f"The chains do not agree on {what} after {sweeps:,} sweeps each: R-hat {found.r_hat:.3f} (must be below"
                f" {settings.r_hat}), effective draws {found.ess_bulk:.0f} and in the tails {found.ess_tail:.0f}"
                f" (must be above {settings.ess:.0f}). Let them run longer (--max-sweeps), or use fewer lists."
            )
    return None
