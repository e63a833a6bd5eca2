"""What the last run found, read back from the store: the ground that export, review, why and the dossier stand on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from onrecord.case.decisions import decisions, effective
from onrecord.case.folder import Case
from onrecord.claims import can_read
from onrecord.incidents import Evidence, register, weigh
from onrecord.model import Check, Claim, Document, DocumentLink, Entry, Incident, PersonLink, Source, Victim, VictimList
from onrecord.places import Gazetteer, is_known


@dataclass(frozen=True, slots=True)
class Results:
    """Records of the last run, each kind in its fixed order. `documents` by id (without texts), as people corrected them.

    `origins`: document id -> id of the document it derives from; `main_incidents`: document id -> incident id.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    links: list[DocumentLink] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    origins: Mapping[str, str] = field(default_factory=dict)
    main_incidents: Mapping[str, str] = field(default_factory=dict)
    lists: list[VictimList] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    victims: list[Victim] = field(default_factory=list)
    person_links: list[PersonLink] = field(default_factory=list)
    estimates: list[Mapping[str, Any]] = field(default_factory=list)
    lost: tuple[str, ...] = ()


ASSEMBLED = "assemble"
"""The step that makes incidents, tallies and checks; beside its key it keeps origins, main incidents and lost decisions."""


def results(case: Case) -> Results:
    """Everything the last run found. Empty where nothing was run yet."""
    store = case.store
    made = decisions(case)
    kept = assembled(case)
    documents = {document.id: effective(document, made) for document in store.documents(whole=False)}
    return Results(
        documents=documents,
        claims=store.derived("claim", Claim),
        incidents=store.derived("incident", Incident),
        checks=store.derived("check", Check),
        links=store.links(),
        sources=store.derived("source", Source),
        origins=kept.get("origins", {}),
        main_incidents=kept.get("main_incidents", {}),
        lists=store.lists(),
        entries=store.entries(),
        victims=store.derived("victim", Victim),
        person_links=store.derived("person_link", PersonLink),
        estimates=kept_json(case, "estimate", {}).get("estimates", []),
        lost=tuple(kept.get("lost", ())),
    )


def with_texts(case: Case, found: Results) -> dict[str, Document]:
    """The case's documents by id, with their texts, as people corrected them."""
    return {d.id: replace(found.documents[d.id], text=d.text) for d in case.store.documents()}


def evidence_of(case: Case, found: Results) -> Evidence:
    """What every claim is worth as evidence: who is independent of whom."""
    documents = list(with_texts(case, found).values())
    sources = register(found.claims, documents, settings=case.settings, decisions=decisions(case))
    return weigh(found.claims, documents, sources, links=found.links, origins=found.origins)


def problems(case: Case, found: Results) -> dict[str, str]:
    """Name -> reason, of everything that could not be taken in, read, or searched for claims."""
    documents = found.documents
    reasons = {d.name: d.problem for d in documents.values() if d.problem} | case.store.unread()
    for id, failure in case.store.failures().items():
        if id in documents:
            name = documents[id].name
            reasons[name] = f"{name}: was read, but not searched for claims ({failure}). Report this; look at it by hand."
    return reasons


def not_yet(case: Case, found: Results) -> dict[str, int]:
    """Language -> number of documents that were read and that no word list can search for claims; by their whole texts."""
    texts = (replace(found.documents[d.id], text=d.text) for d in case.store.documents() if d.problem is None)
    languages = Counter(document.language or "unknown" for document in texts if not can_read(document))
    return dict(sorted(languages.items()))


def unplaced(found: Results) -> dict[str, int]:
    """Places that claims name and the gazetteer does not know, with the number of claims, those of most claims first."""
    often = Counter(
        place.words for claim in found.claims for place in claim.places if place.precision != "country" and not is_known(place)
    )
    return dict(sorted(often.items(), key=lambda item: (-item[1], item[0])))


def maybe_places(case: Case) -> dict[str, int]:
    """Names that may be places and that no gazetteer has -> number of documents (two or more), most first."""
    gazetteer = Gazetteer.load(case.places_file)
    often = Counter(name for document in case.store.documents() for name in gazetteer.unknown(document.text))
    return {name: n for name, n in sorted(often.items(), key=lambda item: (-item[1], item[0])) if n > 1}


def assembled(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = kept_json(case, ASSEMBLED, {})
    return found


def kept_json(case: Case, step: str, default: Any) -> Any:
    data = case.store.step(step)[1]
    return json.loads(data) if data else default
