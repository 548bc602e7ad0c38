"""The words of a command line, understood: the parser and the help text made from the table of options.

Words come in, an `argparse.Namespace` or an error that names the nearest option goes out; nothing is opened, read or printed here.
"""

from __future__ import annotations

import argparse

from openai_sql_shell.cli.options import COMMANDS, PROGRAM, PROGRAM_ITSELF, ScriptSource, Subcommand
from openai_sql_shell.errors import UsageError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

WIDTH = 80
"""Columns of the help."""


class _Formatter(argparse.HelpFormatter):
    """argparse's, which neither asks the terminal for its width nor, from Python 3.14 on, loads ``dataclasses`` for its colours.

    One is made for every option; what it would draw is drawn by `help_text`.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=WIDTH)

    def _set_color(self, *_color: object) -> None:
        """Nothing."""


class _Parser(argparse.ArgumentParser):
    """argparse that raises instead of printing and leaving."""

    def __init__(self, command: Subcommand) -> None:
        super().__init__(prog=PROGRAM, formatter_class=_Formatter, add_help=False, allow_abbrev=False)
        self.command = command

    def error(self, message: str, hint: str | None = None) -> NoReturn:
        help_command = " ".join(filter(None, (PROGRAM, self.command.name, "--help")))
        raise UsageError(message, hint=hint or f"{help_command} lists the options")

    def refuse(self, unknown: str) -> NoReturn:
        from difflib import get_close_matches  # noqa: PLC0415 - needed for a misspelt option only

        flags = {flag: flag for option in self.command.options for flag in option.flags}
        former = {flag: option.flags[-1] for option in self.command.options for flag in option.former}
        known = flags | former
        near = get_close_matches(unknown.partition("=")[0], known)
        self.error(f"unknown option {unknown}", did_you_mean(list(dict.fromkeys(known[n] for n in near))))


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The options of one run: an attribute per option, and ``command``.

    ``sources`` is what to run in its order, FILEs last; ``files`` the plain words, for a command that takes one that one or None.

    Raises:
        UsageError: an unknown option, a missing or unfitting value; names the nearest option.
    """
    end = words.index("--") if "--" in words else len(words)
    command, before = _command(list(words[:end]))
    parser = _parser(command)
    parsed, rest = parser.parse_known_args(before)
    for word in rest:
        if word.startswith("-") and word != "-":
            parser.refuse(word)
    files = [*rest, *words[end + 1 :]]
    most = len(files) if command.many else int(command.argument is not None)
    if len(files) > most:
        parser.error(f'"{files[most]}" is one word too many')
    parsed.sources = [*getattr(parsed, "sources", ()), *(ScriptSource("file", path) for path in files)]
    parsed.files = files if command.many else next(iter(files), None)
    parsed.command = command
    return parsed


def _command(words: list[str]) -> tuple[Subcommand, list[str]]:
    """The command the first plain word names, and the words without it."""
    options = [option for command in COMMANDS.values() for option in command.options]
    valued = {flag for option in options if option.metavar for flag in (*option.flags, *option.former)}
    value_follows = False
    for index, word in enumerate(words):
        if value_follows or word.startswith("-"):
            value_follows = not value_follows and word in valued
        elif word in COMMANDS and word:
            return COMMANDS[word], words[:index] + words[index + 1 :]
        else:
            break
    return PROGRAM_ITSELF, words


def _parser(command: Subcommand) -> _Parser:
    parser = _Parser(command)
    for option in command.options:
        if option.metavar is None:
            parser.add_argument(*option.flags, dest=option.name, action="store_true")
            continue
        for flags in filter(None, (option.flags, option.former)):  # an error names the flag that was used
            parser.add_argument(
                *flags,
                dest=option.name,
                action="append" if option.repeats else "store",
                metavar=option.metavar,
                default=[] if option.repeats else None,
                choices=tuple(option.choices) or None,
                type=option.parse,
            )
    return parser


def help_text(command: Subcommand, width: int = WIDTH) -> str:
    """What ``--help`` prints."""
    import textwrap  # noqa: PLC0415 - only help wraps text

    commands = COMMANDS.values() if command is PROGRAM_ITSELF else (command,)
    usages = [" ".join(filter(None, (PROGRAM, c.name, c.usage))) for c in commands]
    lines = ["usage: " + "\n       ".join(usages), "", *textwrap.wrap(command.help, width)]
    for title, options in command.sections.items():
        lines += ["", f"{title}:"]
        for option in options:
            body = textwrap.wrap(option.help, width - 26, break_on_hyphens=False) or [""]
            head = f"  {option.synopsis}"
            first = [f"{head:<26}{body.pop(0)}"] if len(head) < 25 else [head]
            lines += first + [" " * 26 + line for line in body]
    return "\n".join(lines) + "\n"
