"""Log-linear models: Poisson regression on the overlap table; the unlisted are the exponential of the intercept.

Fitted by Newton steps on the 2^J - 1 cells, only after `existence` allows it. Choice by AIC or BIC over all hierarchical
models (up to four lists), all two-way models (five) or a two-way search (more); averaging by AIC weight (Rossi);
stepwise as SparseMSE. Intervals by the profile likelihood of the multinomial (Cormack 1992).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from onrecord.estimation.existence import Design, Model, design
from onrecord.estimation.fit import Fit, Floats, require_extra, withheld
from onrecord.estimation.table import OverlapTable

Criterion = Literal["aic", "bic"]
HALF_CHI2 = 1.9207294103470494
"""Half of the 95 % point of chi-square with one degree of freedom: how far the profile may fall."""
WHY = {
    1: "the likelihood has no finite maximum",
    2: "the model is not identifiable from this table",
    3: "the likelihood has no finite maximum and the model is not identifiable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoglinearSettings:
    """`most`: averaging leaves out models with more unlisted for each listed; `least_weight` those that hardly count.

    `p_stop`: where the stepwise choice stops. `draws`, `chains`, `seed`: of the approximate draws used to add strata.
    """

    most: float = 5.0
    least_weight: float = 1e-3
    p_stop: float = 0.02
    draws: int = 1000
    chains: int = 4
    seed: int = 1


@dataclass(frozen=True, slots=True)
class ModelFit:
    """One fitted model: `unseen` = exp(intercept), `se_log` its Wald standard error on the log scale, AIC, BIC."""

    design: Design
    beta: Floats
    unseen: float
    se_log: float
    aic: float
    bic: float

    @property
    def fitted(self) -> Floats:
        """Expected counts of the design's cells."""
        result: Floats = np.exp(self.design.matrix @ self.beta)
        return result


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile likelihood's own optimum and its 95 % bounds, all in numbers of unlisted."""

    optimum: float
    low: float
    high: float


def hierarchical_models(lists: int) -> tuple[Model, ...]:
    """All hierarchical models with every single list and interactions up to order J - 1: 8 for three lists, 113 for four."""
    return _hierarchical(lists)


@cache
def _hierarchical(lists: int) -> tuple[Model, ...]:
    sets = sorted((s for s in range(2**lists - 1) if s.bit_count() >= 2), key=lambda s: (s.bit_count(), s))
    models: list[tuple[int, ...]] = [()]
    for new in sets:
        below = [s for s in sets if s & new == s and s.bit_count() == new.bit_count() - 1]
        models += [(*model, new) for model in models if all(s in model for s in below)]
    return tuple(sorted(models, key=lambda model: (len(model), model)))


def fit_model(table: OverlapTable, model: Model) -> ModelFit | int:
    """The fitted model, or the code (`existence.Design.code`) that says why it must not be fitted."""
    return _fit_checked(table, design(table, model))


def loglinear(table: OverlapTable, criterion: Criterion, settings: LoglinearSettings | None = None) -> Fit:
    """The model of least AIC or BIC: N = n + exp(intercept), interval by profile likelihood; draws `N` are approximate."""
    require_extra()
    settings = settings or LoglinearSettings()
    method = f"loglinear_{criterion}"
    fits, refused = _candidates(table, criterion)
    if not fits:
        return withheld(method, table.documented, _none_left(refused), asdict(settings))
    fits.sort(key=lambda f: (_ic(f, criterion), f.design.model))
    return _chosen(table, method, fits[0], settings, _choice(table, fits, refused, criterion))


def loglinear_average(table: OverlapTable, settings: LoglinearSettings | None = None) -> Fit:
    """Averaged by AIC weight over the models with at most `most` unlisted for each listed: the point and both bounds."""
    require_extra()
    settings = settings or LoglinearSettings()
    fits, refused = _candidates(table, "aic")
    plausible = [f for f in fits if f.unseen <= settings.most * table.documented]
    if not plausible:
        reason = _none_left(refused) if not fits else f"every model has more than {settings.most:g} unlisted for each listed."
        return withheld("loglinear_average", table.documented, reason, asdict(settings))
    plausible.sort(key=lambda f: (f.aic, f.design.model))
    weights = np.exp(-(np.array([f.aic for f in plausible]) - plausible[0].aic) / 2.0)
    weights /= weights.sum()
    used = weights >= settings.least_weight
    profiles = [profile(f) for f, is_used in zip(plausible, used, strict=True) if is_used]
    kept = weights[used] / weights[used].sum()
    names = [model_name(f.design.model, len(table.lists)) for f in plausible]
    point = float(kept @ np.array([f.unseen for f, is_used in zip(plausible, used, strict=True) if is_used]))
    low, high = (float(kept @ np.array([getattr(p, bound) for p in profiles])) for bound in ("low", "high"))
    diagnostics = {
        "models_averaged": int(used.sum()),
        "models_fitted": len(fits),
        "models_implausible": len(fits) - len(plausible),
        "models_refused": refused,
        "top_models": [{"model": m, "weight": w} for m, w in zip(names[:5], kept[:5].tolist(), strict=False)],
    }
    return _as_fit("loglinear_average", table, (point, low, high), settings, diagnostics)


def loglinear_stepwise(table: OverlapTable, settings: LoglinearSettings | None = None) -> Fit:
    """Two-list terms added while one is clearly missing (smallest one-sided Poisson tail below `p_stop`)."""
    require_extra()
    settings = settings or LoglinearSettings()
    found = _checked_stepwise(table, settings.p_stop)
    if found is None:
        return withheld("loglinear_stepwise", table.documented, _none_left({"not fitted": 1}), asdict(settings))
    return _chosen(table, "loglinear_stepwise", found, settings, {"model": model_name(found.design.model, len(table.lists))})


def stepwise_unseen(table: OverlapTable, p_stop: float = 0.02) -> float:
    """Only the stepwise choice's number of unlisted (for the bootstrap, which repeats the choice)."""
    found = _checked_stepwise(table, p_stop)
    return float("nan") if found is None else found.unseen


def best_unseen(table: OverlapTable, criterion: Criterion) -> float:
    """Only the number of unlisted of the best model (for the bootstrap, which repeats the choice)."""
    fits, _ = _candidates(table, criterion)
    return min(fits, key=lambda f: (_ic(f, criterion), f.design.model)).unseen if fits else float("nan")


def profile(fit: ModelFit) -> Profile:
    """Where the multinomial profile likelihood is highest, and where it has fallen by 1.92 on either side."""
    from scipy.optimize import brentq, minimize_scalar

    score = _profile_score(fit)
    middle = np.log(max(fit.unseen, 1e-3))
    span = max(4.0 * fit.se_log, 1.0)
    best = minimize_scalar(
        lambda t: -score(t), bounds=(middle - span, middle + span), method="bounded", options={"xatol": 1e-7}
    )
    top, at = -float(best.fun), float(best.x)
    bounds = []
    for sign in (-1.0, 1.0):
        step = max(fit.se_log, 0.05)
        edge = at + sign * step
        while score(edge) > top - HALF_CHI2 and abs(edge - at) < 60.0:
            step *= 1.6
            edge = at + sign * step
        reached = score(edge) <= top - HALF_CHI2
        bounds.append(float(brentq(lambda t: score(t) - top + HALF_CHI2, at, edge, xtol=1e-9)) if reached else edge)
    floor = 0.0 if bounds[0] <= at - 59.0 else float(np.exp(bounds[0]))
    return Profile(float(np.exp(at)), floor, float(np.exp(bounds[1])))


def model_name(model: Model, lists: int) -> str:
    """As Rcapture writes it: the largest interactions and the single lists outside them, e.g. [123,14,34]."""
    terms = [*model, *(1 << j for j in range(lists))]
    largest = [t for t in terms if not any(t != other and t & other == t for other in terms)]
    mark = "" if lists < 10 else "."
    numbers = [[j + 1 for j in range(lists) if t >> j & 1] for t in largest]
    return "[" + ",".join(mark.join(map(str, n)) for n in sorted(numbers, key=lambda n: (-len(n), n))) + "]"


def _fit_checked(table: OverlapTable, checked: Design) -> ModelFit | int:
    from scipy.special import gammaln

    if checked.code:
        return checked.code
    beta, info = poisson_fit(checked.matrix, checked.counts)
    eta = checked.matrix @ beta
    likelihood = float(checked.counts @ eta - np.exp(eta).sum() - gammaln(checked.counts + 1.0).sum())
    parameters = checked.matrix.shape[1] + len(checked.dropped)
    se = float(np.sqrt(np.linalg.pinv(info)[0, 0]))
    aic = -2.0 * likelihood + 2.0 * parameters
    bic = -2.0 * likelihood + float(np.log(table.documented)) * parameters
    return ModelFit(checked, beta, float(np.exp(beta[0])), se, aic, bic)


def poisson_fit(matrix: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Parameters of the Poisson regression with log link, and their information matrix (`matrix`: cells, parameters)."""
    return _newton(matrix, counts, _start(matrix, counts))


def _start(matrix: Floats, counts: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(matrix, np.log(counts + 0.5), rcond=None)[0], dtype=np.float64)


def _newton(matrix: Floats, counts: Floats, beta: Floats, *, rounds: int = 60) -> tuple[Floats, Floats]:
    """Poisson maximum likelihood by Newton steps, halved where they would lose."""
    eta = matrix @ beta
    mean = np.exp(np.clip(eta, -700.0, 700.0))
    now = float(counts @ eta - mean.sum())
    info = matrix.T @ (matrix * mean[:, None])
    for _ in range(rounds):
        gradient = matrix.T @ (counts - mean)
        step = _solve(info, gradient)
        gain = float(gradient @ step)
        for _ in range(30):
            eta = matrix @ (beta + step)
            mean = np.exp(np.clip(eta, -700.0, 700.0))
            after = float(counts @ eta - mean.sum())
            if after >= now - 1e-9 * abs(now):
                break
            step = step / 2.0
        beta, now = beta + step, after
        info = matrix.T @ (matrix * mean[:, None])
        if gain < 1e-12 * (1.0 + abs(now)):
            break
    return beta, info


def _solve(info: Floats, gradient: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(info, gradient), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.lstsq(info, gradient, rcond=None)[0], dtype=np.float64)


def _profile_score(fit: ModelFit) -> Callable[[float], float]:
    from scipy.special import gammaln

    width = fit.design.matrix.shape[1]
    matrix = np.vstack([np.eye(1, width), fit.design.matrix])
    counts = np.concatenate([[0.0], fit.design.counts])
    n = float(fit.design.counts.sum())
    last = fit.beta.copy()

    def score(log_unseen: float) -> float:
        nonlocal last
        unseen = float(np.exp(log_unseen))
        counts[0] = unseen
        start = last.copy()
        start[0] = log_unseen
        last, _ = _newton(matrix, counts, start)
        eta = matrix @ last
        return float(gammaln(n + unseen + 1.0) - gammaln(unseen + 1.0) + counts @ (eta - np.log(n + unseen)))

    return score


def _ic(fit: ModelFit, criterion: Criterion) -> float:
    return fit.aic if criterion == "aic" else fit.bic


def _candidates(table: OverlapTable, criterion: Criterion) -> tuple[list[ModelFit], dict[str, int]]:
    """All models tried that may be fitted, and how many of the others failed and why."""
    fits, refused = _tried(table, criterion if len(table.lists) > 5 else "aic")
    return list(fits), dict(refused)


@lru_cache(maxsize=2)
def _tried(table: OverlapTable, criterion: Criterion) -> tuple[list[ModelFit], dict[str, int]]:
    lists = len(table.lists)
    if lists <= 4:
        return _fit_all(table, hierarchical_models(lists))
    if lists == 5:
        pairs = [(1 << a) | (1 << b) for a, b in combinations(range(lists), 2)]
        return _fit_all(table, (tuple(c) for size in range(len(pairs) + 1) for c in combinations(pairs, size)))
    return _search(table, criterion)


def _fit_all(table: OverlapTable, models: Iterable[Model]) -> tuple[list[ModelFit], dict[str, int]]:
    fits: list[ModelFit] = []
    refused: dict[str, int] = {}
    for model in models:
        found = fit_model(table, model)
        if isinstance(found, ModelFit):
            fits.append(found)
        else:
            refused[WHY[found]] = refused.get(WHY[found], 0) + 1
    return fits, refused


def _search(table: OverlapTable, criterion: Criterion) -> tuple[list[ModelFit], dict[str, int]]:
    """Two-way models for many lists: add or remove the one pair that helps most, until none does; all tried are kept."""
    lists = len(table.lists)
    pairs = [(1 << a) | (1 << b) for a, b in combinations(range(lists), 2)]
    tried: dict[Model, ModelFit | int] = {(): fit_model(table, ())}
    here: Model = ()
    while True:
        near = [tuple(sorted(set(here) ^ {pair})) for pair in pairs]
        for model in near:
            if model not in tried:
                tried[model] = fit_model(table, model)
        scores = {m: _ic(f, criterion) for m in (here, *near) if isinstance(f := tried[m], ModelFit)}
        best = min(scores, key=lambda m: (scores[m], m)) if scores else here
        if best == here or not scores:
            break
        here = best
    refused: dict[str, int] = {}
    for found in tried.values():
        if not isinstance(found, ModelFit):
            refused[WHY[found]] = refused.get(WHY[found], 0) + 1
    return [f for f in tried.values() if isinstance(f, ModelFit)], refused


def _checked_stepwise(table: OverlapTable, p_stop: float) -> ModelFit | None:
    from scipy.stats import poisson

    lists = len(table.lists)
    cells, counts = table.full()
    bits = cells @ (1 << np.arange(lists))
    pairs = [(1 << a) | (1 << b) for a, b in combinations(range(lists), 2)]
    observed = {pair: float(counts[(bits & pair) == pair].sum()) for pair in pairs}
    now = fit_model(table, ())
    while isinstance(now, ModelFit):
        tails = []
        fitted = _on_all_cells(now, bits)
        for pair in pairs:
            if pair not in now.design.model:
                expected = float(fitted[(bits & pair) == pair].sum())
                tail = min(poisson.cdf(observed[pair], expected), poisson.sf(observed[pair] - 1.0, expected))
                tails.append((float(tail), pair))
        for tail, pair in sorted(tails):
            if tail >= p_stop:
                return now
            larger = fit_model(table, tuple(sorted((*now.design.model, pair))))
            if isinstance(larger, ModelFit):
                now = larger
                break
        else:
            return now
    return None


def _on_all_cells(fit: ModelFit, bits: NDArray[Any]) -> Floats:
    gone = np.zeros(len(bits), bool)
    for term in fit.design.dropped:
        gone |= (bits & term) == term
    fitted = np.zeros(len(bits))
    fitted[~gone] = fit.fitted
    return fitted


def _chosen(table: OverlapTable, method: str, best: ModelFit, settings: LoglinearSettings, about: dict[str, Any]) -> Fit:
    bounds = profile(best)
    wald = [table.documented + float(np.exp(np.log(best.unseen) + z * 1.959964 * best.se_log)) for z in (-1.0, 1.0)]
    diagnostics = {
        **about,
        "aic": best.aic,
        "bic": best.bic,
        "profile_optimum": table.documented + bounds.optimum,
        "wald_log_low": wald[0],
        "wald_log_high": wald[1],
        "parameters_at_minus_infinity": len(best.design.dropped),
    }
    return _as_fit(method, table, (best.unseen, bounds.low, bounds.high), settings, diagnostics)


def _as_fit(
    method: str,
    table: OverlapTable,
    unseen: tuple[float, float, float],
    settings: LoglinearSettings,
    diagnostics: dict[str, Any],
) -> Fit:
    n = table.documented
    reason = None
    if unseen[0] > 1000.0 * n or not np.isfinite(unseen[2]):
        reason = f"More than 1,000 unlisted for each listed ({unseen[0]:.3g}): the lists hardly overlap."
    rng = np.random.default_rng([settings.seed, 2])
    draws = n + two_piece(unseen, rng.standard_normal((settings.chains, settings.draws)))
    return Fit(
        method,
        n,
        n + unseen[0],
        n + unseen[1],
        n + unseen[2],
        reason,
        {"N": draws},
        {**diagnostics, "draws_are": "two-piece normal on the log of the unlisted, from the interval"},
        asdict(settings),
    )


def two_piece(unseen: tuple[float, float, float], normal: Floats) -> Floats:
    """Draws of the unlisted whose median and 95 % bounds are these: normal on the log scale, each side with its own width."""
    middle, low, high = (float(np.log(max(value, 1e-6))) for value in unseen)
    width = np.where(normal < 0.0, middle - low, high - middle) / 1.959964
    drawn: Floats = np.exp(middle + normal * width)
    return drawn


def _choice(table: OverlapTable, fits: list[ModelFit], refused: dict[str, int], criterion: Criterion) -> dict[str, Any]:
    best = _ic(fits[0], criterion)
    top = [
        {
            "model": model_name(f.design.model, len(table.lists)),
            "estimate": table.documented + f.unseen,
            "difference": _ic(f, criterion) - best,
        }
        for f in fits[:5]
    ]
    return {"model": top[0]["model"], "models_fitted": len(fits), "models_refused": refused, "top_models": top}


def _none_left(refused: dict[str, int]) -> str:
    return "No model can be fitted: " + ", ".join(f"{why} ({count})" for why, count in sorted(refused.items())) + "."
