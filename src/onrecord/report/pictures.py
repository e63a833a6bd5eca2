"""Timeline of incidents, history of one figure, and the lineage of documents, drawn as SVG with their words beside them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from markupsafe import Markup, escape

from onrecord.model import Claim, DateRange, Document, Incident, Interval
from onrecord.report import wording
from onrecord.report.drawing import WIDTH, Days, cut, figure, line, link, shape, words
from onrecord.report.views import Index, anchor

ONE_BY_ONE = 150
"""Up to so many incidents are drawn one by one; more of them are counted by month."""

MOST_TOTALS = 12
"""So many totals are drawn as bars under the timeline; all of them are listed among the incidents."""

FEW = 20
"""One incident in so many, at either end, may lie so far out that it is left off the timeline (and counted beside it)."""

BESIDE = 16.0
"""Points of a history stand at least so far apart."""

LARGEST_LINEAGES = 30
"""So many lineages are drawn, those with most documents first; all are listed in the register of documents."""


def middle(when: DateRange | None) -> date | None:
    """A day to draw a time at: its middle, or the bound that is known."""
    if when is None:
        return None
    if when.start is not None and when.end is not None:
        return when.start + (when.end - when.start) / 2
    return when.start or when.end


# ------------------------------------------------------------------------------------------------ timeline

Span = tuple[date, date, Incident]


def timeline(index: Index, incidents: Sequence[Incident], totals: Sequence[Incident]) -> Markup:
    """Separate incidents over time, each from its lowest to its highest number of killed; totals as bars below."""
    all_dated = sorted(
        ((day, i) for i in incidents if (day := middle(i.when)) is not None), key=lambda pair: (pair[0], pair[1].id)
    )
    dated = _in_the_main(all_dated)
    spans = [(t.when.start, t.when.end, t) for t in totals if t.when and t.when.start and t.when.end]
    if not dated and not spans:
        return Markup("")
    drawn = _near(spans, dated)
    days = Days([d for d, _ in dated] + [d for a, b, _ in drawn for d in (a, b)], 60, WIDTH - 20)
    body, bottom, how = _by_month(dated, days) if len(dated) > ONE_BY_ONE else _one_by_one(index, dated, days)
    strip = [_total(index, days, bottom + 44 + 22 * n, *span) for n, span in enumerate(drawn)]
    height = bottom + 30 + (22 * len(drawn) + 14 if drawn else 0)
    said = f"{wording.plural(len(dated), 'incident')} over time. {how}"
    said += _left_out(len(all_dated) - len(dated), len(incidents) - len(all_dated), len(totals) - len(drawn))
    said += " Bars below the axis are totals over a period; they are not added to the incidents." if drawn else ""
    return figure("timeline", "Incidents over time", said, body + "".join(strip), height=height, below=_note(said) + _legend())


def _in_the_main(dated: list[tuple[date, Incident]]) -> list[tuple[date, Incident]]:
    """Without the few incidents long before or after all others, which would squeeze these into a corner."""
    if len(dated) < FEW:
        return dated
    edge = len(dated) // FEW
    first, last = dated[edge][0], dated[-1 - edge][0]
    room = max(timedelta(days=31), (last - first) / 2)
    return [pair for pair in dated if first - pair[0] <= room and pair[0] - last <= room]


def _near(spans: list[Span], dated: list[tuple[date, Incident]]) -> list[Span]:
    """The largest totals whose period lies around the incidents, at most a year or as long as these before and after."""
    if dated:
        first, last = dated[0][0], dated[-1][0]
        room = max(timedelta(days=366), last - first)
        spans = [x for x in spans if first - x[0] <= room and x[1] - last <= room and x[0] <= last and x[1] >= first]
    largest = sorted(spans, key=lambda x: (-_deaths(x[2]), x[2].id))[:MOST_TOTALS]
    return sorted(largest, key=lambda x: (x[0], x[1], x[2].id))


def _deaths(incident: Incident) -> int:
    killed = incident.tallies.get("killed")
    return (killed.low or killed.high or 0) if killed is not None else 0


def _left_out(far: int, undated: int, totals: int) -> str:
    parts = [
        f"{wording.plural(far, 'incident')} long before or after the others" if far else "",
        f"{wording.plural(undated, 'incident')} without a date" if undated else "",
        f"{wording.plural(totals, 'total')} that are smaller, of other periods or without dates" if totals else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f" Not drawn: {said}." if said else ""


def _one_by_one(index: Index, dated: list[tuple[date, Incident]], days: Days) -> tuple[str, float, str]:
    top, bottom = 20.0, 220.0
    tallies = [i.tallies.get("killed") for _, i in dated]
    most = max((t.high or t.low or 1 for t in tallies if t is not None), default=1)
    powers = max(1, math.ceil(math.log10(max(most, 2))))

    def up(value: int) -> float:
        return bottom - 14 - (bottom - top - 14) * (math.log10(max(value, 1)) / powers)

    grid = "".join(
        line(60, up(10**p), WIDTH - 20, up(10**p), "grid") + words(wording.number(10**p), 54, up(10**p) + 4, "tick", "end")
        for p in range(powers + 1)
    )
    marks = "".join(
        _mark(index, incident, days(day), tally, up, top) for (day, incident), tally in zip(dated, tallies, strict=True)
    )
    how = (
        "Height is the number of killed on a scale in which each line is ten times the one below; an arrow is a "
        "range open above; a tick on the axis reports no deaths."
    )
    return days.axis(top, bottom) + grid + marks, bottom, how


def _mark(index: Index, incident: Incident, x: float, tally: Interval | None, up: Callable[[int], float], top: float) -> str:
    reported = f"killed {wording.interval(tally)}" if tally is not None else "no deaths reported"
    said = f"{index.title(incident)}, {wording.dates(incident.when)}: {reported}, {incident.grading}"
    css = f"mark {incident.grading}"
    if tally is None or (tally.low is None and tally.high is None):
        return link(anchor("incident", incident.id), said, line(x, up(1) + 8, x, up(1) + 16, css))
    low = up(tally.low if tally.low is not None else 1)
    if tally.high is None:
        inside = line(x, low, x, top + 6, css + " open") + shape("path", d=_arrow(x, top), class_=css)
        inside += shape("circle", cx=x, cy=low, r=3.5, class_=css)
    else:
        high = up(tally.high)
        inside = shape("rect", x=x - 3.5, y=high - 3.5, width=7.0, height=low - high + 7, rx=3.5, class_=css)
    return link(anchor("incident", incident.id), said, inside)


def _arrow(x: float, y: float) -> str:
    return f"M{x - 4:.1f} {y + 8:.1f}L{x:.1f} {y:.1f}L{x + 4:.1f} {y + 8:.1f}"


def _by_month(dated: list[tuple[date, Incident]], days: Days) -> tuple[str, float, str]:
    top, bottom = 20.0, 220.0
    months = Counter((day.replace(day=1), i.grading) for day, i in dated)
    totals = Counter(day.replace(day=1) for day, _ in dated)
    most = max(totals.values())
    scale = (bottom - top) / most
    bars = []
    for month in sorted(totals):
        y = bottom
        for grade in wording.GRADES:
            size = months[month, grade] * scale
            y -= size
            width = max(1.5, days(_next(month)) - days(month) - 1)
            if size:
                bars.append(shape("rect", x=days(month), y=y, width=width, height=size, class_=f"bar {grade}"))
    grid = words(wording.number(most), 54, top + 4, "tick", "end") + line(60, top, WIDTH - 20, top, "grid")
    return (
        days.axis(top, bottom) + grid + "".join(bars),
        bottom,
        "Height is the number of incidents in a month, not of victims.",
    )


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) if month.year < 9999 else month


def _total(index: Index, days: Days, y: float, start: date, end: date, incident: Incident) -> str:
    name, tally = (index.figures(incident) or [("", Interval(None, None))])[0]
    said = f"{index.figure(name)} {wording.interval(tally)}, {index.title(incident)}, {wording.dates(incident.when)}"
    x = days(max(start, days.first))
    right = max(days(min(end, days.last)), x + 3)
    on_left = x > WIDTH / 2
    label = words(said, right if on_left else x, y - 4, "label", "end" if on_left else "start")
    return link(
        anchor("incident", incident.id), said, shape("rect", x=x, y=y, width=right - x, height=4.0, class_="period") + label
    )


def _legend() -> str:
    items = "".join(f'<li><span class="key {g}"></span>{g}</li>' for g in ("confirmed", "fair", "weak", "contested"))
    return f'<ul class="legend">{items}</ul>'


def _note(text: str) -> str:
    return f'<p class="how">{escape(text)}</p>'


# ------------------------------------------------------------------------------------------------ history of a figure


def history(index: Index, incident: Incident) -> Markup:
    """How an incident's figures rose or fell with time: one picture for each figure that one source itself changed."""
    table = index.table(incident)
    found = [_history(index, incident, name) for name in table.columns]
    return Markup("").join(f for f in found if f)


def _history(index: Index, incident: Incident, name: str) -> Markup | None:
    series = []
    for source in incident.sources:
        claims = [c for id in source.claims if (c := index.claims.get(id)) is not None and not index.is_part(c)]
        dated = [(d, c) for c in claims if wording.claim_figure(c) == name and (d := _day(index, c)) is not None]
        course = _once(sorted(dated, key=lambda pair: (pair[0], pair[1].id)))
        if len({(c.count.low, c.count.high) for _, c in course}) > 1:
            series.append((index.source_name(source.source), course))
    points = [(day, c) for _, dated in series for day, c in dated]
    if not points:
        return None
    most = max(c.count.high or c.count.low or 1 for _, c in points)
    days, top, bottom = Days([d for d, _ in points], 60, WIDTH - 20), 16.0, 150.0

    def up(value: int) -> float:
        return bottom - (bottom - top - 10) * value / most

    grid = "".join(
        line(60, up(v), WIDTH - 20, up(v), "grid") + words(wording.number(v), 54, up(v) + 4, "tick", "end") for v in (0, most)
    )
    taken: list[tuple[float, float]] = []
    lettered = list(zip(_letters(), series, strict=False))
    drawn = "".join(_course(letter, dated, days, up, top, taken) for letter, (_, dated) in lettered)
    caption = f"How the figure changed: {index.figure(name)}"
    rows = "".join(_course_row(letter, who, dated) for letter, (who, dated) in lettered)
    said = (
        f"{caption}, by the day of publication, for {wording.plural(len(series), 'independent source')} that changed it; the "
        f"figures are listed below."
    )
    below = f'<dl class="facts course">{rows}</dl>'
    id = anchor("history", f"{incident.id}-{name}")
    return figure(id, caption, said, days.axis(top, bottom) + grid + drawn, height=bottom + 24, below=below)


def _once(dated: list[tuple[date, Claim]]) -> list[tuple[date, Claim]]:
    """One figure for each day: the largest, since smaller ones of the same day are mostly of groups among them."""
    largest: dict[date, Claim] = {}
    for day, claim in dated:
        if day not in largest or _size(claim) > _size(largest[day]):
            largest[day] = claim
    return list(largest.items())


def _size(claim: Claim) -> int:
    return claim.count.low or claim.count.high or 0


def _day(index: Index, claim: Claim) -> date | None:
    return middle(index.document(claim.document).published)


def _letters() -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _course(
    letter: str,
    dated: list[tuple[date, Claim]],
    days: Days,
    up: Callable[[int], float],
    top: float,
    taken: list[tuple[float, float]],
) -> str:
    """One source's figures: a bar from low to high at each date, steps between them. A point that would lie on another
    one (`taken`) moves beside it."""
    parts = []
    before: tuple[float, float] | None = None
    for day, claim in dated:
        low, high = claim.count.low, claim.count.high
        x, y = days(day), up(low if low is not None else high or 0)
        while any(math.hypot(x - a, y - b) < BESIDE for a, b in taken):
            x += BESIDE / 2
        taken.append((x, y))
        if before is not None:
            parts.append(line(before[0], before[1], x, before[1], "step") + line(x, before[1], x, y, "step"))
        if low is not None and high is not None and high != low:
            parts.append(line(x, y, x, up(high), "reach"))
        elif high is None and low is not None:
            parts.append(shape("path", d=_arrow(x, max(top - 8, y - 16)), class_="reach"))
        mark = shape("circle", cx=x, cy=y, r=7.0, class_="dot") + words(letter, x, y + 3.5, "letter", "middle")
        parts.append(link(anchor("claim", claim.id), f"{letter}: {wording.count(claim.count)}, {wording.day(day)}", mark))
        before = (x, y)
    return "".join(parts)


def _course_row(letter: str, who: str, dated: list[tuple[date, Claim]]) -> str:
    said = "; ".join(
        f'{wording.day(day)} <a href="#{anchor("claim", c.id)}">{escape(wording.count(c.count))}</a>' for day, c in dated
    )
    return f'<div><dt dir="auto">{letter} {escape(who)}</dt><dd>{said}</dd></div>'


# ------------------------------------------------------------------------------------------------ lineage


def lineage(index: Index) -> Markup:
    """Each text that others copied or quote on a line of its own, its descendants after it in time."""
    families = _families(index)
    if not families:
        return Markup('<p class="none">No document copies, revises, excerpts or quotes another.</p>')
    drawn = families[:LARGEST_LINEAGES]
    dated = [d for f in drawn for doc, _ in f for d in [middle(doc.published)] if d is not None]
    copies = sum(len(f) - 1 for f in families)
    said = (
        f"{wording.plural(len(families), 'text')} that {wording.plural(copies, 'other document')} derive from. "
        "A line is one text, its first document at the left; each further mark is a document that copies, revises, "
        "excerpts or quotes it."
    )
    if any(middle(doc.published) is None for family in drawn for doc, _ in family):
        said += " Marks at the left end are documents without a date."
    if len(drawn) < len(families):
        said += (
            f" The {len(drawn)} with most documents are drawn; the origin of every document is in the register of documents."
        )
    rows = "".join(_family_rows(index, family) for family in drawn)
    below = (
        f'{_note(said)}<details class="rest block"><summary>The same in words</summary><ul '
        f'class="families">{rows}</ul></details>'
    )
    if not dated:
        return Markup(below)
    days = Days(dated, 300, WIDTH - 30)
    bottom = 20.0 + 26 * len(drawn)
    lines = "".join(_family(index, family, days, 26.0 + 26 * n) for n, family in enumerate(drawn))
    body = days.axis(8, bottom) + lines
    return figure(
        "lineage-picture", "Documents and those that derive from them, over time", said, body, height=bottom + 26, below=below
    )


Family = list[tuple[Document, str]]


def _families(index: Index) -> list[Family]:
    """Groups of documents of one origin, the origin first, each with how it derives; the largest group first."""
    links = {(link.a, link.b): link.kind for link in index.dossier.links}
    found = []
    for document in index.dossier.documents:
        copies = [d for d in index.copies(document.id) if d.id != document.id]
        if not copies:
            continue
        copies.sort(key=lambda d: (_iso(d), d.name, d.id))
        found.append(
            [(document, "")] + [(d, links.get((document.id, d.id), links.get((d.id, document.id), ""))) for d in copies]
        )
    return sorted(found, key=lambda family: (-len(family), _iso(family[0][0]), family[0][0].id))


def _iso(document: Document) -> str:
    day = middle(document.published)
    return day.isoformat() if day is not None else "9999"


def _family(index: Index, family: Family, days: Days, y: float) -> str:
    name = family[0][0].publisher.value if family[0][0].publisher else family[0][0].name
    parts = [words(cut(name, 34), 290, y + 4, "label", "end")]
    xs = []
    for document, kind in family:
        day = middle(document.published)
        x = days(day) if day is not None else 300.0
        xs.append(x)
        said = f"{document.name}, {wording.dates(document.published)}" + (
            f", {wording.LINKS.get(kind, 'derives from')} the first"
            if kind or document is not family[0][0]
            else ", the origin"
        )
        css = f"doc {kind or 'copy'}" if document is not family[0][0] else "doc origin"
        mark = shape("circle", cx=x, cy=y, r=5.0 if document is family[0][0] else 4.0, class_=css)
        parts.append(link(anchor("document", document.id), said, mark))
    return line(min(xs), y, max(xs), y, "descent") + "".join(parts)


def _family_rows(index: Index, family: Family) -> str:
    def one(document: Document) -> str:
        who = f", {escape(document.publisher.value)}" if document.publisher else ""
        target = anchor("document", document.id)
        return (
            f'<a class="doc" href="#{target}" dir="auto">{escape(document.name)}</a><span class="aside" '
            f'dir="auto">{who}, {wording.dates(document.published)}</span>'
        )

    rest = "".join(
        f'<li>{one(d)} <span class="aside">{wording.LINKS.get(kind, "derives from")} it</span></li>' for d, kind in family[1:]
    )
    return f"<li>{one(family[0][0])}<ul>{rest}</ul></li>"
