"""What a reader must know beside a figure: sparse overlaps, fit of the model, what one list does, what was assumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from onrecord.errors import EstimationError
from onrecord.estimation.fit import Fit, Floats, withheld
from onrecord.estimation.pooling import add_strata
from onrecord.estimation.table import OverlapTable

ASSUMPTIONS = (
    "Closed: the people counted are those of one period and place, and nobody belonged only for a part of it.",
    "Matched: the same person on two lists was recognised, and no two persons were taken for one. Missed matches raise the"
    " figure, false ones lower it.",
    "Reachable: everybody had some chance to be on at least one list. Whoever had none is not in the estimate.",
    "Possible: no overlap of two lists is empty by design.",
    "Dependence between lists is modelled, not removed: other models of it give other figures, see the table.",
)
"""Printed beside every estimate."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about the data or the answers that a reader must know; `kind` is for programs, `message` for people."""

    kind: str
    message: str


def table_warnings(table: OverlapTable, stratum: str | None = None) -> list[Warned]:
    """What is thin about a table: small overlaps, lists apart from all others, few people on two lists."""
    n = table.documented
    found = []
    pairs = {(a, b): _both(table, a, b) for a, b in combinations(range(len(table.lists)), 2)}
    small = [(pair, both) for pair, both in pairs.items() if both < 5]
    if small:
        names = ", ".join(f"{table.lists[a]} and {table.lists[b]} ({both})" for (a, b), both in small)
        found.append(Warned("sparse_overlap", f"fewer than 5 people are on both of: {names}."))
    for j, name in enumerate(table.lists):
        if not any(both for pair, both in pairs.items() if j in pair):
            found.append(Warned("list_apart", f"nobody on the list {name!r} is on any other list."))
    on = table.cells.sum(axis=1)
    several = int(table.counts[on >= 2].sum())
    if several < 0.05 * n:
        share = f"{100.0 * several / n:.1f} %"
        found.append(Warned("little_overlap", f"only {several} of {n} people ({share}) are on two lists or more."))
    cells = int((on >= 2).sum())
    if cells < len(table.lists) + 1:
        found.append(Warned("few_overlap_cells", f"different overlaps that hold anybody: {cells}, too few to choose a model."))
    marginal = [int(table.counts[table.cells[:, j] == 1].sum()) for j in range(len(table.lists))]
    least = min(marginal[a] * marginal[b] / n for a, b in pairs)
    if least < 5:
        found.append(
            Warned("small_expected_overlap", f"the smallest overlap expected by chance is {least:.1f} people, below 5.")
        )
    tiny = sum(on < 0.05 * n for on in marginal)
    if tiny >= 3 and 2 * tiny >= len(marginal):
        found.append(
            Warned(
                "tiny_lists",
                f"{tiny} of {len(marginal)} lists hold fewer than 5 % of the people each: the flat prior on listing"
                " chances pulls lcmcr's figure down. Compare --listing-prior 0.5 1, or merge small lists.",
            )
        )
    if n < 50:
        found.append(Warned("few_people", f"only {n} people are documented, fewer than 50."))
    return [Warned(one.kind, _said(one.message, stratum)) for one in found]


def _said(words: str, stratum: str | None) -> str:
    return words[:1].upper() + words[1:] if stratum is None else f"In {stratum}: {words}"


def fit_warnings(fits: Sequence[Fit]) -> list[Warned]:
    """What the answers say of themselves: the cap reached, the complete graph's weight, far more unlisted than listed."""
    found = []
    for fit in fits:
        d, where = fit.diagnostics, f"{fit.method}{f' in {fit.stratum}' if fit.stratum is not None else ''}"
        if d.get("saturated_weight", 0.0) > 0.05:
            found.append(
                Warned(
                    "saturated_weight",
                    f"{where}: the complete graph, which says nothing of the unlisted, would weigh"
                    f" {d['saturated_weight']:.2f}; the graphs that are averaged fit less well than it.",
                )
            )
        if d.get("share_near_cap", 0.0) > 0.001 or d.get("redraws_at_cap", 0.0) > 0.001:
            found.append(
                Warned(
                    "cap",
                    f"{where}: {100 * d['share_near_cap']:.1f} % of the draws lie in the top 5 % below the cap of"
                    f" {d['cap_unseen']:,.0f} unlisted, and {100 * d['redraws_at_cap']:.2f} % of sweeps ran into it: the cap,"
                    " not the data, sets the upper bound.",
                )
            )
        if not fit.withheld and fit.estimate - fit.documented > 5.0 * fit.documented:
            times = (fit.estimate - fit.documented) / fit.documented
            found.append(
                Warned("far_beyond", f"{where}: {times:.1f} unlisted for each listed; more than 5 is seldom credible.")
            )
        top = d.get("top_models", [])
        if len(top) > 1 and "estimate" in top[0]:
            pair = sorted(row["estimate"] for row in top[:2])
            if pair[1] > 2.0 * pair[0]:
                found.append(Warned("models_differ", f"{where}: the two best models give {pair[0]:,.0f} and {pair[1]:,.0f}."))
    for stratum in dict.fromkeys(fit.stratum for fit in fits):
        shown = [fit for fit in fits if fit.stratum == stratum and not fit.withheld and fit.method != "chao"]
        apart = [(a.method, b.method) for a, b in combinations(shown, 2) if a.low > b.high or b.low > a.high]
        if apart:
            names = ", ".join(f"{a} and {b}" for a, b in apart)
            where = "Intervals" if stratum is None else f"In {stratum}: intervals"
            found.append(Warned("methods_apart", f"{where} that do not overlap: {names}. The choice of method decides."))
    return found


def leave_one_out(
    parts: Mapping[str | None, OverlapTable],
    methods: Mapping[str, Callable[[OverlapTable], Fit]],
    *,
    whole: Sequence[Fit] = (),
) -> list[dict[str, Any]]:
    """Each method without each list in turn: figures, and whether the interval misses that of all lists.

    `parts` are the table by stratum, or under None where there are none; several strata are added up too. Needs four lists,
    since three must remain. `whole` are the answers with all lists.
    """
    lists = list(dict.fromkeys(name for table in parts.values() for name in table.lists))
    if len(lists) < 4:
        return []
    complete = {(fit.stratum, fit.method): fit for fit in whole}
    rows: list[dict[str, Any]] = []
    for name in lists:
        for method, run in methods.items():
            fits = [_without(table, name, stratum, method, run) for stratum, table in parts.items()]
            for fit in [*fits, add_strata(fits)] if len(fits) > 1 else fits:
                rows.append(_left_out_row(name, fit, complete.get((fit.stratum, method))))
    return rows


def _without(table: OverlapTable, name: str, stratum: str | None, method: str, run: Callable[[OverlapTable], Fit]) -> Fit:
    try:
        return run(table.without(name).usable()).of_stratum(stratum)
    except EstimationError as error:
        return withheld(method, table.documented, str(error)).of_stratum(stratum)


def _left_out_row(name: str, fit: Fit, base: Fit | None) -> dict[str, Any]:
    record = fit.record()
    known = base is not None and not (base.withheld or fit.withheld)
    return {
        "left_out": name,
        "method": fit.method,
        "stratum": fit.stratum,
        "documented": fit.documented,
        "estimate": record.estimate,
        "low": record.low,
        "high": record.high,
        "withheld": fit.withheld,
        "is_apart": known and base is not None and (base.low > fit.high or fit.low > base.high),
    }


def predictive_check(table: OverlapTable, fit: Fit, *, replicates: int = 400, seed: int = 1) -> dict[str, Any]:
    """Does the latent-class model give back the table? Share of tables drawn from it that lie as far out, or farther.

    The n listed are drawn anew from draws of the posterior. p-values (two-sided; X2 one-sided) for the people on exactly k
    lists, for each pair's overlap and for Pearson's X2 against the draw's own expectation. Empty for more than 12 lists.
    """
    if "listed" not in fit.draws or len(table.lists) > 12:
        return {}
    cells, counts = table.full()
    sizes = fit.draws["sizes"].reshape(-1, fit.draws["sizes"].shape[-1])
    listed = fit.draws["listed"].reshape(len(sizes), len(table.lists), -1)
    chosen = np.linspace(0, len(sizes) - 1, min(replicates, len(sizes))).astype(int)
    rng = np.random.default_rng([seed, 6])
    summaries = _summaries(cells)
    n = table.documented
    drawn, x2 = [], []
    for at in chosen:
        chances = _cell_chances(cells, sizes[at], listed[at])
        copy = rng.multinomial(n, chances)
        expected = np.maximum(n * chances, 1e-9)
        drawn.append(summaries @ copy)
        x2.append((((copy - expected) ** 2 / expected).sum(), ((counts - expected) ** 2 / expected).sum()))
    copies, observed = np.array(drawn), summaries @ counts
    above, below = (copies >= observed).mean(axis=0), (copies <= observed).mean(axis=0)
    p = np.minimum(1.0, 2.0 * np.minimum(above, below))
    lists = len(table.lists)
    pairs = [f"{table.lists[a]} and {table.lists[b]}" for a, b in combinations(range(lists), 2)]
    return {
        "replicates": len(chosen),
        "on_exactly": {str(k + 1): float(p[k]) for k in range(lists)},
        "on_both": dict(zip(pairs, p[lists:].tolist(), strict=True)),
        "x2": float(np.mean([copy >= real for copy, real in x2])),
    }


def predictive_warnings(check: Mapping[str, Any], method: str, stratum: str | None = None) -> list[Warned]:
    """Where the model does not give back what was seen (p below .01)."""
    values = {"X2": check.get("x2", 1.0)}
    values |= {f"people on {k} lists": v for k, v in check.get("on_exactly", {}).items()}
    values |= {f"the overlap of {k}": v for k, v in check.get("on_both", {}).items()}
    poor = [f"{name} (p {value:.3f})" for name, value in values.items() if value < 0.01]
    if not poor:
        return []
    where = method if stratum is None else f"{method} in {stratum}"
    return [Warned("poor_fit", f"{where}: tables drawn from the model differ from the one observed in {', '.join(poor)}.")]


def _both(table: OverlapTable, a: int, b: int) -> int:
    return int(table.counts[(table.cells[:, a] == 1) & (table.cells[:, b] == 1)].sum())


def _cell_chances(cells: Any, sizes: Floats, listed: Floats) -> Floats:
    """Probability of each pattern given that a person is listed."""
    on = cells[:, :, None] == 1
    chances: Floats = np.where(on, listed[None], 1.0 - listed[None]).prod(axis=1) @ sizes
    total: Floats = chances / chances.sum()
    return total


def _summaries(cells: Any) -> Floats:
    lists = cells.shape[1]
    exactly = [(cells.sum(axis=1) == k).astype(float) for k in range(1, lists + 1)]
    both = [((cells[:, a] == 1) & (cells[:, b] == 1)).astype(float) for a, b in combinations(range(lists), 2)]
    return np.array(exactly + both)
