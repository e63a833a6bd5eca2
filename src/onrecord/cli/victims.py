"""`onrecord link` and `onrecord victims`: lists of named victims from the command line."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from onrecord.cli.output import opened
from onrecord.errors import InputError
from onrecord.model import Entry
from onrecord.victims.linking import LinkSettings, PairReport, link
from onrecord.victims.lists import ReadList, read_list
from onrecord.victims.persons import persons

_COLUMN_HELP = "Which column holds a field, e.g. --column name='Full name'. May be repeated."


@click.command("link")
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", default=None, help="File to write (CSV: rid, person, probability); standard output without it."
)
@click.option("--one-to-one", is_flag=True, help="Each list is free of duplicates.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=HEAD", help=_COLUMN_HELP)
def link_command(records: tuple[Path, ...], output: str | None, one_to_one: bool, columns: tuple[str, ...]) -> None:
    """Which rows of these lists (CSV or XLSX) are the same person."""
    entries, names = _records([_read(path, columns) for path in records])
    lists = frozenset(entry.list for entry in entries)
    free = lists if one_to_one else frozenset()
    result = link(entries, settings=LinkSettings(free_of_duplicates=free, explain=False))
    for report in result.reports:
        click.echo(told(report), err=True)
    strength: dict[str, float] = {}
    for one in result.links:
        if one.kind == "linked":
            for entry in (one.a, one.b):
                strength[entry] = max(strength.get(entry, 0.0), one.probability)
    person = {
        entry: victim.id for victim in persons(entries, result.links, free_of_duplicates=free) for entry in victim.entries
    }
    with opened(output) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("rid", "person", "probability"))
        writer.writerows((names[entry.id], person[entry.id], f"{strength.get(entry.id, 1.0):.4f}") for entry in entries)


def told(report: PairReport) -> str:
    """What a run did between two lists, in one line."""
    return (
        f"{report.left} and {report.right}: {report.candidates:,} pairs share a key, {report.linked:,} linked, "
        f"{report.uncertain:,} uncertain; at most {report.ceiling:.1%} of the true pairs can be found; by their own "
        f"probabilities {report.expected_false:,.0f} links are wrong"
    )


def _read(path: Path, columns: Sequence[str]) -> ReadList:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    read = read_list(data, file=str(path), columns=mapped_columns(columns))
    for line, problem in read.problems[:5]:
        click.echo(f"{path}: line {line}: {problem}", err=True)
    if len(read.problems) > 5:
        click.echo(f"{path}: {len(read.problems) - 5} more problems like these", err=True)
    return read


def mapped_columns(columns: Sequence[str]) -> dict[str, str]:
    """`--column field=head` options as a mapping."""
    pairs = [column.partition("=") for column in columns]
    wrong = next((column for column, (_, mark, head) in zip(columns, pairs, strict=True) if not mark or not head), None)
    if wrong is not None:
        raise click.UsageError(f"--column {wrong}: write --column FIELD=HEAD, such as --column name='Full name'.")
    return {field.strip(): head.strip() for field, _, head in pairs}


def _records(lists: Sequence[ReadList]) -> tuple[list[Entry], dict[str, str]]:
    """The rows of all files as entries with ids of their own, and each one's `rid` (else its number among all rows)."""
    entries, names = [], {}
    number = 0
    for place, read in enumerate(lists):
        head = read.list.columns
        for entry in read.entries:
            number += 1
            mine = f"{place:03}:{entry.row:09}"
            names[mine] = entry.fields.get(head.get("rid", ""), "") or str(number)
            entries.append(replace(entry, id=mine, list=entry.fields.get(head.get("list", ""), "") or read.list.name))
    return entries, names
