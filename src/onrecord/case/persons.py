"""Lists of named victims in the case: taken in, linked to persons whose ids last, and reviewed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from onrecord.case.decisions import decide, decisions
from onrecord.case.folder import Case, Progress, silent, version_of
from onrecord.case.review import Applied
from onrecord.errors import DecisionError, InputError
from onrecord.model import Claim, Decision, Entry, PersonLink, Victim, VictimList, content_id, to_data
from onrecord.tables import read_table, write_table
from onrecord.victims.linking import LinkResult, LinkSettings, link
from onrecord.victims.lists import Edition, ReadList, edition, read_list
from onrecord.victims.named import match_claims, with_claims
from onrecord.victims.persons import WeakLink, persons, weak_links
from onrecord.victims.review import HEADS, read_sheet, sheet_rows, to_review
from onrecord.victims.scoring import from_json, to_json

IMPORT = "import list"
ASSIGN = "assign persons"
LINKER = ("victims", "text.py", "model.py")


@dataclass(frozen=True, slots=True)
class Imported:
    """A list that came in: its record, what was noted, what could not be read, how it differs from the edition before.

    `unused`: heads of columns that are kept as written and mean nothing to onrecord."""

    list: VictimList
    notes: tuple[str, ...]
    problems: tuple[tuple[int, str], ...]
    edition: Edition | None
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linking found: the persons, those that hang by one weak link, what there is to review; names of lists by id."""

    result: LinkResult
    persons: list[Victim]
    weak: list[WeakLink]
    to_review: list[PersonLink]
    names: Mapping[str, str]


def import_list(
    case: Case, path: Path, name: str, *, columns: Mapping[str, str] | None = None, free_of_duplicates: bool = False
) -> Imported:
    """Take a list in; a list of a name that is there is its new edition.

    The newest edition's own file with other columns, or now said to be free of duplicates, is read again: entries keep their
    ids. Raises InputError for content that came before, all else the same.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None
    read = read_list(data, file=path.name, name=name, columns=columns, free_of_duplicates=free_of_duplicates)
    for line in case.store.log(IMPORT):
        if line.detail["content"] == read.content_hash:
            if (again := _read_again(case, read)) is not None:
                return again
            raise InputError(
                f"{path}: the same content came in as {line.subject} on {line.at[:10]}. Nothing was added. To have its columns"
                " read otherwise, name the same list and file, and --column FIELD=HEAD."
            )
    earlier = [known for known in case.store.lists() if known.name == name]
    free = read.list.free_of_duplicates or any(known.free_of_duplicates for known in earlier)
    victim_list = replace(read.list, edition=len(earlier) + 1, free_of_duplicates=free)
    changed = None
    entries: Sequence[Entry] = read.entries
    if earlier:
        then, now = earlier[-1].columns, read.list.columns
        renamed = {then[field]: now[field] for field in then.keys() & now.keys()}
        changed = edition(case.store.entries(earlier[-1].id), read.entries, renamed=renamed)
        entries = changed.entries
    case.archive.put(data)
    case.archive.settle()
    with case.store.writing():
        case.store.put_list(victim_list, entries)
        case.record(IMPORT, f"{name}, edition {victim_list.edition}", {"list": victim_list.id, "content": read.content_hash})
    return Imported(victim_list, read.notes, read.problems, changed, _unused(read))


def _read_again(case: Case, read: ReadList) -> Imported | None:
    """The newest edition's own bytes read with other columns; None where these are not its bytes, or nothing would change."""
    known = next((one for one in reversed(case.store.lists()) if one.name == read.list.name), None)
    if known is None or known.id != read.list.id:
        return None
    free = known.free_of_duplicates or read.list.free_of_duplicates
    victim_list = replace(read.list, edition=known.edition, free_of_duplicates=free)
    if (victim_list.columns, free) == (known.columns, known.free_of_duplicates):
        return None
    ids = {entry.row: entry.id for entry in case.store.entries(known.id)}
    subject = f"{known.name}, edition {known.edition}"
    with case.store.writing():
        case.store.put_list(victim_list, [replace(entry, id=ids.get(entry.row, entry.id)) for entry in read.entries])
        detail = {"list": known.id, "content": read.content_hash, "columns": dict(victim_list.columns)}
        case.record(IMPORT, subject, detail)
    return Imported(victim_list, (f"{subject} was read again.", *read.notes), read.problems, None, _unused(read))


def _unused(read: ReadList) -> tuple[str, ...]:
    heads = dict.fromkeys(head for entry in read.entries for head in entry.fields)
    return tuple(head.strip() for head in heads if head not in read.list.columns.values())


def link_lists(case: Case, *, progress: Progress = silent) -> Linked:
    """Link the entries of all lists to persons. Entries linked before are not compared with each other again."""
    made = decisions(case)
    entries = case.store.entries()
    if not entries:
        raise InputError("There is no list in this case. Take one in: onrecord victims import LIST.csv --list NAME.")
    progress("linking", 0, None)
    current = {entry.id: _said(entry) for entry in entries}
    free = frozenset(victim_list.id for victim_list in case.store.lists() if victim_list.free_of_duplicates)
    before = _before(case, current)
    result = link(entries, made, settings=LinkSettings(free_of_duplicates=free), known=before.known, models=before.models)
    fresh = {(one.a, one.b) for one in result.links}
    links = [*(one for one in before.links if (one.a, one.b) not in fresh), *result.links]
    links.sort(key=lambda one: (one.a, one.b))
    people = persons(entries, links, _assigned(case), made, free_of_duplicates=free)
    people = attach_claims(people, case.store.derived("claim", Claim))
    progress("linking", 1, 1)
    models = {**before.models, **result.models}
    kept = {
        "known": current,
        "models": [[*names, to_json(model)] for names, model in sorted(models.items())],
        "reports": [to_data(report) for report in result.reports] or before.reports,
    }
    with case.store.writing():
        case.store.put_derived("person_link", links)
        case.store.put_derived("victim", people)
        case.store.put_step("link", version_of(*LINKER), json.dumps(kept).encode())
        _log_persons(case, people)
    names = {one.id: f"{one.name}, edition {one.edition}" for one in case.store.lists()}
    return Linked(replace(result, links=tuple(links)), people, weak_links(people, links), to_review(links), names)


def attach_claims(people: Sequence[Victim], claims: Sequence[Claim]) -> list[Victim]:
    """The persons with the claims that name them, and no others."""
    bare = [replace(victim, claims=()) if victim.claims else victim for victim in people]
    counted = [claim for claim in claims if not claim.is_left_out and claim.asserted]
    return with_claims(bare, match_claims(bare, counted))


@dataclass(frozen=True, slots=True)
class _Before:
    """What an earlier linking left: entries that were compared, trained models, links, reports."""

    known: frozenset[str] = frozenset()
    models: Mapping[tuple[str, str], Any] = None  # type: ignore[assignment]
    links: tuple[PersonLink, ...] = ()
    reports: tuple[Any, ...] = ()


def _said(entry: Entry) -> str:
    """A hash of all that is compared of an entry: what a new edition changed is compared anew."""
    return content_id(entry.name, entry.age, entry.sex, entry.birth_date, entry.date, entry.place)


def _before(case: Case, current: Mapping[str, str]) -> _Before:
    key, data = case.store.step("link")
    if key != version_of(*LINKER) or not data:
        return _Before(models={})
    kept = json.loads(data)
    same = frozenset(id for id, said in kept["known"].items() if current.get(id) == said)
    links = [one for one in case.store.derived("person_link", PersonLink) if one.a in same and one.b in same]
    newest = _newest_ids(case)  # a new edition goes on with the model of the one before
    models = {(newest.get(a, a), newest.get(b, b)): from_json(model) for a, b, model in kept["models"]}
    automatic = tuple(one for one in links if one.kind != "decided")
    return _Before(same, models, automatic, tuple(kept["reports"]))


def _newest_ids(case: Case) -> dict[str, str]:
    """Id of a list's edition -> id of the newest edition of that list."""
    newest = {victim_list.name: victim_list.id for victim_list in case.store.lists()}
    return {victim_list.id: newest[victim_list.name] for victim_list in case.store.lists()}


def _assigned(case: Case) -> list[Victim]:
    """The persons as the log last gave them their ids."""
    found: dict[str, list[str]] = {}
    for line in case.store.log(ASSIGN):
        found.update(line.detail["persons"])
        for gone in line.detail["gone"]:
            found.pop(gone, None)
    return [Victim(id, (), tuple(entries)) for id, entries in found.items()]


def _log_persons(case: Case, people: Sequence[Victim]) -> None:
    """Note in the log which person ids are new, hold something else than before, or are gone."""
    before = {victim.id: victim.entries for victim in _assigned(case)}
    now = {victim.id: victim.entries for victim in people}
    changed = {id: list(entries) for id, entries in now.items() if before.get(id) != entries}
    gone = sorted(before.keys() - now.keys())
    if changed or gone:
        case.record(ASSIGN, f"{len(changed)} persons", {"persons": changed, "gone": gone})


# ------------------------------------------------------------------------------------------------ review


def pairs_to_review(case: Case) -> list[PersonLink]:
    """The pairs that a person should look at, the most doubtful first; those decided before are left out."""
    decided = {frozenset((d.anchor["a"], d.anchor["b"])) for d in decisions(case) if d.subject == "person"}
    open_pairs = to_review(case.store.derived("person_link", PersonLink))
    return [one for one in open_pairs if frozenset((one.a, one.b)) not in decided]


def write_pairs(case: Case, path: Path) -> int:
    """Write the pairs to review to a `.csv` or `.xlsx` sheet; returns how many."""
    pairs = pairs_to_review(case)
    entries = {entry.id: entry for entry in case.store.entries()}
    names = {victim_list.id: victim_list.name for victim_list in case.store.lists()}
    write_table(path, HEADS, sheet_rows(pairs, entries, names))
    return len(pairs)


def apply_pairs(case: Case, path: Path) -> Applied:
    """Read a filled-in sheet back: which decisions came in, and which rows could not be used and why."""
    answers = read_sheet(read_table(path), file=str(path))
    made, problems = decisions(case), []
    used, before = 0, len(made)
    known = {entry.id for entry in case.store.entries()}
    for answer in answers:
        try:
            if not {answer.a, answer.b} <= known:
                raise DecisionError("one of the two entries is not in this case now. Write a new sheet.")
            decide_pair(case, answer.a, answer.b, answer.action, answer.why, made)
            used += 1
        except DecisionError as error:
            problems.append(f"{path}, row {answer.line}: {error}")
    new = len(made) - before
    return Applied(new, used - new, tuple(problems))


def decide_pair(case: Case, a: str, b: str, action: str, why: str, made: list[Decision] | None = None) -> Decision:
    """Decide that two entries are the `same` person, `different` ones, or that one is `unsure`."""
    a, b = sorted((a, b))
    return decide(case, "person", action, anchor={"a": a, "b": b}, values={}, why=why, made=made)
