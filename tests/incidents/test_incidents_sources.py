"""The register of sources and who counts as independent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from incidents_case import claim, day, document, evidence

from onrecord.incidents import count, propose, register
from onrecord.incidents.names import guess_kind, initials, is_acronym, read_name
from onrecord.model import Claim, Decision, Document, DocumentLink, Guess
from onrecord.settings import Settings, SourceRule


@pytest.mark.parametrize(
    ("words", "kind", "named", "role"),
    [
        ("the Harbour Network for Human Rights", "ngo", True, None),
        ("a medic", "medical", False, "medic"),
        ("medics", "medical", False, "medic"),
        ("two Xanish activists", "ngo", False, "activist"),
        ("witnesses", "eyewitness", False, "witness"),
        ("his brother", "family", False, "brother"),
        ("The Orsk Times", "media", True, None),
        ("the United Nations", "un", True, None),
        ("the Ministry of Health", "government", True, None),
        ("the Northern Army", "party", True, None),
        ("police", "official", False, "police"),
        ("R. Example", "unknown", True, None),
        ("شبكة الميناء", "unknown", True, None),
    ],
)
def test_a_name_tells_kind_and_role(words: str, kind: str, named: bool, role: str | None) -> None:
    name = read_name(words)
    assert (guess_kind(words), name.named, name.role) == (kind, named, role)


def test_acronyms_come_from_significant_words() -> None:
    assert initials("the Harbour Network for Human Rights") == "HNHR"
    assert is_acronym("the HNHR")
    assert is_acronym("H.N.H.R.")
    assert not is_acronym("Harbour Network")


def _said(text: str, *speakers: str, name: str = "") -> tuple[Document, list[Claim]]:
    doc = document(name or text, text)
    words = text.split()[0]
    return doc, [claim(doc, words, 5, by=speakers)]


def test_variants_of_one_organisation_are_one_source() -> None:
    one, a = _said(
        "Five people died, said the UK-based Harbour Network for Human Rights.",
        "the UK-based Harbour Network for Human Rights",
    )
    two, b = _said("Five died, said HNHR, an observer.", "HNHR")
    three, c = _said("Five more, HNHR's director said.", "HNHR's director R. Example")
    found = register([*a, *b, *c], [one, two, three], settings=Settings())
    assert [(s.name, s.kind, s.claims, s.variants) for s in found.sources] == [
        (
            "Harbour Network for Human Rights",
            "ngo",
            3,
            ("HNHR", "HNHR's director R. Example", "the UK-based Harbour Network for Human Rights"),
        )
    ]


def test_an_office_is_one_source_whichever_way_its_name_is_put() -> None:
    said = [_said(f"Five died, {words} said.", words) for words in ("the Ministry of Health", "the health ministry")]
    found = register([c for _, own in said for c in own], [doc for doc, _ in said], settings=Settings())
    assert [(s.name, s.claims, s.variants) for s in found.sources] == [
        ("Ministry of Health", 2, ("the Ministry of Health", "the health ministry"))
    ]


def test_a_short_form_is_resolved_only_within_a_document_that_gives_the_long_one() -> None:
    one, a = _said("Five died. The Harbour Observatory for Human Rights counts; the Observatory said so.", "the Observatory")
    two, b = _said("Six died, the Observatory said.", "the Observatory", name="two")
    found = register([*a, *b], [one, two], settings=Settings())
    assert found.of(one.id, "the Observatory").id != found.of(two.id, "the Observatory").id
    assert len(found.sources) == 2


def test_an_acronym_that_two_names_share_is_not_guessed() -> None:
    one, a = _said("Five by one", "Harbour Network for Human Rights", name="1")
    two, b = _said("Five by other", "Hill Network for Human Rights", name="2")
    three, c = _said("Five by short", "HNHR", name="3")
    assert len(register([*a, *b, *c], [one, two, three], settings=Settings()).sources) == 3


def test_what_a_person_declared_wins() -> None:
    one, a = _said("Five by one", "Coast Desk", name="1")
    two, b = _said("Five by two", "Harbour Network", name="2")
    rule = SourceRule("Harbour Network", ("Coast Desk",), "ngo", "harbour family", "reliable, says R. Example")
    found = register([*a, *b], [one, two], settings=Settings(sources=(rule,)))
    assert [(s.name, s.variants, s.family, s.notes, s.claims) for s in found.sources] == [
        ("Harbour Network", ("Coast Desk",), "harbour family", ("reliable, says R. Example (onrecord.toml)",), 2)
    ]


def test_a_declared_name_is_no_short_form_and_a_mission_is_none_that_is_not_called_so() -> None:
    doc = document("a", "Eight died, the Mission said. Nine died, Bay Rights Watch said. Ten died, the group said.", "A")
    claims = [
        claim(doc, "Eight", 8, by=["Mission"]),
        claim(doc, "Nine", 9, by=["Bay Rights Watch"]),
        claim(doc, "Ten", 10, by=["the group"]),
    ]
    rule = SourceRule("Verification Mission", variants=("the Mission",))
    for settings, name in ((Settings(), "Mission"), (Settings(sources=(rule,)), "Verification Mission")):
        found = register(claims, [doc], settings=settings)
        said = [found.of(doc.id, words).name for words in ("Mission", "Bay Rights Watch", "the group")]
        assert said == [name, "Bay Rights Watch", "Bay Rights Watch"]


def test_decisions_join_and_part_sources() -> None:
    one, a = _said("Five by one", "Coast Desk", name="1")
    two, b = _said("Five by two", "Harbour Press", name="2")

    def decided(action: str) -> Decision:
        return Decision("d", "source", action, {"a": "Coast Desk", "b": "Harbour Press"}, {}, "r", "2020-01-01", "known")

    def made(*actions: str) -> int:
        found = register([*a, *b], [one, two], settings=Settings(), decisions=[decided(x) for x in actions])
        return len(found.sources)

    assert (made(), made("same"), made("same", "different")) == (2, 1, 2)


def test_what_is_only_likely_is_proposed() -> None:
    one, a = _said("Five by one", "Harbour Network", name="1")
    two, b = _said("Five by two", "Harbour Network for Human Rights", name="2")
    found = register([*a, *b], [one, two], settings=Settings())
    assert len(found.sources) == 2
    assert [p.reason for p in propose(found)] == ["“Harbour Network” may be short for “Harbour Network for Human Rights”"]


# ------------------------------------------------------------------------------------------------ independence


def test_ten_articles_that_quote_one_monitor_are_one_source() -> None:
    docs = [document(f"paper {n}", "Eight died, the Monitor said.", f"Paper {n}") for n in range(10)]
    claims = [claim(d, "Eight", 8, by=("Harbour Monitor",)) for d in docs]
    counted = count(claims, evidence(claims, docs))
    assert [(c.source, len(c.claims), len(c.documents)) for c in counted] == [("Harbour Monitor", 10, 10)]
    assert {reason for _, reason in counted[0].not_counted} == {"quotes Harbour Monitor"}


def test_an_unattributed_claim_is_its_publishers_and_a_bare_document_its_own() -> None:
    one, two, three = document("a", "Eight died.", "Paper A"), document("b", "Eight died!"), document("c", "Eight died?")
    claims = [claim(d, "Eight", 8) for d in (one, two, three)]
    assert {c.source for c in count(claims, evidence(claims, [one, two, three]))} == {"Paper A", "b", "c"}


def test_copies_count_with_their_origin_unless_the_number_was_changed() -> None:
    first = document("first", "Eight people died in the square.", "Paper A", "2020-01-01")
    copy = document("copy", "Eight people died in the square.", "Paper B", "2020-01-02")
    changed = document("changed", "Nine! people died in the square.", "Paper C", "2020-01-03")
    claims = [claim(first, "Eight", 8), claim(copy, "Eight", 8), claim(changed, "Nine!", 9)]
    span = (0, 32, 0, 32)
    links = [
        DocumentLink(first.id, copy.id, "copy", 1.0, 1.0, (span,)),
        DocumentLink(first.id, changed.id, "revision", 0.9, 0.9, (span,), ((0, 5, 0, 5),)),
    ]
    counted = count(claims, evidence(claims, [first, copy, changed], links=links, origins={copy.id: first.id}))
    assert [(c.source, c.not_counted) for c in counted] == [("Paper A", ((copy.id, "copy of first"),)), ("Paper C", ())]


def test_a_number_that_another_publisher_changed_is_its_own_whomever_it_names() -> None:
    """The monitor said eight; a paper that copies the sentence and prints nine has not heard nine from the monitor."""
    first = document("first", "Eight people died in the square.", "Bay Monitor", "2020-01-01")
    paper = document("paper", "Nine! people died in the square.", "Paper C", "2020-01-03")
    claims = [claim(first, "Eight", 8), claim(paper, "Nine!", 9, by=["Bay Monitor"])]
    links = [DocumentLink(first.id, paper.id, "copy", 0.9, 0.9, ((0, 30, 0, 30),), ((0, 5, 0, 5),))]
    counted = count(claims, evidence(claims, [first, paper], links=links))
    assert [(c.source, c.claims) for c in counted] == [("Bay Monitor", (claims[0].id,)), ("Paper C", (claims[1].id,))]


def test_what_the_next_edition_says_again_of_its_own_year_is_its_own() -> None:
    before = document("first", "Many herders were held that year.", "Orsk Watch", "2019-02-01")
    after = document("second", "Many herders were held that year.", "Orsk Review", "2020-02-01")
    link = DocumentLink(before.id, after.id, "copy", 1.0, 1.0, ((0, 33, 0, 33),))
    for year, number in (("2018", 1), ("2019", 2)):
        claims = [
            claim(before, "Many", None, act="detained", when=day("2018-01-01", "2018-12-31")),
            claim(after, "Many", None, act="detained", when=day(f"{year}-01-01", f"{year}-12-31")),
        ]
        said = evidence(claims, [before, after], links=[link], origins={after.id: before.id})
        assert len(count(claims, said)) == number


def test_without_links_equal_figures_of_a_copy_count_with_the_origin() -> None:
    first, copy = document("first", "Eight died.", "Paper A"), document("copy", "Eight died. Two fell.", "Paper B")
    claims = [claim(first, "Eight", 8), claim(copy, "Eight", 8), claim(copy, "Two", 2)]
    counted = count(claims, evidence(claims, [first, copy], origins={copy.id: first.id}))
    assert [(c.source, len(c.claims)) for c in counted] == [("Paper A", 2), ("Paper B", 1)]


def test_a_family_counts_once_and_says_so() -> None:
    rules = tuple(SourceRule(name, family="coast") for name in ("Coast Radio", "Coast Television"))
    one, two = document("a", "Eight died.", "Coast Radio"), document("b", "Eight died.", "Coast Television")
    claims = [claim(d, "Eight", 8) for d in (one, two)]
    counted = count(claims, evidence(claims, [one, two], settings=Settings(sources=rules)))
    assert len(counted) == 1
    assert [reason for _, reason in counted[0].not_counted] in (
        ["same family as Coast Radio"],
        ["same family as Coast Television"],
    )


def test_an_unnamed_source_is_one_per_role() -> None:
    docs = [document(n, "Eight died.", n) for n in ("A", "B", "C")]
    claims = [
        claim(docs[0], "Eight", 8, by=("a medic",)),
        claim(docs[1], "Eight", 8, by=("medics",)),
        claim(docs[2], "Eight", 8, by=("a nurse",)),
    ]
    found = evidence(claims, docs)
    assert [c.source for c in count(claims, found)] == ["medic", "nurse"]
    assert [s.named for s in found.register.sources if s.name in ("medic", "nurse")] == [False, False]


# ------------------------------------------------------------------------------------------------ one article, one source


def _sources(doc: Document, claims: list[Claim]) -> list[tuple[str, int]]:
    found = evidence(claims, [doc]).of_incident(claims)
    return [(c.source, len(c.claims)) for c in count(claims, found)]


def _article(title: str, text: str) -> Document:
    return replace(document("article", f"{title}\n\n{text}", "Orsk Times"), title=Guess(title, "metadata"))


@pytest.mark.parametrize(
    ("title", "low", "high", "more"),
    [
        ("Eight killed by shells", 8, 8, {}),
        ("Shells kill dozens", 8, None, {}),
        ("At least six killed by shells", 6, None, {}),
        ("Some ten killed by shells", 10, 10, {"approximate": True}),
        ("Eight executed by shells", 8, 8, {"act": "executed"}),
        ("Eight women killed by shells", 8, 8, {"of": ["woman"]}),
        ("Eight killed by shells, medics say", 8, 8, {"by": ["medics"]}),
    ],
)
def test_a_title_and_an_articles_own_words_have_the_source_that_it_names_for_the_figure(
    title: str, low: int, high: int | None, more: dict[str, Any]
) -> None:
    doc = _article(title, "Twelve died in the market, the Harbour Clinic said.")
    told = claim(doc, "Twelve", 8 if high == 8 else 12, by=["Harbour Clinic"])
    assert _sources(doc, [claim(doc, title, low, high, **more), told]) == [("Harbour Clinic", 2)]


@pytest.mark.parametrize(
    ("words", "low", "high", "more"),
    [
        ("Nine", 9, 9, {}),
        ("Twelve", 12, 12, {"act": "injured"}),
        ("Twelve children", 12, 12, {"of": ["child"], "part_of": "x"}),
        ("at least thirteen", 13, None, {}),
        ("Twelve families", 12, 12, {"unit": "family"}),
    ],
)
def test_another_figure_in_an_articles_own_words_is_the_publishers(
    words: str, low: int, high: int | None, more: dict[str, Any]
) -> None:
    doc = _article("Shells on a market", f"{words} fell. Twelve died in the market, the Harbour Clinic said.")
    claims = [claim(doc, words, low, high, **more), claim(doc, "Twelve died", 12, by=["Harbour Clinic"])]
    assert [name for name, _ in _sources(doc, claims)] == ["Harbour Clinic", "Orsk Times"]


def test_two_speakers_of_one_text_stay_two_and_a_part_has_the_source_of_its_total() -> None:
    doc = _article("Eight killed", "Eight died, the Harbour Clinic said. Three were women. Eight died, the police said too.")
    whole = claim(doc, "Eight died, the H", 8, by=["Harbour Clinic"])
    part = claim(doc, "Three", 3, of=["woman"], part_of=whole.id)
    police = claim(doc, "Eight died, the p", 8, by=["police"])
    assert _sources(doc, [claim(doc, "Eight killed", 8), whole, part, police]) == [("Harbour Clinic", 3), ("police", 1)]


def test_what_a_person_rejected_is_nobodys_source_and_other_persons_are_others() -> None:
    doc = _article("Two shot", "A. One was shot. B. Two was shot, the police said. Two were shot, the clinic said.")
    one = claim(doc, "A. One", 1, names=["A. One"])
    two = claim(doc, "B. Two", 1, names=["B. Two"], by=["police"])
    rejected = claim(doc, "Two were", 2, by=["clinic"], status="rejected")
    assert _sources(doc, [claim(doc, "Two shot", 2), one, two, rejected]) == [("Orsk Times", 2), ("police", 1)]


def test_what_one_version_changed_another_may_have_copied() -> None:
    """The second says nine where the first says eight; the third has nine from the second and is no source of its own."""
    docs = [document(n, f"{w} people died.", n, f"2020-01-0{k}") for k, (n, w) in enumerate(_VERSIONS, 1)]
    claims = [claim(d, w, 8 + (w == "Nine!")) for d, (_, w) in zip(docs, _VERSIONS, strict=True)]
    links = [
        DocumentLink(docs[a].id, docs[b].id, "revision", 0.9, 0.9, ((0, 17, 0, 17),), ((0, 5, 0, 5),) if a == 0 else ())
        for a, b in ((0, 1), (0, 2), (1, 2))
    ]
    counted = count(claims, evidence(claims, docs, links=links, origins={docs[1].id: docs[0].id, docs[2].id: docs[0].id}))
    assert [(c.source, len(c.claims)) for c in counted] == [("First", 1), ("Second", 2)]


_VERSIONS = (("First", "Eight"), ("Second", "Nine!"), ("Third", "Nine!"))


def test_denied_and_rejected_claims_have_no_source() -> None:
    doc = document("a", "Eight died. Nine died.", "A")
    claims = [claim(doc, "Eight", 8, asserted=False), claim(doc, "Nine", 9, status="rejected")]
    assert count(claims, evidence(claims, [doc])) == ()


def test_a_chain_of_copies_leads_to_the_first() -> None:
    docs = [document(f"d{n}", "Eight people died.", f"Paper {n}") for n in range(4)]
    claims = [claim(d, "Eight", 8) for d in docs]
    span = ((0, 18, 0, 18),)
    links = [DocumentLink(docs[n].id, docs[n + 1].id, "copy", 1.0, 1.0, span) for n in range(3)]
    counted = count(claims, evidence(claims, docs, links=links))
    assert [c.source for c in counted] == ["Paper 0"]
