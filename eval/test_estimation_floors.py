"""Estimation against what R's packages gave on published tables (`reference.csv`): the same figures by our own code."""

from __future__ import annotations

import csv
import re

import pytest
from corpora import corpus, floors

from onrecord.estimation import (
    GraphSettings,
    LcmcrSettings,
    OverlapTable,
    chao,
    graphs,
    lcmcr,
    loglinear,
    loglinear_stepwise,
    read_overlaps,
)

pytestmark = pytest.mark.slow

R = LcmcrSettings(a_alpha=0.25, b_alpha=0.25)
"""The priors of R's LCMCR."""
FILES = {"uk_5list": "ukdat_5", "uk_6list": "ukdat"}


def reference(*methods: str) -> list[dict[str, str]]:
    with (corpus("estimation") / "reference.csv").open(encoding="utf-8", newline="") as rows:
        return [row for row in csv.DictReader(rows) if row["method"] in methods]


def table(row: dict[str, str]) -> OverlapTable:
    name = FILES.get(row["dataset"], row["dataset"])
    return read_overlaps((corpus("estimation") / f"{name}.csv").read_text(encoding="utf-8"), name=name)


def off(found: float, wanted: str) -> float:
    return abs(found / float(wanted) - 1.0)


@pytest.mark.parametrize(("floor", "settings"), [("lcmcr", R), ("lcmcr_default", LcmcrSettings())])
def test_latent_classes_agree_with_r_where_its_chains_met(floor: str, settings: LcmcrSettings):
    """With R's priors within Monte-Carlo error; with the default ones not far from it."""
    pinned = floors("estimation")
    rows = [r for r in reference("LCMCR") if (m := re.search(r"Rhat\(log N\)=([\d.]+)", r["note"])) and float(m[1]) <= 1.01]
    assert [r["dataset"] for r in rows] == ["kosovo", "hiv_rome", "my97_fivelist"]
    for row in rows:
        fit = lcmcr(table(row), settings)
        assert fit.withheld is None
        assert off(fit.estimate, row["estimate"]) <= pinned[f"{floor}_median_off"]
        assert off(fit.low, row["lower"]) <= pinned[f"{floor}_bound_off"]
        assert off(fit.high, row["upper"]) <= pinned[f"{floor}_bound_off"]


@pytest.mark.parametrize("name", ["gaza_all", "lesbian", "uk_5list"])
def test_chains_meet_where_rs_did_not(name: str):
    fit = lcmcr(table({"dataset": name}))
    assert fit.withheld is None
    assert fit.diagnostics["r_hat_log_unseen"] < 1.01


def test_graphs_agree_with_dga_to_the_person():
    rows = reference("dga BMA decomposable")
    assert len(rows) == 8
    for row in rows:
        delta, largest = re.search(r"delta=([\d.]+), N0 grid 1:(\d+)", row["settings"]).groups()
        settings = GraphSettings(delta=float(delta), largest=int(largest), first=1, is_saturated_included=True)
        fit = graphs(table(row), settings)
        for found, wanted in ((fit.estimate, "estimate"), (fit.low, "lower"), (fit.high, "upper")):
            assert abs(found - float(row[wanted])) <= floors("estimation")["graphs_people_off"]


@pytest.mark.parametrize("criterion", ["aic", "bic"])
def test_log_linear_choices_agree_with_rcapture(criterion: str):
    upper = criterion.upper()
    tolerance = floors("estimation")["loglinear_off"]
    for row in reference(f"Rcapture closedpMS log-linear {upper} rank 1"):
        fit = loglinear(table(row), criterion)
        assert fit.diagnostics["model"] == re.search(r"model (\[\S+\]);", row["settings"])[1]
        assert off(fit.estimate, row["estimate"]) <= tolerance
    for row in reference(f"Rcapture profile-likelihood CI, best {upper}"):
        fit = loglinear(table(row), criterion)
        assert off(fit.diagnostics["profile_optimum"], row["estimate"]) <= tolerance
        assert off(fit.low, row["lower"]) <= tolerance
        assert off(fit.high, row["upper"]) <= tolerance


def test_stepwise_choice_agrees_with_sparsemse():
    for row in reference("SparseMSE stepwise Poisson log-linear"):
        fit = loglinear_stepwise(table(row))
        d = fit.diagnostics
        for found, wanted in ((fit.estimate, "estimate"), (d["wald_log_low"], "lower"), (d["wald_log_high"], "upper")):
            assert off(found, row[wanted]) <= floors("estimation")["loglinear_off"]


def test_chaos_bound_agrees_with_rcapture():
    rows = reference("Rcapture closedp Mth Chao (LB)")
    assert len(rows) == 4
    for row in rows:
        fit = chao(table(row))
        for found, wanted in ((fit.estimate, "estimate"), (fit.low, "lower"), (fit.high, "upper")):
            assert off(found, row[wanted]) <= floors("estimation")["loglinear_off"]
