"""The dossier's record: what the page shows, gathered from the last run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from onrecord import __version__
from onrecord import codebook as codebooks
from onrecord.case.decisions import decisions
from onrecord.case.folder import Case
from onrecord.case.results import Results, kept_json, not_yet, problems, with_texts
from onrecord.codebook import Codebook
from onrecord.incidents import HeadlineRow, headline
from onrecord.model import DateRange, Estimate, Incident, Interval, from_data
from onrecord.places import Gazetteer
from onrecord.report import Dossier, Headline, Picture, Problem
from onrecord.settings import Settings

MAIN_CATEGORIES = ("civilian", "child", "woman", "man", "combatant")


def dossier_of(case: Case, found: Results) -> Dossier:
    """Everything that the dossier shows. No clock: the same case gives the same record."""
    settings = case.settings
    book = codebooks.load(settings.codebook)
    gazetteer = Gazetteer.load(case.places_file)
    documents = with_texts(case, found)
    made = decisions(case)
    estimate = kept_json(case, "estimate", {})
    lost = {words.split(" ", 1)[0] for words in found.lost}
    return Dossier(
        settings=settings,
        documents=tuple(documents.values()),
        receipts=tuple(case.store.receipts()),
        origins=found.origins,
        links=tuple(found.links),
        claims=tuple(found.claims),
        incidents=tuple(found.incidents),
        checks=tuple(found.checks),
        sources=tuple(found.sources),
        headlines=tuple(_headlines(found, settings, book, gazetteer)),
        lists=tuple(found.lists),
        entries=tuple(found.entries),
        person_links=tuple(found.person_links),
        victims=tuple(found.victims),
        estimates=tuple(from_data(Estimate, row) for row in found.estimates),
        pictures=tuple(Picture(*picture) for picture in estimate.get("pictures", ())),
        decisions=tuple(made),
        lost_decisions=tuple(d for d in made if d.id in lost),
        problems=tuple(Problem(name, why.removeprefix(f"{name}: ")) for name, why in sorted(problems(case, found).items())),
        unread_languages=not_yet(case, found),
        figures=_figures(found),
        codebook=book,
        documented=estimate.get("documented", {}),
        estimate_notes=tuple(estimate.get("notes", ())),
        versions={"onrecord": __version__, "codebook": f"{book.name} {book.version}"},
    )


def _headlines(found: Results, settings: Settings, book: Codebook, gazetteer: Gazetteer) -> Iterator[Headline]:
    """The main figures, one place and one period each: incidents added up, and beside them totals that sources state."""
    by_id = {incident.id: incident for incident in found.incidents}
    families = {name: rule.family for rule in settings.sources if rule.family for name in (rule.name, *rule.variants)}
    for row in headline(found.incidents):
        counted = [by_id[id] for id in row.incidents]
        for figure in (*book.acts, *(f"killed_{category}" for category in MAIN_CATEGORIES)):
            if figure in row.tallies:
                yield _headline(row, figure, counted, families, gazetteer)


def _headline(
    row: HeadlineRow, figure: str, incidents: list[Incident], families: Mapping[str, str], gazetteer: Gazetteer
) -> Headline:
    counted = [incident for incident in incidents if figure in incident.tallies]
    # who states none of a group somewhere is no source for those of it who were harmed elsewhere
    telling = [incident for incident in counted if incident.tallies[figure].high != 0] or counted
    names = sorted({families.get(name, name) for incident in telling for name in incident.tally_sources.get(figure, ())})
    known = [(code, gazetteer.lookup(code)) for code in row.place.split("+") if code]
    place = " and ".join(found.words if found else code for code, found in known)
    if row.aggregate:
        place = ", ".join(p.words for p in counted[0].places) or place
    interval, note = row.tallies[figure], ""
    act = figure.rpartition("_")[0]
    killed = [incident for incident in incidents if act in incident.tallies]
    if act and len(counted) < len(killed):  # where a group is not stated, it may still have been harmed
        interval = Interval(interval.low, None)
        note = f"stated for {len(counted)} of {len(killed)} incidents"
    return Headline(
        figure=figure,
        range=interval,
        place=place or None,
        period=counted[0].when if row.aggregate or len(incidents) == 1 else _year(row.period),
        kind="total" if row.aggregate else "incidents",
        independent_sources=len(names),
        sources=tuple(names),
        grading=", ".join(sorted({incident.grading for incident in counted})),
        incidents=tuple(incident.id for incident in counted),
        note=note,
    )


def _year(words: str) -> DateRange | None:
    """The period of a row: a calendar year."""
    return DateRange(date(int(words), 1, 1), date(int(words), 12, 31), words, "year") if words.isdecimal() else None


def _figures(found: Results) -> tuple[tuple[str, int | str], ...]:
    documents = found.documents.values()
    contradictions = sum(check.kind == "figures_disagree" for check in found.checks)
    rows: Mapping[str, int] = {
        "documents read": sum(d.problem is None for d in documents),
        "copies of another document": sum(origin != id for id, origin in found.origins.items()),
        "claims": len(found.claims),
        "incidents": sum(not incident.aggregate for incident in found.incidents),
        "totals over a period or many places": sum(incident.aggregate for incident in found.incidents),
        "contradictions between sources": contradictions,
        "other checks to look at": len(found.checks) - contradictions,
    }
    return tuple(rows.items())
