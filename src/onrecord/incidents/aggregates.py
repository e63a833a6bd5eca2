"""Aggregates: totals over periods or many places, which incidents lie inside them, and what remains of them.

UCDP's practice (GED 23.1, event_clarity 2): what is identified incident by incident is taken off the total, never added to it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

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
            inside = [i for i in dated[first:last] if _is_inside(i, incident, places)] if days.known else []
            incident = replace(incident, contains=tuple(i.id for i in inside), remainder=remainder(incident, inside))
        result.append(incident)
    return result


def remainder(aggregate: Incident, inside: Sequence[Incident]) -> dict[str, Interval]:
    """What is left of each of an aggregate's tallies after the incidents inside it; empty where there are none."""
    parts: defaultdict[str, list[Interval]] = defaultdict(list)
    for incident in inside:
        if incident.grading != "discounted":
            for tally, interval in incident.tallies.items():
                parts[tally].append(interval)
    return {t: subtract(whole, add(parts[t])) for t, whole in sorted(aggregate.tallies.items()) if t in parts}


def _is_inside(incident: Incident, aggregate: Incident, places: Containment) -> bool:
    if not days_of(aggregate.when).holds(days_of(incident.when)):
        return False
    if not incident.tallies.keys() & aggregate.tallies.keys():
        return False
    return (
        bool(aggregate.places)
        and all(_holds(aggregate.places, place, places) for place in incident.places[:1] or ())
        and bool(incident.places)
    )


def _holds(wide: Sequence[Place], place: Place, places: Containment) -> bool:
    return any(places.contains(one, place) for one in wide)
