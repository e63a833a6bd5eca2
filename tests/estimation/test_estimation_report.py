"""All methods together: strata, imputation, linkage, warnings, the command, the pictures."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from onrecord.cli import cli
from onrecord.errors import EstimationError, MissingExtraError
from onrecord.estimation import (
    ASSUMPTIONS,
    METHODS,
    EstimationSettings,
    Fit,
    LcmcrSettings,
    OverlapTable,
    add_strata,
    estimate,
    estimate_replicates,
    imputed,
    pool,
    read_overlaps,
)
from onrecord.estimation.checks import fit_warnings, predictive_check, table_warnings
from onrecord.estimation.fit import bounded
from onrecord.estimation.pictures import posterior_svg, sensitivity_svg, upset_svg

QUICK = EstimationSettings(lcmcr=LcmcrSettings(max_sweeps=64_000))
FOUR = "\n".join(
    ["A,B,C,D,count"]
    + [
        ",".join([*(str(x >> j & 1) for j in range(4)), str(count)])
        for x, count in enumerate([90, 80, 31, 70, 28, 25, 12, 60, 22, 20, 9, 18, 8, 7, 4], 1)
    ]
)
BY = (
    "A,B,C,sex,count\n1,0,0,woman,100\n0,1,0,woman,80\n0,0,1,woman,90\n1,1,0,woman,30\n1,0,1,woman,25\n0,1,1,woman,20\n"
    "1,1,1,woman,12\n1,0,0,man,150\n0,1,0,man,90\n0,0,1,man,70\n1,1,0,man,40\n1,0,1,man,25\n0,1,1,man,20\n1,1,1,man,10\n"
    "1,0,0,unknown,70\n0,1,0,,20\n"
)


def made(
    stratum: str | None, estimate: float, draws: list[float], *, documented: int = 10, withheld: str | None = None
) -> Fit:
    return Fit("lcmcr", documented, estimate, 0.0, 0.0, withheld, {"N": np.array([draws])}, stratum=stratum)


def test_every_method_answers_and_the_json_has_its_fields() -> None:
    data = estimate(read_overlaps(FOUR), settings=QUICK).data()
    assert data["documented"] == 484
    assert data["lists"] == ["A", "B", "C", "D"]
    assert [row["method"] for row in data["estimates"]] == list(METHODS)
    for row in data["estimates"]:
        assert set(row) == {"method", "estimate", "low", "high", "withheld", "stratum", "diagnostics", "settings"}
        assert 484 <= row["low"] <= row["estimate"] <= row["high"]
        assert row["withheld"] is None
    assert data["assumptions"] == list(ASSUMPTIONS)
    assert data["sentence"].startswith("484 people are documented on 4 lists; an estimated ")
    assert [(r["left_out"], r["method"]) for r in data["leave_one_out"][:2]] == [("A", "graphs"), ("A", "loglinear_bic")]
    assert set(data["posterior_predictive"]["on_exactly"]) == {"1", "2", "3", "4"}
    json.dumps(data, allow_nan=False)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(EstimationError, match="Unknown method 'guess'"):
        estimate(read_overlaps(FOUR), methods=["guess"])


def test_strata_are_added_draw_by_draw() -> None:
    total = add_strata([made("a", 2.0, [1.0, 2.0, 3.0]), made("b", 20.0, [20.0, 20.0, 20.0])])
    assert total.draws["N"].tolist() == [[21.0, 22.0, 23.0]]
    assert (total.documented, total.estimate, total.stratum, total.withheld) == (20, 22.0, None, None)


def test_a_total_with_a_withheld_stratum_is_withheld() -> None:
    total = add_strata([made("a", 2.0, [1.0, 2.0]), made("b", 20.0, [20.0, 20.0], withheld="The chains do not agree.")])
    assert total.withheld == "Not all strata have a figure. b: The chains do not agree."
    assert total.record().estimate is None


def test_replicates_are_pooled_with_the_variance_between_them() -> None:
    rng = np.random.default_rng(1)
    drawn = [10 + np.exp(rng.normal(mean, 0.1, size=(1, 4000))) for mean in (5.0, 5.2)]
    fits = [Fit("lcmcr", 10, float(np.median(d)), 0.0, 0.0, draws={"N": d}) for d in drawn]
    pooled = pool(fits)
    assert pooled.estimate == pytest.approx(np.mean([f.estimate for f in fits]))
    within, between = 0.01, 0.02
    assert pooled.diagnostics["variance_within"] == pytest.approx(within, rel=0.05)
    assert pooled.diagnostics["variance_between"] == pytest.approx(between, rel=0.05)
    assert pooled.low < min(np.quantile(d, 0.025) for d in drawn)
    assert pooled.high > max(np.quantile(d, 0.975) for d in drawn)


def test_unknown_strata_are_imputed_within_their_pattern_and_nobody_is_dropped() -> None:
    table = read_overlaps(BY, by="sex")
    completed = imputed(table, replicates=4, seed=1)
    assert len(completed) == 4
    for one in completed:
        assert one.of_unknown_stratum == 0
        assert one.pooled().full()[1].tolist() == table.pooled().full()[1].tolist()
    women = [one.stratum("woman").documented for one in completed]
    assert len(set(women)) > 1
    assert all(357 < w < 357 + 90 for w in women)


def test_a_table_by_stratum_gives_each_and_the_whole() -> None:
    settings = replace(QUICK, imputations=2, leave_out=())
    result = estimate(read_overlaps(BY, by="sex"), methods=["graphs", "chao"], settings=settings)
    rows = [(e.stratum, e.method) for e in result.estimates()]
    assert rows == [
        ("man", "graphs"),
        ("man", "chao"),
        ("woman", "graphs"),
        ("woman", "chao"),
        (None, "graphs"),
        (None, "chao"),
    ]
    man, woman, whole = (
        next(e for e in result.fits if (e.stratum, e.method) == (s, "graphs")) for s in ("man", "woman", None)
    )
    assert whole.estimate == pytest.approx(man.estimate + woman.estimate, rel=0.02)
    assert whole.high - whole.low < (man.high - man.low) + (woman.high - woman.low)
    assert any(w.kind == "imputed" for w in result.warnings)


def test_each_stratum_has_its_own_checks() -> None:
    """Posterior predictive by stratum; without each list: the strata, then all together."""
    rows = [line.rsplit(",", 1) for line in FOUR.splitlines()[1:]]
    text = "A,B,C,D,sex,count\n" + "\n".join(f"{cells},{sex},{int(n) + k}" for cells, n in rows for k, sex in enumerate("mw"))
    result = estimate(read_overlaps(text, by="sex"), methods=["lcmcr", "graphs"], settings=QUICK)
    assert list(result.predictive) == ["m", "w"]
    assert all(set(check) == {"replicates", "on_exactly", "on_both", "x2"} for check in result.predictive.values())
    assert [(r["left_out"], r["method"], r["stratum"]) for r in result.left_out[:4]] == [
        ("A", "graphs", "m"),
        ("A", "graphs", "w"),
        ("A", "graphs", None),
        ("B", "graphs", "m"),
    ]
    man, woman, whole = result.left_out[:3]
    assert whole["documented"] == man["documented"] + woman["documented"]
    assert whole["estimate"] == pytest.approx(man["estimate"] + woman["estimate"], rel=0.02)


def test_lists_that_share_nobody_give_no_figure() -> None:
    result = estimate(read_overlaps("A,B,C,count\n1,0,0,5\n0,1,0,4\n0,0,1,3\n"), settings=QUICK)
    assert {fit.method for fit in result.fits if fit.withheld} == set(METHODS)
    assert result.fits[0].withheld == (
        "Nobody is on two lists: nothing here says how many are on none, and the figure would be the prior's alone."
    )


def test_tables_of_other_lists_are_no_linkages() -> None:
    with pytest.raises(EstimationError, match="not linkages of the same lists: A, B, C, D and A, B, C, E"):
        estimate_replicates([read_overlaps(FOUR), read_overlaps(FOUR.replace("D", "E"))])


def test_an_interval_without_upper_end_is_withheld() -> None:
    low, endless = Fit("graphs", 10, 30.0, 12.0, 10_000.0), Fit("graphs", 10, 30.0, 12.0, 1e27)
    assert bounded(low) is low
    assert bounded(endless).withheld == (
        "The interval has no upper end: it reaches beyond 1,000 unlisted for each listed person."
    )


def test_priors_of_zero_are_refused() -> None:
    with pytest.raises(EstimationError, match=r"lcmcr: a_lambda is 0\.0; it must be above 0"):
        LcmcrSettings(a_lambda=0.0)


def test_many_tiny_lists_are_warned_of() -> None:
    cells = [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [1, 0, 0, 0, 1]]
    table = OverlapTable.from_arrays(cells, [200, 150, 60, 9, 8, 7])
    (found,) = [w.message for w in table_warnings(table, "May") if w.kind == "tiny_lists"]
    assert found == (
        "In May: 3 of 5 lists hold fewer than 5 % of the people each: the flat prior on listing chances pulls lcmcr's figure"
        " down. Compare --listing-prior 0.5 1, or merge small lists."
    )


def test_a_stratum_with_two_lists_is_withheld_and_the_total_with_it() -> None:
    text = BY + "1,0,0,child,9\n0,1,0,child,7\n1,1,0,child,3\n"
    result = estimate(read_overlaps(text, by="sex"), methods=["graphs"], settings=replace(QUICK, imputations=2))
    child = next(f for f in result.fits if f.stratum == "child")
    assert child.withheld is not None
    assert result.headline is None
    assert "cannot be said from these lists" in result.sentence()


def test_linkages_are_carried_over() -> None:
    tables = [read_overlaps(FOUR), read_overlaps(FOUR.replace(",31\n", ",8\n"))]
    result = estimate_replicates(tables, methods=["graphs"], settings=QUICK)
    alone = [estimate(t, methods=["graphs"], settings=QUICK).fits[0] for t in tables]
    pooled = result.fits[0]
    assert pooled.estimate == pytest.approx(np.mean([f.estimate for f in alone]))
    assert pooled.diagnostics["variance_between"] > 0.0
    assert pooled.high - pooled.low > np.mean([f.high - f.low for f in alone])


def test_equal_linkages_are_estimated_once_and_count_as_many_as_there_are() -> None:
    strict, loose = read_overlaps(FOUR), read_overlaps(FOUR.replace(",31\n", ",8\n"))
    told: list[str] = []
    result = estimate_replicates([strict, strict, loose], methods=["graphs"], settings=QUICK, progress=told.append)
    assert told.count("decomposable graphs, averaged") == 2
    first, second, third = result.fits[0].diagnostics["estimates"]
    assert first == second != third
    assert (result.table.documented, len(result.left_out)) == (484, 4)


def test_sparse_tables_are_warned_of_in_words() -> None:
    cells = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]]
    table = OverlapTable.from_arrays(cells, [20, 10, 5, 1], lists=["Hospital", "Morgue", "Families"])
    assert {w.kind: w.message for w in table_warnings(table)} == {
        "sparse_overlap": "Fewer than 5 people are on both of: Hospital and Morgue (1), Hospital and Families (0),"
        " Morgue and Families (0).",
        "list_apart": "Nobody on the list 'Families' is on any other list.",
        "little_overlap": "Only 1 of 36 people (2.8 %) are on two lists or more.",
        "few_overlap_cells": "Different overlaps that hold anybody: 1, too few to choose a model.",
        "small_expected_overlap": "The smallest overlap expected by chance is 1.5 people, below 5.",
        "few_people": "Only 36 people are documented, fewer than 50.",
    }


def test_figures_are_warned_of_in_words() -> None:
    fits = [
        Fit(
            "lcmcr", 100, 900.0, 800.0, 1000.0, diagnostics={"share_near_cap": 0.1, "redraws_at_cap": 0.0, "cap_unseen": 2000}
        ),
        Fit("graphs", 100, 150.0, 140.0, 160.0, diagnostics={"saturated_weight": 0.7}),
    ]
    assert [w.kind for w in fit_warnings(fits)] == ["cap", "far_beyond", "saturated_weight", "methods_apart"]


def test_a_model_that_cannot_give_back_the_table_is_found_out() -> None:
    table = read_overlaps(FOUR)
    one = {"sizes": np.ones((1, 50, 1)), "listed": np.full((1, 50, 4, 1), 0.75)}
    check = predictive_check(table, Fit("lcmcr", 484, 500.0, 490.0, 510.0, draws=one))
    assert check["x2"] == 0.0
    assert check["on_exactly"]["1"] == 0.0
    good = estimate(table, methods=["lcmcr"], settings=QUICK).predictive
    assert good["x2"] > 0.05
    assert all(p > 0.05 for p in good["on_both"].values())


def test_the_command_writes_one_object_twice_the_same(tmp_path: Path) -> None:
    path = tmp_path / "overlap.csv"
    path.write_text(FOUR, encoding="utf-8")
    arguments = ["estimate", str(path), "--json", "--max-sweeps", "8000", "--seed", "4"]
    first, second = (CliRunner().invoke(cli, arguments) for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["documented"] == 484


def test_the_command_prints_a_sentence_and_keeps_documented_and_estimated_apart(tmp_path: Path) -> None:
    path = tmp_path / "overlap.csv"
    path.write_text(FOUR.replace("A,B", "[red]A,B"), encoding="utf-8")
    done = CliRunner().invoke(
        cli, ["estimate", str(path), "--method", "loglinear_bic", "--method", "chao", "--bootstrap", "20"]
    )
    assert done.exit_code == 0, done.output
    text = done.stdout
    assert (
        text.index("484 people are documented") < text.index("Documented:") < text.index("Estimated:") < text.index("assume")
    )
    assert "[red]A" in text


def test_a_withheld_figure_is_printed_only_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "overlap.csv"
    path.write_text(FOUR, encoding="utf-8")
    arguments = ["estimate", str(path), "--json", "--method", "lcmcr", "--chains", "2", "--max-sweeps", "2000"]
    hidden, shown = (json.loads(CliRunner().invoke(cli, [*arguments, *more]).stdout) for more in ([], ["--show-withheld"]))
    assert hidden["estimates"][0]["estimate"] is None
    assert shown["estimates"][0]["estimate"] > 484
    assert hidden["estimates"][0]["withheld"] == shown["estimates"][0]["withheld"] is not None


def test_pictures_are_well_formed_and_escape_what_comes_from_data() -> None:
    table = read_overlaps(FOUR.replace("A,B", "<script>&'A\x07,B"))
    result = estimate(table, methods=["graphs", "loglinear_bic"], settings=QUICK)
    pictures = [
        upset_svg(table),
        posterior_svg(result.estimates(), documented=484),
        posterior_svg(result.fits),
        sensitivity_svg(result.left_out, result.fits),
        sensitivity_svg([]),
    ]
    for picture in pictures:
        ElementTree.fromstring(picture)
        assert "<script>" not in picture
    assert "#1f4e79" in pictures[0]
    assert "#b8621b" not in pictures[0]
    assert all(colour in pictures[1] for colour in ("#1f4e79", "#b8621b"))


def test_a_withheld_estimate_shows_no_number_in_the_picture() -> None:
    picture = posterior_svg([Fit("lcmcr", 50, 123456.0, 100.0, 200000.0, withheld="The chains do not agree.")])
    assert "withheld" in picture
    assert "123,456" not in picture


def test_without_the_extra_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError) as error:
        estimate(read_overlaps(FOUR))
    assert str(error.value) == "Estimating needs packages that are not installed. Run: pip install 'onrecord[estimation]'"
