"""Names: one skeleton for all spellings, parts kept together, nothing lost of what was written. All names are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.victims.names import parse, skeleton

SPELLINGS = [
    ["خالد", "Khaled", "Khalid", "KHALED"],
    [
        "عبد الرحمن",
        "عبدالرحمن",
        "Abd al-Rahman",
        "Abdulrahman",
        "Abdelrahman",
        "Abdel Rahman",
        "Abdurrahman",
        "Abed Al-Rahman",
    ],
    ["عبد الله", "عبدالله", "عبدهللا", "Abdullah", "Abdallah", "Abd Allah", "Abdulla"],
    ["عبد الهادي", "Abdel Hadi", "Abdulhadi", "Abd el-Hady"],
    ["أبو شعبان", "ابو شعبان", "Abu Shaaban", "Abou Chaabane"[:-1], "Aboushaban"],
    ["نور الدين", "نورالدين", "Nour al-Din", "Nur ad-Din", "Noureddine", "Nuruddin"],
    ["نصر الله", "Nasrallah", "Nasr Allah"],
    ["فاطمة", "فاطمه", "Fatima", "Fatimah", "Fatema"],
    ["النجار", "نجار", "al-Najjar", "An-Najjar", "el Najar"],
    ["يوسف", "Youssef", "Yusuf", "Yousif"],
    ["طه", "Taha"],
    ["حسن‌زاده", "حسن زاده", "Hassanzadeh", "Hasan-zadeh", "Hassan Zade"],
    ["احمدپور", "Ahmadpour", "Ahmad Pour", "Ahmad-pur"[:-2] + "our"],
    ["إلهام", "الهام", "Elham", "Ilham"],
    ["ممدوح", "Mamdouh", "Mamduh"],
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda spellings: spellings[-1])
def test_every_spelling_of_a_name_has_one_skeleton(spellings: list[str]) -> None:
    assert {skeleton(name) for name in spellings} == {skeleton(spellings[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد", "أحمد"),
        ("Mohammed", "Ahmed"),
        ("خالد", "حامد"),
        ("Maria Lopez", "Mario Ramos"),
        ("Omar", "Ali"),
        ("سعيد", "سليم"),
    ],
)
def test_other_names_have_another_skeleton(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Sami Abd al-Karim bin Nour al-Din Abu Zaid", ["sami", "abdkarim", "nourdin", "abuzaid"]),
        ("سامي عبد الكريم بن نور الدين أبو زيد", ["سامي", "عبدكريم", "نوردين", "ابوزيد"]),
        ("José de la Cruz Jr.", ["jose", "dela", "cruz"]),
        ("Seán O'Neill", ["sean", "oneill"]),
        ("Dr. Anna-Maria van der Berg", ["anna", "maria", "vander", "berg"]),
        ("Al Green", ["al", "green"]),
        ("al-Najjar", ["najjar"]),
        ("الشهيد سامر العبد", ["سامر", "عبد"]),
        ("Олександр Шевчук", ["олександр", "шевчук"]),
    ],
)
def test_compounds_articles_titles_and_particles(written: str, parts: list[str]) -> None:
    assert [part.folded for part in parse(written).parts] == parts


def test_slots_of_a_name_with_four_parts() -> None:
    name = parse("ليلى سامر خالد النجار")
    slots = (name.first, name.father, name.grandfather, name.family)
    assert [slot and slot.folded for slot in slots] == ["ليلي", "سامر", "خالد", "نجار"]
    assert [part.folded for part in name.lineage] == ["سامر", "خالد", "نجار"]


def test_missing_slots_are_none() -> None:
    name = parse("Layla Najjar")
    assert (name.father, name.grandfather) == (None, None)
    assert name.family is not None
    assert name.family.folded == "najjar"


@pytest.mark.parametrize("written", ["", "   ", "TK TK", "Unknown", "Name withheld by police", "مجهول الهوية", "---", "123"])
def test_a_name_that_is_not_known_has_no_parts(written: str) -> None:
    assert parse(written).parts == ()


def test_bynames_are_kept_apart_and_initials_marked() -> None:
    name = parse('Johan "Jack" F. Smid')
    assert name.aliases == ("Jack",)
    assert [(part.folded, part.initial) for part in name.parts] == [("johan", False), ("f", True), ("smid", False)]


def test_the_vowels_written_in_arabic_tell_names_of_one_skeleton_apart() -> None:
    mahmoud, muhammad = parse("محمود").parts[0], parse("محمد").parts[0]
    assert mahmoud.skeleton == muhammad.skeleton
    assert mahmoud.sound == parse("Mahmoud").parts[0].sound != muhammad.sound


@given(st.text(max_size=60))
def test_any_text_is_kept_as_written_and_never_fails(written: str) -> None:
    name = parse(written)
    assert name.written == written
    assert all(part.folded and part.sound and part.skeleton for part in name.parts)


@given(
    st.lists(
        st.sampled_from(["خالد", "عبد الرحمن", "أبو زيد", "Sami", "al-Najjar", "Noureddine", "Hassan"]), min_size=1, max_size=5
    )
)
def test_folding_a_folded_name_again_changes_nothing_of_its_skeletons(words: list[str]) -> None:
    name = parse(" ".join(words))
    assert [parse(part.folded).skeleton for part in name.parts if not part.folded.startswith(("ا", "al"))] == [
        part.skeleton for part in name.parts if not part.folded.startswith(("ا", "al"))
    ]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Sami Abd Khaled Zaid", ["sami", "abd", "khaled", "zaid"]),
        ("سامي عبد خالد زيد", ["سامي", "عبد", "خالد", "زيد"]),
        ("Sami Abdel Masri", ["sami", "abd", "masri"]),
        ("Sami Abd Abu Zaid", ["sami", "abd", "abuzaid"]),
        ("Abd Rahman Zaid", ["abdrahman", "zaid"]),
        ("عبد رب النبي زيد", ["عبدرب", "نبي", "زيد"]),
        ("Abd al-Hussein Zaid", ["abdhussein", "zaid"]),
        ("Abd Hussein Zaid", ["abd", "hussein", "zaid"]),
    ],
)
def test_abd_is_one_name_with_a_name_of_god_and_a_name_of_its_own_before_others(written: str, parts: list[str]) -> None:
    assert [part.folded for part in parse(written).parts] == parts


def test_vowel_marks_do_not_break_words() -> None:
    assert [part.folded for part in parse("خَالِد عَبْدُ الرَّحْمٰن").parts] == ["خالد", "عبدرحمن"]
    assert [part.folded for part in parse("राम कुमार").parts] == ["राम", "कुमार"]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("J.R. Smid", ["j", "r", "smid"]),
        ("Іванко А.С.", ["іванко", "а", "с"]),
        ("María José Garza-López", ["maria", "jose", "garza", "lopez"]),
        ("မောင်", ["မောင်"]),
        ("李小明", ["李小明"]),
        ("Aung", ["aung"]),
    ],
)
def test_names_of_other_customs_keep_their_parts(written: str, parts: list[str]) -> None:
    assert [part.folded for part in parse(written).parts] == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Олег Шевченко", "Oleh Shevchenko"),
        ("משה בן יוסף כהן", "Moshe ben Yosef Cohen"),
        ("Katerina Marco", "Caterina Marko"),
        ("محمدعلی حسین‌زاده", "Mohammadali Hosseinzadeh"),
    ],
)
def test_names_of_other_scripts_meet_their_latin_spellings(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)
