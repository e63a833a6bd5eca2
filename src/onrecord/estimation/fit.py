"""What a method gives back: the figure, its interval, its draws and what is known of their quality."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import MissingExtraError
from onrecord.model import Estimate

Floats = NDArray[np.float64]
LEVELS = (0.5, 0.025, 0.975)
"""Median and the bounds of the 95 % interval."""
POSTERIORS = ("lcmcr", "graphs")
"""Methods whose draws are a posterior's."""
UNBOUNDED = 1000
"""More unlisted than this for each listed person say that the data set no upper end."""
QUANTILES = tuple(k / 50 for k in range(1, 50))


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """One method's answer on one table: how many people in all, listed or not.

    `estimate`, `low`, `high` (95 %) count people; they are kept here even where `withheld` says why they must not be shown.
    `draws` maps names to arrays shaped (chain, draw), as ArviZ takes them: `N` is always among them, except where a method
    has no honest draws. `record()` is what the rest of the program sees.
    """

    method: str
    documented: int
    estimate: float
    low: float
    high: float
    withheld: str | None = None
    draws: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    stratum: str | None = None

    def record(self, *, show_withheld: bool = False) -> Estimate:
        """The record for the case and for JSON: the three numbers are None where the figure is withheld, unless asked for."""
        hidden = self.withheld is not None and not (show_withheld and np.isfinite(self.estimate))
        numbers = [None if hidden else round(float(v), 2) for v in (self.estimate, self.low, self.high)]
        return Estimate(
            self.method,
            numbers[0],
            numbers[1],
            numbers[2],
            withheld=self.withheld,
            stratum=self.stratum,
            diagnostics=plain({**self.diagnostics, **({} if hidden else self._quantiles())}),
            settings=plain(self.settings),
        )

    def _quantiles(self) -> dict[str, list[float]]:
        """The posterior's 2nd, 4th … 98th percentiles, so that a record is enough to draw its shape."""
        if self.method not in POSTERIORS or "N" not in self.draws:
            return {}
        return {"quantiles": np.quantile(np.asarray(self.draws["N"], dtype=np.float64), QUANTILES).round(1).tolist()}

    def of_stratum(self, stratum: str | None) -> Fit:
        """The same answer, said to be of this stratum."""
        return dataclasses.replace(self, stratum=stratum)


def withheld(method: str, documented: int, reason: str, settings: Mapping[str, Any] | None = None) -> Fit:
    """The answer of a method that has no figure to give."""
    nan = float("nan")
    return Fit(method, documented, nan, nan, nan, withheld=reason, settings=settings or {})


def bounded(fit: Fit) -> Fit:
    """The answer itself, withheld where its interval has no upper end worth the name."""
    if fit.withheld or fit.high - fit.documented <= UNBOUNDED * fit.documented:
        return fit
    reason = f"The interval has no upper end: it reaches beyond {UNBOUNDED:,} unlisted for each listed person."
    return dataclasses.replace(fit, withheld=reason)


def summary(people: NDArray[Any]) -> tuple[float, float, float]:
    """Posterior median and 95 % bounds of draws of any shape."""
    middle, low, high = np.quantile(np.asarray(people, dtype=np.float64), LEVELS)
    return float(middle), float(low), float(high)


def plain(value: Any) -> Any:
    """Numbers of NumPy as Python's own, rounded to what is meant by them; no NaN, so that JSON stays JSON."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(f"{float(value):.6g}") if np.isfinite(value) else None
    return value


def require_extra() -> None:
    """Raises MissingExtraError where scipy or numba is not installed."""
    if any(importlib.util.find_spec(name) is None for name in ("scipy", "numba")):
        raise MissingExtraError("Estimating", "estimation")
