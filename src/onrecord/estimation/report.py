"""All methods on one table, side by side, with everything that must be read with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from onrecord.errors import EstimationError, OnRecordError
from onrecord.estimation.chao import chao
from onrecord.estimation.checks import (
    ASSUMPTIONS,
    Warned,
    fit_warnings,
    leave_one_out,
    predictive_check,
    predictive_warnings,
    table_warnings,
)
from onrecord.estimation.fit import POSTERIORS, Fit, bounded, plain, require_extra, withheld
from onrecord.estimation.graphs import GraphSettings, graphs
from onrecord.estimation.lcmcr import LcmcrSettings, lcmcr
from onrecord.estimation.loglinear import LoglinearSettings, loglinear, loglinear_average, loglinear_stepwise
from onrecord.estimation.pooling import add_strata, imputed, pool
from onrecord.estimation.table import OverlapTable
from onrecord.model import Estimate, to_data

METHODS = ("lcmcr", "graphs", "loglinear_bic", "loglinear_aic", "loglinear_average", "loglinear_stepwise", "chao")
"""In the order in which they are shown; the first that has a figure is the headline."""
QUICK = ("graphs", "loglinear_bic")
"""The methods run again without each list, unless told otherwise."""
ABOUT = {
    "lcmcr": "latent classes (LCMCR)",
    "graphs": "decomposable graphs, averaged",
    "loglinear_bic": "log-linear, least BIC",
    "loglinear_aic": "log-linear, least AIC",
    "loglinear_average": "log-linear, averaged by AIC",
    "loglinear_stepwise": "log-linear, stepwise",
    "chao": "Chao's lower bound",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimationSettings:
    """How each method runs; `imputations`: tables completed where strata are unknown; `leave_out`: run without each list."""

    lcmcr: LcmcrSettings = field(default_factory=LcmcrSettings)
    graphs: GraphSettings = field(default_factory=GraphSettings)
    loglinear: LoglinearSettings = field(default_factory=LoglinearSettings)
    imputations: int = 10
    leave_out: tuple[str, ...] = QUICK
    seed: int = 1

    def seeded(self, seed: int) -> EstimationSettings:
        """The same with this seed everywhere."""
        return replace(
            self,
            seed=seed,
            lcmcr=replace(self.lcmcr, seed=seed),
            graphs=replace(self.graphs, seed=seed),
            loglinear=replace(self.loglinear, seed=seed),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Estimation:
    """Every method's answer on one table. `fits` hold the draws; `estimates()` are the records without them.

    With strata the rows of each stratum come first, then (stratum None) those of all strata together. `predictive` is the
    check of the latent classes (`predictive_check`), or one for each stratum by its name.
    """

    table: OverlapTable
    fits: tuple[Fit, ...]
    warnings: tuple[Warned, ...]
    left_out: tuple[Mapping[str, Any], ...] = ()
    predictive: Mapping[str, Any] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ASSUMPTIONS

    def estimates(self, *, show_withheld: bool = False) -> list[Estimate]:
        """Records for the case, one for each stratum and method."""
        return [fit.record(show_withheld=show_withheld) for fit in self.fits]

    def draws(self, method: str, stratum: str | None = None) -> dict[str, Any]:
        """Arrays shaped (chain, draw) by name, as `arviz.from_dict` takes them under `posterior`."""
        for fit in self.fits:
            if (fit.method, fit.stratum) == (method, stratum):
                return dict(fit.draws)
        raise EstimationError(f"No answer of {method!r} for stratum {stratum!r} here. Run it with methods=[{method!r}].")

    @property
    def headline(self) -> Fit | None:
        """The first method's answer for all strata together that is not withheld; Chao's bound is none."""
        whole = [fit for fit in self.fits if fit.stratum is None and not fit.withheld and fit.method != "chao"]
        return whole[0] if whole else None

    def sentence(self) -> str:
        """One plain sentence: documented, estimated, interval, method, and how far the other methods lie."""
        n = self.table.documented
        start = f"{n:,} people are documented on {len(self.table.lists)} lists"
        best = self.headline
        bound = next((fit for fit in self.fits if fit.stratum is None and fit.method == "chao" and not fit.withheld), None)
        if best is None and bound is not None:
            return f"{start}; all that can be said is Chao's lower bound: at least about {bound.estimate:,.0f} in all."
        if best is None:
            return f"{start}; how many were never listed cannot be said from these lists: every method's figure is withheld."
        others = [f for f in self.fits if f.stratum is None and not f.withheld and f.method not in (best.method, "chao")]
        spread = ""
        if others:
            low, high = (f"{of(f.estimate for f in others):,.0f}" for of in (min, max))
            spread = f" The other methods give {f'about {low}' if low == high else f'from {low} to {high}'}."
        return (
            f"{start}; an estimated {best.estimate:,.0f} in all, listed or not (95 % interval {best.low:,.0f} to"
            f" {best.high:,.0f}, {ABOUT[best.method]}), so about {max(best.estimate - n, 0):,.0f} on no list.{spread}"
        )

    def data(self, *, show_withheld: bool = False) -> dict[str, Any]:
        """Everything as JSON data: FORMATS.md's object, and the checks beside it."""
        return {
            "documented": self.table.documented,
            "lists": list(self.table.lists),
            "warnings": [warned.message for warned in self.warnings],
            "estimates": [to_data(e) for e in self.estimates(show_withheld=show_withheld)],
            "leave_one_out": plain(list(self.left_out)),
            "posterior_predictive": plain(self.predictive),
            "assumptions": list(self.assumptions),
            "sentence": self.sentence(),
        }


def estimate(
    table: OverlapTable,
    *,
    methods: Iterable[str] = METHODS,
    settings: EstimationSettings | None = None,
    seed: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> Estimation:
    """Every method on the table, by stratum where it has strata, with warnings and checks.

    People of unknown stratum are imputed within their capture pattern, never dropped. A method that fails on a table is
    withheld with its reason; the others go on. `progress` is told what runs. Raises EstimationError for an unknown method or
    fewer than three lists, MissingExtraError without scipy and numba.
    """
    require_extra()
    settings = settings or EstimationSettings()
    settings = settings if seed is None else settings.seeded(seed)
    chosen = tuple(dict.fromkeys(methods))
    for name in chosen:
        if name not in METHODS:
            raise EstimationError(f"Unknown method {name!r}. Known: {', '.join(METHODS)}.")
    tell = progress or (lambda message: None)
    warned = [Warned("note", note) for note in table.notes]
    whole = table.pooled().usable()
    parts: dict[str | None, OverlapTable] = {None: whole}
    if table.by and len(table.stratum_names) > 1:
        completed = imputed(table, replicates=settings.imputations, seed=settings.seed)
        warned += _stratum_warnings(table, len(completed))
        parts = {name: completed[0].stratum(name) for name in table.stratum_names}
        fits, latent = _by_stratum(completed, chosen, settings, tell)
    else:
        fits = [_run(whole, name, settings, tell) for name in chosen]
        latent = {fit.stratum: fit for fit in fits if fit.method == "lcmcr"}
    warned += table_warnings(whole)
    checks = {stratum: predictive_check(parts[stratum], fit, seed=settings.seed) for stratum, fit in latent.items()}
    warned += [w for stratum, check in checks.items() for w in predictive_warnings(check, "lcmcr", stratum)]
    again = {m: partial(_quietly, method=m, settings=settings) for m in settings.leave_out if m in chosen}
    if again:
        tell("without each list in turn")
    rows = leave_one_out(parts, again, whole=fits)
    warned += fit_warnings(fits)
    warned += [_decides(row) for row in rows if row["is_apart"]]
    predictive = checks[None] if None in checks else {str(stratum): check for stratum, check in checks.items()}
    return Estimation(table, tuple(fits), tuple(dict.fromkeys(warned)), tuple(rows), predictive)


def _decides(row: Mapping[str, Any]) -> Warned:
    where = "" if row["stratum"] is None else f"In {row['stratum']}: "
    message = f"{where}without the list {row['left_out']!r} {row['method']} gives an interval apart."
    return Warned("one_list_decides", message[:1].upper() + message[1:])


def estimate_replicates(
    tables: Sequence[OverlapTable],
    *,
    methods: Iterable[str] = METHODS,
    settings: EstimationSettings | None = None,
    progress: Callable[[str], None] | None = None,
) -> Estimation:
    """One estimation over several linkages of the same lists (replicates, or link thresholds), their difference carried over.

    Each table is estimated by itself (equal ones once), then each method's answers are pooled (`pooling.pool`). Table, checks
    and warnings are those of the middle one by people documented. Needs two tables.
    """
    if len(tables) < 2:
        raise EstimationError("Carrying over the linkage needs at least two linked tables. Give more, or call estimate().")
    for table in tables:
        if set(table.lists) != set(tables[0].lists):
            both = " and ".join(", ".join(t.lists) for t in (tables[0], table))
            raise EstimationError(f"These are not linkages of the same lists: {both}. Estimate them one by one.")
    settings = settings or EstimationSettings()
    chosen = tuple(dict.fromkeys(methods))
    middle = sorted(tables, key=lambda t: t.documented)[len(tables) // 2]
    shared = replace(
        settings,
        lcmcr=replace(settings.lcmcr, ess=_shared(settings.lcmcr.ess, len(tables))),
        imputations=max(2, -(-settings.imputations // len(tables))),
    )
    found: dict[tuple[object, ...], Estimation] = {}
    for table in [middle, *tables]:
        if _content(table) not in found:
            checked = settings.leave_out if table is middle else ()
            one = replace(shared, leave_out=checked)
            found[_content(table)] = estimate(table, methods=chosen, settings=one, progress=progress)
    each = [found[_content(table)] for table in tables]
    keys = dict.fromkeys((f.method, f.stratum) for e in each for f in e.fits)
    fits = [pool([f for e in each for f in e.fits if (f.method, f.stratum) == key]) for key in keys]
    shown = found[_content(middle)]
    low, high = (f(table.documented for table in tables) for f in (min, max))
    differ = f"{len(tables)} linkages of the lists, with {low:,} to {high:,} people documented, were estimated and pooled."
    warned = [Warned("linkages", differ), *shown.warnings, *fit_warnings(fits)]
    if len(tables) < 10:
        warned.append(Warned("few_replicates", f"Only {len(tables)} linkages were pooled; ten or more are better."))
    return Estimation(middle, tuple(fits), tuple(dict.fromkeys(warned)), shown.left_out, shown.predictive)


def _content(table: OverlapTable) -> tuple[object, ...]:
    return table.lists, table.strata, table.cells.tobytes(), table.counts.tobytes()


def _shared(ess: float, replicates: int) -> float:
    """Effective draws needed of each of several replicates: they are pooled, and so are their draws."""
    return max(ess / replicates, min(ess, 100.0))


def _run(table: OverlapTable, method: str, settings: EstimationSettings, tell: Callable[[str], None]) -> Fit:
    tell(ABOUT[method])
    if method in POSTERIORS and int(table.cells.sum(axis=1).max()) < 2:
        reason = "Nobody is on two lists: nothing here says how many are on none, and the figure would be the prior's alone."
        return withheld(method, table.documented, reason)
    runs: dict[str, Callable[[], Fit]] = {
        "lcmcr": lambda: lcmcr(table, settings.lcmcr),
        "graphs": lambda: graphs(table, settings.graphs),
        "loglinear_bic": lambda: loglinear(table, "bic", settings.loglinear),
        "loglinear_aic": lambda: loglinear(table, "aic", settings.loglinear),
        "loglinear_average": lambda: loglinear_average(table, settings.loglinear),
        "loglinear_stepwise": lambda: loglinear_stepwise(table, settings.loglinear),
        "chao": lambda: chao(table, seed=settings.seed),
    }
    try:
        return bounded(runs[method]())
    except (OnRecordError, ArithmeticError, ValueError) as error:
        return withheld(method, table.documented, f"{ABOUT[method]} failed on this table: {error}")


def _by_stratum(
    completed: Sequence[OverlapTable], methods: Sequence[str], settings: EstimationSettings, tell: Callable[[str], None]
) -> tuple[list[Fit], dict[str | None, Fit]]:
    """Answers by stratum, then for all together: added within each completed table, pooled over the completed tables.

    The second: the latent classes of the first completed table, with all their draws, by stratum. Where several completed
    tables are pooled, so are their effective draws: each then needs fewer of them.
    """
    settings = replace(settings, lcmcr=replace(settings.lcmcr, ess=_shared(settings.lcmcr.ess, len(completed))))
    names = completed[0].stratum_names
    rows: list[Fit] = []
    totals: list[Fit] = []
    latent: dict[str | None, Fit] = {}
    for method in methods:
        each: list[list[Fit]] = []
        for number, one in enumerate(completed):
            fits = []
            for name in names:
                told = f"{name}, table {number + 1} of {len(completed)}: "
                tell(f"{told}{ABOUT[method]}")
                fits.append(_stratum_fit(one, name, method, settings))
            each.append(fits)
        if method == "lcmcr":
            latent = dict(zip(names, each[0], strict=True))
        rows += [pool([fits[k] for fits in each]) for k in range(len(names))]
        totals.append(pool([add_strata(fits) for fits in each]))
    order = {name: k for k, name in enumerate(names)}
    rows.sort(key=lambda f: (order[f.stratum or ""], methods.index(f.method)))
    return rows + totals, latent


def _stratum_fit(table: OverlapTable, name: str, method: str, settings: EstimationSettings) -> Fit:
    part = table.stratum(name)
    try:
        return _quietly(part.usable(), method=method, settings=settings).of_stratum(name)
    except EstimationError as error:
        return withheld(method, part.documented, str(error)).of_stratum(name)


def _stratum_warnings(table: OverlapTable, completed: int) -> Iterator[Warned]:
    for name in table.stratum_names:
        try:
            yield from table_warnings(table.stratum(name).usable(), name)
        except EstimationError as error:
            yield Warned("stratum_refused", f"In {name}: {error}")
    if table.of_unknown_stratum:
        yield Warned(
            "imputed",
            f"{table.of_unknown_stratum} of {table.documented} people have no known {table.by}: it was imputed within their"
            f" capture pattern, {completed} times, and the answers pooled; nobody was dropped.",
        )


def _quietly(table: OverlapTable, *, method: str, settings: EstimationSettings) -> Fit:
    return _run(table, method, settings, lambda what: None)
