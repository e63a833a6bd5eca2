"""Latent classes: right draws, chains that are held to agree, figures withheld where they do not."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.special import betaln, gammaln

from onrecord.estimation import LcmcrSettings, OverlapTable, convergence, lcmcr

QUICK = LcmcrSettings(max_sweeps=4000)


def two_classes(seed: int = 3) -> OverlapTable:
    rng = np.random.default_rng(seed)
    chances = [np.full(4, 0.15)] * 700 + [np.full(4, 0.6)] * 300
    people = (rng.random((1000, 4)) < np.array(chances)).astype(int)
    listed = people[people.any(axis=1)]
    return OverlapTable.from_arrays(listed, np.ones(len(listed), int), lists=list("ABCD"))


def test_a_population_of_known_size_is_found() -> None:
    fit = lcmcr(two_classes(), LcmcrSettings(classes=4, max_sweeps=64_000))
    assert fit.withheld is None
    assert fit.low < 1000 < fit.high
    assert 800 < fit.estimate < 1200


def test_draws_are_shaped_by_chain_and_draw_for_arviz() -> None:
    fit = lcmcr(two_classes(), QUICK)
    assert {name: array.shape for name, array in fit.draws.items()} == {
        "N": (4, 1000),
        "classes": (4, 1000),
        "rho": (4, 1000),
        "alpha": (4, 1000),
        "sizes": (4, 1000, 10),
        "listed": (4, 1000, 4, 10),
    }
    assert np.allclose(fit.draws["sizes"].sum(axis=-1), 1.0)


def test_the_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    short = LcmcrSettings(max_sweeps=4000)
    again, other = LcmcrSettings(max_sweeps=4000), LcmcrSettings(max_sweeps=4000, seed=2)
    table = two_classes()
    first = lcmcr(table, short).draws["N"]
    assert np.array_equal(first, lcmcr(table, again).draws["N"])
    assert not np.array_equal(first, lcmcr(table, other).draws["N"])


def test_chains_that_did_not_meet_are_withheld_with_the_reason() -> None:
    fit = lcmcr(two_classes(), LcmcrSettings(levels=1, classes=15, max_sweeps=4000))
    assert fit.withheld is not None
    assert fit.withheld.startswith("The chains do not agree on ")
    record = fit.record()
    assert (record.estimate, record.low, record.high) == (None, None, None)
    shown = fit.record(show_withheld=True)
    assert shown.estimate is not None
    assert shown.withheld == fit.withheld


def test_fewer_than_four_chains_are_withheld() -> None:
    fit = lcmcr(two_classes(), LcmcrSettings(chains=2, max_sweeps=4000))
    assert fit.withheld == "2 chains cannot show that they agree; at least 4 are needed."


def test_the_cap_is_kept_and_seen() -> None:
    fit = lcmcr(two_classes(), LcmcrSettings(cap=0.2, max_sweeps=4000))
    cap = 0.2 * fit.documented
    assert float(fit.draws["N"].max()) <= fit.documented + cap
    assert fit.diagnostics["cap_unseen"] == cap
    assert fit.diagnostics["redraws_at_cap"] > 0.01
    assert fit.diagnostics["share_near_cap"] > 0.01


def test_thinner_tables_change_the_speed_of_mixing_not_the_posterior() -> None:
    table = two_classes(5)
    plain = lcmcr(table, LcmcrSettings(levels=1, classes=3, max_sweeps=64_000, first_sweeps=64_000))
    tempered = lcmcr(table, LcmcrSettings(classes=3, max_sweeps=16_000, first_sweeps=16_000))
    assert tempered.estimate == pytest.approx(plain.estimate, rel=0.03)
    assert tempered.high == pytest.approx(plain.high, rel=0.06)


def drawn(distribution: str, draws: int, *parameters: float) -> NDArray[np.float64]:
    """Numbers of one of the sampler's distributions; they can be called only from compiled code."""
    from numba import njit

    from onrecord.estimation import sampler

    one = getattr(sampler, distribution)
    out = np.zeros(draws)
    if len(parameters) == 2:
        first, second = parameters

        @njit
        def fill(state: NDArray[np.uint64], out: NDArray[np.float64]) -> None:
            for at in range(out.shape[0]):
                out[at] = one(state, first, second)
    else:
        (only,) = parameters

        @njit
        def fill(state: NDArray[np.uint64], out: NDArray[np.float64]) -> None:
            for at in range(out.shape[0]):
                out[at] = one(state, only)

    fill(np.array([5, 6, 7, 8], np.uint64), out)
    return out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "p"),
    [
        *((1, 0.5), (5, 0.3), (40, 0.1), (64, 0.5), (64, 0.93), (100, 0.2), (128, 0.999), (129, 0.02), (1000, 0.4)),
        *((1000, 0.993), (5000, 0.001), (100_000, 0.3)),
    ],
)
def test_binomial_draws_follow_their_distribution(n: int, p: float) -> None:
    """Each way to draw one: digit by digit, by inversion, by rejection with and without squeeze."""
    found = drawn("_binomial", 400_000, float(n), p)
    assert_follows(found, stats.binom(n, p))


@pytest.mark.slow
@pytest.mark.parametrize("mean", [0.5, 8.0, 75.0, 40_000.0])
def test_poisson_draws_follow_their_distribution(mean: float) -> None:
    assert_follows(drawn("_poisson", 400_000, mean), stats.poisson(mean))


@pytest.mark.slow
@pytest.mark.parametrize("shape", [0.05, 0.7, 1.0, 2.5, 3000.0])
def test_gamma_draws_follow_their_distribution(shape: float) -> None:
    found = drawn("_gamma", 400_000, shape)
    assert stats.kstest(found, stats.gamma(shape).cdf).pvalue > 0.001


def assert_follows(found: NDArray[np.float64], wanted: stats.rv_discrete) -> None:
    """Chi-square over at most 60 groups of values, each expected at least 50 times."""
    edges = np.unique(wanted.ppf(np.linspace(0.0, 1.0, 61)[1:-1]))
    expected = np.diff(np.concatenate([[0.0], wanted.cdf(edges), [1.0]])) * len(found)
    observed = np.bincount(np.searchsorted(edges, found), minlength=len(edges) + 1)
    kept = expected > 50.0
    assert observed[~kept].sum() < 200 + 2 * expected[~kept].sum()
    squares = (observed[kept] - expected[kept]) ** 2 / expected[kept]
    assert stats.chi2.sf(squares.sum(), kept.sum() - 1) > 0.001


def test_one_class_has_a_posterior_in_closed_form() -> None:
    """With everybody alike, p(N) is N!/(N - n)!/N times the product over lists of B(1 + n_j, 1 + N - n_j)."""
    table = OverlapTable.from_arrays(
        [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]], [9, 7, 6, 4, 3, 3, 2]
    )
    n, on = table.documented, table.counts @ table.cells
    people = np.arange(n, 21 * n + 1)
    log_p = gammaln(people + 1) - gammaln(people - n + 1) - np.log(people)
    log_p += sum(betaln(1 + j, 1 + people - j) for j in on)
    p = np.exp(log_p - log_p.max())
    p /= p.sum()
    fit = lcmcr(table, LcmcrSettings(classes=1, max_sweeps=32_000, first_sweeps=32_000))
    drawn_people = fit.draws["N"].ravel()
    assert drawn_people.mean() == pytest.approx((people * p).sum(), rel=0.01)
    assert drawn_people.var() == pytest.approx((people**2 * p).sum() - (people * p).sum() ** 2, rel=0.1)


@pytest.mark.slow
@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (0.5, 2.0)])
def test_with_data_drawn_anew_after_every_sweep_the_parameters_follow_their_prior(a: float, b: float) -> None:
    """Geweke's joint test: parameters and n listed people in turn; what the parameters then follow is the prior alone."""
    from onrecord.estimation import sampler

    classes, lists, n = 3, 3, 12
    cells = np.array([[x >> j & 1 for j in range(lists)] for x in [*range(1, 8), 0]], np.uint8)
    rng = np.random.default_rng(11)
    state = rng.integers(1, 2**63, 4, dtype=np.uint64)
    on = rng.random((1, lists, classes))
    sizes, listed = rng.dirichlet(np.ones(classes), 1), np.stack([1.0 - on, on], axis=1)
    alpha, priors = np.ones(1), np.array([2.0, 1.0, a, b])
    caps, out = np.array([10**12]), np.zeros((1, 4))
    tally, kept_sizes, kept_listed = np.zeros((3, 1), np.int64), np.zeros((1, classes)), np.zeros((1, lists, classes))
    people, weights = np.zeros((classes, lists + 1)), np.zeros(classes)
    kept = (out, kept_sizes, kept_listed, people, weights, tally)
    seen = np.zeros((60_000, 4))
    for at in range(len(seen)):
        chances = np.where(cells[:-1, :, None] == 1, listed[0, 1], listed[0, 0]).prod(axis=1) @ sizes[0]
        counts = rng.multinomial(n, chances / chances.sum()).astype(np.int64)[None]
        sampler.run(state, counts, cells, sizes, listed, alpha, caps, priors, 1, *kept)
        seen[at] = listed[0, 1, 0, 0], listed[0, 1, 1, 2], alpha[0], 1.0 - sizes[0, 0]
    chance = (a / (a + b), a * b / (a + b) ** 2 / (a + b + 1.0))
    first = gamma_mean(lambda alpha: alpha / (1.0 + alpha)), gamma_mean(lambda alpha: alpha / (2.0 + alpha))
    after_first = (first[0], first[1] - first[0] ** 2)  # the stick left after the first class is Beta(alpha, 1)
    for column, (mean, variance) in enumerate((chance, chance, (2.0, 2.0), after_first)):
        found = convergence(seen[:, column].reshape(4, -1))
        error = np.sqrt(variance / found.ess_bulk)
        assert abs(seen[:, column].mean() - mean) < 4.5 * error
        assert seen[:, column].var() == pytest.approx(variance, rel=0.15)


def gamma_mean(of: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> float:
    """The mean of a function of alpha ~ Gamma(2, 1)."""
    at = (np.arange(200_000) + 0.5) * 2e-4
    return float((of(at) * at * np.exp(-at)).sum() * 2e-4)


def test_agreement_is_seen_and_disagreement_too() -> None:
    rng = np.random.default_rng(1)
    draws = rng.standard_normal((4, 1000))
    met = convergence(draws)
    assert met.is_met()
    assert met.r_hat < 1.005
    assert 3000 < met.ess_bulk < 5000
    apart = convergence(draws + np.array([[0.0], [0.0], [0.0], [1.0]]))
    assert not apart.is_met()
    assert apart.r_hat > 1.05
    wider = convergence(draws * np.array([[1.0], [1.0], [1.0], [4.0]]))
    assert wider.r_hat > 1.05  # equal means, unequal spread: only the folded draws show it
    steady = convergence(np.full((4, 100), 3.0))
    assert steady.is_met()
    assert steady.is_constant


def test_chains_that_hardly_move_have_few_effective_draws() -> None:
    rng = np.random.default_rng(2)
    walk = np.zeros((4, 2000))
    noise = rng.standard_normal(walk.shape)
    for at in range(1, 2000):
        walk[:, at] = 0.9 * walk[:, at - 1] + noise[:, at]
    # an autoregression with coefficient r has (1 - r) / (1 + r) effective draws for each draw
    assert convergence(walk).ess_bulk == pytest.approx(8000 * 0.1 / 1.9, rel=0.35)
