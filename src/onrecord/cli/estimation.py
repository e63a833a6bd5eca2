"""`onrecord estimate`: from the overlap of lists to how many are on none of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.output import opened
from onrecord.errors import InputError

if TYPE_CHECKING:
    from onrecord.estimation import Estimation, EstimationSettings, Fit, OverlapTable

METHODS = ("lcmcr", "graphs", "loglinear_bic", "loglinear_aic", "loglinear_average", "loglinear_stepwise", "chao")


@click.command("estimate")
@click.argument("overlap", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", metavar="COLUMN", help="Estimate each value of this column by itself, then all together.")
@click.option("--method", "methods", multiple=True, type=click.Choice(METHODS), help="Only this method; may be repeated.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same figures.")
@click.option(
    "--chains", type=click.IntRange(1, 64), default=4, show_default=True, help="lcmcr: chains; fewer than 4 withhold."
)
@click.option("--classes", type=click.IntRange(2, 100), help="lcmcr: most classes. Default: 2^lists - 1, at most 10.")
@click.option(
    "--cap",
    type=click.FloatRange(0, min_open=True),
    default=20.0,
    show_default=True,
    help="lcmcr: most unlisted for each listed person.",
)
@click.option(
    "--listing-prior", type=(float, float), default=(1.0, 1.0), help="lcmcr: Beta prior of the chances to be listed."
)
@click.option(
    "--concentration-prior",
    type=(float, float),
    default=(1.0, 0.1),
    help="lcmcr: Gamma prior, shape and rate, of the concentration; R's LCMCR has 0.25 0.25.",
)
@click.option(
    "--max-sweeps", type=click.IntRange(100), default=512_000, show_default=True, help="lcmcr: when a chain gives up."
)
@click.option(
    "--delta", type=click.FloatRange(0, min_open=True), help="graphs: the prior's people per cell. Default: 2^-lists."
)
@click.option("--saturated", is_flag=True, help="graphs: let the complete graph in, as R's dga does.")
@click.option("--imputations", type=click.IntRange(2, 1000), default=10, show_default=True, help="Where strata are unknown.")
@click.option("--leave-one-out", "leave_out", multiple=True, type=click.Choice(METHODS), help="Run this without each list.")
@click.option("--bootstrap", type=click.IntRange(0, 100_000), default=0, help="BCa replicates for the log-linear choices.")
@click.option("--show-withheld", is_flag=True, help="Print withheld figures too, marked as withheld.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
@click.option("-o", "--output", metavar="FILE", help="Write there instead of to standard output.")
def estimate_command(overlap: tuple[Path, ...], output: str | None, as_json: bool, **options: Any) -> None:
    """How many the lists have missed.

    OVERLAP is a CSV with one 0/1 column for each list and `count`. Several files are several linkages of the same lists: each
    is estimated and what they differ by is carried into the intervals.
    """
    from onrecord.estimation import METHODS as ALL
    from onrecord.estimation import estimate, estimate_replicates, read_overlaps

    tables = [read_overlaps(_text(path), by=options["by"], name=str(path)) for path in overlap]
    settings, methods = _settings(options), options["methods"] or ALL
    if len(tables) > 1:
        result = estimate_replicates(tables, methods=methods, settings=settings, progress=told_on_terminal())
    else:
        result = estimate(tables[0], methods=methods, settings=settings, progress=told_on_terminal())
    if options["bootstrap"]:
        result = _bootstrapped(result, options["bootstrap"], options["seed"])
    with opened(output) as out:
        if as_json:
            out.write(json.dumps(result.data(show_withheld=options["show_withheld"]), ensure_ascii=False) + "\n")
        else:
            print_estimation(result, out, show_withheld=options["show_withheld"])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text. Save it as CSV in UTF-8.") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None


def _settings(options: dict[str, Any]) -> EstimationSettings:
    from onrecord.estimation import EstimationSettings

    base = EstimationSettings().seeded(options["seed"])
    latent = replace(
        base.lcmcr,
        chains=options["chains"],
        classes=options["classes"],
        cap=options["cap"],
        a_lambda=options["listing_prior"][0],
        b_lambda=options["listing_prior"][1],
        a_alpha=options["concentration_prior"][0],
        b_alpha=options["concentration_prior"][1],
        max_sweeps=options["max_sweeps"],
        first_sweeps=min(base.lcmcr.first_sweeps, options["max_sweeps"]),
    )
    graphs = replace(base.graphs, delta=options["delta"], is_saturated_included=options["saturated"])
    leave_out = options["leave_out"] or base.leave_out
    return replace(base, lcmcr=latent, graphs=graphs, imputations=options["imputations"], leave_out=tuple(leave_out))


def told_on_terminal() -> Any:
    """Says on a terminal what runs; silent where nobody watches."""
    if not sys.stderr.isatty():
        return None
    return lambda message: click.echo(f"  {message} …", err=True)


def _bootstrapped(result: Estimation, replicates: int, seed: int) -> Estimation:
    """The log-linear answers with a BCa interval in their diagnostics; the choice of model is repeated in each replicate."""
    from functools import partial

    from onrecord.estimation import bca_interval
    from onrecord.estimation.loglinear import best_unseen, stepwise_unseen

    choices: dict[str, Callable[[OverlapTable], float]] = {
        "loglinear_bic": partial(best_unseen, criterion="bic"),
        "loglinear_aic": partial(best_unseen, criterion="aic"),
        "loglinear_stepwise": stepwise_unseen,
    }

    def with_bca(fit: Fit) -> Fit:
        if fit.method not in choices or fit.stratum is not None or result.table.by:
            return fit
        low, high = bca_interval(result.table.usable(), choices[fit.method], replicates=replicates, seed=seed)
        return replace(fit, diagnostics={**fit.diagnostics, "bca": {"low": low, "high": high, "replicates": replicates}})

    return replace(result, fits=tuple(with_bca(fit) for fit in result.fits))


def print_estimation(result: Estimation, out: Any, *, show_withheld: bool = False) -> None:
    """The sentence, what is documented, what is estimated, checks, warnings, assumptions, as tables."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from onrecord.estimation.report import ABOUT

    console = Console(file=out, width=None if out.isatty() else 120, highlight=False)
    console.print(escape(result.sentence()), soft_wrap=True)
    console.print()
    console.print(_documented(result.table))
    strata = len({fit.stratum for fit in result.fits}) > 1
    table = Table(title="Estimated: all people, listed or not", title_justify="left", title_style="bold")
    for name in [*(["Stratum"] if strata else []), "Method"]:
        table.add_column(name)
    for name in ("Estimate", "95 % from", "to"):
        table.add_column(name, justify="right")
    table.add_column("Withheld because", overflow="fold")
    for fit in result.fits:
        record = fit.record(show_withheld=show_withheld)
        numbers = ["–" if v is None else f"{v:,.0f}" for v in (record.estimate, record.low, record.high)]
        stratum = [escape("all" if fit.stratum is None else fit.stratum)] if strata else []
        table.add_row(*stratum, ABOUT[fit.method], *numbers, escape(record.withheld or ""))
    console.print(table)
    for line in _quality(result):
        console.print(escape(line), soft_wrap=True)
    if result.left_out:
        console.print(_left_out(result))
    for title, lines in (
        ("Beware", [w.message for w in result.warnings]),
        ("These figures assume", list(result.assumptions)),
    ):
        if lines:
            console.print(f"\n[bold]{title}[/bold]")
            for line in lines:
                console.print(escape(f"- {line}"), soft_wrap=True)


def _quality(result: Estimation) -> Iterator[str]:
    """What a statistician asks first of the latent classes: have the chains met, does the model give back the table?"""
    for fit in result.fits:
        d = fit.diagnostics
        if "r_hat_log_unseen" in d:
            yield (
                f"Latent classes: {d['draws']:,} draws kept of {d['sweeps_per_chain']:,} sweeps a chain; R-hat"
                f" {d['r_hat_log_unseen']:.3f}, effective draws {d['ess_bulk_log_unseen']:,.0f}, in the tails"
                f" {d['ess_tail_log_unseen']:,.0f}."
            )
    checks = {"": result.predictive} if "x2" in result.predictive else result.predictive
    told = [f"{name} {check['x2']:.2f}".strip() for name, check in checks.items() if "x2" in check]
    if told:
        yield f"Fit of the latent classes: share of tables drawn from them that lie farther off (X2): {', '.join(told)}."


def _documented(overlap: OverlapTable) -> Any:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="Documented: people on each list", title_justify="left", title_style="bold")
    table.add_column("List")
    table.add_column("People", justify="right")
    table.add_column("on no other list", justify="right")
    on = overlap.cells.sum(axis=1)
    for j, name in enumerate(overlap.lists):
        held = overlap.cells[:, j] == 1
        table.add_row(escape(name), f"{overlap.counts[held].sum():,}", f"{overlap.counts[held & (on == 1)].sum():,}")
    table.add_row("on any", f"{overlap.documented:,}", "", style="bold")
    return table


def _left_out(result: Estimation) -> Any:
    from rich.markup import escape
    from rich.table import Table

    from onrecord.estimation.report import ABOUT

    table = Table(title="Without one list", title_justify="left", title_style="bold")
    rows = [row for row in result.left_out if row["stratum"] is None or row["is_apart"]]
    strata = any(row["stratum"] is not None for row in rows)
    for name in ("Without", *(["Stratum"] if strata else []), "Method"):
        table.add_column(name)
    for name in ("Estimate", "95 % from", "to"):
        table.add_column(name, justify="right")
    for row in rows:
        numbers = ["–" if row[k] is None else f"{row[k]:,.0f}" for k in ("estimate", "low", "high")]
        stratum = [escape(row["stratum"] or "all")] if strata else []
        table.add_row(escape(row["left_out"]), *stratum, ABOUT[row["method"]], *numbers)
    return table
