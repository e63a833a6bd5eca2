"""May a log-linear model be fitted to this table at all? (Fienberg and Rinaldo 2012; Chan, Silverman and Vincent 2021.)

With empty overlaps a likelihood may have no finite maximum, or not determine the number of the unlisted; a fitting routine
gives a figure all the same. A parameter whose people are none has its maximum at minus infinity: it and its cells are
removed (nothing is added to them); what is left is checked by a linear programme and by its rank, before any fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.estimation.fit import Floats
from onrecord.estimation.table import OverlapTable

Model = tuple[int, ...]
"""The interactions of a log-linear model, each a set of lists as bits; intercept and all single lists always belong to it."""


@dataclass(frozen=True, slots=True)
class Design:
    """A model on a table, reduced: `matrix` (cells, parameters), first column the intercept; `counts` of those cells.

    `zero_row` tells whether the cell of the unlisted can be kept (always), `dropped` the interactions at minus infinity,
    `code` is 0 where it may be fitted, 1 for no finite maximum, 2 for not identifiable, 3 for both.
    """

    model: Model
    matrix: Floats
    counts: Floats
    dropped: Model
    code: int


def design(table: OverlapTable, model: Model) -> Design:
    """The reduced design of a hierarchical model, checked."""
    cells, counts = table.full()
    width = len(table.lists)
    bits = cells @ (1 << np.arange(width))
    return _design(bits, counts.astype(np.float64), width, model)


def _design(bits: NDArray[np.int64], counts: Floats, width: int, model: Model) -> Design:
    terms = [1 << j for j in range(width)] + sorted(model, key=lambda s: (s.bit_count(), s))
    columns = {term: (bits & term) == term for term in terms}
    dropped = tuple(term for term in model if not counts[columns[term]].any())
    gone = np.zeros(len(bits), bool)
    for term in dropped:
        gone |= columns[term]
    kept = [term for term in terms if term not in dropped]
    matrix = np.column_stack([np.ones(len(bits))] + [columns[term].astype(np.float64) for term in kept])[~gone]
    return Design(model, matrix, counts[~gone], dropped, _code(matrix, counts[~gone]))


def _code(matrix: Floats, counts: Floats) -> int:
    singular = matrix.shape[0] < matrix.shape[1] or np.linalg.matrix_rank(matrix) < matrix.shape[1]
    return (0 if (counts > 0.0).all() or _has_maximum(matrix, counts) else 1) + (2 if singular else 0)


def _has_maximum(matrix: Floats, counts: Floats) -> bool:
    """Is there a table with the same margins and no empty cell? The largest s with A'x = A'y and every x >= s is positive."""
    from scipy.optimize import linprog

    cells, _ = matrix.shape
    scale = max(float(counts.max()), 1.0)
    goal = np.zeros(cells + 1)
    goal[-1] = -1.0
    equal = np.column_stack([matrix.T, matrix.sum(axis=0)])  # x = s + excess, excess >= 0
    found = linprog(goal, A_eq=equal, b_eq=matrix.T @ (counts / scale), bounds=(0, None), method="highs")
    return bool(found.status == 0 and -found.fun * scale > 1e-6)
