"""Putting answers together: strata added draw by draw, unknown strata imputed, replicates of the linkage averaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from onrecord.errors import EstimationError
from onrecord.estimation.fit import POSTERIORS, Fit, Floats, bounded, require_extra, summary, withheld
from onrecord.estimation.table import OverlapTable, Pattern, _table


def add_strata(fits: Sequence[Fit]) -> Fit:
    """All strata together: draws are added index by index (strata are independent), never the ends of intervals.

    Point estimates of methods without a posterior are added as they are. Withheld if any stratum's answer is: a total without
    it would look like the whole.
    """
    method, n = fits[0].method, sum(fit.documented for fit in fits)
    settings = {"strata": [fit.stratum for fit in fits], **fits[0].settings}
    missing = [f"{fit.stratum}: {fit.withheld}" for fit in fits if fit.withheld]
    drawn = [np.asarray(fit.draws["N"]) for fit in fits if "N" in fit.draws]
    if len(drawn) < len(fits):
        return withheld(method, n, f"Strata without a figure - {' '.join(missing)}", settings)
    chains, length = (min(d.shape[axis] for d in drawn) for axis in (0, 1))
    # strata's chains share their seeds' numbers, not their data; each is put out of step so that no index is tied to another
    people = sum(np.roll(d[:chains, :length], 37 * k, axis=1) for k, d in enumerate(drawn))
    total = np.asarray(people, dtype=np.float64)
    middle, low, high = summary(total)
    if method not in POSTERIORS:
        middle = sum(fit.estimate for fit in fits)
        low, high = min(low, middle), max(high, middle)
    reason = f"Not all strata have a figure. {' '.join(missing)}" if missing else None
    return Fit(method, n, middle, low, high, reason, {"N": total}, {"added": "draw by draw"}, settings)


def imputed(table: OverlapTable, *, replicates: int = 10, seed: int = 1) -> list[OverlapTable]:
    """Tables in which people of unknown stratum have one, drawn among the people of the same capture pattern.

    For each pattern the strata's shares are drawn from a Dirichlet distribution (people known, and 1/S for each of S strata
    spread as in the whole table), then the unknown are allotted. One table comes back where nothing is unknown.
    """
    if not table.by or not table.of_unknown_stratum:
        return [table]
    names = table.stratum_names
    if not names:
        raise EstimationError(f"No row has a known {table.by!r}. Estimate without --by {table.by}.")
    known, unknown = _by_pattern(table)
    overall = np.sum(list(known.values()), axis=0) + 1.0 / len(names)
    prior = overall / overall.sum()
    rng = np.random.default_rng([seed, 5])
    tables = []
    for _ in range(replicates):
        total: Counter[tuple[str | None, Pattern]] = Counter()
        for pattern in sorted(set(known) | set(unknown)):
            people = known.get(pattern, np.zeros(len(names)))
            shares = rng.dirichlet(np.maximum(people + prior, 1e-6))
            allotted = rng.multinomial(unknown.get(pattern, 0), shares)
            for name, count in zip(names, people.astype(int) + allotted, strict=True):
                total[name, pattern] += int(count)
        tables.append(_table(table.lists, total, table.by))
    return tables


def pool(fits: Sequence[Fit]) -> Fit:
    """One answer from several completed or differently linked tables, the difference between them carried into the interval.

    On the log of the unlisted: T = W + (R + 1) / R * B with W the mean variance within and B the variance between the R
    replicates, Student's t with (R - 1)(1 + W / ((R + 1) B))^2 degrees of freedom (fewer than Rubin's, so wider); the point is
    the mean.
    Needs two replicates; ten or more are better. `draws["N"]` holds the draws of all replicates, one after the other.
    """
    require_extra()
    from scipy.stats import t

    if len(fits) == 1:
        return fits[0]
    first, number = fits[0], len(fits)
    missing = sorted({fit.withheld for fit in fits if fit.withheld})
    if not all("N" in fit.draws for fit in fits):
        reason = f"In some replicates: {' '.join(missing)}"
        return withheld(first.method, first.documented, reason, first.settings).of_stratum(first.stratum)
    unseen = [np.maximum(np.asarray(fit.draws["N"], dtype=np.float64) - fit.documented, 0.1) for fit in fits]
    logs = np.array([np.log(u).mean() for u in unseen])
    within = float(np.mean([np.log(u).var(ddof=1) for u in unseen]))
    between = float(logs.var(ddof=1))
    spread = within + (number + 1) / number * between
    freedom = (number - 1) * (1.0 + within / ((number + 1) * max(between, 1e-12))) ** 2
    reach = float(t.ppf(0.975, freedom)) * spread**0.5
    n = float(np.mean([fit.documented for fit in fits]))
    point = float(np.mean([fit.estimate for fit in fits]))
    length = min(u.shape[1] for u in unseen)
    draws = {"N": np.concatenate([fit.draws["N"][:, :length] for fit in fits], axis=1)}
    worst = {
        name: max(fit.diagnostics[name] for fit in fits)
        for name in ("saturated_weight", "share_near_cap", "redraws_at_cap", "cap_unseen")
        if all(name in fit.diagnostics for fit in fits)
    }
    diagnostics: Mapping[str, object] = {
        "replicates": number,
        "estimates": [fit.estimate for fit in fits],
        "variance_within": within,
        "variance_between": between,
        **worst,
    }
    why = f"In {sum(bool(fit.withheld) for fit in fits)} of {number} replicates: {' '.join(missing)}" if missing else None
    low, high = (n + float(np.exp(logs.mean() + sign * reach)) for sign in (-1.0, 1.0))
    low, high = min(low, point), max(high, point)
    return bounded(Fit(first.method, round(n), point, low, high, why, draws, diagnostics, first.settings, first.stratum))


def _by_pattern(table: OverlapTable) -> tuple[dict[Pattern, Floats], dict[Pattern, int]]:
    """For each capture pattern the people of each known stratum, and those of none."""
    names = {name: k for k, name in enumerate(table.stratum_names)}
    known: dict[Pattern, Floats] = {}
    unknown: dict[Pattern, int] = {}
    for row, stratum, count in zip(table.cells.tolist(), table.strata, table.counts.tolist(), strict=True):
        pattern = tuple(row)
        if stratum is None:
            unknown[pattern] = unknown.get(pattern, 0) + count
        else:
            known.setdefault(pattern, np.zeros(len(names)))[names[stratum]] += count
    return known, unknown
