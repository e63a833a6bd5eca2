"""The command line: translates words and options into calls of the case and the rooms; it holds no logic of its own.

Each module here holds the commands of one part; they are loaded when asked for, so that `onrecord --help` is quick.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback

import click

from onrecord import __version__
from onrecord.errors import OnRecordError

# heading under which --help lists it: command: (module that holds it, what it does)
HEADINGS: dict[str, dict[str, tuple[str, str]]] = {
    "A case": {
        "run": ("case", "Read documents and make the dossier."),
        "demo": ("case", "The same on the bundled sample, in a new folder."),
        "add": ("case", "Take documents in: who brought them, when, how far they may be shown."),
        "status": ("case", "What the case holds and what waits."),
        "withdraw": ("case", "Take a document's bytes and text out again."),
    },
    "Look into it": {
        "why": ("inspect", "From any figure to claims, passages and preserved bytes."),
        "search": ("inspect", "Documents that hold all these words."),
        "export": ("inspect", "Documents, claims, incidents, checks, … as JSONL, CSV or Parquet."),
        "tally": ("inspect", "Incidents added up by place, month, alleged perpetrator, cause, …"),
        "sensitivity": ("inspect", "The headline under each codebook and each choice of gradings."),
        "verify": ("inspect", "Every hash, the log's chain, every passage."),
    },
    "Decide": {
        "review": ("review", "Decide by sheet: confirm, correct, reject or add claims."),
        "decide": ("review", "Decide one thing, with its reason."),
        "incidents": ("incidents", "Your team's own incident table: in, compared, and out again."),
    },
    "Lists of victims": {
        "victims": ("lists", "Lists of named victims: taken in, linked to persons, reviewed, estimated from."),
    },
    "From files to files, without a case": {
        "extract": ("claims", "Claims of harm in documents, with their exact passages."),
        "attributions": ("claims", "Who says what: every reported statement."),
        "assess": ("claims", "What each single document reports about its incident."),
        "codebooks": ("claims", "The codebooks, and how a total moves from one to the next."),
        "lineage": ("lineage", "Passages that documents share, and who copied whom."),
        "link": ("victims", "Which rows of lists are the same person."),
        "estimate": ("estimation", "How many the lists have missed."),
    },
}
MODULES = {name: module for commands in HEADINGS.values() for name, (module, _) in commands.items()}


class Commands(click.Group):
    """A group whose commands are imported only when they run, and listed under headings."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in MODULES:
            return None
        module = importlib.import_module(f"onrecord.cli.{MODULES[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, commands in HEADINGS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, about) for name, (_, about) in commands.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="onrecord")
def cli() -> None:
    """Turn documents about violence, and lists of victims, into figures that can be defended.

    Every figure leads to the exact words of a preserved source. Nothing leaves this computer.
    """


FAULT = (
    "What was finished before is kept, and 'onrecord verify' says whether all is whole. Please report the lines above; they"
    " may hold words of your documents, so look before you send them."
)


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
    except Exception as error:
        traceback.print_exception(error)
        click.echo(f"\nError: a fault in onrecord itself ({type(error).__name__}). {FAULT}", err=True)
        sys.exit(1)
