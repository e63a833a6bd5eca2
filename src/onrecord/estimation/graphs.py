"""Decomposable graphical models, averaged (Madigan and York 1997, Biometrika 84, 19-31).

All chordal graphs on the lists are found once (8, 61, 822, 18,154 for 3 to 6 lists); each graph's probability of the table,
for every number of unlisted on a grid, is a sum over its cliques less its separators, so that all graphs are one product of
matrices. The complete graph says nothing of the unlisted (its answer is the prior's): it is left out and its weight shown.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import EstimationError
from onrecord.estimation.fit import Fit, Floats, require_extra, withheld
from onrecord.estimation.table import OverlapTable

MOST_LISTS = 6
EXACT = 500
"""The grid holds each whole number up to here; beyond, steps grow by `STEP`."""
STEP = 1.004


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphSettings:
    """`delta`: the prior's people per cell (None: 2^-J, as dga advises). `is_saturated_included` lets the complete graph in.

    `first`: the smallest number of unlisted (dga: 1). `largest`: the grid's end; None extends it until its last hundredth
    holds less than 1e-6, to at most `reach` unlisted for each listed.
    """

    delta: float | None = None
    is_saturated_included: bool = False
    first: int = 0
    largest: int | None = None
    reach: float = 1000.0
    draws: int = 1000
    chains: int = 4
    seed: int = 1


def graphs(table: OverlapTable, settings: GraphSettings | None = None) -> Fit:
    """Posterior of N averaged over all decomposable graphs but the complete one; independent draws `N`.

    Withheld for more than six lists, and where the posterior has no end. `diagnostics` holds the weight that the complete
    graph would have had, the graphs of most weight, and the sensitivity to delta.
    """
    require_extra()
    settings = settings or GraphSettings()
    if len(table.lists) > MOST_LISTS:
        reason = f"{len(table.lists)} lists have too many decomposable graphs (6 lists: 18,154). Merge lists or use lcmcr."
        return withheld("graphs", table.documented, reason, asdict(settings))
    delta = settings.delta or 2.0 ** -len(table.lists)
    found = _posterior(table, delta, settings)
    middle, low, high = (table.documented + found.quantile(q) for q in (0.5, 0.025, 0.975))
    rng = np.random.default_rng(settings.seed)
    draws = table.documented + found.draw(rng.random((settings.chains, settings.draws)))
    diagnostics: dict[str, Any] = {
        "graphs": len(found.weights),
        "saturated_weight": found.saturated,
        "top_graphs": [
            {"graph": _graph_name(table.lists, len(table.lists), g), "weight": found.weights[g]}
            for g in np.argsort(-found.weights, kind="stable")[:3].tolist()
        ],
        "mean": table.documented + found.mean(),
        "grid_largest": int(found.grid[-1]),
        "mass_at_end": found.at_end,
        "sensitivity_to_delta": _sensitivity(table, delta, settings),
    }
    too_far = None
    if found.at_end > 1e-4 and settings.largest is None:
        too_far = (
            f"The posterior has no end: {found.at_end:.2g} of it lies at {found.grid[-1]:,.0f} unlisted, {settings.reach:,.0f}"
            " for each one listed. The lists overlap too little."
        )
    return Fit(
        "graphs", table.documented, middle, low, high, too_far, {"N": draws}, diagnostics, {**asdict(settings), "delta": delta}
    )


def decomposable_graphs(lists: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """All chordal graphs on this many lists, each as its edges; the empty graph first, the complete one last."""
    return tuple(edges for edges, _ in _chordal(lists))


@cache
def _chordal(lists: int) -> tuple[tuple[tuple[tuple[int, int], ...], tuple[tuple[int, ...], tuple[int, ...]]], ...]:
    """Edges, cliques and non-empty separators (sets of lists as bits) of each chordal graph."""
    pairs = list(combinations(range(lists), 2))
    found = []
    for number in range(2 ** len(pairs)):
        edges = tuple(pair for bit, pair in enumerate(pairs) if number >> bit & 1)
        parts = _cliques(lists, edges)
        if parts is not None:
            found.append((edges, parts))
    return tuple(sorted(found, key=lambda graph: (len(graph[0]), graph[0])))


def _cliques(lists: int, edges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Cliques and separators by maximum cardinality search (Tarjan and Yannakakis 1984); None if the graph is not chordal."""
    near = [0] * lists
    for a, b in edges:
        near[a] |= 1 << b
        near[b] |= 1 << a
    visited, cliques, separators, last = 0, [], [], -1
    current = 0
    for _ in range(lists):
        here = max((v for v in range(lists) if not visited >> v & 1), key=lambda v: (near[v] & visited).bit_count())
        before = near[here] & visited
        if any(before & ~near[v] & ~(1 << v) for v in range(lists) if before >> v & 1):
            return None
        if before.bit_count() <= last:
            cliques.append(current)
            separators.append(before)
        current, last = before | 1 << here, before.bit_count()
        visited |= 1 << here
    cliques.append(current)
    return tuple(cliques), tuple(s for s in separators if s)


@cache
def _incidence(lists: int) -> Floats:
    """(graphs, subsets of lists): +1 for each clique, -1 for each separator."""
    chordal = _chordal(lists)
    matrix = np.zeros((len(chordal), 2**lists))
    for row, (_, (cliques, separators)) in enumerate(chordal):
        for clique in cliques:
            matrix[row, clique] += 1.0
        for separator in separators:
            matrix[row, separator] -= 1.0
    matrix.flags.writeable = False
    return matrix


@dataclass(frozen=True, slots=True)
class _Posterior:
    """Mass on a grid of numbers of unlisted; `edges` bound each grid point's cell."""

    grid: Floats
    edges: Floats
    mass: Floats
    weights: Floats
    saturated: float
    at_end: float

    def quantile(self, level: float) -> float:
        """The number of unlisted below which this share lies: whole numbers where the grid has them."""
        return float(self.draw(np.array([level]))[0])

    def draw(self, uniform: Floats) -> Floats:
        below = np.concatenate([[0.0], np.cumsum(self.mass)])
        below /= below[-1]
        at = np.minimum(np.searchsorted(below, uniform, side="left"), len(self.mass)) - 1
        at = np.maximum(at, 0)
        share = (uniform - below[at]) / np.maximum(below[at + 1] - below[at], 1e-300)
        inside = self.edges[at] + share * (self.edges[at + 1] - self.edges[at])
        result: Floats = np.clip(np.floor(inside + 0.5), self.grid[0], self.grid[-1])
        return result

    def mean(self) -> float:
        return float((self.grid * self.mass).sum() / self.mass.sum())


def _posterior(table: OverlapTable, delta: float, settings: GraphSettings) -> _Posterior:
    n = table.documented
    if settings.largest is not None and settings.largest <= settings.first:
        raise EstimationError(f"The grid ends at {settings.largest} unlisted. Give a larger --largest.")
    limit = max(settings.reach * n, 10_000.0)
    largest = float(settings.largest) if settings.largest is not None else max(20.0 * n, 5_000.0)
    while True:
        found = _on_grid(table, delta, _grid(settings.first, largest), settings.is_saturated_included)
        if settings.largest is not None or found.at_end < 1e-6 or largest >= limit:
            return found
        largest = min(largest * 4.0, limit)


def _grid(first: int, largest: float) -> Floats:
    exact = np.arange(first, min(EXACT, int(largest)) + 1, dtype=np.float64)
    if largest <= EXACT:
        return exact
    steps = int(np.ceil(np.log(largest / EXACT) / np.log(STEP)))
    beyond = np.round(EXACT * (largest / EXACT) ** (np.arange(1, steps + 1) / steps))
    return np.unique(np.concatenate([exact, beyond]))


def _on_grid(table: OverlapTable, delta: float, grid: Floats, is_saturated_included: bool) -> _Posterior:
    from scipy.special import logsumexp

    lists = len(table.lists)
    by_set = _set_scores(table, delta, grid)
    scores = _incidence(lists) @ by_set
    n = table.documented
    scores += _log_gamma(n + grid + 1.0) - _log_gamma(grid + 1.0) - np.log(n + grid)
    edges = np.concatenate([[grid[0] - 0.5], (grid[1:] + grid[:-1]) / 2.0, [grid[-1] + 0.5]])
    scores += np.log(np.diff(edges))
    scores -= scores.max()
    np.exp(scores, out=scores)
    each = scores.sum(axis=1)
    saturated = float(each[-1] / each.sum())
    if not is_saturated_included:
        scores, each = scores[:-1], each[:-1]
        if each.sum() < 1e-250:  # all weight on the complete graph: rescale the others among themselves
            logs = _incidence(lists)[:-1] @ by_set + (_log_gamma(n + grid + 1.0) - _log_gamma(grid + 1.0) - np.log(n + grid))
            logs += np.log(np.diff(edges))
            scores = np.exp(logs - logsumexp(logs))
            each = scores.sum(axis=1)
    mass = scores.sum(axis=0)
    mass /= mass.sum()
    last = grid >= grid[0] + 0.99 * (grid[-1] - grid[0])
    return _Posterior(grid, edges, mass, each / each.sum(), saturated, float(mass[last].sum()))


def _set_scores(table: OverlapTable, delta: float, grid: Floats) -> Floats:
    """h(A) + D for each set A of lists (as bits) and grid point; 0 for the empty set."""
    lists = len(table.lists)
    cells, counts = table.full()
    total = 2.0**lists * delta
    spread = _log_gamma(np.array([total])) - _log_gamma(table.documented + grid + total)
    scores = np.zeros((2**lists, len(grid)))
    for chosen in range(1, 2**lists):
        members = [j for j in range(lists) if chosen >> j & 1]
        prior = delta * 2.0 ** (lists - len(members))
        margin = np.zeros(2 ** len(members))
        np.add.at(margin, cells[:, members] @ (1 << np.arange(len(members))), counts)
        listed = _log_gamma(margin[1:] + prior).sum() - 2.0 ** len(members) * _log_gamma(np.array([prior]))[0]
        scores[chosen] = listed + _log_gamma(margin[0] + grid + prior) + spread
    return scores


def _log_gamma(values: NDArray[Any]) -> Floats:
    from scipy.special import gammaln

    result: Floats = gammaln(values)
    return result


def _sensitivity(table: OverlapTable, delta: float, settings: GraphSettings) -> list[dict[str, float]]:
    rows = []
    for value in dict.fromkeys((2.0 ** -len(table.lists), 0.5, 1.0, delta)):
        found = _posterior(table, value, settings)
        middle, low, high = (table.documented + found.quantile(q) for q in (0.5, 0.025, 0.975))
        rows.append({"delta": value, "estimate": middle, "low": low, "high": high, "saturated_weight": found.saturated})
    return rows


def _graph_name(lists: tuple[str, ...], width: int, number: int) -> list[str]:
    edges = decomposable_graphs(width)[number]
    return [f"{lists[a]}-{lists[b]}" for a, b in edges] or ["independent"]
