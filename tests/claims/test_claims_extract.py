"""What a claim carries beside its number, and what holds for every text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import codebook
from onrecord.claims import can_read, extract
from onrecord.claims.explain import explain, row
from onrecord.errors import SettingsError
from onrecord.model import Claim, Document, Guess
from onrecord.places import Gazetteer

LITERAL = codebook.load("literal")


def document(text: str, **fields: object) -> Document:
    given = {"id": "d", "name": "d", "media_type": "text/plain", "text": text, "language": "en", **fields}
    return Document(**given)  # type: ignore[arg-type]


def claims(text: str, **fields: object) -> list[Claim]:
    return list(extract(document(text, **fields), codebook=LITERAL))


REPORT = (
    "The Lorne Observatory said on 3 March 2021 that soldiers of the Ashby Brigade killed at least 12 people, including "
    "four children, in an airstrike on a market. Two women and a man were also arrested by the police."
)


def test_a_claim_says_who_says_it_who_is_alleged_and_how() -> None:
    first = claims(REPORT)[0]
    assert (first.quote, first.count.words, first.count.rule) == ("killed at least 12 people", "at least 12", "stated")
    assert first.perpetrators == ("soldiers of the Ashby Brigade",)
    assert first.manner == "airstrike"
    assert [speaker.words for speaker in first.attribution] == ["The Lorne Observatory"]
    assert first.sources == ("Lorne Observatory",)


def test_without_a_speaker_the_publisher_is_the_source() -> None:
    assert claims("Nine people were killed.", publisher=Guess("The Lorne Gazette", "user"))[0].sources == (
        "The Lorne Gazette",
    )
    assert claims("Nine people were killed.")[0].sources == ()


def test_a_part_knows_its_total_and_shares_its_sources() -> None:
    total, part = claims(REPORT)[:2]
    assert part.part_of == total.id
    assert (part.quote, part.victims.categories, part.sources) == ("four children", ("child",), total.sources)


def test_each_kind_of_member_is_a_part_of_the_sum() -> None:
    found = [(c.quote, c.count.low, c.part_of is not None) for c in claims(REPORT) if c.act == "detained"]
    assert sorted(found) == [("Two women", 2, True), ("Two women and a man were also arrested", 3, False), ("a man", 1, True)]


def test_another_codebook_changes_numbers_and_nothing_else() -> None:
    text = "Dozens of people were killed. More than 40 were injured. Several families fled."
    books = [list(extract(document(text), codebook=codebook.load(name))) for name in ("literal", "acled", "airwars")]
    assert [[(c.count.low, c.count.high) for c in found] for found in books] == [
        [(24, None), (40, None), (3, None)],
        [(12, 12), (40, 40), (10, 10)],
        [(12, 24), (41, 41), (2, 2)],
    ]
    unchanged = [[(c.id, c.start, c.end, c.quote, c.act, c.count.words, c.rules) for c in found] for found in books]
    assert unchanged[0] == unchanged[1] == unchanged[2]


def test_recounting_gives_what_extracting_again_gives() -> None:
    airwars = codebook.load("airwars")
    text = "Dozens of people were killed and two others, more than 9 of them women, were hurt."
    again = list(extract(document(text), codebook=airwars))
    assert [airwars.recount(c.count) for c in claims(text)] == [c.count for c in again]


def test_two_tolls_of_one_document_are_a_series() -> None:
    low, high = claims("The death toll rose from 3 to 8.")
    assert (low.count.low, high.count.low) == (3, 8)
    assert low.series == high.series is not None


def test_a_person_named_again_is_no_second_claim() -> None:
    text = "Omar Haddad, a teacher, was killed on Monday. Haddad was killed at his door. His brother Rami Haddad was injured."
    assert [(c.act, c.victims.names) for c in claims(text)] == [("killed", ("Omar Haddad",)), ("injured", ("Rami Haddad",))]


def test_a_sex_is_never_guessed_from_a_name() -> None:
    assert claims("Lina Saba and Omar Haddad were killed.")[0].victims.categories == ()


def test_the_same_document_gives_the_same_claims() -> None:
    assert claims(REPORT) == claims(REPORT)


def test_ids_differ_within_a_document_even_for_equal_parts() -> None:
    found = claims("A man, a man and a woman were killed. A man, a man and a woman were killed.")
    assert len({c.id for c in found}) == len(found) > 2


def test_other_languages_are_left_alone() -> None:
    persian = document("در این حمله ۱۲ نفر کشته شدند", language=None)
    assert not can_read(persian)
    assert list(extract(persian, codebook=LITERAL)) == []
    assert not can_read(document("Twelve people were killed.", language="fr"))
    assert can_read(document("At least twelve people were killed in the attack on the town of Lorne.", language=None))


def test_an_unknown_codebook_is_named_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="There are: literal, acled, airwars"):
        codebook.load("guesswork")


def test_places_and_demonyms_give_the_country() -> None:
    found = list(extract(document("Shelling killed 12 people in Aleppo."), codebook=LITERAL, gazetteer=Gazetteer.load()))
    assert [p.country for p in found[0].places] == ["SY"]


def test_an_explanation_shows_parts_rules_and_a_row_for_the_table() -> None:
    text = explain(document("A bomb killed four people."), codebook=LITERAL)
    assert "four people  (group, person, exactly 4)" in text
    assert "= killed 4: “killed four people”" in text
    found = claims("A bomb killed four people.")
    assert row("A bomb killed four people.", found) == '[[case]]\ntext = "A bomb killed four people."\nclaims = ["killed 4"]\n'


PIECES = """
killed 12 people , . and including women of the by in was were who dozens at least between 30 to 40 ( ) " “ ”
said no one  a Omar Haddad died injured wounded arrested - – : ; that not from children 2019 toll rose
executions his wife --
"""
WORDS = st.sampled_from([*PIECES.split(), "\n"])


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_every_claim_is_found_at_its_place_whatever_the_text(words: list[str]) -> None:
    text = " ".join(words)
    found = claims(text)
    assert all(text[c.start : c.end] == c.quote and c.quote for c in found)
    assert all(c.count.low is None or c.count.high is None or c.count.low <= c.count.high for c in found)
    ids = {c.id for c in found}
    assert len(ids) == len(found)
    assert all(c.part_of in ids for c in found if c.part_of is not None)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_grammar(text: str) -> None:
    assert all(text[c.start : c.end] == c.quote for c in claims(text))


@pytest.mark.parametrize(
    "piece",
    [
        "12 people were killed and ",
        "1 2 3 4 ",
        "“(“(killed ",
        "a man, ",
        "who killed the ",
        "of the of the ",
        "including 3 women and ",
        "killed killed killed ",
        "Omar Haddad, ",
        "1,000,000,000 ",
        "between 1 and ",
        "))))((((",
        "– killed – ",
        "Killed\tMen\n\nMay 2031\t12\n\n",
        "of whom men\t1\n\nTotal\t1\n\n",
        "| 1 | Killed |\n",
    ],
)
def test_no_repetition_makes_it_slow(piece: str) -> None:
    """Eight times the text takes no more than about eight times as long (with room for a busy machine)."""

    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        begun = time.process_time()
        claims(text)
        return time.process_time() - begun

    seconds(2000)
    short = max(seconds(8_000), 0.02)
    assert any(seconds(64_000) < 24 * short for _ in range(3))


@pytest.mark.parametrize(
    "text",
    [
        "33 years old male killed Matched to number 802615054",
        "Age unknown male Son of Iman killed",
        "Child female Daughter of Suha injured",
    ],
)
def test_a_row_of_a_list_of_victims_is_no_claim(text: str) -> None:
    assert claims(f"Victims\n\n{text}\n\nNotes") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Soldiers seized 250 million pills.", []),
        ("Police captured 12 rebels.", [("captured 12 rebels", 12)]),
        ("Eight crates of wine were also seized.", []),
        ("Many wagons were held at the border.", []),
        ("Soldiers seized 200 Ruritanians.", [("seized 200 Ruritanians", 200)]),
        ("Soldiers seized 12.", [("seized 12", 12)]),
    ],
)
def test_verbs_that_take_things_too_take_nobody_where_nobody_is_named(text: str, found: list[tuple[str, int]]) -> None:
    assert [(c.quote, c.count.low) for c in claims(text)] == found


def test_whoever_only_reports_is_not_alleged() -> None:
    told = claims("The Lorne Watch reported a car bombing in a market, killed nine people and injured 12 others.")
    assert [c.perpetrators for c in told] == [() for _ in told]
    (passed_on,) = claims("The killing of nine people was reported by a local citizen.")
    assert passed_on.perpetrators == ()
    (claim,) = claims("Monitors alleged soldiers shot dead four herders.")
    assert claim.perpetrators == ("soldiers",)
    (dated,) = claims("Experts described the April 4 attack that killed nine people.")
    assert dated.perpetrators == ()
    (placed,) = claims("The Ruritanian army conducted an attack in Lorne that killed nine people.")
    assert placed.perpetrators == ("The Ruritanian army",)
    (owned,) = claims("The Red Militia claimed killing nine soldiers.")
    assert owned.perpetrators == ("The Red Militia",)


def test_a_list_of_languages_and_whose_attack_it_was_say_nothing_of_the_country() -> None:
    text = "Nine people were killed when French airstrikes hit a bridge.\n\n" + "French\n\nArchive\n\n" * 5
    assert [c.places for c in claims(text, id="p")] == [()]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The following guards died in the raid: Karl Fenn, Ivo Mast, and Tom Rill.", ("Karl Fenn", "Ivo Mast", "Tom Rill")),
        (
            "Four farmers were killed: Ivo Mast, Leo Dann, Karla Fenn and Tom Rill.",
            ("Ivo Mast", "Leo Dann", "Karla Fenn", "Tom Rill"),
        ),
        ("Two farmers were killed in Lorne. The two were: Ivo Mast and Leo Dann.", ("Ivo Mast", "Leo Dann")),
        ("Two farmers were killed in Lorne. They were identified as Ivo Mast and Leo Dann.", ("Ivo Mast", "Leo Dann")),
        ("Three farmers were killed. The dead are Ivo Mast and Leo Dann.", ("Ivo Mast", "Leo Dann")),
        ("Two farmers were killed. The three were Ivo Mast, Leo Dann and Tom Rill.", ()),
    ],
)
def test_names_listed_after_a_colon_or_in_the_next_sentence_are_those_of_the_people_counted(
    text: str, names: tuple[str, ...]
) -> None:
    (claim,) = claims(text)
    assert claim.victims.names == names


def test_a_place_in_the_name_of_a_medium_at_the_beginning_is_not_where_it_happened() -> None:
    places = Gazetteer.load(None)
    (said,) = extract(document("Damascus Radio said that 12 people were killed."), codebook=LITERAL, gazetteer=places)
    (held,) = extract(document("Damascus: 12 people were killed."), codebook=LITERAL, gazetteer=places)
    assert (said.places, [place.words for place in held.places]) == ((), ["Damascus"])


def test_the_number_words_of_a_list_leave_out_the_verb_between_its_members() -> None:
    (claim,) = claims("Karla Fenn was killed at noon in Lorne, along with two of her guards.")
    assert (claim.count.words, claim.victims.words, claim.count.low) == (
        "Karla Fenn … two of her guards",
        "Karla Fenn … two of her guards",
        3,
    )
