"""Incidents: from claims of many documents to incidents, their independent sources, tallies, gradings and checks."""

from onrecord.incidents.checks import check
from onrecord.incidents.grouping import group, main_incidents
from onrecord.incidents.independence import Evidence, count, weigh
from onrecord.incidents.sources import Register, propose, register
from onrecord.incidents.table import Matched, TableRow, adopt, differences, match, read_table, write_rows
from onrecord.incidents.tally import (
    HeadlineRow,
    SourceFigure,
    counts,
    figures,
    figures_of,
    headline,
    sensitivity,
    tally_names,
    total,
)

__all__ = [
    "Evidence",
    "HeadlineRow",
    "Matched",
    "Register",
    "SourceFigure",
    "TableRow",
    "adopt",
    "check",
    "count",
    "counts",
    "differences",
    "figures",
    "figures_of",
    "group",
    "headline",
    "main_incidents",
    "match",
    "propose",
    "read_table",
    "register",
    "sensitivity",
    "tally_names",
    "total",
    "weigh",
    "write_rows",
]
