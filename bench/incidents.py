"""How long grouping takes, and how its cost grows: `python bench/incidents.py [--claims 100000]`.

Invented claims: incidents of two to four documents in some hundred towns over five years, a tenth of the documents copies.
Prints CPU seconds for a tenth of the claims and for all of them in one run, with the ratio (10 would be linear), and two
hard cases: 10,000 claims in one town on one day, and one claim copied 5,000 times.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from datetime import date, timedelta

from onrecord import codebook
from onrecord.incidents import group
from onrecord.model import Claim, Count, DateRange, Document, Guess, Place, Victims, content_id
from onrecord.settings import Settings

BOOK = codebook.load("literal")
SYLLABLES = ("ba", "dor", "vel", "kin", "ras", "mo", "ti", "lun", "qua", "sef", "har", "ni", "ost", "el", "ga", "rim", "zu")
Case = tuple[list[Document], list[Claim], dict[str, str]]


def word(rng: random.Random, parts: int = 3) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(parts)).capitalize()


def told(name: str, text: str, publisher: str, day: date, place: Place, low: int, family: str) -> tuple[Document, list[Claim]]:
    document = Document(
        content_id(name), name, "text/plain", text, publisher=Guess(publisher, "metadata"), published=DateRange(day, day)
    )
    claims = []
    for n, (act, number) in enumerate((("killed", low), ("injured", low * 2))):
        where = {"places": (place,), "when": DateRange(day, day, str(day), "day"), "sources": (publisher,)}
        at, id, victims = n * 9, content_id(name, act), Victims(names=(family,))
        quote = text[at : at + 9]
        claims.append(Claim(id, document.id, name, at, at + 9, quote, act, Count(number, number), victims, **where))
    return document, claims


def spread(number: int, seed: int = 7) -> Case:
    """So many claims, two a document, of incidents spread over towns and years."""
    rng = random.Random(seed)
    towns = [Place(word(rng), "XA", rng.random() * 9, rng.random() * 9, "town", f"town{n}", ("XA",)) for n in range(400)]
    papers = [f"{word(rng)} News" for _ in range(60)]
    filler = [word(rng, 2).lower() for _ in range(3000)]
    documents: list[Document] = []
    claims: list[Claim] = []
    origins: dict[str, str] = {}
    while len(claims) < number:
        place, day = rng.choice(towns), date(2015, 1, 1) + timedelta(days=rng.randrange(1800))
        family, street, low = word(rng), word(rng), rng.randrange(1, 60)
        first: Document | None = None
        for _ in range(rng.randrange(2, 5)):
            words = " ".join(rng.choice(filler) for _ in range(40))
            text = f"On {day} in {place.words} a strike on the {family} home in {street} street killed {low}. {words}."
            is_copy = first is not None and rng.random() < 0.15
            document, own = told(f"d{len(documents)}", text, rng.choice(papers), day, place, low, family)
            if is_copy and first is not None:
                origins[document.id] = first.id
            first = first or document
            documents.append(document)
            claims += own
    return documents, claims, origins


def crowded(number: int) -> Case:
    """So many claims, all in one town on one day, each with its own family."""
    rng = random.Random(3)
    place, day = Place("Velkin", "XA", 1.0, 1.0, "town", "velkin", ("XA",)), date(2019, 5, 3)
    documents, claims = [], []
    for n in range(number // 2):
        family, low = word(rng), rng.randrange(1, 9)
        text = f"In Velkin on {day} a strike on the {family} home killed {low}."
        document, own = told(f"c{n}", text, f"Paper {n % 50}", day, place, low, family)
        documents.append(document)
        claims += own
    return documents, claims, {}


def copied(number: int) -> Case:
    place, day = Place("Velkin", "XA", 1.0, 1.0, "town", "velkin", ("XA",)), date(2019, 5, 3)
    told_all = [
        told(f"k{n}", "In Velkin a strike on the Dorras home killed 8.", f"P{n}", day, place, 8, "Dorras")
        for n in range(number)
    ]
    documents = [document for document, _ in told_all]
    return documents, [c for _, own in told_all for c in own], {d.id: documents[0].id for d in documents}


def seconds(case: Case) -> tuple[float, int]:
    documents, claims, origins = case
    started = time.process_time()
    incidents = group(claims, documents, [], origins, {}, [], settings=Settings(), codebook=BOOK)
    return time.process_time() - started, len(incidents)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    number = parser.parse_args().claims
    small, _ = seconds(spread(number // 10))
    large, made = seconds(spread(number))
    print(
        f"{number // 10:,} claims: {small:.1f} s CPU; {number:,}: {large:.1f} s, {made:,} incidents; ratio {large / small:.1f}"
    )
    for label, case in (
        ("10,000 claims in one town and day", crowded(10_000)),
        ("one claim copied 5,000 times", copied(5_000)),
    ):
        took, made = seconds(case)
        print(f"{label}: {took:.1f} s CPU, {made:,} incidents")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
