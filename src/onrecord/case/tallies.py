"""Tallies of a case: its incidents added up by country, place, period, perpetrator or cause, totals left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from onrecord.case.folder import Case
from onrecord.case.results import results
from onrecord.case.why import interval_words
from onrecord.codebook import UNKNOWN, cause_of
from onrecord.incidents import total
from onrecord.model import Claim, Incident

Row = tuple[str, str, str, str]
HEAD: Row = ("group", "figure", "lowest–highest", "incidents")
GRADES = ("confirmed", "fair", "weak", "contested", "discounted")

Key = Callable[[Incident, Mapping[str, Claim]], Iterable[str]]


def tally_rows(case: Case, by: str, *, grades: Iterable[str] = ("confirmed", "fair")) -> Iterator[Row]:
    """One row (`HEAD`) for each group and figure, over the incidents in scope of these gradings.

    An incident with several places or alleged perpetrators stands in each of their groups, so groups may not be added up.
    """
    found = results(case)
    claims = {claim.id: claim for claim in found.claims}
    chosen = set(grades)
    groups: defaultdict[str, list[Incident]] = defaultdict(list)
    for incident in found.incidents:
        if not incident.aggregate and incident.in_scope and incident.tallies and incident.grading in chosen:
            for group in dict.fromkeys(BY[by](incident, claims)) or [UNKNOWN]:
                groups[group].append(incident)
    for group in sorted(groups, key=lambda name: (name == UNKNOWN, name)):
        for figure, interval in total(groups[group]).items():
            stating = sum(figure in incident.tallies for incident in groups[group])
            yield group, figure, interval_words(interval), f"{stating} of {len(groups[group])}"


def _asserted(incident: Incident, claims: Mapping[str, Claim]) -> Iterator[Claim]:
    own = (claims[id] for id in incident.claims if id in claims)
    return (claim for claim in own if claim.asserted and not claim.is_left_out)


def _causes(incident: Incident, claims: Mapping[str, Claim]) -> list[str]:
    """The cause that most of the incident's claims name."""
    often = Counter(cause for claim in _asserted(incident, claims) if (cause := cause_of(claim.manner)) != UNKNOWN)
    return [min(often, key=lambda cause: (-often[cause], cause))] if often else []


BY: Mapping[str, Key] = {
    "country": lambda incident, _: sorted({place.country for place in incident.places if place.country}),
    "place": lambda incident, _: [place.words for place in incident.places[:1]],
    "year": lambda incident, _: [str(incident.when.start.year)] if incident.when and incident.when.start else [],
    "month": lambda incident, _: [str(incident.when.start)[:7]] if incident.when and incident.when.start else [],
    "perpetrator": lambda incident, claims: (p for claim in _asserted(incident, claims) for p in claim.perpetrators),
    "cause": _causes,
}
