"""The command line: translates words and options into calls of the case and the rooms; it holds no logic of its own.

Each module here holds the commands of one part; they are loaded when asked for, so that `onrecord --help` is quick.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from onrecord import __version__
from onrecord.errors import OnRecordError

# command: (module that holds it, what it does, heading under which --help lists it)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "extract": (
        "claims",
        "Claims of harm in documents, with their exact passages.",
        "From files to files, without a case",
    ),
    "attributions": ("claims", "Who says what: every reported statement.", "From files to files, without a case"),
    "assess": (
        "claims",
        "What each single document reports about its incident.",
        "From files to files, without a case",
    ),
    "codebooks": (
        "claims",
        "The codebooks, and how a total moves from one to the next.",
        "From files to files, without a case",
    ),
    "lineage": (
        "lineage",
        "Passages that documents share, and who copied whom.",
        "From files to files, without a case",
    ),
    "link": ("victims", "Which rows of lists are the same person.", "From files to files, without a case"),
    "estimate": ("estimation", "How many the lists have missed.", "From files to files, without a case"),
}


class Commands(click.Group):
    """A group whose commands are imported only when they run, and listed under headings."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"onrecord.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        headings: dict[str, list[tuple[str, str]]] = {}
        for name, (_, about, heading) in COMMANDS.items():
            headings.setdefault(heading, []).append((name, about))
        for heading, rows in headings.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="onrecord")
def cli() -> None:
    """Turn documents about violence, and lists of victims, into figures that can be defended.

    Every figure leads to the exact words of a preserved source. Nothing leaves this computer.
    """


def main() -> None:
    """Run the command line: exit 0 done, 1 failed with one clear line, 2 wrong use."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped. What was done so far is kept.", err=True)
        sys.exit(130)
    except OnRecordError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
