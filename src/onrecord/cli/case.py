"""Commands that make a case and bring documents into it: run, demo, add, withdraw, status."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from onrecord import sample
from onrecord.case.folder import Case
from onrecord.case.folder import Progress as ProgressCall
from onrecord.case.intake import SENSITIVITIES, Acquisition, Added, add, withdraw
from onrecord.case.run import RunReport, run
from onrecord.case.status import status
from onrecord.errors import CaseError
from onrecord.reading.jsonl import published

case_option = click.option(
    "--case", "folder", type=click.Path(path_type=Path), default=Path("case"), show_default=True, help="The case folder."
)
who_option = click.option("--who", help="Who does this, for the log. Default: ONRECORD_WHO, else your user name.")
paths_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@contextmanager
def progress_bar() -> Iterator[ProgressCall]:
    """A bar on standard error, where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {}

        def show(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step.capitalize(), total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield show


def _day(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    when = published(value) if value is not None else None
    if value is not None and when is None:
        raise click.BadParameter(f"{value!r} is no date. Write 2018-02-26, 2018-02 or 2018.")
    if when is not None and when.start is not None and when.start > datetime.now(UTC).date() + timedelta(days=1):
        raise click.BadParameter(f"{value!r} lies in the future. Write the day on which they were received.")
    return value


def acquisition_options(command: click.Command) -> click.Command:
    for option in (
        click.option("--sensitivity", type=click.Choice(SENSITIVITIES), default="internal", show_default=True,
                     help="How far these documents may be shown."),
        click.option("--received", metavar="DATE", callback=_day, help="When the custodian received them, as in 2018-02-26."),
        click.option("--custodian", help="Who brought these documents."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command("run")
@paths_argument
@case_option
@acquisition_options  # type: ignore[arg-type]
@who_option
def run_command(
    paths: tuple[Path, ...], folder: Path, custodian: str | None, received: str | None, sensitivity: str, who: str | None
) -> None:
    """Read documents and make the dossier.

    PATHS are files, folders, or .jsonl files of documents. Without PATHS the case is worked on as it is: after a change
    of onrecord.toml, of places.csv, or of decisions. What was done before is not done again.
    """
    _run(folder, paths, Acquisition(custodian, received, sensitivity), who)


@click.command("demo")
@click.argument("target", type=click.Path(path_type=Path), default=Path("demo"))
def demo_command(target: Path) -> None:
    """Run the bundled sample in a new folder TARGET (default: demo). Its places, people and organisations are invented."""
    folder = target
    n = 1
    while folder.exists():
        n += 1
        folder = target.with_name(f"{target.name}-{n}")
    shutil.copytree(sample.path(), folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    case = folder / "case"
    case.mkdir()
    for name in ("onrecord.toml", "places.csv"):
        shutil.move(folder / name, case / name)
    _run(case, (folder / "documents",), Acquisition(custodian="onrecord", sensitivity="public"), None)


@click.command("add")
@paths_argument
@case_option
@acquisition_options  # type: ignore[arg-type]
@who_option
def add_command(
    paths: tuple[Path, ...], folder: Path, custodian: str | None, received: str | None, sensitivity: str, who: str | None
) -> None:
    """Take documents in without working on them yet: who brought them, when, how far they may be shown."""
    if not paths:
        raise click.UsageError("Which documents? Name files or folders.")
    with Case.open(folder, create=True, who=who) as case, case.locked(), progress_bar() as progress:
        added = add(case, paths, Acquisition(custodian, received, sensitivity), progress=progress)
    _show_added(added)
    click.echo(f"Now: onrecord run --case {folder}")


@click.command("withdraw")
@click.argument("id")
@click.option("--why", "reason", required=True, help="The reason; it stays in the log with the hash.")
@case_option
@who_option
def withdraw_command(id: str, reason: str, folder: Path, who: str | None) -> None:
    """Take a document's bytes and text out of the case, as the law or a source may demand."""
    with Case.open(folder, who=who) as case, case.locked(), progress_bar() as progress:
        for sentence in withdraw(case, id, reason):
            click.echo(sentence)
        report = run(case, progress=progress)
    _show_report(report, Added())


@click.command("status")
@case_option
def status_command(folder: Path) -> None:
    """What the case holds, what waits to be worked on, and which decisions no longer find their passage."""
    with Case.open(folder) as case:
        for line in status(case):
            click.echo(line)


def _run(folder: Path, paths: tuple[Path, ...], acquisition: Acquisition, who: str | None) -> None:
    if not paths and not (folder / "case.db").exists():
        raise CaseError(f"{folder}: there is no case here yet. Name the documents: onrecord run DOCUMENTS --case {folder}")
    with Case.open(folder, create=True, who=who) as case, case.locked(), progress_bar() as progress:
        added = add(case, paths, acquisition, progress=progress) if paths else Added()
        report = run(case, progress=progress)
    _show_report(report, added)


def _show_report(report: RunReport, added: Added) -> None:
    for name, reason in report.unread.items():
        click.echo(f"not read  {reason if reason.startswith(name) else f'{name}: {reason}'}", err=True)
    for decision in report.lost:
        click.echo(f"decision without its passage  {decision}", err=True)
    if report.is_unchanged and not added.new:
        click.echo("Nothing new: the dossier is as it was.")
    for label, value in report.lines():
        click.echo(f"{label:<36}{value}")
    for hint in report.hints():
        click.echo(hint)
    click.echo(f"\nDossier: {report.dossier}")


def _show_added(added: Added) -> None:
    click.echo(f"{len(added.new)} new, {added.known} there before, {len(added.unread)} could not be taken in")
    for reason in added.unread.values():
        click.echo(f"  {reason}", err=True)
    sys.stderr.flush()
