"""Status: what a case holds and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from onrecord.case.folder import Case
from onrecord.case.results import assembled, problems, results, unplaced


def status(case: Case) -> Iterator[str]:
    """One line for each thing worth knowing of the case."""
    found = results(case)
    documents = found.documents.values()
    extracted = case.store.extraction_keys()
    yield f"case        {case.settings.name} ({case.folder})"
    yield f"documents   {len(found.documents)}, {sum(d.id not in extracted for d in documents)} not yet worked on"
    yield f"kinds       {_counted(document.media_type for document in documents)}"
    yield f"languages   {_counted(document.language or 'unknown' for document in documents)}"
    unread = problems(case, found)
    yield f"not read    {len(unread)}"
    yield from (f"            {problem}" for _, problem in sorted(unread.items()))
    yield f"withdrawn   {len(case.store.withdrawn())}"
    yield f"claims      {len(found.claims)}"
    yield f"incidents   {sum(not i.aggregate for i in found.incidents)}, totals {sum(i.aggregate for i in found.incidents)}"
    if missing := unplaced(found):
        named = ", ".join(f"{words} ({n})" for words, n in missing.items())
        yield f"places      not in the gazetteer: {named}; add them to places.csv"
    yield f"checks      {len(found.checks)}"
    yield f"lists       {len(found.lists)} with {len(found.entries)} entries, {len(found.victims)} persons"
    proposed = assembled(case).get("proposals", [])
    if proposed:
        yield f"sources that may be one  {len(proposed)}: decide with 'onrecord decide A same B --why …' (or different)"
        yield from (f"            {a} and {b}: {reason}" for a, b, reason in proposed[:20])
    yield f"decisions   {sum(1 for _ in case.store.log('decide'))}"
    if found.lost:
        yield f"decisions that no longer find their passage  {len(found.lost)}"
        yield from (f"            {lost}" for lost in found.lost)
    last = case.store.last_line()
    yield f"log         {last.seq if last else 0} lines" + (f", the last at {last.at} by {last.who}" if last else "")


def _counted(kinds: Iterable[str]) -> str:
    return ", ".join(f"{kind} {n}" for kind, n in sorted(Counter(kinds).items())) or "none"
