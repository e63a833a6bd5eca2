"""A team's own incident table: read with its ids, the documents' claims attached to it, and where the two disagree.

Columns are recognised by name (`COLUMNS`), in any order and case; others are kept as they are. Each row keeps every cell as
written, so that `write_rows` gives the same table back with what the documents say beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from onrecord.incidents.overlap import PLAIN, Containment, Days, apart, days_of, related
from onrecord.model import Check, Incident, Interval, Place, Severity, content_id
from onrecord.text import fold

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "incident", "incident id", "code", "unique reference code", "reference", "ref", "case id", "number", "no"),
    "date": ("date", "incident date", "day", "when", "date start", "start date", "from", "start"),
    "date_end": ("date end", "end date", "to", "end", "until"),
    "place": ("place", "location", "town", "city", "village", "where", "site"),
    "country": ("country", "iso", "country code"),
    "killed": ("killed", "deaths", "fatalities", "dead", "civilians killed", "number killed"),
    "killed_min": (
        "killed min",
        "min killed",
        "minimum deaths",
        "deaths min",
        "killed low",
        "fatalities min",
        "killed minimum",
    ),
    "killed_max": (
        "killed max",
        "max killed",
        "maximum deaths",
        "deaths max",
        "killed high",
        "fatalities max",
        "killed maximum",
    ),
    "injured": ("injured", "wounded", "injuries", "number injured"),
    "injured_min": ("injured min", "min injured", "minimum injuries", "injured low", "wounded min", "injured minimum"),
    "injured_max": ("injured max", "max injured", "maximum injuries", "injured high", "wounded max", "injured maximum"),
    "sources": ("sources", "source", "reported by"),
    "notes": ("notes", "note", "comment", "comments", "description", "narrative", "summary"),
}
"""What a column may be called; names are compared without case, underscores and hyphens."""

OUT = ("documents killed", "documents injured", "documents", "independent sources", "differs")
"""The columns that `write_rows` puts beside the team's own."""

_RANGE = re.compile(r"^\s*(\d[\d,. ]*)\s*(?:[-–—]|to)\s*(\d[\d,. ]*)\s*$")
_NUMBER = re.compile(r"^\s*(\d[\d,. ]*?)\s*(\+?)\s*$")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One incident of a team's table; `problems` say which cells could not be read, `cells` keeps them all as written."""

    id: str
    row: int
    days: Days = field(default_factory=Days)
    place: Place | None = None
    tallies: Mapping[str, Interval] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    notes: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """A row and the incidents of the documents that it is about."""

    row: TableRow
    incidents: tuple[str, ...]


def read_table(rows: Sequence[Sequence[str]], *, columns: Mapping[str, str] | None = None) -> list[TableRow]:
    """The rows of a table whose first row is its header. `columns`: field -> the header to read it from.

    A row without an id gets one of its content; a repeated id is kept and noted as a problem. Empty rows are left out.
    Where dates such as 02/04/2025 stand for two days, the others of the table decide which (once noted as a problem); where
    none does, they are not read.
    """
    if not rows:
        return []
    header = [" ".join(cell.split()) for cell in rows[0]]
    at = _recognise(header, columns or {})
    named = [(n, dict(zip(header, (*cells, *[""] * len(header)), strict=False))) for n, cells in enumerate(rows[1:], start=2)]
    order = _Order.of(cells.get(at.get(key, ""), "") for _, cells in named for key in ("date", "date_end"))
    seen: set[str] = set()
    found = []
    for number, cells in named:
        if any(cell.strip() for cell in cells.values()):
            row = _row(number, cells, at, order)
            if row.id in seen:
                row = replace(row, problems=(*row.problems, f"the id {row.id} stands in an earlier row too"))
            seen.add(row.id)
            found.append(row)
    return found


def match(table: Sequence[TableRow], incidents: Sequence[Incident], *, places: Containment = PLAIN) -> list[Matched]:
    """For each row the incidents of the same days and place, the best first; each goes to the one row that it fits best.

    Where one has a row's day and place, those that lack either are not the row's. Aggregates go to rows over a period alone.
    """
    by_day: defaultdict[date, list[int]] = defaultdict(list)
    periods: list[int] = []
    for n, row in enumerate(table):
        length = row.days.length
        if length is not None and length <= 7 and row.days.start is not None:
            for k in range(-1, length + 1):
                by_day[row.days.start + timedelta(days=k)].append(n)
        elif row.days.known:
            periods.append(n)
    chosen: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for incident in sorted(incidents, key=lambda i: i.id):
        days = days_of(incident.when)
        candidates = periods if incident.aggregate else by_day.get(days.start, []) if days.start else []
        fits = [(_fit(table[n], incident, places), -n) for n in candidates]
        best = max((fit for fit in fits if fit[0] > 0), default=None)
        if best is not None:
            chosen[-best[1]].append((-best[0], incident.id))
    by_id = {incident.id: incident for incident in incidents}
    found = [[by_id[id] for _, id in sorted(chosen.get(n, ()))] for n in range(len(table))]
    return [Matched(row, _the_rows_own(row, own, places)) for row, own in zip(table, found, strict=True)]


def _the_rows_own(row: TableRow, incidents: Sequence[Incident], places: Containment) -> tuple[str, ...]:
    exact = [i for i in incidents if row.days.overlaps(days_of(i.when)) and _is_there(row, i, places)]
    return tuple(incident.id for incident in exact or incidents)


def adopt(matched: Sequence[Matched], incidents: Sequence[Incident]) -> dict[str, str]:
    """Claim (or document) id -> the table's id for its incident: `previous` for `group`, so that the team's ids stay."""
    by_id = {incident.id: incident for incident in incidents}
    return {
        item: one.row.id
        for one in matched
        for id in one.incidents[:1]
        if id in by_id
        for item in (by_id[id].claims or by_id[id].documents)
    }


def differences(matched: Sequence[Matched], incidents: Sequence[Incident]) -> Iterator[Check]:
    """Where the table and the documents disagree: `table_differs`, and rows that no document supports: `table_alone`."""
    by_id = {incident.id: incident for incident in incidents}
    for one in matched:
        found = [by_id[i] for i in one.incidents if i in by_id]
        if not found:
            yield _check("table_alone", "note", f"Table row {one.row.row} ({one.row.id}): no document tells of it.", None)
        for incident in found[:1]:
            for act, stated in sorted(one.row.tallies.items()):
                told = incident.tallies.get(act)
                if told is not None and not _same(stated, told):
                    severity: Severity = "note" if _overlap(stated, told) else "warning"
                    message = f"{act}: the table ({one.row.id}) says {_words(stated)}, the documents {_words(told)}."
                    yield _check("table_differs", severity, message, incident)


def write_rows(matched: Sequence[Matched], incidents: Sequence[Incident]) -> list[list[str]]:
    """The table again, header first, with what the documents say beside each row (`OUT`)."""
    by_id = {incident.id: incident for incident in incidents}
    header = list(dict.fromkeys(name for one in matched for name in one.row.cells))
    out = [[*header, *OUT]]
    for one in matched:
        incident = next((by_id[i] for i in one.incidents if i in by_id), None)
        cells = [one.row.cells.get(name, "") for name in header]
        if incident is None:
            out.append([*cells, "", "", "0", "", ""])
            continue
        told = [_words(incident.tallies[act]) if act in incident.tallies else "" for act in ("killed", "injured")]
        differs = "; ".join(check.message for check in differences([one], incidents))
        out.append([*cells, *told, str(len(incident.documents)), str(incident.independent_sources), differs])
    return out


def _recognise(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Field -> header name: what the caller says, else the first header that is called so."""
    plain = {re.sub(r"[\W_]+", " ", fold(name)).strip(): name for name in reversed(header)}
    found = {key: plain[name] for key, names in COLUMNS.items() for name in reversed(names) if name in plain}
    return found | {key: name for key, name in columns.items() if name in header}


def _row(number: int, cells: Mapping[str, str], at: Mapping[str, str], order: _Order) -> TableRow:
    def cell(key: str) -> str:
        return cells.get(at.get(key, ""), "").strip()

    problems: list[str] = []
    start, end = (_day(cell(key), order, problems) for key in ("date", "date_end"))
    tallies = {}
    for act in ("killed", "injured"):
        interval = _figure(cell(act), cell(f"{act}_min"), cell(f"{act}_max"), problems)
        if interval is not None:
            tallies[act] = interval
    place = Place(cell("place"), cell("country") or None) if cell("place") else None
    sources = tuple(s.strip() for s in re.split(r"[;\n|]", cell("sources")) if s.strip())
    id = cell("id") or content_id("table row", *sorted(cells.items()))
    return TableRow(
        id, number, Days(start, end or start), place, tallies, sources, cell("notes"), dict(cells), tuple(problems)
    )


@dataclass(slots=True)
class _Order:
    """Whether a table's dates with the year last give the day or the month first, and which of them shows it."""

    proof: str = ""
    is_day_first: bool = True
    is_noted: bool = False

    @classmethod
    def of(cls, cells: Iterable[str]) -> _Order:
        found = [(cell.strip(), int(m[1]), int(m[3])) for cell in cells if (m := _YEAR_LAST.match(cell.strip()))]
        days = [cell for cell, first, second in found if first > 12 >= second]
        months = [cell for cell, first, second in found if second > 12 >= first]
        return cls() if bool(days) == bool(months) else cls((days or months)[0], bool(days))


def _day(cell: str, order: _Order, problems: list[str]) -> date | None:
    """An ISO date (a time after it is ignored), or day, month, year as the table orders them; anything else is a problem."""
    if not cell:
        return None
    if iso := _ISO.match(cell):
        found = _date(int(iso[1]), int(iso[2]), int(iso[3]))
    elif last := _YEAR_LAST.match(cell):
        first, second, year = int(last[1]), int(last[3]), int(last[4])
        day_first, month_first = _date(year, second, first), _date(year, first, second)
        is_open = day_first and month_first and day_first != month_first and last[2] != "."
        if is_open and not order.proof:
            problems.append(f"{cell!r} may be {day_first} or {month_first}, and no other date tells; write it as 2018-02-24")
            return None
        if is_open and not order.is_noted:
            order.is_noted = True
            first_words = "day" if order.is_day_first else "month"
            problems.append(f"{cell!r} and others like it were read with the {first_words} first, as in {order.proof!r}")
        found = (day_first if not is_open or order.is_day_first else month_first) or month_first
    else:
        found = None
    if found is None:
        problems.append(f"{cell!r} is no date; write it as 2018-02-24")
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _figure(cell: str, low: str, high: str, problems: list[str]) -> Interval | None:
    """A figure from its own cell ("8", "8–9", "200+"), or from its minimum and maximum."""
    bounds = [_whole(value, problems) for value in (low, high)]
    if any(bound is not None for bound in bounds):
        return Interval(bounds[0], bounds[1])
    if not cell:
        return None
    if matched := _RANGE.match(cell):
        return Interval(_digits(matched[1]), _digits(matched[2]))
    if matched := _NUMBER.match(cell):
        number = _digits(matched[1])
        return Interval(number, None if matched[2] else number)
    problems.append(f"{cell!r} is no figure; write 8, 8-9 or 200+")
    return None


def _whole(cell: str, problems: list[str]) -> int | None:
    if not cell:
        return None
    matched = _NUMBER.match(cell)
    if matched is None:
        problems.append(f"{cell!r} is no figure; write a whole number")
        return None
    return _digits(matched[1])


def _digits(words: str) -> int:
    return int(re.sub(r"\D", "", words.removesuffix(".0")))


def _fit(row: TableRow, incident: Incident, places: Containment) -> float:
    """How well a row fits an incident: 0 where days or places exclude each other."""
    days = days_of(incident.when)
    if not row.days.overlaps(days, timedelta(days=1)):
        return 0.0
    fit = 1.0 if row.days.overlaps(days) else 0.5
    if row.place is not None and not incident.places and fit < 1:
        return 0.0
    if row.place is not None and incident.places:
        if _is_there(row, incident, places):
            fit += 2.0
        elif apart([row.place], incident.places, places):
            return 0.0
        else:
            fit -= 0.75
    acts = row.tallies.keys() & incident.tallies.keys()
    return fit + sum(0.5 if _overlap(row.tallies[a], incident.tallies[a]) else -0.25 for a in sorted(acts))


def _is_there(row: TableRow, incident: Incident, places: Containment) -> bool:
    if row.place is None or not incident.places:
        return False
    return _alike(row.place, incident.places) or related([row.place], incident.places, places) is not None


def _alike(place: Place, others: Iterable[Place]) -> bool:
    """The table's words for a place hold the documents' ("Nuseirat camp, Gaza"), or the other way round."""
    own = set(re.findall(r"\w{3,}", fold(place.words)))
    return any(own & set(re.findall(r"\w{4,}", fold(other.words))) for other in others)


def _same(a: Interval, b: Interval) -> bool:
    return (a.low or 0) == (b.low or 0) and a.high == b.high


def _overlap(a: Interval, b: Interval) -> bool:
    return (a.high is None or (b.low or 0) <= a.high) and (b.high is None or (a.low or 0) <= b.high)


def _words(interval: Interval) -> str:
    if interval.low == interval.high and interval.low is not None:
        return str(interval.low)
    if interval.high is None:
        return f"{interval.low or 0}+"
    return f"{interval.low or 0}-{interval.high}"


def _check(kind: str, severity: Severity, message: str, incident: Incident | None) -> Check:
    claims = incident.claims if incident else ()
    id = content_id("check", kind, message, *claims)
    return Check(id, kind, severity, message, claims, incident.id if incident else None)
