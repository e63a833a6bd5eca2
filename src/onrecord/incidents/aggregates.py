"""Aggregates: totals over periods or many places, which incidents lie inside them, and what remains of them.

UCDP's practice (GED 23.1, event_clarity 2): what is identified incident by incident is taken off the total, never added to it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.incidents.accounts import scope
from onrecord.incidents.overlap import Containment, days_of
from onrecord.incidents.tally import add, subtract
from onrecord.model import Claim, Incident, Interval, Place


def contain(incidents: Sequence[Incident], claims: Mapping[str, Claim], places: Containment) -> list[Incident]:
    """The same incidents, each aggregate with the incidents inside it (`contains`) and what is left of it (`remainder`)."""
    dated = sorted(
        (i for i in incidents if not i.aggregate and i.when is not None and i.when.start is not None and i.tallies),
        key=lambda i: (i.when.start if i.when else None, i.id),
    )
    starts = [i.when.start for i in dated if i.when]
    result = []
    for incident in incidents:
        if incident.aggregate:
            days = days_of(incident.when)
            first = bisect_left(starts, days.start) if days.start else 0  # type: ignore[type-var]
            last = bisect_right(starts, days.end) if days.end else len(dated)  # type: ignore[type-var]
            begins = days.start is not None  # "as of May" may count from any day on, or only those held that day
            inside = [i for i in dated[first:last] if _is_inside(i, incident, claims, places)] if begins else []
            incident = replace(incident, contains=tuple(i.id for i in inside), remainder=remainder(incident, inside))
        result.append(incident)
    return result


def remainder(aggregate: Incident, inside: Sequence[Incident]) -> dict[str, Interval]:
    """What is left of each of an aggregate's tallies after the incidents inside it; empty where there are none.

    What the total's own source reports one by one is taken off; whether it counted what only others report, nobody says:
    that is taken off the lower bound alone.
    """
    parts: defaultdict[str, list[Interval]] = defaultdict(list)
    for incident in inside:
        if incident.grading != "discounted":
            for tally, interval in incident.tallies.items():
                is_counted = share_source(aggregate, incident, tally)
                parts[tally].append(interval if is_counted else Interval(0, interval.high))
    return {t: subtract(whole, add(parts[t])) for t, whole in sorted(aggregate.tallies.items()) if t in parts}


def share_source(aggregate: Incident, incident: Incident, tally: str) -> bool:
    """Whether a source of a total reports the incident itself."""
    return not set(aggregate.tally_sources.get(tally, ())).isdisjoint(incident.tally_sources.get(tally, ()))


def _is_inside(incident: Incident, aggregate: Incident, claims: Mapping[str, Claim], places: Containment) -> bool:
    """Whether an incident lies in an aggregate's period, place and scope; one that alone is more is of another scope."""
    if not days_of(aggregate.when).holds(days_of(incident.when)) or not incident.places or not aggregate.places:
        return False
    common = incident.tallies.keys() & aggregate.tallies.keys()
    if not common or not _holds(aggregate.places, incident.places[0], places):
        return False
    if any(_exceeds(incident.tallies[t], aggregate.tallies[t]) for t in common):
        return False
    whole = [claims[c] for c in aggregate.claims if c in claims and claims[c].part_of not in aggregate.claims]
    return any(_fits(scope(claim), incident, claims) for claim in whole)


def _exceeds(part: Interval, whole: Interval) -> bool:
    return part.low is not None and whole.high is not None and part.low > whole.high


def _fits(wanted: tuple[frozenset[str], str, frozenset[str]], incident: Incident, claims: Mapping[str, Claim]) -> bool:
    """Whether some claim of an incident is of the perpetrators, manner and groups that a total is limited to."""
    own = [scope(claims[c]) for c in incident.claims if c in claims]
    return any(
        (not wanted[0] or bool(wanted[0] & found[0])) and (not wanted[1] or wanted[1] == found[1]) and wanted[2] <= found[2]
        for found in own
    )


def _holds(wide: Sequence[Place], place: Place, places: Containment) -> bool:
    return any(places.contains(one, place) for one in wide)
