"""The reference of all commands, made from their own help: `python -m onrecord.cli.reference > docs/cli.md`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from onrecord.cli import HEADINGS, cli

WIDTH = 100


def reference() -> str:
    """Every command's help, under the headings of `onrecord --help`, as Markdown."""
    parts = ["# Commands", "", "Made from the program's own help: `python -m onrecord.cli.reference > docs/cli.md`.", ""]
    context = click.Context(cli, info_name="onrecord")
    for heading, commands in HEADINGS.items():
        parts += [f"## {heading}", ""]
        for name in commands:
            command = cli.get_command(context, name)
            assert command is not None
            for path, one in _with_parts(f"onrecord {name}", command):
                parts += [f"### {path}", "", "```", _help(path, one), "```", ""]
    return "\n".join(parts)


def _with_parts(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from _with_parts(f"{path} {name}", inner)


def _help(path: str, command: click.Command) -> str:
    names = ["-h", "--help"]
    context = click.Context(command, info_name=path, max_content_width=WIDTH, terminal_width=WIDTH, help_option_names=names)
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


if __name__ == "__main__":
    print(reference(), end="")
