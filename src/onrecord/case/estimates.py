"""Estimates from the case's persons: how many no list has, kept for the dossier and apart from what is documented."""

from __future__ import annotations

import json
from typing import Any

from onrecord.case.folder import Case
from onrecord.errors import EstimationError
from onrecord.estimation import Estimation, EstimationSettings, OverlapTable, estimate, overlaps
from onrecord.estimation.pictures import posterior_svg, sensitivity_svg, upset_svg
from onrecord.model import Claim, Victim, to_data

STRATA = ("sex", "age_group", "place", "period", "perpetrator")


def estimate_case(
    case: Case, *, by: str | None = None, settings: EstimationSettings | None = None
) -> tuple[Estimation, OverlapTable]:
    """Estimate from the case's persons how many no list has, by stratum (`STRATA`) if asked; kept for the dossier."""
    if by is not None and by not in STRATA:
        raise EstimationError(f"There is no stratum {by!r}. There are: {', '.join(STRATA)}.")
    table = overlaps(_memberships(case), stratum=by)
    result = estimate(table, settings=settings)
    rows = [to_data(record) for record in result.estimates()]
    pictures = [
        ["Overlap of the lists", upset_svg(table), "How many persons are on which lists together."],
        [
            "Estimates by method",
            posterior_svg(result.fits, documented=table.documented),
            "Each method's estimate and its 95 % interval beside the number documented.",
        ],
    ]
    if result.left_out:
        pictures.append(
            [
                "Sensitivity to each list",
                sensitivity_svg(result.left_out, result.fits),
                "Each method's estimate again with one list left out.",
            ]
        )
    kept = {
        "estimates": rows,
        "pictures": pictures,
        "documented": _documented(table, by),
        "notes": [result.sentence(), *(warned.message for warned in result.warnings), *result.assumptions],
    }
    case.store.put_step("estimate", str(by), json.dumps(kept, ensure_ascii=False).encode())
    return result, table


def _documented(table: OverlapTable, by: str | None) -> dict[str, int]:
    """Persons on any list, all together ("") and by stratum."""
    strata = {name: table.stratum(name).documented for name in table.stratum_names} if by else {}
    return {"": table.documented, **strata}


def _memberships(case: Case) -> list[dict[str, Any]]:
    """One row per person and list, with the person's strata."""
    names = {victim_list.id: victim_list.name for victim_list in case.store.lists()}
    entries = {entry.id: entry for entry in case.store.entries()}
    perpetrators = {c.id: c.perpetrators[0] for c in case.store.derived("claim", Claim) if c.perpetrators}
    rows = []
    for victim in case.store.derived("victim", Victim):
        strata = {
            "sex": victim.sex,
            "age_group": None if victim.age is None else "child" if victim.age < 18 else "adult",
            "place": victim.place,
            "period": victim.date[:7] if victim.date else None,
            "perpetrator": next((perpetrators[c] for c in victim.claims if c in perpetrators), None),
        }
        rows += [{"person": victim.id, "list": names[entries[e].list], **strata} for e in victim.entries]
    return rows
