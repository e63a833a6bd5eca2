"""Latent classes: right draws, chains that are held to agree, figures withheld where they do not."""

import numpy as np
import pytest

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


def test_the_compiled_distributions_have_their_moments() -> None:
    from onrecord.estimation import sampler

    state = np.array([5, 6, 7, 8], np.uint64)
    draws = 40_000
    for n, p in ((5, 0.3), (40, 0.1), (1000, 0.4), (1000, 0.93)):
        found = np.array([sampler._binomial(state, n, p) for _ in range(draws)])
        assert abs(found.mean() - n * p) < 4.0 * np.sqrt(n * p * (1 - p) / draws)
        assert found.var() == pytest.approx(n * p * (1 - p), rel=0.05)
    for mean in (0.5, 8.0, 75.0):
        found = np.array([sampler._poisson(state, mean) for _ in range(draws)])
        assert abs(found.mean() - mean) < 4.0 * np.sqrt(mean / draws)
        assert found.var() == pytest.approx(mean, rel=0.05)
    for shape in (1.0, 2.5, 30.0):
        gamma = np.array([sampler._gamma(state, shape) for _ in range(draws)])
        assert abs(gamma.mean() - shape) < 4.0 * np.sqrt(shape / draws)
        assert gamma.var() == pytest.approx(shape, rel=0.08)


@pytest.mark.slow
def test_with_data_drawn_anew_after_every_sweep_the_parameters_follow_their_prior() -> None:
    """Geweke's joint test: parameters and n listed people in turn; what the parameters then follow is the prior alone."""
    from onrecord.estimation import sampler

    classes, lists, n = 3, 3, 12
    cells = np.array([[x >> j & 1 for j in range(lists)] for x in range(1, 8)], np.uint8)
    rng = np.random.default_rng(11)
    state = rng.integers(1, 2**63, 4, dtype=np.uint64)
    sizes, listed = rng.dirichlet(np.ones(classes), 1), rng.random((1, lists, classes))
    alpha, priors = np.ones((1, 1)), np.array([2.0, 1.0, 1.0, 1.0])
    caps, out = np.array([10**12]), np.zeros((1, 4))
    tally, kept_sizes, kept_listed = np.zeros((3, 1), np.int64), np.zeros((1, classes)), np.zeros((1, lists, classes))
    seen = np.zeros((60_000, 3))
    for at in range(len(seen)):
        chances = np.where(cells[:, :, None] == 1, listed[0], 1.0 - listed[0]).prod(axis=1) @ sizes[0]
        counts = rng.multinomial(n, chances / chances.sum()).astype(np.int64)[None]
        sampler.run(state, counts, cells, sizes, listed, alpha, caps, priors, 1, 1, out, kept_sizes, kept_listed, tally)
        seen[at] = listed[0, 0, 0], listed[0, 1, 2], alpha[0, 0]
    for column, (mean, variance) in enumerate(((0.5, 1 / 12), (0.5, 1 / 12), (2.0, 2.0))):
        found = convergence(seen[:, column].reshape(4, -1))
        error = np.sqrt(variance / found.ess_bulk)
        assert abs(seen[:, column].mean() - mean) < 4.5 * error
        assert seen[:, column].var() == pytest.approx(variance, rel=0.15)


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
