import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from onrecord import __version__
from onrecord.case.decisions import CLAIM_FIELDS, DOCUMENT_FIELDS
from onrecord.cli import MODULES, cli, main

ROOT = Path(__file__).parents[2]
RUNNER = CliRunner()


def test_the_reference_of_commands_is_what_they_say_themselves():
    said = subprocess.run([sys.executable, "-m", "onrecord.cli.reference"], check=True, capture_output=True, encoding="utf-8")
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == said.stdout, (
        "python -m onrecord.cli.reference > docs/cli.md"
    )


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_command_says_what_it_does_and_every_option_what_it_is_for(name):
    command = cli.get_command(click.Context(cli), name)
    bare = [one.name for one in (command, *getattr(command, "commands", {}).values()) if not one.help]
    bare += [o.name for one in (command, *getattr(command, "commands", {}).values()) for o in one.params if not _is_told(o)]
    assert bare == []


def _is_told(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument) or bool(getattr(parameter, "help", None))


def test_the_fields_that_can_be_decided_are_told_by_help():
    told = RUNNER.invoke(cli, ["decide", "--help"]).output
    assert [field for field in (*CLAIM_FIELDS, *DOCUMENT_FIELDS) if field not in told] == []


def test_the_version_is_the_packages():
    assert RUNNER.invoke(cli, ["--version"]).output == f"onrecord, version {__version__}\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["status", "--case", "nowhere"], 1, "Error: nowhere: there is no case here. Make one with"),
        (["run", "gone.txt", "--case", "new"], 1, "Error: gone.txt: there is no such file or folder. Check the path."),
        (["run", "--case", "new"], 1, "Error: new: there is no case here yet. Name the documents"),
        (["export", "names"], 2, "Invalid value for"),
        (["add", ".", "--received", "yesterday"], 2, "is no date. Write 2018-02-26, 2018-02 or 2018."),
        (["add", ".", "--received", "2999-01-01"], 2, "lies in the future"),
        (["extract", "gone.jsonl"], 1, "Error: gone.jsonl: cannot be read"),
        (["fly"], 2, "No such command 'fly'."),
    ],
)
def test_wrong_use_and_bad_input_say_what_to_do_and_exit_so(tmp_path, words, code, said):
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False)


def test_the_demo_makes_a_new_folder_each_time_and_says_where_the_dossier_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = [RUNNER.invoke(cli, ["demo"]).output.splitlines()[-1] for _ in range(2)]
    assert said == ["Dossier: demo/case/output/dossier.html", "Dossier: demo-2/case/output/dossier.html"]
    assert (tmp_path / "demo-2" / "case" / "output" / "dossier.html").exists()


def test_a_letter_is_searched_for_claims_as_it_is_and_what_holds_no_text_is_named(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Three of our colleagues were killed in Orla on 4 May 2031.\n", encoding="utf-8")
    done = RUNNER.invoke(cli, ["extract", str(letter)])
    [row] = map(json.loads, done.stdout.splitlines())
    assert (done.exit_code, row["name"], row["quote"]) == (0, "letter.txt", "Three of our colleagues were killed")
    picture = tmp_path / "photo.png"
    picture.write_bytes(b"\x89PNG" + bytes(60))
    failed = RUNNER.invoke(cli, ["extract", str(picture)])
    assert str(failed.exception) == f"{picture}: nothing in it could be read."


def test_a_fault_of_the_program_says_that_it_is_one_and_what_is_kept(monkeypatch, capsys):
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("onrecord.cli.cli", fails)
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr().err
    assert (stopped.value.code, "Error: a fault in onrecord itself (ZeroDivisionError)." in said) == (1, True)
