"""`onrecord link` from files to a file. All people are invented."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("splink")

from onrecord.cli.victims import link_command
from onrecord.errors import InputError

RECORDS = """rid,list,name,age,sex,dob
r1,a,Sami Khaled Najjar,31,m,1992-05-04
r2,a,Layla Omar Haddad,9,f,2014-01-02
r3,b,سامي خالد النجار,31,m,1992-05-04
r4,b,Huda Nasr Saleh,40,f,
"""


def test_rows_of_one_person_have_one_number(tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_text(RECORDS, encoding="utf-8")
    arguments = [str(tmp_path / "records.csv"), "-o", str(tmp_path / "out.csv"), "--one-to-one"]
    done = CliRunner().invoke(link_command, arguments, catch_exceptions=False)
    head, *rows = [line.split(",") for line in (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()]
    person = {rid: number for rid, number, _ in rows}
    assert done.exit_code == 0
    assert head == ["rid", "person", "probability"]
    assert list(person) == ["r1", "r2", "r3", "r4"]
    assert person["r1"] == person["r3"]
    assert len(set(person.values())) == 3


def test_one_list_by_itself_is_searched_for_people_who_stand_on_it_twice(tmp_path: Path) -> None:
    rows = ["1,Basim Hadran,38,Tel Orane", "2,Nabil Saluma,52,Deir Velan", "3,Basim Hadraan,38,Tel Orane"]
    (tmp_path / "one.csv").write_text("rid,name,age,place\n" + "\n".join(rows) + "\n", encoding="utf-8")
    told = CliRunner().invoke(link_command, [str(tmp_path / "one.csv"), "-o", str(tmp_path / "out.csv")])
    assert told.exit_code == 0
    person = {row["rid"]: row["person"] for row in csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8"))}
    assert (person["1"] == person["3"], person["1"] == person["2"]) == (True, False)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: cannot be read"):
        CliRunner().invoke(link_command, [str(tmp_path / "none.csv")], catch_exceptions=False)


def test_a_column_option_without_its_field_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_text(RECORDS, encoding="utf-8")
    done = CliRunner().invoke(link_command, [str(tmp_path / "records.csv"), "--column", "name"])
    assert (done.exit_code, "write --column FIELD=HEAD" in done.output) == (2, True)
