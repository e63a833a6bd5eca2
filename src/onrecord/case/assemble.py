"""Assembling: from the claims of single documents to incidents, tallies, gradings, sources and checks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from onrecord import codebook as codebooks
from onrecord.case.decisions import apply, by_document, effective
from onrecord.case.folder import Case
from onrecord.case.persons import attach_claims
from onrecord.case.results import ASSEMBLED
from onrecord.case.scope import Scoping
from onrecord.case.team_table import team_rows
from onrecord.incidents import adopt, check, differences, group, main_incidents, match, propose, register
from onrecord.lineage import origins
from onrecord.model import Claim, Decision, Incident, Mention, Victim
from onrecord.places import Gazetteer


def assemble(case: Case, made: Sequence[Decision], key: str) -> None:
    """Decisions, scope, incidents with tallies and gradings, sources, checks: all of it, or nothing of it, is kept."""
    settings, store = case.settings, case.store
    book = codebooks.load(settings.codebook)
    gazetteer = Gazetteer.load(case.places_file)
    on_documents = by_document(made)
    documents = {d.id: effective(d, on_documents.get(d.id, ())) for d in store.documents()}
    claims, spoken = _extracted(case)
    applied = apply(claims, documents, made)
    scoping = Scoping(settings, book, gazetteer)
    claims = [
        scoping.scoped(_placed(replace(c, count=book.recount(c.count)), gazetteer), documents[c.document])
        for c in applied.claims
    ]
    links = store.links()
    origin = origins(documents.values(), links)
    register_ = register(claims, documents.values(), settings=settings, decisions=made)
    grouped = partial(
        group,
        claims,
        documents.values(),
        links,
        origin,
        spoken,
        made,
        settings=settings,
        codebook=book,
        places=gazetteer,
        sources=register_,
    )
    incidents = grouped(previous=_assigned(case))
    rows = team_rows(case)
    if rows:  # the team's ids go before those of earlier runs
        matched = match(rows, incidents, places=gazetteer)
        own = {id: one.row.id for one in matched for id in one.incidents[:1]}
        before = {item: own.get(id, id) for item, id in _assigned(case).items()}
        incidents = grouped(previous={**before, **adopt(matched, incidents)})
    home = {claim: incident.id for incident in incidents for claim in incident.claims}
    claims = [replace(claim, incident=home.get(claim.id)) for claim in claims]
    main = main_incidents(incidents, claims)
    checks = list(check(claims, incidents, documents.values(), links, origin, register_, codebook=book))
    if rows:
        checks += differences(match(rows, incidents, places=gazetteer), incidents)
    proposals = [[one.a, one.b, one.reason] for one in propose(register_)]
    kept = {"proposals": proposals, "origins": origin, "main_incidents": main, "lost": [_lost_words(d) for d in applied.lost]}
    with store.writing():
        for kind, records in (("claim", claims), ("incident", incidents), ("check", checks), ("source", register_.sources)):
            store.put_derived(kind, records)
        store.put_derived("victim", attach_claims(store.derived("victim", Victim), claims))
        _log_assigned(case, incidents, main)
        store.put_step(ASSEMBLED, key, json.dumps(kept, ensure_ascii=False).encode())


def _extracted(case: Case) -> tuple[list[Claim], dict[str, tuple[Mention, ...]]]:
    claims: list[Claim] = []
    spoken: dict[str, tuple[Mention, ...]] = {}
    for made in case.store.extracted():
        claims += made.claims
        spoken[made.document] = made.mentions
    return claims, spoken


def _placed(claim: Claim, gazetteer: Gazetteer) -> Claim:
    """The claim with what the gazetteer knows of places that a person wrote by name."""
    if all(place.key or place.country for place in claim.places) or not claim.places:
        return claim
    return replace(
        claim,
        places=tuple(
            place
            if place.key or place.country
            else replace(known, words=place.words)
            if (known := gazetteer.lookup(place.words))
            else place
            for place in claim.places
        ),
    )


def _assigned(case: Case) -> dict[str, str]:
    """Claim or document id -> the incident id it was last given, from the log."""
    found: dict[str, str] = {}
    for line in case.store.log("assign"):
        for incident, items in line.detail["incidents"].items():
            found.update(dict.fromkeys(items, incident))
    return found


def _log_assigned(case: Case, incidents: Iterable[Incident], main: Mapping[str, str]) -> None:
    """Note in the log which incident ids are new or hold something else than before."""
    before = _assigned(case)
    held: dict[str, list[str]] = {}
    for incident in incidents:
        documents = [d for d in incident.documents if main.get(d) == incident.id]
        items = [item for item in (*incident.claims, *documents) if before.get(item) != incident.id]
        if items:
            held[incident.id] = items
    if held:
        case.record("assign", f"{len(held)} incidents", {"incidents": held})


def _lost_words(decision: Decision) -> str:
    anchor = decision.anchor
    quoted = f"{anchor.get('quote', '')[:80]!r} in document {anchor.get('document', '')[:16]}"
    return f"{decision.id} {decision.action} by {decision.who}: {quoted}"
