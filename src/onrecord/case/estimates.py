"""Estimates from the case's persons: how many no list has, kept for the dossier and apart from what is documented."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from onrecord.case.decisions import decisions
from onrecord.case.folder import Case
from onrecord.case.persons import pairs_to_review
from onrecord.errors import EstimationError
from onrecord.estimation import Estimation, EstimationSettings, OverlapTable, Warned, estimate, estimate_replicates, overlaps
from onrecord.estimation.pictures import posterior_svg, sensitivity_svg, upset_svg
from onrecord.model import Claim, PersonLink, Victim, to_data
from onrecord.victims.persons import persons

THRESHOLDS = tuple((n + 0.5) / 10 for n in range(10))
"""Ten linkages whose difference is carried over into the intervals: pairs count as one person from these probabilities on.

At equal distances, so that a pair is one person in as many of the linkages as its probability says.
"""

UNDECIDED = (
    "Doubtful pairs of entries that nobody has decided: {}. A pair wrongly apart raises the estimate, one wrongly together"
    " lowers it. Decide them first (onrecord victims review), then estimate again."
)

STRATA = ("sex", "age_group", "place", "period", "perpetrator")


def estimate_case(
    case: Case,
    *,
    by: str | None = None,
    settings: EstimationSettings | None = None,
    progress: Callable[[str], None] | None = None,
) -> tuple[Estimation, OverlapTable]:
    """Estimate from the case's persons how many no list has, by stratum (`STRATA`) if asked; kept for the dossier.

    Where looser and stricter linkages (`THRESHOLDS`) give other overlaps, each is estimated and their difference widens the
    intervals; how many doubtful pairs nobody has decided is the first of the warnings.
    Returns the estimation and the overlaps of the linkage as it is.
    """
    if by is not None and by not in STRATA:
        raise EstimationError(f"There is no stratum {by!r}. There are: {', '.join(STRATA)}.")
    if not case.store.derived("victim", Victim):
        listed = bool(case.store.lists())
        next_step = "onrecord victims link" if listed else "onrecord victims import LIST.csv --list NAME, for three lists"
        raise EstimationError(f"There are no persons of linked lists in this case. Now: {next_step} --case {case.folder}")
    table = overlaps(_memberships(case, case.store.derived("victim", Victim)), stratum=by)
    linkages = [overlaps(_memberships(case, people), stratum=by) for people in _other_linkages(case)]
    if len({(one.documented, tuple(one.counts)) for one in (table, *linkages)}) > 1:
        result = replace(estimate_replicates(linkages, settings=settings, progress=progress), table=table)
    else:
        result = estimate(table, settings=settings, progress=progress)
    if undecided := len(pairs_to_review(case)):
        result = replace(result, warnings=(Warned("undecided_pairs", UNDECIDED.format(undecided)), *result.warnings))
    rows = [to_data(record) for record in result.estimates()]
    pictures = _pictures(result, table)
    nameless = sum(not victim.names for victim in case.store.derived("victim", Victim))
    kept = {
        "estimates": rows,
        "pictures": pictures,
        "documented": _documented(table, by),
        "notes": [
            result.sentence(),
            *(warned.message for warned in result.warnings),
            *([f"{nameless} entries without a name are not in the overlaps."] if nameless else []),
            *result.assumptions,
        ],
    }
    case.store.put_step("estimate", str(by), json.dumps(kept, ensure_ascii=False).encode())
    return result, table


def _pictures(result: Estimation, table: OverlapTable) -> list[list[str]]:
    """Title, SVG and caption of each picture of the dossier."""
    whole = [fit for fit in result.fits if fit.stratum is None]
    found = [
        ["Overlap of the lists", upset_svg(table), "How many persons are on which lists together."],
        [
            "Estimates by method",
            posterior_svg(whole, documented=table.documented),
            "Each method's estimate and its 95 % interval beside the number documented.",
        ],
    ]
    best = result.headline
    strata = [
        fit.record() for fit in result.fits if fit.stratum is not None and best is not None and fit.method == best.method
    ]
    if strata:
        found.append(
            [
                f"Estimates by {table.by}".replace("_", " "),
                posterior_svg(strata),
                "One method's estimate for each stratum and its 95 % interval. Those of unknown stratum are shared out.",
            ]
        )
    if result.left_out:
        found.append(
            [
                "Sensitivity to each list",
                sensitivity_svg(result.left_out, result.fits),
                "Each method's estimate again with one list left out.",
            ]
        )
    return found


def _documented(table: OverlapTable, by: str | None) -> dict[str, int]:
    """Persons on any list, all together ("") and by stratum."""
    strata = {name: table.stratum(name).documented for name in table.stratum_names} if by else {}
    return {"": table.documented, **strata}


def _other_linkages(case: Case) -> Iterator[list[Victim]]:
    """The persons as they would be if pairs were linked from other probabilities on; decisions always stand."""
    entries, made = case.store.entries(), decisions(case)
    links = case.store.derived("person_link", PersonLink)
    free = frozenset(one.id for one in case.store.lists() if one.free_of_duplicates)
    strata = {victim_entry: victim for victim in case.store.derived("victim", Victim) for victim_entry in victim.entries}
    for threshold in THRESHOLDS:
        kept = [replace(one, kind="linked") if one.kind != "decided" else one for one in links if _counts(one, threshold)]
        for_all = persons(entries, kept, (), made, free_of_duplicates=free)
        yield [replace(victim, claims=strata[victim.entries[0]].claims) for victim in for_all]


def _counts(one: PersonLink, threshold: float) -> bool:
    return one.kind == "decided" or one.probability >= threshold


def _memberships(case: Case, people: Iterable[Victim]) -> list[dict[str, Any]]:
    """One row per person and list, with the person's strata. Whoever has no name anywhere is left out: an entry without one
    can be on no second list as far as anybody can tell, and would count as seen once."""
    names = {victim_list.id: victim_list.name for victim_list in case.store.lists()}
    entries = {entry.id: entry for entry in case.store.entries()}
    perpetrators = {c.id: c.perpetrators[0] for c in case.store.derived("claim", Claim) if c.perpetrators}
    rows = []
    for victim in people:
        if not victim.names:
            continue
        strata = {
            "sex": victim.sex,
            "age_group": None if victim.age is None else "child" if victim.age < 18 else "adult",
            "place": victim.place,
            "period": victim.date[:7] if victim.date else None,
            "perpetrator": next((perpetrators[c] for c in victim.claims if c in perpetrators), None),
        }
        rows += [{"person": victim.id, "list": names[entries[e].list], **strata} for e in victim.entries]
    return rows
