"""How many the lists have missed: from the overlap of three or more lists to the number of those on none.

`estimate(table)` runs all methods and says what must be read with them; each method is a function of its own (`lcmcr`,
`graphs`, `loglinear`, `loglinear_average`, `loglinear_stepwise`, `chao`): a table in, a `Fit` with draws out.

    table = OverlapTable.from_arrays(cells, counts, lists=["A", "B", "C"])
    fit = lcmcr(table, LcmcrSettings(seed=7))
    fit.estimate, fit.low, fit.high, fit.draws["N"].shape   # (chains, draws)
"""

from onrecord.estimation.bootstrap import bca_interval
from onrecord.estimation.chao import chao
from onrecord.estimation.checks import ASSUMPTIONS, Warned
from onrecord.estimation.convergence import Convergence, convergence
from onrecord.estimation.fit import Fit
from onrecord.estimation.graphs import GraphSettings, decomposable_graphs, graphs
from onrecord.estimation.lcmcr import LcmcrSettings, lcmcr
from onrecord.estimation.loglinear import (
    LoglinearSettings,
    fit_model,
    hierarchical_models,
    loglinear,
    loglinear_average,
    loglinear_stepwise,
    profile,
)
from onrecord.estimation.pooling import add_strata, imputed, pool
from onrecord.estimation.report import METHODS, Estimation, EstimationSettings, estimate, estimate_replicates
from onrecord.estimation.table import OverlapTable, overlaps, read_overlaps

__all__ = [
    "ASSUMPTIONS",
    "METHODS",
    "Convergence",
    "Estimation",
    "EstimationSettings",
    "Fit",
    "GraphSettings",
    "LcmcrSettings",
    "LoglinearSettings",
    "OverlapTable",
    "Warned",
    "add_strata",
    "bca_interval",
    "chao",
    "convergence",
    "decomposable_graphs",
    "estimate",
    "estimate_replicates",
    "fit_model",
    "graphs",
    "hierarchical_models",
    "imputed",
    "lcmcr",
    "loglinear",
    "loglinear_average",
    "loglinear_stepwise",
    "overlaps",
    "pool",
    "profile",
    "read_overlaps",
]
