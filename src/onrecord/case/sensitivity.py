"""Sensitivity: how the headline would read under each codebook and each choice of gradings."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord import codebook as codebooks
from onrecord.case.folder import Case
from onrecord.case.results import evidence_of, results
from onrecord.case.why import interval_words
from onrecord.incidents import sensitivity

Row = tuple[str, str, str, str, str]
HEAD: Row = ("codebook", "gradings", "place and period", "killed", "injured")


def sensitivity_rows(case: Case) -> Iterator[Row]:
    """One row (`HEAD`) for each codebook, choice of gradings, and headline row; totals that sources state are marked."""
    found = results(case)
    by_id = {incident.id: incident for incident in found.incidents}
    books = [codebooks.load(name) for name in codebooks.names()]
    for variant in sensitivity(found.incidents, evidence_of(case, found), codebooks=books):
        for row in variant.rows:
            figures = [interval_words(row.tallies[act]) if act in row.tallies else "" for act in ("killed", "injured")]
            named = dict.fromkeys(p.words for id in row.incidents[:3] for p in by_id[id].places[:1])
            place = row.place or ", ".join(named) or "place unknown"
            where = " ".join(filter(None, (place, row.period, "(total)" if row.aggregate else "")))
            if any(figures):
                yield variant.codebook, ", ".join(variant.grades), where, figures[0], figures[1]
