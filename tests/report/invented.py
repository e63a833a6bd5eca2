"""Invented cases for the tests and the benchmark: no place, person or organisation in them exists."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from onrecord import codebook
from onrecord.model import (
    Check,
    Claim,
    Count,
    DateRange,
    Decision,
    Document,
    DocumentLink,
    Entry,
    Estimate,
    Guess,
    Incident,
    Interval,
    PersonLink,
    Place,
    Receipt,
    Source,
    SourceCount,
    Speaker,
    Victim,
    VictimList,
    Victims,
    content_id,
)
from onrecord.report import Dossier, Headline, Picture, Problem
from onrecord.settings import Scope, Settings

SENN = Place("Senn", "", 14.62, 31.18, "town", "x:senn")
QARA = Place("Wadi Qara", "", 14.41, 31.35, "village", "x:qara")
HALIM = Place("Tel Halim", "", 14.83, 30.92, "village", "x:halim")
DARVANE = Place("Darvane", "", None, None, "region", "x:darvane")

MONITOR = "the Darvane Monitor"
CLINIC = "the Senn clinic"
COUNCIL = "the Northern Council"


def day(text: str) -> DateRange:
    at = date.fromisoformat(text)
    return DateRange(at, at, text, "day", "text")


def document(name: str, text: str, publisher: str, published: str, **more: object) -> Document:
    made = Document(
        id=hashlib.sha256(text.encode("utf-8", "surrogatepass") + name.encode("utf-8", "surrogatepass")).hexdigest(),
        name=name,
        media_type="text/html",
        text=text,
        publisher=Guess(publisher, "metadata"),
        published=replace(day(published), basis="metadata"),
        language="en",
        size=len(text),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def claim(made: Document, quote: str, act: str, low: int | None, high: int | None, **more: object) -> Claim:
    start = made.text.index(quote)
    built = Claim(
        id=content_id(made.id, start, quote, act, low, high),
        document=made.id,
        name=made.name,
        start=start,
        end=start + len(quote),
        quote=quote,
        act=act,
        count=Count(low, high, words=quote.split(" ")[0], reading=(("exactly", (low or 0,)),)),
        rules=("number_group_act",),
    )
    return replace(built, **more)  # type: ignore[arg-type]


def small() -> Dossier:
    """One case that has something of everything: copies, a correction, a dispute, a total, Arabic, lists, estimates."""
    first = document(
        "market.html",
        "Strike on the market of Senn\n\nAt least 11 people were killed and 30 wounded when shells hit the market of Senn on "
        "Tuesday morning, the Darvane Monitor said. The Monitor blamed the Northern Council's artillery.\n\nThree of "
        "the dead were "
        "children, according to a nurse at the Senn clinic.",
        "Valley Courier",
        "2031-03-04",
    )
    copy = document("market-2.html", first.text.replace("Strike on", "Shells on"), "Coast Wire", "2031-03-05")
    quoting = document(
        "evening.txt",
        "The Darvane Monitor said at least 11 people were killed in Senn. The Northern Council denies that it fired.",
        "Evening Post",
        "2031-03-06",
        media_type="text/plain",
    )
    later = document(
        "monitor-update.html",
        "Update on Senn\n\nTwo of the wounded have died. The number of people killed in the market of Senn on 4 March "
        "has risen to 13, "
        "among them four children. The shells were fired from the hills that the Northern Council holds.",
        "Darvane Monitor",
        "2031-03-11",
    )
    council = document(
        "council.html",
        "Statement of the Northern Council\n\nNo more than 8 people died in Senn on 4 March, and the shells were those of the "
        "Valley Guard. Reports of a mass grave are false: no 50 bodies were found.",
        "Northern Council",
        "2031-03-07",
    )
    qara = document(
        "qara.pdf",
        "Wadi Qara. Six women and one man were shot dead at a checkpoint on 19 April, two witnesses told us. Both named the "
        "Valley Guard. The clinic received seven bodies.",
        "Open Ledger",
        "2031-04-22",
        media_type="application/pdf",
    )
    letter = document(
        "letter.pdf",
        "Open letter. Since January more than 200 civilians have been killed in Darvane, of them 41 children. That is "
        "10 % of all who "
        "died there in three years, 1,960 people. Dozens have disappeared.",
        "Families of Darvane",
        "2031-06-30",
        media_type="application/pdf",
    )
    arabic = document(
        "bayan.html",
        "بيان حول سوق سن\n\nقُتل ما لا يقل عن ١١ شخصًا في سوق سن يوم الثلاثاء.",
        "مرصد دارفان",
        "2031-03-05",
        language="ar",
    )
    broken = replace(
        document("scan-17.pdf", "", "unknown", "2031-05-01", media_type="application/pdf"),
        publisher=None,
        published=None,
        language=None,
        size=18_442,
        problem="scan-17.pdf: 14 pages but no text layer. Run OCR on it, or leave it out.",
    )
    documents = (first, copy, quoting, later, council, qara, letter, arabic, broken)
    market = {"places": (SENN,), "when": day("2031-03-04")}
    monitor = {
        "attribution": (Speaker(MONITOR, "said"),),
        "sources": (MONITOR,),
        "perpetrators": ("the Northern Council's artillery",),
    }
    a = claim(first, "At least 11 people were killed", "killed", 11, None, victims=Victims("people"), **market, **monitor)
    a_injured = claim(first, "30 wounded", "injured", 30, 30, **market, **monitor)
    a_children = claim(
        first,
        "Three of the dead were children",
        "killed",
        3,
        3,
        victims=Victims("children", ("child",)),
        attribution=(Speaker("a nurse at the Senn clinic", "according to"),),
        sources=("a nurse",),
        part_of=a.id,
        **market,
    )
    b = claim(copy, "At least 11 people were killed", "killed", 11, None, **market, **monitor)
    c = claim(quoting, "at least 11 people were killed", "killed", 11, None, **market, **monitor)
    d = claim(later, "risen to 13", "killed", 13, 13, sources=(MONITOR,), status="confirmed", **market)
    d_children = claim(
        later,
        "four children",
        "killed",
        4,
        4,
        victims=Victims("children", ("child",)),
        sources=(MONITOR,),
        part_of=d.id,
        **market,
    )
    e = claim(
        council,
        "No more than 8 people died",
        "killed",
        None,
        8,
        sources=(COUNCIL,),
        perpetrators=("the Valley Guard",),
        **market,
    )
    denied = claim(council, "no 50 bodies were found", "killed", 50, 50, asserted=False, sources=(COUNCIL,), places=(SENN,))
    q = claim(
        qara,
        "Six women and one man were shot dead",
        "killed",
        7,
        7,
        attribution=(Speaker("two witnesses", "told"),),
        sources=("two witnesses",),
        perpetrators=("the Valley Guard",),
        manner="shot",
        places=(QARA,),
        when=day("2031-04-19"),
    )
    q_clinic = claim(
        qara, "The clinic received seven bodies", "killed", 7, 7, sources=(CLINIC,), places=(QARA,), when=day("2031-04-19")
    )
    year = {"places": (DARVANE,), "when": DateRange(date(2031, 1, 1), date(2031, 6, 30), "Since January", "range", "text")}
    t = claim(
        letter,
        "more than 200 civilians have been killed",
        "killed",
        200,
        None,
        victims=Victims("civilians", ("civilian",)),
        is_total=True,
        sources=("Families of Darvane",),
        **year,
    )
    t_children = claim(
        letter,
        "41 children",
        "killed",
        41,
        41,
        victims=Victims("children", ("child",)),
        part_of=t.id,
        sources=("Families of Darvane",),
        **year,
    )
    t_all = claim(
        letter, "1,960 people", "killed", 1960, 1960, is_total=True, sources=("Families of Darvane",), in_scope=False
    )
    t_gone = claim(letter, "Dozens have disappeared", "disappeared", 24, None, sources=("Families of Darvane",), **year)
    t_gone = replace(t_gone, count=replace(t_gone.count, words="Dozens", rule="dozens", reading=(("dozens", ()),)))
    market_incident = Incident(
        id="market2031",
        aggregate=False,
        claims=(a.id, a_injured.id, a_children.id, b.id, c.id, d.id, d_children.id, e.id),
        documents=(first.id, copy.id, quoting.id, later.id, council.id),
        places=(SENN,),
        when=day("2031-03-04"),
        tallies={"killed": Interval(0, 13), "injured": Interval(30, 30), "killed_child": Interval(3, 4)},
        sources=(
            SourceCount(
                MONITOR,
                (a.id, a_injured.id, d.id, d_children.id),
                (first.id, later.id),
                ((copy.id, "copy of market.html"), (quoting.id, "quotes the Darvane Monitor")),
            ),
            SourceCount("a nurse", (a_children.id,), (first.id,)),
            SourceCount(COUNCIL, (e.id,), (council.id,)),
        ),
        grading="contested",
        grading_reason="the Darvane Monitor names the Northern Council, the Northern Council names the Valley Guard",
        figures_disagree=("killed",),
        reasons=("market.html and monitor-update.html: same place, same day, killed 11 and up and 13 can both hold",),
        title="Market of Senn",
    )
    checkpoint = Incident(
        id="qara2031",
        aggregate=False,
        claims=(q.id, q_clinic.id),
        documents=(qara.id,),
        places=(QARA,),
        when=day("2031-04-19"),
        tallies={"killed": Interval(7, 7)},
        sources=(SourceCount("two witnesses", (q.id,), (qara.id,)), SourceCount(CLINIC, (q_clinic.id,), (qara.id,))),
        grading="fair",
        grading_reason="two independent sources",
    )
    halim = Incident(
        "halim2031", False, (), (), (HALIM,), day("2031-05-02"), {"injured": Interval(4, None)}, (), "weak", "one source"
    )
    total = Incident(
        id="total2031",
        aggregate=True,
        claims=(t.id, t_children.id, t_gone.id),
        documents=(letter.id,),
        places=(DARVANE,),
        when=year["when"],  # type: ignore[arg-type]
        tallies={"killed": Interval(200, None), "killed_child": Interval(41, 41), "disappeared": Interval(24, None)},
        sources=(SourceCount("Families of Darvane", (t.id, t_children.id, t_gone.id), (letter.id,)),),
        grading="weak",
        contains=("market2031", "qara2031"),
        remainder={"killed": Interval(180, None)},
    )
    sources = (
        Source("s1", MONITOR, ("Darvane Monitor", "the Monitor"), "ngo", None, 7, ("declared in onrecord.toml",)),
        Source("s2", COUNCIL, ("Northern Council",), "party", None, 2),
        Source("s3", "a nurse", (), "medical", "Senn clinic", 1, named=False),
        Source("s4", CLINIC, ("The clinic",), "medical", "Senn clinic", 1),
        Source("s5", "two witnesses", (), "eyewitness", None, 1, named=False),
        Source("s6", "Families of Darvane", (), "ngo", None, 4),
    )
    checks = (
        Check(
            "k1",
            "figures_disagree",
            "error",
            "No number of killed satisfies both: 13 and up to 8.",
            (d.id, e.id),
            "market2031",
        ),
        Check(
            "k2",
            "share_differs",
            "warning",
            "10 % of 1,960 is 196; the letter says more than 200.",
            (t.id, t_all.id),
            "total2031",
        ),
    )
    lists = (
        VictimList(
            "a" * 64, "Monitor list", "monitor.csv", 412, {"name": "Name", "age": "Age", "date": "Date of death"}, True
        ),
        VictimList("b" * 64, "Clinic register", "clinic.xlsx", 188, {"name": "الاسم", "place": "المكان"}),
    )
    entries = (
        Entry("e1", "a" * 64, 3, "Sami al-Dar", 9, "m", date="2031-03-04", place="Senn"),
        Entry("e2", "b" * 64, 17, "سامي الدار", 9, "m", place="سن"),
        Entry("e3", "a" * 64, 4, "Mira Tovane", 31, "f", date="2031-04-19", place="Wadi Qara"),
    )
    victims = (
        Victim("v1", ("Sami al-Dar", "سامي الدار"), ("e1", "e2"), 9, "m", "2031-03-04", "Senn"),
        Victim("v2", ("Mira Tovane",), ("e3",), 31, "f", "2031-04-19", "Wadi Qara", claims=(q.id,)),
    )
    estimates = (
        Estimate("lcmcr", 611.4, 540.2, 733.9, diagnostics={"r_hat": 1.002}),
        Estimate("graphs", 598.0, 549.0, 671.0),
        Estimate("chao", None, None, None, withheld="the two lists overlap in 4 persons only"),
    )
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60"><rect x="10" y="20" width="180" '
        'height="20" fill="#8a520c"/></svg>'
    )
    decisions = (
        Decision(
            "d1",
            "claim",
            "confirm",
            {"document": later.id, "quote": "risen to 13", "act": "killed"},
            {},
            "R. Amin",
            "2031-07-02T09:14:00+00:00",
            "read with the list of names",
        ),
    )
    lost = (
        Decision(
            "d2",
            "claim",
            "reject",
            {"document": qara.id, "quote": "nine people", "act": "killed"},
            {},
            "R. Amin",
            "2031-07-02T09:20:00+00:00",
            "misread by an earlier version",
        ),
    )
    return Dossier(
        settings=Settings(
            name="Darvane, first half of 2031",
            description="Deaths and injuries of civilians in the invented region of Darvane, from open documents.",
            scope=Scope(
                date(2031, 1, 1),
                date(2031, 6, 30),
                ("Darvane",),
                ("killed", "injured"),
                (),
                "Persons harmed by armed violence.",
            ),
        ),
        documents=documents,
        receipts=(Receipt(first.id, first.name, "L. Orr", "2031-06-01", "confidential", "2031-06-01T10:00:00+00:00"),),
        origins={x.id: x.id for x in documents} | {copy.id: first.id},
        links=(DocumentLink(first.id, copy.id, "copy", 0.97, 0.97),),
        claims=(a, a_injured, a_children, b, c, d, d_children, e, denied, q, q_clinic, t, t_children, t_all, t_gone),
        incidents=(market_incident, checkpoint, halim, total),
        checks=checks,
        sources=sources,
        headlines=(
            Headline(
                "killed",
                Interval(7, 7),
                "Darvane",
                DateRange(date(2031, 1, 1), date(2031, 6, 30)),
                "incidents",
                2,
                ("two witnesses", CLINIC),
                "fair",
                ("qara2031",),
            ),
            Headline(
                "killed",
                Interval(200, None),
                "Darvane",
                DateRange(date(2031, 1, 1), date(2031, 6, 30)),
                "total",
                1,
                ("Families of Darvane",),
                "weak",
                ("total2031",),
            ),
        ),
        lists=lists,
        entries=entries,
        person_links=(PersonLink("e1", "e2", 0.98, "linked", ("same skeleton",)), PersonLink("e2", "e3", 0.4, "uncertain")),
        victims=victims,
        estimates=estimates,
        pictures=(Picture("Overlap of the lists", drawing, "Four persons stand on both lists."),),
        decisions=decisions,
        lost_decisions=lost,
        problems=(Problem("batch.jsonl", "line 14 is not valid JSON. Mend it and add the file again.", "line 14"),),
        unread_languages={"ar": 1},
        figures=(("documents read", 8), ("could not be read", 2), ("copies found", 1)),
        codebook=codebook.load("literal"),
        versions={"onrecord": "0.1", "codebook": "literal 1"},
        documented={"": 506},
        estimate_notes=("Both lists are taken to be of the same population.",),
    )


WORDS = ("the road near a school was closed until noon and people waited for news of those who had not yet come" + "").split()


def large(documents: int, *, claims_each: int = 10, size: int = 4096, seed: int = 5) -> Dossier:
    """A case of so many documents of so many characters each, with so many claims in each of them."""
    chance = random.Random(seed)
    towns = [Place(f"Town {n}", "", 10 + chance.random() * 6, 28 + chance.random() * 6, "town", f"t:{n}") for n in range(60)]
    made: list[Document] = []
    claims: list[Claim] = []
    for number in range(documents):
        one, found = _written(number, claims_each, size, towns, chance)
        made.append(one)
        claims.extend(found)
    origins = {d.id: d.id for d in made} | {d.id: made[n - 1].id for n, d in enumerate(made) if n % 7 == 3}
    incidents = list(_incidents(claims, {d.id: d for d in made}, chance))
    return Dossier(
        settings=Settings(name=f"{documents} invented documents"),
        documents=tuple(made),
        origins=origins,
        claims=tuple(claims),
        incidents=tuple(incidents),
        checks=tuple(
            Check(f"k{n}", "figures_disagree", "warning", "No number satisfies both.", i.claims[:2], i.id)
            for n, i in enumerate(incidents)
            if n % 9 == 0
        ),
        sources=tuple(Source(f"p{n}", f"Publisher {n}", (), "media", None, documents) for n in range(40)),
        codebook=codebook.load("literal"),
        versions={"onrecord": "0"},
    )


def _written(number: int, claims: int, size: int, towns: list[Place], chance: random.Random) -> tuple[Document, list[Claim]]:
    at = date(2030, 1, 1) + timedelta(days=chance.randrange(700))
    town = chance.choice(towns)
    sentences, marks, length = [], [], 0
    room = size // claims
    for n in range(claims):
        low = chance.choice((2, 3, 5, 8, 13, 40))
        quote = f"at least {low + n} people were killed in {town.words}"
        lead = f"In report {number}-{n}, {quote} on {at.isoformat()}, the office said. "
        filling = " ".join(chance.choice(WORDS) for _ in range(max(1, (room - len(lead)) // 5))) + ".\n"
        marks.append((length + lead.index(quote), quote, low + n))
        sentences.append(lead + filling)
        length += len(lead) + len(filling)
    one = document(f"report-{number}.html", "".join(sentences), f"Publisher {number % 40}", at.isoformat())
    found = [
        Claim(
            content_id(one.id, start),
            one.id,
            one.name,
            start,
            start + len(quote),
            quote,
            "killed" if n % 3 else "injured",
            Count(low, None, words=f"at least {low}", reading=(("at_least", (low,)),)),
            places=(town,),
            when=day(at.isoformat()),
            attribution=(Speaker("the office", "said"),),
            sources=(f"Publisher {number % 40}",),
            rules=("number_group_act",),
        )
        for n, (start, quote, low) in enumerate(marks)
    ]
    return one, found


def _incidents(claims: Iterable[Claim], documents: Mapping[str, Document], chance: random.Random) -> Iterable[Incident]:
    groups: dict[tuple[str, str], list[Claim]] = {}
    for one in claims:
        when = one.when.start if one.when else None
        key = (one.places[0].words, str(when)[:7])
        groups.setdefault(key, []).append(one)
    for number, (_, group) in enumerate(sorted(groups.items())):
        publishers: dict[str, list[Claim]] = {}
        for one in group:
            publishers.setdefault(one.sources[0], []).append(one)
        yield Incident(
            id=content_id("incident", number),
            aggregate=False,
            claims=tuple(one.id for one in group),
            documents=tuple(sorted({one.document for one in group})),
            places=group[0].places,
            when=group[0].when,
            tallies={"killed": Interval(min(one.count.low or 0 for one in group), None)},
            sources=tuple(
                SourceCount(who, tuple(one.id for one in own), tuple(sorted({one.document for one in own})))
                for who, own in sorted(publishers.items())
            ),
            grading=chance.choice(("fair", "fair", "weak", "weak", "contested", "confirmed")),
        )
