"""Numbers, dates and names of the field in words. A figure is always a range and never shows as one bare number."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from onrecord.codebook import Codebook
from onrecord.model import Claim, Count, DateRange, Grade, Interval

UNITS = {
    "person": ("person", "persons"),
    "family": ("family", "families"),
    "household": ("household", "households"),
    "facility": ("facility", "facilities"),
    "case": ("case", "cases"),
    "incident": ("incident", "incidents"),
}

GRADES: Mapping[Grade, str] = {
    "confirmed": "A belligerent has accepted responsibility for the harm.",
    "fair": "Reported by two or more independent sources.",
    "weak": "Reported by a single independent source.",
    "contested": "Sources name different parties as responsible.",
    "discounted": "Set aside by a person's decision; the reason is in the log.",
}

STATUSES = {
    "pending": "nobody has decided on it yet",
    "confirmed": "confirmed by a person",
    "corrected": "corrected by a person",
    "unresolved": "looked at, not resolved",
    "rejected": "rejected by a person",
}

RULES = {
    "stated": "stated in figures or number words",
    "named": "people named one by one",
    "none": "stated as none",
    "exactly": "a number as written",
}

BASES = {"metadata": "from the file's metadata", "text": "read in the text", "user": "given with the document"}

CHECKS = {
    "parts_exceed_total": "Parts exceed their total",
    "total_differs_from_parts": "Total differs from its parts",
    "share_differs": "A stated share does not fit its figures",
    "share_agrees": "A stated share fits its figures",
    "cumulative_falls": "A running total falls",
    "figures_disagree": "Sources give figures that cannot all hold",
    "date_impossible": "A date that cannot be",
    "subset_exceeds_set": "A group is larger than the whole it belongs to",
    "incidents_exceed_total": "Incidents exceed the total over their period",
    "figure_changed": "A figure differs between versions of one document",
    "same_number_two_acts": "The same number for two kinds of harm",
}

SEVERITIES = {"error": "contradiction", "warning": "to be looked at", "note": "for information"}

LINKS = {
    "copy": "copy of",
    "revision": "revised version of",
    "excerpt": "excerpt of",
    "quotation": "quotes",
}

MEDIA = {
    "text/html": "web page",
    "application/xhtml+xml": "web page",
    "text/plain": "plain text",
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "message/rfc822": "e-mail",
    "application/x-onrecord+json": "row of a JSONL file",
}

LANGUAGES = {
    "ar": "Arabic",
    "ckb": "Central Kurdish",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "ku": "Kurdish",
    "my": "Burmese",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ru": "Russian",
    "so": "Somali",
    "ti": "Tigrinya",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
}

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def number(value: float) -> str:
    """A number in groups of three digits with commas, as the command line writes it: 4,300."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def span(low: float | None, high: float | None) -> str:
    """An interval in words: "200 and up", "up to 9", "8–9"; "8" where both bounds are 8, "none" where both are 0."""
    if low is None and high is None:
        return "number unknown"
    if low is None:
        assert high is not None
        return f"up to {number(high)}"
    if high is None:
        return f"{number(low)} and up"
    if low == high:
        return number(low) if low else "none"
    return f"{number(low)}–{number(high)}"


def interval(value: Interval) -> str:
    """A tally's range in words."""
    return span(value.low, value.high)


def count(value: Count) -> str:
    """One claim's count: its bounds, "about" where the text says so, and its unit where it does not count persons."""
    text = span(value.low, value.high)
    if value.approximate:
        text = f"about {text}"
    if value.unit != "person" and value.high != 0:
        text += f" {UNITS.get(value.unit, (value.unit, value.unit + 's'))[0 if value.high == 1 else 1]}"
    return text


def figure(name: str, codebook: Codebook | None) -> str:
    """What a tally's key counts: "killed", "killed: children"."""
    acts: Mapping[str, object] = codebook.acts if codebook is not None else {}
    act = max((a for a in acts if name == a or name.startswith(a + "_")), key=len, default=None)
    if act is None:
        return name.replace("_", " ")
    rest = name[len(act) + 1 :]
    label = codebook.acts[act].label if codebook is not None else act
    return f"{label}: {CATEGORIES.get(rest, rest.replace('_', ' '))}" if rest else label


CATEGORIES = {
    "civilian": "civilians",
    "child": "children",
    "woman": "women",
    "man": "men",
    "medical": "medical staff",
    "journalist": "journalists",
    "detainee": "detainees",
    "combatant": "combatants",
    "refugee": "refugees",
    "protester": "protesters",
}


def day(value: date) -> str:
    """24 February 2018."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def dates(value: DateRange | None) -> str:
    """A time from its earliest to its latest possible day, as short as it can be said."""
    if value is None or (value.start is None and value.end is None):
        return "date unknown"
    start, end = value.start, value.end
    if start is None:
        assert end is not None
        return f"until {day(end)}"
    if end is None:
        return f"from {day(start)}"
    if start == end:
        return day(start)
    if (start.month, start.day) == (1, 1) and (end.month, end.day) == (12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start.day == 1 and (start.year, start.month) == (end.year, end.month) and end.day == monthrange(end.year, end.month)[1]:
        return f"{MONTHS[start.month - 1]} {start.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def claim_figure(claim: Claim) -> str:
    """The key under which a claim's figure stands in a table: its act, and its category where it has just one."""
    return f"{claim.act}_{claim.victims.categories[0]}" if len(claim.victims.categories) == 1 else claim.act


def plural(value: int, one: str, many: str | None = None) -> str:
    """1 document, 2 documents."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"
