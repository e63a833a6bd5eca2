from __future__ import annotations

import re
from pathlib import Path

import pytest

from onrecord.errors import SettingsError
from onrecord.places import Gazetteer, distance, key_of

SYRIA = ("Syria", "SY", "country")


def found(text: str, extra: Path | None = None) -> list[tuple[str, str | None, str | None]]:
    words = re.findall(r"(?:[A-Z]\.){2,}|\w+(?:['’-]\w+)*|[^\w\s]", text)
    hits = Gazetteer.load(extra).find(words, [word.lower() for word in words])
    return [(place.words, place.country, place.precision) for _, _, place in hits]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Shells fell on Idleb and Ar-Raqqa in Syria.", [("Idleb", "SY", "city"), ("Ar-Raqqa", "SY", "city"), SYRIA]),
        ("They left Al Bab for Aleppo province in Syria.", [("Al Bab", "SY", "city"), ("Aleppo", "SY", "province"), SYRIA]),
        ("He was held in Tripoli, Lebanon.", [("Tripoli", "LB", "city"), ("Lebanon", "LB", "country")]),
        ("He was held in Tripoli, Libyan officials said.", [("Tripoli", "LY", "city")]),
        ("The dead lay in East Ghouta, near Damascus.", [("East Ghouta", "SY", "region"), ("Damascus", "SY", "city")]),
        ("A blast in Portland, Oregon, killed one.", [("Portland", "US", "city"), ("Oregon", "US", "province")]),
        ("Forces shelled the village of Ain Sarmin.", [("Ain Sarmin", None, "village")]),
        ("Residents of Ain Sarmin village fled.", [("Ain Sarmin", None, "village")]),
    ],
)  # fmt: skip
def test_places_are_found_with_country_and_precision(text: str, places: list[tuple[str, str | None, str | None]]) -> None:
    assert found(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "Reading it was Nice.",
        "Jordan said nothing.",
        "Paris Hilton spoke.",
        "Police came.",
        "Man is mortal.",
        "Ms. Florence Adams",
        "The Sons of the Plateau came at night.",
        "We asked the Friends of Florence for help.",
        "We saw that the Jordan family had left.",
        "She asked the Chad brothers.",
    ],
)
def test_ordinary_words_and_persons_are_no_places(text: str) -> None:
    assert found(text) == []


def test_spellings_with_other_marks_articles_and_hyphens_have_one_key() -> None:
    assert {key_of(name) for name in ("Ar-Raqqah", "ar Raqqah", "Raqqah", "al-Raqqah")} == {"raqqah"}


def test_containment_runs_from_town_over_region_and_province_to_country() -> None:
    gazetteer = Gazetteer.load()
    names = ("Douma", "Eastern Ghouta", "Rif Dimashq", "Syria")
    chain = [place for name in names if (place := gazetteer.lookup(name)) is not None]
    assert [place.words for place in chain] == list(names)
    inside = [[gazetteer.contains(a, b) for b in chain] for a in chain]
    assert inside == [
        [True, False, False, False],
        [True, True, False, False],
        [True, True, True, False],
        [True, True, True, True],
    ]


def test_distance_is_in_kilometres_and_unknown_without_coordinates() -> None:
    gazetteer = Gazetteer.load()
    damascus, aleppo, syria = (gazetteer.lookup(name) for name in ("Damascus", "Aleppo", "Syria"))
    assert damascus is not None
    assert aleppo is not None
    assert syria is not None
    assert round(distance(damascus, aleppo) or 0) == 310
    assert distance(damascus, syria) is None


def test_a_users_places_come_before_the_tables(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        "name,variants,country,lat,lon,precision,within\n"
        "Kafr Sitta,Kafar Sita|Kefer Sitta,SY,35.1,36.9,village,Hama\n"
        "Paris,,SY,,,village,\n"
    )
    gazetteer = Gazetteer.load(file)
    assert found("The dead of Kefer Sitta, and those in Paris", file) == [
        ("Kefer Sitta", "SY", "village"),
        ("Paris", "SY", "village"),
    ]
    village, hama, syria = gazetteer.lookup("Kafr Sitta"), gazetteer.lookup("Hama"), gazetteer.lookup("Syria")
    assert village is not None
    assert hama is not None
    assert syria is not None
    assert gazetteer.contains(hama, village)
    assert gazetteer.contains(syria, village)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("place,lat\nHama,1", "line 1: columns are ['place', 'lat']"),
        ("name,country\nHama,Syria", "line 2: country is 'Syria'. Write its ISO code"),
        ("name,lat\nHama,ninety", "line 2: lat is 'ninety'. Write degrees"),
        ("name,precision\nHama,house", "line 2: precision is 'house'. It may be one of: village"),
        ("name,within\nHama,Nowhereland", "line 2: within is 'Nowhereland'"),
        ("name,country\n,SY", "line 2: has no name"),
        ("name,country\nHama", "line 2: has another number of columns"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, rows: str, message: str) -> None:
    file = tmp_path / "places.csv"
    file.write_text(rows + "\n")
    with pytest.raises(SettingsError) as error:
        Gazetteer.load(file)
    assert str(file) in str(error.value)
    assert message in str(error.value)


def test_names_that_stand_like_places_and_are_in_no_table_are_told() -> None:
    text = (
        "In Zafrin, near Ain Sod and outside the Upper Town, three died in March. In Parliament, Syrian deputies spoke in"
        " English of the NGOs in Damascus, of those in ICRC care, and of Port Hennar."
    )
    assert Gazetteer.load().unknown(text) == {"Ain Sod"}
    assert Gazetteer.load().unknown("Three died in Zafrin and in Port Hennar Harbour.") == {"Zafrin", "Port Hennar Harbour"}
