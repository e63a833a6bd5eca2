"""Draw a seeded random sample of a case's claims, incidents or checks, for reading.

    python bench/sample_claims.py CASE claims --number 100 --seed 7    each claim with the sentence around it
    python bench/sample_claims.py CASE incidents --least 2             incidents of two claims and more, with all of them
    python bench/sample_claims.py CASE checks                          checks with the claims they are about
    python bench/sample_claims.py CASE suspects                        numbers that may be a date, an age, a law, money

Prints to standard output and keeps nothing: what it prints is the sources' own text. `suspects` searches every claim by
pattern; a hit is something to look at, not yet an error.
"""

from __future__ import annotations

import argparse
import random
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from onrecord.case.exports import rows
from onrecord.case.folder import Case

Row = dict[str, Any]
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
SUSPECT = {
    "date": (rf"(?:{MONTHS})\.?\s*$", rf"^(?:st|nd|rd|th)?\s*(?:of\s+)?(?:{MONTHS})\b"),
    "age": (r"\b(?:aged?|ages)\s*(?:of\s+)?$", r"^[\s-]*(?:years?|months?)[\s-]*(?:of age|old)\b"),
    "law": (r"\b(?:article|articles|law|decree|resolution|no\.|number|section|paragraph)\s*$", None),
    "share": (None, r"^\s*(?:%|percent\b|per cent\b)"),
    "money": (r"(?:[$€£]|USD|euros?)\s*$", r"^\s*(?:million|billion)?\s*(?:dollars?|euros?|rials?|pounds?|USD)\b"),
    "time": (None, r"^[\s-]*(?:hours?|days?|weeks?|months?|years?|minutes?|a\.?m\.?|p\.?m\.?)\b"),
    "distance": (None, r"^[\s-]*(?:km|kilomet(?:er|re)s?|miles?|met(?:er|re)s?|mm)\b"),
    "ordinal": (None, r"^(?:st|nd|rd|th)\b"),
}
"""What stands right before or right after the number's words where it counts no people."""


class Reading:
    """A case's rows, and its documents' texts to read them in."""

    def __init__(self, folder: Path) -> None:
        with Case.open(folder) as case:
            self.documents = {d["id"]: d for d in rows(case, "documents", text=True)}
            self.claims = {c["id"]: c for c in rows(case, "claims")}
            self.incidents = {i["id"]: i for i in rows(case, "incidents")}
            self.checks = {c["id"]: c for c in rows(case, "checks")}

    def sentence(self, claim: Row, margin: int) -> str:
        """The claim's passage in its paragraph: marked, cut to `margin` characters to each side."""
        text: str = self.documents[claim["document"]]["text"]
        start, end = claim["start"], claim["end"]
        first = max(text.rfind("\n", 0, start) + 1, start - margin)
        stop = text.find("\n", end)
        last = min(stop if stop >= 0 else len(text), end + margin)
        return f"{text[first:start]}[[{text[start:end]}]]{text[end:last]}"

    def claim_lines(self, claim: Row, margin: int) -> Iterable[str]:
        count, victims, when = claim["count"], claim["victims"], claim["when"]
        number = (
            f"{count['low']}–{count['high']}{' approx.' if count['approximate'] else ''} {count['unit']} ({count['words']!r})"
        )
        marks = [mark for mark, on in (("NOT ASSERTED", not claim["asserted"]), ("PART", claim["part_of"])) if on]
        days = "–" if when is None else f"{when['from']}..{when['to']} {when['words']!r}"
        yield f"{claim['id'][:12]} {claim['act']} {number} {' '.join(marks)}"
        harmed = f"{victims['words']!r} {victims['categories']} {victims['names']}"
        yield f"  victims {harmed}  by {claim['perpetrators']} {claim['manner'] or ''}"
        yield f"  place {[(p['words'], p['country'], p['precision']) for p in claim['places']]}  when {days}"
        yield f"  sources {claim['sources']} < {[(s['words'], s['cue']) for s in claim['attribution']]}  {claim['rules']}"
        yield textwrap.fill(self.sentence(claim, margin), 180, initial_indent="    ", subsequent_indent="    ")

    def incident_lines(self, incident: Row, margin: int) -> Iterable[str]:
        when = incident["when"]
        yield f"{incident['id'][:12]} {'AGGREGATE ' if incident['aggregate'] else ''}{incident['title']}"
        yield f"  {[p['words'] for p in incident['places']]} {when and (when['from'], when['to'])} {incident['grading']}"
        yield f"  tallies { {act: (t['low'], t['high']) for act, t in incident['tallies'].items()} }"
        yield f"  {incident['independent_sources']} sources {incident['sources']}  disagree {incident['figures_disagree']}"
        yield from self.below(incident["claims"], margin)

    def check_lines(self, check: Row, margin: int) -> Iterable[str]:
        yield f"{check['id'][:12]} {check['kind']} {check['severity']} incident {(check['incident'] or '–')[:12]}"
        yield f"  {check['message']}"
        yield from self.below(check["claims"], margin)

    def below(self, claims: Iterable[str], margin: int) -> Iterable[str]:
        for id in claims:
            claim = self.claims[id]
            yield f"  · {self.documents[claim['document']]['name']}"
            yield from (f"  {line}" for line in self.claim_lines(claim, margin))

    def suspects(self) -> list[tuple[str, Row]]:
        """Claims whose number may count no people, with what it may be instead."""
        return [(kind, claim) for claim in self.claims.values() for kind in self.kinds_of(claim)]

    def kinds_of(self, claim: Row) -> Iterator[str]:
        """What the number of a claim may be in place of a count: by what stands beside it, and by its size (a year)."""
        text, words = self.documents[claim["document"]]["text"], claim["count"]["words"] or ""
        start = text.find(words, claim["start"], claim["end"] + 1) if words else -1
        for digits in re.finditer(r"\d[\d,]*", words) if start >= 0 else ():
            value = int(digits.group().replace(",", ""))
            if value not in (claim["count"]["low"], claim["count"]["high"]):
                continue  # an age among names that were counted
            at, end = start + digits.start(), start + digits.end()
            before, after = text[max(0, at - 30) : at], text[end : end + 30]
            for kind, (left, right) in SUSPECT.items():
                if (left and re.search(left, before, re.IGNORECASE)) or (right and re.search(right, after, re.IGNORECASE)):
                    yield kind
            if 1900 <= value <= 2099 and "," not in digits.group():
                yield "year"


def drawn(items: Sequence[Any], number: int, seed: int) -> list[Any]:
    """A random sample in the order of the rows; all of them where there are fewer."""
    chosen = random.Random(seed).sample(range(len(items)), min(number, len(items)))
    return [items[n] for n in sorted(chosen)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=Path)
    parser.add_argument("kind", choices=("claims", "incidents", "checks", "suspects"))
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--least", type=int, default=1, help="incidents of at least so many claims")
    parser.add_argument("--only", help="checks of this kind")
    parser.add_argument("--margin", type=int, default=300, help="characters of context to each side")
    a = parser.parse_args()
    reading = Reading(a.case)
    if a.kind == "suspects":
        for kind, claim in reading.suspects():
            print(kind, *reading.claim_lines(claim, a.margin), "", sep="\n")
        return
    found = {
        "claims": list(reading.claims.values()),
        "incidents": [i for i in reading.incidents.values() if len(i["claims"]) >= a.least],
        "checks": [c for c in reading.checks.values() if a.only in (None, c["kind"])],
    }[a.kind]
    lines = {"claims": reading.claim_lines, "incidents": reading.incident_lines, "checks": reading.check_lines}[a.kind]
    print(f"{len(found)} {a.kind}; a sample of {min(a.number, len(found))}, seed {a.seed}\n")
    for n, row in enumerate(drawn(found, a.number, a.seed), 1):
        print(f"#{n}", *lines(row, a.margin), "", sep="\n")


if __name__ == "__main__":
    main()
