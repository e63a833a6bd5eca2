"""Graphs, log-linear models, Chao's bound, the bootstrap: against closed forms and sums written out by hand."""

from itertools import combinations
from math import exp, lgamma, log

import numpy as np
import pytest

from onrecord.estimation import (
    GraphSettings,
    OverlapTable,
    bca_interval,
    chao,
    decomposable_graphs,
    fit_model,
    graphs,
    hierarchical_models,
    loglinear,
    loglinear_average,
    loglinear_stepwise,
)
from onrecord.estimation.existence import design
from onrecord.estimation.loglinear import ModelFit, model_name, stepwise_unseen

CELLS = [[x >> j & 1 for j in range(3)] for x in range(1, 8)]  # 100 010 110 001 101 011 111
PAIRS = (0b011, 0b101, 0b110)


def table(counts: list[int]) -> OverlapTable:
    return OverlapTable.from_arrays(CELLS, counts, lists=["A", "B", "C"])


SOME = table([120, 90, 30, 60, 25, 15, 10])


def test_there_are_as_many_decomposable_graphs_as_counted_elsewhere() -> None:
    assert [len(decomposable_graphs(lists)) for lists in (3, 4, 5)] == [8, 61, 822]
    assert decomposable_graphs(3)[0] == ()
    assert decomposable_graphs(3)[-1] == ((0, 1), (0, 2), (1, 2))


def test_four_lists_in_a_ring_are_no_decomposable_graph() -> None:
    assert ((0, 1), (0, 3), (1, 2), (2, 3)) not in decomposable_graphs(4)


def test_the_average_over_graphs_is_the_sum_written_out() -> None:
    """Every clique as its own Dirichlet-multinomial, graph by graph and number by number."""
    few = table([6, 4, 3, 5, 2, 2, 1])
    counts, delta, largest = dict(zip(map(tuple, CELLS), [6, 4, 3, 5, 2, 2, 1], strict=True)), 0.125, 60

    def margin(members: tuple[int, ...], unseen: int) -> float:
        cells: dict[tuple[int, ...], int] = {}
        for pattern, count in [*counts.items(), ((0, 0, 0), unseen)]:
            key = tuple(pattern[j] for j in members)
            cells[key] = cells.get(key, 0) + count
        prior = delta * 2 ** (3 - len(members))
        spread = lgamma(8 * delta) - lgamma(23 + unseen + 8 * delta)
        return sum(lgamma(c + prior) - lgamma(prior) for c in cells.values()) + spread

    weights: dict[int, float] = {}
    cliques = [([(0,), (1,), (2,)], [])]
    cliques += [([pair, ({0, 1, 2} - set(pair)).pop()], []) for pair in combinations(range(3), 2)]  # type: ignore[list-item]
    cliques += [([tuple(sorted((m, a))) for a in {0, 1, 2} - {m}], [(m,)]) for m in range(3)]
    for unseen in range(largest + 1):
        total = 0.0
        for parts, separators in cliques:
            sets = [p if isinstance(p, tuple) else (p,) for p in parts]
            score = sum(margin(s, unseen) for s in sets) - sum(margin(s, unseen) for s in separators)
            total += exp(score + lgamma(24 + unseen) - lgamma(unseen + 1) - log(23 + unseen))
        weights[unseen] = total
    mean = 23 + sum(k * w for k, w in weights.items()) / sum(weights.values())
    fit = graphs(few, GraphSettings(delta=delta, largest=largest))
    assert fit.diagnostics["mean"] == pytest.approx(mean, rel=1e-9)


def test_the_complete_graph_is_left_out_and_its_weight_shown() -> None:
    joined = table([300, 280, 90, 260, 80, 100, 120])
    without, with_it = graphs(joined), graphs(joined, GraphSettings(is_saturated_included=True))
    assert (without.diagnostics["graphs"], with_it.diagnostics["graphs"]) == (7, 8)
    assert without.diagnostics["saturated_weight"] > 0.5
    assert with_it.low < without.low


def test_graphs_of_seven_lists_are_withheld_not_tried() -> None:
    cells = [*np.eye(7, dtype=int).tolist(), [1] * 7]
    fit = graphs(OverlapTable.from_arrays(cells, [5] * 8))
    assert fit.withheld == "7 lists have too many decomposable graphs (6 lists: 18,154). Merge lists or use lcmcr."


def test_there_are_as_many_hierarchical_models_as_counted_elsewhere() -> None:
    assert [len(hierarchical_models(lists)) for lists in (3, 4)] == [8, 113]


def test_all_two_way_terms_on_three_lists_have_a_closed_form() -> None:
    found = fit_model(SOME, PAIRS)
    assert isinstance(found, ModelFit)
    assert found.unseen == pytest.approx(120 * 90 * 60 * 10 / (30 * 25 * 15), rel=1e-6)


def test_one_pair_beside_an_independent_list_has_a_closed_form() -> None:
    """[12,3]: lists A and B joined, C apart from both; the unlisted are (those on A or B only) x (C only) / (C and A or B)."""
    found = fit_model(SOME, (0b011,))
    assert isinstance(found, ModelFit)
    assert found.unseen == pytest.approx((120 + 90 + 30) * 60 / (25 + 15 + 10), rel=1e-6)


def test_models_are_named_by_their_largest_terms() -> None:
    assert model_name((), 3) == "[1,2,3]"
    assert model_name((0b0011, 0b0101, 0b0110, 0b0111, 0b1001), 4) == "[123,14]"


def test_the_interval_of_the_chosen_model_holds_its_estimate_and_no_fewer_than_documented() -> None:
    for fit in (loglinear(SOME, "aic"), loglinear(SOME, "bic"), loglinear_average(SOME), loglinear_stepwise(SOME)):
        assert SOME.documented < fit.low < fit.estimate < fit.high


def test_an_empty_overlap_takes_its_parameter_and_its_cells_away() -> None:
    reduced = design(table([40, 30, 6, 20, 0, 4, 0]), (0b101,))
    assert reduced.dropped == (0b101,)
    assert reduced.counts.tolist() == [40, 30, 6, 20, 4]
    assert reduced.code == 0


def test_a_model_with_more_parameters_than_cells_is_not_identifiable() -> None:
    """A and B overlap, C overlaps with neither: four cells left, five parameters."""
    assert design(table([40, 30, 6, 20, 0, 0, 0]), PAIRS).code == 2
    assert fit_model(table([40, 30, 6, 20, 0, 0, 0]), PAIRS) == 2


def test_a_likelihood_without_maximum_is_seen_before_any_fit() -> None:
    """All three pairs modelled, with nobody on C alone and nobody on all three lists."""
    assert design(table([40, 30, 6, 0, 5, 4, 0]), PAIRS).code == 1


def test_chaos_simple_bound_is_the_formula() -> None:
    fit = chao(SOME)
    assert (fit.diagnostics["f1"], fit.diagnostics["f2"]) == (270, 70)
    assert fit.diagnostics["simple"]["estimate"] == pytest.approx(350 + 270 * 269 / (2 * 71))


def test_chaos_bound_with_equal_lists_is_the_truth_where_all_people_are_alike() -> None:
    """1,000 people, each list with a chance of one half: 125 in every cell, so 125 unlisted."""
    fit = chao(table([125] * 7))
    assert fit.estimate == pytest.approx(1000, rel=1e-6)
    assert fit.diagnostics["simple"]["estimate"] > 1050


def test_chaos_bound_without_anybody_on_two_lists_is_withheld() -> None:
    assert chao(table([5, 4, 0, 3, 0, 0, 2])).withheld == "Nobody is on exactly two lists: the bound has nothing to go by."


def test_the_bootstrap_repeats_itself_and_holds_the_estimate() -> None:
    low, high = bca_interval(SOME, stepwise_unseen, replicates=60, seed=3)
    assert (low, high) == bca_interval(SOME, stepwise_unseen, replicates=60, seed=3)
    assert SOME.documented < low < loglinear_stepwise(SOME).estimate < high
